"""A request that arrives in pieces is complete exactly when gunicorn's parser needs no more."""

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import (
    ExpectationFailed,
    InvalidChunkSize,
    InvalidHeader,
    InvalidHTTPVersion,
    InvalidRequestLine,
    LimitRequestHeaders,
    LimitRequestLine,
)
from gunicorn.http.parser import RequestParser

from app.edge.arriving import MOST_HEAD, Arriving, left
from app.edge.refusals import Refused

MOST = 1000
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"
LONG = HEAD + b"Content-Length: 12\r\n\r\n" + b'{"epochs":3}'
CHUNKS = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b'6;a=b\r\n{"epoc\r\n6\r\nhs":3}\r\n0\r\nX: y\r\n\r\n'
WHOLE = [GET, b"\r\n" + GET, LONG, CHUNKS, CHUNKS.replace(b"X: y\r\n", b""), b"GET / HTTP/1.0\r\n\r\n"]


def arriving() -> Arriving:
    return Arriving(Config(), ("127.0.0.1", 1), MOST)


def take(request: Arriving, raw: bytes, size: int) -> None:
    """Takes all of it, in pieces of a size."""
    for i in range(0, len(raw), size):
        request.take(raw[i : i + size])


@pytest.mark.parametrize("raw", WHOLE)
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_it_is_whole_with_its_last_byte_and_not_before(raw, size):
    request = arriving()
    for i in range(0, len(raw), size):
        assert not request.whole
        request.take(raw[i : i + size])
    assert request.whole


@pytest.mark.parametrize("first", WHOLE)
@pytest.mark.parametrize("second", [GET, LONG, b"GET / HT"])
def test_what_follows_a_whole_request_is_left_for_the_next(first, second):
    request = arriving()
    request.take(first + second)
    assert request.whole
    parser = RequestParser(Config(), request.pieces(), ("127.0.0.1", 1))
    body = next(parser).body.read()
    assert body == (b'{"epochs":3}' if first.startswith(b"POST") else b"")
    assert left(parser.unreader) == second


WRONG = [
    (b"NONSENSE\r\n\r\n", InvalidRequestLine),
    (b"GET / HTTP/1.1\nHost: a\n\n", InvalidRequestLine),
    (b"GET / HTTP/1.1\r\nHost: a\n", InvalidHeader),
    (b"GET / HTTP/1.2\r\nHost: a\r\n\r\n", InvalidHTTPVersion),
    (b"GET / HTTP/1.9\r\nHost: a\r\n\r\n", InvalidHTTPVersion),
    (b"GET / HTTP/0.9\r\nHost: a\r\n\r\n", InvalidHTTPVersion),
    (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", InvalidHTTPVersion),
    (b"GET /" + b"x" * 8200, LimitRequestLine),
    (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", LimitRequestHeaders),
    (b"GET / HTTP/1.1\r\nX: " + b"y" * MOST_HEAD, LimitRequestHeaders),
    (b"GET / HTTP/1.1\r\n" + (b"X: " + b"y" * 8000 + b"\r\n") * 9 + b"\r\n", LimitRequestHeaders),
    (HEAD + b"Expect: tea\r\n\r\n", ExpectationFailed),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", InvalidChunkSize),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", InvalidChunkSize),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 9000, InvalidChunkSize),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3e9\r\n", Refused),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n", Refused),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"00000000000000000000000001\r\nx\r\n" * 900, Refused),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 9000, Refused),
]


@pytest.mark.parametrize(("raw", "error"), WRONG, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("size", [100, 1_000_000])
def test_what_is_no_request_is_said_as_soon_as_it_is_known(raw, error, size):
    request = arriving()
    with pytest.raises(error):
        take(request, raw, size)
    assert not request.whole


def test_a_body_that_is_refused_for_its_length_is_not_waited_for():
    request = arriving()
    request.take(HEAD + b"Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n")
    assert (request.whole, request.unread, request.expects) == (True, True, False)


def test_a_body_that_waits_to_be_asked_for_is():
    request = arriving()
    request.take(HEAD + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n")
    assert (request.headed, request.expects, request.whole) == (True, True, False)
    request.take(b"abc")
    assert request.whole
