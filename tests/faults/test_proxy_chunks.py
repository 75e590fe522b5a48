"""nginx passes on each chunk of a stream at once, also over TLS."""

import http.client
import re
import socket
from collections.abc import Callable

import pytest

from tests.app.client import PATIENCE
from tests.faults.lockstep import lockstep
from tests.faults.proxying import Proxy, proxied

# From less than a packet to the largest event.
CHUNKS = [b"x" * size for size in (40, 40, 500, 3_000, 20_000, 66_000, 200_000, 1_700_000, 40)]


def plain(proxy: Proxy) -> http.client.HTTPConnection:
    """A connection without TLS."""
    return http.client.HTTPConnection(*proxy.plain, timeout=PATIENCE)


def secure(proxy: Proxy) -> http.client.HTTPConnection:
    """A connection with TLS."""
    return http.client.HTTPSConnection("localhost", proxy.secure[1], timeout=PATIENCE, context=proxy.trust)


@pytest.mark.parametrize("connect", [plain, secure])
@pytest.mark.parametrize("prefix", ["", "/basin"])
def test_each_chunk_arrives_before_the_next_one_is_written(tmp_path, connect, prefix):
    with lockstep(CHUNKS) as upstream, proxied(tmp_path, upstream.host, connect is secure) as proxy:
        assert upstream.read(lambda: connect(proxy), f"{prefix}/api/stream?epochs=3") == CHUNKS


def test_over_tls_there_is_http_2(tmp_path):
    with proxied(tmp_path, ("127.0.0.1", 9), True) as proxy, socket.create_connection(proxy.secure) as connection:
        proxy.trust.set_alpn_protocols(["h2", "http/1.1"])
        with proxy.trust.wrap_socket(connection, server_hostname="localhost") as wrapped:
            assert wrapped.selected_alpn_protocol() == "h2"


@pytest.mark.parametrize(("connect", "scheme"), [(plain, b"http"), (secure, b"https")])
def test_what_a_visitor_says_of_proxies_never_passes(
    tmp_path, connect: Callable[..., http.client.HTTPConnection], scheme
):
    with lockstep([b"x"]) as upstream, proxied(tmp_path, upstream.host, connect is secure) as proxy:
        upstream.read(lambda: connect(proxy), "/api/stream")
    forwarded = dict(re.findall(rb"(?i)(x-forwarded-[a-z]+): (.*)\r\n", upstream.head))
    assert forwarded[b"X-Forwarded-For"] == b"127.0.0.1"
    assert forwarded[b"X-Forwarded-Proto"] == scheme
    assert set(forwarded) == {b"X-Forwarded-For", b"X-Forwarded-Proto", b"X-Forwarded-Host"}
