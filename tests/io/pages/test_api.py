import json

import pytest

from textmine.errors import ReadError
from textmine.io.pages.api import load
from textmine.io.readers import read_document

TITLE = "临泽川市商务局2020年政府信息公开工作年度报告"
BODY = (
    "<p>一、总体情况</p><p>"
    + "2020年，我局公开信息九条，答复申请三件；召开会议两次。" * 12
    + "</p>"
)
TABLE = "<table><tr><td>规章</td><td>0</td></tr><tr><td>规范性文件</td><td>2</td></tr></table>"


def read(tmp_path, answer, name="a.json", wrap="{}"):
    text = answer if isinstance(answer, str) else json.dumps(answer)
    (tmp_path / name).write_text(wrap.replace("{}", text), encoding="utf-8")
    return read_document(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "wrap"), [("a.json", "{}"), ("a.html", "{}"), ("a.txt", "cb({});")]
)
def test_the_report_in_an_answer(tmp_path, name, wrap):
    data = {"title": TITLE, "pubDate": "2021-01-17 10:00", "source": "临泽川市商务局"}
    answer = {"code": 200, "data": data | {"content": BODY + TABLE, "keywords": "公开"}}
    document = read(tmp_path, answer, name, wrap)
    assert document.text.startswith(TITLE) and "规范性文件\t2" in document.text
    assert document.metadata["publisher"] == "临泽川市商务局"
    assert "2021-01-17" in document.text


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            {"list": [{"title": TITLE}, {"title": TITLE.replace("2020", "2021")}]},
            "a list of 2 reports",
        ),
        ({"title": TITLE, "file": "/f/P1.pdf"}, "holds only a link to /f/P1.pdf"),
        (
            [
                {"title": TITLE, "text": BODY},
                {"title": TITLE.replace("2020", "2021"), "text": BODY},
            ],
            "a list of 2 texts",
        ),
        ({"code": 404, "msg": "无此页"}, "without a text in it"),
    ],
)
def test_answers_without_one_report_say_what_to_do(tmp_path, answer, says):
    with pytest.raises(ReadError, match=says):
        read(tmp_path, answer)


def test_tabs_of_a_plain_text_part_the_cells_of_its_tables(tmp_path):
    lines = [
        "一、总体情况",
        "本年公开信息九条，目录贴在大厅。" * 20,
        "规章\t\t0\t1",
        "行政许可\t\t7\t2",
    ]
    document = read(tmp_path, {"title": TITLE, "text": "\n".join(lines)})
    assert document.text.splitlines()[1:] == lines


def test_text_that_only_looks_like_an_answer_is_text(tmp_path):
    assert read(tmp_path, '["一、总体情况', "a.txt").text == '["一、总体情况'


LINES = ["一、总体情况", *["本局公开信息三十六条，没有收到申请。"] * 20, "二、主动公开"]


@pytest.mark.parametrize(
    "answer",
    [
        {"title": "某局信息公开年报", "paragraphs": LINES},
        [{"type": "text", "text": line, "level": None} for line in LINES],
        {"n": 9, "words_result": [{"words": line} for line in LINES]},
        {"pages": [{"page": k, "text": line} for k, line in enumerate(LINES)]},
    ],
)
def test_a_report_in_pieces_is_read_whole(tmp_path, answer):
    text = read(tmp_path, answer).text
    assert [line for line in text.split("\n") if line in LINES] == LINES


def test_tables_among_the_pieces_are_laid_out(tmp_path):
    rows = "<table><tr><td>规章</td><td>0</td></tr></table>"
    blocks = [{"text": line} for line in LINES] + [{"table_body": rows}]
    text = read(tmp_path, blocks).text
    assert "规章\t0" in text.split("\n")
    assert "二、主动公开" in text.split("\n")


def test_reports_beside_each_other_in_an_answer_are_told():
    """One of them alone would be read, the others lost; two forms of one are one."""
    told = (
        "\n一、总体情况\n"
        + "2021年，我局公开信息36条。" * 40
        + "\n二、主动公开\n五、存在的问题\n"
    )
    one, two = (
        f"洛溪县{body}2021年政府信息公开年报{told}" for body in ("水务局", "档案局")
    )
    with pytest.raises(
        ReadError, match="2 reports in one answer .洛溪县水务局.*save each"
    ):
        load(json.dumps({"a": one, "b": two}).encode(), "a.json", 10**6)
    paged = "".join(f"<p>{line}</p>" for line in one.split("\n"))
    read = load(json.dumps({"html": paged, "text": one}).encode(), "a.json", 10**6)
    assert read.text.count("一、总体情况") == 1


def test_lists_of_lines_that_are_reports_are_told():
    told = [
        "一、总体情况",
        *["2021年，我局公开信息36条。"] * 40,
        "二、主动公开",
        "五、存在的问题",
    ]
    two = [
        {"lines": [f"洛溪县{body}2021年政府信息公开年报", *told]}
        for body in ("水务局", "档案局")
    ]
    with pytest.raises(ReadError, match="2 reports in one answer .洛溪县"):
        load(json.dumps(two).encode(), "a.json", 10**6)


def test_what_editors_keep_in_blocks_and_strokes_is_one_text(tmp_path):
    table = {"type": "table", "data": {"content": [["规章", "0"], ["行政许可", "3"]]}}
    blocks = [{"type": "paragraph", "data": {"text": line}} for line in LINES]
    text = read(tmp_path, {"time": 1, "blocks": [*blocks, table]}).text
    assert [line for line in text.split("\n") if line in LINES] == LINES
    assert "规章\t0\n行政许可\t3" in text
    strokes = [stroke for line in LINES for stroke in (line[:5], line[5:], "\n")]
    delta = {"ops": [{"insert": stroke} for stroke in strokes if stroke]}
    text = read(tmp_path, delta).text
    assert [line for line in text.split("\n") if line in LINES] == LINES
