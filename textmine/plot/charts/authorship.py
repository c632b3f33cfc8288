"""Charts of whose words the reports are: by where they came from, by how widely they are shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmine.display import show_share
from textmine.dtypes import as_text
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame
from textmine.plot.names import group_label, report_names
from textmine.plot.order import (
    group_of,
    known_order,
    natural_order,
    order_by_share,
)
from textmine.plot.paper import Paper
from textmine.plot.rows import (
    LABEL_WIDTH,
    ROW,
    RowChart,
    colour_keys,
    draw_bars,
    fitting_rows,
    row_chart,
)
from textmine.plot.style import TINY, colour
from textmine.resources.load import load_toml

if TYPE_CHECKING:
    from matplotlib.axes import Axes


# Origins of a report's characters in the order of the bars, from what stands here only to what was
# taken. The rest to 1 is what the form, templates and set phrases account for.
ORIGINS = ("original", "given", "first", "kept", "undecided", "taken", "form")


@check_arguments
def origins(
    scores: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "report_id",
    top: int = 30,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how each report came by its characters: given, first, kept, taken, or undecided.

    Unlike the provenance by kind, this tells the source of a copied text from its copier.

    Parameters
    ----------
    scores : pandas.DataFrame
        Frame ``scores``; rows ``share_taken``, ``share_given``, ``share_first``, ``share_kept``,
        ``share_undecided`` and ``share_original`` of scope ``report`` are drawn.
    reports : pandas.DataFrame, optional
        Frame ``reports``: gives names, and groups for ``by``.
    by : str, default "report_id"
        One bar per report_id, agency, region, province, level, agency_type, year, or another column
        of ``reports``; a group's bar is the mean of its reports weighted by their characters
        (column n).
    top : int, default 30
        Bars at most: half from those that took least, half from those that took most; a note says
        how many are between.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        One stacked bar a row, the share taken from other agencies printed at its right.

    Raises
    ------
    FrameError
        If a column is missing, or a share does not lie from 0 to 1.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {
    ...         "report_id": "r1",
    ...         "scope": "report",
    ...         "score": ["share_taken", "share_original"],
    ...         "value": [0.3, 0.7],
    ...         "n": 2000,
    ...     }
    ... )
    >>> [text.get_text() for text in origins(scores, lang="en").texts]
    ['30%']
    """
    scores = take_frame(
        scores, ["report_id", "scope", "score", "value", "n"], what="scores"
    )
    paper = Paper(ax, lang, width)
    table = _share_table(scores, reports, by, ORIGINS)
    if "taken" not in table:
        return paper.empty("no_data_origins")
    table = table.reindex(columns=list(ORIGINS), fill_value=0.0)
    table["form"] = (1 - table.drop(columns="form").sum(axis=1)).clip(lower=0)
    look = _Bars(table, "origin", list(ORIGINS), "taken", ascending=True)
    return _draw_shares(paper, look, reports, by, top)


@check_arguments
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
        One bar per report_id, agency, region, province, level, agency_type, year, or another column
        of ``reports``; a group's bar is the mean of its reports weighted by their characters
        (column n).
    top : int, default 30
        Bars at most: half from the most original, half from the least; a note says how many are
        between. Years and levels stand in their own order, where all are drawn.
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
        If a column is missing, or a share does not lie from 0 to 1.

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
    scores = take_frame(
        scores, ["report_id", "scope", "score", "value", "n"], what="scores"
    )
    paper = Paper(ax, lang, width)
    kinds = tuple(load_toml("plot.toml")["kind"])
    table = _share_table(scores, reports, by, kinds)
    if table.empty:
        return paper.empty("no_data_provenance")
    table = table if "original" in table else table.assign(original=0.0)
    look = _Bars(
        table, "kind", known_order(table.columns, kinds), "original", ascending=False
    )
    return _draw_shares(paper, look, reports, by, top)


@dataclass(frozen=True, slots=True)
class _Bars:
    """Shares to draw: a row per bar, the words that name the columns, and what sorts the bars."""

    table: pd.DataFrame
    words: str
    columns: list[str]
    key: str
    ascending: bool


def _draw_shares(
    paper: Paper, bars: _Bars, reports: pd.DataFrame | None, by: str, top: int
) -> Axes:
    """Draw bars of shares that sum to 1, sorted by one of them, which is printed at the right.

    Years and levels stand in their own order, where all are drawn.
    """
    keys = colour_keys(paper, bars.words, bars.columns)
    top = fitting_rows(paper, top, keys)
    kept, n_left_out = order_by_share(
        bars.table, bars.key, top, ascending=bars.ascending
    )
    if not n_left_out:
        kept = kept.loc[natural_order(kept.index, by)]
    names = report_names(reports) if by == "report_id" else {}
    labels = [names.get(key) or group_label(key, by, paper.lang) for key in kept.index]
    # One row stays empty between the two ends, for the note that says how many are missing there.
    gap = (top + 1) // 2
    y = np.arange(len(kept), dtype=float)
    if n_left_out:
        y[gap:] += 1
    rows = RowChart(
        labels=[_cut(paper, label, names) for label in labels],
        x_label=paper.word("words", "share_of_chars"),
        height=ROW * (len(kept) + 1),
        places=y,
        percent=True,
        keys=keys,
        right=0.15 + paper.measure(">99%", TINY),
    )
    with row_chart(paper, rows) as ax:
        if n_left_out:
            between = f"⋯ {paper.left_out(n_left_out, 'middle_left_out')} ⋯"
            paper.write(ax, (0.5, gap), between, ha="center", color=colour("", "muted"))
        draw_bars(ax, kept[bars.columns], y, bars.words, thick=0.78)
        for place, share in zip(y, kept[bars.key], strict=True):
            paper.write(ax, (1.005, place), show_share(share), size=TINY)
        ax.set_xlim(0, 1)
    return ax


def _cut(paper: Paper, label: str, reports: Mapping[str, str]) -> str:
    """Cut a label to its column; of a report's name the year stays, which tells it from others."""
    name, _, year = label.rpartition(" ")
    if reports and name:
        return paper.tailed(name, f" {year}", LABEL_WIDTH)
    return paper.shorten(label, LABEL_WIDTH)


def share_rows(scores: pd.DataFrame) -> pd.DataFrame:
    """Take the shares of whole reports from the scores.

    Parameters
    ----------
    scores : pandas.DataFrame
        Columns scope, score, value.

    Returns
    -------
    pandas.DataFrame
        Rows with a value, and a column ``share`` with what it is a share of.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {"scope": "report", "score": ["share_peer", "length"], "value": [0.2, 90]}
    ... )
    >>> share_rows(scores)["share"].tolist()
    ['peer']
    """
    names = as_text(scores["score"])
    is_share = names.str.startswith("share_") & scores["value"].notna()
    rows = scores.assign(share=names.str.removeprefix("share_"))
    return rows[is_share & (rows["scope"] == "report")]


def _share_table(
    scores: pd.DataFrame, reports: pd.DataFrame | None, by: str, shares: tuple[str, ...]
) -> pd.DataFrame:
    """Shares of reports or groups: a row per bar, a column per share that occurs."""
    rows = share_rows(scores)
    rows = rows[rows["share"].isin(shares)]
    if rows.empty:
        return pd.DataFrame()
    value = clean_column(rows["value"], "share", what="scores")
    # A group's bar is its characters, so a long report weighs more than a short one.
    weight = rows["n"].clip(lower=1)
    group = group_of(rows["report_id"], reports, by)
    rows = rows.assign(group=group, weight=weight, part=value * weight)
    total = rows.drop_duplicates(["report_id"]).groupby("group")["weight"].sum()
    parts = rows.pivot_table(
        index="group", columns="share", values="part", aggfunc="sum", fill_value=0.0
    )
    return parts.div(total, axis=0)
