# The two to know are `make map` and `make test`. The rest is for those who change the code.
# On Windows use pip instead; README.md says how.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCRIPT_TESTS := $(wildcard tests/*.test.mjs)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help map kit test long stress bench screens lint story outlines messages clean

help:
	@echo "make map       the built-in story: outputs/map.html and outputs/areas.csv"
	@echo "make kit       everything an article or a lesson needs, of the story: outputs/kit"
	@echo "make test      every test, those in a browser included"
	@echo "make long      the tests that take minutes: every sample polygon and range, many examples"
	@echo "make stress    sick rings and spoilt files, 100,000 of them: make stress EXAMPLES=500000"
	@echo "make bench     speed and weight beside the ways users know; LONG=1 for 7,690 days and 1.1 GB"
	@echo "make screens   pictures of every state of the page, in outputs/screens"
	@echo "make lint      formatting, types, imports, scripts"
	@echo "make story     geo/data anew from its facts"
	@echo "make outlines  layers/data anew from Natural Earth: make outlines FROM=folder"
	@echo "make messages  the catalogues of layers/locale brought up to date with the code"
	@echo "make clean     remove what make installed; outputs/ stays"

map: $(VENV)/.package
	@$(BIN)/controlmap map -o outputs/map.html
	@$(BIN)/controlmap areas -o outputs/areas.csv

kit: $(VENV)/.kit
	@$(BIN)/controlmap kit -o outputs/kit

test: $(VENV)/.test
	@.ci/provide browser
	@.ci/provide driver $(BIN)/python
	@{ .ci/provide node && $(MAKE) --silent node_modules/.installed; } || \
		{ test "$$CI" != true && echo "the tests of the scripts and with axe-core are left out"; }
	@if command -v node >/dev/null && test -n "$(SCRIPT_TESTS)"; then node --test --test-reporter=spec $(SCRIPT_TESTS); fi
	$(BIN)/python -m pytest -n 2 --dist loadfile

long: $(VENV)/.test
	CONTROLMAP_EXAMPLES=$${CONTROLMAP_EXAMPLES:-1000} $(BIN)/python -m pytest -m "long or property"

# One file of properties to a process, which draws its share of the examples.
stress: $(VENV)/.test
	CONTROLMAP_STRESS=$(or $(EXAMPLES),100000) $(BIN)/python -m pytest -m stress -n 2

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
	$(BIN)/mypy geo layers controlmap.py
	$(BIN)/lint-imports
	npm run --silent lint

story: $(VENV)/.package
	$(BIN)/python geo/data/build_story.py

outlines: $(VENV)/.package
	@test -n "$(FROM)" || { echo "say where the inputs are: make outlines FROM=folder (see layers/data/README.md)"; exit 2; }
	$(BIN)/python layers/data/build.py "$(FROM)"

messages: $(VENV)/.package
	$(BIN)/python layers/locale/collect.py

clean:
	rm -rf $(VENV) node_modules tests/bench/node_modules build *.egg-info .mypy_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache
	find geo layers tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is newer than what it was made from, so that a second `make` is quick.

$(VENV)/.python:
	@.ci/provide venv $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.package: $(VENV)/.python setup.cfg pyproject.toml
	@echo "Installing controlmap into $(VENV), which takes a minute the first time"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.kit: $(VENV)/.package
	@$(BIN)/python -m pip install --quiet --editable ".[kit,video,classroom]"
	@touch $@

$(VENV)/.test: $(VENV)/.package
	@$(BIN)/python -m pip install --quiet --editable ".[test]"
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	@$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@

tests/bench/node_modules/.installed: tests/bench/package.json
	@.ci/provide node
	@npm install --silent --no-package-lock --no-audit --no-fund --ignore-scripts --prefix tests/bench
	@touch $@

node_modules/.installed: package.json
	@.ci/provide node
	@npm install --silent --no-package-lock --no-audit --no-fund
	@touch $@
