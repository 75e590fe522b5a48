"""The halves of a data set, and their scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_blobs
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from solver.datasets import DATASETS, make

# A visitor's own points have tests of their own.
each_name = pytest.mark.parametrize("name", [name for name in DATASETS if name != "own"])


def test_the_tutorials_data_are_scikit_learns_calls(tutorial):
    of, split = tutorial["dataset"], tutorial["split"]
    x, y = make_blobs(
        n_samples=of["n_samples"],
        n_features=of["n_features"],
        centers=of["centers"],
        cluster_std=of["cluster_std"],
        random_state=of["random_state"],
    )
    expected = train_test_split(x, y, test_size=split["test_size"], random_state=split["random_state"])
    data = make("blobs", DATASETS["blobs"].defaults(), of["random_state"], split["test_size"], split["random_state"])
    found = data.training[0], data.test[0], data.training[1], data.test[1]
    assert all(a.tobytes() == b.tobytes() for a, b in zip(expected, found, strict=True))


@each_name
def test_both_halves_together_are_all_points_once(name):
    options = DATASETS[name].defaults()
    points, labels = DATASETS[name].generate(options, 3)
    one, other = (make(name, options, 3, 0.3, split_seed) for split_seed in (0, 1))
    assert (one.points != other.points).any()
    for data in (one, other):
        assert (data.train, len(data.training[0]), len(data.test[0])) == (700, 700, 300)
        assert data.labels.dtype == np.intp
        assert data.classes == 2
        assert {(*p, c) for p, c in zip(data.points.tolist(), data.labels.tolist(), strict=True)} == {
            (*p, c) for p, c in zip(points.tolist(), labels.tolist(), strict=True)
        }


@pytest.mark.parametrize(
    ("name", "option"), [("blobs", "centers"), ("spirals", "arms"), ("gaussian_quantiles", "classes")]
)
def test_the_number_of_classes_is_the_options(name, option):
    assert make(name, DATASETS[name].check({option: 4}), 0, 0.5, 0).classes == 4


@each_name
def test_nothing_is_standardised_unless_asked_for(name):
    data = make(name, DATASETS[name].defaults(), 0, 0.5, 0)
    assert data.mean.tolist() == [0, 0]
    assert data.scale.tolist() == [1, 1]


@each_name
@given(seed=st.integers(0, 2**32 - 1), fraction=st.floats(0.1, 0.9), samples=st.integers(10, 300))
def test_standardising_is_fitted_on_the_training_half_only(name, seed, fraction, samples):
    options = DATASETS[name].check({"samples": samples})
    raw = make(name, options, seed, fraction, 0)
    data = make(name, options, seed, fraction, 0, standardise=True)
    scaler = StandardScaler().fit(raw.training[0])
    assert data.train == raw.train
    assert (data.labels == raw.labels).all()
    np.testing.assert_allclose(data.training[0], scaler.transform(raw.training[0]), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(data.test[0], scaler.transform(raw.test[0]), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(data.mean, raw.training[0].mean(axis=0), rtol=1e-9, atol=1e-12)
    if data.train > 1:
        np.testing.assert_allclose(data.scale, raw.training[0].std(axis=0), rtol=1e-9)
    np.testing.assert_allclose(data.points * data.scale + data.mean, raw.points, rtol=1e-9, atol=1e-12)


@each_name
def test_a_training_half_of_one_point_has_no_deviation_to_divide_by(name):
    options = DATASETS[name].check({"samples": 10})
    data = make(name, options, 0, 0.9, 0, standardise=True)
    assert data.train == 1
    assert data.scale.tolist() == [1, 1]
    assert data.training[0].tolist() == [[0, 0]]
    assert np.isfinite(data.points).all()


@each_name
def test_changing_drawn_data_changes_no_later_run(name):
    """Drawn points are kept for the next run."""
    data = make(name, DATASETS[name].defaults(), 7, 0.5, 0)
    arrays = data.points, data.labels, data.drawn
    before = [array.copy() for array in arrays]
    for array in arrays:
        array[:] = 1
    again = make(name, DATASETS[name].defaults(), 7, 0.5, 0)
    for array, expected in zip((again.points, again.labels, again.drawn), before, strict=True):
        assert (array == expected).all()
