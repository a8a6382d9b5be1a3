#!/usr/bin/env bash
# `make openapi` writes openapi/openapi.json from the code. With --check, says whether it is up to date, keeps to the rules of
# a strict linter, and announces what breaks clients. With --publish, makes it the document that later ones are compared with.

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
      say "$PUBLISHED written: later documents are compared with it"
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
    die "$DOCUMENT is not what the code says (all of it in $LOGS/openapi.diff). To write it again: make openapi"
  fi
}

# Its notices of new versions are no news here.
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
