"""Mini-batches: the points that each update uses."""

from collections.abc import Iterator

import numpy as np
import pytest

from solver.compiled import functions
from solver.config import RunConfig
from solver.config.query import parse
from solver.model.data_objective import DataObjective
from solver.objective import Objective
from solver.training.lanes import Lane
from solver.training.problem import Problem
from tests.solver.runs import collected, same_bits

MODELS = ["", "&model=mlp&hidden=3", "&centers=3", "&centers=3&model=mlp&hidden=2,2&activation=gelu"]


def descended(config: RunConfig) -> Iterator[np.ndarray]:
    """Mini-batch gradient descent: each epoch draws an order of the points; its last batch is the rest."""
    p, problem = config.problem, Problem.of(config)
    points, labels = problem.data.training
    x = np.column_stack((points, np.ones(len(points))))
    order = np.random.default_rng(config.batch_seed)
    size, rate = config.contenders[0].batch_size or len(points), config.contenders[0].learning_rate
    theta = problem.start[None].copy()
    yield theta
    for _ in range(config.epochs):
        rows = order.permutation(len(points))
        for i in range(0, len(rows), size):
            batch = rows[i : i + size]
            seen = DataObjective.of(p.network, p.loss, x[batch], labels[batch], p.l1, p.l2)
            theta = theta - rate * seen.value_and_gradient(theta)[1]
        yield theta


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("size", [1, 7, 49, 50])
def test_mini_batches_are_drawn_anew_every_epoch_and_the_smaller_last_one_is_used(size, model):
    epochs = 4 if model else 12
    query = f"samples=100&loss=cross_entropy&lr=0.1&batch={size}&epochs={epochs}&batch_seed=4&l2=0.1{model}"
    expected = np.concatenate(list(descended(parse(query))))
    np.testing.assert_allclose(collected(parse(query))["theta"][0], expected, rtol=1e-9, atol=1e-12)


@pytest.fixture
def seen(monkeypatch) -> list[np.ndarray]:
    """The rows of every batch, in order, of updates that are not compiled."""
    monkeypatch.setattr(functions, "available", lambda: False)
    rows: list[np.ndarray] = []
    on = DataObjective.on

    def listening(self: DataObjective, points: np.ndarray) -> DataObjective:
        rows.append(points.copy())
        return on(self, points)

    monkeypatch.setattr(DataObjective, "on", listening)
    return rows


@pytest.mark.parametrize(("size", "sizes"), [(1, [1] * 50), (10, [10] * 5), (7, [7] * 7 + [1]), (49, [49, 1])])
def test_an_epoch_is_every_training_point_once(seen, size, sizes):
    collected(parse(f"samples=100&batch={size}&epochs=3"))
    assert [len(rows) for rows in seen] == 3 * sizes
    epochs = np.concatenate(seen).reshape(3, 50)
    assert (np.sort(epochs) == np.arange(50)).all()
    # Each epoch has another order, and none has that of the points.
    assert len({tuple(order) for order in [*epochs.tolist(), list(range(50))]}) == 4


def test_full_batches_make_none(seen):
    collected(parse("samples=100&epochs=3&2.opt=adam"))
    assert seen == []


def test_contenders_of_one_batch_size_share_them_whatever_their_optimizers(seen):
    each = "lr=0.01&batch=16&2.opt=adam&2.batch=16&3.opt=lbfgs&3.batch=16"
    collected(parse(f"samples=100&epochs=4&{each}"))
    shared = [rows.tolist() for rows in seen]
    for alone in ("lr=0.01&batch=16", "opt=adam&batch=16", "opt=lbfgs&batch=16"):
        seen.clear()
        collected(parse(f"samples=100&epochs=4&{alone}"))
        assert [rows.tolist() for rows in seen] == shared


def test_contenders_of_several_batch_sizes_go_through_one_order(monkeypatch):
    orders: dict[int, list] = {}
    record = Lane.record

    def listening(self: Lane, objective: Objective, given: list) -> object:
        orders.setdefault(id(self), []).extend([None if order is None else order.tolist() for order in given])
        return record(self, objective, given)

    monkeypatch.setattr(Lane, "record", listening)
    collected(parse("samples=100&epochs=30&batch=16&2.opt=adam&2.batch=5&3.opt=adam"))
    first, *others = orders.values()
    assert len(others) == 2
    assert all(other == first for other in others)
    # One order for each epoch, and none after the last.
    assert len(first) == 31
    assert [order is None for order in first] == [False] * 30 + [True]


def test_the_seed_of_the_batches_changes_the_batches_and_nothing_else():
    zero, one = (collected(parse(f"batch=16&epochs=3&batch_seed={seed}")) for seed in (0, 1))
    assert (zero["theta"][:, 0] == one["theta"][:, 0]).all()
    assert (zero["theta"][:, 1] != one["theta"][:, 1]).any()


@pytest.mark.parametrize("size", [500, 501, 5000])
@pytest.mark.parametrize("beside", ["", "&2.opt=adam&2.batch=10"])
def test_a_batch_of_all_points_is_the_full_batch(size, beside):
    with_size, without = (collected(parse(query + beside)) for query in (f"epochs=9&batch={size}", "epochs=9"))
    assert all(same_bits(with_size[name], without[name]) for name in with_size)
