import io
import zipfile

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from textmine.errors import ReadError
from textmine.io.office.numbered import format_number
from textmine.io.readers import read_document

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NUMBERING = f"""<w:numbering {nsdecls("w")}>
  <w:abstractNum w:abstractNumId="90">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
  </w:abstractNum>
  <w:abstractNum w:abstractNumId="91">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
  </w:abstractNum>
  <w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>
  <w:num w:numId="91"><w:abstractNumId w:val="91"/></w:num>
  <w:num w:numId="92"><w:abstractNumId w:val="90"/>
    <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""


def read(document, tmp_path):
    path = tmp_path / "report.docx"
    document.save(str(path))
    return read_document(path)


def numbered(document, text, list_id, level=0):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = list_id


def with_lists():
    document = Document()
    root = document.part.numbering_part.element
    for child in list(parse_xml(NUMBERING)):
        root.append(child)
    for number in [
        n
        for n in root.findall(qn("w:num"))
        if n.get(qn("w:numId")) in ("90", "91", "92")
    ]:
        root.remove(number)
        root.append(number)
    return document


def test_automatic_numbers_are_written_out(tmp_path):
    document = with_lists()
    for text, level in (
        ("总体情况", 0),
        ("主动公开", 1),
        ("依申请公开", 1),
        ("时间", 2),
        ("复议诉讼", 0),
        ("维持", 1),
    ):
        numbered(document, text, 90, level)
    numbered(document, "要点", 91)
    numbered(document, "存在的主要问题", 92)
    lines = read(document, tmp_path).text.split()
    assert lines == [
        "一、总体情况",
        "（一）主动公开",
        "（二）依申请公开",
        "1.时间",
        "二、复议诉讼",
        "（一）维持",
        "要点",
        "五、存在的主要问题",
    ]


def test_numbers_from_a_style(tmp_path):
    document = with_lists()
    style = document.styles.add_style("章", 1)
    properties = style.element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = 90
    document.add_paragraph("总体情况", style="章")
    document.add_paragraph("其他事项", style="章")
    assert read(document, tmp_path).text.split() == ["一、总体情况", "二、其他事项"]


@pytest.mark.parametrize(
    ("number", "fmt", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (100, "chineseCounting", "100"),
        (9, "ideographDigital", "九"),
        (10, "ideographDigital", "一〇"),
        (25, "ideographDigital", "二五"),
        (10, "chineseCounting", "十"),
        (10**6, "upperLetter", "1000000"),
        (2, "upperLetter", "B"),
        (27, "lowerLetter", "aa"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (2, "ideographTraditional", "乙"),
        (7, "?", "7"),
    ],
)
def test_formats_of_numbers(number, fmt, text):
    assert format_number(number, fmt) == text


def test_order_merged_cells_and_nested_paragraphs(tmp_path):
    document = Document()
    document.add_paragraph("前")
    table = document.add_table(rows=3, cols=3)
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            cell.text = f"{r}{c}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "竖"
    table.cell(1, 1).text = "两\n行"
    document.add_paragraph("后")
    assert (
        read(document, tmp_path).text
        == "前\n\n横\t\t02\n竖\t两行\t12\n\t21\t22\n\n后\n"
    )


def test_a_table_that_holds_the_whole_report_is_layout(tmp_path):
    document = Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "我局公开信息36条。没有收到申请。也没有诉讼。" * 20
    inner = cell.add_table(rows=1, cols=2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "规章", "0"
    text = read(document, tmp_path).text
    assert "\n规章\t0\n" in text and text.startswith("我局公开信息36条。")


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_kept(tmp_path):
    document = Document()
    paragraph = document.add_paragraph("公开")
    hidden = paragraph.add_run("看不见")
    hidden.font.hidden = True
    paragraph.add_run("看得见").font.hidden = False
    for tag, text in (("w:del", "删去"), ("w:ins", "36条")):
        change, run = OxmlElement(tag), OxmlElement("w:r")
        piece = OxmlElement("w:delText" if tag == "w:del" else "w:t")
        piece.text = text
        run.append(piece)
        change.append(run)
        paragraph._p.append(change)
    assert read(document, tmp_path).text == "公开看得见36条\n"


def test_tabs_that_only_align_are_blanks(tmp_path):
    document = Document()
    document.add_paragraph("\t\t临泽川市商务局")
    document.add_paragraph("一、\t总体情况")
    document.add_paragraph("规章\t0\t1\t2")
    assert (
        read(document, tmp_path).text
        == "临泽川市商务局\n一、 总体情况\n规章\t0\t1\t2\n"
    )


def archive(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (archive({"xl/workbook.xml": "<x/>"}), "damaged workbook"),
        (archive({"word/document.xml": "<x/>"}), "damaged DOCX"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_damaged_and_protected_files(tmp_path, content, says):
    path = tmp_path / "report.docx"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=says):
        read_document(path)


def test_a_document_of_pictures_needs_ocr(tmp_path):
    with pytest.raises(ReadError, match="run OCR"):
        read(Document(), tmp_path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(archive({"word/document.xml": "0" * 3_000_000}))
    assert path.stat().st_size < 20_000
    with pytest.raises(ReadError, match="unpacks to 3,000,000 bytes"):
        read_document(path, max_bytes=1_000_000)


def box(inner):
    return f"<w:p {nsdecls('w')}><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"


def test_the_text_of_boxes_inside_boxes_stands_once(tmp_path):
    inner = "<w:p><w:r><w:t>主动申请</w:t></w:r></w:p>"
    for _ in range(25):
        inner = box("<w:p><w:r><w:t>公开</w:t></w:r></w:p>" + inner)
    document = Document()
    document.element.body.insert(0, parse_xml(inner))
    text = read(document, tmp_path).text
    # Each box was read once for every box around it: 2²⁵ times.
    assert text.count("主动申请") == 1 and text.count("公开") == 25


@pytest.mark.parametrize("number", ["三", "", "-3", "1e9", "²", "9" * 400])
def test_numbers_of_a_table_and_of_lists_that_are_none(tmp_path, number):
    document = with_lists()
    numbered(document, "总体情况", 90)
    document.paragraphs[0]._p.pPr.numPr.ilvl.set(qn("w:val"), number)
    for level in document.part.numbering_part.element.iter(
        qn("w:start"), qn("w:startOverride")
    ):
        level.set(qn("w:val"), number)
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "规章", "0"
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), number)
    row._tr.get_or_add_trPr().append(before)
    span = OxmlElement("w:gridSpan")
    span.set(qn("w:val"), number)
    row.cells[0]._tc.get_or_add_tcPr().append(span)
    path = tmp_path / "report.docx"
    document.save(str(path))
    text = read_document(path).text
    assert "总体情况" in text and text.rstrip().endswith("\t0") and len(text) < 1000


def test_digits_above_the_line_join_no_number(tmp_path):
    document = Document()
    paragraph = document.add_paragraph("办结1204")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run("件，另2")
    assert "办结1204¹件，另2" in read(document, tmp_path).text


MAIN = "wordprocessingml.document.main+xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    "renamed",
    [
        {MAIN: "wordprocessingml.template.main+xml"},
        {
            f"openxmlformats-officedocument.{MAIN}": "ms-word.document.macroEnabled.main+xml"
        },
        {
            W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
            R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
        },
    ],
)
def test_templates_files_with_macros_and_strict_ones_are_documents(tmp_path, renamed):
    document = Document()
    document.add_paragraph("一、总体情况")
    document.save(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as usual:
        parts = {name: usual.read(name) for name in usual.namelist()}
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as other:
        for name, content in parts.items():
            for old, new in renamed.items():
                content = content.replace(old.encode(), new.encode())
            other.writestr(name, content)
    assert read_document(tmp_path / "b.docx").text.strip() == "一、总体情况"


def test_a_page_that_a_document_carries_instead_of_a_text_is_read(tmp_path):
    page = "<html><body><h1>某局2021年年报</h1><p>公开信息36条，答复三件；会议两次。</p></body></html>"
    document = Document()
    for name, data in (("a.html", page.encode()), ("b.docx", b"PK")):
        uri = PackURI(f"/word/{name}")
        chunk = Part(uri, "text/html", data, document.part.package)
        key = document.part.relate_to(chunk, f"{RELATION}/aFChunk")
        element = OxmlElement("w:altChunk")
        element.set(qn("r:id"), key)
        document.element.body.insert(0, element)
    found = read(document, tmp_path)
    assert found.text.split() == [
        "某局2021年年报",
        "公开信息36条，答复三件；会议两次。",
    ]
    assert found.media == "docx"


def test_a_document_with_a_text_of_its_own_keeps_it(tmp_path):
    document = Document()
    document.add_paragraph("一、总体情况")
    element = OxmlElement("w:altChunk")
    element.set(qn("r:id"), "rId99")
    document.element.body.append(element)
    assert read(document, tmp_path).text == "一、总体情况\n"
