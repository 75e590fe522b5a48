"""Planes and lines of largest curvature of the loss: eigenvectors of the Hessian, and its gradient."""

from collections.abc import Mapping

import numpy as np

from solver.curvature.eigenvalues import NoConvergence, bounded, eigenvectors
from solver.parameters import Value
from solver.planes.definition import PLANES, Chosen, PlaneKind, Trails
from solver.planes.settings import AT


def _largest(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    return _eigenvectors(trails, options, "largest", "the eigenvectors of the Hessian's two largest eigenvalues")


def _extremes(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    return _eigenvectors(
        trails, options, "extremes", "the eigenvectors of the Hessian's largest and smallest eigenvalue"
    )


def _one(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    return _eigenvectors(trails, options, "first", "the eigenvector of the Hessian's largest eigenvalue")


def _eigenvectors(trails: Trails, options: Mapping[str, Value], which: str, what: str) -> Chosen:
    theta, when = trails.at(options["at"]), f"at epoch {trails.epoch(options['at'])} of {trails.leader}"
    try:
        values, vectors = eigenvectors(bounded(trails.objective), theta, which)
    except (ValueError, NoConvergence):
        count = 1 if which == "first" else 2
        unknown = "an arbitrary direction" if count == 1 else "two arbitrary directions"
        return Chosen(
            ("arbitrary direction",) * count,
            np.zeros((count, len(theta))),
            f"{unknown}, because the curvature {when} is not known",
        )
    shown = [f"{value + 0.0:.3g}" for value in values]
    sentence = f"{what} {when} ({' and '.join(shown)})"
    return Chosen(tuple(f"v{i}, eigenvalue {text}" for i, text in enumerate(shown, 1)), vectors, sentence)


@np.errstate(all="ignore")
def _gradient(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    _, gradient = trails.objective.value_and_gradient(trails.at(options["at"])[None])
    # Steepest descent points to the right.
    sentence = f"the direction of steepest descent at epoch {trails.epoch(options['at'])} of {trails.leader}"
    return Chosen(("negative gradient",), -gradient, sentence)


PLANES.add(
    PlaneKind(
        name="hessian",
        label="Largest curvatures",
        help="The eigenvectors of the Hessian's two largest eigenvalues: the directions in which the loss curves "
        "up most.",
        latex=r"H v_i = \lambda_i v_i, \ \lambda_1 \ge \lambda_2 \ge \dots",
        cite="Yao, Gholami, Keutzer & Mahoney 2020, PyHessian: Neural Networks Through the Lens of the Hessian",
        parameters=(AT,),
        usual="at",
        directions=_largest,
    )
)
PLANES.add(
    PlaneKind(
        name="extremes",
        label="Largest and smallest curvature",
        help="The eigenvectors of the Hessian's largest and smallest eigenvalue. If the smallest is negative, the "
        "loss curves down in that direction.",
        latex=r"H v_i = \lambda_i v_i, \ \lambda_1 \ge \dots \ge \lambda_P",
        cite="Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, section 6",
        parameters=(AT,),
        usual="at",
        directions=_extremes,
    )
)
PLANES.add(
    PlaneKind(
        name="gradient",
        label="Along the gradient",
        help="The loss along the line of a gradient descent step: it shows where a larger learning rate would "
        "have led.",
        latex=r"f(\theta - u \nabla f(\theta) / \lVert \nabla f(\theta) \rVert)",
        cite="Nocedal & Wright 2006, Numerical Optimization, section 3.1",
        parameters=(AT,),
        dimensions=1,
        usual="at",
        directions=_gradient,
    )
)
PLANES.add(
    PlaneKind(
        name="eigenvector",
        label="Along the largest curvature",
        help="The loss along the eigenvector of the Hessian's largest eigenvalue, across the valley.",
        latex=r"f(\theta + u v_1), \ H v_1 = \lambda_1 v_1",
        cite="Yao, Gholami, Keutzer & Mahoney 2020, PyHessian: Neural Networks Through the Lens of the Hessian",
        parameters=(AT,),
        dimensions=1,
        usual="at",
        directions=_one,
    )
)
