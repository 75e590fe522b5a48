"""The table of conventions in docs/mathematics.md, line by line, where books and libraries differ."""

import pathlib
import re

import numpy as np
import pytest
from sklearn.datasets import make_circles, make_moons
from sklearn.model_selection import train_test_split

from solver import descend
from solver.config.query import parse
from solver.datasets import DATASETS
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.schedules import rates
from solver.stopping import RULES, History
from solver.training.problem import Problem
from solver.training.trainer import Training

MATHEMATICS = pathlib.Path(__file__).parents[2] / "docs" / "mathematics.md"
ZERO = np.zeros(1)


def jitter():
    for name, make in (("moons", make_moons), ("circles", lambda **given: make_circles(factor=0.5, **given))):
        options = DATASETS[name].check({"samples": 40, "noise": 0.0})
        still, labels = DATASETS[name].generate(options, 3)
        if name == "moons":
            theirs, classes = make(n_samples=40, random_state=3)
            np.testing.assert_array_equal(still, theirs)
            np.testing.assert_array_equal(labels, classes)
        moved, _ = DATASETS[name].generate(options | {"noise": 0.2}, 3)
        own = np.random.default_rng([3, 1]).standard_normal((40, 2))
        np.testing.assert_allclose(moved - still, 0.2 * own, atol=1e-15)
        assert np.abs(moved - make(n_samples=40, noise=0.2, random_state=3)[0]).max() > 0.05


def flips():
    for share, count in ((0.05, 2), (0.06, 3), (0.1, 5)):
        generate = DATASETS["moons"].generate
        options = DATASETS["moons"].check({"samples": 50})
        was, now = (generate(options | {"flip": flip}, 1)[1] for flip in (0.0, share))
        assert np.count_nonzero(was != now) == count


def split():
    data = Problem.of(parse("data=moons&samples=11&test=0.3&split_seed=5")).data
    points, labels = DATASETS["moons"].generate(DATASETS["moons"].check({"samples": 11}), 1)
    train, test, own, _ = train_test_split(points, labels, test_size=0.3, random_state=5)
    assert (len(train), len(test)) == (7, 4)
    np.testing.assert_array_equal(data.training[0], train)
    np.testing.assert_array_equal(data.training[1], own)


def standardising():
    data = Problem.of(parse("data=moons&samples=30&standardise=1")).data
    np.testing.assert_allclose(data.training[0].std(axis=0, ddof=0), 1, rtol=1e-12)
    np.testing.assert_allclose(data.training[0].mean(axis=0), 0, atol=1e-12)


def bias():
    of = Problem.of(parse("data=moons&samples=30&model=mlp&hidden=2"))
    assert of.names[2::3][:2] == ("b1.1", "b1.2")
    assert of.names[-1].startswith("b")
    assert (of.train.columns[-1] == 1).all()


def penalty():
    theta = np.array([[3.0, -4.0, 5.0]])
    plain, l1, l2 = (
        Problem.of(parse(f"samples=20&loss=mse{rest}")).train.value(theta) for rest in ("", "&l1=0.1", "&l2=0.1")
    )
    np.testing.assert_allclose([l1 - plain, l2 - plain], [[0.1 * 7], [0.1 * 25 / 2]])
    of = Problem.of(parse("samples=20&l1=0.1")).train
    np.testing.assert_array_equal(of.penalty.slope(np.zeros((1, 3))), 0)


def hinges():
    for name in ("hinge", "squared_hinge"):
        assert LOSSES[name].two.value_and_slope(np.ones(1))[1] == 0
        assert LOSSES[name].two.curvature(np.ones(1)) == 0
        hot, scores = np.array([[1.0], [0.0]]), np.array([[[1.0], [0.0]]])
        assert not LOSSES[name].many.value_and_slope(scores, hot)[1].any()


def kinks():
    assert ACTIVATIONS["relu"].slope(ZERO, ZERO) == 0
    assert ACTIVATIONS["leaky_relu"].slope(ZERO, ZERO) == 0.01


def elu():
    assert ACTIVATIONS["elu"].slope(ZERO, ZERO) == 1
    assert ACTIVATIONS["elu"].curvature(ZERO, ZERO) == 1
    assert ACTIVATIONS["elu"].curvature(ZERO + 1e-9, ZERO + 1e-9) == 0


def ties():
    for classes, right in ((2, [True, False]), (3, [True, False, False])):
        network = Network(2, (), 1 if classes == 2 else classes, ACTIVATIONS["identity"])
        of = DataObjective.of(network, "mse", np.ones((classes, 2)), np.arange(classes))
        level = np.zeros((1, network.size))
        assert of.measure(level).right[0].tolist() == right
        assert (of.predictions(level[0]) == 0).all()
        assert not of.measure(level * np.nan).right.any()


def stopping():
    seen = History(0.0)
    seen.see(0, 1.0, 0.5)
    assert not RULES["objective_below"].holds(seen, 1.0)
    assert RULES["accuracy_above"].holds(seen, 0.5)
    seen.see(1, 1.0, 0.5)
    assert RULES["no_improvement"].holds(seen, 1)


def batches():
    training = Training(parse("data=moons&samples=20&batch=4&epochs=3&loss=mse"))
    last = list(training.run())[-1]
    # Ten training points: two batches of four and one of two.
    assert last.columns["updates"][0, -1] == 9
    of = Problem.of(parse("data=moons&samples=20&loss=mse&l2=0.1")).train
    assert of.on(np.arange(2)).divisor == 2
    assert of.on(np.arange(2)).penalty is of.penalty


def adam():
    def constant(theta):
        return theta.sum(axis=-1), np.full_like(theta, 1e-8)

    # Without bias m and v are g and g^2: a step of rate * g / (|g| + eps).
    path = descend(constant, np.zeros(1), optimizer="adam", learning_rate=0.1, steps=1, hyperparameters={"eps": 1e-8})
    assert path[1] == pytest.approx(-0.05)


def nesterov():
    def constant(theta):
        return theta.sum(axis=-1), np.ones_like(theta)

    path = descend(constant, np.zeros(1), optimizer="nesterov", learning_rate=1.0, steps=2)
    # v = 1, then 1.9; steps g + 0.9 v.
    np.testing.assert_allclose(np.diff(path[:, 0]), [-1.9, -2.71])


def signs():
    def level(theta):
        return np.zeros(len(theta)), np.zeros_like(theta)

    for name in ("lion", "rprop"):
        assert not descend(level, np.zeros(2), optimizer=name, learning_rate=0.1, steps=3).any()


def one_cycle():
    from solver.schedules import SCHEDULES

    h = SCHEDULES["one_cycle"].check({"period": 10})
    found = rates("one_cycle", h, 1.0, 14)
    lowest = 1 / h["initial_divisor"] / h["final_divisor"]
    np.testing.assert_allclose(found[9:], lowest)
    assert found.max() == pytest.approx(1)
    assert found[int(h["peak_fraction"] * 10) - 1] == pytest.approx(1)


HELD = {
    "Jitter of moons and circles": jitter,
    "Flipped labels": flips,
    "Split": split,
    "Standardising": standardising,
    "Bias": bias,
    "Penalty": penalty,
    "Hinge where the margin is 1": hinges,
    "ReLU and leaky ReLU at 0": kinks,
    "ELU at 0": elu,
    "Scores of 0, ties, NaN": ties,
    "Stopping": stopping,
    "Mini-batches": batches,
    "Adam's epsilon": adam,
    "Nesterov": nesterov,
    "Sign of 0": signs,
    "One cycle's ends": one_cycle,
}


def test_every_convention_of_the_docs_is_held():
    table = MATHEMATICS.read_text(encoding="utf-8").split("## Conventions")[1].split("\n#")[0]
    assert re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)[2:] == list(HELD)


@pytest.mark.parametrize("name", HELD)
def test_convention(name):
    HELD[name]()
