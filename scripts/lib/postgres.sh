# shellcheck shell=bash
# Private PostgreSQL clusters in .data. Scripts share a running cluster; the last one stops it.
#
#   postgres_open postgres        for make run: durable
#   postgres_open postgres-test   for tests: fast, without fsync, lost after a power cut
#   postgres_open postgres-chaos  for drills: durable, restarted under load (with a standby: pair.sh)
#
# Afterwards, call postgres_url <database>, postgres_sql <database> <sql>, postgres_ensure_database <database>, and
# postgres_use <database>, which exports the URLs of the database for the service and for the owner of its tables.
# The cluster listens on 127.0.0.1 without a password, for development only.

# shellcheck source=scripts/lib/postgres_native.sh
. "$ROOT/scripts/lib/postgres_native.sh"
# shellcheck source=scripts/lib/postgres_docker.sh
. "$ROOT/scripts/lib/postgres_docker.sh"

POSTGRES_OLDEST=15

# Prints the settings of a cluster, as `name=value`.
postgres_settings() {
  echo max_connections=300
  if [ "$1" = postgres-test ]; then
    printf '%s\n' fsync=off synchronous_commit=off full_page_writes=off autovacuum_naptime=10s
  fi
  # The primary of a pair acknowledges a commit when its standby, which has this name by default, has it.
  case $1 in postgres-pair-*) echo synchronous_standby_names=walreceiver ;; esac
}

# Starts the cluster, or joins it if it runs. It stops with the last script that uses it.
postgres_open() {
  make_data_folder
  PG_NAME=$1
  PG_STATE="$DATA/$PG_NAME.state"
  mkdir -p "$PG_STATE/users"
  postgres_choose_mode
  postgres_lock
  touch "$PG_STATE/users/$$"
  on_exit postgres_close
  if "${PG_MODE}_is_up"; then
    say "PostgreSQL already runs on port $(postgres_port)"
  else
    "${PG_MODE}_start"
    say "PostgreSQL $(postgres_sql postgres 'show server_version') on port $(postgres_port), data in $("${PG_MODE}_place")"
  fi
  postgres_unlock
  postgres_check_extensions
}

# Uses native binaries, or a Docker engine, or installs PostgreSQL, or says what to install.
postgres_choose_mode() {
  PG_MODE=native
  native_find_binaries && return
  if docker_answers; then
    PG_MODE=docker
    return
  fi
  install postgresql && native_find_binaries && return
  die "PostgreSQL $POSTGRES_OLDEST or newer is needed, with its contrib modules (pg_trgm, unaccent). Install it" \
    "(Debian, Ubuntu: postgresql · Fedora: postgresql-server postgresql-contrib · macOS: brew install postgresql@16)," \
    "or start a Docker engine, or set DATABASE_URL to a database of your own."
}

postgres_close() {
  rm -f "$PG_STATE/users/$$"
  postgres_lock
  if ! postgres_has_users && "${PG_MODE}_is_up"; then
    "${PG_MODE}_stop"
    say "PostgreSQL stopped"
  fi
  postgres_unlock
}

# postgres_bounce <cluster> crash|restart: kills and starts, or restarts, a cluster that another script opened, on the
# same port.
postgres_bounce() {
  PG_NAME=$1
  PG_STATE="$DATA/$PG_NAME.state"
  [ -d "$PG_STATE/users" ] || die "no script has opened $PG_NAME"
  postgres_choose_mode
  postgres_lock
  "${PG_MODE}_$2"
  postgres_unlock
}

# Succeeds if another living script uses the cluster.
postgres_has_users() {
  local file user
  for file in "$PG_STATE"/users/*; do
    user=${file##*/}
    [ "$user" = '*' ] && continue
    is_alive "$user" && return 0
    rm -f "$file"
  done
  return 1
}

# Lets only one script at a time start or stop a cluster; takes over the lock of a dead script.
postgres_lock() {
  local tries=0 holder
  until mkdir "$PG_STATE/lock" 2>/dev/null; do
    holder=$(cat "$PG_STATE/lock/pid" 2>/dev/null || true)
    # This script already holds the lock: it was interrupted before the unlock.
    [ "$holder" != $$ ] || return 0
    if [ -n "$holder" ] && ! is_alive "$holder"; then
      rm -rf "$PG_STATE/lock"
      continue
    fi
    tries=$((tries + 1))
    [ "$tries" -le 600 ] || die "process ${holder:-unknown} has held $PG_STATE/lock for two minutes"
    sleep 0.2
  done
  echo $$ >"$PG_STATE/lock/pid"
}

postgres_unlock() { rm -rf "$PG_STATE/lock"; }

# Prints the port of the cluster, which is chosen once, and again if another program has taken it.
postgres_port() { cat "$PG_STATE/port"; }
postgres_choose_port() {
  local port
  port=$(cat "$PG_STATE/port" 2>/dev/null || echo $((54330 + RANDOM % 500)))
  free_port "$port" >"$PG_STATE/port"
}

postgres_url() { echo "postgres://postgres@127.0.0.1:$(postgres_port)/$1"; }

# Creates the database and the service role, which owns nothing, unless they exist; exports the URLs of both roles.
SERVICE_ROLE=admissions_service
postgres_use() {
  postgres_ensure_database "$1"
  # Another script may create the role at this moment.
  postgres_sql postgres "do \$\$ begin create role $SERVICE_ROLE login;
    exception when duplicate_object or unique_violation then null; end \$\$"
  DATABASE_OWNER_URL=$(postgres_url "$1")
  DATABASE_URL=${DATABASE_OWNER_URL/postgres@/$SERVICE_ROLE@}
  export DATABASE_URL DATABASE_OWNER_URL
}

# postgres_sql <database> <sql>: prints the rows without headers.
postgres_sql() { "${PG_MODE}_psql" "$1" -X -q -A -t -v ON_ERROR_STOP=1 -c "$2"; }

# Creates the database if it is missing.
postgres_ensure_database() {
  [ "$(postgres_sql postgres "select count(*) from pg_database where datname = '$1'")" = 1 ] ||
    postgres_sql postgres "create database \"$1\""
}

postgres_check_extensions() {
  local missing="select count(*) < 2 from pg_available_extensions where name in ('pg_trgm', 'unaccent')"
  [ "$(postgres_sql postgres "$missing")" = t ] || return 0
  if [ "$PG_MODE" = native ] && install postgresql && [ "$(postgres_sql postgres "$missing")" = f ]; then
    return 0
  fi
  die "this PostgreSQL lacks pg_trgm or unaccent: install its contrib package (postgresql-contrib)"
}

# --- The application's database -------------------------------------------------------------------------------

# Uses DATABASE_URL if set; otherwise the database of make run, which is created if missing.
open_database() {
  if [ -n "${DATABASE_URL:-}" ]; then
    say "Using the database of DATABASE_URL"
    return
  fi
  postgres_open postgres
  postgres_use admissions
}

# postgres_client <pg_dump|pg_restore|psql|pg_basebackup>: prints the path of the newest installed one, because an older one refuses
# the data of a newer server.
postgres_client() {
  local folder best='' version newest=0
  while IFS= read -r folder; do
    [ -x "$folder/$1" ] || continue
    version=$("$folder/$1" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
    if [ "$version" -gt "$newest" ]; then newest=$version best="$folder/$1"; fi
  done < <(native_candidates; if have "$1"; then dirname "$(command -v "$1")"; fi)
  [ -n "$best" ] || { install postgresql && have "$1" && best=$1; } ||
    die "$1 is needed: install PostgreSQL's client programs"
  echo "$best"
}

# Splits the owner's URL into PG_TARGET (without password) and PGPASSWORD, because every user of the machine can list
# the arguments of processes.
postgres_hide_password() {
  local credentials password url=${DATABASE_OWNER_URL:-$DATABASE_URL}
  # The callers read this variable.
  # shellcheck disable=SC2034
  PG_TARGET=$url
  [[ $url == *://* ]] || die "DATABASE_URL: write it as postgres://user:password@host:port/database"
  [[ $url =~ ^([a-z]+://)([^/@]*)@(.*)$ ]] || return 0
  credentials=${BASH_REMATCH[2]}
  [[ $credentials == *:* ]] || return 0
  # shellcheck disable=SC2034
  PG_TARGET="${BASH_REMATCH[1]}${credentials%%:*}@${BASH_REMATCH[3]}"
  password=${credentials#*:}
  password=${password//\\/\\\\}
  # %40 is an @ in a URL, and \x40 to printf.
  PGPASSWORD=$(printf '%b' "${password//%/\\x}")
  export PGPASSWORD
}

# Makes libpq verify the certificate and name of PG_TARGET's server, as the service does, unless the server is on this
# machine or the URL says sslmode=disable. By default, libpq does not verify them.
postgres_verify_server() {
  [[ $PG_TARGET != *sslmode=disable* ]] || return 0
  if postgres_is_local && [[ -z ${DATABASE_CA_FILE:-} && $PG_TARGET != *sslmode=* && $PG_TARGET != *sslrootcert=* ]]; then
    return 0
  fi
  PG_TARGET=$(sed -E 's/([?&]sslmode=)[a-z-]*/\1verify-full/' <<<"$PG_TARGET")
  export PGSSLMODE=verify-full
  PGSSLROOTCERT=${DATABASE_CA_FILE:-$(system_authorities)}
  export PGSSLROOTCERT
}

postgres_is_local() {
  [[ $PG_TARGET =~ ^[a-z]+://([^/@]*@)?(localhost|127\.[0-9.]+|\[::1\]|%2[Ff][^/:?]*)?(:[0-9]+)?([/?]|$) ]] &&
    [[ $PG_TARGET != *hostaddr=* && ! $PG_TARGET =~ [?\&]host=[^/%] ]]
}

# Prints the path of the file with the system's trusted authorities.
system_authorities() {
  local file
  for file in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [ -r "$file" ]; then
      echo "$file"
      return
    fi
  done
  die "no file of the system's authorities: DATABASE_CA_FILE names one"
}
