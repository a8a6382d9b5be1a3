#!/usr/bin/env bash
# `make check`: what can be said about the sources without running the tests. All steps run, even after one that failed.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"

# Server libraries, and those whose weight would be felt: none may reach the browser. (regex cannot be in the list:
# leptos_config names it, for a function that the optimiser drops. `common` may not name it.)
FORBIDDEN='actix-web|chrono|diesel|diesel-async|reqwest|tokio|tokio-postgres|validator'
FORBIDDEN_IN_COMMON="$FORBIDDEN|regex|url|utoipa"

# The functions below are called by `step`.
# shellcheck disable=SC2317
check_browser_dependencies() {
  refuse_dependencies frontend "$FORBIDDEN"
  refuse_dependencies common "$FORBIDDEN_IN_COMMON"
}

# shellcheck disable=SC2317
refuse_dependencies() {
  local found
  found=$(cargo tree --package "$1" --target wasm32-unknown-unknown --edges normal,no-proc-macro --prefix none \
    --format '{p}' | grep -oE "^($2) v[0-9.]+" | sort -u || true)
  [ -z "$found" ] || die "$1 would bring into the browser: $(tr '\n' ' ' <<<"$found")" \
    "- cargo tree -p $1 --target wasm32-unknown-unknown -i <name> says through whom"
}

# shellcheck disable=SC2317
check_scripts() {
  local script
  for script in scripts/*.sh scripts/lib/*.sh n8n/import.sh .ci/run; do bash -n "$script"; done
  if have shellcheck; then shellcheck -x -P . scripts/*.sh scripts/lib/*.sh n8n/import.sh .ci/run; else say "shellcheck is not installed: syntax only"; fi
}

# shellcheck disable=SC2317
check_workflows() {
  find_programs
  build_some --quiet --bin prospects-api --bin xtask
  "$PROGRAMS/xtask" n8n
}

# shellcheck disable=SC2317
check_compose() {
  if docker compose version >/dev/null 2>&1; then
    docker compose config --quiet
  elif have docker-compose; then
    docker-compose config --quiet
  else
    say "skipped: docker compose is not installed"
  fi
}

# Paths and tests that the documents name must exist: a map that lies is worse than none.
# The backquotes are those of the documents.
# shellcheck disable=SC2016,SC2317
check_documents() {
  local document path status=0
  for document in README.md crates/api/README.md n8n/README.md docs/*.md; do
    [ -f "$document" ] || continue
    while IFS= read -r path; do
      [ -e "$path" ] || { warn "$document names $path, which does not exist"; status=1; }
    done < <(grep -oE '(^|[`( ])(crates|frontend|scripts|migrations|openapi|n8n)/[A-Za-z0-9_./-]*[A-Za-z0-9_/]' "$document" |
      sed -E 's/^[`( ]//' | sort -u)
    while IFS= read -r path; do
      grep -qE "fn ${path##*::}\(" "crates/api/tests/it/actions/${path%%::*}.rs" 2>/dev/null ||
        { warn "$document names the test $path, which does not exist"; status=1; }
    done < <(grep -oE '`[a-z_]+::[a-z0-9_]+`' "$document" | tr -d '`' | sort -u)
  done
  return "$status"
}

# The schema's drift is a test of the API: the tool that generates it takes minutes to install.
need_rust
step "Format" cargo fmt --all --check
step "Lints" cargo clippy --workspace --exclude frontend --all-targets -- -D warnings
step "Lints of the page" cargo clippy --package frontend --target wasm32-unknown-unknown -- -D warnings
step "What the browser may not contain" check_browser_dependencies
step "OpenAPI document" scripts/openapi.sh --check
step "Workflows for n8n" check_workflows
step "Scripts" check_scripts
step "Containers" check_compose
step "Paths and tests named in the documents" check_documents
finish_steps
