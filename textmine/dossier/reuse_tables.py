"""Tables of what is shared: pairs of reports, recurring phrases."""

from __future__ import annotations

from textmine.dossier.view import (
    Frames,
    Row,
    Table,
    badge,
    columns,
    each,
    frame,
    number,
    percent,
    text,
    translated,
)
from textmine.plot.names import report_names

MOST_PAIRS = 100  # rows
MOST_PHRASES = 60


def pair_table(frames: Frames) -> Table:
    """List the pairs that share most beyond chance."""
    pairs = frame(frames, "pairs")
    names = report_names(frame(frames, "reports"))
    ordered = pairs.sort_values(["excess", "shared_chars"], ascending=False, kind="stable")
    rows = []
    for row in each(ordered.head(MOST_PAIRS)):
        a, b = row.report_a, row.report_b
        entries = [
            text(f"{names.get(a, a)} / {names.get(b, b)}", title=f"{a} / {b}"),
            badge("pair_type", row.pair_type),
            number(row.shared_chars),
            number(row.longest),
            percent(row.containment_ab),
            percent(row.containment_ba),
            percent(row.expected),
            percent(row.excess),
            number(row.q_value, 3),
            translated("direction", row.direction),
        ]
        rows.append(Row(entries, (a, b)))
    numeric = "shared_chars longest containment_ab containment_ba by_chance excess q_value"
    heads = columns(f"pair pair_type {numeric} direction", numeric)
    return Table(heads, rows, len(pairs), "pairs.csv")


def phrase_table(frames: Frames) -> Table:
    """List the most widespread phrases."""
    phrases = frame(frames, "phrases")
    keys, up = ["df_reports", "df_agencies", "phrase"], [False, False, True]
    ordered = phrases.sort_values(keys, ascending=up, kind="stable")
    rows = []
    for row in each(ordered.head(MOST_PHRASES)):
        entries = [
            text(row.phrase),
            number(row.df_reports),
            number(row.df_agencies),
            number(row.tf),
            number(row.cohesion, 2),
            badge("kind", row.kind),
        ]
        rows.append(Row(entries))
    numeric = "df_reports df_agencies tf cohesion"
    return Table(columns(f"phrase {numeric} kind", numeric), rows, len(phrases), "phrases.csv")
