"""Families from alignments: what joins them and what keeps them apart, on hand-made spans."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.families.gather import (
    GatherRules,
    Passages,
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
    second = [(r, 160, 210, 160) for r in (1, 2)] + [(r, 700, 750, 160) for r in range(9, 15)]
    assert [len(f) for f in families(gather(first + second, n=15))] == [9, 9]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 60), st.integers(20, 90)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_every_link_is_covered_and_order_never_matters(spans: Rows, random: object) -> None:
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
