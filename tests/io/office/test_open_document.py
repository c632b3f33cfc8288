import io
import zipfile

import pytest

from textmine.errors import ReadError
from textmine.io.office.open_document import load
from textmine.io.readers import read_document

HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
    "<office:body><office:text>"
)
TAIL = "</office:text></office:body></office:document-content>"


def pack(body):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", HEAD + body + TAIL)
    return buffer.getvalue()


def test_paragraphs_lists_and_tables_in_order(tmp_path):
    cells = (
        "<table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>规章</text:p>"
        "</table:table-cell><table:covered-table-cell/></table:table-row>"
        "<table:table-row><table:table-cell><text:p>许可</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-repeated='2'><text:p>0</text:p></table:table-cell>"
        "</table:table-row>"
    )
    body = (
        "<text:h>一、总体<text:span>情况</text:span></text:h>"
        "<text:list><text:list-item><text:p>公开<text:s text:c='2'/>九条</text:p></text:list-item>"
        f"</text:list><table:table>{cells}</table:table><text:p>完<text:note>注</text:note></text:p>"
    )
    (tmp_path / "a.odt").write_bytes(pack(body))
    document = read_document(tmp_path / "a.odt")
    assert document.text == "一、总体情况\n公开  九条\n\n规章\t\n许可\t0\t0\n\n完\n"
    assert document.media == "odt"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pack(""), "no text"),
        (b"PK\x03\x04", "damaged"),
        (pack("<text:p>"), "damaged, or locked"),
    ],
)
def test_bad_files_say_what_to_do(data, says):
    with pytest.raises(ReadError, match=says):
        load(data, "a.odt", 10**6)


def test_what_unpacks_to_too_much_is_refused():
    with pytest.raises(ReadError, match="unpacks to more than 1,000"):
        load(pack("<text:p>" + "公" * 2000 + "</text:p>"), "a.odt", 1000)


def test_nesting_beyond_the_stack_is_one_line(tmp_path):
    deep = "<text:list>" * 3000 + "<text:p>文</text:p>" + "</text:list>" * 3000
    (tmp_path / "a.odt").write_bytes(pack(deep))
    with pytest.raises(ReadError, match=r"a\.odt: nested too deeply"):
        read_document(tmp_path / "a.odt")


@pytest.mark.parametrize(
    ("count", "n"),
    [("2", 2), ("", 1), ("1e999", 1), ("²", 1), ("-4", 1), ("9" * 30, 50)],
)
def test_counts_that_are_no_numbers_count_once_and_large_ones_are_padding(count, n):
    blanks = f"<text:p>公开<text:s text:c='{count}'/>九条</text:p>"
    assert load(pack(blanks), "a.odt", 10**6)[0] == f"公开{' ' * n}九条\n"
    cells = "<table:table-cell><text:p>规章</text:p></table:table-cell>" + (
        f"<table:table-cell table:number-columns-repeated='{count}'><text:p>0</text:p></table:table-cell>"
    )
    table = f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    assert load(pack(table), "a.odt", 10**6)[0].strip() == "规章" + "\t0" * n


def test_a_flat_file_is_read_as_its_packed_one(tmp_path):
    flat = HEAD.replace("document-content", "document") + "<text:p>公开九条</text:p>"
    flat += TAIL.replace("document-content", "document")
    (tmp_path / "a.fodt").write_text(f"<?xml version='1.0'?>{flat}", encoding="utf-8")
    document = read_document(tmp_path / "a.fodt")
    assert (document.text, document.media) == ("公开九条\n", "odt")
    (tmp_path / "a.fodt").write_text(
        f"<?xml version='1.0'?>{flat[:-9]}", encoding="utf-8"
    )
    with pytest.raises(ReadError, match="damaged"):
        read_document(tmp_path / "a.fodt")


def test_digits_above_the_line_join_no_number():
    style = (
        '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        "<style:style style:name='T1'><style:text-properties style:text-position='super 58%'/>"
        "</style:style></office:automatic-styles><office:body>"
    )
    head = HEAD.replace("<office:body>", style)
    body = "<text:p>56条<text:span text:style-name='T1'>1</text:span>，<text:span>9</text:span></text:p>"
    assert load((head + body + TAIL).encode(), "a.fodt", 10**6).text == "56条¹，9\n"
