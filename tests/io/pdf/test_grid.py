from dataclasses import replace

from textmine.io.pdf.grid import PlacedCell, PlacedTable, belong_together, join_parts


def table(*rows, columns=(0, 50, 100, 150), height=10):
    """Rows of texts; None continues the cell above, so that the cell above is taller."""
    placed = []
    for r, row in enumerate(rows):
        line = []
        for c, text in enumerate(row):
            if text is None:
                continue
            span = 1
            while r + span < len(rows) and rows[r + span][c] is None:
                span += 1
            line.append(
                PlacedCell(text, columns[c], columns[c] + 50, (r + span) * height)
            )
        placed.append(tuple(line))
    return PlacedTable(tuple(placed), columns[0], columns[-1] + 50, len(rows) * height)


def test_one_part():
    assert join_parts([table(["规章", "0", "1", "2"])]) == [["规章", "0", "1", "2"]]


def test_rows_go_on_over_the_page():
    parts = [table(["规章", "0", "1", "2"]), table(["行政许可", "3", "4", "5"])]
    assert join_parts(parts) == [["规章", "0", "1", "2"], ["行政许可", "3", "4", "5"]]


def test_a_header_that_the_page_repeats_stands_once():
    header = ["内容", "新收", "结转", "总计"]
    parts = [table(header, ["甲", "1", "2", "3"]), table(header, ["乙", "4", "5", "9"])]
    assert join_parts(parts) == [header, ["甲", "1", "2", "3"], ["乙", "4", "5", "9"]]


def test_a_merged_label_that_the_page_cut_is_put_together():
    parts = [
        table(
            ["（三）不予公开", "1.国家秘密", "0", "0"],
            ["（四）无", "1.不掌握", "7", "7"],
        ),
        table(["法提供", "2.没有现成信息", "1", "1"], [None, "3.不明确", "2", "2"]),
    ]
    assert join_parts(parts)[1:] == [
        ["（四）无法提供", "1.不掌握", "7", "7"],
        ["", "2.没有现成信息", "1", "1"],
        ["", "3.不明确", "2", "2"],
    ]


def test_a_row_that_the_page_cut_is_put_together():
    rest = ["", "重新出具已获取信息", "", ""]
    parts = [
        table(["", "5.要求行政机关确认或", "4", "4"]),
        table(rest, ["", "6.其他", "0", "0"]),
    ]
    assert join_parts(parts) == [
        ["", "5.要求行政机关确认或重新出具已获取信息", "4", "4"],
        ["", "6.其他", "0", "0"],
    ]


def test_rows_of_their_own_are_never_put_together():
    parts = [
        table(["第二十条第（六）项", "", "", ""]),
        table(["信息内容", "处理决定数量", "", ""]),
    ]
    assert len(join_parts(parts)) == 2
    parts = [table(["规章", "0", "0", "0"]), table(["行政规范性文件", "", "", ""])]
    assert len(join_parts(parts)) == 2


def test_columns_of_a_part_with_fewer_cells():
    wide = table(["内容", "一", "二", "三"])
    narrow = PlacedTable(
        (((PlacedCell("行政处罚", 1, 50, 10), PlacedCell("9", 51, 200, 10))),),
        0,
        200,
        10,
    )
    assert join_parts([wide, narrow]) == [
        ["内容", "一", "二", "三"],
        ["行政处罚", "9", "", ""],
    ]


def test_a_part_that_is_printed_a_little_wider():
    shifted = table(["乙", "4", "5", "6"], columns=(-2, 50, 102, 154))
    parts = [table(["甲", "1", "2", "3"]), replace(shifted, right=206)]
    assert join_parts(parts) == [["甲", "1", "2", "3"], ["乙", "4", "5", "6"]]


def test_narrow_columns_stay_apart():
    row = [str(k) for k in range(30)]
    assert join_parts([table(row, columns=tuple(range(0, 150, 5)))]) == [row]


def test_tables_of_other_width_do_not_belong_together():
    assert belong_together(table(["a", "b", "c", "d"]), table(["a", "b", "c", "d"]))
    assert not belong_together(
        table(["a", "b", "c", "d"]), PlacedTable((), 40, 300, 10)
    )


def test_a_row_that_both_pages_leave_open_is_sewn_together():
    above = replace(table(["（三）无", "3.要求提供公", "0", "7"]), open_below=True)
    below = replace(
        table(["法提供", "开出版物", "", ""], ["", "4.其他", "1", "1"]), open_above=True
    )
    assert join_parts([above, below]) == [
        ["（三）无法提供", "3.要求提供公开出版物", "0", "7"],
        ["", "4.其他", "1", "1"],
    ]


def test_an_official_label_cut_in_two_is_one_row():
    rest = ["性收费", "", "", ""]
    parts = [
        table(["行政事业", "128.65", "", ""]),
        table(rest, ["其他", "1", "2", "3"]),
    ]
    assert join_parts(parts)[0] == ["行政事业性收费", "128.65", "", ""]


def test_a_label_of_the_statistical_table_cut_in_two_is_one_row():
    whole = ["（三）从事政府信息公开工作人员数", "人", "3", ""]
    above = table(["（三）从事政府信", "人", "3", ""])
    below = table(["息公开工作人员数", "", "", ""], ["（四）经费", "万元", "2", ""])
    assert join_parts([above, below])[0] == whole
    # Unit and number stand in the middle of the row, which may lie below the break.
    above = table(["（三）从事政府信", "", "", ""])
    below = table(["息公开工作人员数", "人", "3", ""], ["（四）经费", "万元", "2", ""])
    assert join_parts([above, below])[0] == whole
    # A blank stays one.
    above = table(["（三）从事政府信", "人", "", ""])
    below = table(["息公开工作人员数", "", "", ""], ["（四）经费", "万元", "2", ""])
    assert join_parts([above, below])[0] == [*whole[:2], "", ""]


def test_the_end_of_a_label_may_look_like_a_unit():
    parts = [table(["行政规范性文", "5", "0", "56"]), table(["件", "", "", ""])]
    assert join_parts(parts) == [["行政规范性文件", "5", "0", "56"]]


def test_numbers_below_the_page_belong_to_the_label_above():
    parts = [table(["行政强制", "", "", ""]), table(["", "4", "5", "6"])]
    assert join_parts(parts) == [["行政强制", "4", "5", "6"]]


def test_a_row_whose_end_is_a_short_name_of_the_row_is_put_together():
    parts = [
        table(["", "3.要求提供公开出版物", "0", "6"], ["", "4.无正当理由", "1", "3"]),
        table(["", "大量反复申请", "", ""], ["", "5.其他", "0", "2"]),
    ]
    assert join_parts(parts)[1:] == [
        ["", "4.无正当理由大量反复申请", "1", "3"],
        ["", "5.其他", "0", "2"],
    ]


def test_a_row_under_a_short_name_of_its_own_stays_a_row():
    parts = [
        table(["", "2.重复申请", "0", "6"]),
        table(["", "大量反复申请", "1", "3"], ["", "5.其他", "0", "2"]),
    ]
    assert [row[1] for row in join_parts(parts)] == [
        "2.重复申请",
        "大量反复申请",
        "5.其他",
    ]


def test_a_row_of_heads_that_the_page_cut_is_put_together():
    parts = [
        table(["行政复议", "", "行政诉讼", ""], ["结果", "尚未", "总计", "复议"]),
        table(["维持", "审结", "", "后起诉"], ["1", "0", "1", "2"]),
    ]
    assert join_parts(parts)[1:] == [
        ["结果维持", "尚未审结", "总计", "复议后起诉"],
        ["1", "0", "1", "2"],
    ]


def test_a_second_row_of_heads_stays_a_row():
    parts = [
        table(["行政复议", "", "未经复议直接起诉", ""]),
        table(["结果维持", "总计", "结果维持", "总计"], ["1", "1", "0", "2"]),
    ]
    assert [row[0] for row in join_parts(parts)] == ["行政复议", "结果维持", "1"]
