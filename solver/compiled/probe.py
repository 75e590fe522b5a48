"""A short chaotic run of compiled code: its bytes differ between engines whose compiled code rounds differently."""

from typing import Any

import numpy as np
from scipy.special import ndtr

from solver.arrays import AnyFloat, Array
from solver.compiled.functions import activation, loss, step
from solver.compiled.updates import Problem, Updates


def _bent(z: AnyFloat, out: AnyFloat) -> None:
    """Every function that compiled code can call."""
    np.tanh(z, out=out)
    out += ndtr(z) * np.expm1(-z * z)
    out += np.log1p(np.exp(-np.abs(z))) * np.log(np.abs(z) + 1)


def probe() -> bytes:
    """Parameters after updates of a small network."""
    rng = np.random.default_rng(0)
    points, targets = rng.standard_normal((60, 3)), rng.choice([-1.0, 1.0], (60, 1))
    theta, slots = rng.standard_normal((1, 13)), np.zeros((1, 13))
    problem = Problem(
        points=points,
        targets=targets,
        shapes=((3, 3), (1, 4)),
        signed=True,
        factor=-1.0,
        mean=True,
        l1=0.0,
        l2=0.01,
        weights=np.ones(13),
    )
    compiled = (activation(_bent, lambda z, a: 1 - a * a), loss(lambda m: (m, 1 / (1 + np.exp(m))), 1), _step())
    bent, slope, moved = (address or 0 for address in compiled)
    assert 0 not in (bent, slope, moved)
    updates = Updates(problem, 7, bent, slope, moved)
    for before in range(0, 36, 9):
        updates.run(theta, slots, np.array([[0.9]]), np.full((1, 9), 2.0), before, rng.permutation(60)[None])
    return bytes(np.concatenate((theta, slots)).tobytes())


def _step() -> int | None:
    def moved(g: Array, s: dict[str, Array], h: dict[str, Array], ctx: Any) -> tuple[Array, dict[str, Array]]:
        v = h["decay"] * s["v"] + g
        return -h["learning_rate"] * v / np.sqrt(1 + v * v) * (1 - h["decay"] ** ctx.update), {"v": v}

    return step(moved, ("decay",), (("v", False),))
