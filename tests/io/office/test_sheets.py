import pytest

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
