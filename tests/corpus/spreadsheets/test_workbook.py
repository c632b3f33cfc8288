"""A workbook with a sheet a frame."""

import zipfile

import pandas as pd
import pytest

from textmine.corpus.spreadsheets import workbook
from textmine.corpus.spreadsheets.workbook import MAX_CHARS, read_sheets, write_workbook
from textmine.errors import TextmineWarning

openpyxl = pytest.importorskip("openpyxl")


def write(file, *parts, name="items"):
    write_workbook(file, {name: lambda: iter(parts)})
    return file


def test_frames_come_back_from_their_sheets(tmp_path):
    items = pd.DataFrame({"text": ["解读少", ""], "order": [1, 2]})
    claims = pd.DataFrame({"text": ["公开12条"]})
    file = tmp_path / "frames.xlsx"
    write_workbook(
        file, {"items": lambda: iter([items]), "claims": lambda: iter([claims])}
    )
    again = read_sheets(file, "items")
    assert again["text"].tolist() == ["解读少", ""]
    assert again["order"].tolist() == ["1", "2"]
    assert read_sheets(file, "claims")["text"].tolist() == ["公开12条"]


def test_the_head_stays_in_sight_and_a_frame_without_rows_has_one(tmp_path):
    file = write(tmp_path / "frames.xlsx", pd.DataFrame({"a": [], "b": []}))
    sheet = openpyxl.load_workbook(file)["items"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["a", "b"]
    assert sheet.max_row == 1


def test_a_long_frame_goes_on_in_further_sheets(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    parts = [pd.DataFrame({"n": [1, 2, 3]}), pd.DataFrame({"n": [4, 5]})]
    file = write(tmp_path / "frames.xlsx", *parts)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["items", "items_2", "items_3"]
    assert all(sheet["A1"].value == "n" for sheet in book)
    assert read_sheets(file, "items")["n"].tolist() == ["1", "2", "3", "4", "5"]


def test_a_text_is_never_a_formula(tmp_path):
    file = write(tmp_path / "frames.xlsx", pd.DataFrame({"text": ["=1+1", "+1"]}))
    cells = openpyxl.load_workbook(file)["items"]["A"][1:]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("=1+1", "s"),
        ("+1", "s"),
    ]


def test_a_text_that_is_too_long_is_cut_and_said_to_be(tmp_path):
    frame = pd.DataFrame({"text": ["公" * MAX_CHARS, "公" * (MAX_CHARS + 1)]})
    with pytest.warns(TextmineWarning, match="1 longer text cut"):
        file = write(tmp_path / "frames.xlsx", frame)
    assert read_sheets(file, "items")["text"].str.len().tolist() == [
        MAX_CHARS,
        MAX_CHARS,
    ]


def test_what_the_format_cannot_hold_is_replaced_and_missing_numbers_are_blank(
    tmp_path,
):
    texts = pd.Series(["公\x0b开", "甲\ud800"], dtype="object")
    frame = pd.DataFrame({"text": texts, "year": pd.array([2021, None], "Int64")})
    file = write(tmp_path / "frames.xlsx", frame)
    again = read_sheets(file, "items")
    assert again["text"].tolist() == ["公\ufffd开", "甲\ufffd"]
    assert openpyxl.load_workbook(file)["items"]["B3"].value is None


def test_the_same_frames_give_the_same_bytes_with_no_date_of_today(tmp_path):
    frame = pd.DataFrame({"text": ["解读少"]})
    one, other = (write(tmp_path / name, frame) for name in ("one.xlsx", "other.xlsx"))
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
        core = parts.read("docProps/core.xml").decode()
    assert core.count("2000-01-01T00:00:00Z") == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "one.xlsx",
        "other.xlsx",
    ]
