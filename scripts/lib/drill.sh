# shellcheck shell=bash
# Shared by the drills: programs, an empty database in a durable cluster, free ports.

# The cluster of the drill: postgres-chaos, or postgres-pair (pair.sh) for one with a standby.
CLUSTER=postgres-chaos

# prepare_drill chaos|bench [--release]: sets PROGRAMS and exports what the drill reads. The database stays afterwards for
# inspection; the next drill of that name replaces it.
prepare_drill() {
  local database=$1
  shift
  make_data_folder
  need_rust
  find_programs
  [ "${1:-}" != --release ] || PROGRAMS="${PROGRAMS%debug}release"
  interruptible build_drill "$@"
  if [ "$CLUSTER" = postgres-pair ]; then
    pair_open
    pair_use "$database"
  else
    postgres_open "$CLUSTER"
    postgres_sql postgres "drop database if exists $database with (force)"
    postgres_use "$database"
  fi
  N8N_API_KEY=$(random_word 40)
  N8N_WEBHOOK_SECRET=$(webhook_secret)
  DRILL_PASSWORD=$(random_word 16)
  export N8N_API_KEY N8N_WEBHOOK_SECRET DRILL_PASSWORD
}

# run_drill chaos|bench [its options]
run_drill() {
  local command=$1
  shift
  interruptible "$PROGRAMS/drill" "$command" --api "$PROGRAMS/prospects-api" --logs "$LOGS" --ports "$(four_ports)" "$@"
}

four_ports() {
  local port ports='' count
  port=$(some_free_port)
  for ((count = 0; count < 4; count++)); do
    port=$(free_port "$port")
    ports="$ports,$port"
    port=$((port + 1))
  done
  echo "${ports#,}"
}
