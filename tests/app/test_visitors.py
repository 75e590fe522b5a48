"""The limits of one visitor, and the name under which the log knows them."""

import contextlib
import json
import pathlib
import re
import socket
import subprocess

import pytest
from redis import Redis

from app.edge.visitors import Names, Places, network
from app.factory import create_app
from app.settings import Settings
from tests.app.client import ROOT, until

ADDRESSES = [
    ("192.0.2.1", "192.0.2.1"),
    ("::ffff:192.0.2.1", "192.0.2.1"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8:1:2::", "2001:db8:1:2::/64"),
    ("fe80::1%eth0", "fe80::/64"),
    ("", "none"),
    (None, "none"),
    ("nonsense", "none"),
]


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_a_visitor_is_an_address_or_a_network_of_ipv6(address, expected):
    assert network(address) == expected


SHARED = {"redis_url": "redis://h"}
KEYS = [{}, SHARED, {**SHARED, "redis_key": "0123456789abcdef"}]


@pytest.mark.parametrize("settings", KEYS)
@pytest.mark.parametrize("name", ["pseudonym", "counted"])
def test_a_name_is_a_visitors_own_and_holds_no_address(settings, name):
    named = getattr(Names(Settings(**settings)), name)
    assert named("192.0.2.1") == named("::ffff:192.0.2.1") != named("192.0.2.2")
    assert named("2001:db8::1") == named("2001:db8::2")
    assert re.fullmatch("[0-9a-f]{12}|[0-9a-f]{32}", named("192.0.2.1"))


@pytest.mark.parametrize(
    ("settings", "log", "counted"), [(KEYS[0], False, False), (KEYS[1], False, True), (KEYS[2], True, True)]
)
def test_replicas_have_the_same_names_for_what_they_share(settings, log, counted):
    one, other = Names(Settings(**settings)), Names(Settings(**settings))
    assert (one.pseudonym("192.0.2.1") == other.pseudonym("192.0.2.1")) == log
    assert (one.counted("192.0.2.1") == other.counted("192.0.2.1")) == counted
    assert one.counted("192.0.2.1") != Names(Settings(**SHARED, redis_key="f" * 16)).counted("192.0.2.1")


def ask(client, address="192.0.2.1", path="/api/stream?epochs=0", **headers):
    return client.get(path, environ_overrides={"REMOTE_ADDR": address}, headers=headers)


def test_a_visitor_who_asks_too_often_is_told_to_wait_and_nobody_else_is():
    client = create_app(Settings(visitor_requests=3, retry_after=7)).server.test_client()
    assert [ask(client).status_code for _ in range(5)] == [400, 400, 400, 429, 429]
    refused = ask(client)
    assert (refused.mimetype, refused.headers["Retry-After"]) == ("application/problem+json", "7")
    assert "at most 3 runs per minute" in json.loads(refused.text)["detail"]
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    assert ask(client, "192.0.2.2").status_code == 400
    # Only runs are counted.
    assert [ask(client, path=path).status_code for path in ("/", "/healthz", "/nothing")] == [200, 200, 404]


def test_all_addresses_of_a_network_are_one_visitor():
    client = create_app(Settings(visitor_requests=1)).server.test_client()
    assert [ask(client, f"2001:db8::{i}").status_code for i in (1, 2)] == [400, 429]
    assert ask(client, "2001:db8:0:1::1").status_code == 400


def test_a_visitor_cannot_claim_to_be_another():
    client = create_app(Settings(visitor_requests=1)).server.test_client()
    answers = [ask(client, **{"X-Forwarded-For": f"198.51.100.{i}"}).status_code for i in range(3)]
    assert answers == [400, 429, 429]


def test_behind_a_proxy_visitors_are_whom_it_saw_whatever_they_say():
    client = create_app(Settings(visitor_requests=1, proxies=1)).server.test_client()
    said = ["198.51.100.1", "203.0.113.9, 198.51.100.1", "203.0.113.8, 198.51.100.1", "198.51.100.2"]
    assert [ask(client, **{"X-Forwarded-For": each}).status_code for each in said] == [400, 429, 429, 400]


def test_a_visitor_has_so_many_streams_at_once():
    client = create_app(Settings(visitor_streams=2, retry_after=7)).server.test_client()
    path = "/api/stream?epochs=1"
    first, second = ask(client, path=path), ask(client, path=path)
    refused = ask(client, path=path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
    assert "at most 2 runs open at once" in json.loads(refused.text)["detail"]
    with contextlib.closing(ask(client, "192.0.2.2", path)) as other:
        assert other.status_code == 200
    # A stream may be read to its end, left half-way, or closed again.
    assert first.data.endswith(b"\n\n")
    assert next(second.iter_encoded())
    second.close()
    second.close()
    taken = [ask(client, path=path) for _ in range(3)]
    assert [each.status_code for each in taken] == [200, 200, 429]
    for each in taken:
        each.close()


def test_what_is_refused_takes_no_place():
    server = create_app(Settings(visitor_streams=1, streams=1)).server
    client = server.test_client()
    for _ in range(3):
        assert ask(client).status_code == 400
        assert ask(client, path="/api/stream", **{"Last-Event-ID": "x"}).status_code == 400
        assert ask(client, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    with contextlib.closing(ask(client, path="/api/stream?epochs=1")) as response:
        assert response.status_code == 200
        assert ask(client, "192.0.2.2", "/api/stream?epochs=1").status_code == 503
    assert ask(client, "192.0.2.2", "/api/stream?epochs=1").status_code == 200


def test_a_place_is_given_back_when_the_route_fails(monkeypatch):
    server = create_app(Settings(visitor_streams=1)).server

    def fail(*_):
        raise RuntimeError

    with monkeypatch.context() as context:
        context.setattr("app.routes.parse", fail)
        assert [ask(server.test_client()).status_code for _ in range(3)] == [500] * 3
    assert ask(server.test_client()).status_code == 400


def test_a_visitor_without_a_place_is_forgotten():
    places = Places(1)
    for i in range(100):
        place = places.take(str(i))
        assert place is not None
        place.give_back()
        place.give_back()
    assert len(places) == 0


@contextlib.contextmanager
def redis(folder: pathlib.Path):
    """A Redis of the test's own, and a function that ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = subprocess.run(["sh", "tools/redis.sh"], cwd=ROOT, capture_output=True, text=True, check=True)
    command = [found.stdout.strip(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until(lambda: socket.create_connection(("127.0.0.1", port), 1).close() is None)
        yield f"redis://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def test_replicas_count_together_and_alone_when_redis_goes_away(tmp_path):
    with redis(tmp_path) as (url, process):
        settings = Settings(visitor_requests=4, redis_url=url)
        one, other = (create_app(settings).server.test_client() for _ in range(2))
        assert [ask(each).status_code for each in (one, other, one, other, one, other)] == [400] * 4 + [429] * 2
        keys = Redis.from_url(url).keys("*")
        assert keys
        assert not [key for key in keys if b"192.0.2" in key]
        process.kill()
        process.wait()
        assert [ask(one).status_code for _ in range(5)] == [400] * 4 + [429]
        assert ask(other, path="/api/stream?epochs=1").status_code == 200


def test_a_redis_that_is_not_there_at_the_start_keeps_nobody_waiting():
    client = create_app(Settings(visitor_requests=2, redis_url="redis://127.0.0.1:1")).server.test_client()
    assert [ask(client).status_code for _ in range(3)] == [400, 400, 429]
