# Everything a person does with this checkout. Each target makes ready what it needs; nothing has to be installed first
# but Python 3.11+ and Node 20+.
.DEFAULT_GOAL := help
.PHONY: help run demo manage test lint format schema e2e fuzz faults isolation bench lock clean
SHELL := /bin/sh

PYTHON ?= python3
READY := $(PYTHON) -I backend/launcher/bootstrap.py
# As seen from backend/, where all of them run.
VENV := .venv/bin
OFFLINE := DJANGO_SETTINGS_MODULE=KeyNest.offline $(VENV)/python
# What to build before `make run`; `make run WEB=` leaves the web app as it is.
WEB ?= web

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: ## Run the whole system on http://localhost:8000 (PORT, DATA_DIR, or .env change that)
	@exec $(READY) python $(WEB) run

demo: ## Fill the running system with demo data
	@$(READY) python && cd backend && exec $(VENV)/python -m launcher.attach manage.py demo

manage: ## Run a command of Django against the running system (CMD="check --deploy")
	@$(READY) python && cd backend && exec $(VENV)/python -m launcher.attach manage.py $(CMD)

test: ## Run all tests; PYTEST="tests/kernel -k outbox" picks among the backend's
	@$(READY) tools npm
	cd backend && $(VENV)/python -m pytest -n 3 --dist loadgroup $(PYTEST)
ifndef PYTEST
	cd frontend && npm test
endif

lint: ## Check style, types, import directions, and that generated files are fresh
	@$(READY) tools npm
	cd backend && $(VENV)/ruff check . ../bench && $(VENV)/ruff format --check . ../bench
	cd backend && $(OFFLINE) -m mypy
	cd backend && $(VENV)/lint-imports
	cd backend && $(OFFLINE) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	cd backend && $(OFFLINE) manage.py spectacular --fail-on-warn --validate | diff -u schema.yaml - \
		|| { echo "backend/schema.yaml is stale: make schema"; exit 1; }
	cd frontend && npx openapi-typescript ../backend/schema.yaml | diff -u src/lib/api/schema.d.ts - \
		|| { echo "frontend/src/lib/api/schema.d.ts is stale: make schema"; exit 1; }
	cd frontend && npm run lint && npm run typecheck
	cd backend && $(VENV)/check-jsonschema --builtin-schema vendor.compose-spec ../docker-compose.yml
	cd backend && $(VENV)/hadolint Dockerfile

format: ## Let ruff rewrite the backend's style
	@$(READY) tools
	cd backend && $(VENV)/ruff check --fix . ../bench && $(VENV)/ruff format . ../bench

schema: ## Write the OpenAPI document and the web app's types from the code
	@$(READY) tools npm
	cd backend && $(OFFLINE) manage.py spectacular --fail-on-warn --validate --file schema.yaml
	cd frontend && npm run schema

e2e: ## Run the journeys in a real browser, on a system of their own; E2E="-- journey" picks
	@$(READY) tools web
	cd backend && RATE_LIMITS_ENABLED=false OPERATORS=operator@example.com OUTBOUND_ALLOW_INSECURE=true \
		$(VENV)/python -m launcher --temporary --then sh -c \
		'E2E_BASE_URL=$$PUBLIC_URL E2E_INBOX_URL=http://localhost:$$INBOX_PORT exec npm --prefix ../frontend run e2e $(E2E)'

fuzz: ## Send 50 made-up requests and more to every endpoint of a system of its own; FUZZ="--include-path …" picks
	@$(READY) tools
	cd backend && RATE_LIMITS_ENABLED=false OPERATORS= LOG_LEVEL=ERROR $(VENV)/python -m launcher --temporary \
		--then $(VENV)/python -m tests.fuzz $(FUZZ)

faults: ## Break one thing after the other, and count mails and frames; FAULTS="sockets" or "worker-killed" picks
	@$(READY) tools
	cd backend && $(VENV)/python -m tests.faults.drill $(FAULTS)

isolation: ## Send 50,000 messages among removals at random, and ask the database for whom each was; MESSAGES="5000" picks
	@$(READY) tools
	cd backend && $(VENV)/python -m tests.isolation $(MESSAGES)

bench: ## Measure, and write bench/RESULTS.md; BENCH="reads" picks one
	@$(READY) tools web
	cd backend && PYTHONPATH=.. $(VENV)/python -m bench $(BENCH)

# For every platform and from the oldest Python on: Debian's 3.11.2 needs a package more than 3.11.3.
LOCK := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

lock: ## Lock the Python packages anew, with hashes
	@$(READY) tools
	cd backend && $(VENV)/pip install --quiet uv
	cd backend && $(LOCK) requirements/run.in -o requirements/run.txt && $(LOCK) requirements/dev.in -o requirements/dev.txt

clean: ## Remove what was installed and built; data in .data stays
	rm -rf backend/.venv frontend/node_modules frontend/.next frontend/out
