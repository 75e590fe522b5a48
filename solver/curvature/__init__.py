"""Curvature: the eigenvalues of an objective's Hessian at a point, and a check of its gradient."""
