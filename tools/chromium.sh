#!/bin/sh
# Prints the path of the Chromium or Chrome for the browser tests. Installs Debian's if it is missing and can be.
set -eu

find_chromium() {
  if [ -n "${CHROMIUM:-}" ]; then
    set -- "$CHROMIUM"
  else
    set -- chromium chromium-browser google-chrome
  fi
  for candidate; do
    # Only running it tells: Ubuntu's chromium-browser may be a stub that asks for a snap.
    if "$candidate" --version >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

if find_chromium; then exit; fi

if [ -z "${CHROMIUM:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium with apt-get" >&2
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
    if find_chromium; then exit; fi
  fi
fi

echo "The browser tests need Chromium or Chrome, and none was found that runs." \
  "On Debian: sudo apt-get install chromium. Anywhere else: CHROMIUM=/path/to/chrome make test" >&2
exit 1
