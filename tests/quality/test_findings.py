"""How each kind of element is seen in one report."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.quality.cells import make_grid, rows_of, table2_keys
from textmine.quality.findings import RULES, Case, _wanted, days_late, kind_of_body
from textmine.schema import make_frame

# Written out: taken from the module, a bound would be tested against itself.
MAX_EVIDENCE = 120


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
    found = RULES[rule](of, element)
    # What is there needs no reason, and what is not has one.
    assert found.present is (found.reason == "")
    return found


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
    assert days_late(body(published="2022-12-31"), 2021, {}) == 334
    assert "dated 2023" in days_late(body(published="2023-01-01"), 2021, {})
    assert "year reported on" in days_late(body(), None, {})
    assert "give deadlines={'township'" in days_late(township, 2021, {})
    found = see("deadline", case(published=""))
    assert (found.present, found.assessable) == (False, False)


def test_a_late_report_says_how_late():
    found = see("deadline", case(published="2022-02-01"))
    assert (found.present, found.assessable, found.reason) == (
        False,
        True,
        "1 day after the deadline",
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


@pytest.mark.parametrize(
    ("year", "published", "days"),
    [
        # The Regulations of 2019 hold for the reports on 2019, not before.
        (2018, "2019-03-31", 0),
        (2018, "2019-04-01", 1),
        (2019, "2020-01-31", 0),
        (2019, "2020-02-01", 1),
        (2019, "2020年1月30日", -1),
        (2019, "2019-12-31", -31),
    ],
)
def test_days_are_counted_from_the_deadline_of_the_year(year, published, days):
    found = days_late(
        body(published=published.replace("年", "-").replace("月", "-").rstrip("日")),
        year,
        {},
    )
    assert found == days


@pytest.mark.parametrize(("form", "n_cells"), [("2019", 161), ("2021", 175)])
def test_the_cells_of_table_three_are_those_of_its_form(form, n_cells):
    wanted = _wanted("3", form)
    assert wanted.sum() == n_cells
    assert wanted[rows_of("next", form)[0]].all()


@pytest.mark.parametrize(
    ("form", "widths"),
    [
        ("2019", {"rules": 3, "licences": 3, "fees": 2, "procurement": 2}),
        ("2021", {"rules": 3, "licences": 1, "fees": 1, "procurement": 0}),
    ],
)
def test_the_cells_of_table_two_are_those_of_its_form(form, widths):
    by_row = dict(zip(table2_keys(), _wanted("2", form), strict=True))
    assert {key: int(by_row[key].sum()) for key in widths} == widths
    assert all(
        np.flatnonzero(~row).min(initial=3) == row.sum() for row in by_row.values()
    )


@pytest.mark.parametrize("place", [0, 1])
def test_the_table_of_each_report_is_its_own(place):
    cells = [
        cell | {"report_id": rid, "start": cell["start"] + 100 * k, "end": 500}
        for k, rid in enumerate(("a", "b"))
        for cell in cells_of_review(k)
    ]
    reports = pd.DataFrame({"report_id": ["a", "b"]})
    grid = make_grid(make_frame("tables", cells), reports)
    of = Case(body(), place, 2021, "department", [], [], grid, {})
    found = see("table", of, table="4")
    reason = "1 of 15 cells blank" if place else ""
    assert (found.present, found.reason) == (not place, reason)
    assert found.start == found.end == 40 + 100 * place


@pytest.mark.parametrize(("year", "due"), [(2020, False), (2021, True), (None, False)])
def test_the_newer_form_is_due_from_2021_on(year, due):
    cells = [
        cell | {"table": "3", "row": row, "column": column, "start": 0, "end": 1}
        for cell in list(cells_of_review(0))[:1]
        for row in range(25)
        for column in range(7)
    ]
    found = see("table", case(cells=cells, year=year), table="3")
    assert found.present == due
    assert found.reason == ("" if due else "form of 2021, due was 2019")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # A sentence or clause of its own, up to a mark, blanks left out in front of it.
        ("甲；  收费乙；丙", "收费乙"),
        ("收费乙。丙", "收费乙"),
        ("甲。\n收费", "收费"),
        ("甲\n乙收费丙\n丁", "乙收费丙"),
        ("。收费。", "收费"),
    ],
)
def test_the_statement_around_the_words_is_the_evidence(text, shown):
    found = see("text", case([section("other", "", text, start=9)]), pattern="收费")
    assert (found.text, found.start) == (shown, 9 + text.index(shown))
    assert found.end == found.start + len(shown)


@pytest.mark.parametrize(("n", "n_shown"), [(118, 120), (119, 120), (117, 119)])
def test_a_long_statement_is_cut_to_what_is_shown(n, n_shown):
    behind = see(
        "text", case([section("other", "", "收费" + "文" * n)]), pattern="收费"
    )
    assert len(behind.text) == n_shown and behind.text.startswith("收费")
    before = see(
        "text", case([section("other", "", "文" * n + "收费")]), pattern="收费"
    )
    assert len(before.text) == n_shown and before.text.endswith("收费")
    # Words that are longer than what is shown are shown whole.
    whole = see("text", case([section("other", "", "费" * 130)]), pattern="费{130}")
    assert len(whole.text) == 130


def test_a_heading_that_the_text_does_not_open_with_is_shown_by_its_first_line():
    long = {"label": "other", "heading": "六、其他", "status": "found", "start": 5}
    found = see("section", case([long | {"text": "文" * 130 + "\n末"}]), label="other")
    assert (found.text, found.start, found.end) == ("文" * 120, 5, 125)


def test_only_headings_that_were_found_have_an_order():
    def of(*parts):
        sections = [
            section(label, label, "x", start=start, status=status)
            for start, (label, status) in enumerate(parts)
        ]
        return see("order", case(sections))

    inferred = ("problems", "inferred")
    assert of(inferred, ("overview", "found"), ("other", "found")).present
    # Of a heading that stands twice the first counts.
    twice = of(("overview", "found"), ("other", "found"), ("overview", "found"))
    assert (twice.present, twice.reason) == (True, "")
    assert of(("overview", "found"), ("other", "found")).present
    assert of().reason == "0 of the six headings found"


def test_the_first_item_of_the_role_is_shown_and_its_matter_may_be_told_elsewhere():
    said = [
        {"role": role, "text": text, "start": k, "end": k + 3}
        for k, (role, text) in enumerate([("measure", "加人手"), ("problem", "解读少")])
    ]
    assert see("items", case(items=said), role="problem").text == "解读少"
    told = case([section("problems", "五、问题", "将加人手。")])
    assert see("items", told, role="measure", pattern="将加").text == "将加人手"
    assert see("items", told, role="measure").reason == "no measure found"
    # 无 beside other words says nothing of all.
    other = case([section("problems", "五、问题", "无专人。")])
    assert see("items", other, role="problem").reason == "no problem found"


def test_the_pattern_is_looked_for_in_the_sections_asked_for_in_their_order():
    of = case(
        [
            section("overview", "", "收费甲", start=0),
            section("other", "", "收费乙", start=9),
        ]
    )
    assert see("text", of, pattern="收费").text == "收费甲"
    assert see("text", of, pattern="收费", sections=["other"]).text == "收费乙"
    assert not see("text", of, pattern="收费", sections=["review"]).present


@pytest.mark.parametrize(
    ("rule", "element"),
    [
        ("text", {"pattern": "收费"}),
        ("section", {"label": "review"}),
        ("heading", {"label": "review"}),
        ("order", {}),
        ("items", {"role": "problem"}),
        ("table", {"table": "4"}),
    ],
)
def test_what_is_not_there_stands_nowhere_and_can_be_assessed(rule, element):
    found = see(rule, case(), **element)
    assert not found.present and found.assessable and found.reason
    assert (found.start, found.end, found.text) == (0, 0, "")


def test_a_report_in_time_has_no_place_that_shows_it():
    found = see("deadline", case())
    assert (found.reason, found.start, found.end, found.text) == ("", 0, 0, "")
