"""The contract of the frames, and the way from a report's text back to its file."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.schema import (
    FRAMES,
    META,
    Report,
    check_columns,
    frame_columns,
    make_frame,
)
from textmine.text.edit import trace

FAILURE = {"source": "a.txt", "reason": "empty", "error": "ReadError"}


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_a_frame_without_rows_has_the_columns_and_dtypes_of_the_contract(
    name, dtype_names
):
    frame = make_frame(name, [])
    assert len(frame) == 0
    assert dtype_names(frame) == FRAMES[name]


def test_what_is_known_of_a_report_stands_in_reports_and_in_narrative():
    for name in ("reports", "narrative"):
        assert set(META) <= set(frame_columns(name))


def test_missing_words_are_empty_and_missing_years_stay_missing():
    row = dict.fromkeys(FRAMES["families"], 0) | {
        "kind": None,
        "first_year": None,
        "last_year": 2021,
    }
    frame = make_frame("families", [row])
    assert frame["kind"].tolist() == [""]
    assert frame["first_year"].isna().tolist() == [True]
    assert frame["last_year"].tolist() == [2021]


def test_further_keys_are_dropped_and_columns_put_in_order():
    given_frame = pd.DataFrame(
        [dict(reversed(FAILURE.items())) | {"note": 1}], index=[9]
    )
    for rows in ([FAILURE | {"note": 1}], given_frame):
        frame = make_frame("failures", rows)
        assert list(frame) == ["source", "reason", "error"]
        assert frame.index.tolist() == [0]
        assert frame.iloc[0].to_dict() == FAILURE


def test_what_breaks_the_contract_is_named():
    with pytest.raises(FrameError, match="no frame 'report'.*reports"):
        frame_columns("report")
    with pytest.raises(FrameError, match="failures: missing column error"):
        make_frame("failures", pd.DataFrame({"source": ["a"], "reason": ["b"]}))
    share = {"report_id": "r1", "theme": "first", "share": 0.5}
    with pytest.raises(
        FrameError, match="theme_shares: column 'theme' does not hold int64"
    ):
        make_frame("theme_shares", [share])


def test_a_frame_without_columns_is_said_to_have_none():
    with pytest.raises(
        FrameError, match="texts: missing column a, b; the frame has no columns"
    ):
        check_columns(pd.DataFrame(), ["a", "b"], what="texts")


@given(st.text("甲局 公开\n", max_size=20), st.data())
@settings(deadline=None)
def test_a_span_leads_back_to_the_characters_of_the_file(raw, data):
    spots = [i for i, c in enumerate(raw) if c.isspace()]
    clean = trace(raw).replace([(i, i + 1, "") for i in spots])
    report = Report("r1", clean.text, raw, clean.offsets)
    start = data.draw(st.integers(0, len(clean.text)))
    end = data.draw(st.integers(start, len(clean.text)))
    first, last = report.raw_span(start, end)
    assert "".join(raw[first:last].split()) == clean.text[start:end]
    if start < end:
        assert not raw[first].isspace()
        assert not raw[last - 1].isspace()


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 1), (0, 3)])
def test_a_span_outside_the_text_is_an_error(start, end):
    report = Report("r1", "我局", "我局", np.arange(3))
    with pytest.raises(
        ValueError, match=rf"span {start}:{end} lies outside the text of r1 \(0:2\)"
    ):
        report.raw_span(start, end)


def test_a_notebook_shows_the_beginning_of_a_long_text_and_escapes_it():
    text = "<b>" + "公" * 200
    shown = Report(
        "r1", text, text, np.arange(len(text) + 1), agency="甲局", year=2021
    )._repr_html_()
    assert "甲局" in shown
    assert "年份 year: 2021" in shown
    assert "&lt;b&gt;公" in shown
    assert "公" * 118 not in shown
    assert "…" in shown


def test_what_the_frame_of_reports_knows_is_joined_from_it():
    frame = pd.DataFrame({"report_id": ["r1"], "text": "更新慢"})
    with pytest.raises(
        FrameError, match=r"missing column agency, year; .* frame.merge"
    ):
        check_columns(frame, ["agency", "year", "text"], what="problems")
    with pytest.raises(FrameError) as told:
        check_columns(frame, ["year", "value"], what="values")
    assert "merge" not in str(told.value)
