#!/usr/bin/env bash
# Makes a place of its own under .cache/ for tools that are never installed beside tayang, from deploy/NAME.lock, and prints it.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=deploy/$1.lock
place=.cache/$1-$(sha256sum "$lock" | cut -c1-12)
if [ ! -e "$place/.ready" ]; then
  rm -rf "$place"
  mkdir -p .cache
  .venv/bin/python -m venv "$place"
  "$place/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" 2> >(grep -v 'is ignored: it is neither' >&2)
  touch "$place/.ready"
fi
echo "$PWD/$place"
