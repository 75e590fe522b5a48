"""The numbers of a configuration that belong to no registered definition."""

from solver.parameters import Numbers, Parameter

_LARGEST_SEED = 2**32 - 1
# What only a problem with data has.
DATA = ("problem", "dataset")

VERSION = Parameter(
    name="version",
    label="The version of the defaults",
    help="The version of the defaults that a configuration means. The defaults of a version never change.",
    default=1,
    low=1,
    high=1,
    integer=True,
)
DATA_SEED = Parameter(
    name="data_seed",
    label="Seed of the data",
    help="Another seed draws other points of the same kind.",
    default=1,
    low=0,
    high=_LARGEST_SEED,
    integer=True,
    resets=("edits",),
    # Data that are drawn have a number of samples.
    needs=("problem", "options", "samples"),
)
TEST_FRACTION = Parameter(
    name="test_fraction",
    label="Test fraction",
    help="The share of the points that is kept for testing.",
    default=0.5,
    low=0.1,
    high=0.9,
    resets=("edits",),
)
STANDARDISE = Parameter(
    name="standardise",
    label="Standardise",
    help="Shifts and scales the points so that the training points have mean 0 and standard deviation 1.",
    default=0,
    low=0,
    high=1,
    integer=True,
    resets=("edits",),
)
L1 = Parameter(
    name="l1",
    label="L1 penalty",
    help="Adds this number times the sum of |w| to the loss, which pushes small weights to 0. Biases are not "
    "penalised.",
    default=0.0,
    low=0,
    high=1e6,
    slider=(0, 1),
)
L2 = Parameter(
    name="l2",
    label="L2 penalty",
    help="Adds half this number times the sum of w² to the loss, which keeps the weights small. Biases are not "
    "penalised.",
    default=0.0,
    low=0,
    high=1e6,
    slider=(0, 1),
)
SPLIT_SEED = Parameter(
    name="split_seed",
    label="Seed of the split",
    help="Decides which points are used for training and which for testing.",
    default=42,
    low=0,
    high=_LARGEST_SEED,
    integer=True,
    resets=("edits",),
)
BATCH_SIZE = Parameter(
    name="batch_size",
    label="Batch size",
    help="Training points per update. Empty, or as many as there are: all of them, so that an epoch is one update.",
    default=None,
    low=1,
    high=5000,
    integer=True,
    optional=True,
    needs=DATA,
)
BATCH_SEED = Parameter(
    name="batch_seed",
    label="Seed of the batches",
    help="Decides the order of the training points, which is drawn anew every epoch.",
    default=0,
    low=0,
    high=_LARGEST_SEED,
    integer=True,
    needs=("contenders", 0, "batch_size"),
)
START_SEED = Parameter(
    name="seed",
    label="Seed of the start",
    help="Decides which initial parameters are drawn. Empty: those of the tutorial, or seed 0 for other models.",
    default=None,
    low=0,
    high=_LARGEST_SEED,
    integer=True,
    optional=True,
    resets=("start",),
)
START = Numbers(
    name="start",
    label="Start",
    help="The initial parameters, one number for each.",
    default=None,
    low=-1e6,
    high=1e6,
    optional=True,
    # As many as three hidden layers of 32 units have on all features, with a score for each of six classes.
    most=32 * 8 + 2 * 32 * 33 + 6 * 33,
    resets=("seed", "init"),
    needs=("start", "parameters"),
)
EPOCHS = Parameter(
    name="epochs",
    label="Epochs",
    help="How long the run is. An epoch is one pass over the training points, or one step on a test function.",
    default=100,
    low=1,
    high=2000,
    integer=True,
    scale="log",
    slider=(10, 1000),
)
