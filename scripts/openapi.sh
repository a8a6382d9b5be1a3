#!/usr/bin/env bash
# `make openapi` writes openapi/openapi.json from the code. --check verifies that the file is up to date, passes two
# linters and a validator, and that the changelog announces its breaking changes and new operations. --publish makes it the
# baseline for detecting them.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/node.sh
. "$ROOT/scripts/lib/node.sh"
# shellcheck source=scripts/lib/python.sh
. "$ROOT/scripts/lib/python.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"

FOLDER="$ROOT/openapi"
DOCUMENT=openapi/openapi.json
PUBLISHED=openapi/published.json
VALIDATOR=openapi-spec-validator
VALIDATOR_VERSION=0.9.0

main() {
  make_data_folder
  need_rust
  find_programs
  build_some --quiet --bin prospects-api --bin xtask
  case ${1:-} in
    --check)
      check_drift
      check_rules
      "$PROGRAMS/xtask" contract
      ;;
    --publish)
      check_drift
      "$PROGRAMS/xtask" contract
      cp "$DOCUMENT" "$PUBLISHED"
      say "$PUBLISHED written: it is the new baseline for breaking changes"
      ;;
    *)
      fresh_document >"$DATA/openapi.json.new"
      mv "$DATA/openapi.json.new" "$DOCUMENT"
      say "$DOCUMENT written"
      ;;
  esac
}

fresh_document() { "$PROGRAMS/prospects-api" openapi; }

check_drift() {
  local fresh="$DATA/openapi.json.new" same=1
  fresh_document >"$fresh"
  diff -u "$DOCUMENT" "$fresh" >"$LOGS/openapi.diff" 2>&1 || same=0
  rm -f "$fresh"
  if [ "$same" = 0 ]; then
    head -n 40 "$LOGS/openapi.diff"
    die "$DOCUMENT is out of date (whole difference: $LOGS/openapi.diff). Run: make openapi"
  fi
}

check_rules() {
  need_node
  install_node_packages "$FOLDER"
  # Silences the linter's notices about new versions of itself.
  export REDOCLY_SUPPRESS_UPDATE_NOTICE=true
  pass redocly lint openapi.json
  pass spectral lint openapi.json --ruleset spectral.yaml --fail-severity warn
  if need_python_tool "$VALIDATOR" "$VALIDATOR_VERSION"; then
    pass "$VALIDATOR" openapi.json
  else
    say "skipped: $VALIDATOR $VALIDATOR_VERSION could not be installed (it needs python3 with venv, and PyPI)"
  fi
}

# pass <program> <argument…>: runs a linter or validator in the folder of the document; shows its report if it fails.
pass() {
  local program=$1 report="$LOGS/openapi-$1.log"
  shift
  (
    cd "$FOLDER"
    PATH="node_modules/.bin:$(dirname "$(python_tool "$VALIDATOR" "$VALIDATOR_VERSION")"):$PATH"
    "$program" "$@"
  ) >"$report" 2>&1 || {
    cat "$report"
    die "$DOCUMENT breaks rules of $program"
  }
}

main "$@"
