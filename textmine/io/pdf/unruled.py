"""Tables of a PDF without ruled lines: numbers put in their columns by where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from textmine.io.pdf.labels import is_label
from textmine.resources.load import load_toml

_NUMBER = re.compile(r"[-+－＋减增]?\d[\d,，.]*(?:万?元|件|项|宗)?|[/—-]+")
_TABLE = {3: "2", 7: "3", 15: "4"}


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank, and where it stands."""

    text: str
    left: float
    right: float


def place_numbers(
    text_page: Any, text: str, columns: list[Word]
) -> tuple[list[str], list[Word]]:
    """Lines of a page, rows of a statutory table that lack numbers laid out with tabs.

    A row is laid out below a printed line of column names, if its label is one of the official rows
    (or missing), numbers end the line, and there are fewer of them than columns.

    Parameters
    ----------
    text_page : pypdfium2.PdfTextPage
        Characters of the page, with the box of each.
    text : str
        Its text.
    columns : list of Word
        Columns of the table that the page before ended in; empty at first.

    Returns
    -------
    lines : list of str
        The lines as printed; in a row laid out, label and cells are separated by tabs.
    columns : list of Word
        To be given with the next page.
    """
    if len(text) != text_page.count_chars():
        return text.split("\n"), []
    lines = []
    by_numbers = _columns_of_numbers(text_page, text)
    columns = columns or by_numbers
    for match in re.finditer(r"[^\r\n]+", text):
        line = match[0]
        if all(name in _names()[0] for name in line.split()):
            columns = [
                word
                for word in _words(text_page, line, match.start())
                if word.text in _names()[1]
            ]
            columns = columns if len(columns) in _TABLE else by_numbers
        elif columns and (row := _row(text_page, line, match.start(), columns)):
            line = "\t".join(row)
        lines.append(line)
    return lines, columns


def _columns_of_numbers(text_page: Any, text: str) -> list[Word]:
    """Columns of the table of applications by its numbers, in case their names are broken."""
    found: list[Word] = []
    for match in re.finditer(r"[^\r\n]+", text):
        n = _count_numbers(match[0])
        if n and is_label(" ".join(match[0].split()[:-n]), "3"):
            found += _words(text_page, match[0], match.start())[-n:]
    columns: list[Word] = []
    for word in sorted(found, key=lambda word: word.left):
        if columns and word.left <= columns[-1].right:
            columns[-1] = Word("", columns[-1].left, max(word.right, columns[-1].right))
        else:
            columns.append(word)
    return (
        columns
        if len(columns) == len(load_toml("forms.toml")["tables"]["3"]["columns"])
        else []
    )


def _count_numbers(line: str) -> int:
    """Count the numbers that end a line."""
    words = line.split()
    n = 0
    while n < len(words) and _NUMBER.fullmatch(words[-1 - n]):
        n += 1
    return n


def _row(text_page: Any, line: str, start: int, columns: list[Word]) -> list[str]:
    """Label and cells of a row with fewer numbers than columns, each in a clear place."""
    words, n = line.split(), _count_numbers(line)
    label = " ".join(words[: len(words) - n])
    table = _TABLE[len(columns)]
    if not 0 < n < len(columns) or not (
        is_label(label, table) if label else table == "4"
    ):
        return []
    cells = [""] * len(columns)
    for word in _words(text_page, line, start)[-n:]:
        at = _column(word, columns)
        if at is None or cells[at]:
            return []
        cells[at] = word.text
    return [label, *cells] if label else cells


def _column(word: Word, columns: list[Word]) -> int | None:
    """Column that a number stands under: edges or middles agree, the next column is far."""
    away = [
        min(
            abs(word.left - c.left),
            abs(word.right - c.right),
            abs(word.left + word.right - c.left - c.right) / 2,
        )
        for c in columns
    ]
    apart = min(b.left - a.left for a, b in pairwise(columns))
    best = min(range(len(columns)), key=away.__getitem__)
    return best if away[best] < 0.5 * apart else None


def _words(text_page: Any, line: str, start: int) -> list[Word]:
    """Words of a line with their left and right edges."""
    return [
        Word(
            match[0],
            float(text_page.get_charbox(start + match.start())[0]),
            float(text_page.get_charbox(start + match.end() - 1)[2]),
        )
        for match in re.finditer(r"\S+", line)
    ]


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Load the words that stand over the statutory tables, and those of them that name a column."""
    tables = load_toml("forms.toml")["tables"]
    columns = {
        *tables["3"]["columns"],
        *(name.split()[-1] for name in tables["4"]["columns"]),
    }
    for form in ("2019", "2021"):
        columns |= {
            name
            for row in tables["2"][form]["labels"]
            for name in row.get("columns", [])
        }
    return frozenset({*columns, *tables["3"]["header"], "信息内容"}), frozenset(columns)
