"""Which contenders share a lane."""

from solver.arrays import Array
from solver.config import RunConfig
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
