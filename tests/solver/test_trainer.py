import numpy as np
import pytest

from solver.config import RunConfig
from solver.config.query import parse
from solver.losses import LOSSES
from solver.optimizers import OPTIMIZERS
from solver.optimizers.base import HESSIAN_PRODUCT_EVALUATIONS
from solver.training.problem import Problem
from solver.training.trainer import Frame, Training, chunk_length, train
from tests.solver import by_hand
from tests.solver.runs import collected, same_bits


def test_the_tutorials_21_losses_are_met_to_all_seven_decimals(tutorial):
    objective = collected(RunConfig.check({}))["objective"][0]
    printed = {int(epoch): loss for epoch, loss in tutorial["printed_losses"].items()}
    assert len(printed) == 21
    # The tutorial prints a loss before the update, so its epoch k is frame k - 1.
    assert {k: f"{objective[k - 1]:.7f}" for k in printed} == {k: f"{loss:.7f}" for k, loss in printed.items()}


def test_the_default_run_has_frames_0_to_100_and_the_tutorials_numbers():
    frames = list(train(RunConfig.check({})))
    assert [frame.epoch for frame in frames] == list(range(101))
    shown = {e: f"{frames[e].objective[0]:.7f}" for e in (0, 99, 100)}
    assert shown == {0: "194.3629849", 99: "0.4478966", 100: "0.4463739"}


def test_the_default_configuration_is_the_tutorials(tutorial):
    config = RunConfig.check({})
    assert list(config.start.parameters or ()) == tutorial["initial_weights"]
    # The tutorial's gradient lacks the factor 2.
    assert config.contenders[0].learning_rate == tutorial["learning_rate"] / 2
    assert config.epochs == tutorial["epochs"]


# All losses, batch sizes, classes, models and a penalty among them.
QUERIES = [
    "epochs=21",
    "loss=mse&samples=101&test=0.3&2.opt=adam&2.batch=10&3.opt=momentum&3.batch=8&epochs=9",
    "loss=cross_entropy&spread=5&samples=200&seed=0&2.opt=nesterov&2.lr=0.1&epochs=25",
    "data=spirals&arms=4&samples=60&model=mlp&hidden=3,2&activation=elu&loss=squared_hinge&l1=0.01&l2=0.1&epochs=4",
    "data=moons&samples=50&model=mlp&hidden=4&loss=hinge&features=x1_x2&l2=0.3&batch=7&epochs=4",
    "centers=6&samples=60&standardise=1&l1=0.2&batch=9&epochs=4&2.opt=rmsprop",
]


@pytest.mark.parametrize("query", QUERIES)
def test_every_number_of_a_frame_belongs_to_its_own_parameters(query):
    config = parse(query)
    problem, before = Problem.of(config), None
    halves = {"train": problem.data.training, "test": problem.data.test}
    for frame in train(config):
        for k, theta in enumerate(frame.theta):
            for half, (points, labels) in halves.items():
                loss, penalty, accuracy = measured_by_hand(config, points, labels, theta)
                assert getattr(frame, f"{half}_loss")[k] == pytest.approx(loss, rel=1e-9)
                assert getattr(frame, f"{half}_accuracy")[k] == accuracy
                if half == "train":
                    assert frame.objective[k] == pytest.approx(loss + penalty, rel=1e-9)
                    assert frame.objective[k] == frame.train_loss[k] or penalty > 0
            _, gradient = problem.train.value_and_gradient(theta[None])
            assert frame.gradient_norm[k] == pytest.approx(np.linalg.norm(gradient), rel=1e-12)
            step = 0.0 if before is None else np.linalg.norm(theta - before.theta[k])
            assert frame.step_length[k] == pytest.approx(step, rel=1e-12)
            contender = config.contenders[k]
            batches = -(-len(halves["train"][1]) // config.batch(contender))
            assert frame.updates[k] == frame.evaluations[k] == batches * frame.epoch
            assert frame.learning_rate[k] == contender.learning_rate
        before = frame


def measured_by_hand(
    config: RunConfig, points: np.ndarray, labels: np.ndarray, theta: np.ndarray
) -> tuple[float, float, float]:
    """Data loss, penalty and accuracy at parameters (P,), point by point."""
    p = config.problem
    x1, x2 = points.T
    seen = np.column_stack((x1, x2, x1 * x2)) if p.features else points
    assert p.features in ((), ("x1_x2",))
    units = [seen.shape[1], *p.network.hidden, p.network.outputs]
    z = [by_hand.scores(theta, units, p.network.activation.name, point)[0] for point in seen]
    right = [by_hand.winner(each) == label for each, label in zip(z, labels, strict=True)]
    return by_hand.data_loss(p.loss, z, labels), by_hand.penalty(theta, units, p.l1, p.l2), float(np.mean(right))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("model", ["", "&model=mlp&hidden=3", "&centers=4", "&centers=4&model=mlp&hidden=3"])
def test_objective_and_data_loss_differ_by_the_penalty_in_every_frame(loss, model):
    config = parse(f"samples=60&loss={loss}{model}&l1=0.3&l2=0.7&epochs=5&batch=8&seed=0")
    problem, columns = Problem.of(config), collected(config)
    network = config.problem.network
    units = [2, *network.hidden, network.outputs]
    for theta, total, data in zip(columns["theta"][0], columns["objective"][0], columns["train_loss"][0], strict=True):
        assert total == data + problem.train.penalty.value(theta[None])[0]
        assert total - data == pytest.approx(by_hand.penalty(theta, units, 0.3, 0.7), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "each"),
    [("gradient_descent", 1), ("sam", 2), ("numerical", 2 * 3), ("newton", None), ("armijo", None), ("lbfgs", None)],
)
@pytest.mark.parametrize(("batch", "updates"), [("", 1), ("&batch=10", 5)])
def test_evaluations_count_what_an_optimizer_really_asks_for(name, each, batch, updates):
    columns = collected(parse(f"samples=100&spread=5&loss=cross_entropy&opt={name}&epochs=4{batch}"))
    assert columns["updates"][0].tolist() == [updates * e for e in range(5)]
    per_epoch = np.diff(columns["evaluations"][0])
    if each is not None:
        assert (per_epoch == each * updates).all()
    else:
        # The gradient, at least one trial, and Newton's three Hessian-vector products.
        least = 2 + 3 * HESSIAN_PRODUCT_EVALUATIONS * (name == "newton")
        assert (per_epoch >= least * updates).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(
    "problem", ["spread=4", "data=spirals&arms=3&model=mlp&hidden=4", "data=circles&features=x1_squared,x2_squared"]
)
def test_every_optimizer_lowers_the_loss_of_every_model_at_its_default_rate(name, problem):
    for loss in ("sse", "cross_entropy"):
        objective = collected(parse(f"{problem}&samples=100&loss={loss}&opt={name}&epochs=30&seed=1"))["objective"][0]
        assert objective[-1] < objective[0], loss


@pytest.mark.parametrize("query", ["", "batch=16&opt=adam&epochs=30&2.opt=momentum&2.batch=5"])
def test_a_run_repeats_bit_for_bit(query):
    first, second = collected(parse(query)), collected(parse(query))
    assert all(same_bits(first[name], second[name]) for name in first)


@pytest.mark.parametrize("name", ["data_seed", "split_seed", "seed", "batch_seed"])
def test_0_is_a_seed_like_any_other(name):
    zero, one = (collected(parse(f"batch=50&epochs=2&{name}={seed}"))["theta"] for seed in (0, 1))
    assert zero.tobytes() != one.tobytes()
    assert zero.tobytes() != collected(parse("batch=50&epochs=2"))["theta"].tobytes() or name == "batch_seed"


@pytest.mark.parametrize("opt", ["gradient_descent", "momentum", "nesterov", "adam"])
@pytest.mark.parametrize("problem", ["", "&centers=3", "&model=mlp&activation=relu", "&batch=100"])
def test_a_run_that_diverges_ends_with_its_first_frame_that_is_not_finite(opt, problem):
    training = Training(parse(f"lr=1e308&loss=cross_entropy&opt={opt}{problem}"))
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
