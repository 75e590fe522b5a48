"""Runs as they are computed, followed and kept: one computation for all who ask for the same."""

from app.runs.coding import Gzip, Identity
from app.runs.computation import END
from app.runs.library import BUSY, Busy, Counts, Runs, Visit
from app.runs.reader import Reader
from app.runs.shared import CONNECTION

__all__ = ["BUSY", "CONNECTION", "END", "Busy", "Counts", "Gzip", "Identity", "Reader", "Runs", "Visit"]
