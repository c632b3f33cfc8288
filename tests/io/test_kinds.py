import gzip
import io
import zipfile

import pytest

from textmine.errors import ReadError
from textmine.io.folders import find_files
from textmine.io.kinds import tell_kind
from textmine.io.readers import read_document

PAGE = "<html><head><title>某局</title></head><body><p>{}</p></body></html>"
PROSE = "2020年，我局公开信息九条，答复申请三件；召开会议两次。" * 8


def packed(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (b"%PDF-1.7", ".doc", "pdf"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", ".txt", "html"),
        (b"<?xml version='1.0'?><!-- a --><html>", ".aspx", "html"),
        ("<html>".encode("utf-16"), "", "html"),
        (b'{"a": "b"}', ".html", "json"),
        (b'call({"a": "b"})', ".txt", "json"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", ".doc", "mhtml"),
        (b"{\\rtf1", ".doc", "doc"),
        (b"\xd0\xcf\x11\xe0", ".docx", "doc"),
        (packed({"word/document.xml": ""}), ".doc", "docx"),
        (packed({"OFD.xml": ""}), ".pdf", "ofd"),
        (packed({"mimetype": "", "content.xml": ""}), "", "odt"),
        (packed({"a.docx": ""}), ".bin", "zip"),
        (b"\xff\xd8\xff\xe0", ".pdf", "picture"),
        ("一、总体情况".encode("gbk"), ".xyz", "text"),
        ("# 年报".encode(), ".md", "markdown"),
    ],
)
def test_the_content_goes_before_the_suffix(data, suffix, kind):
    assert tell_kind(data, suffix) == kind


@pytest.mark.parametrize(
    "name", ["a.shtml", "a.jhtml", "a.jsp", "a.aspx", "a.xhtml", "a", "a.gov"]
)
def test_pages_under_any_suffix(tmp_path, name):
    (tmp_path / name).write_text(PAGE.format(PROSE), encoding="utf-8")
    assert find_files(tmp_path)[0] == [tmp_path / name]
    assert PROSE[:20] in read_document(tmp_path / name).text


def test_what_hides_under_an_old_suffix_is_told_once():
    """The reader of old files converts what it is given: it looks at nothing again."""
    html = PAGE.format(PROSE)
    assert tell_kind(b"PK\x03\x04 and no more", ".doc") == "docx"
    assert tell_kind(html.encode("utf-16"), ".doc") == "html"
    assert tell_kind(html.encode() + b"\x00", ".wps") == "html"
    assert tell_kind(PROSE.encode("gb18030"), ".doc") == "text"


def test_gzip_is_what_it_holds(tmp_path):
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE.format(PROSE).encode()))
    (tmp_path / "b.html").write_bytes(
        gzip.compress(gzip.compress(PAGE.format(PROSE).encode()))
    )
    assert {read_document(path).media for path in find_files(tmp_path)[0]} == {"html"}


def test_a_gzip_bomb_is_refused(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b" " * 3_000_000))
    with pytest.raises(ReadError, match="unpacks to more than 1,000,000 bytes"):
        read_document(tmp_path / "a.gz", max_bytes=1_000_000)


def test_the_folder_of_a_saved_page_is_part_of_it(tmp_path):
    (tmp_path / "年报.htm").write_text(PAGE.format(PROSE), encoding="utf-8")
    for name in ("年报_files/share.html", "年报.files/x.html", "他_files/other.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PAGE.format("其他"), encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in find_files(tmp_path)[0]]
    assert names == ["他_files/other.html", "年报.htm"]
