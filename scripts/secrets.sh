#!/usr/bin/env bash
# Makes the secret files of docker-compose.yml, in secrets/. It keeps the files that exist, and copies values from .env,
# where former versions had them. `--throw-away <folder>` makes those of a demo there, and takes no value over.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"

SECRETS="$ROOT/secrets"
THROW_AWAY=''

# secret <file> <variable> <command…>: writes the value of the variable, or else the output of the command, without a
# line end.
secret() {
  local file="$SECRETS/$1" value=${!2:-}
  shift 2
  [ ! -e "$file" ] || return 0
  [ -z "$THROW_AWAY" ] || value=''
  [ -n "$value" ] || value=$("$@")
  printf '%s' "$value" >"$file.new"
  # Users of the containers must be able to read the file; the folder is closed to other users of this machine.
  chmod 644 "$file.new"
  mv "$file.new" "$file"
  say "${file#"$ROOT/"}"
}

# database_url <role> <file of its password>: prints the URL of the database. The connection is not encrypted, because
# the network of the containers does not leave this machine.
database_url() {
  printf 'postgres://%s:%s@db:5432/admissions?sslmode=disable' "$1" "$(percent_encoded "$(cat "$SECRETS/$2")")"
}

percent_encoded() {
  local text=$1 index character
  local LC_ALL=C
  for ((index = 0; index < ${#text}; index++)); do
    character=${text:index:1}
    case $character in
      [a-zA-Z0-9._~-]) printf '%s' "$character" ;;
      *) printf '%%%02X' "$(($(printf '%d' "'$character") & 255))" ;;
    esac
  done
}

if [ "${1:-}" = --throw-away ]; then
  THROW_AWAY=1
  SECRETS=${2:?the folder of the secrets}
else
  load_env_file "$ROOT/.env"
fi
# These URLs of .env are those of another database, such as that of `make run`.
unset DATABASE_URL DATABASE_OWNER_URL
mkdir -p "$SECRETS"
chmod 700 "$SECRETS"
secret postgres-password POSTGRES_PASSWORD random_word 40
secret postgres-service-password POSTGRES_SERVICE_PASSWORD random_word 40
secret database-owner-url DATABASE_OWNER_URL database_url admissions postgres-password
secret database-url DATABASE_URL database_url admissions_service postgres-service-password
secret n8n-api-key N8N_API_KEY random_word 40
secret n8n-api-key-precedente N8N_API_KEY_PRECEDENTE true
secret n8n-webhook-secret N8N_WEBHOOK_SECRET webhook_secret
secret n8n-webhook-secret-precedent N8N_WEBHOOK_SECRET_PRECEDENT true
secret n8n-encryption-key N8N_ENCRYPTION_KEY random_word 40
secret rgpd-hmac-key RGPD_HMAC_KEY random_word 40
secret rgpd-hmac-key-precedente RGPD_HMAC_KEY_PRECEDENTE true
secret totp-key TOTP_KEY random_word 40
secret admin-password ADMIN_PASSWORD random_word 20
[ -z "$THROW_AWAY" ] || exit 0
say "secrets/ is complete. Keep a copy of rgpd-hmac-key, totp-key and n8n-encryption-key elsewhere: without them, what they" \
  "protect is lost."
