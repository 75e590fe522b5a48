#!/bin/sh
# bundle.sh: builds the page's scripts from frontend/ into assets/js, where they are missing or older.
set -eu

bundle=assets/js/main.js
# A folder is as new as the last file that came or went.
if [ -e "$bundle" ] && [ -z "$(find frontend package.json package-lock.json -newer "$bundle" -print)" ]; then exit; fi

sh tools/packages.sh --omit=dev
echo "Building the page's scripts"
sh tools/npm.sh run --silent build
