"""The texts of lessons: Markdown without raw HTML, formulas, and numbers that the runs fill in."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from app.formulas import inline, mathml

_PLACE = re.compile(r"\{([^{}]*)\}")
_DIGIT = re.compile(r"\d")
# A power of ten as the solver writes it, and as a school book does.
_POWER = re.compile(r"(?<=\d)e(−?\d+)")
_RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Gives a place's text for its words; notes a problem for a line.
Fill = Callable[[str], str]
Note = Callable[[int, str], None]


def _formula(content: str, options: dict[str, bool]) -> str:
    return mathml(content) if options["display_mode"] else inline(content)


MARKDOWN = (
    MarkdownIt("commonmark", {"html": False})
    .disable("image")
    .use(front_matter_plugin)
    .use(dollarmath_plugin, renderer=_formula)
)


def html(tokens: Sequence[Token], fill: Fill, note: Note) -> str:
    """Blocks as HTML, with their places filled in."""
    for token in tokens:
        if token.type == "inline":
            _filled(token, fill, note, (token.map or [0, 0])[0] + 1)
    return str(MARKDOWN.renderer.render(list(tokens), MARKDOWN.options, {})).strip()


def line_html(text: str, fill: Fill, note: Note, line: int) -> str:
    """One line of text as HTML, without a paragraph."""
    tokens = MARKDOWN.parseInline(text)
    for token in tokens:
        _filled(token, fill, note, line)
    return str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})).strip()


def _filled(token: Token, fill: Fill, note: Note, line: int) -> None:
    """Fills in the places of a block's texts; a number that is typed there is a problem."""
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        if child.type != "text":
            continue
        if _DIGIT.search(_PLACE.sub("", child.content)):
            note(
                line, f"A number is typed in the text: '{child.content.strip()[:60]}'. Name what it is: {{loss at 5}}."
            )
        child.content = _PLACE.sub(partial(_tried, fill, note, line), child.content)


def _tried(fill: Fill, note: Note, line: int, place: re.Match[str]) -> str:
    try:
        return _POWER.sub(lambda match: f" × 10{match[1].translate(_RAISED)}", fill(place[1]))
    except ValueError as error:
        note(line, str(error))
        return ""
