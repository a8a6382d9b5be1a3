# shellcheck shell=bash
# Rust, its browser target, and where cargo leaves what it builds.

need_rust() {
  have cargo || PATH="$HOME/.cargo/bin:$PATH"
  have cargo || die "Rust is needed: install it from https://rustup.rs, then try again"
  have cc || install compiler || die "a C compiler is needed (package gcc, or the Xcode command line tools)"
  # rustup may be told not to fetch what rust-toolchain.toml names.
  rustc --version >/dev/null 2>&1 || rustup_try toolchain install
  has_browser_target || rustup_try target add wasm32-unknown-unknown
  has_browser_target || die "the target wasm32-unknown-unknown is missing: rustup target add wasm32-unknown-unknown"
}

has_browser_target() { [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; }

# A download that hangs is tried again.
rustup_try() {
  local tries limit=()
  have rustup || die "rustc is here without rustup: install the toolchain that rust-toolchain.toml names"
  if have timeout; then limit=(timeout 180); fi
  say "rustup $*"
  for tries in 1 2 3; do
    # No stdin: rustup must not ask.
    if ${limit[@]+"${limit[@]}"} rustup "$@" </dev/null; then return; fi
    warn "rustup $* failed (try $tries)"
  done
  die "rustup could not fetch what is missing: check the network"
}

# Cargo's own answer: CARGO_TARGET_DIR and every configuration file count.
target_folder() {
  cargo metadata --no-deps --format-version 1 | sed -E 's/.*"target_directory":"([^"]*)".*/\1/'
}

# Sets PROGRAMS: where the server, the stand-in and the bundler are once they are built.
find_programs() { PROGRAMS="$(target_folder)/debug"; }

# Those that are not built are selected all the same: what they share with the others is then compiled once.
build_programs() { build_some --bin prospects-api --bin n8n-sim; }

# build_drill [--release]: the server and what drives it. Nobody else shares a release build.
build_drill() {
  if [ "${1:-}" = --release ]; then
    cargo build --release --package server --package drill --bin prospects-api --bin drill
  else
    build_some --bin prospects-api --bin drill
  fi
}

build_some() { cargo build --package server --package n8n-sim --package xtask --package drill "$@"; }

build_spa() { "$PROGRAMS/xtask" spa "$@"; }

# build_all [options of the bundler]: programs and page side by side. Each ends with a long step that uses one core
# (the server's own crate, the optimiser of the page), so that the first build is minutes shorter.
build_all() {
  local status=0
  # The bundler first: it starts the page's build.
  cargo build --package xtask
  build_spa "$@" &
  build_programs || status=$?
  wait $! || status=$?
  return "$status"
}
