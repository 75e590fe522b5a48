import pathlib

import pytest

from app import packing, sent_slices, wire
from app.runs import library
from solver import engine
from solver.config.query import parse
from tests.app.client import fetch, read
from tests.faults.serving import served

RUNS = {
    "tutorial": "",
    "race": "spread=3&epochs=45&2.opt=adam&2.batch=16&3.opt=momentum&3.batch=50&3.lr=0.002",
}


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Another process, without any computed run."""
    with served(tmp_path_factory.mktemp("other")) as server:
        yield server.address


@pytest.mark.parametrize("query", RUNS.values(), ids=list(RUNS))
def test_a_stream_cut_after_any_event_goes_on_in_another_process_bit_for_bit(stream, other, query):
    events = stream(query)
    for i, event in enumerate(events[:-1]):
        status, body = fetch(f"{other}/api/stream?{query}", last=event.id)
        assert status == 200
        assert read(body) == events[i + 1 :]


def test_an_empty_last_id_is_none(stream):
    assert stream("epochs=3", last="") == stream("epochs=3")


def test_another_engines_id_starts_afresh_where_the_protocol_is_named(client, stream):
    others = "0" * 12
    assert others != wire.fingerprint()
    assert stream("epochs=3", last=f"{others}-2") == stream("epochs=3")
    assert stream("epochs=3", last=f"{others}-2")[0].kind == "run"
    # Otherwise that engine may have had another protocol.
    response = client.get("/api/stream?epochs=3", headers={"Last-Event-ID": f"{others}-2"})
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert "Load it again" in response.json["detail"]


def test_where_the_engine_is_the_same_so_is_the_protocol(client, stream):
    events = stream("epochs=3")
    response = client.get("/api/stream?epochs=3", headers={"Last-Event-ID": events[2].id})
    assert read(response.data) == events[3:]


def test_after_the_last_event_nothing_follows_and_nobody_asks_again(client, stream):
    last = stream("epochs=3")[-1]
    assert last.kind == "done"
    assert last.id == f"{wire.fingerprint()}-end"
    for engine_ in (wire.fingerprint(), "0" * 12):
        response = client.get("/api/stream?epochs=3", headers={"Last-Event-ID": f"{engine_}-end"})
        assert (response.status_code, response.data) == (204, b"")


@pytest.mark.parametrize(
    "last",
    ["x", "-1", "3", "0123456789ab", "0123456789ab-", "0123456789ab--1", "0123456789ab-1.5", "0123456789AB-1",
     "0123456789ab-1 ", "0123456789ab-END", "0123456789ab-²", "0123456789ab-99999999999", "../../etc/passwd",
     "a" * 5000],
)  # fmt: skip
def test_an_id_that_no_stream_sent_is_400(client, last):
    response = client.get("/api/stream?epochs=3", headers={"Last-Event-ID": last.encode().decode("latin-1")})
    assert response.status_code == 400
    assert response.json["errors"][0]["field"] == "Last-Event-ID"
    assert len(response.json["detail"]) < 200


@pytest.mark.parametrize("query", ["", "epochs=1", "function=himmelblau", "lr=1&epochs=30", "through=end&epochs=30"])
def test_no_stream_has_more_events_than_are_foreseen(stream, query):
    assert len(stream(query)) <= wire.most_events(parse(query))


def test_an_id_beyond_the_end_is_refused_before_anything_is_computed(monkeypatch, client):
    monkeypatch.setattr(library, "events", lambda *_: pytest.fail("it was computed"))
    most = wire.most_events(parse("epochs=2000&samples=5000"))
    for place in (most, 999_999_999):
        last = f"{wire.fingerprint()}-{place}"
        response = client.get("/api/stream?epochs=2000&samples=5000", headers={"Last-Event-ID": last})
        assert response.status_code == 400
        assert f"at most {most:,} events" in response.json["errors"][0]["detail"]


def test_the_fingerprint_covers_what_decides_the_places_of_events():
    assert wire.fingerprint() != engine.fingerprint()
    modules = (packing, sent_slices, wire)
    assert wire.fingerprint() == engine.fingerprint(*(pathlib.Path(module.__file__) for module in modules))
