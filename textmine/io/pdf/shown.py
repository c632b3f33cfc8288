"""What a viewer shows of a page: the fields of its form, and nothing beyond its crop box."""

from __future__ import annotations

import ctypes
from typing import Any

from textmine.io.pdf.places import read_boxes


def fill_fields(document: Any) -> bool:
    """Print the fields of a form onto its pages, in an open document.

    Parameters
    ----------
    document : pypdfium2.PdfDocument
        Any PDF.

    Returns
    -------
    bool
        Whether there were any: the file is then another one.
    """
    import pypdfium2.raw as pdfium

    if document.get_formtype() == pdfium.FORMTYPE_NONE:
        return False
    # Draws fields that the file only states the values of.
    document.init_forms()
    is_filled = False
    for page in document:
        others = _find_others(page, document.formenv)
        if others is not None:
            for k in reversed(others):
                pdfium.FPDFPage_RemoveAnnot(page.raw, k)
            page.flatten()
            is_filled = True
    return is_filled


def _find_others(page: Any, form: Any) -> list[int] | None:
    """Places of what lies on a page beside fields with words; None where it has no such field.

    Notes of reviewers, buttons and what a seal says of its signature are not of the report.
    """
    import pypdfium2.raw as pdfium

    others: list[int] = []
    n_notes = pdfium.FPDFPage_GetAnnotCount(page.raw)
    for k in range(n_notes):
        note = pdfium.FPDFPage_GetAnnot(page.raw, k)
        kind = pdfium.FPDFAnnot_GetFormFieldType(form.raw, note) if form else -1
        pdfium.FPDFPage_CloseAnnot(note)
        if kind not in (
            pdfium.FPDF_FORMFIELD_TEXTFIELD,
            pdfium.FPDF_FORMFIELD_COMBOBOX,
            pdfium.FPDF_FORMFIELD_LISTBOX,
        ):
            others.append(k)
    return others if len(others) < n_notes else None


def hide_cropped(page: Any, text_page: Any) -> bool:
    """Switch off the words of a page that lie beyond what a viewer shows of it.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page; its words are off as long as it is open.
    text_page : pypdfium2.PdfTextPage
        Its text.

    Returns
    -------
    bool
        Whether there were any: the text of the page is then another one.
    """
    import pypdfium2.raw as pdfium

    left, bottom, right, top = page.get_cropbox()
    if (left, bottom, right, top) == page.get_mediabox():
        return False
    n_chars = text_page.count_chars()
    boxes = read_boxes(text_page, n_chars)
    x, y = boxes[:, :2].mean(axis=1), boxes[:, 2:].mean(axis=1)
    seen = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
    words: dict[int, Any] = {}
    kept: set[int] = set()
    for k in range(n_chars):
        if chr(pdfium.FPDFText_GetUnicode(text_page.raw, k)).isspace():
            continue
        word = pdfium.FPDFText_GetTextObject(text_page.raw, k)
        key = ctypes.cast(word, ctypes.c_void_p).value or 0
        words[key] = word
        # A word that is shown in part is read as a whole.
        kept |= {key} if seen[k] else set()
    cropped = [word for key, word in words.items() if key and key not in kept]
    for word in cropped:
        pdfium.FPDFPageObj_SetIsActive(word, False)
    return bool(cropped)
