import xml.etree.ElementTree as ET

import pytest

from app.formulas import mathml
from solver.functions import FUNCTIONS

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
# The exact number of children of these elements.
PARTS = {"msup": 2, "msub": 2, "mfrac": 2, "mroot": 2}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_a_functions_formula_is_mathml_without_a_trace_of_latex(function):
    lines = ET.fromstring(f"<all>{mathml(function.latex)}</all>")
    assert {line.tag for line in lines} == {f"{NAMESPACE}math"}
    for name, parts in PARTS.items():
        assert all(len(element) == parts for element in lines.iter(NAMESPACE + name))
    text = "".join(lines.itertext())
    assert "\\" not in text
    assert set(function.names) <= set(text)


def test_the_meaning_of_letters_has_lines_of_its_own():
    assert mathml(r"a b, \quad a = x + 1, \quad b = y").count("<math ") == 3


def test_a_long_formula_is_broken_between_its_brackets_and_nothing_of_it_is_lost():
    broken = mathml(FUNCTIONS["beale"].latex)
    assert broken.count("<math ") == 3
    whole = mathml("+".join(["(a)", "(b)"]))
    assert whole.count("<math ") == 1
    text = "".join(ET.fromstring(f"<all>{broken}</all>").itertext())
    assert text == "(1.5−x+xy)2+(2.25−x+xy2)2+(2.625−x+xy3)2"
