"""The cost of random runs: for each its configuration, counted work by part, and the time between looks."""

import random
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from time import process_time, thread_time

from app.wire import counted
from solver.config import ConfigError, RunConfig
from solver.config.query import parse, serialise
from solver.datasets import DATASETS
from solver.effort import FLOOR, TIMES, Effort
from solver.functions import FUNCTIONS
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.optimizers import OPTIMIZERS
from solver.planes import PLANES, THROUGH


@dataclass
class Spent:
    """The cost of a run; `apart` holds the longest computing time between looks, in seconds, and the event before."""

    query: str
    effort: Effort
    seconds: float
    apart: float
    where: str

    @property
    def ratio(self) -> float:
        """The cost beyond training and slices, as a share of its budget."""
        return self.effort.beyond / (FLOOR + TIMES * self.effort.base)


def spent(config: RunConfig) -> Spent:
    """Computes a run and counts its cost; warnings are errors."""
    apart, since, where, at = 0.0, thread_time(), "", ""

    def look() -> None:
        nonlocal apart, since, where
        now = thread_time()
        if now - since > apart:
            apart, where = now - since, at
        since = now

    effort, began = Effort(look), process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for event in counted(config, None, effort):
            at = f"after {event.kind}"
            look()
    return Spent(serialise(config), effort, process_time() - began, apart, where)


def configurations(seed: int) -> Iterator[RunConfig]:
    """Random valid configurations of all problems, planes and optimizers, small and as large as is allowed."""
    rng = random.Random(seed)
    while True:
        try:
            yield parse("&".join(f"{name}={value}" for name, value in _drawn(rng).items()))
        except ConfigError:
            continue


def _drawn(rng: random.Random) -> dict[str, str]:
    pairs = _function(rng) if rng.random() < 0.2 else _classification(rng)
    for prefix in ("", *(f"{n}." for n in range(2, rng.choice((2, 2, 2, 3, 4, 7))))):
        pairs[f"{prefix}opt"] = rng.choice(list(OPTIMIZERS))
        pairs[f"{prefix}lr"] = f"{10 ** rng.uniform(-6, 6):.3g}"
    pairs["epochs"] = str(int(10 ** rng.uniform(0, 3.3)))
    if rng.random() < 0.8:
        pairs["plane"] = rng.choice(list(PLANES))
    if rng.random() < 0.4:
        pairs["through"] = rng.choice([*THROUGH, "best"])
    if rng.random() < 0.2:
        pairs["resolution"] = str(rng.randint(21, 201))
    return pairs


def _function(rng: random.Random) -> dict[str, str]:
    pairs = {"function": rng.choice(list(FUNCTIONS))}
    if rng.random() < 0.3:
        low, high = -(10 ** rng.uniform(-2, 4)), 10 ** rng.uniform(-2, 4)
        pairs["extent"] = f"{low:.3g},{high:.3g},{low:.3g},{high:.3g}"
    return pairs


def _classification(rng: random.Random) -> dict[str, str]:
    pairs = {
        "data": rng.choice([name for name in DATASETS if name != "own"]),
        "samples": str(int(10 ** rng.uniform(1, 3.7))),
        "loss": rng.choice(list(LOSSES)),
        "standardise": str(rng.randint(0, 1)),
        "seed": str(rng.randint(0, 99)),
    }
    if rng.random() < 0.6:
        layers = [str(int(2 ** rng.uniform(0, 5.04))) for _ in range(rng.randint(1, 3))]
        pairs |= {"model": "mlp", "hidden": ",".join(layers), "activation": rng.choice(list(ACTIVATIONS))}
    elif rng.random() < 0.3:
        pairs["features"] = "x1_squared,x1_x2,x2_squared"
    if rng.random() < 0.2:
        pairs["batch"] = str(rng.randint(20, 200))
    return pairs
