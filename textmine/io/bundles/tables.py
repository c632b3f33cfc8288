"""Tables with a report in each row (what a crawler wrote), opened as archives are: row by row."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from textmine.errors import ReadError
from textmine.io.columns import FIELDS, check_cell
from textmine.io.plain import decode
from textmine.regular import read_regular
from textmine.resources.columns import field_of
from textmine.resources.load import load_toml

LEAST_ROWS = {
    ".csv": 1,
    ".tsv": 1,
    ".jsonl": 1,
    ".parquet": 1,
    ".json": 2,
    ".xlsx": 2,
    **dict.fromkeys((".db", ".sqlite", ".sqlite3"), 1),
}
"""Suffixes of tables, and how many rows must be reports: one report may be JSON or a workbook."""

# Bytes of a table that is opened: 3,000 reports of a province have some 100 million.
_MAX_BYTES = 500_000_000
# A text with so many titles of the form and so many Chinese characters is a whole report: a row
# with a section or a paragraph has one title.
_LEAST_TITLES, _LEAST_TEXT = 3, 200
_GZIP = b"\x1f\x8b"
_SQLITE = b"SQLite format 3\x00"
_VIRTUAL = re.compile(r"(?i)\s*create\s+virtual")
# Rows of a database that are taken: one more than are listed says that there are too many.
_MOST_ROWS = 20_001
_HAN = re.compile(r"[\u4e00-\u9fff]")

Row = dict[str, Any]

ROW, KNOWN = "textmine:row", "textmine:known"
"""Keys of a row as it is read: its cells, and what they know of the report by their heads."""


def name_rows(path: Path) -> tuple[str, ...]:
    """Name the rows of a table of reports.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    tuple of str
        r001, r002 … for all rows with a text; nothing where the file is no table of reports.

    Examples
    --------
    >>> name_rows(Path("report.pdf"))
    ()
    """
    if _suffix(path) not in LEAST_ROWS:
        return ()
    state = path.stat()
    return _name_once(path, state.st_mtime_ns, state.st_size)


def is_table(path: Path) -> bool:
    """Tell what may be a table of reports by its name.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    bool
        True for .csv, .jsonl, .xlsx and the like, also packed as .gz.

    Examples
    --------
    >>> (
    ...     is_table(Path("2023.csv")),
    ...     is_table(Path("2023.jsonl.gz")),
    ...     is_table(Path("a.gz")),
    ... )
    (True, True, False)
    """
    return _suffix(path) in LEAST_ROWS


def _suffix(path: Path) -> str:
    """Suffix of a file without that of its packing."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


@lru_cache(maxsize=1)
def _name_once(path: Path, changed: int, size: int) -> tuple[str, ...]:
    """The names of the rows of a file as it is at a time."""
    rows = _load_once(path, changed, size)
    least = LEAST_ROWS[_suffix(path)]
    if sum(map(_is_report, rows)) < least:
        return ()
    width = max(3, len(str(len(rows))))
    return tuple(
        f"r{number:0{width}d}"
        for number, row in enumerate(rows, start=1)
        if any(_strings(row))
    )


def read_row(path: Path, name: str) -> bytes:
    """Read one row of a table of reports.

    Parameters
    ----------
    path : Path
        The table.
    name : str
        As :func:`name_rows` gives it.

    Returns
    -------
    bytes
        The row as a site's interface would answer it: cells by the names of their columns.

    Raises
    ------
    ReadError
        If there is no such row.
    """
    state = path.stat()
    rows = _load_once(path, state.st_mtime_ns, state.st_size)
    number = name.removeprefix("r")
    if not number.isdecimal() or not 0 < int(number) <= len(rows):
        raise ReadError(f"{path.name}/{name}: no such row in the table; check the path")
    row = rows[int(number) - 1]
    told = {ROW: _with_sections(row), KNOWN: _known(row)}
    return json.dumps(told, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _with_sections(row: Row) -> Row:
    """A row with a cell for each section as one with a text: the heads are the headings."""
    heading = _heading()
    parts = {
        head: cell
        for head, cell in row.items()
        if isinstance(cell, str) and cell.strip() and heading.match(head)
    }
    if len(parts) < _LEAST_TITLES:
        return row
    text = "\n".join(line for part in parts.items() for line in part)
    return {**{k: v for k, v in row.items() if k not in parts}, "content": text}


@cache
def _heading() -> re.Pattern[str]:
    """Compile how a heading of the form begins, with or without its number."""
    words = load_toml("pages.toml")["patterns"]
    return re.compile(f"(?:{words['form_number']})?(?:{words['form_title']})")


def _known(row: Row) -> dict[str, str]:
    """What the other columns know of a report, where it can be understood."""
    known: dict[str, str] = {}
    for head, cell in row.items():
        field = field_of(head)
        if field in FIELDS and isinstance(cell, str | int) and str(cell).strip():
            with suppress(ReadError):
                known[field] = check_cell(field, str(cell).strip(), head)
    return known


def _is_report(row: Row) -> bool:
    """Tell whether a row names a report, and a cell of it has the titles of a whole one."""
    words = load_toml("pages.toml")["patterns"]
    if _with_sections(row) is not row:
        return True
    title = re.compile(words["form_title"])
    # Of the pages of one report the first names it.
    return any(re.search(words["title_line"], text) for text in _strings(row)) and any(
        len({found[0] for found in title.finditer(text)}) >= _LEAST_TITLES
        and len(_HAN.findall(text)) >= _LEAST_TEXT
        for text in _strings(row)
    )


def _strings(value: Any) -> Iterator[str]:
    """All strings of a row, those in objects in it too, without recursion."""
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            if value.strip():
                yield value
        elif isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value


# One row after the other is asked for: the table is read once.
@lru_cache(maxsize=1)
def _load_once(path: Path, changed: int, size: int) -> list[Row]:
    """The rows of a file as it is at a time."""
    suffix = _suffix(path)
    data = read_regular(path, _MAX_BYTES)
    if data.startswith(_GZIP):
        from textmine.io.bundles.archives import inflate

        data = inflate(data, path.name, _MAX_BYTES)
    try:
        if data.startswith(_SQLITE):
            return _rows_of_database(data)
        if suffix == ".xlsx":
            return list(_rows_of_sheets(data))
        if suffix == ".parquet":
            return _rows_of_parquet(data)
        text = decode(data, path.name)[0].removeprefix("\ufeff")
        if suffix in (".json", ".jsonl"):
            return _rows_of_lines(text) or _rows_of_answer(json.loads(text))
        # The limit is one for all that read csv: a list of agencies keeps its own.
        usual = csv.field_size_limit(sys.maxsize)
        try:
            # Programs set to other languages part cells by semicolons.
            head = text.partition("\n")[0]
            others = (border for border in "\t;" if border in head and "," not in head)
            border = "\t" if suffix == ".tsv" else next(others, ",")
            return _with_heads(csv.reader(io.StringIO(text), delimiter=border))
        finally:
            csv.field_size_limit(usual)
    except MemoryError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise ReadError(f"{path.name}: damaged table ({kind}); save it again") from None


def _rows_of_sheets(data: bytes) -> Iterator[Row]:
    """The rows of all sheets of a workbook."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield from _with_heads(sheet.iter_rows(values_only=True))


def _rows_of_parquet(data: bytes) -> list[Row]:
    """The rows of a parquet file."""
    from pyarrow import parquet

    rows: list[Row] = parquet.read_table(io.BytesIO(data)).to_pylist()
    return rows


def _rows_of_database(data: bytes) -> list[Row]:
    """The rows of all tables of a database; what it computes (views, modules) is left alone."""
    import sqlite3

    rows: list[Row] = []
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        database.execute("pragma trusted_schema = off")
        database.row_factory = sqlite3.Row
        told = "select name, sql from sqlite_schema where type = 'table' order by name"
        for name, made in database.execute(told).fetchall():
            if not name.startswith("sqlite_") and not _VIRTUAL.match(made or ""):
                quoted = name.replace('"', '""')
                found = database.execute(f'select * from "{quoted}"')
                rows += map(dict, islice(found, _MOST_ROWS - len(rows)))
    return rows


def _with_heads(rows: Any) -> list[Row]:
    """Rows by the names in the first of them."""
    heads = [str(head or "") for head in next(iter(rows), ())]
    return [dict(zip(heads, row, strict=False)) for row in rows]


def _rows_of_lines(text: str) -> list[Row]:
    """An object in each line, whatever the file is called; nothing where it is one answer."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or not lines[0].rstrip().endswith("}"):
        return []
    try:
        rows = [json.loads(line) for line in lines]
    except ValueError:
        return []
    return [row for row in rows if isinstance(row, dict)] if len(rows) > 1 else []


def _rows_of_answer(answer: Any) -> list[Row]:
    """The longest list of objects in an answer."""
    longest: list[Row] = []
    stack = [answer]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            rows = [row for row in value if isinstance(row, dict)]
            longest = max(longest, rows, key=len)
            stack += value
    return longest
