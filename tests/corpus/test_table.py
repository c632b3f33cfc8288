"""A corpus from a table: columns by any usual name, every row accounted for."""

import zipfile

import pandas as pd
import pytest

from textmine.corpus.parse import parse_document
from textmine.corpus.reading import read_corpus
from textmine.corpus.table import read_table
from textmine.errors import FrameError, ReadError, TextmineWarning

TEXT = (
    "临泽川市档案局2021年政府信息公开工作年度报告\n一、总体情况\n2021年主动公开政府信息36条。\n"
    "五、存在的主要问题及改进情况\n一是目录更新不及时；二是解读形式单一。\n"
    "六、其他需要报告的事项\n无。"
)


def test_what_the_table_knows_overrides_the_text():
    table = pd.DataFrame(
        {
            "id": ["x1"],
            "正文": [TEXT],
            "机关": ["霁川市档案局"],
            "年份": ["2020年"],
            "层级": ["市"],
        }
    )
    corpus = read_table(table)
    row = corpus.reports.iloc[0]
    assert (row["report_id"], row["agency"], row["year"], row["level"]) == (
        "x1",
        "霁川市档案局",
        2020,
        "city",
    )
    assert (corpus.frame("items")["role"] == "problem").sum() == 2


@pytest.mark.parametrize("year", [2021, 2021.0, "2021年", pd.Timestamp("2021-06-01")])
def test_years_in_any_writing(year):
    corpus = read_table(pd.DataFrame({"text": [TEXT], "year": [year]}))
    assert corpus.reports["year"].tolist() == [2021]


@pytest.mark.parametrize(
    ("head", "cell", "field", "value"),
    [
        ("报告年份", "二〇二〇年", "year", 2020),
        ("YEAR", "２０２０", "year", 2020),
        ("行政层级", "乡镇", "level", "township"),
        ("级别", "旗", "level", "county"),
        ("单位名称", "霁川市档案局", "agency", "霁川市档案局"),
        ("发布时间", "20210129", "published", "2021-01-29"),
    ],
)
def test_columns_under_chinese_names_in_chinese_words(head, cell, field, value):
    corpus = read_table(pd.DataFrame({"正文": [TEXT], head: [cell]}))
    assert corpus.reports[field].tolist() == [value]


def test_a_column_that_is_not_used_and_seems_to_be_meant_is_told():
    table = pd.DataFrame({"text": [TEXT], "届次": ["2020"], "levle": ["市"]})
    with pytest.warns(TextmineWarning) as told:
        read_table(table)
    assert [str(one.message) for one in told] == [
        "table: column '届次' holds years and is not used; call it year or 年份",
        "table: column 'levle' holds levels and is not used; call it level or 层级",
    ]


def test_each_bad_row_is_a_failure_with_its_number():
    speech = "各位代表：现在报告工作，请予审议。" * 40
    table = pd.DataFrame(
        {
            "text": [TEXT, None, 7, speech, TEXT],
            "year": [2021, 2021, 2021, 2021, "soon"],
        }
    )
    corpus = read_table(table)
    assert len(corpus) == 1
    assert corpus.failures["source"].tolist() == [
        f"table, row {n}" for n in (2, 3, 4, 5)
    ]
    assert "expected a year" in corpus.failures["reason"].iloc[3]


def test_half_a_surrogate_pair_does_not_stop_a_row():
    texts = pd.Series([TEXT + "\ud83d"], dtype="object")
    assert len(read_table(texts.to_frame("text"))) == 1


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pd.DataFrame({"words": [TEXT]}), "no column"),
        (pd.DataFrame([[TEXT, TEXT]], columns=["text", "text"]), "two columns"),
        (pd.DataFrame({"id": ["a", "a"], "text": [TEXT, TEXT]}), "occurs twice"),
        (pd.DataFrame({"id": ["a", None], "text": [TEXT, TEXT]}), "row 2"),
    ],
)
def test_what_cannot_be_right_is_refused(table, words):
    with pytest.raises(FrameError, match=words):
        read_table(table)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_files_of_every_kind(tmp_path, suffix):
    table = pd.DataFrame({"id": ["007"], "text": [TEXT]})
    path = tmp_path / f"reports{suffix}"
    if suffix == ".csv":
        table.to_csv(path, index=False, encoding="gb18030")
    elif suffix == ".tsv":
        table.to_csv(path, index=False, sep="\t")
    elif suffix == ".xlsx":
        pytest.importorskip(
            "openpyxl", reason="openpyxl is not installed (textmine[excel])"
        )
        table.to_excel(path, index=False)
    else:
        table.to_parquet(path)
    assert [report.report_id for report in read_table(path)] == ["007"]


def test_a_file_that_is_no_table(tmp_path):
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ReadError, match="expected a table"):
        read_table(tmp_path / "a.txt")
    with pytest.raises(ReadError, match="cannot be read"):
        read_table(tmp_path / "missing.csv")
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04 and no more")
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    for name in ("cut.xlsx", "other.xlsx"):
        with pytest.raises(ReadError, match=f"{name}: is no table of its kind"):
            read_table(tmp_path / name)


def test_whole_numbers_are_ids_as_they_are_written():
    table = pd.DataFrame({"id": [7.0, 12.0], "text": [TEXT, TEXT + "二"]})
    assert [report.report_id for report in read_table(table)] == ["12", "7"]


def test_a_missing_value_is_none_whatever_the_column_holds():
    years = pd.Series([2020, None], dtype="Int64").astype("object")
    texts = pd.Series([TEXT, pd.NA], dtype="object")
    corpus = read_table(pd.DataFrame({"text": texts, "year": years}))
    assert len(corpus) == 1
    assert "the text is empty" in corpus.failures["reason"][0]


def test_a_table_gives_what_files_with_the_same_texts_give(tmp_path):
    names = ["档案局", "水务局", "教育局", "商务局", "审计局", "司法局"]
    menu = "\n网站地图 联系我们 版权所有：临泽川市人民政府"
    texts = [TEXT.replace("档案局", name) + menu for name in names]
    texts.append(texts[0])
    for number, text in enumerate(texts, start=1):
        (tmp_path / f"r{number:03}.txt").write_text(text, encoding="utf-8")
    files = read_corpus(tmp_path, progress=False)
    rows = read_table(pd.DataFrame({"text": texts}), progress=False)
    assert [report.text for report in rows] == [report.text for report in files]
    for name in ("evidence", "items", "narrative"):
        pd.testing.assert_frame_equal(rows.frame(name), files.frame(name))
    assert rows.failures["error"].tolist() == ["DuplicateReport"]
    assert rows.failures["source"].tolist() == ["table, row 7"]
    assert rows.failures["reason"].tolist() == files.failures["reason"].tolist()


def test_failures_stand_in_order_of_the_rows():
    corpus = read_table(pd.DataFrame({"text": [TEXT] * 2 + [None] * 9}))
    assert corpus.failures["source"].tolist() == [
        f"table, row {n}" for n in range(2, 12)
    ]


def test_agencies_of_a_table_that_may_be_one_are_told():
    table = pd.DataFrame(
        {
            "text": [TEXT, TEXT.replace("2021", "2022")],
            "agency": ["临泽川市档案局", "临泽川市档案馆"],
            "agency_id": ["530000:档案局", "530000:档案馆"],
            "类型": ["档案局", "档案局"],
            "年份": [2021, 2022],
        }
    )
    with pytest.warns(TextmineWarning, match="join them by a column agency_id"):
        read_table(table)


def test_a_defect_in_one_row_costs_that_row(monkeypatch):
    def parse(document, name, override):
        if name == "r001":
            raise ZeroDivisionError("a defect")
        return parse_document(document, name, override)

    monkeypatch.setattr("textmine.corpus.table.parse_document", parse)
    corpus = read_table(pd.DataFrame({"text": [TEXT, TEXT]}))
    assert [report.report_id for report in corpus] == ["r002"]
    assert (
        "row 1: could not be parsed (ZeroDivisionError"
        in (corpus.failures["reason"][0])
    )
