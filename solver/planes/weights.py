"""Planes and lines along parameters."""

from collections.abc import Mapping

from solver.parameters import Value
from solver.planes.base import axes
from solver.planes.definition import PLANES, Chosen, PlaneKind, Trails
from solver.planes.settings import FIRST, SECOND
from solver.registry import FieldError

_CITE = "the tutorial's Figure 1; Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, 11.5"


class _Weights(PlaneKind):
    def agree(self, values: Mapping[str, Value]) -> None:
        """The two parameters must not be the same."""
        if values["first"] == values["second"]:
            raise FieldError("second", f"The second parameter must differ from the first, which is {values['first']}.")


def _along(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    places = [options[name] - 1 for name in ("first", "second") if name in options]
    plane = axes(trails.names, *places)
    return Chosen(plane.labels, plane.directions, " and ".join(plane.labels))


PLANES.add(
    _Weights(
        name="weights",
        label="Two parameters",
        help="The loss over two parameters of your choice.",
        latex=r"f(\theta + u e_i + v e_j)",
        cite=_CITE,
        parameters=(FIRST, SECOND),
        usual="epoch",
        absolute=True,
        directions=_along,
    )
)
PLANES.add(
    PlaneKind(
        name="weight",
        label="One parameter",
        help="The loss along one parameter of your choice.",
        latex=r"f(\theta + u e_i)",
        cite=_CITE,
        parameters=(FIRST,),
        dimensions=1,
        usual="epoch",
        absolute=True,
        directions=_along,
    )
)
