"""Minima, maxima and saddles of the objective over a plane, or a line: found on the drawn grid, then refined.

The search starts where the grid suggests (`candidates`) and refines (`search`). A found point is a stationary point of
the objective itself, or a tip or an edge; the points around it tell its kind (`kinds`).
"""

from solver.surfaces.critical.points import CriticalPoints, Kind, critical_points

__all__ = ["CriticalPoints", "Kind", "critical_points"]
