#!/usr/bin/env bash
# Part of `make test`: backs up, loses data, restores, compares, runs `doctor`. A failed restoration must change nothing.

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

# Read by the scripts above.
# shellcheck disable=SC2034
LOG_PREFIX=backup-
DATABASE="backup_$$"
FOLDER=''

main() {
  local before given
  make_data_folder
  need_rust
  find_programs
  interruptible build_programs
  start
  before=$(fingerprint)
  [ "$(wc -l <<<"$before")" -gt 15 ] || die "there are too few tables to speak of: $before"

  expect_success "a backup" scripts/backup.sh "$FOLDER/whole.dump"
  expect_refusal "a second backup of the same name" exists scripts/backup.sh "$FOLDER/whole.dump"
  expect_refusal "a restoration over data" "not empty" scripts/restore.sh "$FOLDER/whole.dump"
  head -c 100000 "$FOLDER/whole.dump" >"$FOLDER/cut.dump"
  expect_refusal "half a backup" "damaged|no backup" scripts/restore.sh --replace "$FOLDER/cut.dump"
  expect_refusal "another file" "no backup" scripts/restore.sh --replace README.md
  refuse_while_in_use
  expect_same "$before" "after what was refused"

  given=$(next_numbers)
  postgres_sql "$DATABASE" "truncate prospects cascade; drop table journal_erreurs cascade" 2>/dev/null
  expect_success "a restoration of what was lost" scripts/restore.sh --replace "$FOLDER/whole.dump"
  expect_same "$before" "after the restoration"
  expect_larger_numbers "$given"
  expect_doctor

  given=$(next_numbers)
  postgres_sql postgres "drop database $DATABASE"
  postgres_ensure_database "$DATABASE"
  expect_success "a restoration into an empty database" scripts/restore.sh "$FOLDER/whole.dump"
  expect_same "$before" "in the new database"
  expect_larger_numbers "$given"
  expect_doctor
  say "The backup was restored, and doctor finds nothing"
}

start() {
  FOLDER=$(mktemp -d "$DATA/backup.XXXXXX")
  on_exit remove_folder
  postgres_open postgres-test
  on_exit drop_database
  postgres_use "$DATABASE"
  # This server asks for no password; the one given tests that an @ in it is parsed.
  export DATABASE_OWNER_URL=${DATABASE_OWNER_URL/postgres@/postgres:p%40ss@}
  SIM_PORT=$(some_free_port)
  N8N_API_KEY=$(random_word 40)
  N8N_WEBHOOK_SECRET=$(webhook_secret)
  export N8N_API_KEY N8N_WEBHOOK_SECRET N8N_WEBHOOK_BASE_URL="http://127.0.0.1:$SIM_PORT/webhook"
  on_exit stop_children
  # shellcheck disable=SC2119 # no more options
  start_n8n_sim
  "$PROGRAMS/prospects-api" migrate >/dev/null
  "$PROGRAMS/prospects-api" seed --prospects 300 >/dev/null
  create_admin admin@ecole.example "$(random_word 16)" >/dev/null
}

remove_folder() { rm -rf "$FOLDER"; }
drop_database() { postgres_sql postgres "drop database if exists $DATABASE with (force)"; }

# Prints each table with its number of rows and a hash of their content.
fingerprint() {
  local table
  postgres_sql "$DATABASE" "select relname from pg_class where relnamespace = 'public'::regnamespace
    and relkind = 'r' order by relname" | while IFS= read -r table; do
    echo "$table $(postgres_sql "$DATABASE" "select count(*), md5(string_agg(one::text, '|' order by one::text)) from \"$table\" one")"
  done
}

# Gives a number of each sequence, and prints them.
next_numbers() {
  postgres_sql "$DATABASE" "select sequencename || ' ' || nextval(format('%I.%I', schemaname, sequencename)::regclass)
    from pg_sequences where schemaname = 'public' order by sequencename collate \"C\""
}

# Each sequence gives a larger number than before the restoration: n8n knows the numbers that were given after the backup.
expect_larger_numbers() {
  local reused
  [ "$(wc -l <<<"$1")" -gt 15 ] || die "there are too few sequences to speak of: $1"
  reused=$(paste -d ' ' - <(next_numbers) <<<"$1" | awk '$1 != $3 || $4 <= $2')
  [ -z "$reused" ] || die "the restored database gives numbers again: $reused"
}

refuse_while_in_use() {
  local holder
  set -m
  postgres_sql "$DATABASE" 'select pg_sleep(60)' >/dev/null 2>&1 &
  holder=$!
  set +m
  until [ "$(postgres_sql postgres "select count(*) from pg_stat_activity where datname = '$DATABASE'")" != 0 ]; do sleep 0.1; done
  expect_refusal "a restoration while somebody is connected" "in use" scripts/restore.sh --replace "$FOLDER/whole.dump"
  kill -TERM "-$holder" 2>/dev/null || true
  wait "$holder" 2>/dev/null || true
  postgres_sql postgres "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$DATABASE'" >/dev/null
}

# The role that serves has its rights again, and no others.
expect_doctor() {
  expect_success "doctor" "$PROGRAMS/prospects-api" doctor
  grep -q "role: $SERVICE_ROLE owns nothing" "$LOGS/${LOG_PREFIX}step.log" || die "the role that serves is another one"
}

expect_success() {
  local what=$1 log="$LOGS/${LOG_PREFIX}step.log"
  shift
  "$@" </dev/null >"$log" 2>&1 || { cat "$log" >&2; die "$what failed"; }
}

# expect_refusal <what> <words of the refusal> <command…>
expect_refusal() {
  local what=$1 words=$2 log="$LOGS/${LOG_PREFIX}step.log"
  shift 2
  if "$@" </dev/null >"$log" 2>&1; then die "$what was not refused"; fi
  grep -qE "$words" "$log" || { cat "$log" >&2; die "$what was refused with other words"; }
}

expect_same() {
  local now
  now=$(fingerprint)
  [ "$now" = "$1" ] || { diff <(echo "$1") <(echo "$now") >&2 || true; die "the database is another one $2"; }
}

main "$@"
