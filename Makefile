# rupress: everything sets itself up in .venv; `make` alone lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= out/demo

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types imports notebooks bench docs evaluate check torture wheel lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready ## make .venv with rupress and its tools, at the locked versions (does nothing the second time)

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "rupress needs Python 3.11 or later: make setup PYTHON=/path/to/python3.11"; exit 1; }
	@echo "setting up $(VENV): some minutes, once"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## run the main job on data/samples, look at the tables, write the report
	$(BIN)/rupress extract data/samples --out $(DEMO) --format parquet
	$(BIN)/rupress look $(DEMO)
	$(BIN)/rupress report $(DEMO)
	@echo; echo "The page to read: open $(DEMO)/report.html in a browser and search for a name."
	@echo "The tables are in $(DEMO); \`. $(BIN)/activate\` makes rupress a command; docs/tutorial.md goes on from here."

test: setup ## run the tests, in two processes
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup ## ruff: style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## mypy, strict
	$(BIN)/mypy

imports: setup ## imports go one way
	$(BIN)/lint-imports

notebooks: setup ## run the notebooks on the demo's tables
	test -f $(DEMO)/run.json || $(MAKE) demo
	$(BIN)/python -m pytest --nbmake notebooks --override-ini testpaths=notebooks

bench: setup ## speed on one thread beside natasha's, by stage; writes docs/performance.md
	$(BIN)/python docs/bench.py

docs: setup ## write the pages that come from the code, build all pages as a site in out/site
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/build_site.py

evaluate: setup ## accuracy on the project's own gold
	$(BIN)/rupress evaluate data/gold

torture: setup ## kill a run at 50 moments, feed it 10,000 bad inputs (an hour)
	RUPRESS_KILLS=50 RUPRESS_BAD_INPUTS=10000 $(BIN)/python -m pytest -rA tests/test_run_kills.py tests/test_bad_inputs.py

check: test lint types imports notebooks ## all of the above that can fail

wheel: setup ## build dist/*.whl
	$(BIN)/python -m build --wheel --no-isolation

lock: setup ## resolve requirements.lock anew
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url --quiet -o requirements.lock

clean: ## remove what was built
	rm -rf $(VENV) out dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
