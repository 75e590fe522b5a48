"""Content codings of a stream: its events as text, or as gzip.

An event is compressed once, when it is recorded, without regard to those before it. So any event can follow any other
in one gzip stream (RFC 1952), and a stream that resumes anywhere costs nothing more. Each can be read when it is there.
"""

import struct
import zlib
from collections.abc import Iterable, Mapping

# Level 4 is a third quicker than 6 and a fiftieth larger; -15 and 9: no header, the largest window, the most memory.
_LEVEL, _WINDOW, _MEMORY = 4, -15, 9
# What compressed text ends with: an empty block that fills a byte.
_FLUSHED = b"\x00\x00\xff\xff"
# What a recorded text begins with: its CRC-32 and its length, which gzip's end is made of.
_HEAD = struct.Struct("<II")
# gzip's beginning: deflate, no name, no time, any system. Before its end: the last block, empty.
_BEGIN, _LAST = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", b"\x03\x00"
_32_BITS = 0xFFFFFFFF


def recorded(text: bytes) -> bytes:
    """A text compressed, up to the end of a byte, after its CRC-32 and length."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY)
    compressed = deflate.compress(text) + deflate.flush(zlib.Z_FULL_FLUSH)
    return _HEAD.pack(zlib.crc32(text), len(text) & _32_BITS) + compressed


def text(piece: bytes, most: int | None = None) -> bytes:
    """The text of what was recorded; ValueError if it is damaged, or longer than `most`."""
    if len(piece) < _HEAD.size:
        raise ValueError("It has no beginning.")
    checksum, length = _HEAD.unpack_from(piece)
    if most is not None and length > most:
        raise ValueError("It is too long.")
    inflate = zlib.decompressobj(_WINDOW)
    try:
        found = inflate.decompress(piece[_HEAD.size :], length + 1)
    except zlib.error:
        raise ValueError("It was not compressed.") from None
    whole = piece.endswith(_FLUSHED) and not inflate.eof
    if not whole or (zlib.crc32(found), len(found)) != (checksum, length):
        raise ValueError("It is not what was compressed.")
    return found


class Identity:
    """The text itself."""

    headers: Mapping[str, str] = {}

    def sent(self, pieces: Iterable[bytes]) -> bytes:
        """What is sent of the next pieces."""
        return b"".join(map(text, pieces))

    def end(self) -> bytes:
        """What is sent after the last piece."""
        return b""


class Gzip:
    """One gzip stream of all pieces."""

    headers: Mapping[str, str] = {"Content-Encoding": "gzip"}

    def __init__(self) -> None:
        self._begin = _BEGIN
        self._checksum = self._length = 0

    def sent(self, pieces: Iterable[bytes]) -> bytes:
        """What is sent of the next pieces."""
        found, self._begin = [self._begin], b""
        for piece in pieces:
            checksum, length = _HEAD.unpack_from(piece)
            # CRC-32 is linear: that of two texts follows from theirs, and from that of as many zeros.
            zeros = bytes(length)
            self._checksum = zlib.crc32(zeros, self._checksum) ^ zlib.crc32(zeros) ^ checksum
            self._length += length
            found.append(piece[_HEAD.size :])
        return b"".join(found)

    def end(self) -> bytes:
        """What is sent after the last piece."""
        return self._begin + _LAST + _HEAD.pack(self._checksum, self._length & _32_BITS)


# Makes what is sent of recorded pieces; a new one for each answer.
Coding = Identity | Gzip
