#!/usr/bin/env bash
# Puts lychee and LinkChecker under .cache/, apart from tayang (LinkChecker: GPL), for the bench to measure beside it.
set -euo pipefail
cd "$(dirname "$0")/.."

deploy/tool-place.sh link-tools >/dev/null
