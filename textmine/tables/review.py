"""Table 4 laid out otherwise than in the form: in pieces, a row for each procedure, or turned.

The form has one row of 15 numbers. Agencies also print five numbers for each of the three
procedures, one below the other, or one number a line. Which procedure and which result a number
belongs to is read from the words above and beside it; where they do not say so, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from textmine.resources.load import load_toml
from textmine.tables.laying import N_RESULTS, Field
from textmine.tables.values import read_cell

_FIRST = re.compile(r"结果 ?维持")
_SENTENCE = re.compile("[，。；]")
# 行政复议, and 行政诉讼 with and without one before.
_N_PROCEDURES = 3
# Lines before the first name of a result among which that of its procedure is looked for, and
# lines behind it in which all is found: three pieces with a title and two lines of words each are
# some twenty, turned by 90 degrees fifteen. By hand.
_LINES_BEFORE, _MOST_LINES = 3, 60


@dataclass(frozen=True, slots=True)
class ReviewCells:
    """Where the numbers of table 4 stand: a span for each column that is printed."""

    start: int
    end: int
    cells: tuple[tuple[int, Field], ...]


@dataclass(slots=True)
class _Walk:
    """What was seen on the way down.

    Procedures named and columns of results since the last numbers; whether rows name their
    procedure; the columns of procedures, in lines without results; the numbers by their column in
    the form, and the first and last place of all.
    """

    procedures: list[int] = field(default_factory=list)
    runs: list[list[int]] = field(default_factory=list)
    by_rows: bool = False
    across: list[tuple[int, int]] = field(default_factory=list)
    spans: dict[int, Field] = field(default_factory=dict)
    start: int = -1
    end: int = -1

    def name(self, procedures: list[tuple[int, int]]) -> None:
        """Take note of procedures, each once."""
        told = (procedure for _, procedure in procedures)
        self.procedures += [k for k in told if k not in self.procedures]

    def head(self, procedures: list[tuple[int, int]]) -> None:
        """Take note of columns of procedures: their names may stand on two lines."""
        known = {k for _, k in self.across}
        new = [(at, k) for at, k in procedures if k not in known]
        self.across = sorted([*self.across, *new])

    def take(self, procedure: int, first: int, cells: list[Field]) -> bool:
        """Keep the numbers of a procedure from its first result on; False where it has some."""
        columns = [procedure * N_RESULTS + first + k for k in range(len(cells))]
        if any(column in self.spans for column in columns):
            return False
        self.spans.update(zip(columns, cells, strict=True))
        self.end = max(self.end, cells[-1][1])
        return True


@dataclass(frozen=True, slots=True)
class _CellLine:
    """A line by its cells: their words without blanks, and where they stand."""

    words: tuple[str, ...]
    spans: tuple[Field, ...]

    def results(self) -> list[tuple[int, int]]:
        """Columns that name a result, and which."""
        return self._named("results")

    def procedures(self) -> list[tuple[int, int]]:
        """Columns that name a procedure, and which."""
        return self._named("procedures")

    def _named(self, kind: str) -> list[tuple[int, int]]:
        """Columns that name one of a kind, and which."""
        named = ((at, _which(kind, word)) for at, word in enumerate(self.words))
        return [(at, k) for at, k in named if k is not None]

    def numbers(self, columns: list[int]) -> list[Field]:
        """The cells of some columns; none where one is no number, all are blank, or more follow."""
        if columns[-1] >= len(self.words):
            return []
        states = [read_cell(self.words[at])[2] for at in columns]
        behind = "".join(self.words[columns[-1] + 1 :])
        if (
            "TEXT" in states
            or not {"VALUE", "ZERO"} & set(states)
            or re.search(r"\d", behind)
        ):
            return []
        return [self.spans[at] for at in columns]


@cache
def _names(kind: str) -> tuple[re.Pattern[str], ...]:
    """How each of a kind is named, in the order of the form."""
    pieces = load_toml("forms.toml")["tables"]["4"]["pieces"]
    return tuple(map(re.compile, pieces[kind]))


# The words of tables are those of the form: they come again.
@lru_cache(maxsize=1024)
def _which(kind: str, word: str) -> int | None:
    """Which of a kind a cell names, counted from 0: the last of several."""
    found = [k for k, pattern in enumerate(_names(kind)) if pattern.search(word)]
    return found[-1] if found else None


def find_parts(text: str) -> ReviewCells | None:
    r"""Find the numbers of a table 4 that has no row of fifteen.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    ReviewCells or None
        None for the row of the form, and where words do not tell each number's place.

    Examples
    --------
    >>> names = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    >>> rows = "行政复议\t1\t0\t0\t2\t3\n复议后起诉\t0\t0\t0\t4\t4\n"
    >>> [column for column, _ in find_parts(f"类别\t{names}\n{rows}").cells]
    [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]
    """
    first = _FIRST.search(text)
    if first is None:
        return None
    at = text.rfind("\n", 0, first.start()) + 1
    for _ in range(_LINES_BEFORE):
        at = text.rfind("\n", 0, max(0, at - 1)) + 1
    walk = _Walk()
    for line in _lines(text, at):
        if any(line.words) and not _read_line(line, walk):
            return None
        if len(walk.spans) == _N_PROCEDURES * N_RESULTS:
            break
    if len(walk.spans) % N_RESULTS or not walk.spans:
        return None
    return ReviewCells(walk.start, walk.end, tuple(sorted(walk.spans.items())))


def _lines(text: str, at: int) -> Iterator[_CellLine]:
    """The lines from a place on, up to the first sentence behind it."""
    for _ in range(_MOST_LINES):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if _SENTENCE.search(line) and "\t" not in line and "|" not in line:
            # A sentence above the table is none of it.
            if _FIRST.search(text, at) is None:
                return
        else:
            yield _cut(line, at)
        at = end + 1
        if at >= len(text):
            return


def _cut(line: str, at: int) -> _CellLine:
    """A line by its cells."""
    words, spans = [], []
    for cell in re.split(r"[\t|]", line):
        plain = cell.strip()
        start = at + (cell.index(plain) if plain else 0)
        words.append("".join(plain.split()))
        spans.append((start, start + len(plain)))
        at += len(cell) + 1
    return _CellLine(tuple(words), tuple(spans))


def _read_line(line: _CellLine, walk: _Walk) -> bool:
    """Read a line of the table, or beside it; False where its words contradict."""
    results, procedures = line.results(), line.procedures()
    if walk.start < 0 and (results or procedures):
        walk.start = line.spans[0][0]
    if len(results) == 1 and not walk.runs:
        return _read_turned(line, results[0], procedures, walk)
    if results:
        whole = list(range(N_RESULTS)) * (len(results) // N_RESULTS)
        if [k for _, k in results] != whole:
            return False
        if walk.by_rows:
            walk.runs.clear()
            walk.by_rows = False
        walk.name(procedures)
        columns = [at for at, _ in results]
        walk.runs += [columns[k : k + 5] for k in range(0, len(columns), N_RESULTS)]
        return len(walk.runs) < _N_PROCEDURES
    if len(walk.runs) == 1 and procedures and procedures[-1][0] < walk.runs[0][0]:
        cells = line.numbers(walk.runs[0])
        if cells:
            walk.by_rows = True
            walk.procedures.clear()
            return walk.take(procedures[-1][1], 0, cells)
    columns = [at for run in walk.runs for at in run]
    cells = line.numbers(columns) if columns and not walk.by_rows else []
    if not cells:
        walk.name(procedures)
        walk.head(procedures)
        return True
    told = walk.procedures[:]
    walk.procedures.clear()
    walk.runs.clear()
    return len(told) * N_RESULTS == len(cells) and all(
        walk.take(procedure, 0, cells[k * N_RESULTS : (k + 1) * N_RESULTS])
        for k, procedure in enumerate(told)
    )


def _read_turned(
    line: _CellLine,
    result: tuple[int, int],
    procedures: list[tuple[int, int]],
    walk: _Walk,
) -> bool:
    """Read a line with one result and its number, or one for each procedure."""
    at, k = result
    if len(walk.across) > 1 and at < walk.across[0][0]:
        cells = line.numbers([column for column, _ in walk.across])
        return bool(cells) and all(
            walk.take(procedure, k, [cell])
            for (_, procedure), cell in zip(walk.across, cells, strict=True)
        )
    if procedures:
        walk.procedures = [procedures[-1][1]]
    filled = [c for c in range(at + 1, len(line.words)) if line.words[c]]
    if not walk.procedures or len(filled) > 1 or at + 1 >= len(line.words):
        return False
    column = filled[0] if filled else at + 1
    if read_cell(line.words[column])[2] == "TEXT":
        return False
    return walk.take(walk.procedures[-1], k, [line.spans[column]])
