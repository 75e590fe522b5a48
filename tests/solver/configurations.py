"""Random valid configurations, drawn from everything that is registered."""

from hypothesis import strategies as st

from solver import stopping
from solver.config import MOST_CONTENDERS, Classification, ConfigError, RunConfig
from solver.config import numbers as fields
from solver.datasets import DATASETS
from solver.datasets.places import FARTHEST, MOST_CLASSES, MOST_POINTS, Places
from solver.functions import FUNCTIONS
from solver.gradients import GRADIENTS
from solver.losses import LOSSES
from solver.model.architectures import MODELS
from solver.model.features import FEATURES
from solver.model.initialisations import INITIALISATIONS
from solver.optimizers import OPTIMIZERS
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Numbers, Parameter
from solver.planes import PLANES, RESOLUTION, THROUGH
from solver.registry import Choice
from solver.schedules import SCHEDULES


def values(parameter: Parameter | Choice) -> st.SearchStrategy:
    """All values that a parameter accepts."""
    if isinstance(parameter, Choice):
        return st.sampled_from(list(parameter.registry))
    if isinstance(parameter, Places):
        return own_points()
    if parameter.integer:
        numbers = st.integers(int(parameter.low), int(parameter.high))
    else:
        numbers = st.floats(
            parameter.low,
            parameter.high,
            exclude_min=parameter.above_low,
            exclude_max=parameter.below_high,
            allow_nan=False,
            allow_infinity=False,
        )
    if isinstance(parameter, Numbers):
        numbers = st.lists(numbers, min_size=1, max_size=parameter.most)
    return st.none() | numbers if parameter.optional else numbers


COORDINATES = st.floats(-FARTHEST, FARTHEST)


@st.composite
def own_points(draw) -> list:
    """Points of two to six classes, each with at least one point."""
    classes = draw(st.integers(2, MOST_CLASSES))
    labels = draw(
        st.permutations([*range(classes), *draw(st.lists(st.integers(0, classes - 1), min_size=9, max_size=20))])
    )
    return [[draw(COORDINATES), draw(COORDINATES), label] for label in labels]


@st.composite
def edits(draw, problem: Classification) -> list:
    """Edits of some of a problem's points, and additions; no half loses all its points."""
    samples = DATASETS[problem.dataset].samples(problem.options)
    least = min(problem.training_samples, samples - problem.training_samples)
    gone = set(draw(st.lists(st.integers(0, samples - 1), max_size=min(3, least - 1))))
    more = min(5, MOST_POINTS - samples)
    added = draw(st.sets(st.integers(samples, 99_999), max_size=more))
    numbers = added | draw(st.sets(st.integers(0, samples - 1), max_size=5)) | gone
    place = st.tuples(COORDINATES, COORDINATES, st.integers(0, problem.classes - 1))
    return [[number] if number in gone else [number, *draw(place)] for number in sorted(numbers)]


def entries(registry) -> st.SearchStrategy[tuple[str, dict]]:
    """The name of an entry, with some of its parameters."""
    return st.sampled_from(list(registry)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.fixed_dictionaries({}, optional={p.name: values(p) for p in registry[name].parameters}),
        )
    )


@st.composite
def datasets(draw) -> tuple[str, dict]:
    name, options = draw(entries(DATASETS))
    if "spreads" in options:
        # One spread for each centre, or none.
        centers = options.get("centers", 2)
        spread = st.floats(1e-3, 20)
        options["spreads"] = draw(st.none() | st.lists(spread, min_size=centers, max_size=centers))
    return name, options


MANUAL = st.dictionaries(st.integers(0, 2000), st.floats(1e-300, 1e300), min_size=1, max_size=4).map(
    lambda pairs: [list(pair) for pair in sorted(pairs.items())]
)


GRADIENTS_OF_ALL = {name: each for name, each in GRADIENTS.items() if not each.refusal(None, None)}
ANALYTIC = st.just(("analytic", {}))


@st.composite
def contenders(draw) -> dict:
    optimizer, hyperparameters = draw(entries(OPTIMIZERS))
    schedule, options = draw(entries(SCHEDULES))
    # Those that every problem allows; an optimizer that computes its own gradient takes no other.
    gradient, gradient_options = draw(entries(GRADIENTS_OF_ALL) if OPTIMIZERS[optimizer].gradients else ANALYTIC)
    rest = {"learning_rate": values(LEARNING_RATE), "manual": MANUAL, "batch_size": st.integers(20, 5000)}
    return {
        "optimizer": optimizer,
        "hyperparameters": hyperparameters,
        "gradient": gradient,
        "gradient_options": gradient_options,
        "schedule": schedule,
        "schedule_options": options,
        **draw(st.fixed_dictionaries({}, optional=rest)),
    }


@st.composite
def problems(draw) -> dict:
    dataset, options = draw(datasets())
    model, model_options = draw(entries(MODELS))
    rest = {
        "data_seed": values(fields.DATA_SEED),
        "standardise": values(fields.STANDARDISE),
        "test_fraction": values(fields.TEST_FRACTION),
        "split_seed": values(fields.SPLIT_SEED),
        "features": st.lists(st.sampled_from(list(FEATURES)), unique=True),
        "loss": st.sampled_from(list(LOSSES)),
        "l1": values(fields.L1),
        "l2": values(fields.L2),
    }
    chosen = {"dataset": dataset, "options": options, "model": model, "model_options": model_options}
    found = {**chosen, **draw(st.fixed_dictionaries({}, optional=rest))}
    if draw(st.booleans()):
        found["edits"] = draw(edits(Classification.model_validate(found)))
    return found


@st.composite
def starts(draw, size: int) -> dict:
    if size <= 40 and draw(st.booleans()):
        coordinate = st.floats(fields.START.low, fields.START.high)
        return {"parameters": draw(st.lists(coordinate, min_size=size, max_size=size))}
    drawn = {"seed": values(fields.START_SEED), "initialisation": st.sampled_from(list(INITIALISATIONS))}
    return draw(st.fixed_dictionaries({}, optional=drawn))


@st.composite
def functions(draw) -> dict:
    name, options = draw(entries(FUNCTIONS))
    return {"function": name, "options": options}


@st.composite
def planes(draw, size: int, racing: list[int], function: bool) -> dict:
    """A plane or a line that a problem of this size allows, and contenders among these numbers."""
    having = [name for name, kind in PLANES.items() if kind.dimensions <= size and not (function and kind.by_filter)]
    kind, follow = draw(st.sampled_from(having)), draw(st.sampled_from(racing))
    numbers = draw(st.permutations(range(1, size + 1)))
    options = {"first": numbers[0], "second": numbers[1 % size], "plane_seed": 5, "at": draw(st.none() | st.just(7))}
    options["rival"] = draw(st.sampled_from([None, *(set(racing) - {follow})]))
    sides = [st.tuples(st.floats(-1e3, 0), st.floats(1, 1e3)) for _ in range(PLANES[kind].dimensions)]
    rest = {
        "through": st.sampled_from([name for name in THROUGH if name != "best" or size < 10]),
        "resolution": values(RESOLUTION),
        "extent": st.tuples(*sides).map(lambda pairs: [end for pair in pairs for end in pair]),
    }
    return {
        "kind": kind,
        "options": {name: options[name] for name in PLANES[kind].defaults()},
        "follow": follow,
        **draw(st.fixed_dictionaries({}, optional=rest)),
    }


@st.composite
def configurations(draw) -> RunConfig:
    """Any valid configuration. If it costs too much, it gets fewer epochs and contenders."""
    function = draw(st.integers(0, 3)) == 0
    problem = draw(functions() if function else problems())
    limits = {rule.limit.name: values(rule.limit) for rule in stopping.RULES.values()}
    field = draw(st.lists(contenders(), min_size=1, max_size=MOST_CONTENDERS))
    off = draw(st.sets(st.integers(1, len(field)), max_size=len(field) - 1))
    for number in off:
        field[number - 1]["off"] = 1
    size = RunConfig.check({"problem": problem, "epochs": 1}).problem.size
    start = draw(starts(size))
    if function:
        # Only problems with data have it.
        limits.pop("accuracy_above")
        start.pop("initialisation", None)
        for contender in field:
            contender.pop("batch_size", None)
    data = {
        "problem": problem,
        "contenders": field,
        "start": start,
        "batch_seed": draw(values(fields.BATCH_SEED)),
        "epochs": draw(values(fields.EPOCHS)),
        "stopping": draw(st.fixed_dictionaries({}, optional={**limits, "tolerance": values(stopping.TOLERANCE)})),
        "plane": draw(planes(size, sorted({*range(1, len(field) + 1)} - off), function)),
    }
    return affordable(data)


def affordable(data: dict) -> RunConfig:
    """The configuration, or a cheaper one."""
    cheaper = {"contenders": [{**data["contenders"][0], "off": 0}], "epochs": 1 + data["epochs"] // 20, "plane": {}}
    for less in ({}, {"plane": {}}, cheaper, {**cheaper, "contenders": [{}], "epochs": 1}):
        try:
            return RunConfig.check({**data, **less})
        except ConfigError as error:
            refused = {name for name, _ in error.problems}
        assert refused <= {"epochs", "plane.resolution", "plane.through"}
    raise AssertionError("one epoch of gradient descent costs too much")
