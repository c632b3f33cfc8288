"""Shapes that several charts share: stacked bars, coloured cells, labels and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmine.plot.style import WIDTH, colour, open_axes, say_more, shorten, text_width, word
from textmine.resources.load import load_toml

if TYPE_CHECKING:
    from matplotlib.axes import Axes


LABEL_WIDTH = 2.4
ROW = 0.24


def heatmap(
    ax: Axes | None,
    values: np.ndarray,
    rows: list[str],
    columns: list[str],
    *,
    percent: bool = True,
    more: str = "",
) -> Axes:
    """Draw a table of numbers as coloured cells with the numbers in them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        Where to draw.
    values : numpy.ndarray of shape (n_rows, n_columns)
        NaN leaves a cell white.
    rows, columns : list of str
        Labels; a line break in a column's label becomes a blank where the labels stand aslant.
    percent : bool, default True
        Print as percentages, else as whole numbers.
    more : str
        Note under the picture.

    Returns
    -------
    matplotlib.axes.Axes
        Row 0 on top.
    """
    room = 0.2 + max(text_width(label) for label in rows)
    wide = max((text_width(line) for label in columns for line in label.split("\n")), default=0)
    slant = wide > (WIDTH - room - 0.5) / len(columns)
    heads = [label.replace("\n", " ") for label in columns] if slant else columns
    bottom = 0.66 + (max(text_width(label) for label in heads) * 0.72 if slant else 0.25)
    ax = open_axes(ax, height=0.26 * len(rows), left=room, bottom=bottom, top=0.15)
    _draw_cells(ax, values, percent)
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
    turn: dict[str, Any] = (
        {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if slant else {}
    )
    ax.set_xticks(np.arange(len(columns)) + 0.5, heads, **turn)
    ax.set_ylim(len(rows), 0)
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    if more:
        say_more(ax, more, drop=bottom * 72 - 13)
    return ax


def _draw_cells(ax: Axes, values: np.ndarray, percent: bool) -> None:
    """Draw the cells of a heat map, with their numbers unless there are too many to read."""
    from matplotlib.colors import LinearSegmentedColormap

    ramp = LinearSegmentedColormap.from_list("heat", load_toml("plot.toml")["colours"]["heat"])
    peak = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    mesh = np.ma.masked_invalid(values)
    ax.pcolormesh(mesh, cmap=ramp, vmin=0, vmax=peak or 1.0, edgecolors="white", linewidth=0.8)
    if values.size > 900:
        return
    for i, j in zip(*np.nonzero(np.isfinite(values) & (values != 0)), strict=True):
        value = float(values[i, j])
        tint = "white" if value > 0.55 * peak else colour("", "ink")
        ax.text(
            j + 0.5,
            i + 0.5,
            f"{value:.0%}" if percent else f"{value:,.0f}",
            ha="center",
            va="center",
            fontsize=7 if values.shape[1] <= 16 else 6,
            color=tint,
        )


def draw_stack(
    ax: Axes | None, table: pd.DataFrame, words: str, notes: list[str], lang: str
) -> Axes:
    """Draw each row of a table of counts as a stacked bar of shares.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        Where to draw.
    table : pandas.DataFrame
        Counts, a row per bar, columns from the left.
    words : str
        Table of ``resources/plot.toml`` that names and colours the columns.
    notes : list of str
        What stands at the bars' ends (n).
    lang : {"both", "zh", "en"}
        Language.

    Returns
    -------
    matplotlib.axes.Axes
        The first row on top; each bar reaches 1.
    """
    labels = [shorten(str(key), LABEL_WIDTH) for key in table.index]
    room = 0.15 + max(text_width(note, 7.5) for note in notes)
    ax = open_axes(
        ax, height=max(0.8, ROW * 1.1 * len(table)), left=label_room(labels), top=0.55, right=room
    )
    shares = table.div(table.sum(axis=1).clip(lower=1), axis=0)
    y, base = np.arange(len(table)), np.zeros(len(table))
    for key in shares.columns:
        width = shares[key].to_numpy(dtype=float)
        ax.barh(
            y,
            width,
            left=base,
            height=0.74,
            color=colour(words, str(key)),
            edgecolor="white",
            linewidth=0.6,
            label=word(words, str(key), lang),
        )
        base = base + width
    for place, note in zip(y, notes, strict=True):
        ax.annotate(
            note,
            (1, place),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
            color=colour("", "muted"),
        )
    ax.set_yticks(y, labels)
    ax.set(ylim=(len(table) - 0.4, -0.6), xlim=(0, 1))
    ax.xaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.2, handlelength=1.0)
    return ax


def group_label(key: str, by: str, lang: str) -> str:
    """Name a group as readers do: levels translated, what is not known said so.

    Parameters
    ----------
    key : str
        The group.
    by : str
        What groups, ``level`` or another column.
    lang : {"both", "zh", "en"}
        Language.

    Returns
    -------
    str
        Its name.

    Examples
    --------
    >>> group_label("city", "level", "zh"), group_label("", "year", "en")
    ('市', 'unknown')
    """
    if not key:
        return word("words", "unknown", lang)
    table = (
        by if by in ("level",) else "level" if key in load_toml("plot.toml")["level"] else "words"
    )
    return word(table, key, lang)


def label_room(labels: list[str]) -> float:
    """Left margin in inches that the longest of the labels needs."""
    return 0.25 + max((text_width(label) for label in labels), default=0.5)


def say_left_out(ax: Axes, n: int, lang: str, message: str = "others_left_out") -> None:
    """Note how many rows the picture leaves out, if any."""
    if n > 0:
        say_more(ax, left_out(n, lang, message))


def left_out(n: int, lang: str, message: str = "others_left_out") -> str:
    """Say how many rows the picture leaves out; empty if none."""
    return word("words", message, lang).format(n=n) if n > 0 else ""
