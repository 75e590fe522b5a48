"""The settings that all planes share, and the options that some have."""

from solver.parameters import Numbers, Parameter
from solver.planes.definition import THROUGH, Through

_SECOND_CONTENDER = ("contenders", 1)

RESOLUTION = Parameter(
    name="resolution",
    label="Resolution",
    help="Grid points per side of the surface. Empty: 61, or 201 for a curve, and fewer where a point is "
    "expensive to compute.",
    default=None,
    low=21,
    high=201,
    integer=True,
    optional=True,
)
EXTENT = Numbers(
    name="extent",
    label="Extent",
    help="The drawn range: from and to along the first direction, then along the second. Empty: all trails with a "
    "margin; for a test function its usual range and the trails near it. An arrow at the rim shows where a ball "
    "has left the range.",
    default=None,
    low=-1e6,
    high=1e6,
    optional=True,
    most=4,
)
FOLLOW = Parameter(
    name="follow",
    label="Trail to follow",
    help="The optimizer whose parameters or gradient place the landscape, by its number.",
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
    label="Second trail",
    help="The optimizer whose end is the second one, by its number. Empty: next.",
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
    label="First parameter",
    help="The number of the parameter along the first axis.",
    default=1,
    low=1,
    high=4000,
    integer=True,
    resets=("extent",),
    picks="parameters",
)
SECOND = Parameter(
    name="second",
    label="Second parameter",
    help="The number of the parameter along the second axis.",
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
    help="The epoch at which the directions are computed. The slice goes through it by default. Empty: last.",
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
    help="Another seed draws other directions.",
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
        help="The slice moves with the followed optimizer, so that its ball is on the surface. Where a run moves "
        "too fast for that, a stem leads from the ball to the surface.",
    )
)
THROUGH.add(
    Through(
        name="start",
        label="The start",
        help="The slice stays at the parameters of the start. A stem leads to it from balls that are elsewhere.",
    )
)
THROUGH.add(
    Through(
        name="end",
        label="The end",
        help="The slice stays at the last parameters of the followed optimizer. A stem leads to it from balls "
        "that are elsewhere.",
    )
)
THROUGH.add(
    Through(
        name="best",
        label="The profile",
        help="At each point of the grid the loss is minimised over all other parameters.",
    )
)
