"""The drawn part of the landscape: its plane, the point that it goes through, its extent and its resolution."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from solver.config.checking import Strict, check_against, checked
from solver.config.classification import Classification
from solver.config.function import FunctionProblem
from solver.parameters import Value
from solver.planes import EXTENT, FOLLOW, PLANES, RESOLUTION, THROUGH, PlaneKind
from solver.registry import FieldError
from solver.surfaces.profile import MOST_PARAMETERS

Problem = Classification | FunctionProblem


def _lines() -> str:
    """The names of the one-dimensional kinds, for one parameter."""
    return ", ".join(name for name, kind in PLANES.items() if kind.dimensions == 1)


def usual_plane(problem: Problem) -> str:
    """The default plane."""
    return "weights" if problem.size > 1 else "weight"


class Landscape(Strict):
    """The plane or line, the point that it goes through (None: the default), its contender, extent and resolution."""

    kind: Annotated[str, checked(PLANES)]
    options: dict[str, Any] = Field(default_factory=dict)
    through: Annotated[str | None, BeforeValidator(lambda v: None if v is None else THROUGH.check(v))] = None
    follow: Annotated[int, checked(FOLLOW)] = 1
    extent: Annotated[tuple[float, ...] | None, checked(EXTENT)] = None
    resolution: Annotated[int | None, checked(RESOLUTION)] = None

    @field_validator("options", mode="before")
    @classmethod
    def _known_options(cls, value: object, info: ValidationInfo) -> dict[str, Value]:
        return check_against(PLANES, info.data.get("kind"), value)

    @property
    def definition(self) -> PlaneKind:
        """The kind's definition."""
        return PLANES[self.kind]

    def slice_through(self, problem: Problem) -> str:
        """The entry of THROUGH, set or default; 'at' where the directions span all parameters: nothing else moves."""
        if problem.size == self.definition.dimensions:
            return "at"
        return self.through or self.definition.usual

    def fits(self, problem: Problem, off: Sequence[bool]) -> None:
        """Raises FieldError for settings that the problem's parameters do not allow, or contenders switched `off`."""
        kind, size = self.definition, problem.size
        if kind.dimensions > size:
            raise FieldError(
                "kind", f"{kind.label} needs two parameters, but this problem has one. Choose one of {_lines()}."
            )
        for name in ("first", "second"):
            if self.options.get(name, 1) > size:
                raise FieldError(
                    name, f"This problem has {size:,} parameters: number {self.options[name]:,} does not exist."
                )
        self._contenders_fit(off)
        if kind.by_filter and isinstance(problem, FunctionProblem):
            raise FieldError("kind", f"{kind.label} needs a model with units; a test function has none.")
        if self.through == "best" and size > MOST_PARAMETERS:
            raise FieldError(
                "through",
                f"A profile can be computed for at most {MOST_PARAMETERS} parameters; this problem has {size:,}.",
            )
        if self.slice_through(problem) == "best" and isinstance(problem, FunctionProblem) and not problem.bounded:
            raise FieldError("through", "This function is unbounded below, so it has no profile. Choose another slice.")
        self._extent_fits()

    def _contenders_fit(self, off: Sequence[bool]) -> None:
        for name, number in (("follow", self.follow), ("rival", self.options.get("rival"))):
            if number is None:
                continue
            if number > len(off):
                raise FieldError(name, f"There is no optimizer {number}; this run has {len(off)}.")
            if off[number - 1]:
                raise FieldError(name, f"Optimizer {number} is switched off. Choose one that runs.")
        if self.options.get("rival") == self.follow:
            raise FieldError(
                "rival", f"The second optimizer must differ from the followed one, which is {self.follow}."
            )

    def _extent_fits(self) -> None:
        if self.extent is None:
            return
        sides = self.definition.dimensions
        if len(self.extent) != 2 * sides:
            wanted = "from,to" if sides == 1 else "from,to along the first direction, then along the second"
            raise FieldError("extent", f"Extent must be {2 * sides} numbers, {wanted}, not {len(self.extent)}.")
        for low, high in zip(self.extent[::2], self.extent[1::2], strict=True):
            if not high - low > 1e-6 * max(1.0, abs(low), abs(high)):
                sentence = f"Extent must go from a smaller to a larger number, not from {low:g} to {high:g}."
                raise FieldError("extent", sentence)

    def along_first_layer(self, problem: Problem) -> bool:
        """Whether it changes only weights of a network's first layer."""
        if isinstance(problem, FunctionProblem):
            return False
        out, into = problem.network.shapes[0]
        named = [self.options[name] for name in ("first", "second") if name in self.options]
        return bool(named) and max(named) <= out * into


def usual_follow(off: Sequence[bool]) -> int:
    """The default contender to follow: the number of the first that is not switched `off`."""
    return off.index(False) + 1


def completed_plane(plane: Any, problem: Problem, off: Sequence[bool]) -> Any:
    """A landscape with its missing plane and contender set to their defaults."""
    if not isinstance(plane, dict):
        return plane
    kind = plane.get("kind")
    return {"follow": usual_follow(off), **plane, "kind": usual_plane(problem) if kind is None else kind}
