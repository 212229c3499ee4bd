#!/usr/bin/env bash
# Resolves pyproject.toml into the lock files: names, versions and hashes only, no index host. Needs `uv` on PATH.
# Extras stay in the lines: without them pip takes the newest version of such a package and then refuses it for its hash.
set -euo pipefail
cd "$(dirname "$0")/.."
common="--quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml"
uv pip compile $common -o requirements.lock
uv pip compile $common --group dev -c requirements.lock -o requirements-dev.lock
# The replay tools have a lock of their own: they are never installed beside tayang (deploy/replay.sh).
uv pip compile ${common% pyproject.toml} deploy/replay.in -o deploy/replay.lock
# So have the link checkers that the bench measures (deploy/link-tools.sh).
uv pip compile ${common% pyproject.toml} deploy/link-tools.in -o deploy/link-tools.lock
# So have the tools that check what is locked (deploy/tools.sh).
uv pip compile ${common% pyproject.toml} deploy/tools.in -o deploy/tools.lock
