"""Official labels: whole ones with number and group, never a part of one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.io.pdf.labels import is_label, is_official


@pytest.mark.parametrize(
    "label",
    [
        "规章",
        "行政事业性收费",
        "行政 事业性\n收费",
        "第二十条第（一）项 规章",
        "（三）不予公开 1.属于国家秘密",
        "（三）不予公开1．属于国家秘密",
        "总计",
        "（三）从事政府信息公开工作人员数",
        "其中：主动公开规范性文件数",
    ],
)
def test_whole_labels_are_official(label):
    assert is_official(label)


@pytest.mark.parametrize(
    "label",
    [
        *("", "3", "信息内容", "不予公开", "（三）", "行政事业性", "收费项目"),
        *("其中：", "息公开工作人员数"),
    ],
)
def test_heads_groups_numbers_and_parts_are_not(label):
    assert not is_official(label)


def test_a_label_belongs_to_its_table():
    assert is_label("规章", "2")
    assert not is_label("规章", "3")
    assert is_label("三、总计", "3")
    assert not is_label("规章", "9")
    assert not is_label("", "2")


def test_the_end_of_a_label_counts_and_its_beginning_does_not():
    # The first line of a label may stand in a row above; what is left is its end.
    assert is_label("或重新出具已获取信息", "3")
    assert not is_label("要求行政机关确认", "3")
    assert not is_official("或重新出具已获取信息")


@settings(deadline=None)
@given(
    st.sampled_from(["规章", "行政处罚", "总计", "规范性文件"]),
    st.text("0123 ．.、（）\n"),
)
def test_a_number_before_a_label_changes_nothing(label, number):
    assert is_official(number + label)


@settings(deadline=None)
@given(st.text("行政规章处罚收费总计不予公开1（）", max_size=8))
def test_what_is_official_is_a_label_of_one_of_the_tables(text):
    assert not is_official(text) or any(is_label(text, table) for table in "23S")
