# shellcheck shell=bash
# Starts, watches and stops the server and the stand-in for n8n.

CHILD_PIDS=()
CHILD_NAMES=()

# start_child <name> file|terminal <command…>: starts the command in a process group of its own, so that Ctrl-C reaches
# only this script, which then stops everything in order. The second argument says where the output goes.
start_child() {
  local name=$1 where=$2 log="$LOGS/$LOG_PREFIX$1.log"
  shift 2
  rm -f "$log"
  set -m
  if [ "$where" = terminal ]; then
    "$@" </dev/null &
  else
    "$@" </dev/null >"$log" 2>&1 &
  fi
  CHILD_PIDS+=($!)
  CHILD_NAMES+=("$name")
  set +m
}

# Sends TERM to all, and KILL to those left after 15 s (the server gives its requests 10).
stop_children() {
  local pid tries
  [ ${#CHILD_PIDS[@]} -gt 0 ] || return 0
  for pid in "${CHILD_PIDS[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for ((tries = 0; tries < 150; tries++)); do
    any_child_alive || break
    sleep 0.1
  done
  for pid in "${CHILD_PIDS[@]}"; do kill -KILL "-$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  CHILD_PIDS=()
  CHILD_NAMES=()
}

any_child_alive() {
  local pid
  for pid in "${CHILD_PIDS[@]}"; do
    if is_alive "$pid"; then return 0; fi
  done
  return 1
}

# Prints the index of a child that ended; fails while all live.
dead_child() {
  local index
  for index in "${!CHILD_PIDS[@]}"; do
    if ! is_alive "${CHILD_PIDS[$index]}"; then
      echo "$index"
      return
    fi
  done
  return 1
}

# Names the child that died and exits with its status, or with 1 if that was 0.
fail_for_child() {
  local index=$1 log status=0
  log="$LOGS/$LOG_PREFIX${CHILD_NAMES[$index]}.log"
  wait "${CHILD_PIDS[$index]}" || status=$?
  [ ! -f "$log" ] || tail -n 20 "$log" >&2
  warn "${CHILD_NAMES[$index]} stopped by itself (status $status)"
  [ "$status" -ne 0 ] || status=1
  exit "$status"
}

# Stops one child by its name.
stop_child() {
  local index tries
  for index in "${!CHILD_PIDS[@]}"; do
    [ "${CHILD_NAMES[$index]}" = "$1" ] || continue
    kill -TERM "${CHILD_PIDS[$index]}" 2>/dev/null || true
    for ((tries = 0; tries < 150; tries++)); do
      is_alive "${CHILD_PIDS[$index]}" || break
      sleep 0.1
    done
    kill -KILL "-${CHILD_PIDS[$index]}" 2>/dev/null || true
    wait "${CHILD_PIDS[$index]}" 2>/dev/null || true
    unset "CHILD_PIDS[$index]" "CHILD_NAMES[$index]"
  done
}

# supervise [command]: calls the command twice a second until a signal ends this script or a child dies.
supervise() {
  local index
  while sleep 0.5; do
    "${1:-true}"
    if index=$(dead_child); then fail_for_child "$index"; fi
  done
}

# wait_for <port> <path> <seconds> [status [method]]: waits until the answer has this status, 200 by default. The death of
# a child ends the script.
wait_for() {
  local port=$1 path=$2 tries=$(($3 * 5)) wanted=${4:-200} method=${5:-GET} index
  while [ "$tries" -gt 0 ]; do
    [ "$(http_status "$port" "$path" "$method")" != "$wanted" ] || return 0
    if index=$(dead_child); then fail_for_child "$index"; fi
    tries=$((tries - 1))
    sleep 0.2
  done
  die "http://127.0.0.1:$port$path did not answer $wanted in $3 s" \
    "(it answers $(http_status "$port" "$path" "$method")); logs in $LOGS"
}

# --- The two programs; PROGRAMS, LOG_PREFIX, API_PORT and SIM_PORT are set by the caller ------------------------

# start_n8n_sim [more options]
start_n8n_sim() {
  start_child n8n-sim file "$PROGRAMS/n8n-sim" --listen "127.0.0.1:$SIM_PORT" "$@"
  wait_for "$SIM_PORT" /healthz 20
}

# start_api file|terminal: starts the server; its configuration is in the environment, without the owner's address.
start_api() {
  start_child prospects-api "$1" env -u DATABASE_OWNER_URL "$PROGRAMS/prospects-api" serve
  wait_for "$API_PORT" /sante/pret 60
}

# Migrates the database of DATABASE_URL, and fills it with demo data if it is empty.
prepare_database() {
  "$PROGRAMS/prospects-api" migrate </dev/null
  seed_database
}

# Fills an empty database with demo data; once there are admins, gives them its next touches.
seed_database() { "$PROGRAMS/prospects-api" seed </dev/null; }

# create_admin <email> <password>: makes an admin named Sophie Martin. The password goes through standard input, because
# everybody can list arguments of processes.
create_admin() { "$PROGRAMS/prospects-api" create-admin --email "$1" --first-name Sophie --last-name Martin <<<"$2"; }
