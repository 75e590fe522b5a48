"""The cost of 2,000 random valid runs beyond training and slices, and the longest time between looks."""

import statistics
from itertools import islice

from tests.app.efforts import Spent, configurations, spent

RUNS = 2000
NAMED = 5


def test_work_beyond_training_and_slices_is_bounded():
    found = [spent(config) for config in islice(configurations(1), RUNS)]
    print(f"\n{RUNS} random runs")
    named("worst share of what may be spent beyond training and slices", found, lambda run: run.ratio)
    named("longest computing between two looks, in seconds", found, lambda run: run.apart)
    named("most processor seconds", found, lambda run: run.seconds)
    seconds = sorted(run.seconds for run in found)
    of_hundred = {share: seconds[len(found) * share // 100] for share in (95, 99)}
    below = ", ".join(f"{share} % below {most:.2f}" for share, most in of_hundred.items())
    print(f"processor seconds: median {statistics.median(seconds):.2f}, {below}, most {seconds[-1]:.2f}")
    assert max(run.ratio for run in found) <= 1


def named(what: str, found: list[Spent], key) -> None:
    print(f"{what}:")
    for run in sorted(found, key=key, reverse=True)[:NAMED]:
        print(f"  {key(run):.3f}  {run.query}  ({run.where})")
