#!/usr/bin/env bash
# `make check` checks the sources without running the tests. All steps run, even after one that failed.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
export BUILD_AS_TESTED=1
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"

# Libraries of the server, and heavy ones, must not reach the browser. (regex can't be in the list: leptos_config depends
# on it, for a function that the optimiser drops. `common` may not depend on it.)
FORBIDDEN='actix-web|chrono|diesel|diesel-async|reqwest|tokio|tokio-postgres|validator'
FORBIDDEN_IN_COMMON="$FORBIDDEN|regex|url|utoipa"

# `step` calls the functions below.
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

# Runs the samples that verify our webhooks on their test vectors. A test of the API compares these with its signatures.
# shellcheck disable=SC2317
check_samples() {
  local status=0
  run_sample node verify.mjs || status=1
  run_sample python3 verify.py || status=1
  run_sample php verify.php || status=1
  return "$status"
}

# run_sample <interpreter> <file>
# shellcheck disable=SC2317
run_sample() {
  if have "$1"; then
    "$1" "n8n/samples/$2" n8n/samples/vectors.json
  else
    say "$1 is not installed: n8n/samples/$2 is not run"
  fi
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

# Names of files and folders that git ignores.
LOCAL='\.git|\.data|\.env|target|dist|backups|node_modules'

# Names of files that no clone has, because commands write them.
WRITTEN='\.data/.*|.*\.postman_collection\.json'

# Every path, file, link and test that a document names must exist.
# The backquotes are part of the documents' text.
# shellcheck disable=SC2016,SC2317
check_documents() {
  local document path test files status=0
  files=$(all_files | sed 's|.*|/&:|')
  while IFS= read -r document; do
    while IFS= read -r path; do
      grep -qF -e "/$path" -e "/${path/#tests\//tests/it/}" <<<"$files" ||
        { warn "$document names ${path%:}, which is not the end of any path"; status=1; }
    done < <(named_files "$document")
    while IFS= read -r path; do
      [ -e "$path" ] || { warn "$document names $path, which does not exist"; status=1; }
    done < <(grep -oE '(^|[`( ])(crates|frontend|scripts|migrations|openapi|n8n)/[A-Za-z0-9_./-]*[A-Za-z0-9_/]' "$document" |
      sed -E 's/^[`( ]//' | sort -u)
    while IFS= read -r path; do
      [ -e "$(dirname "$document")/$path" ] || { warn "$document links to $path, which does not exist"; status=1; }
    done < <(grep -oE '\]\([^)]+\)' "$document" | sed -E 's/^\]\(//; s/\)$//; s/#.*//' | grep -vE '^$|^https?:' | sort -u)
    while IFS= read -r test; do
      grep -qE "fn ${test##*::}\(" crates/api/tests/it/*/"${test%%::*}.rs" 2>/dev/null ||
        { warn "$document names the test $test, which does not exist"; status=1; }
    done < <(grep -oE '`[a-z_]+::[a-z0-9_]+`' "$document" | tr -d '`' | sort -u)
  done < <(find . -name '*.md' | grep -vE "/($LOCAL)/" | sed 's|^\./||')
  return "$status"
}

# named_files <document>: the files, and the folders of folders, that it names in backquotes, whatever folder they are
# relative to: `src/extract/who.rs`, `tests/export/{csv,xlsx}.rs`, `boot.js`. The name of a file ends in a colon.
# shellcheck disable=SC2016,SC2317
named_files() {
  local name
  grep -oE '`[A-Za-z0-9_.{},/-]+(\.(css|js|json|md|mjs|php|py|rs|sh|sql|toml|ts|yml)|/[A-Za-z0-9_.{},-]+/)`' "$1" | tr -d '`' |
    sort -u | grep -vxE "$WRITTEN" | while IFS= read -r name; do
      # The pattern lets nothing but braces through that the shell would expand.
      eval "printf '%s\n' $name"
    done | sed 's|[^/]$|&:|'
}

# all_files: what git tracks, in a clone.
# shellcheck disable=SC2317
all_files() { git ls-files 2>/dev/null || find . -type f | sed 's|^\./||' | grep -vE "(^|/)($LOCAL)/"; }

# The README's map and the tree must name the same entries.
# shellcheck disable=SC2317
check_map() {
  local folder status=0
  for folder in . crates crates/api/src frontend/src; do
    diff -U0 --label "in $folder" --label "in the map of README.md" <(entries "$folder") <(mapped "$folder") || status=1
  done
  return "$status"
}

# entries <folder>: what is directly in it (what git tracks, in a clone); a module that is a file and a folder is one entry.
# shellcheck disable=SC2317
entries() {
  (cd "$1" && { git ls-files 2>/dev/null || find . -mindepth 1 -maxdepth 1 | sed 's|^\./||' | grep -vxE "$LOCAL"; }) |
    cut -d / -f 1 | sed 's/\.rs$//' | LC_ALL=C sort -u
}

# mapped <folder>: the names in backquotes in the first column of its table; the root's heading is "The root".
# shellcheck disable=SC2016,SC2317
mapped() {
  awk -v heading="### \`$1\`" -v root="### The root" '
    /^#/ { inside = ($0 == heading || (heading == "### `.`" && $0 == root)) }
    inside && /^\| `/ { split($0, cells, "|"); print cells[2] }
  ' README.md | grep -oE '`[^`]+`' | tr -d '`' | LC_ALL=C sort -u
}

# schema.rs is not checked here: a test of the API compares it, and diesel's tool takes minutes to install.
need_rust
step "Format" cargo fmt --all --check
step "Lints" cargo clippy --workspace --exclude frontend --all-targets -- -D warnings
step "Lints of the page" cargo clippy --package frontend --target wasm32-unknown-unknown -- -D warnings
step "Libraries that the browser must not get" check_browser_dependencies
step "OpenAPI document" scripts/openapi.sh --check
step "Workflows for n8n" check_workflows
step "Samples that verify webhooks" check_samples
step "Scripts" check_scripts
step "Containers" check_compose
step "Paths, files, links and tests named in documents" check_documents
step "Map of the folders" check_map
finish_steps
