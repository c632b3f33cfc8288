import io
import json
import re
import zlib
from pathlib import Path

import pypdfium2
import pytest

from textmine.errors import ReadError
from textmine.io.readers import read_document

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


def blank_pdf(n_pages=1):
    document = pypdfium2.PdfDocument.new()
    for _ in range(n_pages):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_scan_says_that_it_needs_ocr(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(blank_pdf(2))
    with pytest.raises(
        ReadError,
        match=r"scan\.pdf: a scan without text \(2 pages\); pip install textmine\[ocr\].*run OCR",
    ):
        read_document(path)


def test_too_many_pages(tmp_path):
    path = tmp_path / "long.pdf"
    path.write_bytes(blank_pdf(501))
    with pytest.raises(ReadError, match="501 pages"):
        read_document(path)


@pytest.mark.parametrize("times", [1, 2])
def test_a_decompression_bomb(tmp_path, times):
    content = b"q Q " * 500_000
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode " * times
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter[%s]>>stream\n%s\nendstream"
        % (len(content), filters, content),
    ]
    body = b"".join(
        b"%d 0 obj%s endobj\n" % (k, part) for k, part in enumerate(objects, 1)
    )
    path = tmp_path / "bomb.pdf"
    path.write_bytes(b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF")
    with pytest.raises(
        ReadError, match=r"bomb\.pdf: unpacks to more than 400,000 bytes"
    ):
        read_document(path, max_bytes=100_000)
    with pytest.raises(ReadError, match="a scan without text"):
        read_document(path)


def test_a_protected_pdf(tmp_path):
    encrypted = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/O("
        + b"a" * 32
        + b")/U("
        + b"b" * 32
        + b")/P -4>>endobj\n"
        b"trailer<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[(0123456789abcdef)(0123456789abcdef)]>>\n%%EOF"
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(encrypted)
    with pytest.raises(ReadError, match="password"):
        read_document(path)


def test_a_table_over_the_page_break(tmp_path, print_pdf):
    rows = "".join(
        f"<tr><td>{k}.事项{k}</td><td>{k}</td><td>{k + 1}</td></tr>"
        for k in range(1, 81)
    )
    page = (
        "<html><head><meta charset=utf-8><style>@page{size:A4;margin:2cm} td{border:1px solid black}</style></head>"
        "<body><p>三、收到和处理情况</p><table cellspacing=0><tr><td>内容</td><td>新收</td><td>总计</td></tr>"
        f"{rows}</table><p>四、其他情况</p></body></html>"
    )
    text = read_document(print_pdf(page)).text
    assert text.startswith("三、收到和处理情况\n\n内容\t新收\t总计\n1.事项1\t1\t2\n")
    assert text.endswith("80.事项80\t80\t81\n\n四、其他情况\n")
    assert len(re.findall(r"^\d+\.事项\d+\t\d+\t\d+$", text, re.MULTILINE)) == 80


def test_tables_of_other_columns_on_one_page_do_not_disturb_each_other(print_pdf):
    first = (
        "".join(f"<tr><td>事项{k}<td>{k}<td>{k + 20}</tr>" for k in range(8))
        + "<tr><td>收费<td>5<td></tr>"
    )
    second = "<tr>" + "<td>12" * 14 + "</tr>"
    style = "<style>body{font-size:10px}td{padding:1px;font-size:7px}</style>"
    tables = "".join(
        f"<p>之间</p><table border=1>{rows}</table>"
        for shift in range(6)
        for rows in (first.replace("收费", "收" * (3 + shift)), second * 3)
    )
    page = f"<html><head><meta charset=utf-8>{style}</head><body>{tables}</body></html>"
    rows = [
        line.split("\t")
        for line in read_document(print_pdf(page)).text.split("\n")
        if "\t" in line
    ]
    expected = [[f"事项{k}", str(k), str(k + 20)] for k in range(8)]
    assert [row for row in rows if row[0].startswith("事项")] == expected * 6
    assert [row for row in rows if row[0].startswith("收")] == [
        ["收" * (3 + shift), "5", ""] for shift in range(6)
    ]
    assert sum(row == ["12"] * 14 for row in rows) == 18


def test_page_numbers_are_taken_out(tmp_path, print_pdf):
    paper = '<div style="height:24cm"><p>第{0}段，我局公开信息。</p></div><p>- {0} -</p><div class=end></div>'
    style = "<style>.end{page-break-after:always}</style>"
    papers = "".join(paper.format(k) for k in (1, 2, 3))
    text = read_document(
        print_pdf(
            f"<html><head><meta charset=utf-8>{style}</head><body>{papers}</body></html>"
        )
    ).text
    assert text.split() == [
        "第1段，我局公开信息。",
        "第2段，我局公开信息。",
        "第3段，我局公开信息。",
    ]


@pytest.mark.shared
def test_the_real_pdf_gives_all_two_hundred_cells():
    if not SHARED.is_dir():
        pytest.skip("the shared reports are not there")
    lines = (SHARED / "gold" / "real.jsonl").read_text(encoding="utf-8").splitlines()
    gold = next(g for g in map(json.loads, lines) if g["id"] == "huaian_2024")
    rows = [
        line.split("\t")
        for line in read_document(SHARED / "real" / "huaian_2024.pdf").text.split("\n")
        if "\t" in line
    ]
    numbers = [
        [float(cell) for cell in row if re.fullmatch(r"[\d.]+", cell)] for row in rows
    ]
    assert [line for line in numbers if len(line) == 7] == gold["table3"]
    assert [line for line in numbers if len(line) == 15] == [gold["table4"]]
    assert {
        row[0]: line
        for row, line in zip(rows, numbers, strict=True)
        if row[0] in gold["table2"]
    } == gold["table2"]


@pytest.mark.shared
def test_the_blank_official_form():
    if not SHARED.is_dir():
        pytest.skip("the shared reports are not there")
    text = read_document(SHARED / "real" / "blank_form.docx").text
    rows = [line.split("\t") for line in text.split("\n") if "\t" in line]
    assert sum(len(row) == 10 for row in rows) == 28
    assert sum(len(row) == 15 for row in rows) == 3


def turned(data, degrees, shown=None):
    """The same pages drawn turned back on sheets that are shown turned by so many degrees."""
    source, target = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    for k, page in enumerate(source):
        wide, high = page.get_size()
        matrix = {
            90: (0, 1, -1, 0, high, 0),
            180: (-1, 0, 0, -1, wide, high),
            270: (0, -1, 1, 0, 0, wide),
        }[degrees]
        drawn = source.page_as_xobject(k, target).as_pageobject()
        drawn.set_matrix(pypdfium2.PdfMatrix(*matrix))
        sheet = target.new_page(*((wide, high) if degrees == 180 else (high, wide)))
        sheet.insert_obj(drawn)
        sheet.gen_content()
        sheet.set_rotation(degrees if shown is None else shown)
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def test_turned_pages_read_as_they_are_shown(tmp_path, print_pdf, page):
    upright = print_pdf(page())
    text = read_document(upright).text
    assert "规范性文件\t2\t1\t9\n" in text
    for degrees in (90, 180, 270):
        path = tmp_path / f"{degrees}.pdf"
        path.write_bytes(turned(upright.read_bytes(), degrees))
        assert read_document(path).text == text


def test_pages_that_lie_on_their_side_read_as_if_they_stood(tmp_path, print_pdf, page):
    upright = print_pdf(page())
    text = read_document(upright).text
    for degrees in (90, 180, 270):
        path = tmp_path / f"{degrees}.pdf"
        path.write_bytes(turned(upright.read_bytes(), degrees, shown=0))
        assert read_document(path).text == text
    document = pypdfium2.PdfDocument(upright.read_bytes())
    document[0].set_rotation(90)
    document.save(tmp_path / "shown.pdf")
    assert read_document(tmp_path / "shown.pdf").text == text
