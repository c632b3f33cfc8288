"""From a frame of texts to one sequence of token numbers; years, numbers, own names are slots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.scratch import gather_array
from textmine.text.script import spell_plain
from textmine.text.words import Segmenter
from textmine.themes.arrays import Ints

YEAR, NUMBER, NAME = "〈年〉", "〈数〉", "〈名〉"
SLOTS = {YEAR: "\ue000", NUMBER: "\ue001", NAME: "\ue002"}
SLOT_PATTERNS = {YEAR: "(?:19|20)[0-9]{2}年度?", NUMBER: r"[0-9]+(?:[.,][0-9]+)*%?"}
"""What the slots of years and numbers stand for in a text without blanks."""
INNER_MARKS = "、“”《》"
# Stands between the lines that one call of the segmenter reads: private, like the slots' marks.
_ROW = "\ue003"
_PRIVATE = (*SLOTS.values(), _ROW)
# Characters segmented in one go: enough that the call costs nothing, few enough for memory.
BLOCK_CHARS = 1_000_000
# Texts whose tokens are numbered by row in one go: of some hundred tokens each.
ROWS_AT_ONCE = 10_000
# What may be a name: the manifest of a careless hand also holds marks and single characters.
_NAME = re.compile(r"\w[^。；！？!?;\n]+")
MaskStep = tuple[str | re.Pattern[str], str]
"""What is looked for in a text, and what is put in its place."""
BLANK_STEPS: tuple[MaskStep, ...] = tuple((blank, "") for blank in " \t\u3000\xa0")
_YEAR, _NUMBER = (re.compile(SLOT_PATTERNS[slot]) for slot in (YEAR, NUMBER))
NUMBER_STEPS: tuple[MaskStep, ...] = ((_YEAR, SLOTS[YEAR]), (_NUMBER, SLOTS[NUMBER]))
_MARKER = re.compile(
    "([，。；：\ue003])(?:[一二三四五六七八九十]{1,3}[是、]|（[一二三四五六七八九十]{1,3}）)"
)


@dataclass(frozen=True, slots=True)
class TokenStream:
    """The texts as numbers.

    Parameters
    ----------
    ids : numpy.ndarray of int32
        Token numbers; 0 is a border (a mark that ends a clause, the end of a text).
    row : numpy.ndarray of int32
        Row of the frame that each token comes from.
    words : list of str
        Words by number; the first two are empty, slots are single private characters.
    """

    ids: Ints
    row: Ints
    words: list[str]


class _TokenNumbers(dict[str, int]):
    """Numbers for tokens as they come; a mark that no phrase may hold is a border (0)."""

    def __init__(self, segmenter: Segmenter) -> None:
        super().__init__({_ROW: 1, **dict.fromkeys(segmenter.own_stop_words, 0)})
        self.words = ["", ""]
        self.terms = segmenter.mixed_terms

    def __missing__(self, token: str) -> int:
        inside = token.isalnum() or token in INNER_MARKS or token in SLOTS.values()
        inside = inside or spell_plain(token) in self.terms
        self[token] = len(self.words) if inside else 0
        if inside:
            self.words.append(token)
        return self[token]


def read_tokens(texts: pd.DataFrame, segmenter: Segmenter) -> TokenStream:
    """Segment the texts of a frame into one sequence.

    Blanks are dropped; years, numbers and the row's own agency and region become slots; list
    markers (一是, （二）) and all marks but those of enumeration, title and quotation are borders.

    Parameters
    ----------
    texts : pandas.DataFrame
        Column ``text``; ``agency`` and ``region`` are used if there.
    segmenter : Segmenter
        What splits into words.

    Returns
    -------
    TokenStream
        Numbers in the order of first appearance.

    Examples
    --------
    >>> stream = read_tokens(
    ...     pd.DataFrame({"text": ["2020年公开信息12条。", "公开信息"]}), Segmenter()
    ... )
    >>> stream.ids.tolist(), stream.row.tolist()
    ([2, 3, 4, 5, 6, 0, 0, 3, 4, 0], [0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    """
    return read_token_parts([texts], segmenter)


def read_token_parts(
    parts: Iterable[pd.DataFrame], segmenter: Segmenter
) -> TokenStream:
    """Segment the texts of a corpus that comes in parts, as :func:`read_tokens` does the whole.

    Parameters
    ----------
    parts : iterable of DataFrame
        Columns as for :func:`read_tokens`; each part is let go of before the next is asked for.
    segmenter : Segmenter
        What splits into words.

    Returns
    -------
    TokenStream
        The same for any parts; in mapped files where a folder for them is in use
        (:mod:`textmine.scratch`).
    """
    vocabulary = _TokenNumbers(segmenter)
    lengths: list[Ints] = []

    def ids() -> Iterator[Ints]:
        for texts in parts:
            for block in _blocks(mask_names(texts)):
                read = _read_block(block, segmenter, vocabulary)
                lengths.append(np.diff(read.start))
                yield read.numbers

    numbers = gather_array(ids(), np.int32)
    length = np.concatenate([np.zeros(0, np.int64), *lengths])
    row = gather_array(_number_rows(length), np.int32)
    return TokenStream(numbers, row, vocabulary.words)


def _number_rows(length: Ints) -> Iterator[Ints]:
    """Number of the row of each token, some rows at a time."""
    for low in range(0, len(length), ROWS_AT_ONCE):
        some = length[low : low + ROWS_AT_ONCE]
        yield np.repeat(np.arange(low, low + len(some), dtype=np.int32), some)


def _read_block(
    texts: Sequence[str], segmenter: Segmenter, vocabulary: _TokenNumbers
) -> _TokenRuns:
    """Segment some texts; the runs are those of the texts."""
    lines = [text.split("\n") for text in texts]
    # Reports repeat each other's lines: each is segmented once and laid out as often as said.
    known: dict[str, int] = {}
    line = np.array(
        [known.setdefault(x, len(known)) for row in lines for x in row], np.int64
    )
    read = _read_lines(known, segmenter, vocabulary)
    length = np.diff(read.start)[line]
    ends = np.cumsum(length)
    shift = read.start[line] - (ends - length)
    numbers = read.numbers[np.arange(ends[-1]) + np.repeat(shift, length)]
    last_lines = np.cumsum([len(row) for row in lines])
    return _TokenRuns(numbers, np.append(0, ends[last_lines - 1]))


@dataclass(frozen=True, slots=True)
class _TokenRuns:
    """Lines or texts as token numbers, each with a border behind it.

    ``start`` has the place where each starts, and last the end of the last one.
    """

    numbers: Ints
    start: Ints


def _read_lines(
    lines: Iterable[str], segmenter: Segmenter, vocabulary: _TokenNumbers
) -> _TokenRuns:
    """Segment distinct lines in one go."""
    masked = mask_numbers(_ROW + _ROW.join(lines) + _ROW, keep=segmenter.term_pattern)
    tokens = segmenter.cut(_MARKER.sub("\\1\n", masked))
    numbers = np.fromiter(map(vocabulary.__getitem__, tokens), np.int32, len(tokens))
    borders = np.flatnonzero(numbers == 1)
    numbers[borders] = 0
    return _TokenRuns(numbers, borders + 1)


def mask_names(texts: pd.DataFrame) -> Iterator[str]:
    r"""Texts of a frame with each row's own agency and region as slots.

    Parameters
    ----------
    texts : pandas.DataFrame
        Column ``text``; ``agency`` and ``region`` are used if there.

    Yields
    ------
    str
        One text a row; a missing text is empty.

    Examples
    --------
    >>> list(
    ...     mask_names(
    ...         pd.DataFrame(
    ...             {"text": ["临泽川市水务局公开"], "agency": ["临泽川市水务局"]}
    ...         )
    ...     )
    ... )
    ['\ue002公开']
    """
    for text, steps in name_steps(texts):
        yield mask(text, steps)


def name_steps(texts: pd.DataFrame) -> Iterator[tuple[str, list[MaskStep]]]:
    """Texts of a frame as they are, and what puts each row's own names in slots.

    Parameters
    ----------
    texts : pandas.DataFrame
        Column ``text``; ``agency`` and ``region`` are used if there.

    Yields
    ------
    tuple of str and list
        One a row; a missing text is empty.
    """
    columns = [
        texts[c].fillna("").astype(str).tolist()
        for c in ("agency", "region")
        if c in texts.columns
    ]
    # What a file has of the slots' marks is no slot.
    foreign: list[MaskStep] = [(mark, "□") for mark in _PRIVATE]
    rows = zip(texts["text"].fillna("").astype(str).tolist(), *columns, strict=True)
    for text, *names in rows:
        own = [(name, SLOTS[NAME]) for name in names if _NAME.fullmatch(name)]
        yield text, foreign + own


def mask(text: str, steps: Iterable[MaskStep]) -> str:
    r"""Replace what the steps look for, one step after the other.

    Parameters
    ----------
    text : str
        Any text.
    steps : iterable of tuple
        Words or patterns, and what is put in their place.

    Returns
    -------
    str
        The masked text.

    Examples
    --------
    >>> mask("公 开12条", [*BLANK_STEPS, *NUMBER_STEPS]) == "公开\ue001条"
    True
    """
    for sought, put in steps:
        text = (
            text.replace(sought, put)
            if isinstance(sought, str)
            else sought.sub(put, text)
        )
    return text


def trace_mask(text: str, steps: Iterable[MaskStep]) -> list[tuple[int, int]]:
    """Find what each character of a masked text stands for.

    Parameters
    ----------
    text : str
        The text before :func:`mask`.
    steps : iterable of tuple
        As for :func:`mask`; what is put in a place is one character, or none.

    Returns
    -------
    list of tuple of int
        Start and end in ``text``, a character of the masked text each.

    Examples
    --------
    >>> trace_mask("公 开12条", [*BLANK_STEPS, *NUMBER_STEPS])
    [(0, 1), (2, 3), (3, 5), (5, 6)]
    """
    spans = [(at, at + 1) for at in range(len(text))]
    for sought, put in steps:
        pattern = re.compile(re.escape(sought)) if isinstance(sought, str) else sought
        kept: list[tuple[int, int]] = []
        done = 0
        for match in pattern.finditer(text):
            start, end = match.span()
            kept += spans[done:start]
            if put:
                kept.append((spans[start][0], spans[end - 1][1]))
            done = end
        spans = kept + spans[done:]
        text = pattern.sub(put, text)
    return spans


def mask_numbers(text: str, *, keep: re.Pattern[str] | None = None) -> str:
    r"""Drop blanks and put slots for years and numbers.

    Parameters
    ----------
    text : str
        Any text.
    keep : re.Pattern, optional
        What stays as it is: terms with digits of their own (12345热线).

    Returns
    -------
    str
        Shorter text with private characters for slots.

    Examples
    --------
    >>> mask_numbers("2020 年共 1,283 条。") == "\ue000共\ue001条。"
    True
    """
    if keep is not None:
        kept = keep.findall(text)
        others = [mask_numbers(part) for part in keep.split(text)]
        return "".join(
            part + term for part, term in zip(others, [*kept, ""], strict=True)
        )
    return mask(text, (*BLANK_STEPS, *NUMBER_STEPS))


def _blocks(texts: Iterator[str]) -> Iterator[list[str]]:
    """Gather texts to blocks of about a million characters."""
    block, size = [], 0
    for text in texts:
        block.append(text)
        size += len(text)
        if size >= BLOCK_CHARS:
            yield block
            block, size = [], 0
    if block:
        yield block
