"""Several workers and replicas act as one, with what they share and without it."""

import contextlib
import itertools
from collections.abc import Iterable

import pytest

from app.runs.recording import Recording
from app.runs.shared import SharedCache
from tests.app.client import fetch, until
from tests.faults.reading import Reading
from tests.faults.serving import FULL, Server, served
from tests.faults.sharing import Shared, redis
from tests.load.client import Drive, Visit

ROUNDS = 20 if FULL else 1
RUNS = ("", "data=moons&samples=60&epochs=25&2.opt=adam&2.batch=16", "function=himmelblau&opt=adam&epochs=20")
# Numbers for runs that nobody has computed.
NEW = itertools.count(1)


@pytest.fixture(scope="module")
def shared():
    with redis() as running:
        yield running


@pytest.fixture(scope="module")
def replicas(tmp_path_factory, shared):
    """Two servers that share a Redis."""
    folder = tmp_path_factory.mktemp("replicas")
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(served(folder, BASIN_REDIS_URL=shared.url)) for _ in range(2)]


@pytest.fixture
def sharing(replicas, shared):
    """The two servers, once they share their runs; after an outage of Redis that takes a while."""
    for server in replicas:
        kept = shared.client.dbsize()
        until(lambda s=server, k=kept: stream(s, new()) and shared.client.dbsize() > k)
    return replicas


def stream(server: Server, query: str) -> bytes:
    """A run, bit for bit, that was neither cut nor refused."""
    status, body = fetch(f"{server.address}/api/stream?{query}")
    assert status == 200, body
    return body


def new() -> str:
    """A run that nobody has asked for."""
    return f"epochs=20&lr=0.01{next(NEW):05}"


def kept(server: Server, shared: Shared, run: str) -> bytes:
    """A run that Redis stores from now on."""
    before = len(shared.client.keys("*run*"))
    whole = stream(server, run)
    until(lambda: len(shared.client.keys("*run*")) > before)
    return whole


def all_complete(servers: Iterable[Server]) -> None:
    """Asks every server for new runs, some at once, again and again; none may be refused or cut."""
    for server, _ in itertools.product(servers, range(3 * ROUNDS)):
        visits = Drive(server.address, [Visit(new()) for _ in range(4)], 60).visits
        assert [(visit.wrong, visit.refusals, visit.cuts) for visit in visits] == [(None, [], 0)] * len(visits)


def test_one_link_is_one_run_whichever_worker_of_whichever_replica_is_asked(tmp_path):
    settings = {"BASIN_WORKERS": "2", "BASIN_CACHE_BYTES": "0"}
    with served(tmp_path, **settings) as one, served(tmp_path, **settings) as other:
        assert len(one.workers()) == 2
        for query in RUNS:
            visits = [[Visit(query) for _ in range(8)] for _ in range(2)]
            for server, asked in zip((one, other), visits, strict=True):
                Drive(server.address, asked, 120)
            every = [*visits[0], *visits[1]]
            assert [visit.wrong for visit in every] == [None] * len(every)
            assert len({visit.checksum for visit in every}) == 1


def test_a_run_that_one_replica_has_computed_is_not_computed_by_the_other(sharing, shared):
    (one, other), client = sharing, shared.client
    before = set(client.keys("*run*"))
    first, second = new(), new()
    whole = kept(one, shared, first)
    (name,) = set(client.keys("*run*")) - before
    kept(one, shared, second)
    # The other server sends what is stored for the second run, even where that is the first run.
    cache = SharedCache(shared.url, "")
    events = cache.get(name.decode().removeprefix("basin:run:")).events
    for each in set(client.keys("*run*")) - before - {name}:
        cache.put(Recording(each.decode().removeprefix("basin:run:"), events))
    assert stream(other, second) == whole


def test_a_run_begun_at_one_replica_goes_on_at_the_other(sharing):
    (one, other), run = sharing, RUNS[1]
    whole = Reading(one.address, run).to_the_end().received
    for cut in range(0, len(whole), len(whole) // 10):
        assert Reading(one.address, run, cut=cut, then=other.address).to_the_end().received == whole


def test_limits_of_a_visitor_hold_for_all_replicas_together(tmp_path, shared):
    settings = {"BASIN_REDIS_URL": shared.url, "BASIN_VISITOR_REQUESTS": "20"}
    with served(tmp_path, **settings) as one, served(tmp_path, **settings) as other:
        asked = [fetch(f"{server.address}/api/stream?epochs=1")[0] for _ in range(15) for server in (one, other)]
    assert set(asked) == {200, 429}
    # At the turn of a minute the counts may differ by one.
    assert 20 <= asked.count(200) <= 21


def test_a_run_whose_entry_in_redis_is_broken_is_computed_afresh(sharing, shared):
    (one, other), client = sharing, shared.client
    for rubbish in (b"", b"\x01", b"\xff\xff\xff\xff", b"x" * 1000, b"\x05\x00\x00\x00id: 1"):
        run = new()
        whole = kept(one, shared, run)
        for name in client.keys("*run*"):
            client.set(name, rubbish)
        assert stream(other, run) == whole


def test_a_redis_that_is_full_is_no_visitors_loss(sharing, shared):
    with shared.full():
        all_complete(sharing)


def test_a_redis_that_takes_questions_and_never_answers_is_no_visitors_loss(sharing, shared):
    with shared.silent():
        all_complete(sharing)


def test_a_redis_that_is_killed_and_comes_back_is_no_visitors_loss(sharing, shared):
    one, other = sharing
    shared.kill()
    all_complete(sharing)
    with redis(shared.port) as back:
        until(lambda: stream(one, new()) and back.client.dbsize() > 0)
        all_complete(sharing)
        run = new()
        assert stream(one, run) == stream(other, run)
