"""Books are read chapter by chapter, in the order that they give themselves."""

import io
import zipfile

import pytest

from textmine import read_corpus
from textmine.errors import ReadError
from textmine.io.pages.book import load

MANY = 10**6
CONTAINER = (
    '<container><rootfiles><rootfile full-path="OPS/a.opf"/></rootfiles></container>'
)
TITLE = "洛溪县水务局2021年政府信息公开工作年度报告"
CHAPTERS = {
    "c1": f"<h1>{TITLE}</h1><p>一、总体情况</p><p>2021年，我局公开信息36条。</p>",
    "c2": "<p>二、主动公开政府信息情况</p><table><tr><td>规章</td><td>0</td></tr></table>",
    "c10": "<p>五、存在的主要问题及改进情况</p><p>一是更新不及时。</p>",
}


def book(order=("c1", "c2", "c10"), chapters=CHAPTERS, container=CONTAINER):
    items = "".join(
        f'<item href="Text/{name}%20.xhtml" id="{name}"/>' for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in order)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr(
            "OPS/a.opf",
            f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for name, body in chapters.items():
            page = f"<html><head><title>章</title></head><body class='x'>{body}</body></html>"
            archive.writestr(f"OPS/Text/{name} .xhtml", page)
    return buffer.getvalue()


def test_chapters_follow_the_order_of_the_book():
    text = load(book(), "a.epub", MANY).text
    places = [
        text.index(word) for word in ("一、总体", "二、主动", "规章\t0", "五、存在")
    ]
    assert places == sorted(places)
    turned = load(book(("c10", "c1")), "a.epub", MANY).text
    assert turned.index("五、存在") < turned.index("一、总体") and "规章" not in turned


@pytest.mark.parametrize("name", ["年报.epub", "年报.zip", "年报"])
def test_a_book_is_one_report_whatever_it_is_called(tmp_path, name):
    (tmp_path / name).write_bytes(book())
    (report,) = read_corpus(tmp_path, progress=False)
    assert (report.agency, report.year) == ("洛溪县水务局", 2021)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 no more",
        book(container="<container/>"),
        # A chapter that is not there.
        book().replace(b"OPS/Text/c2 ", b"OPS/Text/c3 "),
    ],
)
def test_a_damaged_book_says_so(data):
    with pytest.raises(ReadError, match=r"a\.epub: a damaged EPUB; save the report"):
        load(data, "a.epub", MANY)


def test_a_book_that_unpacks_to_too_much_is_refused():
    with pytest.raises(ReadError, match="unpacks to more than"):
        load(book(chapters={"c1": "字" * 400}, order=["c1"] * 9), "a.epub", 2000)
