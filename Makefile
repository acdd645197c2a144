# Every operation is a target; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
# Some images set it: then Python compiles every module again at each start, which costs each run two seconds.
unexport PYTHONDONTWRITEBYTECODE

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# uv comes with the lock too; pip fetches it first, since an old pip takes minutes over the rest.
.venv/ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@awk '/^[^ ]/ {own = /^uv==/} own' requirements.lock \
		| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r /dev/stdin
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

setup: .venv/ready ## Make .venv from requirements.lock

demo: .venv/ready ## The whole story on a sample company (INTERACTIVE=1: you decide)
	@$(BIN)/countersign demo $(if $(INTERACTIVE),--interactive)

up: .venv/ready ## Start Prefect server, worker and keeper, and leave them running
	@$(BIN)/countersign up

down: .venv/ready ## End what `make up` started
	@$(BIN)/countersign down

# Files are shared among processes in their order.
PYTEST := $(BIN)/pytest -n auto --dist loadgroup --no-loadscope-reorder

test: .venv/ready ## The tests, in as many processes as there are cores and one more
	@$(PYTEST) -m "not long"

long: .venv/ready ## The tests that take minutes each: machines that take over, runs that are killed, a third demo
	@$(PYTEST) -m long

check: .venv/ready ## ruff, format, pyright, import-linter, plain words
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.check_words

bench: .venv/ready ## Speed, as ratios measured in one run
	@$(BIN)/python -m tests.bench

lock: .venv/ready ## Compile requirements.lock anew
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--extra dev --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock

.PHONY: help setup demo up down test long check bench lock
