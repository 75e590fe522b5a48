"""The limits of the machine: connections by its files, threads, and memory."""

import os
import resource
import subprocess
import sys
from types import SimpleNamespace

import pytest

from app import machine
from app.settings import Settings
from tests.app.client import ROOT


@pytest.fixture
def limits(monkeypatch):
    """A function that sets the limit on open files; the limit that the process itself requests is kept in `set`."""

    def limit(soft, hard):
        asked = []
        monkeypatch.setattr(machine.resource, "getrlimit", lambda _: (soft, hard))
        monkeypatch.setattr(machine.resource, "setrlimit", lambda _, pair: asked.append(pair))
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
    assert machine.connections(Settings()) == expected
    assert [pair[0] for pair in set_to] == ([] if asked is None else [asked])


@pytest.mark.parametrize("settings", [Settings(), Settings(redis_url="redis://h"), Settings(streams=1000)])
def test_too_few_files_are_said_with_how_many_are_needed(limits, settings):
    limits(100, 100)
    with pytest.raises(ValueError, match=rf"^BASIN_STREAMS={settings.streams} needs .* 100 \(ulimit -n\)"):
        machine.connections(settings)


def test_a_server_with_too_few_files_ends_at_once_and_says_so():
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.conf.py", "app.wsgi:server"]
    limited = ["sh", "-c", 'ulimit -n 64; exec "$@"', "sh", *command]
    done = subprocess.run(limited, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("BASIN_STREAMS=32 needs")
    assert "Traceback" not in done.stderr


@pytest.fixture
def grouped(monkeypatch, tmp_path):
    """A function that sets the limits of the container."""

    def limit(**limits):
        for name, text in limits.items():
            (tmp_path / f"{name}.max").write_text(f"{text}\n")

    monkeypatch.setattr(machine, "_GROUPS", tmp_path)
    return limit


def test_what_the_machine_has_is_enough_or_it_is_said(grouped):
    machine.check(Settings())
    grouped(pids="max", memory="max")
    machine.check(Settings())
    grouped(pids=256, memory=1_000_000_000)
    machine.check(Settings())
    with pytest.raises(ValueError, match=r"^BASIN_WORKERS=2 times BASIN_MEMORY=600000000 .* 1,000,000,000 bytes"):
        machine.check(Settings(memory=600_000_000))
    with pytest.raises(ValueError, match=r"^BASIN_WORKERS=3 with BASIN_STREAMS=32 needs 368 threads, .* 256 \(pids\)"):
        machine.check(Settings(workers=3))


def test_metrics_need_room(monkeypatch, tmp_path):
    machine.check_room(str(tmp_path), 3)
    monkeypatch.setattr(os, "statvfs", lambda folder: SimpleNamespace(f_bavail=2, f_frsize=1_000_000))
    machine.check_room("/dev/shm", 2)
    with pytest.raises(
        ValueError, match=r"needs 3,000,000 bytes in /dev/shm, which is full\. .*BASIN_METRICS_PORT=0\.$"
    ):
        machine.check_room("/dev/shm", 3)
