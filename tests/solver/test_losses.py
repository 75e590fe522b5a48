import numpy as np
import pytest

from solver.losses import LOSSES

ALL = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
# Of one point, as its definition says and where no float overflows.
DEFINITIONS = {
    "sse": lambda m: (1 / (1 + np.exp(m))) ** 2,
    "mse": lambda m: (1 / (1 + np.exp(m))) ** 2,
    "cross_entropy": lambda m: np.log1p(np.exp(-m)),
}
FAR_WRONG = {"sse": 1.0, "mse": 1.0, "cross_entropy": 1e4}


def test_every_loss_has_its_definition_here():
    assert set(DEFINITIONS) == set(FAR_WRONG) == set(LOSSES)


@ALL
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_it_is_its_definition_summed_or_averaged(loss, dtype):
    margins = np.random.default_rng(0).uniform(-20, 20, (3, 50)).astype(dtype)
    points = DEFINITIONS[loss.name](margins.astype(np.float64))
    expected = points.sum(axis=-1) if loss.reduction == "sum" else points.mean(axis=-1)
    rtol = 1e-13 if dtype is np.float64 else 1e-5
    np.testing.assert_allclose(loss.value(margins.copy()), expected, rtol=rtol)
    value, _ = loss.value_and_slope(margins.copy())
    np.testing.assert_allclose(value, expected, rtol=rtol)
    assert value.dtype == dtype


@ALL
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("margin", [-1e4, -800.0, -40.0, 0.0, 40.0, 800.0, 1e4])
def test_it_is_stable_however_certain_the_prediction(loss, dtype, margin):
    margins = np.full((1, 2), margin, dtype=dtype)
    # An exponential that overflows to infinity gives the right 0, so callers let it; nothing else may warn.
    with np.errstate(all="raise", over="ignore", under="ignore"):
        value, slope = loss.value_and_slope(margins.copy())
        again = loss.value(margins.copy())
    scale = 2 if loss.reduction == "sum" else 1
    with np.errstate(over="ignore"):
        defined = -margin if margin < -100 else DEFINITIONS[loss.name](margin)
    expected = min(defined, FAR_WRONG[loss.name]) * scale
    np.testing.assert_allclose([value[0], again[0]], expected, rtol=1e-5, atol=1e-37)
    assert np.isfinite(slope).all()
    assert (slope <= 0).all()


@ALL
def test_tiny_losses_keep_their_relative_accuracy(loss):
    margins = np.linspace(5, 40, 36)
    expected = DEFINITIONS[loss.name](margins)
    values = [loss.value(np.array([m], dtype=np.float32)) for m in margins]
    np.testing.assert_allclose(np.ravel(values), expected, rtol=1e-5)


@ALL
def test_its_slope_is_the_derivative_by_each_margin(loss):
    margins = np.random.default_rng(1).uniform(-6, 6, (4, 7))
    _, slope = loss.value_and_slope(margins.copy())
    for i in range(7):
        h = 6e-6 * np.maximum(1, np.abs(margins[:, i]))
        up, down = margins.copy(), margins.copy()
        up[:, i] += h
        down[:, i] -= h
        numeric = (loss.value(up) - loss.value(down)) / (2 * h)
        np.testing.assert_allclose(slope[:, i], numeric, rtol=1e-6, atol=1e-9)
