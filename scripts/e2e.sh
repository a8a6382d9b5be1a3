#!/usr/bin/env bash
# `make e2e` runs the browser tests. Each of the E2E_WORKERS workers of Playwright (2) has a new database, a server and a
# stand-in for n8n of its own.
# Arguments go to Playwright, after an optional --built (the bundle in dist/ is up to date). `make lighthouse` calls it with
# --lighthouse: Lighthouse measures the released page there.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"
# shellcheck source=scripts/lib/services.sh
. "$ROOT/scripts/lib/services.sh"
# shellcheck source=scripts/lib/node.sh
. "$ROOT/scripts/lib/node.sh"
# shellcheck source=scripts/lib/browser.sh
. "$ROOT/scripts/lib/browser.sh"
# shellcheck source=scripts/lib/lighthouse.sh
. "$ROOT/scripts/lib/lighthouse.sh"

DATABASES=()

main() {
  local build=local_page command=journeys workers=${E2E_WORKERS:-2} place
  case ${1:-} in
    --built) build=build_programs; shift ;;
    --lighthouse) build=released_page command=lighthouse workers=1; shift ;;
  esac
  make_data_folder
  need_browser
  need_rust
  find_programs
  interruptible "$build"
  postgres_open postgres-test
  on_exit drop_databases
  on_exit stop_children
  share_settings
  for ((place = 0; place < workers; place++)); do start_application "$place"; done
  "$command" "$@"
}

local_page() { build_all --local; }
released_page() { build_all --any-size; }

lighthouse() {
  need_lighthouse
  say "Lighthouse against$E2E_BASE_URLS"
  export E2E_BASE_URL=${E2E_BASE_URLS# } N8N_SIM_URL=${N8N_SIM_URLS# }
  interruptible node "$E2E/measures/lighthouse.mjs"
}

journeys() {
  say "Browser tests against$E2E_BASE_URLS"
  cd "$E2E"
  # A client as an integrator makes it: its types come from the committed document alone.
  interruptible node_modules/.bin/openapi-typescript "$ROOT/openapi/openapi.json" --output tests/support/contract.d.ts
  interruptible node_modules/.bin/tsc --noEmit
  interruptible node_modules/.bin/playwright test "$@"
}

drop_databases() {
  local name
  for name in "${DATABASES[@]}"; do postgres_sql postgres "drop database if exists $name with (force)"; done
}

# Short delays: a test of a failure must not take a quarter of an hour.
share_settings() {
  N8N_API_KEY=$(random_word 40)
  N8N_WEBHOOK_SECRET=$(webhook_secret)
  RGPD_HMAC_KEY=$(random_word 40)
  TOTP_KEY=$(random_word 40)
  E2E_EMAIL=admin@ecole.example
  E2E_PASSWORD=$(random_word 16)
  export N8N_API_KEY N8N_WEBHOOK_SECRET RGPD_HMAC_KEY TOTP_KEY E2E_EMAIL E2E_PASSWORD SPA_DIR="$ROOT/dist"
  # Actions leave at once; the journey of the undo gives the page a grace of its own.
  export WEBHOOK_INITIAL_DELAY_MS=100 ACTION_DEADLINE_S=15 DELAI_ANNULATION_S=0
  # A canari that n8n answers closes the breaker of its workflow and resets its count of failures. After the canaris of
  # the start, only journeys send some: a periodic one would close the breaker that a journey has just opened.
  export CANARI_INTERVAL_S=86400
  # All journeys log in as one admin: the limit of a person must not stop them.
  export STREAMS_PER_PERSON=1000
  export E2E_BASE_URLS='' N8N_SIM_URLS=''
}

# start_application <place>: the database, the server and the stand-in of one of Playwright's workers.
start_application() {
  local name="journeys_$$_$1"
  LOG_PREFIX="e2e-$1-"
  DATABASES+=("$name")
  postgres_use "$name"
  prepare_database >"$LOGS/${LOG_PREFIX}database.log" 2>&1 || {
    tail -n 20 "$LOGS/${LOG_PREFIX}database.log" >&2
    die "the database could not be prepared"
  }
  create_admin "$E2E_EMAIL" "$E2E_PASSWORD" >/dev/null
  API_PORT=$(some_free_port)
  SIM_PORT=$(free_port $((API_PORT + 1)))
  export LISTEN_ADDR="127.0.0.1:$API_PORT" PUBLIC_URL="http://localhost:$API_PORT"
  export N8N_WEBHOOK_BASE_URL="http://127.0.0.1:$SIM_PORT/webhook"
  E2E_BASE_URLS+=" $PUBLIC_URL"
  N8N_SIM_URLS+=" http://127.0.0.1:$SIM_PORT"
  start_n8n_sim --step-delay-ms 300 --retry-delay-ms 1000
  start_api file
}

main "$@"
