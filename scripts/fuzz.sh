#!/usr/bin/env bash
# `make fuzz` runs libFuzzer on the parsers of external input, each target for SECONDS (60). Failing inputs stay in
# crates/api/fuzz/artifacts, the corpus in .data/fuzz.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"

TOOLS="$DATA/fuzz"
SECONDS_EACH=${1:-60}

main() {
  local target
  make_data_folder
  need_rust
  rustup toolchain list 2>/dev/null | grep -q '^nightly' || rustup toolchain install nightly --profile minimal ||
    die "fuzzing needs the nightly compiler: rustup toolchain install nightly"
  export PATH="$TOOLS/bin:$PATH"
  have cargo-fuzz || cargo install --quiet --locked --root "$TOOLS" cargo-fuzz
  # Overrides rust-toolchain.toml: the fuzzer needs the nightly compiler.
  export RUSTUP_TOOLCHAIN=nightly CARGO_TARGET_DIR="$TOOLS/target"
  interruptible cargo fuzz build --fuzz-dir crates/api/fuzz
  for target in bodies queries words headers; do
    mkdir -p "$TOOLS/corpus/$target"
    step "Fuzzing of $target, $SECONDS_EACH s" cargo fuzz run --fuzz-dir crates/api/fuzz "$target" "$TOOLS/corpus/$target" \
      -- -max_total_time="$SECONDS_EACH" -max_len=4096 -print_final_stats=1
  done
  finish_steps
}

main "$@"
