"""Clause tokens: the smallest pieces that a statement may begin or end with.

A problem part is cut at every mark, at every list marker and, inside a clause, behind the words
that lead in (我局将, 存在, 主要是) and before those that close a list (等问题). Cuts are cheap: the
model joins what belongs together, so each border of an item only has to be *among* the cuts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.resources.load import load_pattern, load_toml
from textmine.text.numbers.numbering import CN, Marker, match_marker, parse_ordinal
from textmine.text.script import HAN
from textmine.text.sentences import SENTENCE_MARKS

STOPS = frozenset(f"{SENTENCE_MARKS}\n")
"""Marks that end a sentence."""
MAX_BRACKET = 60
"""Characters inside brackets or quotes, up to which no mark in them cuts: longer ones are quotes
that were never closed."""
MAX_LEAD = 36
"""Characters into a clause, up to which a word that leads in may cut: an agency's full name and a
turn fit in (longest seen in the annotated parts: 31)."""
MAX_LEADS = 3
"""Cuts behind such words in one clause."""

MIN_GAP = 6
"""Characters a gap in the mean, from which gaps are taken for borders: text with more blanks has
them between all kinds of words."""

_BETWEEN = re.compile(rf"[{HAN}）)”。；：，、](?=[{HAN}（(“①-⑳])")
_MARKS = re.compile(
    rf"(?:[。；;！!？?\n：:，,、\t|…]|(?<=[{HAN}”」）)])\.(?!\d)| (?=[^\x00-\x7f]))+"
)
_BRACKETS = re.compile(r"[（(《“「][^（(《“「）)》”」\n]*[）)》”」]")
_BLANK = " \t"
_LAST_NUMERAL = re.compile(rf"(?:[{CN}]+|\d+)$")
_COUNTED = re.compile(r"\d+[年月日个件条次份项天小家名人期类种%]")


class Token(NamedTuple):
    """A piece of a part: its span, the marker in front of it and the marks behind it."""

    start: int
    end: int
    text: str
    marker: Marker | None
    mark: str


def find_gaps(text: str, raw: str, offsets: NDArray[np.int64]) -> list[int]:
    """Find the places where normalising took out blanks: in flattened text the only borders left.

    Parameters
    ----------
    text : str
        Normalised text.
    raw : str
        The text it was made from.
    offsets : numpy.ndarray of shape (len(text) + 1,)
        Places of the characters of ``text`` in ``raw``.

    Returns
    -------
    list of int
        Places in ``text``, in order; those beside digits or marks, where blanks part nothing, are
        left out.

    Examples
    --------
    >>> from textmine.text.normalize import normalize
    >>> raw = "（二）改进措施 按周更新，补充内容。"
    >>> clean = normalize(raw)
    >>> find_gaps(clean.text, raw, clean.offsets)
    [7]
    """
    places = (np.flatnonzero(np.diff(offsets[:-1]) > 1) + 1).tolist()
    return [
        at
        for at in places
        # Most stand before digits and borders of a table.
        if (text[at] > "z" or text[at] == "(")
        and _BETWEEN.match(text, at - 1)
        and _is_blank(raw[offsets[at - 1] + 1 : offsets[at]])
    ]


def _is_blank(taken: str) -> bool:
    """Blanks of one line: a line break that was joined is a wrap, no border."""
    return taken.isspace() and "\n" not in taken


def find_tokens(
    text: str, start: int = 0, end: int | None = None, gaps: Sequence[int] = ()
) -> list[Token]:
    """Cut a stretch into clause tokens.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch; the whole text where nothing is given.
    gaps : sequence of int
        Places of ``find_gaps``: cuts as well, where they are few enough to part clauses and not
        characters.

    Returns
    -------
    list of Token
        In order. A marker in front and the marks behind belong to no token.

    Examples
    --------
    >>> [
    ...     t.text
    ...     for t in find_tokens(
    ...         "仍存在更新慢、内容少等问题。我局将：一是勤更新二是多公开。"
    ...     )
    ... ]
    ['仍存在', '更新慢', '内容少', '等问题', '我局将', '勤更新', '多公开']
    """
    tokens: list[Token] = []
    end = len(text) if end is None else end
    within = gaps[bisect_left(gaps, start) : bisect_left(gaps, end)]
    few = len(within) * MIN_GAP <= end - start
    for piece in _pieces(text, start, end, within if few else ()):
        if piece.start == piece.end and piece.marker is None:
            # Blanks between marks: the marks close what stands before.
            if tokens:
                tokens[-1] = tokens[-1]._replace(mark=tokens[-1].mark + piece.mark)
            continue
        bounds = [piece.start, *_inner_cuts(text, piece.start, piece.end), piece.end]
        last = len(bounds) - 2
        for k, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False)):
            marker = piece.marker if k == 0 else None
            mark = piece.mark if k == last else ""
            tokens.append(Token(a, b, text[a:b], marker, mark))
    return tokens


def _pieces(text: str, start: int, end: int, gaps: Sequence[int]) -> Iterator[Token]:
    """Clauses between marks, markers and gaps, in order."""
    brackets = [
        m.span()
        for m in _BRACKETS.finditer(text, start, end)
        if m.end() - m.start() <= MAX_BRACKET
    ]
    nearest = 0
    at = start
    line_start = True
    while at < end:
        while at < end and text[at] in _BLANK:
            at += 1
        marker = _marker_at(text, at, end, line_start=line_start)
        begin = marker.end if marker else at
        while marker and begin < end and text[begin] in "：:，,、 ":
            begin += 1
        stop = begin
        mark = ""
        for m in _cut_pattern().finditer(text, begin, end):
            while nearest < len(brackets) and brackets[nearest][1] <= m.start():
                nearest += 1
            if nearest < len(brackets) and brackets[nearest][0] < m.start():
                continue
            if m.lastgroup == "marker" and (
                m.start() == begin or not _is_marker(text, m)
            ):
                continue
            stop = m.start()
            mark = m[0] if m.lastgroup == "marks" else ""
            break
        else:
            stop = end
        gap = bisect_right(gaps, begin)
        parted = gap < len(gaps) and gaps[gap] < stop
        if parted:
            stop, mark = gaps[gap], ""
        close = begin + len(text[begin:stop].rstrip(_BLANK))
        yield Token(begin, close, "", marker, " " if parted else mark)
        at = stop + len(mark)
        line_start = "\n" in mark or parted


@cache
def _cut_pattern() -> re.Pattern[str]:
    """Marks, and markers that stand inside a clause."""
    marker = load_toml("clauses.toml")["cut"]["marker"]
    return re.compile(f"(?P<marker>{marker})|(?P<marks>{_MARKS.pattern})")


def _is_marker(text: str, m: re.Match[str]) -> bool:
    """What looks like a marker inside a clause is one."""
    return _marker_at(text, m.start(), len(text), line_start=False) is not None


def _marker_at(text: str, at: int, end: int, *, line_start: bool) -> Marker | None:
    """The marker that begins at a place."""
    marker = match_marker(text, at)
    if marker and marker.end <= end and (marker.kind != "bullet" or line_start):
        return marker
    odd = load_pattern("clauses.toml", "cut", "odd").match(text, at, end)
    if odd:
        return Marker(odd.start(), odd.end(), "odd", _value(odd[0]))
    bare = (
        re.compile(rf"(\d{{1,2}})(?=[{HAN}])").match(text, at, end)
        if line_start
        else None
    )
    if bare and not _COUNTED.match(text, at):
        # A number that lost its mark, at the start of a line.
        return Marker(bare.start(), bare.end(), "num", int(bare[1]))
    return None


def _value(marker: str) -> int:
    """Place in its list of a marker that the numbering does not know: a. · 另一方面 · 问题二：."""
    body = marker.strip("（()）.、：:，")
    if body[:1].isascii() and body[:1].isalpha():
        return ord(body[0].lower()) - ord("a") + 1
    numeral = _LAST_NUMERAL.search(body)
    if numeral:
        return parse_ordinal(numeral[0])
    return 2 if body.startswith("另") else 1 if body.startswith("一") else 0


def spell_out(written: str) -> str:
    """Put the words in the place of their names in angle brackets.

    Parameters
    ----------
    written : str
        A pattern of ``clauses.toml``.

    Returns
    -------
    str
        The pattern without names; characters, which the resource gives as one string, stand as
        they are, for a class.

    Examples
    --------
    >>> spell_out("^<adverb>*$").startswith("^(?:更进一步|")
    True
    >>> spell_out("我[<body>们]").startswith("我[局镇乡")
    True
    """
    for word, words in load_toml("clauses.toml")["word"].items():
        if f"<{word}>" in written:
            if not isinstance(words, str):
                # Of two words that begin alike the longer is tried first.
                words = f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
            written = written.replace(f"<{word}>", words)
    return written


@cache
def _inner_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words behind which, and before which, a clause may be cut."""
    cut = load_toml("clauses.toml")["cut"]
    after, before = (
        "|".join(f"(?:{spell_out(p)})" for p in cut[key]) for key in ("after", "before")
    )
    return re.compile(after), re.compile(before)


def _inner_cuts(text: str, start: int, end: int) -> list[int]:
    """Where a clause may be cut inside."""
    after, before = _inner_patterns()
    clause = text[start:end]
    cuts: set[int] = set()
    for m in after.finditer(clause):
        if m.end() >= len(clause) or m.end() > MAX_LEAD or len(cuts) == MAX_LEADS:
            break
        cuts.add(m.end())
    cuts.update(m.start() for m in before.finditer(clause) if m.start() > 2)
    return [start + cut for cut in sorted(cuts)]
