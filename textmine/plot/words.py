"""Charts of words: recurring phrases, themes with their terms, themes by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmine.plot.frames import group_of, known_order
from textmine.plot.shapes import heatmap, left_out
from textmine.plot.style import (
    colour,
    open_axes,
    say_empty,
    say_more,
    shorten,
    styled,
    text_width,
    word,
)
from textmine.resources.load import load_toml
from textmine.schema import LEVELS, check_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def phrases(
    phrases: pd.DataFrame, *, top: int = 30, ax: Axes | None = None, lang: str = "both"
) -> Axes:
    """Draw the phrases that stand in most reports: a dot for reports, a ring for agencies.

    Parameters
    ----------
    phrases : pandas.DataFrame
        Frame ``phrases``: phrase, df_reports, df_agencies and kind are drawn.
    top : int, default 30
        Phrases drawn at most.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
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
    ...     {"phrase": ["依申请公开"], "df_reports": [9], "df_agencies": [4], "kind": ["stock"]}
    ... )
    >>> phrases(frame, lang="zh").get_xlabel()
    '报告数'
    """
    check_columns(phrases, ["phrase", "df_reports", "df_agencies", "kind"], what="phrases")
    with styled():
        if phrases.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        frame = phrases.sort_values(
            ["df_reports", "df_agencies", "phrase"], ascending=[False, False, True], kind="stable"
        ).head(top)
        labels = [shorten(text, 3.2) for text in frame["phrase"].astype("str")]
        room = 0.25 + max(text_width(label) for label in labels)
        ax = open_axes(ax, height=max(0.8, 0.2 * len(frame)), left=room, top=0.5)
        y = np.arange(len(frame), dtype=float)
        kinds = frame["kind"].astype("str").to_numpy()
        ax.hlines(y, 0, frame["df_reports"], color=colour("", "grid"), linewidth=1.4)
        rings: Any = {"facecolors": "none", "edgecolors": colour("", "ink"), "linewidths": 0.8}
        ax.scatter(
            frame["df_agencies"],
            y,
            s=34,
            zorder=4,
            label=word("words", "n_agencies", lang),
            **rings,
        )
        table = load_toml("plot.toml")["kind"]
        for kind in known_order(kinds, table):
            rows = kinds == kind
            name = word("kind", kind, lang) if kind else word("words", "n_reports", lang)
            tint = colour("kind", kind) if kind in table else colour("", "main")
            ax.scatter(
                frame["df_reports"][rows],
                y[rows],
                s=24,
                color=tint,
                edgecolors=colour("", "ink"),
                linewidths=0.4,
                label=name,
                zorder=3,
            )
        ax.set_yticks(y, labels)
        ax.set(ylim=(len(frame) - 0.4, -0.6), xlabel=word("words", "n_reports", lang))
        ax.set_xlim(left=0)
        ax.tick_params(axis="y", length=0)
        ax.legend(
            loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.2, handletextpad=0.2
        )
        if len(phrases) > len(frame):
            say_more(ax, word("words", "others_left_out", lang).format(n=len(phrases) - len(frame)))
    return ax


def themes(
    themes: pd.DataFrame,
    *,
    terms: int = 7,
    top: int = 20,
    ax: Axes | None = None,
    lang: str = "both",
) -> Axes:
    """Draw the themes: their foremost terms, darker where they weigh more, with the theme's stability.

    Parameters
    ----------
    themes : pandas.DataFrame
        Frame ``themes``: theme, label, rank, term, weight, stability.
    terms : int, default 7
        Terms per theme at most.
    top : int, default 20
        Themes drawn at most, in the frame's order.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
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
    check_columns(themes, ["theme", "label", "rank", "term", "weight", "stability"], what="themes")
    with styled():
        if themes.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        frame = themes.sort_values(["theme", "rank"], kind="stable")
        keys = list(dict.fromkeys(frame["theme"]))
        ax = open_axes(ax, height=0.36 * min(len(keys), top), left=1.9, top=0.3)
        names = []
        for i, key in enumerate(keys[:top]):
            part = frame[frame["theme"] == key].head(terms)
            names.append(shorten(f"{int(key) + 1} {part['label'].iloc[0]}", 1.7))
            _term_cells(ax, i, part, terms)
            ax.text(1.01, i, _two(part["stability"].iloc[0]), va="center", fontsize=8)
        ax.set_yticks(range(len(names)), names)
        ax.text(
            1.05,
            -0.72,
            word("words", "stability", "zh" if lang == "both" else lang),
            fontsize=7.5,
            ha="right",
        )
        ax.set(xlim=(0, 1), ylim=(len(names) - 0.5, -0.9), xlabel=word("words", "weight", lang))
        ax.set_xticks([])
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.tick_params(axis="y", length=0)
        if len(keys) > top:
            say_more(ax, word("words", "others_left_out", lang).format(n=len(keys) - top))
    return ax


def theme_shares(
    theme_shares: pd.DataFrame,
    *,
    themes: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
    by: str = "agency_type",
    ax: Axes | None = None,
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
        Where to draw.
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
    >>> shares = pd.DataFrame({"report_id": ["a", "a"], "theme": [0, 1], "share": [0.7, 0.3]})
    >>> ax = theme_shares(shares, by="report_id", lang="en")
    >>> [t.get_text() for t in ax.texts]
    ['70%', '30%']
    """
    check_columns(theme_shares, ["report_id", "theme", "share"], what="theme_shares")
    with styled():
        if theme_shares.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        groups = group_of(theme_shares["report_id"], reports, by)
        frame = theme_shares.assign(group=groups)
        sizes = (
            frame.groupby("group")["report_id"]
            .nunique()
            .sort_index()
            .sort_values(ascending=False, kind="stable")
        )
        kept = known_order(map(str, sizes.index[:16]), LEVELS)
        table = frame.pivot_table(
            index="theme", columns="group", values="share", aggfunc="mean"
        ).reindex(columns=kept)
        names = _theme_names(themes)
        rows = [shorten(names.get(int(key), f"{int(key) + 1}"), 1.7) for key in table.index]
        columns = [
            shorten(word("level", key, lang) if key else word("words", "unknown", lang), 1.2)
            for key in kept
        ]
        columns = [f"{name}\n(n = {sizes[key]})" for name, key in zip(columns, kept, strict=True)]
        more = left_out(len(sizes) - len(kept), lang, "groups_left_out")
        ax = heatmap(ax, table.to_numpy(dtype=float), rows, columns, more=more)
        ax.set_xlabel(word("words", "mean_share", lang))
    return ax


def theme_choice(choice: pd.DataFrame, *, ax: Axes | None = None, lang: str = "both") -> Axes:
    """Draw how stable each number of themes is, and which one was chosen.

    Parameters
    ----------
    choice : pandas.DataFrame
        What ``choose_n_themes`` gives: n_themes, agreement, overlap, weakest, chosen.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
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
    measures = ("agreement", "overlap", "weakest")
    check_columns(choice, ["n_themes", *measures, "chosen"], what="choice")
    with styled():
        if choice.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        frame = choice.sort_values("n_themes", kind="stable")
        ax = open_axes(ax, height=2.4, top=0.5)
        for number in frame.loc[frame["chosen"], "n_themes"]:
            ax.axvline(number, color=colour("", "muted"), linewidth=1.0, linestyle="--")
            ax.text(
                number, 1.01, word("words", "chosen", lang), ha="center", va="bottom", fontsize=7.5
            )
        for measure, tint, mark in zip(
            measures, load_toml("plot.toml")["colours"]["groups"], "os^", strict=False
        ):
            name = word("words", measure, lang)
            ax.plot(
                frame["n_themes"],
                frame[measure],
                color=tint,
                marker=mark,
                markersize=4.5,
                label=name,
            )
        ax.set_xticks(frame["n_themes"].tolist())
        ax.set(ylim=(0, 1), xlabel=word("words", "n_themes", lang))
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.07), ncols=3, borderaxespad=0.2)
    return ax


def _term_cells(ax: Axes, row: int, part: pd.DataFrame, terms: int) -> None:
    """Draw one theme's terms side by side, darker where the weight is larger."""
    from matplotlib.colors import LinearSegmentedColormap

    weights = part["weight"].to_numpy(dtype=float).clip(min=0)
    strength = (
        weights / weights.max() if weights.size and weights.max() > 0 else np.zeros(len(part))
    )
    ramp = LinearSegmentedColormap.from_list("cells", load_toml("plot.toml")["colours"]["heat"][:3])
    for i, (term, depth) in enumerate(zip(part["term"].astype("str"), strength, strict=True)):
        ax.barh(
            row,
            1 / terms,
            left=i / terms,
            height=0.8,
            color=ramp(depth),
            edgecolor="white",
            linewidth=0.8,
        )
        ax.text(
            (i + 0.5) / terms,
            row,
            shorten(term, 6.1 / terms, 8),
            ha="center",
            va="center",
            fontsize=8,
        )


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
