#!/usr/bin/env bash
# `make openapi` writes openapi/openapi.json from the code. --check verifies that the file is up to date, passes a strict
# linter, and announces its breaking changes. --publish makes it the baseline for detecting breaking changes.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/node.sh
. "$ROOT/scripts/lib/node.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"

FOLDER="$ROOT/openapi"
DOCUMENT=openapi/openapi.json
PUBLISHED=openapi/published.json

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

# Silences the linter's notices about new versions of itself.
check_rules() {
  need_node
  install_node_packages "$FOLDER"
  (
    cd "$FOLDER"
    export REDOCLY_SUPPRESS_UPDATE_NOTICE=true
    node_modules/.bin/redocly lint openapi.json
  ) >"$LOGS/openapi-lint.log" 2>&1 || {
    cat "$LOGS/openapi-lint.log"
    die "$DOCUMENT breaks rules of the linter (openapi/redocly.yaml)"
  }
}

main "$@"
