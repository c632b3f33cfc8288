"""Cut pictures out of the pages of a PDF, where something that was found stands."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from textmine.errors import ReadError
from textmine.io.document import MAX_BYTES
from textmine.io.pdf.upright import turn_upright
from textmine.places import PageBox
from textmine.regular import read_regular

# Pixels a point: 144 dots per inch, at which print of 9 points is read with ease on a screen.
_SCALE = 2.0
# Points of the page shown around a box.
_MARGIN = 6.0
# Pixels of one picture: a whole page of A4 at the scale has two million; larger ones are shrunk.
_MOST_PIXELS = 2_500_000
# Shades of grey: enough for smooth letters, and a third of the bytes of 256.
_SHADES = 16


def cut_out(
    path: str | Path, boxes: Sequence[PageBox], *, max_bytes: int = MAX_BYTES
) -> list[bytes]:
    """Cut boxes out of the pages of a PDF.

    Parameters
    ----------
    path : str or Path
        A PDF.
    boxes : sequence of PageBox
        What to cut, as ``Report.place`` gives it.
    max_bytes : int
        A larger file is refused.

    Returns
    -------
    list of bytes
        A PNG for each box, in grey.

    Raises
    ------
    ReadError
        If the file is no PDF, or has no such page.
    """
    import pypdfium2

    name = Path(path).name
    try:
        data = read_regular(Path(path), max_bytes)
        document = pypdfium2.PdfDocument(data)
    except (OSError, pypdfium2.PdfiumError) as error:
        raise ReadError(
            f"{name}: cannot be shown ({error}); only PDF has pages to cut"
        ) from None
    try:
        # As they were read.
        turn_upright(data, document)
        return list(_cut(document, boxes, name))
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"{name}: cannot be shown ({error})") from None
    finally:
        document.close()


def _cut(document: Any, boxes: Sequence[PageBox], name: str) -> Iterator[bytes]:
    """One picture after the other."""
    for box in boxes:
        if not 1 <= box.page <= len(document):
            raise ReadError(f"{name}: no page {box.page}; the file has {len(document)}")
        page = document[box.page - 1]
        width, height = page.get_size()
        left, top = max(box.x0 - _MARGIN, 0.0), max(box.y0 - _MARGIN, 0.0)
        right, bottom = min(box.x1 + _MARGIN, width), min(box.y1 + _MARGIN, height)
        n_points = max(right - left, 1.0) * max(bottom - top, 1.0)
        scale = min(_SCALE, (_MOST_PIXELS / n_points) ** 0.5)
        # What is cut off on the left, below, on the right and above.
        crop = (left, height - bottom, width - right, top)
        picture = page.render(scale=scale, crop=crop, grayscale=True).to_pil()
        with io.BytesIO() as buffer:
            picture.quantize(_SHADES).save(buffer, "PNG", optimize=True)
            yield buffer.getvalue()
