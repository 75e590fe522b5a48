"""Numbers in sentences have one form."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (61.2, "61.2"),
        (6.409, "6.41"),
        (1506.3, "1506"),
        (-0.0, "0"),
        (-24.06, "−24.1"),
        (2e-17, "2e−17"),
        (9.9996e-4, "0.001"),
        (999_999.9, "1e6"),
        (1.234e285, "1.23e285"),
        (float("-inf"), "−infinite"),
        (float("nan"), "not a number"),
        (0.1, "0.1"),
        (100, "100"),
    ],
)
def test_a_number_is_written_as_people_read_it(value, text):
    assert words.number(value) == text


@given(st.floats(-1e307, 1e307), st.integers(2, 17))
def test_no_number_has_an_ascii_minus_a_padded_exponent_or_a_sign_before_zero(value, digits):
    text = words.number(value, digits)
    assert re.fullmatch(r"−?(0|[1-9]\d*)(\.\d*[1-9])?(e−?[1-9]\d*)?", text)
    assert text != "−0"
    read = float(text.replace("−", "-"))
    assert read == pytest.approx(value, rel=0.6 * 10 ** (1 - digits), abs=5e-324)


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_two_numbers_that_differ_are_written_apart(one, other):
    if one != other:
        first, second = words.apart(one, other)
        assert first != second or abs(one - other) <= 1e-15 * max(abs(one), abs(other))


def test_counts_have_their_nouns():
    assert [words.counted(n, "point") for n in (0, 1, 1200)] == ["0 points", "1 point", "1,200 points"]
    assert words.counted(2, "class", "classes") == "2 classes"
    assert words.percent(0.95) == "95 %"
