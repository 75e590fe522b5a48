"""Small pictures of the data sets and functions, drawn from themselves."""

import base64
import struct
import zlib
from urllib.parse import quote

from app.theme import LIGHT, SURFACE
from solver.datasets import Dataset
from solver.functions import Function, bands, outline

_SIZE = 48
_MARGIN = 6
_POINTS = 90
_SEED = 1
_PLUS = "M37.5 42h8M41.5 38v8"


def thumbnail(entry: Dataset | Function) -> str:
    """The address of a picture that suits both themes."""
    if isinstance(entry, Dataset):
        return _scatter(entry)
    return _curve(entry) if entry.dimensions == 1 else _png(bands(entry, _SIZE, len(SURFACE)), SURFACE)


def _scatter(dataset: Dataset) -> str:
    """A data set's first points, by class."""
    points, labels = dataset.generate(dataset.defaults(), _SEED)
    points, labels = points[:_POINTS], labels[:_POINTS]
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (_SIZE - 2 * _MARGIN) / (high - low).max()
    centred = ((points - (low + high) / 2) * scale).tolist()
    places: dict[int, list[str]] = {}
    for (x, y), label in zip(centred, labels.tolist(), strict=True):
        places.setdefault(label, []).append(f"M{_SIZE / 2 + x:.1f} {_SIZE / 2 - y:.1f}h0")
    paths = [(f"class_{label}", "".join(moves)) for label, moves in sorted(places.items())]
    # A plus, if the picture has room for one, since points can be added to this set.
    return _svg([*paths, ("muted", _PLUS)] if dataset.name == "own" else paths, 3.4)


def _curve(function: Function) -> str:
    """A function of one variable over its window."""
    inside = _SIZE - 2 * _MARGIN
    points = [f"{_MARGIN + inside * x:.1f} {_SIZE - _MARGIN - inside * z:.1f}" for x, z in outline(function, _SIZE)]
    return _svg([("class_0", f"M{'L'.join(points)}")], 3)


def _svg(paths: list[tuple[str, str]], width: float) -> str:
    drawn = "".join(f"<path d='{moves}' stroke='{getattr(LIGHT, colour)}'/>" for colour, moves in paths)
    picture = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_SIZE} {_SIZE}' fill='none' stroke-width='{width}' "
        f"stroke-linecap='round' stroke-linejoin='round'>{drawn}</svg>"
    )
    return "data:image/svg+xml," + quote(picture, safe=" ='/:")


def _png(rows: list[bytes], colours: tuple[str, ...]) -> str:
    """A picture with a palette (PNG, ISO/IEC 15948), from rows of indices into colours, the top row first."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    palette = b"".join(bytes.fromhex(colour[1:]) for colour in colours)
    lines = b"".join(b"\0" + row for row in rows)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode("ascii")
