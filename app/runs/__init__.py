"""Runs as they are computed, followed and kept: one computation for all who ask for the same."""

from app.runs.library import BUSY, END, Busy, Counts, Reader, Runs
from app.runs.shared import CONNECTION

__all__ = ["BUSY", "CONNECTION", "END", "Busy", "Counts", "Reader", "Runs"]
