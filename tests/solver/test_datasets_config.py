"""The data set of a configuration."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from solver.config import RunConfig
from solver.training.problem import Problem


@given(samples=st.integers(10, 5000), fraction=st.floats(0.1, 0.9))
def test_the_configuration_knows_the_size_of_the_training_half(samples, fraction):
    config = RunConfig.check({"problem": {"options": {"samples": samples}, "test_fraction": fraction}})
    train, test = train_test_split(np.arange(samples), test_size=fraction, random_state=0)
    assert config.problem.training_samples == len(train) >= 1
    assert len(test) >= 1


def test_the_seed_of_the_start_draws_standard_normal_parameters():
    start = Problem.of(RunConfig.check({"start": {"seed": 0}})).start
    assert (start == np.random.default_rng(0).standard_normal(3)).all()
