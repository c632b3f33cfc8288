"""A report while it is being written: spans, marks, sections, list marks."""

from dataclasses import fields
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.simulation.draft import Draft, Style, item_mark

PIECES = st.lists(
    st.tuples(st.text("槐沟柳湾，。", max_size=6), st.booleans()), max_size=6
)


def test_a_mark_is_kept_with_its_span_and_the_section_it_stands_in():
    draft = Draft()
    draft.add("槐沟镇年度报告", {"family": "title"})
    draft.heading("overview", "一、总体情况")
    draft.add("挂到公示栏", {"theme": "water"})
    text = "".join(draft.parts)
    (first, a, b), (second, c, d) = draft.marks
    assert (first["section"], text[a:b]) == ("preamble", "槐沟镇年度报告")
    assert (second["section"], text[c:d]) == ("overview", "挂到公示栏")


def test_adding_does_not_change_the_callers_mark():
    mark = {"problem": 0}
    Draft().add("更新慢", mark)
    assert mark == {"problem": 0}


@given(st.lists(PIECES, max_size=4))
def test_paragraphs_are_prose_with_their_prefix_and_without_the_line_break(paragraphs):
    draft = Draft()
    for pieces in paragraphs:
        draft.paragraph(
            [(text, {"x": 1} if marked else None) for text, marked in pieces], "1."
        )
    text = "".join(draft.parts)
    assert draft.length == len(text)
    wanted = ["1." + "".join(piece for piece, _ in pieces) for pieces in paragraphs]
    assert [text[a:b] for a, b in draft.prose] == wanted
    assert text == "".join(line + "\n" for line in wanted)
    marked = [
        piece for pieces in paragraphs for piece, is_marked in pieces if is_marked
    ]
    assert [text[a:b] for _, a, b in draft.marks] == marked


def test_a_heading_is_no_prose_and_is_kept_without_its_prefix():
    draft = Draft()
    draft.heading("problems", "五、存在问题", "## ")
    assert draft.headings == {"problems": "五、存在问题"}
    assert "".join(draft.parts) == "\n## 五、存在问题\n"
    assert draft.prose == []


@pytest.mark.parametrize(
    ("style", "first", "third"),
    [
        ("yishi", "一是", "三是"),
        ("dot", "1.", "3."),
        ("comma", "1、", "3、"),
        ("paren", "（一）", "（三）"),
        ("digit", "（1）", "（3）"),
        ("circle", "①", "③"),
    ],
)
def test_list_marks_count_from_one(style, first, third):
    assert (item_mark(style, 0), item_mark(style, 2)) == (first, third)


def test_drawn_layouts_vary_in_every_respect_and_can_all_be_written():
    styles = [Style.draw(Random(seed)) for seed in range(300)]
    for aspect in fields(Style):
        assert len({getattr(style, aspect.name) for style in styles}) > 1
    for style in styles:
        assert item_mark(style.item, 0) != item_mark(style.item, 1)
        assert item_mark(style.measure_item, 0)
        assert style.sub == "none" or item_mark(style.sub, 0)
        assert style.ordinal.format("一").startswith("一")
