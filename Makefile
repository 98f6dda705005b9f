# Everything runs in a virtual environment of the project's own; nothing needs to be installed by hand.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help install demo test check corpus model clean

help:  ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(STAMP)  ## Make the virtual environment and install the package into it

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: install  ## Train a small model for real, evaluate it, and run the bundled one on sample texts
	rm -rf runs/smoke
	$(BIN)/govspan train configs/smoke.cfg --output runs/smoke
	$(BIN)/govspan evaluate runs/smoke/pipeline annotations/data/dev
	COLUMNS=$${COLUMNS:-140} $(BIN)/govspan show annotations/samples

test: check  ## Check everything, then run the tests
	$(BIN)/pytest --numprocesses auto

check: install  ## Lint, check the types and the corpus
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	# mypy cannot follow an editable install, so it reads a built copy.
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --upgrade --target $(VENV)/typed . 2>/dev/null
	MYPYPATH=$(VENV)/typed $(BIN)/mypy -p govspan
	$(BIN)/govspan annotations validate annotations/data

corpus: install  ## Make the JSONL corpus from the marked texts
	for split in train dev test; do for lang in en hi th vi; do \
	  $(BIN)/govspan annotations convert annotations/marked/$$split/$$lang --output annotations/data/$$split/$$lang.jsonl || exit 1; \
	done; done

model: install  ## Train the bundled pipeline from the repository's own files
	rm -rf runs/default
	$(BIN)/govspan train configs/default.cfg --output runs/default
	rm -rf pipeline/default
	cp -r runs/default/pipeline pipeline/default

clean:  ## Remove the virtual environment, runs and caches
	rm -rf $(VENV) runs build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
