# Two commands for a newcomer: make run, make test. Both need only python3 (3.11 to 3.13) and make.
PYTHON ?= python3
VENV := .venv/bin
LOCK := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE)
# Tests of rules alone: no server, no browser, no clock; those of the Rasa client speak to a server.
PURE := tests/test_architecture.py tests/bot/engine tests/bot/understanding tests/config tests/dialogs tests/docs tests/transcripts
export BROWSER RASA

.DEFAULT_GOAL := help
.PHONY: help run test check lint types pure tests rasa bench lock audit hooks clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up .venv, migrate and start: web chat, console and how to text it
	@$(PYTHON) config/bootstrap.py run
	@$(VENV)/python app.py serve

test: ## the whole suite, from nothing; BROWSER=no and RASA=no leave those tests out
	@$(PYTHON) config/bootstrap.py test
	@$(VENV)/python -m tests.rasa.prepare
	@$(MAKE) --no-print-directory lint types tests

check: ## lint, types and the pure tests, in about a minute
	@$(PYTHON) config/bootstrap.py check
	@$(MAKE) --no-print-directory lint types pure

lint: ## ruff and the dialog files
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/python app.py dialogs check

types: ## mypy, strict
	$(VENV)/mypy

pure: ## the tests that start no server and no browser
	$(VENV)/pytest -n 2 $(PURE) --ignore tests/bot/understanding/rasa

# Two workers: every worker has its own PostgreSQL and Redis; benchmarks are no tests. The floor is for runs with the browser.
tests: ## all tests, and the share of lines that they run
	@$(VENV)/coverage erase
	$(VENV)/coverage run -m pytest -n 2 --dist loadfile $(if $(filter no,$(BROWSER)),-m "not browser",)
	@$(VENV)/coverage combine --quiet
	@$(VENV)/coverage report $(if $(filter no,$(BROWSER)),--fail-under=0,)
	$(if $(filter no,$(BROWSER)),@echo "NOT RUN: the browser tests (BROWSER=no)",)
	@$(VENV)/python -m tests.rasa.prepare report

rasa: ## a Rasa server beside us, in its own Python 3.10; PIPELINE=diet trains the neural one
	@$(PYTHON) config/bootstrap.py run
	@$(VENV)/python app.py rasa up --pipeline $(or $(PIPELINE),light)

bench: ## the figures of docs/figures.md
	$(VENV)/python -m benchmarks.understanding
	$(VENV)/python -m benchmarks.turns

lock: ## requirements*.txt anew from requirements*.in; UPGRADE=--upgrade takes the newest of what those bring
	@$(PYTHON) config/bootstrap.py tools
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) requirements-tools.in -c requirements-dev.txt -o requirements-tools.txt

audit: ## known weaknesses in what is pinned; asks the advisory service over the network
	@$(PYTHON) config/bootstrap.py tools
	@$(VENV)/python -m config.audit

hooks: ## lint and types before each commit (.pre-commit-config.yaml)
	@$(PYTHON) config/bootstrap.py tools
	@$(VENV)/pre-commit install

clean: ## remove what was built; data in var/ stays
	rm -rf .venv .venv-rasa build .mypy_cache .ruff_cache .pytest_cache .coverage*
