"""Compiled updates of small batches: definitions written for NumPy are traced, and compiled by Numba where it is there.

Without Numba everything runs in NumPy.
"""
