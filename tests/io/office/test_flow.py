import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.io.office.flow import MAX_DEPTH, Paragraph, RowShape, write_flow


def row(*cells, edges=(), continued=(), depth=1):
    """Paragraphs of a row with one paragraph a cell."""
    shape = RowShape(tuple(edges), frozenset(continued))
    return [
        *(Paragraph(cell, depth, ends_cell=True) for cell in cells),
        Paragraph("", depth, row=shape),
    ]


def lines(*paragraphs):
    return [line for line in write_flow(paragraphs).split("\n") if line]


def test_cells_cover_the_columns_between_their_edges():
    head = row("第二十条第（一）项", edges=(0, 4000))
    names = row("信息内容", "制发", "废止", edges=(0, 2000, 3000, 4000))
    assert lines(*head, *names) == ["第二十条第（一）项\t\t", "信息内容\t制发\t废止"]


def test_edges_that_are_a_little_apart_are_one_column():
    assert lines(
        *row("规章", "1", edges=(0, 2000, 4000)),
        *row("许可", "2", edges=(-10, 2015, 3990)),
    ) == ["规章\t1", "许可\t2"]


def test_a_row_may_begin_behind_the_first_column():
    assert lines(
        *row("申请情况", "网络", edges=(0, 2000, 4000)),
        *row("信函", edges=(2000, 4000)),
    ) == ["申请情况\t网络", "\t信函"]


def test_a_cell_that_continues_the_one_above_is_empty():
    assert lines(
        *row("渠道", "网站", edges=(0, 900, 1800)),
        *row("渠道", "电话", edges=(0, 900, 1800), continued=(0,)),
    ) == ["渠道\t网站", "\t电话"]


@pytest.mark.parametrize("edges", [(), (0,), (0, 500), (0, 500, 900, 1400, 2000)])
def test_a_row_that_does_not_say_where_its_cells_lie(edges):
    assert lines(*row("甲", "乙", "丙", edges=edges)) == ["甲\t乙\t丙"]


def test_an_empty_cell_more_than_edges_is_none():
    assert lines(*row("甲", "乙", "", edges=(0, 500, 900))) == ["甲\t乙"]


def test_a_table_in_a_cell_and_text_behind_it():
    inner = [*row("网络", "1", depth=2), Paragraph("共一件", 1, ends_cell=True)]
    outer = [*inner, Paragraph("2", 1, ends_cell=True), *row(edges=(0, 500, 900))]
    assert lines(*outer, Paragraph("二、主动公开")) == [
        "网络 1共一件\t2",
        "二、主动公开",
    ]


def test_a_cell_of_several_paragraphs_is_one_cell():
    cell = [Paragraph("信息", 1), Paragraph("内容", 1, ends_cell=True)]
    assert lines(*cell, *row("件数", edges=(0, 500, 900))) == ["信息内容\t件数"]


def test_a_table_that_only_arranges_text_gives_its_text():
    long = "本机关主动公开信息。" * 60
    assert lines(*row(f"一、总体情况\n{long}", edges=(0, 9000))) == [
        "一、总体情况",
        long,
    ]


def test_what_a_damaged_file_leaves_open_is_kept():
    assert lines(Paragraph("甲", 1, ends_cell=True), Paragraph("乙", 1)) == ["甲\t乙"]


@given(
    st.lists(
        st.tuples(
            st.text("甲乙1\t", max_size=3),
            st.integers(0, MAX_DEPTH + 3),
            st.booleans(),
            st.none() | st.lists(st.integers(-99, 99), max_size=4),
        ),
        max_size=12,
    )
)
def test_no_character_is_lost_whatever_the_order_of_marks(told):
    paragraphs = [
        Paragraph(
            text if edges is None else "",
            depth,
            ends_cell,
            None if edges is None else RowShape(tuple(edges)),
        )
        for text, depth, ends_cell, edges in told
    ]
    said = "".join(p.text for p in paragraphs if p.row is None or not p.depth)
    kept = write_flow(paragraphs)
    assert sorted("".join(kept.split())) == sorted("".join(said.split()))
