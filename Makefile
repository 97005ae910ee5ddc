# The commands for users and developers.

.DEFAULT_GOAL := help
.PHONY: help run dev test test-deep check format bench clean

PY := .venv/bin/python

# Node.js also trusts the system's certificates, which a proxy that inspects TLS needs.
NODE_USE_SYSTEM_CA ?= 1
export NODE_USE_SYSTEM_CA

# Test files, and parts of long tests, run in as many processes as there are cores, each with its
# own PostgreSQL.
SPREAD := --numprocesses=logical --maxprocesses=4 --dist=loadfile

help:
	@echo "make run        start UMBRA at http://127.0.0.1:8000 (stop with Ctrl+C)"
	@echo "make dev        start it for development: reloads at every save"
	@echo "make test       run all tests, including the browser tests"
	@echo "make test-deep  run the property tests with ten times the examples"
	@echo "make check      check format, lint, types and import contracts; changes nothing"
	@echo "make format     format the code and apply automatic lint fixes"
	@echo "make bench      run the benchmarks, beside comparable implementations"
	@echo "make clean      remove installed and built files; never your data"

run:
	@sh scripts/install.sh requirements.txt
	@exec $(PY) -m umbra run

dev:
	@sh scripts/install.sh requirements.txt
	@exec .venv/bin/reflex run

test:
	@sh scripts/install.sh requirements-dev.txt
	@$(PY) -m umbra build
	@UMBRA_CHROMIUM="$$(sh scripts/chromium.sh)" && export UMBRA_CHROMIUM && \
		UMBRA_LIBICAL="$$(sh scripts/libical.sh)" && export UMBRA_LIBICAL && \
		exec $(PY) -m pytest $(SPREAD)

test-deep:
	@sh scripts/install.sh requirements-dev.txt
	@UMBRA_TEST_PROFILE=deep exec $(PY) -m pytest $(SPREAD) -m hypothesis

check:
	@sh scripts/install.sh requirements-dev.txt
	@echo "Format." && $(PY) -m ruff format --check --quiet .
	@echo "Lint." && $(PY) -m ruff check --quiet .
	@echo "Types." && PATH="$(CURDIR)/.venv/bin:$$PATH" $(PY) -m pyright --warnings
	@echo "Import contracts." && .venv/bin/lint-imports --no-logo

format:
	@sh scripts/install.sh requirements-dev.txt
	@$(PY) -m ruff format --quiet . && $(PY) -m ruff check --fix --quiet .

bench:
	@sh scripts/install.sh requirements-dev.txt
	@UMBRA_CHROMIUM="$$(sh scripts/chromium.sh)" && export UMBRA_CHROMIUM && exec $(PY) -m benchmarks

clean:
	@rm -rf .venv .web .states .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@rm -rf benchmarks/peer_page/web/node_modules benchmarks/peer_page/web/dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed installed and built files. Your data is unchanged."
