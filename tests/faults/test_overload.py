"""More visitors than places: each excess request is told to wait, and all runs are completed by asking again."""

import json

import pytest

from tests.app.client import fetch, until
from tests.faults.asking import ask, request
from tests.faults.serving import FULL, served
from tests.load.client import Drive, Visit

PLACES = 8
SETTINGS = {"BASIN_STREAMS": str(PLACES), "BASIN_CACHE_BYTES": "0"}
ROUNDS = 20 if FULL else 2


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("overload"), **SETTINGS) as server:
        yield server


def places(server) -> int:
    """The number of streams that are possible at once."""
    left: int = json.loads(fetch(f"{server.address}/readyz")[1])["places_left"]
    return left


def test_three_times_as_many_as_there_is_room_for_all_finish_by_asking_again(server):
    for number in range(ROUNDS):
        visits = [Visit(f"lr=0.01{number:03}{i:03}") for i in range(3 * PLACES)]
        drive = Drive(server.address, visits, 120)
        assert [visit.wrong for visit in drive.visits] == [None] * len(visits)
        assert {status for visit in visits for status, _ in visit.refusals} == {503}
        assert len([visit for visit in visits if visit.refusals]) >= len(visits) - PLACES
        assert {visit.cuts for visit in visits} == {0}
    until(lambda: places(server) == PLACES)


def test_a_visitor_who_leaves_gives_the_place_back(server):
    for number in range(ROUNDS):
        # Long runs; nobody waits longer than a moment for their answers.
        visits = [Visit(f"epochs=2000&samples=2000&lr=0.00{number:03}{i:03}") for i in range(3 * PLACES)]
        Drive(server.address, visits, 0.3)
    drive = Drive(server.address, [Visit("epochs=5", due=i / 100) for i in range(PLACES)], 120)
    assert [visit.wrong for visit in drive.visits] == [None] * PLACES
    until(lambda: places(server) == PLACES)


def test_who_wants_no_events_takes_no_place(server):
    for number in range(3 * PLACES):
        assert ask(server.host, request(f"/api/stream?epochs=3&lr=0.1{number}", "HEAD")).status in (200, 405)
        assert fetch(f"{server.address}/api/stream?epochs=3", last="0123456789ab-end")[0] == 204
    until(lambda: places(server) == PLACES)
