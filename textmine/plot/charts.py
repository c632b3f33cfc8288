"""Charts of what was measured on reports and groups: provenance, problem profile, lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmine.plot.frames import (
    category_names,
    group_of,
    known_order,
    order_by_share,
    quantile_points,
    report_names,
)
from textmine.plot.shapes import LABEL_WIDTH, ROW, group_label, label_room, say_left_out
from textmine.plot.style import colour, open_axes, say_empty, say_more, shorten, styled, word
from textmine.resources.load import load_toml
from textmine.schema import check_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def provenance(
    scores: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "report_id",
    top: int = 30,
    ax: Axes | None = None,
    lang: str = "both",
) -> Axes:
    """Draw who wrote it themselves and who did not: each report's characters by provenance, summing to 1.

    Parameters
    ----------
    scores : pandas.DataFrame
        Frame ``scores``; rows ``share_mandated`` … ``share_original`` of scope ``report`` are
        drawn.
    reports : pandas.DataFrame, optional
        Frame ``reports``: gives names, and groups for ``by``.
    by : str, default "report_id"
        One bar per report_id, agency, region, province, level, agency_type or year; a group's bar
        is the mean of its reports weighted by their characters (column n).
    top : int, default 30
        Bars at most: half from the most original, half from the least; a note says how many are
        between.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        One stacked bar a row, the share written by the agency itself printed at its right.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {
    ...         "report_id": "r1",
    ...         "scope": "report",
    ...         "score": ["share_mandated", "share_original"],
    ...         "value": [0.3, 0.7],
    ...         "n": 2000,
    ...         "ci_low": np.nan,
    ...         "ci_high": np.nan,
    ...     }
    ... )
    >>> ax = provenance(scores, lang="zh")
    >>> ax.get_xlabel()
    '占正文字符的比例'
    """
    check_columns(scores, ["report_id", "scope", "score", "value", "n"], what="scores")
    table = _provenance_table(scores, reports, by)
    with styled():
        if table.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data_provenance", lang))
        kept, left_out = order_by_share(table, "original", top)
        names = report_names(reports) if by == "report_id" else {}
        labels = [
            shorten(names.get(key) or group_label(key, by, lang), LABEL_WIDTH) for key in kept.index
        ]
        ax = open_axes(ax, height=ROW * (len(kept) + 1), left=label_room(labels), top=0.75)
        y = np.arange(len(kept), dtype=float)
        if left_out:
            y[(top + 1) // 2 :] += 1
            ax.text(
                0.5,
                (top + 1) // 2,
                f"⋯ {word('words', 'middle_left_out', lang).format(n=left_out)} ⋯",
                ha="center",
                va="center",
                color=colour("", "muted"),
            )
        base = np.zeros(len(kept))
        for kind in known_order(kept.columns, load_toml("plot.toml")["kind"]):
            width = kept[kind].to_numpy()
            ax.barh(
                y,
                width,
                left=base,
                height=0.78,
                color=colour("kind", kind),
                edgecolor="white",
                linewidth=0.6,
                label=word("kind", kind, lang),
            )
            base = base + width
        for place, share in zip(y, kept["original"], strict=True):
            ax.text(
                1.005,
                place,
                f"{share:.0%}",
                va="center",
                fontsize=7.5,
                color=colour("kind", "original"),
            )
        ax.set_yticks(y, labels)
        ax.set(xlim=(0, 1), ylim=(y[-1] + 0.6, -0.6), xlabel=word("words", "share_of_chars", lang))
        ax.xaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
        ax.tick_params(axis="y", length=0)
        ax.legend(
            loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.2, handlelength=1.0
        )
    return ax


def profile(
    profile: pd.DataFrame,
    *,
    top: int = 6,
    min_n: int = 1,
    ax: Axes | None = None,
    lang: str = "both",
) -> Axes:
    """Draw the problem profile: the share of reports that name each category, with its interval, by group.

    Parameters
    ----------
    profile : pandas.DataFrame
        Frame ``profile``: group, category, share, n, ci_low, ci_high.
    top : int, default 6
        Groups drawn at most, those with the largest n.
    min_n : int, default 1
        Leave out smaller groups, whose shares say little (all are drawn where none is as large).
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row per category, most frequent on top; a dot and its interval per group, n in the legend.

    Raises
    ------
    FrameError
        If a column is missing.

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
    check_columns(profile, ["group", "category", "share", "n", "ci_low", "ci_high"], what="profile")
    frame = profile[profile["share"].notna()]
    with styled():
        if frame.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        sizes = (
            frame.groupby("group")["n"]
            .max()
            .sort_index()
            .sort_values(ascending=False, kind="stable")
        )
        large = sizes[sizes >= min_n] if (sizes >= min_n).any() else sizes
        groups = [str(group) for group in large.index[:top]]
        frame = frame[frame["group"].isin(groups)]
        named = (frame["share"] * frame["n"]).groupby(frame["category"]).sum()
        mean = named.sort_index().sort_values(ascending=False, kind="stable")
        categories = [str(category) for category in mean.index]
        names = category_names(lang)
        labels = [shorten(names.get(category, category), LABEL_WIDTH) for category in categories]
        step = 0.13
        ax = open_axes(
            ax,
            height=(0.16 + step * len(groups)) * len(categories),
            left=label_room(labels),
            top=0.75,
        )
        place = {category: i for i, category in enumerate(categories)}
        spread = 0.7 / len(groups)
        for i, group in enumerate(groups):
            part = frame[frame["group"] == group]
            y = (
                part["category"].astype("str").map(place).to_numpy(dtype=float)
                + (i - (len(groups) - 1) / 2) * spread
            )
            tint = load_toml("plot.toml")["colours"]["groups"][i % 8]
            label = f"{group_label(group, '', lang)} (n = {int(sizes[group])})"
            _dots(ax, part, y, tint, label, "osD^vP*X"[i % 8])
        ax.set_yticks(range(len(labels)), labels)
        ax.set(xlim=(0, max(0.05, float(np.nanmax(frame[["share", "ci_high"]].to_numpy())) * 1.05)))
        ax.set(ylim=(len(labels) - 0.4, -0.6), xlabel=word("words", "share_of_reports", lang))
        ax.xaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
        ax.hlines(
            np.arange(len(labels) - 1) + 0.5,
            0,
            1,
            color=colour("", "grid"),
            linewidth=0.6,
            zorder=0,
        )
        ax.legend(
            loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.2, handletextpad=0.2
        )
        say_left_out(ax, len(sizes) - len(groups), lang, "groups_left_out")
    return ax


def lengths(
    reports: pd.DataFrame,
    *,
    by: str = "year",
    top: int = 12,
    ax: Axes | None = None,
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
        Where to draw.
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
    ...     {"report_id": ["a", "b"], "year": [2021, 2021], "n_narrative_chars": [1800, 2600]}
    ... )
    >>> lengths(frame, lang="zh").get_xlabel()
    '正文字符数'
    """
    check_columns(reports, ["report_id", by, "n_narrative_chars"], what="reports")
    frame = reports[reports["n_narrative_chars"].notna()]
    groups = group_of(frame["report_id"], frame, by)
    with styled():
        ax = _draw_strips(
            frame["n_narrative_chars"],
            groups.map(lambda key: group_label(key, by, lang)),
            top,
            ax,
            lang,
        )
        if len(frame):
            ax.set_xlabel(word("words", "characters", lang))
            ax.set_xlim(left=0)
    return ax


def distribution(
    scores: pd.DataFrame,
    score: str,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "agency_type",
    ax: Axes | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how one measure is distributed over the reports of each group: a dot per report, the median as a line.

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
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A row per group; beyond 300 reports the dots are 300 quantiles of the group.

    Raises
    ------
    FrameError
        If a column is missing, or ``by`` needs the frame of reports.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {"report_id": ["a"], "scope": "report", "score": "completeness", "value": [0.9]}
    ... )
    >>> reports = pd.DataFrame({"report_id": ["a"], "year": [2021]})
    >>> ax = distribution(scores, "completeness", reports=reports, by="year", lang="zh")
    >>> ax.get_yticklabels()[0].get_text(), ax.get_xlabel()
    ('2021 (n = 1)', '完整性')
    """
    check_columns(scores, ["report_id", "scope", "score", "value"], what="scores")
    frame = scores[
        (scores["scope"] == "report") & (scores["score"] == score) & scores["value"].notna()
    ]
    groups = group_of(frame["report_id"], reports, by) if len(frame) else frame["report_id"]
    with styled():
        ax = _draw_strips(
            frame["value"], groups.map(lambda key: group_label(key, by, lang)), 12, ax, lang
        )
        if len(frame):
            ax.set_xlabel(word("words", score, lang))
            if frame["value"].between(0, 1).all():
                ax.set_xlim(0, 1.02)
    return ax


def _provenance_table(scores: pd.DataFrame, reports: pd.DataFrame | None, by: str) -> pd.DataFrame:
    """Shares by provenance, a row per report or group, a column per kind; ``original`` always there."""
    rows = scores[
        (scores["scope"] == "report")
        & scores["score"].str.startswith("share_")
        & scores["value"].notna()
    ]
    kinds = rows["score"].str.removeprefix("share_")
    rows = rows.assign(kind=kinds)[kinds.isin(list(load_toml("plot.toml")["kind"]))]
    if rows.empty:
        return pd.DataFrame()
    rows = rows.assign(
        group=group_of(rows["report_id"], reports, by), weight=rows["n"].clip(lower=1)
    )
    rows = rows.assign(part=rows["value"] * rows["weight"])
    total = rows.drop_duplicates(["report_id"]).groupby("group")["weight"].sum()
    table = rows.pivot_table(
        index="group", columns="kind", values="part", aggfunc="sum", fill_value=0.0
    )
    table = table.div(total, axis=0)
    return table if "original" in table else table.assign(original=0.0)


def _dots(ax: Axes, part: pd.DataFrame, y: np.ndarray, tint: str, label: str, marker: str) -> None:
    """Draw dots with their intervals; a missing interval leaves the dot alone."""
    share = part["share"].to_numpy(dtype=float)
    low = np.nan_to_num(share - part["ci_low"].to_numpy(dtype=float)).clip(min=0)
    high = np.nan_to_num(part["ci_high"].to_numpy(dtype=float) - share).clip(min=0)
    ax.errorbar(
        share,
        y,
        xerr=np.vstack([low, high]),
        fmt=marker,
        color=tint,
        markersize=4,
        linewidth=1.1,
        label=label,
    )


def _draw_strips(
    values: pd.Series, groups: pd.Series, top: int, ax: Axes | None, lang: str
) -> Axes:
    """Draw values as dots, a row per group with its median; the largest groups, in order of their names."""
    if values.empty:
        return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
    sizes = groups.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    kept = sorted(str(group) for group in sizes.index[:top])
    labels = [shorten(f"{group} (n = {sizes[group]})", LABEL_WIDTH) for group in kept]
    ax = open_axes(ax, height=max(0.9, 0.42 * len(kept)), left=label_room(labels), top=0.2)
    for i, group in enumerate(kept):
        found = values[(groups == group).to_numpy()].to_numpy(dtype=float)
        points = quantile_points(found, 300)
        wiggle = ((np.arange(len(points)) * 0.618) % 1 - 0.5) * 0.5
        ax.scatter(points, i + wiggle, s=14, color=colour("", "main"), alpha=0.55, linewidths=0)
        ax.vlines(np.median(found), i - 0.36, i + 0.36, color=colour("", "accent"), linewidth=2)
    ax.set_yticks(range(len(kept)), labels)
    ax.set(ylim=(len(kept) - 0.4, -0.6))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    more = (
        word("words", "groups_left_out", lang).format(n=len(sizes) - len(kept))
        if len(sizes) > len(kept)
        else ""
    )
    say_more(ax, "  ".join(filter(None, (word("words", "median", lang), more))))
    return ax
