# `make test` is all that CI runs, and it installs all that it needs. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Steps share .venv and client/node_modules. Those that run side by side, see there, find both made and only read them.
ifndef SIDE_BY_SIDE
.NOTPARALLEL:
endif
MAKEFLAGS += --no-print-directory
# Containers like to set it; hundreds of servers and workers would compile the package, each for itself.
unexport PYTHONDONTWRITEBYTECODE

# Relative, because make cannot hold a path with spaces; every command runs in the checkout.
BIN := .venv/bin
PYTHON := $(BIN)/python
# Much of it waits, so three run at a time; contract/ and e2e/ stand beside it, and have the machine for themselves.
UNIT := tests/py_remote_viewer tests/scripts tests/support
AT_ONCE := --numprocesses=3 --dist=loadfile --no-loadscope-reorder

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z0-9_-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

.PHONY: venv
venv: ## .venv with the package and everything for development
	@./scripts/make_venv.sh dev

.PHONY: packages
packages: venv ## what checks and tests of the page need, in client/node_modules
	@$(PYTHON) scripts/page.py install >/dev/null

.PHONY: machine
machine: ## system packages for the tests (Chromium, GL, network tools), where it may
	@./scripts/setup_test_machine.sh

.PHONY: build
build: venv ## wheel and source archive in dist/
	$(PYTHON) -m build

.PHONY: page
page: venv ## the web page, built into py_remote_viewer/web
	$(PYTHON) scripts/page.py build

.PHONY: format
format: venv ## format and mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lint
lint: venv ## ruff and eslint: rules and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(PYTHON) scripts/page.py npm run lint

.PHONY: typecheck
typecheck: venv ## pyright and TypeScript, both strict
	$(BIN)/pyright
	$(PYTHON) scripts/page.py npm run typecheck

.PHONY: imports
imports: venv ## the layers and walls of docs/architecture.md
	$(BIN)/lint-imports

.PHONY: types
types: venv ## the page's wire types are those of the Python protocol
	$(PYTHON) scripts/page.py npm run types:check

.PHONY: generate
generate: venv ## the page's wire types, anew from the Python protocol
	$(PYTHON) scripts/page.py npm run types

.PHONY: checks
checks: lint imports types typecheck ## everything that needs no test run

.PHONY: client-test
client-test: venv ## vitest
	$(PYTHON) scripts/page.py npm run test

.PHONY: unit
unit: venv ## quick tests, in-process
	$(BIN)/pytest -m "not slow" $(AT_ONCE) $(UNIT)

.PHONY: e2e
e2e: venv machine ## tests in a real browser
	$(BIN)/pytest tests/e2e

# All but what is in UNIT, whatever folders there will be.
.PHONY: alone
alone: venv machine ## contract and browser tests, without the slow ones
	$(BIN)/pytest -m "not slow" $(UNIT:%=--ignore=%)

.PHONY: all-tests
all-tests: machine unit alone ## unit, contract and browser tests, without the slow ones

.PHONY: slow
slow: venv machine readme-all ## what `make test` leaves out for its time
	$(BIN)/pytest -m slow

.PHONY: fuzz
fuzz: venv ## 40 times as much nonsense in messages and routes, 100,000 spoilt models, for the night
	FUZZ=40 $(BIN)/pytest --timeout=3600 tests/py_remote_viewer/server/test_fuzz.py
	FUZZ=10 $(BIN)/pytest tests/py_remote_viewer/server/test_mutations_api.py
	FUZZ=50 $(BIN)/pytest -rP tests/py_remote_viewer/simulation/test_mutations.py

.PHONY: readme
readme: venv machine ## the commands that README.md shows, in a clean copy
	$(PYTHON) scripts/check_readme.py README.md

.PHONY: readme-all
readme-all: venv machine ## those as well that take long
	$(PYTHON) scripts/check_readme.py --all README.md

# Both wait for downloads and unpack them on one core.
.PHONY: set-up
set-up:
	@$(MAKE) SIDE_BY_SIDE=1 --jobs=2 --output-sync=target machine packages

# Each keeps one core busy at a time, and none has to be in time for anything. Their output comes when they end.
.PHONY: side-by-side
side-by-side: set-up
	@$(MAKE) SIDE_BY_SIDE=1 --jobs=2 --output-sync=target readme client-test checks

.PHONY: test
test: side-by-side all-tests ## everything: sets up, checks, and runs all tests

.PHONY: clean
clean: ## remove what was built, .venv included
	rm -rf .venv .venv.lock dist build py_remote_viewer/web client/dist client/.built client/node_modules
	rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
