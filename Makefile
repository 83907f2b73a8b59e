# Temu Mitra. Needed beforehand: Python 3.11 or newer and make. Everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Linear algebra and numba start one thread per core each; two of them on two cores only get in each other's way.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
export MATCHMAKER_DEMO ?= 1

.PHONY: help install install-dev run test check format bench-quality bench-speed bench-speed-1m lock clean

help: ## What can be done
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 20

install: $(VENV)/.python $(VENV)/.front ## Install everything the service needs into .venv
install-dev: $(VENV)/.dev $(VENV)/.front

$(VENV)/.python: requirements.lock setup.cfg setup.py pyproject.toml tools/install.py
	$(PYTHON) tools/install.py requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.python
	$(PYTHON) tools/install.py requirements-dev.lock
	@touch $@

$(VENV)/.front: package.json package-lock.json tools/front_end.py tools/build_regions.py $(VENV)/.python
	$(BIN)/python tools/front_end.py
	@touch $@

run: install ## Install, prepare the database with the demo regions, and serve at http://127.0.0.1:8000
	$(BIN)/matchmaker serve --prepare

test: install-dev ## Install what tests need (a browser and PostgreSQL included) and run them all
	$(BIN)/python tools/browser.py
	$(BIN)/pytest -n 2 --dist loadfile

check: install-dev ## Lint, types, imports in one direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/shape

format: install-dev ## Bring the code into one shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-quality: install-dev ## Ranking quality against baselines, as tables
	$(BIN)/python -m benchmarks quality

bench-speed: install-dev ## Speed at 121,458 UMKM against peers, as tables
	$(BIN)/python -m benchmarks speed

bench-speed-1m: install-dev ## Speed and memory at 1,000,000 (read once, some minutes), Dask with two workers against one
	$(BIN)/python -m benchmarks large

lock: ## Resolve the dependencies again (needs uv)
	uv pip compile -q setup.cfg --extra front --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --upgrade -o requirements.lock
	uv pip compile -q setup.cfg --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -c requirements.lock -o requirements-dev.lock
	npm install --ignore-scripts --package-lock-only --omit-lockfile-registry-resolved

clean: ## Take away what was installed and built; the database stays
	rm -rf $(VENV) node_modules api/static/vendor matchmaker/domain/regions_data build *.egg-info
