.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
T ?= tests
# A file's tests stay together: what they share is made once.
CORES := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: help
help: ## Show the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The virtual environment is made anew when a lock changes; the stamps say for which lock it stands.
.venv/run.stamp: .locks/requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r .locks/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp .locks/requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r .locks/requirements-dev.txt
	@touch $@

webapp/static/dist/.stamp: .venv/run.stamp frontend/package-lock.json $(wildcard frontend/*.mjs frontend/src/*)
	@$(BIN)/python frontend/build.py

.PHONY: run
run: .venv/run.stamp webapp/static/dist/.stamp ## Serve the demonstration region on 127.0.0.1:8000 (PORT=… changes it)
	@PORT=$(PORT) $(BIN)/hankepolku demo --serve

.PHONY: test
test: .venv/dev.stamp webapp/static/dist/.stamp ## All tests at a small size; T=path chooses
	@$(BIN)/python -m tests.browser.install
	$(BIN)/pytest $(CORES) $(T)

.PHONY: test-full
test-full: .venv/dev.stamp webapp/static/dist/.stamp ## The same tests at full size
	@$(BIN)/python -m tests.browser.install
	HANKEPOLKU_TEST_SIZE=full $(BIN)/pytest $(CORES) $(T)

.PHONY: check
check: .venv/dev.stamp ## Linters, types, architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: .venv/dev.stamp ## Put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench
bench: .venv/dev.stamp ## Measure, each figure beside a reference (QUICK=1 in under a minute)
	@QUICK=$(QUICK) $(BIN)/python -m bench

.PHONY: docs
docs: .venv/dev.stamp ## Check the documentation and make its pictures anew
	$(BIN)/python -m docs

.PHONY: lock
lock: .venv/dev.stamp ## Resolve the dependencies anew (needs uv on the PATH)
	uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11 --upgrade pyproject.toml --group build -o .locks/requirements.txt
	uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11 --upgrade pyproject.toml --group dev -o .locks/requirements-dev.txt
