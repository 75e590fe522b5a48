"""Minima, maxima and saddles of the objective over a plane, or a line: found on the drawn grid, then refined.

What the grid suggests (`candidates`) is where the search starts (`search`); what is found is a stationary point of the
objective itself, or a tip or an edge, known by what lies round it (`kinds`).
"""

from solver.surfaces.critical.points import CriticalPoints, Kind, critical_points

__all__ = ["CriticalPoints", "Kind", "critical_points"]
