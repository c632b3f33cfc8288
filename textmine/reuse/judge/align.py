"""Two reports side by side: what they share, and the edits between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, Levenshtein, Opcodes

from textmine.errors import FrameError
from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import (
    N_CODE_POINTS,
    Stream,
    StreamLayout,
    read_stream,
)
from textmine.reuse.search.edited import find_edited
from textmine.reuse.search.links import align_pieces
from textmine.reuse.search.pieces import find_shared
from textmine.reuse.search.scrambled import find_scrambled
from textmine.reuse.search.seeds import Plan

MAX_GAP = 60
"""Characters: matches in line are joined over gaps up to this. Larger gaps join unrelated passages,
smaller ones cut a paragraph at every new clause. Chosen by hand; ``benchmarks/reuse_pan.py`` shows
what it does."""
LONG, ALIKE = 150, 0.9
"""A match of this many characters, equal by this share of both, is a copy: two texts that hold one
were not scrambled. Chosen on the train part of PAN 2013 (``benchmarks/reuse_pan.py``)."""
LOOK_BACK = 8
"""How many matches back a match may continue one: sites of a repeated phrase lie between."""
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
class Match:
    """A stretch of one text and the stretch of the other that it reads like, half open."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int

    @property
    def size(self) -> int:
        """Length of the longer side."""
        return max(self.end_a - self.start_a, self.end_b - self.start_b)

    def shrink(self, front: int, back: int) -> Match:
        """Cut as many characters off both sides, in front and behind."""
        return Match(
            self.start_a + front,
            self.end_a - back,
            self.start_b + front,
            self.end_b - back,
        )

    def meets_in_a(self, other: Match) -> bool:
        """Tell whether both hold a character of a."""
        return self.start_a < other.end_a and other.start_a < self.end_a

    def meets_in_b(self, other: Match) -> bool:
        """Tell whether both hold a character of b."""
        return self.start_b < other.end_b and other.start_b < self.end_b


@dataclass(frozen=True, slots=True)
class Edit:
    """A step of the way from one text to the other: op, and the stretches it stands for."""

    op: str
    start_a: int
    end_a: int
    start_b: int
    end_b: int


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

    def row_at(self, place: int) -> int:
        """Row, among the texts mined, of the text that holds a place of this stream."""
        text = int(np.searchsorted(self.stream.bounds, place, "right")) - 1
        return int(self.rows[text])


def align_reports(
    mined: Catalogue, passages: pd.DataFrame, a: str, b: str
) -> pd.DataFrame:
    """Align two reports.

    Parameters
    ----------
    mined : Catalogue
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
    mine = passages[passages["report_id"] == a]
    rows: list[dict[str, object]] = []
    for number, match in enumerate(find_matches(duo, mined.min_chars), start=1):
        rows += _edit_rows(mined, mine, duo, match, number)
    return pd.DataFrame(
        [{"report_a": a, "report_b": b, **row} for row in rows], columns=list(COLUMNS)
    ).astype(COLUMNS)


def _edit_rows(
    mined: Catalogue, passages: pd.DataFrame, duo: Duo, match: Match, number: int
) -> list[dict[str, object]]:
    """Rows of one block: its edits, with offsets in the reports rather than in their texts."""
    row_a, row_b = duo.row_at(match.start_a), duo.row_at(match.start_b)
    text_a, text_b = mined.texts.contents.take(np.array([row_a, row_b]))
    shift_a, shift_b = mined.texts.rows["start"].to_numpy()[[row_a, row_b]].tolist()
    begin = shift_a + int(duo.stream.source[match.start_a])
    kind = _kind_of(passages, begin, match.end_a - match.start_a)
    rows: list[dict[str, object]] = []
    for edit in find_edits(duo.stream, match):
        texts = {
            "text_a": text_a[edit.start_a : edit.end_a],
            "text_b": text_b[edit.start_b : edit.end_b],
        }
        moved = replace(
            edit,
            start_a=shift_a + edit.start_a,
            end_a=shift_a + edit.end_a,
            start_b=shift_b + edit.start_b,
            end_b=shift_b + edit.end_b,
        )
        rows.append({"block": number, "kind": kind, **asdict(moved), **texts})
    return rows


def align_texts(
    a: str,
    b: str,
    *,
    min_chars: int = 20,
    max_gap: int = MAX_GAP,
    scrambled: bool = False,
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
    group = np.array([0, 1], dtype=np.int32)
    duo = Duo(stream, np.arange(2), np.arange(len(stream.codes)), border, group)
    matches = find_matches(duo, min_chars, max_gap)
    spans = [_in_texts(stream, match) for match in matches]
    loose: list[Match] = []
    if scrambled and not any(_is_copy(stream, match) for match in matches):
        loose = [Match(*span) for span in find_scrambled(a, b)]
        spans = [
            s
            for s in spans
            if not any(s.meets_in_a(o) and s.meets_in_b(o) for o in loose)
        ]
    rows = [asdict(s) | {"verbatim": True} for s in spans]
    rows += [asdict(s) | {"verbatim": False} for s in loose]
    frame = pd.DataFrame(
        rows, columns=["start_a", "end_a", "start_b", "end_b", "verbatim"]
    )
    return frame.sort_values(["start_a", "start_b"], kind="stable").reset_index(
        drop=True
    )


def _in_texts(stream: Stream, match: Match) -> Match:
    """The same match, in characters of the two texts as they were given."""
    return Match(
        _offset(stream, match.start_a, match.end_a, 0),
        int(stream.source[match.end_a - 1]) + 1,
        _offset(stream, match.start_b, match.end_b, 0),
        int(stream.source[match.end_b - 1]) + 1,
    )


def _is_copy(stream: Stream, match: Match) -> bool:
    """Tell whether a match is long and almost verbatim."""
    if match.size < LONG:
        return False
    one = stream.string(match.start_a, match.end_a)
    other = stream.string(match.start_b, match.end_b)
    return bool(Indel.normalized_similarity(one, other) >= ALIKE)


def make_duo(mined: Catalogue, a: str, b: str) -> Duo:
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
        raise FrameError(
            f"report {a!r} cannot be aligned with itself; name two reports"
        )
    rows = [np.flatnonzero(mined.texts.report == known[name]) for name in (a, b)]
    both = np.concatenate(rows)
    bounds = mined.stream.bounds
    sizes = bounds[both + 1] - bounds[both]
    edges = np.concatenate([[0], np.cumsum(sizes)])
    places = np.arange(edges[-1]) + np.repeat(bounds[both] - edges[:-1], sizes)
    stream = Stream(mined.stream.codes[places], mined.stream.source[places], edges)
    group = np.repeat(np.array([0, 1], dtype=np.int32), [len(rows[0]), len(rows[1])])
    return Duo(stream, both, places, int(edges[len(rows[0])]), group)


def find_matches(duo: Duo, min_chars: int, max_gap: int = MAX_GAP) -> list[Match]:
    """Find what two reports share, verbatim or edited; no two overlap in either report.

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
    list of Match
        In the order of a.
    """
    return match_duos([duo], min_chars, max_gap)[0]


def match_duos(
    duos: Sequence[Duo], min_chars: int, max_gap: int = MAX_GAP
) -> list[list[Match]]:
    """Find what the two reports of each duo share, as :func:`find_matches`, all in one search.

    Parameters
    ----------
    duos : sequence of Duo
        Some reports, two by two.
    min_chars, max_gap : int
        As for :func:`find_matches`.

    Returns
    -------
    list of list of Match
        For each duo.
    """
    plans: dict[Plan, list[int]] = {}
    for k, duo in enumerate(duos):
        plans.setdefault(Plan.choose(duo.stream), []).append(k)
    found: dict[int, list[Match]] = {}
    for plan, numbers in plans.items():
        links = _find_links([duos[k] for k in numbers], plan, min_chars)
        for k, of_duo in zip(numbers, links, strict=True):
            found[k] = _make_disjoint(of_duo, duos[k], min_chars, max_gap)
    return [found[k] for k in range(len(duos))]


def _find_links(
    duos: Sequence[Duo], plan: Plan, min_chars: int
) -> Iterator[Alignments]:
    """What reads alike in each duo, found with the same seeds."""
    stream, group = _lay_apart(duos)
    pieces, runs = find_shared(stream, group, min_chars)
    links = align_pieces(pieces, runs, StreamLayout(stream.bounds, group), min_chars)
    nothing = np.zeros(len(stream.codes), dtype=bool)
    edited, _ = find_edited(stream, group, nothing, plan)
    links = links.join(edited)
    ends = np.cumsum([len(duo.stream.codes) for duo in duos])
    owner = np.searchsorted(ends, links.start, side="right")
    for k, duo in enumerate(duos):
        yield links.take(owner == k).shift(len(duo.stream.codes) - ends[k])


def _lay_apart(duos: Sequence[Duo]) -> tuple[Stream, NDArray[np.int32]]:
    """Lay duos one after the other in one stream, and number their reports.

    The same character in two duos counts as two, so that nothing is shared between them.
    """
    if len(duos) == 1:
        return duos[0].stream, duos[0].group
    streams = [duo.stream for duo in duos]
    sizes = [len(stream.codes) for stream in streams]
    number = np.repeat(np.arange(len(duos)), sizes)
    characters = np.concatenate([stream.codes for stream in streams]).astype(np.int64)
    codes, _ = pd.factorize(number * N_CODE_POINTS + characters)
    shift = np.append(0, np.cumsum(sizes))
    edges = [stream.bounds[1:] + shift[k] for k, stream in enumerate(streams)]
    source = np.concatenate([stream.source for stream in streams])
    group = np.concatenate([duo.group + 2 * k for k, duo in enumerate(duos)])
    return (
        Stream(codes.astype(np.uint32), source, np.concatenate([[0], *edges])),
        group.astype(np.int32),
    )


def _make_disjoint(
    links: Alignments, duo: Duo, min_chars: int, max_gap: int
) -> list[Match]:
    """Join what is in line, and leave no character to two matches."""
    found = _chain(_oriented(links, duo.border), duo, max_gap)
    chosen: list[Match] = []
    # The longest first: what overlaps it keeps only its free ends.
    for match in sorted(found, key=lambda x: (-x.size, x.start_a, x.start_b)):
        free = not any(match.meets_in_a(c) or match.meets_in_b(c) for c in chosen)
        left = match if free else _trim(match, chosen)
        if left is not None and left.size >= min_chars:
            chosen.append(left)
    return sorted(chosen, key=lambda x: (x.start_a, x.start_b))


def find_edits(stream: Stream, match: Match) -> list[Edit]:
    """Find the edits that turn one side of a match into the other, with offsets in the two texts.

    Returns
    -------
    list of Edit
        Each starts where the one before ends, on both sides.
    """
    return [
        Edit(
            str(step.tag),
            _offset(stream, match.start_a, match.end_a, step.src_start),
            _offset(stream, match.start_a, match.end_a, step.src_end),
            _offset(stream, match.start_b, match.end_b, step.dest_start),
            _offset(stream, match.start_b, match.end_b, step.dest_end),
        )
        for step in find_steps(stream, match)
    ]


def find_steps(stream: Stream, match: Match) -> Opcodes:
    """Find the edits that turn one side of a match into the other, with places in the match."""
    return Levenshtein.opcodes(
        stream.string(match.start_a, match.end_a),
        stream.string(match.start_b, match.end_b),
    )


def _offset(stream: Stream, start: int, end: int, i: int) -> int:
    """Offset in the text of the ``i``-th character of a span; of its end for the last."""
    return (
        int(stream.source[start + i])
        if start + i < end
        else int(stream.source[end - 1]) + 1
    )


def _oriented(links: Alignments, border: int) -> list[Match]:
    """Alignments as matches from a to b; those within one report fall away."""
    rows = zip(
        links.start.tolist(),
        links.end.tolist(),
        links.other_start.tolist(),
        links.other_end.tolist(),
        strict=True,
    )
    matches = {
        Match(start, end, other_start, other_end)
        if start < border
        else Match(other_start, other_end, start, end)
        for start, end, other_start, other_end in rows
        if (start < border) != (other_start < border)
    }
    return sorted(matches, key=lambda x: (x.start_a, x.start_b, x.end_a, x.end_b))


def _chain(matches: list[Match], duo: Duo, max_gap: int) -> list[Match]:
    """Join matches of the same two texts that follow each other in line."""
    out: list[Match] = []
    for match in matches:
        recent = range(len(out) - 1, max(len(out) - 1 - LOOK_BACK, -1), -1)
        before = next(
            (k for k in recent if _continues(out[k], match, duo, max_gap)), None
        )
        if before is None:
            out.append(match)
            continue
        last = out[before]
        out[before] = Match(
            last.start_a,
            max(last.end_a, match.end_a),
            last.start_b,
            max(last.end_b, match.end_b),
        )
    return out


def _continues(last: Match, match: Match, duo: Duo, max_gap: int) -> bool:
    """Tell whether a match goes on where another ends, in the same two texts."""
    gap_a, gap_b = match.start_a - last.end_a, match.start_b - last.end_b
    # In b a match may begin inside the last one, where an edit moved its border.
    in_line = -last.size <= gap_b <= max_gap and match.start_b >= last.start_b
    if gap_a > max_gap or not in_line or abs(gap_a - gap_b) > max_gap:
        return False
    starts = [last.start_a, match.start_a, last.start_b, match.start_b]
    text_a, next_a, text_b, next_b = np.searchsorted(duo.stream.bounds, starts, "right")
    return bool(text_a == next_a and text_b == next_b)


def _trim(match: Match, chosen: Sequence[Match]) -> Match | None:
    """Cut the ends of a match that others hold already; None where its middle or most is taken."""
    left = match
    for other in chosen:
        left = left.shrink(
            *_taken_ends(left.start_a, left.end_a, other.start_a, other.end_a)
        )
        left = left.shrink(
            *_taken_ends(left.start_b, left.end_b, other.start_b, other.end_b)
        )
    empty = left.end_a <= left.start_a or left.end_b <= left.start_b
    if empty or 2 * (left.end_a - left.start_a) < match.end_a - match.start_a:
        return None
    clash = any(left.meets_in_a(other) or left.meets_in_b(other) for other in chosen)
    return None if clash else left


def _taken_ends(start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Characters in front or behind that a span shares with another, one end at a time."""
    if low <= start < high:
        return high - start, 0
    if low < end <= high:
        return 0, end - low
    return 0, 0


def _kind_of(passages: pd.DataFrame, start: int, size: int) -> str:
    """Kind of the passage, of one report, that a stretch overlaps most."""
    shared = np.minimum(passages["end"], start + size) - np.maximum(
        passages["start"], start
    )
    known = len(passages) > 0 and shared.max() > 0
    return str(passages["kind"].iloc[int(shared.argmax())]) if known else ""
