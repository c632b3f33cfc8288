"""Statements from lines and tables: none lost, none invented, refusals that say what to do."""

import io

import pandas as pd
import pytest

from textmine.errors import ReadError
from textmine.job.statements import classify_file, read_statements

FIRST, SECOND = "栏目更新不及时", "解读形式单一"


def write(path, text, encoding="utf-8"):
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_one_statement_a_line_blank_lines_left_out(tmp_path, encoding):
    file = write(tmp_path / "a.txt", f"{FIRST}\n\n  {SECOND}。 \n", encoding)
    assert read_statements(file)["text"].tolist() == [FIRST, f"{SECOND}。"]


def test_the_head_of_a_table_of_one_column_saved_as_text_is_no_statement(tmp_path):
    file = write(tmp_path / "a.txt", f"Text\n{FIRST}\nText\n")
    assert read_statements(file)["text"].tolist() == [FIRST, "Text"]


@pytest.mark.parametrize(("suffix", "mark"), [(".csv", ","), (".TSV", "\t")])
def test_a_table_keeps_its_columns_and_rows_without_a_statement(tmp_path, suffix, mark):
    rows = [
        ["编号", " 问题 ", "statement"],
        ["007", f" {FIRST} ", "x"],
        ["NA", "", "y"],
    ]
    file = write(
        tmp_path / f"a{suffix}", "".join(mark.join(row) + "\n" for row in rows)
    )
    # The first column so named is taken; numbers and words such as NA stay as they are written.
    assert read_statements(file).to_dict("list") == {
        "编号": ["007", "NA"],
        "text": [FIRST, ""],
        "statement": ["x", "y"],
    }


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_told_what_it_should_hold(tmp_path, data):
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    with pytest.raises(ReadError, match="empty file; expected one statement a line"):
        read_statements(file)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.txt", " \n\n", "(empty|no text)"),
        ("a.csv", "编号,年份\n1,2020\n", "found 编号, 年份"),
        ("a.csv", "编号,text\n", "a head and no rows"),
    ],
)
def test_what_holds_no_statements_is_refused_by_name(tmp_path, name, text, said):
    with pytest.raises(ReadError, match=f"{name}: .*{said}"):
        read_statements(write(tmp_path / name, text))


def test_a_missing_file_is_named(tmp_path):
    for name in ("none.txt", "none.xlsx"):
        with pytest.raises(ReadError, match=f"{name}: cannot be read"):
            read_statements(tmp_path / name)


def test_a_missing_file_is_named_though_the_result_is_there(tmp_path):
    out = write(tmp_path / "out.csv", "x")
    with pytest.raises(ReadError, match=r"none\.txt: cannot be read"):
        classify_file(tmp_path / "none.txt", out)


def test_no_statement_is_a_formula_in_a_spreadsheet(tmp_path):
    file = write(tmp_path / "a.txt", f"=1+1{FIRST}\n{SECOND}\n")
    coded = classify_file(file, tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith(f"'=1+1{FIRST}") and lines[2].startswith(SECOND)
    assert coded["text"].tolist() == [f"=1+1{FIRST}", SECOND]


def test_the_input_is_never_written_over(tmp_path):
    file = write(tmp_path / "a.csv", f"text\n{FIRST}\n")
    with pytest.raises(ReadError, match="is the input"):
        classify_file(file, tmp_path / "." / "a.csv")
    assert file.read_text(encoding="utf-8") == f"text\n{FIRST}\n"


def test_a_table_in_which_a_statement_could_be_mistaken_is_refused(tmp_path):
    with pytest.raises(ReadError, match="a.csv: two columns"):
        read_statements(write(tmp_path / "a.csv", f"文本,text\n{FIRST},x\n"))


def test_semicolons_and_the_name_of_the_frame_are_understood(tmp_path):
    file = write(tmp_path / "a.csv", f"id;problem\n1;{FIRST}\n2;{SECOND}\n")
    assert read_statements(file)["text"].tolist() == [FIRST, SECOND]


def test_columns_of_the_table_come_out_as_they_went_in(tmp_path):
    """Offsets came out as 110.0, as if the table were a frame of this library."""
    head = "start,end,text,year,确信,categories\n"
    file = write(tmp_path / "a.csv", f"{head}110,225,{FIRST},2020,007,old\n")
    coded = classify_file(file, tmp_path / "b.csv")
    line = (tmp_path / "b.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert line.startswith(f"110,225,{FIRST},2020,007,")
    # One column of categories, the new one.
    assert list(coded.columns).count("categories") == 1
    assert coded["categories"].tolist() != ["old"]


def test_a_parquet_file_is_a_table_too(tmp_path):
    file = tmp_path / "a.parquet"
    pd.DataFrame(
        {"text": [FIRST, None], "n": pd.array([3, None], dtype="Int64")}
    ).to_parquet(file)
    read = read_statements(file)
    assert read.to_dict("list") == {"text": [FIRST, ""], "n": ["3", ""]}
    file.write_bytes(b"PAR1 and what is none of it PAR1")
    with pytest.raises(ReadError, match=r"a\.parquet: "):
        read_statements(file)
    with pytest.raises(ReadError, match=r"none\.parquet: cannot be read"):
        read_statements(tmp_path / "none.parquet")


def test_a_dash_is_what_is_piped_in(tmp_path, monkeypatch):
    piped = io.TextIOWrapper(io.BytesIO(f"{FIRST}\n\n".encode("gb18030")))
    monkeypatch.setattr("sys.stdin", piped)
    out = tmp_path / "b.csv"
    out.write_text("earlier")
    assert classify_file("-", out)["text"].tolist() == [FIRST]
