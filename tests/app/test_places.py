import contextlib
import http.client
import json
from urllib.parse import urlsplit

import pytest

from app.factory import create_app
from app.runs.reader import OPENING
from app.settings import Settings
from tests.app.client import PATIENCE, fetch, read, until
from tests.faults.serving import served

PLACES = 2
# A run of many megabytes: more than a connection buffers while its reader does not read.
LONG = "epochs=2000&samples=5000"


@pytest.fixture(scope="module")
def few():
    """An application with two places."""
    return create_app(Settings(streams=PLACES, retry_after=7)).server


def visit(few, number: int, query: str = "epochs=1"):
    """The answer to a visitor with an address of their own."""
    return few.test_client().get(f"/api/stream?{query}", environ_base={"REMOTE_ADDR": f"192.0.2.{number}"})


def open_places(few) -> int:
    """The number of visitors that can have a stream at once now."""
    taken = []
    while (response := visit(few, len(taken))).status_code == 200:
        taken.append(response)
        assert len(taken) <= PLACES
    response.close()
    for each in taken:
        each.close()
    return len(taken)


def test_when_all_places_are_taken_the_answer_is_503_and_when_to_come_again(few):
    taken = [visit(few, number) for number in range(PLACES)]
    refused = visit(few, PLACES)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "7"
    assert refused.mimetype == "application/problem+json"
    assert "no room for this run" in json.loads(refused.text)["detail"]
    # Only runs need a place.
    assert few.test_client().get("/healthz").status_code == 200
    assert few.test_client().get("/").status_code == 200
    for response in taken:
        response.close()
    assert few.test_client().get("/api/stream?epochs=0").status_code == 400
    assert open_places(few) == PLACES


def test_a_place_is_given_back_when_a_stream_is_read_to_its_end(few):
    for _ in range(PLACES + 1):
        assert read(few.test_client().get("/api/stream?epochs=1").data)[-1].kind == "done"
    assert open_places(few) == PLACES


def test_a_place_is_given_back_once_however_often_a_stream_is_closed(few):
    response = few.test_client().get("/api/stream?epochs=1")
    assert response.data
    response.close()
    response.close()
    assert open_places(few) == PLACES


def test_a_place_is_given_back_when_a_client_leaves_half_way(few):
    for _ in range(PLACES + 1):
        response = few.test_client().get("/api/stream")
        assert next(response.iter_encoded()).startswith(OPENING)
        response.close()
    assert open_places(few) == PLACES


def test_a_place_is_given_back_when_only_the_head_is_asked_for(few):
    for _ in range(PLACES + 1):
        response = few.test_client().head("/api/stream")
        assert response.status_code == 200
        # A server closes a response like this.
        response.close()
    assert open_places(few) == PLACES


def test_a_place_is_given_back_when_a_connection_breaks(tmp_path):
    with served(tmp_path, BASIN_STREAMS="1") as server, contextlib.closing(connection(server.address)) as lazy:
        address = server.address
        lazy.request("GET", f"/api/stream?{LONG}")
        assert lazy.getresponse().status == 200
        # The reader stops reading, and its stream keeps the only place.
        assert fetch(f"{address}/api/stream")[0] == 503
        assert fetch(f"{address}/healthz") == (200, b"ok\n")
        lazy.close()
        until(lambda: fetch(f"{address}/api/stream?epochs=1")[0] == 200)


def connection(address: str) -> http.client.HTTPConnection:
    url = urlsplit(address)
    return http.client.HTTPConnection(url.hostname or "", url.port, timeout=PATIENCE)
