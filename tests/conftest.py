"""What all tests share: the engine, pinned before anything imports NumPy, and the reference runs."""

import solver  # noqa: F401  # isort: skip

import json
import pathlib
from typing import Any

import pytest

REFERENCE = pathlib.Path(__file__).parent / "reference"


@pytest.fixture(scope="session")
def tutorial() -> dict[str, Any]:
    """The run that the tutorial prints."""
    return json.loads((REFERENCE / "tutorial.json").read_text())
