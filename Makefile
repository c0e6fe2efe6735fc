# The main targets are `make map` and `make test`; the others are for development.
# On Windows use pip, see README.md.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCRIPT_TESTS := $(wildcard tests/assets/*/*.test.mjs)
# The versions that the tests run on; `make constraints` updates them.
PINS := .ci/constraints.txt
INSTALL = $(BIN)/python -m pip install --quiet --constraint $(PINS) --editable
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help map kit test browsers long stress mutants bench screens lint story outlines messages constraints versions licences audit clean

help:
	@echo "make map       the built-in story: outputs/map.html and outputs/areas.csv"
	@echo "make kit       all files for an article or a lesson on the story: outputs/kit"
	@echo "make test      the tests at small sizes that need no browser, in some four minutes"
	@echo "make browsers  the tests of pages in Chromium, and a reader's path in Firefox and WebKit, in some six"
	@echo "make long      tests that take minutes: every sample polygon and range, every width, many examples, pages in Mercator"
	@echo "make stress    100,000 invalid rings and corrupted files: make stress EXAMPLES=500000"
	@echo "make mutants   mutation test with 400 mutants, takes half an hour: make mutants COUNT=40"
	@echo "make bench     time, memory and size compared with alternatives; LONG=1 for 7,690 days and 1.1 GB"
	@echo "make screens   screenshots of every state of the page: outputs/screens"
	@echo "make lint      formatting, types, imports, scripts"
	@echo "make story     rebuild geo/data from its facts"
	@echo "make outlines  rebuild layers/data from Natural Earth: make outlines FROM=folder"
	@echo "make messages  update the catalogues of layers/locale from the code"
	@echo "make constraints  update the versions for tests and installations"
	@echo "make versions  run the tests on the oldest and the newest versions, on Python 3.11 to 3.13"
	@echo "make licences  update LICENCES.md with the licence of each installed package"
	@echo "make audit     known vulnerabilities of installed packages; needs the network"
	@echo "make clean     remove what make installed; outputs/ stays"

map: $(VENV)/.package
	@$(BIN)/controlmap map -o outputs/map.html
	@$(BIN)/controlmap areas -o outputs/areas.csv

kit: $(VENV)/.kit
	@$(BIN)/controlmap kit -o outputs/kit

test: $(VENV)/.test
	@{ .ci/provide node && $(MAKE) --silent node_modules/.installed; } || \
		{ test "$$CI" != true && echo "no node: tests of the scripts are skipped"; }
	@if command -v node >/dev/null && test -n "$(SCRIPT_TESTS)"; then node --test --test-reporter=spec $(SCRIPT_TESTS); fi
	@# the tests start the program some hundred times, also with PYTHONDONTWRITEBYTECODE
	@$(BIN)/python -m compileall -q geo layers tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

# See tests/browsers/README.md; outside CI without the engines that are missing.
browsers: $(VENV)/.test
	@.ci/provide browser
	@.ci/provide engines || test "$$CI" != true
	@$(MAKE) --silent node_modules/.installed tests/browsers/node_modules/.installed || test "$$CI" != true
	@.ci/provide driver $(BIN)/python
	$(BIN)/python -m pytest -m "browser and not long" -n 2 --dist worksteal
	$(BIN)/python -m pytest -m engines tests/browsers

long: $(VENV)/.test
	CONTROLMAP_EXAMPLES=$${CONTROLMAP_EXAMPLES:-1000} $(BIN)/python -m pytest -m "long or property"
	CONTROLMAP_MERCATOR=1 $(BIN)/python -m pytest -m "browser and not long" -n 2

# Each process runs one file of properties with its share of the examples.
stress: $(VENV)/.test
	CONTROLMAP_STRESS=$(or $(EXAMPLES),100000) $(BIN)/python -m pytest -m stress -n 2

mutants: $(VENV)/.mutants
	$(BIN)/python .ci/mutants.py --count $(or $(COUNT),400)

bench: $(VENV)/.test tests/bench/node_modules/.installed
	@.ci/provide browser
	@.ci/provide driver $(BIN)/python
	PYTHONPATH=tests $(BIN)/python -m bench $(if $(LONG),--long) $(if $(WRITE),--write)

screens: $(VENV)/.test
	@.ci/provide browser
	@.ci/provide driver $(BIN)/python
	$(BIN)/python -m pytest tests/screens.py

lint: $(VENV)/.dev node_modules/.installed
	$(BIN)/black --check .
	$(BIN)/isort --check --quiet .
	$(BIN)/flake8
	$(BIN)/mypy geo layers
	$(BIN)/lint-imports
	npm run --silent lint

story: $(VENV)/.package
	$(BIN)/python geo/data/build_inhabited.py
	$(BIN)/python geo/data/build_story.py

outlines: $(VENV)/.package
	@test -n "$(FROM)" || { echo "FROM is missing; pass the folder of the inputs: make outlines FROM=folder (see layers/data/README.md)"; exit 2; }
	$(BIN)/python layers/data/build.py "$(FROM)"
	$(BIN)/python layers/data/build_names.py "$(FROM)"

messages: $(VENV)/.package
	$(BIN)/python layers/locale/collect.py

# For each Python of this machine, because not every version runs on all.
constraints:
	$(PYTHON) .ci/pins.py oldest
	$(PYTHON) .ci/pins.py newest $(shell .ci/pythons)

versions:
	$(PYTHON) .ci/versions.py $(RUN)

licences: $(VENV)/.dev
	$(BIN)/python .ci/licences.py

# Strict: fail if a package cannot be looked up.
audit: $(VENV)/.dev
	$(BIN)/pip-audit --strict --progress-spinner off --no-deps --disable-pip --requirement $(PINS)
	npm audit

clean:
	rm -rf $(VENV) .versions node_modules tests/bench/node_modules tests/browsers/node_modules build *.egg-info .mypy_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache
	find geo layers tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamp files, so that a second `make` is quick.

$(VENV)/.python:
	@.ci/provide venv $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.package: $(VENV)/.python setup.cfg pyproject.toml $(PINS)
	@echo "Installing controlmap into $(VENV); takes a minute the first time"
	@$(INSTALL) .
	@touch $@

$(VENV)/.kit: $(VENV)/.package
	@$(INSTALL) ".[video,classroom]"
	@touch $@

$(VENV)/.test: $(VENV)/.package
	@$(INSTALL) ".[test]"
	@touch $@

$(VENV)/.mutants: $(VENV)/.test
	@$(INSTALL) ".[mutants]"
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	@$(INSTALL) ".[dev]"
	@touch $@

tests/bench/node_modules/.installed: tests/bench/package.json
	@.ci/provide node
	@npm install --silent --no-package-lock --no-audit --no-fund --ignore-scripts --prefix tests/bench
	@touch $@

tests/browsers/node_modules/.installed: tests/browsers/package.json
	@.ci/provide node
	@npm install --silent --no-package-lock --no-audit --no-fund --ignore-scripts --prefix tests/browsers
	@touch $@

node_modules/.installed: package.json package-lock.json
	@.ci/provide node
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@
