import hashlib
from pathlib import Path

import pytest

from textmine.errors import ReadError, TextmineError
from textmine.io.readers import read_document

TEXT = "临泽川市商务局2020年年度报告\n一、总体情况\n全年公开信息36条，没有收到申请。\n"


def write(path: Path, content: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_text_is_passed_through(tmp_path):
    path = write(tmp_path / "a.txt")
    document = read_document(path)
    assert document.text == TEXT
    assert document.source == str(path)
    assert document.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (document.media, document.encoding) == ("text", "utf-8")


def test_markdown_keeps_its_pipes_and_marks(tmp_path):
    text = "# 一、总体情况\n\n| 规章 | 0 |\n| --- | --- |\n"
    document = read_document(write(tmp_path / "a.MD", text))
    assert (document.text, document.media) == (text, "markdown")


def test_html_under_the_suffix_of_text_is_laid_out(tmp_path, page):
    document = read_document(write(tmp_path / "a.txt", page()))
    assert "规章\t0\t0\t0\n" in document.text and "<" not in document.text


def test_tables_in_html_inside_markdown_become_rows(tmp_path):
    text = "# 二、主动公开\n<table><tr><td colspan=2>规章</td><td>0</td></tr></table>\n## 三、申请\n"
    assert (
        read_document(write(tmp_path / "a.md", text)).text
        == "# 二、主动公开\n\n\n规章\t\t0\n\n\n## 三、申请\n"
    )


def test_plain_text_under_the_suffix_of_html_keeps_its_lines(tmp_path):
    assert read_document(write(tmp_path / "a.html")).text == TEXT


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n ", "empty"),
        ("a.txt", "\u3000\n".encode(), "no text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "PNG.*OCR|OCR.*PNG"),
        ("a.xlsx", b"PK\x03\x04", "damaged workbook"),
        ("a", b"\x00\x01\x02text", "mojibake"),
        ("a.rar", b"Rar!\x1a\x07", "a RAR archive; unpack"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack"),
        ("a.docx", b"not a zip", "damaged"),
        ("a.docx", b"PK\x03\x04" + b"0" * 80, "damaged"),
        ("a.pdf", b"%PDF-1.7 broken", "damaged"),
        ("a.pdf", b"<html>", "shows no text"),
        (
            "a.html",
            b"<html><head><title>404 Not Found</title></head><body>nginx</body></html>",
            "error page",
        ),
        ("a.html", b"<html><body><script>go()</script></body></html>", "scripts"),
    ],
)
def test_bad_files_give_one_clear_line(tmp_path, name, content, says):
    with pytest.raises(TextmineError, match=says) as caught:
        read_document(write(tmp_path / name, content))
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_missing_file_folder_and_size(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        read_document(tmp_path / "none.txt")
    folder = tmp_path / "x.txt"
    folder.mkdir()
    with pytest.raises(ReadError, match="folder"):
        read_document(folder)
    with pytest.raises(ReadError, match="limit is 20"):
        read_document(write(tmp_path / "a.txt"), max_bytes=20)


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    path = write(tmp_path / "a.txt")

    def refuse(self, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(
        ReadError, match=r"a\.txt: cannot be read \(Permission denied\)"
    ):
        read_document(path)


def test_halves_of_characters_are_replaced(tmp_path):
    answer = (
        '{"title": "某局\\ud800年报", "source": "某\\ud800局", "content": "'
        + "公开信息九条，答复三件。\\udc00" * 20
        + '"}'
    )
    document = read_document(write(tmp_path / "a.json", answer))
    for text in (document.text, *document.metadata.values()):
        assert text.encode()
    assert document.metadata["publisher"] == "某\ufffd局"
