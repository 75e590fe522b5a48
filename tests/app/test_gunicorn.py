"""The server as it is run: its signals, its refusals, its log and its metrics."""

import contextlib
import http.client
import json
import os
import signal
import socket

import pytest

from app.runs.reader import OPENING
from app.settings import Settings
from tests.app.client import PATIENCE, fetch, read, until
from tests.faults.serving import served

# A run of many megabytes: more than a connection buffers while its reader does not read.
LONG = "epochs=1000"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("gunicorn")) as server:
        yield server


def send(server, *lines, body=b""):
    """Status, headers and body of the answer to some bytes."""
    with contextlib.closing(socket.create_connection(server.host, timeout=PATIENCE)) as connection:
        connection.sendall(b"".join(line + b"\r\n" for line in (*lines, b"")) + body)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.headers, answer.read()


@contextlib.contextmanager
def opened(server, path, visitor=1):
    """A visitor's connection after a request, and the answer to it."""
    connection = http.client.HTTPConnection(*server.host, PATIENCE, source_address=(f"127.0.0.{visitor}", 0))
    with contextlib.closing(connection):
        connection.request("GET", path)
        yield connection, connection.getresponse()


NONSENSE = [
    ([b"NONSENSE"], 400),
    ([b"GET / HTTP/9.9"], 400),
    ([b"GET / HTTP/1.2", b"Host: a"], 400),
    ([b"G\x00T / HTTP/1.1"], 400),
    ([b"GET / HTTP/1.1", b"Host: a", b"na me: x"], 400),
    ([b"GET / HTTP/1.1", b"Host: a", b"Transfer-Encoding: rot13"], 400),
    ([b"POST /api/stream HTTP/1.1", b"Host: a", b"Content-Length: -1"], 400),
    ([b"POST /api/stream HTTP/1.1", b"Host: a", b"Content-Length: 2", b"Transfer-Encoding: chunked"], 400),
    ([b"GET /" + b"x" * 8190 + b" HTTP/1.1", b"Host: a"], 414),
    ([b"GET / HTTP/1.1", b"Host: a", b"X: " + b"x" * 9000], 431),
    ([b"GET / HTTP/1.1", b"Host: a", *(b"X-%d: x" % i for i in range(200))], 431),
    ([b"GET / HTTP/1.1", b"Host: a", b"Expect: tea"], 417),
]


@pytest.mark.parametrize(("lines", "expected"), NONSENSE, ids=lambda value: str(value)[:40])
def test_what_is_no_request_is_refused_in_a_problem_document(server, lines, expected):
    status, headers, body = send(server, *lines)
    assert (status, headers["Content-Type"]) == (expected, "application/problem+json")
    said = json.loads(body)
    assert (said["status"], len(said["errors"])) == (expected, 1)
    assert said["detail"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize("line", [b"GET / HTTP/1.1", b"GET /nothing HTTP/1.1", b"NONSENSE"])
def test_no_answer_names_what_sends_it(server, line):
    assert "Server" not in send(server, line, b"Host: a")[1]


SECOND = [(b"//healthz", 404), (b"//api/stream?epochs=1", 404), (b"/api%2Fstream?epochs=1", 404), (b"healthz", 400)]


@pytest.mark.parametrize(("path", "status"), SECOND)
def test_no_resource_has_a_second_path(server, path, status):
    assert send(server, b"GET %b HTTP/1.1" % path, b"Host: a")[0] == status


def test_a_body_that_is_cut_or_is_no_body_is_the_clients_fault(server):
    head = [b"POST /api/stream HTTP/1.1", b"Host: a", b"Content-Type: application/json", b"Connection: close"]
    status, _, body = send(server, *head, b"Transfer-Encoding: chunked", body=b"zz\r\n{}")
    assert status == 400
    assert "chunk size" in json.loads(body)["detail"]
    with contextlib.closing(socket.create_connection(server.host, timeout=PATIENCE)) as connection:
        connection.sendall(b"\r\n".join([*head, b"Content-Length: 100", b"", b'{"epochs": 3}']))
        connection.shutdown(socket.SHUT_WR)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert (answer.status, "was incomplete" in json.load(answer)["detail"]) == (400, True)


def test_an_address_names_its_limit_before_it_is_reached(server):
    assert "8,190 bytes" in json.loads(send(server, b"GET /" + b"x" * 9000 + b" HTTP/1.1", b"Host: a")[2])["detail"]
    status, _, _ = send(server, b"GET /" + b"x" * 8000 + b" HTTP/1.1", b"Host: a", b"Connection: close")
    assert status == 404


def test_its_log_is_lines_of_json_without_addresses_and_tracebacks(server):
    assert fetch(f"{server.address}/healthz?token=1")[0] == 200
    assert send(server, b"NONSENSE")[0] == 400
    lines = [json.loads(line) for line in server.written().splitlines()]
    assert all("time" in line for line in lines)
    requests = [line for line in lines if "visitor" in line]
    assert {line["status"] for line in requests} >= {200, 400}
    assert len({line["visitor"] for line in requests}) == 1
    own = [json.dumps(line) for line in lines if "Listening at" not in line.get("message", "")]
    assert not any("127.0.0.1" in line or "token" in line or "Traceback" in line for line in own)


def test_a_worker_that_was_killed_has_a_successor(server):
    (before,) = server.workers()
    os.kill(before, signal.SIGKILL)
    until(lambda: server.workers() not in ([], [before]) and fetch(f"{server.address}/readyz")[0] == 200)
    assert read(fetch(f"{server.address}/api/stream?epochs=1")[1])[-1].kind == "done"


def test_health_answers_while_all_places_are_taken(tmp_path):
    with served(tmp_path, BASIN_STREAMS="3") as server, contextlib.ExitStack() as stack:
        for i in range(3):
            _, answer = stack.enter_context(opened(server, f"/api/stream?{LONG}&data_seed={i}", visitor=i + 1))
            assert answer.status == 200
        assert fetch(f"{server.address}/api/stream?epochs=1")[0] == 503
        assert fetch(f"{server.address}/healthz")[0] == 200
        status, body = fetch(f"{server.address}/readyz")
        assert (status, json.loads(body)["places_left"]) == (200, 0)
        assert fetch(f"{server.address}/")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_streams_after_a_whole_event(tmp_path, number):
    with served(tmp_path) as server, opened(server, f"/api/stream?{LONG}") as (_, answer):
        begun = answer.read(len(OPENING) + 1)
        server.arbiter.send_signal(number)
        events = read(begun + answer.read())
        assert events[0].kind == "run"
        assert "done" not in {event.kind for event in events}
        # It ended by itself and before its time-out: a second kill would give another status.
        assert server.arbiter.wait(timeout=PATIENCE) == 0
        assert "SIGKILL" not in server.written()
        # The page continues with another server after the last event.
        with served(tmp_path) as other:
            asked = f"{other.address}/api/stream?{LONG}"
            rest = read(fetch(asked, last=events[-1].id)[1])
            assert [event.id for event in events + rest] == [event.id for event in read(fetch(asked)[1])]


def test_while_it_drains_it_says_so_on_connections_that_are_still_open(tmp_path):
    with served(tmp_path) as server:
        stalled = socket.create_connection(server.host)
        with contextlib.closing(stalled), opened(server, "/readyz") as (connection, answer):
            idle = {"computing": 0, "waiting": 0, "memory_left": Settings().memory}
            room = {"places_left": Settings().streams} | idle
            assert json.loads(answer.read()) == {"warm": True, "draining": False} | room
            # Half a request keeps the worker until its time is over.
            stalled.sendall(b"GET / HTTP/1.1\r\n")
            server.arbiter.terminate()
            until(lambda: "Handling signal" in server.written())
            connection.request("GET", "/readyz")
            after = connection.getresponse()
            assert (after.status, json.loads(after.read())["draining"]) == (503, True)


def test_what_stands_still_is_closed(tmp_path):
    with served(tmp_path, BASIN_STREAMS="3", BASIN_STANDSTILL="1") as server, contextlib.ExitStack() as stack:
        for _ in range(10):
            half = stack.enter_context(contextlib.closing(socket.create_connection(server.host)))
            half.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        # As many as there are threads: all would be taken for good.
        assert fetch(f"{server.address}/healthz")[0] == 200
        for i in range(2):
            lazy = stack.enter_context(contextlib.closing(socket.socket()))
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.connect(server.host)
            lazy.sendall(f"GET /api/stream?{LONG}&data_seed={i} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        # Nobody reads: their places become free.
        until(lambda: room(server)["places_left"] == 1)
        until(lambda: room(server)["places_left"] == 3)
        assert '"error"' not in server.written()


@pytest.mark.parametrize("query", [LONG, "lr=1&epochs=1"])
def test_who_leaves_is_noticed_before_anything_more_is_sent(tmp_path, query):
    with served(tmp_path) as server:
        for number in range(4):
            with opened(server, f"/api/stream?{query}&data_seed={number}") as (_, answer):
                assert answer.read(1) == b":"
        until(lambda: room(server)["computing"] + room(server)["waiting"] == 0)
        assert room(server)["places_left"] == Settings().streams


def room(server):
    return json.loads(fetch(f"{server.address}/readyz")[1])


def metrics(port):
    status, text = fetch(f"http://127.0.0.1:{port}/metrics")
    assert status == 200
    pairs = [line.rpartition(" ") for line in text.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in pairs}


def test_metrics_are_those_of_all_workers_and_of_the_dead(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with served(tmp_path, BASIN_WORKERS="2", BASIN_STREAMS="5", BASIN_METRICS_PORT=str(port)) as server:
        until(lambda: metrics(port)["basin_places_left"] == 10)
        for _ in range(20):
            assert fetch(f"{server.address}/")[0] == 200
        for _ in range(5):  # any worker may answer
            assert metrics(port)['basin_requests_total{route="/",status="200"}'] == 20
        assert send(server, b"NONSENSE")[0] == 400
        until(lambda: metrics(port)['basin_refusals_total{reason="syntax"}'] == 1)
        threads = 2 * Settings(streams=5).threads
        until(lambda: metrics(port)["basin_threads_free"] == threads and metrics(port)["basin_threads_busy"] == 0)
        assert len([name for name in metrics(port) if name.startswith("basin_process_resident_bytes{")]) == 2
        server.kill_worker()
        until(lambda: metrics(port)["basin_places_left"] == 10)
        assert metrics(port)['basin_requests_total{route="/",status="200"}'] == 20
        assert metrics(port)['basin_runs_total{outcome="computed"}'] == 4
