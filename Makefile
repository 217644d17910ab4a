# Targets; `make` alone lists them. What a target needs is built first and stamped under .venv/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := .ci/node
CODE := engine web tests

ASSETS := $(shell find web/assets -type f 2>/dev/null)
CATALOGUES := $(wildcard web/translations/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run check test soak bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.package $(VENV)/.assets $(VENV)/.translations ## install everything; nothing to do = no time

run: setup ## the sample town on http://127.0.0.1:8000/, logins printed
	@exec $(BIN)/zhenwu demo

check: setup ## lint, format, types, dependency direction, fast tests
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/unit tests/processes -q -n 2

test: setup ## Chromium and Chinese fonts where absent, then every test on SQLite and PostgreSQL
	@.ci/system-packages
	@.ci/test

soak: setup ## the behaviour suite again, the engine restarted after every command (longer than test)
	ZHENWU_TEST_RESTART=1 $(BIN)/pytest tests/engine -q -n 2

bench: setup ## speed and memory of the running system, as a table and as JSON
	$(BIN)/python tests/bench/run.py

clean: ## remove what setup and tests made; the database in var/ stays
	rm -rf $(VENV) node_modules build dist ./*.egg-info web/static/built test-results bench-results.json
	rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find web/translations -name '*.mo' -delete 2>/dev/null || true
	find engine web tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; call make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	@echo "== Python environment"
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.requirements: requirements/dev.txt $(VENV)/.created
	@echo "== Python packages, pinned by hash"
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# an editable install: the code of this folder runs, only names and entry points are written
$(VENV)/.package: setup.cfg pyproject.toml $(VENV)/.requirements
	@echo "== zhenwu"
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps -e .
	@touch $@

$(VENV)/.node: requirements/node.txt $(VENV)/.requirements
	@echo "== Node"
	@$(NODE) --install
	@touch $@

$(VENV)/.npm: package.json package-lock.json $(VENV)/.node
	@echo "== front end packages, pinned by hash"
	$(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(VENV)/.assets: $(VENV)/.npm $(ASSETS)
	@echo "== front end"
	$(NODE) web/assets/build.mjs
	@touch $@

$(VENV)/.translations: $(VENV)/.requirements $(CATALOGUES)
ifneq ($(CATALOGUES),)
	@echo "== translations"
	$(BIN)/pybabel --quiet compile -d web/translations
endif
	@touch $@
