import json
import threading
import time
from itertools import count

import pytest

from app.runs import Busy, Runs, Visit, library
from app.runs import reader as reader_
from app.runs.reader import HEARTBEAT, OPENING
from app.settings import Settings
from app.wire import events
from solver.config.query import parse
from tests.app.client import read, until

SHORT, LONG = "epochs=3&samples=60", "epochs=2000&samples=5000"


@pytest.fixture
def runs():
    return Runs(Settings())


def ask(runs: Runs, query: str = SHORT, place: int = 0, columns=None) -> bytes:
    reader = runs.open(parse(query), columns, place)
    try:
        return b"".join(reader).removeprefix(OPENING)
    finally:
        reader.close()


def test_who_asks_for_the_same_gets_it_from_the_cache_bit_for_bit(runs):
    first = ask(runs)
    assert ask(runs) == first
    # Spelling does not matter, only the run does.
    assert ask(runs, f"{SHORT}&lr=0.005&spread=1.5") == first
    assert (runs.counts.computed, runs.counts.cached) == (1, 2)
    assert 0 < runs.cached_bytes < len(first) / 2


def test_other_runs_and_other_columns_are_computed(runs):
    asked = [ask(runs), ask(runs, "epochs=4&samples=60"), ask(runs, SHORT, columns=("objective",))]
    assert len(set(asked)) == 3
    assert (runs.counts.computed, runs.counts.cached) == (3, 0)


@pytest.mark.parametrize("place", [0, 1, 5])
def test_what_is_kept_goes_on_from_any_event(runs, place):
    whole = ask(runs)
    assert read(ask(runs, place=place)) == read(whole)[place:]


def test_many_who_ask_at_once_share_one_computation(runs):
    found = []
    readers = [threading.Thread(target=lambda: found.append(ask(runs, "samples=3000"))) for _ in range(12)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    assert len(found) == 12
    assert len(set(found)) == 1
    assert runs.counts.computed == 1
    assert runs.counts.shared + runs.counts.cached == 11


def test_a_run_without_readers_is_not_computed_any_further(runs):
    first, second = (runs.open(parse(LONG), None, 0) for _ in range(2))
    next(first)
    first.close()
    assert next(second)
    second.close()
    until(lambda: runs.counts.cancelled == 1)
    assert runs.counts.computed == 0
    assert runs.places_left == Settings().streams


def test_who_comes_after_all_have_left_gets_the_whole_run(runs):
    for _ in range(3):
        reader = runs.open(parse("samples=3000"), None, 0)
        next(reader)
        reader.close()
    assert read(ask(runs, "samples=3000"))[-1].kind == "done"


def test_the_cache_keeps_to_its_bytes_and_what_was_asked_for_last():
    alone = Runs(Settings())
    ask(alone)
    size = alone.cached_bytes
    runs = Runs(Settings(cache_bytes=int(4.5 * size)))
    for seed in range(12):
        ask(runs, f"{SHORT}&data_seed={seed}")
        # The first run is asked for again and again.
        ask(runs, f"{SHORT}&data_seed=0")
        assert runs.cached_bytes <= 4.5 * size
    assert runs.counts.computed == 12
    ask(runs, f"{SHORT}&data_seed=1")
    assert runs.counts.computed == 13


def test_without_a_cache_every_run_is_computed():
    runs = Runs(Settings(cache_bytes=0))
    assert ask(runs) == ask(runs)
    assert (runs.counts.computed, runs.cached_bytes) == (2, 0)


def test_a_run_that_takes_too_long_is_given_up_and_not_kept(monkeypatch):
    runs = Runs(Settings(deadline=1))
    monkeypatch.setattr(library, "events", slow)
    *_, last = read(ask(runs))
    assert last.kind == "problem"
    assert "more than 1 second of computing" in last.data["detail"]
    assert (runs.counts.failed, runs.cached_bytes) == (1, 0)


def slow(config, columns, look):
    """The events of a run with much computing between them."""
    for event in events(config, columns, look):
        yield event
        compute(0.4, look)


def compute(seconds, look):
    """Uses so much processor time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        look()


def test_a_run_that_takes_longer_than_a_stream_may_goes_on_for_who_comes_back(monkeypatch):
    runs = Runs(Settings(stream_age=1))
    monkeypatch.setattr(library, "events", slow)
    got = []
    while not got or got[-1].kind != "done":
        got += read(ask(runs, "epochs=1", place=len(got)))
    assert [event.id.partition("-")[2] for event in got] == [*map(str, range(len(got) - 1)), "end"]
    until(lambda: runs.counts.computed == 1)
    assert runs.counts.cancelled == 0
    assert runs.counts.shared + runs.counts.cached > 0


def test_what_cannot_be_kept_is_sent_all_the_same(monkeypatch, runs, caplog):
    def full(recording):
        raise OSError("no memory")

    monkeypatch.setattr(runs._cache, "put", full)
    assert read(ask(runs))[-1].kind == "done"
    until(lambda: runs.counts.computed == 1)
    assert "A run could not be kept." in caplog.text
    assert read(ask(runs))[-1].kind == "done"


def test_a_run_that_fails_says_so_and_the_next_is_computed(monkeypatch, runs, caplog):
    def failing(*arguments):
        yield next(events(*arguments))
        raise RuntimeError("no more")

    with monkeypatch.context() as patched:
        patched.setattr(library, "events", failing)
        first, last = read(ask(runs))
    assert (first.kind, last.kind) == ("run", "problem")
    assert last.id.endswith("-end")
    assert json.loads(last.text)["status"] == 503
    assert "no more" not in last.text
    assert "A run failed." in caplog.text
    assert read(ask(runs))[-1].kind == "done"


def test_places_are_counted_whatever_is_read(runs):
    readers = [runs.open(parse(SHORT), None, 0, Visit(str(i))) for i in range(Settings().streams)]
    with pytest.raises(Busy):
        runs.open(parse(SHORT), None, 0, Visit("another"))
    assert (runs.places_left, runs.counts.refused) == (0, 1)
    for reader in readers:
        reader.close()
        reader.close()
    assert runs.places_left == Settings().streams


def taken(runs: Runs, visitor: str) -> int:
    """The number of places that a visitor takes, by taking all there are."""
    for number in count():
        try:
            runs.open(parse(SHORT), None, 0, Visit(visitor))
        except Busy:
            return number
    raise AssertionError


def test_a_visitor_leaves_places_for_later_visitors(runs):
    assert [taken(runs, visitor) for visitor in "abcde"] == [16, 8, 4, 2, 1]
    assert runs.places_left == 1


def test_what_runs_take_together_stays_below_the_memory_that_they_may_have():
    each = parse(LONG).memory
    runs = Runs(Settings(memory=int(2.5 * each)))
    readers = [runs.open(parse(f"{LONG}&data_seed={seed}"), None, 0, Visit(str(seed))) for seed in (1, 2)]
    with pytest.raises(Busy):
        runs.open(parse(f"{LONG}&data_seed=3"), None, 0, Visit("3"))
    # A reader that shares a run takes no further place.
    readers.append(runs.open(parse(f"{LONG}&data_seed=2"), None, 0))
    for reader in readers:
        reader.close()
    until(lambda: runs.counts.cancelled == 2)
    assert runs.places_left == Settings().streams
    # A single run may always be computed.
    assert read(ask(Runs(Settings(memory=1))))[-1].kind == "done"


def test_a_stream_ends_when_its_time_is_over_and_goes_on_where_it_ended():
    runs = Runs(Settings(stream_age=0))
    assert read(ask(runs, LONG)) == []
    assert read(ask(Runs(Settings(stream_age=60)))) != []


def test_who_is_reading_when_a_server_stops_ends_at_once_and_nobody_comes_in(runs):
    reader = runs.open(parse(LONG), None, 0)
    begun = next(reader)
    threading.Timer(0.2, runs.drain).start()
    read(begun + b"".join(reader))
    reader.close()
    with pytest.raises(Busy):
        runs.open(parse(SHORT), None, 0)
    assert runs.places_left == 0


def test_a_visitor_leaves_memory_for_later_visitors():
    each = parse(LONG).memory
    runs = Runs(Settings(memory=int(4.5 * each)))
    queries = iter(f"{LONG}&data_seed={seed}" for seed in range(20))
    readers = [runs.open(parse(next(queries)), None, 0, Visit("a")) for _ in range(2)]
    with pytest.raises(Busy):
        runs.open(parse(next(queries)), None, 0, Visit("a"))
    readers.append(runs.open(parse(next(queries)), None, 0, Visit("b")))
    for reader in readers:
        reader.close()


def test_long_runs_do_not_keep_short_ones_waiting(runs):
    long = [runs.open(parse(f"{LONG}&data_seed={seed}"), None, 0) for seed in range(3)]
    for each in long:
        next(each)
    assert read(ask(runs))[-1].kind == "done"
    assert runs.counts.computed == 1
    for each in long:
        each.close()


def endless(config, columns, look):
    """The events of a run that computes without end after its first."""
    yield next(events(config, columns, look))
    while True:
        look()


@pytest.fixture
def hanging(monkeypatch):
    """Runs of which long ones never end, with much time for them."""
    monkeypatch.setattr(library, "events", lambda c, *rest: (endless if c.epochs > 3 else events)(c, *rest))
    return Runs(Settings(deadline=3600))


def test_a_long_step_ends_when_nobody_reads_it(hanging):
    reader = hanging.open(parse(""), None, 0)
    next(reader)
    reader.close()
    until(lambda: hanging.counts.cancelled == 1)
    until(lambda: hanging.scheduler.running == 0)
    assert hanging.memory_held == 0


def test_who_has_gone_is_noticed_while_nothing_comes(hanging):
    gone = threading.Event()
    reader = hanging.open(parse(""), None, 0, Visit("a", lambda: not gone.is_set()))
    pieces = [next(reader), next(reader)]
    gone.set()
    assert read(b"".join([*pieces, *reader]))[-1].kind == "run"
    reader.close()
    until(lambda: hanging.counts.cancelled == 1)


def test_a_long_step_ends_at_the_deadline(monkeypatch):
    monkeypatch.setattr(library, "events", endless)
    first, last = read(ask(Runs(Settings(deadline=1))))
    assert (first.kind, last.kind) == ("run", "problem")


def test_what_was_found_before_a_long_step_is_sent_while_it_lasts(hanging):
    reader = hanging.open(parse(""), None, 0)
    assert next(reader) == OPENING
    assert read(next(reader))[0].kind == "run"
    reader.close()


def test_a_sign_of_life_comes_while_nothing_is_found(hanging, monkeypatch):
    monkeypatch.setattr(reader_, "_SILENCE", 0.0)
    reader = hanging.open(parse(""), None, 0)
    assert [next(reader) for _ in range(4)][2:] == [HEARTBEAT, HEARTBEAT]
    reader.close()


def test_the_runs_of_others_wait_for_a_newcomer_who_has_had_nothing(hanging):
    long = [hanging.open(parse(f"data_seed={seed}"), None, 0, Visit("greedy")) for seed in range(8)]
    for each in long:
        assert [next(each), next(each)]
    new = hanging.open(parse(SHORT), None, 0, Visit("new"))
    assert read(b"".join(new))[-1].kind == "done"
    new.close()
    assert hanging.scheduler.running + hanging.scheduler.waiting >= len(long)
    for each in long:
        each.close()
    until(lambda: hanging.counts.cancelled == len(long))
