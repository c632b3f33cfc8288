"""How themes hang together with what is known of the reports: level, year, type of agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column, refuse
from textmine.intake.frames import take_frame, take_reports
from textmine.stats.discovery import adjust_fdr
from textmine.stats.groups import cluster_labels, clustered_by, number_groups
from textmine.stats.linear import ONE_TELLS, Design, LinearFit, fit_linear, lay_out
from textmine.stats.shares import warn_few_clusters

EFFECTS = {
    "theme": "int64",
    "label": "str",
    "term": "str",
    "estimate": "float64",
    "se": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "p_value": "float64",
    "q_value": "float64",
    "n": "int64",
    "cluster": "str",
    "n_clusters": "int64",
    "note": "str",
}


@check_arguments
def regress_shares(
    shares: pd.DataFrame,
    reports: pd.DataFrame,
    covariates: Sequence[str],
    *,
    labels: Sequence[str] | None = None,
    cluster: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Regress the share of each theme on properties of the reports, agencies kept whole.

    A linear model for each theme: an estimate is by how much the share of the theme differs, other
    covariates equal. What ``estimateEffect`` does for the structural topic model; shares are taken
    as they are, as the themes are not drawn.

    Parameters
    ----------
    shares : pandas.DataFrame
        Frame ``theme_shares`` (``ThemeModel.shares_``): report_id, theme, share. Reports without a
        theme (NaN) are left out.
    reports : pandas.DataFrame
        Frame ``reports``: report_id, the covariates; agencies are clusters where known.
    covariates : sequence of str
        Columns of the reports: numbers (year) as they are; text (level, province, agency_type) as
        an indicator of each value but the first, e.g. ``level[county]``. Reports that lack a value
        are left out.
    labels : sequence of str, optional
        Names of the themes (``ThemeModel.labels_``); default: their numbers.
    cluster : str, optional
        Column whose rows go together; by default agency_id, else agency, else report_id.
    level : float, default 0.95
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        Columns theme, label, term (``intercept`` first), estimate, se, ci_low, ci_high, p_value
        (two-sided, Student's t of as many clusters as tell of the term), q_value
        (Benjamini-Hochberg over the themes of a term), n (reports), cluster (the column whose rows
        go together, ``row`` for none), n_clusters, note. Errors are NaN for a term that one cluster
        alone tells of, as ``note`` says then.

    Raises
    ------
    FrameError
        If a column is missing, a theme has no label, no report has all values, or the covariates
        determine one another.

    References
    ----------
    Roberts, M., Stewart, B. & Tingley, D. (2019). stm: an R package for structural topic models.
    Journal of Statistical Software 91(2). MacKinnon, J., Nielsen, M. & Webb, M. (2023). Fast and
    reliable jackknife and bootstrap methods for cluster-robust inference. Journal of Applied
    Econometrics 38(5):671-694.

    Examples
    --------
    >>> ids = [f"r{i}" for i in range(40)]
    >>> reports = pd.DataFrame({"report_id": ids, "level": ["city", "county"] * 20})
    >>> said = [0.2, 0.5, 0.3, 0.6] * 10
    >>> shares = pd.DataFrame({"report_id": ids, "theme": 0, "share": said})
    >>> table = regress_shares(shares, reports, ["level"], labels=["政策解读"])
    >>> table[["label", "term", "estimate"]].round(2).values.tolist()
    [['政策解读', 'intercept', 0.25], ['政策解读', 'level[county]', 0.3]]
    """
    shares = take_frame(shares, ["report_id", "theme", "share"], what="theme_shares")
    reports = take_reports(reports, list(covariates))
    wide = _widen(shares)
    names = _name_themes(wide.columns, labels)
    cases = _Cases.of(wide, reports, covariates)
    clusters = number_groups(cluster_labels(cases.reports, cluster))
    fit = fit_linear(cases.design.columns, cases.outcomes, clusters)
    kind = clustered_by(cases.reports, cluster)
    warn_few_clusters("regress_shares", {"all": fit.n_clusters}, kind)
    terms = cases.design.terms
    table = _tabulate(fit, level).assign(
        theme=np.repeat(wide.columns.to_numpy(np.int64), len(terms)),
        label=np.repeat(names, len(terms)),
        term=np.tile(terms, len(names)),
        n=len(cases.reports),
        cluster=kind,
        n_clusters=fit.n_clusters,
    )
    table["note"] = np.where(table["se"].isna(), ONE_TELLS, "")
    return table[list(EFFECTS)].astype(EFFECTS)


@dataclass(frozen=True, slots=True, eq=False)
class _Cases:
    """Reports that have shares and all covariates, with both; ``outcomes`` a column a theme."""

    reports: pd.DataFrame
    design: Design
    outcomes: NDArray[np.float64]

    @classmethod
    def of(
        cls, wide: pd.DataFrame, reports: pd.DataFrame, covariates: Sequence[str]
    ) -> _Cases:
        """Join shares and covariates, and leave out what lacks a value."""
        here = reports[reports["report_id"].isin(wide.index)]
        # In one order, so that sums have the same last bits in whatever order the rows come.
        here = here.sort_values("report_id").reset_index(drop=True)
        outcomes = wide.reindex(here["report_id"]).to_numpy(np.float64)
        design = lay_out(here, covariates, what="regress_shares")
        is_whole = np.isfinite(design.columns).all(axis=1)
        is_whole &= np.isfinite(outcomes).all(axis=1)
        if not is_whole.any():
            raise FrameError(
                f"regress_shares: no report of {len(here)} has shares and a value of all of "
                f"{', '.join(covariates)}"
            )
        if is_whole.all():
            return cls(here, design, outcomes)
        # Anew: a value that only reports left out have is no term.
        kept = here[is_whole].reset_index(drop=True)
        design = lay_out(kept, covariates, what="regress_shares")
        return cls(kept, design, outcomes[is_whole])


def _tabulate(fit: LinearFit, level: float) -> pd.DataFrame:
    """What was estimated: a row for each theme and term, the terms of a theme together."""
    low, high = fit.interval(level)
    p_values = fit.p_values()
    by_term = {
        "estimate": fit.estimate,
        "se": fit.se,
        "ci_low": low,
        "ci_high": high,
        "p_value": p_values,
        "q_value": np.array([adjust_fdr(p) for p in p_values]),
    }
    return pd.DataFrame({name: table.T.ravel() for name, table in by_term.items()})


def _widen(shares: pd.DataFrame) -> pd.DataFrame:
    """Shares with a row a report and a column a theme."""
    outside = shares["theme"] < 0
    refuse(shares["theme"], outside, "theme_shares", "themes from 0")
    twice = shares.duplicated(["report_id", "theme"])
    refuse(shares["report_id"], twice, "theme_shares", "each report and theme once")
    share = clean_column(shares["share"], "number", what="theme_shares")
    return shares.assign(share=share).pivot(
        index="report_id", columns="theme", values="share"
    )


def _name_themes(themes: pd.Index, labels: Sequence[str] | None) -> list[str]:
    """Label of each theme."""
    numbers = [int(k) for k in themes]
    if labels is None:
        return [str(k) for k in numbers]
    if max(numbers, default=-1) >= len(labels):
        raise FrameError(
            f"regress_shares: {Counted(len(labels)):label}, but theme {max(numbers)} occurs"
        )
    return [labels[k] for k in numbers]
