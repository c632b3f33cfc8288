"""Columns of text and of written values: the same with every dtype that pandas keeps text in."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.dtypes import (
    arrow_column,
    arrow_table,
    as_text,
    holds_text,
    text_array,
    typed_column,
)

TEXT_DTYPES = ("object", "str", "string")
WORDS = ["公开", "", "a,b"]


@pytest.mark.parametrize("dtype", TEXT_DTYPES)
def test_text_is_told_in_every_dtype_that_keeps_it(dtype):
    assert holds_text(pd.Series(WORDS, dtype=dtype))
    assert holds_text(pd.Series(["公开", None], dtype=dtype))
    assert holds_text(pd.Series([], dtype=dtype))


@pytest.mark.parametrize(
    "values", [[1, 2], [1.5], [True], ["公开", 1], [None, None], [["公开"]], [b"a"]]
)
def test_what_is_no_text_is_told(values):
    assert not holds_text(pd.Series(values, dtype="object"))
    assert not holds_text(pd.Series([1, 2]))
    assert not holds_text(pd.Series([], dtype="float64"))


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
def test_what_is_missing_is_written_as_nothing(missing):
    written = as_text(
        pd.Series(["公开", missing, 2020], index=[3, 1, 2], name="x", dtype="object")
    )
    assert written.tolist() == ["公开", "", "2020"]
    assert written.index.tolist() == [3, 1, 2]
    assert written.name == "x"
    assert as_text(pd.Series([2020, pd.NA], dtype="Int64")).tolist() == ["2020", ""]


@given(st.lists(st.none() | st.integers(-(2**62), 2**62)))
def test_whole_numbers_come_back_from_their_writing_to_the_last_digit(numbers):
    frame = pd.Series(numbers, dtype="Int64")
    for dtype in TEXT_DTYPES:
        cells = as_text(frame).astype(dtype)
        assert typed_column(cells, "Int64").equals(frame)


@given(st.lists(st.floats(allow_nan=False)))
def test_numbers_come_back_from_their_writing_to_the_last_bit(numbers):
    cells = pd.Series([repr(x) for x in numbers], dtype="str")
    assert typed_column(cells, "float64").tolist() == numbers


@pytest.mark.parametrize("dtype", TEXT_DTYPES)
def test_cells_are_read_as_what_they_write(dtype):
    def cells(*written):
        return pd.Series(written, dtype=dtype)

    assert typed_column(cells("2020", "2021.0", ""), "Int64").tolist() == [
        2020,
        2021,
        pd.NA,
    ]
    assert np.isnan(typed_column(cells(""), "float64").iloc[0])
    assert typed_column(cells("True", "FALSE", ""), "bool").tolist() == [
        True,
        False,
        False,
    ]
    for wrong, kind in (
        ("", "int64"),
        ("first", "int64"),
        ("1.5", "Int64"),
        ("x", "float64"),
    ):
        with pytest.raises((TypeError, ValueError)):
            typed_column(cells(wrong), kind)


@pytest.mark.parametrize("dtype", TEXT_DTYPES)
@pytest.mark.parametrize("words", [WORDS, ["公开", None], []])
def test_arrow_gets_the_same_table_for_every_dtype_of_text(dtype, words):
    frame = pd.DataFrame(
        {"text": pd.Series(words, dtype=dtype), "n": range(len(words))}
    )
    other = frame.astype({"text": "object"})
    assert arrow_column(frame["text"]).type == pa.large_string()
    assert arrow_table(frame).equals(arrow_table(other), check_metadata=True)


def test_a_table_leads_back_to_its_frame():
    frame = pd.DataFrame(
        {
            "text": pd.Series(WORDS, dtype="str"),
            "year": pd.array([2020, None, 2021], dtype="Int64"),
            "share": [0.5, 0.0, 1.0],
            "sure": [True, False, True],
        },
        index=[5, 6, 7],
    )
    back = arrow_table(frame).to_pandas()
    pd.testing.assert_frame_equal(back, frame.reset_index(drop=True))
    assert b'"pandas_version": "2.2.0"' in arrow_table(frame).schema.metadata[b"pandas"]


@pytest.mark.parametrize(
    "lay_out", [list, np.array, lambda x: pa.array(x, pa.large_string())]
)
def test_an_array_of_text_keeps_each_text_as_it_is(lay_out):
    words = ["公开", "", "政府信息公开" * 1000]
    column = pd.DataFrame({"text": text_array(lay_out(words))})["text"]
    assert column.tolist() == words
    assert column.dtype == pd.Series([], dtype="str").dtype
    # Not as wide as the longest: 36 kB a text.
    assert column.memory_usage(index=False, deep=True) < 60_000
    assert text_array(lay_out(words))[np.array([0, 0])].tolist() == ["公开", "公开"]
    assert text_array(["公开\0"])[0] == "公开\0"
