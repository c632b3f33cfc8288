"""Families from alignments: what joins them and what keeps them apart, on hand-made spans."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.families.gather import (
    GatherRules,
    Passages,
    Sites,
    _fold_overlapping,
    _merge,
    components,
    count_groups,
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
