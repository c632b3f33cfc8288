"""A table of numbers as coloured cells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from textmine.display import show_share
from textmine.plot.frame import PAD, Frame
from textmine.plot.paper import Paper, plot_size
from textmine.plot.rows import LABEL_WIDTH
from textmine.plot.style import POINTS_PER_INCH, SMALL, colour
from textmine.resources.load import load_toml

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CELL_HEIGHT = 0.26  # inches
TIGHTEST_CELL = 0.15  # inches, where many rows must share a page
TIGHTEST_COLUMN = 0.17  # inches
RIGHT = 0.25  # inches, free at the right edge
LINE_HEIGHT = 0.12  # inches, of a line in a heading that stands aslant
TWO_LINES = 0.36  # inches, of labels of two lines that stand level
SIN_45 = 0.72  # a label aslant is as high as its width times this, rounded up
MOST_PRINTED = 900  # cells; with more the numbers would overlap
MOST_COLUMNS_LARGE = 16  # columns; with more a number needs the smaller type
LARGE, LITTLE = 7.0, 6.0  # points, of the numbers
WHITE_ABOVE = 0.55  # of the peak; on cells that dark, black type cannot be read


def heatmap(
    paper: Paper,
    values: NDArray[np.float64],
    rows: list[str],
    columns: list[str],
    *,
    x_label: str,
    percent: bool = True,
    note: str = "",
) -> Axes:
    """Draw a table of numbers as coloured cells with the numbers in them.

    Parameters
    ----------
    paper : Paper
        Where and in which language.
    values : numpy.ndarray of shape (n_rows, n_columns)
        NaN leaves a cell white.
    rows, columns : list of str
        Labels; a line break in a column's label becomes a blank where the labels stand aslant.
    x_label : str
        What the cells hold: a key of the pictures' words.
    percent : bool, default True
        Print as percentages, else as whole numbers.
    note : str
        Line under the picture.

    Returns
    -------
    matplotlib.axes.Axes
        Row 0 on top.
    """
    grid = CellChart(rows, columns, x_label=paper.word("words", x_label), note=note)
    with cell_grid(paper, grid) as ax:
        _draw_cells(paper, ax, values, percent)
    return ax


@dataclass(frozen=True, slots=True)
class CellChart:
    """What frames a table of cells.

    Parameters
    ----------
    rows, columns : list of str
        Labels; a line break in a column's label becomes a blank where the labels stand aslant.
    x_label : str
        What the cells hold.
    note : str
        Line under the picture.
    height : float
        Of a row in inches on a wide paper.
    right : float
        Right margin in inches.
    """

    rows: list[str]
    columns: list[str]
    x_label: str
    note: str = ""
    height: float = CELL_HEIGHT
    right: float = RIGHT


@contextmanager
def cell_grid(paper: Paper, grid: CellChart) -> Iterator[Axes]:
    """Open a table of cells, let the caller draw in them, and frame them.

    Parameters
    ----------
    paper : Paper
        Where and in which language.
    grid : CellChart
        What frames the cells.

    Yields
    ------
    matplotlib.axes.Axes
        To draw on: cell (row, column) reaches from there to (row + 1, column + 1), row 0 on top.
    """
    rows, columns = grid.rows, grid.columns
    left = 0.15 + max(paper.measure(label) for label in rows)
    heads = _Heads.fit(
        paper, columns, (paper.inches - left - grid.right) / len(columns)
    )
    # The first name aslant reaches out to the left of its column.
    left = max(left, heads.height - 0.1 if heads.turn else 0.0)
    frame = Frame(
        x_label=grid.x_label,
        note=grid.note,
        left=left,
        right=grid.right,
        ticks=heads.height * POINTS_PER_INCH / paper.scale + PAD,
    )
    ax = paper.open(grid.height * len(rows) * paper.scale, frame.margins(paper))
    yield ax
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
    ax.set_xticks(np.arange(len(columns)) + 0.5, heads.labels, **heads.turn)
    ax.set(xlim=(0, len(columns)), ylim=(len(rows), 0))
    ax.tick_params(length=0)
    paper.dress(ax)
    ax.spines[["left", "bottom"]].set_visible(False)
    frame.draw(paper, ax)
    # Tick labels aslant differ in height from machine to machine; the axis' name does not.
    below = -(frame.ticks + PAD) * paper.scale / POINTS_PER_INCH
    ax.xaxis.set_label_coords(0.5, below / plot_size(ax).height, transform=ax.transAxes)


def fitting_columns(paper: Paper, wanted: int) -> int:
    """Give how many columns are drawn: on a narrow paper their names would lie on one another."""
    width = paper.inches - paper.room(LABEL_WIDTH) - RIGHT
    return max(1, min(wanted, int(width / (TIGHTEST_COLUMN * paper.scale))))


@dataclass(frozen=True, slots=True)
class _Heads:
    """Labels under the columns: as they are read, how much room they take, and how they stand."""

    labels: list[str]
    height: float
    turn: dict[str, Any]

    @classmethod
    def fit(cls, paper: Paper, columns: list[str], room: float) -> _Heads:
        """Set the labels level where each fits its column's width in inches, else aslant."""
        lines = [line for label in columns for line in label.split("\n")]
        if max((paper.measure(line, SMALL) for line in lines), default=0) <= room:
            return cls(columns, TWO_LINES * paper.scale, {})
        labels = [label.replace("\n", " ") for label in columns]
        height = (
            max(paper.measure(label, SMALL) for label in labels) + LINE_HEIGHT
        ) * SIN_45
        return cls(
            labels, height, {"rotation": 45, "ha": "right", "rotation_mode": "anchor"}
        )


def _draw_cells(
    paper: Paper, ax: Axes, values: NDArray[np.float64], percent: bool
) -> None:
    """Draw the cells of a heat map, with their numbers unless there are too many to read."""
    from matplotlib.colors import LinearSegmentedColormap

    ramp = LinearSegmentedColormap.from_list(
        "heat", load_toml("plot.toml")["colours"]["heat"]
    )
    peak = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    known = np.ma.masked_invalid(values)
    ax.pcolormesh(
        known, cmap=ramp, vmin=0, vmax=peak or 1.0, edgecolors="white", linewidth=0.8
    )
    if values.size > MOST_PRINTED:
        return
    size = LARGE if values.shape[1] <= MOST_COLUMNS_LARGE else LITTLE
    room = plot_size(ax).width / values.shape[1]
    for i, j in zip(*np.nonzero(np.isfinite(values) & (values != 0)), strict=True):
        value = float(values[i, j])
        printed = show_share(value) if percent else f"{value:,.0f}"
        if paper.measure(printed, size) > room:
            continue
        tint = "white" if value > WHITE_ABOVE * peak else colour("", "ink")
        paper.write(ax, (j + 0.5, i + 0.5), printed, size=size, ha="center", color=tint)
