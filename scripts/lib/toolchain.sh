# shellcheck shell=bash
# Rust, its browser target, and the folders of built programs.

need_rust() {
  have cargo || PATH="$HOME/.cargo/bin:$PATH"
  have cargo || die "Rust is needed: install it from https://rustup.rs, then try again"
  have cc || install compiler || die "a C compiler is needed (package gcc, or the Xcode command line tools)"
  # rustup may be configured not to install the toolchain of rust-toolchain.toml by itself.
  rustc --version >/dev/null 2>&1 || rustup_try toolchain install
  has_browser_target || rustup_try target add wasm32-unknown-unknown
  has_browser_target || die "the target wasm32-unknown-unknown is missing: rustup target add wasm32-unknown-unknown"
}

has_browser_target() { [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; }

# Tries three times, because downloads may hang.
rustup_try() {
  local tries limit=()
  have rustup || die "rustc is here without rustup: install the toolchain that rust-toolchain.toml names"
  if have timeout; then limit=(timeout 180); fi
  say "rustup $*"
  for tries in 1 2 3; do
    # Without stdin, rustup does not ask.
    if ${limit[@]+"${limit[@]}"} rustup "$@" </dev/null; then return; fi
    warn "rustup $* failed (try $tries)"
  done
  die "rustup could not fetch what is missing: check the network"
}

# Asks cargo, which knows CARGO_TARGET_DIR and its configuration files.
target_folder() {
  cargo metadata --no-deps --format-version 1 | sed -E 's/.*"target_directory":"([^"]*)".*/\1/'
}

# Sets PROGRAMS: the folder of the built server, stand-in and bundler.
find_programs() { PROGRAMS="$(target_folder)/debug"; }

# The packages that cargo selects for every build of programs. The selection decides the features of their common
# dependencies: with one selection, cargo compiles these once. `make check` and `make test` set BUILD_AS_TESTED, because
# they compile the packages of the tests too.
BUILT_PACKAGES=(--package server --package n8n-sim --package xtask --package drill)
if [ -n "${BUILD_AS_TESTED:-}" ]; then BUILT_PACKAGES=(--workspace --exclude frontend); fi

build_programs() { build_some --bin prospects-api --bin n8n-sim; }

# build_drill [--release]: builds the server and the drill.
build_drill() {
  if [ "${1:-}" = --release ]; then
    cargo build --release --package server --package drill --bin prospects-api --bin drill
  else
    build_some --bin prospects-api --bin drill
  fi
}

build_some() { cargo build "${BUILT_PACKAGES[@]}" "$@"; }

build_spa() { "$PROGRAMS/xtask" spa "$@"; }

# build_all [options of the bundler]: builds programs and page, and shows how far the build is.
build_all() {
  local total
  total=$(count_crates)
  { build_everything "$@" 2>&1 >&3 | show_progress "$total" >&2; } 3>&1
}

# Builds programs and page in parallel, then the bundle. The crates of the service and its database library take minutes
# on one core, so what they need has priority over the page.
build_everything() {
  local page status=0
  # Verbose, cargo also names the crates that are built already.
  CARGO_TERM_VERBOSE=true nice cargo page --profile "$(page_profile "$@")" &
  page=$!
  CARGO_TERM_VERBOSE=true build_some --bin xtask --bin prospects-api --bin n8n-sim || status=$?
  wait "$page" || status=$?
  [ "$status" -ne 0 ] || build_spa "$@" || status=$?
  return "$status"
}

# page_profile [options of the bundler]: prints the profile with which the bundler compiles the page.
page_profile() {
  case " $* " in
    *' --dev '*) echo dev ;;
    *' --local '*) echo wasm-local ;;
    *) echo wasm-release ;;
  esac
}

# Prints the number of crates that cargo names during `build_everything`.
count_crates() {
  {
    list_crates "${BUILT_PACKAGES[@]}"
    list_crates --package frontend --target wasm32-unknown-unknown
  } | wc -l
}

list_crates() {
  cargo tree "$@" --edges normal,build --prefix none --format '{p}' 2>/dev/null | cut -d ' ' -f 1,2 | sort -u
}

# show_progress <number of crates>: makes one line of cargo's messages about crates, and repeats its other messages.
show_progress() {
  local total=$1 counted=0 compiled='' terminal='' line verb crate
  if [ -t 1 ]; then terminal=$'\r\033[K'; fi
  while IFS= read -r line; do
    read -r verb crate _ <<<"$line" || true
    case $verb in
      Fresh | Compiling)
        counted=$((counted + 1))
        [ "$verb" = Fresh ] || compiled=1
        if [ -n "$compiled" ] && [ -n "$terminal" ]; then
          printf '%s  %d of %d crates, now %s' "$terminal" "$counted" "$total" "$crate"
        elif [ -n "$compiled" ] && [ $((counted % 50)) -eq 0 ]; then
          printf '  %d of %d crates\n' "$counted" "$total"
        fi
        ;;
      Running | Dirty | Finished | Blocking) ;;
      *) printf '%s%s\n' "${compiled:+$terminal}" "$line" ;;
    esac
  done
  if [ -n "$compiled" ]; then printf '%s' "$terminal"; fi
}
