# shellcheck shell=bash
# Runs a cluster in a container, if PostgreSQL is not installed and a Docker engine answers.

DOCKER_IMAGE=postgres:16

docker_answers() { have docker && docker info >/dev/null 2>&1; }

docker_place() { echo "container admissions-$(project_id)-$PG_NAME"; }
docker_name() { echo "admissions-$(project_id)-$PG_NAME"; }

docker_is_up() { [ "$(docker inspect -f '{{.State.Running}}' "$(docker_name)" 2>/dev/null)" = true ]; }

# Makes a new container each time, so that its port can change. The data is in a volume.
docker_start() {
  local setting options=()
  postgres_choose_port
  while IFS= read -r setting; do
    options+=(-c "$setting")
  done < <(postgres_settings "$PG_NAME")
  docker rm -f "$(docker_name)" >/dev/null 2>&1 || true
  say "Starting $DOCKER_IMAGE in a container"
  docker run -d --name "$(docker_name)" --shm-size 256m -p "127.0.0.1:$(postgres_port):5432" \
    -e POSTGRES_HOST_AUTH_METHOD=trust -e POSTGRES_INITDB_ARGS='--encoding=UTF8 --locale=C.UTF-8' \
    -v "$(docker_name):/var/lib/postgresql/data" "$DOCKER_IMAGE" "${options[@]}" >/dev/null
  docker_wait
}

# Asks over TCP: while the image prepares its first cluster, the server answers on its socket only.
docker_wait() {
  local tries
  for ((tries = 0; tries < 120; tries++)); do
    if docker exec "$(docker_name)" pg_isready -q -h 127.0.0.1 -U postgres 2>/dev/null; then return; fi
    sleep 0.5
  done
  docker logs --tail 15 "$(docker_name)" >&2 || true
  die "PostgreSQL did not start in its container"
}

docker_stop() { docker stop "$(docker_name)" >/dev/null; }

docker_crash() {
  docker kill "$(docker_name)" >/dev/null
  docker start "$(docker_name)" >/dev/null
  docker_wait
}

docker_restart() {
  docker restart "$(docker_name)" >/dev/null
  docker_wait
}

docker_psql() {
  local database=$1
  shift
  docker exec "$(docker_name)" psql -h 127.0.0.1 -U postgres -d "$database" "$@"
}

docker_remove() {
  docker rm -f "$(docker_name)" >/dev/null 2>&1 || true
  docker volume rm "$(docker_name)" >/dev/null 2>&1 || true
}
