"""Turn the pages of a PDF so that their lines run from left to right.

A landscape table may be drawn sideways on an upright sheet, and scanners turn whole sheets: what a
viewer shows then has to be turned by hand, and read so gives one column of every line.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from typing import Any

# Characters of a page that are looked at, and the share of them that must run one way: heads of
# columns that are set upright in a table run another way than its numbers (by hand).
_LOOKED_AT, _MOST = 120, 0.8
# Below so many a page is a picture with a stamp or a title.
_LEAST = 40


def turn_upright(data: bytes, document: Any) -> bytes:
    """Turn pages upright, in an open document and in its file.

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
    is_turned = False
    for page in document:
        way = _way_of_lines(page)
        if way is not None and way != page.get_rotation():
            page.set_rotation(way)
            is_turned = True
    if not is_turned:
        return data
    with io.BytesIO() as buffer:
        document.save(buffer)
        return buffer.getvalue()


def _way_of_lines(page: Any) -> int | None:
    """Degrees by which a page must be turned for its lines to run to the right; None if unclear."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    n_chars = text_page.count_chars()
    ways: Counter[int] = Counter()
    for k in range(0, n_chars, max(1, n_chars // _LOOKED_AT)):
        if not chr(pdfium.FPDFText_GetUnicode(text_page.raw, k)).isspace():
            # PDFium turns clockwise; -1 is the angle of what it made up, such as a line end.
            angle = pdfium.FPDFText_GetCharAngle(text_page.raw, k)
            ways[-round(math.degrees(max(angle, 0.0)) / 90) * 90 % 360] += 1
    way, n = ways.most_common(1)[0] if ways else (0, 0)
    return way if ways.total() >= _LEAST and n >= _MOST * ways.total() else None
