"""Formulas for the page, typeset as MathML: browsers draw it themselves."""

import re

from latex2mathml.converter import convert

# As many characters of LaTeX, a command being one, fit the column of the inputs.
_LONG = 60
_COMMAND = re.compile(r"\\[a-zA-Z]+")
# Browsers set the names of functions close to what is before and after them.
_NAMED = re.compile(r"<msup><mi>(?:sin|cos)</mi>.*?</msup>|<mi>(?:sin|cos)</mi>")
_SPACE = '<mspace width="0.15em"/>'


def mathml(latex: str) -> str:
    """A formula in LaTeX as MathML, what its letters stand for on lines of their own, and so parts of a long one."""
    lines = [line for part in latex.split(r", \quad ") for line in _broken(part)]
    return "".join(_NAMED.sub(rf"{_SPACE}\g<0>{_SPACE}", convert(line, display="block")) for line in lines)


def inline(latex: str) -> str:
    """A symbol in LaTeX as MathML that stands in a line of text."""
    return str(convert(latex))


def _broken(latex: str) -> list[str]:
    """A long formula as several: before a bracket that is added or multiplied, and in no other bracket itself."""
    if len(_COMMAND.sub("x", latex)) <= _LONG:
        return [latex]
    depth, breaks = 0, [0]
    for i, character in enumerate(latex):
        if depth == 0 and (latex.startswith(" + (", i) or (latex.startswith(" (", i) and latex[i - 1] == ")")):
            breaks.append(i)
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(character, 0)
    return [latex[begin:end].strip() for begin, end in zip(breaks, [*breaks[1:], None], strict=True)]
