import re
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import fields, stopping
from solver.config import MOST_CONTENDERS, ConfigError, RunConfig
from solver.datasets import DATASETS
from solver.losses import LOSSES
from solver.optimizers import OPTIMIZERS
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Parameter
from solver.query import CONTENDER, LONGEST, PROBLEM, RUN, parse, serialise
from solver.registry import Registry


def values(parameter):
    """Everything that a parameter accepts."""
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
    return st.none() | numbers if parameter.optional else numbers


def of(parameters):
    return st.fixed_dictionaries({}, optional={p.name: values(p) for p in parameters})


@st.composite
def contenders(draw):
    optimizer = draw(st.sampled_from(list(OPTIMIZERS)))
    own = of(OPTIMIZERS[optimizer].parameters)
    rest = {
        "learning_rate": values(LEARNING_RATE),
        "hyperparameters": own,
        "batch_size": st.integers(500, 5000),
    }
    return {"optimizer": optimizer, **draw(st.fixed_dictionaries({}, optional=rest))}


@st.composite
def configurations(draw):
    dataset = draw(st.sampled_from(list(DATASETS)))
    start = draw(st.sampled_from(["seed", "parameters"]))
    parameters = st.lists(values(fields.START_PARAMETER), min_size=3, max_size=3)
    limits = {rule.limit.name: values(rule.limit) for rule in stopping.RULES.values()}
    return RunConfig.check(
        {
            "problem": {
                "dataset": dataset,
                "options": draw(of(DATASETS[dataset].parameters)),
                "data_seed": draw(values(fields.DATA_SEED)),
                "test_fraction": draw(values(fields.TEST_FRACTION)),
                "split_seed": draw(values(fields.SPLIT_SEED)),
                "loss": draw(st.sampled_from(list(LOSSES))),
            },
            "contenders": draw(st.lists(contenders(), min_size=1, max_size=MOST_CONTENDERS)),
            "start": {start: draw(values(fields.START_SEED) if start == "seed" else parameters)},
            "batch_seed": draw(values(fields.BATCH_SEED)),
            "epochs": draw(st.integers(1, 100)),
            "stopping": draw(st.fixed_dictionaries({}, optional={**limits, "tolerance": values(stopping.TOLERANCE)})),
            # At most what the largest data set allows.
            "plane": {"resolution": draw(st.integers(21, 66))},
        }
    )


@given(configurations())
def test_a_link_gives_its_configuration_back(config):
    query = serialise(config)
    assert parse(query) == config
    assert len(query) <= LONGEST
    # An address as browsers write it, so that copying one changes nothing.
    assert urllib.parse.urlencode(urllib.parse.parse_qsl(query), safe=",") == query


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
        ("batch_seed=0", "v=1"),
        ("data%5Fseed=0", "v=1&data_seed=0"),
    ],
)
def test_one_configuration_has_one_link(query, canonical):
    assert serialise(parse(query)) == canonical


def test_names_are_those_of_the_design():
    config = parse("v=1&opt=adam&lr=0.05&2.opt=adam&2.lr=0.05&2.beta1=0.8")
    assert [c.optimizer for c in config.contenders] == ["adam", "adam"]
    assert [c.hyperparameters["beta1"] for c in config.contenders] == [0.9, 0.8]


# Query, the field that is to blame, and words of the refusal.
REFUSED = [
    ("lr=0", "lr", "greater than 0"),
    ("lr=-1", "lr", "greater than 0"),
    ("lr=nan", "lr", "'nan'"),
    ("lr=NaN", "lr", "'NaN'"),
    ("lr=inf", "lr", "'inf'"),
    ("lr=-Infinity", "lr", "'-Infinity'"),
    ("lr=1e999", "lr", "not inf"),
    ("lr=1e99999", "lr", "'1e99999'"),
    ("lr=1e-400", "lr", "greater than 0"),
    ("lr=0x10", "lr", "'0x10'"),
    ("lr=1_0", "lr", "'1_0'"),
    ("lr=1,5", "lr", "'1,5'"),
    ("lr= 1", "lr", "' 1'"),
    ("lr=+1", "lr", "' 1'"),
    ("lr=", "lr", "''"),
    ("lr=1%00", "lr", "'1?'"),
    ("lr=1%0A", "lr", "'1?'"),
    ("lr=%D9%A1", "lr", "a number"),
    ("lr=" + "9" * 400, "lr", "..."),
    ("lr=abc", "lr", "a number"),
    ("lr=[1]", "lr", "a number"),
    ("epochs=0", "epochs", "from 1 to 2,000"),
    ("epochs=2001", "epochs", "from 1 to 2,000"),
    ("epochs=-1", "epochs", "from 1 to 2,000"),
    ("epochs=1e2", "epochs", "'1e2'"),
    ("epochs=1.0", "epochs", "'1.0'"),
    ("epochs=True", "epochs", "'True'"),
    ("epochs=٣", "epochs", "'٣'"),
    ("epochs=²", "epochs", "'²'"),
    ("epochs=%zz", "epochs", "'%zz'"),
    ("epochs=" + "9" * 30, "epochs", "9" * 30),
    ("epochs=10&epochs=10", "epochs", "more than once"),
    ("epochs=10&epoch%73=10", "epochs", "more than once"),
    ("v=2", "v", "must be 1"),
    ("v=1&v=1", "v", "more than once"),
    ("v=", "v", "must be 1"),
    ("samples=9", "samples", "from 10 to 5,000"),
    ("samples=1000000000", "samples", "from 10 to 5,000"),
    ("spread=0", "spread", "greater than 0"),
    ("centers=3", "centers", "must be 2"),
    ("test=0.05", "test", "from 0.1 to 0.9"),
    ("data=moons", "data", "there is blobs"),
    ("data=", "data", "there is blobs"),
    ("data=Blobs", "data", "'Blobs'"),
    ("data_seed=-1", "data_seed", "from 0"),
    ("split_seed=4294967296", "split_seed", "to 4,294,967,295"),
    ("seed=1.5", "seed", "a whole number"),
    ("model=__class__", "model", "there is linear"),
    ("loss=hinge", "loss", "there is sse"),
    ("opt=sgd", "opt", "there is gradient_descent"),
    ("opt=adam&momentum=0.5", "momentum", "Adam has no parameter 'momentum'"),
    ("opt=momentum&momentum=1", "momentum", "less than 1"),
    ("beta1=0.5", "beta1", "it has none"),
    ("2.opt=adam&2.beta1=1", "2.beta1", "less than 1"),
    ("2.opt=adam&2.momentum=0.5", "2.momentum", "no parameter"),
    ("2.lr=-1", "2.lr", "greater than 0"),
    ("2.opt=adam&2.opt=adam", "2.opt", "more than once"),
    ("3.opt=adam", "opt", "number 2 is missing"),
    ("2.opt=adam&4.opt=adam", "opt", "number 3 is missing"),
    ("7.opt=adam", "7.opt", "no parameter"),
    ("1.opt=adam", "1.opt", "no parameter"),
    ("0.lr=1", "0.lr", "no parameter"),
    ("02.lr=1", "02.lr", "no parameter"),
    ("2.2.lr=1", "2.2.lr", "no parameter"),
    ("٢.lr=1", "٢.lr", "no parameter"),
    ("2.epochs=3", "2.epochs", "no parameter"),
    ("2.data=blobs", "2.data", "no parameter"),
    ("batch=0", "batch", "from 1"),
    ("batch=", "batch", "''"),
    ("start=1,2", "start", "3 numbers"),
    ("start=1,2,3,4", "start", "3 numbers"),
    ("start=1,,3", "start", "''"),
    ("start=", "start", "''"),
    ("start=nan,1,1", "start", "'nan'"),
    ("start=1e7,0,0", "start", "1,000,000"),
    ("seed=1&start=1,2,3", "seed", "not both"),
    ("objective_below=0", "objective_below", "greater than 0"),
    ("accuracy_above=95", "accuracy_above", "at most 1"),
    ("patience=0", "patience", "from 1"),
    ("tolerance=-1", "tolerance", "from 0"),
    ("plane=pca", "plane", "there is following"),
    ("resolution=1000", "resolution", "from 21 to 201"),
    ("resolution=201&samples=5000", "resolution", "at most 89 with 2,500 training points"),
    ("epochs=2000&samples=5000&batch=1", "epochs", "as much work as is allowed"),
    ("unknown=1", "unknown", "no parameter 'unknown'"),
    ("LR=1", "LR", "no parameter"),
    ("lr;epochs=1", "lr;epochs", "no parameter"),
    ("%zz=1", "%zz", "no parameter"),
    ("learning_rate=1", "learning_rate", "no parameter"),
    ("options=1", "options", "no parameter"),
    ("=1", "", "no parameter ''"),
    ("lr", "", "name=value"),
    ("&", "", "name=value"),
    ("epochs=10&", "", "name=value"),
    ("lr=%ff", "", "UTF-8"),
    ("?epochs=10", "?epochs", "no parameter"),
    ("&".join(f"a{i}=1" for i in range(300)), "", "at most 200"),
    ("lr=" + "1" * 8000, "", "at most 8,000 characters"),
]


@pytest.mark.parametrize(("query", "field", "words"), REFUSED, ids=lambda v: v[:40])
def test_what_is_wrong_is_refused_naming_field_and_limit(query, field, words):
    with pytest.raises(ConfigError) as refusal:
        parse(query)
    (problem,) = refusal.value.problems
    assert problem[0] == field
    assert words in problem[1]
    assert problem[1].endswith(".")
    assert problem[1].isprintable()


def test_every_wrong_name_is_told_at_once():
    with pytest.raises(ConfigError) as refusal:
        parse("epochs=0&lr=x&colour=red")
    assert [field for field, _ in refusal.value.problems] == ["epochs", "lr", "colour"]


@given(st.text(max_size=40) | st.from_regex(r"[a-z0-9._]{1,12}=[0-9a-zA-Z.,%+&=-]{0,20}", fullmatch=True))
def test_whatever_is_typed_gives_a_configuration_or_a_refusal(text):
    try:
        found: object = parse(text)
    except ConfigError as refusal:
        found = refusal
    assert isinstance(found, RunConfig) or (isinstance(found, ConfigError) and found.problems)


@pytest.mark.parametrize("key", [*PROBLEM.values(), *CONTENDER.values(), *RUN.values()], ids=lambda key: key.name)
def test_every_name_sets_its_field(key):
    texts = list(key.kind) if isinstance(key.kind, Registry) else [inside(key.kind)]
    owner = [o.name for o in OPTIMIZERS.values() if key.name in o.defaults()]
    for text in texts:
        pairs = [f"opt={owner[0]}"] if owner else []
        value = ",".join([text] * 3) if key.name == "start" else text
        found = parse("&".join([*pairs, f"{key.name}={value}"])).model_dump()
        home = found["problem"] if key.name in PROBLEM else found
        home = found["contenders"][0] if key.name in CONTENDER else home
        for part in key.path:
            home = home[part]
        expected = text if isinstance(key.kind, Registry) else float(text)
        assert home == ((expected,) * 3 if key.name == "start" else expected)


def inside(parameter: Parameter) -> str:
    """A number that a parameter accepts and that is not its default, where there is one."""
    low, high = parameter.slider or (parameter.low, min(parameter.high, parameter.low + 1000))
    middle = (low + high) / 2
    return str(int(middle)) if parameter.integer else str(middle)
