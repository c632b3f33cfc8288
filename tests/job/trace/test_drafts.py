"""Drafts as callers hand them in."""

import pytest

from textmine.errors import FrameError, ReadError
from textmine.job.trace.drafts import read_draft, take_draft


def test_a_text_stays_and_a_path_is_read(tmp_path):
    file = tmp_path / "draft.txt"
    file.write_text("公開不够及時。", encoding="utf-8")
    assert take_draft("公开不够及时。") == "公开不够及时。"
    assert take_draft("") == ""
    assert take_draft(file) == read_draft(file) == "公开不够及时。"
    with pytest.raises(ReadError, match="no such file"):
        take_draft(tmp_path / "none.txt")


def test_letters_of_a_files_name_are_no_draft(tmp_path, monkeypatch):
    file = tmp_path / "draft.txt"
    file.write_text("公开", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in (str(file), "draft.txt"):
        with pytest.raises(FrameError, match="is the name of a file"):
            take_draft(name)
    # A folder, and a name that no file has, may be words of a draft.
    assert take_draft(str(tmp_path)) == str(tmp_path)
    assert take_draft("other.txt") == "other.txt"


@pytest.mark.parametrize("given", [None, 3, b"text", ["text"], {"text": "text"}])
def test_what_is_no_text_is_refused(given):
    with pytest.raises(FrameError, match="expected a text, or a file as pathlib.Path"):
        take_draft(given)


def test_half_characters_are_mended():
    assert take_draft("公" + chr(0xD83D)) == "公\ufffd"
