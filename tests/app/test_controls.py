import json
from collections.abc import Iterator

import pytest
from plotly.utils import PlotlyJSONEncoder

from app import ids
from app.panels import inputs
from app.panels.inputs import CONTROLS, SECTIONS
from app.specification import keys, matters
from app.thumbnails import thumbnail
from solver.config import RunConfig
from solver.datasets import DATASETS
from solver.registry import Registry

CONFIG = RunConfig.check({}).model_dump(mode="json")


def parts(component) -> Iterator[dict]:
    """Every component of a layout as plain JSON, the outermost first."""
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
    named = [part for part in row if "aria-label" in part["props"] and part["type"] not in ("RadioCard", "Slider")]
    assert len(labels) + len([part for part in named if part["type"] != "Select" or not labels]) == 1


@pytest.mark.parametrize(
    ("name", "held"),
    [("batch", ""), ("seed", ""), ("opt", "gradient_descent"), ("epochs", 100), ("features", []), ("data", "blobs")],
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
    [("batch", "all"), ("period", "whole run"), ("patience", "never"), ("spreads", "one for all"), ("seed", "none")],
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


def test_data_sets_are_chosen_by_their_picture(layout):
    tiles = [part for part in parts(layout) if part["type"] == "RadioCard"]
    assert [(t["props"]["value"], t["props"]["aria-label"]) for t in tiles] == [
        (d.name, d.label) for d in DATASETS.values()
    ]


def test_a_data_sets_picture_is_drawn_from_its_points():
    pictures = {thumbnail(dataset) for dataset in DATASETS.values()}
    assert len(pictures) == len(DATASETS)
    for picture in pictures:
        assert picture.startswith("data:image/svg+xml,")
        assert len(picture) < 3000


def test_only_a_choice_that_may_stay_open_has_an_entry_for_none(layout):
    open_ = [name for name in CONTROLS if {"value": "", "label": "None"} in find(layout, name)["props"].get("data", [])]
    assert open_ == ["init"]


def test_very_small_numbers_are_written_as_powers_of_ten(layout):
    assert find(layout, "eps")["type"] == "TextInput"
    assert find(layout, "beta1")["type"] == "NumberInput"


def test_options_stand_in_the_order_of_their_definitions():
    for section, registry in (("Data", DATASETS), ("Optimizer", keys()["opt"].registry)):
        places = {name: i for i, name in enumerate(SECTIONS[section])}
        for entry in registry.values():
            own = [places[name] for name in entry.defaults() if not _shared(name, registry)]
            assert own == sorted(own), entry.name


def _shared(name, registry) -> bool:
    return all(name in entry.defaults() for entry in registry.values())
