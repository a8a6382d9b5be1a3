#!/usr/bin/env bash
# `make clean-data` deletes the local databases, passwords and logs.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"

for PG_NAME in postgres postgres-test postgres-chaos postgres-pair-1 postgres-pair-2; do
  PG_STATE="$DATA/$PG_NAME.state"
  if [ -d "$PG_STATE/users" ] && postgres_has_users; then
    die "a script uses $PG_NAME: stop it first (Ctrl-C in its terminal)"
  fi
  for PG_MODE in native docker; do
    if [ "$PG_MODE" = docker ] && ! docker_answers; then continue; fi
    # Without PostgreSQL's programs nothing can be running; the files are deleted anyway.
    if [ "$PG_MODE" = docker ] || native_find_binaries; then
      if [ -d "$PG_STATE" ] && "${PG_MODE}_is_up"; then "${PG_MODE}_stop"; fi
    fi
    "${PG_MODE}_remove"
  done
done
rm -rf "$DATA"
say "$DATA removed"
