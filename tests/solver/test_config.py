import json
import math

import pytest
from pydantic import ValidationError

from solver.config import MOST_CONTENDERS, MOST_COST, ConfigError, RunConfig
from solver.losses import LOSSES
from solver.optimizers import OPTIMIZERS
from solver.parameters import shorten

FULL = {
    "problem": {
        "options": {"samples": 40, "spread": 3.5},
        "data_seed": 0,
        "loss": "mse",
        "test_fraction": 0.25,
    },
    "contenders": [{}, {"optimizer": "adam", "hyperparameters": {"beta1": 0.5}, "batch_size": 8}],
    "start": {"parameters": [0, -1.5, 2]},
    "epochs": 12,
    "stopping": {"objective_below": 0.1, "accuracy_above": 1, "patience": 3, "tolerance": 0.5},
    "plane": {"resolution": 21},
}


@pytest.mark.parametrize("data", [{}, FULL, {"start": {"seed": 0}}])
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


# Field, wrong value, and what the refusal must say besides the value.
REFUSED = [
    ("epochs", 0, "from 1 to 2,000"),
    ("epochs", 2001, "from 1 to 2,000"),
    ("epochs", 10**400, "from 1 to 2,000"),
    ("epochs", True, "a whole number"),
    ("epochs", 1.0, "a whole number"),
    ("epochs", "1", "a whole number"),
    ("epochs", None, "a whole number"),
    ("epochs", [3], "a whole number"),
    ("epochs", math.nan, "a whole number"),
    ("batch_seed", -1, "from 0"),
    ("batch_seed", 2**32, "to 4,294,967,295"),
    ("version", 2, "must be 1"),
    ("version", True, "must be 1"),
    ("problem", None, "must be an object"),
    ("problem", [], "must be an object"),
    ("problem.kind", "regression", "'classification'"),
    ("problem.dataset", "moons", "there is blobs"),
    ("problem.dataset", 3, "there is blobs"),
    ("problem.dataset", [], "there is blobs"),
    ("problem.options", [], "by name"),
    ("problem.options", {1: 2}, "by name"),
    ("problem.options.samples", 5001, "from 10 to 5,000"),
    ("problem.options.samples", 10.5, "a whole number"),
    ("problem.options.samples", True, "a whole number"),
    ("problem.options.centers", 3, "must be 2"),
    ("problem.options.spread", 0, "greater than 0"),
    ("problem.options.spread", math.inf, "at most 20"),
    ("problem.options.noise", 1, "no parameter 'noise'"),
    ("problem.test_fraction", 0.95, "from 0.1 to 0.9"),
    ("problem.data_seed", False, "a whole number"),
    ("problem.model", "mlp", "there is linear"),
    ("problem.loss", "hinge", "there is sse"),
    ("contenders", None, "must be a list"),
    ("contenders", {}, "must be a list"),
    ("contenders", [], "1 to 6"),
    ("contenders", [{}] * 7, "1 to 6"),
    ("contenders.0", None, "must be an object"),
    ("contenders.0.optimizer", "sgd", "there is gradient_descent"),
    ("contenders.0.learning_rate", 0, "greater than 0"),
    ("contenders.0.learning_rate", -0.1, "greater than 0"),
    ("contenders.0.learning_rate", math.nan, "greater than 0"),
    ("contenders.0.learning_rate", math.inf, "greater than 0"),
    ("contenders.0.learning_rate", "0.1", "a number"),
    ("contenders.0.learning_rate", 10**400, "greater than 0"),
    ("contenders.0.hyperparameters", None, "by name"),
    ("contenders.0.hyperparameters.beta1", 0.5, "no parameter 'beta1'"),
    ("contenders.0.batch_size", 0, "from 1"),
    ("contenders.0.batch_size", 10.0, "a whole number"),
    ("contenders.0.momentum", 0.5, "no field"),
    ("start", None, "must be an object"),
    ("start.seed", "0", "a whole number"),
    ("start.seed", False, "a whole number"),
    ("start.parameters", [], "a list of numbers"),
    ("start.parameters", "1,2,3", "a list of numbers"),
    ("start.parameters", [1, 2, None], "a number"),
    ("start.parameters", [1, 2, True], "a number"),
    ("start.parameters", [1, 2, math.nan], "a number"),
    ("start.parameters", [1, 2, 1e7], "1,000,000"),
    ("stopping.patience", 1.5, "a whole number"),
    ("stopping.objective_below", math.nan, "greater than 0"),
    ("stopping.accuracy_above", 95, "at most 1"),
    ("stopping.tolerance", -1, "from 0"),
    ("stopping.tolerance", None, "a number"),
    ("plane.kind", "pca", "there is following"),
    ("plane.resolution", 202, "from 21 to 201"),
    ("colour", "red", "no field 'colour'"),
]


def nested(path: str, value: object) -> object:
    for part in reversed(path.split(".")):
        value = [value] if part == "0" else {part: value}
    return value


@pytest.mark.parametrize(("field", "value", "words"), REFUSED, ids=lambda v: str(v)[:30])
def test_what_is_wrong_is_refused_naming_field_and_limit(field, value, words):
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check(nested(field, value))
    (problem,) = refusal.value.problems
    assert problem[0] == field
    assert words in problem[1]
    assert len(problem[1]) < 250


QUOTED = [(field, value) for field, value, _ in REFUSED if not isinstance(value, list | dict | None)]


@pytest.mark.parametrize(("field", "value"), QUOTED, ids=lambda v: str(v)[:30])
def test_a_refusal_quotes_the_value_or_the_unknown_field(field, value):
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check(nested(field, value))
    ((_, sentence),) = refusal.value.problems
    assert shorten(value) in sentence or shorten(field.rpartition(".")[2]) in sentence or shorten(field) in sentence


@pytest.mark.parametrize("data", [None, [], "x", 3, {3: 4}])
def test_what_is_no_object_at_all_is_refused(data):
    with pytest.raises(ConfigError):
        RunConfig.check(data)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"start": {"seed": 0, "parameters": [1, 2, 3]}}, "start.seed"),
        ({"start": {"parameters": [1, 2]}}, "start"),
        ({"start": {"parameters": [1, 2, 3, 4]}}, "start"),
    ],
)
def test_a_start_that_does_not_fit_is_refused(data, field):
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check(data)
    assert [name for name, _ in refusal.value.problems] == [field]


def test_every_wrong_field_is_named_at_once():
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check({"epochs": 0, "problem": {"loss": "hinge"}, "plane": {"resolution": 1}})
    assert {name for name, _ in refusal.value.problems} == {"epochs", "problem.loss", "plane.resolution"}


@pytest.mark.parametrize("contenders", [1, MOST_CONTENDERS])
def test_a_run_that_costs_too_much_is_refused(contenders):
    dear = {
        "epochs": 2000,
        "problem": {"options": {"samples": 5000}},
        "contenders": [{"batch_size": 1}] * contenders,
    }
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check(dear)
    (problem,) = refusal.value.problems
    assert problem[0] == "epochs"
    assert "as much work as is allowed" in problem[1]


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
