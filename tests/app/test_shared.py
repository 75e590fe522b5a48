"""An entry that replicas share in Redis is a whole, sealed run, or it counts as none."""

import struct
from hashlib import blake2b

import pytest

from app.runs import shared
from app.runs.coding import recorded
from app.runs.recording import Recording
from app.runs.shared import SharedCache, packed, unpacked
from tests.faults.sharing import redis

TEXTS = [
    b"id: 0123456789ab-0\nevent: run\ndata: {}\n\n",
    b"id: 0123456789ab-1\nevent: frames\ndata: " + b"x" * 5000 + b"\n\n",
    b"id: 0123456789ab-end\nevent: done\ndata: {}\n\n",
]
EVENTS = [*map(recorded, TEXTS)]
SECRET = blake2b(b"secret").digest()


def body(*events: bytes) -> bytes:
    return b"".join(struct.pack("<I", len(event)) + event for event in events)


def sealed(content: bytes, key: str = "key", secret: bytes = SECRET) -> bytes:
    """Any content, with the right seal."""
    return shared._seal(content, key, secret) + content


def test_what_was_packed_is_unpacked():
    assert unpacked(packed(EVENTS, "key", SECRET), "key", SECRET) == EVENTS


@pytest.mark.parametrize(("key", "secret"), [("other", SECRET), ("key", blake2b(b"other").digest()), ("", SECRET)])
def test_a_seal_fits_one_run_and_one_secret(key, secret):
    assert unpacked(packed(EVENTS, "key", SECRET), key, secret) is None


MALFORMED = [
    b"",
    b"\x01",
    b"\x05\x00\x00",
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00",
    body(*EVENTS)[:-1],
    body(*EVENTS) + b"\x01",
    body(*EVENTS) + b"\xff\xff\xff\x7f",
    body(*EVENTS[:2]),
    body(*EVENTS[:2], b""),
    body(b"x", EVENTS[2]),
    body(EVENTS[0], TEXTS[2]),
    body(EVENTS[0][:-1], EVENTS[2]),
    body(EVENTS[0][:8] + EVENTS[2][8:], EVENTS[2]),
    body(recorded(TEXTS[0] + TEXTS[0]), EVENTS[2]),
    body(recorded(b"HTTP/1.1 200 OK\r\n\r\n"), EVENTS[2]),
    body(recorded(b"id: 1\nevent: run\ndata: a\ndata: b\n\n"), EVENTS[2]),
    body(recorded(TEXTS[1].replace(b"x", b"x" * 10_000)), EVENTS[2]),
    b"\x80\x04N.",
]


@pytest.mark.parametrize("content", MALFORMED, ids=lambda content: repr(content[:20]))
def test_a_malformed_body_with_the_right_seal_is_no_run(content):
    assert unpacked(sealed(content), "key", SECRET) is None


@pytest.mark.parametrize("value", [b"", b"x", b"x" * 31, b"x" * 32, b"x" * 5000, packed(EVENTS, "key", SECRET)[:-1]])
def test_an_entry_without_a_seal_counts_as_no_run(value):
    assert unpacked(value, "key", SECRET) is None


@pytest.fixture(scope="module")
def running():
    with redis() as running:
        yield running


def test_a_run_is_kept_under_a_secret_and_found_with_no_other(running):
    cache = SharedCache(running.url, "0123456789abcdef")
    cache.put(Recording("one", EVENTS, over=True))
    found = cache.get("one")
    assert found is not None
    assert found.after(0, 0.0) == (EVENTS, True)
    assert SharedCache(running.url, "another one of them").get("one") is None
    assert SharedCache(running.url, "").get("one") is None


@pytest.mark.parametrize("kind", ["list", "hash", "rubbish", "long", "malformed"])
def test_whatever_else_is_there_is_absent_and_overwritten(running, kind):
    cache, name = SharedCache(running.url, ""), f"basin:run:{kind}"
    client = running.client
    if kind == "list":
        client.rpush(name, "x")
    elif kind == "hash":
        client.hset(name, "x", "y")
    else:
        said = {"rubbish": b"\xff" * 50, "long": b"x" * 9_000_000, "malformed": sealed(b"\x01", kind, cache._secret)}
        client.set(name, said[kind])
    assert cache.get(kind) is None
    cache.put(Recording(kind, EVENTS, over=True))
    found = cache.get(kind)
    assert found is not None
    assert list(found.events) == EVENTS
