# make demo: set up and run the main job on the sample corpus.   make test: set up and pass all checks.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test bench replicate clean
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
