"""The arrows at the ball, against the same computed by hand."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.curvature.eigenvalues import hessian_cost
from solver.effort import NEWTON, Effort
from solver.optimizers import OPTIMIZERS
from solver.report.motion import Motion, newton_step
from solver.report.scene import Scene
from solver.training.problem import Problem
from solver.training.trainer import Training

ARROWS = ("gradient", "velocity", "step", "newton")
# A ravine that is turned against the axes, with a start beside its floor.
RAVINE = "function=ravine&condition=20&turn=30&start=3,1"


def moved(query: str) -> tuple[Scene, list, Motion]:
    training = Training(parse(query))
    recorded = list(training.run())
    scene = Scene.of(training, recorded)
    return scene, recorded, Motion.of(training, recorded, scene)


def trail(recorded: list, contender: int = 0) -> np.ndarray:
    return np.concatenate([frames.theta[contender] for frames in recorded])


def hessian(condition: float, turn: float) -> np.ndarray:
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    turned = np.array([[c, -s], [s, c]])
    return turned @ np.diag([1.0, condition]) @ turned.T


def test_on_a_quadratic_all_arrows_are_those_of_a_calculation_by_hand():
    _, recorded, found = moved(f"{RAVINE}&lr=0.04&epochs=25")
    theta, h = trail(recorded), hessian(20, 30)
    downhill = -0.04 * theta @ h
    assert found.epochs == list(range(26))
    np.testing.assert_allclose(found.gradient.coordinates[0], downhill, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found.gradient.length[0], np.linalg.norm(downhill, axis=-1), rtol=1e-12)
    # Gradient descent steps along the gradient's arrow; the last step was not taken.
    np.testing.assert_allclose(found.step.coordinates[0, :-1], downhill[:-1], rtol=1e-9, atol=1e-15)
    assert np.isnan(found.step.coordinates[0, -1]).all()
    assert np.isnan(found.step.length[0, -1])
    # On a bowl Newton's method reaches the minimum from everywhere.
    np.testing.assert_allclose(found.newton.coordinates[0], -theta, rtol=1e-12, atol=1e-15)
    assert np.isnan(found.velocity.length).all()
    assert found.slots == [{}]


@pytest.mark.parametrize("batch", [False, True])
def test_momentums_velocity_is_the_sum_of_the_gradients_that_faded(batch):
    problem = "samples=60&loss=mse&opt=momentum&momentum=0.8&lr=0.1&epochs=30"
    scene, recorded, found = moved(problem + ("&batch=10" if batch else ""))
    theta, train = trail(recorded), scene.training.problem.train
    order, samples = np.random.default_rng(0), 30
    velocity, expected = np.zeros(3), []
    for epoch in range(31):
        expected.append(-0.1 * velocity)
        rows = order.permutation(samples) if batch else np.arange(samples)
        at = theta[epoch]
        for begin in range(0, samples, 10 if batch else samples):
            _, gradient = train.on(rows[begin : begin + (10 if batch else samples)]).value_and_gradient(at[None])
            velocity = 0.8 * velocity + gradient[0]
            at = at - 0.1 * velocity
    lengths = np.linalg.norm(expected, axis=-1)
    np.testing.assert_allclose(found.velocity.length[0], lengths, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.slots[0]["v"], lengths / 0.1, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.velocity.coordinates[0], np.array(expected)[:, :2], rtol=1e-9, atol=1e-12)
    if not batch:
        # Momentum's velocity is the step before.
        np.testing.assert_allclose(found.velocity.length[0, 1:], found.step.length[0, :-1], rtol=1e-9)


def test_the_rate_is_that_of_the_step_from_there():
    _, recorded, found = moved(f"{RAVINE}&lr=0.04&epochs=20&schedule=exponential&manual=10:0.02")
    np.testing.assert_allclose(found.gradient.length[0, :-1], found.step.length[0, :-1], rtol=1e-9)
    rate = recorded[-1].columns["learning_rate"][0, -1]
    gradient = np.linalg.norm(recorded[-1].gradient[0, -1])
    assert found.gradient.length[0, -1] == pytest.approx(rate * gradient, rel=1e-12)


@pytest.mark.parametrize("kind", ["random&plane_seed=3", "pca", "hessian"])
def test_arrows_are_seen_in_a_plane_that_lies_askew(kind):
    scene, recorded, found = moved(f"opt=momentum&2.opt=adam&epochs=15&plane={kind}&through=end")
    plane = scene.plane
    assert (np.abs(plane.directions) > 1e-3).sum() > 2
    for k in range(2):
        theta = trail(recorded, k)
        ahead = plane.coordinates(theta[1:]) - plane.coordinates(theta[:-1])
        np.testing.assert_allclose(found.step.coordinates[k, :-1], ahead, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(found.step.length[k, :-1], np.linalg.norm(np.diff(theta, axis=0), axis=-1))
    for name in ARROWS:
        arrow = getattr(found, name)
        assert arrow.coordinates.shape == (2, 16, 2)
        # A projection is no longer than its vector.
        shown = np.linalg.norm(arrow.coordinates, axis=-1)
        assert (shown[:, :-1] <= arrow.length[:, :-1] * (1 + 1e-12)).all()


def test_on_a_line_there_is_one_coordinate():
    _, _, found = moved("epochs=5&plane=weight")
    assert found.step.coordinates.shape == (1, 6, 1)


def test_a_contender_that_has_stopped_takes_no_step_and_keeps_its_arrows():
    _, recorded, found = moved(f"{RAVINE}&lr=0.09&opt=momentum&momentum=0.5&2.lr=0.001&objective_below=0.01&epochs=60")
    trails = np.stack([trail(recorded, k) for k in range(2)])
    ends = [int(np.argmax((each == each[-1]).all(axis=-1))) for each in trails]
    assert ends[0] < 40 < ends[1]
    for k, end in enumerate(ends):
        assert np.isfinite(found.step.length[k, :end]).all()
        assert np.isnan(found.step.length[k, end:]).all()
    for arrow in (found.gradient, found.velocity, found.newton):
        assert (arrow.length[0, ends[0] :] == arrow.length[0, ends[0]]).all()
    assert (found.slots[0]["v"][ends[0] :] == found.slots[0]["v"][ends[0]]).all()


def test_a_diverged_contender_has_no_arrows_and_the_others_keep_theirs():
    scene, _, found = moved("function=rosenbrock&lr=0.1&2.opt=adam&epochs=30")
    end = scene.training.outcomes[0].epoch
    assert 1 < end < 30
    assert np.isfinite(found.step.length[0, : end - 1]).any()
    for name in ("gradient", "step", "newton"):
        arrow = getattr(found, name)
        assert np.isnan(arrow.length[0, end:]).all()
        assert np.isnan(arrow.coordinates[0, end:]).all()
    assert np.isfinite(found.gradient.coordinates[1]).all()
    assert np.isfinite(found.velocity.length[1]).all()


def test_newtons_step_goes_uphill_where_the_hessian_says_so_and_is_none_where_it_is_flat():
    saddle = Training(parse("function=saddle")).problem.train
    theta = np.array([[1.0, 2.0], [np.nan, 0.0]])
    steps = newton_step(saddle, theta, saddle.value_and_gradient(theta)[1])
    np.testing.assert_allclose(steps[0], [-1, -2])
    assert np.isnan(steps[1]).all()
    monkey = Training(parse("function=monkey_saddle")).problem.train
    flat = np.array([[0.0, 0.0]])
    assert np.isnan(newton_step(monkey, flat, monkey.value_and_gradient(flat)[1])).all()


def test_of_many_parameters_newton_steps_are_at_some_epochs_or_nowhere():
    network = "data=moons&samples=400&model=mlp&loss=cross_entropy&resolution=21"
    _, _, some = moved(f"{network}&hidden=16&epochs=60")
    known = np.isfinite(some.newton.length[0])
    assert 2 <= known.sum() < 61
    assert known[0]
    assert known[-1]
    assert np.isfinite(some.gradient.length).all()
    _, _, none = moved(f"{network}&hidden=32,32&epochs=2")
    assert np.isnan(none.newton.length).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_has_its_slots_and_a_velocity_if_it_declares_one(name):
    optimizer = OPTIMIZERS[name]
    _, recorded, found = moved(f"samples=40&opt={name}&epochs=22")
    assert set(found.slots[0]) == {slot.name for slot in optimizer.slots}
    assert all(norms.shape == (23,) for norms in found.slots[0].values())
    assert all(np.isfinite(norms).all() for norms in found.slots[0].values())
    assert np.isfinite(found.gradient.length).all()
    assert np.isfinite(found.velocity.length).all() == (optimizer.velocity is not None)
    if optimizer.velocity is not None:
        rates = np.concatenate([frames.columns["learning_rate"][0] for frames in recorded])
        expected = rates * found.slots[0][optimizer.velocity]
        np.testing.assert_allclose(found.velocity.length[0], expected, rtol=1e-12)


def test_a_histories_slot_is_its_newest_entry():
    _, recorded, found = moved(f"{RAVINE}&opt=lbfgs&epochs=4")
    steps = np.linalg.norm(np.diff(trail(recorded), axis=0), axis=-1)
    np.testing.assert_allclose(found.slots[0]["s"][1:3], steps[:2], rtol=1e-12)
    assert set(found.slots[0]) == {"s", "y", "eta"}


WIDE = [f"model=mlp&hidden={hidden}&samples={n}" for hidden in ("1", "8", "14,15,4", "20,20") for n in (12, 1200)]


@pytest.mark.parametrize("query", ["", "data=blobs&centers=4&loss=cross_entropy", *WIDE])
def test_a_whole_hessian_takes_no_more_than_is_asked_for(query):
    effort = Effort()
    of = Problem.of(parse(query), effort)
    theta = np.random.default_rng(1).standard_normal((12, of.start.size))
    with effort.part(NEWTON):
        newton_step(of.train, theta, theta)
    asked = len(theta) * hessian_cost(of.train.work, of.start.size)
    assert 0 < effort.spent[NEWTON] <= asked
