#!/usr/bin/env bash
# `make backup` writes the whole database into one file, which `make restore` reads. The service may keep running.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"

main() {
  local file=${1:-} dump tables
  load_env_file "$ROOT/.env"
  make_data_folder
  open_database
  postgres_hide_password
  postgres_verify_server
  # The file holds personal data: only its owner may read it.
  umask 077
  if [ -z "$file" ]; then
    mkdir -p "$ROOT/backups"
    file="$ROOT/backups/admissions-$(date -u +%Y%m%dT%H%M%SZ).dump"
  fi
  [ ! -e "$file" ] || die "$file exists"
  dump=$(postgres_client pg_dump)
  on_exit "rm -f $(printf %q "$file.part")"
  "$dump" --format=custom --no-owner --no-privileges --file="$file.part" --dbname="$PG_TARGET"
  # Reads the file back, to be sure that it is a backup.
  tables=$("$(postgres_client pg_restore)" --list "$file.part")
  [[ $tables == *'TABLE DATA public prospects'* ]] || die "the database has no table of prospects: is it the right one?"
  mv "$file.part" "$file"
  say "Written: $file ($(du -h "$file" | cut -f 1))"
  say "Keep RGPD_HMAC_KEY elsewhere: without it the opposition list of this file can't be read"
}

main "$@"
