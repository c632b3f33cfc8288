"""A chart with one row a thing: names at the left, marks beside them, keys above, a note below."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.plot.frame import Frame, Key
from textmine.plot.paper import Paper
from textmine.plot.style import (
    FONT_SIZE,
    POINTS_PER_INCH,
    TINY,
    colour,
    hatch,
    shorten,
    wrap,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches on a wide paper; chosen by hand: a row of 9-point text with air, and names that leave room
# for the marks.
ROW = 0.24  # a row
TIGHTEST_ROW = 0.15  # a row where many must share a page
LABEL_WIDTH = 2.4  # of the longest name shown
LABEL_GAP = 0.25  # between name and marks

# Share of a paper's width that names of categories may take: the longest of the codebook, in both
# languages, takes 3.2 of the 8.4 inches of a wide paper.
NAMES = 0.39
LINE = 1.25 * FONT_SIZE / POINTS_PER_INCH  # inches from one line of a name to the next

# Rows above the first and below the last, so that their marks are not cut.
OVERHANG = 0.6
WHOLE_PERCENTS = 0.05
"""Length of an axis, as a share, from which its ticks are whole per cents: matplotlib sets at least
five on one of ours. On a shorter one they were printed as 0%, 0%, 0%."""


@dataclass(frozen=True, slots=True)
class RowChart:
    """What frames a chart of rows.

    Parameters
    ----------
    labels : list of str
        Names of the rows, the first on top.
    x_label : str
        What the horizontal axis counts.
    height : float
        Height of the plotting area in inches on a wide paper.
    places : numpy.ndarray of float or None
        Where the rows stand, ascending; None puts them at 0, 1, 2 …
    percent : bool
        The axis shows shares.
    grid : bool
        Upright lines behind the marks.
    keys : tuple of Key
        What the colours mean.
    note : str
        Line under the picture.
    right : float
        Right margin in inches.
    """

    labels: list[str]
    x_label: str
    height: float
    places: NDArray[np.float64] | None = None
    percent: bool = False
    grid: bool = False
    keys: tuple[Key, ...] = ()
    note: str = ""
    right: float = 0.35

    @property
    def y(self) -> NDArray[np.float64]:
        """Where the rows stand, row 0 on top."""
        return (
            np.arange(len(self.labels), dtype=float)
            if self.places is None
            else self.places
        )


def label_room(paper: Paper, labels: list[str]) -> float:
    """Left margin in inches that the longest of the labels needs."""
    gap = LABEL_GAP * paper.scale
    lines = [line for label in labels for line in label.split("\n")]
    return gap + max((paper.measure(line) for line in lines), default=0.5)


def fold_names(paper: Paper, names: list[str]) -> list[str]:
    r"""Break names of categories that are wider than their share of the paper into lines.

    Parameters
    ----------
    paper : Paper
        Where.
    names : list of str
        Of one line each.

    Returns
    -------
    list of str
        On Axes of a fixed height, whose rows have no room for more, one line each, cut.

    Examples
    --------
    >>> name = "宣传知晓 Publicity and awareness of the public"
    >>> fold_names(Paper(None, "both", "page"), [name])
    ['宣传知晓 Publicity and awareness of\nthe public']
    """
    if paper.is_laid_out:
        return cut_names(paper, names)
    room, size = NAMES * paper.inches, paper.points(FONT_SIZE)
    folded = [wrap(name, room, size) for name in names]
    return ["\n".join(line.rstrip() for line in lines) for lines in folded]


def cut_names(paper: Paper, names: list[str]) -> list[str]:
    """Cut names of categories to their share of the paper's width."""
    room, size = NAMES * paper.inches, paper.points(FONT_SIZE)
    return [shorten(name, room, size) for name in names]


def name_height(labels: list[str]) -> float:
    """Inches on a wide paper that the label with the most lines needs."""
    return LINE * max((label.count("\n") + 1 for label in labels), default=1)


def fitting_rows(
    paper: Paper, wanted: int, keys: tuple[Key, ...] = (), *, row: float = TIGHTEST_ROW
) -> int:
    """Give how many rows are drawn: on Axes of a fixed height fewer may fit than are wanted.

    Parameters
    ----------
    paper : Paper
        Where.
    wanted : int
        Rows at most.
    keys : tuple of Key
        What will stand above them.
    row : float
        Least height of a row in inches on a wide paper.

    Returns
    -------
    int
        At least 1. The chart says how many it leaves out.
    """
    # Whatever they will say, axis and note take a line each.
    frame = Frame("x", "x", keys, left=paper.room(LABEL_WIDTH))
    return paper.most(wanted, row, frame.margins(paper))


@contextmanager
def row_chart(paper: Paper, rows: RowChart) -> Iterator[Axes]:
    """Open a chart of rows, let the caller draw the marks, and frame them.

    Parameters
    ----------
    paper : Paper
        Where and in which language.
    rows : RowChart
        What frames the marks.

    Yields
    ------
    matplotlib.axes.Axes
        To draw on, the i-th row at ``rows.y[i]``. Limits of x are the caller's.
    """
    left = label_room(paper, rows.labels)
    frame = Frame(rows.x_label, rows.note, rows.keys, left=left, right=rows.right)
    ax = paper.open(rows.height * paper.scale, frame.margins(paper))
    yield ax
    ax.set_yticks(rows.y, rows.labels)
    ax.set_ylim(rows.y[-1] + OVERHANG, -OVERHANG)
    ax.tick_params(axis="y", length=0)
    if rows.percent:
        show_percent(ax.xaxis)
    if rows.grid:
        ax.grid(axis="x", color=colour("", "grid"), linewidth=0.6)
    frame.draw(paper, ax)
    paper.dress(ax)


def show_percent(axis: Any) -> None:
    """Print an axis of shares as percentages, with the digits that tell its ticks apart."""

    def label(value: float, _: int) -> str:
        low, high = axis.get_view_interval()
        span = max(abs(high - low), np.finfo(float).tiny)
        digits = max(0, math.ceil(math.log10(WHOLE_PERCENTS / span)))
        return f"{value:.{digits}%}"

    axis.set_major_formatter(label)


def colour_keys(paper: Paper, words: str, names: list[str]) -> tuple[Key, ...]:
    """Make keys of a table of words that has colours: kinds, states, status."""
    return tuple(
        Key(paper.word(words, name), colour(words, name), hatch=hatch(words, name))
        for name in names
    )


def draw_bars(
    ax: Axes, shares: pd.DataFrame, y: NDArray[np.float64], words: str, *, thick: float
) -> None:
    """Draw each row of shares as bars laid end to end from 0.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where.
    shares : pandas.DataFrame
        A row per bar, columns from the left.
    y : numpy.ndarray of shape (n_rows,)
        Where the rows stand.
    words : str
        Table of ``resources/plot.toml`` that colours the columns.
    thick : float
        Height of a bar, 1 for rows that touch.
    """
    base = np.zeros(len(shares))
    for key in shares.columns:
        width = shares[key].to_numpy(dtype=float)
        look: Any = {"edgecolor": "white", "linewidth": 0.6, "label": str(key)}
        look["hatch"] = hatch(words, str(key))
        ax.barh(
            y, width, left=base, height=thick, color=colour(words, str(key)), **look
        )
        base = base + width


def draw_stack(
    paper: Paper,
    counts: pd.DataFrame,
    words: str,
    notes: list[str],
    *,
    x_label: str,
    note: str = "",
) -> Axes:
    """Draw each row of a table of counts as a stacked bar of shares.

    Parameters
    ----------
    paper : Paper
        Where and in which language.
    counts : pandas.DataFrame
        A row per bar, columns from the left.
    words : str
        Table of ``resources/plot.toml`` that names and colours the columns.
    notes : list of str
        What stands at the bars' ends (n).
    x_label : str
        Name of the axis.
    note : str
        Line under the picture.

    Returns
    -------
    matplotlib.axes.Axes
        The first row on top; each bar reaches 1. A plain note where there is no row.
    """
    if counts.empty:
        return paper.empty()
    rows = RowChart(
        labels=[paper.shorten(str(key), LABEL_WIDTH) for key in counts.index],
        x_label=paper.word("words", x_label),
        height=max(0.8, ROW * 1.1 * len(counts)),
        percent=True,
        keys=colour_keys(paper, words, [str(key) for key in counts.columns]),
        note=note,
        right=0.15 + max(paper.measure(line, TINY) for line in notes),
    )
    shares = counts.div(counts.sum(axis=1).clip(lower=1), axis=0)
    with row_chart(paper, rows) as ax:
        draw_bars(ax, shares, rows.y, words, thick=0.74)
        for place, line in zip(rows.y, notes, strict=True):
            paper.beside(ax, (1, place), line, shift=(5, 0), va="center", size=TINY)
        ax.set_xlim(0, 1)
    return ax
