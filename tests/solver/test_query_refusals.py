"""What an address refuses, and what it says: the address's own name, the value and the limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.config import ConfigError, RunConfig
from solver.query import parse

# Query, the field that is to blame, and words of the refusal.
REFUSED = [
    ("lr=0", "lr", "greater than 0"),
    ("lr=-1", "lr", "greater than 0"),
    ("lr=nan", "lr", "'nan'"),
    ("lr=NaN", "lr", "'NaN'"),
    ("lr=inf", "lr", "'inf'"),
    ("lr=-Infinity", "lr", "'-Infinity'"),
    ("lr=1e999", "lr", "not '1e999'"),
    ("lr=1e99999", "lr", "'1e99999'"),
    ("lr=1e-400", "lr", "not '1e-400'"),
    ("lr=0x10", "lr", "'0x10'"),
    ("lr=1_0", "lr", "'1_0'"),
    ("lr=1,5", "lr", "'1,5'"),
    ("lr= 1", "lr", "' 1'"),
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
    ("centers=7", "centers", "from 2 to 6"),
    ("spreads=1", "spreads", "must have 2 numbers, one a centre, not 1"),
    ("centers=3&spreads=1,2", "spreads", "must have 3 numbers"),
    ("spreads=1,,2", "spreads", "'1,,2'"),
    ("spreads=0,1", "spreads", "each a number greater than 0"),
    ("noise=6", "noise", "from 0 to 5"),
    ("flip=0.51", "flip", "from 0 to 0.5"),
    ("imbalance=0.9", "imbalance", "from 1 to 20"),
    ("data=moons&spread=1", "spread", "has no parameter 'spread'"),
    ("gap=1", "gap", "Blobs has no parameter 'gap'"),
    ("data=spirals&arms=5", "arms", "from 2 to 4"),
    ("data=gaussian_quantiles&classes=7", "classes", "from 2 to 6"),
    ("standardise=2", "standardise", "0 (no) or 1 (yes)"),
    ("standardise=yes", "standardise", "0 (no) or 1 (yes)"),
    ("features=x3", "features", "there is x1_squared"),
    ("features=x1_x2,x1_x2", "features", "twice"),
    ("features=x1_x2,", "features", "There is no feature ''"),
    ("test=0.05", "test", "from 0.1 to 0.9"),
    ("data=iris", "data", "there is blobs"),
    ("data=", "data", "there is blobs"),
    ("data=Blobs", "data", "'Blobs'"),
    ("data_seed=-1", "data_seed", "from 0"),
    ("split_seed=4294967296", "split_seed", "to 4,294,967,295"),
    ("seed=1.5", "seed", "a whole number"),
    ("model=__class__", "model", "there is linear"),
    ("model=mlp&hidden=0", "hidden", "from 1 to 32"),
    ("model=mlp&hidden=33", "hidden", "from 1 to 32"),
    ("model=mlp&hidden=8,8,8,8", "hidden", "up to 3 numbers"),
    ("model=mlp&hidden=", "hidden", "''"),
    ("model=mlp&hidden=8,x", "hidden", "'8,x'"),
    ("model=mlp&hidden=8.0", "hidden", "'8.0'"),
    ("model=mlp&activation=swish", "activation", "there is tanh"),
    ("activation=relu", "activation", "Linear, bias trick has no parameter 'activation'"),
    ("hidden=8", "hidden", "Linear, bias trick has no parameter 'hidden'"),
    ("l1=-1", "l1", "from 0"),
    ("l1=nan", "l1", "'nan'"),
    ("l2=-0.1", "l2", "from 0"),
    ("l2=1e7", "l2", "to 1,000,000"),
    ("loss=huber", "loss", "there is sse"),
    ("schedule=warmup", "schedule", "there is constant"),
    ("schedule=", "schedule", "there is constant"),
    ("period=10", "period", "it has none"),
    ("schedule=step&period=10", "period", "it has step_size, gamma"),
    ("schedule=cosine&period=0", "period", "from 1"),
    ("2.opt=adam&2.schedule=step&2.gamma=3", "2.gamma", "at most 2"),
    ("2.opt=adam&2.schedule=nothing", "2.schedule", "there is constant"),
    ("manual=", "manual", "ascending"),
    ("manual=40", "manual", "'40'"),
    ("manual=40:0", "manual", "greater than 0"),
    ("manual=40:0.1,20:0.2", "manual", "ascending"),
    ("manual=40:0.1,40:0.2", "manual", "ascending"),
    ("manual=40:nan", "manual", "'40:nan'"),
    ("manual=1.5:0.1", "manual", "'1.5:0.1'"),
    ("2.opt=adam&2.manual=x", "2.manual", "ascending"),
    ("init=xavier", "init", "there is normal"),
    ("init=", "init", "there is normal"),
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
    ("start=1,,3", "start", "'1,,3'"),
    ("start=", "start", "''"),
    ("start=nan,1,1", "start", "'nan,1,1'"),
    ("start=1,2,3&centers=3", "start", "9 numbers"),
    ("start=1,2,3&model=mlp", "start", "33 numbers"),
    ("start=1,2,3&features=x1_x2", "start", "4 numbers"),
    ("init=zeros&start=1,2,3", "init", "not both"),
    ("init=zeros&seed=1&start=1,2,3", "seed", "not both"),
    ("start=1e7,0,0", "start", "1,000,000"),
    ("seed=1&start=1,2,3", "seed", "not both"),
    ("objective_below=0", "objective_below", "greater than 0"),
    ("accuracy_above=95", "accuracy_above", "at most 1"),
    ("patience=0", "patience", "from 1"),
    ("tolerance=-1", "tolerance", "from 0"),
    ("plane=pca", "plane", "there is following"),
    ("resolution=1000", "resolution", "from 21 to 201"),
    ("resolution=201&samples=5000&model=mlp&hidden=32,32", "resolution", "with 2,500 training points and 1,185"),
    ("opt=newton&model=mlp&hidden=32,32,32", "epochs", "another optimizer"),
    ("model=mlp&hidden=32,32&batch=1&epochs=2000", "epochs", "larger mini-batches"),
    ("epochs=2000&samples=5000&batch=1&2.opt=adam&2.batch=1", "epochs", "Epochs must be at most"),
    ("unknown=1", "unknown", "no parameter 'unknown'"),
    ("LR=1", "LR", "no parameter"),
    ("lr;epochs=1", "lr;epochs", "no parameter"),
    ("%zz=1", "%zz", "no parameter"),
    ("learning_rate=1", "learning_rate", "no parameter"),
    ("options=1", "options", "no parameter"),
    ("=1", "", "no parameter ''"),
    ("lr", "lr", "name=value"),
    ("epochs=10&opt", "opt", "name=value"),
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
