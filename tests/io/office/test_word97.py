"""``old.doc`` is a document of our own writing, saved as Word 97 by an office program."""

import random
from pathlib import Path

import pytest

import textmine as tm
from textmine.errors import ReadError
from textmine.io.office.word97 import load

OLD = Path(__file__).with_name("old.doc").read_bytes()
TEXT = [
    "澜汀县渔政局2023年政府信息公开工作年度报告",
    "澜汀县渔政局文件",
    "本报告由局办公室编制，可在局网站查阅。",
    "一、总体情况",
    "（一）主动公开。全年公开信息1204¹条。",
    "（二）依申请公开。收到申请2件，都按时答复。",
    "二、主动公开政府信息情况",
    "第二十条第（一）项\t\t\t",
    "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
    "规章\t0\t0\t0",
    "行政规范性文件\t3\t\t11",
    "第二十条第（五）项\t\t\t",
    "信息内容\t本年处理决定数量\t\t",
    "行政许可\t46\t\t",
    "三、存在的主要问题及改进情况",
    "一是休渔公告送到渔船不够及时；二是渔港栏目更新慢。",
    "下一步，我局将逐船发送公告，每周更新渔港栏目。",
    "申请情况\t件数",
    "网络 1信函 1\t2",
    "渠道\t网站",
    "\t公众号😀",
    "\t公开栏",
    "附注：",
    "数据截至年底。",
]


def test_a_document_as_it_stands_on_paper():
    """Numbers of lists, merged cells, a box, a link, what is hidden, deleted and inserted."""
    read = load(OLD, "old.doc", 10**6).text
    assert [line for line in read.split("\n") if line] == TEXT


def test_its_report(tmp_path):
    file = tmp_path / "年报.doc"
    file.write_bytes(OLD)
    report = tm.read_report(file)
    assert (report.agency, report.year) == ("澜汀县渔政局", 2023)
    assert [
        report.text[item.start : item.end]
        for item in report.items
        if item.role == "problem"
    ] == [
        "休渔公告送到渔船不够及时",
        "渔港栏目更新慢",
    ]
    values = {cell.row_label: cell.value for cell in report.cells if cell.table == "2"}
    assert values["行政许可"] == 46


def test_a_locked_one_and_one_of_word_95_say_what_to_do():
    begin = OLD.index(bytes.fromhex("eca5"))
    locked = bytearray(OLD)
    locked[begin + 11] |= 1
    with pytest.raises(ReadError, match=r"a\.doc: protected by a password"):
        load(bytes(locked), "a.doc", 10**6)
    older = bytearray(OLD)
    older[begin + 2 : begin + 4] = b"\x68\0"
    with pytest.raises(ReadError, match=r"a\.doc: a document of Word 95 or before"):
        load(bytes(older), "a.doc", 10**6)


@pytest.mark.parametrize("size", [8, 512, 1024, 5_000, 20_000])
def test_a_file_that_is_cut_off_is_named(size):
    with pytest.raises(ReadError, match=r"a\.doc: damaged, or no Word document"):
        load(OLD[:size], "a.doc", 10**6)


def test_damage_is_read_or_named():
    draw = random.Random(7)
    for _ in range(150):
        data = bytearray(OLD)
        for _ in range(draw.choice([1, 5, 50])):
            # Half of it where the file says what lies where.
            first = 512 if draw.random() < 0.5 else 0
            at = first + draw.randrange((len(data) if not first else 1_600) - first)
            data[at] = draw.randrange(256)
        try:
            assert load(bytes(data), "a.doc", 10**6).text.strip()
        except ReadError as error:
            assert str(error).startswith("a.doc: ")
