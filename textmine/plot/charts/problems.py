"""Charts of stated problems: who states which, how they are answered, whether they stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import show_share
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.plot.frame import Frame, Key, join_notes
from textmine.plot.names import category_names, group_label
from textmine.plot.order import known_order, largest_first, natural_order
from textmine.plot.paper import Paper
from textmine.plot.rows import (
    RowChart,
    cut_names,
    draw_stack,
    fitting_rows,
    fold_names,
    name_height,
    row_chart,
)
from textmine.plot.style import SMALL, colour, group_colour
from textmine.schema import LEVELS, PERSISTENCE_STATES, RESPONSE_STATES
from textmine.stats.groups import UNKNOWN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Shapes of the dots, so that groups are told apart in print without colour.
MARKERS = "osD^vP*X"
CATEGORY_HEIGHT = 0.16  # inches, and as much more for each group
GROUP_HEIGHT = 0.13  # inches
SPREAD = 0.7  # of a row's height, over which its groups' dots are spread
LEAST_AXIS = 0.05  # so that shares near 0 do not fill the picture
BAND_HEIGHT = 0.32  # inches a category
TIGHTEST_BAND = 0.2  # inches, where many must share a page
GAP_LEFT = 0.035  # between two categories, of the height of all
GAP_RIGHT = 0.12  # between two states
KEY_WIDTH = 3.2  # inches, of a group's name among the keys


@check_arguments
def profile(
    profile: pd.DataFrame,
    *,
    top: int = 6,
    min_n: int = 1,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw the problem profile: shares of reports naming each category, with intervals, by group.

    Parameters
    ----------
    profile : pandas.DataFrame
        Frame ``profile``: group, category, share, n, ci_low, ci_high; or what
        :func:`textmine.problems.corrected_shares` gives. Shares are of reports unless a column
        ``unit`` says that they are of problems.
    top : int, default 6
        Groups drawn at most, those with the largest n; years and levels in their own order.
    min_n : int, default 1
        Leave out smaller groups, whose shares say little (all are drawn where none is as large).
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row per category, most frequent on top; a dot and its interval per group, n in the legend.

    Raises
    ------
    FrameError
        If a column is missing, or a share or an end of an interval does not lie from 0 to 1.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "group": ["市"],
    ...         "category": ["content"],
    ...         "share": [0.4],
    ...         "n": [10],
    ...         "ci_low": [0.17],
    ...         "ci_high": [0.69],
    ...     }
    ... )
    >>> profile(frame, lang="en").get_xlabel()
    'share of reports'
    """
    profile = take_frame(
        profile,
        ["group", "category", "share", "n", "ci_low", "ci_high"],
        what="profile",
        shares=["share", "ci_low", "ci_high"],
    )
    paper = Paper(ax, lang, width)
    part = _largest_groups(profile, top, min_n)
    if part.frame.empty or not part.categories:
        return paper.empty()
    keys = tuple(_group_key(paper, part, i) for i in range(len(part.groups)))
    fits = fitting_rows(paper, len(part.categories), keys)
    n_cut = len(part.categories) - fits
    part = replace(part, categories=part.categories[:fits])
    names = category_names(lang)
    n_groups, n_categories = len(part.groups), len(part.categories)
    labels = fold_names(paper, [names.get(key, key) for key in part.categories])
    row = max(CATEGORY_HEIGHT + GROUP_HEIGHT * n_groups, name_height(labels))
    rows = RowChart(
        labels=labels,
        x_label=paper.word("words", f"share_of_{_unit(profile)}s"),
        height=row * n_categories,
        percent=True,
        grid=True,
        keys=keys,
        note=join_notes(
            paper.left_out(part.n_left_out, "groups_left_out"), paper.left_out(n_cut)
        ),
    )
    with row_chart(paper, rows) as ax:
        for i, key in enumerate(keys):
            _draw_intervals(ax, part, i, key)
        largest = float(np.nanmax(part.frame[["share", "ci_high"]].to_numpy()))
        ax.set_xlim(0, max(LEAST_AXIS, largest * 1.05))
        between = np.arange(n_categories - 1) + 0.5
        ax.hlines(between, 0, 1, color=colour("", "grid"), linewidth=0.6, zorder=0)
    return ax


@check_arguments
def response(
    responses: pd.DataFrame,
    *,
    problems: pd.DataFrame | None = None,
    top: int = 14,
    ax: Axes | None = None,
    width: float | str | None = None,
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
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        Bands as wide as the number of problems; at the right each problem is counted once.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"problem_id": ["p1", "p2"], "state": ["concrete", "uncovered"]}
    ... )
    >>> len(response(frame).texts)
    3
    """
    responses = take_frame(responses, ["problem_id", "state"], what="responses")
    paper = Paper(ax, lang, width)
    best = _best_answers(responses, problems)
    table = _count_answers(best)
    if table.empty:
        return paper.empty()
    kept = table.head(fitting_rows(paper, top, row=TIGHTEST_BAND))
    answered = best[best["category"].isin(kept.index)].drop_duplicates("item_id")
    bands = _Bands.of(paper, kept, answered["rank"].value_counts())
    is_repeated = len(answered) < kept.to_numpy().sum()
    frame = Frame(
        note=join_notes(
            paper.word("words", "in_each_category") if is_repeated else "",
            paper.left_out(len(table) - len(kept)),
        ),
        left=0.15 + max(paper.measure(label) for label in bands.left_labels),
        right=0.2
        + max(
            paper.measure(line) for line in "\n".join(bands.right_labels).split("\n")
        ),
        ticks=0,
    )
    ax = paper.open(
        max(1.6, BAND_HEIGHT * len(kept)) * paper.scale, frame.margins(paper)
    )
    _draw_bands(paper, ax, bands)
    ax.set_axis_off()
    frame.draw(paper, ax)
    return ax


@check_arguments
def persistence(
    persistence: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw what became of last year's problems: repeated verbatim, restated or dropped.

    Parameters
    ----------
    persistence : pandas.DataFrame
        Frame ``persistence``: year and state are drawn; a dropped problem without year counts in
        the year after its last mention. New problems are none of last year's and are left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A stacked bar of shares per year, n (problems of the year before) at its end.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"year": [2021], "earlier_year": [2020], "state": ["verbatim"]}
    ... )
    >>> persistence(frame, lang="zh").get_xlabel()
    '占上年问题的比例'
    """
    persistence = take_frame(
        persistence, ["year", "earlier_year", "state"], what="persistence"
    )
    paper = Paper(ax, lang, width)
    after_last_mention = persistence["earlier_year"].astype("Int64") + 1
    years = persistence["year"].astype("Int64").fillna(after_last_mention)
    states = persistence["state"].astype("str")
    of_last_year = years.notna() & (states != "new")
    if not of_last_year.any():
        return paper.empty()
    years, states = years[of_last_year].astype("int64"), states[of_last_year]
    table = pd.crosstab(years, states).sort_index()
    table.index = pd.Index([f"{year - 1} → {year}" for year in table.index])
    table = table[known_order(table.columns, PERSISTENCE_STATES)]
    notes = [f"n = {n}" for n in table.sum(axis=1)]
    return draw_stack(paper, table, "state", notes, x_label="share_of_earlier_problems")


def response_table(
    responses: pd.DataFrame, problems: pd.DataFrame | None
) -> pd.DataFrame:
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
    >>> frame = pd.DataFrame(
    ...     {"problem_id": ["p1", "p1"], "state": ["mirrored", "concrete"]}
    ... )
    >>> response_table(frame, None).loc["all"].tolist()
    [1, 0, 0]
    """
    return _count_answers(_best_answers(responses, problems))


def _best_answers(
    responses: pd.DataFrame, problems: pd.DataFrame | None
) -> pd.DataFrame:
    """The best answer to each problem, in a row for each of its categories."""
    rank_of = {state: rank for rank, state in enumerate(RESPONSE_STATES)}
    rank = responses["state"].astype("str").map(rank_of)
    answers = pd.DataFrame(
        {"item_id": responses["problem_id"].astype("str"), "rank": rank}
    )
    # A problem with several measures counts once, by its best answer.
    best = answers.dropna().groupby("item_id")["rank"].min().reset_index()
    best["category"] = "all"
    if problems is not None and not problems.empty:
        problems = take_frame(problems, ["item_id", "categories"], what="problems")
        coded = (
            problems.drop_duplicates("item_id")
            .set_index("item_id")["categories"]
            .astype("str")
        )
        codes = best["item_id"].map(coded).fillna("").astype("str")
        best = best.assign(category=codes.str.split("|")).explode("category")
    return best.astype({"category": "str", "rank": "int64"})


def _count_answers(best: pd.DataFrame) -> pd.DataFrame:
    """Problems by category and best answer, the commonest category first."""
    if best.empty:
        return pd.DataFrame()
    counts = pd.crosstab(best["category"], best["rank"])
    table = counts.reindex(columns=range(len(RESPONSE_STATES)), fill_value=0)
    table.columns = pd.Index(RESPONSE_STATES)
    return table.loc[largest_first(table.sum(axis=1)).index]


@dataclass(frozen=True, slots=True)
class _Profile:
    """What is drawn of a profile: its rows, the groups and categories in order, n of each group."""

    frame: pd.DataFrame
    groups: list[str]
    categories: list[str]
    sizes: dict[str, int]
    n_left_out: int


def _unit(profile: pd.DataFrame) -> str:
    """What the shares are of: reports, where the frame does not say otherwise."""
    named = set(profile["unit"]) if "unit" in profile else set()
    return "problem" if named == {"problem"} else "report"


def _largest_groups(profile: pd.DataFrame, top: int, min_n: int) -> _Profile:
    """Cut a profile to its largest groups, the categories that most reports name first."""
    known = profile[profile["share"].notna()].sort_values(
        ["group", "category"], kind="stable"
    )
    sizes = largest_first(known.groupby("group")["n"].max())
    is_large = sizes >= min_n
    large = sizes[is_large] if is_large.any() else sizes
    by = sorted(set(profile["by"].astype("str"))) if "by" in profile else []
    if not by and set(large.index) <= {*LEVELS, UNKNOWN}:
        by = ["level"]
    groups = natural_order(large.index[:top], by[0] if len(by) == 1 else "")
    frame = known[known["group"].isin(groups)]
    naming = (frame["share"] * frame["n"]).groupby(frame["category"]).sum()
    return _Profile(
        frame,
        groups,
        categories=[str(category) for category in largest_first(naming).index],
        sizes={str(group): int(n) for group, n in sizes.items()},
        n_left_out=len(sizes) - len(groups),
    )


def _group_key(paper: Paper, part: _Profile, i: int) -> Key:
    """Key of the i-th group: its name and n, its colour and its mark."""
    group = part.groups[i]
    label = group_label(group, "", paper.lang)
    name = paper.counted(label, part.sizes[group], KEY_WIDTH, SMALL)
    return Key(name, group_colour(i), MARKERS[i % len(MARKERS)])


def _draw_intervals(ax: Axes, part: _Profile, i: int, key: Key) -> None:
    """Draw the dots of the i-th group with their intervals; one without interval stands alone."""
    is_shown = part.frame["category"].isin(part.categories)
    rows = part.frame[(part.frame["group"] == part.groups[i]) & is_shown]
    row_of = {category: row for row, category in enumerate(part.categories)}
    middle = rows["category"].astype("str").map(row_of).to_numpy(dtype=float)
    # The groups' dots stand side by side around the middle of the category's row.
    aside = (i - (len(part.groups) - 1) / 2) * SPREAD / len(part.groups)
    share = rows["share"].to_numpy(dtype=float)
    below = np.nan_to_num(share - rows["ci_low"].to_numpy(dtype=float)).clip(min=0)
    above = np.nan_to_num(rows["ci_high"].to_numpy(dtype=float) - share).clip(min=0)
    reach = np.vstack([below, above])
    look: Any = {"color": key.colour, "fmt": key.mark, "label": key.name}
    ax.errorbar(share, middle + aside, xerr=reach, markersize=4, linewidth=1.1, **look)


@dataclass(frozen=True, slots=True)
class _Bands:
    """Counts by category (rows) and state (columns), with what stands at both ends."""

    counts: NDArray[np.float64]
    states: list[str]
    left_labels: list[str]
    right_labels: list[str]

    @classmethod
    def of(cls, paper: Paper, table: pd.DataFrame, answered: pd.Series) -> _Bands:
        """Name the ends of the bands; ``answered``: problems by number of state, each once."""
        counts = table.to_numpy(dtype=float)
        names = category_names(paper.lang)
        left = [
            names.get(str(key), paper.word("words", str(key) or "uncoded"))
            for key in table.index
        ]
        n_by_category = counts.sum(axis=1)
        states = [str(state) for state in table.columns]
        # A problem of two categories has a band in each, but is one problem that was answered.
        n_by_state = answered.reindex(range(len(states)), fill_value=0).to_numpy()
        shares = n_by_state / n_by_state.sum()
        gap = "  " if paper.scale == 1.0 else "\n"
        return cls(
            counts,
            states,
            [
                f"{name}  {n:.0f}"
                for name, n in zip(cut_names(paper, left), n_by_category, strict=True)
            ],
            [
                f"{paper.word('state', state)}{gap}{n:.0f} ({show_share(share)})"
                for state, n, share in zip(states, n_by_state, shares, strict=True)
            ],
        )


def _draw_bands(paper: Paper, ax: Axes, bands: _Bands) -> None:
    """Draw bands from categories to states, both sides stacked from the top."""
    counts = bands.counts
    by_category, by_state = counts.sum(axis=1), counts.sum(axis=0)
    gap = counts.sum() * GAP_LEFT
    left, right = _stack(by_category, gap), _stack(by_state, counts.sum() * GAP_RIGHT)
    # Where the next band begins on either side.
    next_left, next_right = list(left), list(right)
    for i, label in enumerate(bands.left_labels):
        paper.write(ax, (-0.02, left[i] + by_category[i] / 2), label, ha="right")
        for j, state in enumerate(bands.states):
            n = counts[i, j]
            if n:
                _draw_band(ax, next_left[i], next_right[j], n, colour("state", state))
                next_left[i] += n
                next_right[j] += n
    for start, n, label in zip(right, by_state, bands.right_labels, strict=True):
        if n:
            paper.write(ax, (1.02, start + n / 2), label)
    lowest = max(*next_right, left[-1] + by_category[-1])
    ax.set(xlim=(0, 1), ylim=(lowest + gap, -gap))


def _draw_band(ax: Axes, left: float, right: float, n: float, tint: str) -> None:
    """Draw one band of height n from the left side to the right, as a half wave of a cosine."""
    x = np.linspace(0, 1, 24)
    bend = (1 - np.cos(np.pi * x)) / 2
    upper = left + (right - left) * bend
    ax.fill_between(x, upper, upper + n, color=tint, alpha=0.55, linewidth=0)


def _stack(sizes: NDArray[np.float64], gap: float) -> list[float]:
    """Give the starts of blocks stacked with a gap between them; an empty block takes no gap."""
    ends = np.cumsum(sizes[:-1] + gap * (sizes[:-1] > 0))
    return [0.0, *ends.tolist()]
