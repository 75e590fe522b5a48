"""Sixty addresses that cover all choices, and a digest of the frames of each.

`python -m tests.solver.addresses` prints the digests. Two commits that print the same on one machine compute the same
frames, bit for bit.
"""

import contextlib
import hashlib
import itertools
from collections.abc import Iterator

import solver  # noqa: F401  (pins the engine before NumPy)
from solver.config import ConfigError
from solver.config.query import parse, serialise
from solver.datasets import DATASETS
from solver.functions import FUNCTIONS
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.optimizers import OPTIMIZERS
from solver.planes import PLANES
from solver.schedules import SCHEDULES
from solver.training.trainer import Training

COUNT = 60
_OWN = "points=0:0:0,1:2:1,2:1:0,3:4:1,4:3:0,5:5:1,1:4:0,2:5:1,6:1:0,6:3:1"


def addresses() -> Iterator[str]:
    """COUNT addresses: four on data, then one of a test function, in turn."""
    functions, optimizers = itertools.cycle(FUNCTIONS), itertools.cycle(OPTIMIZERS)
    schedules, planes = itertools.cycle(SCHEDULES), itertools.cycle(PLANES)
    data = zip(
        itertools.cycle(DATASETS),
        itertools.cycle(LOSSES),
        itertools.cycle(ACTIVATIONS),
        itertools.count(),
        strict=False,
    )
    for number in range(COUNT):
        race = f"opt={next(optimizers)}&schedule={next(schedules)}&2.opt={next(optimizers)}&epochs=12"
        if number % 5 == 4:
            yield _with_plane(f"function={next(functions)}&{race}", planes)
            continue
        name, loss, activation, i = next(data)
        drawn = _OWN if name == "own" else f"samples=40&data_seed={i + 1}"
        model = f"&model=mlp&hidden=4,3&activation={activation}&seed={i}" if i % 2 else ""
        batch = "&batch=8" if i % 3 == 2 else ""
        yield _with_plane(f"data={name}&{drawn}&loss={loss}{model}{batch}&{race}", planes)


def _with_plane(query: str, planes: Iterator[str]) -> str:
    """An address with the first of some planes that its problem allows."""
    for plane in itertools.islice(planes, len(PLANES)):
        with contextlib.suppress(ConfigError):
            return serialise(parse(f"{query}&plane={plane}"))
    raise AssertionError(query)


def digest(query: str) -> str:
    """A hash of an address's frames: all columns, and the parameters."""
    found = hashlib.sha256()
    for frames in Training(parse(query)).run():
        found.update(frames.theta.tobytes())
        for name, column in sorted(frames.columns.items()):
            found.update(name.encode() + column.tobytes())
    return found.hexdigest()[:16]


if __name__ == "__main__":
    for address in addresses():
        print(digest(address), address)
