"""A table of all benchmarks: ratios within this run, and milliseconds."""

from collections.abc import Callable, Iterator

import pytest

Row = tuple[str, str, str, str]


@pytest.fixture(scope="session")
def report() -> Iterator[Callable[..., None]]:
    """Adds a row: the name, the figure, its aim, milliseconds; the table is printed at the end."""
    rows: list[Row] = [("what", "figure", "aim", "medians")]

    def add(what: str, figure: str = "", aim: str = "", medians: str = "") -> None:
        rows.append((what, figure, aim, medians))

    yield add
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    print("\n")
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
