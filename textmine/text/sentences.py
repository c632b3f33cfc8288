"""Three units of a text: sentence, statement, clause.

A *sentence* ends at 。！？ or with its line; a *statement* also at ；, for officials string whole
statements together with it; a *clause* also at ，and ：. Every measure that counts units says
which of the three it counts. What ends a unit is told here alone: rooms that must cut otherwise,
as those that count statements do (every character belongs to one), take the marks from here.
"""

from __future__ import annotations

import re

Span = tuple[int, int]
SENTENCE_MARKS = "。！!？?"
"""What ends a sentence, besides the end of its line."""
STATEMENT_MARKS = SENTENCE_MARKS + "；;"
"""What ends a statement, besides the end of its line."""
CLAUSE_MARKS = STATEMENT_MARKS + "，,：:"
"""What ends a clause, besides the end of its line."""

# A half-width mark with a letter or digit behind it stands in a link (…?id=3), in a time (9:30) or
# in a number (12,345) and ends nothing.
_WITHIN = r"[!?;,:](?=[0-9A-Za-z_=&/])"
# A quote or bracket that closes behind a full stop belongs to the sentence before.
_CLOSING = "”’》）)】」"


def _compile_unit(marks: str) -> re.Pattern[str]:
    """Compile the pattern of a unit: its text, the marks that end it, what closes behind them."""
    text = rf"[^{marks}\n]+|{_WITHIN}"
    ends = rf"(?!{_WITHIN})[{marks}]"
    return re.compile(rf"(?:{text})+(?:{ends}[{_CLOSING}]*)*")


_SENTENCE = _compile_unit(SENTENCE_MARKS)
_CLAUSE = _compile_unit(CLAUSE_MARKS)
# A stretch of nothing but marks is no unit.
_EMPTY = f" \t|{CLAUSE_MARKS}"


def find_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Find the sentences of a stretch: up to 。！？ or the end of the line.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch; the whole text where nothing is given.

    Returns
    -------
    list of (int, int)
        Spans with their final mark, without stretches that hold nothing but marks.

    Examples
    --------
    >>> text = "更新慢；内容少。渠道单一！"
    >>> [text[a:b] for a, b in find_sentences(text)]
    ['更新慢；内容少。', '渠道单一！']
    """
    return _find(_SENTENCE, text, start, end)


def find_clauses(text: str) -> list[Span]:
    """Find the clauses of a text: up to any of 。！？；，：or the end of the line.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    list of (int, int)
        Spans with their final mark.

    Examples
    --------
    >>> text = "栏目更新慢，内容少。"
    >>> [text[a:b] for a, b in find_clauses(text)]
    ['栏目更新慢，', '内容少。']
    """
    return _find(_CLAUSE, text)


def sentence_at(text: str, at: int) -> Span:
    """Find the sentence that a character stands in.

    Parameters
    ----------
    text : str
        Normalised text.
    at : int
        Where the character stands.

    Returns
    -------
    (int, int)
        The sentence's span; that of the character itself where it is in none.

    Examples
    --------
    >>> sentence_at("更新慢。内容少。", 5)
    (4, 8)
    """
    # No sentence goes beyond its line.
    end = text.find("\n", at)
    line = find_sentences(text, text.rfind("\n", 0, at) + 1, end if end >= 0 else None)
    return next(((a, b) for a, b in line if a <= at < b), (at, at + 1))


def _find(
    unit: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> list[Span]:
    """Stretches of one unit that hold more than marks."""
    found = unit.finditer(text, start, len(text) if end is None else end)
    return [m.span() for m in found if m[0].strip(_EMPTY)]
