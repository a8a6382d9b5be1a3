#!/usr/bin/env bash
# `make restore FILE=…`: brings back what `make backup` wrote, in one transaction: all of it, or nothing changes. Into an empty
# database, or with --replace (`make restore FILE=… REPLACE=1`) instead of what is there.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"

REPLACE=''
EMPTY='set client_min_messages = warning; drop schema public cascade; create schema public;'

main() {
  local file
  if [ "${1:-}" = --replace ]; then
    REPLACE=1
    shift
  fi
  file=${1:-}
  [ -n "$file" ] || die "which file? make restore FILE=backups/…"
  [ -r "$file" ] || die "$file can't be read"
  load_env_file "$ROOT/.env"
  make_data_folder
  open_database
  postgres_hide_password
  postgres_verify_server
  PSQL=$(postgres_client psql)
  RESTORE=$(postgres_client pg_restore)
  "$RESTORE" --list "$file" >/dev/null || die "$file is no backup of ours"
  refuse_company
  [ -n "$REPLACE" ] || refuse_data
  need_rust
  find_programs
  interruptible build_some --quiet --bin prospects-api
  say "Restoring $file"
  # All of it first: a file that is cut short must be known before anything is dropped.
  umask 077
  SQL=$(mktemp "$DATA/restore.XXXXXX")
  on_exit "rm -f $(printf %q "$SQL")"
  "$RESTORE" --no-owner --no-privileges --file="$SQL" "$file" || die "$file is damaged: nothing was changed"
  # A newer client names a setting that an older server does not know.
  sed -i.kept '/^SET transaction_timeout = 0;$/d' "$SQL" && rm -f "$SQL.kept"
  query --single-transaction --output=/dev/null ${REPLACE:+--command="$EMPTY"} --file="$SQL"
  query --command='analyze'
  # The file may be older than this version.
  "$PROGRAMS/prospects-api" migrate </dev/null
  say "Restored. Start the service with the RGPD_HMAC_KEY of then, and look at 'prospects-api doctor'"
}

query() { "$PSQL" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname="$PG_TARGET" "$@"; }
ask() { query --tuples-only --no-align --command="$1"; }

# Whoever writes while the tables are replaced would write into those that go.
refuse_company() {
  local others
  others=$(ask "select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'")
  [ "$others" = 0 ] || die "the database is in use ($others connections): stop the service first"
}

refuse_data() {
  [ "$(ask "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")" = 0 ] ||
    die "the database is not empty: 'make restore FILE=… REPLACE=1' replaces what is in it"
}

main "$@"
