"""Readers that are slow or idle, or send half a request, delay nobody else."""

import contextlib
import json
import socket

import pytest

from app.settings import Settings
from tests.app.client import fetch, read, until
from tests.faults.proxying import Proxy
from tests.faults.readers import unhurried
from tests.faults.serving import Server

# 10 MB: more than connections buffer while nobody reads.
LONG = "/api/stream?epochs=2000&samples=10&lr=0.001&2.opt=adam&3.opt=adam"
SLOW, IDLE, HALF = 64, 16, 100


def everybody_is_served(address: str) -> None:
    """Health checks and new runs are answered; more of these than there are threads."""
    assert fetch(f"{address}/healthz")[0] == 200
    for seed in range(40):
        status, body = fetch(f"{address}/api/stream?epochs=3&seed={seed}&data_seed=7")
        assert status == 200
        assert read(body)[-1].kind == "done"
    assert fetch(f"{address}/healthz")[0] == 200


def test_what_is_read_through_nginx_is_what_was_sent(server: Server, proxied: Proxy):
    assert fetch(proxied.address + LONG) == fetch(server.address + LONG)


def test_slow_and_idle_readers_hold_nobody_up(server: Server, proxied: Proxy):
    with unhurried(proxied.plain, LONG, SLOW, IDLE):
        # nginx takes a run as soon as it is computed, so that it holds no place.
        until(lambda: json.loads(fetch(f"{server.address}/readyz")[1])["places_left"] == Settings().streams)
        everybody_is_served(proxied.address)
        everybody_is_served(server.address)


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: ",
        b"POST /api/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
    ],
)
def test_who_sends_half_a_request_holds_nobody_up(server: Server, proxied: Proxy, half: bytes):
    with contextlib.ExitStack() as stack:
        for _ in range(HALF):
            connection = stack.enter_context(socket.create_connection(proxied.plain, source_address=("127.0.2.1", 0)))
            connection.sendall(half)
        everybody_is_served(proxied.address)
