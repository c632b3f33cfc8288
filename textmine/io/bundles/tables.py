"""Tables with a report in each row (what a crawler wrote), opened as archives are: row by row."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from textmine.errors import ReadError, TextmineError
from textmine.io.bundles.grouped import LEAST_TITLES, Row, join_rows, with_sections
from textmine.io.bundles.gzipped import inflate
from textmine.io.columns import FIELDS, check_cell
from textmine.io.kinds import GZIP, ZIP
from textmine.io.plain import decode
from textmine.io.text_files.dumps import resolve_escapes
from textmine.regular import SAVED_AS, read_head, read_regular
from textmine.resources.columns import field_of
from textmine.resources.load import load_toml

LEAST_ROWS = {
    ".csv": 1,
    ".tsv": 1,
    ".jsonl": 1,
    ".ndjson": 1,
    ".parquet": 1,
    ".json": 2,
    **dict.fromkeys((".xlsx", ".xls", ".et", ".ods"), 2),
    ".txt": 2,
    **dict.fromkeys((".db", ".sqlite", ".sqlite3"), 1),
}
"""Suffixes of tables, and how many rows must be reports: one report may be JSON or a workbook."""

# Bytes of a table that is opened: 3,000 reports of a province have some 100 million.
_MAX_BYTES = 500_000_000
# Chinese characters of a whole report at least.
_LEAST_TEXT = 200
FOREIGN = (".xls", ".et", ".ods")
"""Suffixes of workbooks that only LibreOffice opens."""
# Bytes of a text file that tell whether it is a table, and what parts its cells.
_GLANCE, _BORDERS = 4096, "\t|,;"
# Rows above the heads: the title of the list, who made it and when. A head of so many characters is
# none: such a table has no heads.
_MOST_ABOVE, _LONGEST_HEAD = 10, 100
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SQLITE = b"SQLite format 3\x00"
_VIRTUAL = re.compile(r"(?i)\s*create\s+virtual")
# Rows of a database that are taken: one more than are listed says that there are too many.
_MOST_ROWS = 20_001
_HAN = re.compile(r"[\u4e00-\u9fff]")

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
    if not is_table(path):
        return ()
    state = path.stat()
    return _name_once(path, state.st_mtime_ns, state.st_size)


def is_table(path: Path) -> bool:
    """Tell what may be a table of reports: by its name, a text file by its first line.

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
    suffix = _suffix(path)
    return suffix in LEAST_ROWS and (suffix != ".txt" or _has_heads(path))


def _has_heads(path: Path) -> bool:
    """Tell whether the first line of a text file names columns, one of them that of the texts."""
    try:
        head = read_head(path, _GLANCE)
    except (OSError, ReadError):
        return False
    if not any(border in head for border in (b"\t", b"|", b",", b";")):
        return False
    encodings = ("utf-16",) if head[:2] in _WIDE_MARKS else SAVED_AS
    lines = (head.decode(name, "ignore").partition("\n")[0] for name in encodings)
    return any(
        any(field_of(name) == "text" for name in line.strip().split(border))
        for line in lines
        for border in _BORDERS
        if border in line
    )


def _suffix(path: Path) -> str:
    """Suffix of a file without that of its packing."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


@lru_cache(maxsize=1)
def _name_once(path: Path, changed: int, size: int) -> tuple[str, ...]:
    """The names of the rows of a file as it is at a time."""
    rows = _load_once(path, changed, size)
    least = LEAST_ROWS[_suffix(path)]
    if _count_reports(rows) < least:
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
    told = {ROW: with_sections(row), KNOWN: _known(row)}
    return json.dumps(told, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _known(row: Row) -> dict[str, str]:
    """What the other columns know of a report, where it can be understood."""
    known: dict[str, str] = {}
    for head, cell in row.items():
        field = field_of(head)
        if field in FIELDS and isinstance(cell, str | int) and str(cell).strip():
            with suppress(ReadError):
                known[field] = check_cell(field, str(cell).strip(), head)
    return known


def _count_reports(rows: Sequence[Row]) -> int:
    """How many rows are reports."""
    return sum(map(_is_report, rows))


def _is_report(row: Row) -> bool:
    """Tell whether a row names a report, and a cell of it has the titles of a whole one."""
    words = load_toml("pages.toml")["patterns"]
    if with_sections(row) is not row:
        return True
    title = re.compile(words["form_title"])
    # Of the pages of one report the first names it.
    return any(re.search(words["title_line"], text) for text in _strings(row)) and any(
        len({found[0] for found in title.finditer(text)}) >= LEAST_TITLES
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
    """The rows of a file as it is at a time, those of one report joined."""
    suffix = _suffix(path)
    data = read_workbook(path)
    if data.startswith(GZIP):
        data = inflate(data, path.name, _MAX_BYTES)
    try:
        rows = [_with_texts(row) for row in _parse(data, suffix, path.name)]
        if _count_reports(rows) >= LEAST_ROWS[suffix]:
            return rows
        joined = join_rows(rows)
        if _count_reports(joined) > 1:
            return joined
        sheets = _sheets_as_rows(data) if data.startswith(ZIP) else []
        return sheets if _count_reports(sheets) > 1 else rows
    except (TextmineError, MemoryError):
        raise
    except Exception as error:
        kind = type(error).__name__
        raise ReadError(f"{path.name}: damaged table ({kind}); save it again") from None


def _with_texts(row: Row) -> Row:
    """A row whose cells that hold bytes, or a list of lines as crawlers write it, are texts."""
    return {head: _as_text(cell) for head, cell in row.items()}


def _as_text(cell: Any) -> Any:
    """The text that a cell holds; the cell itself where it holds none."""
    if isinstance(cell, bytes):
        with suppress(ReadError):
            return decode(cell, "cell")[0]
    is_lines = isinstance(cell, list) and all(isinstance(line, str) for line in cell)
    return "\n".join(cell) if is_lines else cell


def read_workbook(path: Path) -> bytes:
    """Read the bytes of a table; those of an old workbook as the .xlsx that LibreOffice makes.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    OptionalPartError, ReadError
        If there is no LibreOffice, or it cannot open the file.
    """
    data = read_regular(path, _MAX_BYTES)
    if path.suffix.lower() not in FOREIGN:
        return data
    from textmine.io.office.libre_office import convert

    return convert(data, path.name, "xlsx")


def _parse(data: bytes, suffix: str, name: str) -> list[Row]:
    """The rows as they stand."""
    if data.startswith(_SQLITE):
        return _rows_of_database(data)
    if suffix in (".xlsx", *FOREIGN):
        return list(_rows_of_sheets(data))
    if suffix == ".parquet":
        return _rows_of_parquet(data)
    text = decode(data, name)[0].removeprefix("\ufeff")
    if suffix in (".json", ".jsonl", ".ndjson"):
        return _rows_of_lines(text) or _rows_of_answer(json.loads(text))
    # The limit is one for all that read csv: a list of agencies keeps its own.
    usual = csv.field_size_limit(sys.maxsize)
    try:
        rows = csv.reader(io.StringIO(text), delimiter=_border(text, suffix))
        if suffix != ".txt":
            return _with_heads(rows)
        return _with_heads([resolve_escapes(cell) for cell in row] for row in rows)
    finally:
        csv.field_size_limit(usual)


def _border(text: str, suffix: str) -> str:
    """What stands between two cells: programs set to other languages part them by semicolons."""
    head = text.partition("\n")[0]
    if suffix == ".tsv":
        return "\t"
    if suffix == ".txt":
        return next((border for border in _BORDERS if border in head), ",")
    others = (border for border in "\t;|" if border in head and "," not in head)
    return next(others, ",")


def _sheets_as_rows(data: bytes) -> list[Row]:
    """The sheets of a workbook, each as the text of a report."""
    from openpyxl import load_workbook

    from textmine.io.office.sheets import write_sheet

    book = load_workbook(io.BytesIO(data), data_only=True)
    if len(book.worksheets) < LEAST_ROWS[".xlsx"]:
        return []
    return [{"sheet": s.title, "content": write_sheet(s)} for s in book.worksheets]


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


def _with_heads(rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Rows by the names above them, which may stand below a few lines about the table."""
    listed = list(rows)
    at = next((k for k, row in enumerate(listed[:_MOST_ABOVE]) if _names_text(row)), 0)
    heads = [str(head or "") for head in listed[at]] if listed else []
    if any(len(head) > _LONGEST_HEAD for head in heads):
        heads, at = [f"column {k}" for k in range(1, len(heads) + 1)], at - 1
    return [dict(zip(heads, row, strict=False)) for row in listed[at + 1 :]]


def _names_text(row: Sequence[Any]) -> bool:
    """Tell whether a row names a column of texts, and others."""
    named = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    return len(named) > 1 and any(field_of(cell) == "text" for cell in named)


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
    """The longest list of rows in an answer."""
    longest: list[Row] = []
    stack = [answer]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            longest = max(longest, _rows_of_object(value), key=len)
            stack += value.values()
        elif isinstance(value, list):
            rows = [row for row in value if isinstance(row, dict)]
            longest = max(longest, rows, key=len)
            stack += value
    return longest


def _rows_of_object(value: Row) -> list[Row]:
    """Objects by the names of the reports; or a frame, as libraries write it by its columns."""
    columns, data = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(data, list):
        heads = list(map(str, columns))
        listed = [row for row in data if isinstance(row, list)]
        return [dict(zip(heads, row, strict=False)) for row in listed]
    objects = [row for row in value.values() if isinstance(row, dict)]
    if not objects or len(objects) < len(value):
        return []
    numbers = list(objects[0])
    if all(map(str.isdecimal, numbers)) and all(list(o) == numbers for o in objects):
        return [{head: column[n] for head, column in value.items()} for n in numbers]
    return objects
