"""The sentences on a run's end: every number in them is that run's own."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import words
from solver.config.query import parse
from solver.functions import FUNCTIONS
from solver.losses import LOSSES
from solver.optimizers import OPTIMIZERS
from solver.report.explanation import Explanation, explain
from solver.report.limits import Limit, limits
from solver.stopping import RULES
from solver.training.trainer import Outcome, Training
from tests.solver.configurations import configurations
from tests.solver.runs import columns_of


def finished(query: str):
    training = Training(parse(query))
    return training, list(training.run())


def explanation(query: str, k: int = 0) -> Explanation:
    training, recorded = finished(query)
    return explain(training, k, recorded, limits(training, recorded)[k])


def explained(query: str) -> str:
    return explanation(query).sentence


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
    assert "This is the global minimum: the loss is convex" in explained(query)


@pytest.mark.parametrize("query", ["lr=1e6", "loss=mse&lr=1e8", "centers=3&spread=4&lr=1e7"])
def test_probabilities_of_nothing_but_0_and_1_are_called_that(query):
    assert "all probabilities are 0 or 1" in explained(query)


def test_a_network_that_cannot_move_is_not_said_to_have_reached_a_minimum():
    sentence = explained("data=moons&model=mlp&init=zeros&loss=cross_entropy&epochs=50")
    assert "minimum" not in sentence


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("function=saddle&start=0,0&epochs=1&lr=1e-9", "a saddle point, with Hessian eigenvalues from −1 to 1"),
        ("function=bowl&start=0,0&epochs=1", "the lowest known minimum, with Hessian eigenvalues from 1 to 1"),
        ("function=bowl&lr=1", "the lowest known minimum"),
        ("function=styblinski_tang&epochs=2000", "a local minimum, with Hessian eigenvalues from 29.3"),
        ("function=easom&start=100,100&epochs=1", "a flat region"),
        # Where curvature does not decide, the heights around the point do.
        ("function=ackley&start=0,0", "the lowest known minimum, with an unknown curvature; of 64 points"),
        (
            "function=monkey_saddle&start=0,0",
            "a degenerate saddle point, with Hessian eigenvalues from 0 to 0; of 64 points",
        ),
    ],
)
def test_a_place_without_a_slope_is_called_what_curvature_or_the_heights_round_it_make_it(query, kind):
    found = explanation(query)
    assert found.cause == "at_rest"
    assert re.search(rf"The gradient has vanished \(its norm is \S+\)\. This is {re.escape(kind)}", found.sentence)


@pytest.mark.parametrize("epochs", [1, 5, 10, 100])
@pytest.mark.parametrize("rate", ["1e10", "1e200"])
def test_a_step_that_saturates_is_named_with_its_rate_and_what_a_smaller_one_reaches_however_short_the_run(
    rate, epochs
):
    found = explanation(f"lr={rate}&epochs={epochs}")
    assert found.cause in ("saturated", "stalls")
    assert re.search(r"step .*led so far out that all probabilities are 0 or 1", found.sentence)
    assert "reaches" in found.headline
    assert 0 < float(found.remedy.changes["lr"]) < 1


PENALISED = ["l2=1e6", "l1=1e6", "l2=1e6&lr=1e200", "l2=1e6&init=zeros", "l2=1e6&loss=cross_entropy&model=mlp"]


@pytest.mark.parametrize("query", PENALISED)
def test_a_penalty_that_no_rate_brings_down_is_named_before_the_rate(query):
    found = explanation(f"data=moons&{query}")
    assert found.cause == "strong_penalty"
    assert found.headline.startswith("The penalty is too strong: with l")
    assert found.remedy.changes == {"l1": None, "l2": None}


@pytest.mark.parametrize("query", ["l2=1e4", "l2=0.1&lr=100", "l2=0.01&lr=1"])
def test_where_a_smaller_rate_brings_the_penalty_down_it_is_the_rate(query):
    assert explanation(f"data=moons&{query}").cause != "strong_penalty"


@pytest.mark.parametrize("query", ["", "opt=adam", "data=moons&model=mlp&loss=cross_entropy&opt=adam"])
def test_nothing_is_said_of_a_slope_that_is_there(query):
    assert explanation(query) == ("Ran all 100 epochs.", None, None, None)


@pytest.mark.parametrize(
    ("query", "reason", "words"),
    [
        ("", "epochs", "Ran all 100 epochs."),
        ("epochs=1", "epochs", "Ran its one epoch."),
        ("objective_below=1", "objective_below", "is below 1."),
        ("accuracy_above=0.9", "accuracy_above", "has reached 90 %."),
        ("patience=3&tolerance=0.01", "no_improvement", "did not improve for 3 epochs."),
        ("lr=1e308", "diverged", "The learning rate 1e308 is too large: the loss went beyond"),
        ("lr=1e307&loss=mse&seed=2", "epochs", ", above the"),
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
    sentence = explain(training, 0, recorded, Limit()).sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def number_of(value: float) -> str:
    return words.number(value)


# Rates above the limit from the start: a bowl, and the tutorial's data with losses that do not saturate.
FROM_THE_START = {
    "function=bowl&lr=2.5": (2, 0, "each step landed higher on the other side of the valley"),
    "function=ravine&lr=0.15&start=4,0.001": (
        2,
        0,
        "from iteration 8 on they outweighed the gains in other directions",
    ),
    "loss=squared_hinge&lr=10&opt=momentum": (3.8, 0, "with momentum 0.9 is"),
    "data=overlapping&loss=squared_hinge&lr=3&opt=nesterov": (2 * 1.9 / 2.8, 0, "with momentum 0.9 is"),
    "data=overlapping&loss=squared_hinge&lr=3&opt=numerical": (2, 0, "each step landed higher"),
    "data=overlapping&lr=1": (2, 0, "led so far out that all probabilities are 0 or 1 and the gradient vanished"),
    "function=rosenbrock&lr=0.01&start=-3,5": (2, 0, "each step landed higher on the other side of the valley"),
    "lr=1e308": (2, 0, "The learning rate 1e308 is above it."),
}


@pytest.mark.parametrize("query", FROM_THE_START)
def test_a_rate_above_the_limit_at_the_start_is_held_against_the_curvature_there(query):
    limit, epoch, said = FROM_THE_START[query]
    found = curvature(query, epoch)
    assert parse(query).racing[0].learning_rate * found > limit
    why = explained(query)
    assert f" At the start the largest curvature (the Hessian's largest eigenvalue) is {number_of(found)}, so " in why
    bound = f"{number_of(limit)}/{number_of(found)} = {number_of(limit / found)}"
    assert f" is {bound}. The learning rate " in why
    assert said in why


# The curvature grows along the run; the epoch at which the rate becomes too large.
STEEPENED = {"function=beale&lr=0.1&start=2,0": 3, "function=beale&lr=0.05&start=-2,0": 3}


@pytest.mark.parametrize("query", STEEPENED)
def test_a_place_that_is_steeper_than_the_start_is_named_with_both_curvatures(query):
    epoch, rate = STEEPENED[query], parse(query).racing[0].learning_rate
    start, there, before = (curvature(query, e) for e in (0, epoch, epoch - 1))
    assert rate * max(start, before) < 2 < rate * there
    why = explained(query)
    assert (
        f"the learning rate {rate:g} was below the stability limit 2/{number_of(start)} = {number_of(2 / start)}" in why
    )
    assert (
        f"At iteration {epoch} the largest curvature (the Hessian's largest eigenvalue) is {number_of(there)}," in why
    )
    assert f"the stability limit is 2/{number_of(there)} = {number_of(2 / there)}. The learning rate {rate:g} is" in why


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("function=himmelblau&lr=0.05", "overshot nothing, because no direction curved upwards"),
        (
            "function=rosenbrock&lr=0.005&opt=momentum",
            "was already above the stability limit 3.8/1506 = 0.00252, but the run",
        ),
    ],
)
def test_a_start_that_is_not_below_a_limit_is_not_said_to_be(query, said):
    assert said in explained(query)


@pytest.mark.parametrize("query", ["function=saddle&lr=0.5&epochs=2000", "function=monkey_saddle&lr=0.05"])
def test_a_function_without_a_lower_end_has_no_remedy(query):
    found = explanation(query)
    objective = columns_of(query)["objective"][0]
    last, first = number_of(objective[-2]), number_of(objective[0])
    assert (found.cause, found.remedy) == ("no_lower_end", None)
    assert "This function is unbounded below" in found.headline
    assert f"fell from {first} to {last} by iteration {len(objective) - 2}, then" in found.headline
    assert found.sentence.endswith("With a smaller learning rate it falls more slowly, but no rate converges.")


def test_on_a_saddle_it_is_the_rate_that_fails_where_nothing_leads_down():
    found = explanation("function=saddle&start=-2.5,0&lr=2.2&epochs=2000")
    assert "the stability limit is 2/1 = 2. The learning rate 2.2 is above it" in found.sentence
    assert float(found.remedy.changes["lr"]) < 2


# A rate that is raised during the run, by hand or by a schedule; the epoch at which it becomes too large.
RAISED = {
    "loss=squared_hinge&lr=0.01&manual=40:10": (40, "From epoch 40 on, the learning rate set by hand is 10."),
    "function=ravine&lr=0.04&manual=7:0.2": (7, "From iteration 7 on, the learning rate set by hand is 0.2."),
    "function=ravine&lr=0.05&schedule=exponential&gamma=1.1": (
        8,
        "the schedule had raised the learning rate from 0.05",
    ),
    "function=ravine&lr=0.3&schedule=linear_warmup": (3, "the schedule had raised the learning rate from 0.03"),
}


@pytest.mark.parametrize("query", RAISED)
def test_a_rate_that_was_raised_is_named_with_the_epoch_where_it_became_too_high(query):
    epoch, said = RAISED[query]
    found, rates = curvature(query, epoch), columns_of(query)["learning_rate"][0]
    assert rates[epoch] * found <= 2 < rates[epoch + 1] * found
    why = explained(query)
    assert said in why
    word = parse(query).epoch_word
    assert f"too large: at {word} {epoch} the largest curvature (the Hessian's largest eigenvalue) is" in why
    assert f" is {number_of(found)}, so the stability limit is 2/{number_of(found)} = {number_of(2 / found)}." in why


def test_a_rate_set_by_hand_goes_with_the_remedy():
    found = explanation("function=ravine&lr=0.04&manual=7:0.2")
    assert found.remedy.changes == {"lr": "0.09", "manual": None}


@pytest.mark.parametrize(
    ("query", "label"),
    [("function=rosenbrock&opt=adam&lr=20", "Adam"), ("function=bowl&opt=lion&lr=1e200", "Lion")],
)
def test_where_theory_has_no_limit_none_is_claimed(query, label):
    why = explained(query)
    columns = columns_of(query)
    low = int(columns["objective"][0].argmin())
    assert f" No stability limit is known for {label}, because its steps depend on more than the present" in why
    assert f"the Hessian's largest eigenvalue) was {number_of(curvature(query, low))}." in why
    assert "above it" not in why


@pytest.mark.parametrize("query", ["opt=momentum&l2=1e6&epochs=20&batch=7", "l2=100&batch=16&lr=0.5&epochs=20"])
def test_in_mini_batches_no_limit_is_claimed(query):
    why = explained(query)
    assert "in mini-batches, because each mini-batch has its own landscape. At epoch " in why
    found = number_of(curvature(query, 0))
    assert f"epoch 0, over all points, the largest curvature (the Hessian's largest eigenvalue) was {found}." in why
    assert "above it" not in why


def test_flat_faces_have_no_curvature_to_set_a_limit():
    why = explained("data=overlapping&loss=hinge&lr=30")
    assert "flat faces that meet in creases, and a step with the learning rate 30 goes far across them." in why


# Starts without any positive curvature.
HILLS = ["function=goldstein_price&lr=1e280&epochs=1", "function=ackley&lr=1e270&epochs=1"]


@pytest.mark.parametrize("query", HILLS)
def test_a_start_that_is_curved_upwards_nowhere_sets_no_limit(query):
    assert curvature(query, 0) < 0
    why = explained(query)
    rate = words.given(parse(query).racing[0].learning_rate)
    assert (
        f"no direction curved upwards, so there was no stability limit. A step with the learning rate {rate} led" in why
    )


@pytest.mark.parametrize("optimizer", ["adam", "lion", "sam", "qhm"])
def test_no_wall_that_is_curved_down_is_called_steep(optimizer):
    query = f"function=goldstein_price&opt={optimizer}&lr=1e280&epochs=1"
    assert curvature(query, 0) < 0
    assert "largest curvature" not in explained(query)


def test_momentum_may_carry_a_run_up_where_no_rate_is_too_high():
    query = "function=styblinski_tang&opt=momentum&momentum=0.99&lr=0.01&epochs=5&start=-2.9,-2.8"
    most = 0.01 * max(curvature(query, epoch) for epoch in range(6))
    why = explained(query)
    first, *_, last = columns_of(query)["objective"][0]
    low, high = words.apart(first, last)
    assert f" but ends at {high}, above the {low} at which it started" in why
    assert f"times curvature was at most {number_of(most)} (iteration 5), below the limit of 3.98. In between" in why
    assert "or momentum carried it uphill" in why


def test_a_start_beyond_the_numbers_has_no_remedy():
    training, recorded = finished("epochs=1&objective_below=1e-9&accuracy_above=1&patience=3")
    training.outcomes[0] = Outcome("diverged", 0)
    found = explain(training, 0, recorded, Limit())
    assert found.sentence.startswith("Diverged before the first step: at this start the loss is beyond")
    assert found.remedy is None


@pytest.mark.parametrize("query", ["data=overlapping&lr=1&patience=5", "data=overlapping&lr=1"])
def test_a_run_that_ended_higher_than_it_began_says_by_how_much(query):
    objective = columns_of(query)["objective"][0]
    found = explanation(query)
    first, last = number_of(objective[0]), number_of(objective[-1])
    said = f"the loss ends at {last}, above the {first} at which it started; with the rate "
    assert found.headline.startswith(f"The learning rate 1 is too large: {said}")


def test_a_run_that_went_far_up_is_not_said_to_have_reached_a_minimum():
    assert "minimum" not in explained("data=moons&loss=squared_hinge&batch=1&lr=0.5&epochs=40")


def test_contenders_are_told_apart():
    query = "function=ravine&lr=0.05&2.lr=0.15&3.lr=0.2&3.off=1&4.lr=0.3"
    found = [explanation(query, k) for k in range(3)]
    changes = [each.remedy and each.remedy.changes for each in found]
    assert changes == [None, {"2.lr": "0.09", "2.manual": None}, {"4.lr": "0.09", "4.manual": None}]
    assert ["learning rate 0.15 is above it" in each.sentence for each in found] == [False, True, False]


def shown_well(text: str) -> None:
    """Fails for what no sentence may contain."""
    assert not re.search(r"\bnan\b|\binf\b|None(?! of)|not a number|infinite", text)
    assert not re.search(r"(?<![\w−])−0(?![.\d])", text)
    assert not re.search(r"(?<=[ (/])-\d", text)
    assert not re.search(r"largest eigenvalue\) (is|was) −", text)
    assert not re.search(r"e[+]|e[-−]0", text)
    assert "  " not in text
    assert re.search(r"\d", text.split(". ")[0]) or text.startswith("Ran its one ")


def checked(config) -> None:
    training = Training(config)
    recorded = list(training.run())
    for k, limit in enumerate(limits(training, recorded)):
        found = explain(training, k, recorded, limit)
        shown_well(found.sentence)
        assert found.headline is None or found.sentence.startswith(found.headline)
        assert found.remedy is None or found.cause is not None
        rate = found.remedy and found.remedy.changes.get("lr")
        assert rate is None or 1e-5 <= float(rate) <= 10


@given(configurations())
@settings(max_examples=12)
def test_whatever_runs_is_explained_in_sentences_of_numbers(config):
    checked(config)


RATES = st.floats(-4, 300).map(lambda power: 10**power)
PROBLEMS = st.sampled_from(
    [
        *(f"function={name}" for name in FUNCTIONS),
        *(f"data={d}&samples=20&loss={loss}" for d in ("moons", "blobs", "circles") for loss in LOSSES),
        *(f"data=moons&samples=20&model=mlp&hidden=2&activation={a}&loss=mse" for a in ("relu", "tanh", "gelu")),
        *("loss=cross_entropy&samples=20&l2=1e6", "data=xor&samples=20&l1=300&batch=4", "centers=3&samples=20&batch=1"),
    ]
)


@given(problem=PROBLEMS, optimizer=st.sampled_from(list(OPTIMIZERS)), rate=RATES, epochs=st.sampled_from([1, 2, 9, 30]))
@settings(max_examples=60)
def test_random_failures_are_explained_in_sentences_of_numbers(problem, optimizer, rate, epochs):
    checked(parse(f"{problem}&opt={optimizer}&lr={rate!r}&epochs={epochs}".replace("e+", "e")))
