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


def test_columns_years_and_levels_in_chinese(tmp_path):
    text = (
        "路径,机关名称,年份,层级,发布日期\na.txt,甲局,二〇二一年,地市级,20220129\n"
        "b.txt,乙局,２０２０,县（市、区）,2021年1月9日\n"
    )
    rows = read_manifest(write(tmp_path, text))
    assert [list(row.values()) for row in rows.values()] == [
        ["甲局", "city", "2021", "2022-01-29"],
        ["乙局", "county", "2020", "2021-01-09"],
    ]


def test_columns_that_hold_years_or_levels_and_are_not_used_are_told(tmp_path):
    said = []
    text = "path,届次,性质,备注,单位,机关\na.txt,2021年,区县,x,甲局,乙局\n"
    rows = read_manifest(write(tmp_path, text), report=said.append)
    assert list(rows.values()) == [{"agency": "乙局"}]
    assert [line.partition(": ")[2] for line in said] == [
        "column '届次' holds years and is not used; call it year or 年份",
        "column '性质' holds levels and is not used; call it level or 层级",
        "column '单位' stands for agency as '机关' does; the last one is used",
    ]


@pytest.mark.parametrize("border", [";", "\t", "|", "，"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_cells_may_be_parted_as_other_languages_do(tmp_path, border, encoding):
    lines = [["路径", "机关", "年度"], ["a.txt", "甲局,乙局", "2021年"]]
    text = "\r\n".join(map(border.join, lines))
    assert read_manifest(write(tmp_path, text, encoding)) == {
        tmp_path / "a.txt": {"agency": "甲局,乙局", "year": "2021"}
    }


@pytest.mark.parametrize("said", ["sep=;", '"sep=;"'])
def test_a_first_line_may_say_what_parts_the_cells(tmp_path, said):
    rows = read_manifest(write(tmp_path, f"{said}\r\npath;agency\r\na.txt;甲局\r\n"))
    assert rows == {tmp_path / "a.txt": {"agency": "甲局"}}
