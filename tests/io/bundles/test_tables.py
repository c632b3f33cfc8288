"""Tables with a report in each row."""

import csv
import gzip
import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from textmine import read_corpus, read_table
from textmine.errors import OptionalPartError, ReadError
from textmine.io.bundles.archives import look_into
from textmine.io.bundles.tables import is_table, name_rows, read_row, read_workbook
from textmine.io.office.libre_office import find_soffice
from textmine.io.readers import read_document

PLACES = ("临泽川市", "青沅县", "白汀区")


def report(place):
    return (
        f"{place}档案局2021年政府信息公开工作年度报告\n一、总体情况\n"
        + f"2021年，{place}档案局推进政府信息公开工作，按照条例要求公开信息。" * 6
        + "\n二、主动公开政府信息情况\n公开信息36条。\n"
        "三、收到和处理政府信息公开申请情况\n未收到申请。\n"
        "五、存在的主要问题及改进情况\n（一）更新不够及时。\n六、其他需要报告的事项\n无。\n"
    )


ROWS = [
    {"编号": k, "标题": f"{place}档案局年报", "正文": report(place)}
    for k, place in enumerate(PLACES)
]

PAGE = "一、总体情况\n二、主动公开\n五、存在的问题\n" + "公开信息36条。" * 40


def write(folder, kind, rows):
    file = folder / f"年报.{kind}"
    frame = pd.DataFrame(rows)
    if kind == "csv":
        frame.to_csv(file, index=False, encoding="gb18030")
    elif kind == "tsv":
        frame.to_csv(file, index=False, sep="\t")
    elif kind == "xlsx":
        frame.to_excel(file, index=False)
    elif kind == "parquet":
        frame.to_parquet(file)
    elif kind == "jsonl":
        file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    else:
        file.write_text(json.dumps({"data": {"list": rows}}), "utf-8")
    return file


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "parquet", "jsonl", "json"])
def test_each_row_is_a_report(tmp_path, kind, named):
    file = write(tmp_path, kind, ROWS)
    corpus = read_corpus(file if named else tmp_path, progress=False)
    found = corpus.reports[["source", "agency", "year"]].values.tolist()
    assert found == [
        [f"{file.name}/r00{k}", f"{place}档案局", 2021]
        for k, place in enumerate(PLACES, start=1)
    ]
    assert corpus.failures.empty


def test_cells_may_be_html_and_a_row_that_is_no_report_fails_by_itself(tmp_path):
    rows = [dict(ROWS[0]), {"标题": "短讯", "正文": "今日晴。"}, {"正文": ""}]
    page = "".join(f"<p>{line}</p>" for line in rows[0]["正文"].split("\n"))
    rows[0]["正文"] = f"<style>p {{}}</style><div>{page}</div>"
    corpus = read_corpus(write(tmp_path, "csv", rows), progress=False)
    assert ["<" in p.report.text for p in corpus.parsed] == [False]
    assert corpus.failures["source"].tolist() == ["年报.csv/r002"]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        # One report, part by part: each row has one title.
        ("csv", [{"段": part + "公开。" * 90} for part in ("概述", "行政复议")]),
        # Titles and no text.
        ("csv", [{"段": "一、总体情况 二、主动公开 三、行政复议"}]),
        # Pages of one report: the second does not name it.
        ("json", [{"p": 1, "text": ROWS[0]["正文"]}, {"p": 2, "text": PAGE}]),
        # One answer of a site, one workbook of a report.
        ("json", ROWS[:1]),
        ("xlsx", ROWS[:1]),
    ],
)
def test_other_tables_are_no_tables_of_reports(tmp_path, kind, rows):
    assert name_rows(write(tmp_path, kind, rows)) == ()


def test_a_table_is_looked_into_as_an_archive_is(tmp_path):
    file = write(tmp_path, "csv", ROWS)
    assert look_into(file).members == ("r001", "r002", "r003")
    assert "白汀区" in read_document(file / "r003").text
    for name in ("r004", "r000", "甲"):
        with pytest.raises(ReadError, match="no such row"):
            read_row(file, name)
    # A file that changes is read again.
    with file.open("a", encoding="gb18030", newline="") as out:
        csv.writer(out).writerow([3, "", report("云浦县")])
    assert "云浦县" in read_document(file / "r004").text


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "xlsx", "parquet"])
def test_a_damaged_table_holds_nothing(tmp_path, kind):
    file = tmp_path / f"a.{kind}"
    file.write_bytes(b"\x00\xff{[ 1,")
    assert look_into(file).members == ()


def test_a_database_is_a_table(tmp_path):
    file = tmp_path / "all.db"
    with closing(sqlite3.connect(file)) as database:
        pd.DataFrame(ROWS).to_sql("年报", database, index=False)
        database.execute("create table log (id integer, data blob)")
        database.execute("insert into log values (1, x'00ff')")
        database.execute("create view again as select * from 年报")
        database.commit()
    assert look_into(file).kind == "table"
    corpus = read_corpus(tmp_path)
    assert sorted(corpus.reports["agency"]) == sorted(f"{p}档案局" for p in PLACES)
    file.write_bytes(file.read_bytes()[:1500])
    assert name_no_rows(file)


def name_no_rows(file):
    """Whether a damaged table is said to be one, and is no report either."""
    with pytest.raises(ReadError):
        name_rows(file)
    return look_into(file).members == ()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        *[(name, bytes) for name in ("a.json", "a.jsonl", "a.ndjson")],
        ("a.jsonl.gz", gzip.compress),
    ],
)
def test_an_object_in_each_line_is_a_table_whatever_it_is_called(tmp_path, name, pack):
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    (tmp_path / name).write_bytes(pack(lines.encode()))
    corpus = read_corpus(tmp_path)
    assert sorted(corpus.reports["agency"]) == sorted(f"{p}档案局" for p in PLACES)


@pytest.mark.parametrize("border", [";", "\t", "|"])
def test_cells_may_be_parted_otherwise(tmp_path, border):
    frame = pd.DataFrame(ROWS)
    frame.to_csv(tmp_path / "a.csv", sep=border, index=False, encoding="utf-8-sig")
    assert len(read_corpus(tmp_path)) == len(PLACES)


def test_a_page_that_is_packed_is_no_table():
    assert not is_table(Path("page.html.gz")) and not is_table(Path("a.gz"))


SECTIONS = {
    "一、总体情况": "我局公开信息36条，推进政务公开。" * 20,
    "二、主动公开政府信息情况": "第二十条第（一）项\n信息内容\t本年制发件数\n规章\t0",
    "三、收到和处理政府信息公开申请情况": "未收到申请。",
    "五、存在的主要问题及改进情况": "一是更新不及时。下一步，一是按月核对目录。",
}


def test_columns_that_are_sections_are_put_together(tmp_path):
    known = {"机关": "青沅县档案局", "年度": "2021", "备注": "无"}
    write(tmp_path, "csv", [{**known, **SECTIONS}])
    corpus = read_corpus(tmp_path)
    assert [(r.agency, r.year) for r in corpus] == [("青沅县档案局", 2021)]
    assert list(filter(None, corpus.frame("sections")["heading"])) == list(SECTIONS)
    # Two headings may be names of columns; a table of paragraphs is none of reports.
    write(tmp_path, "csv", [{**known, **dict(list(SECTIONS.items())[:2])}])
    assert name_rows(tmp_path / "年报.csv") == ()


@pytest.mark.parametrize(
    ("agency", "year", "expected"),
    [
        # The text is heard first: 发布机构 may be who runs the site, 年份 the year of publication.
        ("青沅县政府办公室", "2022", ("青沅县档案局", 2021)),
        ("", "二〇二二年", ("青沅县档案局", 2021)),
    ],
)
def test_columns_do_not_override_what_the_text_says(tmp_path, agency, year, expected):
    write(
        tmp_path, "csv", [{"发布机构": agency, "年份": year, "正文": report("青沅县")}]
    )
    (found,) = read_corpus(tmp_path)
    assert (found.agency, found.year) == expected


def test_a_column_writes_a_short_name_out(tmp_path):
    text = (
        report("")
        .replace("2021年，档案局", "2021年，同泽镇人民政府")
        .replace("档案局", "")
    )
    row = {
        "单位名称": "洛溪县同泽镇人民政府",
        "年份": "",
        "正文": f"同泽镇人民政府{text}",
    }
    write(tmp_path, "csv", [row])
    (found,) = read_corpus(tmp_path)
    assert found.agency == "洛溪县同泽镇人民政府"


def agencies(path):
    return sorted(read_corpus(path, progress=False).reports["agency"])


ALL = sorted(f"{place}档案局" for place in PLACES)


@pytest.mark.parametrize("border", ["\t", "|", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_file_whose_first_line_names_columns_is_a_table(
    tmp_path, border, encoding
):
    frame = pd.DataFrame(ROWS)
    frame.to_csv(tmp_path / "a.txt", sep=border, index=False, encoding=encoding)
    assert agencies(tmp_path) == ALL


@pytest.mark.parametrize(
    "first", ["标题\t年份", "正文", "关于内容、正文的说明", "青沅县档案局\t内容如下："]
)
def test_other_text_files_are_no_tables(tmp_path, first):
    (tmp_path / "a.txt").write_text(f"{first}\n{report('青沅县')}", "utf-8")
    assert not is_table(tmp_path / "a.txt")


def test_line_ends_that_were_escaped_for_a_table_are_ends_again(tmp_path):
    rows = [f"{row['标题']}|" + row["正文"].replace("\n", "\\n") for row in ROWS]
    (tmp_path / "a.txt").write_text("\n".join(["标题|正文", *rows]), "utf-8")
    found = read_corpus(tmp_path, progress=False)
    assert sorted(found.reports["agency"]) == ALL
    assert "一、总体情况" in set(found.frame("sections")["heading"])


def test_a_table_without_heads_loses_no_report(tmp_path):
    rows = [[row["标题"], row["正文"]] for row in ROWS]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    assert agencies(tmp_path) == ALL


def test_lines_above_the_heads_are_none_of_the_reports(tmp_path):
    rows = [["年报汇总表", "", ""], ["2026年整理", "", ""], ["序号", "单位", "正文"]]
    rows += [[k, f"{place}档案局", report(place)] for k, place in enumerate(PLACES)]
    pd.DataFrame(rows).to_excel(tmp_path / "a.xlsx", header=False, index=False)
    corpus = read_corpus(tmp_path, progress=False)
    assert corpus.reports["report_id"].tolist() == ["r001", "r002", "r003"]
    assert corpus.failures.empty


def sheets(path, texts):
    with pd.ExcelWriter(path) as book:
        for k, text in enumerate(texts):
            lines = pd.DataFrame([line.split("\t") for line in text.split("\n")])
            lines.to_excel(book, sheet_name=f"表{k}", header=False, index=False)


def test_each_sheet_of_a_workbook_may_be_a_report(tmp_path):
    sheets(tmp_path / "a.xlsx", map(report, PLACES))
    assert agencies(tmp_path) == ALL


def test_one_report_on_two_sheets_is_one(tmp_path):
    sheets(tmp_path / "a.xlsx", [report("青沅县"), "规章\t0\n行政规范性文件\t3"])
    assert name_rows(tmp_path / "a.xlsx") == ()
    assert agencies(tmp_path) == ["青沅县档案局"]


def test_a_section_in_each_row(tmp_path):
    rows = [
        {"单位": f"{place}档案局", "年度": 2021, "章节": title, "内容": text}
        for place in PLACES
        for title, text in SECTIONS.items()
    ]
    corpus = read_corpus(write(tmp_path, "csv", rows), progress=False)
    assert sorted(corpus.reports["agency"]) == ALL
    assert set(corpus.reports["year"]) == {2021}
    headings = corpus.frame("sections")["heading"]
    assert [h for h in headings if h] == list(SECTIONS) * len(PLACES)


def test_a_paragraph_in_each_row(tmp_path):
    rows = [
        {"id": k, "no": n, "para": line}
        for k, place in enumerate(PLACES)
        for n, line in enumerate(report(place).strip().split("\n"))
    ]
    assert agencies(write(tmp_path, "csv", rows)) == ALL


def test_reports_by_their_names_in_an_answer(tmp_path):
    answer = {"data": {row["标题"]: row for row in ROWS}}
    (tmp_path / "a.json").write_text(json.dumps(answer), "utf-8")
    assert agencies(tmp_path) == ALL


@pytest.mark.parametrize("orient", ["columns", "index", "split", "records"])
def test_frames_as_libraries_write_them(tmp_path, orient):
    pd.DataFrame(ROWS).to_json(tmp_path / "a.json", orient=orient, force_ascii=False)
    assert agencies(tmp_path) == ALL


@pytest.mark.skipif(not find_soffice(), reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_workbooks_of_other_programs_are_tables_too(tmp_path, kind):
    made = tmp_path / "made.xlsx"
    pd.DataFrame(ROWS).to_excel(made, index=False)
    command = [find_soffice(), "--headless", "--convert-to", kind, "--outdir"]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    folder = tmp_path / "found"
    subprocess.run([*command, folder, made, profile], check=True, capture_output=True)
    assert agencies(folder) == ALL
    assert sorted(read_table(folder / f"made.{kind}").reports["agency"]) == ALL


def test_without_libreoffice_an_old_workbook_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("textmine.io.office.libre_office.find_soffice", str)
    file = tmp_path / "a.xls"
    file.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    assert look_into(file).members == ()
    with pytest.raises(OptionalPartError, match="install LibreOffice"):
        read_workbook(file)


def test_cells_that_are_lists_of_lines_are_texts(tmp_path):
    """A crawler keeps what it found in lists: of three reports but the longest was read."""
    rows = [
        {"title": [row["标题"]], "url": ["x"], "content": row["正文"].split("\n")}
        for row in ROWS
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows), "utf-8")
    assert agencies(tmp_path) == sorted(f"{place}档案局" for place in PLACES)


def test_cells_that_are_bytes_are_texts(tmp_path):
    frame = pd.DataFrame([{**row, "正文": row["正文"].encode()} for row in ROWS])
    frame.to_parquet(tmp_path / "a.parquet")
    (tmp_path / "b").mkdir()
    with closing(sqlite3.connect(tmp_path / "b" / "a.db")) as database:
        frame.to_sql("reports", database)
    for file in ("a.parquet", "b/a.db"):
        assert len(read_corpus(tmp_path / file)) == len(PLACES)
