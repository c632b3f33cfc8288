# make demo: set up and run the main job on the sample corpus.   make test: set up and pass all checks.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test bench replicate fuzz mutants test-lowest test-quick test-all test-fontless test-smoke lock audit clean
.DELETE_ON_ERROR:

demo: $(VENV)/.installed
	$(BIN)/textmine mine corpora/sample --out out/demo

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n auto --dist loadfile

bench: $(VENV)/.installed-dev
	$(PIP) install --quiet -e ".[bench]"
	$(BIN)/python -m benchmarks

# Published tables from data that lies in a folder: make replicate DATA=folder (benchmarks/replicate/README.md).
DATA ?= replicate-data
replicate: $(VENV)/.installed-dev
	$(PIP) install --quiet -e ".[bench,excel]"
	$(BIN)/python -m benchmarks.replicate $(DATA) --all

# Damaged and hostile files: make fuzz INPUTS=1000000 SEED=3
INPUTS ?= 20000
SEED ?= 0
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.fuzz --inputs $(INPUTS) --seed $(SEED)

# Would the tests notice a small change to the code?
mutants: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.mutants

# The least versions of pyproject.toml; as much of it as CI has time for, with a wheel on every other Python; all of it,
# every Python that is here, no optional parts, wheel and sdist.
test-lowest: $(VENV)/.installed-dev
	$(BIN)/python scripts/versions.py lowest

test-quick: $(VENV)/.installed-dev
	$(BIN)/python scripts/versions.py quick

test-all: $(VENV)/.installed-dev
	$(BIN)/python scripts/versions.py all

# All tests where no font has Chinese (Linux).
test-fontless: $(VENV)/.installed-dev
	$(BIN)/python scripts/versions.py fontless

test-smoke: $(VENV)/.installed-dev
	$(BIN)/python scripts/versions.py smoke

# What development needs, with hashes; known weaknesses of it.
lock: $(VENV)/.installed-dev
	$(BIN)/python scripts/versions.py lock

audit: $(VENV)/.installed-dev
	$(BIN)/python scripts/versions.py audit

$(VENV)/.installed: pyproject.toml setup.cfg
	$(PYTHON) -c "import sys; sys.exit('textmine needs Python 3.11 or later, this is ' + sys.version.split()[0] + '; try make PYTHON=python3.12') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet -e .
	$(BIN)/python -c "import pathlib; pathlib.Path('$@').touch()"

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --quiet -e ".[dev]"
	$(BIN)/python -c "import pathlib; pathlib.Path('$@').touch()"

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(d, ignore_errors=True) for d in ('$(VENV)', 'out', 'build', 'dist')]"
