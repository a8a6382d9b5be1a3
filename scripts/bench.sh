#!/usr/bin/env bash
# `make bench` measures the speed on this machine. It reports numbers; there is no pass or fail.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/pair.sh
. "$ROOT/scripts/lib/pair.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"
# shellcheck source=scripts/lib/drill.sh
. "$ROOT/scripts/lib/drill.sh"

# Each process has one open file for each stream, and some more.
CLIENTS=5000
SPARE=500

main() {
  prepare_drill bench --release
  raise_limit
  run_drill bench --clients "$CLIENTS" "$@"
  # Filling a database with a million prospects takes minutes: it stays for the next run.
  local prospects continued=()
  for prospects in 20000 200000 1000000; do
    postgres_use "bench_reads_$prospects"
    run_drill reads --prospects "$prospects" ${continued[@]+"${continued[@]}"}
    continued=(--continued)
  done
  measure_standby
}

# Measures the reads without a standby that serves them, then with one. Both databases have the cores of this machine.
measure_standby() {
  local lecture
  pair_open
  pair_use bench_reads_pair
  lecture=$DATABASE_URL_LECTURE
  unset DATABASE_URL_LECTURE
  say "Reads of the primary"
  run_drill reads --prospects 20000
  say "Reads of its standby"
  DATABASE_URL_LECTURE=$lecture run_drill reads --prospects 20000
}

raise_limit() {
  local hard
  ulimit -S -n "$((CLIENTS + SPARE))" 2>/dev/null && return
  hard=$(ulimit -H -n)
  CLIENTS=$((hard - SPARE))
  warn "A process may open only $hard files here: $CLIENTS clients instead of 5000"
  ulimit -S -n "$hard"
}

main "$@"
