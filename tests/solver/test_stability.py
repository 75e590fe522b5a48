"""The gauge, learning rate times largest eigenvalue along a run, against the limit where theory has one."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.report.stability import Stability
from solver.training.trainer import Training


def measured(query: str) -> tuple[Training, list, Stability]:
    training = Training(parse(query))
    recorded = list(training.run())
    return training, recorded, Stability.of(training, recorded)


@pytest.mark.parametrize("condition", [1, 20, 1000])
@pytest.mark.parametrize("turn", [0, 30])
@pytest.mark.parametrize(
    ("optimizer", "limit"),
    [
        ("gradient_descent", 2),
        ("momentum&momentum=0.5", 2 * 1.5),
        ("momentum&momentum=0.9", 2 * 1.9),
        ("nesterov&momentum=0.5", 2 * 1.5 / 2),
        ("nesterov&momentum=0.9", 2 * 1.9 / 2.8),
    ],
)
def test_on_a_quadratic_a_run_diverges_where_the_gauge_says_so(optimizer, limit, turn, condition):
    for share, grows in ((0.999, False), (1.001, True)):
        rate = limit / condition * share
        query = f"function=ravine&condition={condition}&turn={turn}&start=0,1&opt={optimizer}&lr={rate!r}&epochs=2000"
        _, recorded, found = measured(query)
        assert found.limits == [pytest.approx(limit)]
        np.testing.assert_allclose(found.largest, condition, rtol=1e-12)
        np.testing.assert_allclose(found.condition, condition, rtol=1e-9)
        np.testing.assert_allclose(found.product, limit * share, rtol=1e-12)
        assert ((found.product > limit) == grows).all()
        far = np.abs(np.concatenate([frames.theta[0] for frames in recorded])).max(axis=-1)
        assert (far[-200:].max() > far[1500:1700].max()) == grows


def test_the_numbers_are_those_of_each_contender_at_each_epoch():
    training, recorded, found = measured("epochs=12&2.opt=adam&3.opt=momentum&3.schedule=exponential")
    theta = np.concatenate([frames.theta for frames in recorded], axis=1)
    rates = np.concatenate([frames.columns["learning_rate"] for frames in recorded], axis=1)
    assert found.epochs == list(range(13))
    assert found.limits == [2, None, pytest.approx(2 * 1.9)]
    for k in range(3):
        for e in (0, 5, 12):
            h = training.problem.train.hessian_product(np.tile(theta[k, e], (3, 1)), np.eye(3))
            values = np.linalg.eigvalsh((h + h.T) / 2)
            assert found.largest[k, e] == pytest.approx(values[-1], rel=1e-9)
            assert found.smallest[k, e] == pytest.approx(values[0], rel=1e-9, abs=1e-9)
            assert found.product[k, e] == pytest.approx(rates[k, min(e + 1, 12)] * values[-1], rel=1e-9)
            sizes = np.abs(values)
            assert found.condition[k, e] == pytest.approx(sizes.max() / sizes.min(), rel=1e-6)


def test_parameters_that_are_not_finite_have_no_curvature():
    _, _, found = measured("loss=cross_entropy&epochs=5&2.opt=gradient_descent&2.lr=1e308")
    assert np.isfinite(found.largest[0]).all()
    assert np.isfinite(found.largest[1, 0])
    assert np.isnan(found.largest[1, 1:]).all()
    assert np.isnan(found.product[1, 1:]).all()


def test_an_expensive_run_is_measured_at_fewer_epochs_the_first_and_the_last_among_them():
    _, recorded, found = measured("data=moons&model=mlp&hidden=16&loss=mse&epochs=40&2.opt=adam&3.opt=sam")
    assert 2 <= len(found.epochs) < 41
    assert (found.epochs[0], found.epochs[-1]) == (0, recorded[-1].last)
    assert found.epochs == sorted(set(found.epochs))
    assert found.largest.shape == (3, len(found.epochs))


def test_the_rate_is_that_of_the_next_step():
    _, recorded, found = measured("function=bowl&lr=3&schedule=step&step_size=3&gamma=0.1&epochs=10&start=1,1")
    length = np.concatenate([np.linalg.norm(frames.theta[0], axis=-1) for frames in recorded])
    # A step is longer than the one before exactly where the gauge is above 2.
    assert ((found.product[0, :-1] > 2) == (length[1:] > length[:-1])).all()
    assert len(set(found.product[0].tolist())) > 2


@pytest.mark.parametrize(("batch", "limit"), [(1, None), (499, None), (500, 2.0), (5000, 2.0)])
def test_no_limit_is_claimed_in_mini_batches(batch, limit):
    assert measured(f"epochs=2&batch={batch}")[2].limits == [limit]
