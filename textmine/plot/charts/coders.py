"""A chart of coders: who disagrees with whom on what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.plot.cells import fitting_columns, heatmap
from textmine.plot.names import category_names
from textmine.plot.order import largest_first
from textmine.plot.paper import Paper
from textmine.plot.rows import cut_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@check_arguments
def disagreements(
    disagreements: pd.DataFrame,
    *,
    coders: tuple[str, str] | None = None,
    top: int = 12,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw who disagrees with whom on what.

    Parameters
    ----------
    disagreements : pandas.DataFrame
        Table of :func:`textmine.problems.find_disagreements`: coder_a, coder_b, category_a,
        category_b, n.
    coders : (str, str), optional
        Draw these two alone: a row for each category that the first gave, a column for what the
        second gave in its place. By default a row for each pair of coders and a column for each
        category that one of them gave and the other did not.
    top : int, default 12
        Rows and columns drawn at most, those with the most disagreement.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        Cells with the number of items; a pair of coders, or a category, without disagreement has
        no row.

    Raises
    ------
    FrameError
        If a column is missing, or the two coders share no row of the table.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "coder_a": ["A", "A"],
    ...         "coder_b": ["B", "B"],
    ...         "category_a": ["platform", "content"],
    ...         "category_b": ["timeliness", ""],
    ...         "n": [3, 1],
    ...     }
    ... )
    >>> [t.get_text() for t in disagreements(frame, lang="en").get_yticklabels()]
    ['A – B']
    """
    columns = ["coder_a", "coder_b", "category_a", "category_b", "n"]
    disagreements = take_frame(disagreements, columns, what="disagreements")
    paper = Paper(ax, lang, width)
    names = category_names(lang) | {"": paper.word("words", "nothing")}
    table = _between(disagreements, coders) if coders else _by_pair(disagreements)
    if table.empty:
        return paper.empty()
    n_columns = fitting_columns(paper, min(top, table.shape[1]))
    kept = table.iloc[:top, :n_columns]
    rows, columns = (
        cut_names(paper, [names.get(key, key) for key in keys.astype("str")])
        for keys in (kept.index, kept.columns)
    )
    n_cut = table.shape[0] - kept.shape[0] + table.shape[1] - kept.shape[1]
    values = kept.to_numpy(dtype=np.float64)
    return heatmap(
        paper,
        np.where(values > 0, values, np.nan),
        rows,
        columns,
        x_label="items_coded_otherwise",
        percent=False,
        note=paper.left_out(n_cut),
    )


def _by_pair(table: pd.DataFrame) -> pd.DataFrame:
    """Items of each pair of coders by the categories that only one of the two gave."""
    pair = table["coder_a"].astype("str") + " – " + table["coder_b"].astype("str")
    sides = [
        pd.DataFrame(
            {"pair": pair, "category": _categories(table[column]), "n": table["n"]}
        )
        for column in ("category_a", "category_b")
    ]
    given = pd.concat(sides, ignore_index=True)
    return _sum_cells(given[given["category"] != ""], "pair", "category")


def _between(table: pd.DataFrame, coders: tuple[str, str]) -> pd.DataFrame:
    """What the first of two coders gave by what the second gave instead."""
    first, second = map(str, coders)
    a, b = table["coder_a"].astype("str"), table["coder_b"].astype("str")
    as_is = table[(a == first) & (b == second)]
    turned = table[(a == second) & (b == first)].rename(
        columns={"category_a": "category_b", "category_b": "category_a"}
    )
    both = pd.concat([as_is, turned], ignore_index=True)
    if both.empty:
        known = ", ".join(sorted({*a, *b})) or "nobody"
        raise FrameError(
            f"disagreements: {first!r} and {second!r} share no row; the table has {known}"
        )
    for column in ("category_a", "category_b"):
        both[column] = _categories(both[column])
    return _sum_cells(both, "category_a", "category_b")


def _categories(given: pd.Series) -> pd.Series:
    """Categories as text, so that whatever a table holds has an order; empty where none is."""
    return given.fillna("").astype("str")


def _sum_cells(table: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    """Sum n by rows and columns; what has most comes first, in either direction."""
    counts = table.pivot_table(
        index=rows, columns=columns, values="n", aggfunc="sum", fill_value=0
    )
    by_row, by_column = (largest_first(counts.sum(axis=axis)).index for axis in (1, 0))
    return counts.loc[by_row, by_column]
