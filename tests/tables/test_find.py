"""Where the statutory tables lie in a text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.tables.find import Compact, find_tables
from textmine.tables.forms import load_table

STORY = "临泽川市档案局2021年政府信息公开工作年度报告\n一、总体情况\n我局主动公开政府信息。\n"
PROCEEDING = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
REVIEW = (
    "行政复议\t行政诉讼\n未经复议直接起诉\t复议后起诉\n"
    + "\t".join([PROCEEDING] * 3)
    + "\n"
    + "\t".join("100010000000000")
)


def table(number, form, separator="\t"):
    lines = [
        separator.join([label.text, *["0"] * len(label.columns)])
        for label in load_table(number, form).rows
    ]
    return "\n".join(lines)


def test_a_text_without_tables_has_none():
    assert find_tables("") == []
    assert find_tables(STORY) == []


def test_a_label_in_a_sentence_is_no_table():
    assert find_tables("本年新收申请2件，上年结转0件，予以公开1件，部分公开1件。") == []


def test_table_three_is_found_with_every_row_in_its_place():
    text = STORY + table("3", "2021") + "\n五、存在的主要问题\n解读少。\n"
    (found,) = find_tables(text)
    assert (found.number, found.form) == ("3", "2021")
    assert [row.label.row for row in found.rows] == list(range(25))
    for row, label in zip(found.rows, load_table("3", "2021").rows, strict=True):
        assert row.start < row.end <= row.stop
        assert text[row.start : row.end] in label.text
        line = text[row.end : row.stop].split("\n")[0]
        assert line.split()[-7:] == ["0"] * 7
    assert "解读少" not in text[found.start : found.end]
    assert "主动公开政府信息" not in text[found.start : found.end]


def test_pipes_are_borders_as_tabs_are():
    by_tab = find_tables(STORY + table("3", "2019"))
    by_pipe = find_tables(STORY + table("3", "2019", "|"))
    assert [(t.number, t.form, len(t.rows)) for t in by_pipe] == [("3", "2019", 23)]
    assert [(t.number, t.form, len(t.rows)) for t in by_tab] == [("3", "2019", 23)]


def test_the_review_table_takes_its_values_and_stops_before_the_next_section():
    text = STORY + REVIEW + "\n五、存在的主要问题及改进情况\n解读少。\n"
    (found,) = find_tables(text)
    assert found.number == "4"
    (row,) = found.rows
    assert text[row.end : row.stop].split() == list("100010000000000")
    assert "存在的主要问题" not in text[found.start : found.end]


def test_tables_come_in_order_of_place_and_do_not_overlap():
    header = "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
    text = (
        STORY
        + header
        + table("2", "2021")
        + "\n三、申请\n"
        + table("3", "2021")
        + "\n四、复议\n"
        + REVIEW
    )
    found = find_tables(text)
    assert [t.number for t in found] == ["2", "3", "4"]
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@given(st.text("本年 新|收\t0一、\n", max_size=60), st.sampled_from(["新收", "本年", "0"]))
@settings(deadline=None, max_examples=60)
def test_a_compact_text_knows_the_place_of_each_character(text, word):
    compact = Compact(text)
    assert len(compact.places) == len(compact.text)
    assert [text[p] for p in compact.places] == list(compact.text)
    assert not set(compact.text) & set(" |\t\n、")
    assert len(compact.find_all(word)) == compact.text.count(word)
    assert all(compact.text[a:b] == word for a, b in compact.find_all(word))


def test_a_word_is_found_two_thousand_times_and_no_more():
    assert len(Compact("规章" * 1999).find_all("规章")) == 1999
    assert len(Compact("规章" * 2100).find_all("规章")) == 2000
