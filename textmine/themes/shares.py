"""Shares of themes in groups of reports, with intervals that keep an agency's reports together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.schema import make_frame
from textmine.stats.groups import (
    cluster_labels,
    clustered_by,
    is_unknown,
    warn_left_out,
)
from textmine.stats.shares import ONE_CLUSTER, clustered_wilson, warn_few_clusters

NONE = "(none)"


@check_arguments
def share_themes(
    sentences: pd.DataFrame,
    *,
    by: str,
    labels: Sequence[str] | None = None,
    with_none: bool = False,
) -> pd.DataFrame:
    """Measure the share of each theme in groups of reports, sections or years.

    Parameters
    ----------
    sentences : pandas.DataFrame
        ``ThemeModel.sentences_``: report_id, text, theme, the column named by ``by``;
        ``agency_id`` and ``agency`` are used if there.
    by : str
        Column that names the groups: section, year, agency_type, province, level …; sentences of no
        known group are left out.
    labels : sequence of str, optional
        Names of the themes (``ThemeModel.labels_``); default: their numbers.
    with_none : bool, default False
        Count the characters without a theme as well, as the category ``(none)``.

    Returns
    -------
    pandas.DataFrame
        Frame ``profile``: group, category (theme), share of the group's characters (with a theme),
        n (reports of the group), n_clusters (agencies, reports where none is known), ci_low,
        ci_high (95 %, :func:`textmine.stats.shares.clustered_wilson`, as draws of agencies know too
        little of rare themes; NaN for groups of one agency, as note says then).

    Warns
    -----
    TextmineWarning
        If sentences are left out; if a group has fewer than 20 agencies.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    Saha, K. K., Miller, D. & Wang, S. (2016). A comparison of some approximate confidence intervals
    for a single proportion for clustered binary outcome data. International Journal of
    Biostatistics 12.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "a", "b"],
    ...         "text": ["公开", "公开公开", "公开"],
    ...         "theme": [0, 1, 1],
    ...         "year": [2020, 2020, 2021],
    ...     }
    ... )
    >>> share_themes(frame, by="year")[["group", "category", "share"]].round(
    ...     2
    ... ).values.tolist()
    [['2020', '0', 0.33], ['2020', '1', 0.67], ['2021', '0', 0.0], ['2021', '1', 1.0]]
    """
    sentences = take_frame(
        sentences, ["report_id", "text", "theme", by], what="sentences"
    )
    unknown = is_unknown(sentences[by])
    warn_left_out("share_themes", {by: unknown}, "sentence")
    grouped = sentences[~unknown]
    known = grouped[grouped["theme"] >= 0]
    if not len(known):
        return make_frame("profile", [])
    highest = int(known["theme"].max())
    names = [str(k) for k in range(highest + 1)] if labels is None else list(labels)
    if len(names) <= highest:
        raise FrameError(
            f"share_themes: {Counted(len(names)):label}, but theme {highest} occurs"
        )
    if with_none:
        known = grouped.assign(
            theme=grouped["theme"].mask(grouped["theme"] < 0, len(names))
        )
        names.append(NONE)
    rows = []
    for group, part in known.groupby(by, sort=True):
        sizes, n_reports = _sizes(part, len(names))
        share = sizes.sum(axis=0) / sizes.sum()
        low, high = _interval(sizes)
        for k, name in enumerate(names):
            row = {"by": by, "group": str(group), "category": name, "share": share[k]}
            row |= {"n": n_reports, "n_clusters": len(sizes)}
            row |= {"ci_low": low[k], "ci_high": high[k]}
            rows.append({**row, "note": ONE_CLUSTER if np.isnan(low[k]) else ""})
    n_clusters = {row["group"]: row["n_clusters"] for row in rows}
    warn_few_clusters("share_themes", n_clusters, clustered_by(known))
    return make_frame("profile", rows)


def _sizes(part: pd.DataFrame, n_themes: int) -> tuple[np.ndarray, int]:
    """Characters of each theme by agency, and the number of reports."""
    codes, names = pd.factorize(cluster_labels(part), sort=True)
    sizes = np.zeros((len(names), n_themes))
    np.add.at(
        sizes, (codes, part["theme"].to_numpy()), part["text"].str.len().to_numpy()
    )
    return sizes, int(part["report_id"].nunique())


def _interval(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Interval of the shares, characters of an agency kept together."""
    totals = sizes.sum(axis=1)
    return clustered_wilson(sizes[totals > 0], totals[totals > 0])
