"""Small pictures of the data sets, drawn from the data sets themselves."""

from urllib.parse import quote

from app.theme import LIGHT
from solver.datasets import Dataset

_SIZE = 48
_MARGIN = 6
_POINTS = 90
_SEED = 1


def thumbnail(dataset: Dataset) -> str:
    """A data set's first points by class, as the address of an SVG picture that both themes can show."""
    points, labels = dataset.generate(dataset.defaults(), _SEED)
    points, labels = points[:_POINTS], labels[:_POINTS]
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (_SIZE - 2 * _MARGIN) / (high - low).max()
    centred = ((points - (low + high) / 2) * scale).tolist()
    places: dict[int, list[str]] = {}
    for (x, y), label in zip(centred, labels.tolist(), strict=True):
        places.setdefault(label, []).append(f"M{_SIZE / 2 + x:.1f} {_SIZE / 2 - y:.1f}h0")
    return "data:image/svg+xml," + quote(_svg(places), safe=" ='/:")


def _svg(places: dict[int, list[str]]) -> str:
    paths = "".join(
        f"<path d='{''.join(moves)}' stroke='{getattr(LIGHT, f'class_{label}')}'/>"
        for label, moves in sorted(places.items())
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_SIZE} {_SIZE}' fill='none' stroke-width='3.4' "
        f"stroke-linecap='round'>{paths}</svg>"
    )
