"""Charts of how many themes there are, and in which order near ones would merge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmine.display import NOISE
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column, refuse
from textmine.intake.frames import take_frame
from textmine.plot.frame import Frame, Key
from textmine.plot.names import theme_names
from textmine.plot.paper import Paper
from textmine.plot.rows import RowChart, row_chart
from textmine.plot.style import TINY, colour, group_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BRANCH_HEIGHT = 0.26  # inches, a row of the tree of themes
BRANCH_NAME = 2.55  # inches, of the longest theme's name shown
MEASURES = ("agreement", "overlap", "weakest")
MARKERS = "os^"


@check_arguments
def theme_choice(
    choice: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how stable each number of themes is, and which one was chosen.

    Parameters
    ----------
    choice : pandas.DataFrame
        What ``choose_n_themes`` gives: n_themes, agreement, overlap, weakest, chosen.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A line for each measure (1 is best) over the numbers of themes, from 0, or from an agreement
        below what chance gives; an upright line marks the chosen one.

    Raises
    ------
    FrameError
        If a column is missing, an overlap does not lie from 0 to 1 or an agreement from -1 to 1.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "n_themes": [4, 6],
    ...         "agreement": [0.5, 0.7],
    ...         "overlap": [0.6, 0.8],
    ...         "weakest": [0.2, 0.4],
    ...         "chosen": [False, True],
    ...     }
    ... )
    >>> theme_choice(frame, lang="en").get_xlabel()
    'number of themes'
    """
    choice = take_frame(
        choice,
        ["n_themes", *MEASURES, "chosen"],
        what="choice",
        shares=["overlap", "weakest"],
    )
    drawn = ("n_themes", *MEASURES)
    numbers = {
        name: clean_column(choice[name], "number", what="choice") for name in drawn
    }
    agreement = numbers["agreement"].astype("float64")
    # An adjusted Rand index is below 0 where groups are less alike than chance makes them.
    beyond = agreement.abs() - 1 > 10.0**-NOISE
    refuse(agreement, beyond, "choice", "an agreement from -1 to 1")
    choice = choice.assign(**numbers, chosen=choice["chosen"].eq(True))
    choice = choice.dropna(subset=["n_themes"])
    paper = Paper(ax, lang, width)
    if choice.empty:
        return paper.empty()
    frame = choice.sort_values("n_themes", kind="stable")
    keys = tuple(
        Key(paper.word("words", measure), group_colour(i), MARKERS[i])
        for i, measure in enumerate(MEASURES)
    )
    around = Frame(paper.word("words", "n_themes"), keys=keys, over=TINY * 2)
    ax = paper.open(2.4 * paper.scale, around.margins(paper))
    chosen = paper.word("words", "chosen")
    for number in frame.loc[frame["chosen"], "n_themes"]:
        ax.axvline(number, color=colour("", "muted"), linewidth=1.0, linestyle="--")
        paper.write(ax, (number, 1.01), chosen, size=TINY, ha="center", va="bottom")
    for key, measure in zip(keys, MEASURES, strict=True):
        look: Any = {"color": key.colour, "marker": key.mark, "markersize": 4.5}
        ax.plot(frame["n_themes"], frame[measure], label=key.name, **look)
    ax.set_xticks(frame["n_themes"].tolist())
    ax.set_ylim(min(0.0, float(frame["agreement"].min())), 1)
    around.draw(paper, ax)
    return paper.dress(ax)


@check_arguments
def theme_tree(
    hierarchy: pd.DataFrame,
    *,
    themes: pd.DataFrame | None = None,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw which themes lie near each other: a tree of the order in which they would merge.

    Parameters
    ----------
    hierarchy : pandas.DataFrame
        What ``ThemeModel.hierarchy`` gives: step, left, right, distance.
    themes : pandas.DataFrame, optional
        Frame ``themes``, for the labels.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row a theme, near ones side by side; two branches meet at the distance at which they would
        merge, with the number of the step there.

    Raises
    ------
    FrameError
        If a column is missing, or the rows are not the merges of one tree.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"step": [1, 2], "left": [0, -1], "right": [2, 1], "distance": [0.4, 1.1]}
    ... )
    >>> ax = theme_tree(frame, lang="en")
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['1', '3', '2']
    """
    hierarchy = take_frame(
        hierarchy, ["step", "left", "right", "distance"], what="hierarchy"
    )
    if themes is not None:
        themes = take_frame(themes, ["theme", "label"], what="themes")
    paper = Paper(ax, lang, width)
    if hierarchy.empty:
        return paper.empty()
    tree = _Tree.of(hierarchy)
    names = theme_names(themes)
    shown = [names.get(theme, f"{theme + 1}") for theme in tree.leaves]
    rows = RowChart(
        labels=[paper.shorten(name, BRANCH_NAME) for name in shown],
        x_label=paper.word("words", "merge_distance"),
        height=max(0.8, BRANCH_HEIGHT * len(shown)),
        right=0.3,
    )
    with row_chart(paper, rows) as ax:
        for fork in tree.forks:
            _draw_fork(paper, ax, fork)
        ax.set_xlim(0, tree.depth * 1.02)
    return ax


@dataclass(frozen=True, slots=True)
class _Fork:
    """Where two branches meet: their rows, the distances where they begin, and where they meet."""

    step: int
    rows: tuple[float, float]
    begins: tuple[float, float]
    meets: float


@dataclass(frozen=True, slots=True)
class _Tree:
    """Themes in the order in which no branches cross, and the forks that join them."""

    leaves: list[int]
    forks: list[_Fork]

    @property
    def depth(self) -> float:
        """Distance at which all are one."""
        return max(fork.meets for fork in self.forks) or 1.0

    @classmethod
    def of(cls, hierarchy: pd.DataFrame) -> _Tree:
        """Lay out a frame of merges; a branch of which later steps know nothing stands last."""
        frame = hierarchy.sort_values("step", kind="stable")
        numbers = {
            name: clean_column(frame[name], "number", what="hierarchy").tolist()
            for name in ("step", "left", "right", "distance")
        }
        inside: dict[int, list[int]] = {}
        merges = list(zip(*numbers.values(), strict=True))
        for i, (step, *sides, distance) in enumerate(merges):
            parts = [inside.pop(int(s), None) if s < 0 else [int(s)] for s in sides]
            at = pd.Series(np.arange(len(frame)) == i, index=frame.index)
            known = None not in parts and distance == distance and step > 0
            refuse(frame["step"], at & (not known), "hierarchy", "merges of one tree")
            inside[-int(step)] = [leaf for part in parts for leaf in part or []]
        leaves = [leaf for part in inside.values() for leaf in part]
        return cls(leaves, list(_place_forks(merges, leaves)))


def _place_forks(merges: list[Any], leaves: list[int]) -> Iterator[_Fork]:
    """Yield each merge with its place: in the middle between the two that it joins."""
    place = {leaf: (float(row), 0.0) for row, leaf in enumerate(leaves)}
    for step, left, right, distance in merges:
        (upper, one), (lower, other) = place[int(left)], place[int(right)]
        yield _Fork(int(step), (upper, lower), (one, other), float(distance))
        place[-int(step)] = ((upper + lower) / 2, float(distance))


def _draw_fork(paper: Paper, ax: Axes, fork: _Fork) -> None:
    """Draw two branches from where they begin to where they meet, and the step's number there."""
    (upper, lower), (one, other) = fork.rows, fork.begins
    x = [one, fork.meets, fork.meets, other]
    look: Any = {"color": colour("", "main"), "linewidth": 1.3 * paper.scale}
    ax.plot(x, [upper, upper, lower, lower], solid_capstyle="round", **look)
    place = (fork.meets, (upper + lower) / 2)
    paper.beside(ax, place, str(fork.step), shift=(3, 0), va="center", size=TINY)
