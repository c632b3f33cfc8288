"""Comparison of agencies, sectors, regions and years, on the frames that other analyses give.

Coded statements go to ``profiles``, terms to ``keyness``, shares of themes and scores to
``effects``, passages to ``sharing`` and ``distances``, matrices of agencies by agencies to
``dyads``, tables of the forms to ``panel``; profiles and regressions from there into print:
``printing``. Intervals and tests come from ``textmine.stats``.
"""

from textmine.door import open_door

_HOMES = {
    "adjust_fdr": "textmine.stats.discovery",
    "bootstrap_mean": "textmine.stats.resampling",
    "contrast": "textmine.compare.keyness",
    "family_overlap": "textmine.compare.distances",
    "gap": "textmine.compare.dyads",
    "harmonise": "textmine.compare.panel",
    "jeffreys": "textmine.stats.intervals",
    "jensen_shannon": "textmine.compare.distances",
    "log_likelihood": "textmine.compare.keyness",
    "log_odds_z": "textmine.compare.keyness",
    "mrqap": "textmine.compare.dyads",
    "permutation_test": "textmine.stats.resampling",
    "print_regression": "textmine.compare.printing",
    "print_table": "textmine.compare.printing",
    "profile": "textmine.compare.profiles",
    "profile_distances": "textmine.compare.distances",
    "regress_shares": "textmine.compare.effects",
    "reuse_edges": "textmine.compare.sharing",
    "reuse_matrix": "textmine.compare.sharing",
    "same": "textmine.compare.dyads",
    "wilson": "textmine.stats.intervals",
    "within_between": "textmine.compare.dyads",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)
