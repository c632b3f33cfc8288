import pytest

from textmine.errors import ReadError
from textmine.io.readers import read_document

openpyxl = pytest.importorskip("openpyxl")


def test_sheets_become_lines_and_rows(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["一、总体情况"], ["规章", 0, 1.0], ["行政许可", 246, None], ["完"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    document = read_document(tmp_path / "a.xlsx")
    assert document.media == "sheets"
    assert document.text == "一、总体情况\n\n规章\t0\t1\n行政许可\t246\t\n\n完\n"
    assert document.metadata["hint"].startswith("holds only tables")


def test_a_sheet_of_sections_is_read_as_lines(tmp_path):
    book = openpyxl.Workbook()
    for title in ("一、总体情况", "二、主动公开政府信息情况", "五、存在的主要问题"):
        book.active.append([title, "公开信息36条。\n更新不够及时。"])
    book.save(tmp_path / "a.xlsx")
    text = read_document(tmp_path / "a.xlsx").text
    assert text.split("\n")[:4] == [
        "一、总体情况",
        "公开信息36条。",
        "更新不够及时。",
        "二、主动公开政府信息情况",
    ]


@pytest.mark.parametrize(("row", "column"), [(5_001, 1), (1, 201)])
def test_text_beyond_what_is_read_of_a_sheet_is_not_left_out_in_silence(
    tmp_path, row, column
):
    book = openpyxl.Workbook()
    book.active["A1"] = "一、总体情况"
    padding = book.active.cell(row, column)
    book.save(tmp_path / "a.xlsx")
    assert read_document(tmp_path / "a.xlsx").text == "一、总体情况\n"
    padding.value = "二、主动公开"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(ReadError, match=r"beyond row 5,000 or column 200; a table of"):
        read_document(tmp_path / "a.xlsx")
