import pytest

from textmine.errors import ReadError
from textmine.io.readers import read_document

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_a_message_of_outlook_says_what_to_do(tmp_path):
    message = OLD + "__substg1.0_0037001F".encode("utf-16-le")
    (tmp_path / "a.msg").write_bytes(message)
    with pytest.raises(
        ReadError, match="message of Outlook; open it, and save the report"
    ):
        read_document(tmp_path / "a.msg")


def test_other_formats_under_an_old_suffix(tmp_path, docx_file, page):
    (tmp_path / "a.doc").write_bytes(docx_file.read_bytes())
    (tmp_path / "b.doc").write_text(page(), encoding="utf-8")
    assert "一、总体情况" in read_document(tmp_path / "a.doc").text
    assert "一、总体情况" in read_document(tmp_path / "b.doc").text
    (tmp_path / "c.wps").write_bytes(
        "一、总体情况\n主动公开信息36条，收到申请2件。".encode("gb18030")
    )
    assert "一、总体情况" in read_document(tmp_path / "c.wps").text
