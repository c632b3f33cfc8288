"""Every entry of a folder has a fate and a reason; own results are never input."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from textmine.io.folders import (
    PASSED_OVER,
    REPORT,
    UNREADABLE,
    find_entries,
    find_files,
    is_results_folder,
)


def write(path: Path, content: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def fates(folder):
    return {e.source: (e.fate, e.reason) for e in find_entries([folder])}


def test_find_files_in_folders(tmp_path):
    for name in (
        "b.txt",
        "a.html",
        "sub/c.DOCX",
        "sub/d.pdf",
        "sub/deep/e.wps",
        "f.md",
    ):
        write(tmp_path / name)
    for name in (
        ".hidden.txt",
        "~$c.docx",
        "README.md",
        "datasheet.md",
        "manifest.csv",
        "gold/x.txt",
        ".git/y.txt",
    ):
        write(tmp_path / name)
    for name in ("sheet.xlsx", "sub/notes", "sub/picture.png"):
        write(tmp_path / name)
    (tmp_path / "sub" / "notes").write_text("买菜", encoding="utf-8")
    files, unknown = find_files(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in files] == [
        "a.html",
        "b.txt",
        "f.md",
        "sheet.xlsx",
        "sub/c.DOCX",
        "sub/d.pdf",
        "sub/deep/e.wps",
    ]
    assert [path.name for path in unknown] == ["notes", "picture.png"]


def test_named_files_are_listed_once_and_even_if_missing(tmp_path):
    path = write(tmp_path / "a.txt")
    files, unknown = find_files(
        [path, tmp_path, tmp_path / "none.txt", tmp_path / "sheet.xlsx"]
    )
    assert files == [path, tmp_path / "none.txt", tmp_path / "sheet.xlsx"]
    assert unknown == []


def test_a_picture_is_read_where_it_is_named(tmp_path):
    write(tmp_path / "page1.jpg")
    fate, reason = fates(tmp_path)["page1.jpg"]
    assert fate == UNREADABLE and "name the file itself" in reason
    assert find_entries([tmp_path / "page1.jpg"])[0].fate == REPORT


def test_an_empty_folder_gives_nothing(tmp_path):
    assert find_files(tmp_path) == ([], [])


def test_what_is_passed_over_is_counted_with_its_reason(tmp_path):
    for name in ("README.md", ".hidden.txt", "~$a.docx", "gold/a.txt", "a.txt"):
        write(tmp_path / name)
    found = fates(tmp_path)
    assert found["a.txt"] == (REPORT, "")
    assert {s for s, (fate, _) in found.items() if fate == PASSED_OVER} == {
        "README.md",
        ".hidden.txt",
        "~$a.docx",
        "gold",
    }
    assert all(reason for fate, reason in found.values() if fate != REPORT)


@pytest.mark.parametrize("name", ["未确认 1.crdownload", "a.docx.part", "a.html.xltd"])
def test_a_download_that_did_not_end_is_told_and_not_read(tmp_path, name):
    write(tmp_path / name, "<html><body><p>一、总体情况</p></body></html>")
    ((fate, reason),) = fates(tmp_path).values()
    assert fate == UNREADABLE
    assert "did not end; download" in reason
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / name, name)
    inside = fates(tmp_path)[f"a.zip/{name}"]
    assert inside == (fate, reason)


def test_what_word_makes_while_it_works_is_passed_over(tmp_path):
    write(tmp_path / "~WRL0001.tmp")
    assert [fate for fate, _ in fates(tmp_path).values()] == [PASSED_OVER]


def test_a_report_whose_name_begins_like_a_readme_is_read(tmp_path):
    write(tmp_path / "readme_swj_2021.txt")
    write(tmp_path / "license_bureau.txt")
    assert {fate for fate, _ in fates(tmp_path).values()} == {REPORT}


def test_own_results_are_passed_over_and_the_rest_of_their_folder_is_not(tmp_path):
    out = tmp_path / "results"
    write(out / "manifest.json", json.dumps({"versions": {"textmine": "0"}}))
    for name in ("report.html", "items.csv", "scores.parquet", "frames.xlsx"):
        write(out / name)
    write(out / "swj_2021.txt")
    found = fates(tmp_path)
    assert found.pop("results/swj_2021.txt") == (REPORT, "")
    assert {fate for fate, _ in found.values()} == {PASSED_OVER}


def test_a_page_of_ours_is_known_wherever_it_lies(tmp_path):
    head = '<head><meta charset="utf-8"><meta name="generator" content="textmine 1"></head>'
    write(tmp_path / "kept.html", "<!doctype html>" + head)
    write(tmp_path / "real.html", "<!doctype html><title>年报</title>")
    found = fates(tmp_path)
    assert found["kept.html"][0] == PASSED_OVER
    assert found["real.html"] == (REPORT, "")


def test_any_manifest_json_does_not_make_a_results_folder(tmp_path):
    write(tmp_path / "manifest.json", '{"name": "app"}')
    assert not is_results_folder(tmp_path)
    for other in ("not json", '["textmine"]', '{"by": "textmine", "versions": null}'):
        write(tmp_path / "manifest.json", other)
        assert not is_results_folder(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_pipes_and_names_in_other_bytes(tmp_path):
    write(tmp_path / "sub" / "a.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "to_sub").symlink_to(tmp_path / "sub")
    os.mkfifo(tmp_path / "pipe.txt")
    Path(
        os.fsdecode(os.fsencode(tmp_path) + b"/" + "年报.txt".encode("gbk"))
    ).write_text("x")
    found = fates(tmp_path)
    assert {s: fate for s, (fate, _) in found.items()} == {
        "sub/a.txt": REPORT,
        "年报.txt": REPORT,
        "loop.txt": UNREADABLE,
        "pipe.txt": UNREADABLE,
        "to_sub": PASSED_OVER,
    }


@pytest.mark.parametrize("name", ["manifest.xlsx", "Manifest.tsv", "crosswalk.xls"])
def test_a_manifest_that_is_no_csv_says_what_to_do(tmp_path, name):
    write(tmp_path / name)
    entry = find_entries([tmp_path])[0]
    assert entry.fate == "unreadable"
    assert f"save it as {name.partition('.')[0].lower()}.csv" in entry.reason


def test_a_file_reached_twice_is_listed_once(tmp_path, monkeypatch):
    write(tmp_path / "in" / "a.txt")
    monkeypatch.chdir(tmp_path)
    spelt = ["in", "./in", tmp_path / "in", "in/../in/a.txt"]
    assert [e.source for e in find_entries(spelt)] == ["a.txt"]


@pytest.mark.skipif(
    os.name == "nt", reason="links need a right of their own on Windows"
)
def test_two_names_of_one_file_are_both_accounted_for(tmp_path):
    (tmp_path / "b.txt").write_text("文", encoding="utf-8")
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "c.txt").symlink_to("/dev/null")
    (tmp_path / "d.txt").symlink_to("/dev/null")
    entries = {entry.source: entry for entry in find_entries([tmp_path])}
    assert list(entries) == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert entries["a.txt"].fate == "report"
    assert (entries["b.txt"].fate, entries["b.txt"].reason) == (
        "passed over",
        "leads to the same file as a.txt",
    )
    assert entries["d.txt"].reason == "leads to the same file as c.txt"
    # The same folder given twice is the same folder.
    assert len(find_entries([tmp_path, tmp_path])) == 4
