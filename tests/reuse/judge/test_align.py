"""Two texts side by side: where matches stand, and the edits between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.judge.align import (
    Duo,
    Edit,
    Match,
    _chain,
    _continues,
    _is_copy,
    _kind_of,
    _oriented,
    _trim,
    align_texts,
    find_edits,
    find_matches,
    make_duo,
    match_duos,
)
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search.seeds import Plan

# Written out: taken from the module, a bound would be tested against itself.
ALIKE = 0.9
LONG = 150
LOOK_BACK = 8

FERRY = "渡口春汛期间加开夜班轮渡并在两岸张贴时刻表方便乡民往返"
ROAD = "山道塌方之后班车改走旧桥绕行路线贴在沿途各站的候车棚里"
OWN = "果园虫情简报印发到各合作社"


def spans(frame: pd.DataFrame) -> list[list[int]]:
    return frame[["start_a", "end_a", "start_b", "end_b"]].to_numpy().tolist()


def test_what_two_texts_share_is_found_in_both_orders_of_its_parts() -> None:
    a, b = FERRY + "。" + OWN + "。" + ROAD, ROAD + "。" + FERRY
    n, m, shift = len(FERRY), len(ROAD), len(FERRY) + len(OWN) + 2
    found = align_texts(a, b)
    assert spans(found) == [[0, n, m + 1, m + 1 + n], [shift, shift + m, 0, m]]
    assert found["verbatim"].all()


def test_matches_in_line_are_joined_over_short_gaps_only() -> None:
    a, b = FERRY + "五六七八九" + ROAD, FERRY + "甲乙丙丁戊" + ROAD
    assert spans(align_texts(a, b, max_gap=5)) == [[0, len(a), 0, len(b)]]
    one, two = FERRY + OWN * 5 + ROAD, FERRY + ROAD
    assert len(align_texts(one, two)) == 2
    inserted = FERRY + OWN + ROAD
    assert spans(align_texts(inserted, two)) == [[0, len(inserted), 0, len(two)]]
    assert len(align_texts(inserted, two, max_gap=len(OWN) - 1)) == 2


def test_strangers_and_short_runs_are_not_aligned() -> None:
    assert align_texts(FERRY, ROAD).empty
    assert align_texts("", FERRY).empty
    assert align_texts(FERRY[:12] + OWN, ROAD + FERRY[:12]).empty
    assert len(align_texts(FERRY[:12] + OWN, ROAD + FERRY[:12], min_chars=12)) == 1


def edits(a: str, b: str) -> list[Edit]:
    stream = read_stream([a, b])
    border, end = stream.bounds[1:].tolist()
    return find_edits(stream, Match(0, border, border, end))


def test_edits_are_placed_in_the_texts_as_they_were_given() -> None:
    # Punctuation and width do not count, so that the stretches hold it.
    assert edits("共受理 申请３件。", "共受理申请5件") == [
        Edit("equal", 0, 6, 0, 5),
        Edit("replace", 6, 7, 5, 6),
        Edit("equal", 7, 8, 6, 7),
    ]
    assert [edit.op for edit in edits("夜班轮渡", "轮渡")] == ["delete", "equal"]
    assert [edit.op for edit in edits("轮渡", "轮渡夜班")] == ["equal", "insert"]


@settings(deadline=None)
@given(st.text("甲乙丙，", max_size=15), st.text("甲乙丙，", max_size=15))
def test_edits_follow_each_other_without_a_gap(a: str, b: str) -> None:
    # A character at either end, so that no side is empty.
    a, b = f"子{a}丑", f"子{b}丑"
    steps = edits(a, b)
    ends = [(0, 0), *((step.end_a, step.end_b) for step in steps)]
    assert [(step.start_a, step.start_b) for step in steps] == ends[:-1]
    assert ends[-1] == (len(a), len(b))
    for step in steps:
        one, two = a[step.start_a : step.end_a], b[step.start_b : step.end_b]
        same = one.replace("，", "") == two.replace("，", "")
        assert same == (step.op == "equal")


def test_matches_meet_where_they_share_a_character() -> None:
    one = Match(0, 10, 50, 64)
    assert one.size == 14
    assert one.meets_in_a(Match(9, 12, 0, 3)) and not one.meets_in_a(
        Match(10, 12, 50, 52)
    )
    assert one.meets_in_b(Match(30, 33, 63, 66)) and not one.meets_in_b(
        Match(0, 10, 64, 70)
    )
    assert one.shrink(2, 3) == Match(2, 7, 52, 61)


@pytest.mark.parametrize("swap", [False, True])
def test_no_two_matches_overlap_in_either_text(swap: bool) -> None:
    a, b = FERRY + OWN + FERRY, ROAD + FERRY + ROAD + OWN + FERRY[:20]
    found = align_texts(b, a) if swap else align_texts(a, b)
    assert len(found) > 0
    for start, end in (("start_a", "end_a"), ("start_b", "end_b")):
        ordered = found.sort_values(start)
        assert (np.diff(ordered[start]) > 0).all()
        assert (ordered[start].to_numpy()[1:] >= ordered[end].to_numpy()[:-1]).all()


@pytest.mark.parametrize(
    ("start", "size", "kind"),
    [
        (0, 10, ""),
        (0, 11, "peer"),
        (10, 5, "peer"),
        (15, 20, "stock"),
        (30, 9, ""),
        (29, 9, "stock"),
    ],
)
def test_a_block_is_of_the_kind_of_the_passage_that_it_overlaps_most(
    start: int, size: int, kind: str
) -> None:
    columns = ["start", "end", "kind"]
    passages = pd.DataFrame([(10, 20, "peer"), (20, 30, "stock")], columns=columns)
    assert _kind_of(passages, start, size) == kind
    assert _kind_of(passages.iloc[:0], start, size) == ""


def duo_of(*sizes: int, border: int) -> Duo:
    """Two reports of which only the sizes of their texts matter."""
    bounds = np.append(0, np.cumsum(sizes))
    stream = replace(read_stream(["甲"]), bounds=bounds)
    rows = np.arange(len(sizes))
    group = (bounds[:-1] >= border).astype(np.int32)
    return Duo(stream, rows, np.arange(bounds[-1]), border, group)


@pytest.mark.parametrize(
    ("start_a", "start_b", "goes_on"),
    [
        (30, 130, True),
        # At most the gap on both sides, and as much on either, within the gap.
        (40, 140, True), (41, 140, False), (40, 141, False), (41, 141, False),
        (30, 140, True), (40, 129, False), (28, 139, False), (28, 138, True),
        # In b it may begin inside the last one, but not before it, nor farther back than it is long.
        (25, 125, True), (20, 110, True), (19, 109, False),
    ],
)  # fmt: skip
def test_which_match_goes_on_where_another_ends(
    start_a: int, start_b: int, goes_on: bool
) -> None:
    duo, last = duo_of(100, 100, border=100), Match(10, 30, 110, 130)
    match = Match(start_a, start_a + 9, start_b, start_b + 9)
    assert _continues(last, match, duo, 10) == goes_on


def test_no_match_goes_on_in_another_text() -> None:
    last, match = Match(10, 30, 110, 130), Match(31, 40, 131, 140)
    assert _continues(last, match, duo_of(100, 100, border=100), 10)
    assert not _continues(last, match, duo_of(31, 69, 100, border=100), 10)
    assert not _continues(last, match, duo_of(100, 31, 69, border=100), 10)


def test_a_chain_holds_both_ends_of_what_it_joins() -> None:
    duo = duo_of(500, 500, border=500)
    first, later = Match(0, 50, 500, 550), Match(300, 320, 800, 820)
    assert _chain([first, Match(45, 48, 545, 548)], duo, 10) == [first]
    assert _chain([first, Match(55, 58, 546, 549)], duo, 10) == [Match(0, 58, 500, 550)]
    assert _chain([first, Match(48, 49, 552, 553)], duo, 10) == [Match(0, 50, 500, 553)]
    assert _chain([first, later], duo, 10) == [first, later]
    # Others may stand in between, as many as are looked back at.
    between = [
        Match(51 + k, 52 + k, 900 - 20 * k, 901 - 20 * k) for k in range(LOOK_BACK)
    ]
    after = Match(58, 70, 552, 564)
    assert len(_chain([first, *between[:-1], after], duo, 10)) == LOOK_BACK
    assert len(_chain([first, *between, after], duo, 10)) == LOOK_BACK + 2


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ([], Match(0, 20, 100, 120)),
        # The ends that another holds are cut on both sides, in either text.
        ([Match(0, 5, 300, 305)], Match(5, 20, 105, 120)),
        ([Match(300, 305, 112, 130)], Match(0, 12, 100, 112)),
        ([Match(0, 5, 300, 305), Match(17, 30, 310, 323)], Match(5, 17, 105, 117)),
        # Half may be left, less may not; what is taken in the middle or as a whole is gone.
        ([Match(0, 10, 300, 310)], Match(10, 20, 110, 120)),
        ([Match(0, 11, 300, 311)], None),
        ([Match(5, 8, 300, 303)], None),
        ([Match(0, 20, 300, 320)], None),
        ([Match(20, 40, 120, 140)], Match(0, 20, 100, 120)),
    ],
)
def test_a_match_keeps_the_ends_that_no_other_holds(
    chosen: list[Match], left: Match | None
) -> None:
    assert _trim(Match(0, 20, 100, 120), chosen) == left


def test_matches_lead_from_the_first_report_to_the_second_each_once() -> None:
    links = np.array(
        [
            [0, 5, 100, 105],
            [100, 105, 0, 5],
            [7, 9, 20, 22],
            [120, 125, 110, 115],
            [110, 115, 50, 55],
        ]
    )
    found = _oriented(Alignments(*links.T), 100)
    assert found == [Match(0, 5, 100, 105), Match(50, 55, 110, 115)]


def test_a_copy_is_long_and_almost_verbatim() -> None:
    text = "".join(chr(0x4E00 + k) for k in range(LONG))
    stream = read_stream([text, text])
    assert _is_copy(stream, Match(0, LONG, LONG, 2 * LONG))
    assert not _is_copy(stream, Match(0, LONG - 1, LONG, 2 * LONG - 1))
    other = "".join(chr(0x7E00 + k) for k in range(LONG))
    for share, copied in ((ALIKE, True), (ALIKE - 0.02, False)):
        n = round(share * LONG)
        stream = read_stream([text, text[:n] + other[n:]])
        assert _is_copy(stream, Match(0, LONG, LONG, 2 * LONG)) == copied


def test_where_the_words_are_shuffled_only_that_is_told() -> None:
    found = align_texts(FERRY + OWN, FERRY + OWN, scrambled=True)
    assert found["verbatim"].tolist() == [True]


def test_two_reports_lie_one_behind_the_other() -> None:
    rows = pd.DataFrame(
        [("a", 0, FERRY), ("a", 50, OWN), ("b", 0, ROAD), ("c", 0, OWN)],
        columns=["report_id", "start", "text"],
    )
    mined = mine_reuse(rows, references=[]).mined
    duo = make_duo(mined, "a", "b")
    assert duo.stream.string(0, duo.border) == FERRY + OWN
    assert duo.stream.string(duo.border, len(duo.stream.codes)) == ROAD
    assert duo.group.tolist() == [0, 0, 1]
    assert [duo.row_at(at) for at in (0, len(FERRY), duo.border)] == duo.rows.tolist()
    turned = make_duo(mined, "b", "a")
    assert turned.stream.string(0, turned.border) == ROAD
    assert mined.stream.codes[turned.places].tolist() == turned.stream.codes.tolist()


def test_duos_searched_together_are_as_each_alone() -> None:
    """Also where they hold the same report, and ask for seeds of different lengths."""
    latin = "the quick brown fox jumps over the lazy dog and runs away again"
    texts = {
        "a": FERRY + OWN,
        "b": ROAD + FERRY,
        "c": OWN + ROAD + OWN,
        "d": latin,
        "e": "one more: " + latin.replace("lazy", "old"),
        "f": "",
    }
    rows = [(name, 0, text) for name, text in texts.items()]
    frame = pd.DataFrame(rows, columns=["report_id", "start", "text"])
    mined = mine_reuse(frame, references=[]).mined
    names = [("a", "b"), ("f", "a"), ("a", "c"), ("d", "e"), ("c", "b"), ("a", "d")]
    duos = [make_duo(mined, *pair) for pair in names]
    assert len({Plan.choose(duo.stream) for duo in duos}) > 1
    found = match_duos(duos, 12)
    assert found == [find_matches(duo, 12) for duo in duos]
    assert [len(matches) > 0 for matches in found] == [
        True,
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_match_is_as_long_as_its_longer_side() -> None:
    assert Match(5, 15, 50, 54).size == Match(5, 9, 50, 60).size == 10
