"""How shares of reports hang together with what is known of them: level, year, type of agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column, refuse
from textmine.intake.frames import take_frame, take_reports
from textmine.stats.codes import CODES, rename_values, spread_codes
from textmine.stats.discovery import adjust_fdr
from textmine.stats.groups import (
    cluster_labels,
    clustered_by,
    is_unknown,
    number_groups,
    warn_left_out,
)
from textmine.stats.linear import (
    Design,
    LinearFit,
    fit_linear,
    lay_out,
    refuse_dependent,
    warn_of_numbers,
)
from textmine.stats.shares import warn_few_clusters

EFFECTS = {
    "theme": "int64",
    "label": "str",
    "term": "str",
    "estimate": "float64",
    "se": "float64",
    "df": "float64",
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
    reference: Mapping[str, str] | None = None,
    cluster: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Regress shares of reports on properties of the reports, agencies kept whole.

    A linear model for each theme, or score: an estimate is by how much its share differs, other
    covariates equal. What ``estimateEffect`` does for the structural topic model; shares are taken
    as they are, as the themes are not drawn.

    Parameters
    ----------
    shares : pandas.DataFrame
        Frame ``theme_shares`` (``ThemeModel.shares_``): report_id, theme, share. Or report_id,
        score, value of the frame ``scores``, one scope and the scores that are asked for:
        ``scores.query("scope == 'report' and score == 'share_original'")``. Reports without a
        share (NaN) are left out. Or report_id, item, value, as ``mark_phrases`` gives them of
        phrases. Or report_id, categories of the frame ``problems``: 1 for each report that names a
        category, 0 for the others that state a problem, as ``profile`` counts.
    reports : pandas.DataFrame
        Frame ``reports``: report_id, the covariates; agencies are clusters where known.
    covariates : sequence of str
        Columns of the reports: numbers (year) as they are; text (level, province, agency_type) as
        an indicator of each value but one, e.g. ``level[county]``. Reports that lack a value are
        left out.
    labels : sequence of str, optional
        Names of the themes (``ThemeModel.labels_``); default: their numbers. Scores have names.
    reference : mapping of str to str, optional
        Text column → the value that the others are compared with, e.g. ``{"level": "county"}``; by
        default the first in code-point order.
    cluster : str, optional
        Column whose rows go together; by default agency_id, else agency, else report_id.
    level : float, default 0.95
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        Columns theme (of scores and categories: their place in the order of names), label, term
        (``intercept`` first), estimate, se (clusters left out in turn), df (of Student's t:
        Satterthwaite's, of the clusters that tell of the term), ci_low, ci_high, p_value
        (two-sided), q_value (Benjamini-Hochberg over the themes of a term), n (reports), cluster
        (the column whose rows go together, ``row`` for none), n_clusters, note. Errors are NaN for
        a term that one cluster alone tells of, and where no share is off the line, as ``note`` says
        then. ``regress`` gives the same of reports with the share in a column y, where
        ``hand={y: y}``.

    Warns
    -----
    TextmineWarning
        If reports are left out; if there are fewer than 20 clusters; if a text covariate has many
        values, all of them numbers.

    Raises
    ------
    FrameError
        If a column is missing, a theme has no label, no report has all values, a reference does not
        occur, a covariate holds dates or one value alone, or the covariates determine one another.

    References
    ----------
    Roberts, M., Stewart, B. & Tingley, D. (2019). stm: an R package for structural topic models.
    Journal of Statistical Software 91(2). MacKinnon, J., Nielsen, M. & Webb, M. (2023). Fast and
    reliable jackknife and bootstrap methods for cluster-robust inference. Journal of Applied
    Econometrics 38(5):671-694. Bell, R. M. & McCaffrey, D. F. (2002). Bias reduction in standard
    errors for linear regression with multi-stage samples. Survey Methodology 28, 169–181.

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
    named = set(shares.columns)
    if CODES in named and not named & {"theme", "score"}:
        shares = spread_codes(shares, what="problems")
    if "theme" not in named:
        shares = rename_values(shares, "score", "value")
        if {"score", "value"} <= set(shares.columns):
            shares, labels = _number_scores(shares)
    shares = take_frame(shares, ["report_id", "theme", "share"], what="theme_shares")
    reports = take_reports(reports, list(covariates))
    wide = _widen(shares)
    names = _name_themes(wide.columns, labels)
    warn_of_numbers(reports, covariates, what="regress_shares")
    cases = _Cases.of(wide, reports, covariates, reference)
    refuse_dependent(cases.design.columns, cases.design.terms, what="regress_shares")
    clusters = number_groups(cluster_labels(cases.reports, cluster))
    fit = fit_linear(cases.design.columns, cases.outcomes, clusters)
    kind = clustered_by(cases.reports, cluster)
    terms = cases.design.terms
    table = _tabulate(fit, level).assign(
        theme=np.repeat(wide.columns.to_numpy(np.int64), len(terms)),
        label=np.repeat(names, len(terms)),
        term=np.tile(terms, len(names)),
        n=len(cases.reports),
        cluster=kind,
        n_clusters=fit.n_clusters,
    )
    # Where no term has an interval, none is rough.
    if table["se"].notna().any():
        warn_few_clusters("regress_shares", {"all": fit.n_clusters}, kind)
    return table[list(EFFECTS)].astype(EFFECTS)


@dataclass(frozen=True, slots=True, eq=False)
class _Cases:
    """Reports that have shares and all covariates, with both; ``outcomes`` a column a theme."""

    reports: pd.DataFrame
    design: Design
    outcomes: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        wide: pd.DataFrame,
        reports: pd.DataFrame,
        covariates: Sequence[str],
        reference: Mapping[str, str] | None,
    ) -> _Cases:
        """Join shares and covariates, and leave out what lacks a value."""
        here = reports[reports["report_id"].isin(wide.index)]
        # In one order, so that sums have the same last bits in whatever order the rows come.
        here = here.sort_values("report_id").reset_index(drop=True)
        outcomes = wide.reindex(here["report_id"]).to_numpy(np.float64)
        lay = partial(lay_out, what="regress_shares", reference=reference)
        design = lay(here, covariates)
        has_shares = np.isfinite(outcomes).all(axis=1)
        is_whole = np.isfinite(design.columns).all(axis=1) & has_shares
        if not is_whole.any():
            raise FrameError(
                f"regress_shares: no report of {len(here)} has shares and a value of all of "
                f"{', '.join(covariates)}"
            )
        if is_whole.all():
            return cls(here, design, outcomes)
        lacking = {name: is_unknown(here[name]) for name in covariates}
        warn_left_out("regress_shares", lacking | {"share": ~has_shares}, "report")
        # Anew: a value that only reports left out have is no term.
        kept = here[is_whole].reset_index(drop=True)
        design = lay(kept, covariates)
        return cls(kept, design, outcomes[is_whole])


def _tabulate(fit: LinearFit, level: float) -> pd.DataFrame:
    """What was estimated: a row for each theme and term, the terms of a theme together."""
    low, high = fit.interval(level)
    p_values = fit.p_values()
    by_term = {
        "estimate": fit.estimate,
        "se": fit.se,
        "df": fit.freedom,
        "ci_low": low,
        "ci_high": high,
        "p_value": p_values,
        "q_value": np.array([adjust_fdr(p) for p in p_values]),
        "note": fit.note,
    }
    return pd.DataFrame({name: table.T.ravel() for name, table in by_term.items()})


def _number_scores(scores: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Scores as shares of numbered themes, and their names."""
    scores = take_frame(scores, ["report_id", "score", "value"], what="scores")
    twice = scores.duplicated(["report_id", "score"])
    refuse(
        scores["report_id"],
        twice,
        "scores",
        "each report and score once, of one scope: scores.query(\"scope == 'report'\")",
    )
    numbers, names = pd.factorize(scores["score"].astype("str"), sort=True)
    shares = scores[["report_id"]].assign(theme=numbers, share=scores["value"])
    return shares, [str(name) for name in names]


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
