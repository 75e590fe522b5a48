#!/bin/sh
# service.sh PROGRAM PACKAGE...: prints the path of a program for tests. Installs Debian's if it is missing and can be.
set -eu
program=$1
shift

# Debian's servers are in /usr/sbin, which not every PATH has.
PATH=$PATH:/usr/sbin
if command -v "$program"; then exit; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing $* with apt-get" >&2
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "$@" >/dev/null; then
    if command -v "$program"; then exit; fi
  fi
fi

echo "The tests need $program, and it was not found. On Debian: sudo apt-get install $*" >&2
exit 1
