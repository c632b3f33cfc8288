"""Lay two texts side by side: spans to stretches, stretches to rows, rows to runs of one colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame

OPS = ("equal", "replace", "insert", "delete")
ENDS = ("start_a", "end_a", "start_b", "end_b")
Span = tuple[int, int]


class Residue(NamedTuple):
    """A foreign name or a stale year that stands in a text, and why it does not belong there."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class AlignedStretch:
    """Text of a and the text of b aligned with it; ``number`` is 1, 2, … in the order of a."""

    number: int
    kind: str
    a: Span
    b: Span

    @property
    def size(self) -> int:
        """Characters on both sides."""
        return (self.a[1] - self.a[0]) + (self.b[1] - self.b[0])


@dataclass(frozen=True, slots=True)
class StyledRun:
    """Text of one look.

    Parameters
    ----------
    text : str
        Never empty.
    stretch : int
        Number of the stretch it belongs to; 0 where it is shared with nothing.
    kind : str
        Kind of the reuse.
    edited : bool
        Its counterpart is worded otherwise.
    residue : str
        Why it does not belong there; mostly empty.
    first : bool
        The stretch begins here.
    """

    text: str
    stretch: int = 0
    kind: str = ""
    edited: bool = False
    residue: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """A stretch of a beside a stretch of b; ``stretch`` is 0 where they have nothing in common."""

    stretch: int
    a: list[StyledRun]
    b: list[StyledRun]


def check_alignment(
    alignment: pd.DataFrame, length_a: int, length_b: int
) -> pd.DataFrame:
    """Check a frame of aligned spans and sort it by its place in a.

    Parameters
    ----------
    alignment : pandas.DataFrame
        Columns start_a, end_a, start_b, end_b (offsets), op (equal, replace, insert, delete), kind.
    length_a, length_b : int
        Lengths of the two texts.

    Returns
    -------
    pandas.DataFrame
        The same columns, sorted, a fresh index.

    Raises
    ------
    FrameError
        If a column is missing, an op is unknown or a span lies outside its text.

    Examples
    --------
    >>> spans = pd.DataFrame(
    ...     [(0, 9, 0, 2, "equal", "peer")], columns=[*ENDS, "op", "kind"]
    ... )
    >>> check_alignment(spans, 5, 5)
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: alignment, row 0: span a 0:9 lies outside the text (0:5)
    """
    alignment = take_frame(alignment, [*ENDS, "op", "kind"], what="alignment")
    unknown = sorted(set(alignment["op"].astype("str")) - set(OPS))
    if unknown:
        raise FrameError(
            f"alignment: unknown op {', '.join(unknown)}; expected {', '.join(OPS)}"
        )
    ends = {
        name: clean_column(alignment[name], "offset", what="alignment") for name in ENDS
    }
    alignment = alignment.assign(**ends)
    for side, length in (("a", length_a), ("b", length_b)):
        start = alignment[f"start_{side}"].to_numpy()
        end = alignment[f"end_{side}"].to_numpy()
        bad = np.flatnonzero(~((start >= 0) & (start <= end) & (end <= length)))
        if bad.size:
            i = int(bad[0])
            span = f"{start[i]}:{end[i]}"
            raise FrameError(
                f"alignment, row {i}: span {side} {span} lies outside the text (0:{length})"
            )
    spans = alignment[[*ENDS, "op", "kind"]].astype(dict.fromkeys(ENDS, "int64"))
    spans = spans.assign(
        op=spans["op"].astype("str"),
        kind=spans["kind"].astype("object").fillna("").astype("str"),
    )
    return spans.sort_values([*ENDS, "op"], kind="stable").reset_index(drop=True)


def find_stretches(spans: pd.DataFrame) -> tuple[list[AlignedStretch], list[int]]:
    """Join spans that follow each other without a gap on both sides and are of one kind.

    Parameters
    ----------
    spans : pandas.DataFrame
        As :func:`check_alignment` gives it.

    Returns
    -------
    tuple
        The stretches, and for each span the number of its stretch.

    Examples
    --------
    >>> rows = [
    ...     (0, 4, 2, 6, "equal", "peer"),
    ...     (4, 5, 6, 7, "replace", "peer"),
    ...     (9, 12, 0, 3, "equal", "peer"),
    ... ]
    >>> stretches, numbers = find_stretches(
    ...     pd.DataFrame(rows, columns=[*ENDS, "op", "kind"])
    ... )
    >>> [(stretch.a, stretch.b) for stretch in stretches], numbers
    ([((0, 5), (2, 7)), ((9, 12), (0, 3))], [1, 1, 2])
    """
    stretches: list[AlignedStretch] = []
    numbers: list[int] = []
    columns = [spans[name].tolist() for name in (*ENDS, "kind")]
    for start_a, end_a, start_b, end_b, kind in zip(*columns, strict=True):
        last = stretches[-1] if stretches else None
        is_next = last and (last.a[1], last.b[1]) == (start_a, start_b)
        if last and is_next and last.kind == kind:
            stretches[-1] = AlignedStretch(
                last.number, kind, (last.a[0], end_a), (last.b[0], end_b)
            )
        else:
            stretches.append(
                AlignedStretch(
                    len(stretches) + 1, kind, (start_a, end_a), (start_b, end_b)
                )
            )
        numbers.append(len(stretches))
    return stretches, numbers


def longest_chain(stretches: list[AlignedStretch]) -> list[AlignedStretch]:
    """Pick the stretches that can stand side by side in order: no crossing, most characters.

    Parameters
    ----------
    stretches : list of AlignedStretch
        In the order of a.

    Returns
    -------
    list of AlignedStretch
        In the order of both texts; the others were moved, and are shown where they stand.

    Examples
    --------
    >>> stretches = [
    ...     AlignedStretch(1, "", (0, 9), (5, 14)),
    ...     AlignedStretch(2, "", (9, 12), (0, 3)),
    ...     AlignedStretch(3, "", (12, 20), (14, 22)),
    ... ]
    >>> [stretch.number for stretch in longest_chain(stretches)]
    [1, 3]
    """
    if not stretches:
        return []
    # Dynamic programming over a: best[i] is the size of the best chain that ends with i.
    start = np.array([(stretch.a[0], stretch.b[0]) for stretch in stretches])
    end = np.array([(stretch.a[1], stretch.b[1]) for stretch in stretches])
    best = np.array([stretch.size for stretch in stretches], dtype=np.int64)
    before = np.full(len(stretches), -1)
    for i in range(1, len(stretches)):
        ends_before = (end[:i] <= start[i]).all(axis=1)
        candidates = np.flatnonzero(ends_before)
        if candidates.size:
            longest = int(candidates[np.argmax(best[candidates])])
            best[i] += best[longest]
            before[i] = longest
    chain: list[AlignedStretch] = []
    at = int(np.argmax(best))
    while at >= 0:
        chain.append(stretches[at])
        at = int(before[at])
    return chain[::-1]


def lay_out(
    texts: tuple[str, str],
    spans: pd.DataFrame,
    residues: tuple[list[Residue], list[Residue]],
) -> list[AlignedRow]:
    """Cut two texts into rows that stand side by side, each text complete and in its own order.

    Parameters
    ----------
    texts : tuple of str
        The two texts.
    spans : pandas.DataFrame
        As :func:`check_alignment` gives it.
    residues : tuple of lists
        For each text the left-over names and years: (start, end, reason).

    Returns
    -------
    list of AlignedRow
        The runs of one side, joined, give its text.

    Examples
    --------
    >>> spans = pd.DataFrame(
    ...     [(1, 3, 0, 2, "equal", "peer")], columns=[*ENDS, "op", "kind"]
    ... )
    >>> rows = lay_out(("甲公开", "公开乙"), check_alignment(spans, 3, 3), ([], []))
    >>> [([run.text for run in row.a], [run.text for run in row.b]) for row in rows]
    [(['甲'], []), (['公开'], ['公开']), ([], ['乙'])]
    """
    stretches, numbers = find_stretches(spans)
    chain = longest_chain(stretches)
    in_chain = {stretch.number for stretch in chain}
    moved = [stretch for stretch in stretches if stretch.number not in in_chain]
    # Where two stretches claim one character, what stands side by side goes first.
    order = _Order(numbers, [*chain, *moved])
    a = _MarkedText(texts[0], _spans_of(spans, "a"), order, residues[0])
    b = _MarkedText(texts[1], _spans_of(spans, "b"), order, residues[1])
    rows, at_a, at_b = [], 0, 0
    for stretch in chain:
        (start_a, end_a), (start_b, end_b) = stretch.a, stretch.b
        # What lies between two stretches has nothing in common.
        rows.append(AlignedRow(0, a.runs(at_a, start_a), b.runs(at_b, start_b)))
        shared = a.runs(start_a, end_a), b.runs(start_b, end_b)
        rows.append(AlignedRow(stretch.number, *shared))
        at_a, at_b = end_a, end_b
    end_a, end_b = map(len, texts)
    rows.append(AlignedRow(0, a.runs(at_a, end_a), b.runs(at_b, end_b)))
    return [row for row in rows if row.a or row.b]


@dataclass(frozen=True, slots=True)
class _Order:
    """Which stretch each span belongs to, and the stretches, those that go first before others."""

    number_of_span: list[int]
    stretches: list[AlignedStretch]


def _spans_of(spans: pd.DataFrame, side: str) -> pd.DataFrame:
    """Spans of one side: columns start, end, edited."""
    return pd.DataFrame(
        {
            "start": spans[f"start_{side}"],
            "end": spans[f"end_{side}"],
            "edited": spans["op"] != "equal",
        }
    )


class _MarkedText:
    """One text with a stretch, an edit mark and a residue for every character."""

    def __init__(
        self, text: str, spans: pd.DataFrame, order: _Order, residues: list[Residue]
    ) -> None:
        self.text = text
        self.reasons = ["", *(residue.reason for residue in residues)]
        self.kinds = {stretch.number: stretch.kind for stretch in order.stretches} | {
            0: ""
        }
        self.stretch = np.zeros(len(text), np.int64)
        self.edited = np.zeros(len(text), bool)
        self.residue = np.zeros(len(text), np.int64)
        self._paint(spans, order)
        for i, residue in enumerate(residues, start=1):
            self.residue[residue.start : residue.end] = i
        self._seen: set[int] = set()

    def _paint(self, spans: pd.DataFrame, order: _Order) -> None:
        """Mark each character with the first stretch that claims it."""
        rank = {stretch.number: i for i, stretch in enumerate(order.stretches)}
        ranked = spans.assign(number=order.number_of_span)
        ranked = ranked.assign(rank=ranked["number"].map(rank)).sort_values(
            "rank", kind="stable"
        )
        span: Any
        for span in ranked.itertuples(index=False):
            place = slice(span.start, span.end)
            is_free = self.stretch[place] == 0
            self.stretch[place][is_free] = span.number
            self.edited[place][is_free] = span.edited

    def runs(self, start: int, end: int) -> list[StyledRun]:
        """Cut a part of the text where stretch, edit mark or residue changes."""
        if start >= end:
            return []
        place = slice(start, end)
        look = np.stack([self.stretch[place], self.edited[place], self.residue[place]])
        changes = (look[:, 1:] != look[:, :-1]).any(axis=0)
        cuts = (np.flatnonzero(changes) + 1 + start).tolist()
        return [
            self._run(low, high)
            for low, high in zip([start, *cuts], [*cuts, end], strict=True)
        ]

    def _run(self, start: int, end: int) -> StyledRun:
        """Make the run between two cuts; all its characters look like the first."""
        number = int(self.stretch[start])
        is_first = number > 0 and number not in self._seen
        self._seen.add(number)
        return StyledRun(
            text=self.text[start:end],
            stretch=number,
            kind=self.kinds[number],
            edited=bool(self.edited[start]),
            residue=self.reasons[int(self.residue[start])],
            first=is_first,
        )
