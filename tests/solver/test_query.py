"""A link gives its configuration back, and a configuration has only one link."""

import re
import urllib.parse

import pytest
from hypothesis import given

from solver.config import ConfigError
from solver.config.query import CONTENDER, LONGEST, PROBLEM, RUN, Key, parse, serialise
from solver.datasets import DATASETS, EDITS
from solver.datasets.own import POINTS
from solver.functions import FUNCTIONS
from solver.gradients import GRADIENTS
from solver.model.architectures import MODELS
from solver.optimizers import OPTIMIZERS
from solver.parameters import Numbers, Parameter
from solver.planes import PLANES
from solver.registry import Several
from solver.schedules import MANUAL, SCHEDULES
from tests.solver.configurations import configurations


@given(configurations())
def test_a_link_gives_its_configuration_back(config):
    query = serialise(config)
    assert parse(query) == config
    assert len(query) <= LONGEST
    # The address is as browsers write it, so that copying changes nothing.
    assert urllib.parse.urlencode(urllib.parse.parse_qsl(query), safe=",:") == query


@given(configurations())
def test_a_link_is_as_short_as_it_can_be(config):
    pairs = serialise(config).split("&")
    assert pairs[0] == "v=1"
    for i in range(1, len(pairs)):
        if re.match(r"\d\.opt=", pairs[i]):
            continue  # said of every contender after the first, so that a person sees how many there are
        try:
            shorter = parse("&".join(pairs[:i] + pairs[i + 1 :]))
        except ConfigError:
            continue
        assert shorter != config, f"{pairs[i]} says nothing"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", "v=1"),
        ("epochs=100&opt=gradient_descent&lr=0.005", "v=1"),
        ("lr=0.05&opt=adam", "v=1&opt=adam"),
        ("epochs=7&lr=5e-2", "v=1&lr=0.05&epochs=7"),
        ("lr=%2B1.50", "v=1&lr=1.5"),
        ("lr=1e22", "v=1&lr=1e22"),
        ("epochs=007", "v=1&epochs=7"),
        ("loss=mse", "v=1&loss=mse"),
        ("loss=mse&lr=0.5", "v=1&loss=mse"),
        ("loss=mse&lr=0.005", "v=1&loss=mse&lr=0.005"),
        ("2.lr=0.1", "v=1&2.opt=gradient_descent&2.lr=0.1"),
        ("2.opt=adam&2.beta1=0.8", "v=1&2.opt=adam&2.beta1=0.8"),
        ("seed=0", "v=1&seed=0"),
        ("start=0,-1.5,2e3", "v=1&start=0,-1.5,2000"),
        ("start=-1.706982277,-0.237856883,1.498803565", "v=1"),
        ("init=normal", "v=1&seed=0"),
        ("init=normal&seed=3", "v=1&seed=3"),
        ("init=glorot&seed=0", "v=1&init=glorot"),
        ("model=mlp&seed=0", "v=1&model=mlp"),
        ("model=mlp&init=glorot", "v=1&model=mlp"),
        ("model=mlp&init=normal&seed=0", "v=1&model=mlp&init=normal"),
        ("model=mlp&hidden=8&activation=tanh", "v=1&model=mlp"),
        ("hidden=16,08&model=mlp", "v=1&model=mlp&hidden=16,8"),
        ("features=sin_x2,x1_squared", "v=1&features=x1_squared,sin_x2"),
        ("features=", "v=1"),
        ("centers=3&spreads=1,2.50,3", "v=1&centers=3&spreads=1,2.5,3"),
        ("schedule=constant", "v=1"),
        ("schedule=step&gamma=0.1&step_size=30", "v=1&schedule=step"),
        ("schedule=exponential&gamma=0.1", "v=1&schedule=exponential&gamma=0.1"),
        ("manual=40:0.050,80:1e-2", "v=1&manual=40:0.05,80:0.01"),
        ("standardise=0&l1=0&l2=0.0", "v=1"),
        ("edits=", "v=1"),
        ("edits=07:1.50:-0:1, 18 ,2000:1e3:.5:0", "v=1&edits=7:1.5:-0:1,18,2000:1000:0.5:0"),
        (f"data=own&points={POINTS.text(POINTS.default)}", "v=1&data=own"),
        ("l1=1e-3&l2=2&standardise=1", "v=1&standardise=1&l1=0.001&l2=2"),
        ("batch_seed=0", "v=1"),
        ("plane=weights&second=2&follow=1", "v=1"),
        ("plane=weight", "v=1&plane=weight"),
        ("extent=-1,1.50,0,2&through=epoch", "v=1&through=epoch&extent=-1,1.5,0,2"),
        ("plane=hessian&at=10", "v=1&plane=hessian&at=10"),
        ("epochs=100&function=himmelblau&opt=gradient_descent", "v=1&function=himmelblau"),
        ("function=plateau&plane=weight", "v=1&function=plateau"),
        ("function=ravine&condition=20", "v=1&function=ravine"),
        ("function=himmelblau&seed=0", "v=1&function=himmelblau&seed=0"),
        ("data%5Fseed=0", "v=1&data_seed=0"),
        ("lr=1e+3", "v=1&lr=1000"),
        ("&opt=adam&&epochs=5&", "v=1&opt=adam&epochs=5"),
        ("&", "v=1"),
    ],
)
def test_one_configuration_has_one_link(query, canonical):
    assert serialise(parse(query)) == canonical


def test_names_are_those_of_the_design():
    config = parse("v=1&opt=adam&lr=0.05&2.opt=adam&2.lr=0.05&2.beta1=0.8")
    assert [c.optimizer for c in config.contenders] == ["adam", "adam"]
    assert [c.hyperparameters["beta1"] for c in config.contenders] == [0.9, 0.8]


def test_a_contender_that_is_switched_off_keeps_its_place_in_the_address():
    query = "v=1&off=1&2.opt=adam&3.opt=momentum"
    config = parse(query)
    assert serialise(config) == query
    assert config.places == (1, 2)
    assert [c.optimizer for c in config.racing] == ["adam", "momentum"]
    # The default contender of a landscape: the first that runs.
    assert config.plane.follow == 2
    assert serialise(parse(f"{query}&follow=2")) == query


KEYS = [*PROBLEM.values(), *CONTENDER.values(), *RUN.values()]
# The choices that a parameter needs to exist.
CHOICES = (
    ("function", FUNCTIONS, ("options",)),
    ("data", DATASETS, ("options",)),
    ("model", MODELS, ("model_options",)),
    ("opt", OPTIMIZERS, ("hyperparameters",)),
    ("gradient", GRADIENTS, ("gradient_options",)),
    ("schedule", SCHEDULES, ("schedule_options",)),
    ("plane", PLANES, ("plane", "options")),
)
# Points of two classes.
SQUARE = tuple((float(x), float(y), (x + y) % 2) for x in range(4) for y in range(3))
# Numbers that choose among few things, and what some of them need.
SMALL = {"first": "3", "second": "3", "follow": "2", "rival": "2"}
RACE = {"follow": ["2.opt=adam"], "rival": ["2.opt=adam"], "extent": ["plane=gradient"]}


def owner(key: Key) -> list[str]:
    """The pairs that a name needs to have a meaning, with the first entry that has this parameter, if any."""
    having = [
        f"{kind}={next(name for name, entry in registry.items() if key.name in entry.defaults())}"
        for kind, registry, path in CHOICES
        if key.path[:-1] == path and any(key.name in entry.defaults() for entry in registry.values())
    ]
    return having + RACE.get(key.name, [])


def examples(key: Key) -> dict[str, object]:
    """Texts that a key accepts, and the meaning of each."""
    if key.registry is not None:
        return {name: name for name in key.registry}
    if isinstance(key.kind, Several):
        return {"": (), **{name: (name,) for name in key.kind.registry}}
    if key.kind is POINTS:
        return {POINTS.text(SQUARE): SQUARE}
    if key.kind is EDITS:
        return {"": (), "3:0.5:-7:1,5,1000:1e3:0:0": ((3, 0.5, -7.0, 1), (5,), (1000, 1000.0, 0.0, 0))}
    if key.kind is MANUAL:
        return {"3:0.5,7:2": ((3, 0.5), (7, 2.0))}
    assert isinstance(key.kind, Parameter)
    text = SMALL.get(key.name) or inside(key.kind)
    number = int(text) if key.kind.integer else float(text)
    if isinstance(key.kind, Numbers):
        if key.name == "extent":
            return {"-1,2.5": (-1.0, 2.5)}
        many = {"hidden": 2, "spreads": 2, "start": 3}[key.name]
        return {",".join([text] * many): (number,) * many}
    return {text: number}


def inside(parameter: Parameter) -> str:
    """A number that a parameter accepts, and that is not its default if there is another one."""
    low, high = parameter.slider or (parameter.low, min(parameter.high, parameter.low + 1000))
    middle = (low + high) / 2
    return str(int(middle)) if parameter.integer else str(middle)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_name_sets_its_field(key):
    for text, value in examples(key).items():
        # Two classes, and small ones: some combinations would cost too much.
        chosen = [pair for pair in owner(key) if not pair.startswith(f"{key.name}=")]
        found = parse("&".join([*chosen, f"{key.name}={text}", *(["epochs=5"] if key.name != "epochs" else [])]))
        home: object = found.problem if key.name in PROBLEM else found
        home = found.contenders[0] if key.name in CONTENDER else home
        for part in key.path:
            home = home[part] if isinstance(home, dict) else getattr(home, part)
        assert home == value


def test_no_name_means_two_things():
    names = [*PROBLEM, *CONTENDER, *RUN, "v"]
    assert len(set(names)) == len(names)
    assert len({key.path for key in KEYS}) == len(KEYS)
    # An optimizer's, a gradient's and a schedule's parameters share no name, since a contender has all.
    kinds = [{p.name for entry in registry.values() for p in entry.parameters} for _, registry, _ in CHOICES]
    fixed = {
        "opt",
        "lr",
        "gradient",
        "schedule",
        "manual",
        "batch",
        "data",
        "model",
        "loss",
        "features",
        "function",
        "plane",
    }
    assert sum(len(each) for each in (*kinds, fixed)) == len(set().union(fixed, *kinds))


@pytest.mark.parametrize("name", sorted({*PROBLEM, *CONTENDER, *RUN}))
def test_names_need_no_escaping_and_are_no_numbered_ones(name):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice[0])
def test_every_parameter_of_every_entry_has_its_key(choice):
    _, registry, path = choice
    for entry in registry.values():
        for p in entry.parameters:
            key = {**PROBLEM, **CONTENDER, **RUN}[p.name]
            assert key.path == (*path, p.name)
            assert key.kind.label == p.label


# Accepted items of each list, to which something wrong is added.
LISTS = ["hidden=8{}&model=mlp", "start={}1,2,3", "edits={}5", "edits=5{}", "features={}sin_x2", "features=sin_x2{}"]
LISTS += ["spreads=1,2{}&centers=2", "manual={}5:0.1", "manual=5:{}0.1", "manual=5{}:0.1", "extent=-1,1,0,2{}"]
LISTS += ["edits=5:{}1:1:0", "start=1,{}2,3"]
BESIDE = ["%0D%0A", "%0A", "%C2%A0", "%09", "%0B", "%1C", "%E2%80%89", "%E2%80%8B", "%EF%BB%BF", "%00"]


@pytest.mark.parametrize("query", LISTS)
@pytest.mark.parametrize("beside", [*BESIDE, "%20"])
def test_a_list_refuses_what_a_number_refuses_but_spaces_beside_its_commas(query, beside):
    parse(query.format(""))
    if (query, beside) == ("start=1,{}2,3", "%20"):
        assert parse(query.format(beside)) == parse(query.format(""))
        return
    with pytest.raises(ConfigError):
        parse(query.format(beside))


@pytest.mark.parametrize("number", ["1e-9999", "1e-400", "-1e-400", "1e400", "1e9999", ".00001e-9990"])
@pytest.mark.parametrize(
    "query",
    ["l1={}", "lr={}", "start=1,{},2", "extent=-1,{},0,2", "manual=5:{}", "edits=5:{}:1:0", "spreads={},2&centers=2"],
)
def test_a_number_that_no_float_can_tell_from_0_or_infinity_is_refused(query, number):
    with pytest.raises(ConfigError):
        parse(query.format(number))
