# Every task of this project. scripts/ and crates/xtask do the work; CI calls only these targets.

.DEFAULT_GOAL := help
.PHONY: help run dev run-n8n demo clean-demo test test-n8n e2e lighthouse check chaos bench audit fuzz schema openapi openapi-publish backup restore clean-data

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Build and start everything with demo data; Ctrl-C stops it
	@scripts/run.sh

dev: ## Like run, and rebuild the page at each change
	@scripts/run.sh --dev

run-n8n: ## Like run, with a real n8n and the workflows of n8n/ instead of the stand-in (2.3 GB, from npm)
	@scripts/run.sh --n8n

demo: ## Start everything in containers, with demo data and the stand-in for n8n; needs Docker, not Rust
	@scripts/demo.sh

clean-demo: ## Remove the containers, the data and the secrets of demo
	@scripts/demo.sh --remove

test: ## Rust tests, backup, chaos of 30 s, size of the page, browser tests
	@scripts/test.sh

test-n8n: ## Test the workflows of n8n/ in a real n8n (2.3 GB, from npm); not part of test
	@scripts/test-n8n.sh

e2e: ## Browser tests only; ARGS="-g conversion" goes to Playwright
	@scripts/e2e.sh $(ARGS)

lighthouse: ## Measure the released page with Lighthouse on a simulated phone and a desktop (from npm)
	@scripts/e2e.sh --lighthouse

check: ## Format, lints, OpenAPI document, n8n workflows and samples, scripts, compose file, documents; no tests
	@scripts/check.sh

chaos: ## Faults, kills and restarts under load, then check the invariants; SECONDS=600 SEED=7 FAILOVERS=5
	@scripts/chaos.sh $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED)) $(if $(FAILOVERS),--failovers $(FAILOVERS))

bench: ## Measure reads, searches, clicks, conversions and event stream on this machine; no pass or fail; QUICK=1
	@scripts/bench.sh $(if $(QUICK),--quick)

audit: ## Third-party checks: licences and advisories (cargo-deny), API against its document (generated clients, schemathesis)
	@scripts/audit.sh

fuzz: ## Fuzz the parsers of external input (libFuzzer); SECONDS=600 for each
	@scripts/fuzz.sh $(SECONDS)

openapi: ## Write openapi/openapi.json from the code
	@scripts/openapi.sh

openapi-publish: ## Make openapi/openapi.json the baseline for detecting breaking changes
	@scripts/openapi.sh --publish

schema: ## Write crates/api/src/db/schema.rs from the migrations
	@scripts/schema.sh

backup: ## Write the database to backups/, or to FILE=…
	@scripts/backup.sh $(FILE)

restore: ## Restore a backup: FILE=… into an empty database; REPLACE=1 replaces a database that is not empty
	@scripts/restore.sh $(if $(REPLACE),--replace) $(FILE)

clean-data: ## Delete the local databases, passwords and logs (.data)
	@scripts/clean-data.sh
