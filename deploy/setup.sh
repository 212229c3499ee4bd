#!/usr/bin/env bash
# Makes .venv from the lock file. Installs python3-venv first where it is missing and that is allowed.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  line="apt-get install -y python3 python3-venv"
  if ! { $sudo apt-get update -qq && $sudo $line; }; then
    echo "tayang needs Python 3.11 or newer with venv. As root:  $line" >&2
    exit 1
  fi
fi
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock 2> >(grep -v 'is ignored: it is neither' >&2)
.venv/bin/python -m pip check >/dev/null
touch .venv/.ready
