"""A PDF from bytes to text: order, tables in their place, pages that are pictures, refusals."""

import io
import zlib

import pypdfium2
import pytest

from textmine.errors import ReadError
from textmine.io.pdf import read

MANY = 10**6
ROWS = [["a", "1"], ["b", "2"]]


def test_text_above_and_below_a_table_stays_there(draw):
    page = draw.say("below", 50, 200) + draw.grid(ROWS) + draw.say("above", 50, 60)
    text, encoding, metadata = read.load(draw.pdf(page), "a.pdf", MANY)
    assert [line for line in text.split("\n") if line] == [
        "above",
        "a\t1",
        "b\t2",
        "below",
    ]
    assert (encoding, metadata) == ("", {})


def test_text_beside_a_table_is_not_lost(draw):
    page = draw.grid(ROWS) + draw.say("beside", 300, 114)
    text, *_ = read.load(draw.pdf(page), "a.pdf", MANY)
    assert text.count("beside") == 1
    assert "a\t1\nb\t2\n" in text


def test_pages_follow_each_other_and_one_without_text_is_said(draw, monkeypatch):
    monkeypatch.setattr(read, "open_engine", lambda: None)
    data = draw.pdf(draw.say("one", 50, 60), "", draw.say("three", 50, 60))
    text, _, metadata = read.load(data, "a.pdf", MANY)
    assert text.split() == ["one", "three"]
    assert metadata == {"pages_without_text": "2"}


def test_a_page_without_text_is_read_by_ocr_in_its_place(draw, monkeypatch):
    monkeypatch.setattr(read, "open_engine", object)
    monkeypatch.setattr(
        read, "read_lines", lambda engine, pictures: ["two"] * len(pictures)
    )
    data = draw.pdf(draw.say("one", 50, 60), "", draw.say("three", 50, 60))
    text, _, metadata = read.load(data, "a.pdf", MANY)
    assert text.split() == ["one", "two", "three"]
    assert metadata == {"ocr": "2"}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"no pdf at all"])
def test_what_is_no_pdf_is_refused_by_name(data):
    with pytest.raises(ReadError, match=r"a\.pdf: damaged, or no PDF"):
        read.load(data, "a.pdf", MANY)


def test_more_text_than_allowed_is_refused(draw):
    data = draw.pdf(draw.say("x" * 90, 50, 60))
    read.load(data, "a.pdf", 90)
    with pytest.raises(ReadError, match="more than 89 characters"):
        read.load(data, "a.pdf", 89)


@pytest.mark.parametrize("end", [b"", b"endstream"])
def test_streams_inside_streams_are_gone_through_once(end):
    looked = []

    class Counted(bytes):
        def __getitem__(self, key):
            piece = bytes.__getitem__(self, key)
            if isinstance(key, slice):
                looked.append(len(piece))
            return piece

    data = Counted(b"stream\n" * 20_000 + end)
    with pytest.raises(ReadError, match="streams inside streams; a hostile file"):
        read._refuse_bomb(data, "a.pdf", MANY)
    # The square would be 1.4 billion; heads of 500 bytes are looked at besides.
    assert sum(looked) < 10 * len(data)


def test_a_packed_stream_is_unpacked_as_far_as_the_limit_goes():
    packed = zlib.compress(bytes(3_000_000))
    data = b"1 0 obj << /Filter /FlateDecode >> stream\n" + packed + b"\nendstream"
    with pytest.raises(ReadError, match="unpacks to more than 2,000,000 bytes"):
        read._refuse_bomb(data, "a.pdf", 2_000_000)
    read._refuse_bomb(data, "a.pdf", 3_000_001)


def test_a_cover_page_with_files_says_so(draw):
    document = pypdfium2.PdfDocument(draw.pdf(draw.say("open the files", 50, 60)))
    document.new_attachment("report.docx").set_data(b"PK")
    buffer = io.BytesIO()
    document.save(buffer)
    with pytest.raises(ReadError, match=r"1 file attached \(report.docx\)"):
        read.load(buffer.getvalue(), "a.pdf", 10**6)


def test_a_report_with_a_file_attached_is_read(draw):
    words = "".join(
        draw.say("words of a report " * 3, 50, 60 + 20 * k) for k in range(9)
    )
    document = pypdfium2.PdfDocument(draw.pdf(words))
    document.new_attachment("form.xlsx").set_data(b"PK")
    buffer = io.BytesIO()
    document.save(buffer)
    assert read.load(buffer.getvalue(), "a.pdf", 10**6).text.startswith(
        "words of a report"
    )


def test_fonts_without_characters_are_told_from_a_scan(draw):
    codes = "".join(f"\\{n:03o}" for n in range(1, 8))
    page = "".join(draw.say(codes * 4, 50, 60 + 20 * k) for k in range(9))
    with pytest.raises(ReadError, match="fonts do not say which characters"):
        read.load(draw.pdf(page), "a.pdf", 10**6)


def test_a_file_whose_digits_alone_have_no_names_is_refused(draw):
    """Its words read well, and every number in it would be missing."""
    page = "".join(
        draw.say(f"words {k} of a report", 50, 60 + 20 * k) for k in range(9)
    )
    lost = "".join(draw.say("\\001\\003", 300, 60 + 20 * k) for k in range(9))
    assert "words" in read.load(draw.pdf(page), "a.pdf", 10**6).text
    with pytest.raises(ReadError, match=r"fonts do not say .* \(9 of \d+\)"):
        read.load(draw.pdf(page + lost), "a.pdf", 10**6)
