#!/bin/sh
# Imports the workflows of this folder and their credentials into n8n. Run it in n8n's environment, with n8n stopped.
# Changes made to these workflows in n8n are lost.
#
#   ADMISSIONS_URL=http://localhost:8080 N8N_API_KEY=… N8N_WEBHOOK_SECRET=whsec_… n8n/import.sh [--once <mark>]
#
# N8N_API_KEY_FILE, N8N_WEBHOOK_SECRET_FILE, IMAP_PASSWORD_FILE and FORMULAIRE_CLE_FILE name files that hold them instead.
# IMAP_HOST, IMAP_USER and IMAP_PASSWORD (IMAP_PORT: 993, IMAP_SECURE: true) activate the reading of the school's mailbox;
# ADRESSES_ECOLE lists the addresses from which the school writes, with commas (default: IMAP_USER). FORMULAIRE_CLE, at
# least 32 characters, activates the form of the site.
# --once <mark> makes the file <mark>, and does nothing if it exists. N8N is the path of n8n's program (default: n8n).
set -eu

[ -z "${N8N_API_KEY_FILE:-}" ] || N8N_API_KEY=$(cat "$N8N_API_KEY_FILE")
[ -z "${N8N_WEBHOOK_SECRET_FILE:-}" ] || N8N_WEBHOOK_SECRET=$(cat "$N8N_WEBHOOK_SECRET_FILE")
[ -z "${IMAP_PASSWORD_FILE:-}" ] || IMAP_PASSWORD=$(cat "$IMAP_PASSWORD_FILE")
[ -z "${FORMULAIRE_CLE_FILE:-}" ] || FORMULAIRE_CLE=$(cat "$FORMULAIRE_CLE_FILE")
: "${N8N_API_KEY:?}" "${N8N_WEBHOOK_SECRET:?}" "${ADMISSIONS_URL:?}"
export N8N_API_KEY N8N_WEBHOOK_SECRET
export ADMISSIONS_URL="${ADMISSIONS_URL%/}"
wanted='admissionsErreurs admissionsMessage admissionsConversion admissionsDossier admissionsDevis admissionsEmail'
if [ -n "${IMAP_HOST:-}" ]; then
  : "${IMAP_USER:?}" "${IMAP_PASSWORD:?}"
  export IMAP_HOST IMAP_USER IMAP_PASSWORD
  wanted="$wanted admissionsRecevoirEmail"
fi
if [ -n "${FORMULAIRE_CLE:-}" ]; then
  export FORMULAIRE_CLE
  wanted="$wanted admissionsRecevoirFormulaire"
fi
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
if [ "$status" != 0 ] || ! grep -q 'Successfully imported 8 workflows' "$folder/log"; then
  echo "! n8n did not take all workflows"
  exit 1
fi
for id in $wanted; do
  "$n8n" publish:workflow --id="$id"
done
[ -z "$mark" ] || touch "$mark"
