"""Tables of what is shared: pairs of reports, recurring phrases."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from textmine.dossier.sharing import SharedPair
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
    number,
    percent,
    text,
    translated,
)
from textmine.plot.names import report_names

MOST_PAIRS = 100  # rows
MOST_PHRASES = 60  # rows


def foremost_pairs(frames: Frames) -> pd.DataFrame:
    """Order the pairs: those that share most beyond chance first."""
    keys = ["excess", "shared_chars"]
    return frame(frames, "pairs").sort_values(keys, ascending=False, kind="stable")


def pair_table(frames: Frames, shown: Sequence[SharedPair] = ()) -> PageTable:
    """List the pairs that share most beyond chance, linked to the passages that are shown."""
    pairs = foremost_pairs(frames)
    hrefs = {pair.reports: f"#{pair.anchor}" for pair in shown}
    names = report_names(frame(frames, "reports"))
    rows = []
    for row in each(pairs.head(MOST_PAIRS)):
        a, b = row.report_a, row.report_b
        entries = [
            CellView(
                f"{names.get(a, a)} / {names.get(b, b)}",
                "",
                f"{a} / {b}",
                href=hrefs.get((a, b), ""),
            ),
            badge("pair_type", row.pair_type),
            number(row.shared_chars),
            number(row.longest),
            percent(row.containment_ab),
            percent(row.containment_ba),
            percent(row.expected),
            percent(row.excess),
            fraction(row.q_value, 3),
            number(row.n_null),
            translated("direction", row.direction),
            fraction(row.p_direction),
        ]
        rows.append(TableRow(entries, (a, b)))
    numeric = "shared_chars longest containment_ab containment_ba by_chance excess q_value n_null"
    heads = columns(
        f"pair pair_type {numeric} direction p_direction", f"{numeric} p_direction"
    )
    return PageTable(heads, rows, len(pairs), "pairs")


def phrase_table(frames: Frames) -> PageTable:
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
        rows.append(TableRow(entries))
    numeric = "df_reports df_agencies tf cohesion"
    return PageTable(
        columns(f"phrase {numeric} kind", numeric), rows, len(phrases), "phrases"
    )
