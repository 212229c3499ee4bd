#!/usr/bin/env bash
# Every test. Installs the Debian packages of the real WordPress where that is allowed; says so where it is not.
set -euo pipefail
cd "$(dirname "$0")/.."

packages="wordpress wordpress-theme-twentytwentythree mariadb-server nginx-light php8.2-fpm php8.2-cli php php-curl php-xml php-mbstring php-mysql php-gd chromium poppler-utils libreoffice-calc"
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
status=0
.venv/bin/python -m pytest -rs -n auto --dist loadfile --no-loadscope-reorder "$@" || status=$?
[ -z "$note" ] || echo "$note"
if [ -n "${CI:-}" ] && [ -n "$note" ]; then
  echo "in CI every test must run" >&2
  exit 1
fi
exit "$status"
