"""From a found table to its cells: value, unit and state, with blanks kept apart from zeros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from textmine.schema import Cell
from textmine.tables.find import FoundRow, FoundTable, find_tables
from textmine.tables.forms import review_columns
from textmine.tables.statistics import read_statistic
from textmine.tables.values import is_not_applicable, read_cell

_FIELD = re.compile(r"[^\t\n|]*")
_MONEY = re.compile(r"(?:金额)[（(](?:单位[:：])?(万?元)[)）]")
_NUMBERISH = re.compile(r"^[+＋\-－–—]?\d|^[减增]少?加?\d|^\.\d")
_BORDER = re.compile(r"[\t|]|(?<=\d) (?=[-+\d])")
_LOOSE = re.compile(
    r"(?:(?<![\d.])[-－+＋]?|[减增])\d[\d,]*(?:\.\d+)?(?:万?元)?(?![\d.])"
)
Field = tuple[int, int]


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
            continue
        money = (
            _MONEY.search("".join(text[table.start : table.end].split()))
            if table.number == "2"
            else None
        )
        for row in table.rows:
            columns = row.label.columns or review_columns()
            units = _units(row, columns, money[1] if money else "")
            fields = _plain_row(text, row, len(columns)) or _align(
                text, _fields(text, row, len(columns)), len(columns)
            )
            for column, (name, unit, (start, end)) in enumerate(
                zip(columns, units, fields, strict=True)
            ):
                raw = text[start:end]
                value, own_unit, state = read_cell(raw)
                cells.append(
                    Cell(
                        report_id,
                        table.number,
                        row.label.row or 0,
                        row.label.text,
                        column,
                        name,
                        value,
                        own_unit or unit,
                        state,
                        raw,
                        start,
                        end,
                    )
                )
    return cells


def _read_statistics(report_id: str, text: str, table: FoundTable) -> Iterator[Cell]:
    """The cells of table S: one number a row, in the unit printed beside it or in the form's."""
    for row in table.rows:
        last = row is table.rows[-1]
        found = read_statistic(text, row.end, row.stop, last=last)
        start, end = found.value
        value, own_unit, state = read_cell(text[start:end])
        yield Cell(
            report_id,
            table.number,
            row.label.row or 0,
            row.label.text,
            0,
            row.label.columns[0],
            value,
            own_unit or found.unit or row.label.units[0],
            state,
            text[start:end],
            start,
            end,
        )


def _units(row: FoundRow, columns: tuple[str, ...], money: str) -> tuple[str, ...]:
    """Units of a row's columns: the form's, unless the printed header names another for money."""
    units = row.label.units or ("件",) * len(columns)
    return tuple(money if money and unit in ("元", "万元") else unit for unit in units)


def _plain_row(text: str, row: FoundRow, n: int) -> list[Field]:
    """The cells of a line with nothing but n whole numbers behind tabs, the most common row.

    Else nothing.
    """
    line_end = text.find("\n", row.end, row.stop)
    rest, *cells = text[row.end : row.stop if line_end < 0 else line_end].split("\t")
    if len(cells) != n or not "".join(cells).isdigit() or "" in cells:
        return []
    fields = []
    at = row.end + len(rest) + 1
    for cell in cells:
        fields.append((at, at + len(cell)))
        at += len(cell) + 1
    return fields


def _fields(text: str, row: FoundRow, n: int) -> list[Field]:
    """The fields between a row's label and the next label.

    The first one, the label's rest, is left out.
    """
    stop = row.stop
    line_end = text.find("\n", row.end, stop)
    line_end = stop if line_end < 0 else line_end
    loose = [m.span() for m in _LOOSE.finditer(text, row.end, line_end)]
    if not _has_borders(text, row.end, line_end) and (
        len(loose) >= min(n, 3) or (loose and n <= 3)
    ):
        return loose
    own_line = _split(text, row.end, line_end)
    if len(own_line) > n or _holds_number(text, own_line[1:]):
        return own_line[1:]
    gap = text.find("\n\n", line_end, stop)
    cells = (
        _split(text, line_end + 1, stop if gap < 0 else gap) if line_end < stop else []
    )
    if gap >= 0 and not _holds_number(text, cells):
        cells = _split(text, line_end + 1, stop)
    return [(a, b) for k, (a, b) in enumerate(cells) if k or a < b]


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


def _align(text: str, fields: list[Field], n: int) -> list[Field]:
    """Choose the n fields that are the row's cells; fields that lack become empty spans."""
    while fields and _is_label_rest(text[fields[0][0] : fields[0][1]]):
        fields = fields[1:]
    filled = [(a, b) for a, b in fields if a < b and not _is_label_rest(text[a:b])]
    if len(filled) >= n:
        return filled[:n]
    last = max(
        (
            k
            for k, (a, b) in enumerate(fields)
            if a < b and not _is_label_rest(text[a:b])
        ),
        default=-1,
    )
    if len(fields) > n:
        fields = fields[last - n + 1 : last + 1] if last >= n - 1 else fields[:n]
    if len(fields) == n:
        return _total_last(fields, last, len(filled))
    spot = fields[-1][1] if fields else 0
    missing = [(spot, spot)] * (n - len(fields))
    if (
        filled
        and last == len(fields) - 1
        and (n == 7 or len(filled) < len(fields) >= 10)
    ):
        gap = fields[-1][0]
        return fields[:-1] + [(gap, gap)] * len(missing) + fields[-1:]
    return fields + missing


def _total_last(fields: list[Field], last: int, n_filled: int) -> list[Field]:
    """Where a row's only number stands one cell short of the end, the header lost a column.

    It is the total.
    """
    if len(fields) == 7 and n_filled == 1 and last == 5:
        return [*fields[:5], fields[6], fields[5]]
    return fields


@lru_cache(maxsize=8192)
def _is_label_rest(field: str) -> bool:
    """Words that go on with a label (a page break may push them behind the numbers), not a cell."""
    plain = "".join(field.split())
    return (
        bool(plain) and not is_not_applicable(plain) and read_cell(plain)[2] == "TEXT"
    )
