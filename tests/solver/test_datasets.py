"""The tests for every data set that is drawn; a visitor's own is given."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.datasets import DATASETS
from solver.parameters import Numbers, Parameter, shorten
from solver.registry import FieldError

DRAWN = [name for name in DATASETS if name != "own"]
each_name = pytest.mark.parametrize("name", DRAWN)
EACH_PARAMETER = [(name, p) for name in DRAWN for p in DATASETS[name].parameters]
each_parameter = pytest.mark.parametrize(
    ("name", "parameter"), EACH_PARAMETER, ids=[f"{name}-{p.name}" for name, p in EACH_PARAMETER]
)


def generate(name: str, seed: int = 0, **options):
    dataset = DATASETS[name]
    return dataset.generate(dataset.check(options), seed)


def bounds(parameter: Parameter) -> list:
    """The smallest and the largest accepted value."""
    if isinstance(parameter, Numbers):
        return [None]
    if parameter.integer:
        return [int(parameter.low), int(parameter.high)]
    low = np.nextafter(parameter.low, np.inf) if parameter.above_low else parameter.low
    high = np.nextafter(parameter.high, -np.inf) if parameter.below_high else parameter.high
    return [float(low), float(high)]


@st.composite
def choices(draw) -> tuple[str, dict, int]:
    """A data set, checked options anywhere in their ranges, and a seed."""
    name = draw(st.sampled_from(DRAWN))
    options = {}
    for p in DATASETS[name].parameters:
        low, high = (bounds(p) * 2)[:2]
        options[p.name] = draw(
            st.none() if low is None else st.integers(low, high) if p.integer else st.floats(low, high)
        )
    if "spreads" in options:
        spread = st.lists(st.floats(1e-3, 20), min_size=options["centers"], max_size=options["centers"])
        options["spreads"] = draw(st.none() | spread)
    return name, DATASETS[name].check(options), draw(st.integers(0, 2**32 - 1))


@given(choices())
def test_any_options_give_points_of_every_class_and_the_same_once_more(choice):
    name, options, seed = choice
    points, labels = DATASETS[name].generate(options, seed)
    again = DATASETS[name].generate(options, seed)
    assert (points.shape, points.dtype) == ((options["samples"], 2), np.float64)
    assert (labels.shape, labels.dtype) == ((options["samples"],), np.intp)
    assert np.isfinite(points).all()
    assert np.unique(labels).tolist() == list(range(DATASETS[name].classes(options)))
    assert points.tobytes() == again[0].tobytes()
    assert labels.tobytes() == again[1].tobytes()


@each_name
@pytest.mark.parametrize("samples", [10, 5000])
def test_every_class_occurs_at_every_bound(name, samples):
    free = [p for p in DATASETS[name].parameters if p.name != "samples"]
    for values in itertools.product(*map(bounds, free)):
        options = dict(zip((p.name for p in free), values, strict=True))
        points, labels = generate(name, samples=samples, **options)
        classes = DATASETS[name].classes(DATASETS[name].check(options))
        assert points.shape == (samples, 2)
        assert np.unique(labels).tolist() == list(range(classes)), options


@each_name
def test_another_seed_gives_other_points(name):
    assert (generate(name, 0)[0] != generate(name, 1)[0]).all()


@each_name
def test_all_have_samples_noise_and_flips(name):
    names = [p.name for p in DATASETS[name].parameters]
    assert names[0] == "samples"
    assert names[-2:] == ["noise", "flip"]
    assert len(set(names)) == len(names)


@each_parameter
def test_options_of_one_name_agree_in_all_but_their_default(name, parameter):
    """Parameters of one name share a key of the query string."""
    same = [p for dataset in DATASETS.values() for p in dataset.parameters if p.name == parameter.name]
    assert len({replace(p, default=None) for p in same}) == 1


@each_parameter
def test_what_is_out_of_range_is_refused_by_name_value_and_range(name, parameter):
    step = 1 if parameter.integer else 1e-6
    wrong = [parameter.low - step, parameter.high + step, np.nan, np.inf, "1", True, [], 1j]
    wrong += [parameter.low] * parameter.above_low + [parameter.high] * parameter.below_high
    wrong += [] if parameter.optional else [None]
    if isinstance(parameter, Numbers):
        wrong = [*([value] for value in wrong), [1.0] * (parameter.most + 1), 1.0]
    for value in wrong:
        with pytest.raises(FieldError) as refusal:
            DATASETS[name].check({parameter.name: value})
        assert refusal.value.field == parameter.name
        assert str(refusal.value) == f"{parameter.label} must be {parameter.limits()}, not {shorten(value)}."


@each_name
def test_noise_is_a_jitter_of_its_size_that_moves_no_label(name):
    still, labels = generate(name, samples=5000, noise=0.0, flip=0.2)
    some, same = generate(name, samples=5000, noise=0.5, flip=0.2)
    more, _ = generate(name, samples=5000, noise=1.0, flip=0.2)
    jitter = (some - still) / 0.5
    assert (labels == same).all()
    np.testing.assert_allclose(more - still, jitter, atol=1e-12)
    # Five standard errors of a mean, a deviation and a correlation of 5,000 standard normal numbers.
    assert np.abs(jitter.mean(axis=0)).max() < 5 / np.sqrt(5000)
    assert np.abs(jitter.std(axis=0) - 1).max() < 5 / np.sqrt(2 * 5000)
    assert abs(np.corrcoef(jitter.T)[0, 1]) < 5 / np.sqrt(5000)


@each_name
@pytest.mark.parametrize("share", [0.0, 0.05, 0.123, 0.5])
@pytest.mark.parametrize("samples", [10, 997])
def test_exactly_the_share_of_labels_flips_and_no_point_moves(name, share, samples):
    points, labels = generate(name, samples=samples)
    same, flipped = generate(name, samples=samples, flip=share)
    assert (points == same).all()
    assert (labels != flipped).sum() == round(share * samples)


@each_name
def test_a_larger_share_flips_the_same_labels_and_more(name):
    labels, few, many = (generate(name, flip=share)[1] for share in (0.0, 0.1, 0.3))
    moved = few != labels
    assert (many[moved] == few[moved]).all()


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_flips_are_as_likely_for_every_point_and_to_every_other_class(classes):
    counts = np.zeros((classes, classes))
    for seed in range(20):
        options = {"samples": 3000, "classes": classes}
        _, labels = generate("gaussian_quantiles", seed, **options)
        _, flipped = generate("gaussian_quantiles", seed, **options, flip=0.5)
        np.add.at(counts, (labels, flipped), 1)
    assert counts.diagonal().sum() == 30_000
    expected = 30_000 / (classes * (classes - 1))
    others = counts[~np.eye(classes, dtype=bool)]
    assert np.abs(others - expected).max() < 5 * np.sqrt(expected)


@each_name
def test_noise_and_flips_differ_from_seed_to_seed(name):
    kicks, flips = [], []
    for seed in range(3):
        points, labels = generate(name, seed, noise=0.0)
        moved, flipped = generate(name, seed, noise=1.0, flip=0.3)
        kicks.append(moved - points)
        flips.append(labels != flipped)
    for one, other in itertools.combinations(range(3), 2):
        assert (kicks[one] != kicks[other]).all()
        assert (flips[one] != flips[other]).any()


def test_noise_and_flips_have_a_stream_each():
    points, labels = generate("overlapping", 7)
    moved, flipped = generate("overlapping", 7, noise=0.3, flip=0.2)
    assert (moved == points + 0.3 * np.random.default_rng([7, 1]).standard_normal((1000, 2))).all()
    assert ((flipped != labels) == (np.random.default_rng([7, 2]).permutation(1000) < 200)).all()


def test_the_order_is_the_pages():
    page = ["blobs", "moons", "circles", "xor", "spirals", "gaussian_quantiles", "overlapping", "own"]
    assert list(DATASETS)[: len(page)] == page
