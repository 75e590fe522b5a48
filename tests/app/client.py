"""A client of the stream, independent of the page."""

import base64
import contextlib
import json
import pathlib
import string
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.surfaces.levels import Levels
from solver.surfaces.path import Heights

ROOT = pathlib.Path(__file__).parents[2]
# Seconds after which missing data count as lost: no machine is so slow.
PATIENCE = 240.0


@dataclass(frozen=True)
class Sent:
    """An event as it was sent."""

    id: str
    kind: str
    text: str

    @property
    def data(self) -> dict[str, Any]:
        """The data, parsed as strictly as JSON can be."""
        data: dict[str, Any] = json.loads(self.text, parse_constant=_refuse)
        return data


def _refuse(token: str) -> None:
    raise ValueError(f"{token} is not JSON")


def read(body: bytes) -> list[Sent]:
    """The events of a whole stream, each of them complete; comments are skipped."""
    assert body == b"" or body.endswith(b"\n\n")
    events = []
    for block in body.decode().split("\n\n")[:-1]:
        if block.startswith(":"):
            continue
        fields = [line.partition(": ") for line in block.split("\n")]
        assert [name for name, _, _ in fields] == ["id", "event", "data"]
        events.append(Sent(*(value for _, _, value in fields)))
    return events


def unpack(packed: dict[str, Any]) -> Any:
    """An array, unpacked as the page's modules do it."""
    if "along" not in packed:
        assert set(packed) == {"dtype", "shape", "data"}
        data = base64.b64decode(packed["data"], validate=True)
        return np.frombuffer(data, packed["dtype"]).reshape(packed["shape"])
    assert set(packed) == {"dtype", "shape", "along", "data"}
    array = np.array(whole(packed["data"])).reshape(packed["shape"])
    for axis in packed["along"]:
        array = array.cumsum(axis=axis)
    assert (array == array.astype(packed["dtype"])).all()
    return array.astype(packed["dtype"])


def whole(text: str) -> list[int]:
    """Whole numbers in base64 VLQ, read character by character."""
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    found, number, shift = [], 0, 0
    for character in text:
        digit = alphabet.index(character)
        number += (digit & 31) << shift
        shift += 5
        if digit < 32:
            found.append(-(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    assert shift == 0
    return found


def surfaces(events: list[Sent]) -> list[dict[str, Any]]:
    """The slices, each whole: their heights `z` as an array, the other arrays packed."""
    found: list[dict[str, Any]] = []
    numbers: list[Any] = []
    for said in (e.data for e in events if e.kind == "surface"):
        before = found[-1] if found else {"plane": {}}
        plane = before["plane"] | said.pop("plane", {})
        z = said["z"]
        if "levels" in z:
            of = z.pop("of")
            # A reader keeps the levels of the first slice and of the latest.
            known = [i for i, each in enumerate(numbers) if each is not None]
            assert of is None or of in (known[0], known[-1])
            numbers.append(unpack(z.pop("levels")) + (0 if of is None else numbers[of]))
            said["z"] = Levels(numbers[-1], Heights(**z)).heights()
        else:
            numbers.append(None)
            said["z"] = unpack(z)
        found.append(before | said | {"plane": plane})
    return found


def arrays(data: object) -> Iterator[dict[str, Any]]:
    """Every packed array, at any depth."""
    if isinstance(data, dict) and "dtype" in data:
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from arrays(part)


def column(events: list[Sent], name: str) -> Any:
    """A column of all frames: a row for each contender, a column for each epoch."""
    return np.concatenate([unpack(e.data[name]) for e in events if e.kind == "frames"], axis=1)


def one(events: list[Sent], kind: str) -> dict[str, Any]:
    """The data of the only event of a kind."""
    (event,) = (e for e in events if e.kind == kind)
    return event.data


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Waits until a condition holds."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if holds():
                return
        assert time.monotonic() < end, "it never held"
        time.sleep(0.05)


def fetch(url: str, last: str | None = None, body: tuple[bytes, str] | None = None) -> tuple[int, bytes]:
    """Status and body of an answer. A body with its content type is posted."""
    headers = ({} if last is None else {"Last-Event-ID": last}) | ({} if body is None else {"Content-Type": body[1]})
    request = urllib.request.Request(url, None if body is None else body[0], headers)
    # Ignores any proxy that the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
