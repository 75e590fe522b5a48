import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_blobs
from sklearn.model_selection import train_test_split

from solver import datasets
from solver.config import RunConfig
from solver.datasets import DATASETS
from solver.problem import Problem


def problem(**fields) -> Problem:
    return Problem.of(RunConfig.check({"problem": fields}))


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
    data = problem().data
    found = data.training[0], data.test[0], data.training[1], data.test[1]
    assert all((a == b).all() for a, b in zip(expected, found, strict=True))


@given(samples=st.integers(10, 5000), fraction=st.floats(0.1, 0.9))
def test_the_configuration_knows_the_size_of_the_training_half(samples, fraction):
    config = RunConfig.check({"problem": {"options": {"samples": samples}, "test_fraction": fraction}})
    train, test = train_test_split(np.arange(samples), test_size=fraction, random_state=0)
    assert config.problem.training_samples == len(train) >= 1
    assert len(test) >= 1


@pytest.mark.parametrize("name", DATASETS)
def test_a_data_set_is_a_function_of_its_seed(name):
    options = DATASETS[name].defaults()
    first, again, other = (datasets.make(name, options, seed, 0.5, 0) for seed in (0, 0, 1))
    assert (first.points == again.points).all()
    assert (first.points != other.points).any()
    assert first.points.shape == (options["samples"], 2)
    assert set(first.labels.tolist()) == set(range(first.classes))


def test_both_halves_together_are_all_points_once():
    one, other = problem(split_seed=0).data, problem(split_seed=1).data
    assert (one.points != other.points).any()
    assert {p.tobytes() for p in one.points} == {p.tobytes() for p in other.points}
    assert one.train == len(one.training[0]) == 500
    assert len(one.test[0]) == 500


def test_the_seed_of_the_start_draws_standard_normal_parameters():
    start = Problem.of(RunConfig.check({"start": {"seed": 0}})).start
    assert (start == np.random.default_rng(0).standard_normal(3)).all()
