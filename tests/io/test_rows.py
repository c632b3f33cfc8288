from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.io.rows import GridCell, clean_cell, is_layout, lay_out, write_rows


def test_merged_cells_stand_once():
    rows = [
        [
            GridCell("申请人", colspan=2, rowspan=2),
            GridCell("自然人"),
            GridCell("总计"),
        ],
        [GridCell("1"), GridCell("2")],
        [GridCell("新收", colspan=2), GridCell("3"), GridCell("4")],
    ]
    assert lay_out(rows) == [
        ["申请人", "", "自然人", "总计"],
        ["", "", "1", "2"],
        ["新收", "", "3", "4"],
    ]


def test_two_spans_in_one_column_one_after_the_other():
    rows = [
        [GridCell("a", rowspan=2), GridCell("1")],
        [GridCell("2")],
        [GridCell("b", rowspan=2), GridCell("3")],
        [GridCell("4")],
    ]
    assert lay_out(rows) == [["a", "1"], ["", "2"], ["b", "3"], ["", "4"]]


def test_a_cell_is_one_line_without_tabs():
    assert clean_cell(" 本年新 \n 制作\t数量 ") == "本年新制作 数量"


def test_blank_line_before_and_after():
    assert write_rows([["规章", "", "0"], ["", "", ""]]) == "\n规章\t\t0\n\n"
    assert write_rows([["", ""]]) == ""
    assert write_rows([]) == ""


def test_running_text_in_a_cell_is_layout():
    assert is_layout(["我局公开信息。没有收到申请。全年无诉讼。" * 20])
    assert not is_layout(["第二十条第（一）项", "0"] * 50)


cells = st.builds(
    GridCell,
    st.text(alphabet="甲1 \n\t", max_size=4),
    st.integers(1, 4),
    st.integers(1, 4),
)


def test_titles_of_the_form_at_the_head_of_cells_make_a_table_of_sections():
    cells = ["一、总体情况", "二、主动公开政府信息情况", "五、存在的主要问题 更新慢"]
    assert is_layout(cells)
    assert not is_layout(cells[:2])
    assert not is_layout(
        ["一、本年新收政府信息公开申请数量", "（一）予以公开", "1、其他"]
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(cells, max_size=5), max_size=6))
def test_no_text_is_lost_and_none_doubled(rows):
    grid = lay_out(rows)
    texts = [clean_cell(cell.text) for row in rows for cell in row]
    assert [text for line in grid for text in line if text] == [
        text for text in texts if text
    ]
    assert len(grid) == len(rows)
