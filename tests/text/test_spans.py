"""The algebra of intervals against sets of characters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textmine.text.spans import (
    Spans,
    covered,
    make_spans,
    overlap,
    share,
    subtract,
    subtract_each,
    union,
)

PLACES = st.integers(0, 30)
SPANS = st.lists(st.tuples(PLACES, PLACES).map(sorted), max_size=8).map(
    lambda rows: make_spans([a for a, _ in rows], [b for _, b in rows])
)


def characters(spans: Spans) -> set[int]:
    return {c for a, b in zip(*spans, strict=True) for c in range(a, b)}


def is_disjoint(spans: Spans) -> bool:
    filled = bool((spans.end > spans.start).all())
    return filled and bool((spans.start[1:] > spans.end[:-1]).all())


@given(SPANS)
def test_union_covers_the_same_characters_once(spans):
    united = union(spans)
    assert characters(united) == characters(spans)
    assert is_disjoint(united)


@given(SPANS, SPANS)
def test_subtract_leaves_the_difference(spans, taken):
    left = subtract(spans, taken)
    assert characters(left) == characters(spans) - characters(taken)
    assert is_disjoint(left)


@given(SPANS, SPANS)
def test_subtract_each_leaves_each_its_own_difference(spans, taken):
    parts, owner = subtract_each(spans, taken)
    assert (parts.end > parts.start).all()
    assert (np.diff(owner) >= 0).all()
    for row in range(len(spans.start)):
        mine = Spans(parts.start[owner == row], parts.end[owner == row])
        single = Spans(spans.start[row : row + 1], spans.end[row : row + 1])
        assert [x.tolist() for x in mine] == [
            x.tolist() for x in subtract(single, taken)
        ]


@given(SPANS, SPANS)
def test_covered_counts_each_character_once(spans, cover):
    whole = characters(cover)
    expected = [len(set(range(a, b)) & whole) for a, b in zip(*spans, strict=True)]
    assert covered(spans, cover).tolist() == expected


@given(SPANS, SPANS)
def test_share_lies_between_none_and_all(spans, cover):
    shares = share(spans, cover)
    assert ((shares >= 0) & (shares <= 1)).all()
    whole = covered(spans, cover) == spans.end - spans.start
    assert np.array_equal(shares == 1, whole & (spans.end > spans.start))


@given(SPANS, st.tuples(PLACES, PLACES).map(sorted))
def test_overlap_is_the_intersection(spans, one):
    single = make_spans(one[:1], one[1:])
    expected = [
        len(set(range(a, b)) & set(range(*one))) for a, b in zip(*spans, strict=True)
    ]
    assert overlap(spans, single).tolist() == expected


@given(SPANS, SPANS)
def test_a_share_is_what_is_covered_of_the_characters(spans, cover):
    whole = characters(cover)
    expected = [
        len(set(range(a, b)) & whole) / (b - a) if b > a else 0.0
        for a, b in zip(*spans, strict=True)
    ]
    assert share(spans, cover).tolist() == expected
