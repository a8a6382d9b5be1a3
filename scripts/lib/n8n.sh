# shellcheck shell=bash
# Installs and starts a real n8n from the npm registry, with the workflows of n8n/. n8n is not open source: the script
# downloads it on demand, and it is never part of the project. Its data is in PostgreSQL, because SQLite's module would have
# to be compiled.

N8N_VERSION=2.8.4
N8N_FOLDER="$DATA/n8n-$N8N_VERSION"
N8N="$N8N_FOLDER/node_modules/.bin/n8n"

# n8n needs npm and Node 20.19 to 24.
n8n_can_run() {
  have npm && have node &&
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
      process.exit(major > 24 || major < 20 || (major === 20 && minor < 19) ? 1 : 0)'
}

# Installs n8n unless it is installed. npm later refuses its own lock file of these packages, so only the version is
# pinned. xlsx after 0.18.5 is not on npm.
need_n8n() {
  [ ! -e "$N8N_FOLDER/installed" ] || return 0
  say "Installing n8n $N8N_VERSION from the npm registry into $N8N_FOLDER (minutes, 2.3 GB; log: $LOGS/install-n8n.log)"
  mkdir -p "$N8N_FOLDER"
  printf '{ "private": true, "dependencies": { "n8n": "%s" }, "overrides": { "xlsx": "0.18.5" } }\n' "$N8N_VERSION" \
    >"$N8N_FOLDER/package.json"
  (cd "$N8N_FOLDER" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error) \
    >"$LOGS/install-n8n.log" 2>&1 || {
    tail -n 5 "$LOGS/install-n8n.log" >&2
    die "npm could not install n8n $N8N_VERSION"
  }
  touch "$N8N_FOLDER/installed"
}

# n8n_environment <database> <folder>: exports what n8n reads. Its telemetry is off. The runner of Code nodes is not
# installed, because our workflows have none.
n8n_environment() {
  export DB_TYPE=postgresdb DB_POSTGRESDB_HOST=127.0.0.1 DB_POSTGRESDB_USER=postgres DB_POSTGRESDB_DATABASE="$1"
  DB_POSTGRESDB_PORT=$(postgres_port)
  N8N_RUNNERS_AUTH_TOKEN=$(random_word 40)
  export DB_POSTGRESDB_PORT N8N_RUNNERS_AUTH_TOKEN N8N_RUNNERS_MODE=external
  export N8N_USER_FOLDER="$2" N8N_LISTEN_ADDRESS=127.0.0.1 N8N_GRACEFUL_SHUTDOWN_TIMEOUT=10 NODE_ENV=production
  export N8N_SECURE_COOKIE=false N8N_DIAGNOSTICS_ENABLED=false N8N_PERSONALIZATION_ENABLED=false N8N_AI_ENABLED=false
  export N8N_TEMPLATES_ENABLED=false N8N_VERSION_NOTIFICATIONS_ENABLED=false N8N_HIRING_BANNER_ENABLED=false
  export N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED=false N8N_DYNAMIC_BANNERS_ENABLED=false
  export N8N_COMMUNITY_PACKAGES_ENABLED=false N8N_LICENSE_AUTO_RENEW_ENABLED=false
  mkdir -p "$2"
}

# n8n_import <address of the service>: imports the workflows. n8n must be stopped; changes made in it are lost.
n8n_import() {
  local log="$LOGS/n8n-import.log"
  ADMISSIONS_URL=$1 N8N=$N8N n8n/import.sh >"$log" 2>&1 </dev/null || {
    grep '^!' "$log" >&2 || true
    die "n8n did not take the workflows (log: $log)"
  }
}

# start_n8n <port>: imports the workflows again if they, the keys or the address of the service changed, then starts n8n.
start_n8n() {
  local wanted
  wanted=$({ cat n8n/workflows/*.json n8n/credentials.json && echo "$PUBLIC_URL $N8N_API_KEY $N8N_WEBHOOK_SECRET" &&
    echo "${IMAP_HOST:-} ${IMAP_PORT:-} ${IMAP_USER:-} ${IMAP_PASSWORD:-} ${IMAP_SECURE:-} ${ADRESSES_ECOLE:-} ${FORMULAIRE_CLE:-}"; } | cksum)
  if [ "$wanted" != "$(cat "$N8N_USER_FOLDER/imported" 2>/dev/null)" ]; then
    say "Importing the workflows of n8n/"
    interruptible n8n_import "$PUBLIC_URL"
    echo "$wanted" >"$N8N_USER_FOLDER/imported"
  fi
  N8N_RUNNERS_BROKER_PORT=$(free_port $(($1 + 1)))
  export N8N_RUNNERS_BROKER_PORT N8N_PORT="$1"
  start_child n8n file "$N8N" start
  # n8n says that it is ready before it takes webhooks. A webhook refuses a call without a key.
  wait_for "$1" /webhook/prospect/convertir-candidat 180 403 POST
}
