# shellcheck shell=bash
# Runs a cluster with the binaries of this machine. For root, another user runs it, because PostgreSQL refuses root.

# Sets PG_BIN, PG_PSQL and PG_DIR.
native_find_binaries() {
  local folder wanted='' best=''
  native_choose_place
  wanted=$(native_read "$PG_DIR/PG_VERSION" || true)
  while IFS= read -r folder; do
    native_is_usable "$folder" || continue
    [ -n "$best" ] || best=$folder
    # Prefers the version that made the cluster.
    if [ -n "$wanted" ] && [ "$(native_major "$folder")" = "$wanted" ]; then
      best=$folder
      break
    fi
  done < <(native_candidates)
  [ -n "$best" ] || return 1
  PG_BIN=$best
  PG_PSQL="$PG_BIN/psql"
  [ -x "$PG_PSQL" ] || PG_PSQL=$(command -v psql)
}

# Prints folders that may hold the server's programs, best first.
native_candidates() {
  if have postgres; then dirname "$(command -v postgres)"; fi
  local pattern
  for pattern in '/usr/lib/postgresql/*/bin' '/usr/pgsql-*/bin' '/usr/lib/postgresql*/bin' '/usr/libexec/postgresql*' \
    '/opt/homebrew/opt/postgresql*/bin' '/usr/local/opt/postgresql*/bin' \
    '/home/linuxbrew/.linuxbrew/opt/postgresql*/bin' '/Applications/Postgres.app/Contents/Versions/*/bin'; do
    compgen -G "$pattern" | sort -rV || true
  done
}

native_major() { "$1/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/'; }

native_is_usable() {
  [ -x "$1/postgres" ] && [ -x "$1/initdb" ] && [ -x "$1/pg_ctl" ] || return 1
  [ -x "$1/psql" ] || have psql || return 1
  [ "$(native_major "$1")" -ge "$POSTGRES_OLDEST" ]
}

# --- User and folder ------------------------------------------------------------------------------------------

# Prints the user that runs the server: the current one; for root, the one who made the cluster.
native_user() {
  if ! is_root; then
    id -un
  elif [ -s "$PG_DIR/PG_VERSION" ]; then
    owner_of "$PG_DIR"
  elif id postgres >/dev/null 2>&1; then
    echo postgres
  else
    echo nobody
  fi
}

# as_server <command…>: runs the command as that user, from a folder that the user can read.
as_server() {
  if ! is_root; then
    "$@"
  elif have runuser; then
    (cd / && exec runuser -u "$(native_user)" -- "$@")
  else
    (cd / && exec su -s /bin/sh "$(native_user)" -c "$(printf '%q ' "$@")")
  fi
}

# Inside the project, unless the server's user can't enter it (for instance in root's home).
native_choose_place() {
  PG_DIR="$DATA/$PG_NAME"
  if is_root && [ ! -s "$PG_DIR/PG_VERSION" ] && ! as_server test -x "$DATA"; then
    PG_DIR="/var/tmp/admissions-$(project_id)/$PG_NAME"
  fi
}

native_place() { echo "$PG_DIR"; }

# Prints the first line of a file; fails if this user can't read it.
native_read() { [ -r "$1" ] && head -n 1 "$1"; }

# --- Life cycle -----------------------------------------------------------------------------------------------

native_is_up() {
  [ -s "$PG_DIR/postmaster.pid" ] || return 1
  native_forget_stale_pid
  as_server "$PG_BIN/pg_ctl" -D "$PG_DIR" status >/dev/null 2>&1 || return 1
  # It may have been started by hand: its own file has the port.
  sed -n 4p "$PG_DIR/postmaster.pid" >"$PG_STATE/port"
}

# After a crash or a reboot, the process id in the file may be that of another program, which pg_ctl would take for ours.
native_forget_stale_pid() {
  case $(command_of "$(native_read "$PG_DIR/postmaster.pid")") in
    *postgres*"$PG_DIR"* | unknown) ;;
    *) rm -f "$PG_DIR/postmaster.pid" ;;
  esac
}

native_start() {
  local options='-c listen_addresses=127.0.0.1 -c unix_socket_directories=' setting
  [ -s "$PG_DIR/PG_VERSION" ] || native_create
  local made_by
  made_by=$(native_read "$PG_DIR/PG_VERSION") || made_by='another user'
  [ "$made_by" = "$(native_major "$PG_BIN")" ] || [ "$made_by" = 'another user' ] ||
    die "$PG_DIR was made by PostgreSQL $made_by, and only $(native_major "$PG_BIN") is installed:" \
      "install $made_by again, or run 'make clean-data' to start afresh"
  [ "$(owner_of "$PG_DIR")" = "$(native_user)" ] ||
    die "$PG_DIR belongs to $(owner_of "$PG_DIR"): run as the user who made it, or remove it with 'make clean-data'"
  postgres_choose_port
  while IFS= read -r setting; do
    options="$options -c $setting"
  done < <(postgres_settings "$PG_NAME")
  as_server "$PG_BIN/pg_ctl" -D "$PG_DIR" -l "$PG_DIR/server.log" -o "-p $(postgres_port) $options" -w -t 60 start \
    >/dev/null </dev/null || {
    tail -n 15 "$PG_DIR/server.log" >&2 || true
    die "PostgreSQL did not start (log: $PG_DIR/server.log)"
  }
}

native_create() {
  local log="$LOGS/initdb-$PG_NAME.log"
  say "Making a PostgreSQL cluster in $PG_DIR"
  case $PG_DIR in
    "$ROOT"/*) ;;
    *) say "(user $(native_user), who runs it, cannot go into $ROOT)" ;;
  esac
  mkdir -p "$PG_DIR"
  # Anyone can make a folder in /var/tmp: refuse one of another user.
  [ -O "$(dirname "$PG_DIR")" ] || die "$(dirname "$PG_DIR") belongs to $(owner_of "$(dirname "$PG_DIR")")"
  if is_root; then chown "$(native_user)" "$PG_DIR"; fi
  chmod 700 "$PG_DIR"
  # Unquoted on purpose: several options.
  # shellcheck disable=SC2046
  as_server "$PG_BIN/initdb" -D "$PG_DIR" --username=postgres --auth=trust --encoding=UTF8 --no-instructions \
    $(native_locale) >"$log" 2>&1 </dev/null || {
    tail -n 5 "$log" >&2
    rm -rf "$PG_DIR"
    die "initdb failed (log: $log)"
  }
}

# A locale whose lower() knows accented letters, and whose order does not depend on the machine.
native_locale() {
  local known
  known=$(locale -a 2>/dev/null || true)
  if grep -qiE '^C\.utf-?8$' <<<"$known"; then
    echo --locale=C.UTF-8
  elif [ "$(native_major "$PG_BIN")" -ge 17 ]; then
    echo --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8
  elif grep -qiE '^en_US\.utf-?8$' <<<"$known"; then
    echo --locale=C --lc-ctype=en_US.UTF-8
  else
    echo --locale=C
  fi
}

native_stop() { as_server "$PG_BIN/pg_ctl" -D "$PG_DIR" -m fast -w -t 60 stop >/dev/null </dev/null; }

native_crash() {
  as_server "$PG_BIN/pg_ctl" -D "$PG_DIR" -m immediate -w -t 60 stop >/dev/null </dev/null
  native_start
}

native_restart() {
  native_stop
  native_start
}

native_psql() {
  local database=$1
  shift
  (cd / && PGCONNECT_TIMEOUT=10 "$PG_PSQL" -d "$(postgres_url "$database")" "$@" </dev/null)
}

# Removes both clusters of this project.
native_remove() {
  local folder
  for folder in "$DATA/$PG_NAME" "/var/tmp/admissions-$(project_id)/$PG_NAME"; do
    rm -rf "$folder"
  done
  rmdir "/var/tmp/admissions-$(project_id)" 2>/dev/null || true
}
