import decimal
import json
import re

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.datasets import make_blobs
from sklearn.model_selection import train_test_split

from solver.config import MOST_CONTENDERS, ConfigError, RunConfig
from solver.config.budget import MOST_SLICE_COST, MOST_SLICES, MOST_SLICES_COST, USUAL_RESOLUTION
from solver.config.query import parse
from solver.config.run import MOST_COST
from solver.losses import LOSSES
from solver.model.architectures import MODELS
from solver.model.initialisations import INITIALISATIONS, initialise
from solver.optimizers import OPTIMIZERS
from solver.planes import RESOLUTION
from solver.training.problem import Problem

FULL = {
    "problem": {
        "options": {"samples": 40, "spread": 3.5},
        "data_seed": 0,
        "loss": "mse",
        "test_fraction": 0.25,
        "standardise": 1,
        "features": ["sin_x2", "x1_x2"],
        "l1": 0.5,
        "l2": 2,
    },
    "contenders": [
        {"schedule": "step", "schedule_options": {"gamma": 0.5}, "manual": [[3, 0.5], [9, 1]]},
        {"optimizer": "adam", "hyperparameters": {"beta1": 0.5}, "batch_size": 8},
    ],
    "start": {"parameters": [0, -1.5, 2, 7, 1e6]},
    "epochs": 12,
    "stopping": {"objective_below": 0.1, "accuracy_above": 1, "patience": 3, "tolerance": 0.5},
    "plane": {"resolution": 21},
}


NETWORK = {
    "problem": {
        "dataset": "spirals",
        "options": {"arms": 4},
        "model": "mlp",
        "model_options": {"hidden": [3, 2], "activation": "gelu"},
    },
    "start": {"initialisation": "he"},
}


@pytest.mark.parametrize("data", [{}, FULL, NETWORK, {"start": {"seed": 0}}])
def test_a_configuration_survives_json(data):
    config = RunConfig.check(data)
    assert RunConfig.check(json.loads(json.dumps(config.model_dump(mode="json"), allow_nan=False))) == config


def test_a_configuration_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        RunConfig.check({}).epochs = 3


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_missing_learning_rate_is_the_optimizers_for_the_kind_of_loss(optimizer, loss):
    config = RunConfig.check({"problem": {"loss": loss}, "contenders": [{"optimizer": optimizer}]})
    expected = OPTIMIZERS[optimizer].learning_rates[LOSSES[loss].reduction]
    assert config.contenders[0].learning_rate == expected


@pytest.mark.parametrize("contenders", [1, MOST_CONTENDERS])
def test_a_run_that_costs_too_much_is_refused(contenders):
    dear = {
        "epochs": 2000,
        "problem": {"options": {"samples": 5000}},
        "contenders": [{"batch_size": 1}] * contenders,
    }
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check(dear)
    ((field, sentence),) = refusal.value.problems
    assert field == "epochs"
    most = int(re.search(r"Epochs must be at most ([0-9,]+) .* not 2,000\.", sentence)[1].replace(",", ""))
    assert RunConfig.check({**dear, "epochs": most})
    with pytest.raises(ConfigError):
        RunConfig.check({**dear, "epochs": most + 1})


def test_a_run_whose_one_epoch_costs_too_much_says_so():
    dear = {"model": "mlp", "model_options": {"hidden": [32, 32, 32]}}
    with pytest.raises(
        ConfigError, match=r"One epoch of this run costs [0-9.]+ times what a run may cost\. .*optimizer"
    ):
        RunConfig.check({"problem": dear, "contenders": [{"optimizer": "newton"}]})


@pytest.mark.parametrize("number", [np.int64(20), np.uint8(20)])
def test_numpys_whole_numbers_are_whole_numbers(number):
    config = RunConfig.check({"problem": {"options": {"samples": number}}, "epochs": number})
    assert config == RunConfig.check({"problem": {"options": {"samples": 20}}, "epochs": 20})
    assert type(config.epochs) is int


@pytest.mark.parametrize(
    ("value", "shown"),
    [(decimal.Decimal("0.1"), "0.1 (Decimal)"), (1j, "1j"), (np.array(0.1), "0.1 (ndarray)")],
    ids=str,
)
def test_what_looks_like_a_number_but_is_none_is_named_by_its_type(value, shown):
    with pytest.raises(ConfigError, match=re.escape(f"not {shown}.")):
        RunConfig.check({"contenders": [{"learning_rate": value}]})


def test_the_cost_grows_with_all_that_is_bounded():
    base = {"problem": {"options": {"samples": 100}}, "epochs": 10}
    cost = RunConfig.check(base).cost
    more = [
        {**base, "epochs": 20},
        {**base, "problem": {"options": {"samples": 200}}},
        {**base, "contenders": [{}, {}]},
        {**base, "contenders": [{"batch_size": 10}]},
    ]
    assert all(cost < RunConfig.check(data).cost <= MOST_COST for data in more)
    assert RunConfig.check(more[0]).cost == 2 * cost


# Too costly: a network whose Hessian is computed column by column, an update for each point, and both at once.
DEAR = [
    {"model": "mlp", "model_options": {"hidden": [32, 32, 32]}},
    {"model": "mlp", "model_options": {"hidden": [16]}},
]


@pytest.mark.parametrize("problem", DEAR)
def test_newtons_method_on_a_large_network_is_refused(problem):
    for contender in ({"optimizer": "newton"}, {"optimizer": "newton", "batch_size": 1}):
        with pytest.raises(ConfigError, match="another optimizer") as refusal:
            RunConfig.check({"problem": problem, "contenders": [contender], "epochs": 1000})
        assert refusal.value.problems[0][0] == "epochs"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_is_affordable_with_the_defaults_and_dearer_in_smaller_batches(optimizer):
    base = {"contenders": [{"optimizer": optimizer}]}
    small = {"contenders": [{"optimizer": optimizer, "batch_size": 10}]}
    assert RunConfig.check(base).cost < RunConfig.check(small).cost <= MOST_COST


def test_second_order_costs_more_than_first():
    costs = [RunConfig.check({"contenders": [{"optimizer": o}]}).cost for o in ("gradient_descent", "sam", "newton")]
    assert costs == sorted(costs)
    assert len(set(costs)) == 3


WIDEST = {"model": "mlp", "model_options": {"hidden": [32, 32, 32]}, "options": {"samples": 5000}, "test_fraction": 0.1}


@pytest.mark.parametrize("problem", [{}, {"options": {"samples": 5000}}, WIDEST, {**WIDEST, "options": {}}])
def test_a_resolution_that_is_left_open_is_one_that_can_be_afforded(problem):
    config = RunConfig.check({"problem": problem, "epochs": 1})
    points, parameters = config.problem.training_samples, config.problem.network.size
    each = points * config.problem.network.surface_work(False)
    finest = int((MOST_SLICE_COST / each) ** 0.5)
    assert 1 < config.landscape.resolution <= min(USUAL_RESOLUTION, finest)
    assert 2 <= config.landscape.slices <= MOST_SLICES
    assert (
        config.landscape.slices == 2
        or config.landscape.slices * config.landscape.resolution**2 * each <= MOST_SLICES_COST
    )
    for asked in (int(RESOLUTION.low), USUAL_RESOLUTION, int(RESOLUTION.high)):
        data = {"problem": problem, "epochs": 1, "plane": {"resolution": asked}}
        if asked <= finest:
            assert RunConfig.check(data).landscape.resolution == asked
            continue
        limit = f"at most {finest} with {points:,} training points and {parameters:,} parameters, not {asked}"
        with pytest.raises(ConfigError, match=limit) as refusal:
            RunConfig.check(data)
        assert refusal.value.problems[0][0] == "plane.resolution"


# The defaults of version 1, one by one: old links rely on them.
DEFAULTS = {
    "version": 1,
    "problem": {
        "kind": "classification",
        "dataset": "blobs",
        "options": {
            "samples": 1000,
            "centers": 2,
            "spread": 1.5,
            "spreads": None,
            "imbalance": 1.0,
            "noise": 0.0,
            "flip": 0.0,
        },
        "data_seed": 1,
        "standardise": 0,
        "test_fraction": 0.5,
        "split_seed": 42,
        "edits": [],
        "features": [],
        "model": "linear",
        "model_options": {},
        "loss": "sse",
        "l1": 0.0,
        "l2": 0.0,
    },
    "contenders": [
        {
            "optimizer": "gradient_descent",
            "learning_rate": 0.005,
            "hyperparameters": {},
            "schedule": "constant",
            "schedule_options": {},
            "manual": None,
            "batch_size": None,
            "off": 0,
        }
    ],
    "start": {"seed": None, "initialisation": None, "parameters": [-1.706982277, -0.237856883, 1.498803565]},
    "batch_seed": 0,
    "epochs": 100,
    "stopping": {"objective_below": None, "accuracy_above": None, "patience": None, "tolerance": 0.0},
    "plane": {
        "kind": "weights",
        "options": {"first": 1, "second": 2},
        "through": None,
        "follow": 1,
        "extent": None,
        "resolution": None,
    },
}


def test_the_defaults_of_version_1_never_change():
    assert RunConfig.check({}).model_dump(mode="json") == DEFAULTS
    assert RunConfig.check({}) == parse("") == parse("v=1")
    assert RunConfig.check({}).landscape.resolution == 61


@pytest.mark.parametrize(
    ("optimizer", "rates"),
    [
        ("gradient_descent", (0.005, 0.5)),
        ("momentum", (0.0005, 0.05)),
        ("nesterov", (0.0005, 0.05)),
        ("adam", (0.05, 0.05)),
    ],
)
def test_the_learning_rates_of_version_1s_first_optimizers_never_change(optimizer, rates):
    found = [parse(f"opt={optimizer}&loss={loss}").contenders[0].learning_rate for loss in ("sse", "mse")]
    assert tuple(found) == rates


def test_a_seed_of_version_1_still_draws_the_standard_normal():
    for seed in (0, 5, 2**32 - 1):
        problem = Problem.of(parse(f"v=1&seed={seed}"))
        assert problem.start.tobytes() == np.random.default_rng(seed).standard_normal(3).tobytes()


def test_the_data_of_version_1_are_still_scikit_learns_blobs():
    x, y = make_blobs(n_samples=200, n_features=2, centers=2, cluster_std=2.5, random_state=7)
    expected = train_test_split(x, y, test_size=0.3, random_state=9)
    data = Problem.of(parse("v=1&samples=200&spread=2.5&data_seed=7&test=0.3&split_seed=9")).data
    found = data.training[0], data.test[0], data.training[1], data.test[1]
    assert all(a.tobytes() == b.tobytes() for a, b in zip(found, expected, strict=True))


# A start that is asked for, and what it is completed to: seed, initialisation, whether there are parameters.
STARTS = [
    ("", (None, None, True)),
    ("seed=5", (5, "normal", False)),
    ("init=uniform", (0, "uniform", False)),
    ("init=normal", (0, "normal", False)),
    ("seed=3&init=zeros", (3, "zeros", False)),
    ("start=1,2,3", (None, None, True)),
    ("model=mlp", (0, "glorot", False)),
    ("model=mlp&seed=4", (4, "glorot", False)),
    ("model=mlp&init=he", (0, "he", False)),
    ("centers=3", (0, "normal", False)),
    ("features=x1_x2", (0, "normal", False)),
    ("data=moons", (None, None, True)),
    ("data=spirals&arms=3", (0, "normal", False)),
]


@pytest.mark.parametrize(("query", "expected"), STARTS)
def test_a_start_is_completed_by_what_fits_the_model(query, expected):
    config = parse(query)
    start = config.start
    assert (start.seed, start.initialisation, start.parameters is not None) == expected
    found = Problem.of(config).start
    if start.parameters is None:
        assert found.tobytes() == initialise(start.initialisation, config.problem.network, start.seed).tobytes()
    else:
        assert tuple(found) == start.parameters
    assert len(found) == config.problem.network.size == len(config.problem.parameter_names)


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_every_model_starts_from_a_known_initialisation(model):
    assert model.initialisation in INITIALISATIONS
