# Everything a person or a machine does with this checkout. It needs git, make, python3 (3.11 or newer) and pip.

PYTHON ?= python3
WORKERS ?= 2
FOLDER ?= data/pictures
LANGUAGE = en

BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

# Locked: every file is known by its hash, and nothing else is installed.
ifdef UV
INSTALL = $(UV) pip install --quiet --python $(BIN)/python --require-hashes -r
else
INSTALL = $(PYTHON) -m pip --python $(BIN)/python install -qq --disable-pip-version-check --no-input --require-hashes -r
endif

.DEFAULT_GOAL := help
.PHONY: help run test test-long test-fast check lint types floors pages dependencies format browser soak flows bench bench-goals bench-trust bench-search bench-pages audit translations shots pictures audit-pages lock bump wheel clean fields

help:  ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp  ## Start the site with its worker and a small story; PORT and BASE_URL change where
	@exec $(BIN)/python -m intro_app.cli run

test: .venv/dev.stamp  ## Run every test, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --durations 10

test-long: .venv/dev.stamp  ## Play many thousand random stories and measure 10,000 answers; takes hours
	$(BIN)/python -m pytest -m long
	$(BIN)/python -m pytest --hypothesis-profile=long tests/rules tests/features/test_introduction_machine.py \
		tests/features/test_search_random.py
	$(BIN)/python -m pytest -m "on_postgresql or one_database" --everywhere

test-fast: .venv/dev.stamp  ## Run the tests that need no server, in under a minute
	$(BIN)/python -m pytest -m "not postgres and not browser and not slow" tests/rules tests/house

browser: .venv/dev.stamp  ## Run the journeys in Chromium
	$(BIN)/python -m pytest -m browser

soak: .venv/dev.stamp  ## Thirty minutes of load and faults, then a table; SOAK_SECONDS says how long
	@$(BIN)/python -m tests.soak

flows: .venv/dev.stamp  ## Count the hops, files and statements of the three requests that matter most
	@$(BIN)/python -m pytest -n 0 -q -rP tests/journeys/test_flows.py | grep -E "hops|passed|failed"

check: lint types floors pages dependencies  ## Hold the code against its rules

lint: .venv/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/dev.stamp
	$(BIN)/mypy

floors: .venv/dev.stamp
	$(BIN)/lint-imports

pages: .venv/dev.stamp
	$(BIN)/djlint templates --lint --quiet

dependencies: .venv/dev.stamp
	$(BIN)/deptry .

format: .venv/dev.stamp  ## Lay the code out
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: bench-goals bench-trust bench-search bench-pages  ## Measure what the site claims to be able to do

bench-goals: .venv/bench.stamp  ## What the goals name beside their floor, kept in docs/performance; GOALS="--rounds 2 --each 20" is shorter
	$(BIN)/python -m benchmarks.goals $(GOALS)

bench-trust: .venv/bench.stamp  ## The trust formula on real data and against attacks
	$(BIN)/python -m benchmarks.trust

bench-search: .venv/bench.stamp  ## Searches on a large site, and how well suggestions fit
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.suggestions

bench-pages: .venv/bench.stamp  ## What ten pages cost among a thousand and a hundred thousand members
	$(BIN)/python -m benchmarks.pages

translations: .venv/dev.stamp  ## Collect the sentences and bring every language up to date; NEW=pl begins one
	$(BIN)/python -m tests.translations $(NEW)

fields: .venv/dev.stamp  ## Write docs/fields.md, the rules of every form
	$(BIN)/python -m tests.field_rules

shots: .venv/dev.stamp  ## Make the README's pictures anew
	$(BIN)/python -m tests.shots

pictures: .venv/dev.stamp  ## Keep a picture of every page in every state in FOLDER; LANGUAGE=de chooses one
	@mkdir -p "$(FOLDER)"
	PICTURES="$(FOLDER)" PICTURES_IN="$(LANGUAGE)" $(BIN)/python -m pytest -n $(WORKERS) tests/browser/test_face.py

audit-pages: .venv/dev.stamp  ## Let Lighthouse measure the four pages that matter most; needs npx
	$(BIN)/python -m tests.audits

audit: .venv/audit.stamp  ## What the site is made of (dist/sbom.json, licences), and which parts have known holes
	$(BIN)/python -m tests.supply

lock:  ## Resolve the dependencies anew into the lock files; needs uv
	uv pip compile pyproject.toml $(LOCK_FLAGS) -o requirements.lock
	uv pip compile pyproject.toml --group dev -c requirements.lock $(LOCK_FLAGS) -o requirements-dev.lock
	uv pip compile --group pyproject.toml:build -c requirements-dev.lock $(LOCK_FLAGS) -o requirements-build.lock
	uv pip compile pyproject.toml --group bench -c requirements-dev.lock $(LOCK_FLAGS) -o requirements-bench.lock
	uv pip compile pyproject.toml --group audit -c requirements.lock $(LOCK_FLAGS) -o requirements-audit.lock

LOCK_FLAGS := --quiet --upgrade --universal --generate-hashes --no-header --python-version 3.11

bump: .venv/bin/python  ## Begin a new version: make bump VERSION=0.3.0
	$(BIN)/python -m tests.bump "$(VERSION)"

wheel: .venv/build.stamp  ## Build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

clean:  ## Remove what was built; data/ stays
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --without-pip .venv

.venv/run.stamp: requirements.lock | .venv/bin/python
	@echo "Installing what the site needs into .venv; this takes about a minute, once."
	$(INSTALL) requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	@echo "Installing what the tests need into .venv; this takes some minutes, once."
	$(INSTALL) requirements-dev.lock
	@touch .venv/run.stamp $@  # it holds all that the site needs to run, too

.venv/build.stamp: requirements-build.lock | .venv/bin/python
	$(INSTALL) requirements-build.lock
	@touch $@

.venv/bench.stamp: requirements-bench.lock .venv/dev.stamp
	$(INSTALL) requirements-bench.lock
	@touch $@

.venv/audit.stamp: requirements-audit.lock .venv/dev.stamp
	$(INSTALL) requirements-audit.lock
	@touch $@
