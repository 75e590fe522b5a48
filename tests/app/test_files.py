"""A worker has as many connections as it may open files."""

import resource
import subprocess
import sys

import pytest

from app import files
from app.settings import Settings
from tests.app.client import ROOT


@pytest.fixture
def limits(monkeypatch):
    """A function that sets what a process may open; what the process itself asks for is kept in `set`."""

    def limit(soft, hard):
        asked = []
        monkeypatch.setattr(files.resource, "getrlimit", lambda _: (soft, hard))
        monkeypatch.setattr(files.resource, "setrlimit", lambda _, pair: asked.append(pair))
        return asked

    return limit


FITTING = [
    (1_048_576, 1_048_576, 1000, None),
    (1064, 4096, 1000, None),
    (1024, 1_048_576, 1000, 1064),
    (1024, resource.RLIM_INFINITY, 1000, 1064),
    (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 1000, None),
    (256, 512, 448, 512),
    (144, 144, 80, None),
]


@pytest.mark.parametrize(("soft", "hard", "expected", "asked"), FITTING)
def test_connections_fit_the_files_that_may_be_opened(limits, soft, hard, expected, asked):
    set_to = limits(soft, hard)
    assert files.connections(Settings()) == expected
    assert [pair[0] for pair in set_to] == ([] if asked is None else [asked])


@pytest.mark.parametrize("settings", [Settings(), Settings(redis_url="redis://h"), Settings(streams=1000)])
def test_too_few_files_are_said_with_how_many_are_needed(limits, settings):
    limits(100, 100)
    with pytest.raises(ValueError, match=rf"100 files .*BASIN_STREAMS={settings.streams} .* needs .*fewer streams\.$"):
        files.connections(settings)


def test_a_server_with_too_few_files_ends_at_once_and_says_so():
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.conf.py", "app.wsgi:server"]
    limited = ["sh", "-c", 'ulimit -n 64; exec "$@"', "sh", *command]
    done = subprocess.run(limited, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("A process may open 64 files here (ulimit -n)")
    assert "Traceback" not in done.stderr
