import numpy as np
import pytest

from solver import descend
from solver.config import RunConfig
from solver.training.problem import Problem
from tests.benchmarks.bare import tutorial_arrays, tutorial_loop
from tests.benchmarks.timing import medians

RUNS = 1024
# The bare loops are timed on every SAMPLE-th run, since all take the same time.
SAMPLE = 16


@pytest.mark.parametrize(("points", "aim"), [(500, 4), (50, 12)])
def test_many_runs_at_once_against_bare_loops_one_after_the_other(report, points, aim):
    problem = Problem.of(RunConfig.check({"problem": {"options": {"samples": 2 * points}}}))
    features, labels = tutorial_arrays(problem)
    starts = np.random.default_rng(0).normal(size=(RUNS, 3))
    objective = problem.train.value_and_gradient

    def together():
        return descend(objective, starts, learning_rate=0.005, steps=100)

    def bare():
        weights = [start.reshape(-1, 1).copy() for start in starts[::SAMPLE]]
        for each in weights:
            tutorial_loop(features, labels, each, 0.01, 100)
        return np.stack(weights)[:, :, 0]

    ends = together()[-1]
    np.testing.assert_allclose(ends[::SAMPLE], bare(), rtol=1e-6, atol=1e-9)
    alone = descend(objective, starts[:1], learning_rate=0.005, steps=100)
    assert alone[-1].tobytes() == ends[:1].tobytes()
    ms = medians(12, together=lambda: together, bare=lambda: bare)
    report(
        f"{RUNS:,} bare loops of the tutorial on {points} points / all at once, bit for bit the single runs",
        f"{SAMPLE * ms['bare'] / ms['together']:.1f}",
        f">= {aim}",
        f"{SAMPLE * ms['bare']:.0f} / {ms['together']:.0f} ms",
    )
