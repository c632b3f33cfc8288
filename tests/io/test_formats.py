"""The same report in every format gives the same lines, rows and header."""

import re

import pytest

from textmine.header.read import read_header
from textmine.io.readers import read_document


def content(document):
    """Lines without blanks, the site's own line left out."""
    lines = [
        re.sub(r"[ \u00a0]", "", line)
        for line in document.text.split("\n")
        if line.strip()
    ]
    return [
        line for line in lines if not line.startswith(("发布时间", "首页", "网站地图"))
    ]


@pytest.fixture
def expected(report_parts):
    lines = []
    for part in report_parts:
        lines += [part] if isinstance(part, str) else ["\t".join(row) for row in part]
    return lines


def test_text_and_markdown(text_file, expected, tmp_path):
    assert content(read_document(text_file)) == expected
    path = tmp_path / "report.md"
    path.write_bytes(text_file.read_bytes())
    assert content(read_document(path)) == expected


def test_docx(docx_file, expected):
    assert content(read_document(docx_file)) == expected


def test_html(tmp_path, page, expected):
    path = tmp_path / "report.html"
    path.write_bytes(page(charset="gb2312").encode("gb18030"))
    assert content(read_document(path)) == expected


def test_pdf(print_pdf, page, expected):
    assert content(read_document(print_pdf(page()))) == expected


def test_the_same_header_from_every_format(text_file, docx_file, tmp_path, page):
    path = tmp_path / "report.html"
    path.write_text(page(), encoding="utf-8")
    headers = []
    for file in (text_file, docx_file, path):
        document = read_document(file)
        header = read_header(
            document.text, filename=file.name, metadata=document.metadata
        )
        headers.append(
            (
                header.agency,
                header.year,
                header.level,
                header.agency_type,
                header.region,
            )
        )
    assert headers == [("临泽川市商务局", 2020, "city", "商务局", "临泽川市")] * 3
