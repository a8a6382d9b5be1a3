# shellcheck shell=bash
# A primary PostgreSQL and its synchronous standby, for drills of failover. Needs PostgreSQL's programs on this machine.
# Both are made anew each time. After pair_open, the variables of postgres.sh name the primary, and pair_use exports URLs
# that name both.

# File with two lines: the name of the primary, the name of the standby.
PAIR="$DATA/postgres-pair"

pair_open() {
  local name
  for name in postgres-pair-1 postgres-pair-2; do
    pair_select "$name"
    ! postgres_has_users || die "another drill uses $name"
    if native_is_up; then native_stop; fi
    native_remove
    touch "$PG_STATE/users/$$"
  done
  on_exit pair_close
  printf '%s\n' postgres-pair-1 postgres-pair-2 >"$PAIR"
  pair_select postgres-pair-1
  native_start
  pair_follow postgres-pair-1 postgres-pair-2
  pair_select postgres-pair-1
  say "PostgreSQL $(postgres_sql postgres 'show server_version') and its standby, data in $(native_place)"
}

# Sets the variables of postgres.sh to this cluster.
pair_select() {
  PG_NAME=$1
  PG_STATE="$DATA/$1.state"
  PG_MODE=native
  mkdir -p "$PG_STATE/users"
  native_find_binaries || { install postgresql && native_find_binaries; } ||
    die "a failover needs PostgreSQL's programs on this machine"
}

# pair_follow <primary> <standby>: replaces the data of the standby by a copy of the primary's, and starts it.
pair_follow() {
  local url copy
  pair_select "$1"
  url="$(postgres_url postgres)?sslmode=disable"
  pair_select "$2"
  copy=$(postgres_client pg_basebackup)
  rm -rf "$PG_DIR"
  mkdir -p "$PG_DIR"
  if is_root; then chown "$(native_user)" "$PG_DIR"; fi
  chmod 700 "$PG_DIR"
  as_server "$copy" --dbname "$url" --checkpoint=fast --write-recovery-conf -D "$PG_DIR" </dev/null ||
    die "$2 could not copy $1"
  native_start
}

# pair_use <database>: does what postgres_use does, with URLs of both servers.
pair_use() {
  local one two
  one=$(cat "$DATA/postgres-pair-1.state/port")
  two=$(cat "$DATA/postgres-pair-2.state/port")
  postgres_use "$1"
  DATABASE_OWNER_URL="postgres://postgres@127.0.0.1:$one,127.0.0.1:$two/$1?target_session_attrs=read-write"
  DATABASE_URL=${DATABASE_OWNER_URL/postgres@/$SERVICE_ROLE@}
  # Reads use the host that accepts no writes.
  DATABASE_URL_LECTURE=$DATABASE_URL
  export DATABASE_URL DATABASE_OWNER_URL DATABASE_URL_LECTURE
}

# pair_bounce crash|restart: crash kills the primary and starts it again, restart restarts it.
pair_bounce() {
  pair_select "$(head -n 1 "$PAIR")"
  "native_$1"
}

# Kills the primary, promotes the standby, and makes the former primary the new standby.
pair_failover() {
  local primary standby
  { read -r primary && read -r standby; } <"$PAIR"
  pair_select "$primary"
  as_server "$PG_BIN/pg_ctl" -D "$PG_DIR" -m immediate -w -t 60 stop >/dev/null </dev/null
  pair_select "$standby"
  as_server "$PG_BIN/pg_ctl" -D "$PG_DIR" -w -t 60 promote >/dev/null </dev/null
  printf '%s\n' "$standby" "$primary" >"$PAIR"
  pair_follow "$standby" "$primary"
}

pair_close() {
  local name
  for name in postgres-pair-1 postgres-pair-2; do
    pair_select "$name"
    rm -f "$PG_STATE/users/$$"
    if native_is_up; then as_server "$PG_BIN/pg_ctl" -D "$PG_DIR" -m immediate -w -t 60 stop >/dev/null </dev/null; fi
  done
  say "PostgreSQL and its standby stopped"
}
