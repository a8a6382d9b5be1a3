#!/usr/bin/env bash
# `make bench` measures the speed on this machine and writes the tables of the operating guide. There is no pass or fail.
# Options: --quick tries everything but the standby in a few minutes, with few prospects and single rounds.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/node.sh
. "$ROOT/scripts/lib/node.sh"
# shellcheck source=scripts/lib/peer.sh
. "$ROOT/scripts/lib/peer.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/pair.sh
. "$ROOT/scripts/lib/pair.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"
# shellcheck source=scripts/lib/drill.sh
. "$ROOT/scripts/lib/drill.sh"

# The tables, in Markdown.
FIGURES="$DATA/bench.md"
# The service has an open file for each stream, and some more; so has the load generator.
CLIENTS=10000
SPARE=200
SIZES=(20000 200000 1000000)
ROUNDS=(--rounds 5)
QUICK=''

main() {
  read_options "$@"
  prepare_drill bench --release
  find_peer
  raise_limit
  say "Measuring; the tables go to $FIGURES"
  tell_machine >"$FIGURES"
  figures bench --clients "$CLIENTS"
  measure_reads
  [ -n "$QUICK" ] || measure_standby
  cat "$FIGURES"
}

read_options() {
  case "$*" in
    '') ;;
    --quick) QUICK=1 CLIENTS=500 SIZES=(20000) ROUNDS=(--rounds 1 --seconds 0.2) ;;
    *) die "usage: $0 [--quick]" ;;
  esac
}

# figures bench|reads [its options]: runs the drill and adds its tables.
figures() { run_drill "$@" "${ROUNDS[@]}" >>"$FIGURES"; }

# Filling a database with a million prospects takes minutes: it stays for the next run.
measure_reads() {
  local prospects sizes
  for prospects in "${SIZES[@]}"; do postgres_use "bench_people_$prospects"; done
  sizes=$(IFS=,; echo "${SIZES[*]}")
  if [ -n "$PEER" ]; then
    figures reads --sizes "$sizes" --peer "$PEER"
  else
    figures reads --sizes "$sizes"
  fi
}

# Measures the reads without a standby that serves them, then with one. Both databases have the cores of this machine.
measure_standby() {
  local lecture
  # The end of the script stops only the cluster that was opened last.
  postgres_close
  pair_open
  pair_use bench_people_20000
  lecture=$DATABASE_URL_LECTURE
  unset DATABASE_URL_LECTURE
  printf '\nOf a primary with a synchronous standby that serves no reads:\n' >>"$FIGURES"
  figures reads --sizes 20000 --reads-only
  printf '\nOf a primary whose standby serves them (DATABASE_URL_LECTURE):\n' >>"$FIGURES"
  DATABASE_URL_LECTURE=$lecture figures reads --sizes 20000 --reads-only
}

# Prints the sentence above the tables.
tell_machine() {
  local cores version
  cores=$(getconf _NPROCESSORS_ONLN)
  version=$(postgres_sql postgres 'show server_version')
  printf 'Measured on %s cores, which the service, PostgreSQL %s and the load generator shared,\n' "$cores" "${version%% *}"
  printf 'with a disk that makes %s flushes a second.\n' "$(flushes)"
}

# Prints how many flushes a second the disk of the cluster makes.
flushes() {
  local program file
  if [ "$PG_MODE" != native ] || ! program=$(postgres_client pg_test_fsync); then
    echo 'an unknown number of'
    return
  fi
  file="$(native_place)/flushes"
  # The rate of PostgreSQL's usual method is among the first; the program stops when nobody reads on.
  as_server "$program" -s 1 -f "$file" 2>/dev/null </dev/null |
    awk '/fdatasync .*ops/ { printf "%.0f\n", $2; exit }' || true
  rm -f "$file"
}

raise_limit() {
  local hard
  ulimit -S -n "$((CLIENTS + SPARE))" 2>/dev/null && return
  hard=$(ulimit -H -n)
  CLIENTS=$((hard - SPARE))
  warn "A process may open only $hard files here: $CLIENTS clients"
  ulimit -S -n "$hard"
}

main "$@"
