import io
import zipfile

import pytest

from textmine.corpus.reading import read_corpus
from textmine.errors import ReadError
from textmine.io.bundles.archives import MAX_DEPTH, look_into
from textmine.io.folders import find_files
from textmine.io.readers import read_document

REPORT = "{}2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我局公开信息36条，没有收到申请。\n"


def pack(members, path=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    if path is not None:
        path.write_bytes(buffer.getvalue())
    return buffer.getvalue()


def test_members_are_files_of_a_folder(tmp_path):
    inner = pack({"c.txt": REPORT.format("临泽川市财政局")})
    members = {
        "年报/a.txt": REPORT.format("临泽川市商务局"),
        "年报/说明/README.md": "无",
        "__MACOSX/a.txt": "无",
        "more.zip": inner,
        "logo.png": b"\x89PNG",
    }
    pack(members, tmp_path / "all.zip")
    files, unknown = find_files(tmp_path)
    inside = [path.relative_to(tmp_path).as_posix() for path in files]
    assert inside == ["all.zip/more.zip/c.txt", "all.zip/年报/a.txt"]
    assert [path.name for path in unknown] == ["logo.png"]
    corpus = read_corpus(tmp_path)
    assert sorted(corpus.reports["agency"]) == ["临泽川市商务局", "临泽川市财政局"]


def test_names_in_the_code_page_of_windows(tmp_path):
    path = tmp_path / "a.zip"
    pack({"x.txt": "无"}, path)
    raw = "年报.txt".encode("gbk")
    path.write_bytes(path.read_bytes().replace(b"x.txt", raw[:5]))
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() != ["年报"]
    assert look_into(path).members[0].startswith("年报")


def test_a_bomb_and_deep_nesting_are_refused(tmp_path):
    pack({"a.txt": b"0" * 5_000_000}, tmp_path / "bomb.zip")
    with pytest.raises(ReadError, match="unpacks to more than"):
        read_document(tmp_path / "bomb.zip" / "a.txt", max_bytes=1_000_000)
    data = pack({"a.txt": REPORT.format("临泽川市商务局")})
    for _ in range(MAX_DEPTH + 2):
        data = pack({"in.zip": data})
    (tmp_path / "deep.zip").write_bytes(data)
    (member,) = look_into(tmp_path / "deep.zip").members
    assert member.count("in.zip") == MAX_DEPTH
    with pytest.raises(ReadError):
        read_document(tmp_path / "deep.zip" / member)


def test_an_archive_named_alone_says_what_to_do(tmp_path):
    pack({"a.png": b"\x89PNG"}, tmp_path / "a.zip")
    corpus_failures = find_files(tmp_path / "a.zip")
    assert [path.name for path in corpus_failures[1]] == ["a.png"]
    with pytest.raises(ReadError, match="a ZIP archive of 1 files.*unpack it"):
        read_document(tmp_path / "a.zip")
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04" + b"0" * 50)
    with pytest.raises(ReadError, match="damaged ZIP"):
        read_document(tmp_path / "b.zip")


def test_a_member_that_is_not_there(tmp_path):
    pack({"a.txt": "无"}, tmp_path / "a.zip")
    with pytest.raises(ReadError, match="no such file in the archive"):
        read_document(tmp_path / "a.zip" / "b.txt")
