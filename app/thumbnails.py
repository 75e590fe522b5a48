"""Small pictures of the data sets and functions, drawn from themselves."""

import base64
import struct
import zlib
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from app.theme import LIGHT, SURFACE
from solver.datasets import Dataset
from solver.functions import Function

_SIZE = 48
_MARGIN = 6
_POINTS = 90
_SEED = 1


def thumbnail(entry: Dataset | Function) -> str:
    """The address of a picture that both themes can show."""
    if isinstance(entry, Dataset):
        return _scatter(entry)
    return _curve(entry) if entry.dimensions == 1 else _map(entry)


def _scatter(dataset: Dataset) -> str:
    """A data set's first points by class."""
    points, labels = dataset.generate(dataset.defaults(), _SEED)
    points, labels = points[:_POINTS], labels[:_POINTS]
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (_SIZE - 2 * _MARGIN) / (high - low).max()
    centred = ((points - (low + high) / 2) * scale).tolist()
    places: dict[int, list[str]] = {}
    for (x, y), label in zip(centred, labels.tolist(), strict=True):
        places.setdefault(label, []).append(f"M{_SIZE / 2 + x:.1f} {_SIZE / 2 - y:.1f}h0")
    paths = [(f"class_{label}", "".join(moves)) for label, moves in sorted(places.items())]
    return _svg(paths, 3.4)


def _curve(function: Function) -> str:
    """A function of one variable over its window."""
    ((first, last),) = function.window
    x = np.linspace(first, last, _SIZE)
    z = function.value(x[:, None], function.defaults())
    inside = _SIZE - 2 * _MARGIN
    across = _MARGIN + inside * np.linspace(0, 1, len(x))
    down = _SIZE - _MARGIN - inside * (z - z.min()) / (z.max() - z.min())
    points = [f"{a:.1f} {b:.1f}" for a, b in zip(across.tolist(), down.tolist(), strict=True)]
    return _svg([("class_0", f"M{'L'.join(points)}")], 3)


def _map(function: Function) -> str:
    """A function of two variables over its window, as a map whose bands of colour are each of one area."""
    x, y = (np.linspace(*side, _SIZE) for side in function.window)
    u, v = np.meshgrid(x, y[::-1])
    z = function.value(np.stack((u, v), axis=-1), function.defaults())
    ranks = z.ravel().argsort(kind="stable").argsort(kind="stable").reshape(z.shape)
    return _png((ranks * len(SURFACE) // ranks.size).astype(np.uint8), SURFACE)


def _svg(paths: list[tuple[str, str]], width: float) -> str:
    drawn = "".join(f"<path d='{moves}' stroke='{getattr(LIGHT, colour)}'/>" for colour, moves in paths)
    picture = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_SIZE} {_SIZE}' fill='none' stroke-width='{width}' "
        f"stroke-linecap='round' stroke-linejoin='round'>{drawn}</svg>"
    )
    return "data:image/svg+xml," + quote(picture, safe=" ='/:")


def _png(pixels: NDArray[np.uint8], colours: tuple[str, ...]) -> str:
    """Indices into colours, row by row from the top, as a picture with a palette (PNG, ISO/IEC 15948)."""
    rows, columns = pixels.shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    palette = b"".join(bytes.fromhex(colour[1:]) for colour in colours)
    lines = b"".join(b"\0" + row.tobytes() for row in pixels)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode("ascii")
