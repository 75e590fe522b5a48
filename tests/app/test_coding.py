"""Recorded events, and what is sent of them as text and as gzip."""

import gzip
import itertools
import zlib

import pytest

from app.runs.coding import Gzip, Identity, recorded, text

TEXTS = [b": basin\n\n", b"id: a-0\nevent: run\ndata: {}\n\n", b"", b"x" * 70_000, bytes(range(256)) * 300]
PIECES = [*map(recorded, TEXTS)]


@pytest.mark.parametrize("place", range(len(TEXTS) + 1))
def test_from_any_event_on_it_is_one_gzip_stream_of_what_is_sent_as_text(place):
    coding, plain = Gzip(), Identity()
    sent = b"".join(coding.sent([piece]) for piece in PIECES[place:]) + coding.end()
    assert gzip.decompress(sent) == b"".join(TEXTS[place:])
    assert plain.sent(PIECES[place:]) + plain.end() == b"".join(TEXTS[place:])
    # One member, since browsers read no other.
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    inflate.decompress(sent)
    assert inflate.eof
    assert inflate.unused_data == b""


def test_events_in_any_order_and_any_number_make_one_stream():
    for order in itertools.permutations(range(len(TEXTS)), 3):
        coding = Gzip()
        sent = coding.sent([PIECES[i] for i in order]) + coding.end()
        assert gzip.decompress(sent) == b"".join(TEXTS[i] for i in order)


def test_every_event_can_be_read_before_the_next_one_is_sent():
    coding, inflate = Gzip(), zlib.decompressobj(zlib.MAX_WBITS | 16)
    for piece, expected in zip(PIECES, TEXTS, strict=True):
        assert inflate.decompress(coding.sent([piece])) == expected
    assert inflate.decompress(coding.end()) == b""
    assert inflate.eof


def test_a_stream_that_is_cut_anywhere_gives_a_beginning_of_its_text():
    coding = Gzip()
    sent, whole = coding.sent(PIECES[:3]) + coding.end(), b"".join(TEXTS[:3])
    lengths = []
    for end in range(len(sent)):
        found = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(sent[:end])
        assert whole.startswith(found)
        lengths.append(len(found))
    assert lengths == sorted(lengths)
    assert lengths[-1] == len(whole)


@pytest.mark.parametrize("at", range(len(PIECES[1])))
def test_what_is_damaged_at_any_byte_is_no_event(at):
    piece = PIECES[1]
    with pytest.raises(ValueError, match="It"):
        text(piece[:at])
    with pytest.raises(ValueError, match="It"):
        text(piece[:at] + bytes([piece[at] ^ 1]) + piece[at + 1 :])


def test_what_is_longer_than_it_may_be_is_not_read():
    assert text(PIECES[3], 70_000) == TEXTS[3]
    with pytest.raises(ValueError, match="long"):
        text(PIECES[3], 69_999)
    # The beginning says that it is short.
    with pytest.raises(ValueError, match="not what"):
        text(PIECES[1][:8] + PIECES[3][8:])
