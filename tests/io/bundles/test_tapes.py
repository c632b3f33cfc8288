"""Tar archives: every file in one is found and read, whatever packs it; nothing outside is."""

import bz2
import gzip
import io
import lzma
import tarfile

import pytest

from textmine.corpus.reading import read_corpus
from textmine.errors import ReadError
from textmine.io.bundles import tapes
from textmine.io.bundles.tapes import name_tape_members, read_tape_member

REPORT = (
    "洛溪县{}2021年政府信息公开工作年度报告\n一、总体情况\n公开信息36条。\n"
    "五、存在的主要问题及改进情况\n一是目录更新不及时。下一步，一是按月核对目录。\n"
)


def tar(files, *, links=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
        for name, target in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            archive.addfile(member)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("all.tar", bytes),
        ("all.tar.gz", gzip.compress),
        ("all.TGZ", gzip.compress),
        ("all.tar.bz2", bz2.compress),
        ("all.tar.xz", lzma.compress),
    ],
)
def test_reports_in_an_archive_are_read(tmp_path, name, pack):
    files = {
        "水务/年报.txt": REPORT.format("水务局"),
        "档案.txt": REPORT.format("档案局"),
    }
    (tmp_path / name).write_bytes(pack(tar(files)))
    for given in (tmp_path, tmp_path / name):
        reports = read_corpus(given).reports
        assert sorted(reports["agency"]) == ["洛溪县档案局", "洛溪县水务局"]
        assert f"{name}/水务/年报.txt" in set(reports["source"])


def test_links_and_names_that_lead_out_are_no_members(tmp_path):
    files = {"../../a.txt": "甲", "/b.txt": "乙"}
    (tmp_path / "a.tar").write_bytes(tar(files, links=[("c.txt", "/etc/passwd")]))
    assert name_tape_members(tmp_path / "a.tar") == ("a.txt", "b.txt")
    assert read_tape_member(tmp_path / "a.tar", "b.txt", 10) == "乙".encode()


def test_what_cannot_be_read_is_said(tmp_path):
    (tmp_path / "a.tar").write_bytes(tar({"a.txt": "甲乙", "b.txt": " "}))
    with pytest.raises(ReadError, match="a.tar/c.txt: no such file in the archive"):
        read_tape_member(tmp_path / "a.tar", "c.txt", 10)
    with pytest.raises(ReadError, match="more than 3 bytes"):
        read_tape_member(tmp_path / "a.tar", "a.txt", 3)
    with pytest.raises(ReadError, match="b.txt: empty file"):
        read_tape_member(tmp_path / "a.tar", "b.txt", 10)


@pytest.mark.parametrize(
    "data",
    [b"junk" * 400, gzip.compress(b"x" * 2000, mtime=0)[:-9]],
    ids=["no archive", "cut"],
)
def test_a_damaged_archive_is_one_line(tmp_path, data):
    (tmp_path / "a.tar.gz").write_bytes(data)
    (tmp_path / "b.txt").write_text(REPORT.format("水务局"), encoding="utf-8")
    (failure,) = read_corpus(tmp_path).failures["reason"]
    assert failure == "a.tar.gz: a damaged tar archive; download it again"


def test_more_than_is_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tapes, "_MOST_BYTES", 5000)
    (tmp_path / "a.tgz").write_bytes(gzip.compress(tar({"a.txt": "甲" * 9000})))
    with pytest.raises(ReadError, match="an archive of more than"):
        name_tape_members(tmp_path / "a.tgz")
    monkeypatch.setattr(tapes, "MOST_MEMBERS", 1)
    (tmp_path / "b.tar").write_bytes(tar({"a.txt": "甲", "b.txt": "乙"}))
    with pytest.raises(ReadError, match="more than 1 file"):
        name_tape_members(tmp_path / "b.tar")
