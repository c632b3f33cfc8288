"""Tables of stated problems: who names which, what answers them, whether they stay."""

from __future__ import annotations

import pandas as pd

from textmine.dossier.view import (
    CellView,
    Frames,
    PageTable,
    TableRow,
    badge,
    columns,
    each,
    fraction,
    frame,
    group_entry,
    interval,
    number,
    percent,
    rank_in,
    text,
    words,
    year,
)
from textmine.plot.names import category_names, report_names

MOST_ROWS = 100  # rows; more are in the file that the table names
MOST_SHARES = 300  # rows: 14 categories of some twenty groups
WORST_ANSWERS = ("uncovered", "mirrored", "concrete")
PLAINEST_REPEATS = ("verbatim", "restated", "dropped", "new")


def profile_table(frames: Frames) -> PageTable:
    """List the problem profile: share, n and interval by category and group."""
    profile = frame(frames, "profile")
    rows = []
    for row in each(profile.head(MOST_SHARES)):
        entries = [
            _categories([row.category], ""),
            group_entry(row.group),
            percent(row.share),
            number(row.n),
            interval(row.ci_low, row.ci_high),
        ]
        rows.append(TableRow(entries))
    heads = columns("category group share n interval", "share n interval")
    return PageTable(heads, rows, len(profile), "profile")


def response_table(frames: Frames) -> PageTable:
    """Set each problem beside the measure that answers it, unanswered and mirrored ones first."""
    responses, quoted = frame(frames, "responses"), _item_texts(frames)
    doubtful = _doubtful(frames)
    problems = frame(frames, "problems").drop_duplicates("item_id").set_index("item_id")
    names = report_names(frame(frames, "reports"))
    rows = []
    for row in each(_some_of_each_report(responses)):
        codes = str(problems["categories"].get(row.problem_id, "")).split("|")
        measure = quoted.get(row.measure_id, "")
        none = CellView("", "muted", words=words("page", "measure_none"))
        entries = [
            text(names.get(row.report_id, row.report_id), "who", row.report_id),
            _quote(
                quoted.get(row.problem_id, row.problem_id), row.problem_id, doubtful
            ),
            _categories([code for code in codes if code]),
            _quote(measure, row.measure_id, doubtful) if measure else none,
            badge("state", row.state),
            fraction(row.score),
        ]
        rows.append(TableRow(entries, (row.report_id,)))
    heads = columns("report problem categories measure state score", "score")
    return PageTable(heads, rows, len(responses), "responses")


def persistence_table(frames: Frames) -> PageTable:
    """Set this year's problem beside last year's, verbatim ones first."""
    persistence, quoted = frame(frames, "persistence"), _item_texts(frames)
    rank = rank_in(persistence["state"], PLAINEST_REPEATS)
    keys = ["rank", "agency", "year", "item_id"]
    ordered = persistence.assign(rank=rank).sort_values(keys, kind="stable")
    report_of, doubtful = _report_of_item(frames), _doubtful(frames)
    rows = []
    for row in each(ordered.head(MOST_ROWS)):
        ends = row.earlier_item_id, row.item_id
        before, now = (quoted.get(item, "") for item in ends)
        entries = [
            text(row.agency, "who"),
            text(f"{year(row.earlier_year)} → {year(row.year)}", "n"),
            _quote(before, row.earlier_item_id, doubtful),
            _quote(now, row.item_id, doubtful),
            badge("state", row.state),
            fraction(row.similarity),
        ]
        rows.append(
            TableRow(
                entries, tuple(report_of[item] for item in ends if item in report_of)
            )
        )
    heads = columns("agency year earlier later state similarity", "similarity")
    return PageTable(heads, rows, len(persistence), "persistence")


def _categories(codes: list[str], css: str = "small") -> CellView:
    """Name categories in both languages, or say that there is none."""
    if not codes:
        return CellView("", f"{css} muted", words=words("page", "uncoded"))
    zh, en = category_names("zh"), category_names("en")
    named = (
        "；".join(zh.get(code, code) for code in codes),
        "; ".join(en.get(code, code) for code in codes),
    )
    return CellView("", css, words=named)


def _quote(quoted: str, item_id: str, doubtful: frozenset[str]) -> CellView:
    """An item's text with its id; one that was read with little confidence says so."""
    if item_id not in doubtful:
        return text(quoted, "quote", item_id)
    return text(
        quoted, "quote doubtful", " · ".join((item_id, *words("page", "doubtful")))
    )


def _doubtful(frames: Frames) -> frozenset[str]:
    """Ids of the items that were read with little confidence."""
    items = frame(frames, "items")
    return frozenset(items.loc[items["doubtful"], "item_id"])


def _item_texts(frames: Frames) -> dict[str, str]:
    """Text of each item; of a problem, what was coded."""
    items, problems = frame(frames, "items"), frame(frames, "problems")
    quoted = dict(zip(items["item_id"], items["text"], strict=True))
    return quoted | dict(zip(problems["item_id"], problems["text"], strict=True))


def _report_of_item(frames: Frames) -> dict[str, str]:
    """Report of each item."""
    items = frame(frames, "items")
    return dict(zip(items["item_id"], items["report_id"], strict=True))


def _some_of_each_report(responses: pd.DataFrame) -> pd.DataFrame:
    """Take answers in turn from every report, unanswered problems first, and put them by report."""
    order = rank_in(responses["state"], WORST_ANSWERS)
    turn = responses.groupby([order, "report_id"]).cumcount()
    ordered = responses.assign(turn=turn, order=order).sort_values(
        ["turn", "order"], kind="stable"
    )
    return ordered.head(MOST_ROWS).sort_values(
        ["report_id", "problem_id"], kind="stable"
    )
