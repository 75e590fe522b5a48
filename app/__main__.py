"""Serves Basin: `python -m app`, on HOST and PORT (127.0.0.1 and 8050)."""

import os
import pathlib
import sys

CONFIGURATION = pathlib.Path(__file__).with_name("gunicorn.conf.py")

if __name__ == "__main__":
    os.execv(  # noqa: S606  (the same interpreter, a fixed argument list)
        sys.executable,
        [sys.executable, "-m", "gunicorn", "--config", str(CONFIGURATION), "app.wsgi:server"],
    )
