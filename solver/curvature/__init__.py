"""Curvature: how an objective bends at a point, and whether its gradient is right."""
