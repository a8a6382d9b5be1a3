#!/usr/bin/env bash
# `make demo` starts the application in containers with demo data, the stand-in for n8n and secrets of its own, and prints
# the address and the login. `make clean-demo` (--remove) removes its containers, data and secrets.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"

PROJECT=admissions-demo
PORT=8080
N8N_PORT=5678
START_LIMIT_S=120
# docker-compose.yml reads these; a school's .env is not read.
export SECRETS_DIR="$DATA/demo-secrets"
export ADMIN_EMAIL=admin@ecole.example ADMIN_PRENOM=Sophie ADMIN_NOM=Martin DEMO_DATA=oui
# The containers have no copy of the repository, and name this commit.
GIT_COMMIT=$(git rev-parse --short=12 HEAD 2>/dev/null || true)
export GIT_COMMIT
export PUBLIC_URL="http://localhost:$PORT" N8N_WEBHOOK_BASE_URL="http://localhost:$N8N_PORT/webhook"

main() {
  need_compose
  case ${1:-} in
    --remove) remove ;;
    *)
      prepare
      start
      announce
      ;;
  esac
}

need_compose() {
  local instead="or run the demo without Docker: make run"
  have docker || die "Docker is not installed (https://docs.docker.com/engine/install): install it, $instead"
  docker compose version >/dev/null 2>&1 ||
    die "This Docker has no plugin \"compose\" (https://docs.docker.com/compose/install/linux): install it, $instead"
  docker info >/dev/null 2>&1 || die "Docker does not answer: start it, and check that you may use it ($(id -un)), $instead"
}

compose() {
  docker compose --project-directory "$ROOT" --project-name "$PROJECT" --env-file /dev/null --profile demo "$@"
}

prepare() {
  make_data_folder
  if [ ! -d "$SECRETS_DIR" ]; then
    # A database of an earlier demo has the passwords of secrets that are gone.
    compose down --volumes --remove-orphans >/dev/null 2>&1 || true
  fi
  scripts/secrets.sh --throw-away "$SECRETS_DIR"
  [ -n "$(compose ps --quiet api)" ] || refuse_taken_ports
}

# The ports are fixed, because the stand-in calls back at the address that browsers use.
refuse_taken_ports() {
  local port
  for port in "$PORT" "$N8N_PORT"; do
    ! port_is_taken "$port" || die "Port $port is taken: stop the program that uses it, then try again"
  done
}

start() {
  local tries
  say "Building and starting the containers (about 10 minutes, the first time)"
  compose up --build --detach api n8n-sim
  for ((tries = 0; tries < START_LIMIT_S; tries++)); do
    [ "$(http_status "$PORT" /sante/pret)" != 200 ] || return 0
    sleep 1
  done
  compose logs --tail 20 prepare api >&2
  die "$PUBLIC_URL is not ready after $START_LIMIT_S s: its last log lines are above"
}

announce() {
  cat <<END

  ${BOLD}$PUBLIC_URL${PLAIN}

  login     $ADMIN_EMAIL
  password  $(cat "$SECRETS_DIR/admin-password")
  API       $PUBLIC_URL/api/docs
  n8n       http://localhost:$N8N_PORT/control (a stand-in: crates/n8n-sim/README.md)
  logs      docker compose --project-name $PROJECT logs --follow

  make clean-demo removes everything.
END
}

remove() {
  compose down --volumes --remove-orphans
  rm -rf "$SECRETS_DIR"
  say "The demo, its data and its secrets are removed; the images stay"
}

main "$@"
