from pathlib import Path

import pytest

from textmine.errors import ReadError
from textmine.io.office import legacy
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


def test_a_document_that_holds_a_workbook_is_a_document(tmp_path):
    document = Path(__file__).with_name("old.doc").read_bytes()
    (tmp_path / "a.doc").write_bytes(document + "Workbook".encode("utf-16-le"))
    assert "一、总体情况" in read_document(tmp_path / "a.doc").text
    (tmp_path / "b.wps").write_bytes(document)
    assert "一、总体情况" in read_document(tmp_path / "b.wps").text


def test_a_damaged_document_is_left_to_libreoffice(tmp_path, monkeypatch, docx_file):
    document = bytearray(Path(__file__).with_name("old.doc").read_bytes())
    # The table of its pieces is said to lie behind the end of the file.
    at = document.index(bytes.fromhex("eca5")) + 0x1A2
    document[at : at + 4] = b"\xff\xff\xff\x7f"
    (tmp_path / "a.doc").write_bytes(document)
    monkeypatch.setattr(legacy, "find_soffice", lambda: "")
    with pytest.raises(ReadError, match=r"a\.doc: damaged, or no Word document"):
        read_document(tmp_path / "a.doc")
    monkeypatch.setattr(legacy, "find_soffice", lambda: "soffice")
    monkeypatch.setattr(legacy, "convert", lambda *asked: docx_file.read_bytes())
    assert "一、总体情况" in read_document(tmp_path / "a.doc").text
