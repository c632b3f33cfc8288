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
    with pytest.raises(ReadError, match="a ZIP archive of 1 file,.*unpack it"):
        read_document(tmp_path / "a.zip")
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04" + b"0" * 50)
    with pytest.raises(ReadError, match="damaged ZIP"):
        read_document(tmp_path / "b.zip")


def test_a_member_that_is_not_there(tmp_path):
    pack({"a.txt": "无"}, tmp_path / "a.zip")
    with pytest.raises(ReadError, match="no such file in the archive"):
        read_document(tmp_path / "a.zip" / "b.txt")


def test_a_damaged_archive_in_an_archive_takes_no_other_report_with_it(tmp_path):
    inner = pack({"b.txt": REPORT.format("临泽川市财政局")})
    members = {
        "a.txt": REPORT.format("临泽川市商务局"),
        "cut.zip": inner[:-30],
        "empty.zip": pack({}),
    }
    pack(members, tmp_path / "all.zip")
    corpus = read_corpus(tmp_path)
    assert corpus.reports["agency"].tolist() == ["临泽川市商务局"]
    assert corpus.failures["source"].tolist() == [
        "all.zip/cut.zip",
        "all.zip/empty.zip",
    ]
    assert "damaged ZIP" in corpus.failures["reason"][0]
    assert "ZIP archive of 0 files" in corpus.failures["reason"][1]


def test_an_archive_of_too_many_files_says_so(tmp_path, monkeypatch):
    pack({"a.txt": "无", "b.zip": pack({"c.txt": "无"})}, tmp_path / "all.zip")
    assert len(look_into(tmp_path / "all.zip").members) == 2
    monkeypatch.setattr("textmine.io.bundles.archives.MAX_MEMBERS", 2)
    with pytest.raises(ReadError, match="all.zip: an archive of more than 2 files"):
        look_into(tmp_path / "all.zip")


def test_lists_inside_an_archive_are_told_of_and_work_beside_it(tmp_path):
    """A manifest that would be passed over in silence leaves every agency as it was read."""
    rows = "path,agency\n{}a.txt,临泽川市统计局\n"
    members = {
        "a.txt": REPORT.format("某局"),
        "gold/a.txt": REPORT.format("临泽川市财政局"),
        "manifest.csv": rows.format(""),
    }
    pack(members, tmp_path / "all.zip")
    (tmp_path / "manifest.csv").write_text(rows.format("all.zip/"), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.reports["agency"].tolist() == ["临泽川市统计局"]
    (said,) = corpus.failures["reason"]
    assert "put it beside the archive" in said


def test_members_of_one_name_are_files_of_their_own(tmp_path):
    """An archive that was added to holds two files of one name; none hides another."""
    names = ("a/b.txt", "a\\b.txt", "./a/b.txt", "a/b (2).txt", "a", "c.txt")
    offices = ("财政", "教育", "民政", "水务", "审计", "统计")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, office in zip(names, offices, strict=True):
            archive.writestr(name, REPORT.format(f"临泽川市{office}局"))
    expected = {
        "a/b.txt": "财政", "a/b (2).txt": "教育", "a/b (3).txt": "民政",
        "a/b (2) (2).txt": "水务", "a (2)": "审计", "c.txt": "统计",
    }  # fmt: skip
    assert set(look_into(tmp_path / "all.zip").members) == set(expected)
    for name, office in expected.items():
        text = read_document(tmp_path / "all.zip" / name).text
        assert text.startswith(f"临泽川市{office}局"), name
    corpus = read_corpus(tmp_path)
    assert corpus.reports["agency"].nunique() == len(expected)


def test_a_mail_in_an_archive_is_read_and_a_table_there_says_what_to_do(tmp_path):
    text = "2020年，我局公开信息九条，答复申请三件；召开会议两次。" * 8
    mail = f"Subject: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.eml", mail)
        archive.writestr("all.csv", "标题,正文\n")
    files, unknown = find_files(tmp_path)
    assert [file.name for file in files] == ["a.eml"]
    assert [file.name for file in unknown] == ["all.csv"]
    assert read_document(files[0]).text.strip() == text
    failures = read_corpus(tmp_path, progress=False).failures
    (reason,) = failures.loc[failures["source"] == "a.zip/all.csv", "reason"]
    assert reason == "all.csv: a table inside an archive; unpack it into a folder"
