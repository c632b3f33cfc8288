"""What a viewer shows: fields of forms are read, what lies beyond the crop box is not."""

import io

import pypdfium2
import pytest

from textmine.io.pdf.read import load
from textmine.io.pdf.shown import fill_fields, hide_cropped


def with_fields(data, value, *, drawn=True):
    """A PDF whose first page has one field of a form, and a note of a reviewer beside it."""
    stream = f"BT /F 10 Tf 2 4 Td ({value}) Tj ET"
    look = f"/AP << /N 90 0 R >> /V ({value})" if drawn else f"/V ({value})"
    at = data.index(b"xref\n0 ")
    parts = (
        "91 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (n) /F 4 /P 4 0 R"
        f" /Rect [155 764 245 780] /DA (/F 10 Tf 0 g) {look} >>\nendobj\n"
        "92 0 obj\n<< /Type /Annot /Subtype /FreeText /F 4 /Rect [300 700 500 720]"
        " /DA (/F 10 Tf 0 g) /Contents (mend this) /AP << /N 93 0 R >> >>\nendobj\n"
    )
    for number, words in ((90, stream), (93, "BT /F 10 Tf 2 4 Td (mend this) Tj ET")):
        parts += (
            f"{number} 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 200 20]"
            " /Resources << /Font << /F 3 0 R >> >>"
            f" /Length {len(words)} >>\nstream\n{words}\nendstream\nendobj\n"
        )
    form = (
        b"/Type /Catalog /AcroForm << /Fields [91 0 R] /DR << /Font << /F 3 0 R >> >>"
    )
    form += b" /DA (/F 10 Tf 0 g) /NeedAppearances true >>"
    page = b"/Type /Page /Annots [91 0 R 92 0 R]"
    return (
        (data[:at] + parts.encode() + data[at:])
        .replace(b"/Type /Catalog", form, 1)
        .replace(b"/Type /Page ", page + b" ", 1)
    )


def cropped(data, box):
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.set_cropbox(*box)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("drawn", [True, False])
def test_numbers_in_fields_stand_in_their_cells_and_notes_do_not(draw, drawn):
    blank = draw.pdf(draw.grid([["a", "1"], ["b", ""]], top=0) + draw.say("c", 50, 200))
    text = load(with_fields(blank, "417", drawn=drawn), "a.pdf", 10**6).text
    assert "b\t417" in text
    assert "mend" not in text


def test_a_file_without_a_form_is_left_alone(draw):
    document = pypdfium2.PdfDocument(draw.pdf(draw.say("a", 50, 100)))
    assert not fill_fields(document)


def test_a_signature_is_no_field_of_the_report(draw):
    """A seal may say who signed and when: the year of the signature is not the report's."""
    blank = draw.pdf(draw.say("a report", 50, 200))
    signed = with_fields(blank, "signed 2025").replace(b"/FT /Tx", b"/FT /Sig")
    document = pypdfium2.PdfDocument(signed)
    assert not fill_fields(document)
    assert load(signed, "a.pdf", 10**6).text == "a report\n"


def test_what_lies_beyond_the_crop_box_is_not_read(draw):
    rows = draw.grid([["a", "1"], ["b", "2"]], top=100, columns=(350, 450, 550))
    old = draw.grid([["a", "8"], ["b", "9"]], top=100, columns=(20, 60, 100))
    both = draw.say("old words", 20, 60) + draw.say("new words", 350, 60) + rows + old
    text = load(cropped(draw.pdf(both), (300, 0, 600, 800)), "a.pdf", 10**6).text
    assert "new words" in text
    assert "old" not in text
    assert "a\t1\nb\t2" in text
    assert "8" not in text


def test_words_without_a_table_are_hidden_too(draw):
    both = draw.say("old words", 20, 60) + draw.say("new words", 350, 60)
    data = cropped(draw.pdf(both), (300, 0, 600, 800))
    assert load(data, "a.pdf", 10**6).text.strip() == "new words"
    page = pypdfium2.PdfDocument(data)[0]
    assert hide_cropped(page, page.get_textpage())
    whole = pypdfium2.PdfDocument(draw.pdf(both))[0]
    assert not hide_cropped(whole, whole.get_textpage())
