import math

import pandas as pd
import pytest

from textmine.dossier.view import (
    PageTable,
    badge,
    check_entry,
    columns,
    find_cuts,
    fraction,
    group_entry,
    interval,
    number,
    percent,
    place_name,
    report_name,
    take_report,
    text,
    year,
)
from textmine.errors import FrameError


def test_what_is_not_known_is_a_dash_that_sorts_first() -> None:
    assert (number(None).text, percent(float("nan")).text, year(None)) == (
        "–",
        "–",
        "–",
    )
    assert float(number(None).key) < float(number(0).key)


def test_numbers_sort_by_value_not_by_print() -> None:
    assert number(1200).text == "1,200"
    assert [number(q, 3).text for q in (0.0, 1e-9, 0.0004, 0.0006)] == [
        "0.000",
        "<0.001",
        "<0.001",
        "0.001",
    ]
    assert number(0.3).text == "0"
    assert [number(z, 3).text for z in (-1e-17, -0.0002, -0.2)] == [
        "0.000",
        ">-0.001",
        "-0.200",
    ]
    assert float(number(1200).key) == 1200


def test_an_interval_needs_both_ends() -> None:
    assert interval(0.1, 0.25).text == "10.0–25.0 %"
    assert interval(0.1, float("nan")).text == "–"


def test_what_is_not_known_sorts_before_negative_numbers() -> None:
    cells = number(-6), percent(None), interval(0.1, 0.2), fraction(None)
    keys = [float(cell.key) for cell in cells]
    assert keys == [-6, -math.inf, 0.1, -math.inf]


def test_what_is_neither_none_nor_all_is_printed_as_neither() -> None:
    assert [percent(value).text for value in (0.0004, 0.9997, 1.0 - 1e-12)] == [
        "<0.1 %",
        ">99.9 %",
        "100.0 %",
    ]
    assert [fraction(value).text for value in (0.0004, 0.9997, 1.0, 0.0)] == [
        "<0.01",
        ">0.99",
        "1.00",
        "0.00",
    ]


def test_a_group_of_a_type_is_named_in_both_languages() -> None:
    assert group_entry("教育局").words == ("教育局", "Education")


def test_a_finding_on_a_whole_report_has_no_offsets() -> None:
    assert place_name("a", 3, 9) == "a 3–9"
    assert place_name("a", 0, 0) == "a"


def test_words_in_both_languages_or_the_key() -> None:
    assert badge("status", "FAIL").words == ("不符", "fail")
    assert badge("status", "ODD").words == ("ODD", "ODD")
    assert check_entry("t3_flow_col2").words[1] == "table 3 in = out"
    assert check_entry("unheard_of").text == "unheard_of"
    assert group_entry("county").words == ("县", "county")
    assert group_entry("").words == ("未知", "unknown")


def test_columns_carry_their_notes() -> None:
    head = columns("excess", "excess")[0]
    assert head.number
    assert head.note == (
        "本对八字片段的重合减偶然",
        "runs of 8 that the pair shares, less chance",
    )


def test_a_table_says_how_many_rows_it_shows() -> None:
    table = PageTable([], [], 3, "pairs")
    assert table.shown_words == (
        "显示 0 / 3 行；全部见结果文件夹的 pairs",
        "shown 0 of 3; all rows in pairs of the results folder",
    )
    assert text(None).text == ""


def test_a_report_is_called_by_its_agency_and_year_as_far_as_known():
    assert report_name("临泽川市财政局", "a", 2021.0) == "临泽川市财政局 2021"
    assert report_name("临泽川市财政局", "a", pd.NA) == "临泽川市财政局"
    assert report_name("", "a", None) == "a"


@pytest.mark.parametrize("page", ["", None, pd.Timestamp(2021, 1, 1)])
def test_a_picture_of_no_page_is_refused(page: object) -> None:
    """A raw ValueError came out."""
    row = {"report_id": "a", "start": 0, "end": 4, "page": page, "picture": "data:"}
    with pytest.raises(FrameError, match="pictures, row 0, column page"):
        find_cuts(pd.DataFrame([row]), "a")


@pytest.mark.parametrize("written", ["二〇二一", "2021年", 2021.0, "2021"])
def test_the_year_of_a_report_is_read_in_any_writing(written):
    report = {"report_id": "a", "agency": None, "year": written, "text": "x"}
    known = take_report(report, "report")
    assert report_name(known["agency"], known["report_id"], known["year"]) == "a 2021"


def test_a_year_that_is_none_is_refused():
    with pytest.raises(FrameError, match="report_a, row 0, column year: '去年'"):
        take_report(
            {"report_id": "a", "agency": "", "year": "去年", "text": "x"}, "report_a"
        )
