"""Comparison of agencies, sectors, regions and years: profiles, keyness, distances, inference, panels."""

from textmine.compare.distances import family_overlap, jensen_shannon, profile_distances
from textmine.compare.dyads import gap, mrqap, same, within_between
from textmine.compare.intervals import jeffreys, wilson
from textmine.compare.keyness import contrast, log_likelihood, log_odds_z
from textmine.compare.panel import harmonise
from textmine.compare.profiles import profile
from textmine.compare.resampling import adjust_fdr, bootstrap_mean, permutation_test
from textmine.compare.sharing import reuse_edges, reuse_matrix

__all__ = [
    "adjust_fdr",
    "bootstrap_mean",
    "contrast",
    "family_overlap",
    "gap",
    "harmonise",
    "jeffreys",
    "jensen_shannon",
    "log_likelihood",
    "log_odds_z",
    "mrqap",
    "permutation_test",
    "profile",
    "profile_distances",
    "reuse_edges",
    "reuse_matrix",
    "same",
    "wilson",
    "within_between",
]
