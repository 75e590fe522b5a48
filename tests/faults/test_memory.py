"""A worker's memory settles, whatever is asked for."""

import contextlib
import itertools
import pathlib
import socket
import time

import pytest

from app.settings import Settings
from tests.faults.asking import ask, request
from tests.faults.serving import FULL, Server, served
from tests.faults.variety import queries
from tests.load.client import Drive, Visit

RUNS = 10_000 if FULL else 200
# After so many runs everything is warm, and the cache is full.
WARM = RUNS // 5
# Visitors at the same time.
TOGETHER = 8
# The most megabytes above a warm worker's start, and the most growth, as a share, once everything is warm.
MOST_MEGABYTES, MOST_GROWTH = 60, 0.05
# All places of all workers at once must fit the memory that compose.yaml gives; they are watched for some seconds.
PLACES, MOST_AT_ONCE, SECONDS = Settings().streams, 1000 / Settings().workers, 40 if FULL else 5


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("memory")) as server:
        yield server


def megabytes(process: int) -> float:
    """The memory of a process, in which shared pages count in part (PSS)."""
    rollup = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def test_memory_settles_however_many_different_runs_are_asked_for(server):
    (worker,) = server.workers()
    start, endless, found = megabytes(worker), queries(0), []
    for _ in range(RUNS // TOGETHER):
        drive = Drive(server.address, [Visit(query) for query in itertools.islice(endless, TOGETHER)], 120)
        assert [visit.wrong for visit in drive.visits] == [None] * TOGETHER
        found.append(megabytes(worker) - start)
    assert server.workers() == [worker]
    # The maximum of equally many runs: at single moments memory varies by some MB.
    tenth = len(found) // 10
    warm, last = (max(found[i : i + tenth]) for i in (WARM // TOGETHER, len(found) - tenth))
    print(f"\n{RUNS} runs: {start:.0f} MB, then {warm:+.0f} MB once warm, {last:+.0f} MB at the end (PSS)")
    assert max(found) < MOST_MEGABYTES
    if FULL:
        assert (start + last) / (start + warm) < 1 + MOST_GROWTH


SIX = "&".join(f"{number}.opt=momentum" for number in range(2, 7))
NETWORK = "epochs={}&samples=10&data=moons&model=mlp&lr=0.0001"
# The accepted runs that need the most memory: by trails, by frames, and by slices.
LARGE = [
    f"{NETWORK}&hidden={hidden}&{SIX}{more}"
    for hidden in (("32,32,32", "16,16", "5,4") if FULL else ("32,32,32",))
    for more in ("&columns=theta&protocol=2", "", "&resolution=201")
]


@pytest.mark.parametrize("run", LARGE)
def test_the_largest_runs_at_once_fit_a_small_machine(tmp_path, run):
    with served(tmp_path) as server, contextlib.ExitStack() as stack:
        (worker,) = server.workers()
        epochs = next((each for each in (2000, 500, 100, 20) if accepted(server, run.format(each))), 1)
        for seed in range(PLACES):
            connection = stack.enter_context(socket.create_connection(server.host))
            connection.sendall(request(f"/api/stream?{run.format(epochs)}&data_seed={seed}"))
        found = []
        for _ in range(SECONDS):
            time.sleep(1)
            found.append(megabytes(worker))
        print(f"\n{PLACES} at once, {epochs} epochs: at most {max(found):.0f} MB (PSS)")
        assert max(found) < MOST_AT_ONCE
        assert server.workers() == [worker]


def accepted(server: Server, query: str) -> bool:
    """Whether a run begins."""
    return ask(server.host, request(f"/api/stream?{query}"), whole=False).status == 200
