import pytest

from textmine.io.readers import read_document

NAMES = [
    "申请人情况",
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
]
FIVE = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
ROWS = [
    ["一、本年新收政府信息公开申请数量", "5", "", "", "", "2", "", "7"],
    ["二、上年结转政府信息公开申请数量", "", "", "", "", "", "", "1"],
    ["（一）予以公开", "12", "", "1", "", "", "", "13"],
    ["（二）部分公开", "", "3", "", "", "", "", "3"],
]


def printed(print_pdf, blocks, style="", border=0):
    def row(cells):
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    tables = "".join(
        block
        if isinstance(block, str)
        else f"<table border={border}>{''.join(map(row, block))}</table>"
        for block in blocks
    )
    css = f"<style>body{{font-size:12px}}td{{font-size:9px}}{style}</style>"
    body = f"{tables}<p>公开的信息都在我们的网站上，没有不公开的情况，也没有人对这些工作提出意见。</p>"
    return read_document(
        print_pdf(
            f"<html><head><meta charset=utf-8>{css}</head><body>{body}</body></html>"
        )
    ).text


@pytest.mark.parametrize(
    "style", ["", "td{text-align:center}", "td{text-align:right}", "td{padding:4px}"]
)
def test_numbers_go_to_the_column_they_stand_under(print_pdf, style):
    lines = printed(
        print_pdf, [[NAMES, *ROWS], "<p>五、存在的主要问题</p>"], style
    ).split("\n")
    assert [line.split("\t") for line in lines[1:5]] == ROWS
    assert lines[5] == "五、存在的主要问题"


def test_the_row_of_reviews_has_no_label(print_pdf):
    values = ["", "1", *[""] * 7, "1", *[""] * 5]
    assert "\t".join(values).rstrip() in printed(
        print_pdf, [[FIVE * 3, values]], "td{font-size:7px}"
    ).split("\n")


def test_full_rows_and_other_lines_stay_as_printed(print_pdf):
    full = ["（一）予以公开", *"1234567"]
    other = ["参加培训人数", "4", "", "", "", "", "", "4"]
    lines = printed(
        print_pdf, [[NAMES, full, other], "<p>全年收到申请 7 件，部分公开 3</p>"]
    ).split("\n")
    assert lines[1:4] == [
        " ".join(full),
        "参加培训人数 4 4",
        "全年收到申请 7 件，部分公开 3",
    ]


def test_columns_of_another_table_are_not_used(print_pdf):
    two = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "", "", "2"],
    ]
    text = printed(print_pdf, [two, [["（一）予以公开", "3", "", "3"]]])
    assert "规章\t\t\t2\n" in text and "（一）予以公开 3 3\n" in text


def test_one_number_over_all_columns_is_not_moved(print_pdf):
    three = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "", "1", "2"],
    ]
    one = "<table><tr><td>信息内容<td>本年处理决定数量<tr><td>行政许可<td>12</table>"
    text = printed(print_pdf, [three, one])
    assert "规章\t\t1\t2\n" in text and "行政许可 12\n" in text
