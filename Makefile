# Every target is a sentence: `make demo` tells the story, `make test` runs every test, `make up` runs the hub.
# Each ends with one line that is its verdict and fails when anything it promises was missed.
# Without make: `python3 tools/bootstrap.py`, then `.venv/bin/hub demo`.
PYTHON ?= python3
RUN := .venv/bin/python
SEEDS ?= 1000
CASES ?= 200000
KAFKA ?=
.DEFAULT_GOAL := help
.PHONY: help setup demo test fast up bench chaos simulate year check documents lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## make .venv from the locks (a second run takes no time)
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "setup: Python 3.11 to 3.13 is needed, there is no $(PYTHON) on PATH. · 需要 Python 3.11 至 3.13。"; exit 1; }
	@$(PYTHON) tools/bootstrap.py development

demo: setup ## tell the story on real Kafka, from window to window
	@.venv/bin/hub demo

test: setup ## run every test: the fast ones, then those on real Kafka and PostgreSQL
	@$(RUN) -m tools.verdict test

fast: setup ## run the fast tests only (no engines, no sockets)
	@$(RUN) -m tools.verdict fast

up: setup ## run the hub until Ctrl-C
	@.venv/bin/hub up

bench: setup ## measure the lane beside what one would use instead
	@$(PYTHON) tools/bootstrap.py bench
	@$(RUN) -m tests.bench

chaos: setup ## kill workers and brokers under load and count what is missing or doubled (KAFKA=version)
	@$(if $(KAFKA),HUB_KAFKA_VERSION=$(KAFKA)) $(RUN) -m tests.chaos

simulate: setup ## play SEEDS=n seeded disasters in memory
	@$(RUN) -m tests.simulation --seeds $(SEEDS)

year: setup ## play 2026 for the whole province: 200,000 cases, the clock turned by hand (CASES=n)
	@$(RUN) -m tests.year --cases $(CASES)

check: setup ## lint, types and import arrows
	@$(RUN) -m tools.verdict check

documents: setup ## write anew what docs/ holds of the code: settings, topics, alerts, commands, codes, schemas, AsyncAPI
	@$(RUN) -m tools.documents

lock: setup ## write the locks anew from pyproject.toml
	@$(RUN) tools/lock.py
	@echo "lock: requirements/ written anew; the next target installs it"

clean: ## remove .venv, caches and the engines' data (.hub)
	@if [ -x $(RUN) ] && [ -d .hub ]; then $(RUN) -m hub.local stop || true; fi
	@rm -rf .venv .hub .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean: done"
