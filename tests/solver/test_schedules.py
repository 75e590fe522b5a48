import json
import math
import pathlib
import re

import numpy as np
import pytest

from solver.parameters import shorten
from solver.schedules import MANUAL, SCHEDULES, by_hand, rates

REFERENCE = json.loads((pathlib.Path(__file__).parents[1] / "reference" / "optimizers.json").read_text())["schedules"]
ALL = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=list(SCHEDULES))
# Symbols of all formulas: the rate and its last one, the time, the start of a cycle; entries explain the rest.
COMMON = {r"\eta", r"\eta_t", "t", "t_i", "t_{i+1}", "i", r"\pi"}
LAYOUT = {r"\quad", r"\frac", r"\tfrac", r"\min", r"\lfloor", r"\rfloor", r"\cos", r"\to"}
TOKEN = re.compile(r"(?:\\[a-zA-Z]+|[a-zA-Z])(?:_(?:[0-9a-z]|\{[^}]*\}))?")


def of(name, learning_rate, updates, per_unit=1, length=None, **chosen):
    return rates(name, SCHEDULES[name].check(chosen), learning_rate, updates, per_unit, length)


@pytest.mark.parametrize("run", REFERENCE, ids=lambda run: run["schedule"])
def test_it_follows_torch(run):
    found = of(run["schedule"], run["learning_rate"], len(run["rates"]), **run["hyperparameters"])
    np.testing.assert_allclose(found, run["rates"], rtol=1e-12, atol=1e-12)


def test_every_schedule_of_the_reference_is_there():
    assert list(SCHEDULES) == [run["schedule"] for run in REFERENCE]


@ALL
def test_every_symbol_of_its_formula_is_explained_and_every_one_explained_is_used(schedule):
    symbols = set(TOKEN.findall(re.sub(r"\\text\{[^}]*\}", " ", schedule.latex))) - LAYOUT
    own = {p.symbol for p in schedule.parameters}
    assert own <= symbols <= own | COMMON
    assert schedule.help.endswith(".")
    assert schedule.cite


@ALL
def test_its_rates_begin_alike_however_long_the_run_is(schedule):
    chosen = {"period": 20} if "period" in schedule.defaults() else {}
    long, short = (of(schedule.name, 0.1, n, **chosen) for n in (100, 37))
    assert long.shape == (100,)
    assert np.isfinite(long).all()
    assert (long >= 0).all()
    assert long[:37].tobytes() == short.tobytes()
    assert of(schedule.name, 0.1, 0).shape == (0,)


@ALL
def test_it_needs_its_hyperparameters_in_range(schedule):
    for p in schedule.parameters:
        for wrong in (p.high + 1, p.low - 1, math.nan, "1"):
            with pytest.raises(ValueError, match=re.escape(f"{p.label} must be {p.limits()}")):
                schedule.check({p.name: wrong})


@ALL
def test_an_update_of_many_in_an_epoch_acts_at_its_part_of_the_epoch(schedule):
    """At whole epochs a finer run has the same rates; only one_cycle's last update moves."""
    if schedule.name == "one_cycle":
        return
    coarse, fine = of(schedule.name, 0.1, 40), of(schedule.name, 0.1, 40 * 7, per_unit=7)
    np.testing.assert_allclose(fine[::7], coarse, rtol=1e-12)


@ALL
def test_no_period_is_the_length_of_the_run(schedule):
    if schedule.defaults().get("period", 0) is None:
        whole = of(schedule.name, 0.1, 60, per_unit=3)
        assert whole.tobytes() == of(schedule.name, 0.1, 60, per_unit=3, period=20).tobytes()
        assert whole[:30].tobytes() == of(schedule.name, 0.1, 30, per_unit=3, length=20).tobytes()


@pytest.mark.parametrize("per_unit", [1, 3, 7, 10, 49, 63, 500])
@pytest.mark.parametrize("size", [1, 3, 7])
def test_steps_fall_exactly_at_their_epochs(per_unit, size):
    updates = np.arange(per_unit * size * 5)
    found = of("step", 1.0, len(updates), per_unit, step_size=size, gamma=0.5)
    assert found.tolist() == (0.5 ** (updates // (per_unit * size))).tolist()


@pytest.mark.parametrize("per_unit", [1, 3, 7, 49])
@pytest.mark.parametrize("multiplier", [1, 2, 3])
def test_restarts_fall_exactly_at_their_epochs(per_unit, multiplier):
    updates = 200 * per_unit
    found = of("cosine_warm_restarts", 1.0, updates, per_unit, period=3, multiplier=multiplier)
    begin, length, expected = 0, 3, []
    while begin < 200:
        expected.append(begin * per_unit)
        begin, length = begin + length, length * multiplier
    assert np.flatnonzero(found == 1.0).tolist() == expected


def test_beyond_its_period_each_does_what_torch_does():
    assert of("cosine", 0.1, 60, period=20, minimum=0.01)[40] == pytest.approx(0.1)
    assert of("polynomial", 0.1, 60, period=20, power=2.0)[20:].tolist() == [0.0] * 40
    np.testing.assert_allclose(of("linear_warmup", 0.1, 60, warmup=10)[10:], 0.1, rtol=1e-15)
    cycle = of("one_cycle", 0.1, 60, period=20)
    assert cycle[19:].tolist() == [pytest.approx(0.1 / 25 / 1e4)] * 41


@pytest.mark.parametrize("peak", [0.0, 0.02, 0.05, 0.5, 1.0])
@pytest.mark.parametrize("period", [1, 2, 20])
def test_one_cycle_stays_between_its_ends_wherever_its_peak_is(peak, period):
    found = of("one_cycle", 0.1, period, period=period, peak_fraction=peak)
    assert (found <= 0.1 * (1 + 1e-15)).all()
    assert (found >= 0.1 / 25 / 1e4).all()


def test_one_cycle_ends_with_the_last_update_of_its_last_epoch():
    found = of("one_cycle", 0.1, 70, per_unit=7)
    assert found[0] == pytest.approx(0.1 / 25)
    assert found[-1] == pytest.approx(0.1 / 25 / 1e4)
    assert found[20] == pytest.approx(0.1)


def test_rates_set_by_hand_hold_from_the_first_update_of_their_epoch():
    base = by_hand(0.1, ((2, 0.05), (4, 0.5), (9, 3.0)), 15, per_unit=3)
    assert base.tolist() == [0.1] * 6 + [0.05] * 6 + [0.5] * 3
    assert by_hand(0.1, None, 3).tolist() == [0.1] * 3
    assert by_hand(0.1, ((0, 1.0),), 2).tolist() == [1.0, 1.0]


def test_a_schedule_acts_on_rates_set_by_hand():
    found = rates("step", {"step_size": 2, "gamma": 0.5}, by_hand(0.1, ((3, 1.0),), 6), 6)
    np.testing.assert_allclose(found, [0.1, 0.1, 0.05, 0.5, 0.25, 0.25])


@pytest.mark.parametrize("text", ["40:0.05,80:0.01", "0:1", "3:1e-07,4:1e20,99999:0.25"])
def test_rates_set_by_hand_are_read_as_they_are_written(text):
    pairs = MANUAL.parse(text)
    assert all(type(epoch) is int and type(rate) is float for epoch, rate in pairs)
    assert MANUAL.text(pairs) == text
    assert MANUAL.check([list(pair) for pair in pairs]) == MANUAL.check(pairs) == pairs


def test_rates_set_by_hand_may_be_absent():
    assert MANUAL.check(None) is None


TOO_MANY = ",".join(f"{i}:1" for i in range(51))
NOT_PAIRS = ["", "40", "40:", ":1", "1:1:1", "1:1,", "a:1", "1:b", "1.5:1", TOO_MANY]
NOT_IN_RANGE = ["40:0", "40:-1", "40:inf", "40:nan", "-1:1", "100001:1", "2:1,2:1", "3:1,2:1"]


@pytest.mark.parametrize("text", [*NOT_PAIRS, *NOT_IN_RANGE], ids=lambda text: text[:20])
def test_what_is_no_list_of_epochs_and_rates_is_refused_in_words(text):
    with pytest.raises(ValueError, match=re.escape(MANUAL.limits())) as refusal:
        MANUAL.parse(text)
    assert str(refusal.value).startswith("Rates set by hand must be up to 50 pairs epoch:rate")
    assert shorten(text) in str(refusal.value)


NOT_TUPLES = [[], (), 3, "1:1", [1], [(1,)], [(1, 2, 3)], {1: 2}]
NOT_EPOCHS_AND_RATES = [[(1, None)], [(None, 1)], [(True, 1)], [(1, True)], [(1, "2")], [[[], 1]], [(1.0, 0.5)]]
NOT_ASCENDING_OR_FINITE = [[(2, 0.1), (1, 0.1)], [(1, math.inf)]]


@pytest.mark.parametrize("value", [*NOT_TUPLES, *NOT_EPOCHS_AND_RATES, *NOT_ASCENDING_OR_FINITE], ids=str)
def test_what_is_no_tuple_of_epochs_and_rates_is_refused_in_words(value):
    with pytest.raises(ValueError, match=re.escape(MANUAL.limits())):
        MANUAL.check(value)
