"""Which contenders share a lane, and which are tested at once."""

from solver.arrays import Array
from solver.config import RunConfig
from solver.model.data_objective import DataObjective
from solver.training.lanes import Kind, Lane
from solver.training.small_batches import SmallBatches, compiles


def lanes(config: RunConfig, start: Array) -> list[Lane]:
    """The contenders of a configuration grouped by batch size, and within each group by kind.

    Those whose updates are compiled have a lane for each kind.
    """
    shared: dict[int, dict[Kind, list[int]]] = {}
    compiled: dict[int, dict[Kind, list[int]]] = {}
    for k, contender in enumerate(config.racing):
        groups = compiled if compiles(config, contender) else shared
        groups.setdefault(config.batch(contender), {}).setdefault(Kind.of(contender), []).append(k)
    made = [Lane(config, start, batch, by_kind) for batch, by_kind in shared.items()]
    for batch, by_kind in compiled.items():
        for place, (kind, members) in enumerate(by_kind.items()):
            alone = place == 0 and batch not in shared
            made.append(SmallBatches(config, start, batch, {kind: members}, alone))
    return made


def tests(lanes: list[Lane], objective: DataObjective) -> list[tuple[list[int], DataObjective]]:
    """The contenders that are tested at once, and the objective on the test half in their form."""
    joined = sorted(k for lane in lanes if not isinstance(lane, SmallBatches) for k in lane.members)
    own = [(lane.members, lane.measuring(objective)) for lane in lanes if isinstance(lane, SmallBatches)]
    return [*([(joined, objective)] if joined else []), *own]
