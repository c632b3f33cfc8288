"""Tables of what was checked and measured on each report."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from textmine.dossier.translate import in_both
from textmine.dossier.view import (
    CellView,
    Frames,
    PageTable,
    TableRow,
    badge,
    check_entry,
    columns,
    each,
    frame,
    number,
    place_name,
    rank_in,
    text,
)
from textmine.plot.charts.conformity import WORST_FIRST
from textmine.plot.names import report_names
from textmine.plot.order import known_order
from textmine.resources.load import load_toml

MOST_CHECKS = 150  # rows
QUANTILES = [0.1, 0.5, 0.9]


def count_checks(frames: Frames) -> pd.DataFrame:
    """Count the checks of a corpus, of which a page lists few.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``check_counts``, where they are counted already; else frame ``checks``.

    Returns
    -------
    pandas.DataFrame
        Columns check, status, n.

    Examples
    --------
    >>> checks = pd.DataFrame({"check": ["t3_flow"], "status": ["PASS"]})
    >>> count_checks({"checks": checks}).values.tolist()
    [['t3_flow', 'PASS', 1]]
    """
    if "check_counts" in frames:
        return frames["check_counts"]
    checks = frame(frames, "checks")
    return checks.groupby(["check", "status"]).size().reset_index(name="n")


def tell_checks(counts: pd.DataFrame) -> Callable[[pd.DataFrame], pd.Series]:
    """Tell which checks a page may list; the others are counted.

    Parameters
    ----------
    counts : pandas.DataFrame
        Of all checks of the corpus, as :func:`count_checks` gives them.

    Returns
    -------
    callable
        From rows of the frame ``checks`` to a flag for each.

    Examples
    --------
    >>> checks = pd.DataFrame({"status": ["PASS", "FAIL"], "n": [1, 1]})
    >>> tell_checks(checks)(checks).tolist()
    [True, True]
    """
    # What passed is listed last: not at all where enough did not.
    passed = WORST_FIRST[-1]
    if int(counts.loc[counts["status"] != passed, "n"].sum()) < MOST_CHECKS:
        return lambda checks: pd.Series(True, index=checks.index)
    return lambda checks: checks["status"] != passed


def check_table(frames: Frames) -> PageTable:
    """List checks that did not pass, failures first, with what was expected and found."""
    every, counts = frame(frames, "checks"), count_checks(frames)
    # Only what may be listed is put in order: in a large corpus most checks passed.
    checks = every[tell_checks(counts)(every)]
    names = report_names(frame(frames, "reports"))
    rank = rank_in(checks["status"], WORST_FIRST)
    ordered = checks.assign(rank=rank).sort_values(
        ["rank", "report_id", "check"], kind="stable"
    )
    rows = []
    for row in each(ordered.head(MOST_CHECKS)):
        entries = [
            badge("status", row.status),
            text(names.get(row.report_id, row.report_id), "who", row.report_id),
            check_entry(row.check),
            text(row.expected),
            CellView("", words=in_both(row.found)),
            text(place_name(row.report_id, row.start, row.end), "id"),
            CellView("", "quote", words=in_both(row.evidence)),
        ]
        rows.append(TableRow(entries, (row.report_id,)))
    heads = columns("status report check expected found place evidence")
    return PageTable(heads, rows, int(counts["n"].sum()), "checks")


def score_table(frames: Frames) -> PageTable:
    """Describe every measure over the reports: n, mean, spread, quantiles, and what it is."""
    scores = frame(frames, "scores")
    scores = scores[(scores["scope"] == "report") & scores["value"].notna()]
    known, notes = load_toml("measures.toml"), load_toml("dossier.toml")["scores"]
    rows = []
    for key in known_order(scores["score"].astype("str"), known):
        values = scores.loc[scores["score"] == key, "value"]
        measure = known.get(key, {"zh": key, "en": key, "formula": ""})
        # The page's own explanation where it has one, else the formula.
        note_zh, note_en = notes.get(key, (measure["formula"], measure["formula"]))
        entries = [
            CellView("", title=key, words=(measure["zh"], measure["en"]), key=key),
            number(len(values)),
            *_describe(values),
            CellView("", "small", words=(note_zh, note_en)),
        ]
        rows.append(TableRow(entries))
    numeric = "n_with mean sd p10 p50 p90"
    return PageTable(
        columns(f"name {numeric} meaning", numeric), rows, len(rows), "scores"
    )


def _describe(values: pd.Series) -> list[CellView]:
    """Mean, standard deviation and quantiles, with the decimals that the size of values bears."""
    largest = values.abs().max()
    digits = 0 if largest >= 100 else 1 if largest >= 10 else 3
    spread = values.std() if len(values) > 1 else None
    figures = [values.mean(), spread, *values.quantile(QUANTILES)]
    return [number(figure, digits) for figure in figures]
