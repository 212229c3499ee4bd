#!/usr/bin/env bash
# Replays kept copies in pywb and runs `wacz validate` over them. Both are installed under .cache/, apart from tayang: they are under
# other licences (pywb: GPL) and want other versions of the same libraries.
set -euo pipefail
cd "$(dirname "$0")/.."

TAYANG_REPLAY=$(deploy/tool-place.sh replay)
export TAYANG_REPLAY
exec .venv/bin/python -m pytest -rs tests/replay "$@"
