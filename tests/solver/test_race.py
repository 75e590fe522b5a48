"""Contenders of a race: each is bit for bit what it is alone, whichever others run."""

import numpy as np
import pytest

from solver.config import RunConfig
from solver.config.query import parse
from solver.optimizers import OPTIMIZERS
from solver.schedules import SCHEDULES
from solver.training.trainer import Training
from tests.solver.runs import collected, differing, run, same_bits

# 22 training points: batches of 10 and 7 leave a smaller last one.
PROBLEMS = {
    "linear": "samples=44&spread=5&loss=squared_hinge&l1=0.01&l2=0.02&seed=3&epochs=4",
    "mlp": "data=spirals&arms=3&samples=44&model=mlp&hidden=3,2&activation=silu&loss=cross_entropy&l2=0.01&epochs=2",
}
BATCHES = {"full": ("", "", ""), "mini": ("1", "10", "7")}
# Multiples of the default learning rate: calm, chaotic, and overflowing.
RATES = (1.0, 40.0, 1e306)


def contenders(name: str, batches: str) -> list[str]:
    """Six contenders: one optimizer at all rates, with all batch sizes, and one of another kind."""
    rate = OPTIMIZERS[name].learning_rates["mean"]
    other = "adam" if name != "adam" else "momentum"
    pairs = [(name, factor * rate, batch) for factor, batch in zip(RATES, BATCHES[batches], strict=True)]
    pairs += [(name, 3 * rate, BATCHES[batches][0]), (name, 1e305 * rate, BATCHES[batches][1])]
    chosen = [*pairs, (other, 0.05, BATCHES[batches][2])]
    return [f"opt={o}&lr={lr!r}" + (f"&batch={batch}" if batch else "") for o, lr, batch in chosen]


def race(problem: str, each: list[str]) -> RunConfig:
    pairs = [PROBLEMS.get(problem, problem)]
    for place, contender in enumerate(each, 1):
        prefix = "" if place == 1 else f"{place}."
        pairs += [(prefix + pair).replace("e+", "e") for pair in contender.split("&")]
    return parse("&".join(pairs))


@pytest.mark.parametrize("batches", BATCHES)
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_contenders_at_once_are_bit_for_bit_those_one_by_one(name, problem, batches):
    chosen = contenders(name, batches)
    together = collected(race(problem, chosen))
    for k, one in enumerate(chosen):
        assert differing(together, k, collected(race(problem, [one]))) == [], one


def kept(config: RunConfig) -> list[list[np.ndarray]]:
    """All that is recorded of each contender, with gradients and slots, (n,) and (n, P) each."""
    chunks = list(Training(config).run())
    return [
        [np.concatenate(parts) for parts in zip(*(chunk.of(k) for chunk in chunks), strict=True)]
        for k in range(len(config.racing))
    ]


@pytest.mark.parametrize("batches", BATCHES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_optimizers_keep_is_recorded_as_if_each_ran_alone(name, batches):
    chosen, problem = contenders(name, batches), PROBLEMS["linear"].replace("epochs=4", "epochs=25")
    for one, together in zip(chosen, kept(race(problem, chosen)), strict=True):
        (alone,) = kept(race(problem, [one]))
        for own, shared in zip(alone, together, strict=True):
            assert same_bits(shared[: len(own)], own)
            assert all(same_bits(value, own[-1]) for value in shared[len(own) :])


def slid(name: str, share: float) -> str:
    """A contender whose hyperparameters all stand at this share of their sliders."""
    numbers = {}
    for p in OPTIMIZERS[name].parameters:
        low, high = p.slider
        numbers[p.name] = p.text((int if p.integer else float)(low + share * (high - low)))
    rate = OPTIMIZERS[name].learning_rates["mean"]
    return "&".join([f"opt={name}&lr={rate!r}", *(f"{n}={text}" for n, text in numbers.items())])


@pytest.mark.parametrize("batch", ["", "&batch=7"])
@pytest.mark.parametrize("name", [name for name, entry in OPTIMIZERS.items() if entry.parameters])
def test_a_neighbours_hyperparameters_change_nothing(name, batch):
    chosen = [slid(name, share) + batch for share in (0.1, 0.9, 0.4)]
    problem = PROBLEMS["linear"].replace("epochs=4", "epochs=12")
    together = collected(race(problem, chosen))
    for k, one in enumerate(chosen):
        assert differing(together, k, collected(race(problem, [one]))) == [], one


MIXED = "samples=200&spread=4&epochs=45&loss=cross_entropy&seed=3&data_seed=7"
CROWD = [
    "opt=gradient_descent&lr=30",
    "opt=adam&lr=0.1&batch=7&schedule=cosine",
    "opt=momentum&lr=8&batch=32&manual=10:2,20:0.5",
    "opt=adam&lr=1e308",
    "opt=nesterov&lr=3&momentum=0.99",
    "opt=gradient_descent&lr=1e306&batch=32",
]


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4, 5], [5, 3, 1], [2, 1]], ids=str)
@pytest.mark.parametrize("rules", ["", "&patience=6", "&objective_below=0.2&patience=30&tolerance=1e-3"])
def test_a_mixed_race_is_its_contenders_whatever_their_order(order, rules):
    chosen = [CROWD[i] for i in order]
    ends, together = run(race(MIXED + rules, chosen))
    for k, one in enumerate(chosen):
        (end,), alone = run(race(MIXED + rules, [one]))
        assert differing(together, k, alone) == [], one
        assert ends[k] == end


@pytest.mark.parametrize("off", [[0], [1, 2], [0, 3, 4, 5]], ids=str)
def test_a_race_without_those_that_are_switched_off_is_the_race_of_the_others(off):
    chosen = [f"{one}&off=1" if i in off else one for i, one in enumerate(CROWD)]
    config, others = race(MIXED, chosen), race(MIXED, [one for i, one in enumerate(CROWD) if i not in off])
    assert config.racing == others.contenders
    assert (config.cost, config.landscape.slices) == (others.cost, others.landscape.slices)
    (ends, columns), (expected_ends, expected) = run(config), run(others)
    assert ends == expected_ends
    assert all(same_bits(columns[name], expected[name]) for name in expected)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_neighbours_schedule_changes_nothing(schedule, problem):
    chosen = [f"lr=0.1&schedule={schedule}", "lr=0.1", f"lr=0.1&batch=7&schedule={schedule}", "lr=0.1&batch=7"]
    together = collected(race(problem, chosen))
    for k, one in enumerate(chosen):
        assert differing(together, k, collected(race(problem, [one]))) == [], one


def test_full_batches_stay_apart_in_chaos():
    rates = [0.005, 0.3, 0.7, 1.1, 2.3, 5.9]
    chosen = [f"lr={rate}" for rate in rates]
    together = collected(race("spread=6&epochs=300", chosen))
    for k, one in enumerate(chosen):
        assert differing(together, k, collected(race("spread=6&epochs=300", [one]))) == []


def test_the_signs_of_nan_do_not_depend_on_the_neighbours():
    problem = (
        "data=moons&samples=13&flip=0.5&standardise=1&model=mlp&hidden=2,2,1&activation=silu&loss=mse&init=normal"
        "&seed=47&batch_seed=2&epochs=1"
    )
    chosen = ["opt=adam&batch=7", "opt=adabelief&lr=1e200"]
    together = collected(race(problem, chosen))
    for k, one in enumerate(chosen):
        assert differing(together, k, collected(race(problem, [one]))) == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_race_repeats_bit_for_bit(problem):
    config = race(problem, contenders("adam", "mini"))
    first, second = collected(config), collected(config)
    assert all(same_bits(first[name], second[name]) for name in first)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("batch", ["", "&batch=10"])
def test_equal_contenders_are_equal(problem, batch):
    columns = collected(race(problem, [f"lr=0.1{batch}"] * 4))
    assert all(same_bits(column[0], column[k]) for column in columns.values() for k in range(4))


@pytest.mark.parametrize("batch", ["", "&batch=10"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_contender_that_overflows_ends_as_diverged_and_the_others_go_on(name, batch):
    calm = f"opt={name}&lr={OPTIMIZERS[name].learning_rates['mean']!r}{batch}"
    # Linear in the weights and without a bound: from here any optimizer overflows.
    away = f"opt=gradient_descent&lr=1e300{batch}"
    ends, together = run(race("linear", [away, calm, away]))
    _, alone = run(race("linear", [calm]))
    assert differing(together, 1, alone) == []
    for k in (0, 2):
        assert ends[k].reason == "diverged"
        finite = np.isfinite(together["objective"][k]) & np.isfinite(together["theta"][k]).all(axis=-1)
        assert finite[: ends[k].epoch].all()
        assert not finite[ends[k].epoch :].any()
    assert (ends[1].reason, ends[1].epoch) == ("epochs", 4)
