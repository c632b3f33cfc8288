import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import is_running
from textmine.errors import OptionalPartError, ReadError
from textmine.io.office import libre_office
from textmine.io.readers import read_document

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_without_libreoffice_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(libre_office, "find_soffice", lambda: "")
    for name in ("a.doc", "a.wps", "a.docx"):
        (tmp_path / name).write_bytes(OLD)
        with pytest.raises(
            OptionalPartError, match=f"{name}: an old Office file; install LibreOffice"
        ):
            read_document(tmp_path / name)


def test_conversion(tmp_path, monkeypatch, docx_file):
    def convert(command):
        folder = command[command.index("--outdir") + 1]
        assert any(part.startswith("-env:UserInstallation=file:") for part in command)
        (Path(folder) / "report.docx").write_bytes(docx_file.read_bytes())
        return True

    monkeypatch.setattr(libre_office, "find_soffice", lambda: "soffice")
    monkeypatch.setattr(libre_office, "_run", convert)
    (tmp_path / "a.doc").write_bytes(OLD)
    document = read_document(tmp_path / "a.doc")
    assert document.media == "doc" and "一、总体情况" in document.text


def test_a_conversion_that_gives_nothing_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(libre_office, "find_soffice", lambda: "soffice")
    monkeypatch.setattr(libre_office, "_run", lambda command: True)
    (tmp_path / "a.doc").write_bytes(OLD)
    with pytest.raises(ReadError, match=r"a\.doc: LibreOffice could not convert"):
        read_document(tmp_path / "a.doc")


def test_a_program_that_does_not_start_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(libre_office, "find_soffice", lambda: str(tmp_path / "soffice"))
    (tmp_path / "a.doc").write_bytes(OLD)
    with pytest.raises(ReadError, match=r"a\.doc: LibreOffice does not start"):
        read_document(tmp_path / "a.doc")


@pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script"
)
def test_a_conversion_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text(
        f"#!/bin/sh\nsleep 300 &\necho $! > '{tmp_path}/child'\nwait\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setattr(libre_office, "find_soffice", lambda: str(program))
    monkeypatch.setattr(libre_office, "_TIMEOUT_S", 0.5)
    (tmp_path / "a.doc").write_bytes(OLD)
    with pytest.raises(ReadError, match=r"a\.doc: LibreOffice took more than 0\.5 s"):
        read_document(tmp_path / "a.doc")
    assert not is_running(int((tmp_path / "child").read_text(encoding="utf-8")))


@pytest.mark.skipif(
    not libre_office.find_soffice(), reason="LibreOffice is not installed"
)
def test_a_real_conversion_keeps_text_and_tables(tmp_path, docx_file):
    folder = tmp_path / "年度 报告"
    folder.mkdir()
    profile = (tmp_path / "profile").as_uri()
    command = [
        libre_office.find_soffice(),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "doc",
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), str(docx_file)],
        capture_output=True,
        timeout=120,
        check=True,
    )
    old = (folder / "report.doc").rename(folder / "临泽川市 商务局（2020年）.doc")
    assert old.read_bytes().startswith(OLD[:8])
    assert read_document(old).text == read_document(docx_file).text


@pytest.mark.skipif(
    not libre_office.find_soffice(), reason="LibreOffice is not installed"
)
def test_a_damaged_old_file_gives_one_line(tmp_path):
    (tmp_path / "a.doc").write_bytes(OLD)
    with pytest.raises(ReadError, match=r"a\.doc: "):
        read_document(tmp_path / "a.doc")
