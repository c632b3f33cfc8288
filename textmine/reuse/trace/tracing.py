"""Trace a text in a store: the runs that stand there, cut into spans, with all who hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import show, show_fraction
from textmine.engine import map_threads
from textmine.english import Counted
from textmine.errors import FrameError, warn
from textmine.reuse.ground.batches import keep_memory
from textmine.reuse.ground.columns import Columns, begins, first_and_last, order_by
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.search.pieces import Pieces, Stretches, own_characters
from textmine.reuse.trace.store import LONGEST, UNKNOWN_YEAR, TraceIndex
from textmine.schema import make_frame

# Share of a span that a mined passage must cover for the span to be of its family. Lower, and a
# phrase lends its kind to the sentence that it stands in. Chosen by hand.
OF_FAMILY = 0.5

RELATIVE = ("", "self", "peer")
"""Kinds that say how the holders stand to each other; what they are to a draft depends on whose it
is. Empty: only one report holds it."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RunPlaces(Columns):
    """Runs of the text side by side that also stand side by side in the store.

    Parameters
    ----------
    run : numpy.ndarray of shape (n,)
        First run of each, in the text traced.
    size : numpy.ndarray of shape (n,)
        Number of runs.
    place : numpy.ndarray of shape (n,)
        Where the first run stands in the stream of the store.
    home : numpy.ndarray of shape (n,)
        Number of the text of the store.
    """

    run: NDArray[Any]
    size: NDArray[Any]
    place: NDArray[Any]
    home: NDArray[Any]

    def join_at(self, borders: NDArray[Any]) -> RunPlaces:
        """Join those that go on side by side at both places, where a run of the text is a border.

        Those that touch no border are taken as they are: nearly all, and sorting takes long.
        """
        if not len(borders) or not len(self):
            return self
        is_border = np.zeros(int((self.run + self.size).max()) + 1, dtype=bool)
        is_border[borders[borders < len(is_border)]] = True
        touches = is_border[self.run] | is_border[self.run + self.size]
        return self.take(~touches).join(self.take(touches)._join_neighbours())

    def _join_neighbours(self) -> RunPlaces:
        """Join all that go on side by side at both places."""
        shift = self.place - self.run
        order = order_by(shift, self.run)
        run, size, shift = self.run[order], self.size[order], shift[order]
        fresh = begins(shift)
        fresh[1:] |= run[1:] != (run + size)[:-1]
        head, last = first_and_last(fresh)
        whole = run[last] + size[last] - run[head]
        first = order[head]
        return RunPlaces(run[head], whole, self.place[first], self.home[first])


@dataclass(frozen=True, slots=True, eq=False)
class HeldRuns(Columns):
    """Runs that a text shares with reports of a store, a row for each place of the store.

    Parameters
    ----------
    start, end : numpy.ndarray of int32, shape (n,)
        Half-open offsets in the text traced; by start, then the earliest report first.
    report : numpy.ndarray of shape (n,)
        Row of the report in ``index.reports``.
    holder_start, holder_end : numpy.ndarray of int32, shape (n,)
        Half-open offsets in that report's text.
    n_chars : numpy.ndarray of shape (n,)
        Normalised characters.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    report: NDArray[Any]
    holder_start: NDArray[np.int32]
    holder_end: NDArray[np.int32]
    n_chars: NDArray[Any]


@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """Where a text stands in a store.

    Parameters
    ----------
    text : str
        The text traced.
    stream : Stream
        Its normalised characters.
    chains : RunPlaces
        Runs side by side whose first places in the store are side by side too.
    places : RunPlaces
        Where the runs of each chain stand, chain by chain.
    bounds : numpy.ndarray of shape (n_chains + 1,)
        Rows of ``places`` that belong to each chain.
    pieces : Pieces
        Its characters that stand in the store, each with the commonest run that covers it.
    index : TraceIndex
        The store.
    own : numpy.ndarray of int64 or None
        Numbers of the agency whose text it is, none where the store has no report of it; None where
        it is not known.
    """

    text: str
    stream: Stream
    chains: RunPlaces
    places: RunPlaces
    bounds: Ints
    pieces: Pieces
    index: TraceIndex
    own: Ints | None = None

    def __repr__(self) -> str:
        return f"Trace({Counted(len(self.text)):character}, {Counted(len(self.pieces)):span} found)"

    def _repr_html_(self) -> str:
        """What a notebook shows: how much is found, and the spans."""
        shown = [
            "kind",
            "n_reports",
            "n_agencies",
            "first_agency",
            "first_year",
            "text",
        ]
        return show(
            repr(self),
            {"share found": show_fraction(self.share, 3)},
            self.spans[shown],
            kind="Trace",
        )

    @property
    def share(self) -> float:
        """Share of the normalised characters that stand in the store."""
        n_chars = len(self.stream.codes)
        return float(self.pieces.size.sum() / n_chars) if n_chars else 0.0

    @cached_property
    def spans(self) -> pd.DataFrame:
        """Frame ``trace_spans``: the text where it stands in the store, cut where commonness jumps.

        Spans are disjoint and in order; ``text[start:end]`` is theirs. ``n_reports`` and
        ``n_agencies`` count all who share a run of ``min_chars`` characters that touches the span;
        ``first_report_id`` is the first of them by year and date of publication (where days are
        equal or not known any of the year, which says not who was first), ``n_first`` the number
        of agencies that hold it in that year. ``family_id`` and ``kind`` are those of the mined
        family that the first place belongs to, empty where only one report holds it.

        Where the text's agency is known, ``self`` is what no other agency holds, ``peer`` what a
        few others hold, one report included. Where it is not, ``self`` means that one agency, be it
        the text's or another, holds it in several reports, and ``peer`` that a few share it.
        """
        reports, families = self.index.reports, self.index.families
        held = list(self._holders_by_piece())
        first = reports.take([h.first_report for h in held])
        spans = list(self._offsets())
        # A row behind the last, where there is no family, is taken as missing.
        known = families.reindex(np.array([h.family for h in held], dtype=int))
        kind = known["kind"].to_numpy(dtype=object, na_value="")
        if self.own is not None:
            own = np.where([h.is_own for h in held], "self", "peer")
            kind = np.where(np.isin(kind, RELATIVE), own, kind)
        columns: dict[str, Any] = {
            "start": [start for start, _ in spans],
            "end": [end for _, end in spans],
            "n_reports": [h.n_reports for h in held],
            "n_agencies": [h.n_agencies for h in held],
            "first_report_id": first["report_id"].array,
            "first_agency": first["agency"].array,
            "first_year": first["year"].array,
            "n_first": [h.n_first for h in held],
            "family_id": known["family_id"].array,
            "kind": kind,
            "text": [self.text[start:end] for start, end in spans],
        }
        return make_frame("trace_spans", pd.DataFrame(columns))

    @cached_property
    def held(self) -> HeldRuns:
        """Every run shared with a report, as long as it can be, in numbers.

        One row for each place of the store, as in :attr:`holders`, which names the reports besides.
        """
        index, chains = self.index, self.chains
        # A place that goes on does so where one chain meets the next.
        meets = np.intersect1d(chains.run, chains.run + chains.size)
        runs = self.places.join_at(meets)
        report, reach = (
            index.rows.report.take(runs.home),
            runs.size + (index.min_chars - 1),
        )
        # Looked up while rows lie as in the store: what stands together is read together.
        there, there_end = _offsets_in(index.stream.source, runs.place, reach)
        base = index.rows.start.astype(np.int32).take(runs.home)
        there += base
        there_end += base
        order = order_by(runs.run, index.order.take(report))
        reach = reach.take(order)
        start, end = _offsets_in(self.stream.source, runs.run.take(order), reach)
        return HeldRuns(
            start,
            end,
            report.take(order),
            there.take(order),
            there_end.take(order),
            reach,
        )

    @cached_property
    def holders(self) -> pd.DataFrame:
        """Frame ``trace_holders``: every run shared with a report, as long as it can be.

        One row for each place of the store: ``text[start:end]`` stands, white space, punctuation,
        width and case aside, at ``holder_start`` to ``holder_end`` of that report's text. By start
        in the text, the earliest holder first. A common text has millions of rows, whose names take
        longer to write down than to find: :attr:`held` has them in numbers, and
        :meth:`earliest_holders` some of them with their names.
        """
        return self._name(self.held)

    def earliest_holders(self, most: int) -> pd.DataFrame:
        """List of each span the earliest reports whose runs touch it.

        Parameters
        ----------
        most : int
            Reports of a span at most.

        Returns
        -------
        pandas.DataFrame
            Rows of the frame ``trace_holders``: of each such report the longest of the runs that
            touch the span, of those in one year the longest first.
        """
        held, index = self.held, self.index
        longest = int((held.end - held.start).max(initial=0))
        chosen = [np.empty(0, dtype=np.int64)]
        for start, end in self._offsets():
            # By start: what reaches into the span begins at most the longest run before it.
            low, high = np.searchsorted(held.start, [start - longest, end])
            touching = low + np.flatnonzero(held.end[low:high] > start)
            report = held.report[touching]
            order = order_by(index.years[report], -held.n_chars[touching])
            _, seen = np.unique(report[order], return_index=True)
            chosen.append(touching[order[np.sort(seen)[:most]]])
        return self._name(held.take(np.unique(np.concatenate(chosen))))

    def _name(self, held: HeldRuns) -> pd.DataFrame:
        """Frame ``trace_holders`` of some runs."""
        reports = self.index.reports
        # Five columns of strings take longer than all else: on several threads.
        who = map_threads(lambda name: reports[name].array[held.report], _WHO)
        frame = {
            "start": held.start.astype(np.int64),
            "end": held.end.astype(np.int64),
            **dict(zip(_WHO, who, strict=True)),
            "holder_start": held.holder_start.astype(np.int64),
            "holder_end": held.holder_end.astype(np.int64),
            "n_chars": held.n_chars.astype(np.int64),
        }
        # Millions of rows where a text is common: no column is copied once more.
        return pd.DataFrame(frame, copy=False)

    def _offsets(self) -> Iterator[tuple[int, int]]:
        """Offsets of each piece in the text."""
        start, end = _offsets_in(
            self.stream.source, self.pieces.start, self.pieces.size
        )
        return zip(start.tolist(), end.tolist(), strict=True)

    def _holders_by_piece(self) -> Iterator[_Holders]:
        """Who holds each piece."""
        index, length = self.index, self.index.min_chars
        chain = (
            np.searchsorted(self.chains.run, self.pieces.reach_start, side="right") - 1
        )
        for k, number in enumerate(chain.tolist()):
            piece = self.pieces.take(slice(k, k + 1))
            # Of the runs that own the piece those that touch it.
            low = max(int(piece.reach_start[0]), int(piece.start[0]) - length + 1)
            high = min(int(piece.reach_end[0]) - length + 1, int(piece.end[0]))
            own = self.places.take(slice(*self.bounds[number : number + 2].tolist()))
            holds = (own.run < high) & (own.run + own.size > low)
            yield self._describe(piece, index.rows.report[own.home[holds]])

    def _describe(self, piece: Pieces, report: NDArray[np.int32]) -> _Holders:
        """Count the holders of a piece, and say who was first."""
        index = self.index
        held = _numbers(report, len(index.reports))
        agency = index.agencies[held]
        agencies = _numbers(agency, len(index.reports))
        first = int(np.argmin(index.order[held]))
        years = index.years[held]
        is_first = (
            years == years[first]
            if years[first] < UNKNOWN_YEAR
            else held == held[first]
        )
        return _Holders(
            len(held),
            len(agencies),
            self.own is not None and bool(np.isin(agencies, self.own).all()),
            int(held[first]),
            len(_numbers(agency[is_first], len(index.reports))),
            self._family(piece),
        )

    def _family(self, piece: Pieces) -> int:
        """Row of the family whose mined passage lies over the first place of a piece.

        Where there is none, the row behind the last.
        """
        index = self.index
        home = index.stream.text_at(piece.first)
        start, end = _offsets_in(index.stream.source, piece.first, piece.size)
        low, high = (
            int((index.rows.start[home] + offset)[0]) for offset in (start, end)
        )
        known = index.known.in_report(int(index.rows.report[home][0]))
        common = np.minimum(known.end, high) - np.maximum(known.start, low)
        covering = np.flatnonzero(common >= OF_FAMILY * (high - low))
        if not len(covering):
            return len(index.families)
        # Of several the one that covers most, and of those the one that fits best.
        length = (known.end - known.start)[covering]
        best = covering[np.lexsort((length, -common[covering]))[0]]
        return int(known.family[best])


@dataclass(frozen=True, slots=True)
class _Holders:
    """Who holds a piece of the text; ``is_own``: nobody but the agency whose text it is."""

    n_reports: int
    n_agencies: int
    is_own: bool
    first_report: int
    n_first: int
    family: int


_WHO = ("report_id", "agency", "agency_id", "province", "agency_type", "year")
"""What is said of each holder."""


def trace_text(index: TraceIndex, text: str, *, agency: str | None = None) -> Trace:
    """Find every run of a text that stands in a store, with all who hold it.

    Every run of at least ``index.min_chars`` characters (white space, punctuation, width and case
    do not count) is found, at whatever frequency; the cost depends on the length of the text and
    the number of places found, not on the size of the store.

    Parameters
    ----------
    index : TraceIndex
        The store.
    text : str
        Any text.
    agency : str, optional
        Name or agency_id of the agency whose text it is, as the store has it: tells what is its own
        from what it shares with others. A warning says where the store has no report of it.

    Returns
    -------
    Trace
        Frames ``spans`` and ``holders``.

    Raises
    ------
    FrameError
        If the text or the agency is no string.

    Examples
    --------
    >>> from textmine.reuse.mine import mine_reuse
    >>> sentence = (
    ...     "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
    ... )
    >>> store = pd.DataFrame(
    ...     {"report_id": ["a", "b"], "text": ["我局" + sentence, "另有情况。"]}
    ... )
    >>> found = mine_reuse(store).trace("经查，" + sentence)
    >>> found.holders[["start", "end", "report_id", "holder_start"]].to_numpy().tolist()
    [[3, 36, 'a', 2]]
    """
    if not isinstance(text, str):
        raise FrameError(f"trace: got {type(text).__name__}; expected a text")
    own = None if agency is None else _find_agency(index, agency)
    keep_memory()
    stream = read_stream([text])
    # In the narrow type of the store's own places: a common text has millions.
    first = index.find_first(stream.codes).astype(index.copies.first.dtype)
    chains = _chains(first, index.stream)
    places = [
        _find_places(index, chains.take(slice(k, k + 1))) for k in range(len(chains))
    ]
    bounds = np.cumsum([0, *map(len, places)])
    every = chains.take([]).join(*places)
    stretches = _cut_by_commonness(chains, every, len(first))
    pieces = own_characters(stretches, index.min_chars)
    return Trace(text, stream, chains, every, bounds, pieces, index, own)


def _find_agency(index: TraceIndex, agency: str) -> Ints:
    """Numbers of the agency that a text is said to be of."""
    if not isinstance(agency, str) or not agency:
        raise FrameError(
            f"trace: agency is {agency!r}; expected a name or an agency_id, or None"
        )
    own = index.numbers_of(agency)
    if not len(own):
        warn(
            f"trace: no report of {agency!r} in the store, so nothing is told to be its own;"
            " names are those of the column agency or agency_id"
        )
    return own


def _chains(first: NDArray[Any], store: Stream) -> RunPlaces:
    """Runs side by side whose first places are side by side too."""
    fresh = begins(first - np.arange(len(first)))
    # The run behind one that stands nowhere may stand at place 0, which is no neighbour of −1.
    fresh[1:] |= first[:-1] < 0
    head, last = first_and_last(fresh)
    size = last - head + 1
    stands = first[head] >= 0
    place = first[head[stands]]
    run, size = head[stands].astype(first.dtype), size[stands].astype(first.dtype)
    return RunPlaces(run, size, place, store.text_at(place).astype(np.int32))


def _find_places(index: TraceIndex, chain: RunPlaces) -> RunPlaces:
    """All places of the runs of one chain: the first one, and where they stand again."""
    run, size, low = (int(column[0]) for column in (chain.run, chain.size, chain.place))
    copies = index.copies.about(low, low + size)
    first = copies.first
    begin = np.maximum(first, low)
    stop = np.minimum(first + copies.size, low + size)
    place = copies.place + (begin - first)
    again = RunPlaces(run + (begin - low), stop - begin, place, copies.home)
    # A long stretch lies in several rows; what ends with the chain is joined with the next.
    cut = stop[(copies.size == LONGEST) & (stop < low + size)] - low
    return chain.join(again.join_at(run + np.unique(cut)))


def _cut_by_commonness(chains: RunPlaces, places: RunPlaces, n_runs: int) -> Stretches:
    """Cut chains where the number of places of their runs passes a power of two."""
    begun = np.bincount(places.run, minlength=n_runs + 1)
    ended = np.bincount(places.run + places.size, minlength=n_runs + 1)
    level = np.frexp(np.cumsum(begun - ended)[:-1])[1].astype(np.uint8)
    jumps = np.flatnonzero(np.diff(level)) + 1
    starts = np.unique(np.concatenate([chains.run, jumps]))
    owner = np.searchsorted(chains.run, starts, side="right") - 1
    inside = (owner >= 0) & (starts < (chains.run + chains.size)[owner])
    starts, owner = starts[inside], owner[inside]
    ends = np.minimum(np.append(starts[1:], n_runs), (chains.run + chains.size)[owner])
    first = chains.place[owner] + (starts - chains.run[owner])
    return Stretches(starts, first, ends - starts, level[starts])


def _offsets_in(
    source: NDArray[Any], start: NDArray[Any], size: NDArray[Any]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Half-open offsets in their texts of some characters of a stream."""
    begin = source.take(start).astype(np.int32)
    # From the last character, for what follows it in the text may have been dropped.
    end = source.take(start + size - 1).astype(np.int32)
    end += 1
    return begin, end


def _numbers(values: NDArray[Any], n: int) -> Ints:
    """Distinct numbers below ``n``, ascending; for many values sooner than sorting them."""
    seen = np.zeros(n, dtype=bool)
    seen[values] = True
    return np.flatnonzero(seen)
