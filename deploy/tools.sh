#!/usr/bin/env bash
# Makes the place of the checking tools (validator of the bill of materials, pip-audit) under .cache/, apart from tayang, and prints it.
# They have a lock of their own with digests; TAYANG_TOOLS names a place that is there already.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${TAYANG_TOOLS:-}" ]; then
  echo "$TAYANG_TOOLS"
  exit
fi
deploy/tool-place.sh tools
