"""The log: a line of JSON for each request and event."""

import json
import logging
import threading
from collections import Counter

import pytest

from app.edge import logs
from app.factory import create_app

NAMES = {"time", "method", "path", "status", "milliseconds", "bytes", "request", "visitor"}


@pytest.fixture
def lines(caplog):
    """The lines so far."""
    caplog.set_level(logging.INFO, logs.REQUESTS)
    return lambda: [json.loads(logs.Lines().format(record)) for record in caplog.records]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/", 200),
        ("get", "/api/stream?epochs=1&lr=0.001", 200),
        ("get", "/api/stream?epochs=0", 400),
        ("post", "/api/stream", 415),
        ("get", "/nothing?secret=1", 404),
        ("put", "/", 405),
    ],
)
def test_a_request_is_one_line(client, lines, method, path, status):
    response = getattr(client, method)(path, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    length = len(response.data)
    response.close()
    (line,) = lines()
    assert set(line) == NAMES
    assert (line["method"], line["path"], line["status"]) == (method.upper(), path.partition("?")[0], status)
    assert line["bytes"] == length
    assert line["milliseconds"] >= 0
    assert line["request"] == response.headers["X-Request-Id"]
    assert line["visitor"] == client.application.extensions["names"].pseudonym("192.0.2.1")
    assert "192.0.2.1" not in json.dumps(line)


def test_every_request_has_an_id_of_its_own(client, lines):
    for _ in range(10):
        _ = client.get("/healthz", headers={"X-Request-Id": "mine"}).data
    assert max(Counter(line["request"] for line in lines()).values()) == 1


def test_a_stream_that_is_left_is_a_line_with_what_was_sent(client, lines):
    response = client.get("/api/stream?epochs=2")
    sent = len(next(response.iter_encoded()))
    assert lines() == []
    response.close()
    response.close()
    (line,) = lines()
    assert line["bytes"] == sent


def test_a_request_that_failed_is_a_line_and_its_error_another(monkeypatch, lines):
    server = create_app().server

    def fail(_):
        raise LookupError("what a visitor wrote")

    monkeypatch.setattr("app.routes.parse", fail)
    assert server.test_client().get("/api/stream?x").data
    error, request = lines()
    assert error["type"] == "LookupError"
    assert error["place"].startswith("app/routes.py:")
    assert set(error) == {"time", "level", "message", "type", "place"}
    assert request["status"] == 500


def test_whatever_is_asked_for_stays_one_short_line(client, lines):
    for path in ("/a%0Ab", "/%1b[2J", "/%ff", f"/{'x' * 5000}"):
        _ = client.get(path).data
    for record in lines():
        assert len(record["path"]) <= 200
        assert json.dumps(record).isascii()
        assert "\n" not in json.dumps(record)


def test_an_exception_that_ends_a_thread_is_a_line(monkeypatch, lines):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.catch_threads()

    def fail():
        raise LookupError("what a visitor wrote")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (line,) = lines()
    assert (line["level"], line["type"]) == ("error", "LookupError")
    assert "visitor wrote" not in json.dumps(line)
