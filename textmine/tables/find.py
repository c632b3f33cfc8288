"""Where the statutory tables lie in a text, and where each of their rows begins.

A row is found by its printed label, not by its ordinal: 一、本年新收 and 四、结转下年度 look like
section headings.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from textmine.tables.counted import count_rows
from textmine.tables.forms import (
    Label,
    Table,
    header_words,
    load_table,
    review_row,
    tell_form,
)
from textmine.tables.found import FoundRow, FoundTable
from textmine.tables.review import find_parts
from textmine.tables.statistics import (
    count_before,
    find_columns,
    find_foot,
    find_head,
    read_statistic,
    without_ordinal,
)
from textmine.text.characters import code_points, spell_codes

_MARKS = re.compile(r"[\s|\t“”\"'‘’、，,。．.:：;；()（）\[\]【】*#\-—_]+")
_RUN = re.compile(r"(?<![\d.])\d+(?:[\s|]{1,40}\d+){14,15}(?![\d.])")
_SENTENCE_MARK = re.compile("[，。；、]")
# 行政复议11件（结果维持7件）。 says in words of the header what no header says.
_STATED = re.compile(r"\d[件起宗].*[。；）)]$")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_MIN_ROWS = {"2": 3, "3": 8}
"""Official rows found in order that make a table 2 or 3. By hand: a sentence lists two or three
kinds of decisions, and about six outcomes of applications."""

MIN_STATISTICS = {True: 1, False: 6}
"""Rows read that make a table S, with and without its header (统计指标). The header tells by its
words alone; without it, six are more than a sentence lists with a unit or a cell behind each."""

_MOST_SPOTS = 2000
"""Occurrences of one label that are looked at: more are no table, and would cost time."""

_LONGEST_ROW = 400
"""Characters without blanks and marks from one label of a table to the next. By hand: a row has 15
cells of up to seven digits and the words of a torn label, a page foot may stand between; beyond
that the next label is another passage's."""

_TIGHTNESS = 1e-3
"""What a character between two labels takes off a chain's score, where a row counts 1: of chains
with as many rows the tightest is chosen, and a whole table outweighs no row."""

_SPOTS_BACK = 60
"""Labels before one among which the one that it follows is looked for: a table has some thirty, and
most stand twice at most. Keeps the search linear where a label is repeated without end."""

_ROW_WEIGHT, _GROUP_WEIGHT = 1.0, 0.05  # labels of groups only decide between equals

_HEADER_LINE = 90
"""Characters of the longest line of a printed header; longer is a paragraph. By hand: the note on
the sums of table 3 has 35 and may share its line with the words of all columns."""

_HEADER_WORDS = 12
"""Characters up to which a line with one header word is a header's; a longer one must be made of
header words by half (both by hand, on the printed forms)."""

_SECTION_TITLE = re.compile("(?:公开|复议).*情况$")
"""The title of a section, which may have no number: - 政府信息公开行政复议、行政诉讼情况."""

_REVIEW_HEAD, _REVIEW_TOTAL = 200, 40
"""Characters, without blanks and marks, from the first to the last 结果维持 of table 4's header,
and from there to its last 总计: 49 and 12 as printed, more where a page foot stands between."""

_REVIEW_VALUES = 1200
"""Characters behind 未经复议直接起诉 in which the values of table 4 stand under upright cells: the
header has 75, and each may stand alone amid the blanks of its column."""

_COUNTED = re.compile(r"\d ?[（(]?[件宗起份个项][)）]?|[〇零一二三四五六七八九十]")
"""A value of table 4 with what it counts, or in Chinese numerals."""

_MOST_WORDS = 4
"""Han characters in a line of table 4's values (无) beside 件; more is the next section."""


class Compact:
    """A text without blanks, marks and cell borders, and the place of each character in it."""

    def __init__(self, text: str) -> None:
        codes = code_points(text)
        kept = ~_is_mark()[np.minimum(codes, 0xFFFF)]
        self._places = np.flatnonzero(kept)
        self.text = spell_codes(codes[kept])
        self._found: dict[str, list[tuple[int, int]]] = {}

    def place(self, at: int) -> int:
        """The place of a character in the text."""
        return int(self._places[at])

    def find_all(self, word: str) -> list[tuple[int, int]]:
        """The first occurrences of a word, as offsets into the compact text."""
        # The forms share most labels, and where a text does not tell its form all are looked for.
        if word not in self._found:
            self._found[word] = self._find(word)
        return self._found[word]

    def _find(self, word: str) -> list[tuple[int, int]]:
        """Look for a word."""
        spots: list[tuple[int, int]] = []
        at = self.text.find(word)
        while at >= 0 and len(spots) < _MOST_SPOTS:
            spots.append((at, at + len(word)))
            at = self.text.find(word, at + len(word))
        return spots


@cache
def _is_mark() -> NDArray[np.bool_]:
    """Whether a code point is a blank, a mark or a cell border."""
    return np.array([_MARKS.fullmatch(chr(c)) is not None for c in range(0x10000)])


def find_tables(text: str) -> list[FoundTable]:
    r"""Find tables 2, 3, 4 and S in a text, whatever the layout (tab rows, one cell a line, pipes).

    S is the statistical table of the reports on 2014–2018 (统计指标, 单位, 统计数).

    Parameters
    ----------
    text : str
        Normalised text of a report.

    Returns
    -------
    list of FoundTable
        In order of place, without overlap; at most one of each number.

    Examples
    --------
    >>> text = "三、收到和处理\n" + "\n".join(
    ...     r.text + "\t0" * 7 for r in load_table("3", "2019").rows
    ... )
    >>> [(t.number, t.form, len(t.rows)) for t in find_tables(text)]
    [('3', '2019', 23)]
    """
    compact = Compact(text)
    found = []
    for number in ("2", "3"):
        form = tell_form(text, number)
        tables = [
            _find_table(text, compact, load_table(number, f))
            for f in ("2019", "2021")
            if form in ("", f)
        ]
        best = max((t for t in tables if t), key=_completeness, default=None)
        if best:
            found.append(count_rows(text, best))
    review = _find_review(text, compact)
    if review:
        found.append(review)
    statistics = _find_statistics(text, compact)
    if statistics:
        found.append(statistics)
    found.sort(key=_first_row)
    kept: list[FoundTable] = []
    for table in found:
        end = kept[-1].end if kept else 0
        # With nothing between two tables, what was taken for a header is the table before.
        if _first_row(table) >= end:
            kept.append(replace(table, start=max(table.start, end)))
    return kept


def _first_row(table: FoundTable) -> int:
    """Where the first row of a table begins; the table itself where it has none."""
    return table.rows[0].start if table.rows else table.start


def _completeness(table: FoundTable) -> tuple[int, int]:
    """How many rows were found, and how much of their labels."""
    return len(table.rows), sum(row.end - row.start for row in table.rows)


def _find_table(text: str, compact: Compact, table: Table) -> FoundTable | None:
    """A table by its labels in official order, where enough of its rows are there."""
    rows = _chain_labels(compact, table)
    if sum(label.row is not None for *_, label in rows) < _MIN_ROWS[table.number]:
        return None
    place = compact.place
    found = []
    for k, (start, end, label) in enumerate(rows):
        if label.row is None:
            continue
        behind = place(end - 1) + 1
        stop = place(rows[k + 1][0]) if k + 1 < len(rows) else _last_stop(text, behind)
        found.append(FoundRow(label, place(start), behind, stop))
    if sum(_goes_on_as_sentence(text, row) for row in found) > len(found) / 2:
        return None
    start = _header_start(text, place(rows[0][0]), table.number)
    return FoundTable(table.number, table.form, start, found[-1].stop, tuple(found))


def _goes_on_as_sentence(text: str, row: FoundRow) -> bool:
    """Tell whether a label goes on as prose does (行政许可17项，行政处罚2件).

    A cell holds such a mark in brackets at most, or in words that go on with the label.
    """
    behind = text[row.end : without_ordinal(text, row.end, row.stop)]
    line = behind.partition("\n")[0]
    if "\t" in line or "|" in line:
        # Lines below are of the next row: tools that repeat merged cells print its label there.
        behind = line
    if _SENTENCE_MARK.search(behind) is None:
        return False
    return _SENTENCE_MARK.search(_BRACKETED.sub("", behind)) is not None


def _chain_labels(compact: Compact, table: Table) -> list[tuple[int, int, Label]]:
    """The longest, tightest chain of a table's labels in official order, in the compact text."""
    spots: list[tuple[int, int, int]] = []
    for index, label in enumerate(table.labels):
        covered: set[int] = set()
        for word in label.find:
            for start, end in compact.find_all(word):
                if start not in covered and end - 1 not in covered:
                    covered.update(range(start, end))
                    spots.append((start, end, index))
    spots.sort()
    weights = [
        _GROUP_WEIGHT if label.row is None else _ROW_WEIGHT for label in table.labels
    ]
    return [
        (start, end, table.labels[i]) for start, end, i in _best_chain(spots, weights)
    ]


def _find_statistics(text: str, compact: Compact) -> FoundTable | None:
    """Table S: its labels in order, each with a unit or a cell behind it."""
    rows, n_read = _statistics_rows(text, compact)
    header = find_columns(text, rows[0].start if rows else len(text))
    if not rows:
        # All its rows are worded in another way: nothing is read, but it is a table.
        if header is None:
            return None
        return FoundTable(
            "S", "2014", find_head(text, header)[0], find_foot(text, header), ()
        )
    start, headed = find_head(text, rows[0].start if header is None else header)
    if n_read < MIN_STATISTICS[headed]:
        return None
    final = rows[-1]
    n_before = count_before(text, rows)
    end = read_statistic(text, final.end, final.stop, last=True, skip=n_before).end
    foot = find_foot(text, end)
    return FoundTable("S", "2014", start, foot, (*rows[:-1], final._replace(stop=foot)))


def _statistics_rows(text: str, compact: Compact) -> tuple[list[FoundRow], int]:
    """The rows of table S, first to last with a unit or a cell behind the label; how many have."""
    if not _any_statistic().search(compact.text):
        return [], 0
    chain = _chain_labels(compact, load_table("S", "2014"))
    place = compact.place
    rows, read = [], []
    for k, (start, end, label) in enumerate(chain):
        if label.row is None:
            continue
        last = k + 1 == len(chain)
        stop = len(text) if last else place(chain[k + 1][0])
        row = FoundRow(label, place(start), place(end - 1) + 1, stop)
        rows.append(row)
        read.append(read_statistic(text, row.end, stop, last=last).read)
    # A label in a sentence before or behind the table is no row of it.
    if True not in read:
        return [], 0
    beyond = len(read) - read[::-1].index(True)
    return rows[read.index(True) : beyond], sum(read)


@cache
def _any_statistic() -> re.Pattern[str]:
    """Any label of table S: most reports have none, and one search tells so."""
    rows = load_table("S", "2014").rows
    return re.compile(
        "|".join(re.escape(word) for label in rows for word in label.find)
    )


def _best_chain(
    spots: list[tuple[int, int, int]], weights: list[float]
) -> list[tuple[int, int, int]]:
    """Choose spots with rising label index: as many, then as close together as possible."""
    backs: list[int] = []
    values: list[
        float
    ] = []  # score of the best chain that ends here, plus the place where it ends
    tops: list[float] = []  # the highest of these so far
    best, top = -1.0, -1
    for k, (start, end, index) in enumerate(spots):
        reward = weights[index] - start * _TIGHTNESS
        score, back = weights[index], -1
        for j in reversed(range(max(0, k - _SPOTS_BACK), k)):
            # The nearest is the best one mostly: of the others no more is asked.
            if tops[j] + reward <= score:
                break
            if values[j] + reward <= score:
                continue
            _, until, before = spots[j]
            if before < index and until <= start < until + _LONGEST_ROW:
                score, back = values[j] + reward, j
        values.append(score + end * _TIGHTNESS)
        tops.append(max(values[-1], tops[-1] if tops else values[-1]))
        backs.append(back)
        if score > best:
            best, top = score, k
    chain = []
    while top >= 0:
        chain.append(spots[top])
        top = backs[top]
    return chain[::-1]


def _last_stop(text: str, pos: int) -> int:
    """The end of the last row: its line, or the lines of single cells that follow."""
    line_end = _line_end(text, pos)
    if re.search(r"\d|[\t|][^\n]*[\t|]", text[pos:line_end]):
        return line_end
    m = re.compile(
        r"(?:\n[\t |]*(?:[-－+＋减增]?[\d,.]*(?:万?元|件|项|个)?|/|—|无)[\t |]*(?=\n|\Z))+"
    ).match(text, line_end)
    return m.end() if m else line_end


def _header_start(text: str, pos: int, number: str) -> int:
    """Go back from the first label over the lines of the printed header."""
    words = header_words(number) if number in "34" else ("第二十条", "信息内容", "数量")
    start = text.rfind("\n", 0, pos) + 1
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        line = "".join(text[before:start].replace("|", "").split())
        if line and not (
            "\t" in text[before:start]
            or "|" in text[before:start]
            or _is_header(line, words)
        ):
            break
        if line and (
            re.match(r"[一二三四五六七八九十]{1,2}[、.]", line)
            or _SECTION_TITLE.search(line)
            or _STATED.search(line)
            or len(line) > _HEADER_LINE
        ):
            break
        start = before
    while start < pos and text[start] in "\n":
        start += 1
    return start


def _is_header(line: str, words: tuple[str, ...]) -> bool:
    """A line made of header words."""
    rest = _MARKS.sub("", line)
    return any(w in rest for w in words) and (
        len(rest) <= _HEADER_WORDS
        or sum(len(w) for w in words if w in rest) >= 0.5 * len(rest)
    )


def _find_review(text: str, compact: Compact) -> FoundTable | None:
    """Table 4: three runs of 结果维持 … 总计, then its values; or in another layout."""
    runs = compact.find_all("结果维持")
    if runs and (parts := find_parts(text)):
        row = FoundRow(review_row(), parts.start, parts.start, parts.end)
        start = _header_start(text, parts.start, "4")
        return FoundTable("4", "", start, parts.end, (row,), parts.cells)
    for k in range(len(runs) - 1, 1, -1):
        first, last = runs[k - 2], runs[k]
        total = compact.text.find("总计", last[1], last[1] + _REVIEW_TOTAL + 1)
        if last[0] - first[0] > _REVIEW_HEAD or total < 0:
            continue
        begin, end = compact.place(first[0]), compact.place(total + 1) + 1
        if _SENTENCE_MARK.search(text, begin, end):
            continue
        start = _header_start(text, begin, "4")
        stop = _values_stop(text, end)
        return FoundTable(
            "4", "", start, stop, (FoundRow(review_row(), begin, end, stop),)
        )
    return _find_run(text, compact)


def _find_run(text: str, compact: Compact) -> FoundTable | None:
    """Table 4 under upright, torn words: 15 numbers behind 未经复议直接起诉 … 复议后起诉."""
    for begin, end in compact.find_all("未经复议直接起诉"):
        place = compact.place
        pos = place(end - 1) + 1
        m = _RUN.search(text, pos, pos + _REVIEW_VALUES)
        # Where the search ended the last number may go on.
        m = m and _RUN.match(text, m.start())
        if (
            m is None
            or "起诉" not in text[pos : m.start()]
            or "维" not in text[pos : m.start()]
        ):
            continue
        start = _header_start(text, place(begin), "4")
        return FoundTable(
            "4",
            "",
            start,
            m.end(),
            (FoundRow(review_row(), place(begin), m.start() - 1, m.end()),),
        )
    return None


def _values_stop(text: str, pos: int) -> int:
    """Go on from the header of table 4 over lines that hold only numbers, blanks and marks."""
    end = pos
    at = pos
    while at < len(text):
        line_end = _line_end(text, at)
        line = text[at:line_end]
        if len(re.findall(r"[\u4e00-\u9fff]", _COUNTED.sub("", line))) > _MOST_WORDS:
            break
        if line.strip("\t |"):
            end = line_end
        at = line_end + 1
    return max(end, _line_end(text, pos))


def _line_end(text: str, pos: int) -> int:
    """The end of the line that a place lies in."""
    end = text.find("\n", pos)
    return len(text) if end < 0 else end
