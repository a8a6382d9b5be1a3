#!/usr/bin/env bash
# `make schema` writes crates/api/src/db/schema.rs from a migrated database, and installs diesel's command line tool in
# target/tools if needed. --check verifies that the file is up to date, and skips the check without the tool.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"

SCHEMA=crates/api/src/db/schema.rs
# Another minor version prints the file differently.
DIESEL_VERSION='~2.3'
DATABASE="schema_$$"

main() {
  make_data_folder
  need_rust
  TOOLS="$(target_folder)/tools"
  if [ "${1:-}" = --check ] && ! find_diesel; then
    say "skipped: diesel's tool is not installed (make schema). A test of crates/api compares the schema too."
    return
  fi
  find_diesel || install_diesel
  print_schema >"$DATA/schema.rs.new"
  on_exit remove_fresh
  if [ "${1:-}" != --check ]; then
    cp "$DATA/schema.rs.new" "$SCHEMA"
    say "$SCHEMA written"
  elif ! diff -u "$SCHEMA" "$DATA/schema.rs.new"; then
    die "$SCHEMA is out of date. Run: make schema"
  fi
}

remove_fresh() { rm -f "$DATA/schema.rs.new"; }

find_diesel() {
  for DIESEL in "$TOOLS/bin/diesel" "$(command -v diesel || true)"; do
    if [ -x "$DIESEL" ]; then return; fi
  done
  return 1
}

# Takes minutes, once. Uses the system's libpq, or compiles it.
install_diesel() {
  local feature=postgres
  have pg_config || install libpq || feature=postgres-bundled
  say "Installing diesel's command line tool in $TOOLS (minutes, once)"
  interruptible cargo install diesel_cli --version "$DIESEL_VERSION" --locked --no-default-features \
    --features "$feature" --root "$TOOLS"
  DIESEL="$TOOLS/bin/diesel"
}

print_schema() {
  local url
  {
    postgres_open postgres-test
    on_exit drop_database
    postgres_ensure_database "$DATABASE"
    url=$(postgres_url "$DATABASE")
    DATABASE_URL=$url DATABASE_OWNER_URL='' cargo run --quiet --package server -- migrate
  } >&2
  "$DIESEL" print-schema --database-url "$url"
}

drop_database() { postgres_sql postgres "drop database if exists $DATABASE with (force)"; }

main "$@"
