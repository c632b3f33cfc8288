"""The forms of the statutory tables, and how a text tells which one it uses."""

import pytest

from textmine.tables.forms import header_words, load_table, review_row, tell_form

NAMED = [("2", "2019"), ("2", "2021"), ("3", "2019"), ("3", "2021"), ("S", "2014")]


@pytest.mark.parametrize(("number", "form"), NAMED)
def test_rows_are_numbered_from_zero_without_a_gap(number, form):
    table = load_table(number, form)
    assert (table.number, table.form) == (number, form)
    assert [label.row for label in table.rows] == list(range(len(table.rows)))


@pytest.mark.parametrize(("number", "form"), NAMED)
def test_each_row_can_be_found_and_has_a_unit_for_each_column(number, form):
    for label in load_table(number, form).rows:
        assert label.find
        assert label.columns
        assert len(label.units) == len(label.columns)
        for word in label.find:
            assert word == "".join(word.split())


@pytest.mark.parametrize(("number", "form"), NAMED)
def test_a_spelling_stands_before_those_that_are_part_of_it(number, form):
    # Else the shorter one would be taken, and the rest of the label read as a cell.
    for label in load_table(number, form).rows:
        for k, word in enumerate(label.find):
            assert not any(earlier in word for earlier in label.find[:k])


def test_table_three_has_seven_columns_that_end_in_the_total():
    for form in ("2019", "2021"):
        for label in load_table("3", form).rows:
            assert len(label.columns) == 7
            assert label.columns[-1] == "总计"
            assert set(label.units) == {"件"}


def test_group_headings_are_labels_and_no_rows():
    table = load_table("2", "2021")
    groups = [label for label in table.labels if label.row is None]
    assert len(groups) + len(table.rows) == len(table.labels)
    assert any("第二十条第一项" in label.find for label in groups)


def test_table_four_has_three_proceedings_of_five_results():
    columns = review_row().columns
    assert len(columns) == 15
    assert [k for k, name in enumerate(columns) if name.endswith("总计")] == [4, 9, 14]


def test_header_words_are_without_blanks():
    for number in "34":
        words = header_words(number)
        assert words
        assert all(word == "".join(word.split()) for word in words)


def test_the_form_is_told_by_the_words_of_the_header():
    assert tell_form("信息内容\t上一年项目数量\t本年增/减\t处理决定数量") == "2019"
    assert tell_form("信息内容\t本年制发件数\t本年废止件数\t现行有效件数") == "2021"
    # Headers are torn over lines in narrow columns.
    assert tell_form("本年制\n发件数") == "2021"


def test_a_text_without_telling_words_or_with_as_many_of_both_tells_nothing():
    assert tell_form("") == ""
    assert tell_form("我局认真做好政府信息公开工作。") == ""
    assert tell_form("上一年项目数量，本年制发件数") == ""


def test_one_table_can_be_asked_alone():
    assert tell_form("上一年项目数量", "2") == "2019"
    assert tell_form("上一年项目数量", "3") == ""
