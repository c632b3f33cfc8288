"""Charts of how values are spread: over the reports of a group, over pairs of reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame
from textmine.plot.frame import Frame, Key
from textmine.plot.names import group_label, score_name
from textmine.plot.order import group_of, known_order, largest_first, quantile_points
from textmine.plot.paper import Paper
from textmine.plot.rows import (
    LABEL_WIDTH,
    RowChart,
    fitting_rows,
    row_chart,
    show_percent,
)
from textmine.plot.style import (
    FONT_SIZE,
    POINTS_PER_INCH,
    SMALL,
    colour,
    group_colour,
    wrap,
)
from textmine.resources.load import load_toml

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GROUPS_SHOWN = 12  # of a distribution: more rows than a page takes in at one look
STRIP_HEIGHT = 0.42  # inches
TIGHTEST_STRIP = 0.2  # inches, where many must share a page
STRIP_POINTS = 300  # dots a row; more lie on one another and make the page large
CURVE_HEIGHT = 2.6  # inches
UPRIGHT = 1.9  # inches, of one line of the upright axis' name
STEPS = 400  # of a falling line; finer than a screen shows
CONTAINMENTS = ["containment_ab", "containment_ba"]
PAIR_TYPES_SHOWN = 8  # as many as there are colours
# Reuse of which studies speak as partial, near and identical; lines to read the curves by, no cut.
GUIDES = (0.3, 0.6, 0.9)
# Patterns of lines, so that kinds are told apart in print without colour; dots are for chance.
LINES_TOLD_APART = ("-", "--", "-.")
# Steps of the golden ratio put neighbours far apart, and are the same in each run.
GOLDEN = 0.618


@check_arguments
def lengths(
    reports: pd.DataFrame,
    *,
    by: str = "year",
    top: int = 12,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how long the narratives are: a dot per report, the median of each group as a line.

    Parameters
    ----------
    reports : pandas.DataFrame
        Frame ``reports``; n_narrative_chars is drawn.
    by : str, default "year"
        Column that groups: year, province, level, agency_type, agency, region.
    top : int, default 12
        Groups drawn at most, the largest.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row per group; beyond 300 reports the dots are 300 quantiles of the group.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "b"],
    ...         "year": [2021, 2021],
    ...         "n_narrative_chars": [1800, 2600],
    ...     }
    ... )
    >>> lengths(frame, lang="zh").get_xlabel()
    '正文字符数'
    """
    reports = take_frame(
        reports, ["report_id", by, "n_narrative_chars"], what="reports"
    )
    frame = reports[reports["n_narrative_chars"].notna()]
    groups = group_of(frame["report_id"], frame, by)
    names = groups.map(lambda key: group_label(key, by, lang))
    strips = _Strips(frame["n_narrative_chars"], names, top, "characters")
    paper = Paper(ax, lang, width)
    if frame.empty:
        return paper.empty()
    ax = _draw_strips(paper, strips)
    ax.set_xlim(left=0)
    return ax


@check_arguments
def distribution(
    scores: pd.DataFrame,
    score: str,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "agency_type",
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how a measure is distributed in each group: a dot per report, the median as a line.

    Parameters
    ----------
    scores : pandas.DataFrame
        Frame ``scores``; rows of scope ``report`` are drawn.
    score : str
        Name of the measure, e.g. ``completeness``.
    reports : pandas.DataFrame, optional
        Frame ``reports``, for the groups.
    by : str, default "agency_type"
        Grouping; the 12 largest groups are drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row per group; beyond 300 reports the dots are 300 quantiles of the group.

    Raises
    ------
    FrameError
        If a column is missing, a score that is a share does not lie from 0 to 1, or ``by`` needs
        the frame of reports.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {
    ...         "report_id": ["a"],
    ...         "scope": "report",
    ...         "score": "completeness",
    ...         "value": [0.9],
    ...     }
    ... )
    >>> reports = pd.DataFrame({"report_id": ["a"], "year": [2021]})
    >>> ax = distribution(scores, "completeness", reports=reports, by="year", lang="zh")
    >>> ax.get_yticklabels()[0].get_text(), ax.get_xlabel()
    ('2021 (n = 1)', '完整性')
    """
    scores = take_frame(scores, ["report_id", "scope", "score", "value"], what="scores")
    is_shown = (
        (scores["scope"] == "report")
        & (scores["score"] == score)
        & scores["value"].notna()
    )
    frame = scores[is_shown]
    if load_toml("measures.toml").get(score, {}).get("unit") == "share":
        values = clean_column(frame["value"], "share", what="scores")
        frame = frame.assign(value=values)
    paper = Paper(ax, lang, width)
    if frame.empty:
        return paper.empty()
    groups = group_of(frame["report_id"], reports, by)
    names = groups.map(lambda key: group_label(key, by, lang))
    ax = _draw_strips(paper, _Strips(frame["value"], names, GROUPS_SHOWN, score))
    if frame["value"].between(0, 1).all():
        ax.set_xlim(0, 1.02)
    return ax


@check_arguments
def similarity(
    pairs: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how alike pairs of reports are: the share at least as similar as x, by type of pair.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Frame ``pairs``: pair_type, containment_ab, containment_ba and expected are drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A falling step line per pair type (n in the legend), what chance gives in grey.

    Raises
    ------
    FrameError
        If a column is missing, or a containment does not lie from 0 to 1.

    References
    ----------
    Containment: A. Broder 1997, On the resemblance and containment of documents.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "pair_type": ["other"],
    ...         "containment_ab": [0.2],
    ...         "containment_ba": [0.4],
    ...         "expected": [0.05],
    ...     }
    ... )
    >>> similarity(frame, lang="zh").get_ylabel()
    '不低于该值的报告对比例'
    """
    pairs = take_frame(
        pairs,
        ["pair_type", *CONTAINMENTS, "expected"],
        what="pairs",
        shares=[*CONTAINMENTS, "expected"],
    )
    paper = Paper(ax, lang, width)
    if pairs.empty:
        return paper.empty()
    larger = pairs[CONTAINMENTS].max(axis=1)
    kinds = pairs["pair_type"].astype("str")
    shown = known_order(kinds, load_toml("plot.toml")["pair_type"])[:PAIR_TYPES_SHOWN]
    curves = []
    for i, kind in enumerate(shown):
        values = larger[kinds == kind].dropna()
        name = f"{paper.word('pair_type', kind)} (n = {len(values)})"
        look = LINES_TOLD_APART[i % len(LINES_TOLD_APART)]
        curves.append((Key(name, group_colour(i), look), values))
    chance = pairs["expected"].dropna()
    if len(chance):
        curves.append(
            (Key(paper.word("words", "expected"), colour("", "muted"), ":"), chance)
        )
    frame = Frame(
        x_label=paper.word("words", "containment"),
        keys=tuple(key for key, _ in curves),
        left=_upright_room(paper),
    )
    ax = paper.open(CURVE_HEIGHT * paper.scale, frame.margins(paper))
    for key, values in curves:
        _draw_falling(ax, values, key)
    ax.vlines(GUIDES, 0, 1, color=colour("", "grid"), linewidth=0.8, zorder=0)
    ax.set(xlim=(0, 1), ylim=(0, 1.02))
    ax.set_ylabel("\n".join(_upright_lines(paper)))
    show_percent(ax.xaxis)
    show_percent(ax.yaxis)
    frame.draw(paper, ax)
    return paper.dress(ax)


@dataclass(frozen=True, slots=True)
class _Strips:
    """Values of reports, the group of each, how many groups are drawn, and what is measured."""

    values: pd.Series
    groups: pd.Series
    top: int
    measure: str


def _draw_strips(paper: Paper, strips: _Strips) -> Axes:
    """Draw values as dots, a row per group with its median; the largest groups, by name."""
    sizes = largest_first(strips.groups.value_counts(sort=False))
    top = fitting_rows(paper, strips.top, row=TIGHTEST_STRIP)
    kept = sorted(str(group) for group in sizes.index[:top])
    labels = [paper.counted(group, sizes[group], LABEL_WIDTH) for group in kept]
    more = paper.left_out(len(sizes) - len(kept), "groups_left_out")
    median = paper.word("words", "median")
    rows = RowChart(
        labels=labels,
        x_label=score_name(strips.measure, paper.lang),
        height=max(0.9, STRIP_HEIGHT * len(kept)),
        grid=True,
        note=f"{median}  {more}" if more else median,
    )
    tint, accent = colour("", "main"), colour("", "accent")
    with row_chart(paper, rows) as ax:
        for i, group in enumerate(kept):
            values = strips.values[(strips.groups == group).to_numpy()].to_numpy(
                dtype=float
            )
            points = quantile_points(values, STRIP_POINTS)
            aside = ((np.arange(len(points)) * GOLDEN) % 1 - 0.5) * 0.5
            ax.scatter(points, i + aside, s=14, color=tint, alpha=0.55, linewidths=0)
            ax.vlines(np.median(values), i - 0.36, i + 0.36, color=accent, linewidth=2)
    return ax


def _upright_lines(paper: Paper) -> list[str]:
    """Lines of the upright axis' name, no longer than the axis is high."""
    return wrap(
        paper.word("words", "share_of_pairs"),
        UPRIGHT * paper.scale,
        paper.points(SMALL),
    )


def _upright_room(paper: Paper) -> float:
    """Left margin in inches for the upright axis: its numbers and its name."""
    numbers = paper.measure("100%", FONT_SIZE)
    lines = len(_upright_lines(paper)) * paper.points(SMALL) * 1.3 / POINTS_PER_INCH
    return numbers + lines + 0.25 * paper.scale


def _draw_falling(ax: Axes, values: pd.Series, key: Key) -> None:
    """Draw one minus the distribution function, as steps."""
    points = quantile_points(values.to_numpy(dtype=float), STEPS)
    x = np.concatenate([[0.0], points])
    y = np.concatenate([[1.0], 1 - np.arange(len(points)) / max(1, len(points))])
    # The last step falls to 0 at the largest value.
    x, y = np.append(x, x[-1]), np.append(y, 0.0)
    look: Any = {"color": key.colour, "linestyle": key.mark, "label": key.name}
    ax.step(x, y, where="pre", linewidth=1.5, **look)
