"""Families from alignments: what joins them and what keeps them apart, on hand-made spans."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textmine.reuse.families.gather import (
    GatherRules,
    Passages,
    Sites,
    _absorb_parts,
    _adopt_lonely,
    _count_votes,
    _drop_redundant,
    _farthest,
    _fold_overlapping,
    _hosts,
    _join_neighbours,
    _merge,
    _overlapping,
    _same_site,
    _see_neighbours,
    _Sightings,
    components,
    count_groups,
    drop_short,
    gather_passages,
)
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import StreamLayout

SIZE = 1000  # characters of a report

Rows = list[tuple[int, int, int]]


def gather(rows: list[tuple[int, int, int, int]], n: int, **rules: float) -> Passages:
    """Gather links given as (report, start, end, other start): the other side is report 0."""
    links = [(SIZE * r + a, SIZE * r + b, c, c + b - a) for r, a, b, c in rows]
    table = Alignments(*np.array(links, dtype=np.int64).reshape(-1, 4).T)
    layout = StreamLayout(np.arange(n + 1) * SIZE, np.arange(n, dtype=np.int32))
    return gather_passages(table, layout, GatherRules(**rules))  # type: ignore[arg-type]


def families(found: Passages) -> list[Rows]:
    """Passages of each family as (report, start, end)."""
    out: list[Rows] = [[] for _ in range(found.n_families)]
    for a, b, f in zip(found.start, found.end, found.family, strict=True):
        out[f].append((int(a) // SIZE, int(a) % SIZE, int(a) % SIZE + int(b - a)))
    return sorted(out)


def test_spans_that_overlap_by_most_are_one_site() -> None:
    found = families(gather([(1, 100, 160, 200), (2, 100, 165, 195)], n=3))
    assert found == [[(0, 195, 260), (1, 100, 160), (2, 100, 165)]]


def test_a_phrase_that_leads_elsewhere_is_a_family_inside_another() -> None:
    phrase = [(r, 500, 530, 220) for r in range(2, 9)]
    found = families(gather([(1, 100, 300, 100), *phrase], n=9))
    assert found == [
        [(0, 100, 300), (1, 100, 300)],
        [(0, 220, 250), *((r, 500, 530) for r in range(2, 9))],
    ]


def test_a_swapped_name_does_not_cut_a_passage() -> None:
    rows = [(r, a, b, a) for r in (1, 2, 3) for a, b in ((100, 150), (190, 240))]
    assert families(gather(rows, n=4)) == [[(r, 100, 240) for r in range(4)]]
    apart = families(gather(rows, n=4, next_gap=20, far_gap=20))
    assert [len(f) for f in apart] == [4, 4]


def test_what_few_give_one_after_the_other_stays_apart() -> None:
    first = [(r, 100, 150, 100) for r in range(1, 9)]
    second = [(r, 160, 210, 160) for r in (1, 2)] + [
        (r, 700, 750, 160) for r in range(9, 15)
    ]
    assert [len(f) for f in families(gather(first + second, n=15))] == [9, 9]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 60), st.integers(20, 90)),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_every_link_is_covered_and_order_never_matters(
    spans: Rows, random: object
) -> None:
    rows = [(r, 5 * a, 5 * a + n, 3 * a) for r, a, n in spans]
    found = gather(rows, n=5)
    passages = [p for family in families(found) for p in family]
    for r, a, b, c in rows:
        for report, low, high in ((r, a, b), (0, c, c + b - a)):
            assert any(q == report and s <= low and e >= high for q, s, e in passages)
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert families(gather(rows, n=5)) == families(found)
    assert (np.diff(found.start) >= 0).all()


@pytest.mark.parametrize("n", [1, 5])
def test_components_without_ties_are_single(n: int) -> None:
    assert components(np.empty((0, 2), dtype=np.int64), n).tolist() == list(range(n))


def test_unknown_groups_count_for_none() -> None:
    family = np.array([0, 0, 1, 1])
    assert count_groups(family, np.array([3, -1, -1, -1]), 3).tolist() == [1, 0, 0]


def sites_of(*rows: tuple[int, int, int]) -> Sites:
    """Sites given as (family, start, end) in the stream, in order of their starts."""
    family, start, end = np.array(
        sorted(rows, key=lambda row: row[1:]), dtype=np.int64
    ).T
    text = (start // SIZE).astype(np.int32)
    return Sites(start, end, text, text, family)


def rows_of(sites: Sites) -> list[tuple[int, int, int]]:
    columns = (sites.family, sites.start, sites.end)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def merge_by_hand(
    rows: Sequence[tuple[int, int, int]], gap: int
) -> list[tuple[int, int, int]]:
    merged: list[tuple[int, int, int]] = []
    for family, start, end in sorted(rows):
        last = merged[-1] if merged else (-1, 0, 0)
        same = last[0] == family and last[1] // SIZE == start // SIZE
        if same and start - last[2] <= gap:
            merged[-1] = (family, last[1], max(last[2], end))
        else:
            merged.append((family, start, end))
    return merged


SITE = st.tuples(
    st.integers(0, 2), st.integers(0, 2), st.integers(0, 80), st.integers(1, 60)
)


@given(st.lists(SITE, min_size=1, max_size=12), st.integers(0, 30))
def test_sites_of_a_family_are_merged_as_by_hand(
    drawn: list[tuple[int, int, int, int]], gap: int
) -> None:
    names = sorted({family for family, *_ in drawn})
    rows = [
        (names.index(family), SIZE * text + 10 * at, SIZE * text + 10 * at + size)
        for family, text, at, size in drawn
    ]
    assert rows_of(_merge(sites_of(*rows), gap)) == merge_by_hand(rows, gap)


# Each report holds the short one inside the long one.
LONG = [(0, SIZE * r + 100, SIZE * r + 300) for r in (1, 2)]
SHORT = [(1, SIZE * r + 110, SIZE * r + 190) for r in (1, 2)]


@pytest.mark.parametrize(
    ("rows", "n"),
    [
        # Of two equally common families the later one goes.
        (LONG + SHORT, 1),
        # One that others hold too does not go into a rarer one, though half of its sites lie there.
        ([*LONG, *SHORT, (1, SIZE * 3 + 110, SIZE * 3 + 190), (1, SIZE * 4, SIZE * 4 + 80)], 2),
        # The rarer one goes into the commoner one, whichever comes first.
        ([*LONG, (0, SIZE * 3 + 100, SIZE * 3 + 300), *SHORT], 1),
        ([*((1 - f, a, b) for f, a, b in LONG), (1, SIZE * 3, SIZE * 3 + 99), *((0, a, b) for _, a, b in SHORT)], 1),
        # What overlaps by less than half is no part of the other.
        ([*LONG, *((1, a + 160, b + 160) for _, a, b in SHORT)], 2),
    ],
)  # fmt: skip
def test_a_family_inside_another_is_folded_into_the_commoner_one(
    rows: Rows, n: int
) -> None:
    folded = _fold_overlapping(sites_of(*rows), GatherRules(folded=0.5))
    assert len(np.unique(folded.family)) == n


def spans_within(last: int, longest: int) -> st.SearchStrategy:
    family, text = st.integers(0, 3), st.integers(0, 2)
    row = st.tuples(family, st.integers(0, last), st.integers(1, longest), text)
    return st.lists(row, min_size=1, max_size=10)


# Each step against itself written out in plain loops, on spans drawn at random: far enough apart
# to have gaps, or so close that they begin or end together.
SPANS = spans_within(30, 20) | spans_within(8, 6)


def drawn_sites(drawn: list[tuple[int, int, int, int]]) -> Sites:
    """Sites as (family, start, end) in three texts of 100 characters, one report each."""
    rows = sorted(
        {(100 * text + at, -(100 * text + at + n), f) for f, at, n, text in drawn}
    )
    start, end, family = np.array(rows, dtype=np.int64).T
    text = (start // 100).astype(np.int32)
    family = np.unique(family, return_inverse=True)[1].astype(np.int64)
    return Sites(start, -end, text, text, family)


def shared(sites: Sites, i: int, j: int) -> int:
    low = max(int(sites.start[i]), int(sites.start[j]))
    return max(min(int(sites.end[i]), int(sites.end[j])) - low, 0)


def farthest_of(sites: Sites, before: range) -> int:
    """Of some sites the first that reaches farthest, -1 of none."""
    return max(before, key=lambda j: (int(sites.end[j]), -j), default=-1)


@given(SPANS)
def test_hosts_and_overlaps_as_in_plain_loops(
    drawn: list[tuple[int, int, int, int]],
) -> None:
    sites = drawn_sites(drawn)
    n = len(sites)
    farthest = [farthest_of(sites, range(i + 1)) for i in range(n)]
    assert _farthest(sites.end).tolist() == farthest
    before = [farthest_of(sites, range(i)) for i in range(n)]
    hosts = [
        j if j >= 0 and sites.end[j] >= sites.end[i] else -1
        for i, j in enumerate(before)
    ]
    assert _hosts(sites.end).tolist() == hosts
    neighbours = [(i, i + 1) for i in range(n - 1)]
    wanted = [
        (i, j)
        for i, j in [*neighbours, *((max(before[i], 0), i) for i in range(n))]
        if i != j and shared(sites, i, j) > 0
    ]
    (found,) = _overlapping(sites)
    overlapping = [tuple(pair) for pair in found.tolist()]
    assert overlapping == wanted
    host = np.array(hosts)
    pairs = [*wanted, *((h, i) for i, h in enumerate(hosts) if h >= 0)]
    size = sites.size.tolist()
    alike = [
        (i, j) for i, j in pairs if shared(sites, i, j) >= 0.6 * max(size[i], size[j])
    ]
    assert [tuple(p) for p in _same_site(sites, host, GatherRules()).tolist()] == alike


@given(SPANS)
def test_families_seen_together_are_counted_by_report(
    drawn: list[tuple[int, int, int, int]],
) -> None:
    seen = [(f, (f + at) % 4, text) for f, at, _, text in drawn]
    one, other, report = np.array(seen, dtype=np.int64).T
    votes = _count_votes(_Sightings(one, other, report.astype(np.int32)), 4)
    wanted = {
        pair: len({r for *p, r in seen if tuple(p) == pair})
        for *pair, _ in seen
        for pair in [tuple(pair)]
    }
    found = zip(
        votes.one.tolist(), votes.other.tolist(), votes.n_reports.tolist(), strict=True
    )
    assert {(a, b): n for a, b, n in found} == wanted


@given(SPANS, st.integers(1, 3))
# One that ends with the one around it stands between that and the next.
@example([(0, 0, 10, 0), (1, 5, 5, 0), (2, 12, 5, 0)], 1)
# At the gaps, and one beyond.
@example([(0, 0, 5, 0), (1, 8, 2, 0), (2, 14, 2, 0), (3, 19, 2, 0)], 2)
@example([(0, 0, 5, 0), (1, 9, 2, 0), (2, 15, 2, 0), (3, 21, 2, 0)], 2)
def test_neighbours_are_seen_within_their_gaps(
    drawn: list[tuple[int, int, int, int]], lags: int
) -> None:
    sites = drawn_sites(drawn)
    rules = GatherRules(next_gap=3, far_gap=9, join_lags=lags)
    reach = [max(sites.end[: i + 1].tolist()) for i in range(len(sites))]
    outside = [i for i in range(len(sites)) if i == 0 or sites.end[i] > reach[i - 1]]
    wanted = set()
    for row in (list(range(len(sites))), outside):
        for lag in range(1, lags + 1):
            for i, j in zip(row, row[lag:], strict=False):
                gap = int(sites.start[j] - sites.end[i])
                families = {int(sites.family[i]), int(sites.family[j])}
                near = gap <= (3 if lag == 1 else 9) and sites.text[i] == sites.text[j]
                if near and len(families) == 2:
                    wanted.add((min(families), max(families), int(sites.report[j])))
    seen = _see_neighbours(sites, rules)
    found = zip(
        seen.one.tolist(), seen.other.tolist(), seen.report.tolist(), strict=True
    )
    assert set(found) == wanted


@given(SPANS, st.data())
def test_a_lonely_family_goes_with_its_longest_tie(
    drawn: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    sites = drawn_sites(drawn)
    n = len(sites)
    place = st.integers(0, n - 1)
    ties = data.draw(st.lists(st.tuples(place, place), max_size=6))
    family = sites.family.tolist()
    reports = {
        f: {int(r) for g, r in zip(family, sites.report, strict=True) if g == f}
        for f in family
    }
    size = sites.size.tolist()
    adopted = []
    for f in sorted(reports):
        both = [*ties, *((b, a) for a, b in ties)]
        leads = [(a, b) for a, b in both if family[a] == f and family[b] != f]
        if len(reports[f]) < 2 and leads:
            _, to = min(leads, key=lambda p: (-min(size[p[0]], size[p[1]]), p[1]))
            adopted.append((f, family[to]))
    wanted = components(
        np.array(adopted, dtype=np.int64).reshape(-1, 2), sites.n_families
    )
    found = _adopt_lonely(sites, [np.array(ties, dtype=np.int64).reshape(-1, 2)])
    assert found.family.tolist() == wanted[sites.family].tolist()


@given(SPANS, st.integers(1, 12))
def test_short_passages_are_dropped_and_what_is_then_alone(
    drawn: list[tuple[int, int, int, int]], least: int
) -> None:
    sites = drawn_sites(drawn)
    layout = StreamLayout(np.arange(4) * 100, np.arange(3, dtype=np.int32))
    found = drop_short(Passages(sites.start, sites.end, sites.family), layout, least)
    rows = list(
        zip(
            sites.start.tolist(), sites.end.tolist(), sites.family.tolist(), strict=True
        )
    )
    long = [(a, b, f) for a, b, f in rows if b - a >= least]
    kept = [
        (a, b, f)
        for a, b, f in long
        if len([1 for *_, g in rows if g == f]) == len([1 for *_, g in long if g == f])
        or len({x // 100 for x, _, g in long if g == f}) > 1
    ]
    assert list(zip(found.start.tolist(), found.end.tolist(), strict=True)) == [
        (a, b) for a, b, _ in kept
    ]
    families = np.array([f for *_, f in kept], dtype=np.int64)
    assert found.family.tolist() == np.unique(families, return_inverse=True)[1].tolist()


PHRASES = [(1, SIZE * r + 110, SIZE * r + 210) for r in (1, 2, 3)]
WHOLES = [(0, SIZE * r + 100, SIZE * r + 300) for r in (1, 2, 3)]


def absorbed(rows: Rows, **rules: float) -> bool:
    sites = sites_of(*rows)
    found = _absorb_parts(sites, _hosts(sites.end), GatherRules(**rules))  # type: ignore[arg-type]
    return len(np.unique(found.family)) == 1


def test_a_part_goes_into_its_host_unless_others_use_it_too() -> None:
    elsewhere = [(1, SIZE * r, SIZE * r + 100) for r in (4, 5, 6)]
    # Half as long as its host and nowhere else; as long as two fifths, and one other report in three.
    assert absorbed(WHOLES + PHRASES)
    assert absorbed([*WHOLES, *PHRASES, elsewhere[0]])
    assert absorbed([*WHOLES, *PHRASES, elsewhere[0]], support=1 / 3)
    assert not absorbed([*WHOLES, *PHRASES, elsewhere[0]], support=0.33)
    # Two others are more than half of three.
    assert not absorbed([*WHOLES, *PHRASES, *elsewhere[:2]])
    # A short one that stands elsewhere too is a phrase of its own; one that does not is a part.
    short = [(1, a, a + 40) for _, a, _ in PHRASES]
    assert absorbed(WHOLES + short)
    assert not absorbed([*WHOLES, *short, (1, SIZE * 4, SIZE * 4 + 40)])
    assert absorbed([*WHOLES, *short, (1, SIZE * 4, SIZE * 4 + 40)], least_part=0.2)
    # A host of less than half its reports holds nothing; with half of them it does.
    assert absorbed([*WHOLES[:2], *PHRASES, elsewhere[0]], support=1.0)
    assert not absorbed([WHOLES[0], *PHRASES], support=9.0)
    # Together two parts may add as few as one.
    third = [(2, a + 80, b + 80) for _, a, b in PHRASES]
    assert absorbed(WHOLES + PHRASES + third)
    both = [*WHOLES, *PHRASES, *third, elsewhere[0], (2, SIZE * 5, SIZE * 5 + 100)]
    sites = sites_of(*both)
    found = _absorb_parts(sites, _hosts(sites.end), GatherRules())
    assert len(np.unique(found.family)) == 2


def joined(rows: Rows, **rules: float) -> int:
    found = _join_neighbours(sites_of(*rows), GatherRules(**rules))  # type: ignore[arg-type]
    return len(np.unique(found.family))


def test_what_follows_each_other_in_most_reports_is_joined() -> None:
    def after(family: int, reports: Sequence[int], at: int = 100) -> Rows:
        return [(family, SIZE * r + at, SIZE * r + at + 50) for r in reports]

    # In half of the reports of the commoner one, and in two at least.
    assert joined([*after(0, (1, 2, 3, 4)), *after(1, (1, 2), 160)]) == 1
    assert joined([*after(0, (1, 2, 3, 4, 5)), *after(1, (1, 2), 160)]) == 2
    assert joined([*after(0, (1, 2)), *after(1, (1,), 160)]) == 2
    # Not farther than the gap.
    assert joined([*after(0, (1, 2)), *after(1, (1, 2), 200)]) == 1
    assert joined([*after(0, (1, 2)), *after(1, (1, 2), 201)]) == 2
    # A chain whose parts hold too little of it falls apart,
    chain = [
        row
        for f in range(4)
        for row in after(f, range(2 * f + 1, 2 * f + 5), 100 + 60 * f)
    ]
    assert joined(chain[:12], apart=0.5) == 1
    assert joined(chain, apart=0.5) == 4
    # but for its stronger ties.
    firm = [*after(0, (1, 2, 3, 4)), *after(1, (1, 2, 3, 4, 5, 6), 160)]
    assert joined(firm) == 1
    assert joined([*firm, *after(2, (4, 5, 6, 7, 8, 9), 220)], apart=0.5) == 2
    # Where each also stands without the other, nearly all must give both.
    assert joined([*after(0, (1, 2, 3, 4, 5)), *after(1, (2, 3, 4, 5, 6), 160)]) == 1
    assert joined([*after(0, (1, 2, 3, 4)), *after(1, (2, 3, 4, 5), 160)]) == 2
    assert joined([*after(0, (1, 2, 3, 4)), *after(1, (2, 3, 4), 160)]) == 1


def test_a_tie_inside_longer_spans_of_one_family_says_nothing_of_its_own() -> None:
    # Spans 0 and 1 are long and tied; 2 lies in 0, 3 in 1; 4 and 5 stand elsewhere, tied.
    host = np.array([-1, -1, 0, 1, -1, -1])
    none = np.empty((0, 2), dtype=np.int64)
    always, short, out = [[0, 1], [4, 5]], [2, 3], [2, 4]

    def numbered(*ties: list[int]) -> list[int]:
        rows = np.array([*always, *ties], dtype=np.int64)
        return _drop_redundant(components(rows, 6), none, rows, host).tolist()

    # Each goes with its host.
    assert numbered(short) == [0, 0, 0, 0, 1, 1]
    # Where one of them leads elsewhere too, it is of that family.
    assert numbered(short, out) == [0, 0, 1, 0, 1, 1]
    assert numbered([3, 5], out) == [0, 0, 1, 1, 1, 1]


def in_reports(family: int, reports: Sequence[int], low: int, high: int) -> Rows:
    return [(family, SIZE * r + low, SIZE * r + high) for r in reports]


def test_of_a_long_chain_only_what_always_follows_each_other_stays() -> None:
    # The first two stand in the same ten reports, each further one leaves one out and adds one:
    # over 22 reports in all none holds half, ties of nine in ten or less fall away.
    chain = [
        in_reports(f, range(max(f, 1), max(f, 1) + 10), 60 * f, 60 * f + 50)
        for f in range(14)
    ]
    assert joined([row for rows in chain[:12] for row in rows]) == 1
    sites = sites_of(*(row for rows in chain for row in rows))
    found = _join_neighbours(sites, GatherRules())
    assert len(np.unique(found.family)) == 13
    assert len(np.unique(found.family[sites.family < 2])) == 1


@pytest.mark.parametrize(("n_between", "n"), [(2, 1), (3, 2)])
def test_neighbours_are_seen_over_two_others(n_between: int, n: int) -> None:
    rows = in_reports(0, (1, 2), 100, 150) + in_reports(1, (1, 2), 180, 230)
    # Each of what stands between is of one report alone.
    lonely = [
        (2 + 4 * r + k, SIZE * r + 155 + 5 * k, SIZE * r + 160 + 5 * k)
        for r in (1, 2)
        for k in range(n_between)
    ]
    names = sorted({family for family, *_ in lonely})
    numbered = [(2 + names.index(f), a, b) for f, a, b in lonely]
    assert joined(rows + numbered) == n + 2 * n_between


@pytest.mark.parametrize(("gap", "n"), [(120, 1), (121, 2)])
def test_over_another_the_gap_may_be_wider(gap: int, n: int) -> None:
    rows = in_reports(0, (1, 2), 100, 150) + in_reports(1, (1, 2), 150 + gap, 200 + gap)
    between = [(2 + r, SIZE * (1 + r) + 205, SIZE * (1 + r) + 210) for r in range(2)]
    assert joined(rows + between) == n + 2


@pytest.mark.parametrize(("gap", "n"), [(30, 2), (31, 4)])
def test_a_swapped_name_of_thirty_characters_does_not_cut_a_site(
    gap: int, n: int
) -> None:
    rows = [(1, 100, 150, 100), (1, 150 + gap, 200 + gap, 100)]
    # Both lead to the same place: one family, whose sites lie apart in the copy.
    found = families(gather(rows, n=2, next_gap=0, far_gap=0))
    assert [len(family) for family in found] == [n // 2 + 1]


def folds(rows: Rows) -> bool:
    found = _fold_overlapping(sites_of(*rows), GatherRules())
    return bool(len(np.unique(found.family)) < len({family for family, *_ in rows}))


def test_what_folds_a_family_by_default() -> None:
    whole = in_reports(0, range(1, 7), 100, 300)
    # Four of five of its reports hold it inside the other, half of each site.
    assert folds(
        [*whole, *in_reports(1, range(1, 5), 250, 350), *in_reports(1, [8], 0, 100)]
    )
    assert not folds(
        [*whole, *in_reports(1, range(1, 4), 250, 350), *in_reports(1, [8], 0, 100)]
    )
    assert folds([*whole, *in_reports(1, range(1, 6), 250, 350)])
    assert not folds([*whole, *in_reports(1, range(1, 6), 251, 351)])


@pytest.mark.parametrize(("n_between", "is_folded"), [(3, True), (4, False)])
def test_sites_that_overlap_are_seen_over_three_others(
    n_between: int, is_folded: bool
) -> None:
    rows = in_reports(0, (1, 2, 3), 100, 300) + in_reports(1, (1, 2), 200, 280)
    # In front of the inner one others stand inside, too, each in many reports more.
    for k in range(n_between):
        rows += in_reports(2 + k, range(1, 20), 110 + 20 * k, 120 + 20 * k)
    assert folds(rows) is is_folded


@pytest.mark.parametrize(("size", "is_one"), [(80, True), (79, False)])
def test_a_part_that_others_use_has_two_fifths_of_its_host(
    size: int, is_one: bool
) -> None:
    part = [(1, a, a + size) for _, a, _ in PHRASES]
    assert absorbed([*WHOLES, *part, (1, SIZE * 4, SIZE * 4 + size)]) is is_one


def test_a_part_goes_into_a_host_that_holds_half_of_its_sites() -> None:
    def n_families(rows: Rows) -> int:
        sites = sites_of(*rows)
        found = _absorb_parts(sites, _hosts(sites.end), GatherRules())
        return len(np.unique(found.family))

    def host(family: int, reports: Sequence[int]) -> Rows:
        return in_reports(family, reports, 100, 300)

    def part(reports: Sequence[int]) -> Rows:
        return in_reports(1, reports, 110, 210)

    # Two here and two there: into both.
    assert n_families([*host(0, (1, 2)), *host(2, (3, 4)), *part((1, 2, 3, 4))]) == 1
    # One of three here, two there: into the other alone.
    assert n_families([*host(0, (1, 5)), *host(2, (2, 3)), *part((1, 2, 3))]) == 2


def test_each_host_has_room_for_parts_of_its_own() -> None:
    # Two wholes, each with a part that one report more holds.
    rows: Rows = []
    for whole in (0, 1):
        reports = range(10 * whole + 1, 10 * whole + 4)
        rows += in_reports(2 * whole, reports, 100, 300)
        rows += in_reports(2 * whole + 1, [*reports, 10 * whole + 5], 110, 210)
    sites = sites_of(*rows)
    found = _absorb_parts(sites, _hosts(sites.end), GatherRules())
    assert len(np.unique(found.family)) == 2
