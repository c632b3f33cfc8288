"""From a found table to its cells: value, unit and state, with blanks kept apart from zeros."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from textmine.resources.load import load_toml
from textmine.schema import Cell
from textmine.tables.broken import join_rest
from textmine.tables.find import find_tables
from textmine.tables.forms import Label
from textmine.tables.found import FoundRow, FoundTable
from textmine.tables.laying import (
    SUMMED,
    Cells,
    Field,
    lay_row,
    tell_habit,
    tell_lost,
)
from textmine.tables.ordering import by_header, in_order
from textmine.tables.statistics import (
    count_before,
    read_statistic,
    without_ordinal,
)
from textmine.tables.torn import is_torn
from textmine.tables.values import NOT_APPLICABLE, read_cell

_MONEY = re.compile(
    rf"金额[（(](?:单位[:：])?({'|'.join(load_toml('quantities.toml')['money'])})[)）]"
)
_NUMBERISH = re.compile(r"^[+＋\-－–—]?\d|^[减增]少?加?\d|^\.\d")
_PLAIN = re.compile(r"[-+减增]?\d+(?:\.\d+)?元?")
# A number alone on the line below a row: its page's, or the rest of its last cell.
_NUMBER_BELOW = re.compile(r"\n *\d+ *(?:\n|\Z)")
_BORDER = re.compile(r"[\t|]|(?<=\d) (?=[-+\d])")
_STROKES = "|".join(re.escape(mark) for mark in sorted(NOT_APPLICABLE))
_LOOSE = re.compile(
    r"(?:(?<![\d.\[［〔【])[-－+＋]?|[减增] ?)\d[\d,]*(?:\.\d+)?(?:万?元)?(?![\d.])"
    rf"|(?<!\S)(?:{_STROKES})(?!\S)"
)


def parse_tables(
    report_id: str, text: str, tables: list[FoundTable] | None = None
) -> list[Cell]:
    r"""Read every cell of tables 2, 3 and 4, and of the statistical table of 2014–2018 (S).

    Parameters
    ----------
    report_id : str
        Goes into each cell.
    text : str
        Normalised text of the report.
    tables : list of FoundTable, optional
        Where the tables lie; found here if not given.

    Returns
    -------
    list of Cell
        By table, official row and column. ``value`` is None for EMPTY, NA and TEXT; 减6 is −6; a
        row whose label is not in the text has no cells.

    Examples
    --------
    >>> head = "第二十条第（一）项\n信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n"
    >>> rows = "规章\t0\t0\t\n规范性文件\t2\t减1\t/\n第二十条第（五）项\n行政许可\t1\t1\t1\n"
    >>> [(c.row_label, c.value, c.state) for c in parse_tables("r1", head + rows)][2:6]
    [('规章', None, 'EMPTY'), ('规范性文件', 2.0, 'VALUE'), ('规范性文件', -1.0, 'VALUE'),
    ('规范性文件', None, 'NA')]
    """
    cells: list[Cell] = []
    for table in sorted(
        find_tables(text) if tables is None else tables, key=lambda t: t.number
    ):
        if table.number == "S":
            cells += _read_statistics(report_id, text, table)
        elif table.cells:
            cells += _read_told(report_id, text, table)
        else:
            cells += _read_rows(report_id, text, table)
    return cells


def _read_rows(report_id: str, text: str, table: FoundTable) -> Iterator[Cell]:
    """The cells of table 2, 3 or 4; a column that the row does not tell is text, and no number."""
    money = (
        _MONEY.search("".join(text[table.start : table.end].split()))
        if table.number == "2"
        else None
    )
    widths = [len(row.label.columns) for row in table.rows]
    rows: Sequence[Cells] = _lay_totals(text, table) or _lay_rows(
        text, table.rows, widths
    )
    if table.number == "2":
        rows = [
            by_header(text, table, *pair) for pair in zip(table.rows, rows, strict=True)
        ]
    ordered = in_order(text, table, rows)
    torn = ordered is None or is_torn(text, table, rows)
    rows = rows if ordered is None else ordered
    for row, laid in zip(table.rows, rows, strict=True):
        units = _units(row.label, money[1] if money else "")
        for column, (unit, span) in enumerate(zip(units, laid.spans, strict=True)):
            is_text = torn or column in laid.doubtful
            place = _FormCell(report_id, table.number, row.label, column, unit)
            yield place.read(text, span, is_text=is_text)


def _read_told(report_id: str, text: str, table: FoundTable) -> Iterator[Cell]:
    """The cells of a row whose columns are told one by one."""
    label = table.rows[0].label
    for column, span in table.cells:
        place = _FormCell(report_id, table.number, label, column, label.units[column])
        yield place.read(text, span)


class _FormCell(NamedTuple):
    """A cell of the form: its table, row and column, and what it counts if it does not say so."""

    report_id: str
    table: str
    label: Label
    column: int
    unit: str

    def read(self, text: str, span: Field, *, is_text: bool = False) -> Cell:
        """The cell as a stretch of the text fills it; as text, and no number, where said."""
        raw = text[slice(*span)]
        value, unit, state = (None, "", "TEXT") if is_text else read_cell(raw)
        return Cell(
            self.report_id,
            self.table,
            self.label.row or 0,
            self.label.text,
            self.column,
            self.label.columns[self.column],
            value,
            unit or self.unit,
            state,
            raw,
            *span,
        )


def _lay_totals(text: str, table: FoundTable) -> list[Cells]:
    """Lay a table 3 whose header names no applicants, but their total; nothing for any other."""
    if table.number != "3" or not table.rows:
        return []
    columns = load_toml("forms.toml")["tables"]["3"]["columns"]
    n = len(columns)
    header = text[table.start : table.rows[0].start]
    if columns[0] in header:
        return []
    cells = {"".join(cell.split()) for cell in re.split(r"[\t|\n]", header)}
    if cells & set(columns) != {columns[-1]}:
        return []
    laid = []
    for row in table.rows:
        fields = _fields(text, row, 1)
        told = [field for field in fields if _n_told(text, [field])]
        if len(told) != 1:
            return []
        blank = (row.end, row.end)
        laid.append(Cells((*[blank] * (n - 1), told[0])))
    return laid


def _lay_rows(
    text: str, rows: Sequence[FoundRow], widths: Sequence[int]
) -> list[Cells]:
    """Lay the rows of a table into their columns."""
    plain = [_plain_row(text, row, n) for row, n in zip(rows, widths, strict=True)]
    if all(plain):
        return [Cells(tuple(fields)) for fields in plain]
    # Blank cells of the plain rows too, for they tell how the others are laid out.
    printed = [_fields(text, row, n) for row, n in zip(rows, widths, strict=True)]
    habit = tell_habit(text, printed, widths)
    borders = [_n_borders(text, row) for row in rows]
    lost = tell_lost(text, printed, widths, borders)
    return [
        Cells(tuple(whole)) if whole else lay_row(text, fields, n, habit, lost=short)
        for whole, fields, n, short in zip(plain, printed, widths, lost, strict=True)
    ]


def _n_borders(text: str, row: FoundRow) -> int:
    """How many borders stand on the line of a row."""
    start = text.rfind("\n", 0, row.start) + 1
    end = text.find("\n", row.end)
    return len(re.findall(r"[\t|]", text[start : end if end >= 0 else None]))


def _read_statistics(report_id: str, text: str, table: FoundTable) -> Iterator[Cell]:
    """The cells of table S: one number a row, in the unit printed beside it or in the form's."""
    n_before = count_before(text, table.rows)
    for row in table.rows:
        last = row is table.rows[-1]
        found = read_statistic(text, row.end, row.stop, last=last, skip=n_before)
        unit = found.unit or row.label.units[0]
        place = _FormCell(report_id, table.number, row.label, 0, unit)
        yield place.read(text, found.value)


def _units(label: Label, money: str) -> tuple[str, ...]:
    """Units of a row's columns: the form's, unless the printed header names another for money."""
    return tuple(
        money if money and unit in ("元", "万元") else unit for unit in label.units
    )


def _plain_row(text: str, row: FoundRow, n: int) -> list[Field]:
    """The cells of a row with nothing but n numbers, as most rows are; else nothing."""
    found = _plain_rows(n).match(text, row.end, row.stop)
    if found is None or found.lastindex is None:
        return []
    fields = [m.span() for m in _PLAIN.finditer(text, *found.span(found.lastindex))]
    if n > 1 and _NUMBER_BELOW.match(text, found.end(), row.stop):
        return join_rest(text, row, fields, n) or fields
    return fields


@cache
def _plain_rows(n: int) -> re.Pattern[str]:
    """What stands behind the label of a row with n numbers: they need no weighing.

    Behind borders on the label's line, or on the one below; or a line each, up to a blank line.
    """
    number = _PLAIN.pattern
    beside = rf"[^\n\t|]*((?:[\t|]{number}){{{n}}})[\t|]*(?=\n|\Z)"
    lines = rf"[）)”]*((?:\n\t?{number}){{{n}}})(?=\n\n|\n?\Z)"
    below = (
        rf"[）)”]*[\t|]?\n([\t|]?{number}(?:[\t|]{number}){{{n - 1}}})[\t|]*(?=\n|\Z)"
    )
    return re.compile("|".join((beside, lines, below) if n > 1 else (beside, lines)))


def _fields(text: str, row: FoundRow, n: int) -> list[Field]:
    """The fields between a row's label and the next label, the label's rest left out.

    They stand on the label's line, or on those behind it up to a blank line.
    """
    stop = without_ordinal(text, row.end, row.stop)
    line_end = text.find("\n", row.end, stop)
    line_end = stop if line_end < 0 else line_end
    if _has_borders(text, row.end, line_end):
        first, *others = _split(text, row.end, line_end)
        if _n_told(text, others) != n:
            others = _loose(text, *first) + others
        if len(others) >= n or _holds_number(text, others):
            return join_rest(text, row, others, n) or others
        behind = _behind(text, line_end, stop, n)
        told_beside = _n_told(text, others) and not _holds_number(text, behind)
        return others if told_beside else behind
    beside = _loose(text, row.end, line_end)
    if len(beside) >= n:
        return beside
    behind = _behind(text, line_end, stop, n)
    # A digit that belongs to the label stands before a full row; else the row goes on behind.
    whole = not beside or _n_told(text, behind) == n
    if whole or not _holds_number(text, behind):
        return behind if whole else beside
    return beside + behind


def _loose(text: str, start: int, end: int) -> list[Field]:
    """Numbers, and strokes for none, in a stretch without borders."""
    return [m.span() for m in _LOOSE.finditer(text, start, end)]


def _behind(text: str, line_end: int, stop: int, n: int) -> list[Field]:
    """The fields on the lines behind a label's line."""
    # The border in front of the next label is none of this row.
    last = text.rfind("\n", line_end, stop)
    stop = last if last >= 0 and not text[last:stop].strip("\n\t |") else stop
    stop = line_end + len(text[line_end:stop].rstrip("\n"))
    if line_end >= stop:
        return []
    start = line_end + 1
    if whole := _whole_line(text, start, stop, n):
        return whole
    gap = text.find("\n\n", line_end, stop)
    cells = _split(text, start, stop if gap < 0 else gap)
    # Behind a blank line stands what is no cell, unless the row is not whole before it.
    if gap >= 0 and sum(_holds_number(text, [cell]) for cell in cells) < n:
        cells = _split(text, start, stop)
    return [(a, b) for k, (a, b) in enumerate(cells) if k or a < b]


def _whole_line(text: str, start: int, stop: int, n: int) -> list[Field]:
    """The first of some lines that has a cell for each of several columns; nothing without one."""
    # Most rows of several columns have a line for each cell.
    if n < 2 or len(_BORDER.findall(text, start, stop)) < n - 1:
        return []
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        if cells := _cells_of_line(text, start, end, n):
            return cells
        start = end + 1
    return []


def _cells_of_line(text: str, start: int, end: int, n: int) -> list[Field]:
    """The cells of a line that has one for each of several columns; else nothing."""
    # Most lines are one cell each.
    if len(_BORDER.findall(text, start, end)) < n - 1:
        return []
    cells = _split(text, start, end)
    if _n_told(text, cells) == n:
        return cells
    # A border in front of a line parts nothing, or a blank cell from the next one.
    cells = _between_borders(text, start, end)
    return (
        cells if n in SUMMED and len(cells) == n and _holds_number(text, cells) else []
    )


def _between_borders(text: str, start: int, end: int) -> list[Field]:
    """The fields of a line, those before its first border and behind its last one too."""
    fields = []
    at = start
    for cell in re.split(r"[\t|]", text[start:end]):
        fields.append((at, at + len(cell)))
        at += len(cell) + 1
    return fields


def _n_told(text: str, fields: list[Field]) -> int:
    """How many of some fields hold a number, or a stroke for none."""
    states = [read_cell(text[a:b])[2] for a, b in fields]
    return sum(state in ("VALUE", "ZERO", "NA") for state in states)


def _has_borders(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch has a tab or a pipe."""
    return text.find("\t", start, end) >= 0 or text.find("|", start, end) >= 0


def _holds_number(text: str, fields: list[Field]) -> bool:
    """Tell whether one of some fields begins like a number."""
    return any(_NUMBERISH.match("".join(text[a:b].split())) for a, b in fields)


def _split(text: str, start: int, end: int) -> list[Field]:
    """Split a stretch at tabs, line ends and pipes.

    A tab or pipe that opens or closes a line parts nothing.
    """
    fields: list[Field] = []
    at = start
    first = True
    for line in text[start:end].split("\n"):
        a, b = at, at + len(line)
        at = b + 1
        if not first and line[:1] in ("\t", "|"):
            a += 1
        if line.endswith("|") and b > a:
            b -= 1
        first = False
        pos = a
        for piece in _BORDER.split(text[a:b]):
            cell = piece.strip()
            # An empty cell stands behind its blanks.
            begin = pos + (piece.index(cell) if cell else len(piece))
            fields.append((begin, begin + len(cell)))
            pos += len(piece) + 1
    return fields
