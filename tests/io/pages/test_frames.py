"""A saved page whose report stands in a frame: what lies beside it is read, nothing else is."""

import zipfile

import pytest

from textmine.errors import ReadError
from textmine.io.pages.frames import find_frame_files
from textmine.io.readers import read_document

REPORT = (
    "<html><body><h1>洛溪县水务局2021年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
    + "<p>2021年，我局公开信息36条，答复申请三件；召开会议两次。</p>" * 4
    + "</body></html>"
)


def page(frame):
    if frame.startswith("<frameset"):
        return f"<html><head><title>年报</title></head>{frame}</html>"
    return f"<html><body><ul><li>首页</li><li>年报</li></ul>{frame}</body></html>"


@pytest.mark.parametrize(
    "frame",
    [
        "<iframe width=9 src='./p_files/a%20b.html?x=1'></iframe>",
        '<IFRAME SRC="p_files/a b.html"></IFRAME>',
        '<iframe src="p_files/ad.html"></iframe><iframe src="p_files/a b.html"></iframe>',
        '<frameset><frame src="p_files/a b.html"></frameset>',
    ],
)
def test_the_report_in_a_frame_saved_beside_the_page_is_read(tmp_path, frame):
    (tmp_path / "p_files").mkdir()
    (tmp_path / "p_files/a b.html").write_text(REPORT, encoding="utf-8")
    (tmp_path / "p_files/ad.html").write_text("<p>分享到</p>", encoding="utf-8")
    (tmp_path / "p.html").write_text(page(frame), encoding="utf-8")
    document = read_document(tmp_path / "p.html")
    assert document.text.startswith("洛溪县水务局2021年")
    assert "hint" not in document.metadata


def test_the_frame_of_a_page_in_an_archive_is_read_there(tmp_path):
    frames = (
        "<iframe src='p_files/no.html'></iframe><iframe src='p_files/a.html'></iframe>"
    )
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("in/p.html", page(frames))
        archive.writestr("in/p_files/a.html", REPORT)
    document = read_document(tmp_path / "a.zip/in/p.html")
    assert document.text.startswith("洛溪县水务局2021年")


def test_a_page_with_a_report_of_its_own_keeps_it(tmp_path):
    (tmp_path / "a.html").write_text(REPORT * 2, encoding="utf-8")
    own = REPORT.replace("洛溪县水务局", "洛溪县档案局")
    text = own.replace("</body>", "<iframe src='a.html'></iframe></body>")
    (tmp_path / "p.html").write_text(text, encoding="utf-8")
    assert "水务局" not in read_document(tmp_path / "p.html").text


@pytest.mark.parametrize(
    "source", ["a.html", "../a.html", "/a.html", "http://x/a.html"]
)
def test_without_the_frame_the_page_says_so(tmp_path, source):
    (tmp_path / "in").mkdir()
    (tmp_path / "a.html").write_text(REPORT, encoding="utf-8")
    file = tmp_path / "in/p.html"
    file.write_text(page(f"<iframe src='{source}'></iframe>"), encoding="utf-8")
    with pytest.raises(ReadError, match=r"shows a\.html inside the page"):
        read_document(file)


def test_files_are_found_once_and_inside_only(tmp_path):
    (tmp_path / "a.html").write_bytes(b"")
    data = b"<iframe src=a.html></iframe><iframe src='a.html'><iframe src='\x00'><iframe src=.>"
    assert find_frame_files(data, tmp_path / "p.html") == [tmp_path / "a.html"]
    assert find_frame_files(b"<iframe src=p.html>", tmp_path / "p.html") == []


def test_a_name_in_the_encoding_of_an_older_page(tmp_path):
    """Spreadsheets saved as pages: a set of frames, with the sheets in 年报.files."""
    (tmp_path / "年报.files").mkdir()
    (tmp_path / "年报.files/sheet001.htm").write_text(REPORT, encoding="utf-8")
    frames = page('<frameset><frame src="年报.files/sheet001.htm"></frameset>')
    (tmp_path / "年报.htm").write_bytes(frames.encode("gb18030"))
    document = read_document(tmp_path / "年报.htm")
    assert document.text.startswith("洛溪县水务局2021年")
