"""Searches over fibres: each step asks for its budget first, and counts all that it costs."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.effort import FLOOR, SEARCH, Effort
from solver.planes import axes
from solver.surfaces.fibres import Fibres, Search, evaluation_cost, minimise, neighbours_of, slope_cost
from solver.surfaces.profile import profile
from solver.training.problem import Problem

QUERIES = [
    "data=moons&samples=60&model=mlp&hidden=4&loss=cross_entropy",
    "data=moons&samples=200&model=mlp&hidden=11,2&activation=leaky_relu&loss=mse",
    "data=moons&samples=100&model=mlp&hidden=1,8&activation=elu&loss=hinge",
    "data=moons&samples=200&loss=cross_entropy&l1=0.1",
    "data=blobs&centers=3&samples=150&loss=cross_entropy",
]


def grid(resolution: int) -> np.ndarray:
    axis = np.linspace(-3, 3, resolution)
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1, 0.3, 0.6])
@pytest.mark.parametrize("query", QUERIES)
@np.errstate(all="ignore")
def test_no_step_is_made_that_the_search_cannot_afford(query, share):
    effort = Effort()
    of = Problem.of(parse(query), effort)
    with effort.part(SEARCH):
        effort.spend(int((1 - share) * effort.left))
    found = profile(of.train, axes(of.names, 0, 1), grid(31), of.start[None], SEARCH)
    with effort.part(SEARCH):
        # Calls have a fixed cost, of which a step asks for the usual share only.
        assert effort.left > -FLOOR // 200
    # A search never ends above its start.
    begun = of.train.value(axes(of.names, 0, 1).through(of.start).points(grid(31)))
    assert (found.objective <= begun * (1 + 1e-12)).all()
    assert share or found.left_out


class Written(Effort):
    """An Effort that writes down all counts."""

    def __init__(self) -> None:
        super().__init__()
        self.units: list[int] = []

    def spend(self, units: int) -> None:
        self.units.append(units)
        super().spend(units)


@np.errstate(all="ignore")
def test_what_a_descent_remembers_is_counted_besides_its_gradients():
    effort = Written()
    of = Problem.of(parse("samples=15&model=mlp&activation=identity"), effort)
    plane, points, basis = axes(of.names, 0, 1), grid(5), np.eye(of.start.size)[2:]
    fibres, w = Fibres(of.train, plane.points(points), basis), np.tile(of.start[2:], (len(points), 1))
    search = Search(fibres, w, fibres.value(np.arange(len(w)), w))
    minimise(search, neighbours_of(points), newton=False)
    remembered = evaluation_cost(of.train, len(basis)) - slope_cost(of.train)
    # With so few points this is most of an evaluation.
    assert remembered > slope_cost(of.train)
    assert effort.units.count(round(remembered) * len(points)) >= 1
