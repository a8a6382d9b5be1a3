#!/usr/bin/env bash
# Makes the secret files of docker-compose.yml, in secrets/. A file that exists stays as it is. A value in .env, where former
# versions had it, becomes the file.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"

SECRETS="$ROOT/secrets"

# secret <file> <variable> <command…>: the value of the variable, or else what the command prints, without a line's end.
secret() {
  local file="$SECRETS/$1" value=${!2:-}
  shift 2
  [ ! -e "$file" ] || return 0
  [ -n "$value" ] || value=$("$@")
  printf '%s' "$value" >"$file.new"
  # Containers read it as users of their own; the folder keeps everybody else of this machine out.
  chmod 644 "$file.new"
  mv "$file.new" "$file"
  say "secrets/${file##*/}"
}

# The connection is not encrypted, because the network of the containers does not leave this machine.
# database_url <role> <file of its password>
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

load_env_file "$ROOT/.env"
# Meant for another database: that of `make run`, perhaps.
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
say "secrets/ is complete. Keep a copy of rgpd-hmac-key, totp-key and n8n-encryption-key elsewhere: without them, what they" \
  "protect is lost."
