#!/usr/bin/env bash
# `make restore FILE=…` restores a file of `make backup` in one transaction: everything, or nothing changes. The database
# must be empty; with --replace (`make restore FILE=… REPLACE=1`) its content is replaced.

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
  # Reads the whole file first: a truncated file must fail before anything is dropped.
  umask 077
  SQL=$(mktemp "$DATA/restore.XXXXXX")
  on_exit "rm -f $(printf %q "$SQL")"
  "$RESTORE" --no-owner --no-privileges --file="$SQL" "$file" || die "$file is damaged: nothing was changed"
  # A newer client writes a setting that an older server does not know.
  sed -i.kept '/^SET transaction_timeout = 0;$/d' "$SQL" && rm -f "$SQL.kept"
  query --single-transaction --output=/dev/null ${REPLACE:+--command="$EMPTY"} --file="$SQL" \
    --file=scripts/lib/after-restore.sql
  # The backup may come from an older version.
  "$PROGRAMS/prospects-api" migrate </dev/null
  say "Restored. Start the service with the RGPD_HMAC_KEY of the backup, and run 'prospects-api doctor'"
}

query() { "$PSQL" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname="$PG_TARGET" "$@"; }
ask() { query --tuples-only --no-align --command="$1"; }

# Refuses while somebody is connected: their writes would go into tables that are dropped.
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
