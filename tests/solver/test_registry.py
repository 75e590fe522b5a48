import math

import pytest

from solver import fields, stopping
from solver.datasets import DATASETS
from solver.losses import LOSSES
from solver.models import MODELS
from solver.optimizers import OPTIMIZERS
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Parameter, shorten
from solver.planes import PLANES, RESOLUTION
from solver.registry import Definition, Registry

REGISTRIES = (DATASETS, MODELS, LOSSES, OPTIMIZERS, PLANES, stopping.RULES)
ENTRIES = [entry for registry in REGISTRIES for entry in registry.values()]
PARAMETERS = [
    *(p for entry in ENTRIES for p in entry.parameters),
    *(rule.limit for rule in stopping.RULES.values()),
    *(p for p in vars(fields).values() if isinstance(p, Parameter)),
    LEARNING_RATE,
    RESOLUTION,
    stopping.TOLERANCE,
]
each_parameter = pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_every_definition_has_its_words(entry):
    assert entry.name.isidentifier()
    assert entry.name.islower()
    assert entry.label
    assert entry.help.endswith(".")


@pytest.mark.parametrize("entry", [*OPTIMIZERS.values(), *LOSSES.values(), *MODELS.values()], ids=lambda e: e.name)
def test_what_has_a_formula_has_its_source(entry):
    assert entry.latex
    assert entry.cite
    assert entry.latex.count("{") == entry.latex.count("}")


@each_parameter
def test_every_parameters_words_and_ranges_agree(parameter):
    assert parameter.label
    assert parameter.help.endswith(".")
    assert parameter.low <= parameter.high
    if parameter.default is not None:
        assert parameter.check(parameter.default) == parameter.default
    if parameter.slider:
        assert parameter.slider[0] < parameter.slider[1]
        assert all(parameter.check(type(parameter.default or 0.0)(end)) is not None for end in parameter.slider)
        assert parameter.scale == "linear" or parameter.slider[0] > 0


def wrong(parameter: Parameter) -> list[object]:
    """Values just out of range, and of every wrong type."""
    step = 1 if parameter.integer else 1e-6
    outside = [
        parameter.low - step,
        parameter.high * (1 + 1e-6) + step if parameter.high < 1e300 else math.inf,
    ]
    outside += [parameter.low] * parameter.above_low + [parameter.high] * parameter.below_high
    if parameter.integer:
        outside = [int(value) for value in outside] + [parameter.low + 0.5]
    absent = [] if parameter.optional else [None]
    return [*outside, *absent, math.nan, math.inf, -math.inf, True, False, "1", "", [], {}, 10**400, 1j]


@each_parameter
def test_every_parameter_refuses_what_is_out_of_its_range(parameter):
    for value in wrong(parameter):
        with pytest.raises(ValueError, match="must be") as refusal:
            parameter.check(value)
        sentence = str(refusal.value)
        assert parameter.label in sentence
        assert shorten(value) in sentence
        assert parameter.limits() in sentence


@each_parameter
def test_every_parameter_accepts_its_bounds(parameter):
    kind = int if parameter.integer else float
    low, high = kind(parameter.low), kind(parameter.high)
    if not parameter.above_low:
        assert parameter.parse(str(low)) == low
    if not parameter.below_high and parameter.high < math.inf:
        assert parameter.parse(repr(high)) == high


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"low": 10, "high": 5000, "integer": True}, "a whole number from 10 to 5,000"),
        ({"low": 0, "high": 1, "above_low": True}, "a number greater than 0 and at most 1"),
        ({"low": 0, "high": 1, "below_high": True}, "a number from 0 to less than 1"),
        (
            {"low": 0, "high": 1, "above_low": True, "below_high": True},
            "a number greater than 0 and less than 1",
        ),
        ({"low": 0, "high": math.inf}, "a number of at least 0"),
        ({"low": 0, "high": math.inf, "above_low": True}, "a number greater than 0"),
        ({"low": 2, "high": 2, "integer": True}, "2"),
        ({"low": 0.1, "high": 1e300}, "a number from 0.1 to 1e+300"),
    ],
    ids=str,
)
def test_limits_read_as_a_person_would_say_them(settings, words):
    assert Parameter(name="x", label="X", help="An x.", default=None, **settings).limits() == words


def test_what_is_quoted_is_short_and_printable():
    assert shorten("a\x1b[31m\n") == "'a?[31m?'"
    assert len(shorten("x" * 10_000)) < 50
    assert shorten(0.5) == "0.5"


def test_a_registry_keeps_its_order_and_refuses_a_name_twice():
    registry: Registry[Definition] = Registry("thing")
    for name in ("b", "a"):
        registry.add(Definition(name=name, label=name, help="A thing."))
    assert list(registry) == ["b", "a"]
    with pytest.raises(ValueError, match="already is thing 'a'"):
        registry.add(Definition(name="a", label="a", help="A thing."))


@pytest.mark.parametrize("name", [None, 3, [], "", "c", "__class__"])
def test_a_registry_refuses_an_unknown_name_and_says_what_there_is(name):
    with pytest.raises(ValueError, match=r"There is no loss .*; there is sse, mse, cross_entropy"):
        LOSSES.check(name)
