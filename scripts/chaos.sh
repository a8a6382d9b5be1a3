#!/usr/bin/env bash
# `make chaos` runs two servers, PostgreSQL and the stand-in for n8n under load, breaks them on purpose, then checks the
# invariants. Options go to the drill: --seconds N, --seed S, --failovers F. With the last one, PostgreSQL has a
# synchronous standby. Logs: .data/logs/chaos-*.log.

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

case " $* " in *' --failovers '*) CLUSTER=postgres-pair ;; esac
prepare_drill chaos
run_drill chaos --postgres scripts/postgres.sh --cluster "$CLUSTER" "$@"
