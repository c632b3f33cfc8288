"""Chart of whose words the reports are: each narrative's characters by provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmine.plot.names import group_label, report_names
from textmine.plot.order import group_of, known_order, order_by_share
from textmine.plot.paper import Paper
from textmine.plot.rows import (
    LABEL_WIDTH,
    ROW,
    Rows,
    colour_keys,
    draw_bars,
    fitting_rows,
    row_chart,
)
from textmine.plot.style import TINY, colour
from textmine.resources.load import load_toml
from textmine.schema import check_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def provenance(
    scores: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "report_id",
    top: int = 30,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw each report's characters by provenance, as shares that sum to 1.

    Parameters
    ----------
    scores : pandas.DataFrame
        Frame ``scores``; rows ``share_mandated`` … ``share_original`` of scope ``report`` are
        drawn.
    reports : pandas.DataFrame, optional
        Frame ``reports``: gives names, and groups for ``by``.
    by : str, default "report_id"
        One bar per report_id, agency, region, province, level, agency_type or year; a group's bar
        is the mean of its reports weighted by their characters (column n).
    top : int, default 30
        Bars at most: half from the most original, half from the least; a note says how many are
        between.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        One stacked bar a row, the share written by the agency itself printed at its right.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {
    ...         "report_id": "r1",
    ...         "scope": "report",
    ...         "score": ["share_mandated", "share_original"],
    ...         "value": [0.3, 0.7],
    ...         "n": 2000,
    ...         "ci_low": np.nan,
    ...         "ci_high": np.nan,
    ...     }
    ... )
    >>> ax = provenance(scores, lang="zh")
    >>> ax.get_xlabel()
    '占正文字符的比例'
    """
    check_columns(scores, ["report_id", "scope", "score", "value", "n"], what="scores")
    paper = Paper(ax, lang, width)
    table = _provenance_table(scores, reports, by)
    if table.empty:
        return paper.empty("no_data_provenance")
    kinds = known_order(table.columns, load_toml("plot.toml")["kind"])
    keys = colour_keys(paper, "kind", kinds)
    top = fitting_rows(paper, top, keys)
    kept, n_left_out = order_by_share(table, "original", top)
    names = report_names(reports) if by == "report_id" else {}
    labels = [names.get(key) or group_label(key, by, lang) for key in kept.index]
    # One row stays empty between the two ends, for the note that says how many are missing there.
    gap = (top + 1) // 2
    y = np.arange(len(kept), dtype=float)
    if n_left_out:
        y[gap:] += 1
    rows = Rows(
        labels=[paper.shorten(label, LABEL_WIDTH) for label in labels],
        x_label=paper.word("words", "share_of_chars"),
        height=ROW * (len(kept) + 1),
        places=y,
        percent=True,
        keys=keys,
        right=0.15 + paper.measure("100%", TINY),
    )
    own = colour("kind", "original")
    with row_chart(paper, rows) as ax:
        if n_left_out:
            between = f"⋯ {paper.left_out(n_left_out, 'middle_left_out')} ⋯"
            paper.write(ax, (0.5, gap), between, ha="center", color=colour("", "muted"))
        draw_bars(ax, kept[kinds], y, "kind", thick=0.78)
        for place, share in zip(y, kept["original"], strict=True):
            paper.write(ax, (1.005, place), f"{share:.0%}", size=TINY, color=own)
        ax.set_xlim(0, 1)
    return ax


def _provenance_table(scores: pd.DataFrame, reports: pd.DataFrame | None, by: str) -> pd.DataFrame:
    """Shares by provenance: a row per report or group, a column per kind, ``original`` always."""
    rows = scores[
        (scores["scope"] == "report")
        & scores["score"].str.startswith("share_")
        & scores["value"].notna()
    ]
    kinds = rows["score"].str.removeprefix("share_")
    is_known = kinds.isin(list(load_toml("plot.toml")["kind"]))
    rows = rows.assign(kind=kinds)[is_known]
    if rows.empty:
        return pd.DataFrame()
    # A group's bar is its characters by provenance, so a long report weighs more than a short one.
    weight = rows["n"].clip(lower=1)
    group = group_of(rows["report_id"], reports, by)
    rows = rows.assign(group=group, weight=weight, part=rows["value"] * weight)
    total = rows.drop_duplicates(["report_id"]).groupby("group")["weight"].sum()
    parts = rows.pivot_table(
        index="group", columns="kind", values="part", aggfunc="sum", fill_value=0.0
    )
    table = parts.div(total, axis=0)
    return table if "original" in table else table.assign(original=0.0)
