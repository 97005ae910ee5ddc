# Everything one types. Each command says in plain words what it waits for.

.DEFAULT_GOAL := help
.PHONY: help run dev test check format bench clean

PY := .venv/bin/python

# Node.js trusts the system's certificates too, as behind a proxy that inspects TLS.
NODE_USE_SYSTEM_CA ?= 1
export NODE_USE_SYSTEM_CA

# Test files go to as many processes as there are cores, each with a PostgreSQL of its own.
SPREAD := --numprocesses=logical --maxprocesses=4 --dist=loadfile

help:
	@echo "make run     open UMBRA at http://127.0.0.1:8000 (Ctrl+C closes it)"
	@echo "make dev     the same for developers: reloads at every save"
	@echo "make test    run every test, the browser's too"
	@echo "make check   format, lint, types and import contracts, changing nothing"
	@echo "make format  bring the code into shape"
	@echo "make bench   measure, beside what others would have built"
	@echo "make clean   remove what was installed and built; never your data"

run:
	@sh scripts/install.sh requirements.txt
	@exec $(PY) -m umbra run

dev:
	@sh scripts/install.sh requirements.txt
	@exec .venv/bin/reflex run

test:
	@sh scripts/install.sh requirements-dev.txt
	@$(PY) -m umbra build
	@UMBRA_CHROMIUM="$$(sh scripts/chromium.sh)" && export UMBRA_CHROMIUM && exec $(PY) -m pytest $(SPREAD)

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
	@echo "Removed what was installed and built. Your data is untouched."
