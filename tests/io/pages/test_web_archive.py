import io
from email.message import EmailMessage

import pytest
from docx import Document

from textmine.errors import ReadError
from textmine.io.folders import find_files
from textmine.io.readers import read_document

PROSE = "2020年，我局公开信息九条，答复申请三件；召开会议两次。" * 8
HEAD = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n'


def part(html, charset="utf-8", kind="text/html"):
    return f'--B\nContent-Type: {kind}; charset="{charset}"\nContent-Transfer-Encoding: 8bit\n\n{html}\n'


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a.html", "a.doc"])
@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_the_page_with_the_report_under_any_suffix(tmp_path, name, charset):
    frame = part("<html><body>首页</body></html>", charset)
    page = part(f"<html><body><p>{PROSE}</p></body></html>", charset)
    data = (HEAD + frame + page + "--B--\n").encode(charset)
    (tmp_path / name).write_bytes(data)
    document = read_document(tmp_path / name)
    assert document.media == "mhtml" and document.text.startswith(PROSE[:30])


def test_an_archive_without_a_page(tmp_path):
    (tmp_path / "a.mht").write_text(
        HEAD + part("x", kind="text/css") + "--B--\n", encoding="utf-8"
    )
    with pytest.raises(ReadError, match="without a page in it"):
        read_document(tmp_path / "a.mht")


def test_a_mail_is_its_attachment_or_its_text(tmp_path):
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "年报", "a@b.invalid"
    mail.set_content(PROSE)
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    assert read_document(tmp_path / "a.eml").text.strip() == PROSE
    files, unknown = find_files(tmp_path)
    assert [file.name for file in files] == ["a.eml"] and not unknown
    report = Document()
    report.add_paragraph("一、总体情况" + PROSE * 2)
    packed = io.BytesIO()
    report.save(packed)
    mail.add_attachment(
        packed.getvalue(), maintype="application", subtype="x", filename="年报.docx"
    )
    (tmp_path / "b.eml").write_bytes(bytes(mail))
    assert read_document(tmp_path / "b.eml").text.strip() == "一、总体情况" + PROSE * 2


def test_beside_an_attachment_the_page_of_a_mail_is_a_greeting(tmp_path):
    mail = EmailMessage()
    mail["Subject"] = "年报"
    mail.set_content("请审阅。")
    mail.add_alternative(
        "<html><body><p>附件是年报，请审阅。</p></body></html>", subtype="html"
    )
    told = "洛溪县水务局2021年政府信息公开工作年度报告\n一、总体情况\n公开信息36条。\n"
    for name, text in (("年报.txt", told), ("通讯录.txt", "张三")):
        mail.add_attachment(
            text.encode(), maintype="text", subtype="plain", filename=name
        )
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    assert read_document(tmp_path / "a.eml").text == told


@pytest.mark.parametrize("copy", [False, True])
def test_several_reports_in_a_mail_are_refused_and_copies_are_one(tmp_path, copy):
    mail = EmailMessage()
    mail["Subject"] = "年报"
    mail.set_content("请审阅。")
    told = "洛溪县水务局2021年政府信息公开工作年度报告\n一、总体情况\n公开信息36条。\n"
    other = told if copy else told.replace("水务局", "档案局")
    for name, text in (("1.txt", told + "说明。\n"), ("2.txt", other)):
        mail.add_attachment(
            text.encode(), maintype="text", subtype="plain", filename=name
        )
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    if copy:
        assert read_document(tmp_path / "a.eml").text == told + "说明。\n"
    else:
        with pytest.raises(ReadError, match="2 reports attached .*; save each"):
            read_document(tmp_path / "a.eml")
