"""What nginx adds to the application: its own refusals in the same form, and its cache."""

import contextlib
import gzip
import http.client
import json
import re
import socket

import pytest

from tests.app.client import PATIENCE, until
from tests.faults.asking import ask, request
from tests.faults.proxying import Proxy, proxied
from tests.faults.serving import Server

COMPRESSED = ("Accept-Encoding: gzip, deflate, br",)
HALF = request("/api/stream", "POST", ("Content-Length: 900", "Expect: 100-continue"))


def refused(proxy: Proxy, raw: bytes, status: int) -> None:
    """Checks that nginx itself refuses a request, with a reason that a person can read."""
    answer = ask(proxy.plain, raw)
    assert answer.status == status
    assert answer.problem["title"]
    assert answer.problem["detail"].endswith(".")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
    # Without a version; the stock nginx cannot leave the header out.
    assert answer.headers["server"] == "nginx"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"G@T / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (request("/", headers=("X: " + "x" * 20_000,)), 400),
        (request("/" + "x" * 20_000), 414),
        (request("/api/stream", "POST", ("Content-Length: 3000000",), b"{}"), 413),
        (request("/_refusal"), 404),
        (b"GET / HTTP/3.3\r\nHost: x\r\n\r\n", 505),
    ],
    ids=["method", "two hosts", "no host", "header", "address", "body", "own path", "version"],
)
def test_what_nginx_refuses_it_refuses_as_the_application_does(proxied: Proxy, raw: bytes, status: int):
    refused(proxied, raw, status)


def test_an_application_that_is_not_there_is_said_to_be_so(tmp_path):
    with proxied(tmp_path, ("127.0.0.1", 9)) as proxy:
        refused(proxy, request("/"), 502)
        refused(proxy, request("/api/stream"), 502)


def test_what_nginx_answers_itself_is_a_line_in_its_log_without_an_address(tmp_path):
    with proxied(tmp_path, ("127.0.0.1", 9)) as proxy:
        asked = [
            ask(proxy.plain, request("/some?secret=1")),
            ask(proxy.plain, b"G@T / HTTP/1.1\r\nHost: x\r\n\r\n"),
            ask(proxy.plain, request('/"quoted\\')),
        ]
        until(lambda: proxy.written().count("\n") >= len(asked))
        lines = [json.loads(line) for line in proxy.written().splitlines()]
    # A line is written after its answer is sent, so that of another answer may come first.
    said = {line["request"]: (line["status"], line["path"]) for line in lines}
    expected = [(502, "/some"), (400, ""), (502, '/"quoted\\')]
    assert said == dict(zip((answer.headers["x-request-id"] for answer in asked), expected, strict=True))
    assert {line["level"] for line in lines} == {"error"}
    assert not re.search(r"127\.0\.0\.1|secret", json.dumps(lines))


def test_with_tls_whoever_comes_without_is_sent_to_it(tmp_path, server: Server):
    with proxied(tmp_path, server.host, tls=True) as proxy:
        for path in ("/", "/api/stream?epochs=1", "/embed", "//healthz/"):
            for method in ("GET", "POST"):
                answer = ask(proxy.plain, request(path, method).replace(b"Host: 127.0.0.1", b"Host: basin.example:80"))
                assert (answer.status, answer.headers["location"]) == (308, f"https://basin.example{path}")
        assert ask(proxy.plain, request("/healthz")).status == 200
        connection = http.client.HTTPSConnection("localhost", proxy.secure[1], timeout=30, context=proxy.trust)
        with contextlib.closing(connection):
            connection.request("GET", "/")
            page = connection.getresponse()
            assert (page.status, "max-age" in page.headers["Strict-Transport-Security"]) == (200, True)


def test_every_answer_has_an_id_of_its_own_that_both_logs_know(server: Server, proxied: Proxy):
    style = re.search(r'href="(\S+/style\.css\S*)"', ask(proxied.plain, request("/")).body.decode())
    assert style
    kept = [ask(proxied.plain, request(style[1])).headers["x-request-id"] for _ in range(3)]
    assert len(set(kept)) == 3
    answer = ask(proxied.plain, request("/healthz", headers=("X-Request-Id: 0123456789abcdef",)))
    assert answer.headers["x-request-id"] != "0123456789abcdef"
    until(lambda: f'"request": "{answer.headers["x-request-id"]}"' in server.written())


def test_no_answer_of_the_application_names_what_sends_it(server: Server, proxied: Proxy):
    for path in ("/", "/healthz", "/nothing", "/api/stream?epochs=1"):
        assert ask(proxied.plain, request(path)).headers["server"] == ""
    for raw in (request("/"), b"GET / HTTP/1.2\r\nHost: x\r\n\r\n"):
        assert ask(server.host, raw).headers["server"] == ""


def test_one_visitor_has_so_many_streams_and_another_has_all_of_them(proxied: Proxy):
    with contextlib.ExitStack() as stack:
        held: list[socket.socket] = []
        for _ in range(32):
            held.append(stack.enter_context(_open(proxied)))
            held[-1].sendall(HALF)
            # Each is counted before the next comes, whichever of nginx's workers takes that.
            assert held[-1].recv(12) == b"HTTP/1.1 100"
            # However long this takes, none of them is given up in the meantime.
            for each in held:
                each.sendall(b" ")
        with _open(proxied) as one_more:
            one_more.sendall(HALF)
            assert one_more.recv(12) == b"HTTP/1.1 429"
        assert ask(proxied.plain, request("/api/stream?epochs=3")).status == 200


def _open(proxy: Proxy) -> socket.socket:
    return socket.create_connection(proxy.plain, timeout=PATIENCE, source_address=("127.0.3.1", 0))


def test_what_can_be_compressed_is_compressed_by_the_application_and_once(server: Server, proxied: Proxy):
    page = ask(proxied.plain, request("/"))
    script = re.search(r'src="(\S*/js/main\.js)"', page.body.decode())
    assert script
    for path in ("/", script[1]):
        assert ask(proxied.plain, request(path, headers=COMPRESSED)).headers["content-encoding"] == "br"
        assert "content-encoding" not in ask(proxied.plain, request(path)).headers
    streams = []
    for host in (server.host, proxied.plain):
        with contextlib.closing(http.client.HTTPConnection(*host, timeout=PATIENCE)) as connection:
            connection.request("GET", "/api/stream?epochs=3", headers={"Accept-Encoding": "gzip, br"})
            answer = connection.getresponse()
            assert answer.getheader("Content-Encoding") == "gzip"
            streams.append(answer.read())
    assert streams[0] == streams[1]
    assert b"\nevent: run\n" in gzip.decompress(streams[0])


def test_what_never_changes_is_asked_of_the_application_once(server: Server, proxied: Proxy):
    style = re.search(r'href="(\S+/style\.css\S*)"', ask(proxied.plain, request("/")).body.decode())
    assert style
    answers = [ask(proxied.plain, request(style[1])) for _ in range(3)]
    assert answers[0].status == 200
    assert "immutable" in answers[0].headers["cache-control"]
    assert answers[0].body == answers[1].body == answers[2].body
    # A line is written after its answer is sent.
    until(lambda: style[1].partition("?")[0] in server.written())
    assert server.written().count(style[1].partition("?")[0]) == 1
