from itertools import combinations

import pytest

from app.controls import label
from app.panels.inputs import CONTROLS
from app.specification import BY_HAND, choices, keys, kind, matters, path, resets, specification, value
from solver.config import RunConfig
from solver.config.query import parse
from solver.datasets import DATASETS
from solver.functions import FUNCTIONS
from solver.gradients import GRADIENTS
from solver.model.architectures import MODELS
from solver.optimizers import OPTIMIZERS
from solver.planes import PLANES
from solver.schedules import SCHEDULES

OWNERS = {
    "function": FUNCTIONS,
    "data": DATASETS,
    "model": MODELS,
    "opt": OPTIMIZERS,
    "gradient": GRADIENTS,
    "schedule": SCHEDULES,
    "plane": PLANES,
}


def dumped(query: str) -> dict[str, object]:
    return parse(query).model_dump(mode="json")


def test_every_name_of_the_address_has_a_control():
    assert {*CONTROLS, *BY_HAND} == set(keys())
    assert len({*CONTROLS, *BY_HAND}) == len(CONTROLS) + len(BY_HAND)


def test_no_two_controls_are_called_the_same():
    for a, b in combinations(CONTROLS, 2):
        assert label(keys()[a]).lower() != label(keys()[b]).lower(), (a, b)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *[("data", "choice"), ("activation", "choice"), ("init", "choice"), ("features", "several")],
        *[("function", "choice"), ("plane", "choice"), ("through", "choice"), ("extent", "list")],
        *[("first", "pick"), ("second", "pick"), ("follow", "pick"), ("rival", "pick"), ("at", "number")],
        *[("hidden", "list"), ("spreads", "list"), ("manual", "list"), ("start", "list")],
        *[("standardise", "switch"), ("epochs", "number"), ("lr", "number")],
    ],
)
def test_a_control_is_of_the_kind_of_its_key(name, expected):
    assert kind(keys()[name]) == expected


@pytest.mark.parametrize("owner", list(OWNERS))
def test_the_options_of_a_choice_are_there_where_it_has_them(owner):
    for entry in OWNERS[owner].values():
        config = dumped(f"{owner}={entry.name}&2.opt=adam")
        known = {p.name for e in OWNERS[owner].values() for p in e.parameters}
        assert {name for name in known if matters(keys()[name], config)} == set(entry.defaults())
        for name in entry.defaults():
            assert value(keys()[name], config) == _as_json(entry.defaults()[name])


def _as_json(default: object) -> object:
    return [_as_json(each) for each in default] if isinstance(default, tuple) else default


def test_edits_go_with_whatever_draws_other_points():
    dropping = {name for name in keys() if "edits" in resets(keys()[name])}
    options = {name for entry in DATASETS.values() for name in entry.defaults()}
    assert dropping == {"function", "data", *options, "data_seed", "standardise", "test", "split_seed"}
    assert {"start", "first", "second", "extent"} <= set(resets(keys()["points"]))
    assert "points" in resets(keys()["data"])


def test_what_is_given_is_not_drawn_from_a_seed():
    assert matters(keys()["data_seed"], dumped(""))
    for name in ("data_seed", "samples", "noise", "flip"):
        assert not matters(keys()[name], dumped("data=own"))
    for name in ("standardise", "test", "split_seed"):
        assert matters(keys()[name], dumped("data=own"))


def test_a_tolerance_a_batchs_seed_and_a_start_matter_only_with_what_they_are_about():
    alone, given = dumped("seed=1"), dumped("patience=3&batch=10&start=1,2,3")
    for name in ("tolerance", "batch_seed", "start"):
        assert not matters(keys()[name], alone)
        assert matters(keys()[name], given)


def test_a_function_has_nothing_that_is_about_data_or_a_model():
    config = dumped("function=himmelblau")
    there = {name for name in CONTROLS if matters(keys()[name], config)}
    learnt = ("data", "samples", "features", "model", "hidden", "loss", "l2", "test", "batch", "batch_seed", "init")
    assert not there & {*learnt, "accuracy_above", "condition"}
    assert {
        "function",
        "opt",
        "lr",
        "schedule",
        "epochs",
        "seed",
        "start",
        "objective_below",
        "patience",
        "plane",
    } <= there


def test_whom_to_follow_is_asked_where_there_are_two():
    for name, query in (("follow", "seed=1"), ("rival", "plane=ends")):
        assert not matters(keys()[name], dumped(query))
        assert matters(keys()[name], dumped(f"{query}&2.opt=adam"))


@pytest.mark.parametrize("owner", [name for name in OWNERS if name != "function"])
def test_another_choice_resets_the_options_that_are_not_the_same_everywhere(owner):
    found = set(resets(keys()[owner]))
    every = list(OWNERS[owner].values())
    for name in {p.name for e in every for p in e.parameters}:
        drawn = [e for e in every if not set(e.defaults()) & set(BY_HAND)]
        same = all(name in e.defaults() and e.defaults()[name] == drawn[0].defaults()[name] for e in drawn)
        assert (name in found) != same, name


def test_a_rate_goes_with_the_optimizer_and_the_loss_it_was_meant_for():
    for name in ("opt", "loss"):
        assert {"lr", "manual"} <= set(resets(keys()[name]))


@pytest.mark.parametrize("query", ["", "function=himmelblau"], ids=["data", "another function"])
def test_a_function_can_be_turned_to_from_wherever_one_is(query):
    """Its resets suffice: all other settings that can be set go with every function."""
    dropped = set(resets(keys()["function"]))
    assert dropped >= {
        "data",
        "lr",
        "manual",
        "batch",
        "start",
        "seed",
        "init",
        "accuracy_above",
        "plane",
        "extent",
        "first",
    }
    kept = {"opt": "adam", "beta1": "0.8", "schedule": "cosine", "period": "50", "epochs": "50", "patience": "5"}
    assert not dropped & set(kept)
    pairs = [f"{name}={value}" for name, value in kept.items()]
    for name in FUNCTIONS:
        assert dumped("&".join([f"function={name}", *pairs]))["problem"]["function"] == name


def test_another_plane_starts_afresh():
    assert {"through", "extent", "first", "second", "at", "plane_seed", "rival"} <= set(resets(keys()["plane"]))
    for name in ("first", "second", "plane_seed", "at", "rival", "through", "follow"):
        assert "extent" in resets(keys()[name])


def test_given_parameters_go_with_whatever_changes_how_many_there_are():
    dropping = {name for name in CONTROLS if "start" in resets(keys()[name])}
    reshaping = {"data", "centers", "arms", "classes", "features", "model", "hidden"}
    assert dropping == {*reshaping, "seed", "init", "function"}
    for name in reshaping:
        assert {"first", "second", "extent"} <= set(resets(keys()[name]))
    assert set(resets(keys()["start"])) == {"seed", "init"}


def test_every_choice_is_explained():
    found = choices(CONTROLS)
    data = {"data", "features", "model", "activation", "loss"}
    assert set(found) == {*data, "function", "opt", "gradient", "schedule", "init", "plane", "through"}
    for of in found.values():
        assert all(entry["label"] and entry["help"].endswith(".") for entry in of.values())


def test_what_a_control_resets_is_a_name_of_the_address():
    for of in specification(CONTROLS).values():
        assert set(of["resets"]) <= set(keys())
        assert of["needs"] in [None, ["contenders", 1], *(path(key) for key in keys().values())]


def test_parameters_that_share_a_name_share_their_control():
    """They share one control, so they may differ only in their default, and in whether they may be empty."""
    by_name: dict[str, set[tuple[object, ...]]] = {}
    for registry in OWNERS.values():
        for entry in registry.values():
            for p in entry.parameters:
                shown = (p.label, p.help, getattr(p, "scale", ""), getattr(p, "slider", None), type(p))
                by_name.setdefault(p.name, set()).add(shown)
    assert [name for name, shown in by_name.items() if len(shown) > 1] == []


def test_the_default_runs_values_are_those_of_its_configuration():
    config = RunConfig.check({}).model_dump(mode="json")
    assert value(keys()["opt"], config) == "gradient_descent"
    assert value(keys()["lr"], config) == 0.005
    assert value(keys()["hidden"], config) is None
    assert value(keys()["features"], config) == []


def test_optimizers_and_schedules_say_their_formula_and_source():
    found = choices(CONTROLS)
    for entry in (*found["opt"].values(), *found["schedule"].values()):
        assert entry["formula"].startswith("<math ")
        assert entry["source"]
    assert [symbol["of"] for symbol in found["opt"]["momentum"]["symbols"]] == [
        *("slot:v", "hyperparameter:momentum", "gradient_norm", "learning_rate")
    ]
    assert all("<math " in s["symbol"] and s["label"] for o in found["opt"].values() for s in o["symbols"])


def test_planes_say_how_many_directions_they_have():
    found = choices(CONTROLS)["plane"]
    assert {name: entry["dimensions"] for name, entry in found.items()} == {
        p.name: p.dimensions for p in PLANES.values()
    }
    assert [name for name, entry in found.items() if entry["units"]] == ["filters"]
