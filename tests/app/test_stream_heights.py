"""The heights that are sent: true to 1e-5 of the drawn range in the linear picture and in the logarithmic one."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.datasets import DATASETS
from solver.functions import FUNCTIONS
from solver.losses import LOSSES
from solver.surfaces.levels import STEP
from solver.surfaces.path import Heights
from solver.training.problem import Problem
from tests.app.client import surfaces, unpack

SHORT = "epochs=12&resolution=31"
# Own data are points in the address.
DRAWN = [name for name in DATASETS if name != "own"]
RUNS = [
    *(f"function={name}&{SHORT}" for name in FUNCTIONS),
    *(f"data={name}&samples=90&loss=cross_entropy&opt=adam&{SHORT}" for name in DRAWN),
    *(f"data=moons&samples=90&loss={name}&{SHORT}" for name in LOSSES),
    *(f"data=circles&samples=90&model=mlp&loss={name}&l2=0.01&{SHORT}" for name in LOSSES),
    # A slice that moves far, one that is nearly level, a line, and the tutorial's.
    f"data=moons&samples=90&lr=1&{SHORT}",
    f"data=xor&samples=90&extent=-0.001,0.001,-0.001,0.001&{SHORT}",
    f"plane=weight&{SHORT}",
    "",
]


def heights(query, surface):
    """The objective in float64 at the points of a surface."""
    u, plane = unpack(surface["u"]), surface["plane"]
    axes = [u] if surface["v"] is None else np.meshgrid(u, unpack(surface["v"]))
    theta = unpack(plane["origin"]) + np.stack(axes, axis=-1) @ unpack(plane["directions"])
    z = Problem.of(parse(query)).train.value(theta.reshape(-1, theta.shape[-1]))
    return z.reshape(theta.shape[:-1])


@pytest.mark.parametrize("query", RUNS)
@np.errstate(all="ignore")
def test_heights_are_true_in_both_pictures(stream, query):
    found = surfaces(stream(query))
    for surface in found[:3] + found[-1:]:
        exact = heights(query, surface)
        finite = np.isfinite(exact)
        assert finite.any()
        apart = Heights.of(exact[finite]).apart(surface["z"], exact)
        assert apart[finite].max() <= 1e-5


@pytest.mark.parametrize("query", ["", "function=rosenbrock", "through=best&epochs=5&resolution=21"])
def test_heights_that_are_asked_for_are_those_that_were_computed(stream, query):
    sent, asked = surfaces(stream(query)), surfaces(stream(f"{query}&columns=heights"))
    assert len(sent) == len(asked)
    for one, other in zip(sent, asked, strict=True):
        assert other["z"].dtype == np.float64
        assert Heights.of(other["z"].ravel()).apart(one["z"], other["z"]).max() <= STEP / 2 * (1 + 1e-6)
