"""What all tests share: the engine, pinned before anything imports NumPy, and the reference runs."""

import solver  # noqa: F401  # isort: skip

import json
import pathlib
import subprocess
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).parents[1]
REFERENCE = pathlib.Path(__file__).parent / "reference"


def pytest_configure(config: pytest.Config) -> None:
    """Builds the page's scripts where their sources are newer; the workers of a parallel run find them built."""
    # A copy of the solver and its tests has no page.
    if (ROOT / "frontend").exists() and not hasattr(config, "workerinput"):
        subprocess.run(["sh", "tools/bundle.sh"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def tutorial() -> dict[str, Any]:
    """The run that the tutorial prints."""
    return json.loads((REFERENCE / "tutorial.json").read_text())
