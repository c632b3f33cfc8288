"""Charts of what becomes of stated problems: answered in the same report, repeated the year after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmine.plot.frames import category_names, known_order
from textmine.plot.shapes import draw_stack
from textmine.plot.style import colour, open_axes, say_empty, say_more, shorten, styled, word
from textmine.schema import PERSISTENCE_STATES, RESPONSE_STATES, check_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def response(
    responses: pd.DataFrame,
    *,
    problems: pd.DataFrame | None = None,
    top: int = 14,
    ax: Axes | None = None,
    lang: str = "both",
) -> Axes:
    """Draw what becomes of stated problems: categories at left, how they are answered at right.

    Parameters
    ----------
    responses : pandas.DataFrame
        Frame ``responses``: problem_id and state are drawn. A problem with several measures counts
        once, by its best answer (concrete before mirrored before uncovered).
    problems : pandas.DataFrame, optional
        Frame ``problems``: item_id and categories; a problem of several categories counts in each.
    top : int, default 14
        Categories drawn at most.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        Bands as wide as the number of problems.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"problem_id": ["p1", "p2"], "state": ["concrete", "uncovered"]})
    >>> len(response(frame).texts)
    3
    """
    check_columns(responses, ["problem_id", "state"], what="responses")
    table = response_table(responses, problems)
    with styled():
        if table.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        kept = table.head(top)
        ax = open_axes(ax, height=max(1.6, 0.32 * len(kept)), left=2.8, bottom=0.66, top=0.2)
        _draw_bands(ax, kept, category_names(lang), lang)
        ax.set_axis_off()
        if len(table) > len(kept):
            say_more(ax, word("words", "others_left_out", lang).format(n=len(table) - len(kept)))
    return ax


def persistence(persistence: pd.DataFrame, *, ax: Axes | None = None, lang: str = "both") -> Axes:
    """Draw what became of last year's problems: per year, repeated word for word, restated, new, dropped.

    Parameters
    ----------
    persistence : pandas.DataFrame
        Frame ``persistence``: year and state are drawn; a dropped problem without year counts in
        the year after its last mention.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A stacked bar of shares per year, n at its end.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": [2021], "earlier_year": [2020], "state": ["verbatim"]})
    >>> persistence(frame, lang="zh").get_xlabel()
    '占问题的比例'
    """
    check_columns(persistence, ["year", "earlier_year", "state"], what="persistence")
    years = (
        persistence["year"].astype("Int64").fillna(persistence["earlier_year"].astype("Int64") + 1)
    )
    with styled():
        if persistence.empty or years.notna().sum() == 0:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        rows = years.notna()
        table = pd.crosstab(
            years[rows].astype("int64"), persistence.loc[rows, "state"].astype("str")
        ).sort_index()
        table.index = pd.Index([f"{year - 1} → {year}" for year in table.index])
        table = table[known_order(table.columns, PERSISTENCE_STATES)]
        ax = draw_stack(ax, table, "state", [f"n = {n}" for n in table.sum(axis=1)], lang)
        ax.set_xlabel(word("words", "share_of_problems", lang))
    return ax


def response_table(responses: pd.DataFrame, problems: pd.DataFrame | None) -> pd.DataFrame:
    """Count problems by category and best answer.

    Parameters
    ----------
    responses : pandas.DataFrame
        Columns problem_id, state.
    problems : pandas.DataFrame or None
        Columns item_id, categories.

    Returns
    -------
    pandas.DataFrame
        A row per category (``all`` without ``problems``), columns concrete, mirrored, uncovered;
        most frequent first.

    Examples
    --------
    >>> frame = pd.DataFrame({"problem_id": ["p1", "p1"], "state": ["mirrored", "concrete"]})
    >>> response_table(frame, None).loc["all"].tolist()
    [1, 0, 0]
    """
    rank = (
        responses["state"].astype("str").map({state: i for i, state in enumerate(RESPONSE_STATES)})
    )
    best = pd.DataFrame({"item_id": responses["problem_id"].astype("str"), "rank": rank}).dropna()
    best = best.groupby("item_id")["rank"].min().reset_index()
    best["category"] = "all"
    if problems is not None and not problems.empty:
        check_columns(problems, ["item_id", "categories"], what="problems")
        coded = problems.drop_duplicates("item_id").set_index("item_id")["categories"].astype("str")
        best["category"] = best["item_id"].map(coded).fillna("").astype("str").str.split("|")
        best = best.explode("category")
    if best.empty:
        return pd.DataFrame()
    table = pd.crosstab(best["category"].astype("str"), best["rank"].astype("int64")).reindex(
        columns=range(3), fill_value=0
    )
    table.columns = pd.Index(RESPONSE_STATES)
    order = table.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable").index
    return table.loc[order]


def _draw_bands(ax: Axes, table: pd.DataFrame, names: dict[str, str], lang: str) -> None:
    """Draw bands from categories to states, both sides stacked from the top."""
    counts = table.to_numpy(dtype=float)
    total, gap = counts.sum(), counts.sum() * 0.035
    right = {
        state: start
        for state, start in zip(
            table.columns, _stack(counts.sum(axis=0), total * 0.12), strict=True
        )
    }
    left = _stack(counts.sum(axis=1), gap)
    for key, row, top in zip(table.index, counts, left, strict=True):
        label = names.get(str(key), word("words", str(key), lang))
        ax.text(
            -0.02,
            top + row.sum() / 2,
            f"{shorten(label, 2.2)}  {row.sum():.0f}",
            ha="right",
            va="center",
        )
        for state, n in zip(table.columns, row, strict=True):
            if n:
                x = np.linspace(0, 1, 24)
                bend = (1 - np.cos(np.pi * x)) / 2
                upper = top + (right[state] - top) * bend
                ax.fill_between(
                    x, upper, upper + n, color=colour("state", state), alpha=0.55, linewidth=0
                )
                top, right[state] = top + n, right[state] + n
    for state, start, n in zip(
        table.columns, _stack(counts.sum(axis=0), total * 0.12), counts.sum(axis=0), strict=True
    ):
        if n:
            text = f"{word('state', state, lang)}  {n:.0f} ({n / total:.0%})"
            ax.text(1.02, start + n / 2, text, ha="left", va="center", color=colour("state", state))
    ax.set(xlim=(0, 1.42), ylim=(max(*right.values(), left[-1] + counts[-1].sum()) + gap, -gap))


def _stack(sizes: np.ndarray, gap: float) -> list[float]:
    """Give the starts of blocks stacked with a gap between them."""
    return [
        float(start)
        for start in np.concatenate([[0.0], np.cumsum(sizes[:-1] + gap * (sizes[:-1] > 0))])
    ]
