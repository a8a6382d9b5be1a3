#!/usr/bin/env bash
# `make bench`: how quick it is, on this machine and now. Numbers are printed, none is judged.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"
# shellcheck source=scripts/lib/drill.sh
. "$ROOT/scripts/lib/drill.sh"

# Each process holds one end of each stream, and some files beside.
CLIENTS=5000
SPARE=500

main() {
  prepare_drill bench --release
  raise_limit
  run_drill bench --clients "$CLIENTS" "$@"
}

raise_limit() {
  local hard
  ulimit -S -n "$((CLIENTS + SPARE))" 2>/dev/null && return
  hard=$(ulimit -H -n)
  CLIENTS=$((hard - SPARE))
  warn "A process may open $hard files at the most here: $CLIENTS clients instead of 5000"
  ulimit -S -n "$hard"
}

main "$@"
