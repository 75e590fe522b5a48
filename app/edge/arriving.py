"""A request that arrives piece by piece. It gets a thread only when it is whole, so half a request holds none."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from gunicorn.http.body import ChunkedReader  # type: ignore[import-untyped]
from gunicorn.http.errors import InvalidHTTPVersion, LimitRequestHeaders, NoMoreData  # type: ignore[import-untyped]
from gunicorn.http.message import Request  # type: ignore[import-untyped]
from gunicorn.http.unreader import IterUnreader  # type: ignore[import-untyped]

from app.edge.refusals import Refused

# The most bytes of a head: first line and all headers. Browsers send some hundred.
MOST_HEAD = 65_536
# The most bytes of all lines between the chunks of a body; a thousand chunks need less.
_CHUNK_LINES = 16_384
# The most bytes of one such line, as in gunicorn: a size, and extensions that nobody uses.
_MOST_LINE = 8190
# Bytes that the parser gets at once, since it copies its buffer for each chunk.
_PIECE = 4096
_VERSIONS = {(1, 0), (1, 1)}


class Arriving:
    """An incomplete request: `received` so far, `whole` when no more of it is needed.

    gunicorn's own parser says what its head means, and reads it again when it is answered.
    """

    def __init__(self, config: Any, client: object, most_body: int) -> None:
        self.received = bytearray()
        self.whole = False
        # True once the head is complete; true while the client waits for '100 Continue'.
        self.headed = self.expects = False
        # True if the body was not awaited, since the request is refused anyway.
        self.unread = False
        self._config = config
        self._client = client
        self._most_body = most_body
        # The position from which to go on: of the body, or of one of its chunks.
        self._place = 0
        self._body = 0
        # The length of the body, None if it comes in chunks; and the length of all chunks so far.
        self._length: int | None = 0
        self._chunks = 0

    def take(self, piece: bytes) -> None:
        """Adds bytes. Raises Refused, or what gunicorn's parser raises, if this is no request."""
        before = len(self.received)
        self.received += piece
        if not self.headed and self._ends(max(0, before - 3)):
            self._read_head()
        if self.headed and not self.whole:
            self.whole = self._has_chunks() if self._length is None else self._has(self._length)

    def _ends(self, start: int) -> bool:
        """True if the parser can judge the head: it is complete, or too long, or a line ends wrongly."""
        received = self.received
        return (
            received.find(b"\r\n\r\n", start) >= 0
            or len(received) > MOST_HEAD
            or received.count(b"\n") != received.count(b"\r\n")
            or (len(received) > self._config.limit_request_line + 2 and b"\r\n" not in received[2:])
        )

    def _read_head(self) -> None:
        try:
            request = self._request()
        except NoMoreData:
            if len(self.received) > MOST_HEAD:
                raise LimitRequestHeaders("too long") from None
            return
        if request.version not in _VERSIONS:
            raise InvalidHTTPVersion(request.version)
        self._body = self._place = len(self.received) - len(left(request.unreader))
        if self._body > MOST_HEAD:
            raise LimitRequestHeaders("too long")
        self.headed = True
        reader = request.body.reader
        self._length = None if isinstance(reader, ChunkedReader) else reader.length
        self.unread = self._length is not None and self._length > self._most_body
        self.expects = request._expected_100_continue and not self.unread

    def _request(self) -> Any:
        return Request(self._config, IterUnreader(self.pieces()), self._client)

    def pieces(self) -> Iterator[bytes]:
        """Everything that has arrived, for a parser to read."""
        return (bytes(self.received[i : i + _PIECE]) for i in range(0, len(self.received), _PIECE))

    def _has(self, length: int) -> bool:
        return self.unread or len(self.received) - self._body >= length

    def _has_chunks(self) -> bool:
        """True if the last chunk and its trailer have arrived. Raises what is wrong with a chunk."""
        received = self.received
        while (end := received.find(b"\r\n", self._place, self._place + _MOST_LINE + 2)) >= 0:
            size = _size(received[self._place : end])
            if size is None:
                return self._is_read()
            if not size:
                if received.startswith(b"\r\n", end + 2) or received.find(b"\r\n\r\n", end + 2) >= 0:
                    return self._is_read()
                self._bound(len(received) - end)
                return False
            self._chunks += size
            self._place = end + 2 + size + 2
            self._bound(self._place - self._body - self._chunks)
        return len(received) - self._place > _MOST_LINE and self._is_read()

    def _bound(self, lines: int) -> None:
        if self._chunks > self._most_body:
            raise Refused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body may be at most {self._most_body:,} bytes long.", "body"
            )
        if lines > _CHUNK_LINES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The chunks of this body are too small.", "body")

    def _is_read(self) -> bool:
        """True if gunicorn reads the body to its end."""
        try:
            self._request().body.read()
        except NoMoreData:
            return False
        return True


def left(unreader: Any) -> bytes:
    """The bytes that a parser has left: the next request, or a part of it."""
    return b"".join((unreader.take_buffered(), *(unreader.iter or ())))


def _size(line: bytearray) -> int | None:
    """The size of a chunk; None if its line is malformed."""
    try:
        size = int(line.partition(b";")[0], 16)
    except ValueError:
        return None
    return size if size >= 0 else None
