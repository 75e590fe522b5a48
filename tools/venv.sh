#!/bin/sh
# venv.sh LOCK... [-- LOCK...]: makes .venv with the locks installed. Makes it again if its Python or a lock has changed.
# Those after -- are extras, installed where all their wheels exist for this platform and Python.
set -eu

python=$(sh tools/python.sh)
identity=$("$python" -c 'import sys; print(sys.executable, sys.version)')

# The place in .venv for a copy of each installed lock.
copy() { echo ".venv/$(echo "$1" | tr / -)"; }

stale() {
  [ "$(cat .venv/python.txt 2>/dev/null)" = "$identity" ] || return 0
  for lock in requirements.txt frontend/requirements.txt tests/requirements.txt solver/requirements.txt; do
    if [ -e "$(copy "$lock")" ] && ! cmp -s "$lock" "$(copy "$lock")"; then return 0; fi
  done
  return 1
}

if stale; then
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    name=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    echo "$python cannot make virtual environments; on Debian and Ubuntu: apt-get install $name" >&2
    exit 1
  fi
  echo "Making .venv with $("$python" -V)"
  rm -rf .venv
  "$python" -m venv .venv
  echo "$identity" >.venv/python.txt
fi

install() {
  .venv/bin/python -m pip install -qq --disable-pip-version-check --only-binary :all: --require-hashes -r "$1"
}

extra=
for lock; do
  if [ "$lock" = -- ]; then extra=yes && continue; fi
  if [ -e "$(copy "$lock")" ]; then continue; fi
  echo "Installing $lock"
  if [ -z "$extra" ]; then
    install "$lock"
  elif ! install "$lock" 2>/dev/null; then
    echo "$lock has no wheels for this platform; Basin runs without it, small batches more slowly"
  fi
  # Last, so that an interrupted install is repeated.
  cp "$lock" "$(copy "$lock")"
done
