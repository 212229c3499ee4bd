#!/usr/bin/env bash
# Asks a public service for known vulnerabilities of what is locked. Status 0: asked, none known; 1: some are known; 2: NOT asked.
# The service is on the network (PyPI's; `deploy/audit.sh -s osv` asks OSV). Only names and versions are sent.
set -uo pipefail
cd "$(dirname "$0")/.."

tools=$(deploy/tools.sh) || { echo "NOT AUDITED: the checking tools could not be installed" >&2; exit 2; }
mkdir -p build
worst=0
for lock in requirements.lock requirements-dev.lock deploy/*.lock; do
  told=build/audit-$(basename "$lock" .lock).json
  rm -f "$told"
  "$tools/bin/pip-audit" --disable-pip --require-hashes -r "$lock" --progress-spinner off --timeout 15 -f json -o "$told" "$@" 2> build/audit.log
  status=$?
  if [ ! -s "$told" ] || ! [ "$status" -le 1 ]; then
    echo "NOT AUDITED: $lock. The service could not be asked, so nothing is known of it:" >&2
    grep -v '^ *$' build/audit.log | tail -n 3 | cut -c1-300 >&2
    [ "$worst" = 1 ] || worst=2
    break
  fi
  .venv/bin/python deploy/audit_report.py "$lock" "$told"
  status=$?
  [ "$status" = 0 ] || [ "$worst" = 1 ] || worst=$status
done
exit "$worst"
