"""Without a proxy: whoever sends half a request, sends slowly, or reads nothing, delays only themselves."""

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.app.client import fetch, until
from tests.faults.asking import ask, request
from tests.faults.serving import Server, served

# Few threads, of which one visitor may have at most six.
FEW = {"BASIN_STREAMS": "2", "BASIN_HEADER_DEADLINE": "2", "BASIN_BODY_DEADLINE": "2"}
# More connections than there are threads.
MANY = 60
POST = b"POST /api/stream HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HALF = {
    "nothing": (b"", b""),
    "half a line": (b"GET /", b"x"),
    "half a header": (b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: ", b"x"),
    "headers without end": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n"),
    "half a body": (POST + b"Content-Length: 100000\r\n\r\n{", b" "),
    "chunks without end": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "half a chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n{", b" "),
    "trailers without end": (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", b"X: y\r\n"),
    "half a second request": (request("/healthz").replace(b"close", b"keep-alive") + b"GET /hea", b"x"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("few"), **FEW) as running:
        yield running


def connected(server: Server, source: str = "127.0.2.1") -> socket.socket:
    return socket.create_connection(server.host, timeout=30, source_address=(source, 0))


@contextlib.contextmanager
def dribbling(server: Server, begin: bytes, more: bytes) -> Iterator[list[socket.socket]]:
    """In this context many connections from one address have begun a request, and send it bit by bit."""
    over = threading.Event()
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(connected(server)) for _ in range(MANY)]
        for each in connections:
            each.sendall(begin)

        def dribble() -> None:
            while not over.wait(0.1):
                for each in connections:
                    with contextlib.suppress(OSError):
                        each.sendall(more)

        thread = threading.Thread(target=dribble, daemon=True)
        thread.start()
        try:
            yield connections
        finally:
            over.set()
            thread.join()


def everybody_is_served(server: Server) -> None:
    """The page, health checks and new runs are answered; more runs than there are threads."""
    for path in ("/", "/healthz", *(f"/api/stream?epochs=2&seed={seed}&data_seed=7" for seed in range(20))):
        assert fetch(f"{server.address}{path}")[0] == 200


@pytest.mark.parametrize("half", HALF)
def test_who_dribbles_a_request_holds_nobody_up_and_is_cut_off(server, half):
    begin, more = HALF[half]
    with dribbling(server, begin, more) as connections:
        everybody_is_served(server)
        for each in connections:
            said = bytearray()
            with contextlib.suppress(ConnectionError):
                while piece := each.recv(65_536):
                    said += piece
            # Only a connection that has sent something is told.
            assert (b"HTTP/1.1 408 " in said) == bool(begin)
    everybody_is_served(server)


def test_who_is_too_late_is_told_in_a_problem_document(server):
    late = ask(server.host, b"GET / HTTP/1.1\r\nHost: x\r\n")
    assert (late.status, late.problem["detail"]) == (408, "The request did not arrive completely in time.")
    assert late.seconds > 1
    lines = [json.loads(line) for line in server.written().splitlines()]
    (line,) = (each for each in lines if each.get("request") == late.headers["x-request-id"])
    assert (line["status"], line["reason"]) == (408, "late")
    assert line["milliseconds"] > 1000


def test_a_deadline_is_of_each_request_and_not_of_the_connection(server):
    with contextlib.closing(http.client.HTTPConnection(*server.host, timeout=30)) as kept:
        kept.connect()
        used = kept.sock
        end = time.monotonic() + 3.0
        while time.monotonic() < end:
            kept.request("GET", "/healthz")
            answer = kept.getresponse()
            assert (answer.status, answer.read()) == (200, b"ok\n")
            time.sleep(0.2)
        assert kept.sock is used


def test_a_body_may_come_later_than_its_header_and_after_it_was_asked_for(server):
    body = b'{"version": 1, "epochs": 2}'
    with contextlib.closing(connected(server)) as asking:
        asking.sendall(POST + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        assert asking.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        asking.sendall(body)
        answer = bytearray()
        while piece := asking.recv(65_536):
            answer += piece
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 400 "))


def test_requests_in_one_packet_are_answered_one_after_the_other(server):
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n"
    answer = ask(server.host, one + chunked + one + request("/nothing"))
    head = b"".join(f"{name}: {value}\n".encode() for name, value in answer.headers.items())
    assert answer.status == 200
    assert (head + answer.body).count(b"HTTP/1.1 400") == 1
    assert (head + answer.body).count(b"HTTP/1.1 200") == 1
    assert (head + answer.body).count(b"HTTP/1.1 404") == 1


def test_a_body_that_nobody_reads_is_no_second_request(server):
    hidden = request("/healthz")
    head = POST + b"Content-Length: 2000000\r\n\r\n"
    answer = ask(server.host, head + hidden)
    assert answer.status == 413
    assert b"HTTP/1.1 200" not in answer.body


def test_one_address_that_does_not_read_leaves_threads_for_others(server):
    page = fetch(f"{server.address}/")[1].decode()
    plotly = page.partition('<script defer src="')[2].partition('"')[0]
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            lazy = stack.enter_context(contextlib.closing(socket.socket()))
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.bind(("127.0.2.2", 0))
            lazy.connect(server.host)
            lazy.sendall(f"GET {plotly} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        everybody_is_served(server)


def test_who_opens_too_many_connections_loses_their_own_oldest(tmp_path):
    with served(tmp_path, BASIN_VISITOR_CONNECTIONS="10") as server, contextlib.ExitStack() as stack:
        other = stack.enter_context(contextlib.closing(connected(server, "127.0.2.3")))
        for _ in range(30):
            stack.enter_context(contextlib.closing(connected(server))).sendall(b"GET /")
        with contextlib.closing(connected(server)) as newest:
            newest.sendall(request("/healthz"))
            assert newest.recv(4096).startswith(b"HTTP/1.1 200")
        other.sendall(request("/healthz"))
        assert other.recv(4096).startswith(b"HTTP/1.1 200")


def test_more_connections_than_there_are_files_close_no_door(tmp_path):
    with served(tmp_path, files=256, BASIN_STREAMS="2") as server, contextlib.ExitStack() as stack:
        workers = server.workers()
        for i in range(600):
            stack.enter_context(contextlib.closing(connected(server, f"127.0.4.{i % 200 + 1}"))).sendall(b"GET /")
        everybody_is_served(server)
        until(lambda: json.loads(fetch(f"{server.address}/readyz")[1])["places_left"] == 2)
        assert server.workers() == workers
        assert '"error"' not in server.written()
