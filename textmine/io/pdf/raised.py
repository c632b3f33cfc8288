"""Digits that a page sets above the line: marks of notes, which would join the number before them.

A cell that prints 55 and the mark of note 2 would be read as 552.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.io.rows import raise_digits
from textmine.text.characters import code_points

# Of the height of the character before it: a mark is lower than nine tenths, and its baseline is
# higher by a quarter. Browsers set marks of 0.83 of the size, Word and LibreOffice of 0.58 to
# 0.66, all raised by about 0.47 of a digit's height. The baseline tells them from figures that go
# below the line (old style).
_LOWER, _HIGHER = 0.9, 0.25
# Farther behind than this, in heights of the character before, another column begins.
_APART = 0.5
# What PDFium puts where nothing is printed; the reader takes it out of lines.
_NOTHING = "\ufffe"
_BLANKS = [ord(char) for char in " \r\n"]
_PRINTED = re.compile(r"[^ \r\n]")
# The last code before those of Chinese characters.
_BEFORE_HAN = 0x4DFF


def mark_raised(
    text_page: Any, text: str, boxes: NDArray[np.float64], baseline_up: bool
) -> str:
    """Write the raised digits of a page as such.

    Parameters
    ----------
    text_page : pypdfium2.PdfTextPage
        Its characters.
    text : str
        The same as text, one character for each that PDFium counts.
    boxes : numpy.ndarray
        Left, top, right and bottom edge of each as a viewer shows them.
    baseline_up : bool
        Whether lines run to the right before the page is turned: baselines of others are not told.

    Returns
    -------
    str
        The text: 55² where it was 552.
    """
    if not baseline_up:
        return text
    marks: dict[int, int] = {}
    for k, before in _smaller(text, boxes):
        # The second digit of a mark stands on the line that the first stands on.
        base = marks.get(before, before)
        if _is_raised(text_page, boxes, k, before, base):
            marks[k] = base
    chars = list(text)
    for k, base in _whole_marks(text, marks):
        chars[k] = raise_digits(text[k])
        # PDFium begins a line with a mark that is far up.
        chars[base + 1 : k] = [
            _NOTHING if c in "\r\n" else c for c in chars[base + 1 : k]
        ]
        found = _PRINTED.search(text, k + 1)
        after = found.start() if found else 0
        if after and _is_beside(text_page, boxes, base, k, after):
            chars[k + 1 : after] = [_NOTHING] * (after - k - 1)
    return "".join(chars)


def _smaller(text: str, boxes: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Digits that may stand above the line of what is printed before them, with its place."""
    codes = code_points(text)
    printed = np.flatnonzero(~np.isin(codes, _BLANKS))
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    at, last = printed[1:], printed[:-1]
    pair = digit[at] & (digit[last] | (codes[last] > _BEFORE_HAN))
    at, last = at[pair], last[pair]
    lower, height = boxes[:, 3], boxes[:, 3] - boxes[:, 1]
    higher = lower[last] - lower[at] > _HIGHER / 2 * height[last]
    if not higher.any():
        return []
    found: dict[int, int] = {}
    for k, before, is_higher in zip(
        at.tolist(), last.tolist(), higher.tolist(), strict=True
    ):
        # The second digit of a mark is no higher than the first.
        if is_higher or before in found:
            found[k] = before
    return list(found.items())


def _is_raised(
    text_page: Any, boxes: NDArray[np.float64], k: int, before: int, base: int
) -> bool:
    """Tell whether a digit beside a character is smaller than another, and above its line."""
    top, bottom = float(boxes[base][1]), float(boxes[base][3])
    upper, lower = float(boxes[k][1]), float(boxes[k][3])
    height = bottom - top
    beside = abs(float(boxes[k][0] - boxes[before][2])) < _APART * height
    small = lower - upper < _LOWER * height and lower > top
    if not (beside and small):
        return False
    return _baseline(text_page, k) - _baseline(text_page, base) >= _HIGHER * height


def _is_beside(
    text_page: Any, boxes: NDArray[np.float64], base: int, k: int, after: int
) -> bool:
    """Tell whether a character behind a mark goes on in the line that the mark stands above."""
    height = boxes[base][3] - boxes[base][1]
    drop = abs(_baseline(text_page, after) - _baseline(text_page, base))
    gap = float(boxes[after][0] - boxes[k][2])
    return drop < _HIGHER * float(height) and -1 < gap < height


def _baseline(text_page: Any, k: int) -> float:
    """How high the line of a character is, in points from the lower edge of the page."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page.raw, k, x, y)
    return y.value


def _whole_marks(text: str, marks: Mapping[int, int]) -> list[tuple[int, int]]:
    """Marks that no digit on the line follows: such a number is set unevenly, as OCR does."""
    whole: dict[int, int] = {}
    for k in sorted(marks, reverse=True):
        goes_on = k + 1 < len(text) and "0" <= text[k + 1] <= "9"
        if k + 1 in whole or not goes_on:
            whole[k] = marks[k]
    return sorted(whole.items())
