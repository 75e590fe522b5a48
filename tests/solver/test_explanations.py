"""How a run's end is told: every number in the sentences is that run's own."""

import re

import numpy as np
import pytest
from hypothesis import given, settings

from solver.explanation import Explanation, explain
from solver.query import parse
from solver.stability import Stability
from solver.stopping import RULES
from solver.trainer import Outcome, Training
from tests.solver.configurations import configurations
from tests.solver.runs import columns_of


def finished(query: str):
    training = Training(parse(query))
    return training, list(training.run())


def explanation(query: str, k: int = 0) -> Explanation:
    training, recorded = finished(query)
    return explain(training, k, recorded, Stability.of(training, recorded))


def explained(query: str) -> str:
    return explanation(query).sentence


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", text)


def curvature(query: str, epoch: int) -> float:
    """The training objective's largest eigenvalue at an epoch, from its whole Hessian."""
    training, recorded = finished(query)
    theta = np.concatenate([frames.theta[0] for frames in recorded])[epoch]
    h = training.problem.train.hessian_product(np.tile(theta, (len(theta), 1)), np.eye(len(theta)))
    return float(np.linalg.eigvalsh((h + h.T) / 2)[-1])


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


@pytest.mark.parametrize("query", ["lr=1e6", "loss=mse&lr=1e8", "centers=3&spread=4&lr=1e7", "opt=adam&lr=100"])
def test_probabilities_of_nothing_but_0_and_1_are_called_that(query):
    assert "all probabilities are 0 or 1" in explained(query)


def test_a_network_that_cannot_move_is_not_said_to_have_reached_a_minimum():
    sentence = explained("data=moons&model=mlp&init=zeros&loss=cross_entropy&epochs=50")
    assert "this is the minimum" not in sentence


@pytest.mark.parametrize("start", ["0,0", "1e-14,0"])
def test_a_function_without_a_slope_may_be_at_a_saddle(start):
    assert "minimum, a saddle or a flat place" in explained(f"function=saddle&start={start}&epochs=1&lr=1e-9")


@pytest.mark.parametrize("query", ["", "opt=adam", "data=moons&model=mlp&loss=cross_entropy&opt=adam"])
def test_nothing_is_said_of_a_slope_that_is_there(query):
    assert explanation(query) == ("Ran all 100 epochs.", None)


@pytest.mark.parametrize(
    ("query", "reason", "words"),
    [
        ("", "epochs", "Ran all 100 epochs."),
        ("epochs=1", "epochs", "Ran its one epoch."),
        ("objective_below=1", "objective_below", "is below 1."),
        ("accuracy_above=0.9", "accuracy_above", "has reached 90.0%."),
        ("opt=adam&lr=3&patience=3", "no_improvement", "did not improve for 3 epochs."),
        ("lr=1e308", "diverged", "with the learning rate 1e+308 the first step went beyond"),
        ("lr=1e307&loss=mse&seed=2", "epochs", "Ran all 100 epochs, but ended higher than it began"),
    ],
)
def test_how_a_run_ended_is_said(query, reason, words):
    training, _ = finished(query)
    outcome = training.outcomes[0]
    assert outcome is not None
    assert outcome.reason == reason
    sentence = explained(query)
    assert words in sentence
    assert reason in ("epochs", "diverged") or f"epoch {outcome.epoch}" in sentence


@pytest.mark.parametrize("reason", [*RULES, "epochs", "diverged"])
def test_every_reason_has_its_sentence(reason):
    training, recorded = finished("epochs=1&objective_below=1e-9&accuracy_above=1&patience=3")
    training.outcomes[0] = Outcome(reason, 1)
    sentence = explain(training, 0, recorded, Stability.of(training, recorded)).sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")


# A rate above the limit from the start on: a bowl, and the tutorial's data with losses that do not level off.
FROM_THE_START = {
    "function=bowl&lr=2.5": (2, 0, "each step landed higher on the other side"),
    "function=ravine&lr=0.15&start=4,0.001": (2, 0, "and from epoch 8 on they outdid what was gained elsewhere"),
    "loss=squared_hinge&lr=10&opt=momentum": (3.8, 0, "with momentum 0.9 rates above"),
    "data=overlapping&loss=squared_hinge&lr=3&opt=nesterov": (2 * 1.9 / 2.8, 0, "with momentum 0.9 rates above"),
    "data=overlapping&loss=squared_hinge&lr=3&opt=numerical": (2, 0, "each step landed higher"),
    "data=overlapping&lr=1": (2, 0, "the first step already landed higher"),
    "function=rosenbrock&lr=0.01&start=-3,5": (2, 0, "each step landed higher on the other side"),
    "lr=1e308": (2, 0, "and 1e+308 was used."),
}


@pytest.mark.parametrize("query", FROM_THE_START)
def test_a_rate_above_the_limit_at_the_start_is_held_against_the_curvature_there(query):
    limit, epoch, words = FROM_THE_START[query]
    found = curvature(query, epoch)
    assert parse(query).racing[0].learning_rate * found > limit
    _, why, _ = sentences(explained(query))
    assert why.startswith(f"At the start the steepest wall has curvature {found:.4g} ")
    assert f"rates above {limit:.4g}/{found:.4g} = {limit / found:.3g} overshoot it" in why
    assert words in why


# Where the ground gets steeper on the way, and the epoch at which the rate has become too high.
STEEPENED = {"function=beale&lr=0.1&start=2,0": 3, "function=beale&lr=0.05&start=-2,0": 3}


@pytest.mark.parametrize("query", STEEPENED)
def test_a_place_that_is_steeper_than_the_start_is_named_with_both_curvatures(query):
    epoch, rate = STEEPENED[query], parse(query).racing[0].learning_rate
    start, there, before = (curvature(query, e) for e in (0, epoch, epoch - 1))
    assert rate * max(start, before) < 2 < rate * there
    _, why, _ = sentences(explained(query))
    assert f"the learning rate {rate:g} was below 2/{start:.4g} = {2 / start:.3g}" in why
    assert f"by epoch {epoch} it had come to where the steepest wall has curvature {there:.4g} " in why
    assert f"rates above 2/{there:.4g} = {2 / there:.3g} overshoot it" in why


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("function=himmelblau&lr=0.05", "no wall was curved upwards"),
        ("function=rosenbrock&lr=0.005&opt=momentum", "was above 3.8/1506 = 0.00252 already, but got away with it"),
    ],
)
def test_a_start_that_is_not_below_a_limit_is_not_said_to_be(query, words):
    assert words in explained(query)


@pytest.mark.parametrize("query", ["function=saddle&lr=0.5&epochs=2000", "function=monkey_saddle&lr=0.05"])
def test_a_function_without_a_lower_end_has_no_rate_that_holds(query):
    sentence, holds = explanation(query)
    objective = columns_of(query)["objective"][0]
    assert holds is None
    assert "this function has no lower end" in sentence
    assert f"fell from {objective[0]:.4g} to {objective[-2]:.4g} in epoch {len(objective) - 2} and then" in sentence
    assert sentence.endswith("A smaller rate falls more slowly, but none comes to rest.")


def test_on_a_saddle_it_is_the_rate_that_fails_where_nothing_leads_down():
    sentence, holds = explanation("function=saddle&start=-2.5,0&lr=2.2&epochs=2000")
    assert "rates above 2/1 = 2 overshoot it, and 2.2 was used" in sentence
    assert holds == 2


# A rate that was raised on the way: by hand and by schedules; the epoch at which it became too high.
RAISED = {
    "loss=squared_hinge&lr=0.01&manual=40:10": (40, "The learning rate set by hand from epoch 40 on, 10,"),
    "function=ravine&lr=0.04&manual=7:0.2": (7, "The learning rate set by hand from epoch 7 on, 0.2,"),
    "function=ravine&lr=0.05&schedule=exponential&gamma=1.1": (
        8,
        "the schedule had raised the learning rate from 0.05",
    ),
    "function=ravine&lr=0.3&schedule=linear_warmup": (3, "the schedule had raised the learning rate from 0.03"),
}


@pytest.mark.parametrize("query", RAISED)
def test_a_rate_that_was_raised_is_named_with_the_epoch_where_it_became_too_high(query):
    epoch, words = RAISED[query]
    found, rates = curvature(query, epoch), columns_of(query)["learning_rate"][0]
    assert rates[epoch] * found <= 2 < rates[epoch + 1] * found
    _, why, _ = sentences(explained(query))
    assert words in why
    assert f"at epoch {epoch} has curvature {found:.4g} " in why
    assert f"rates above 2/{found:.4g} = {2 / found:.3g} overshoot it" in why


def test_a_rate_set_by_hand_that_fails_is_compared_with_one_for_the_whole_run():
    sentence, holds = explanation("function=ravine&lr=0.04&manual=7:0.2")
    assert holds == 0.1
    assert "A learning rate of 0.1, tried out without the rates set by hand, ends no higher than it began." in sentence


@pytest.mark.parametrize(
    ("query", "label"),
    [("opt=adam&lr=100", "Adam"), ("function=rosenbrock&opt=adam&lr=20", "Adam"), ("opt=lion&lr=1e200", "Lion")],
)
def test_where_theory_has_no_limit_none_is_claimed(query, label):
    _, why, _ = sentences(explained(query))
    columns = columns_of(query)
    low = int(columns["objective"][0].argmin())
    assert why.startswith(f"For {label}, whose steps depend on more than the present slope, no limit is known: ")
    assert f"curvature {curvature(query, low):.4g}" in why
    assert (
        not np.isfinite(columns["step_length"][0, low + 1]) or f"{columns['step_length'][0, low + 1]:.4g} long" in why
    )
    assert "overshoot" not in why


@pytest.mark.parametrize("query", ["opt=momentum&l2=1e6&epochs=20&batch=7", "l2=100&batch=16&lr=0.5&epochs=20"])
def test_in_mini_batches_no_limit_is_claimed(query):
    _, why, _ = sentences(explained(query))
    assert "Each mini-batch is a landscape of its own" in why
    assert f"over all points the steepest wall at epoch 0 had curvature {curvature(query, 0):.4g} " in why
    assert "overshoot" not in why


def test_flat_faces_have_no_curvature_to_set_a_limit():
    _, why, _ = sentences(explained("data=overlapping&loss=hinge&lr=30"))
    assert "flat faces meet in creases, and the learning rate 30 steps far across them" in why


@pytest.mark.parametrize("query", ["function=goldstein_price&lr=1e280&epochs=1", "function=ackley&lr=1e270&epochs=1"])
def test_a_start_that_is_curved_upwards_nowhere_sets_no_limit(query):
    assert curvature(query, 0) < 0
    _, why, _ = sentences(explained(query))
    rate = parse(query).racing[0].learning_rate
    assert f"no wall was curved upwards, so that none set a limit: a step with the learning rate {rate:g} led" in why


def test_momentum_may_carry_a_run_up_where_no_rate_is_too_high():
    query = "function=styblinski_tang&opt=momentum&momentum=0.99&lr=0.01&epochs=5&start=-2.9,-2.8"
    most = 0.01 * max(curvature(query, epoch) for epoch in range(6))
    ended, why, _ = sentences(explained(query))
    first, *_, last = columns_of(query)["objective"][0]
    assert f"the value is {last:.5g}, and was {first:.5g} at the start" in ended
    assert f"at most {most:.3g} where it was measured (epoch 5), below the 3.98 that overshoots on a bowl" in why
    assert "its momentum carried it up" in why


def test_a_start_beyond_the_numbers_has_no_rate_that_holds():
    training, recorded = finished("epochs=1&objective_below=1e-9&accuracy_above=1&patience=3")
    training.outcomes[0] = Outcome("diverged", 0)
    sentence, holds = explain(training, 0, recorded, Stability.of(training, recorded))
    assert sentence.startswith("Diverged before the first step: from this start the loss is beyond")
    assert holds is None


@pytest.mark.parametrize("query", ["data=overlapping&lr=1&patience=5", "data=overlapping&lr=1"])
def test_a_run_that_ended_higher_than_it_began_says_by_how_much(query):
    objective = columns_of(query)["objective"][0]
    ended, _, held = sentences(explained(query))
    assert "but ended higher than it began: the training loss is " in ended
    assert f"is {objective[-1]:.4g}, and was {objective[0]:.4g} at the start" in ended
    assert "ends no higher than it began" in held


@pytest.mark.parametrize(
    "query",
    [*FROM_THE_START, *STEEPENED, *RAISED, "opt=adam&lr=100", "batch=16&l2=100&lr=0.5&epochs=20", "opt=adam&lr=1e308"],
)
def test_three_sentences_are_enough(query):
    assert len(sentences(explained(query))) == 3


def test_a_run_that_went_far_up_is_not_said_to_have_reached_a_minimum():
    assert "minimum" not in explained("data=moons&loss=squared_hinge&batch=1&lr=0.5&epochs=40")


def test_contenders_are_told_apart():
    query = "function=ravine&lr=0.05&2.lr=0.15&3.lr=0.2&3.off=1&4.lr=0.3"
    found = [explanation(query, k) for k in range(3)]
    assert [each.holds for each in found] == [None, 0.1, 0.1]
    assert ["0.15 was used" in each.sentence for each in found] == [False, True, False]


@pytest.mark.parametrize("query", ["function=bowl&lr=2.5", "opt=adam&lr=100", "l2=100&batch=16&lr=0.5&epochs=5"])
def test_of_a_curvature_that_is_not_known_nothing_is_said(query):
    training, recorded = finished(query)
    stability = Stability.of(training, recorded)
    stability.largest[:] = np.nan
    sentence = explain(training, 0, recorded, stability).sentence
    assert len(sentences(sentence)) == 3
    assert "nan" not in sentence
    assert "curvature " not in sentence.replace("no curvature could be measured", "")


@given(configurations())
@settings(max_examples=12)
def test_whatever_runs_is_explained_in_at_most_three_sentences_of_numbers(config):
    training = Training(config)
    recorded = list(training.run())
    stability = Stability.of(training, recorded)
    for k in range(len(config.racing)):
        sentence, holds = explain(training, k, recorded, stability)
        assert len(sentences(sentence)) <= 3
        assert not re.search(r"\bnan\b|\binf\b|None(?! of)", sentence)
        assert holds is None or f"A learning rate of {holds:g}" in sentence
