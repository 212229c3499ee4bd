#!/usr/bin/env bash
# Resolves pyproject.toml into the lock files: names, versions and hashes only, no index host. Needs `uv` on PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
common="--quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml"
uv pip compile $common -o requirements.lock
uv pip compile $common --group dev -c requirements.lock -o requirements-dev.lock
