"""Surfaces: the objective over planes and lines, in slices, as a profile, with its critical points and paths."""
