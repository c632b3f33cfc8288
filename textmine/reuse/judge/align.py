"""Two reports side by side: what they share, and the edits between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, Levenshtein

from textmine.errors import FrameError
from textmine.reuse.families.mined import Mined
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.search.exact import align_pieces
from textmine.reuse.search.scrambled import find_scrambled
from textmine.reuse.search.seeds import find_edited
from textmine.reuse.search.shared import find_shared

MAX_GAP = 60
LONG, ALIKE = 150, 0.9
COLUMNS = {
    "report_a": "str",
    "report_b": "str",
    "block": "int64",
    "op": "str",
    "start_a": "int64",
    "end_a": "int64",
    "start_b": "int64",
    "end_b": "int64",
    "text_a": "str",
    "text_b": "str",
    "kind": "str",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one text and the stretch of the other that it reads like: half-open spans of a stream."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int

    @property
    def size(self) -> int:
        """Length of the longer side."""
        return max(self.end_a - self.start_a, self.end_b - self.start_b)


@dataclass(frozen=True, slots=True, eq=False)
class Duo:
    """The texts of two reports as one stream of their own, and where its texts come from.

    Parameters
    ----------
    stream : Stream
        First all texts of a, then all of b.
    rows : numpy.ndarray of shape (n_texts,)
        Row of each text among the texts mined.
    places : numpy.ndarray of shape (len(stream.codes),)
        Place of each character in the stream of all texts.
    border : int
        Where b begins.
    group : numpy.ndarray of int32, shape (n_texts,)
        0 for the texts of a, 1 for those of b.
    """

    stream: Stream
    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    border: int
    group: NDArray[np.int32]


def align_reports(mined: Mined, passages: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """Align two reports.

    Parameters
    ----------
    mined : Mined
        A run of ``mine_reuse``.
    passages : pandas.DataFrame
        Its frame ``passages``, for the kinds.
    a, b : str
        Their report_ids.

    Returns
    -------
    pandas.DataFrame
        Columns report_a, report_b, block (1, 2, … in the order of a), op (equal, replace, delete:
        only in a, insert: only in b), start_a, end_a, start_b, end_b (offsets in the reports),
        text_a, text_b, kind (of the passage, empty if unknown). The rows of a block follow each
        other without a gap on both sides; ``equal`` disregards white space, punctuation, width and
        case.

    Raises
    ------
    FrameError
        If a report is unknown or both are the same.
    """
    duo = make_duo(mined, a, b)
    starts = mined.texts.rows["start"].to_numpy()
    records = []
    for number, block in enumerate(find_blocks(duo, mined.min_chars), start=1):
        row_a, row_b = (
            int(np.searchsorted(duo.stream.bounds, at, "right")) - 1
            for at in (block.start_a, block.start_b)
        )
        text_a, text_b = mined.texts.contents.take(duo.rows[[row_a, row_b]])
        shift_a, shift_b = int(starts[duo.rows[row_a]]), int(starts[duo.rows[row_b]])
        kind = _kind_of(
            passages,
            a,
            shift_a + int(duo.stream.source[block.start_a]),
            block.end_a - block.start_a,
        )
        for op, (a0, a1, b0, b1) in edits(duo.stream, block):
            records.append(
                (
                    a,
                    b,
                    number,
                    op,
                    shift_a + a0,
                    shift_a + a1,
                    shift_b + b0,
                    shift_b + b1,
                    text_a[a0:a1],
                    text_b[b0:b1],
                    kind,
                )
            )
    return pd.DataFrame(records, columns=list(COLUMNS)).astype(COLUMNS)


def align_texts(
    a: str, b: str, *, min_chars: int = 20, max_gap: int = MAX_GAP, scrambled: bool = False
) -> pd.DataFrame:
    """Align two texts of any kind.

    Parameters
    ----------
    a, b : str
        Two texts, Chinese or other.
    min_chars : int, optional
        Least length of a verbatim run, in characters without white space and punctuation.
    max_gap : int, optional
        Alignments in line are joined over gaps up to this many characters.
    scrambled : bool, optional
        Whether to look also for passages whose words were shuffled or replaced; only where the
        texts share no passage of 150 characters or more almost verbatim.

    Returns
    -------
    pandas.DataFrame
        Columns start_a, end_a, start_b, end_b, verbatim (False: scrambled), a row a passage, in the
        order of a.

    Examples
    --------
    >>> s = "个别科室主动公开意识不强，部分栏目更新不够及时。"
    >>> align_texts("我局：" + s, s + "下一步改进。")[
    ...     ["start_a", "end_a", "start_b", "end_b"]
    ... ].to_numpy().tolist()
    [[3, 26, 0, 23]]
    """
    stream = read_stream([a, b])
    border = int(stream.bounds[1])
    rows = np.arange(2)
    duo = Duo(stream, rows, np.arange(len(stream.codes)), border, np.array([0, 1], dtype=np.int32))
    spans, copied = [], False
    for block in find_blocks(duo, min_chars, max_gap):
        low = (
            _offset(stream, block.start_a, block.end_a, 0),
            _offset(stream, block.start_b, block.end_b, 0),
        )
        high = int(stream.source[block.end_a - 1]) + 1, int(stream.source[block.end_b - 1]) + 1
        spans.append((low[0], high[0], low[1], high[1], True))
        strings = (
            stream.string(block.start_a, block.end_a),
            stream.string(block.start_b, block.end_b),
        )
        copied |= block.size >= LONG and Indel.normalized_similarity(*strings) >= ALIKE
    if scrambled and not copied:
        loose = [(*span, False) for span in find_scrambled(a, b)]
        clear = [
            s
            for s in spans
            if not any(_overlap(*s[:2], *o[:2]) and _overlap(*s[2:4], *o[2:4]) for o in loose)
        ]
        spans = clear + loose
    frame = pd.DataFrame(spans, columns=["start_a", "end_a", "start_b", "end_b", "verbatim"])
    return frame.sort_values(["start_a", "start_b"], kind="stable").reset_index(drop=True)


def make_duo(mined: Mined, a: str, b: str) -> Duo:
    """Cut the texts of two reports out of the stream.

    Raises
    ------
    FrameError
        If a report is unknown or both are the same.
    """
    known = mined.number_of
    for name in (a, b):
        if name not in known:
            raise FrameError(
                f"no report {name!r} among the {len(known)} mined; report_ids are in reuse.passages"
            )
    if a == b:
        raise FrameError(f"report {a!r} cannot be aligned with itself; name two reports")
    rows = [np.flatnonzero(mined.texts.report == known[name]) for name in (a, b)]
    both = np.concatenate(rows)
    bounds = mined.stream.bounds
    sizes = bounds[both + 1] - bounds[both]
    edges = np.concatenate([[0], np.cumsum(sizes)])
    places = np.arange(edges[-1]) + np.repeat(bounds[both] - edges[:-1], sizes)
    stream = Stream(mined.stream.codes[places], mined.stream.source[places], edges)
    group = np.repeat(np.array([0, 1], dtype=np.int32), [len(rows[0]), len(rows[1])])
    return Duo(stream, both, places, int(edges[len(rows[0])]), group)


def find_blocks(duo: Duo, min_chars: int, max_gap: int = MAX_GAP) -> list[Block]:
    """Find what two reports share, verbatim or edited, as blocks that do not overlap in either report.

    Parameters
    ----------
    duo : Duo
        The two reports.
    min_chars : int
        Least length of a verbatim run.
    max_gap : int, optional
        Alignments in line are joined over gaps up to this many characters on both sides.

    Returns
    -------
    list of Block
        In the order of a.
    """
    pieces, runs = find_shared(duo.stream, duo.group, min_chars)
    links = align_pieces(pieces, runs, duo.stream.bounds, duo.group, min_chars)
    edited, _ = find_edited(duo.stream, duo.group, np.zeros(len(duo.stream.codes), dtype=bool))
    links = links.join(edited)
    chosen: list[Block] = []
    for block in sorted(
        _chain(_oriented(links, duo.border), duo, max_gap),
        key=lambda x: (-x.size, x.start_a, x.start_b),
    ):
        free = all(_overlap(block.start_a, block.end_a, c.start_a, c.end_a) == 0 for c in chosen)
        free &= all(_overlap(block.start_b, block.end_b, c.start_b, c.end_b) == 0 for c in chosen)
        trimmed = block if free else _trim(block, chosen)
        if trimmed is not None and trimmed.size >= min_chars:
            chosen.append(trimmed)
    return sorted(chosen, key=lambda x: (x.start_a, x.start_b))


def edits(stream: Stream, block: Block) -> list[tuple[str, tuple[int, int, int, int]]]:
    """Edit operations of a block, with offsets in the two texts.

    Returns
    -------
    list of (str, tuple of int)
        Operation, and start and end in a and in b; each starts where the one before ends on both
        sides.
    """
    ops = Levenshtein.opcodes(
        stream.string(block.start_a, block.end_a), stream.string(block.start_b, block.end_b)
    )
    out = []
    for op in ops:
        a0, a1 = (
            _offset(stream, block.start_a, block.end_a, i) for i in (op.src_start, op.src_end)
        )
        b0, b1 = (
            _offset(stream, block.start_b, block.end_b, i) for i in (op.dest_start, op.dest_end)
        )
        out.append((str(op.tag), (a0, a1, b0, b1)))
    return out


def _offset(stream: Stream, start: int, end: int, i: int) -> int:
    """Offset in the text of the ``i``-th character of a span; of its end for the last."""
    return int(stream.source[start + i]) if start + i < end else int(stream.source[end - 1]) + 1


def _oriented(links: Alignments, border: int) -> list[Block]:
    """Alignments as blocks from a to b; those within one report fall away."""
    rows = zip(
        links.start.tolist(),
        links.end.tolist(),
        links.other_start.tolist(),
        links.other_end.tolist(),
        strict=True,
    )
    blocks = {
        Block(*r) if r[0] < border else Block(r[2], r[3], r[0], r[1])
        for r in rows
        if (r[0] < border) != (r[2] < border)
    }
    return sorted(blocks, key=lambda x: (x.start_a, x.start_b, x.end_a, x.end_b))


def _chain(blocks: list[Block], duo: Duo, max_gap: int) -> list[Block]:
    """Join blocks of the same two texts that follow each other in line."""
    out: list[Block] = []
    bounds = duo.stream.bounds
    for block in blocks:
        for k in range(len(out) - 1, max(len(out) - 9, -1), -1):
            last = out[k]
            gap_a, gap_b = block.start_a - last.end_a, block.start_b - last.end_b
            near = (
                gap_a <= max_gap
                and -last.size <= gap_b <= max_gap
                and block.start_b >= last.start_b
            )
            home = np.searchsorted(
                bounds, [last.start_a, block.start_a, last.start_b, block.start_b], "right"
            )
            if near and abs(gap_a - gap_b) <= max_gap and home[0] == home[1] and home[2] == home[3]:
                ends = max(last.end_a, block.end_a), max(last.end_b, block.end_b)
                out[k] = Block(last.start_a, ends[0], last.start_b, ends[1])
                break
        else:
            out.append(block)
    return out


def _overlap(a: int, b: int, c: int, d: int) -> int:
    """Length of the intersection of two spans."""
    return max(min(b, d) - max(a, c), 0)


def _trim(block: Block, chosen: list[Block]) -> Block | None:
    """Cut the ends of a block that other blocks hold already; None where its middle or most of it is taken."""
    a0, a1, b0, b1 = block.start_a, block.end_a, block.start_b, block.end_b
    for other in chosen:
        for low, high in ((other.start_a, other.end_a),):
            if low <= a0 < high:
                b0, a0 = b0 + high - a0, high
            elif low < a1 <= high:
                b1, a1 = b1 - (a1 - low), low
        for low, high in ((other.start_b, other.end_b),):
            if low <= b0 < high:
                a0, b0 = a0 + high - b0, high
            elif low < b1 <= high:
                a1, b1 = a1 - (b1 - low), low
    if a1 <= a0 or b1 <= b0 or 2 * (a1 - a0) < block.end_a - block.start_a:
        return None
    clear = all(
        _overlap(a0, a1, o.start_a, o.end_a) == 0 == _overlap(b0, b1, o.start_b, o.end_b)
        for o in chosen
    )
    return Block(a0, a1, b0, b1) if clear else None


def _kind_of(passages: pd.DataFrame, report: str, start: int, size: int) -> str:
    """Kind of the passage of a report that a block overlaps most."""
    mine = passages[passages["report_id"] == report]
    shared = np.minimum(mine["end"], start + size) - np.maximum(mine["start"], start)
    return str(mine["kind"].iloc[int(shared.argmax())]) if len(mine) and shared.max() > 0 else ""
