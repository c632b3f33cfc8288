"""Columns in any writing become one, or are refused by row and column."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.intake.columns import clean_column


def clean(values, kind, **options):
    column = pd.Series(values, name="year" if kind == "year" else "column", **options)
    return clean_column(column, kind, what="reports")


@pytest.mark.parametrize(
    "written",
    [
        2020, 2020.0, np.int32(2020), "2020", "2020.0", "2020年", "2020 年度", "２０２０年", "二〇二〇年",
        "二○二○", date(2020, 5, 1), pd.Timestamp("2020-05-01"), np.datetime64("2020-05-01"),
        pd.Period("2020", "Y"), "2020-05-01", "2020年5月1日", "2020/05/01", "2020-05-01T08:00:00",
    ],
)  # fmt: skip
def test_a_year_in_any_writing_is_that_year(written):
    assert clean([written], "year").tolist() == [2020]
    assert clean([written, None], "year", dtype="object").isna().tolist() == [
        False,
        True,
    ]


def test_columns_of_dates_and_periods_are_years():
    dates = pd.to_datetime(["2020-01-01", None])
    assert clean(dates, "year").tolist() == [2020, pd.NA]
    assert clean(pd.PeriodIndex(["2019", "2021"], freq="Y"), "year").tolist() == [
        2019,
        2021,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "last",
        "20201",
        2020.5,
        np.inf,
        1577836800000000,
        True,
        [2020],
        "2020—2021",
        b"2020",
    ],
)
def test_what_is_no_year_is_refused_by_row(wrong):
    with pytest.raises(
        FrameError, match="^reports, row 1, column year: .*expected a year"
    ):
        clean([2020, wrong], "year", dtype="object")


@given(st.integers(-9999, 9999))
def test_whole_numbers_stay_years(year):
    column = pd.Series([year], name="year")
    assert clean_column(column, "year", what="reports") is column


@pytest.mark.parametrize("wrong", [["公开"], 12, b"x", {"a": 1}, True])
def test_texts_that_are_none_are_refused(wrong):
    with pytest.raises(FrameError, match="row 1, column column: .*expected text"):
        clean(["公开", wrong, None], "prose", dtype="object")


def test_missing_texts_stay_and_a_column_without_any_is_empty():
    assert clean(["公开", None], "prose", dtype="object").isna().tolist() == [
        False,
        True,
    ]
    assert clean([np.nan, np.nan], "prose").tolist() == ["", ""]


@pytest.mark.parametrize("kind", ["prose", "label", "id"])
def test_half_a_surrogate_pair_becomes_one_mark(kind):
    cleaned = clean(["公\ud83d开", "公开"], kind, dtype="object")
    assert cleaned.tolist() == ["公\ufffd开", "公开"]


def test_codes_read_as_numbers_are_text_again():
    assert clean([371003, 371004], "label").tolist() == ["371003", "371004"]
    assert clean([371003.0, None], "label").iloc[0] == "371003"
    assert clean(["a", 3], "label", dtype="object").tolist() == ["a", "3"]
    assert clean(pd.to_datetime(["2021-01-25"]), "label").tolist() == ["2021-01-25"]
    with pytest.raises(FrameError, match="expected a name or a code"):
        clean([0.5], "label")


@pytest.mark.parametrize("wrong", [None, "", " ", np.nan])
def test_an_id_is_in_every_row(wrong):
    with pytest.raises(FrameError, match="row 1, .*expected an id in every row"):
        clean(["a", wrong], "id", dtype="object")


@pytest.mark.parametrize(
    "wrong", [-1, 1.5, np.nan, None, "here", True, np.inf, 1e300, date(2020, 1, 1)]
)
def test_an_offset_is_a_whole_number_from_0(wrong):
    with pytest.raises(FrameError, match="row 2, .*expected an offset from 0 on"):
        clean([0, 1, wrong], "offset", dtype="object")


def test_offsets_read_as_text_or_fractions_are_numbers():
    assert clean(["0", "12"], "offset").tolist() == [0, 12]
    assert str(clean([0.0, 3.0], "offset").dtype) == "int64"


def test_numbers_may_be_missing_but_not_words():
    assert clean(["0.5", "", None], "number", dtype="object").isna().tolist() == [
        False,
        True,
        True,
    ]
    with pytest.raises(FrameError, match=r"expected a number \(2 rows are so\)"):
        clean(["many", "few"], "number")


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        ([True, False], [True, False]),
        (["True", "false", "", None], [True, False, False, False]),
        ([1, 0, 1.0, "0.0", np.nan], [True, False, True, False, False]),
        (pd.array([True, None], dtype="boolean"), [True, False]),
    ],
)
def test_flags_in_any_writing(given, flags):
    found = clean_column(pd.Series(given, name="doubtful"), "flag", what="items")
    assert found.dtype == "bool" and found.tolist() == flags


@pytest.mark.parametrize("value", ["maybe", 2, "10", -1, 0.5])
def test_what_is_no_flag_is_refused(value):
    with pytest.raises(
        FrameError, match="items, row 1, column doubtful: .*True or False"
    ):
        clean_column(pd.Series([True, value], name="doubtful"), "flag", what="items")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([0.0, 0.42, 1.0], [0.0, 0.42, 1.0]),
        ([0, 1], [0, 1]),
        ([True, False], [True, False]),
        (["0.5", ""], [0.5, np.nan]),
        ([None, np.nan], [np.nan, np.nan]),
        ([1 + 9e-10, -9e-10], [1.0, 0.0]),
        (pd.array([1, None], dtype="Int64"), [1, pd.NA]),
    ],
)
def test_shares_lie_from_0_to_1_but_for_rounding(given, kept):
    assert pd.Series(kept).equals(clean(given, "share").astype(pd.Series(kept).dtype))


@pytest.mark.parametrize("wrong", [3.0, -1.0, 42, "42", 1 + 2e-9, -2e-9, np.inf, "42%"])
def test_what_is_no_share_is_refused_by_row(wrong):
    expected = "a (share from 0 to 1|finite number|number)"
    with pytest.raises(
        FrameError, match=f"reports, row 1, column column: .*; expected {expected}"
    ):
        clean([0.5, wrong], "share", dtype="object")


def test_a_column_of_shares_that_is_right_stays_itself():
    column = pd.Series([0.1, 0.9, np.nan], name="share")
    assert clean_column(column, "share", what="profile") is column
