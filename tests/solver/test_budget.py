"""The memory that a run may use: its trails, its heights, and an estimate of the whole."""

import re
import tracemalloc

import pytest

from solver.config import ConfigError, RunConfig
from solver.config.budget import MOST_HEIGHTS, MOST_SLICES
from solver.config.query import parse
from solver.config.run import MOST_NUMBERS
from solver.report.motion import Motion
from solver.report.scene import Scene
from solver.report.stability import Stability
from solver.training.trainer import Training

NETWORK = "samples=10&data=moons&model=mlp&loss=cross_entropy"
# Bytes of a step besides: blocks of some MB.
A_STEP = 10_000_000
SIX = "&".join(f"{number}.opt=momentum" for number in range(2, 7))


@pytest.mark.parametrize(
    ("more", "who"), [("", "one optimizer with 2,241 parameters"), (SIX, "6 optimizers with 2,241 parameters")]
)
def test_trails_that_are_too_many_numbers_are_refused_with_how_many_epochs_may_be(more, who):
    query = f"{NETWORK}&hidden=32,32,32&{more}&epochs="
    with pytest.raises(ConfigError) as refusal:
        parse(f"{query}2000")
    ((field, sentence),) = refusal.value.problems
    assert field == "epochs"
    assert who in sentence
    most = int(re.search(r"Epochs must be at most ([0-9,]+) for .* not 2,000\.", sentence)[1].replace(",", ""))
    config = parse(f"{query}{most}")
    assert len(config.racing) * config.problem.size * (most + 1) <= MOST_NUMBERS
    with pytest.raises(ConfigError):
        parse(f"{query}{most + 1}")


def test_who_is_switched_off_leaves_no_trail():
    off = "&".join(f"{number}.off=1" for number in range(2, 7))
    query = f"{NETWORK}&hidden=32,32,32&{SIX}&{off}&epochs=800"
    assert parse(query).racing == parse(query).contenders[:1]


@pytest.mark.parametrize("resolution", [21, 61, 121, 201])
def test_the_finer_the_landscape_the_fewer_slices_it_may_have(resolution):
    landscape = parse(f"resolution={resolution}").landscape
    assert landscape.heights == (landscape.slices + 2) * resolution**2 <= MOST_HEIGHTS
    assert landscape.slices == MOST_SLICES or landscape.heights + resolution**2 > MOST_HEIGHTS


@pytest.mark.parametrize("through", ["start", "end", "best"])
def test_one_slice_that_stands_still_is_all(through):
    assert parse(f"resolution=61&through={through}").landscape.heights == 61**2


def test_the_estimate_grows_with_all_that_takes_memory():
    base = {"problem": {"model": "mlp", "model_options": {"hidden": [8]}}, "epochs": 50, "plane": {"resolution": 21}}
    more = [
        {**base, "epochs": 100},
        {**base, "problem": {"model": "mlp", "model_options": {"hidden": [16]}}},
        {**base, "contenders": [{}, {}]},
        {**base, "plane": {"resolution": 61}},
    ]
    assert all(RunConfig.check(base).memory < RunConfig.check(data).memory for data in more)


@pytest.mark.parametrize(
    "query",
    [
        f"{NETWORK}&hidden=16,16&lr=0.0001&epochs=40&{SIX}",
        f"{NETWORK}&hidden=32,32&lr=30&epochs=40",
        "resolution=121&epochs=60",
    ],
    ids=["six", "one", "fine"],
)
def test_no_run_takes_more_than_is_estimated(query):
    config = parse(query)
    tracemalloc.start()
    try:
        training = Training(config)
        recorded = list(training.run())
        scene = Scene.of(training, recorded)
        slices = list(scene.slices())
        assert scene.critical(slices)
        assert Stability.of(training, recorded)
        assert Motion.of(training, recorded, scene)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert config.memory / 20 < taken < config.memory + A_STEP
