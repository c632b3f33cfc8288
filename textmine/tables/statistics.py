"""Rows and borders of table S, the statistical table of the reports on 2014–2018.

A row is a label, a unit and one number (统计指标 | 单位 | 统计数). What stands between a label and
the next one is read piece by piece, so that a blank number stays blank in any layout: neither the
ordinal of the next row (1.当面申请数) nor the digit of a note (计1条) is taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textmine.tables.found import FoundRow
from textmine.tables.values import read_cell

Span = tuple[int, int]

MAX_ROW = 160
"""Characters that a unit, notes and a number may take behind the last label of the table (the
longest note of the form has 33)."""

MAX_PIECE = 60
"""Characters of one piece of the printed header, e.g. the title with the agency's name."""

MAX_LABEL_REST = 4
"""Characters glued to a label that still belong to it (数量 for 数)."""

_LONGEST_ORDINAL = 12
"""Characters in front of a label in which its list number lies (其中：（二）, with blanks)."""

_UNIT = r"(?:人次|万元|元|条|件|次|篇|个|人)"
_PIECE = re.compile(r"[^\s|]+")
_NOTE = re.compile(r"[\s|]*[)）]?(?:[\s|]*[（(](?!单位)[^（）()|]{4,60}[)）])?")
_UNIT_PIECE = re.compile(rf"[（(]?(?:单位[:：])?({_UNIT})[)）]?(?![一-龥])")
_TO_NUMBER = re.compile(r"指标((?:[\s|]+[^\s|]{1,12}){0,4}?)[\s|]+(?:本年)?统计数")
_OTHER_YEAR = re.compile(r"[上去前]一?年|同期|\d{4}年?")
_HEADER_REACH = 200
"""Characters before the first row in which the header stands: with title and 附表 some 80."""
# The code of the row, in a column of its own before those of unit and number.
_CODE = re.compile(rf"[\t\n|]+ ?\d{{1,3}} ?(?=[\t\n|]+ ?{_UNIT} ?[\t\n|]+ ?[-\d—/－])")
_ORDINAL = re.compile(
    r"(?:其中[:：]?|[（(][一二三四五六七][)）]|[一二三四五六七八九]、|\d[.．、])[\s|]*\Z"
)
_ORDINAL_ENDS = frozenset("中:：)）、.．")
"""How a list number ends, blanks and borders behind it left out."""
_BORDERS = re.compile(r"[ \t|]*")
_HEADER = re.compile(
    r"(?:[\s|]+|[—\-－]+|[（(]一[)）]|一、|主动公开情况"
    r"|统计指标|指标(?:名称)?|(?:计量)?单位|统计数[量据]?"
    r"|[（(]?(?:统计)?(?:年度|时间)?[:：]?\d{4}年?度?[)）]?|附[表件]?[一\d]?[:：]?"
    r"|填报单位(?:[（(](?:盖章|公章)[)）])?[:：]?[^\s|。:：]{0,25}"
    r"|[^\n。；;：:|]{0,35}政府信息(?:主动)?公开(?:工作)?(?:情况)?统计表)\Z"
)
_COLUMNS = re.compile(r"统计指标[\s|]*(?:计量)?单位[\s|]*统计数[量据]?")
_ROW_LINE = re.compile(
    rf"[ \t|]*+\n[ \t|]*+[^\n\t|]{{2,45}}[\t|] *+(?:{_UNIT}|[—\-－]*+) *+"
    r"[\t|] *+[^\t|\n]{0,12}[ \t|]*+(?=\n|\Z)"
)
_TITLE = re.compile(r"统计指标|统计表|统计数")
_SIGNER = r"(?:单位负责人|审核人|填[报表]人|制表人|联系电话|填[报表]日期)"
# Normalised text has no blanks between one name and the next word.
_FOOTER = re.compile(
    rf"[\s|]*{_SIGNER}[:：][ \t|]*(?:(?!{_SIGNER})[^\s|:：。]){{0,20}}"
)


@dataclass(frozen=True, slots=True)
class Statistic:
    """What stands behind a label: its unit, the span of its number, and where the row ends.

    ``read`` is False where neither a unit nor a cell follows: the label stands in a sentence.
    """

    unit: str
    value: Span
    end: int
    read: bool


def read_statistic(
    text: str, label_end: int, stop: int, *, last: bool = False, skip: int = 0
) -> Statistic:
    r"""Read unit and number behind a label of table S.

    Parameters
    ----------
    text : str
        Normalised text.
    label_end : int
        End of the label.
    stop : int
        Begin of the next label, or the end of the text.
    last : bool
        Whether no label follows: the row then ends where it can be read no further.
    skip : int
        Numbers in front of the one that counts (:func:`count_before`).

    Returns
    -------
    Statistic
        The number's span is empty where the cell is blank.

    Examples
    --------
    >>> text = "收到申请数\t件\t51\n1.当面申请数"
    >>> row = read_statistic(text, 5, 13)
    >>> row.unit, text[slice(*row.value)]
    ('件', '51')
    """
    stop = (
        min(stop, label_end + MAX_ROW)
        if last
        else without_ordinal(text, label_end, stop)
    )
    start, stop, bordered = _own_line(text, label_end, stop)
    note = _NOTE.match(text, start, stop)
    at = note.end() if note else start
    if code := _CODE.search(text, start, stop):
        at = code.end()
    unit, value, end = "", (at, at), at
    # From the label on: notes take the border behind them.
    border = re.search(r"[\t|]", text[start:stop])
    label_rest = start + border.start() if bordered and border else at
    for a, b in _pieces(text, at, stop):
        found = _UNIT_PIECE.fullmatch(text, a, b)
        if found and not unit:
            unit, end, value = found[1], b, (b, b)
            continue
        if b <= label_rest or (a == label_end and b - a <= MAX_LABEL_REST):
            continue
        state = read_cell(text[a:b])[2]
        number = state in ("VALUE", "ZERO") and re.search(r"\d", text[a:b])
        if (number or state == "NA") and skip:
            skip -= 1
            continue
        if number or state == "NA":
            return Statistic(unit, (a, b), b, True)
        if bordered:
            text_end = a + len(text[a:stop].rstrip(" \t|\n"))
            return Statistic(unit, (a, text_end), text_end, True)
        break
    return Statistic(unit, value, end, bool(unit) or bordered)


def count_before(text: str, rows: Sequence[FoundRow]) -> int:
    r"""Count the columns of other years in front of that of the number.

    Parameters
    ----------
    text : str
        Normalised text.
    rows : sequence of FoundRow
        Rows of table S.

    Returns
    -------
    int
        How many the printed header names between 统计指标 and 统计数; 0 where most rows have no
        number behind those.

    Examples
    --------
    >>> count_before("统计指标\t单位\t上年数\t统计数\n", [])
    0
    """
    first = rows[0].start if rows else 0
    headers = list(_TO_NUMBER.finditer(text, max(0, first - _HEADER_REACH), first))
    between = headers[-1][1].replace("|", " ").split() if headers else []
    n = sum(_OTHER_YEAR.search(name) is not None for name in between)
    if not n:
        return 0
    told = [read_statistic(text, row.end, row.stop, skip=n).value for row in rows]
    return n if 2 * sum(start < end for start, end in told) > len(told) else 0


def without_ordinal(text: str, start: int, stop: int) -> int:
    """Leave out the list numbers that belong to the label behind ``stop`` (其中：, （二）, 1.)."""
    # Most labels have no number, and no mark of one before them.
    if _ORDINAL_ENDS.isdisjoint(text[max(start, stop - _LONGEST_ORDINAL) : stop]):
        return stop
    while ordinal := _ORDINAL.search(text, max(start, stop - _LONGEST_ORDINAL), stop):
        stop = ordinal.start()
    return stop


def _own_line(text: str, start: int, stop: int) -> tuple[int, int, bool]:
    """Keep to the label's line where its cells stand on it; else cells follow one a line.

    In a row with borders what comes on the next line is another row, even one without a label.
    """
    line_end = text.find("\n", start, stop)
    line_end = stop if line_end < 0 else line_end
    rest = text[start:line_end]
    bordered = re.search(r"[\t|]", rest) is not None and rest.strip("\t |)）") != ""
    return start, line_end if bordered else stop, bordered


def _pieces(text: str, start: int, stop: int) -> Iterator[Span]:
    """Pieces between blanks and borders; a unit glued to the number behind it is a piece."""
    glued = re.compile(rf"({_UNIT})(?=[\d—/\-－])")
    for m in _PIECE.finditer(text, start, stop):
        unit = glued.match(text, *m.span())
        if unit:
            yield unit.span()
        yield (unit.end() if unit else m.start(), m.end())


def find_head(text: str, pos: int) -> tuple[int, bool]:
    r"""Go back from the first label over the printed header, title and 附表 included.

    Parameters
    ----------
    text : str
        Normalised text.
    pos : int
        Begin of the first label.

    Returns
    -------
    tuple of (int, bool)
        Begin of the table, and whether a header was there (统计指标, 统计表).

    Examples
    --------
    >>> head = "统计指标\t单位\t统计数\n一、主动公开情况\t—\t—\n"
    >>> text = f"全年平稳。\n附表：\n{head}主动公开政府信息数"
    >>> find_head(text, text.index("主动公开政府信息数"))
    (6, True)
    """
    start = pos
    while piece := _HEADER.search(text, max(0, start - MAX_PIECE), start):
        start = piece.start()
    headed = _TITLE.search(text, start, pos) is not None
    while start < pos and text[start] in " \t\n|":
        start += 1
    return start, headed


def find_columns(text: str, pos: int) -> int | None:
    r"""Find the printed header from which rows unknown to the form lead on to a place.

    Parameters
    ----------
    text : str
        Normalised text.
    pos : int
        Begin of the first row that is known, or the end of the text.

    Returns
    -------
    int or None
        End of the header (统计指标 单位 统计数); None where no row leads on from it.

    Examples
    --------
    >>> text = "统计指标\t单位\t统计数\n公开总数\t条\t5\n收到申请数\t件\t1"
    >>> find_columns(text, text.index("收到")), find_columns("统计指标 单位 统计数", 11)
    (11, None)
    """
    headers = list(_COLUMNS.finditer(text, 0, pos))
    if not headers:
        return None
    end = at = headers[-1].end()
    while row := _ROW_LINE.match(text, at, pos):
        at = row.end()
    leads_on = at > end and (
        pos == len(text) or not text[at:pos].strip(" \t\n|（）一二三1.、")
    )
    return end if leads_on else None


def find_foot(text: str, pos: int) -> int:
    r"""Go on from the last row over rows unknown to the form, and over who filled the table in.

    Parameters
    ----------
    text : str
        Normalised text.
    pos : int
        End of the last row.

    Returns
    -------
    int
        End of the table.

    Examples
    --------
    >>> find_foot("3\t\n填报人：张三 联系电话：1234567\n说明", 1)
    22
    """
    while row := _ROW_LINE.match(text, pos):
        pos = row.end()
    while line := _FOOTER.match(text, pos):
        pos = line.end()
    borders = _BORDERS.match(text, pos)
    end = borders.end() if borders else pos
    return end if end == len(text) or text[end] == "\n" else pos
