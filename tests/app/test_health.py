"""Whether a process is alive, and whether it is ready for visitors."""

import json

import pytest

from app.factory import create_app
from app.settings import Settings
from tests.app.client import until


@pytest.fixture
def app():
    return create_app(Settings(streams=3))


def ready(client):
    response = client.get("/readyz")
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, json.loads(response.text)


def test_health_is_plain_text_that_nobody_stores(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text, response.mimetype) == (200, "ok\n", "text/plain")
    assert response.headers["Cache-Control"] == "no-store"


def test_it_is_ready_once_it_has_computed_a_run(app):
    client = app.server.test_client()
    room = {"places_left": 3, "memory_left": Settings().memory, "computing": 0, "waiting": 0}
    assert ready(client) == (503, {"warm": False, "draining": False, **room})
    app.server.extensions["health"].warm_up()
    until(lambda: ready(client) == (200, {"warm": True, "draining": False, **room}))


def test_it_says_how_many_places_are_left(app):
    app.server.extensions["health"].warm_up()
    client = app.server.test_client()
    with client.get("/api/stream?epochs=1"):
        assert ready(client)[1]["places_left"] == 2
    assert ready(client)[1]["places_left"] == 3


def test_the_run_that_warms_up_is_the_one_that_visitors_see_first(app):
    app.server.extensions["health"].warm_up()
    client = app.server.test_client()
    assert client.get("/api/stream").data
    counts = app.server.extensions["metrics"]._runs.counts
    assert (counts.computed, counts.cached) == (1, 1)


def test_when_it_drains_it_lives_but_nobody_should_come(app):
    health = app.server.extensions["health"]
    health.warm_up()
    health.drain()
    client = app.server.test_client()
    assert ready(client)[0] == 503
    assert client.get("/healthz").status_code == 200
    until(lambda: client.get("/api/stream?epochs=1").status_code == 503)
    assert ready(client)[1]["places_left"] == 0
    assert ready(client)[1]["draining"]
