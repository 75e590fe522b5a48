"""Each way to compute a gradient, against its own formula in plain NumPy, and where it is refused."""

import numpy as np
import pytest

from solver.config import ConfigError, RunConfig
from solver.config.query import parse, serialise
from solver.curvature.gradient_check import TOLERANCE, check_gradient
from solver.gradients import GRADIENTS, Estimated
from solver.losses import LOSSES
from solver.training.problem import Problem
from solver.training.trainer import Training
from tests.solver.runs import columns_of, same_bits

# Seven points of two classes, with the bias column: class 1 where y is 1.
POINTS = "0:0:0,1:2:1,2:1:0,3:4:1,4:3:0,5:5:1,1:4:0,2:5:1,6:1:0,6:3:1"
DATA = f"data=own&points={POINTS}&start=0.3,-0.2,0.1"
NETWORK = "data=moons&samples=40&model=mlp&hidden=3"
MISTAKES = [name for name, each in GRADIENTS.items() if each.mistake]


def training_half(query: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The features (N, 3) with the ones last, the labels (N,) and the start of a link's linear model."""
    problem = Problem.of(parse(query))
    points, labels = problem.data.training
    return np.column_stack((points, np.ones(len(points)))), labels, problem.start


def computed(query: str, name: str, **options) -> np.ndarray:
    problem = Problem.of(parse(query))
    own = Estimated(problem.train, GRADIENTS[name], {**GRADIENTS[name].defaults(), **options})
    return own.gradient(problem.start[None])[0]


def squared(x: np.ndarray, y: np.ndarray, w: np.ndarray, labels=None, two=2, derivative=True) -> np.ndarray:
    """The gradient of the sum of squared errors, as it is written by hand."""
    p = 1 / (1 + np.exp(-x @ w))
    factor = p * (1 - p) if derivative else 1
    return two * x.T @ ((p - (y if labels is None else labels)) * factor)


# Of the sum of squared errors: each mistake's formula, the cosine of its angle to the gradient and its length's ratio.
FORMULAS = {
    "analytic": squared,
    "no_sigmoid_derivative": lambda x, y, w: squared(x, y, w, derivative=False),
    "no_factor_two": lambda x, y, w: squared(x, y, w, two=1),
    "mean_for_sum": lambda x, y, w: squared(x, y, w) / len(y),
    "flipped_sign": lambda x, y, w: -squared(x, y, w),
    "no_bias": lambda x, y, w: squared(x, y, w) * [1, 1, 0],
    "signed_labels": lambda x, y, w: squared(x, y, w, labels=2 * y - 1),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_gradient_of_squared_errors_is_that_of_its_formula(name):
    expected = FORMULAS[name](*training_half(DATA))
    assert computed(DATA, name) == pytest.approx(expected, rel=1e-12)


def test_every_gradient_has_its_formula_here():
    assert set(GRADIENTS) == {*FORMULAS, "forward", "central"}


@pytest.mark.parametrize("name", ["no_factor_two", "mean_for_sum", "flipped_sign"])
def test_these_mistakes_keep_the_line_of_the_gradient(name):
    right, wrong = computed(DATA, "analytic"), computed(DATA, name)
    ratio = np.linalg.norm(wrong) / np.linalg.norm(right)
    cosine = wrong @ right / np.linalg.norm(wrong) / np.linalg.norm(right)
    assert (cosine, ratio) == pytest.approx(
        {"no_factor_two": (1, 0.5), "mean_for_sum": (1, 1 / 5), "flipped_sign": (-1, 1)}[name], rel=1e-12
    )


@pytest.mark.parametrize("name", ["no_sigmoid_derivative", "no_bias", "signed_labels"])
def test_these_mistakes_turn_the_gradient(name):
    right, wrong = computed(DATA, "analytic"), computed(DATA, name)
    assert wrong @ right < 0.9999 * np.linalg.norm(wrong) * np.linalg.norm(right)


def test_labels_of_minus_one_in_cross_entropy_are_those_of_its_formula():
    query = f"{DATA}&loss=cross_entropy"
    x, y, w = training_half(query)
    expected = x.T @ (1 / (1 + np.exp(-x @ w)) - (2 * y - 1)) / len(y)
    assert computed(query, "signed_labels") == pytest.approx(expected, rel=1e-12)


def test_mean_squared_errors_without_the_sigmoids_derivative_are_a_multiple_of_cross_entropys_gradient():
    query = f"{DATA}&loss=mse"
    entropy = computed(f"{DATA}&loss=cross_entropy", "analytic")
    assert computed(query, "no_sigmoid_derivative") == pytest.approx(2 * entropy, rel=1e-12)


@pytest.mark.parametrize("loss", ["sse", "mse", "squared_hinge"])
@pytest.mark.parametrize("model", [DATA, NETWORK, "data=spirals&arms=3&samples=60"])
def test_the_penalty_keeps_its_gradient_without_the_factor_two(model, loss):
    bare, penalised = f"{model}&loss={loss}", f"{model}&loss={loss}&l2=0.3"
    added = computed(penalised, "analytic") - computed(bare, "analytic")
    assert computed(penalised, "no_factor_two") == pytest.approx(computed(bare, "analytic") / 2 + added, rel=1e-9)


def test_a_networks_hidden_layers_keep_their_derivatives_without_that_of_the_prediction():
    """The last layer's own gradient, layer by layer in plain NumPy."""
    problem = Problem.of(parse(NETWORK))
    points, y = problem.data.training
    x = np.column_stack((points, np.ones(len(points))))
    first, last = problem.start[:9].reshape(3, 3), problem.start[9:]
    hidden = np.tanh(x @ first.T)
    into = np.column_stack((hidden, np.ones(len(y))))
    e = 2 * (1 / (1 + np.exp(-into @ last)) - y)
    back = (e[:, None] * last[:3] * (1 - hidden**2)).T @ x
    assert computed(NETWORK, "no_sigmoid_derivative") == pytest.approx([*back.ravel(), *(into.T @ e)], rel=1e-10)


def test_all_biases_of_a_network_stay_where_they_start():
    query = f"{NETWORK}&gradient=no_bias&epochs=20&lr=0.05"
    training = Training(parse(query))
    theta = np.concatenate([frames.theta[0] for frames in training.run()])
    of_bias = training.problem.train.network.weights == 0
    assert [n[0] == "b" for n in training.problem.names] == of_bias.tolist()
    assert (theta[:, of_bias] == theta[0, of_bias]).all()
    assert (theta[-1, ~of_bias] != theta[0, ~of_bias]).all()


@pytest.mark.parametrize("query", [DATA, NETWORK, "function=rosenbrock", "data=spirals&arms=3&samples=60&l2=0.1"])
def test_differences_tend_to_the_gradient_and_both_sides_are_nearer(query):
    right = computed(query, "analytic")
    error = {name: np.abs(computed(query, name) - right).max() for name in ("forward", "central")}
    largest = np.abs(right).max()
    assert error["forward"] < 1e-5 * largest
    assert error["central"] < 1e-7 * largest
    # A tenth of the step: a tenth of the error to one side, a hundredth to both.
    for name, share in (("forward", 10), ("central", 100)):
        wide, narrow = (np.abs(computed(query, name, h=h) - right).max() for h in (1e-3, 1e-4))
        assert wide / narrow == pytest.approx(share, rel=0.2)


@pytest.mark.parametrize("rest", ["", "&batch=3", "&epochs=40&lr=0.02", "&schedule=cosine"])
@pytest.mark.parametrize("problem", [DATA, NETWORK, "function=himmelblau"])
def test_central_differences_are_bit_for_bit_the_optimizer_that_descends_by_them(problem, rest):
    if "function" in problem and "batch" in rest:
        rest = ""
    query = f"{problem}{rest}&epochs=12" if "epochs" not in rest else f"{problem}{rest}"
    old = columns_of(f"{query}&opt=numerical&difference=1e-5")
    new = columns_of(f"{query}&gradient=central&h=1e-5")
    assert all(same_bits(old[name], new[name]) for name in old)


@pytest.mark.parametrize(("name", "each"), [("analytic", 1), ("forward", 4), ("central", 6), ("no_factor_two", 1)])
def test_a_gradient_counts_as_the_evaluations_that_it_takes(name, each):
    found = columns_of(f"gradient={name}&epochs=5")["evaluations"]
    assert found[0].tolist() == [each * i for i in range(6)]


def test_a_gradient_elsewhere_is_computed_in_the_same_way():
    # Sharpness-aware minimisation takes a second gradient, uphill: half of it is half the step.
    right, wrong = (columns_of(f"{DATA}&opt=sam&lr={rate}&epochs=9") for rate in (0.01, 0.01))
    assert same_bits(right["objective"], wrong["objective"])
    half = columns_of(f"{DATA}&opt=sam&lr=0.02&epochs=9&gradient=no_factor_two")
    assert half["objective"] == pytest.approx(right["objective"], rel=1e-9)


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("batch", ["", "&batch=4"])
def test_a_contender_with_a_mistake_runs_as_it_does_alone_and_changes_no_other(name, batch):
    batches = "&batch=4&2.batch=4&3.batch=4" if batch else ""
    beside = columns_of(f"{DATA}{batches}&epochs=15&2.opt=gradient_descent&2.gradient={name}&3.opt=adam")
    for k, alone in enumerate((f"{DATA}{batch}", f"{DATA}{batch}&gradient={name}", f"{DATA}{batch}&opt=adam")):
        found = columns_of(f"{alone}&epochs=15")
        assert all(same_bits(beside[column][k], found[column][0]) for column in found)


@pytest.mark.parametrize("name", MISTAKES)
def test_what_is_recorded_stays_right(name):
    """Objective and gradient norm of each epoch are those of the true objective there."""
    training = Training(parse(f"{DATA}&gradient={name}&epochs=3"))
    for frames in training.run():
        found = training.problem.train.measure(frames.theta[0])
        assert (frames.columns["objective"][0] == found.objective).all()
        assert (frames.gradient[0] == found.gradient).all()


@pytest.mark.parametrize("name", GRADIENTS)
def test_the_check_finds_every_mistake_and_passes_the_others(name):
    problem = Problem.of(parse(DATA))
    own = Estimated(problem.train, GRADIENTS[name], GRADIENTS[name].defaults())
    found = check_gradient(own, problem.start, problem.names)
    assert found.passed != GRADIENTS[name].mistake
    assert (found.largest_error > TOLERANCE) == GRADIENTS[name].mistake


def test_the_check_names_the_forgotten_bias():
    problem = Problem.of(parse(DATA))
    found = check_gradient(Estimated(problem.train, GRADIENTS["no_bias"], {}), problem.start, problem.names)
    assert (found.worst_name, found.largest_error) == ("b", 1)


REFUSED = [
    ("no_sigmoid_derivative", "loss=cross_entropy", "Only the gradient of squared errors has .* the loss sse or mse"),
    ("no_sigmoid_derivative", "centers=3", "no sigmoids. Choose data with two classes"),
    ("no_sigmoid_derivative", "function=bowl", "A test function has no sigmoid."),
    ("no_factor_two", "loss=hinge", "no factor 2. Choose the loss sse or mse or squared_hinge"),
    ("no_factor_two", "function=bowl", "no factor 2"),
    ("mean_for_sum", "loss=mse", "a mean already. Choose the loss sse"),
    ("mean_for_sum", "function=bowl", "no sum over points"),
    ("no_bias", "function=bowl", "no bias"),
    ("signed_labels", "loss=hinge", "labels −1 and 1: .* Choose the loss sse or mse or cross_entropy"),
    ("signed_labels", "loss=squared_hinge", "labels −1 and 1"),
    ("signed_labels", "centers=3", "no labels 0 and 1"),
    ("signed_labels", "function=bowl", "no labels"),
    ("central", "opt=numerical", "computes its own gradient"),
    ("flipped_sign", "opt=numerical", "computes its own gradient"),
]


@pytest.mark.parametrize(("name", "beside", "words"), REFUSED)
def test_a_gradient_that_does_not_apply_is_refused_with_what_does(name, beside, words):
    with pytest.raises(ConfigError, match=words) as error:
        parse(f"{beside}&gradient={name}")
    assert [field for field, _ in error.value.problems] == ["gradient"]


def test_the_contender_that_is_refused_is_named():
    with pytest.raises(ConfigError) as error:
        parse("loss=mse&2.opt=adam&2.gradient=mean_for_sum")
    assert [field for field, _ in error.value.problems] == ["2.gradient"]
    with pytest.raises(ConfigError) as error:
        RunConfig.check({"contenders": [{}, {"gradient": "centrl"}]})
    assert error.value.problems[0][0] == "contenders.1.gradient"


@pytest.mark.parametrize("name", GRADIENTS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("model", ["", "&model=mlp", "&centers=3"])
def test_a_gradient_runs_wherever_it_is_not_refused(name, loss, model):
    query = f"loss={loss}{model}&samples=20&epochs=2"
    problem = parse(query).problem
    if GRADIENTS[name].refusal(problem.network, loss):
        with pytest.raises(ConfigError) as error:
            parse(f"{query}&gradient={name}")
        assert [field for field, _ in error.value.problems] == ["gradient"]
        return
    last = list(Training(parse(f"{query}&gradient={name}")).run())[-1]
    assert np.isfinite(last.theta).all()


def test_a_link_leaves_the_analytic_gradient_out_and_keeps_any_other():
    assert serialise(parse("gradient=analytic")) == "v=1"
    assert serialise(parse("gradient=central&h=6e-6")) == "v=1&gradient=central"
    assert serialise(parse("opt=adam&gradient=forward&h=0.01")) == "v=1&opt=adam&gradient=forward&h=0.01"
    assert serialise(parse("2.opt=adam&2.gradient=no_bias")) == "v=1&2.opt=adam&2.gradient=no_bias"


def test_a_numerical_gradient_costs_what_it_evaluates():
    right, slow = parse("epochs=10"), parse("epochs=10&gradient=central")
    assert slow.cost == pytest.approx(6 * right.cost, rel=1e-3)
    with pytest.raises(ConfigError, match="One epoch of this run costs"):
        parse("model=mlp&hidden=32,32,32&samples=5000&epochs=100&gradient=central")
