"""The features of a point: its coordinates, functions of these, and the bias trick's 1."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.arrays import AnyFloat
from solver.registry import Definition, Registry

_SOURCE = "TensorFlow Playground; Smilkov et al. 2017, arXiv:1708.03788"


@dataclass(frozen=True, kw_only=True)
class Feature(Definition):
    """A number made of a point: `value(points (..., 2))` -> (...); `symbol` names it in plain text."""

    symbol: str
    value: Callable[[AnyFloat], AnyFloat]


FEATURES: Registry[Feature] = Registry("feature")

FEATURES.add(
    Feature(
        name="x1_squared",
        label="x₁²",
        symbol="x1²",
        help="The square of the first coordinate. Both squares together allow circles and ellipses as boundaries.",
        latex=r"x_1^2",
        cite=_SOURCE,
        value=lambda points: points[..., 0] ** 2,
    )
)
FEATURES.add(
    Feature(
        name="x2_squared",
        label="x₂²",
        symbol="x2²",
        help="The square of the second coordinate. Both squares together allow circles and ellipses as boundaries.",
        latex=r"x_2^2",
        cite=_SOURCE,
        value=lambda points: points[..., 1] ** 2,
    )
)
FEATURES.add(
    Feature(
        name="x1_x2",
        label="x₁·x₂",
        symbol="x1·x2",
        help="The product of both coordinates. It separates one pair of opposite corners from the other pair.",
        latex=r"x_1 x_2",
        cite=_SOURCE,
        value=lambda points: points[..., 0] * points[..., 1],
    )
)
FEATURES.add(
    Feature(
        name="sin_x1",
        label="sin x₁",
        symbol="sin x1",
        help="The sine of the first coordinate. It allows stripes and wavy boundaries.",
        latex=r"\sin x_1",
        cite=_SOURCE,
        value=lambda points: np.sin(points[..., 0]),
    )
)
FEATURES.add(
    Feature(
        name="sin_x2",
        label="sin x₂",
        symbol="sin x2",
        help="The sine of the second coordinate. It allows stripes and wavy boundaries.",
        latex=r"\sin x_2",
        cite=_SOURCE,
        value=lambda points: np.sin(points[..., 1]),
    )
)


def design(points: AnyFloat, features: tuple[str, ...]) -> AnyFloat:
    """Points (N, 2) -> (N, 2 + F + 1), of their dtype: x1, x2, the F chosen features, and ones for the bias."""
    extra = [entry.value(points) for entry in _chosen(features)]
    return np.stack((points[:, 0], points[:, 1], *extra, np.ones(len(points), points.dtype)), axis=1)


def feature_names(features: tuple[str, ...]) -> tuple[str, ...]:
    """The plain names of the columns of `design` but the last."""
    return "x1", "x2", *(entry.symbol for entry in _chosen(features))


def _chosen(features: tuple[str, ...]) -> list[Feature]:
    return [FEATURES[name] for name in FEATURES if name in features]
