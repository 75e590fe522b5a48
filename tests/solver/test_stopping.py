from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from solver.config import RunConfig
from solver.config.query import parse
from solver.stopping import DIVERGED, RULES, ended
from solver.stopping import EPOCHS as ALL
from solver.training.trainer import COLUMNS, Frames, Training
from tests.solver.runs import same_bits

# Chunks end at 19, 39, ...: a rule may hold on either side of such an end, at the start and at the end.
EPOCHS = (0, 1, 18, 19, 20, 21, 40, 99, 100)

LIMITS = ("objective_below", "accuracy_above", "patience", "tolerance")


def run(config: RunConfig) -> tuple[list, Frames]:
    """A run's outcomes, and all its frames as one chunk."""
    training = Training(config)
    chunks = list(training.run())
    columns = {name: np.concatenate([c.columns[name] for c in chunks], axis=1) for name in COLUMNS}
    theta = np.concatenate([c.theta for c in chunks], axis=1)
    return training.outcomes, replace(chunks[-1], first=0, columns=columns, theta=theta)


def objective() -> np.ndarray:
    return run(RunConfig.check({}))[1].columns["objective"][0]


def brute_force(holds: Callable[[int], bool], epochs: int = 100) -> int | None:
    return next((e for e in range(epochs + 1) if holds(e)), None)


@pytest.mark.parametrize("epoch", EPOCHS)
def test_loss_below_stops_at_the_first_frame_below(epoch):
    losses = objective()
    limit = float(np.nextafter(losses[epoch], np.inf))
    outcomes, frames = run(RunConfig.check({"stopping": {"objective_below": limit}}))
    assert (outcomes[0].reason, outcomes[0].epoch) == ("objective_below", epoch)
    assert frames.last == epoch
    assert (frames.columns["objective"][0] == losses[: epoch + 1]).all()


def test_a_loss_that_only_equals_the_limit_is_not_below_it():
    losses = objective()
    outcomes, _ = run(RunConfig.check({"stopping": {"objective_below": float(losses[50])}}))
    assert outcomes[0].epoch == 51


@pytest.mark.parametrize("limit", [0.3, 0.85, 0.89, 0.9, 1.0])
def test_accuracy_above_stops_at_the_first_frame_that_reaches_it(limit):
    query = "spread=4&lr=0.0001&epochs=100"
    accuracy = run(parse(query))[1].columns["test_accuracy"][0]
    expected = brute_force(lambda e: accuracy[e] >= limit)
    outcomes, frames = run(parse(f"{query}&accuracy_above={limit}"))
    reason = "epochs" if expected is None else "accuracy_above"
    assert (outcomes[0].reason, frames.last) == (reason, 100 if expected is None else expected)


@pytest.mark.parametrize("patience", [1, 2, 3, 5, 10, 25, 200])
@pytest.mark.parametrize("tolerance", [0, 0.001, 0.5, 1000])
def test_no_improvement_counts_epochs_since_the_best_loss(patience, tolerance):
    # Momentum rolls: the loss rises for some epochs, and then falls below its best.
    query = "spread=4&opt=momentum&lr=0.002&epochs=100"
    losses = run(parse(query))[1].columns["objective"][0]

    def stale(e: int) -> bool:
        best, at = losses[0], 0
        for i in range(1, e + 1):
            if losses[i] < best - tolerance:
                best, at = losses[i], i
        return e - at >= patience

    expected = brute_force(stale)
    outcomes, frames = run(parse(f"{query}&patience={patience}&tolerance={tolerance}"))
    reason = "epochs" if expected is None else "no_improvement"
    assert (outcomes[0].reason, frames.last) == (reason, 100 if expected is None else expected)


@pytest.mark.parametrize("patience", [1, 19, 20, 100])
def test_patience_waits_that_many_epochs_where_nothing_ever_improves(patience):
    outcomes, _ = run(parse(f"tolerance=1e6&patience={patience}"))
    assert (outcomes[0].reason, outcomes[0].epoch) == ("no_improvement", patience)


def test_a_run_without_rules_ends_with_its_epochs():
    outcomes, frames = run(RunConfig.check({}))
    assert (outcomes[0].reason, outcomes[0].epoch, frames.last) == ("epochs", 100, 100)


HELD = "objective_below=1&lr=0.005&2.opt=gradient_descent&2.lr=0.0001&3.opt=gradient_descent&3.lr=0.002"
MODEL = "centers=3&samples=90&model=mlp&hidden=3&loss=cross_entropy&seed=0"
HELD_BATCHES = f"{MODEL}&patience=4&tolerance=0.02&lr=3&batch=8&2.lr=0.05&2.batch=8&3.opt=lion&3.lr=0.01"


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        (HELD, ["objective_below", "epochs", "objective_below"]),
        (HELD_BATCHES, ["no_improvement", "no_improvement", "no_improvement"]),
        (f"{MODEL}&accuracy_above=0.9&2.lr=1e308&2.batch=9&3.lr=0.001", ["accuracy_above", "diverged", "epochs"]),
    ],
)
def test_a_stopped_contender_keeps_its_last_values_while_others_run_on(query, reasons):
    outcomes, frames = run(parse(query))
    assert [o.reason for o in outcomes] == reasons
    assert len({o.epoch for o in outcomes}) == 3
    unlimited = [pair for pair in query.split("&") if pair.split("=")[0] not in LIMITS]
    free = run(parse("&".join(unlimited)))[1]
    for k, outcome in enumerate(outcomes):
        pairs = [(frames.columns[name], free.columns[name]) for name in COLUMNS]
        for held, moving in [(frames.theta, free.theta), *pairs]:
            assert same_bits(held[k, : outcome.epoch + 1], moving[k, : outcome.epoch + 1])
            last = np.broadcast_to(held[k, outcome.epoch], held[k, outcome.epoch :].shape)
            assert same_bits(held[k, outcome.epoch :], last)


PENALISED = "samples=100&l1=0.05&l2=0.1&loss=cross_entropy&seed=2&lr=0.3&epochs=60"


def test_what_is_below_or_improves_is_the_objective_with_its_penalty():
    _, frames = run(parse(PENALISED))
    objective, loss = frames.columns["objective"][0], frames.columns["train_loss"][0]
    between = float((objective[-1] + loss[-1]) / 2)
    # The data loss falls below it; the objective never does.
    assert loss[-1] < between < objective.min()
    outcomes, _ = run(parse(f"{PENALISED}&objective_below={between!r}"))
    assert outcomes[0].reason == "epochs"
    reached = float(objective[30])
    first = brute_force(lambda e: objective[e] <= reached)
    outcomes, _ = run(parse(f"{PENALISED}&objective_below={float(np.nextafter(reached, 9))!r}"))
    assert (outcomes[0].reason, outcomes[0].epoch) == ("objective_below", first)


def test_patience_watches_the_objective_too():
    # A strong penalty shrinks the weights: the data loss rises while the objective falls.
    query = "samples=100&l2=3&loss=cross_entropy&start=-2,-2,-11&lr=0.01&epochs=20"
    _, frames = run(parse(query))
    assert (np.diff(frames.columns["objective"][0]) < 0).all()
    assert (np.diff(frames.columns["train_loss"][0]) > 0).any()
    assert run(parse(f"{query}&patience=1"))[0][0].reason == "epochs"


def test_the_run_ends_with_its_last_contender():
    outcomes, frames = run(parse("objective_below=1&2.opt=gradient_descent&2.lr=0.002"))
    assert frames.last == max(o.epoch for o in outcomes) < 100


def test_a_diverged_contender_does_not_stop_the_others():
    outcomes, frames = run(parse("loss=cross_entropy&lr=1e308&2.opt=adam"))
    assert [o.reason for o in outcomes] == ["diverged", "epochs"]
    assert np.isfinite(frames.theta[1]).all()
    assert len({frames.theta[0, e].tobytes() for e in range(outcomes[0].epoch, 101)}) == 1


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_is_off_unless_it_has_a_limit(rule):
    assert rule.limit.optional
    assert rule.limit.default is None
    assert RunConfig.check({}).stopping.limits()[rule.name] is None


def test_every_reason_is_said_in_a_word_or_two():
    said = {reason: ended(reason) for reason in (*RULES, ALL, DIVERGED)}
    assert len(set(said.values())) == len(said)
    assert all(1 <= len(words.split()) <= 2 for words in said.values())
