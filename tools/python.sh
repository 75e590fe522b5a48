#!/bin/sh
# Prints the interpreter for .venv: $PYTHON if it is set, else the newest supported one on the PATH.
set -eu

if [ -n "${PYTHON:-}" ]; then
  set -- "$PYTHON"
else
  set -- python3.13 python3.12 python3.11 python3 python
fi

found=
for candidate; do
  # Only running it tells: a pyenv shim is on the PATH even if its Python is not installed.
  version=$("$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
  case $version in
    3.11.* | 3.12.* | 3.13.*)
      # The real file: in an activated .venv the candidate would be removed together with .venv.
      exec "$candidate" -c 'import os, sys; print(os.path.realpath(sys.executable))'
      ;;
  esac
  found="$found $candidate ($version)"
done

echo "Basin needs Python 3.11, 3.12 or 3.13; found:${found:- none that runs}." \
  "Name one that fits: make run PYTHON=/path/to/python3.12" >&2
exit 1
