from itertools import combinations

import pytest

from app.controls import label
from app.panels.inputs import CONTROLS
from app.specification import choices, keys, kind, matters, needs, resets, specification, value
from solver.config import RunConfig
from solver.datasets import DATASETS
from solver.models import MODELS
from solver.optimizers import OPTIMIZERS
from solver.query import parse
from solver.schedules import SCHEDULES

# What the page leaves to the address.
WITHOUT_CONTROL = {"plane", "resolution"}
OWNERS = {"data": DATASETS, "model": MODELS, "opt": OPTIMIZERS, "schedule": SCHEDULES}


def dumped(query: str) -> dict[str, object]:
    return parse(query).model_dump(mode="json")


def test_every_name_of_the_address_has_a_control():
    assert set(CONTROLS) == set(keys()) - WITHOUT_CONTROL
    assert len(CONTROLS) == len(set(CONTROLS))


def test_no_two_controls_are_called_the_same():
    for a, b in combinations(CONTROLS, 2):
        assert label(keys()[a]).lower() != label(keys()[b]).lower(), (a, b)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *[("data", "choice"), ("activation", "choice"), ("init", "choice"), ("features", "several")],
        *[("hidden", "list"), ("spreads", "list"), ("manual", "list"), ("start", "list")],
        *[("standardise", "switch"), ("epochs", "number"), ("lr", "number")],
    ],
)
def test_a_control_is_of_the_kind_of_its_key(name, expected):
    assert kind(keys()[name]) == expected


@pytest.mark.parametrize("owner", list(OWNERS))
def test_the_options_of_a_choice_are_there_where_it_has_them(owner):
    for entry in OWNERS[owner].values():
        config = dumped(f"{owner}={entry.name}")
        known = {p.name for e in OWNERS[owner].values() for p in e.parameters}
        assert {name for name in known if matters(keys()[name], config)} == set(entry.defaults())
        for name in entry.defaults():
            assert value(keys()[name], config) == _as_json(entry.defaults()[name])


def _as_json(default: object) -> object:
    return list(default) if isinstance(default, tuple) else default


def test_a_tolerance_a_batchs_seed_and_a_start_matter_only_with_what_they_are_about():
    alone, given = dumped("seed=1"), dumped("patience=3&batch=10&start=1,2,3")
    for name in ("tolerance", "batch_seed", "start"):
        assert not matters(keys()[name], alone)
        assert matters(keys()[name], given)


def test_what_most_choices_share_is_always_there():
    for name in ("lr", "samples", "noise", "epochs", "seed"):
        assert needs(keys()[name]) is None


@pytest.mark.parametrize("owner", list(OWNERS))
def test_another_choice_resets_the_options_that_are_not_the_same_everywhere(owner):
    found = set(resets(keys()[owner]))
    every = list(OWNERS[owner].values())
    for name in {p.name for e in every for p in e.parameters}:
        same = all(name in e.defaults() and e.defaults()[name] == every[0].defaults()[name] for e in every)
        assert (name in found) != same, name


def test_a_rate_goes_with_the_optimizer_and_the_loss_it_was_meant_for():
    for name in ("opt", "loss"):
        assert {"lr", "manual"} <= set(resets(keys()[name]))


def test_given_parameters_go_with_whatever_changes_how_many_there_are():
    dropping = {name for name in CONTROLS if "start" in resets(keys()[name])}
    assert dropping == {"data", "centers", "arms", "classes", "features", "model", "hidden", "seed", "init"}
    assert set(resets(keys()["start"])) == {"seed", "init"}


def test_every_choice_is_explained():
    found = choices(CONTROLS)
    assert set(found) == {"data", "features", "model", "activation", "loss", "opt", "schedule", "init"}
    for of in found.values():
        assert all(entry["label"] and entry["help"].endswith(".") for entry in of.values())


def test_what_a_control_resets_is_a_name_of_the_address():
    for of in specification(CONTROLS).values():
        assert set(of["resets"]) <= set(keys())
        assert of["needs"] is None or of["needs"]["name"] in CONTROLS


def test_parameters_that_share_a_name_share_their_control():
    """One control stands for all of them, so only defaults may differ, and whether it may be empty."""
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
