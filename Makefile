# Every task of this project. The work is in scripts/ and crates/xtask; CI calls these targets and nothing else.

.DEFAULT_GOAL := help
.PHONY: help run dev test e2e check chaos bench audit schema openapi backup restore clean-data

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Build and start everything with demonstration data; Ctrl-C stops it
	@scripts/run.sh

dev: ## The same, and the page is built again at each change
	@scripts/run.sh --dev

test: ## Rust tests, size of the bundle, browser journeys
	@scripts/test.sh

e2e: ## Browser journeys only; ARGS="-g conversion" goes to Playwright
	@scripts/e2e.sh $(ARGS)

check: ## Format, lints, drift of the OpenAPI document and of the schema, what the browser may not contain
	@scripts/check.sh

chaos: ## Faults, kills and restarts under load, then what must never happen; SECONDS=600 SEED=7
	@scripts/chaos.sh $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

bench: ## Speed on this machine: live stream, clicks, conversions; nothing is judged
	@scripts/bench.sh

audit: ## What outsiders say: licences and advisories (cargo-deny), the OpenAPI document against the service (schemathesis)
	@scripts/audit.sh

openapi: ## Write openapi/openapi.json from the code
	@scripts/openapi.sh

schema: ## Write crates/api/src/db/schema.rs from the migrations
	@scripts/schema.sh

backup: ## Write the database into a file; FILE=… says which
	@scripts/backup.sh $(FILE)

restore: ## Bring back a backup: FILE=… into an empty database, or with REPLACE=1 instead of what is there
	@scripts/restore.sh $(if $(REPLACE),--replace) $(FILE)

clean-data: ## Remove the local databases, passwords and logs (.data)
	@scripts/clean-data.sh
