import io
import plistlib
import zipfile
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


def mail_with(*files):
    mail = EmailMessage()
    mail["Subject"] = "年报"
    mail.set_content("见附件。")
    for name, data in files:
        mail.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=name
        )
    return bytes(mail)


def pack(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return buffer.getvalue()


def test_a_picture_beside_the_attached_report_is_no_matter(tmp_path):
    data = mail_with(
        ("标志.png", b"\x89PNG\r\n\x1a\n" + bytes(40)), ("a.txt", PROSE.encode())
    )
    (tmp_path / "a.eml").write_bytes(data)
    assert read_document(tmp_path / "a.eml").text.strip() == PROSE


def test_an_attached_archive_is_opened(tmp_path):
    data = mail_with(("材料.zip", pack(note="请查收。", report=PROSE)))
    (tmp_path / "a.eml").write_bytes(data)
    assert read_document(tmp_path / "a.eml").text.strip() == PROSE


def test_of_two_reports_in_an_attached_archive_none_is_lost(tmp_path):
    one, two = (
        f"洛溪县{body}2021年政府信息公开工作年度报告\n一、总体情况\n{PROSE}"
        for body in ("水务局", "档案局")
    )
    (tmp_path / "a.eml").write_bytes(mail_with(("a.zip", pack(one=one, two=two))))
    with pytest.raises(ReadError, match="2 reports attached"):
        read_document(tmp_path / "a.eml")


def safari(html, encoding="UTF-8", **more):
    main = {"WebResourceData": html, "WebResourceTextEncodingName": encoding}
    return plistlib.dumps({"WebMainResource": main, **more}, fmt=plistlib.FMT_BINARY)


@pytest.mark.parametrize("name", ["a.webarchive", "a"])
def test_the_page_that_safari_saved(tmp_path, name):
    page = f"<html><body><p>{PROSE}</p></body></html>".encode("gb18030")
    (tmp_path / name).write_bytes(safari(page, "gb18030"))
    assert read_document(tmp_path / name).text.strip() == PROSE
    assert len(find_files(tmp_path)[0]) == 1


def test_the_report_in_a_frame_that_safari_saved(tmp_path):
    inner = {"WebMainResource": {"WebResourceData": f"<p>{PROSE}</p>".encode()}}
    data = safari(b"<html><body><p>x</p></body></html>", WebSubframeArchives=[inner])
    (tmp_path / "a.webarchive").write_bytes(data)
    assert PROSE in read_document(tmp_path / "a.webarchive").text


@pytest.mark.parametrize(
    "data",
    [
        safari(b"<p>x</p>")[:60] + b"WebMainResource",
        plistlib.dumps(["WebMainResource"], fmt=plistlib.FMT_BINARY),
        plistlib.dumps({"WebMainResource": 3}, fmt=plistlib.FMT_BINARY),
    ],
)
def test_a_damaged_archive_of_safari_is_told(tmp_path, data):
    (tmp_path / "a.webarchive").write_bytes(data)
    with pytest.raises(ReadError, match="damaged archive of Safari"):
        read_document(tmp_path / "a.webarchive")
