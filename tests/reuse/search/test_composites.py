"""Alignments that run over two templates are cut where the templates end."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search.composites import (
    _count_depth,
    _cuts_inside,
    _find_cuts,
    _find_valleys,
    _split,
    cut_composites,
)
from textmine.text.spans import Spans

# Written out: taken from the module, a bound would be tested against itself.
MARGIN, VALLEY, LEAST_CHARS = 8, 0.6, 28

FIRST, GAP, SECOND = "甲" * 40, "隔" * 10, "乙" * 40


def links(*rows: tuple[int, int, int, int]) -> Alignments:
    return Alignments(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def test_cut_where_most_alignments_end() -> None:
    both = FIRST + GAP + SECOND
    stream = read_stream([both, both, both, both])
    n = len(both)
    alone = [
        (k * n + a, k * n + b, a, b) for k in (1, 2, 3) for a, b in ((0, 40), (50, 90))
    ]
    composite = (n, 2 * n, 0, n)
    found = cut_composites(links(composite, *alone), stream)
    parts = sorted(
        set(zip(found.start.tolist(), found.end.tolist(), strict=True))
        - {(a, b) for a, b, _, _ in alone}
    )
    assert len(parts) == 2
    assert (parts[0][0], parts[1][1]) == (n, 2 * n)
    assert n + 40 <= parts[0][1] <= parts[1][0] <= n + 50


def test_what_stands_alone_is_left_whole() -> None:
    both = FIRST + GAP + SECOND
    stream = read_stream([both, both])
    one = links((len(both), 2 * len(both), 0, len(both)))
    found = cut_composites(one, stream)
    assert (found.start.tolist(), found.end.tolist()) == ([len(both)], [2 * len(both)])


def test_two_templates_side_by_side_stay_two_families() -> None:
    rng = np.random.default_rng(3)

    def write(n: int) -> str:
        return "".join(map(chr, 0x4E00 + rng.integers(3000, size=n)))

    def edit(text: str) -> str:
        return "".join(c if rng.random() > 0.1 else write(1) for c in text)

    one, two = write(150), write(150)
    texts = [edit(one) + write(20) + edit(two) for _ in range(2)]
    texts += [write(200) + edit(t) + write(200) for t in (one, two) for _ in range(20)]
    frame = pd.DataFrame(
        {"report_id": [f"r{i}" for i in range(len(texts))], "text": texts}
    )
    families = mine_reuse(frame, references=[]).families
    assert (families["n_reports"] == 22).sum() == 2
    assert families["n_reports"].max() == 22


def test_phrases_that_others_share_do_not_cut_a_long_copy() -> None:
    random = np.random.default_rng(2)

    def write(n: int) -> str:
        return "".join(map(chr, random.integers(0x4E00, 0x5E00, size=n)))

    long = write(2000)
    others = [
        write(300) + long[200 * i + 5 : 200 * i + 35] + write(300) for i in range(10)
    ]
    reports = pd.DataFrame(
        {"report_id": [f"r{i:05d}" for i in range(12)], "text": [long, long, *others]}
    )
    passages = mine_reuse(reports).passages
    first = passages[passages["report_id"] == "r00000"]
    whole = first.loc[first["end"] - first["start"] > 1900, "family_id"]
    assert len(whole) == 1
    holders = passages.loc[passages["family_id"] == whole.iloc[0], "report_id"]
    assert holders.tolist() == ["r00000", "r00001"]


def plain_depth(found: Alignments) -> list[tuple[int, int]]:
    """Where the number of alignments, without their ends, changes, and to what."""
    both = found.both_spans()
    cores = [
        (a + MARGIN, max(b - MARGIN, a + MARGIN))
        for a, b in zip(both.start.tolist(), both.end.tolist(), strict=True)
    ]
    places = sorted({place for core in cores for place in core})
    return [(p, sum(a <= p < b for a, b in cores)) for p in places]


def plain_valleys(depth: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Valleys, place by place: clearly below a peak on both sides, within what hangs together."""
    groups: list[list[int]] = []
    for k, (place, _) in enumerate(depth):
        is_break = (
            k > 0 and depth[k - 1][1] == 0 and place - depth[k - 1][0] > 2 * MARGIN
        )
        if k == 0 or is_break:
            groups.append([])
        groups[-1].append(k)
    low: list[int] = []
    for group in groups:
        for at, k in enumerate(group):
            before = max(depth[i][1] for i in group[: at + 1])
            behind = max(depth[i][1] for i in group[at:])
            peak = min(before, behind)
            if peak and depth[k][1] <= VALLEY * peak:
                low.append(k)
    return [
        (depth[k][0], depth[next(i for i in range(k, len(depth)) if i not in low)][0])
        for k in low
        if k - 1 not in low
    ]


LINK = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(2, 30))


@settings(deadline=None)
@given(st.lists(LINK, min_size=1, max_size=9), st.integers(2, 5))
# Two deep, one, two again: 1 <= 0.6 * 2. Breaks of 16 characters bare, and of 17.
@example([(0, 100, 10), (0, 100, 3), (5, 105, 5)], 8)
@example([(0, 0, 5), (10, 10, 5)], 8)
def test_valleys_as_place_by_place(
    drawn: list[tuple[int, int, int]], unit: int
) -> None:
    found = links(
        *(
            (unit * a, unit * (a + size), 2000 + unit * b, 2000 + unit * (b + size))
            for a, b, size in drawn
        )
    )
    depth = _count_depth(found)
    wanted = plain_depth(found)
    assert list(zip(depth.place.tolist(), depth.depth.tolist(), strict=True)) == wanted
    valleys = _find_valleys(depth)
    assert list(
        zip(valleys.start.tolist(), valleys.end.tolist(), strict=True)
    ) == plain_valleys(wanted)


@pytest.mark.parametrize(("bare", "cut"), [(16, True), (17, False)])
def test_a_stretch_that_nothing_runs_over_parts_what_lies_beside_it(
    bare: int, cut: bool
) -> None:
    """Without their ends of 8 characters two alignments that touch are 16 apart."""
    far = 5000
    found = links(
        (0, 100, far, far + 100), (84 + bare, 200, far + 1000, far + 1116 - bare)
    )
    assert bool(len(_find_cuts(found))) is cut


def test_a_short_valley_is_cut_in_its_middle_and_a_long_one_at_its_ends() -> None:
    def cuts(size: int) -> list[int]:
        # Three run to 108 less 8, three from there plus the valley on, and one over all.
        parts = ((0, 108), (92 + size, 300), (0, 300))
        rows = [
            (a, b, far, far + b - a)
            for k, (a, b) in enumerate(parts)
            for far in range(1000 * (k + 1), 9000, 3000)
        ]
        return [
            cut for cut in _find_cuts(links(*rows[:6], rows[6])).tolist() if cut < 1000
        ]

    assert cuts(LEAST_CHARS - 1) == [113]
    assert cuts(LEAST_CHARS) == [100, 128]


def test_cuts_near_an_end_are_none() -> None:
    inside = _cuts_inside(
        np.array([107, 108, 150, 191, 192]), Spans(np.array([100]), np.array([200]))
    )
    assert (inside.start.tolist(), inside.end.tolist()) == ([1], [4])


def test_parts_are_long_enough_on_both_sides_and_still_alike() -> None:
    def parts(one: str, two: str, cuts: list[int], other: list[int]) -> list[list[int]]:
        found = _split(one, two, np.array(cuts, dtype=int), np.array(other, dtype=int))
        columns = (found.start, found.end, found.other_start, found.other_end)
        return np.column_stack(columns).tolist()

    text = "".join(map(chr, range(0x4E00, 0x4E00 + 100)))
    assert parts(text, text, [40], []) == [[0, 40, 0, 40], [40, 100, 40, 100]]
    # A cut of the other is carried over; what it has in front is of no part.
    assert parts(text, "隔" * 10 + text, [], [50]) == [
        [0, 40, 10, 50],
        [40, 100, 50, 110],
    ]
    # Parts of 28 characters and more; the other side half of that, where the rest still reads alike.
    assert parts(text, text, [28], []) == [[0, 28, 0, 28], [28, 100, 28, 100]]
    assert parts(text, text, [27], []) == [[27, 100, 27, 100]]
    # 28 against the 14 of them that the other has: 2 * 14 / 42 is alike; against 12 it is not.
    for kept, wanted in ((14, [[0, 28, 0, 14]]), (13, [])):
        found = parts(text, text[:kept] + text[28:], [28], [])
        assert found == [*wanted, [28, 100, kept, kept + 72]]
    # 28 of which 11 were exchanged: 17 / 28 is 0.607; of which 12 were: 0.571.
    for kept, wanted in ((17, [[0, 28, 0, 28]]), (16, [])):
        other = text[:kept] + "隔" * (28 - kept) + text[28:]
        assert parts(text, other, [28], []) == [*wanted, [28, 100, 28, 100]]


def test_nothing_to_cut_stays_nothing() -> None:
    assert len(cut_composites(Alignments.empty(), read_stream(["甲乙"]))) == 0
