import pytest

from solver import diagnostics
from solver.query import parse
from solver.trainer import Training


def explained(query: str) -> str:
    training = Training(parse(query))
    *_, last = training.run()
    outcome = training.outcomes[0]
    assert outcome is not None
    return diagnostics.explain(training.config, 0, outcome, last)


@pytest.mark.parametrize(
    "query",
    [
        "data=overlapping&loss=cross_entropy&opt=newton&epochs=30",
        "data=overlapping&loss=squared_hinge&opt=newton&epochs=60",
        "data=moons&loss=cross_entropy&l2=0.5&opt=newton&epochs=60",
    ],
)
def test_the_minimum_of_a_convex_loss_is_called_that(query):
    assert "this is the minimum, no other weights have a smaller training loss" in explained(query)


@pytest.mark.parametrize("query", ["lr=1e6", "loss=mse&lr=1e8", "centers=3&spread=4&lr=1e7"])
def test_probabilities_of_nothing_but_0_and_1_are_called_that(query):
    assert "all probabilities are 0 or 1" in explained(query)


def test_a_network_that_cannot_move_is_not_said_to_have_reached_a_minimum():
    sentence = explained("data=moons&model=mlp&init=zeros&loss=cross_entropy&epochs=50")
    assert "this is the minimum" not in sentence


@pytest.mark.parametrize("start", ["0,0", "1e-14,0"])
def test_a_function_without_a_slope_may_be_at_a_saddle(start):
    assert "minimum, a saddle or a flat place" in explained(f"function=saddle&start={start}&epochs=1&lr=1e-9")


def test_a_steep_place_far_out_is_not_called_flat():
    assert explained("function=ravine&lr=0.2") == "Ran all 100 epochs."


@pytest.mark.parametrize("query", ["", "opt=adam", "data=moons&model=mlp&loss=cross_entropy&opt=adam"])
def test_nothing_is_said_of_a_slope_that_is_there(query):
    assert explained(query) == "Ran all 100 epochs."


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lr=1e308", "Diverged in epoch 1: with the learning rate 1e+308 the first step went beyond"),
        ("loss=squared_hinge&manual=5:1e200&epochs=20", "with the learning rate 1e+200 its steps grew"),
        ("opt=momentum&l2=1e6&epochs=20&batch=7", "Diverged in epoch 1: with the learning rate 0.0005 its steps grew"),
    ],
)
def test_a_divergence_is_told_with_its_own_rate_and_steps(query, words):
    assert words in explained(query)


def test_a_run_that_went_far_up_is_not_said_to_have_reached_a_minimum():
    assert "minimum" not in explained("data=moons&loss=squared_hinge&batch=1&lr=0.5&epochs=40")
