"""A request as it comes in, piece by piece: nobody reads it before it is whole, so half of one takes no thread."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from gunicorn.http.body import ChunkedReader  # type: ignore[import-untyped]
from gunicorn.http.errors import InvalidHTTPVersion, LimitRequestHeaders, NoMoreData  # type: ignore[import-untyped]
from gunicorn.http.message import Request  # type: ignore[import-untyped]
from gunicorn.http.unreader import IterUnreader  # type: ignore[import-untyped]

from app.edge.refusals import Refused

# Bytes of a head, address and all headers; browsers send some hundred.
MOST_HEAD = 65_536
# Bytes of the lines between the chunks of a body, which a thousand chunks do not need.
_CHUNK_LINES = 16_384
# Bytes of one such line, as gunicorn has it: a size, and extensions that nobody uses.
_MOST_LINE = 8190
# Bytes that the parser gets at once: it copies what it has for each chunk.
_PIECE = 4096
_VERSIONS = {(1, 0), (1, 1)}


class Arriving:
    """A request of which there is a part: `received` so far, `whole` when no more of it is needed.

    gunicorn's own parser says what its head means, and reads it again when it is answered.
    """

    def __init__(self, config: Any, client: object, most_body: int) -> None:
        self.received = bytearray()
        self.whole = False
        # Whether its head is there, and whether it waits to be told that its body may come.
        self.headed = self.expects = False
        # Whether its body has not been waited for, since it is refused whatever it holds.
        self.unread = False
        self._config = config
        self._client = client
        self._most_body = most_body
        # Where what is looked at next begins: the body, or one of its chunks.
        self._place = 0
        self._body = 0
        # Bytes of the body, None where it comes in chunks; and those that the chunks say to have.
        self._length: int | None = 0
        self._chunks = 0

    def take(self, piece: bytes) -> None:
        """Some more of it; raises what gunicorn's parser raises, or Refused, for what is no request."""
        before = len(self.received)
        self.received += piece
        if not self.headed and self._ends(max(0, before - 3)):
            self._read_head()
        if self.headed and not self.whole:
            self.whole = self._has_chunks() if self._length is None else self._has(self._length)

    def _ends(self, start: int) -> bool:
        """Whether the parser can say something of the head: it ends, or is too long, or a line ends as none may."""
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
        """All that has come, as a parser can read it."""
        return (bytes(self.received[i : i + _PIECE]) for i in range(0, len(self.received), _PIECE))

    def _has(self, length: int) -> bool:
        return self.unread or len(self.received) - self._body >= length

    def _has_chunks(self) -> bool:
        """Whether the last chunk is there, and what follows it; raises what is wrong with any of them."""
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
        """Whether gunicorn reads the body to its end."""
        try:
            self._request().body.read()
        except NoMoreData:
            return False
        return True


def left(unreader: Any) -> bytes:
    """What a parser has not read of its pieces: the next request, or a part of it."""
    return b"".join((unreader.take_buffered(), *(unreader.iter or ())))


def _size(line: bytearray) -> int | None:
    """The size of a chunk; None where its line is none."""
    try:
        size = int(line.partition(b";")[0], 16)
    except ValueError:
        return None
    return size if size >= 0 else None
