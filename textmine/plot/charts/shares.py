"""Charts of how much each group, or year, writes about each theme."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import show_share
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import refuse
from textmine.intake.frames import take_frame
from textmine.plot.cells import CellChart, cell_grid, fitting_columns, heatmap
from textmine.plot.frame import Frame, join_notes
from textmine.plot.names import category_names, group_label, theme_names
from textmine.plot.order import group_of, group_sizes, known_order
from textmine.plot.paper import Paper
from textmine.plot.rows import cut_names
from textmine.plot.style import TINY, colour
from textmine.schema import LEVELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches.
THEME_WIDTH = 1.7  # of the longest theme's name shown
GROUP_WIDTH = 1.2  # of a group's name
STRAND_HEIGHT = 0.42  # of a theme over time: enough for its interval to be seen
TIGHTEST_STRAND = 0.26  # where many must share a page

GROUPS_SHOWN = 16  # columns; more leave no room for the numbers
STRAND_FILL = 0.8  # of a row's height, for the largest share


@check_arguments
def theme_shares(
    theme_shares: pd.DataFrame,
    *,
    themes: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
    by: str = "agency_type",
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw what each group writes about: the mean share of every theme by group.

    Parameters
    ----------
    theme_shares : pandas.DataFrame
        Frame ``theme_shares``: report_id, theme, share.
    themes : pandas.DataFrame, optional
        Frame ``themes``, for the labels.
    reports : pandas.DataFrame, optional
        Frame ``reports``, for the groups.
    by : str, default "agency_type"
        Grouping; the 16 largest groups are drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A cell per theme (row) and group (column, n reports with a theme under its name).

    Raises
    ------
    FrameError
        If a column is missing, a share does not lie from 0 to 1, or ``by`` needs the frame of
        reports.

    Examples
    --------
    >>> shares = pd.DataFrame(
    ...     {"report_id": ["a", "a"], "theme": [0, 1], "share": [0.7, 0.3]}
    ... )
    >>> ax = theme_shares(shares, by="report_id", lang="en")
    >>> [t.get_text() for t in ax.texts]
    ['70%', '30%']
    """
    theme_shares = take_frame(
        theme_shares,
        ["report_id", "theme", "share"],
        what="theme_shares",
        shares=["share"],
    )
    # A report without a theme is in no mean, and in no n.
    theme_shares = theme_shares[theme_shares["share"].notna()]
    if themes is not None:
        themes = take_frame(themes, ["theme", "label"], what="themes")
    paper = Paper(ax, lang, width)
    if theme_shares.empty:
        return paper.empty()
    frame = theme_shares.assign(group=group_of(theme_shares["report_id"], reports, by))
    sizes = group_sizes(frame["group"], frame["report_id"])
    kept = known_order(
        map(str, sizes.index[: fitting_columns(paper, GROUPS_SHOWN)]), LEVELS
    )
    table = frame.pivot_table(
        index="theme", columns="group", values="share", aggfunc="mean"
    )
    table = table.reindex(columns=kept)
    names = theme_names(themes)
    themed = [names.get(int(number), f"{int(number) + 1}") for number in table.index]
    unknown = paper.word("words", "unknown")
    groups = [group_label(key, by, lang) if key else unknown for key in kept]
    heads = [
        f"{paper.shorten(name, GROUP_WIDTH)}\n(n = {sizes[key]})"
        for name, key in zip(groups, kept, strict=True)
    ]
    return heatmap(
        paper,
        table.to_numpy(dtype=float),
        [paper.shorten(name, THEME_WIDTH) for name in themed],
        heads,
        x_label="mean_share",
        note=paper.left_out(len(sizes) - len(kept), "groups_left_out"),
    )


@check_arguments
def theme_trends(
    profile: pd.DataFrame,
    *,
    top: int = 12,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw shares of themes or categories over the years, or from group to group, with intervals.

    Parameters
    ----------
    profile : pandas.DataFrame
        What ``themes.share_themes`` gives, or ``compare.profile``: by, group, category, share, n,
        ci_low, ci_high. Shares are of characters; of categories of the codebook they are of
        reports, or of problems where a column ``unit`` says so.
    top : int, default 12
        Themes drawn at most, the first.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row for each theme, a column for each year or group (n reports under its name), all rows
        on one scale; a dot for the share, an upright line for its interval, years joined by a line,
        the last share at the right.

    Raises
    ------
    FrameError
        If a column is missing, or a share or an end of an interval does not lie from 0 to 1.

    References
    ----------
    Tufte, E. (2001). The Visual Display of Quantitative Information, 2nd ed. (small multiples).

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "by": "year",
    ...         "group": ["2020", "2021"],
    ...         "category": "政策解读",
    ...         "share": [0.2, 0.3],
    ...         "n": [40, 42],
    ...         "ci_low": [0.15, 0.24],
    ...         "ci_high": [0.26, 0.37],
    ...     }
    ... )
    >>> ax = theme_trends(frame, lang="en")
    >>> [t.get_text() for t in ax.texts]
    ['30%']
    """
    needed = ["by", "group", "category", "share", "n", "ci_low", "ci_high"]
    shares = ["share", "ci_low", "ci_high"]
    profile = take_frame(profile, needed, what="profile", shares=shares)
    refuse(
        profile["group"],
        profile.duplicated(["group", "category"]),
        "profile",
        "each once",
    )
    profile = profile.assign(category=profile["category"].fillna("").astype("str"))
    paper = Paper(ax, lang, width)
    frame = profile[profile["share"].notna()]
    if frame.empty:
        return paper.empty()
    strands = _Strands.of(paper, frame, top)
    last: Any = {"shift": (3, 0), "va": "center", "size": TINY}
    with cell_grid(paper, strands.grid(paper, len(set(frame["category"])))) as ax:
        n_columns = len(strands.groups)
        borders = np.arange(len(strands.themes)) + 1
        ax.hlines(borders, 0, n_columns, color=colour("", "grid"), linewidth=0.6)
        for row, values in enumerate(strands.values()):
            heights = row + 1 - STRAND_FILL * values / strands.peak
            _draw_strand(paper, ax, heights, joined=strands.by == "year")
            if strands.by == "year":
                paper.beside(
                    ax, (n_columns, row + 0.5), show_share(values[-1, 0]), **last
                )
    return ax


@dataclass(frozen=True, slots=True)
class _Strands:
    """Shares by theme and group: what is drawn of them.

    Parameters
    ----------
    frame : pandas.DataFrame
        As ``theme_trends`` takes it.
    by : str
        What groups.
    themes, groups : list of str
        Those drawn, in order.
    sizes : pandas.Series
        Reports of all groups.
    """

    frame: pd.DataFrame
    by: str
    themes: list[str]
    groups: list[str]
    sizes: pd.Series

    @classmethod
    def of(cls, paper: Paper, profile: pd.DataFrame, top: int) -> _Strands:
        """Choose what the paper has room for."""
        frame = profile.astype({"group": "str", "category": "str"})
        by = str(frame["by"].iloc[0])
        sizes = frame.groupby("group")["n"].max()
        known = known_order(sorted(sizes.index), LEVELS)
        fits = fitting_columns(paper, GROUPS_SHOWN)
        # The latest years are what is asked for; of other groups the largest.
        kept = (
            known[-fits:]
            if by == "year"
            else known_order(sizes.nlargest(fits).index, known)
        )
        themes = list(dict.fromkeys(frame["category"]))
        around = Frame("x", "x").margins(paper)
        most = paper.most(min(top, len(themes)), TIGHTEST_STRAND, around)
        return cls(frame, by, themes[:most], kept, sizes)

    def grid(self, paper: Paper, n_themes: int) -> CellChart:
        """Frame them: names, groups with their sizes, what is left out."""
        names = category_names(paper.lang)
        heads = [
            paper.shorten(group_label(g, self.by, paper.lang), GROUP_WIDTH)
            for g in self.groups
        ]
        notes = [
            paper.left_out(len(self.sizes) - len(self.groups), "groups_left_out"),
            paper.left_out(n_themes - len(self.themes)),
        ]
        return CellChart(
            rows=[
                # Categories of the codebook may be drawn too, by the name that readers know.
                cut_names(paper, [names[theme]])[0]
                if theme in names
                else paper.shorten(theme, THEME_WIDTH)
                for theme in self.themes
            ],
            columns=[
                f"{head}\n(n = {self.sizes[group]})"
                for head, group in zip(heads, self.groups, strict=True)
            ],
            x_label=paper.word("words", f"{self.unit(set(names))}_interval"),
            note=join_notes(*notes),
            height=STRAND_HEIGHT,
            right=0.15 + paper.measure("100%", TINY),
        )

    def unit(self, known: Set[str]) -> str:
        """What the shares are of: reports and problems have categories that are known."""
        if "unit" in self.frame and set(self.frame["unit"]) == {"problem"}:
            return "problem"
        return "report" if set(self.frame["category"]) <= known else "share"

    @property
    def peak(self) -> float:
        """Largest share or bound drawn, by which all rows are scaled."""
        bounds = [
            values.max(initial=0.0, where=np.isfinite(values))
            for values in self.values()
        ]
        return max(bounds) or 1.0

    def values(self) -> Iterator[NDArray[np.float64]]:
        """Yield share, ci_low and ci_high of each theme, of shape (n_groups, 3)."""
        for name in self.themes:
            part = self.frame[self.frame["category"] == name].set_index("group")
            table = part.reindex(self.groups)[["share", "ci_low", "ci_high"]]
            yield table.to_numpy(np.float64)


def _draw_strand(
    paper: Paper, ax: Axes, heights: NDArray[np.float64], *, joined: bool
) -> None:
    """Draw one theme: shares with their intervals, ``heights`` of shape (n_groups, 3)."""
    x = np.arange(len(heights)) + 0.5
    share, low, high = heights.T
    tint = colour("", "main")
    has_interval = np.isfinite(low) & np.isfinite(high)
    look: Any = {"color": tint, "linewidth": 2.4, "alpha": 0.35, "clip_on": False}
    ax.vlines(x[has_interval], low[has_interval], high[has_interval], **look)
    look = {
        "color": tint,
        "markersize": 4.0 * paper.scale,
        "marker": "o",
        "linewidth": 1.2,
    }
    look["clip_on"] = False  # a share of 0 stands on the row's border
    ax.plot(x, share, **look | ({} if joined else {"linestyle": ""}))
