"""Charts of words: recurring phrases, themes with their terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import show_fraction
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.plot.frame import Frame, Key
from textmine.plot.order import known_order
from textmine.plot.paper import Paper, plot_size
from textmine.plot.rows import RowChart, fitting_rows, label_room, row_chart
from textmine.plot.style import SMALL, TINY, colour, shorten
from textmine.resources.load import load_toml

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches.
PHRASE_WIDTH = 3.2  # of the longest phrase shown
PHRASE_HEIGHT = 0.2  # a row of phrases
THEME_WIDTH = 1.7  # of the longest theme's name shown
THEME_HEIGHT = 0.36  # a row of terms
LEAST_TERM = 0.5  # a term's column
TIGHTEST_THEME = 0.18  # a row where many must share a page


@check_arguments
def phrases(
    phrases: pd.DataFrame,
    *,
    top: int = 30,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw the phrases that stand in most reports: a dot for reports, a ring for agencies.

    Parameters
    ----------
    phrases : pandas.DataFrame
        Frame ``phrases``: phrase, df_reports, df_agencies and kind are drawn.
    top : int, default 30
        Phrases drawn at most.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row per phrase, most widespread on top.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "phrase": ["依申请公开"],
    ...         "df_reports": [9],
    ...         "df_agencies": [4],
    ...         "kind": ["stock"],
    ...     }
    ... )
    >>> phrases(frame, lang="zh").get_xlabel()
    '报告数'
    """
    phrases = take_frame(
        phrases, ["phrase", "df_reports", "df_agencies", "kind"], what="phrases"
    )
    paper = Paper(ax, lang, width)
    if phrases.empty:
        return paper.empty()
    keys, up = ["df_reports", "df_agencies", "phrase"], [False, False, True]
    frame = phrases.sort_values(keys, ascending=up, kind="stable")
    marks = _phrase_keys(paper, frame.head(top))
    frame = frame.head(fitting_rows(paper, top, marks))
    rows = RowChart(
        labels=[
            paper.shorten(text, PHRASE_WIDTH) for text in frame["phrase"].astype("str")
        ],
        x_label=paper.word("words", "n_reports"),
        height=max(0.8, PHRASE_HEIGHT * len(frame)),
        keys=marks,
        note=paper.left_out(len(phrases) - len(frame)),
    )
    with row_chart(paper, rows) as ax:
        ax.hlines(
            rows.y, 0, frame["df_reports"], color=colour("", "grid"), linewidth=1.4
        )
        _draw_spread(ax, frame, rows.y)
        ax.set_xlim(left=0)
    return ax


def _phrase_keys(paper: Paper, frame: pd.DataFrame) -> tuple[Key, ...]:
    """Keys of the ring and of the dots, one for each kind of phrase."""
    ink = colour("", "ink")
    keys = [Key(paper.word("words", "n_agencies"), ink, "o", edge=ink, hollow=True)]
    for kind in known_order(
        frame["kind"].astype("str"), load_toml("plot.toml")["kind"]
    ):
        name = paper.word("kind", kind) if kind else paper.word("words", "n_reports")
        keys.append(Key(name, _phrase_colour(kind), "o", edge=ink))
    return tuple(keys)


def _phrase_colour(kind: str) -> str:
    """Colour of a kind of phrase; one for those of no known kind."""
    is_known = kind in load_toml("plot.toml")["kind"]
    return colour("kind", kind) if is_known else colour("", "main")


def _draw_spread(ax: Axes, frame: pd.DataFrame, y: NDArray[np.float64]) -> None:
    """Draw a ring for the agencies of each phrase, and a dot for its reports, coloured by kind."""
    ink = colour("", "ink")
    ring: Any = {"facecolors": "none", "edgecolors": ink, "linewidths": 0.8, "s": 34}
    ax.scatter(frame["df_agencies"], y, zorder=4, **ring)
    tints = [_phrase_colour(kind) for kind in frame["kind"].astype("str")]
    dot: Any = {"color": tints, "edgecolors": ink, "linewidths": 0.4, "s": 24}
    ax.scatter(frame["df_reports"], y, zorder=3, **dot)


@check_arguments
def themes(
    themes: pd.DataFrame,
    *,
    terms: int = 7,
    top: int = 20,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw the themes: foremost terms, darker where they weigh more, and each theme's stability.

    Parameters
    ----------
    themes : pandas.DataFrame
        Frame ``themes``: theme, label, rank, term, weight, stability.
    terms : int, default 7
        Terms per theme at most.
    top : int, default 20
        Themes drawn at most, in the frame's order.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row per theme; the number at its right is the stability (0–1).

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "theme": 0,
    ...         "label": "培训",
    ...         "rank": [1, 2],
    ...         "term": ["业务培训", "学习"],
    ...         "weight": [0.6, 0.3],
    ...         "stability": 0.9,
    ...     }
    ... )
    >>> len(themes(frame).patches)
    2
    """
    themes = take_frame(
        themes,
        ["theme", "label", "rank", "term", "weight", "stability"],
        what="themes",
        shares=["stability"],
    )
    themes = themes.assign(term=themes["term"].fillna("").astype("str"))
    paper = Paper(ax, lang, width)
    if themes.empty:
        return paper.empty()
    table = _ThemeRows.of(paper, themes, terms=terms, top=top)
    ax = paper.open(
        THEME_HEIGHT * len(table.parts) * paper.scale, table.around.margins(paper)
    )
    for i, part in enumerate(table.parts):
        _draw_terms(paper, ax, i, part.head(table.n_terms), table.n_terms)
        paper.write(ax, (1.01, i), show_fraction(part["stability"].iloc[0]), size=SMALL)
    ax.set_yticks(range(len(table.parts)), table.labels)
    ax.set(xlim=(0, 1), ylim=(len(table.parts) - 0.5, -0.9))
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    _head_stability(paper, ax, table.around)
    paper.dress(ax)
    ax.spines[["left", "bottom"]].set_visible(False)
    table.around.draw(paper, ax)
    return ax


@dataclass(frozen=True, slots=True)
class _ThemeRows:
    """Themes as rows of terms, as many of both as there is room for.

    Parameters
    ----------
    parts : list of pandas.DataFrame
        Rows of the frame of each theme drawn, best term first.
    labels : list of str
        Number and label of each.
    n_terms : int
        Terms at most in a row.
    around : Frame
        What stands around the rows.
    """

    parts: list[pd.DataFrame]
    labels: list[str]
    n_terms: int
    around: Frame

    @classmethod
    def of(
        cls, paper: Paper, themes: pd.DataFrame, *, terms: int, top: int
    ) -> _ThemeRows:
        """Choose what is drawn."""
        frame = themes.sort_values(["theme", "rank"], kind="stable")
        numbers = list(dict.fromkeys(frame["theme"]))
        shown = numbers[: fitting_rows(paper, top, row=TIGHTEST_THEME)]
        parts = [frame[frame["theme"] == number] for number in shown]
        names = [
            f"{int(part['theme'].iloc[0]) + 1} {part['label'].iloc[0]}"
            for part in parts
        ]
        labels = [paper.shorten(name, THEME_WIDTH) for name in names]
        around = Frame(
            x_label=paper.word("words", "weight"),
            note=paper.left_out(len(numbers) - len(parts)),
            left=label_room(paper, labels),
            right=0.15 + paper.measure(">0.99", SMALL),
            ticks=0,
        )
        room = paper.inches - around.left - around.right
        return cls(parts, labels, min(terms, max(1, int(room / LEAST_TERM))), around)


def _head_stability(paper: Paper, ax: Axes, around: Frame) -> None:
    """Write what the numbers at the right are, above the last of the terms."""
    corner = {"ha": "right", "va": "baseline", "transform": ax.get_yaxis_transform()}
    paper.write(
        ax,
        (1 + (around.right - 0.05) / plot_size(ax).width, -0.72),
        paper.word("words", "stability"),
        size=TINY,
        **corner,
    )


def _draw_terms(
    paper: Paper, ax: Axes, row: int, part: pd.DataFrame, n_cells: int
) -> None:
    """Draw one theme's terms side by side, darker where the weight is larger."""
    from matplotlib.colors import LinearSegmentedColormap

    weights = part["weight"].to_numpy(dtype=float).clip(min=0)
    peak = weights.max(initial=0.0)
    strength = weights / peak if peak > 0 else np.zeros(len(part))
    # The two darkest tints are left out: black type stands on each cell.
    tints = load_toml("plot.toml")["colours"]["heat"][:3]
    ramp = LinearSegmentedColormap.from_list("cells", tints)
    wide = 1 / n_cells
    inches = plot_size(ax).width / n_cells
    for i, (term, depth) in enumerate(
        zip(part["term"].astype("str"), strength, strict=True)
    ):
        cell: Any = {"color": ramp(depth), "edgecolor": "white", "linewidth": 0.8}
        ax.barh(row, wide, left=i * wide, height=0.8, **cell)
        line = shorten(term, inches, paper.points(SMALL))
        paper.write(ax, ((i + 0.5) * wide, row), line, size=SMALL, ha="center")
