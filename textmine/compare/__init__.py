"""Comparison of agencies, sectors, regions and years: profiles, keyness, distances, inference, panels."""

from textmine.compare.intervals import jeffreys, wilson
from textmine.compare.profiles import profile
from textmine.compare.sharing import reuse_edges, reuse_matrix

__all__ = ["jeffreys", "profile", "reuse_edges", "reuse_matrix", "wilson"]
