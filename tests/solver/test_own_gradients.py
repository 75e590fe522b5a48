"""The contenders' own gradients beside the right one: angles, lengths, arrows, and the check."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.curvature.gradient_check import TOLERANCE
from solver.gradients import GRADIENTS
from solver.report.gradients import own_gradients
from solver.report.motion import Motion
from solver.report.scene import Scene
from solver.training.trainer import Training


def found(query: str):
    training = Training(parse(query))
    recorded = list(training.run())
    scene = Scene.of(training, recorded)
    return own_gradients(training, recorded, scene), Motion.of(training, recorded, scene), training


def test_a_run_with_right_gradients_has_nothing_to_tell():
    assert found("epochs=5&2.opt=adam")[0] == []


@pytest.mark.parametrize(
    ("name", "angle", "ratio"),
    [("flipped_sign", 180, 1), ("no_factor_two", 0, 0.5), ("mean_for_sum", 0, 1 / 500), ("central", 0, 1)],
)
def test_angle_and_ratio_are_those_to_the_right_gradient(name, angle, ratio):
    (own,), _, _ = found(f"gradient={name}&epochs=12")
    assert own.epochs == list(range(13))
    assert own.mistake == GRADIENTS[name].mistake
    # An arc cosine near 1 knows half as many digits.
    assert own.angle == pytest.approx(np.full(13, angle), abs=1e-4)
    assert own.ratio == pytest.approx(np.full(13, ratio), rel=1e-6)


def test_a_forgotten_bias_turns_the_gradient_by_the_angle_of_its_share():
    (own,), _, training = found("gradient=no_bias&epochs=4")
    right = training.problem.train.value_and_gradient(training.problem.start[None])[1][0]
    share = np.linalg.norm(right[:2]) / np.linalg.norm(right)
    assert (own.angle[0], own.ratio[0]) == pytest.approx((np.degrees(np.arccos(share)), share))


def test_the_arrow_is_drawn_at_the_scale_of_the_motions():
    (own,), motion, _ = found("opt=adam&2.opt=gradient_descent&2.gradient=no_factor_two&epochs=9")
    assert own.contender == 1
    assert own.arrow.length[0] == pytest.approx(motion.gradient.length[1] / 2)
    assert own.arrow.coordinates[0] == pytest.approx(motion.gradient.coordinates[1] / 2)


@pytest.mark.parametrize("name", [name for name in GRADIENTS if name != "analytic"])
def test_the_check_at_the_start_tells_mistakes_from_estimates(name):
    (own,), _, training = found(f"gradient={name}&epochs=3")
    assert own.check.passed == (not GRADIENTS[name].mistake)
    assert own.check.worst_name in training.problem.names
    if GRADIENTS[name].mistake:
        # No step makes a wrong gradient right.
        assert own.check.by_step.min() > 100 * TOLERANCE


def test_the_check_names_the_bias_that_was_forgotten():
    (own,), _, _ = found("gradient=no_bias&epochs=3")
    assert (own.check.worst_name, own.check.largest_error) == ("b", 1)


def test_a_run_that_leaves_the_numbers_has_an_end():
    (own,), _, _ = found("function=double_well&gradient=flipped_sign&epochs=200")
    assert np.isnan(own.angle[-1])
    assert own.angle[0] == pytest.approx(180, abs=1e-4)


def test_what_cannot_be_afforded_is_said():
    training = Training(parse("model=mlp&hidden=8&samples=100&epochs=20&gradient=forward&seed=1"))
    recorded = list(training.run())
    scene = Scene.of(training, recorded)
    training.effort.spent["search"] = 10**13
    (own,) = own_gradients(training, recorded, scene)
    assert (own.epochs, own.check) == ([], None)
    assert own.left_out.startswith("The gradient was computed at no epoch")
