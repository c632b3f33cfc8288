"""What the layout of a part tells for sure: lines, runs of markers, 针对A的问题，做B."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textmine.resources.load import load_pattern
from textmine.segment.itemizer.tokens import STOPS, Token

MAX_QUOTED = 8
"""Tokens between 针对 and the 的问题 that closes the quote (longest in the annotated parts: 7)."""


class Line(NamedTuple):
    """A line of a part: its first and last token."""

    first: int
    last: int


class RowCell(NamedTuple):
    """A cell of a row: its first and last token, and the number of its column."""

    first: int
    last: int
    column: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A problem quoted and answered: first token, the token that closes it, end of the answer."""

    first: int
    close: int
    end: int


def find_lines(tokens: Sequence[Token]) -> list[Line]:
    r"""Find the lines of a part.

    Parameters
    ----------
    tokens : sequence of Token
        The part.

    Returns
    -------
    list of Line
        In order; together they hold every token.

    Examples
    --------
    >>> from textmine.segment.itemizer.tokens import find_tokens
    >>> find_lines(find_tokens("主要问题：\n更新慢，内容少。\n解读不够。"))
    [Line(first=0, last=0), Line(first=1, last=2), Line(first=3, last=3)]
    """
    lines = []
    first = 0
    for i, token in enumerate(tokens):
        if "\n" in token.mark or i == len(tokens) - 1:
            lines.append(Line(first, i))
            first = i + 1
    return lines


def find_rows(tokens: Sequence[Token]) -> list[list[RowCell]]:
    r"""Cut the lines of a part into cells.

    Parameters
    ----------
    tokens : sequence of Token
        The part.

    Returns
    -------
    list of list of RowCell
        For each line its cells from left to right, at tabs or bars; empty ones are left out. A line
        without any is one cell.

    Examples
    --------
    >>> from textmine.segment.itemizer.tokens import find_tokens
    >>> find_rows(find_tokens("问题|措施\n更新慢，内容少|勤更新"))[1]
    [RowCell(first=2, last=3, column=0), RowCell(first=4, last=4, column=1)]
    """
    rows = []
    opened = 0
    for line in find_lines(tokens):
        cells = []
        first, column = line.first, opened
        for i in range(line.first, line.last + 1):
            behind, _, ahead = tokens[i].mark.partition("\n")
            borders = _count_borders(behind)
            if borders or i == line.last:
                cells.append(RowCell(first, i, column))
                first, column = i + 1, column + borders
            # The bar behind a line break only opens the next row: | 问题 | 措施 |.
            opened = _count_borders(ahead) - ("|" in ahead)
        rows.append(cells)
    return rows


def _count_borders(mark: str) -> int:
    """Borders of cells in a mark; a tab beside a bar is none."""
    return mark.count("|") or mark.count("\t")


def find_siblings(tokens: Sequence[Token]) -> dict[int, int]:
    """Find, for each marked token, the one whose marker carries its run on.

    Parameters
    ----------
    tokens : sequence of Token
        The part.

    Returns
    -------
    dict of int to int
        From a token's place to that of its next sibling; the last of a run has none. Bullets have
        no number: one on the next line carries the run on.

    Examples
    --------
    >>> from textmine.segment.itemizer.tokens import find_tokens
    >>> find_siblings(find_tokens("一是更新慢；二是内容少。1.勤更新。"))
    {0: 1}
    """
    siblings = {}
    opened: dict[str, int] = {}
    for i, token in enumerate(tokens):
        marker = token.marker
        if marker is None:
            continue
        before = opened.get(marker.kind)
        if before is not None:
            earlier = tokens[before].marker
            counts_on = earlier is not None and marker.value == earlier.value + 1
            bullets = marker.kind == "bullet" and _next_line(tokens[before:i])
            if counts_on or bullets:
                siblings[before] = i
        opened[marker.kind] = i
    return siblings


def _next_line(between: Sequence[Token]) -> bool:
    """One line only, ended by a line break."""
    return ["\n" in token.mark for token in between].count(
        True
    ) == 1 and "\n" in between[-1].mark


def find_quotes(tokens: Sequence[Token]) -> Iterator[Quote]:
    """Find what is quoted as a problem and answered in the same sentence.

    Parameters
    ----------
    tokens : sequence of Token
        The part.

    Yields
    ------
    Quote
        In order. 针对上述问题 and its like quote nothing.

    Examples
    --------
    >>> from textmine.segment.itemizer.tokens import find_tokens
    >>> tokens = find_tokens("针对更新慢的问题，按月更新，专人负责。")
    >>> [t.text for t in tokens]
    ['针对', '更新慢', '的问题', '按月更新', '专人负责']
    >>> list(find_quotes(tokens))
    [Quote(first=1, close=2, end=5)]
    """
    opens, closes, all_of_them = (
        load_pattern("clauses.toml", "quote", key) for key in ("opens", "closes", "all")
    )
    reached = 0
    for i, token in enumerate(tokens):
        if i < reached or not opens.fullmatch(token.text):
            continue
        close = _find_close(tokens, i, closes)
        if close < i + 2 or all_of_them.search(
            "".join(t.text for t in tokens[i + 1 : close])
        ):
            continue
        end = close + 1
        while end < len(tokens) and not _ends_answer(
            tokens[end - 1] if end > close + 1 else None
        ):
            end += 1
        if end > close + 1:
            yield Quote(i + 1, close, end)
            reached = end


def _find_close(tokens: Sequence[Token], opened: int, closes: re.Pattern[str]) -> int:
    """The token that closes a quote; the one that opens it where none does in the sentence."""
    for j in range(opened + 1, min(len(tokens), opened + 2 + MAX_QUOTED)):
        token = tokens[j]
        if token.marker:
            return opened
        if closes.fullmatch(token.text) and token.mark[:1] in ("，", ","):
            return j
        if _ends_answer(token):
            return opened
    return opened


def _ends_answer(token: Token | None) -> bool:
    """A stop or ； behind a token."""
    return token is not None and (
        "；" in token.mark or not STOPS.isdisjoint(token.mark)
    )
