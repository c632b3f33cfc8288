import subprocess

import pytest

from textmine.errors import OptionalPartError, ReadError
from textmine.io import legacy
from textmine.io.readers import read_document

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_without_libreoffice_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(legacy, "find_soffice", lambda: "")
    for name in ("a.doc", "a.wps", "a.docx"):
        (tmp_path / name).write_bytes(OLD)
        with pytest.raises(OptionalPartError, match=f"{name}: an old Office file; install LibreOffice"):
            read_document(tmp_path / name)


def test_conversion(tmp_path, monkeypatch, docx_file):
    def convert(command, **_):
        folder = command[command.index("--outdir") + 1]
        assert any(part.startswith("-env:UserInstallation=file:") for part in command)
        (tmp_path.__class__(folder) / "report.docx").write_bytes(docx_file.read_bytes())

    monkeypatch.setattr(legacy, "find_soffice", lambda: "soffice")
    monkeypatch.setattr(subprocess, "run", convert)
    (tmp_path / "a.doc").write_bytes(OLD)
    document = read_document(tmp_path / "a.doc")
    assert document.media == "doc" and "一、总体情况" in document.text


def test_a_conversion_that_fails_is_named(tmp_path, monkeypatch):
    def fail(command, **_):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(legacy, "find_soffice", lambda: "soffice")
    monkeypatch.setattr(subprocess, "run", fail)
    (tmp_path / "a.doc").write_bytes(OLD)
    with pytest.raises(ReadError, match=r"a\.doc: LibreOffice could not convert"):
        read_document(tmp_path / "a.doc")


def test_other_formats_under_an_old_suffix(tmp_path, docx_file, page):
    (tmp_path / "a.doc").write_bytes(docx_file.read_bytes())
    (tmp_path / "b.doc").write_text(page(), encoding="utf-8")
    assert "一、总体情况" in read_document(tmp_path / "a.doc").text
    assert "一、总体情况" in read_document(tmp_path / "b.doc").text


def test_real_conversion_where_libreoffice_is_installed(tmp_path):
    if not legacy.find_soffice():
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "a.doc").write_bytes(rb"{\rtf1\ansi Report 2020\par}")
    assert "Report 2020" in read_document(tmp_path / "a.doc").text
