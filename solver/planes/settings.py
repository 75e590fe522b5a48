"""The settings that all planes share, and the options that some have."""

from solver.parameters import Numbers, Parameter
from solver.planes.definition import THROUGH, Through

_SECOND_CONTENDER = ("contenders", 1)

RESOLUTION = Parameter(
    name="resolution",
    label="Resolution",
    help="Points a side of the surface's grid. Empty: 61, 201 for a curve, or less where a point costs much.",
    default=None,
    low=21,
    high=201,
    integer=True,
    optional=True,
)
EXTENT = Numbers(
    name="extent",
    label="Extent",
    help="What is drawn: from and to along the first direction, then along the second. Empty: all trails, with a "
    "margin; of a function what is usually drawn, and the trails near it. What leaves it is shown leaving.",
    default=None,
    low=-1e6,
    high=1e6,
    optional=True,
    most=4,
)
FOLLOW = Parameter(
    name="follow",
    label="Contender to follow",
    help="Whose shown epoch, end or gradient the landscape is about, by number.",
    default=1,
    low=1,
    high=6,
    integer=True,
    resets=("rival", "extent"),
    needs=_SECOND_CONTENDER,
    picks="contenders",
)
RIVAL = Parameter(
    name="rival",
    label="The other contender",
    help="Whose end is the second one, by number. Empty: next.",
    default=None,
    low=1,
    high=6,
    integer=True,
    optional=True,
    resets=("extent",),
    needs=_SECOND_CONTENDER,
    picks="contenders",
)
FIRST = Parameter(
    name="first",
    label="First weight",
    help="The parameter along the first side, by its number.",
    default=1,
    low=1,
    high=4000,
    integer=True,
    resets=("extent",),
    picks="parameters",
)
SECOND = Parameter(
    name="second",
    label="Second weight",
    help="The parameter along the second side, by its number.",
    default=2,
    low=1,
    high=4000,
    integer=True,
    resets=("extent",),
    picks="parameters",
)
AT = Parameter(
    name="at",
    label="At epoch",
    help="Where the directions are measured, and what the slice goes through. Empty: last.",
    default=None,
    low=0,
    high=2000,
    integer=True,
    optional=True,
    resets=("extent",),
)
PLANE_SEED = Parameter(
    name="plane_seed",
    label="Seed of the directions",
    help="Another seed, other directions.",
    default=0,
    low=0,
    high=2**32 - 1,
    integer=True,
    resets=("extent",),
)

THROUGH.add(
    Through(
        name="epoch",
        label="The shown epoch",
        help="The slice moves with the followed contender, whose ball is on it; where a run moves too fast for that, "
        "the ball stands on a stem.",
    )
)
THROUGH.add(
    Through(
        name="start",
        label="The start",
        help="The slice stands still at the start's values; balls that are elsewhere stand on a stem.",
    )
)
THROUGH.add(
    Through(
        name="end",
        label="The end",
        help="The slice stands still at the values of the followed contender's end; balls that are elsewhere stand "
        "on a stem.",
    )
)
THROUGH.add(
    Through(
        name="best",
        label="The best",
        help="At each point everything else is minimised: the lowest found for these coordinates, the profile.",
    )
)
