"""Lists of words that a user brings: any shape, any usual file, or one line that names the fault."""

from pathlib import Path

import numpy as np
import pytest

from textmine.errors import TextmineError
from textmine.text.wordlists import read_terms, read_words

WANTED = {"12345热线": None, "e政通": 50, "双随机、一公开": 20, "AI 政务": None}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.txt", "# 自定义\n12345热线\ne政通 50\n双随机、一公开 20 n\n\nAI 政务\n"),
        (
            "own.csv",
            "术语,词频,备注\n12345热线,,热线\ne政通,50,\n双随机、一公开,20,\nAI 政务,,\n",
        ),
        (
            "own.tsv",
            "term\tfreq\n12345热线\t\ne政通\t50\n双随机、一公开\t20\nAI 政务\t\n",
        ),
    ],
)
def test_terms_come_from_files(
    tmp_path: Path, name: str, content: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding=encoding)
    assert read_terms(path) == read_terms(str(path)) == WANTED
    assert read_words(path) == set(WANTED)


def test_a_table_without_a_head_has_its_terms_first(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("扎实,x\n有序,y\n", encoding="utf-8")
    assert read_words(path) == {"扎实", "有序"}


@pytest.mark.parametrize("given", [WANTED, list(WANTED.items())])
def test_a_mapping_gives_frequencies_of_any_whole_type(given: object) -> None:
    if isinstance(given, dict):
        assert read_terms({t: f and np.int64(f) for t, f in given.items()}) == WANTED
    else:
        with pytest.raises(TextmineError, match="is no term"):
            read_terms(given)


def test_a_file_of_bad_frequencies_names_its_row(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("term,freq\n公开专区,10\n通办,viel\n", encoding="utf-8")
    with pytest.raises(
        TextmineError, match="own.csv, row 3: frequency 'viel' is no number"
    ):
        read_terms(path)


def test_a_file_in_no_known_writing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(
        TextmineError, match="own.txt: no text in UTF-8 or GBK.*saved as .csv"
    ):
        read_words(path)


def test_a_table_may_have_its_terms_in_any_column_and_short_rows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("备注,词频,术语\n热线,7,e政通\n只有备注\n\n,,公开专区\n", "utf-8")
    assert read_terms(path) == {"e政通": 7, "公开专区": None}
    path.write_text("术语,词频\n公开专区\ne政通,7\n", "utf-8")
    assert read_terms(path) == {"公开专区": None, "e政通": 7}


def test_a_frequency_in_a_table_without_a_term_column_is_named_by_its_row(
    tmp_path: Path,
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("自定义,词频\n公开专区,10\n通办,viel\n", encoding="utf-8")
    with pytest.raises(TextmineError, match="row 3: frequency 'viel'"):
        read_terms(path)
    path.write_text("自定义,词频\n公开专区,10\n", encoding="utf-8")
    assert read_terms(path) == {"公开专区": 10}
    path.write_text("词频,自定义\n10,公开专区\n", encoding="utf-8")
    assert read_terms(path) == {"公开专区": 10}


def test_an_empty_file_has_no_terms(tmp_path: Path) -> None:
    for name in ("own.csv", "own.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
        assert read_terms(tmp_path / name) == {}


@pytest.mark.parametrize("freq", [0, -1, True, 2.0, "7"])
def test_a_frequency_is_a_whole_number_from_one_on(freq: object) -> None:
    assert read_terms({"公开专区": 1}) == {"公开专区": 1}
    with pytest.raises(TextmineError, match="expected a frequency ≥ 1"):
        read_terms({"公开专区": freq})


def test_a_line_of_a_list_is_a_term_with_or_without_its_frequency(
    tmp_path: Path,
) -> None:
    path = tmp_path / "own.txt"
    path.write_text("#备注 5\n  政务 专区  12 nz\n一网通办 v\n12345\n", "utf-8")
    assert read_terms(path) == {"政务 专区": 12, "一网通办": None, "12345": None}


def test_a_row_that_ends_right_before_the_column_of_terms_has_none(
    tmp_path: Path,
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("备注,词频,术语\n热线,7\n热线,7,e政通\n", "utf-8")
    assert read_terms(path) == {"e政通": 7}


def test_bytes_are_no_list_of_words() -> None:
    with pytest.raises(TextmineError, match="is bytes; expected a mapping"):
        read_words(b"abc")  # type: ignore[arg-type]
