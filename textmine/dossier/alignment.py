"""Lay two texts side by side: aligned spans to blocks, blocks to rows, rows to runs of one colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.schema import check_columns

OPS = ("equal", "replace", "insert", "delete")
ENDS = ("start_a", "end_a", "start_b", "end_b")
Residue = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a and the stretch of b it was aligned with; ``number`` is 1, 2, … in the order of a."""

    number: int
    kind: str
    a: tuple[int, int]
    b: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look: block number (0 = shared with nothing), kind, edited or not, residue's reason."""

    text: str
    block: int = 0
    kind: str = ""
    edited: bool = False
    residue: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of a beside a stretch of b; ``block`` is 0 where they have nothing in common."""

    block: int
    a: list[Run]
    b: list[Run]


def check_alignment(alignment: pd.DataFrame, length_a: int, length_b: int) -> pd.DataFrame:
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
    >>> spans = pd.DataFrame([(0, 9, 0, 2, "equal", "peer")], columns=[*ENDS, "op", "kind"])
    >>> check_alignment(spans, 5, 5)
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: alignment, row 0: span a 0:9 lies outside the text (0:5)
    """
    check_columns(alignment, [*ENDS, "op", "kind"], what="alignment")
    unknown = sorted(set(alignment["op"].astype("str")) - set(OPS))
    if unknown:
        raise FrameError(f"alignment: unknown op {', '.join(unknown)}; expected {', '.join(OPS)}")
    for side, length in (("a", length_a), ("b", length_b)):
        start, end = alignment[f"start_{side}"].to_numpy(), alignment[f"end_{side}"].to_numpy()
        bad = np.flatnonzero(~((start >= 0) & (start <= end) & (end <= length)))
        if bad.size:
            i = int(bad[0])
            raise FrameError(
                f"alignment, row {i}: span {side} {start[i]}:{end[i]} lies outside the text (0:{length})"
            )
    spans = alignment[[*ENDS, "op", "kind"]].astype(dict.fromkeys(ENDS, "int64"))
    spans = spans.assign(op=spans["op"].astype("str"), kind=spans["kind"].astype("str").fillna(""))
    return spans.sort_values([*ENDS, "op"], kind="stable").reset_index(drop=True)


def find_blocks(spans: pd.DataFrame) -> tuple[list[Block], list[int]]:
    """Join spans that follow each other without a gap on both sides and are of one kind.

    Parameters
    ----------
    spans : pandas.DataFrame
        As :func:`check_alignment` gives it.

    Returns
    -------
    tuple
        The blocks, and for each span the number of its block.

    Examples
    --------
    >>> rows = [
    ...     (0, 4, 2, 6, "equal", "peer"),
    ...     (4, 5, 6, 7, "replace", "peer"),
    ...     (9, 12, 0, 3, "equal", "peer"),
    ... ]
    >>> blocks, numbers = find_blocks(pd.DataFrame(rows, columns=[*ENDS, "op", "kind"]))
    >>> [(block.a, block.b) for block in blocks], numbers
    ([((0, 5), (2, 7)), ((9, 12), (0, 3))], [1, 1, 2])
    """
    blocks: list[Block] = []
    numbers: list[int] = []
    columns = [spans[name].tolist() for name in (*ENDS, "kind")]
    for start_a, end_a, start_b, end_b, kind in zip(*columns, strict=True):
        last = blocks[-1] if blocks else None
        if last and last.kind == kind and (last.a[1], last.b[1]) == (start_a, start_b):
            blocks[-1] = Block(last.number, kind, (last.a[0], end_a), (last.b[0], end_b))
        else:
            blocks.append(Block(len(blocks) + 1, kind, (start_a, end_a), (start_b, end_b)))
        numbers.append(len(blocks))
    return blocks, numbers


def longest_chain(blocks: list[Block]) -> list[Block]:
    """Pick the blocks that can stand side by side in order: no crossing, most characters.

    Parameters
    ----------
    blocks : list of Block
        In the order of a.

    Returns
    -------
    list of Block
        In the order of both texts; the others were moved, and are shown where they stand.

    Examples
    --------
    >>> blocks = [
    ...     Block(1, "", (0, 9), (5, 14)),
    ...     Block(2, "", (9, 12), (0, 3)),
    ...     Block(3, "", (12, 20), (14, 22)),
    ... ]
    >>> [block.number for block in longest_chain(blocks)]
    [1, 3]
    """
    start_a, end_a = (np.array([block.a[i] for block in blocks], dtype=np.int64) for i in (0, 1))
    start_b, end_b = (np.array([block.b[i] for block in blocks], dtype=np.int64) for i in (0, 1))
    size = (end_a - start_a) + (end_b - start_b)
    best, before = size.astype(np.int64), np.full(len(blocks), -1)
    for i in range(1, len(blocks)):
        fits = np.flatnonzero((end_a[:i] <= start_a[i]) & (end_b[:i] <= start_b[i]))
        if fits.size:
            j = int(fits[np.argmax(best[fits])])
            best[i], before[i] = best[j] + size[i], j
    chain: list[Block] = []
    at = int(np.argmax(best)) if len(blocks) else -1
    while at >= 0:
        chain.append(blocks[at])
        at = int(before[at])
    return chain[::-1]


def lay_out(
    texts: tuple[str, str], spans: pd.DataFrame, residues: tuple[list[Residue], list[Residue]]
) -> list[Row]:
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
    list of Row
        The runs of one side, joined, give its text.

    Examples
    --------
    >>> spans = pd.DataFrame([(1, 3, 0, 2, "equal", "peer")], columns=[*ENDS, "op", "kind"])
    >>> rows = lay_out(("甲公开", "公开乙"), check_alignment(spans, 3, 3), ([], []))
    >>> [([run.text for run in row.a], [run.text for run in row.b]) for row in rows]
    [(['甲'], []), (['公开'], ['公开']), ([], ['乙'])]
    """
    blocks, numbers = find_blocks(spans)
    chain = longest_chain(blocks)
    inside = {block.number for block in chain}
    order = [*chain, *(block for block in blocks if block.number not in inside)]
    a, b = (_Side(texts[i], spans, (numbers, order), "ab"[i], residues[i]) for i in (0, 1))
    rows, at = [], (0, 0)
    for block in chain:
        rows.append(Row(0, a.runs(at[0], block.a[0]), b.runs(at[1], block.b[0])))
        rows.append(Row(block.number, a.runs(*block.a), b.runs(*block.b)))
        at = block.a[1], block.b[1]
    rows.append(Row(0, a.runs(at[0], len(texts[0])), b.runs(at[1], len(texts[1]))))
    return [row for row in rows if row.a or row.b]


class _Side:
    """One text with a block, an edit mark and a residue for every character."""

    def __init__(
        self,
        text: str,
        spans: pd.DataFrame,
        found: tuple[list[int], list[Block]],
        side: str,
        residues: list[Residue],
    ) -> None:
        numbers, order = found
        self.text = text
        self.reasons = [""] + [reason for _, _, reason in residues]
        self.kinds = {block.number: block.kind for block in order} | {0: ""}
        self.block = np.zeros(len(text), np.int64)
        self.edited = np.zeros(len(text), bool)
        self.box = np.zeros(len(text), np.int64)
        rank = {block.number: i for i, block in enumerate(order)}
        rows = zip(
            numbers,
            spans[f"start_{side}"],
            spans[f"end_{side}"],
            spans["op"] != "equal",
            strict=True,
        )
        for number, start, end, edited in sorted(rows, key=lambda row: rank[row[0]]):
            free = self.block[start:end] == 0
            self.block[start:end][free] = number
            self.edited[start:end][free] = edited
        for i, (start, end, _) in enumerate(residues, start=1):
            self.box[start:end] = i
        self._seen: set[int] = set()

    def runs(self, start: int, end: int) -> list[Run]:
        """Cut a stretch where block, edit mark or residue changes."""
        if start >= end:
            return []
        look = np.stack([self.block[start:end], self.edited[start:end], self.box[start:end]])
        cuts = np.flatnonzero((look[:, 1:] != look[:, :-1]).any(axis=0)) + 1 + start
        found = []
        for low, high in zip([start, *cuts.tolist()], [*cuts.tolist(), end], strict=True):
            number = int(self.block[low])
            first = number > 0 and number not in self._seen
            self._seen.add(number)
            reason = self.reasons[int(self.box[low])]
            found.append(
                Run(
                    self.text[low:high],
                    number,
                    self.kinds[number],
                    bool(self.edited[low]),
                    reason,
                    first,
                )
            )
        return found
