"""A wrong request gets a 4xx that names what is wrong, and leaves no trace in the log."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.config.query import CONTENDER, PROBLEM, RUN
from tests.app.client import fetch
from tests.faults.asking import Answer, ask, request
from tests.faults.corpus import CALLBACK, FORM, HARMLESS, JSON, MALFORMED, STREAM, large, wrong
from tests.faults.serving import FULL, Server

many = settings(
    max_examples=3000 if FULL else 60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=not FULL
)


@pytest.fixture(scope="module")
def server(server):
    """The server for all requests of this module, which must be unchanged at the end."""
    workers = server.workers()
    yield server
    assert server.workers() == workers
    assert fetch(f"{server.address}/healthz")[0] == 200
    assert fetch(f"{server.address}{STREAM}?epochs=3")[0] == 200


@pytest.fixture(scope="module")
def icon(server):
    """The path of a file that browsers cache for ever."""
    return re.search(rb'href="([^"]+favicon.svg)"', fetch(f"{server.address}/")[1])[1].decode()


@pytest.fixture(autouse=True)
def quiet(server: Server):
    """Fails a test during which the log contains an exception or an address."""
    before = len(server.written())
    yield
    said = server.written()[before:]
    for sign in ("Traceback", '"level": "error"', "127.0.0.1"):
        assert sign not in said, said


def refused(answer: Answer) -> None:
    """Checks that an answer is a refusal in words, and short."""
    assert 400 <= answer.status < 500, answer
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.problem["title"]
    assert answer.problem["detail"]
    assert len(answer.body) < 8000
    assert b"Traceback" not in answer.body
    assert b'File "' not in answer.body


@pytest.mark.parametrize("each", wrong(), ids=lambda each: each.name[:60])
def test_a_wrong_request_is_refused_with_what_is_wrong_about_it(server, each):
    answer = ask(server.host, each.raw)
    refused(answer)
    assert answer.status == each.status
    if each.field is not None:
        assert answer.problem["errors"][0]["field"] == each.field


def test_nginx_passes_the_refusal_on_or_refuses_itself(proxied):
    for each in wrong():
        answer = ask(proxied.plain, each.raw)
        assert 400 <= answer.status < 500, each.name
        assert answer.headers["content-type"].startswith("application/problem+json") or each.status == 405, each.name


def test_a_large_body_is_refused_in_few_words(server):
    for name, raw in large().items():
        assert len(raw) < 1_000_200, name
        refused(ask(server.host, raw))


@pytest.mark.parametrize("raw", MALFORMED, ids=lambda raw: repr(raw[:40]))
def test_bytes_that_are_not_http_are_refused(server, raw):
    refused(ask(server.host, raw))


@pytest.mark.parametrize("header", HARMLESS, ids=lambda header: header[:40])
@pytest.mark.parametrize("path", ["/", "/healthz", "icon", f"{STREAM}?epochs=2"])
def test_headers_that_mean_nothing_change_nothing(server, icon, path, header):
    path = icon if path == "icon" else path
    assert ask(server.host, request(path, headers=(header,)), whole=False).status in (200, 206, 304, 416)


@pytest.mark.parametrize("framed", ["Content-Length: 100", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("path", [STREAM, CALLBACK])
def test_a_body_that_ends_early_is_refused(server, path, framed):
    body = b'{"epochs": 3}' if "Length" in framed else b'd\r\n{"epochs": 3}\r\n'
    refused(ask(server.host, request(path, "POST", (JSON, framed), body), last=True))


@pytest.mark.parametrize("raw", [b"", b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HT", b"POST /api/stream HTTP/1.1\r\nHo"])
def test_half_a_request_that_is_abandoned_costs_nobody(server, raw):
    with pytest.raises(TimeoutError):
        ask(server.host, raw, seconds=0.2)


NAMES = [*PROBLEM, *CONTENDER, *RUN, "v", "columns", "2.opt", "2.lr", "7.lr"]
# Values that look like a number, a name or a list.
values = st.one_of(
    st.text(max_size=12),
    st.floats().map(str),
    st.integers().map(str),
    st.lists(st.integers(-9, 9).map(str), max_size=5).map(",".join),
    st.lists(st.floats().map(str), max_size=4).map(":".join),
    st.sampled_from(["nan", "1e999", "-0", "0x1", "1_0", "None", "true", "[]", "{}", "null", "%00", "\u202e", "٣"]),
)
queries = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=6), values), min_size=1, max_size=4)
FIELDS = ["version", "problem", "contenders", "start", "batch_seed", "epochs", "stopping", "plane", "kind", "dataset"]
FIELDS += ["options", "model_options", "edits", "features", "points", "optimizer", "learning_rate", "hyperparameters"]
FIELDS += ["schedule", "schedule_options", "manual", "batch_size", "off", "seed", "parameters", "follow", "extent"]
names = st.sampled_from(FIELDS) | st.text(max_size=4)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
octets = st.binary(max_size=40)


def percent(text: str) -> str:
    return "".join(f"%{octet:02x}" for octet in text.encode("utf-8", "surrogatepass"))


def answered(server: Server, raw: bytes, last: bool = False) -> None:
    """Checks that a request is refused, or was valid."""
    answer = ask(server.host, raw, whole=False, last=last)
    if answer.status != 200:
        refused(answer)


@many
@given(queries)
def test_any_address_is_refused_or_runs(server, pairs):
    query = "&".join(f"{percent(name)}={percent(text)}" for name, text in pairs)
    answered(server, request(f"{STREAM}?{query}&epochs=2"))


@many
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=40))
def test_any_characters_after_the_question_mark_are_refused_or_run(server, text):
    answered(server, request(f"{STREAM}?epochs=2&{text}"))


@many
@given(plain)
def test_any_json_is_refused_or_runs(server, value):
    answered(server, request(STREAM, "POST", (JSON,), json.dumps(value).encode()))


@many
@given(st.dictionaries(st.sampled_from(FIELDS[:8]), plain, min_size=1))
def test_any_configuration_is_refused_or_runs(server, value):
    answered(server, request(STREAM, "POST", (JSON,), json.dumps(value).encode()))


@many
@given(st.lists(octets, max_size=6), st.sampled_from([b",", b";", b"\t", b"\r\n", b":"]), st.sampled_from([JSON, FORM]))
def test_any_file_is_refused_or_runs(server, cells, separator, kind):
    body = b"data=own&epochs=2&points=" * (kind == FORM) + separator.join(cells)
    answered(server, request(STREAM, "POST", (kind,), body))


@many
@given(st.binary(max_size=60), st.sampled_from([STREAM, CALLBACK]))
def test_any_chunks_are_refused_or_run(server, body, path):
    answered(server, request(path, "POST", (JSON, "Transfer-Encoding: chunked"), body), last=True)


@many
@given(plain)
def test_any_callback_is_refused(server, value):
    refused(ask(server.host, request(CALLBACK, "POST", (JSON,), json.dumps(value).encode())))


@many
@given(st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40))
def test_any_last_event_id_is_refused_or_none(server, text):
    raw = request(f"{STREAM}?epochs=2", headers=(f"Last-Event-ID: {text}",))
    answer = ask(server.host, raw, whole=False)
    assert answer.status == (400 if text.strip(" ") else 200)
    if answer.status == 400:
        assert answer.problem["errors"][0]["field"] == "Last-Event-ID"


@many
@given(octets)
def test_any_other_path_is_not_found(server, raw):
    path = "".join(f"%{octet:02x}" for octet in raw)
    answer = ask(server.host, request(f"/x{path}"))
    refused(answer)
    assert answer.status == 404
