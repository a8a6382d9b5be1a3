#!/usr/bin/env bash
# `make audit`: third-party checks. cargo-deny reads the dependencies. Clients that two generators make from the OpenAPI
# document (two in Python, one in TypeScript), and schemathesis with valid and invalid requests, call a private instance.
# The script skips what can't be installed, and says so.

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
# shellcheck source=scripts/lib/python.sh
. "$ROOT/scripts/lib/python.sh"
# shellcheck source=scripts/lib/node.sh
. "$ROOT/scripts/lib/node.sh"

# Read by the scripts above.
# shellcheck disable=SC2034
LOG_PREFIX=audit-
DATABASE="audit_$$"
TOOLS="$DATA/audit"
SCHEMATHESIS=4.32.5
PYTHON_CLIENT=0.29.1
GENERATOR=7.26.0
# Libraries of the Python client of openapi-generator.
GENERATED_NEEDS=(urllib3 python-dateutil pydantic typing-extensions)
EMAIL=admin@ecole.example
# Largest number of test cases of an operation.
EXAMPLES=${AUDIT_EXAMPLES:-25}

main() {
  make_data_folder
  need_rust
  find_programs
  if need_cargo_deny; then
    step "Licences, duplicates, sources" cargo deny --log-level error check licenses bans sources
    audit_advisories
  else
    say "skipped: cargo-deny is not installed and could not be"
  fi
  interruptible build_programs
  start
  if need_python_tool openapi-python-client "$PYTHON_CLIENT"; then
    step "Generated Python client (openapi-python-client)" run_python_client
  else
    say "skipped: openapi-python-client $PYTHON_CLIENT could not be installed (it needs python3 with venv, and PyPI)"
  fi
  if have java && need_python_tool openapi-generator-cli "$GENERATOR" "${GENERATED_NEEDS[@]}"; then
    step "Generated Python client (openapi-generator)" run_generated_python
    need_node
    install_node_packages "$ROOT/frontend/e2e"
    step "Generated TypeScript client (openapi-generator)" run_generated_typescript
  else
    say "skipped: openapi-generator $GENERATOR could not be installed (it needs Java, python3 with venv, and PyPI)"
  fi
  if need_python_tool schemathesis "$SCHEMATHESIS"; then
    step "OpenAPI document against the service (schemathesis)" run_schemathesis
  else
    say "skipped: schemathesis $SCHEMATHESIS could not be installed (it needs python3 with venv, and PyPI)"
  fi
  finish_steps
}

need_cargo_deny() {
  export PATH="$TOOLS/bin:$PATH"
  have cargo-deny || cargo install --quiet --locked --root "$TOOLS" cargo-deny >"$LOGS/audit-install.log" 2>&1
}

audit_advisories() {
  if cargo deny --log-level off fetch db >/dev/null 2>&1; then
    step "Advisories" cargo deny --log-level error check advisories
  else
    say "skipped: the database of advisories is not reachable"
  fi
}

start() {
  API_PORT=$(some_free_port)
  SIM_PORT=$(free_port $((API_PORT + 1)))
  N8N_API_KEY=$(random_word 40)
  N8N_WEBHOOK_SECRET=$(webhook_secret)
  RGPD_HMAC_KEY=$(random_word 40)
  TOTP_KEY=$(random_word 40)
  export N8N_API_KEY N8N_WEBHOOK_SECRET RGPD_HMAC_KEY TOTP_KEY
  # schemathesis sends each call from another address (schemathesis_hooks.py).
  export TRUSTED_PROXIES=127.0.0.1
  export LISTEN_ADDR="127.0.0.1:$API_PORT" PUBLIC_URL="http://127.0.0.1:$API_PORT"
  export N8N_WEBHOOK_BASE_URL="http://127.0.0.1:$SIM_PORT/webhook"
  postgres_open postgres-test
  on_exit drop_database
  postgres_use "$DATABASE"
  prepare_database >"$LOGS/${LOG_PREFIX}database.log" 2>&1
  PASSWORD=$(random_word 16)
  create_admin "$EMAIL" "$PASSWORD" >/dev/null
  on_exit stop_children
  start_n8n_sim --step-delay-ms 50
  start_api file
}

drop_database() { postgres_sql postgres "drop database if exists $DATABASE with (force)"; }

# schemathesis_config <cookie>: prints its configuration. Credentials have the names of the document's security schemes: so
# the tool also tries requests without them and with wrong ones, and expects a refusal.
schemathesis_config() {
  cat <<TOML
hooks = "$ROOT/scripts/lib/schemathesis_hooks.py"

# Mostly identifiers that exist: random ones would only give 404.
[dictionaries.numbers]
values = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987]

[dictionaries.prospects]
values = ["PROS_1", "PROS_2", "PROS_3", "PROS_5", "PROS_8", "PROS_13", "PROS_21", "PROS_34", "PROS_55", "PROS_1999"]

[dictionaries.formations]
values = ["CAP_BJ", "POLISSAGE", "JOAIL_PERF"]

# Not the first account: the tool is logged in with it.
[dictionaries.colleagues]
values = [2, 3, 4, 5, 6, 7, 8, 9]

[parameters]
idUtilisateur = { dictionary = "colleagues", probability = 1.0 }
idConversion = { dictionary = "numbers", probability = 0.8 }
idCandidat = { dictionary = "numbers", probability = 0.8 }
idJournal = { dictionary = "numbers", probability = 0.8 }
idProspect = { dictionary = "prospects", probability = 0.8 }
code = { dictionary = "formations", probability = 0.8 }

[cache]
enabled = false

[auth.openapi.session]
api_key = "${1#*=}"

[auth.openapi.cleApi]
api_key = "$N8N_API_KEY"

# A missing If-Match is 428 (RFC 6585).
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 406, 415, 422, 428]

# Statuses that the tool does not expect, such as 413: the size of a request is checked first.
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 408, 409, 411, 412, 413, 414, 415, 422, 428, 429, 431, "5xx"]

# The service stores what machines send in these operations as it can be read: as text, cut, or left out. The document
# gives the types that they should send.
[[operations]]
include-operation-id = ["addProspect", "completeAction", "reportProgress", "logEmail", "reportJournalErreur"]

[operations.checks.negative_data_rejection]
expected-statuses = ["2xx", "4xx", "5xx"]
TOML
}

# Generates a client, and calls the service with it. Its warnings are errors.
run_python_client() {
  local generator cookie
  generator=$(python_tool openapi-python-client "$PYTHON_CLIENT")
  cookie=$(log_in)
  [ -n "$cookie" ] || die "no session to try with"
  # The generator formats its files with ruff, which is installed beside it.
  PATH="$(dirname "$generator"):$PATH" "$generator" generate --path openapi/openapi.json --config openapi/python-client.yaml \
    --meta none --overwrite --output-path "$TOOLS/admissions_client" --fail-on-warning
  PYTHONPATH=$TOOLS "$(dirname "$generator")/python" scripts/lib/python_client.py "$PUBLIC_URL" "$cookie"
}

# generate_client <generator> <folder> [options]: makes a client with openapi-generator, without documents and tests of it.
generate_client() {
  local generator=$1 folder=$2
  shift 2
  rm -rf "$folder"
  "$(python_tool openapi-generator-cli "$GENERATOR")" generate --input-spec openapi/openapi.json --generator-name "$generator" \
    --output "$folder" --global-property apiTests=false,modelTests=false,apiDocs=false,modelDocs=false "$@" \
    >"$LOGS/audit-generate-$generator.log" 2>&1 || {
    tail -n 20 "$LOGS/audit-generate-$generator.log" >&2
    return 1
  }
}

run_generated_python() {
  local cookie python
  python="$(dirname "$(python_tool openapi-generator-cli "$GENERATOR")")/python"
  cookie=$(log_in)
  [ -n "$cookie" ] || die "no session to try with"
  generate_client python "$TOOLS/generated-python" --package-name admissions_generator
  PYTHONPATH="$TOOLS/generated-python" "$python" scripts/lib/generated_client.py "$PUBLIC_URL" "$cookie"
}

# Compiles the whole client, strictly, and runs the program that uses it.
run_generated_typescript() {
  local cookie folder="$TOOLS/generated-typescript" packages="$ROOT/frontend/e2e/node_modules"
  cookie=$(log_in)
  [ -n "$cookie" ] || die "no session to try with"
  generate_client typescript-fetch "$folder/generated" --additional-properties=importFileExtension=.js
  cp scripts/lib/generated_client.ts "$folder/client.ts"
  echo '{"type":"module"}' >"$folder/package.json"
  (
    cd "$folder"
    "$packages/.bin/tsc" --strict --target es2022 --module nodenext --outDir built --typeRoots "$packages/@types" \
      --types node client.ts generated/index.ts
  )
  node "$folder/built/client.js" "$PUBLIC_URL" "$cookie"
}

# Left out: operations that end the tool's own session (some with an identifier that another answer gave), and the
# stream, which never ends.
LEFT_OUT=(streamNotifications logout logoutEverywhere endSessionConnexion removeSecondFacteur)

run_schemathesis() {
  local cookie config="$TOOLS/schemathesis.toml"
  local left_out=() operation
  for operation in "${LEFT_OUT[@]}"; do left_out+=(--exclude-operation-id "$operation"); done
  cookie=$(log_in)
  [ -n "$cookie" ] || die "no session to try with"
  (umask 077 && schemathesis_config "$cookie" >"$config")
  "$(python_tool schemathesis "$SCHEMATHESIS")" --config-file "$config" run openapi/openapi.json --url "$PUBLIC_URL" \
    --header "Origin: $PUBLIC_URL" --checks all --exclude-checks "$CHECKS_LEFT_OUT" --continue-on-failure \
    --max-examples "$EXAMPLES" --seed 1 --request-timeout 20 --workers 1 --no-color \
    "${left_out[@]}"
}

# positive_data_acceptance: the document can't express every rule (a session of another formation, an unknown code).
CHECKS_LEFT_OUT=positive_data_acceptance

# Prints the session cookie, `name=value`. The password is in the environment: everybody can list arguments of processes.
log_in() {
  PASSWORD=$PASSWORD python3 - "$PUBLIC_URL" "$EMAIL" <<'PYTHON'
import json, os, sys, urllib.request
url, email = sys.argv[1:]
body = json.dumps({"email": email, "motDePasse": os.environ["PASSWORD"]}).encode()
request = urllib.request.Request(url + "/api/auth/login", body, {"content-type": "application/json"})
print(urllib.request.urlopen(request, timeout=20).headers["set-cookie"].split(";")[0])
PYTHON
}

main "$@"
