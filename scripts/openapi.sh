#!/usr/bin/env bash
# `make openapi` writes openapi/openapi.json from the code; with --check, says whether it is up to date.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"

DOCUMENT=openapi/openapi.json

make_data_folder
fresh="$DATA/openapi.json.new"
remove_fresh() { rm -f "$fresh"; }
on_exit remove_fresh
cargo run --quiet --package prospects-api -- openapi >"$fresh"

if [ "${1:-}" != --check ]; then
  mkdir -p openapi
  cp "$fresh" "$DOCUMENT"
  say "$DOCUMENT written"
elif ! diff -u "$DOCUMENT" "$fresh" >"$LOGS/openapi.diff" 2>&1; then
  head -n 40 "$LOGS/openapi.diff"
  die "$DOCUMENT is not what the code says (all of it in $LOGS/openapi.diff). To write it again: make openapi"
fi
