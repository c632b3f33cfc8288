"""Rows of a user's tables: none moved, none lost; refusals that speak of tables alone."""

import pytest

from textmine.errors import ReadError
from textmine.job.rows import read_rows


def written(path, text, encoding="utf-8"):
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(("suffix", "mark"), [(".csv", ","), (".TSV", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_cells_stay_the_text_they_are(tmp_path, suffix, mark, encoding):
    text = f"机关{mark}年份\n洛溪县财政局{mark}007\nNA{mark}\n"
    table = read_rows(written(tmp_path / f"a{suffix}", text, encoding))
    assert table.to_dict("list") == {
        "机关": ["洛溪县财政局", "NA"],
        "年份": ["007", ""],
    }


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", " \n", "empty file; expected a table whose first row"),
        ("a.csv", 'text\n"a\n', "no table of its kind"),
        ("a.xlsx", "text\na\n", "no Excel workbook"),
        ("a.csv", "机关,年份\n洛溪县财政局,2020,\n", "rows have more fields"),
        ("a.tsv", "机关\n洛溪县财政局\t2020\n", "rows have more fields"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path, name, text, said):
    with pytest.raises(ReadError, match=f"{name}: .*{said}") as told:
        read_rows(written(tmp_path / name, text))
    # Whoever names the reports to expect is not to be told of statements.
    assert "statement" not in str(told.value)


@pytest.mark.parametrize("name", ["none.csv", "none.xlsx"])
def test_a_missing_table_is_named(tmp_path, name):
    with pytest.raises(ReadError, match=f"{name}: cannot be read"):
        read_rows(tmp_path / name)
