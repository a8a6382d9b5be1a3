#!/usr/bin/env bash
# `make test` runs the full test suite, browser tests included. All steps run, even after one that failed.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
export BUILD_AS_TESTED=1
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"

# `step` calls the functions below.
# shellcheck disable=SC2317
# recorded <log> <command…>: shows the output, and keeps it for the summary.
recorded() {
  local log="$LOGS/test-$1.log"
  shift
  "$@" 2>&1 | tee "$log"
}

# shellcheck disable=SC2317
bundle() {
  # The page is compiled already; if that failed, this says why.
  build_some --bin xtask
  build_spa
}

# Repeats the summaries of the test runners at the end.
summary() {
  printf '\nRust tests\n'
  grep -hE '^(test result:|test .*FAILED|error: )' "$LOGS"/test-rust.log "$LOGS"/test-frontend.log 2>/dev/null |
    sed 's/^/  /' || true
  printf 'Chaos\n'
  grep -hE '^chaos: seed|^[0-9]+ violation' "$LOGS/test-chaos.log" 2>/dev/null | sed 's/^/  /' || true
  printf 'Browser tests\n'
  grep -hE '^ +[0-9]+ (passed|failed|flaky|skipped|did not run)|^failed: |^Error:' "$LOGS/test-journeys.log" 2>/dev/null || true
}

make_data_folder
rm -f "$LOGS"/test-*.log
need_rust
find_programs
postgres_open postgres-test
TEST_DATABASE_URL=$(postgres_url postgres)
export TEST_DATABASE_URL

# The tests of encrypted connections and of a failover start a PostgreSQL of their own, with its programs.
left_out=''
if [ "$PG_MODE" != native ]; then
  left_out='-- --skip postgres_tls:: --skip failover::'
  warn "left out: the tests of encrypted connections to PostgreSQL and of its failover: its programs are not on this machine"
fi

# The release of the page ends with a minute on one core: it is compiled beside the tests, which have priority.
nice cargo page --profile "$(page_profile)" >"$LOGS/test-page.log" 2>&1 &
on_exit "kill $! 2>/dev/null"

# Tests mostly wait for PostgreSQL and for other instances: several can share a core.
export RUST_TEST_THREADS="${RUST_TEST_THREADS:-6}"
# Split on purpose: several arguments, or none.
# shellcheck disable=SC2086
step "Rust tests" recorded rust cargo test --workspace --exclude frontend --no-fail-fast $left_out
step "Backup and restoration" scripts/test-backup.sh
step "Chaos, shortened" recorded chaos scripts/chaos.sh --seconds 30 --seed 7
step "Rust tests of the page" recorded frontend cargo test --package frontend
step "Bundle, below its size limit" bundle
step "Browser tests" recorded journeys scripts/e2e.sh --built
status=0
finish_steps || status=$?
summary
exit "$status"
