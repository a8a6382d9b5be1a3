#!/usr/bin/env bash
# scripts/postgres.sh <cluster> crash|restart: kills or restarts a cluster that another script opened.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"

case ${2:-} in
  crash | restart) postgres_bounce "$1" "$2" ;;
  *) die "scripts/postgres.sh <cluster> crash|restart" ;;
esac
