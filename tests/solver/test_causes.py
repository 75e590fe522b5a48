"""Each cause of a report: a run that has it, a run that only looks like it, and the figure that decides."""

import re

import numpy as np
import pytest

from app.specification import keys, resets
from solver.config.query import parse
from solver.report.causes import CAUSES, Case
from solver.report.causes.rest import kind
from solver.report.explanation import explain
from solver.report.largest_rate import HIGHEST, LOWEST, changed
from solver.report.limits import limits
from solver.training.trainer import Training


def case_of(query: str) -> Case:
    training = Training(parse(query))
    return Case(training, 0, list(training.run()))


def explained(query: str):
    training = Training(parse(query))
    recorded = list(training.run())
    return explain(training, 0, recorded, limits(training, recorded)[0])


@pytest.mark.parametrize("name", CAUSES)
def test_a_run_that_has_it_is_told_so(name):
    found = explained(CAUSES[name].example)
    assert found.cause == name
    assert (found.headline is None) == CAUSES[name].note


@pytest.mark.parametrize("name", CAUSES)
def test_a_run_that_only_looks_like_it_is_not(name):
    assert explained(CAUSES[name].lookalike).cause != name


@pytest.mark.parametrize("name", CAUSES)
@np.errstate(all="ignore")
def test_the_figure_that_decides_differs_between_the_two(name):
    cause = CAUSES[name]
    has, looks = case_of(cause.example), case_of(cause.lookalike)
    assert cause.holds(has)
    assert not cause.holds(looks)
    assert cause.figure(has) != cause.figure(looks)
    assert re.search(r"\d|diverged", cause.figure(has))


@pytest.mark.parametrize("name", CAUSES)
def test_its_sentence_has_a_figure(name):
    found = explained(CAUSES[name].example)
    assert re.search(r"\d", found.headline or found.sentence)


def remedies():
    found = {name: explained(cause.example).remedy for name, cause in CAUSES.items()}
    return {name: remedy for name, remedy in found.items() if remedy}


def test_causes_that_have_a_remedy():
    assert set(remedies()) == {
        "missing_class",
        "wrong_gradient",
        "saturated_start",
        "unscaled",
        "diverged",
        "climbed",
        "symmetric_units",
        "dead_units",
        "saturated_units",
        "impatient",
        "stalls",
        "swings",
        "raised_by_hand",
        "penalty",
        "strong_penalty",
        "too_small",
        "straight",
    }


@pytest.mark.parametrize("name", CAUSES)
def test_a_remedy_does_what_is_said_of_it(name):
    found = explained(CAUSES[name].example)
    if found.remedy is None or name == "missing_class":
        return
    case = case_of(CAUSES[name].example)
    config = changed(parse(CAUSES[name].example), found.remedy.changes)
    training = Training(config)
    last = list(training.run())[-1].columns["objective"][0, -1]
    assert last == found.remedy.reached
    assert last < case.last
    rate = found.remedy.changes.get("lr")
    assert rate is None or LOWEST <= float(rate) <= HIGHEST


def test_a_split_anew_has_every_class_in_both_halves():
    found = explained(CAUSES["missing_class"].example)
    data = Training(changed(parse(CAUSES["missing_class"].example), found.remedy.changes)).problem.data
    assert set(data.training[1]) == set(data.test[1]) == {0, 1}


# Settings of the landscape do not change where a run ends.
DRAWN = {"first", "second", "extent"}


@pytest.mark.parametrize("name", CAUSES)
def test_a_remedy_names_all_that_the_page_sets_back_with_it(name):
    found = explained(CAUSES[name].example)
    changes = found.remedy.changes if found.remedy else {}
    for each in changes:
        assert set(resets(keys()[each])) - DRAWN - set(keys_without_effect(each)) <= set(changes)


def keys_without_effect(name: str) -> tuple[str, ...]:
    """The options of a choice, which are not set where another entry is chosen."""
    key = keys()[name]
    return tuple(p.name for entry in (key.registry or {}).values() for p in entry.parameters)


EXAMS = (
    "47:38:{},62:45:{},93:87:{},90:78:{},56:42:{},92:33:{},79:85:{},30:87:{},"
    "64:59:{},43:70:{},33:32:{},33:99:{},78:31:{},57:84:{}"
)
TWO = EXAMS.format(*"00110010000101")


@pytest.mark.parametrize("rest", ["", "&lr=1e-7", "&lr=5000", "&opt=adam", "&opt=momentum&lr=1", "&loss=mse"])
def test_exam_scores_that_are_not_scaled_are_told_that_the_start_is_saturated(rest):
    found = explained(f"data=own&points={TWO}{rest}")
    assert found.cause == "saturated_start"
    assert found.remedy.changes["standardise"] == "1"
    assert "too far" not in found.sentence
    assert "too large" not in found.sentence


@pytest.mark.parametrize("rest", ["&seed=3", "&seed=3&lr=1e-7", "&seed=3&lr=1", "&seed=2&lr=1"])
def test_three_classes_that_are_not_scaled_are_told_so_too(rest):
    found = explained(f"data=own&points={EXAMS.format(*'01201201201201')}&split_seed=1{rest}")
    assert found.cause in ("saturated_start", "unscaled")
    assert found.remedy.changes["standardise"] == "1"


@pytest.mark.parametrize("rate", [1, 3, 100, 5000, 1e6])
def test_too_large_a_rate_of_the_default_run_is_told_with_both_numbers_and_another(rate):
    found = explained(f"lr={rate}")
    assert found.cause == "stalls"
    used = float(found.remedy.changes["lr"])
    assert used == float(f"{used:.0e}") < rate
    said = r"The learning rate \S+ is too large: the loss stalls at \S+; with the rate \S+ it reaches \S+\."
    assert re.fullmatch(said, found.headline)


def test_the_default_run_has_nothing_to_explain():
    assert explained("") == ("Ran all 100 epochs.", None, None, None)


ON_ONE_LINE = "data=own&points=1:1:0,2:2:0,3:3:0,4:4:1,5:5:1,6:6:1,7:7:1,8:8:1,9:9:1,10:10:1"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        (f"{ON_ONE_LINE}&lr=1000", "saturated"),
        (f"{ON_ONE_LINE}&lr=1e-9", "too_small"),
        (f"{ON_ONE_LINE}&opt=adam&lr=1e300", "saturated"),
    ],
)
def test_what_is_peculiar_about_the_points_hides_no_failure(query, name):
    found = explained(query)
    assert found.cause == name
    assert found.headline
    assert found.sentence.endswith(
        "All 5 training points lie on one line: their standard deviation is 3.51 along it and 0 across it, so the "
        "model learns nothing about the direction across."
    )


@pytest.mark.parametrize("query", ["function=saddle&lr=100", "function=saddle&lr=30", "function=monkey_saddle&lr=10"])
def test_a_rate_with_which_a_run_falls_for_ever_is_no_remedy(query):
    found = explained(query)
    assert found.remedy
    assert -1e4 < found.remedy.reached < 0
    assert "e" not in found.remedy.text.replace("Use", "")


def test_who_hardly_moves_where_there_is_no_lower_end_went_too_slowly():
    found = explained("function=saddle&lr=1e-9")
    assert found.cause == "too_small"
    assert found.remedy
    assert -1e4 < found.remedy.reached < 0


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("data=moons&manual=50:10", None),
        ("data=moons&manual=90:10", None),
        ("data=moons&manual=50:1", None),
        ("data=moons&manual=20:0.001,50:10", "20:0.001"),
    ],
)
def test_a_rate_set_by_hand_that_made_a_run_worse_is_blamed_with_both_ends(query, kept):
    case, found = case_of(query), explained(query)
    assert found.cause == "raised_by_hand"
    assert found.remedy.changes == {"manual": kept}
    epoch = case.contender.manual[-1][0]
    assert found.remedy.reached <= case.value[epoch] < case.last
    assert re.fullmatch(
        rf"The learning rate set by hand is too large: \S+ from epoch {epoch} on took the loss from \S+ up to \S+;"
        r" without it the run ends at \S+\.",
        found.headline,
    )


@pytest.mark.parametrize(
    "query",
    ["data=moons&manual=50:0.05", "data=moons&manual=50:0.0001", "function=bowl&manual=20:0.9", "manual=0:0.01"],
)
def test_a_rate_set_by_hand_that_did_no_harm_is_not_blamed(query):
    assert explained(query).cause != "raised_by_hand"


@pytest.mark.parametrize("query", ["manual=50:10", "data=moons&manual=5:1000"])
def test_a_rate_that_was_turned_up_on_the_way_is_blamed(query):
    found = explained(query)
    assert found.cause in ("stalls", "swings")
    assert found.remedy
    assert found.remedy.changes["manual"] is None


@pytest.mark.parametrize(
    ("query", "rates"),
    [
        ("lr=1000&manual=0:1e-12", [1e-12]),
        ("lr=0.1&manual=3:0.2,90:0.3", [0.1, 0.2, 0.3]),
        ("function=rosenbrock&lr=1e200&manual=50:1e250", [1e200]),
        ("function=rosenbrock&lr=0.001&manual=30:0.1,90:5", [0.001, 0.1]),
    ],
)
def test_only_rates_that_it_took_steps_with_count(query, rates):
    assert case_of(query).rates == rates


def test_a_first_step_that_went_too_far_is_said_with_its_own_rate():
    sentence = explained("function=rosenbrock&lr=1e200&manual=50:1e250").sentence
    assert "The learning rate 1e200 is too large: the value went beyond" in sentence


@np.errstate(all="ignore")
def test_of_a_place_among_many_parameters_points_round_it_show_what_the_curvature_there_hides():
    # At weights of 0 ReLU has no curvature either, but moving both layers' weights together leads down.
    case = case_of("data=xor&samples=100&model=mlp&activation=relu&init=zeros&epochs=1")
    said = kind(case)
    assert "of 64 points" in said
    assert "minimum" not in said.replace("not a minimum", "")
