"""What a configuration refuses, and the words: the field, the value and the limit."""

import math

import pytest

from solver.config import ConfigError, RunConfig
from solver.datasets import DATASETS
from solver.model.architectures import MODELS
from solver.optimizers import OPTIMIZERS
from solver.parameters import Parameter, shorten
from solver.schedules import SCHEDULES

# The field, a wrong value, and words of the refusal besides the value.
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
    ("problem.dataset", "iris", "choose one of blobs"),
    ("problem.dataset", 3, "choose one of blobs"),
    ("problem.dataset", [], "choose one of blobs"),
    ("problem.options", [], "by name"),
    ("problem.options", {1: 2}, "by name"),
    ("problem.options.samples", 5001, "from 10 to 5,000"),
    ("problem.options.samples", 10.5, "a whole number"),
    ("problem.options.samples", True, "a whole number"),
    ("problem.options.centers", 7, "from 2 to 6"),
    ("problem.options.centers", 1, "from 2 to 6"),
    ("problem.options.spread", 0, "greater than 0"),
    ("problem.options.spread", math.inf, "at most 20"),
    ("problem.options.noise", 6, "from 0 to 5"),
    ("problem.options.flip", 0.6, "from 0 to 0.5"),
    ("problem.options.imbalance", 0.5, "from 1 to 20"),
    ("problem.options.gap", 1, "no parameter 'gap'"),
    ("problem.options.spreads", [], "up to 6 numbers"),
    ("problem.options.spreads", [1.0] * 7, "up to 6 numbers"),
    ("problem.options.spreads", [1.0, 0], "greater than 0"),
    ("problem.options.spreads", [1.0], "must have 2 numbers, one for each centre, not 1"),
    ("problem.options.spreads", [1.0] * 3, "must have 2 numbers, one for each centre, not 3"),
    ("problem.standardise", 2, "0 (no) or 1 (yes)"),
    ("problem.standardise", True, "0 (no) or 1 (yes)"),
    ("problem.standardise", 0.5, "0 (no) or 1 (yes)"),
    ("problem.features", "x1_x2", "a list of names"),
    ("problem.features", ["x3"], "choose one of x1_squared"),
    ("problem.features", ["x1_x2", "x1_x2"], "names a feature twice"),
    ("problem.features", None, "a list of names"),
    ("problem.l1", -0.1, "from 0"),
    ("problem.l1", math.nan, "a number"),
    ("problem.l1", "0", "a number"),
    ("problem.l2", -1, "from 0"),
    ("problem.l2", math.inf, "to 1,000,000"),
    ("problem.l2", 1e7, "to 1,000,000"),
    ("problem.l2", None, "a number"),
    ("problem.test_fraction", 0.95, "from 0.1 to 0.9"),
    ("problem.data_seed", False, "a whole number"),
    ("problem.model", "resnet", "choose one of linear, mlp"),
    ("problem.model_options", [], "by name"),
    ("problem.model_options.activation", "tanh", "has no parameter 'activation'; it has no parameters"),
    ("problem.model_options.hidden", [4], "has no parameter 'hidden'; it has no parameters"),
    ("problem.loss", "huber", "choose one of sse"),
    ("contenders", None, "must be a list"),
    ("contenders", {}, "must be a list"),
    ("contenders", [], "1 to 6"),
    ("contenders", [{}] * 7, "1 to 6"),
    ("contenders.0", None, "must be an object"),
    ("contenders.0.optimizer", "sgd", "choose one of gradient_descent"),
    ("contenders.0.learning_rate", 0, "greater than 0"),
    ("contenders.0.learning_rate", -0.1, "greater than 0"),
    ("contenders.0.learning_rate", math.nan, "greater than 0"),
    ("contenders.0.learning_rate", math.inf, "greater than 0"),
    ("contenders.0.learning_rate", "0.1", "a number"),
    ("contenders.0.learning_rate", 10**400, "greater than 0"),
    ("contenders.0.hyperparameters", None, "by name"),
    ("contenders.0.hyperparameters.beta1", 0.5, "no parameter 'beta1'"),
    ("contenders.0.batch_size", 0, "from 1"),
    ("contenders.0.batch_size", 5001, "to 5,000"),
    ("contenders.0.schedule", "warmup", "did you mean linear_warmup?"),
    ("contenders.0.schedule", None, "choose one of constant"),
    ("contenders.0.schedule_options.period", 3, "has no parameter 'period'; it has no parameters"),
    ("contenders.0.schedule_options", None, "by name"),
    ("contenders.0.manual", [], "ascending"),
    ("contenders.0.manual", [[3, 0.1], [2, 0.1]], "ascending"),
    ("contenders.0.manual", [[3, 0.1], [3, 0.2]], "ascending"),
    ("contenders.0.manual", [[3, 0]], "greater than 0"),
    ("contenders.0.manual", [[-1, 0.1]], "from 0"),
    ("contenders.0.manual", [[1.5, 0.1]], "a whole number"),
    ("contenders.0.manual", [3, 0.1], "pairs"),
    ("contenders.0.manual", {"3": 0.1}, "pairs"),
    ("contenders.0.manual", "3:0.1", "pairs"),
    ("contenders.0.batch_size", 10.0, "a whole number"),
    ("contenders.0.momentum", 0.5, "no field"),
    ("contenders.0.off", 2, "0 (no) or 1 (yes)"),
    ("contenders.0.off", True, "0 (no) or 1 (yes)"),
    ("start", None, "must be an object"),
    ("start.seed", "0", "a whole number"),
    ("start.seed", False, "a whole number"),
    ("start.initialisation", "xavier", "choose one of normal"),
    ("start.initialisation", 3, "choose one of normal"),
    ("start.parameters", [], "numbers joined by commas"),
    ("start.parameters", "1,2,3", "numbers joined by commas"),
    ("start.parameters", [1, 2, None], "each a number"),
    ("start.parameters", [1, 2, True], "each a number"),
    ("start.parameters", [1, 2, math.nan], "each a number"),
    ("start.parameters", [0.0] * 2567, "up to 2,566"),
    ("start.parameters", [1, 2, 1e7], "1,000,000"),
    ("stopping.patience", 1.5, "a whole number"),
    ("stopping.objective_below", math.nan, "greater than 0"),
    ("stopping.accuracy_above", 95, "at most 1"),
    ("stopping.tolerance", -1, "from 0"),
    ("stopping.tolerance", None, "a number"),
    ("plane.kind", "PCA", "did you mean pca?"),
    ("plane.resolution", 202, "from 21 to 201"),
    ("plane.resolution", 20, "from 21 to 201"),
    ("plane.resolution", 61.0, "a whole number"),
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
def test_a_value_that_is_not_an_object_is_refused(data):
    with pytest.raises(ConfigError):
        RunConfig.check(data)


# Fields that contradict each other, the field that is refused, and words of the refusal.
MISMATCHED = [
    ({"start": {"seed": 0, "parameters": [1, 2, 3]}}, "start.seed", "not both"),
    ({"start": {"initialisation": "zeros", "parameters": [1, 2, 3]}}, "start.initialisation", "not both"),
    ({"start": {"seed": 1, "initialisation": "he", "parameters": [1, 2, 3]}}, "start.seed", "not both"),
    ({"start": {"parameters": [1, 2]}}, "start", "3 numbers, one for each parameter, not 2"),
    ({"start": {"parameters": [1, 2, 3, 4]}}, "start", "3 numbers, one for each parameter, not 4"),
    (
        {"start": {"parameters": [1, 2, 3]}, "problem": {"features": ["x1_x2"]}},
        "start",
        "4 numbers, one for each parameter, not 3",
    ),
    (
        {"start": {"parameters": [1, 2, 3]}, "problem": {"options": {"centers": 4}}},
        "start",
        "12 numbers, one for each parameter, not 3",
    ),
    (
        {"start": {"parameters": [0.0] * 3}, "problem": {"model": "mlp", "model_options": {"hidden": [2]}}},
        "start",
        "9 numbers, one for each parameter, not 3",
    ),
    (
        {"problem": {"options": {"centers": 3, "spreads": [1.0, 2.0]}}},
        "problem.options.spreads",
        "must have 3 numbers, one for each centre, not 2",
    ),
    (
        {"contenders": [{"schedule": "step", "schedule_options": {"period": 3}}]},
        "contenders.0.schedule_options.period",
        "it has step_size, gamma",
    ),
    (
        {"contenders": [{}, {"optimizer": "momentum", "hyperparameters": {"beta1": 0.5}}]},
        "contenders.1.hyperparameters.beta1",
        "it has momentum",
    ),
    ({"contenders": [{"off": 1}, {"off": 1}]}, "contenders.0.off", "At least one must run"),
    (
        {"problem": {"dataset": "moons", "options": {"centers": 3}}},
        "problem.options.centers",
        "has no parameter 'centers'",
    ),
]
MLP = {"model": "mlp"}
HIDDEN = [[0], [33], [8, 8, 8, 8], [], [8.0], ["8"], "8", "16,8", [None], 8, [8, -1], [True]]
MISMATCHED += [
    ({"problem": {**MLP, "model_options": {"hidden": hidden}}}, "problem.model_options.hidden", "from 1 to 32")
    for hidden in HIDDEN
]
MISMATCHED += [
    (
        {"problem": {**MLP, "model_options": {"activation": name}}},
        "problem.model_options.activation",
        "choose one of tanh",
    )
    for name in ("step", "", None, 3)
]


@pytest.mark.parametrize(("data", "field", "words"), MISMATCHED, ids=lambda v: str(v)[:60])
def test_what_does_not_fit_the_rest_is_refused(data, field, words):
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check(data)
    ((name, sentence),) = refusal.value.problems
    assert name == field
    assert words in sentence


OPTIONS = [
    *((("problem", "dataset", "options"), name, p) for name, entry in DATASETS.items() for p in entry.parameters),
    *((("problem", "model", "model_options"), name, p) for name, entry in MODELS.items() for p in entry.parameters),
    *((("contenders", "optimizer", "hyperparameters"), n, p) for n, e in OPTIMIZERS.items() for p in e.parameters),
    *((("contenders", "schedule", "schedule_options"), n, p) for n, e in SCHEDULES.items() for p in e.parameters),
]


@pytest.mark.parametrize(("place", "name", "parameter"), OPTIONS, ids=lambda v: getattr(v, "name", str(v)))
@pytest.mark.parametrize("value", ["nonsense", -math.inf])
def test_every_option_of_everything_is_checked_where_it_stands(place, name, parameter, value):
    home, kind, options = place
    part = {kind: name, options: {parameter.name: value}}
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check({home: [part] if home == "contenders" else part})
    ((path, sentence),) = refusal.value.problems
    assert path == ".".join([home, *(["0"] if home == "contenders" else []), options, parameter.name])
    assert shorten(value) in sentence
    assert not isinstance(parameter, Parameter) or parameter.limits() in sentence


def test_every_wrong_field_is_named_at_once():
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check({"epochs": 0, "problem": {"loss": "huber"}, "plane": {"resolution": 1}})
    assert {name for name, _ in refusal.value.problems} == {"epochs", "problem.loss", "plane.resolution"}
