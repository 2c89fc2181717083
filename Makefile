# `make demo` and `make test` are all a fresh clone needs. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# A version manager's shim may exist and still refuse to run, so each candidate is run.
PYTHON ?= $(shell for python in python3.12 python3.11 python3; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' \
	>/dev/null 2>&1 && echo "$$python" && break; done)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
INSTALL := $(PIP) install --require-hashes --only-binary :all: -r

.PHONY: help setup demo test bench bench-queue fmt typecheck messages lock clean

help: ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 18

setup: $(VENV)/.runtime ## Build .venv with what Constat runs on.

demo: setup ## Load the demo, print its decisions, serve the admin on 127.0.0.1:8000.
	DEBUG=1 DATABASE_URL=sqlite:///$(CURDIR)/demo.sqlite3 $(BIN)/python manage.py demo

test: $(VENV)/.test ## Run every check, then the tests.
	scripts/test

bench: $(VENV)/.bench $(VENV)/.test ## Measure the engine beside its peers, the rule desk, the photo checks, and the pages of guide and portal.
	$(BIN)/python tests/benchmarks/run.py
	$(BIN)/python tests/benchmarks/desk.py
	$(BIN)/python tests/benchmarks/photos.py
	$(BIN)/python tests/benchmarks/pages.py

bench-queue: $(VENV)/.bench ## Measure the queue on PostgreSQL with 20,000 and 200,000 cases (DATABASE_URL names the server).
	$(BIN)/python tests/benchmarks/case_queue.py $(if $(CASES),--cases $(CASES))

fmt: $(VENV)/.test ## Format the code and fix what can be fixed.
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

typecheck: $(VENV)/.test ## Run mypy --strict.
	$(BIN)/mypy

messages: $(VENV)/.test ## Gather the translatable texts and compile the catalogues.
	$(BIN)/python scripts/messages.py

lock: ## Pin what requirements/*.in ask for, with hashes.
	scripts/lock

clean: ## Remove .venv and the tools' caches.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	@[[ -n "$(PYTHON)" ]] || { echo "Constat needs Python 3.11 or 3.12: install one, or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' \
		|| { echo "$(PYTHON) is not Python 3.11 or 3.12, which the rule engine needs." >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

# The engine is built with -O2 (1.3 to 1.8 times faster), never taken from a cache, which may hold a build without it.
$(VENV)/.runtime: requirements/build.txt requirements/engine.txt requirements/base.txt | $(BIN)/python
	$(INSTALL) requirements/build.txt
	$(INSTALL) requirements/base.txt
	CC="gcc -O2" $(PIP) install --require-hashes --no-build-isolation --no-cache-dir --force-reinstall -r requirements/engine.txt
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.runtime
	$(INSTALL) requirements/test.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.runtime
	$(PIP) install --require-hashes --no-build-isolation -r requirements/bench.txt
	@touch $@
