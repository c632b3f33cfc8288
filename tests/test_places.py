"""Boxes of spans: characters to lines, lines to blocks, blocks to columns of frames."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.places import (
    PageBox,
    Region,
    Regions,
    join_lines,
    locate,
    locate_parts,
    read_places,
    write_places,
)
from textmine.schema import Report, make_frame

number = st.integers(0, 9_999).map(lambda n: n / 10)
place = st.builds(PageBox, st.integers(1, 99), number, number, number, number)


@given(st.lists(place, max_size=4))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_boxes_are_read_as_they_were_written(places):
    assert read_places(write_places(places)) == places


def line(start, text, y, page=1, x=50.0):
    """A printed line of characters ten points wide."""
    edges = tuple(x + 10 * k for k in range(len(text) + 1))
    return Region(start, start + len(text), page, (x, y, edges[-1], y + 10), edges)


RAW = "第一行文字\n- 1 -\n第二行文字"
REGIONS = [
    line(0, "第一行文字", 100),
    line(6, "- 1 -", 780),
    line(12, "第二行文字", 40, page=2),
]


def report():
    """A report whose page number was taken out, and its two lines joined."""
    kept = [*range(5), *range(12, 17), 17]
    return Report(
        "r", "第一行文字第二行文字", RAW, np.array(kept), regions=Regions.of(REGIONS)
    )


def test_a_span_over_two_pages_leaves_out_what_stands_between():
    assert report().place(3, 7) == [
        PageBox(1, 80, 100, 100, 110),
        PageBox(2, 50, 40, 70, 50),
    ]
    assert report().place(0, 5) == [PageBox(1, 50, 100, 100, 110)]


def test_spans_outside_the_text_are_refused_and_files_without_pages_have_no_place():
    with pytest.raises(
        ValueError, match=r"span 3:99 lies outside the text of r \(0:10\)"
    ):
        report().place(3, 99)
    plain = Report("r", "文字", "文字", np.arange(3))
    assert plain.place(0, 2) == []


def test_an_empty_span_is_an_empty_cell_or_nothing():
    cell = Region(2, 2, 1, (10.0, 20.0, 30.0, 40.0))
    words = Region(0, 2, 1, (0.0, 20.0, 10.0, 40.0))
    r = Report(
        "r", "规章\t\t5", "规章\t\t5", np.arange(6), regions=Regions.of([words, cell])
    )
    assert r.place(2, 2) == [PageBox(1, 10, 20, 30, 40)]
    assert r.place(3, 3) == [] and r.place(2, 5) == []
    # Any part of a cell stands for the whole cell.
    assert r.place(1, 2) == r.place(0, 2) == [PageBox(1, 0, 20, 10, 40)]


@given(st.integers(0, 9), st.integers(0, 10))
def test_every_character_of_a_span_lies_in_its_boxes(start, size):
    r = report()
    end = min(start + size, 10)
    found = r.place(start, end)
    for k in range(start, end):
        (own,) = r.place(k, k + 1)
        assert any(
            p.page == own.page
            and p.x0 <= own.x0
            and own.x1 <= p.x1
            and p.y0 <= own.y0 <= own.y1 <= p.y1
            for p in found
        )
    assert len(found) <= 2


def test_lines_of_a_column_are_one_box_columns_cells_and_pages_are_not():
    column = [PageBox(1, 50, 100 + 16 * k, 280, 110 + 16 * k) for k in range(5)]
    other = [PageBox(1, 320, 100 + 16 * k, 550, 110 + 16 * k) for k in range(2)]
    over = PageBox(2, 50, 60, 280, 70)
    joined = join_lines([*column, *other, over])
    assert joined == [
        PageBox(1, 50, 100, 280, 174),
        PageBox(1, 320, 100, 550, 126),
        over,
    ]
    cells = [PageBox(1, 50, 100, 150, 120), PageBox(1, 200, 100, 250, 120)]
    assert join_lines(cells) == cells
    assert join_lines([]) == []


def frame_of(*rows):
    return pd.DataFrame(rows, columns=["report_id", "start", "end"])


def test_locate_gives_frames_their_columns_and_keeps_the_rest():
    rows = [
        ("r", 0, 5, 1, 50.0, 100.0, 100.0, 110.0),
        ("r", 5, 10, 2, 50.0, 40.0, 100.0, 50.0),
    ]
    columns = ["report_id", "start", "end", "page", "x0", "y0", "x1", "y1"]
    places = make_frame("places", pd.DataFrame(rows, columns=columns))
    spans = frame_of(("r", 3, 7), ("other", 0, 2), ("r", 5, 5)).set_index(
        pd.Index([7, 8, 9])
    )
    told = locate(spans, places)
    assert told.index.tolist() == [7, 8, 9]
    assert told["box"].tolist() == [
        "1:80.0,100.0,100.0,110.0 2:50.0,40.0,70.0,50.0",
        "",
        "",
    ]
    assert (
        told["page"].isna().tolist() == [False, True, True]
        and told["page"].iloc[0] == 1
    )
    empty = locate(frame_of(), places)
    assert list(empty.columns) == ["report_id", "start", "end", "page", "box"]


@given(st.data())
def test_parts_are_located_as_the_whole(data):
    ids = data.draw(st.lists(st.sampled_from("abcdef"), max_size=8).map(sorted))
    spans = pd.DataFrame({"report_id": ids, "start": 2, "end": 7}).astype(
        {"report_id": "str"}
    )
    placed = data.draw(st.lists(st.sampled_from("abcdef"), max_size=8).map(sorted))
    lines = {
        "report_id": placed,
        "start": 0,
        "end": 10,
        "page": list(range(len(placed))),
    }
    lines |= {"x0": 70.0, "y0": 100.0, "x1": 170.0, "y1": 112.0}
    places = pd.DataFrame(lines).astype({"report_id": "str", "page": "int64"})

    def cut(frame):
        ends = sorted(data.draw(st.lists(st.integers(0, len(frame)), max_size=4)))
        bounds = zip([0, *ends], [*ends, len(frame)], strict=True)
        return [frame[a:b] for a, b in bounds]

    found = pd.concat(
        [
            locate(part, places[:0]) if "page" not in part else part
            for part in locate_parts(cut(spans), cut(places))
        ]
    )
    pd.testing.assert_frame_equal(found, locate(spans, places))
