# Two commands for a newcomer: make run, make test. Both need only python3 (3.11 to 3.13) and make.
PYTHON ?= python3
VENV := .venv/bin
export BROWSER RASA

.PHONY: run test rasa lint types tests bench transcripts clean

run:
	@$(PYTHON) config/bootstrap.py run
	@$(VENV)/python app.py serve

test:
	@$(PYTHON) config/bootstrap.py test
	@$(VENV)/python -m tests.rasa.prepare
	@$(MAKE) --no-print-directory lint types tests

# A Rasa server that reads beside us, in its own Python 3.10; PIPELINE=diet trains the neural one.
rasa:
	@$(PYTHON) config/bootstrap.py run
	@$(VENV)/python app.py rasa up --pipeline $(or $(PIPELINE),light)

lint:
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/python app.py dialogs check

types:
	$(VENV)/mypy

# Two workers: every worker has its own PostgreSQL and Redis; benchmarks are no tests.
tests:
	$(VENV)/pytest -n 2 --dist loadfile $(if $(filter no,$(BROWSER)),-m "not browser",)
	$(if $(filter no,$(BROWSER)),@echo "NOT RUN: the browser tests (BROWSER=no)",)
	@$(VENV)/python -m tests.rasa.prepare report

bench:
	$(VENV)/python -m benchmarks.understanding
	$(VENV)/python -m benchmarks.turns

clean:
	rm -rf .venv .venv-rasa build .mypy_cache .ruff_cache .pytest_cache
