"""From a decoded file to clean text: widths, script, marks, blanks, page breaks, wraps.

Each step keeps the map. What always holds: ``text`` has no characters that the source lacks (only
widths, script and line ends are exchanged, never words), every character knows its place in the
source, tables keep their cells and rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import median

import numpy as np
from numpy.typing import NDArray

from textmine.resources.load import load_pattern, load_toml
from textmine.text.characters import code_points
from textmine.text.edit import Edit, Traced, code_table, trace
from textmine.text.numbers.numbering import match_marker
from textmine.text.script import HAN, find_script, simplify

_ZERO_WIDTH = re.compile(
    "[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0e-\x1f\ufffe]"
)
# What stands for the code points behind the basic plane: none of them is of no width.
_BEYOND_BASIC = 0xFFFF
_LINE_ENDS = "\r\u2028\u2029\x85"
_LINE_END = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_PINYIN_TONED = re.compile(
    r"[(（][a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*[)）]", re.IGNORECASE
)
_PINYIN_BARE = re.compile(rf"(?<=[{HAN}])[(（][a-zü]{{1,6}}[)）]")
# One of these stands in each of the following, and in few reports.
_MARKUP_SIGNS = "[*_#>"
_MARKUP = re.compile(
    # Looked at first: few characters can open any of these.
    r"(?=[\[!*_# \t>])"
    r"(?:\[bookmark:[^\]\n]*\]"
    r"|!\[[^\]\n]*\]\([^)\n]*\)"
    r"|\*{2,}|__(?=[^_])"
    r"|^[ \t]*#{1,6}[ \t]*(?=[^\s#])"
    r"|^[ \t]*>[ \t]+(?=\S))",
    re.MULTILINE,
)
_PAGE_LINE = re.compile(
    r"^[ \t]*(?:[-—–－]{1,2}[ \t]*\d{1,3}[ \t]*[-—–－]{1,2}"
    r"|第[ \t]*\d{1,3}[ \t]*页(?:[，, \t]*共[ \t]*\d{1,3}[ \t]*页)?"
    r"|\d{1,3}[ \t]*/[ \t]*\d{1,3}"
    # A book to leaf through: the name of the page, and its number.
    r"|Page[ \t]*\d{1,3}(?:[ \t]*[-—–][^\n]{0,40})?|P\.[ \t]*\d{1,3})[ \t]*(?:\n|\Z)",
    re.MULTILINE,
)
# The first page's may be the only place that names the report: Page 1 - 某局2022年…年度报告.
_PAGE_TITLE = re.compile(
    r"\A\s*Page[ \t]*\d{1,3}[ \t]*[-—–][ \t]*(?=[^\n]{0,60}公开[^\n]{0,20}(?:报告|年报))"
)
_LINE = re.compile(r"[^\n]+")
_STRETCH = re.compile(r"\s*(\d{1,3})、")
_STROKES = "-—–"
_PAGE_NUMBER = re.compile(rf"[{_STROKES}]\s?\d{{1,3}}\s?[{_STROKES}]")
_PAGE_INLINE = re.compile(
    rf"(?<=[{HAN}，、])[ \t]*{_PAGE_NUMBER.pattern}[ \t]*(?=[{HAN}])"
)
_INLINE_HEADING = re.compile(
    # A first numeral, and only then what stands before it: numerals are soon found.
    r"([一二三四五六七八九十](?<!\S.)[一二三四五六七八九十]{0,2}[、.．] ?[^\s，。；：、]{2,24}"
    r"(?:、[^\s，。；：、]{2,16}){0,2})( +)(?=\S)",
    re.MULTILINE,
)
_BEFORE_HEADING = re.compile(
    r"( (?<=\S ) *)(?=[一二三四五六七八九十]{1,3}[、.．] ?[^\s，。；：]{2,24}"
    r"(?:\s|$|(?<=[况施项题足算向排划述])(?:[1一][、.是]|[（(][一1][）)]|我[局镇乡县市区委办厅街]|\d{4}年)))",
    re.MULTILINE,
)
_CELLS = re.compile(r"\t|\|[ |]*[^ |\n]")
_CELL_EDGE = re.compile(r"[\t|]")
_NARROW = ",;:"
_NARROW_MARK = re.compile(rf"[{_NARROW}](?:(?<=[{HAN}）)》”].)|(?=[{HAN}]))")
_WIDE = dict(zip(_NARROW, "，；：", strict=True))
# Which of the first 128 code points are letters or digits, and signs of a number; what comes
# behind them is neither.
_BEYOND_ASCII = 128
_LATIN = np.array([chr(code).isalnum() for code in range(_BEYOND_ASCII)] + [False])
_SIGN = np.array([chr(code) in "+-" for code in range(_BEYOND_ASCII)] + [False])
_EDGE_TAB = re.compile(
    r"\t(?<![^\n].)\t*(?=[^\t\n]{60,}$|[^\t\n]{12,}[。；]$)", re.MULTILINE
)
_CUT_MARKER = re.compile("[；。，：][一二三四五六七八九十]$")
_PAGE_BREAK = re.compile(r"\n*\f[\f\n]*")
_EMPTY_LINES = re.compile(r"\n{3,}")
_TERMINAL = "。！？!?；;：:…"
# Full-width digits, capitals, small letters; radicals; compatibility ideographs. Marks stay wide.
_FOLDED_RANGES = (
    (0xFF10, 0xFF1A),
    (0xFF21, 0xFF3B),
    (0xFF41, 0xFF5B),
    (0x2F00, 0x2FD6),
    (0xF900, 0xFB00),
)
_OTHER_BLANKS = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
# A line break inside a sentence is told by what a fixed width or a page leaves behind. All set by
# hand on the sample corpus and checked by benchmarks/reading.py.
# Columns (a Chinese character takes two) of a line that says something of the width; lines that
# must say it; share of them that must stop near the limit; widest limit of print; how near.
LONG_LINE = 40
MAX_COLUMNS = 4  # of one character, as _width counts: rare ones of GB 18030 take four
MIN_LONG_LINES = 8  # lines
NEAR_SHARE = 0.6  # of them
MAX_LIMIT = 110  # columns
SHORT_OF, BEYOND = 6, 4  # columns
# Columns below which a numbered line is a heading.
HEADING_COLUMNS = 50
# Characters of a line without a fixed width that may go on in the next one.
MIN_OPEN_LINE = 20
# Characters looked at around a heading to see whether it stands in a table's row; a line this
# short is a heading already.
_ROW_REACH = 300
_SHORT_ROW = 30  # characters
# Characters of a cell around a heading from which the cell holds running text: the longest label
# of the statutory tables has 60 (row 七 of table 3).
_LONG_CELL = 100
# Characters of a stretch, at least, that a site for documents shows behind a number of its own: it
# cuts by a hundred and more, and few items of lists without a stop have as many.
_LEAST_STRETCH = 60
# End of a line kept in front of the next when they are joined, so that the joined line is judged.
_KEPT_END = 80


@dataclass(frozen=True, slots=True, eq=False)
class Normalized:
    """Clean text with its map to the source, and the script the source was written in."""

    text: str
    offsets: NDArray[np.int64]
    script: str


@cache
def _is_zero_width() -> NDArray[np.bool_]:
    """Whether a code point of the basic plane is a mark without width or a control character."""
    codes = range(_BEYOND_BASIC + 1)
    return np.array([_ZERO_WIDTH.match(chr(code)) is not None for code in codes])


@cache
def _width_table() -> NDArray[np.uint32]:
    """Single characters to their plain form: full-width ones, radicals, all kinds of blank."""
    codes = [c for first, last in _FOLDED_RANGES for c in range(first, last)]
    codes += [ord(c) for c in "％＋－．／｜＃＊"]
    table = {c: unicodedata.normalize("NFKC", chr(c)) for c in codes}
    table |= {
        ord(radical): plain
        for radical, plain in load_toml("lines.toml")["radicals"].items()
    }
    return code_table(table | {ord(c): " " for c in _OTHER_BLANKS})


def normalize(raw: str, wraps: Collection[int] = ()) -> Normalized:
    r"""Clean the text of a report without losing the way back.

    Parameters
    ----------
    raw : str
        Text as decoded from a file; tables as rows of tab-separated cells, one cell a line, or
        pipes.
    wraps : collection of int
        Offsets of line ends that are known to stand inside a paragraph, as from a page in print.

    Returns
    -------
    Normalized
        ``text`` in simplified script with ``\n`` line ends, ``offsets`` into ``raw``, ``script``.

    Examples
    --------
    >>> normalize(
    ...     "围绕群众最关心的事项和全县中心工作，着力\n\n提升公开质量，全年发布 283 条。"
    ... ).text
    '围绕群众最关心的事项和全县中心工作，着力提升公开质量，全年发布283条。'
    >>> n = normalize("現(xiàn)向社會公布臨澤縣的年度報告")
    >>> n.text, n.script
    ('现向社会公布临泽县的年度报告', 'trad')
    """
    now = trace(raw)
    now = now.sub(_LINE_END, "\n") if _holds(raw, _LINE_ENDS) else now
    now = now.translate(_width_table())
    if find_script(raw) == "trad":
        now = now.sub(_PINYIN_TONED, "").sub(_PINYIN_BARE, "")
    simple, script = simplify(now.text)
    now = Traced(simple, now.offsets)
    now = now.keep(~_is_zero_width()[np.minimum(code_points(now.text), _BEYOND_BASIC)])
    now = now.sub(_MARKUP, "") if _holds(now.text, _MARKUP_SIGNS) else now
    now = now.sub(_PAGE_TITLE, "").sub(_PAGE_LINE, "\f")
    # A number between strokes is one of a page, but few of these stand within a line.
    numbered = _holds(now.text, _STROKES) and _PAGE_NUMBER.search(now.text)
    now = now.sub(_PAGE_INLINE, "") if numbered else now
    if _holds(now.text, _NARROW):
        now = now.sub(_NARROW_MARK, lambda m: _WIDE[m[0]])
    now = _split_inline_headings(_join_stretches(now))
    now = _drop_blanks(now)
    now = now.sub(_EDGE_TAB, "")
    now = now.sub(_EMPTY_LINES, "\n\n") if "\n\n\n" in now.text else now
    joined = join_wraps(now, wraps)
    # A heading amid running text may have been broken by a wrap.
    now = _split_inline_headings(joined) if joined is not now else now
    now = now.sub(_PAGE_BREAK, "\n") if "\f" in now.text else now
    return Normalized(now.text, now.offsets, script)


def _holds(text: str, characters: str) -> bool:
    """Tell whether a text has one of some characters, sooner than a pattern does."""
    return any(character in text for character in characters)


def _join_stretches(now: Traced) -> Traced:
    """Join a text that a site for documents shows in numbered stretches: 1、… 2、… cut anywhere."""
    if not _STRETCH.match(now.text):
        return now
    lines = [line for line in _LINE.finditer(now.text) if line[0].strip()]
    marks = [_STRETCH.match(line[0]) for line in lines]
    numbers = [int(mark[1]) if mark else 0 for mark in marks]
    if len(lines) < 2 or numbers != list(range(1, len(lines) + 1)):
        return now
    full = [line[0].rstrip() for line in lines[:-1]]
    n_open = sum(line[-1] not in _TERMINAL for line in full)
    # Items of a list are shorter, or closed.
    if min(map(len, full)) < _LEAST_STRETCH or 2 * n_open <= len(full):
        return now
    ends = [lines[0].start(), *(line.end() for line in lines[:-1])]
    begins = [
        line.start() + mark.end()
        for line, mark in zip(lines, marks, strict=True)
        if mark
    ]
    return now.replace(
        (end, begin, "") for end, begin in zip(ends, begins, strict=True)
    )


def _split_inline_headings(now: Traced) -> Traced:
    """Put a section heading that shares its line with text on a line of its own."""

    def outside_table(m: re.Match[str]) -> bool:
        reach = now.text[max(0, m.start() - _ROW_REACH) : m.start()]
        before = reach.rpartition("\n")[2]
        after = now.text[m.start() : m.end() + _ROW_REACH].partition("\n")[0]
        # A report laid out in one cell is no table.
        inside = _CELL_EDGE.split(before)[-1] + _CELL_EDGE.split(after)[0]
        if len(inside) >= _LONG_CELL:
            before, after = inside, ""
        rest = now.text[m.end() : m.end() + 12]
        return (
            len(before) + len(after) > _SHORT_ROW
            and re.search(f"[{HAN}]", rest) is not None
            and _CELLS.search(before + after) is None
        )

    spans: dict[int, int] = {}
    for pattern, group in ((_INLINE_HEADING, 2), (_BEFORE_HEADING, 1)):
        spans |= {
            m.start(group): m.end(group)
            for m in pattern.finditer(now.text)
            if outside_table(m)
        }
    return now.replace((start, end, "\n") for start, end in sorted(spans.items()))


def _drop_blanks(now: Traced) -> Traced:
    """Drop blanks, but for one where they part two Latin words or numbers."""
    codes = code_points(now.text)
    is_blank = codes == ord(" ")
    # The first of a run, and what stands behind its last.
    framed = np.concatenate(([False], is_blank, [False]))
    edges = np.flatnonzero(framed[1:] != framed[:-1])
    first, behind = edges[0::2], edges[1::2]
    around = np.append(np.minimum(codes, _BEYOND_ASCII), ord("\n"))
    # The place before the text's first one is the line end that was put behind its last.
    parts = _LATIN[around[first - 1]] & (_LATIN | _SIGN)[around[behind]]
    kept = ~is_blank
    kept[first[parts]] = True
    return now.keep(kept)


def join_wraps(now: Traced, wraps: Collection[int] = ()) -> Traced:
    """Join lines that a page or a fixed width broke; leave paragraphs, headings, tables apart.

    Parameters
    ----------
    now : Traced
        Text without stray blanks.
    wraps : collection of int
        Places in the source of line ends that are known to stand inside a paragraph.

    Returns
    -------
    Traced
        The text with the breaks inside sentences taken out.
    """
    texts, lines = [], []
    start = 0
    for line in now.text.replace("\f", "\n").split("\n"):
        if line:
            texts.append(line)
            lines.append((start, start + len(line)))
        start += len(line) + 1
    is_row = ["\t" in line or "|" in line for line in texts]
    width = _wrap_width(texts)
    has_pages = "\f" in now.text
    edits: list[Edit] = []
    for k in range(len(lines) - 1):
        if is_row[k] or is_row[k + 1]:
            continue
        page = has_pages and "\f" in now.text[lines[k][1] : lines[k + 1][0]]
        # Any line is full where the width is nothing.
        limit = 0 if wraps and int(now.offsets[lines[k][1]]) in wraps else width
        if _continues(texts[k], texts[k + 1], limit, page=page):
            edits.append((lines[k][1], lines[k + 1][0], ""))
            if width is None:
                texts[k + 1] = texts[k][-_KEPT_END:] + texts[k + 1]
    return now.replace(edits)


def _wrap_width(lines: list[str]) -> int | None:
    """The line length of a fixed width, where most long lines stop short of the same limit."""
    could_be_long = [line for line in lines if len(line) * MAX_COLUMNS >= LONG_LINE]
    running = [line for line in could_be_long if "\t" not in line and "|" not in line]
    lengths = [n for n in map(_width, running) if n >= LONG_LINE]
    if len(lengths) < MIN_LONG_LINES:
        return None
    # Ends of paragraphs are shorter: the longer half tells the limit.
    limit = int(median(sorted(lengths)[-(len(lengths) // 2) :]))
    near = sum(limit - SHORT_OF <= n <= limit + BEYOND for n in lengths)
    return limit if limit <= MAX_LIMIT and near >= NEAR_SHARE * len(lengths) else None


def _width(line: str) -> int:
    """Display width in columns: Chinese characters and marks take two."""
    return len(line.encode("gb18030", "replace"))


def _continues(line: str, after: str, width: int | None, *, page: bool = False) -> bool:
    """Tell whether ``after`` goes on with the sentence that ``line`` leaves open."""
    if after[0] in "，。；、！？”》" or after[0] == "是" and _CUT_MARKER.search(line):
        return True  # no line opens with a mark that closes, or amid 二是
    is_full = width is not None and _is_full(line, width)
    # Most lines are short ones of tables, about which nothing more needs to be asked.
    may_go_on = is_full or page or len(line) >= MIN_OPEN_LINE
    if not may_go_on or line[-1] in _TERMINAL:
        return False
    if not is_full and not _reads_on(line, after, page=page):
        return False
    # A line that fills its column on the page is no heading, however short what it ends with.
    is_heading = width != 0 and _is_heading(line)
    return not is_heading and _goes_on(line, after)


def _reads_on(line: str, after: str, *, page: bool) -> bool:
    """Tell by their words whether two lines are one sentence, where no width tells it."""
    if (
        page
        and re.search(f"[{HAN}，、]$", line)
        and re.match(f"[{HAN}，、]", after)
        and not _starts_anew(after)
    ):
        return True
    # Without a width: a long open line of running text, and running text behind it.
    return (
        len(line) >= MIN_OPEN_LINE
        and re.search("[，。；：、]", line) is not None
        and re.fullmatch(f"[{HAN}，、]", line[-1]) is not None
        and re.search("[，。；、]", after) is not None
        and re.match(f"[{HAN}，、）)”]", after) is not None
        and not _starts_anew(after)
    )


def _is_full(line: str, width: int) -> bool:
    """A line that fills the fixed width."""
    full = width - SHORT_OF
    return len(line) * MAX_COLUMNS >= full and _width(line) >= full


def _goes_on(line: str, after: str) -> bool:
    """Neither side is a list mark or a line of the site around the report."""
    return not (_is_list_mark(after) or _is_alone(after) or _is_alone(line))


# A line is asked for twice: as the one behind, then as the one before.
@lru_cache(maxsize=64)
def _is_alone(line: str) -> bool:
    """A line of the site around the report, a title or a heading."""
    return load_pattern("lines.toml", "alone", "patterns").match(line) is not None


def _is_heading(line: str) -> bool:
    """A short numbered line without a mark."""
    return (
        match_marker(line) is not None
        and _width(line) < HEADING_COLUMNS
        and not re.search("[，。；]", line)
    )


def _is_list_mark(line: str) -> bool:
    """A line that opens with a marker other than one a wrap may cut off."""
    marker = match_marker(line)
    return (
        marker is not None
        and marker.kind not in {"is", "word", "di", "qi", "lai"}
        and marker.end < len(line)
    )


def _starts_anew(line: str) -> bool:
    """A line that opens as paragraphs do."""
    return load_pattern("lines.toml", "anew", "patterns").match(line) is not None
