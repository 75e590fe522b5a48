import base64
import io
import json
import math
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from plotly.utils import PlotlyJSONEncoder

from app import ids
from app.controls import label
from app.panels import inputs
from app.panels.inputs import CONTROLS, SECTIONS
from app.specification import BY_HAND, keys, matters, specification
from app.thumbnails import thumbnail
from solver.config import RunConfig
from solver.datasets import DATASETS
from solver.functions import FUNCTIONS
from solver.planes import PLANES
from solver.registry import Registry

CONFIG = RunConfig.check({}).model_dump(mode="json")


def parts(component) -> Iterator[dict]:
    """Every component of a layout as plain JSON, outermost first."""
    yield from _walk(json.loads(json.dumps(component, cls=PlotlyJSONEncoder)))


def _walk(part) -> Iterator[dict]:
    if isinstance(part, list):
        for each in part:
            yield from _walk(each)
    elif isinstance(part, dict) and "props" in part:
        yield part
        for each in part["props"].values():
            yield from _walk(each)


def find(component, id_: str) -> dict:
    (found,) = (part for part in parts(component) if part["props"].get("id") == id_)
    return found


@pytest.fixture(scope="module")
def layout():
    return inputs.layout()


@pytest.mark.parametrize("name", CONTROLS)
def test_each_control_has_its_row_and_a_place_for_refusals(layout, name):
    row = find(layout, ids.row(name))
    assert row["props"]["hidden"] is not matters(keys()[name], CONFIG)
    assert find(layout, ids.error(name))["props"]["role"] == "alert"


@pytest.mark.parametrize("name", CONTROLS)
def test_each_control_can_be_named_by_who_does_not_see_it(layout, name):
    row = list(parts(find(layout, ids.row(name))))
    labels = [part for part in row if part["type"] == "Label" and part["props"]["htmlFor"] == name]
    beside = ("RadioCard", "Slider")
    named = [part for part in row if "aria-label" in part["props"] and part["type"] not in beside]
    named = [part for part in named if part["props"].get("id") != ids.formula(name)]
    assert len(labels) + len([part for part in named if part["type"] != "Select" or not labels]) == 1


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("batch", ""),
        ("seed", ""),
        ("opt", "gradient_descent"),
        ("epochs", "100"),
        ("eps", ""),
        ("features", []),
        ("data", "blobs"),
    ],
)
def test_a_control_holds_the_default_runs_value_from_the_beginning(layout, name, held):
    assert find(layout, name)["props"]["value"] == held


def test_a_switch_begins_as_the_default_run_has_it(layout):
    assert find(layout, "standardise")["props"]["checked"] is False


def test_a_slider_begins_where_its_number_is(layout):
    assert find(layout, ids.slider("epochs"))["props"]["value"] == 2
    assert find(layout, ids.slider("spread"))["props"]["value"] == 1.5


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("batch", "all points"),
        ("period", "whole run"),
        ("patience", "never"),
        ("spreads", "one for all"),
        ("seed", "automatic"),
    ],
)
def test_an_empty_control_says_what_that_means(layout, name, words):
    assert find(layout, name)["props"]["placeholder"] == words


@pytest.mark.parametrize("name", ["model", "loss", "opt", "activation", "schedule", "init"])
def test_a_choice_offers_every_entry_and_explains_what_is_chosen(layout, name):
    registry = keys()[name].registry
    assert isinstance(registry, Registry)
    offered = [(o["value"], o["label"]) for o in find(layout, name)["props"]["data"] if o["value"]]
    assert offered == [(e.name, e.label) for e in registry.values()]
    assert find(layout, ids.help(name))


def test_planes_are_chosen_in_two_groups(layout):
    groups = find(layout, "plane")["props"]["data"]
    assert [group["group"] for group in groups] == ["Surfaces", "Curves"]
    for group, dimensions in zip(groups, (2, 1), strict=True):
        of = [{"value": p.name, "label": p.label} for p in PLANES.values() if p.dimensions == dimensions]
        assert group["items"] == of


def test_what_a_run_names_is_left_to_it(layout):
    for name in ("first", "second", "follow", "rival"):
        props = find(layout, name)["props"]
        assert (props["data"], props["value"], props["searchable"]) == ([], "", True)


@pytest.mark.parametrize("name", ["function", "opt", "schedule"])
def test_a_formula_can_be_reached_by_keyboard_where_it_scrolls(layout, name):
    props = find(layout, ids.formula(name))["props"]
    assert (props["tabIndex"], props["aria-label"]) == (0, f"Formula of the {label(keys()[name]).lower()}")


def test_a_number_is_explained_with_its_range(layout):
    described = find(layout, "beta1")["props"]["aria-description"]
    assert described.endswith("the direction of the steps. A number from 0 to less than 1.")
    tooltips = [part["props"]["label"] for part in parts(find(layout, ids.row("beta1"))) if part["type"] == "Tooltip"]
    assert tooltips == [described]


def test_what_stands_in_formulas_has_a_place_for_its_symbol(layout):
    symbols = {name: each["symbol"] for name, each in specification(CONTROLS).items() if each["symbol"]}
    assert {"lr", "beta1", "period"} <= set(symbols)
    assert all(each.startswith("<math") and find(layout, ids.symbol(name)) for name, each in symbols.items())


@pytest.mark.parametrize(("name", "registry"), [("data", DATASETS), ("function", FUNCTIONS)])
def test_data_sets_and_functions_are_chosen_by_their_picture(layout, name, registry):
    tiles = [part for part in parts(find(layout, name)) if part["type"] == "RadioCard"]
    assert [(t["props"]["value"], t["props"]["aria-label"]) for t in tiles] == [
        (e.name, e.label) for e in registry.values()
    ]


def test_a_picture_is_drawn_from_what_it_is_of():
    entries = [*DATASETS.values(), *FUNCTIONS.values()]
    pictures = {thumbnail(entry) for entry in entries}
    assert len(pictures) == len(entries)
    assert all(len(picture) < 3000 for picture in pictures)


def test_a_map_shows_its_lowest_place_darkest_and_up_is_up():
    """Beale's minimum is to the right, above the middle; the first row of a map is its top row."""
    function = FUNCTIONS["beale"]
    picture = Image.open(io.BytesIO(base64.b64decode(thumbnail(function).partition(",")[2])))
    ranks = np.asarray(picture)
    (x, y), ((x0, x1), (y0, y1)) = function.lowest[0], function.window
    rows, columns = ranks.shape
    assert ranks[round((y1 - y) / (y1 - y0) * (rows - 1)), round((x - x0) / (x1 - x0) * (columns - 1))] == 0
    assert np.bincount(ranks.ravel()).max() - np.bincount(ranks.ravel()).min() <= 1


def test_only_a_choice_that_may_stay_open_has_an_entry_for_none(layout):
    open_ = [
        name for name in CONTROLS if {"value": "", "label": "Automatic"} in find(layout, name)["props"].get("data", [])
    ]
    assert open_ == ["init", "through"]


def test_every_box_for_numbers_takes_any_text_and_says_its_range(layout):
    """Number inputs, the browser's own and Dash's, drop characters until they can read the rest."""
    specifications = specification(CONTROLS)
    boxes = [name for name in CONTROLS if specifications[name]["kind"] in ("number", "list")]
    assert {find(layout, name)["type"] for name in boxes} == {"TextInput"}
    for name in boxes:
        kind = keys()[name].kind
        assert specifications[name]["label"] == kind.label
        assert specifications[name]["limits"] == kind.limits()
        first = specifications[name]["ranges"][0]
        of = kind.epoch if name == "manual" else kind
        assert (first["low"], first["high"], first["above"], first["below"], first["integer"]) == (
            *(end if math.isfinite(end) else None for end in (of.low, of.high)),
            *(of.above_low, of.below_high, of.integer),
        )


def test_options_stand_in_the_order_of_their_definitions():
    for section, registry in (("Data", DATASETS), ("Optimizers", keys()["opt"].registry), ("Landscape", PLANES)):
        places = {name: i for i, name in enumerate(SECTIONS[section])}
        for entry in registry.values():
            names = [name for name in entry.defaults() if name not in BY_HAND]
            own = [places[name] for name in names if not _shared(name, registry)]
            assert own == sorted(own), entry.name


def _shared(name, registry) -> bool:
    with_control = [set(entry.defaults()) - set(BY_HAND) for entry in registry.values()]
    return all(name in names for names in with_control if names)
