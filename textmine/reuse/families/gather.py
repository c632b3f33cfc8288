"""Families: the same passage in many reports, gathered from alignments without comparing all pairs.

::

    alignments → spans → families of spans → sites, folded → sites, joined → passages

A *site* is a place of the stream where a passage of a family stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.columns import Columns, begins
from textmine.reuse.ground.fingerprints import index_dtype
from textmine.reuse.ground.stream import StreamLayout
from textmine.text.spans import Spans, overlap

Ints = NDArray[np.int64]

# Bits of a report's number in one key with its family's.
_REPORT_BITS = 32


@dataclass(frozen=True, slots=True)
class GatherRules:
    """When spans are one site, and when families are one family.

    The figures were chosen by hand, with planted families (tests/reuse/test_planted.py,
    benchmarks/reuse_simulated.py) and the sample in sight; none was fitted.

    Parameters
    ----------
    same_site : float
        Share of the longer of two spans that both must hold to be one site. Lower, and a formula
        inside a copied paragraph becomes the paragraph; higher, and copies whose ends chance
        widened fall apart.
    merge_gap : int
        Characters: spans of one family that lie no farther apart in a text are one site, so that a
        swapped name between them does not cut it.
    next_gap : int
        Characters between two neighbouring sites that count as following each other: a longer slot,
        such as a list of names.
    far_gap : int
        Characters likewise where other sites stand in between, and in a family that has been
        joined: a set phrase that many others share, in the middle of a long copy.
    support : float
        Share of the commoner's reports in which two families must follow each other, and of the
        reports of a whole that each of its parts must hold. It keeps families from growing together
        over what a few reports happen to give one after the other.
    apart : float
        Likewise where each of the two also stands without the other: then they are two passages
        that some give one after the other, unless nearly all do.
    supports : tuple of float
        Where a part of a chain of families holds less of it, only ties of the next higher support
        stay in that chain; beyond the last, none do.
    least_part : float
        Length of a family, as a share of its host's, from which it may be the same passage; a
        shorter one that also stands elsewhere is a phrase of its own.
    covered : float
        Share of a site that another must cover to hold it.
    folded : float
        Share of a family's reports in which the other must hold its sites for the two to be one.
    fold_lags, join_lags : int
        How many sites on are looked at for sites that overlap, and for sites that follow.
    """

    same_site: float = 0.6
    merge_gap: int = 30
    next_gap: int = 50
    far_gap: int = 120
    support: float = 0.5
    apart: float = 0.8
    supports: tuple[float, ...] = (0.65, 0.8, 0.9, 1.0)
    least_part: float = 0.4
    covered: float = 0.5
    folded: float = 0.8
    fold_lags: int = 4
    join_lags: int = 3


@dataclass(frozen=True, slots=True, eq=False)
class Passages(Columns):
    """Occurrences of families: spans of the stream, sorted by start, each with its family.

    Parameters
    ----------
    start, end : numpy.ndarray of shape (n,)
        Half-open span in the stream; a commoner passage may lie inside a rarer one.
    family : numpy.ndarray of shape (n,)
        Family numbers, 0 to ``n_families - 1``.
    """

    start: Ints
    end: Ints
    family: Ints

    @property
    def n_families(self) -> int:
        """Number of families."""
        return int(self.family.max()) + 1 if len(self) else 0


@dataclass(frozen=True, slots=True, eq=False)
class Sites(Columns):
    """Spans of the stream, sorted by start, with where they lie and the family they belong to.

    Parameters
    ----------
    start, end : numpy.ndarray of shape (n,)
        Half-open span in the stream.
    text, report : numpy.ndarray of int32, shape (n,)
        Numbers of the text and of the report that hold it.
    family : numpy.ndarray of shape (n,)
        Family numbers, 0 to ``n_families - 1``.
    """

    start: Ints
    end: Ints
    text: NDArray[np.int32]
    report: NDArray[np.int32]
    family: Ints

    @property
    def size(self) -> Ints:
        """Characters of each site."""
        return self.end - self.start

    @property
    def n_families(self) -> int:
        """Number of families."""
        return int(self.family.max()) + 1

    def size_of(self, rows: Ints) -> Ints:
        """Characters of some sites."""
        return self.end[rows] - self.start[rows]

    def assign(self, family: Ints) -> Self:
        """Return the same sites in other families."""
        return replace(self, family=family)

    def count_reports(self) -> Ints:
        """Count the reports of each family."""
        return count_groups(self.family, self.report, self.n_families)


def gather_passages(
    links: Alignments, layout: StreamLayout, rules: GatherRules | None = None
) -> Passages:
    """Gather alignments into families and their passages.

    Spans of one text that overlap by most of the longer are one site; sites that an alignment
    connects are one family. A short alignment inside longer ones adds nothing where both of its
    ends lie in the same family; it is a family of its own (a set phrase inside a copied paragraph)
    where it leads elsewhere. Families that follow each other with a small gap in at least half of
    the reports of the commoner one are joined, so that a swapped name or number does not cut a
    passage; a single set phrase never joins two families.

    Parameters
    ----------
    links : Alignments
        Pairs of spans of the stream that read alike.
    layout : StreamLayout
        Where texts and reports lie in the stream.
    rules : GatherRules, optional
        Thresholds.

    Returns
    -------
    Passages
        Sorted by start, then by end and family.

    Examples
    --------
    Two links from later reports to the same span of the first make one family of three passages.

    >>> links = Alignments(*np.array([[40, 70, 0, 30], [80, 110, 0, 30]]).T)
    >>> layout = StreamLayout(np.array([0, 40, 80, 120]), np.array([0, 1, 2]))
    >>> found = gather_passages(links, layout)
    >>> found.start.tolist(), found.family.tolist()
    ([0, 40, 80], [0, 0, 0])
    """
    if not len(links):
        none = np.empty(0, dtype=np.int64)
        return Passages(none, none, none)
    rules = rules or GatherRules()
    sites, ties = _distinct_spans(links, layout)
    sites = _merge(_group_spans(sites, ties, rules), rules.merge_gap)
    sites = _merge(_fold_overlapping(sites, rules), rules.merge_gap)
    sites = _merge(_join_neighbours(sites, rules), rules.far_gap)
    return Passages(sites.start, sites.end, sites.family)


def drop_short(passages: Passages, layout: StreamLayout, least: int) -> Passages:
    """Drop passages of fewer than ``least`` characters, and what is then left alone.

    Parameters
    ----------
    passages : Passages
        As :func:`gather_passages` gives them.
    layout : StreamLayout
        Where texts and reports lie in the stream.
    least : int
        Least length.

    Returns
    -------
    Passages
        Those that are long enough, of families that still stand in two reports.

    Examples
    --------
    >>> found = Passages(np.array([0, 40]), np.array([30, 55]), np.array([0, 0]))
    >>> len(
    ...     drop_short(found, StreamLayout(np.array([0, 40, 80]), np.array([0, 1])), 20)
    ... )
    0
    """
    long = passages.end - passages.start >= least
    if long.all():
        return passages
    kept = passages.take(long)
    report = layout.report_at(kept.start)
    spread = count_groups(kept.family, report, passages.n_families)
    lost_some = np.bincount(passages.family[~long], minlength=passages.n_families) > 0
    kept = kept.take(~(lost_some & (spread < 2))[kept.family])
    number = np.unique(kept.family, return_inverse=True)[1]
    return Passages(kept.start, kept.end, number.astype(np.int64))


def components(ties: Ints, n: int) -> Ints:
    """Number the connected components of ``n`` nodes under ``ties`` of shape (m, 2)."""
    graph = coo_array(
        (np.ones(len(ties), dtype=bool), (ties[:, 0], ties[:, 1])), shape=(n, n)
    )
    return connected_components(graph, directed=False)[1].astype(np.int64)


def count_groups(family: Ints, group: NDArray[Any], n: int) -> Ints:
    """Count the distinct groups of each of ``n`` families.

    Parameters
    ----------
    family : numpy.ndarray of shape (m,)
        Family of each occurrence.
    group : numpy.ndarray of int, shape (m,)
        Its report, agency, …; a negative group is unknown and counts for none.
    n : int
        Number of families.

    Returns
    -------
    numpy.ndarray of shape (n,)
        Numbers of groups.

    Examples
    --------
    >>> count_groups(np.array([0, 0, 0, 1]), np.array([7, 7, 8, -1]), 2).tolist()
    [2, 0]
    """
    known = group >= 0
    keys = np.sort((family[known] << _REPORT_BITS) | group[known])
    distinct = keys[begins(keys)]
    return np.bincount(distinct >> _REPORT_BITS, minlength=n)


def _distinct_spans(links: Alignments, layout: StreamLayout) -> tuple[Sites, Ints]:
    """Make a table of the distinct spans of alignments.

    Returns
    -------
    sites : Sites
        Distinct spans, by start, longest first; each in a family of its own.
    ties : numpy.ndarray of shape (n_links, 2)
        The two spans of each alignment, as rows of ``sites``.
    """
    both = links.both_spans()
    size = both.end - both.start
    # One key for both ends: spans of one start sort by length, longest first.
    bits = int(size.max()).bit_length()
    longest = (1 << bits) - 1
    keys, number = np.unique(
        (both.start << bits) | (longest - size), return_inverse=True
    )
    start = keys >> bits
    end = start + longest - (keys & longest)
    text = layout.text_at(start)
    report = layout.report[text].astype(np.int32)
    sites = Sites(start, end, text.astype(np.int32), report, np.arange(len(start)))
    return sites, number.reshape(2, -1).T.astype(index_dtype(len(start)))


def _group_spans(spans: Sites, ties: Ints, rules: GatherRules) -> Sites:
    """Put spans that are one site, and spans that an alignment ties, into one family."""
    host = _hosts(spans.end)
    same_site = _same_site(spans, host, rules)
    family = components(np.concatenate([same_site, ties]), len(spans))
    spans = spans.assign(_drop_redundant(family, same_site, ties, host))
    spans = _absorb_parts(spans, host, rules)
    # A site left alone (a repeat within its report, or cut off above) goes with its partners, else
    # with what overlaps it.
    some_ties = (ties[rows] for rows in _stretches(len(ties)))
    spans = _adopt_lonely(spans, some_ties)
    return _adopt_lonely(spans, _overlapping(spans))


def _drop_redundant(family: Ints, same_site: Ints, ties: Ints, host: Ints) -> Ints:
    """Number families anew without the ties that say nothing of their own.

    A tie is redundant where both of its ends lie inside longer spans of one and the same other
    family: the longer spans say it already. A span that loses all of its ties goes with its host.
    """
    inside = (host >= 0) & (family[host] != family)
    one, other = ties[:, 0], ties[:, 1]
    redundant = inside[one] & inside[other] & (family[host[one]] == family[host[other]])
    if not redundant.any():
        return family
    rest = ties[~redundant]
    untied = np.ones(len(family), dtype=bool)
    untied[rest.ravel()] = False
    guests = np.flatnonzero(untied)
    to_host = np.column_stack([guests, host[guests]]).astype(rest.dtype)
    return components(np.concatenate([same_site, rest, to_host]), len(family))


def _farthest(end: Ints) -> Ints:
    """For each span, of it and those before: which reaches farthest, the first of several."""
    reach = np.maximum.accumulate(end)
    rises = np.append(True, end[1:] > reach[:-1])
    return np.maximum.accumulate(np.where(rises, np.arange(len(end)), -1))


def _hosts(end: Ints) -> Ints:
    """For each span the earlier-starting span that reaches at least as far (−1: none)."""
    before = np.append(-1, _farthest(end)[:-1])
    return np.where((before >= 0) & (end[before] >= end), before, -1)


def _overlapping(spans: Sites) -> Iterator[Ints]:
    """Pairs of overlapping spans: each with the next, and with the farthest-reaching one before."""
    farthest_before = np.append(0, _farthest(spans.end)[:-1])
    for rows in _stretches(len(spans)):
        follows = rows[rows > 0]
        one = np.concatenate([follows - 1, farthest_before[rows]])
        other = np.concatenate([follows, rows])
        meet = (one != other) & (_shared(spans, one, other) > 0)
        yield np.column_stack([one, other])[meet]


def _stretches(n: int) -> Iterator[Ints]:
    """Cut rows into stretches of some at a time."""
    step = batch_sizes().rows
    for low in range(0, n, step):
        yield np.arange(low, min(low + step, n))


def _same_site(spans: Sites, host: Ints, rules: GatherRules) -> Ints:
    """Pairs of spans of one text that overlap by most of the longer."""
    hosted = np.flatnonzero(host >= 0)
    to_host = (
        np.column_stack([host[hosted[rows]], hosted[rows]])
        for rows in _stretches(len(hosted))
    )
    alike = [np.empty((0, 2), dtype=index_dtype(len(spans)))]
    for pairs in chain(_overlapping(spans), to_host):
        one, other = pairs[:, 0], pairs[:, 1]
        longer = np.maximum(spans.size_of(one), spans.size_of(other))
        same = pairs[_shared(spans, one, other) >= rules.same_site * longer]
        alike.append(same.astype(index_dtype(len(spans))))
    return np.concatenate(alike)


def _shared(spans: Sites, one: Ints, other: Ints) -> Ints:
    """Characters that two spans share, row by row."""
    return overlap(
        Spans(spans.start[one], spans.end[one]),
        Spans(spans.start[other], spans.end[other]),
    )


def _absorb_parts(spans: Sites, host: Ints, rules: GatherRules) -> Sites:
    """Merge a family into the one that hosts most of its spans.

    Only if it is about as long and adds few reports of its own: else it is a phrase that others use
    too.
    """
    family, n = spans.family, spans.n_families
    is_hosted = (host >= 0) & (family[host] != family)
    hosted = np.flatnonzero(is_hosted)
    if not len(hosted):
        return spans
    pair, n_hosted = np.unique(
        family[hosted] * n + family[host[hosted]], return_counts=True
    )
    small, large = pair // n, pair % n
    n_spans = np.bincount(family, minlength=n)
    n_reports = spans.count_reports()
    n_outside = count_groups(family[~is_hosted], spans.report[~is_hosted], n)
    mean_size = np.bincount(family, weights=spans.size, minlength=n) / np.maximum(
        n_spans, 1
    )

    mostly_hosted = 2 * n_hosted >= n_spans[small] - n_outside[small]
    adds_few = n_outside[small] <= rules.support * n_reports[large]
    well_held = n_reports[large] >= n_reports[small] / 2
    as_long = mean_size[small] >= rules.least_part * mean_size[large]
    good = mostly_hosted & adds_few & well_held & (as_long | (n_outside[small] == 0))
    small, large = small[good], large[good]
    # Together, too, they may add but few reports: those that add least come first.
    order = np.lexsort((small, n_outside[small], large))
    small, large = small[order], large[order]
    added = np.cumsum(n_outside[small])
    added_elsewhere = np.append(0, added)[np.searchsorted(large, large)]
    good = added - added_elsewhere <= rules.support * n_reports[large]
    merged = components(np.column_stack([small[good], large[good]]), n)
    return spans.assign(merged[family])


def _adopt_lonely(spans: Sites, ties: Iterable[Ints]) -> Sites:
    """Give each family of one report to the one that its longest tie leads to.

    Two others are never joined by it, for it has one new family only. Ties come some at a time.
    """
    family, n = spans.family, spans.n_families
    is_lonely = spans.count_reports() < 2
    found = [np.empty((0, 2), dtype=np.int64)]
    for some in ties:
        for pairs in (some, some[:, ::-1]):
            one, other = family[pairs[:, 0]], family[pairs[:, 1]]
            found.append(pairs[is_lonely[one] & (one != other)])
    pairs = np.concatenate(found)
    length = np.minimum(spans.size_of(pairs[:, 0]), spans.size_of(pairs[:, 1]))
    pairs = pairs[np.lexsort((pairs[:, 1], -length, family[pairs[:, 0]]))]
    adoptions = family[pairs]
    first_of_family = begins(adoptions[:, 0])
    return spans.assign(components(adoptions[first_of_family], n)[family])


def _merge(sites: Sites, gap: int) -> Sites:
    """Merge the sites of a family that overlap or lie at most ``gap`` apart in a text."""
    sites = sites.take(np.lexsort((sites.start, sites.family)))
    family, text = sites.family, sites.text
    new_family = begins(family)
    # How far a family's sites reach so far: families are shifted apart, so that none reaches into
    # the next.
    shift = np.cumsum(new_family) * (int(sites.end.max()) + 1)
    reach = np.maximum.accumulate(sites.end + shift) - shift
    fresh = new_family.copy()
    fresh[1:] |= (text[1:] != text[:-1]) | (sites.start[1:] - reach[:-1] > gap)
    head = np.flatnonzero(fresh)
    end = np.maximum.reduceat(sites.end, head)
    merged = replace(sites.take(head), end=end)
    merged = merged.take(np.lexsort((merged.family, merged.end, merged.start)))
    return merged.assign(np.unique(merged.family, return_inverse=True)[1])


@dataclass(frozen=True, slots=True, eq=False)
class _Sightings(Columns):
    """Families seen together: one, another, and the report where that was."""

    one: Ints
    other: Ints
    report: NDArray[np.int32]

    @classmethod
    def empty(cls) -> _Sightings:
        """Return a table without rows."""
        none = np.empty(0, dtype=np.int64)
        return cls(none, none, none.astype(np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class _Votes(Columns):
    """Pairs of families, and in how many reports each pair was seen."""

    one: Ints
    other: Ints
    n_reports: Ints


def _count_votes(seen: _Sightings, n: int) -> _Votes:
    """Count the reports of each pair of ``n`` families."""
    pair = seen.one * n + seen.other
    order = np.lexsort((seen.report, pair))
    pair, report = pair[order], seen.report[order]
    pair, n_reports = np.unique(pair[begins(pair, report)], return_counts=True)
    return _Votes(pair // n, pair % n, n_reports)


def _fold_overlapping(sites: Sites, rules: GatherRules) -> Sites:
    """Fold each family into one of more reports that covers most of nearly all its sites."""
    n, n_reports = sites.n_families, sites.count_reports()
    seen = []
    for lag in range(1, rules.fold_lags + 1):
        before, after = np.arange(len(sites) - lag), np.arange(lag, len(sites))
        shared = np.minimum(sites.end[before], sites.end[after]) - sites.start[after]
        for inner, outer in ((before, after), (after, before)):
            other_family = sites.family[inner] != sites.family[outer]
            inside = other_family & (shared >= rules.covered * sites.size[inner])
            inner, outer = inner[inside], outer[inside]
            seen.append(
                _Sightings(
                    sites.family[inner], sites.family[outer], sites.report[inner]
                )
            )
    votes = _count_votes(_Sightings.empty().join(*seen), n)
    small, large = votes.one, votes.other
    nearly_all = votes.n_reports >= rules.folded * n_reports[small]
    # Of two equally common families the later one goes, so that they do not swap places.
    larger = n_reports[large] > n_reports[small]
    earlier = (n_reports[large] == n_reports[small]) & (large < small)
    votes = votes.take(nearly_all & (larger | earlier))
    # Each goes into one only: where most of its reports are seen, then the commonest.
    order = np.lexsort(
        (votes.other, -n_reports[votes.other], -votes.n_reports, votes.one)
    )
    votes = votes.take(order)
    votes = votes.take(begins(votes.one))
    folded = components(np.column_stack([votes.one, votes.other]), n)
    return sites.assign(folded[sites.family])


def _join_neighbours(sites: Sites, rules: GatherRules) -> Sites:
    """Join families that follow each other closely in most of their reports.

    Each must hold most reports of what is joined: where a chain of families would not, only the
    closest are joined.
    """
    n, n_reports = sites.n_families, sites.count_reports()
    votes = _count_votes(_see_neighbours(sites, rules), n)
    commoner = np.maximum(n_reports[votes.one], n_reports[votes.other])
    # What follows each other once may do so by chance.
    support = np.where(votes.n_reports >= 2, votes.n_reports / commoner, 0.0)
    rarer = np.minimum(n_reports[votes.one], n_reports[votes.other])
    each_alone = rarer > votes.n_reports
    support[each_alone & (support < rules.apart)] = 0.0
    joined = np.arange(n)
    for higher in (*rules.supports, np.inf):
        chosen = support >= rules.support
        joined = components(np.column_stack([votes.one, votes.other])[chosen], n)
        n_whole = count_groups(joined[sites.family], sites.report, n)
        thin = n_reports < rules.support * n_whole[joined]
        falls_apart = np.zeros(n, dtype=bool)
        falls_apart[joined[thin]] = True
        support[falls_apart[joined[votes.one]] & (support < higher)] = 0.0
    return sites.assign(joined[sites.family])


def _see_neighbours(sites: Sites, rules: GatherRules) -> _Sightings:
    """Find pairs of families that follow each other with a small gap, the lower number first."""
    # Sites inside others stand between neighbours, so that those outside are looked at by
    # themselves too.
    reach = np.maximum.accumulate(sites.end)
    outside = np.flatnonzero(np.append(True, sites.end[1:] > reach[:-1]))
    seen = []
    for index, lag in product(
        (np.arange(len(sites)), outside), range(1, rules.join_lags + 1)
    ):
        before, after = sites.take(index[:-lag]), sites.take(index[lag:])
        gap = after.start - before.end
        most = rules.next_gap if lag == 1 else rules.far_gap
        near = (
            (after.text == before.text)
            & (gap <= most)
            & (after.family != before.family)
        )
        one, other = before.family[near], after.family[near]
        seen.append(
            _Sightings(
                np.minimum(one, other), np.maximum(one, other), after.report[near]
            )
        )
    return _Sightings.empty().join(*seen)
