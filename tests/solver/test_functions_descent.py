"""Descent on the test functions: what their words promise, and divergence where theory predicts it."""

import numpy as np
import pytest

from solver.curvature.eigenvalues import curvature
from solver.functions import FUNCTIONS, FunctionObjective
from solver.optimizers import OPTIMIZERS
from solver.training.descent import descend

each = pytest.mark.parametrize("name", FUNCTIONS)
EXTREMES = [("ravine", {"condition": k, "turn": t}) for k, t in ((1.0, 0.0), (1e6, 40.0))]
EXTREMES += [("double_well", {"tilt": tilt}) for tilt in (0.0, 0.3)]


def trail(name: str, steps: int = 100, start=None, rate: float | None = None, options=None, **how) -> np.ndarray:
    function = FUNCTIONS[name]
    checked = function.check(options or {})
    objective = FunctionObjective(function, checked)
    return descend(
        objective.value_and_gradient,
        function.start(checked) if start is None else start,
        learning_rate=function.rate(checked) if rate is None else rate,
        steps=steps,
        hvp=objective.hessian_product,
        **how,
    )


@pytest.mark.parametrize(("name", "options"), [*((name, {}) for name in FUNCTIONS), *EXTREMES])
def test_a_hundred_steps_from_the_start_at_the_rate_go_down_and_stay_in_sight(name, options):
    theta = trail(name, options=options)
    value = FUNCTIONS[name].value(theta, FUNCTIONS[name].check(options))
    assert np.isfinite(theta).all()
    low, high = np.array(FUNCTIONS[name].window).T
    assert ((low <= theta) & (theta <= high)).all()
    # At a minimum rounding goes up and down.
    assert np.diff(value).max() < 1e-12 * np.abs(value).max()
    seen = np.ptp(FUNCTIONS[name].value(np.stack((theta[0], theta[-1])), FUNCTIONS[name].check(options)))
    assert seen > 0.01 * abs(value[0])


@pytest.mark.parametrize("condition", [1.0, 20.0, 1000.0])
@pytest.mark.parametrize("turn", [0.0, 30.0])
@pytest.mark.parametrize(
    ("optimizer", "hyperparameters"),
    [
        ("gradient_descent", {}),
        *((name, {"momentum": mu}) for name in ("momentum", "nesterov") for mu in (0.0, 0.5, 0.9)),
    ],
)
def test_on_a_ravine_descent_diverges_exactly_where_the_gauge_says(condition, turn, optimizer, hyperparameters):
    """Just below the limit the component across the ravine decays; just above it, it grows."""
    options = {"condition": condition, "turn": turn}
    ravine = FUNCTIONS["ravine"]
    largest = curvature(FunctionObjective(ravine, options).hessian_product, ravine.start(options)).largest
    assert largest == pytest.approx(condition, rel=1e-12)
    limit = OPTIMIZERS[optimizer].stability_limit(hyperparameters)
    expected = {"gradient_descent": 2, "momentum": 2 * (1 + (mu := hyperparameters.get("momentum", 0)))}
    assert limit == pytest.approx(expected.get(optimizer, 2 * (1 + mu) / (1 + 2 * mu)))
    across = np.array([-np.sin(np.radians(turn)), np.cos(np.radians(turn))])
    for share, converges in ((0.999, True), (1.001, False)):
        theta = trail(
            "ravine",
            steps=3000,
            rate=share * limit / largest,
            options=options,
            optimizer=optimizer,
            hyperparameters=hyperparameters,
        )
        size = np.abs(theta @ across)
        assert (size[-1] < 0.1) if converges else (size[-1] > 10)
        assert (size[-300:].max() < size[-1500:-1200].max()) == converges


@pytest.mark.parametrize(("rate", "converges"), [(1.99 / 18, True), (2.01 / 18, False)])
def test_booth_is_as_curved_as_its_sentence_says(rate, converges):
    hessian = FUNCTIONS["booth"].hessian(np.zeros(2), {})
    np.testing.assert_allclose(np.linalg.eigvalsh(hessian), [2, 18])
    theta = trail("booth", steps=2000, rate=rate)
    assert (np.abs(theta[-1] - [1, 3]).max() < 1e-3) == converges


def test_peaks_and_valleys_ends_beside_the_lowest_and_a_step_away_in_it():
    peaks = FUNCTIONS["peaks_and_valleys"]
    assert trail("peaks_and_valleys", steps=500)[-1] == pytest.approx(peaks.local_minima({})[1])
    beyond = trail("peaks_and_valleys", steps=500, start=peaks.start({}) + 0.2)
    assert beyond[-1] == pytest.approx(peaks.minima({})[0])


def test_only_momentum_leaves_the_shallow_well():
    assert trail("double_well", steps=500)[-1] == pytest.approx(0.946, abs=1e-3)
    heavy = trail("double_well", steps=500, optimizer="momentum", hyperparameters={"momentum": 0.9})
    assert heavy[-1] == pytest.approx(-1.0467, abs=1e-3)


def test_the_plateau_holds_plain_descent_for_half_of_its_steps():
    theta = trail("plateau")[:, 0]
    value = FUNCTIONS["plateau"].value(theta[:, None], {})
    flat = np.abs(np.diff(value)) < 1e-3
    assert np.count_nonzero(flat[:80]) > 40
    assert value[75] > 0.9
    assert value[-1] < 1e-6


def test_a_small_change_of_the_start_leads_to_another_of_himmelblaus_minima():
    himmelblau = FUNCTIONS["himmelblau"]
    starts = himmelblau.start({}) + np.array([[-0.5, -0.5], [-0.5, 0.5], [0.5, -1.0], [0.5, 0.5]])
    ends = trail("himmelblau", steps=2000, start=starts)[-1]
    reached = np.abs(ends[:, None] - himmelblau.minima({})).max(axis=-1).argmin(axis=1)
    assert sorted(reached.tolist()) == [0, 1, 2, 3]


def test_the_saddle_holds_descent_and_lets_it_fall():
    theta = trail("saddle")
    assert np.abs(theta[50]).max() < 0.1
    assert np.abs(theta[-1, 1]) > 2


def test_easoms_plain_has_no_slope_to_follow():
    assert (trail("easom", start=[40.0, -40.0]) == [40, -40]).all()


@pytest.mark.parametrize(("name", "rate"), [("beale", 0.01), ("goldstein_price", 1e-4)])
def test_a_rate_that_suits_the_floor_explodes_on_the_walls(name, rate):
    assert not np.isfinite(trail(name, start=np.array(FUNCTIONS[name].window)[:, 0] * 0.9, rate=rate)[-1]).all()
