"""The cost of the landscape beside its training."""

import numpy as np

from solver.config import RunConfig
from solver.report.scene import Scene
from solver.report.stability import Stability
from solver.training.trainer import Training
from tests.benchmarks.bare import tutorial_arrays, tutorial_loop
from tests.benchmarks.timing import medians

TUTORIAL = RunConfig.check({})


def test_a_run_with_its_moving_slice_against_its_bare_training_loop(report):
    problem = Training(TUTORIAL).problem
    features, labels = tutorial_arrays(problem)

    def bare():
        weights = problem.start.reshape(-1, 1).copy()
        return lambda: tutorial_loop(features, labels, weights, 0.01, 100)

    def landscape():
        training = Training(TUTORIAL)

        def run():
            recorded = list(training.run())
            return recorded, list(Scene.of(training, recorded).slices())

        return run

    recorded, slices = landscape()()
    np.testing.assert_allclose(recorded[0].columns["objective"][0], bare()()[: recorded[0].last + 1], rtol=1e-9)
    ms = medians(30, landscape=landscape, bare=bare)
    report(
        f"run of the tutorial with {len(slices)} moving slices / its bare loop",
        f"{ms['landscape'] / ms['bare']:.0f}",
        "<= 60",
        f"{ms['landscape']:.1f} / {ms['bare']:.2f} ms",
    )


def test_what_is_measured_besides(report):
    training = Training(TUTORIAL)
    recorded = list(training.run())
    scene = Scene.of(training, recorded)
    slices = list(scene.slices())
    ms = medians(
        30,
        critical=lambda: lambda: scene.critical(slices),
        curvature=lambda: lambda: Stability.of(training, recorded),
        slices=lambda: lambda: list(scene.slices()),
    )
    report(
        "critical points and curvature of the tutorial's run / its slices",
        f"{(ms['critical'] + ms['curvature']) / ms['slices']:.2f}",
        "-",
        f"{ms['critical']:.1f} + {ms['curvature']:.1f} / {ms['slices']:.1f} ms",
    )
