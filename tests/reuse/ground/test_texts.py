"""Texts to mine: contents decoded when asked for, an order that the input's never changes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.reuse.ground.texts import (
    Contents,
    read_text_parts,
    read_texts,
    sort_texts,
)


def test_columns_in_pieces_are_read_like_whole_ones() -> None:
    pieces = pd.concat(
        [
            pd.Series(["公开", None], dtype="str"),
            pd.Series(["𠀀a", "信息"], dtype="str"),
        ]
    )
    contents = Contents.of(pieces)
    assert list(contents) == ["公开", "", "𠀀a", "信息"]
    assert contents.lengths().tolist() == [2, 0, 2, 2]
    joined = contents.sort(np.array([3, 0])).join(Contents.of(pd.Series(["年度"])))
    assert joined[:] == ["信息", "公开", "年度"]
    assert joined[-1] == "年度"


TEXT = st.one_of(st.none(), st.text("公开𠀀a\n", max_size=4))


@given(st.lists(st.lists(TEXT, max_size=4), max_size=4))
def test_contents_of_parts_are_those_of_the_whole(
    parts: list[list[str | None]],
) -> None:
    columns = [pd.Series(part, dtype="str") for part in parts]
    gathered = Contents.gather(iter(columns))
    expected = [text or "" for part in parts for text in part]
    assert list(gathered) == expected
    assert gathered.lengths().tolist() == [len(text) for text in expected]
    # A part of a longer column stands in the middle of its characters.
    whole = pd.Series([text for part in parts for text in part], dtype="str")
    assert list(Contents.gather([whole[1:], whole[:1]])) == expected[1:] + expected[:1]


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_the_input_never_matters(order: list[int]) -> None:
    frame = pd.DataFrame(
        {
            "report_id": [f"r{i // 2}" for i in range(6)],
            "text": list("甲乙丙丁戊己"),
            "start": [0, 9, 0, 9, 0, 9],
            "year": [2020, 2020, None, None, 2019, 2019],
        }
    )
    texts = read_texts(frame.iloc[order])
    assert list(texts.contents) == ["戊", "己", "甲", "乙", "丙", "丁"]
    assert texts.report.tolist() == [0, 0, 1, 1, 2, 2]
    assert texts.reports["report_id"].tolist() == ["r2", "r0", "r1"]


def test_codes_of_what_is_unknown() -> None:
    frame = pd.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "text": "文",
            "agency": ["望溪州市教育局", "", ""],
            "agency_type": ["教育局", "教育厅", ""],
        }
    )
    texts = read_texts(frame)
    by_report = dict(
        zip(texts.reports["report_id"], texts.codes("agency_type"), strict=True)
    )
    assert by_report["a"] == by_report["b"] != -1
    assert by_report["c"] == -1
    assert len(set(texts.codes("agency"))) == 3
    assert texts.names("agency_type").tolist() == ["教育", ""]


def test_half_of_a_surrogate_pair_keeps_its_place() -> None:
    column = pd.Series(["公\ud840开"], dtype=object)
    texts = read_texts(pd.DataFrame({"report_id": ["a"], "text": column}))
    assert list(texts.contents) == ["公\ufffd开"]


def test_what_is_no_source_is_named() -> None:
    for source, name in {"公开": "one string", 5: "int", None: "nothing"}.items():
        with pytest.raises(
            FrameError, match=f"got {name}; expected a corpus or a frame"
        ):
            read_texts(source)  # type: ignore[arg-type]


def test_lists_and_columns_of_texts_are_reports_of_their_own() -> None:
    assert sorted(read_texts(["公开", "更新"]).reports["report_id"]) == ["0", "1"]
    column = pd.Series(["公开", None], index=["甲", "乙"])
    assert sorted(read_texts(column).reports["report_id"]) == ["乙", "甲"]


def test_several_rows_a_report_need_their_start() -> None:
    rows = pd.DataFrame({"report_id": ["a", "a"], "text": ["公开", "更新"]})
    with pytest.raises(
        FrameError, match="row 1, column report_id: 'a'; expected one row a report"
    ):
        read_texts(rows)
    assert read_texts(rows.assign(start=[0, 3])).rows["start"].tolist() == [0, 3]


def test_agencies_are_one_with_their_successors_unless_told() -> None:
    rows = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "text": ["公开", "更新"],
            "agency_id": ["1:工商局", "1:市场监管局"],
            "agency": ["甲县工商局", "甲县市场监管局"],
            "level": "county",
            "year": [2017, 2019],
        }
    )
    one = read_texts(rows)
    assert len(set(one.codes("agency"))) == 1 and one.successors
    parts = read_text_parts(rows.iloc[[k]] for k in (0, 1))
    assert len(set(parts.codes("agency"))) == 1 and parts.successors
    again, _ = sort_texts(one.full_rows(), one.contents)
    assert len(set(again.codes("agency"))) == 1 and again.successors
    for apart in (
        read_texts(rows, successors=False),
        read_text_parts([rows], successors=False),
    ):
        assert len(set(apart.codes("agency"))) == 2 and not apart.successors


def test_a_text_begins_at_nought_where_nothing_is_said() -> None:
    rows = pd.DataFrame({"report_id": ["a", "b"], "text": ["公开", "更新"]})
    assert read_texts(rows).rows["start"].tolist() == [0, 0]
    some = read_texts(rows.assign(start=[3, 7]))
    assert some.rows.set_index("report_id")["start"].to_dict() == {"a": 3, "b": 7}
    assert some.rows["section"].tolist() == ["", ""]
