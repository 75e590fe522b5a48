"""What a landscape may cost: how finely it is drawn, and in how many slices."""

from dataclasses import dataclass
from functools import cached_property

from solver.config.classification import Classification
from solver.config.function import FunctionProblem
from solver.config.landscape import Landscape
from solver.planes import RESOLUTION
from solver.registry import FieldError
from solver.surfaces.profile import profile_cost

USUAL_RESOLUTION, USUAL_CURVE_RESOLUTION = 61, 201
# What one slice may cost, all slices of a run together, and a profile, in nanoseconds; of the last an estimate counts
# all updates that there may be, about twice what is needed.
MOST_SLICE_COST, MOST_SLICES_COST, MOST_PROFILE_COST = 2_500_000_000, 2_000_000_000, 9_000_000_000
# The most slices of a run, and the most heights. Beyond it slices are spaced out, and the page shows the ball beside
# its surface.
MOST_SLICES, MOST_HEIGHTS = 120, 2_000_000
# With fewer slices than this a landscape is drawn more coarsely instead, down to the least resolution.
_ENOUGH_SLICES, _FINE_ENOUGH = 40, 41


@dataclass(frozen=True)
class Budget:
    """The budget of a problem's landscape; `trails` is the number of epochs of all contenders together."""

    landscape: Landscape
    problem: Classification | FunctionProblem
    trails: int

    def check(self) -> None:
        """FieldError for a landscape that costs too much."""
        if self._finest < RESOLUTION.low:
            raise FieldError(
                "through",
                f"A profile costs too much with {self.problem.size:,} parameters, "
                f"{self.problem.training_samples:,} training points and {self.trails:,} epochs of all optimizers. "
                "Choose another slice, or fewer of these.",
            )
        asked = self.landscape.resolution
        if asked is not None and asked > self._finest:
            raise FieldError(
                "resolution",
                f"Resolution must be at most {self._finest} with {self.problem.training_samples:,} training points "
                f"and {self.problem.size:,} parameters, not {asked}.",
            )

    @property
    def resolution(self) -> int:
        """Points a side of the grid."""
        usual = USUAL_RESOLUTION if self.landscape.definition.dimensions == 2 else USUAL_CURVE_RESOLUTION
        slices = _ENOUGH_SLICES if self._through == "epoch" else 1
        brisk = self._side(MOST_SLICES_COST / slices / self._point_cost)
        return self.landscape.resolution or min(usual, max(brisk, _FINE_ENOUGH), self._finest)

    @property
    def slices(self) -> int:
        """The most slices of a run besides the first and the last."""
        affordable = int(MOST_SLICES_COST / (self._point_cost * self._points))
        return max(2, min(MOST_SLICES, MOST_HEIGHTS // self._points - 2, affordable))

    @property
    def heights(self) -> int:
        """The most heights of all slices together."""
        return self._points * (self.slices + 2 if self._through == "epoch" else 1)

    @property
    def _points(self) -> int:
        """Points of the grid."""
        return int(self.resolution**self.landscape.definition.dimensions)

    @cached_property
    def _through(self) -> str:
        return self.landscape.slice_through(self.problem)

    @cached_property
    def _finest(self) -> int:
        """The finest resolution that is affordable."""
        if self._through == "best":
            # The profile is searched at the trails' own points as well.
            return self._side(MOST_PROFILE_COST / self._point_cost - self.trails)
        return self._side(MOST_SLICE_COST / self._point_cost)

    @cached_property
    def _point_cost(self) -> float:
        """Nanoseconds a point of the grid."""
        if self._through != "best":
            return self.problem.point_cost(general=not self.landscape.along_first_layer(self.problem))
        work = self.problem.training_samples * self.problem.work
        terms = self.problem.flat_terms
        return profile_cost(self.problem.size, self.landscape.definition.dimensions, work, terms)

    def _side(self, points: float) -> int:
        """The points a side of a grid with so many in all, within the range of the setting."""
        return int(min(max(points, 0.0) ** (1 / self.landscape.definition.dimensions), RESOLUTION.high))
