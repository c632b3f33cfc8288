import pytest

from textmine.errors import ReadError
from textmine.io.manifest import read_manifest


def write(folder, text, encoding="utf-8"):
    (folder / "manifest.csv").write_bytes(text.encode(encoding))
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_by_path(tmp_path, encoding):
    text = "path,agency,type,level,year,published,note\nreports/a.txt,临泽川市商务局,商务局,市,2020年,2021/1/9,x\n,,,,,,\n"
    assert read_manifest(write(tmp_path, text, encoding)) == {
        tmp_path / "reports" / "a.txt": {
            "agency": "临泽川市商务局",
            "level": "city",
            "agency_type": "商务局",
            "year": "2020",
            "published": "2021-01-09",
        }
    }


def test_windows_paths_and_quoted_cells(tmp_path):
    rows = read_manifest(
        write(tmp_path, 'Path,Agency\r\nreports\\a.txt,"甲局,乙局"\r\n')
    )
    assert rows == {tmp_path / "reports" / "a.txt": {"agency": "甲局,乙局"}}


def test_no_manifest(tmp_path):
    assert read_manifest(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("file name,year\na.txt,2020\n", "no column 'path'"),
        ("path,year\na.txt,二零\n", "line 2, column year: '二零'"),
        ("path,level\na.txt,town\n", "line 2, column level"),
        ("path,published\na.txt,2021-13-01\n", "line 2, column published"),
        ("path,year\n,2020\n", "line 2, column path"),
        (
            "path,year\na.txt,2020\na.txt,2021\n",
            "line 3, column path: a.txt is listed twice",
        ),
        ("path,year\na.txt,2020,more\n", "line 2: more cells"),
    ],
)
def test_errors_name_row_and_column(tmp_path, text, says):
    with pytest.raises(ReadError, match=says):
        read_manifest(write(tmp_path, text))


def test_a_wrong_row_costs_itself_and_is_told(tmp_path):
    said = []
    text = "path,agancy,year,note\na.txt,x,2020,\nb.txt,x,soon,\nc.txt,x,2021,\n"
    rows = read_manifest(write(tmp_path, text), report=said.append)
    assert {path.name: row["year"] for path, row in rows.items()} == {
        "a.txt": "2020",
        "c.txt": "2021",
    }
    assert len(said) == 2
    assert "'agancy' is not used; is 'agency' meant?" in said[0]
    assert "line 3, column year" in said[1]


def test_a_day_that_is_not_in_the_calendar_is_refused(tmp_path):
    with pytest.raises(ReadError, match="2021-02-31"):
        read_manifest(write(tmp_path, "path,published\na.txt,2021-02-31\n"))
