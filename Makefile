# The front door: `make talk` and `make test` do everything they need from a bare clone, and nothing twice.
#
# What has been done is marked by stamp files named after a checksum of what it was done from (a lock file, the
# sources), so that a changed file is noticed and an unchanged one costs nothing, whatever its date.

SHELL := /bin/sh
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?=
VENV := .venv
PY := $(VENV)/bin/python
UV := uv==0.13.9

checksum = $(shell cat $(1) 2>/dev/null | cksum | cut -d' ' -f1)
PIP_TALK := $(VENV)/.talk-$(call checksum,requirements/talk.lock)
PIP_TEST := $(VENV)/.test-$(call checksum,requirements/test.lock)
NPM := node_modules/.installed-$(call checksum,package-lock.json)
SITE_SOURCES := $(shell find build.py sitegen site slides pyodide_ngram provision/artifacts.toml package-lock.json \
  pyproject.toml demo_server/evaluation/reports -type f -not -name '*.pyc' 2>/dev/null | LC_ALL=C sort)
SITE := build/site-$(call checksum,$(SITE_SOURCES))
NOTES := .data/notes.json

.DEFAULT_GOAL := help
.PHONY: help talk site test lint format lock clean
.DELETE_ON_ERROR:

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

talk: $(PIP_TALK) $(NPM)  ## Set everything up, build the site, load the data, serve it (HOST=, PORT=)
	@echo "Parts that no lock file brings …" >&2
	@$(PY) -m provision || echo "  going on without" >&2
	@$(MAKE) --no-print-directory site
	@exec $(PY) -m demo_server --host $(HOST) --port $(PORT)

site: $(PIP_TALK) $(NPM)  ## Build the site into dist/ if its sources changed
	@if [ ! -e $(SITE) ] || [ ! -e dist/index.html ] || [ ! -e $(NOTES) ]; then \
	  $(PY) build.py --notes-file $(NOTES) >&2 && mkdir -p build && rm -f build/site-* && touch $(SITE); \
	fi

test: $(PIP_TEST) $(NPM)  ## Set everything up, then formatters, linters, types and all tests
	@$(PY) -m provision
	@$(PY) -m provision.browser
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest

lint: $(PIP_TEST) $(NPM)  ## What formatters, linters and type checkers say
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	npx --no-install tsc --project tsconfig.json
	npx --no-install eslint .
	npx --no-install prettier --check --log-level warn .

format: $(PIP_TEST) $(NPM)  ## Let the formatters write
	$(PY) -m ruff check --fix --exit-zero --quiet
	$(PY) -m ruff format --quiet
	npx --no-install prettier --write --log-level warn .

lock: $(PY)  ## Pin all dependencies again, with hashes, after a change of pyproject.toml or package.json
	@$(PY) -m pip install --quiet --disable-pip-version-check --upgrade --target build/uv $(UV)
	build/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make lock" pyproject.toml -o requirements/talk.lock
	build/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make lock" --extra test pyproject.toml -o requirements/test.lock
	npm install --package-lock-only --no-audit --no-fund --omit-lockfile-registry-resolved

clean:  ## Remove what was built and installed here (the cache of downloads stays)
	rm -rf $(VENV) node_modules dist build .data .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(PY):
	@PYTHON="$(PYTHON)" sh requirements/environment.sh $(VENV)

$(PIP_TALK): | $(PY)
	@echo "Python packages …" >&2
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/talk.lock
	@rm -f $(VENV)/.talk-* && touch $@

$(PIP_TEST): | $(PY)
	@echo "Python packages for tests …" >&2
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/test.lock
	@rm -f $(VENV)/.test-* && touch $@

$(NPM):
	@command -v node >/dev/null || { echo "Node.js of at least version 20 is needed, and was not found" >&2; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || \
	  { echo "Node.js of at least version 20 is needed; this one is $$(node --version)" >&2; exit 1; }
	@echo "Node packages …" >&2
	@npm ci --silent --no-audit --no-fund
	@touch $@
