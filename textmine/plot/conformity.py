"""Charts of how reports meet law and form: completeness, sections found, checks passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from textmine.plot.frames import check_stem, group_of, known_order
from textmine.plot.shapes import (
    LABEL_WIDTH,
    draw_stack,
    group_label,
    heatmap,
    left_out,
    say_left_out,
)
from textmine.plot.style import open_axes, say_empty, shorten, styled, word
from textmine.schema import CORE_LABELS, SECTION_STATUS, check_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def sections(sections: pd.DataFrame, *, ax: Axes | None = None, lang: str = "both") -> Axes:
    """Draw which parts the reports have: per section, reports where it was found, inferred or is missing.

    Parameters
    ----------
    sections : pandas.DataFrame
        Frame ``sections``: report_id, label and status are drawn; a section found twice counts
        once.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A stacked bar of shares per section in statutory order, n at its end.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"report_id": ["a"], "label": ["overview"], "status": ["found"]})
    >>> [t.get_text() for t in sections(frame, lang="zh").get_yticklabels()]
    ['总体情况']
    """
    check_columns(sections, ["report_id", "label", "status"], what="sections")
    frame = sections[sections["label"].isin(CORE_LABELS)]
    with styled():
        if frame.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        rank = (
            frame["status"]
            .astype("str")
            .map({status: i for i, status in enumerate(SECTION_STATUS)})
        )
        best = frame.assign(rank=rank).groupby(["report_id", "label"])["rank"].min().reset_index()
        table = pd.crosstab(best["label"].astype("str"), best["rank"]).rename(
            columns=dict(enumerate(SECTION_STATUS))
        )
        table = table.reindex(known_order(table.index, CORE_LABELS))
        table.index = pd.Index([word("section", str(label), lang) for label in table.index])
        table = table[known_order(table.columns, SECTION_STATUS)]
        ax = draw_stack(ax, table, "presence", [f"n = {n}" for n in table.sum(axis=1)], lang)
        ax.set_xlabel(word("words", "share_of_reports", lang))
    return ax


def completeness(
    scores: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "agency_type",
    top: int = 25,
    ax: Axes | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how complete the reports are, by group: elements of the checklist, or the scores of completeness.

    Parameters
    ----------
    scores : pandas.DataFrame
        Frame ``scores`` (rows whose score begins with ``completeness`` are drawn), or the table of
        elements with columns report_id, name, applies, present.
    reports : pandas.DataFrame, optional
        Frame ``reports``, for the groups.
    by : str, default "agency_type"
        Grouping.
    top : int, default 25
        Groups drawn at most, the largest.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A cell per group (row, n reports in its name) and element or score (column): the share of
        the reports it applies to that have it, or the mean score.

    Raises
    ------
    FrameError
        If a column is missing, or ``by`` needs the frame of reports.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "b"],
    ...         "scope": "report",
    ...         "score": "completeness",
    ...         "value": [0.5, 1.0],
    ...         "n": 7,
    ...     }
    ... )
    >>> reports = pd.DataFrame({"report_id": ["a", "b"], "level": ["city", "city"]})
    >>> [t.get_text() for t in completeness(scores, reports=reports, by="level").texts]
    ['75%']
    """
    by_element = "present" in scores.columns
    check_columns(
        scores,
        ["report_id", "name", "applies", "present"]
        if by_element
        else ["report_id", "scope", "score", "value"],
        what="scores",
    )
    if by_element:
        rows = scores[scores["applies"].astype(bool)]
        rows = rows.assign(row=rows["name"], value=rows["present"].astype("float64"))
    else:
        rows = scores[
            (scores["scope"] == "report") & scores["score"].str.startswith("completeness")
        ]
        rows = rows.assign(row=rows["score"].map(lambda name: word("words", name, lang)))
    rows = rows[rows["value"].notna()]
    with styled():
        if rows.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        rows = rows.assign(group=group_of(rows["report_id"], reports, by))
        sizes = (
            rows.groupby("group")["report_id"]
            .nunique()
            .sort_index()
            .sort_values(ascending=False, kind="stable")
        )
        groups = [str(group) for group in sizes.index[:top]]
        table = rows.pivot_table(
            index="group", columns="row", values="value", aggfunc="mean", sort=False
        )
        labels = [
            shorten(f"{group_label(group, by, lang)} (n = {sizes[group]})", LABEL_WIDTH)
            for group in groups
        ]
        heads = [shorten(str(name), 1.9) for name in table.columns]
        more = left_out(len(sizes) - len(groups), lang, "groups_left_out")
        ax = heatmap(
            ax, table.reindex(index=groups).to_numpy(dtype=float), labels, heads, more=more
        )
        ax.set_xlabel(word("words", "share_present" if by_element else "mean_of_reports", lang))
    return ax


def checks(
    checks: pd.DataFrame, *, top: int = 25, ax: Axes | None = None, lang: str = "both"
) -> Axes:
    """Draw how the checks of tables and narrative came out: per kind of check, how many by status, failures first.

    Parameters
    ----------
    checks : pandas.DataFrame
        Frame ``checks``: check and status are drawn.
    top : int, default 25
        Checks drawn at most, those that fail most.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A stacked bar of shares per kind of check (the columns and rows of a table together); at its
        end how many of how many failed.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"check": ["行合计"], "status": ["PASS"]})
    >>> checks(frame, lang="zh").get_xlabel()
    '占核对项的比例'
    """
    check_columns(checks, ["check", "status"], what="checks")
    with styled():
        if checks.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        ids = checks["check"].astype("str")
        kinds = ids.map({check: check_stem(check) for check in ids.unique()})
        table = pd.crosstab(kinds, checks["status"].astype("str")).sort_index()
        order = known_order(table.columns, ("FAIL", "UNCERTAIN", "PASS", "NOT_ASSESSABLE"))
        table = table.sort_values(order, ascending=False, kind="stable")
        kept = table.iloc[:top].rename(index=lambda kind: word("check", str(kind), lang))[order]
        failed = kept["FAIL"] if "FAIL" in kept else kept.sum(axis=1) * 0
        fail = word("status", "FAIL", lang)
        notes = [f"{fail} {k} / {n}" for k, n in zip(failed, kept.sum(axis=1), strict=True)]
        ax = draw_stack(ax, kept, "status", notes, lang)
        ax.set_xlabel(word("words", "share_of_checks", lang))
        say_left_out(ax, len(table) - len(kept), lang)
    return ax
