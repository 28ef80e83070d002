# The house's commands. CI calls these and nothing else. PYTHON is only needed to build .venv.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
# Two processes; the tests of one file stay together, so that they share their browser and their server. The order is that of tests/conftest.py.
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder
.DEFAULT_GOAL := help
.PHONY: help install run set-up test test-long audit lint types bench screenshots lock messages wheel clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

install: ## Build .venv from requirements.lock, and start nothing
	@$(PYTHON) run.py --install

run: ## Build .venv if need be and start Maillage; ARGS="--port 8080" are passed on to « facilitation serve »
	@$(PYTHON) run.py $(ARGS)

set-up: ## Install what the tests need: Python packages, Chromium, LibreOffice, two npm packages
	@$(PYTHON) tools/components.py

test: set-up ## Run every check: format, lint, types, imports, templates, guides, tests (under ten minutes on 2 cores)
	@$(VENV_PYTHON) tools/checks.py $(PYTEST_ARGS)

test-long: set-up ## Run the full counts: three widths, hundreds of kills, long properties, mutation
	@$(VENV_PYTHON) tools/long.py $(PYTEST_ARGS)

audit: set-up ## Ask the service of advisories about each locked package; says so when it cannot be reached
	@$(VENV_PYTHON) tools/audit.py

lint: set-up ## Run the static checks alone, all but the tests
	@$(VENV_PYTHON) tools/checks.py --lint

types: set-up ## Run mypy alone, strict
	@.venv/bin/mypy

bench: set-up ## Measure against a peer or a floor in the same run: documents, start, pages, library, live, writes, identifiers
	@for each in documents start pages library live writes identifiers; do echo "$$each"; $(VENV_PYTHON) -m benchmarks.$$each --json || exit 1; done

screenshots: set-up ## Renew the contact sheets of every page and document in docs/captures
	@$(VENV_PYTHON) -m tests.browser.screenshots

lock: ## Renew requirements.lock and requirements-dev.lock from pyproject.toml
	@$(PYTHON) tools/lock.py

messages: set-up ## Renew facilitation/translations/messages.pot from the sources
	@$(VENV_PYTHON) tools/messages.py

wheel: set-up ## Build the wheel into dist/
	@$(VENV_PYTHON) -m hatchling build --target wheel

clean: ## Remove what the tools made, .venv and node_modules included
	@rm -rf .venv node_modules dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
