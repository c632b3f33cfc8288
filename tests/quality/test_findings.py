"""How each kind of element is seen in one report."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.quality.cells import make_grid
from textmine.quality.findings import MAX_EVIDENCE, RULES, Case, days_late, kind_of_body
from textmine.schema import make_frame


def body(
    agency="临泽川市档案局", level="city", published="2022-01-20", agency_type="档案局"
):
    return {
        "agency": agency,
        "level": level,
        "published": published,
        "agency_type": agency_type,
    }


def section(label, heading, text, start=0, status="found"):
    known = {"label": label, "heading": heading, "status": status, "start": start}
    return known | {"text": f"{heading}\n{text}" if heading else text}


def case(sections=(), items=(), cells=(), year=2021, **changes):
    grid = make_grid(
        make_frame("tables", list(cells)), pd.DataFrame({"report_id": ["r1"]})
    )
    report = body(**changes)
    return Case(
        report, 0, year, kind_of_body(report), list(sections), list(items), grid, {}
    )


def see(rule, of, **element):
    return RULES[rule](of, element)


@pytest.mark.parametrize(
    ("agency", "level", "kind"),
    [
        ("临泽川市人民政府", "city", "government"),
        ("白石乡人民政府", "township", "township"),
        ("临泽川市档案局", "city", "department"),
        ("临泽川市人民政府办公室", "city", "department"),
    ],
)
def test_kinds_of_bodies(agency, level, kind):
    assert kind_of_body(body(agency, level, agency_type="")) == kind


def test_the_deadline_is_of_the_following_year_and_of_the_kind_of_body():
    assert days_late(body(published="2022-01-31"), 2021, {}) == 0
    assert days_late(body(published="2022-02-02"), 2021, {}) == 2
    government = body(
        "临泽川市人民政府", published="2022-03-30", agency_type="人民政府"
    )
    assert days_late(government, 2021, {}) == -1
    # The older Regulations gave everyone until the end of March.
    assert days_late(body(published="2019-03-31"), 2018, {}) == 0
    assert days_late(body(published="2022-02-02"), 2021, {"department": "02-28"}) == -26


def test_why_a_delay_cannot_be_told():
    township = body("白石乡人民政府", "township", agency_type="")
    assert "publication" in days_late(body(published=""), 2021, {})
    assert "year reported on" in days_late(body(), None, {})
    assert "give deadlines={'township'" in days_late(township, 2021, {})
    found = see("deadline", case(published=""))
    assert (found.present, found.assessable) == (False, False)


def test_a_late_report_says_how_late():
    found = see("deadline", case(published="2022-02-01"))
    assert (found.present, found.assessable, found.reason) == (
        False,
        True,
        "1 days after the deadline",
    )
    assert see("deadline", case()).present


def test_a_section_needs_something_under_its_heading_a_heading_does_not():
    empty = case([section("review", "四、行政复议", " \n", start=7)])
    full = case([section("review", "四、行政复议", "见下表。", start=7)])
    assert see("section", empty, label="review").reason == "nothing under the heading"
    assert see("section", case(), label="review").reason == "no such section"
    for found in (
        see("section", full, label="review"),
        see("heading", empty, label="review"),
    ):
        assert (found.present, found.text, found.start, found.end) == (
            True,
            "四、行政复议",
            7,
            13,
        )


def test_an_inferred_section_has_no_heading_and_a_missing_one_is_none():
    inferred = case(
        [section("overview", "", "全年公开12条。\n其余无。", status="inferred")]
    )
    assert not see("heading", inferred, label="overview").present
    assert see("section", inferred, label="overview").text == "全年公开12条。"
    missing = case([section("overview", "", "", status="missing")])
    assert see("section", missing, label="overview").reason == "no such section"


def test_the_order_of_headings():
    def ordered(*labels):
        parts = [
            section(label, label, "x", start=k * 10) for k, label in enumerate(labels)
        ]
        return see("order", case(parts))

    assert ordered("overview", "extra", "problems").present
    assert ordered("problems", "overview").reason == "headings out of order"
    assert ordered("overview").reason == "1 of the six headings found"


def test_an_item_that_says_there_is_none_is_none():
    said = {"role": "problem", "text": "（无）", "start": 3, "end": 6}
    real = {"role": "problem", "text": "解读少", "start": 9, "end": 12}
    found = see("items", case(items=[said, real]), role="problem")
    assert (found.text, found.start, found.end) == ("解读少", 9, 12)
    assert see("items", case(items=[said]), role="problem").reason == "no problem found"
    none = case([section("problems", "五、问题", "暂无。")])
    assert see("items", none, role="problem").reason == "the section says there is none"


def test_the_sentence_that_fits_a_pattern_is_shown_with_its_place():
    text = "公开12条。 未收取费用；其他无。"
    of = case(
        [
            section("overview", "", "不收费用。", start=0),
            section("other", "", text, start=100),
        ]
    )
    found = see("text", of, pattern="费用", sections=["other"])
    assert found.text.startswith("未收取费用")
    assert found.start == 100 + text.index("未")
    assert see("text", of, pattern="责任追究").reason == "not mentioned"


@given(st.text("公开。；\n ", max_size=200), st.text("公开。；\n ", max_size=200))
@settings(deadline=None)
def test_evidence_holds_the_words_and_lies_at_its_place(before, after):
    text = f"{before}收费{after}"
    found = see("text", case([section("other", "", text, start=50)]), pattern="收费")
    assert "收费" in found.text
    assert text[found.start - 50 : found.end - 50] == found.text
    assert len(found.text) <= MAX_EVIDENCE + len("收费")


def test_of_a_long_sentence_the_words_and_what_leads_to_them_are_shown():
    text = "公" * 300 + "收费" + "开" * 300
    found = see("text", case([section("other", "", text)]), pattern="收费")
    assert found.text == "公" * (MAX_EVIDENCE - 2) + "收费"


def cells_of_review(n_blank):
    for column in range(15):
        state = "EMPTY" if column < n_blank else "ZERO"
        yield {
            "report_id": "r1",
            "table": "4",
            "row": 0,
            "row_label": "",
            "column": column,
            "column_label": "",
            "value": None if state == "EMPTY" else 0.0,
            "unit": "件",
            "state": state,
            "raw": "",
            "start": 40 + column,
            "end": 41 + column,
        }


def test_a_table_is_whole_where_every_cell_is_filled():
    whole = see("table", case(cells=cells_of_review(0)), table="4")
    assert (whole.present, whole.start) == (True, 40)
    gaps = see("table", case(cells=cells_of_review(2)), table="4")
    assert (gaps.present, gaps.reason) == (False, "2 of 15 cells blank")
    assert "not in the report" in see("table", case(), table="4").reason


def test_a_table_in_the_form_of_another_year_is_not_the_one_due():
    first = next(cells_of_review(0))
    late = first | {"table": "3", "row": 24}
    assert (
        see("table", case(cells=[late], year=2020), table="3").reason
        == "form of 2021, due was 2019"
    )
    unclear = first | {"table": "3"}
    assert "an unknown year" in see("table", case(cells=[unclear]), table="3").reason
