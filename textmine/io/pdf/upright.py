"""Turn the pages of a PDF so that their lines run from left to right, and take slanted words off.

A landscape table may be drawn sideways on an upright sheet, and scanners turn whole sheets: what a
viewer shows then has to be turned by hand, and read so gives one column of every line. Words that
run across a page are a watermark: each of its characters would be read with the cell it lies on.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from typing import Any

from textmine.io.pdf.shown import fill_fields, hide_cropped

# Characters of a page that are looked at, and the share of them that must run one way: heads of
# columns that are set upright in a table run another way than its numbers (by hand).
_MOST_CHARS, _MOST = 20_000, 0.8
# Below so many a page is a picture with a stamp or a title.
_LEAST = 40
# Degrees off the edges of the page from which words are slanted: scanned pages lie off by some two.
_SLANTED = 10
# Share of a page's characters that a watermark has at most; where more are slanted, the page is.
_MOST_SLANTED = 0.3


def turn_upright(data: bytes, document: Any) -> bytes:
    """Turn pages upright and fill their fields in, in an open document and in its file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    document : pypdfium2.PdfDocument
        The same, open.

    Returns
    -------
    bytes
        The file as it is after that; itself where all pages are upright, as most are.
    """
    is_changed = fill_fields(document)
    for page in document:
        # Kept by its name: without it, PDFium closes what its raw handle leads to.
        text_page = page.get_textpage()
        way = _way_of_lines([angle for _, angle in _angles(text_page)])
        if way is not None and way != page.get_rotation():
            page.set_rotation(way)
            is_changed = True
    if not is_changed:
        return data
    with io.BytesIO() as buffer:
        document.save(buffer)
        return buffer.getvalue()


def take_text(page: Any) -> Any:
    """Take the text that is seen on a page, without the slanted words of a watermark.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        A page; what is not to be read is switched off as long as it is open.

    Returns
    -------
    pypdfium2.PdfTextPage
        Its text.
    """
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    angles = _angles(text_page)
    slanted = [at for at, angle in angles if is_slanted(angle)]
    is_changed = 0 < len(slanted) <= _MOST_SLANTED * len(angles)
    for at in slanted if is_changed else ():
        word = pdfium.FPDFText_GetTextObject(text_page.raw, at)
        pdfium.FPDFPageObj_SetIsActive(word, False)
    is_changed |= hide_cropped(page, text_page)
    return page.get_textpage() if is_changed else text_page


def is_slanted(angle: float) -> bool:
    """Tell whether characters run along neither edge of the page.

    Parameters
    ----------
    angle : float
        Degrees in which they run.

    Returns
    -------
    bool
        True from ten degrees on.

    Examples
    --------
    >>> is_slanted(325.0), is_slanted(90.0), is_slanted(358.0)
    (True, False, False)
    """
    return _SLANTED < angle % 90 < 90 - _SLANTED


def _angles(text_page: Any) -> list[tuple[int, float]]:
    """The printed characters of a page, and the degrees, clockwise, in which they run."""
    import pypdfium2.raw as pdfium

    raw = text_page.raw
    return [
        # -1 is the angle of what PDFium made up, such as a line end.
        (k, math.degrees(max(pdfium.FPDFText_GetCharAngle(raw, k), 0.0)) % 360)
        for k in range(min(text_page.count_chars(), _MOST_CHARS))
        if not chr(pdfium.FPDFText_GetUnicode(raw, k)).isspace()
    ]


def _way_of_lines(angles: list[float]) -> int | None:
    """Degrees by which a page must be turned for its lines to run to the right; None if unclear."""
    ways = Counter(-round(angle / 90) * 90 % 360 for angle in angles)
    way, n = ways.most_common(1)[0] if ways else (0, 0)
    return way if len(angles) >= _LEAST and n >= _MOST * len(angles) else None
