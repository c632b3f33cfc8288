"""From parsed reports to the frames of the text side."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from textmine.corpus.frames import TEXT_FRAMES, frame_of, statements, text_tables
from textmine.corpus.parse import Parsed
from textmine.places import Region, Regions
from textmine.schema import (
    META,
    Cell,
    Claim,
    Item,
    Report,
    Section,
    frame_columns,
    make_frame,
)

TEXT = "一、总体\n公开12条。\n五、问题\n一是解读少。下一步：制作图解。"


def spot(words):
    start = TEXT.index(words)
    return start, start + len(words)


def parsed(report_id="r1", year=2021):
    report = Report(
        report_id,
        TEXT,
        TEXT,
        np.arange(len(TEXT) + 1),
        agency="白石县水务局",
        year=year,
        evidence={"agency": ("title", 0.9), "site_frame": ("两行", 0.0)},
    )

    def item(role, order, words):
        known = (role, order, 1, "一是", "marker", 0.8)
        return Item(report_id, f"{report_id}#{order}", "problems", *known, *spot(words))

    return Parsed(
        report,
        (
            Section(
                report_id,
                0,
                "overview",
                "一、总体",
                *spot("一、总体\n公开12条。"),
                1.0,
                "found",
            ),
        ),
        (item("problem", 0, "解读少"), item("measure", 1, "制作图解")),
        (
            Cell(
                report_id, "4", 0, "复议", 0, "结果维持", None, "件", "EMPTY", "", 5, 5
            ),
        ),
        (Claim(report_id, "disclosed", 12.0, "条", False, *spot("12条")),),
        (("overview", *spot("公开12条。")), ("problems", *spot("一是解读少。"))),
    )


@pytest.mark.parametrize("name", TEXT_FRAMES)
def test_each_frame_is_that_of_the_contract_with_and_without_rows(name):
    for reports in ([], [parsed()]):
        frame = frame_of(name, reports)
        pd.testing.assert_frame_equal(frame, make_frame(name, frame))


@pytest.mark.parametrize("name", ["sections", "items", "claims", "narrative"])
def test_the_text_of_a_row_is_that_of_its_span(name):
    frame = frame_of(name, [parsed()])
    assert len(frame) > 0
    for row in frame.itertuples():
        assert TEXT[row.start : row.end] == row.text


def test_a_report_counts_its_characters_and_those_of_its_narrative():
    (row,) = frame_of("reports", [parsed()]).to_dict("records")
    assert row["n_chars"] == len(TEXT)
    assert row["n_narrative_chars"] == len("公开12条。") + len("一是解读少。")
    assert (row["agency"], row["year"]) == ("白石县水务局", 2021)


def test_rows_are_in_the_order_of_the_reports():
    frame = frame_of("items", [parsed("r2"), parsed("r1")])
    assert frame["item_id"].tolist() == ["r2#0", "r2#1", "r1#0", "r1#1"]


def test_what_is_not_known_is_missing_and_no_zero():
    assert frame_of("reports", [parsed(year=None)])["year"].isna().tolist() == [True]
    assert frame_of("tables", [parsed()])["value"].isna().tolist() == [True]
    evidence = frame_of("evidence", [parsed()]).set_index("field")["value"]
    assert evidence.to_dict() == {"agency": "白石县水务局", "site_frame": ""}


def test_statements_are_of_one_role_with_what_is_known_of_their_report():
    problems = statements([parsed()], "problem")
    assert problems["text"].tolist() == ["解读少"]
    assert problems["agency"].tolist() == ["白石县水务局"]
    assert list(problems.columns[-len(META) :]) == list(META)
    assert statements([parsed()], "measure")["text"].tolist() == ["制作图解"]
    none = statements([], "problem")
    assert list(none.columns) == list(problems.columns)
    assert none.dtypes.tolist() == problems.dtypes.tolist()


def test_all_tables_of_the_text_side_are_made_at_once():
    tables = text_tables([parsed()])
    assert set(tables) == {*TEXT_FRAMES, "stated", "measures"}
    pd.testing.assert_frame_equal(tables["stated"], statements([parsed()], "problem"))
    assert list(tables["claims"]) == list(frame_columns("claims"))


def test_items_and_cells_have_page_and_box_where_the_file_has_pages():
    start, end = spot("一是解读少。")
    edges = tuple(50.0 + 10 * k for k in range(end - start + 1))
    line = Region(start, end, 2, (50.0, 100.0, edges[-1], 112.0), edges)
    p = parsed()
    placed = replace(p, report=replace(p.report, regions=Regions.of([line])))
    items = frame_of("items", [placed])
    boxes = dict(
        zip(items["text"], zip(items["page"], items["box"], strict=True), strict=True)
    )
    assert boxes["解读少"] == (2, "2:70.0,100.0,100.0,112.0")
    assert frame_of("tables", [placed])["page"].isna().all()
    places = frame_of("places", [placed])
    assert places.iloc[0].tolist() == [
        "r1",
        start,
        end,
        2,
        50.0,
        100.0,
        edges[-1],
        112.0,
    ]
    plain = frame_of("items", [p])
    assert plain["page"].isna().all() and set(plain["box"]) == {""}
    assert len(frame_of("places", [p])) == 0
