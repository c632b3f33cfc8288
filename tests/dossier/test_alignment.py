import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from textmine.dossier.alignment import (
    ENDS,
    AlignedStretch,
    Residue,
    check_alignment,
    find_stretches,
    lay_out,
    longest_chain,
)
from textmine.errors import FrameError

COLUMNS = [*ENDS, "op", "kind"]
TEXT = st.text("公开信息年度报告，。\n", max_size=60)


def _spans(rows: list[tuple[int, int, int, int, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


@st.composite
def _spans_of(draw: st.DrawFn) -> tuple[str, str, pd.DataFrame]:
    a, b = draw(TEXT), draw(TEXT)
    rows = []
    for _ in range(draw(st.integers(0, 6))):
        ends_a = sorted((draw(st.integers(0, len(a))), draw(st.integers(0, len(a)))))
        ends_b = sorted((draw(st.integers(0, len(b))), draw(st.integers(0, len(b)))))
        op = draw(st.sampled_from(["equal", "replace", "insert", "delete"]))
        rows.append(
            (*ends_a, *ends_b, op, draw(st.sampled_from(["peer", "mandated", ""])))
        )
    return a, b, _spans(rows)


@settings(deadline=None, max_examples=150)
@given(_spans_of())
def test_rows_give_both_texts_complete_and_in_order(
    case: tuple[str, str, pd.DataFrame],
) -> None:
    a, b, spans = case
    boxes = ([Residue(0, len(a), "x")] if a else []), []
    rows = lay_out((a, b), check_alignment(spans, len(a), len(b)), boxes)
    assert "".join(run.text for row in rows for run in row.a) == a
    assert "".join(run.text for row in rows for run in row.b) == b
    assert all(run.residue == "x" for row in rows for run in row.a)


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT)
def test_equal_runs_of_a_row_are_equal(a: str, b: str) -> None:
    codes = [
        (c.src_start, c.src_end, c.dest_start, c.dest_end, c.tag, "peer")
        for c in Indel.opcodes(a, b)
    ]
    rows = lay_out((a, b), check_alignment(_spans(codes), len(a), len(b)), ([], []))
    for row in rows:
        kept = [
            [run.text for run in side if run.stretch and not run.edited]
            for side in (row.a, row.b)
        ]
        assert "".join(kept[0]) == "".join(kept[1])


def test_chain_takes_the_most_characters_without_crossing() -> None:
    stretches = [
        AlignedStretch(1, "", (0, 4), (20, 24)),
        AlignedStretch(2, "", (5, 30), (0, 18)),
        AlignedStretch(3, "", (31, 33), (18, 20)),
    ]
    assert [stretch.number for stretch in longest_chain(stretches)] == [2, 3]
    assert longest_chain([]) == []


def test_moved_passage_keeps_its_number_on_both_sides() -> None:
    a, b = "甲甲甲甲乙乙", "乙乙甲甲甲甲"
    rows = lay_out(
        (a, b),
        check_alignment(
            _spans([(0, 4, 2, 6, "equal", ""), (4, 6, 0, 2, "equal", "")]), 6, 6
        ),
        ([], []),
    )
    assert {(run.text, run.stretch) for row in rows for run in row.a} == {
        ("甲甲甲甲", 1),
        ("乙乙", 2),
    }
    assert {(run.text, run.stretch) for row in rows for run in row.b} == {
        ("甲甲甲甲", 1),
        ("乙乙", 2),
    }


def test_touching_spans_of_another_kind_are_another_stretch() -> None:
    spans = check_alignment(
        _spans([(0, 2, 0, 2, "equal", "mandated"), (2, 4, 2, 4, "equal", "peer")]), 4, 4
    )
    assert [stretch.kind for stretch in find_stretches(spans)[0]] == [
        "mandated",
        "peer",
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((0, 9, 0, 2, "equal", ""), "row 0: span a 0:9"),
        ((0, 2, 3, 1, "equal", ""), "row 0: span b 3:1"),
        ((-1, 2, 0, 1, "equal", ""), "row 0, column start_a: -1"),
        ((0, 2, 0, 2, "moved", ""), "unknown op moved"),
    ],
)
def test_wrong_alignment_is_named(
    row: tuple[int, int, int, int, str, str], message: str
) -> None:
    with pytest.raises(FrameError, match=message):
        check_alignment(_spans([row]), 5, 5)


@pytest.mark.parametrize("wrong", ["x", None, pd.Timestamp(2021, 1, 1)])
def test_offsets_that_are_none_are_refused(wrong: object) -> None:
    """A raw TypeError came out."""
    spans = pd.DataFrame(
        [(0, 3, 0, wrong, "equal", "peer")], columns=[*ENDS, "op", "kind"]
    )
    with pytest.raises(FrameError, match="alignment, row 0, column end_b"):
        check_alignment(spans, 5, 5)
