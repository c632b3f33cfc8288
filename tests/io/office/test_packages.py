"""Documents that other programs pack otherwise are read as those that Word saves."""

import base64
import io
import re
import zipfile

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from textmine.errors import ReadError
from textmine.io.kinds import tell_kind
from textmine.io.office.packages import is_flat, mend_package
from textmine.io.readers import read_document

MANY = 10**7
CHUNK = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
)


def saved(*lines, carried=()):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    for number, data in enumerate(carried):
        uri = PackURI(f"/word/chunk{number}.docx")
        part = Part(uri, CHUNK[1], data, document.part.package)
        element = OxmlElement("w:altChunk")
        element.set(qn("r:id"), document.part.relate_to(part, CHUNK[0]))
        document.element.body.insert(-1, element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(data, *, rename=lambda name: name, change=lambda content: content):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for name in source.namelist():
            member = zipfile.ZipInfo("a")
            # As it is: zipfile would write slashes.
            member.filename = rename(name)
            target.writestr(member, change(source.read(name)))
    return out.getvalue()


def flat(data):
    """The document as Word's "XML document" has it: all parts in one file."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml").decode()
        kinds = dict(re.findall(r'PartName="/([^"]+)" ContentType="([^"]+)"', types))
        for name in archive.namelist()[1:]:
            content = archive.read(name)
            default = "application/vnd.openxmlformats-package.relationships+xml"
            kind = kinds.get(name, default if name.endswith(".rels") else "image/jpeg")
            if name.endswith((".xml", ".rels")):
                inside = re.sub(r"^<\?xml.*?\?>", "", content.decode(), flags=re.DOTALL)
                inside = f"<pkg:xmlData>{inside}</pkg:xmlData>"
            else:
                packed = base64.b64encode(content).decode()
                inside = f"<pkg:binaryData>{packed}</pkg:binaryData>"
            parts.append(
                f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}">{inside}</pkg:part>'
            )
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    return f'{head}<pkg:package xmlns:pkg="{space}">{"".join(parts)}</pkg:package>'.encode()


def text_of(tmp_path, data, name="a.docx"):
    (tmp_path / name).write_bytes(data)
    document = read_document(tmp_path / name)
    assert document.media == "docx"
    return document.text


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: name.replace("/", "\\"),
        lambda name: f"/{name}",
        lambda name: name.replace("document.xml", "document2.xml"),
    ],
)
@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a"])
def test_names_of_parts_may_be_written_otherwise(tmp_path, rename, name):
    data = repacked(
        saved("一、总体情况"),
        rename=rename,
        change=lambda content: (
            content.replace(
                b"word/document.xml", rename("word/document.xml").encode().strip(b"/")
            )
            if rename("document.xml") == "document2.xml"
            else content
        ),
    )
    assert text_of(tmp_path, data, name) == "一、总体情况\n"


@pytest.mark.parametrize("name", ["a.xml", "a.doc", "a"])
def test_a_document_in_one_xml_file_is_read(tmp_path, name):
    data = flat(saved("一、总体情况", "二、其他"))
    assert is_flat(data)
    assert text_of(tmp_path, data, name) == "一、总体情况\n二、其他\n"


def test_a_damaged_one_says_so_and_declares_nothing(tmp_path):
    data = flat(saved("一、总体情况"))
    with pytest.raises(ReadError, match="damaged"):
        text_of(tmp_path, data[: len(data) // 2], "a.xml")
    bomb = data.replace(
        b"<pkg:package ", b'<!DOCTYPE p [<!ENTITY a "xyz">]><pkg:package ', 1
    ).replace("总体".encode(), b"&a;")
    with pytest.raises(ReadError):
        assert "xyz" not in text_of(tmp_path, bomb, "a.xml")
        raise ReadError("read without what it declared")


def test_documents_that_a_document_carries_stand_in_their_place(tmp_path):
    parts = [saved("一、总体情况"), saved("二、其他")]
    text = text_of(tmp_path, saved("某局2021年年报", carried=parts))
    assert text == "某局2021年年报\n一、总体情况\n二、其他\n"


def test_documents_are_carried_to_a_depth(tmp_path):
    data = saved("零")
    for word in ("一", "二", "三"):
        data = saved(word, carried=[data])
    assert text_of(tmp_path, data) == "三\n二\n一\n"


def test_what_word_saved_is_handed_back():
    data = saved("一、总体情况")
    assert mend_package(data, "a.docx", MANY) is data
    assert mend_package(repacked(data, rename=lambda n: f"/{n}"), "a", 10).startswith(
        b"PK"
    )


@pytest.mark.parametrize(
    "member", ["ppt/presentation.xml", "Index/Document.iwa", "FixedDocSeq.fdseq"]
)
def test_slides_and_the_like_are_no_archives_of_reports(tmp_path, member):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, "x")
    assert tell_kind(out.getvalue(), ".zip") == "package"
    (tmp_path / "a.pptx").write_bytes(out.getvalue())
    with pytest.raises(ReadError, match="no format that is read; save or export"):
        read_document(tmp_path / "a.pptx")
