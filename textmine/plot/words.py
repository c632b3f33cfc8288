"""Charts of words: recurring phrases, themes with their terms, themes by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column, refuse
from textmine.intake.frames import take_frame
from textmine.plot.cells import CellChart, cell_grid, fitting_columns, heatmap
from textmine.plot.frame import Frame, Key
from textmine.plot.names import category_names, group_label, word
from textmine.plot.order import group_of, group_sizes, known_order
from textmine.plot.paper import Paper
from textmine.plot.rows import RowChart, fitting_rows, label_room, row_chart
from textmine.plot.style import SMALL, TINY, colour, group_colour, shorten
from textmine.resources.load import load_toml
from textmine.schema import LEVELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches.
PHRASE_WIDTH = 3.2  # of the longest phrase shown
PHRASE_HEIGHT = 0.2  # a row of phrases
THEME_WIDTH = 1.7  # of the longest theme's name shown
THEME_HEIGHT = 0.36  # a row of terms
LEAST_TERM = 0.5  # a term's column
TIGHTEST_THEME = 0.18  # a row where many must share a page
GROUP_WIDTH = 1.2  # of a group's name
GROUPS_SHOWN = 16  # of a table of themes: more columns leave no room for the numbers
BRANCH_HEIGHT = 0.26  # a row of the tree of themes
STRAND_HEIGHT = 0.42  # of a theme over time: enough for its interval to be seen
TIGHTEST_STRAND = 0.26  # where many must share a page
STRAND_FILL = 0.8  # of that height, for the largest share
MEASURES = ("agreement", "overlap", "weakest")
MARKERS = "os^"


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
        themes, ["theme", "label", "rank", "term", "weight", "stability"], what="themes"
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
        paper.write(ax, (1.01, i), _two(part["stability"].iloc[0]), size=SMALL)
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
            right=0.15 + paper.measure("0.00", SMALL),
            ticks=0,
        )
        room = paper.inches - around.left - around.right
        return cls(parts, labels, min(terms, max(1, int(room / LEAST_TERM))), around)


def _head_stability(paper: Paper, ax: Axes, around: Frame) -> None:
    """Write what the numbers at the right are; there is room for one language only."""
    head = word("words", "stability", "zh" if paper.lang == "both" else paper.lang)
    inches = ax.get_position().width * ax.figure.bbox.width / ax.figure.dpi
    corner = {"ha": "right", "va": "baseline", "transform": ax.get_yaxis_transform()}
    paper.write(
        ax, (1 + (around.right - 0.05) / inches, -0.72), head, size=TINY, **corner
    )


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
        A cell per theme (row) and group (column, n reports under its name).

    Raises
    ------
    FrameError
        If a column is missing, or ``by`` needs the frame of reports.

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
        theme_shares, ["report_id", "theme", "share"], what="theme_shares"
    )
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
    names = _theme_names(themes)
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
        A line for each measure (0–1, 1 is best) over the numbers of themes; an upright line marks
        the chosen one.

    Raises
    ------
    FrameError
        If a column is missing.

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
    choice = take_frame(choice, ["n_themes", *MEASURES, "chosen"], what="choice")
    drawn = ("n_themes", *MEASURES)
    numbers = {
        name: clean_column(choice[name], "number", what="choice") for name in drawn
    }
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
    ax.set_ylim(0, 1)
    around.draw(paper, ax)
    return paper.dress(ax)


@check_arguments
def theme_trends(
    profile: pd.DataFrame,
    *,
    top: int = 12,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw the share of each theme over the years, or from group to group, with its intervals.

    Parameters
    ----------
    profile : pandas.DataFrame
        What ``themes.share_themes`` gives: by, group, category, share, n, ci_low, ci_high.
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
        If a column is missing.

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
    profile = take_frame(profile, needed, what="profile")
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
                    ax, (n_columns, row + 0.5), _percent(values[-1, 0]), **last
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
            # Categories of the codebook may be drawn too, by the name that readers know.
            rows=[paper.shorten(names.get(t, t), THEME_WIDTH) for t in self.themes],
            columns=[
                f"{head}\n(n = {self.sizes[group]})"
                for head, group in zip(heads, self.groups, strict=True)
            ],
            x_label=paper.word("words", "share_interval"),
            note="  ".join(filter(None, notes)),
            height=STRAND_HEIGHT,
            right=0.15 + paper.measure("100%", TINY),
        )

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
    names = _theme_names(themes)
    shown = [names.get(theme, f"{theme + 1}") for theme in tree.leaves]
    rows = RowChart(
        labels=[paper.shorten(name, THEME_WIDTH * 1.5) for name in shown],
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


def _percent(share: float) -> str:
    """Whole percent, or a dash for what is not known."""
    return "–" if np.isnan(share) else f"{share:.0%}"


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
    figure: Any = ax.figure
    inches = ax.get_position().width * figure.bbox.width / figure.dpi / n_cells
    for i, (term, depth) in enumerate(
        zip(part["term"].astype("str"), strength, strict=True)
    ):
        cell: Any = {"color": ramp(depth), "edgecolor": "white", "linewidth": 0.8}
        ax.barh(row, wide, left=i * wide, height=0.8, **cell)
        line = shorten(term, inches, paper.points(SMALL))
        paper.write(ax, ((i + 0.5) * wide, row), line, size=SMALL, ha="center")


def _theme_names(themes: pd.DataFrame | None) -> dict[int, str]:
    """Name themes by number and label."""
    if themes is None or themes.empty:
        return {}
    first = themes.drop_duplicates("theme")
    return {
        int(key): f"{int(key) + 1} {label}"
        for key, label in zip(first["theme"], first["label"], strict=True)
    }


def _two(value: float) -> str:
    """Two decimals, or a dash for what is not known."""
    return "–" if pd.isna(value) else f"{value:.2f}"
