"""The properties of each kind of data set."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_circles, make_gaussian_quantiles, make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.neighbors import KNeighborsClassifier

from solver.datasets import DATASETS
from solver.registry import FieldError


def generate(name: str, seed: int = 0, **options):
    dataset = DATASETS[name]
    return dataset.generate(dataset.check(options), seed)


def line(points, labels) -> float:
    """The best accuracy of a linear model."""
    return LogisticRegression().fit(points, labels).score(points, labels)


def neighbour(points, labels) -> float:
    """The share of the second half whose nearest neighbour in the first half has the same class."""
    half = len(points) // 2
    return KNeighborsClassifier(1).fit(points[:half], labels[:half]).score(points[half:], labels[half:])


@pytest.mark.parametrize("samples", [10, 999, 1000])
@pytest.mark.parametrize(
    ("name", "options", "call"),
    [
        ("blobs", {}, lambda n, seed: make_blobs(n, centers=2, cluster_std=1.5, random_state=seed)),
        (
            "blobs",
            {"centers": 5, "spread": 0.7},
            lambda n, seed: make_blobs(n, centers=5, cluster_std=0.7, random_state=seed),
        ),
        (
            "blobs",
            {"centers": 3, "spreads": [0.5, 1.0, 3.0]},
            lambda n, seed: make_blobs(n, centers=3, cluster_std=[0.5, 1.0, 3.0], random_state=seed),
        ),
        ("moons", {}, lambda n, seed: make_moons(n, random_state=seed)),
        ("circles", {}, lambda n, seed: make_circles(n, factor=0.5, random_state=seed)),
        (
            "gaussian_quantiles",
            {"classes": 4},
            lambda n, seed: make_gaussian_quantiles(n_samples=n, n_classes=4, random_state=seed),
        ),
        (
            "overlapping",
            {},
            lambda n, seed: make_blobs(n, centers=[(0, -3.5), (-2, -6.5)], cluster_std=1.8, random_state=seed),
        ),
    ],
)
def test_what_scikit_learn_makes_is_its_own_call_bit_for_bit(name, options, call, samples):
    for seed in (0, 1, 2**32 - 1):
        expected = call(samples, seed)
        found = generate(name, seed, samples=samples, noise=0.0, **options)
        assert found[0].tobytes() == expected[0].tobytes()
        assert (found[1] == expected[1]).all()


def test_each_blob_has_its_own_spread():
    spreads = [0.5, 4.0, 1.0]
    points, labels = generate("blobs", samples=5000, centers=3, spread=2.0, spreads=spreads)
    found = [np.sqrt((points[labels == c].std(axis=0) ** 2).mean()) for c in range(3)]
    np.testing.assert_allclose(found, spreads, rtol=0.05)


@pytest.mark.parametrize("centers", [2, 3, 6])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_there_must_be_one_spread_a_centre(centers, count):
    options = {"centers": centers, "spreads": [1.0] * count}
    if count == centers:
        assert DATASETS["blobs"].check(options)["spreads"] == (1.0,) * count
        return
    with pytest.raises(FieldError, match=f"must have {centers} numbers, one for each centre, not {count}") as refusal:
        DATASETS["blobs"].check(options)
    assert refusal.value.field == "spreads"


@pytest.mark.parametrize("samples", [10, 100, 5000])
@pytest.mark.parametrize("centers", range(2, 7))
@pytest.mark.parametrize("imbalance", [1, 1.5, 4, 20])
def test_imbalanced_blobs_shrink_geometrically(samples, centers, imbalance):
    _, labels = generate("blobs", samples=samples, centers=centers, imbalance=imbalance)
    sizes = np.bincount(labels)
    exact = np.geomspace(imbalance, 1, centers)
    exact *= samples / exact.sum()
    assert sizes.sum() == samples
    assert sizes.min() >= 1
    assert (np.diff(sizes) <= 0).all()
    if exact.min() >= 1:
        assert np.abs(sizes - exact).max() <= 1
    if samples == 5000:
        assert sizes[0] / sizes[-1] == pytest.approx(imbalance, rel=0.02)


def test_half_moons_lie_on_two_unit_half_circles_that_interlock():
    points, labels = generate("moons", noise=0.0)
    upper, lower = points[labels == 0], points[labels == 1]
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert upper[:, 1].min() > -1e-12
    assert lower[:, 1].max() < 0.5 + 1e-12
    assert 0.8 < line(points, labels) < 0.95
    assert neighbour(points, labels) == 1


@pytest.mark.parametrize("factor", [0.0, 0.3, 0.8])
def test_circles_have_their_radii(factor):
    points, labels = generate("circles", noise=0.0, factor=factor)
    np.testing.assert_allclose(np.hypot(*points.T), np.where(labels == 0, 1, factor), atol=1e-12)
    assert np.bincount(labels).tolist() == [500, 500]


def test_no_line_parts_the_circles():
    assert line(*generate("circles")) < 0.65


@pytest.mark.parametrize("gap", [0.0, 0.4, 4.0])
def test_exclusive_or_is_four_squares_of_the_product_s_sign(gap):
    points, labels = generate("xor", noise=0.0, gap=gap, samples=1001)
    assert (labels == (points[:, 0] * points[:, 1] < 0)).all()
    assert np.abs(points).min() >= gap / 2
    assert np.abs(points).max() <= gap / 2 + 2
    quadrants = np.bincount(2 * (points[:, 0] < 0) + (points[:, 1] < 0))
    assert sorted(quadrants.tolist()) == [250, 250, 250, 251]
    # Uniform: the mean distance of each coordinate from the square's inner edge is 1, to five standard errors.
    inside = np.abs(points) - gap / 2
    assert np.abs(inside.mean(axis=0) - 1).max() < 5 * np.sqrt(1 / 3 / 1001)


def test_no_line_parts_the_exclusive_or():
    points, labels = generate("xor")
    assert line(points, labels) < 0.65
    assert neighbour(points, labels) > 0.95


@pytest.mark.parametrize("arms", [2, 3, 4])
@pytest.mark.parametrize("turns", [0.25, 1.0, 2.0])
def test_spiral_arms_are_turned_copies_of_one_archimedean_arm(arms, turns):
    points, labels = generate("spirals", noise=0.0, arms=arms, turns=turns)
    radius, angle = np.hypot(*points.T), np.arctan2(points[:, 1], points[:, 0])
    expected = 2 * np.pi * (turns * radius / 3 + labels / arms)
    np.testing.assert_allclose(np.cos(angle - expected), 1, atol=1e-12)
    assert radius.min() >= 0.3 - 1e-12
    assert radius.max() <= 3 + 1e-12
    assert np.ptp(np.bincount(labels)) <= 1


@pytest.mark.parametrize("arms", [2, 3, 4])
@pytest.mark.parametrize("turns", [1.0, 2.0, 3.0])
def test_spiral_arms_interleave(arms, turns):
    points, labels = generate("spirals", noise=0.0, arms=arms, turns=turns, samples=2000)
    assert neighbour(points, labels) > 0.98
    assert line(points, labels) < 0.8


@pytest.mark.parametrize("arms", [2, 3, 4])
def test_the_spirals_own_noise_leaves_the_arms_apart(arms):
    assert neighbour(*generate("spirals", arms=arms)) > 0.97


@pytest.mark.parametrize("classes", range(2, 7))
def test_gaussian_quantiles_are_rings_of_equally_many_points(classes):
    points, labels = generate("gaussian_quantiles", samples=1000, classes=classes)
    order = np.argsort(np.hypot(*points.T))
    assert (np.diff(labels[order]) >= 0).all()
    counts = np.bincount(labels)
    assert (counts[:-1] == 1000 // classes).all()
    assert counts.sum() == 1000
    np.testing.assert_allclose(points.std(axis=0), 1, atol=0.1)


def test_a_line_errs_on_a_sixth_of_the_overlapping_blobs():
    points, labels = generate("overlapping", samples=5000)
    assert line(points, labels) == pytest.approx(0.8413, abs=0.02)  # Φ(1), the centres two deviations apart


def test_on_the_overlapping_blobs_the_bias_matters_as_much_as_the_weights():
    points, labels = generate("overlapping", seed=1)
    assert np.abs(points.mean(axis=0)).min() > 0.5
    best = LogisticRegression(C=1e6).fit(points, labels)
    loss = log_loss(labels, best.predict_proba(points))
    best.intercept_ = np.array([1.498803565])  # the tutorial's start
    assert log_loss(labels, best.predict_proba(points)) > loss + 1
