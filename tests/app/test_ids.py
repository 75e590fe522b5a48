"""Ids are the same in Python and in the page's scripts: app/ids.py names them all."""

import inspect
import pathlib
import re

from app import ids
from app.components import listened
from app.factory import create_app
from app.panels.inputs import CONTROLS

FRONTEND = pathlib.Path(__file__).parents[2] / "frontend"
SCRIPTS = [script.read_text() for script in FRONTEND.rglob("*.js")]
NAMES = {value for name, value in vars(ids).items() if name.isupper()} - {ids.QUERY}
ENDINGS = {make("x") for name, make in inspect.getmembers(ids, inspect.isfunction)}


def found(pattern: str) -> set[str]:
    return {each for text in SCRIPTS for each in re.findall(pattern, text)}


def test_the_scripts_ask_only_for_elements_that_the_layout_has():
    asked = found(r"""(?:byId|getElementById|present)\("([\w-]+)"\)""") | found(r"""\bon\("([\w-]+)",""")
    layout = create_app().layout
    # The boot data stand in the page's HTML.
    assert {id_ for id_ in asked - {"boot"} if id_ not in layout} == set()


def test_the_scripts_name_what_belongs_to_a_control_as_the_layout_does():
    assert {f"x{ending}" for ending in found(r"""getElementById\(`\$\{\w+\}(-\w+)`\)""")} <= ENDINGS
    assert {f"x{ending}" for ending in found(r"""const SLIDER = "(-\w+)";""")} == {ids.slider("x")}
    assert {f"x-{part}" for part in found(r"""\["(\w+)", (?:label|help)\]""")} == {ids.chosen("x"), ids.help("x")}


def test_what_the_scripts_listen_to_is_in_the_layout():
    layout = create_app().layout
    listened_to = listened(CONTROLS)
    assert {id_ for id_ in listened_to if id_ not in layout} == set()
    assert found(r"""const (?:ID|HEIGHT|PROBLEM) = "([\w-]+)";""") == {ids.DESCENT, ids.HEIGHT, ids.PROBLEM}
    assert {ids.DESCENT, ids.HEIGHT, ids.PROBLEM} <= set(listened_to)


def test_every_id_is_in_the_layout():
    layout = create_app().layout
    assert {name for name in NAMES if name not in layout} == set()
