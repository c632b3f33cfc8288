"""Rows of table 3 by their order, where a converter tore their labels apart.

Programs that write a PDF as plain text put the pieces of a narrow label above, beside and below the
numbers of its row. The numbers still stand in official order, seven together: where there are just
as many sevens as the form has rows, and they add up, each is the row of its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from textmine.tables.forms import Label, load_table
from textmine.tables.found import FoundRow, FoundTable

# Numbers one after the other, on a line or each on one of its own; 1. and 2、 begin the next label.
_NUMBER = r"\d{1,7}(?![\d.、．])"
_RUNS = tuple(
    re.compile(rf"(?<![\d.]){_NUMBER}(?:[{blanks}]{{1,60}}{_NUMBER}){{0,20}}")
    for blanks in (r" \t|", r" \t|\n")
)
_COLUMNS = 7  # of table 3: six kinds of applicants and their total
# The next table begins behind these words; no label of table 3 has them.
_NEXT = re.compile("行政复议|结果维持")
# Share of the lines in which the first six numbers are the seventh together: agencies err, too.
_ADD_UP = 0.9


def count_rows(text: str, table: FoundTable) -> FoundTable:
    """Find the rows of table 3 that have no whole label, by their place among the others.

    Parameters
    ----------
    text : str
        Normalised text.
    table : FoundTable
        Table 3, with the rows whose labels were found.

    Returns
    -------
    FoundTable
        The table with all its rows; itself where none is missing or the lines do not tell.
    """
    labels = load_table("3", table.form).rows
    if table.number != "3" or len(table.rows) >= len(labels):
        return table
    behind = _NEXT.search(text, table.rows[-1].start)
    end = behind.start() if behind else len(text)
    for pattern in _RUNS:
        runs = [
            (match, numbers)
            for match in pattern.finditer(text, table.start, end)
            if len(numbers := list(map(int, re.findall(r"\d+", match[0])))) == _COLUMNS
        ]
        n_right = sum(sum(numbers[:-1]) == numbers[-1] for _, numbers in runs)
        if len(runs) == len(labels) and n_right >= _ADD_UP * len(labels):
            rows = _rows(labels, [match for match, _ in runs])
            # 总计 of table 4 may have been taken for that of this one.
            return replace(table, rows=rows, end=_end_before(table.end, rows[-1], text))
    return table


def _end_before(end: int, last: FoundRow, text: str) -> int:
    """The end of the table, before the next one begins."""
    following = _NEXT.search(text, last.stop)
    return max(last.stop, min(end, following.start() if following else len(text)))


def _rows(labels: Sequence[Label], runs: list[re.Match[str]]) -> tuple[FoundRow, ...]:
    """Rows by their numbers: their labels are in pieces."""
    return tuple(
        FoundRow(label, run.start(), run.start(), run.end())
        for label, run in zip(labels, runs, strict=True)
    )
