#!/bin/sh
# packages.sh [--omit=dev]: installs what package-lock.json names into node_modules, where that has changed.
set -eu

# Copies of the lock as it was installed: with the packages that only check, and without.
all=node_modules/lock-all.json
built=node_modules/lock-build.json

if cmp -s package-lock.json "$all"; then exit; fi
if [ -n "${1:-}" ] && cmp -s package-lock.json "$built"; then exit; fi

echo "Installing package-lock.json"
if ! said=$(sh tools/npm.sh ci --loglevel=error "$@" 2>&1); then
  reason=$(echo "$said" | sed -n 's/^npm error code //p')
  registry=$(sh tools/npm.sh config get registry --loglevel=silent)
  echo "The page's scripts need the packages of package-lock.json, and npm could not install them from $registry" \
    "(${reason:-$said}): make it reachable, or name another registry in ~/.npmrc." >&2
  exit 1
fi
# Last, so that an interrupted install is done again.
if [ -n "${1:-}" ]; then cp package-lock.json "$built"; else cp package-lock.json "$all"; fi
