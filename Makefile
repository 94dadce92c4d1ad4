# Everything a person or CI does with this project. Works with GNU make 3.81, which macOS ships.
.DEFAULT_GOAL := help
.PHONY: help run dev test test-engines check fix bench audit sbom lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# Each line is a child of make itself, so that a signal to make reaches whatever is running.
run: ## Set up, build the site and serve it (HOST=127.0.0.1 PORT=8000)
	@scripts/setup.sh python packages
	@.venv/bin/flask build --if-changed
	@scripts/streets.sh & exec .venv/bin/python serve.py

dev: ## Serve the site live: an edit shows at the next request
	@scripts/setup.sh python packages
	@exec .venv/bin/flask run --debug --host "$${HOST:-127.0.0.1}" --port "$${PORT:-8000}"

test: ## Set up everything tests need, a Chromium too, and run them all
	@scripts/setup.sh dev tools browser hosts database
	@scripts/test.sh

test-engines: ## Set up Firefox and WebKitGTK, and test what must work there too
	@scripts/setup.sh dev tools engines
	@RESPIRA_ENGINES=yes .venv/bin/pytest tests/engines

check: ## Formatting, lint, types, imports, templates, catalogue, content, spelling
	@scripts/setup.sh dev tools
	@scripts/check.sh

fix: ## Format and repair what a tool can repair by itself
	@scripts/setup.sh dev tools
	@.venv/bin/ruff check --fix --quiet . && .venv/bin/ruff format .
	@PATH="$$PWD/.venv/bin:$$PATH" npm run --silent fix

bench: ## Measure the promises about speed and size (PARTS="serving growth" for some)
	@scripts/setup.sh dev tools browser hosts bench
	@.venv/bin/python -m tests.bench $(PARTS)

audit: ## Ask on the internet whether a weakness is known in what is pinned
	@scripts/setup.sh python packages audit
	@scripts/audit.sh

sbom: ## Write which packages a release stands on, as CycloneDX, to build/sbom.cdx.json
	@scripts/setup.sh python packages
	@.venv/bin/python -m scripts.make_sbom build/sbom.cdx.json

lock: ## Pin again what pyproject.toml and package.json ask for
	@scripts/lock.sh

clean: ## Remove everything made here, the environment too
	rm -rf .venv node_modules build test-results .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
