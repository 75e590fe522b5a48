"""Everything that is registered has words, a formula, a source, and ranges that are enforced."""

import math
from collections import defaultdict

import pytest

from solver import stopping
from solver.config import numbers as fields
from solver.config.contender import OFF
from solver.datasets import DATASETS, EDITS
from solver.datasets.places import Places
from solver.functions import FUNCTIONS
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.model.architectures import MODELS
from solver.model.features import FEATURES
from solver.model.initialisations import INITIALISATIONS
from solver.optimizers import OPTIMIZERS
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Numbers, Parameter, shorten
from solver.planes import EXTENT, FOLLOW, PLANES, RESOLUTION, THROUGH
from solver.registry import Choice
from solver.schedules import MANUAL, SCHEDULES

REGISTRIES = {
    "data": DATASETS,
    "features": FEATURES,
    "models": MODELS,
    "activations": ACTIVATIONS,
    "losses": LOSSES,
    "initialisations": INITIALISATIONS,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
    "functions": FUNCTIONS,
    "planes": PLANES,
    "slices": THROUGH,
    "rules": stopping.RULES,
}
# Slices and rules come from no paper, and have no formula.
PLAIN = ("slices", "rules")
ENTRIES = [entry for registry in REGISTRIES.values() for entry in registry.values()]
EVERY = [
    *(p for entry in ENTRIES for p in entry.parameters),
    *(rule.limit for rule in stopping.RULES.values()),
    *(p for p in vars(fields).values() if isinstance(p, Parameter)),
    LEARNING_RATE,
    MANUAL,
    MANUAL.epoch,
    EDITS,
    RESOLUTION,
    EXTENT,
    FOLLOW,
    OFF,
    stopping.TOLERANCE,
]
CHOICES = [p for p in EVERY if isinstance(p, Choice)]
# Lists and pairs have their own tests, in test_parameters.
NUMBERS = [p for p in EVERY if type(p) is Parameter]
each_number = pytest.mark.parametrize("parameter", NUMBERS, ids=lambda p: p.name)
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)


def test_every_kind_of_parameter_is_covered():
    assert {type(p) for p in EVERY} == {Parameter, Choice, Numbers, Places, type(EDITS), type(MANUAL)}
    assert {p.name for p in EVERY if isinstance(p, Numbers)} == {"hidden", "spreads", "start", "extent"}
    assert [p.name for p in CHOICES] == ["activation"]


@each_entry
def test_every_definition_has_its_words(entry):
    assert entry.name.isidentifier()
    assert entry.name.islower()
    assert entry.label
    assert not entry.help[0].islower()
    assert entry.help.endswith(".")
    assert entry.latex.count("{") == entry.latex.count("}")
    assert len({p.name for p in entry.parameters}) == len(entry.parameters)


@pytest.mark.parametrize("name", REGISTRIES)
def test_labels_tell_entries_apart(name):
    labels = [entry.label for entry in REGISTRIES[name].values()]
    assert len(set(labels)) == len(labels)


SOURCED = [entry for name, registry in REGISTRIES.items() if name not in PLAIN for entry in registry.values()]


@pytest.mark.parametrize("entry", SOURCED, ids=lambda e: e.name)
def test_everything_comes_from_somewhere_and_has_its_formula(entry):
    assert entry.cite
    # A data set has words instead of a formula.
    assert entry.latex or entry.name in DATASETS


@pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
def test_a_loss_has_a_formula_for_more_classes_too(loss):
    assert loss.latex_many != loss.latex
    assert loss.latex_many.count("{") == loss.latex_many.count("}")
    assert loss.latex.startswith(r"\frac{1}{N}") == loss.latex_many.startswith(r"\frac{1}{N}")
    assert loss.latex.startswith(r"\frac{1}{N}") == (loss.reduction == "mean")


@pytest.mark.parametrize("parameter", EVERY, ids=lambda p: p.name)
def test_every_parameter_has_its_words_and_accepts_its_default(parameter):
    assert parameter.name.isidentifier()
    assert parameter.label
    assert parameter.help.endswith(".")
    if parameter.default is not None:
        assert parameter.check(parameter.default) == parameter.default
        assert parameter.parse(parameter.text(parameter.default)) == parameter.default


# One name in several places: one key of a link, one control of the page.
SHARED = defaultdict(list)
for p in EVERY:
    SHARED[p.name].append(p)


@pytest.mark.parametrize("same", [same for same in SHARED.values() if len(same) > 1], ids=lambda same: same[0].name)
def test_parameters_that_share_a_name_mean_the_same(same):
    for trait in ("label", "low", "high", "integer", "above_low", "below_high", "scale", "symbol"):
        assert len({getattr(p, trait) for p in same}) == 1, trait


@each_number
def test_every_numbers_ranges_agree(parameter):
    assert parameter.low <= parameter.high
    if parameter.slider:
        assert parameter.slider[0] < parameter.slider[1]
        kind = int if parameter.integer else float
        assert all(parameter.check(kind(end)) == end for end in parameter.slider)
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


@each_number
def test_every_number_refuses_what_is_out_of_its_range(parameter):
    for value in wrong(parameter):
        with pytest.raises(ValueError, match="must be") as refusal:
            parameter.check(value)
        sentence = str(refusal.value)
        assert parameter.label in sentence
        assert shorten(value) in sentence
        assert parameter.limits() in sentence


@each_number
def test_every_number_accepts_its_bounds(parameter):
    kind = int if parameter.integer else float
    low, high = kind(parameter.low), parameter.high
    if not parameter.above_low:
        assert parameter.parse(str(low)) == low
    if not parameter.below_high and high < math.inf:
        assert parameter.parse(repr(kind(high))) == high


@pytest.mark.parametrize("name", [None, 3, [], "", "c", "__class__"])
@pytest.mark.parametrize("registry", REGISTRIES.values(), ids=list(REGISTRIES))
def test_a_registry_refuses_an_unknown_name_and_says_what_there_is(registry, name):
    with pytest.raises(ValueError, match="There is no") as refusal:
        registry.check(name)
    assert str(refusal.value) == f"There is no {registry.noun} {shorten(name)}; choose one of {', '.join(registry)}."


@pytest.mark.parametrize(
    ("registry", "first"),
    [
        (DATASETS, "blobs"),
        (MODELS, "linear"),
        (LOSSES, "sse"),
        (OPTIMIZERS, "gradient_descent"),
        (SCHEDULES, "constant"),
        (PLANES, "weights"),
        (THROUGH, "epoch"),
        (INITIALISATIONS, "normal"),
    ],
)
def test_the_tutorials_choice_comes_first(registry, first):
    assert next(iter(registry)) == first
