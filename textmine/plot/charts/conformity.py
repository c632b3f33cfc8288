"""Charts of how reports meet law and form: completeness, sections found, checks passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from textmine.dtypes import as_text
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame
from textmine.plot.cells import TIGHTEST_CELL, heatmap
from textmine.plot.names import check_stem, group_label, score_name
from textmine.plot.order import group_of, group_sizes, known_order
from textmine.plot.paper import Paper
from textmine.plot.rows import LABEL_WIDTH, colour_keys, draw_stack, fitting_rows
from textmine.schema import CORE_LABELS, SECTION_STATUS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEAD_WIDTH = 1.9  # inches, of a column's name
WORST_FIRST = ("FAIL", "UNCERTAIN", "NOT_ASSESSABLE", "PASS")
"""Outcomes of checks, in charts and lists alike: what passed is last."""


@check_arguments
def sections(
    sections: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw which sections the reports have: shares found, inferred and missing.

    Parameters
    ----------
    sections : pandas.DataFrame
        Frame ``sections``: report_id, label and status are drawn; a section found twice counts
        once.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
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
    >>> frame = pd.DataFrame(
    ...     {"report_id": ["a"], "label": ["overview"], "status": ["found"]}
    ... )
    >>> [t.get_text() for t in sections(frame, lang="zh").get_yticklabels()]
    ['总体情况']
    """
    sections = take_frame(sections, ["report_id", "label", "status"], what="sections")
    paper = Paper(ax, lang, width)
    frame = sections[sections["label"].isin(CORE_LABELS)]
    if frame.empty:
        return paper.empty()
    rank_of = {status: rank for rank, status in enumerate(SECTION_STATUS)}
    rank = frame["status"].astype("str").map(rank_of)
    # A section found twice in a report counts once, as found rather than as missing.
    best = (
        frame.assign(rank=rank)
        .groupby(["report_id", "label"])["rank"]
        .min()
        .reset_index()
    )
    table = pd.crosstab(best["label"].astype("str"), best["rank"])
    table = table.rename(columns=dict(enumerate(SECTION_STATUS)))
    table = table.reindex(known_order(table.index, CORE_LABELS))
    table.index = pd.Index([paper.word("section", str(label)) for label in table.index])
    table = table[known_order(table.columns, SECTION_STATUS)]
    notes = [f"n = {n}" for n in table.sum(axis=1)]
    return draw_stack(paper, table, "presence", notes, x_label="share_of_reports")


@check_arguments
def completeness(
    scores: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "agency_type",
    top: int = 25,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how complete the reports are, by group: the checklist's elements, or the scores.

    Parameters
    ----------
    scores : pandas.DataFrame
        Frame ``scores`` (rows whose score begins with ``completeness`` are drawn), or the table of
        elements with columns report_id, name, applies, present (and element, which names it where
        ``lang="en"``).
    reports : pandas.DataFrame, optional
        Frame ``reports``, for the groups.
    by : str, default "agency_type"
        Grouping.
    top : int, default 25
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
        A cell per group (row, n reports in its name) and element or score (column): the share of
        the reports it applies to that have it, or the mean score.

    Raises
    ------
    FrameError
        If a column is missing, a score does not lie from 0 to 1, or ``by`` needs the frame of
        reports.

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
    paper = Paper(ax, lang, width)
    by_element = "present" in scores.columns
    rows = (
        _elements(paper, scores) if by_element else _completeness_scores(paper, scores)
    )
    rows = rows[rows["value"].notna()]
    if rows.empty:
        return paper.empty()
    rows = rows.assign(group=group_of(rows["report_id"], reports, by))
    sizes = group_sizes(rows["group"], rows["report_id"])
    top = fitting_rows(paper, top, row=TIGHTEST_CELL)
    groups = [str(group) for group in sizes.index[:top]]
    table = rows.pivot_table(
        index="group", columns="row", values="value", aggfunc="mean", sort=False
    )
    names = [group_label(group, by, lang) for group in groups]
    return heatmap(
        paper,
        table.reindex(index=groups).to_numpy(dtype=float),
        [
            paper.counted(name, sizes[group], LABEL_WIDTH)
            for name, group in zip(names, groups, strict=True)
        ],
        [paper.shorten(str(name), HEAD_WIDTH) for name in table.columns],
        x_label="share_present" if by_element else "mean_of_reports",
        note=paper.left_out(len(sizes) - len(groups), "groups_left_out"),
    )


@check_arguments
def checks(
    checks: pd.DataFrame,
    *,
    top: int = 25,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how the checks came out: per kind of check, how many by status, failures first.

    Parameters
    ----------
    checks : pandas.DataFrame
        Frame ``checks``: check and status are drawn; a column ``n`` says how many a row stands for.
    top : int, default 25
        Checks drawn at most, those that fail most.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
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
    checks = take_frame(checks, ["check", "status"], what="checks")
    paper = Paper(ax, lang, width)
    if checks.empty:
        return paper.empty()
    ids = as_text(checks["check"])
    stems = ids.map({check: check_stem(check) for check in ids.unique()})
    status = checks["status"].astype("str")
    one = pd.Series(1, checks.index)
    times = clean_column(checks["n"], "whole", what="checks") if "n" in checks else one
    table = times.groupby([stems, status]).sum().unstack(fill_value=0).sort_index()
    order = known_order(table.columns, WORST_FIRST)
    table = table.sort_values(order, ascending=False, kind="stable")
    top = fitting_rows(paper, top, colour_keys(paper, "status", order))

    def name(stem: str) -> str:
        return (
            paper.word("check", stem)
            if stem
            else group_label(stem, "check", paper.lang)
        )

    kept = table.iloc[:top].rename(index=name)[order]
    totals = kept.sum(axis=1)
    failed = kept["FAIL"] if "FAIL" in kept else totals * 0
    fail = paper.word("status", "FAIL")
    return draw_stack(
        paper,
        kept,
        "status",
        [f"{fail} {k} / {n}" for k, n in zip(failed, totals, strict=True)],
        x_label="share_of_checks",
        note=paper.left_out(len(table) - len(kept)),
    )


def _elements(paper: Paper, scores: pd.DataFrame) -> pd.DataFrame:
    """Rows of the checklist that apply: columns row (the element) and value (1 where present)."""
    scores = take_frame(
        scores, ["report_id", "name", "applies", "present"], what="scores"
    )
    applies = clean_column(scores["applies"], "flag", what="scores")
    rows = scores[applies & scores["present"].notna()]
    present = clean_column(rows["present"], "flag", what="scores")
    # The names are Chinese; ids are words of English.
    is_english = paper.lang == "en" and "element" in rows
    names = (
        as_text(rows["element"]).str.replace("_", " ") if is_english else rows["name"]
    )
    return rows.assign(row=names, value=present.astype("float64"))


def _completeness_scores(paper: Paper, scores: pd.DataFrame) -> pd.DataFrame:
    """Scores of completeness over whole reports: columns row (the score's name) and value."""
    scores = take_frame(scores, ["report_id", "scope", "score", "value"], what="scores")
    is_whole = scores["scope"] == "report"
    rows = scores[is_whole & as_text(scores["score"]).str.startswith("completeness")]
    return rows.assign(
        row=rows["score"].map(lambda score: score_name(score, paper.lang)),
        value=clean_column(rows["value"], "share", what="scores"),
    )
