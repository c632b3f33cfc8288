"""Cells in any usual writing, and columns that are not used though they seem to be meant."""

import pytest

from textmine.errors import ReadError
from textmine.io.columns import FIELDS, check_cell, doubt_columns


@pytest.mark.parametrize(
    ("field", "cell", "taken"),
    [
        ("year", "二○二一年度", "2021"),
        ("year", "2021-01-29", "2021"),
        ("level", "设区的市", "city"),
        ("level", "县本级", "county"),
        ("published", "2021.1.9 08:30", "2021-01-09"),
        ("agency", "甲局", "甲局"),
    ],
)
def test_cells_are_brought_into_one_writing(field, cell, taken):
    assert check_cell(field, cell, "a.csv") == taken


@pytest.mark.parametrize(
    ("field", "cell"),
    [("year", "21"), ("year", "3021"), ("level", "甲"), ("published", "20211301")],
)
def test_what_is_none_is_refused_by_column(field, cell):
    with pytest.raises(ReadError, match=f"a.csv, column {field}: '{cell}'"):
        check_cell(field, cell, "a.csv")


def test_columns_of_no_interest_are_not_told():
    rows = [["x", "2021", "2009", "市"], ["", "", "", "甲"]]
    assert list(doubt_columns(["抄录", "年份", "成立", "性质"], rows, FIELDS)) == []
