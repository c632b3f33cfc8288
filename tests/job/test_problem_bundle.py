"""A bundle shows the misreading and nothing of the file; every file gives one."""

from __future__ import annotations

import base64
import html
import io
import json
import zipfile
from pathlib import Path

import pytest

from textmine.cli import main
from textmine.errors import ReadError, ResultsError
from textmine.io.isolation.process import FileLimits
from textmine.job.problem_bundle import write_problem_bundle

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = sorted((ROOT / "corpora" / "sample" / "reports").glob("*_2021.txt"))
SECRETS = ("张建国", "茶园村", "13812345678")
BODY = (
    "临泽川市商务局2020年政府信息公开工作年度报告\n一、总体情况\n"
    "2020年，我局由张建国负责，在茶园村公开政府信息120条，电话13812345678。\n"
    "五、存在的主要问题及改进情况\n一是栏目更新迟缓；二是解读偏少。下一步，加强培训。\n"
)


def unpack(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def bundle(tmp_path, name, data):
    file = tmp_path / name
    file.write_bytes(data)
    members = unpack(write_problem_bundle(file, tmp_path / "out.zip", key=b"k"))
    every = "".join(members.values())
    for secret in (*SECRETS, file.stem):
        assert secret not in every
    return members, json.loads(members["reading.json"])


def docx():
    from docx import Document

    document = Document()
    for line in BODY.splitlines():
        document.add_paragraph(line)
    document.core_properties.author = "张建国"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_text_with_where_things_were_found_before_and_after(tmp_path):
    members, facts = bundle(tmp_path, "茶园村年报.txt", BODY.encode())
    assert set(members) == {"README.txt", "reading.json", "redacted.txt"}
    assert len(members["redacted.txt"]) == len(BODY)
    named = [s[0] for s in facts["original"]["sections"] if s[2] < s[3]]
    assert named[-2:] == ["overview", "problems"]
    assert (
        facts["agree"]["sections"]
        and facts["agree"]["form"]
        and facts["agree"]["header"]
    )
    assert facts["original"]["sections"] == facts["redacted"]["sections"]
    assert facts["versions"]["pandas"]


def test_a_page_and_a_document_are_redacted_where_they_stand(tmp_path):
    page = "".join(f"<p class='line'>{line}</p>" for line in BODY.splitlines())
    page = f"<html><body><div>{page}</div><!--张建国--></body></html>"
    members, facts = bundle(tmp_path, "茶园村a.html", page.encode())
    assert (
        facts["kind"] == "html"
        and members["source/page.html"].count("<p class='line'>") == 5
    )
    (tmp_path / "out.zip").unlink()
    members, facts = bundle(tmp_path, "茶园村b.docx", docx())
    assert facts["kind"] == "docx"
    assert members["source/word/document.xml"].count("<w:t") >= 5
    assert "docProps/core.xml" not in "".join(members)


def packed(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


IN_SIGNS = "".join(f"&#{ord(char)};" for char in "张建国在茶园村")
PAGE = (
    f"<html><body><!-- 张建国 --><p title='{IN_SIGNS}'>{IN_SIGNS}</p><p>{BODY}</p>"
    "<![CDATA[茶园村]]></body></html>"
)
SHEET = f'<c r="A1" name="张建国"><is><t>{IN_SIGNS}</t></is></c>'
RELS = '<Relationship Target="mailto:zhangjianguo@x.example"/>'
KINDS = {
    "a.html": PAGE.encode(),
    "a.json": json.dumps({"title": "某局年报", "content": PAGE * 3}).encode(),
    "b.json": json.dumps({"title": "张建国", "owner": "zhangjianguo"}).encode(),
    "a.mht": (
        "From: zhangjianguo\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Location: http://zhangjianguo.example/\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.b64encode(PAGE.encode()).decode()}\r\n--b--\r\n"
    ).encode(),
    "a.xml": f"<?xml version='1.0'?><a b='张建国'><![CDATA[茶园村]]>{IN_SIGNS}</a>".encode(),
    "a.odt": packed(
        **{"mimetype": "x", "content.xml": f"<a><b c='zhangjianguo'>{IN_SIGNS}</b></a>"}
    ),
    "a.ofd": packed(
        **{"OFD.xml": "<a/>", "zhangjianguo/Content.xml": f"<a>{IN_SIGNS}</a>"}
    ),
    "a.xlsx": packed(
        **{
            "xl/workbook.xml": '<sheet name="zhangjianguo"/>',
            "xl/worksheets/sheet1.xml": SHEET,
            "xl/worksheets/_rels/sheet1.xml.rels": RELS,
        }
    ),
    "a.zhangjianguo": BODY.encode(),
}


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_carried_out_by_the_marks_of_any_format(tmp_path, name):
    members, _ = bundle(tmp_path, f"茶园村{name}", KINDS[name])
    every = html.unescape(html.unescape("".join([*members, *members.values()])))
    assert not [secret for secret in (*SECRETS, "zhangjianguo") if secret in every]
    has_source = name.rpartition(".")[2] in ("html", "mht", "odt", "ofd", "xlsx")
    assert any(member.startswith("source/") for member in members) == has_source


def test_of_a_web_archive_the_pages_are_shown(tmp_path):
    members, facts = bundle(tmp_path, "茶园村.mht", KINDS["a.mht"])
    assert facts["kind"] == "mhtml" and set(members) > {"source/page1.html"}
    assert "政府信息公开工作年度报告" in members["source/page1.html"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("茶园村.docx", b"PK\x03\x04" + b"0" * 80, "damaged"),
        ("茶园村.pdf", b"%PDF-1.7 broken", "damaged"),
        ("茶园村.txt", ("张建国" * 40).encode(), ""),
    ],
)
def test_a_file_that_is_refused_gives_a_bundle_too(tmp_path, name, data, said):
    members, facts = bundle(tmp_path, name, data)
    told = facts.get("refused") or facts["original"]["refused"]
    assert told and "README.txt" in members


@pytest.mark.parametrize("path", SAMPLE, ids=lambda p: p.name)
def test_most_of_what_is_found_is_found_again(tmp_path, path):
    """The misreading must come up in the redacted text: sections and header always do here."""
    facts = json.loads(
        unpack(write_problem_bundle(path, tmp_path / "o.zip", key=b"k"))["reading.json"]
    )
    assert facts["agree"]["sections"] and facts["agree"]["form"]
    before, after = facts["original"]["cells"], facts["redacted"]["cells"]
    assert len(before) == len(after)


def test_what_is_there_is_not_written_over_and_what_is_missing_is_said(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(BODY, encoding="utf-8")
    (tmp_path / "o.zip").write_bytes(b"mine")
    with pytest.raises(ResultsError, match="there already"):
        write_problem_bundle(file, tmp_path / "o.zip")
    assert (tmp_path / "o.zip").read_bytes() == b"mine"
    with pytest.raises(ReadError, match="cannot be read"):
        write_problem_bundle(tmp_path / "none.txt", tmp_path / "p.zip")


def test_what_a_file_may_cost_is_said(tmp_path, capsys):
    file = tmp_path / "a.txt"
    file.write_text(BODY, encoding="utf-8")
    with pytest.raises(ReadError, match="the limit is 9"):
        write_problem_bundle(
            file, tmp_path / "o.zip", file_limits=FileLimits(max_bytes=9)
        )
    words = ["report-problem", str(file), "--out", str(tmp_path / "o.zip")]
    assert main([*words, "--file-seconds", "0"]) == 2
    assert "seconds" in capsys.readouterr().err
    assert main([*words, "--file-seconds", "50", "--file-memory", "2GB"]) == 0


def test_two_bundles_of_a_file_are_drawn_anew(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(BODY, encoding="utf-8")
    texts = {
        unpack(write_problem_bundle(file, tmp_path / f"{k}.zip"))["redacted.txt"]
        for k in range(3)
    }
    assert len(texts) > 1


def test_the_command_says_what_to_look_through(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(BODY, encoding="utf-8")
    assert main(["report-problem", "a.txt"]) == 0
    assert "look through redacted.txt" in capsys.readouterr().out
    assert Path("problem_report.zip").is_file()
    assert main(["report-problem", "a.txt"]) == 2
    assert "there already" in capsys.readouterr().err


def test_parts_are_taken_as_far_as_all_together_may_unpack(tmp_path, monkeypatch):
    file = tmp_path / "a.odt"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "x")
        for name in ("content.xml", "more/content.xml"):
            archive.writestr(name, f"<a>{'公' * 200}</a>")
    monkeypatch.setattr("textmine.job.problem_bundle.MAX_BYTES", 1000)
    with zipfile.ZipFile(write_problem_bundle(file, tmp_path / "b.zip")) as bundle:
        parts = [name for name in bundle.namelist() if name.startswith("source/")]
    assert parts == ["source/content.xml"]
