"""Kinds of parameters: numbers, lists of them, names, pairs. Each states its range and refuses the rest."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.config.numbers import EPOCHS
from solver.parameters import Numbers, Parameter, shorten
from solver.registry import Choice, Definition, FieldError, Registry, Several
from solver.schedules import MANUAL, ManualRates


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"low": 10, "high": 5000, "integer": True}, "a whole number from 10 to 5,000"),
        ({"low": 0, "high": 1, "integer": True}, "0 (no) or 1 (yes)"),
        ({"low": 0, "high": 1, "above_low": True}, "a number greater than 0 and at most 1"),
        ({"low": 0, "high": 1, "below_high": True}, "a number from 0 to less than 1"),
        ({"low": 0, "high": 1, "above_low": True, "below_high": True}, "a number greater than 0 and less than 1"),
        ({"low": 0, "high": math.inf}, "a number of at least 0"),
        ({"low": 0, "high": math.inf, "above_low": True}, "a number greater than 0"),
        ({"low": 2, "high": 2, "integer": True}, "2"),
        ({"low": 0.1, "high": 1e300}, "a number from 0.1 to 1e+300"),
    ],
    ids=str,
)
def test_limits_read_as_a_person_would_say_them(settings, words):
    assert Parameter(name="x", label="X", help="An x.", default=None, **settings).limits() == words


@pytest.mark.parametrize(
    ("settings", "flag"),
    [
        ({"low": 0, "high": 1, "integer": True}, True),
        ({"low": 0, "high": 1}, False),
        ({"low": 0, "high": 2, "integer": True}, False),
        ({"low": 1, "high": 1, "integer": True}, False),
    ],
    ids=str,
)
def test_a_flag_is_0_or_1(settings, flag):
    assert Parameter(name="x", label="X", help="An x.", default=None, **settings).flag == flag


def test_what_is_quoted_is_short_and_printable():
    assert shorten("a\x1b[31m\n") == "'a?[31m?'"
    assert len(shorten("x" * 10_000)) < 50
    assert shorten(0.5) == "0.5"


def test_a_number_of_any_size_can_be_quoted():
    assert len(shorten(10**5000)) < 50
    assert "must be a whole number from 1 to 2,000" in refusal(EPOCHS, 10**5000)


MANY = "9" * 44
SEED = Parameter(name="seed", label="Seed", help="One.", default=0, low=0, high=9, integer=True)
RATE = Parameter(name="rate", label="Rate", help="One.", default=1, low=0, high=math.inf, above_low=True)
WHOLE = [
    ("-0", "not -0."),
    ("-5", "not -5."),
    ("5.0", "not '5.0'; write 5."),
    ("5.", "not '5.'; write 5."),
    ("5e1", "not '5e1'; write 50."),
    ("0.5e1", "not '0.5e1'; write 5."),
    (" 5", "not ' 5'; write 5."),
    ("5 ", "not '5 '; write 5."),
    ("\uff15", "not '\uff15'; write 5."),
    ("\u0665", "not '\u0665'."),
    ("5.5", "not '5.5'."),
    ("-5.0", "not '-5.0'."),
    ("5e9", "not '5e9'."),
    ("5_0", "not '5_0'."),
    ("1,500", "not '1,500'."),
    (MANY, "not 99999999999999999999... (44 digits)."),
    (f"-{MANY}", "not -9999999999999999999... (44 digits)."),
    ("", "not ''."),
]


@pytest.mark.parametrize(("text", "words"), WHOLE)
def test_a_text_that_is_no_whole_number_in_range_is_quoted_as_typed_with_what_would_be_right(text, words):
    assert refusal(EPOCHS, text, parse=True) == f"Epochs must be a whole number from 1 to 2,000, {words}"


def test_a_whole_number_with_a_sign_is_read_as_what_it_is():
    assert [SEED.parse(text) for text in ("-0", "+0", "+5", "007")] == [0, 0, 5, 7]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-0", "not -0."),
        ("-0.10", "not -0.10."),
        ("0,1", "not '0,1'; write 0.1."),
        ("\u22121", "not '\u22121'."),
        ("\uff11\uff0e\uff15", "not '\uff11\uff0e\uff15'; write 1.5."),
        ("1e400", "not '1e400'; the largest number is 1.79e308."),
        ("-1e400", "not '-1e400'."),
        ("1e-400", "not '1e-400'; it is too small to tell from 0."),
        ("9" * 401, "not 99999999999999999999... (401 digits); the largest number is 1.79e308."),
        (f"-{MANY}", "not -9999999999999999999... (44 digits)."),
    ],
)
def test_a_refused_text_says_why_it_is_no_number_in_range(text, words):
    assert refusal(RATE, text, parse=True) == f"Rate must be a number greater than 0, {words}"


def test_a_number_of_many_digits_that_a_float_holds_is_one():
    assert RATE.parse(MANY) == RATE.check(int(MANY)) == 1e44
    assert RATE.parse("1" + "0" * 90) == 1e90


@pytest.mark.parametrize(
    ("parameter", "value", "words"),
    [
        (EPOCHS, int(MANY), "not 99999999999999999999... (44 digits)."),
        (EPOCHS, -int(MANY), "not -9999999999999999999... (44 digits)."),
        (EPOCHS, 5.0, "not 5.0; write 5."),
        (EPOCHS, 5.5, "not 5.5."),
        (EPOCHS, "50", "not '50'."),
        (EPOCHS, MANY, f"not '{'9' * 40}...'."),
        (RATE, 10**400, "not a number of hundreds of digits; the largest number is 1.79e308."),
        (RATE, -(10**400), "not a number of hundreds of digits."),
    ],
)
def test_a_given_value_that_is_refused_is_quoted_short_with_what_would_be_right(parameter, value, words):
    assert refusal(parameter, value).endswith(words)


UNITS = Numbers(name="units", label="Units", help="Some.", default=(8,), low=1, high=32, integer=True, most=3)
SPREADS = Numbers(name="s", label="Spreads", help="Some.", default=None, low=0, high=20, above_low=True, most=6)


def refusal(parameter: Any, value: object, parse: bool = False) -> str:
    with pytest.raises(ValueError, match=r"[.?]$") as error:
        (parameter.parse if parse else parameter.check)(value)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "value"), [("8", (8,)), ("16,8", (16, 8)), ("1,32,1", (1, 32, 1)), ("4 , +5", (4, 5)), ("007", (7,))]
)
def test_numbers_are_read_one_by_one_between_commas(text, value):
    assert UNITS.parse(text) == UNITS.check(list(value)) == value
    assert UNITS.parse(UNITS.text(value)) == value


NO_UNITS = [[], [0], [33], [8, 0], [8] * 4, [8.0], [True], [None], ["8"], "8", 8, {}, {8}, math.nan]
NO_UNITS_TEXTS = ["", " 4", "4 ", ",", "8,", ",8", "8,,8", "8;8", "8 8", "0", "33", "1,2,3,4", "8.0", "1e1", "x", "٣"]


@pytest.mark.parametrize("value", NO_UNITS)
def test_numbers_refuse_what_is_out_of_range_or_too_many(value):
    sentence = refusal(UNITS, value)
    limits = "up to 3 numbers joined by commas, each a whole number from 1 to 32"
    hint = "; write 8" if value == [8.0] else ""
    assert sentence == f"Units must be {limits}, not {shorten(value)}{hint}."


@pytest.mark.parametrize("text", NO_UNITS_TEXTS)
def test_text_that_is_no_numbers_is_refused_and_quoted(text):
    sentence = refusal(UNITS, text, parse=True)
    assert sentence.startswith("Units must be up to 3 numbers joined by commas, each a whole number from 1 to 32, not ")


@pytest.mark.parametrize(
    ("parameter", "text", "right"),
    [
        (UNITS, "4.0,5", "4,5"),
        (UNITS, " 4", "4"),
        (UNITS, "4,\uff15", "4,5"),
        (UNITS, "1e1", "10"),
        (MANUAL, "50.0:10", "50:10"),
        (MANUAL, "5e1:10, 60:\uff11", "50:10,60:1"),
    ],
)
def test_of_several_numbers_too_what_would_be_right_is_named(parameter, text, right):
    assert refusal(parameter, text, parse=True).endswith(f"not {shorten(text)}; write {right}.")


@pytest.mark.parametrize("value", [[0], [20.1], [math.nan], [1.0, math.inf], [1.0] * 7, [10**400]])
def test_each_of_several_numbers_is_held_against_the_range(value):
    assert "each a number greater than 0 and at most 20" in refusal(SPREADS, value)


def test_numbers_are_absent_only_where_they_may_be():
    assert replace(SPREADS, optional=True).check(None) is None
    assert "not None" in refusal(SPREADS, None)


@given(st.lists(st.floats(0, 20, exclude_min=True), min_size=1, max_size=6))
def test_numbers_survive_their_text(values):
    assert SPREADS.parse(SPREADS.text(SPREADS.check(values))) == tuple(values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40:0.05", ((40, 0.05),)),
        ("0:1,80:0.01", ((0, 1.0), (80, 0.01))),
        ("3:1e-3 , 4:2", ((3, 0.001), (4, 2.0))),
    ],
)
def test_rates_by_hand_are_pairs_of_an_epoch_and_a_rate(text, value):
    assert MANUAL.parse(text) == MANUAL.check([list(pair) for pair in value]) == value
    assert MANUAL.parse(MANUAL.text(value)) == value


MALFORMED = ["", "40", "40:", ":0.1", "40:0.1:2", "40:0.1,", "40.5:0.1", "x:1", "1:x", "-1:0.1", "1:0", "1:-1"]
MALFORMED += ["1:nan", "1:inf", "40:0.1,40:0.2", "40:0.1,20:0.2", "100001:1", "1:1e400"]


@pytest.mark.parametrize("text", [*MALFORMED, ",".join(f"{i}:1" for i in range(51))])
def test_text_that_is_no_ascending_pairs_is_refused_and_quoted(text):
    assert "must be up to 50 pairs epoch:rate joined by commas, the epochs ascending" in refusal(
        MANUAL, text, parse=True
    )


NO_PAIRS = [[], "1:2", 3, [1], [(1,)], [(1, 2, 3)], [(1, None)], [(None, 1.0)], [(1.0, 1.0)], [(True, 1.0)]]


@pytest.mark.parametrize("value", [*NO_PAIRS, [(2, 1.0), (2, 1.0)]], ids=str)
def test_what_is_no_list_of_ascending_pairs_is_refused(value):
    assert f"not {shorten(value)}." in refusal(MANUAL, value)


def test_rates_by_hand_are_absent_only_where_they_may_be():
    assert MANUAL.check(None) is None
    assert "not None" in refusal(replace(MANUAL, optional=False), None)


@given(st.dictionaries(st.integers(0, 100_000), st.floats(1e-300, 1e300), min_size=1, max_size=50))
def test_rates_by_hand_survive_their_text(pairs):
    value = tuple(sorted(pairs.items()))
    assert isinstance(MANUAL, ManualRates)
    assert MANUAL.parse(MANUAL.text(MANUAL.check(value))) == value


THINGS: Registry[Definition] = Registry("thing")
for each in ("b", "a", "c"):
    THINGS.add(Definition(name=each, label=each.upper(), help="A thing."))
CHOICE = Choice(name="which", label="Which", help="One of them.", default="a", registry=THINGS)


@pytest.mark.parametrize("of", [THINGS, CHOICE])
def test_a_choice_is_a_name_of_its_registry(of):
    assert of.check("b") == of.parse("b") == of.text("b") == "b"
    for value in ("d", "", None, 3, ["a"], "__class__"):
        assert refusal(of, value) == f"There is no thing {shorten(value)}; choose one of b, a, c."
    assert refusal(of, "B") == "There is no thing 'B'; did you mean b?"


@pytest.mark.parametrize(
    ("text", "value"), [("", ()), ("a", ("a",)), ("a,b", ("b", "a")), ("c , a,b", ("b", "a", "c"))]
)
def test_several_are_kept_in_the_registrys_order(text, value):
    several = Several(THINGS)
    assert several.parse(text) == several.check(list(value)[::-1]) == value
    assert several.parse(several.text(value)) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (["d"], "There is no thing 'd'; choose one of b, a, c."),
        (["a", "a"], "'a,a' names a thing twice. Name each once."),
        (["a", 3], "There is no thing 3; choose one of b, a, c."),
        ("a", "This must be a list of names, not 'a'."),
        (None, "This must be a list of names, not None."),
        ({"a": 1}, "This must be a list of names, not {'a': 1}."),
    ],
    ids=str,
)
def test_several_refuse_the_unknown_and_the_repeated(value, words):
    assert refusal(Several(THINGS), value) == words


@pytest.mark.parametrize("text", ["a,a", "a,", ",", "d", "a;b"])
def test_text_that_is_no_names_is_refused(text):
    assert "thing" in refusal(Several(THINGS), text, parse=True)


def test_a_registry_keeps_its_order_and_refuses_a_name_twice():
    registry: Registry[Definition] = Registry("thing")
    for name in ("b", "a"):
        registry.add(Definition(name=name, label=name, help="A thing."))
    assert list(registry) == ["b", "a"]
    with pytest.raises(ValueError, match="already is thing 'a'"):
        registry.add(Definition(name="a", label="a", help="A thing."))


DEFINITION = Definition(name="d", label="Dee", help="A thing.", parameters=(UNITS, CHOICE))


def test_a_definition_fills_in_its_defaults():
    assert DEFINITION.check({}) == DEFINITION.defaults() == {"units": (8,), "which": "a"}
    assert DEFINITION.check({"which": "c"}) == {"units": (8,), "which": "c"}


@pytest.mark.parametrize(
    ("definition", "values", "field", "words"),
    [
        (DEFINITION, {"x": 1}, "x", "Dee has no parameter 'x'; it has units, which."),
        (THINGS["a"], {"x": 1}, "x", "A has no parameter 'x'; it has no parameters."),
        (DEFINITION, {"units": [0]}, "units", "Units must be"),
        (DEFINITION, {"which": "z"}, "which", "There is no thing 'z'"),
    ],
    ids=("no_such_parameter", "no_parameters", "out_of_range", "no_such_choice"),
)
def test_a_definition_names_the_parameter_that_is_wrong(definition, values, field, words):
    with pytest.raises(FieldError) as error:
        definition.check(values)
    assert error.value.field == field
    assert words in str(error.value)
