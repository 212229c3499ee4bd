#!/usr/bin/env bash
# Every test. Installs the Debian packages of the real WordPress where that is allowed; says so where it is not.
set -euo pipefail
cd "$(dirname "$0")/.."

packages="wordpress wordpress-theme-twentytwentythree mariadb-server nginx-light php8.2-fpm php8.2-cli php php-curl php-xml php-mbstring php-mysql php-gd chromium poppler-utils libreoffice-calc libreoffice-writer-nogui openssl openssh-client systemd redis-server"
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
note=""
if [ -n "$missing" ]; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  if ! { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1; then
    note="skipped by name what needs these packages; as root: apt-get install -y --no-install-recommends$missing"
  fi
fi
# What must reach a disk is tested by itself; for the rest waiting for one is half of the time. Only where memory is plenty.
free() { [ "$(df -k --output=avail "$1" 2>/dev/null | tail -1)" -gt 6000000 ] && [ "$(awk '/MemAvailable/ {print $2}' /proc/meminfo)" -gt 6000000 ]; }
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && free /dev/shm; then
  memory=$(mktemp -d /dev/shm/tayang.XXXXXX)
  trap 'rm -rf "$memory"' EXIT
  chmod 1777 "$memory"  # the servers of some tests run as another user
  printf '#!/bin/sh\n' >"$memory/runs" && chmod +x "$memory/runs"
  if "$memory/runs" 2>/dev/null; then export TMPDIR=$memory; fi
fi
unset PYTHONDONTWRITEBYTECODE  # hundreds of processes are begun: each would compile every module anew
workers=$(($(nproc) + 1))  # many tests wait for a server or a browser: one more than the cores keeps them busy
status=0
.venv/bin/python -m pytest -rsfE -n "$workers" --dist loadfile --no-loadscope-reorder "$@" || status=$?
# Three workers with servers and browsers share two cores: what fails beside others is asked once more, alone, and named either way.
if [ "$status" = 1 ] && [ "$#" = 0 ]; then
  failed=$(.venv/bin/python -c 'import json; print(*json.load(open(".pytest_cache/v/cache/lastfailed")), sep="\n")' || true)
  if [ -n "$failed" ] && [ "$(wc -l <<<"$failed")" -le 3 ]; then
    printf 'FAILED BESIDE OTHERS, run again alone (a test that passes now still has to be mended):\n%s\n' "$failed"
    status=0
    .venv/bin/python -m pytest -rsfE --last-failed --last-failed-no-failures none || status=$?
    printf 'These failed beside others: %s\n' "$(tr '\n' ' ' <<<"$failed")"
  fi
fi
[ -z "$note" ] || echo "$note"
if [ -n "${CI:-}" ] && [ -n "$note" ]; then
  echo "in CI every test must run" >&2
  exit 1
fi
exit "$status"
