#!/usr/bin/env bash
# scripts/postgres.sh <cluster> crash|restart kills or restarts a cluster that another script opened; failover, for
# postgres-pair, kills the primary and promotes its standby.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/pair.sh
. "$ROOT/scripts/lib/pair.sh"

case ${1:-}:${2:-} in
  postgres-pair:failover) pair_failover ;;
  postgres-pair:crash | postgres-pair:restart) pair_bounce "$2" ;;
  ?*:crash | ?*:restart) postgres_bounce "$1" "$2" ;;
  *) die "scripts/postgres.sh <cluster> crash|restart, or scripts/postgres.sh postgres-pair failover" ;;
esac
