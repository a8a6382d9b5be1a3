#!/usr/bin/env bash
# `make run`, `make dev` (--dev) and `make run-n8n` (--n8n) start the whole application on this machine; Ctrl-C stops it.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"
# shellcheck source=scripts/lib/services.sh
. "$ROOT/scripts/lib/services.sh"
# shellcheck source=scripts/lib/n8n.sh
. "$ROOT/scripts/lib/n8n.sh"

ADMIN_EMAIL=admin@ecole.example
LOCK="$DATA/run.lock"
LOG_PREFIX=''
DEV=''
REAL_N8N=''

main() {
  case ${1:-} in
    --dev) DEV=1 ;;
    --n8n) REAL_N8N=1 ;;
  esac
  load_env_file "$ROOT/.env"
  make_data_folder
  take_lock
  choose_ports
  need_rust
  open_database
  [ -z "$REAL_N8N" ] || prepare_n8n
  build
  say "Preparing the database"
  prepare_database
  local password
  password=$(remembered demo-password random_word 16)
  create_admin "$ADMIN_EMAIL" "$password"
  seed_database
  start
  announce "$password"
  if [ -n "$DEV" ]; then supervise restart_for_new_page; else supervise; fi
}

# Only one run per folder: two would share the database, the ports and the bundle.
take_lock() {
  local holder tries=0
  until mkdir "$LOCK" 2>/dev/null; do
    holder=$(cat "$LOCK/pid" 2>/dev/null || true)
    if [ -n "$holder" ] && is_other_run "$holder"; then
      # The other run writes its address a moment after its process id.
      for ((; tries < 25; tries++)); do [ ! -s "$LOCK/url" ] || break; sleep 0.2; done
      say "It already runs, or is starting: $(cat "$LOCK/url" 2>/dev/null || echo 'address not chosen yet')" \
        "(process $holder; Ctrl-C there stops it)"
      exit 0
    fi
    # Without a process id the other run has only just begun. Otherwise it is dead, and its lock is removed.
    if [ -n "$holder" ] || [ "$tries" -ge 10 ]; then rm -rf "$LOCK"; fi
    tries=$((tries + 1))
    sleep 0.2
  done
  echo $$ >"$LOCK/pid"
  on_exit release_lock
}

release_lock() { rm -rf "$LOCK"; }

is_other_run() {
  case $(command_of "$1") in
    *scripts/run.sh* | unknown) return 0 ;;
    *) return 1 ;;
  esac
}

# Takes the ports of the environment, or the usual ones; if a port is taken, the next free one.
choose_ports() {
  local address=${LISTEN_ADDR:-127.0.0.1:8080} host wanted
  host=${address%:*}
  wanted=${address##*:}
  API_PORT=$(free_port "$wanted")
  [ "$API_PORT" = "$wanted" ] || warn "Port $wanted is taken: the application uses $API_PORT"
  export LISTEN_ADDR="$host:$API_PORT"
  if [ -z "${PUBLIC_URL:-}" ] || [ "$API_PORT" != "$wanted" ]; then
    export PUBLIC_URL="http://localhost:$API_PORT"
  fi
  echo "$PUBLIC_URL" >"$LOCK/url"
  if [ -z "${N8N_WEBHOOK_BASE_URL:-}" ]; then
    SIM_PORT=$(free_port 5678)
    [ "$SIM_PORT" = 5678 ] || warn "Port 5678 is taken: n8n, or its stand-in, uses $SIM_PORT"
  fi
}

# n8n's database is in the private cluster, even if the service uses another server.
prepare_n8n() {
  [ -z "${N8N_WEBHOOK_BASE_URL:-}" ] || die "N8N_WEBHOOK_BASE_URL names another n8n already: make run uses that one"
  n8n_can_run || die "n8n $N8N_VERSION needs npm and Node 20.19 to 24 ($(node --version 2>/dev/null || echo none) is here)"
  [ -n "${PG_NAME:-}" ] || postgres_open postgres
  postgres_ensure_database n8n
  N8N_ENCRYPTION_KEY=$(remembered n8n-encryption-key random_word 40)
  export N8N_ENCRYPTION_KEY
  n8n_environment n8n "$DATA/n8n"
}

build() {
  say "Building the programs and the page (minutes, the first time)"
  find_programs
  if [ -n "$DEV" ]; then
    export SPA_DIR="$DATA/spa-dev"
    interruptible build_beside_npm --dev --out "$SPA_DIR"
  else
    export SPA_DIR="$ROOT/dist"
    # Compiled for this machine. `make test` measures the page as it is released.
    interruptible build_beside_npm --local
  fi
}

# npm waits for the network most of the time, while cargo needs the processors.
build_beside_npm() {
  local npm='' status=0
  if [ -n "$REAL_N8N" ]; then
    need_n8n &
    npm=$!
  fi
  build_all "$@" || status=$?
  [ -z "$npm" ] || wait "$npm" || status=$?
  return "$status"
}

start() {
  on_exit stop_children
  N8N_API_KEY=${N8N_API_KEY:-$(remembered n8n-api-key random_word 40)}
  N8N_WEBHOOK_SECRET=${N8N_WEBHOOK_SECRET:-$(remembered n8n-webhook-secret webhook_secret)}
  RGPD_HMAC_KEY=${RGPD_HMAC_KEY:-$(remembered rgpd-hmac-key random_word 40)}
  TOTP_KEY=${TOTP_KEY:-$(remembered totp-key random_word 40)}
  export N8N_API_KEY N8N_WEBHOOK_SECRET RGPD_HMAC_KEY TOTP_KEY
  if [ -z "${N8N_WEBHOOK_BASE_URL:-}" ]; then
    if [ -n "$REAL_N8N" ]; then
      say "Starting n8n"
      start_n8n "$SIM_PORT"
    else
      say "Starting the stand-in for n8n"
      # shellcheck disable=SC2119 # no more options
      start_n8n_sim
    fi
    export N8N_WEBHOOK_BASE_URL="http://127.0.0.1:$SIM_PORT/webhook"
  fi
  say "Starting the server"
  if [ -n "$DEV" ]; then
    SERVED_PAGE=$(page_version)
    start_api terminal
    start_child spa terminal "$PROGRAMS/xtask" spa --watch --out "$SPA_DIR"
  else
    start_api file
  fi
}

page_version() { cksum <"$SPA_DIR/index.html" 2>/dev/null || true; }

# The server reads the page only when it starts.
restart_for_new_page() {
  local version
  version=$(page_version)
  if [ -n "$version" ] && [ "$version" != "$SERVED_PAGE" ]; then
    SERVED_PAGE=$version
    stop_child prospects-api
    start_api terminal
    say "The page changed: reload it in the browser"
  fi
}

announce() {
  cat <<END

  ${BOLD}$PUBLIC_URL${PLAIN}

  login     $ADMIN_EMAIL
  password  $1
  API       $PUBLIC_URL/api/docs
  n8n       $N8N_WEBHOOK_BASE_URL
  logs      $LOGS

  Ctrl-C stops everything.
END
}

main "$@"
