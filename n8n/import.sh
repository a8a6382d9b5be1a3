#!/bin/sh
# Imports the workflows of this folder and their credentials into n8n. Run it in n8n's environment, with n8n stopped.
# Changes made to these workflows in n8n are lost.
#
#   ADMISSIONS_URL=http://localhost:8080 N8N_API_KEY=… N8N_WEBHOOK_SECRET=whsec_… n8n/import.sh [--once <mark>]
#
# N8N_API_KEY_FILE and N8N_WEBHOOK_SECRET_FILE name files that hold them instead.
# --once <mark> makes the file <mark>, and does nothing if it exists. N8N is the path of n8n's program (default: n8n).
set -eu

[ -z "${N8N_API_KEY_FILE:-}" ] || N8N_API_KEY=$(cat "$N8N_API_KEY_FILE")
[ -z "${N8N_WEBHOOK_SECRET_FILE:-}" ] || N8N_WEBHOOK_SECRET=$(cat "$N8N_WEBHOOK_SECRET_FILE")
export N8N_API_KEY N8N_WEBHOOK_SECRET
: "${N8N_API_KEY:?}" "${N8N_WEBHOOK_SECRET:?}" "${ADMISSIONS_URL:?}"
export ADMISSIONS_URL="${ADMISSIONS_URL%/}"
here=$(cd "$(dirname "$0")" && pwd)
n8n=${N8N:-n8n}
mark=''
if [ "${1:-}" = --once ]; then
  mark=$2
  if [ -e "$mark" ]; then
    echo "the workflows are in n8n already ($mark)"
    exit 0
  fi
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
node "$here/fill-in.js" "$here" "$folder"
"$n8n" import:credentials --input="$folder/credentials.json"
status=0
"$n8n" import:workflow --separate --input="$folder/workflows" >"$folder/log" 2>&1 || status=$?
cat "$folder/log"
# n8n's import exits with 0 even if it skipped files.
if [ "$status" != 0 ] || ! grep -q 'Successfully imported 5 workflows' "$folder/log"; then
  echo "! n8n did not take all workflows"
  exit 1
fi
for id in admissionsErreurs admissionsConversion admissionsDossier admissionsDevis admissionsEmail; do
  "$n8n" publish:workflow --id="$id"
done
[ -z "$mark" ] || touch "$mark"
