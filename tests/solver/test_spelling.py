"""The meaning of misspelt names, over every registry that an address takes names from."""

import pytest

from solver.config import ConfigError
from solver.config.query import CONTENDER, PROBLEM, RUN, parse
from solver.registry import Several
from solver.spelling import heard, near, number_meant, question

KEYS = [
    key for key in (PROBLEM | CONTENDER | RUN).values() if key.registry is not None or isinstance(key.kind, Several)
]


def registry_of(key):
    return key.kind.registry if isinstance(key.kind, Several) else key.registry


def refusal(query):
    with pytest.raises(ConfigError) as error:
        parse(query)
    return error.value.problems[0][1]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_choice_is_named_when_it_is_spelled_with_capitals_spaces_or_hyphens_or_by_its_label(key):
    registry = registry_of(key)
    for name, entry in registry.items():
        ways = {name.upper(), name.title(), name.replace("_", " "), name.replace("_", "-"), entry.label}
        for way in ways - {*registry}:
            with pytest.raises(ValueError, match="did you mean") as error:
                registry.check(way)
            assert str(error.value).endswith(f"; did you mean {name}?"), way


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("opt=Adam", "There is no optimizer 'Adam'; did you mean adam?"),
        ("2.opt=L-BFGS", "There is no optimizer 'L-BFGS'; did you mean lbfgs?"),
        ("data=Moons", "There is no data set 'Moons'; did you mean moons?"),
        ("loss=MSE", "There is no loss 'MSE'; did you mean mse?"),
        ("loss=squared", "There is no loss 'squared'; did you mean sse, mse or squared_hinge?"),
        ("function=camel", "There is no test function 'camel'; did you mean three_hump_camel or six_hump_camel?"),
        ("features=X1_Squared", "There is no feature 'X1_Squared'; did you mean x1_squared?"),
        ("optimizer=adam", "There is no parameter 'optimizer'; did you mean opt?"),
        ("Data-Seed=1", "There is no parameter 'Data-Seed'; did you mean data_seed?"),
        ("2.Optimizer=adam", "There is no parameter '2.Optimizer'; did you mean 2.opt?"),
        ("xyz=1", "There is no parameter 'xyz'."),
    ],
)
def test_what_would_be_right_is_named(query, words):
    assert refusal(query) == words


def test_where_nothing_is_near_all_that_there_is_is_named():
    assert refusal("opt=sgd").startswith("There is no optimizer 'sgd'; choose one of gradient_descent, momentum")


def test_at_most_three_names_are_near_and_a_name_means_itself_first():
    labels = {"one": "Two", "two": "One", "three": "Tree", "aone": "-", "bone": "-", "cone": "-", "done": "-"}
    assert near("ONE", labels) == ["one"]
    assert near("tree", labels) == ["three"]
    assert len(near("on e-", {name: label for name, label in labels.items() if name[1:] == "one"})) == 3
    assert near("", labels) == near("zzz", labels) == near("-", labels) == []
    assert near("x" * 10_000, labels) == []


def test_words():
    assert question(["a"]) == "did you mean a?"
    assert question(["a", "b", "c"]) == "did you mean a, b or c?"
    assert heard("Styblinski-Tang \uff11") == "styblinskitang1"
    assert [number_meant(text) for text in ("5", "\u22125", "0,1", "1,500", "x", "9" * 101)] == [
        "5",
        "-5",
        "0.1",
        *[None] * 3,
    ]
