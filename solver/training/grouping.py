"""Which contenders share a lane, and which are tested at once."""

from solver.arrays import Array
from solver.config import RunConfig
from solver.model.data_objective import DataObjective
from solver.training.lanes import Lane
from solver.training.small_batches import SmallBatches, compiles


def lanes(config: RunConfig, start: Array) -> list[Lane]:
    """The contenders of a configuration grouped by batch size, and within each group by optimizer.

    Those whose updates are compiled have a lane for each optimizer.
    """
    shared: dict[int, dict[str, list[int]]] = {}
    compiled: dict[int, dict[str, list[int]]] = {}
    for k, contender in enumerate(config.racing):
        groups = compiled if compiles(config, contender) else shared
        groups.setdefault(config.batch(contender), {}).setdefault(contender.optimizer, []).append(k)
    made = [Lane(config, start, batch, by_optimizer) for batch, by_optimizer in shared.items()]
    for batch, by_optimizer in compiled.items():
        for place, (name, members) in enumerate(by_optimizer.items()):
            alone = place == 0 and batch not in shared
            made.append(SmallBatches(config, start, batch, {name: members}, alone))
    return made


def tests(lanes: list[Lane], objective: DataObjective) -> list[tuple[list[int], DataObjective]]:
    """The contenders that are tested at once, and the objective on the test half in their form."""
    joined = sorted(k for lane in lanes if not isinstance(lane, SmallBatches) for k in lane.members)
    own = [(lane.members, lane.measuring(objective)) for lane in lanes if isinstance(lane, SmallBatches)]
    return [*([(joined, objective)] if joined else []), *own]
