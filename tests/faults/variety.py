"""Runs of everything that is registered, all different, each as cheap as its kind allows."""

import random
from collections.abc import Iterator

from solver.config import ConfigError
from solver.config.query import parse
from solver.datasets import DATASETS
from solver.functions import FUNCTIONS
from solver.losses import LOSSES
from solver.model.features import FEATURES
from solver.model.initialisations import INITIALISATIONS
from solver.optimizers import OPTIMIZERS
from solver.planes import PLANES, THROUGH
from solver.schedules import SCHEDULES


def queries(seed: int) -> Iterator[str]:
    """An endless sequence of addresses, which depends on the seed."""
    draw = random.Random(seed)
    while True:
        query = "&".join(f"{name}={value}" for name, value in _pairs(draw).items())
        try:
            parse(query)
        except ConfigError:
            continue
        yield query


def _pairs(draw: random.Random) -> dict[str, object]:
    """Names and values that usually fit each other."""
    pairs = _function(draw) if draw.random() < 0.2 else _data(draw)
    pairs |= {"opt": draw.choice(list(OPTIMIZERS)), "schedule": draw.choice(list(SCHEDULES))}
    pairs |= {"lr": f"{10 ** draw.uniform(-4, -1):.6f}", "epochs": draw.randint(1, 12)}
    pairs |= {"plane": draw.choice(list(PLANES)), "through": draw.choice([*THROUGH][:3]), "resolution": 21}
    for number in range(2, draw.choice((2, 2, 2, 3, 4))):
        pairs |= {f"{number}.opt": draw.choice(list(OPTIMIZERS)), f"{number}.lr": f"{10 ** draw.uniform(-4, -1):.6f}"}
    return pairs


def _function(draw: random.Random) -> dict[str, object]:
    return {"function": draw.choice(list(FUNCTIONS)), "seed": draw.randrange(2**32)}


def _data(draw: random.Random) -> dict[str, object]:
    kind = draw.choice([name for name in DATASETS if name != "own"])
    pairs: dict[str, object] = {"data": kind, "samples": draw.randint(20, 120), "data_seed": draw.randrange(2**32)}
    pairs |= {"loss": draw.choice(list(LOSSES)), "features": ",".join(draw.sample(list(FEATURES), draw.randint(0, 2)))}
    if draw.random() < 0.5:
        hidden = ",".join(str(draw.randint(1, 6)) for _ in range(draw.randint(1, 2)))
        pairs |= {"model": "mlp", "hidden": hidden, "init": draw.choice(list(INITIALISATIONS))}
    return pairs
