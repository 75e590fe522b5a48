"""A run whose stream is cut, by whatever means, is bit for bit the run that was not cut."""

import random
import statistics
import time

import pytest

from tests.faults.reading import Reading
from tests.faults.serving import FULL, served

KILLS = 100 if FULL else 5
RUNS = (
    "lr=0.01{:04}",
    "data=moons&samples=100&epochs=40&2.opt=adam&2.batch=16&3.opt=momentum&lr=0.001{:04}",
    "function=himmelblau&2.opt=adam&lr=0.001{:04}",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of one worker that caches no runs, so that it computes all that it sends."""
    with served(tmp_path_factory.mktemp("cut"), BASIN_CACHE_BYTES="0") as server:
        yield server


def test_a_worker_killed_in_mid_stream_loses_nothing(server):
    draw, times, tries = random.Random(0), [], 0
    while len(times) < KILLS:
        tries += 1
        assert tries <= 3 * KILLS, "runs were over before their worker was"
        query = RUNS[tries % len(RUNS)].format(tries)
        whole = Reading(server.address, query).to_the_end()
        event, killed = draw.randrange(1, whole.events // 2), []

        def kill(reading, event=event, killed=killed):
            if not killed and reading.events >= event:
                killed.append(time.monotonic())
                server.kill_worker()

        reading = Reading(server.address, query).to_the_end(kill)
        assert reading.received == whole.received
        if reading.requests > 1:
            times.append(time.monotonic() - killed[0])
    print(f"\n{KILLS} kills: complete {statistics.median(times):.2f} s after them, at most {max(times):.2f} s")


def test_a_stream_cut_at_any_byte_goes_on_there(server):
    draw = random.Random(1)
    for query in RUNS:
        whole = Reading(server.address, query.format(0)).to_the_end()
        for _ in range(2 * KILLS):
            place = draw.randrange(len(whole.received))
            reading = Reading(server.address, query.format(0), cut=place).to_the_end()
            assert reading.received == whole.received
            assert reading.requests == 2


def test_a_compressed_stream_cut_at_any_byte_goes_on_there(server):
    draw = random.Random(2)
    for query in RUNS:
        plain = Reading(server.address, query.format(0)).to_the_end()
        whole = Reading(server.address, query.format(0), gzip=True).to_the_end()
        assert whole.received == plain.received
        assert whole.line < plain.line
        # In gzip's own head and in the middle of a block, too.
        for place in [1, 9, *(draw.randrange(whole.line - 10) for _ in range(2 * KILLS))]:
            reading = Reading(server.address, query.format(0), cut=place, gzip=True).to_the_end()
            assert reading.received == plain.received
            assert reading.requests == 2
