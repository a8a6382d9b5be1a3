# Every task of this project. The work is in scripts/ and crates/xtask; CI calls these targets and nothing else.

.DEFAULT_GOAL := help
.PHONY: help run dev run-n8n test test-n8n e2e check chaos bench audit fuzz schema openapi openapi-publish backup restore clean-data

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Build and start everything with demonstration data; Ctrl-C stops it
	@scripts/run.sh

dev: ## The same, and the page is built again at each change
	@scripts/run.sh --dev

run-n8n: ## The same as run, with a real n8n and the workflows of n8n/ instead of the stand-in (2.3 GB, from npm)
	@scripts/run.sh --n8n

test: ## Rust tests, size of the bundle, browser journeys
	@scripts/test.sh

test-n8n: ## The workflows of n8n/ in a real n8n, driven by the service; not a part of test
	@scripts/test-n8n.sh

e2e: ## Browser journeys only; ARGS="-g conversion" goes to Playwright
	@scripts/e2e.sh $(ARGS)

check: ## Format, lints, the OpenAPI document (drift, rules, breaking changes), what the browser may not contain
	@scripts/check.sh

chaos: ## Faults, kills and restarts under load, then what must never happen; SECONDS=600 SEED=7
	@scripts/chaos.sh $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

bench: ## Speed on this machine: live stream, clicks, conversions; nothing is judged
	@scripts/bench.sh

audit: ## What outsiders say: licences and advisories (cargo-deny), the OpenAPI document against the service (schemathesis)
	@scripts/audit.sh

fuzz: ## Look for what breaks the parsers that outsiders reach (libFuzzer); SECONDS=600 for each
	@scripts/fuzz.sh $(SECONDS)

openapi: ## Write openapi/openapi.json from the code
	@scripts/openapi.sh

openapi-publish: ## Make openapi/openapi.json the document that later ones may not break unannounced
	@scripts/openapi.sh --publish

schema: ## Write crates/api/src/db/schema.rs from the migrations
	@scripts/schema.sh

backup: ## Write the database into a file; FILE=… says which
	@scripts/backup.sh $(FILE)

restore: ## Bring back a backup: FILE=… into an empty database, or with REPLACE=1 instead of what is there
	@scripts/restore.sh $(if $(REPLACE),--replace) $(FILE)

clean-data: ## Remove the local databases, passwords and logs (.data)
	@scripts/clean-data.sh
