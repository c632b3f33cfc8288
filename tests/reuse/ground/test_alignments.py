"""Pairs of spans as a table."""

from __future__ import annotations

import numpy as np

from textmine.reuse.ground.alignments import Alignments
from textmine.text.spans import make_spans

FOUND = Alignments.pair(make_spans([40, 70], [60, 80]), make_spans([10, 30], [30, 41]))


def test_spans_are_paired_row_by_row() -> None:
    rows = np.column_stack([FOUND.start, FOUND.end, FOUND.other_start, FOUND.other_end])
    assert rows.tolist() == [[40, 60, 10, 30], [70, 80, 30, 41]]


def test_both_sides_are_listed_first_ones_first() -> None:
    both = FOUND.both_spans()
    assert both.start.tolist() == [40, 70, 10, 30]
    assert both.end.tolist() == [60, 80, 30, 41]


def test_widening_changes_the_type_and_no_value() -> None:
    columns = (FOUND.start, FOUND.end, FOUND.other_start, FOUND.other_end)
    narrow = Alignments(*(column.astype(np.int32) for column in columns))
    wide = narrow.widen()
    assert wide.start.dtype == wide.other_end.dtype == np.int64
    assert wide.both_spans().end.tolist() == FOUND.both_spans().end.tolist()


def test_an_empty_table_joins_and_pairs_like_any_other() -> None:
    assert len(Alignments.empty()) == 0
    assert len(Alignments.empty().both_spans().start) == 0
    assert Alignments.empty().join(FOUND).other_start.tolist() == [10, 30]
    assert FOUND.take(FOUND.start > 50).other_end.tolist() == [41]
