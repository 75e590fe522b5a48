from collections.abc import Iterator

import numpy as np
import pytest

from solver.config import RunConfig
from solver.problem import Problem
from solver.query import parse
from solver.trainer import COLUMNS, Frame, Training, chunk_length, train

# Mixed optimizers and batch sizes, chaotic and diverging ones among them.
CROWD = (
    "samples=200&spread=4&epochs=45&loss=cross_entropy&seed=3&data_seed=7",
    "opt=gradient_descent&lr=30",
    "opt=adam&lr=0.1&batch=7",
    "opt=momentum&lr=8&batch=32",
    "opt=adam&lr=1e308",
    "opt=nesterov&lr=3&momentum=0.99",
    "opt=gradient_descent&lr=1e306&batch=32",
)


def crowd(numbers: list[int]) -> RunConfig:
    """The crowd's contenders of these numbers, in one run."""
    pairs = [CROWD[0]]
    for place, number in enumerate(numbers, 1):
        prefix = "" if place == 1 else f"{place}."
        pairs += [prefix + pair for pair in CROWD[number].split("&")]
    return parse("&".join(pairs))


def collected(config: RunConfig) -> dict[str, np.ndarray]:
    """Every column of a run, (K, n) or (K, n, P)."""
    frames = list(train(config))
    return {name: np.stack([getattr(f, name) for f in frames], axis=1) for name in (*COLUMNS, "theta")}


def test_the_tutorials_21_losses_are_met_to_all_seven_decimals(tutorial):
    objective = collected(RunConfig.check({}))["objective"][0]
    printed = {int(epoch): loss for epoch, loss in tutorial["printed_losses"].items()}
    assert len(printed) == 21
    # The tutorial prints a loss before the update, so that its epoch k is frame k - 1.
    assert {k: f"{objective[k - 1]:.7f}" for k in printed} == {k: f"{loss:.7f}" for k, loss in printed.items()}


def test_the_default_run_has_frames_0_to_100_and_the_tutorials_numbers():
    frames = list(train(RunConfig.check({})))
    assert [frame.epoch for frame in frames] == list(range(101))
    shown = {e: f"{frames[e].objective[0]:.7f}" for e in (0, 99, 100)}
    assert shown == {0: "194.3629849", 99: "0.4478966", 100: "0.4463739"}


def test_the_default_configuration_is_the_tutorials(tutorial):
    config = RunConfig.check({})
    assert list(config.start.parameters or ()) == tutorial["initial_weights"]
    # Its gradient lacks the factor 2.
    assert config.contenders[0].learning_rate == tutorial["learning_rate"] / 2
    assert config.epochs == tutorial["epochs"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "loss=mse&samples=101&test=0.3&2.opt=adam&2.batch=10&3.opt=momentum&3.batch=8&epochs=25",
        "loss=cross_entropy&spread=5&seed=0&2.opt=nesterov&2.lr=0.1&epochs=25",
    ],
)
def test_every_number_of_a_frame_belongs_to_its_own_parameters(query):
    config = parse(query)
    problem, before = Problem.of(config), None
    halves = {"train": problem.data.training, "test": problem.data.test}
    for frame in train(config):
        for k, theta in enumerate(frame.theta):
            for half, (points, labels) in halves.items():
                value, _, accuracy = by_hand(config.problem.loss, points, labels, theta)
                assert getattr(frame, f"{half}_loss")[k] == pytest.approx(value, rel=1e-9)
                assert getattr(frame, f"{half}_accuracy")[k] == accuracy
            value, gradient, _ = by_hand(config.problem.loss, *halves["train"], theta)
            assert frame.objective[k] == frame.train_loss[k] == pytest.approx(value, rel=1e-9)
            assert frame.gradient_norm[k] == pytest.approx(np.linalg.norm(gradient), rel=1e-7)
            step = 0.0 if before is None else np.linalg.norm(theta - before.theta[k])
            assert frame.step_length[k] == pytest.approx(step, rel=1e-12)
            contender = config.contenders[k]
            batches = -(-len(halves["train"][1]) // config.batch(contender))
            assert frame.updates[k] == frame.evaluations[k] == batches * frame.epoch
            assert frame.learning_rate[k] == contender.learning_rate
        before = frame


def by_hand(loss: str, points: np.ndarray, labels: np.ndarray, theta: np.ndarray) -> tuple[float, np.ndarray, float]:
    """Loss, gradient and accuracy as a textbook writes them."""
    x = np.column_stack((points, np.ones(len(points))))
    z = x @ theta
    p = 1 / (1 + np.exp(-z))
    accuracy = float(np.mean((z > 0) == (labels == 1)))
    if loss == "cross_entropy":
        return float(np.mean(np.logaddexp(0, z) - labels * z)), x.T @ (p - labels) / len(x), accuracy
    scale = 1 if loss == "sse" else len(x)
    squares = float(np.sum((p - labels) ** 2))
    return squares / scale, 2 * x.T @ ((p - labels) * p * (1 - p)) / scale, accuracy


@pytest.mark.parametrize("numbers", [[1, 2, 3, 4, 5, 6], [6, 4, 2], [3, 2]])
def test_contenders_at_once_are_bit_for_bit_those_one_by_one(numbers):
    together = collected(crowd(numbers))
    for k, number in enumerate(numbers):
        alone = collected(crowd([number]))
        n = alone["theta"].shape[1]
        for name, column in together.items():
            assert column[k, :n].tobytes() == alone[name][0].tobytes(), (number, name)
            # Whoever is done stands still.
            assert (column[k, n:] == column[k, n - 1 : n]).all() or not np.isfinite(column[k, n - 1]).all()


def test_contenders_of_full_batches_at_once_are_bit_for_bit_those_one_by_one_in_chaos():
    rates = [0.005, 0.3, 0.7, 1.1, 2.3, 5.9]
    data = {"problem": {"options": {"spread": 6.0}}, "epochs": 300}
    together = collected(RunConfig.check({**data, "contenders": [{"learning_rate": r} for r in rates]}))
    for k, rate in enumerate(rates):
        alone = collected(RunConfig.check({**data, "contenders": [{"learning_rate": rate}]}))
        assert together["theta"][k].tobytes() == alone["theta"][0].tobytes()


@pytest.mark.parametrize("query", ["", "batch=16&opt=adam&epochs=30&2.opt=momentum&2.batch=5"])
def test_a_run_repeats_bit_for_bit(query):
    first, second = collected(parse(query)), collected(parse(query))
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)


def batched_by_hand(config: RunConfig) -> Iterator[np.ndarray]:
    """Gradient descent on cross-entropy in mini-batches: an order of the points an epoch, the rest last."""
    problem = Problem.of(config)
    points, labels = problem.data.training
    order = np.random.default_rng(config.batch_seed)
    size, rate = config.contenders[0].batch_size or len(points), config.contenders[0].learning_rate
    theta = problem.start.copy()
    yield theta
    for _ in range(config.epochs):
        rows = order.permutation(len(points))
        for i in range(0, len(rows), size):
            batch = rows[i : i + size]
            theta = theta - rate * by_hand("cross_entropy", points[batch], labels[batch], theta)[1]
        yield theta


@pytest.mark.parametrize("size", [1, 7, 49, 50])
def test_mini_batches_are_drawn_anew_every_epoch_and_the_smaller_last_one_is_used(size):
    query = f"samples=100&loss=cross_entropy&lr=0.1&batch={size}&epochs=12&spread=5&batch_seed=4"
    expected = np.stack(list(batched_by_hand(parse(query))))
    np.testing.assert_allclose(collected(parse(query))["theta"][0], expected, rtol=1e-9, atol=1e-12)


def test_contenders_of_one_batch_size_get_the_same_batches():
    run = collected(parse("lr=0.01&batch=16&epochs=5&2.lr=0.01&2.batch=16&3.lr=0.01&3.batch=16"))
    assert (run["theta"] == run["theta"][:1]).all()


def test_the_seed_of_the_batches_changes_the_batches_and_nothing_else():
    zero, one = (collected(parse(f"batch=16&epochs=3&batch_seed={seed}")) for seed in (0, 1))
    assert (zero["theta"][:, 0] == one["theta"][:, 0]).all()
    assert (zero["theta"][:, 1] != one["theta"][:, 1]).any()


@pytest.mark.parametrize("size", [500, 501, 5000])
def test_a_batch_of_all_points_is_the_full_batch(size):
    assert collected(parse(f"batch={size}"))["theta"].tobytes() == collected(parse(""))["theta"].tobytes()


@pytest.mark.parametrize("name", ["data_seed", "split_seed", "seed", "batch_seed"])
def test_0_is_a_seed_like_any_other(name):
    zero, one = (collected(parse(f"batch=50&epochs=2&{name}={seed}"))["theta"] for seed in (0, 1))
    assert zero.tobytes() != one.tobytes()
    assert zero.tobytes() != collected(parse("batch=50&epochs=2"))["theta"].tobytes() or name == "batch_seed"


@pytest.mark.parametrize("opt", ["gradient_descent", "momentum", "nesterov", "adam"])
def test_a_run_that_diverges_ends_with_its_first_frame_that_is_not_finite(opt):
    training = Training(parse(f"lr=1e308&loss=cross_entropy&opt={opt}"))
    frames: list[Frame] = [frame for chunk in training.run() for frame in chunk]
    finite = [bool(np.isfinite(f.theta).all() and np.isfinite(f.objective).all()) for f in frames]
    assert finite == [True] * (len(frames) - 1) + [False]
    outcome = training.outcomes[0]
    assert outcome is not None
    assert (outcome.reason, outcome.epoch) == ("diverged", frames[-1].epoch)


def test_chunks_get_shorter_where_epochs_are_costly_and_hold_the_same_frames():
    cheap = parse("samples=400&batch=1&epochs=30")
    costly = parse("samples=400&batch=1&epochs=30" + "".join(f"&{k}.opt=adam&{k}.batch=1" for k in range(2, 7)))
    assert chunk_length(costly) < chunk_length(cheap) <= 20
    assert chunk_length(RunConfig.check({})) == 20
    chunks = list(Training(costly).run())
    assert [c.first for c in chunks[1:]] == [c.last + 1 for c in chunks[:-1]]
    assert collected(cheap)["theta"][0].tobytes() == np.concatenate([c.theta[0] for c in chunks]).tobytes()
