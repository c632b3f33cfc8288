"""Two pages of a report side by side on one sheet: where the fold is, and which page is next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.io.pdf.marks import page_number
from textmine.io.pdf.places import Box, PageChars

# A sheet of two pages is wider than high: 1.41 for two upright sheets of any ISO format, 1.2 for
# two narrow ones; set by hand.
_WIDE = 1.2
# The fold lies in the middle tenth of the sheet, amid a band without print of three hundredths of
# its width at least: two inner margins of 18 points each on A3. The gap between two columns of a
# table is narrower, or its flat lines go through it.
_MIDDLE, _BAND = 0.1, 0.03
# Lines of so many Chinese characters on end, a comma or a full stop among them, are running text:
# labels of tables have neither.
_PROSE = re.compile(r"(?=[^\n]*[，。；])[\u4e00-\u9fff，。、；：（）《》]{10}")
# Such lines on a page that make it one of running text: fewer may be a caption. By hand.
_LEAST_LINES = 3
# Points by which the left margins of two pages on a sheet differ at most.
_SAME_MARGIN = 3.0


def find_folds(
    sheets: Iterable[PageChars], plumber: Callable[[], Any]
) -> dict[int, float]:
    """Find the sheets that hold two pages.

    Parameters
    ----------
    sheets : iterable of PageChars
        The wide sheets of a file.
    plumber : callable
        Gives the same document as pdfplumber reads it; asked for sheets with a band only.

    Returns
    -------
    dict of int to float
        Number of the sheet, from 0, to where it is folded, in points from the left. Empty where no
        sheet has running text, or numbers of pages, on both sides of its band, or text on one and
        the same margin on the other: then the band may part the columns of a table.
    """
    folds: dict[int, float] = {}
    sure = False
    for chars in sheets:
        width, height = chars.page.get_size()
        fold = _find_band(chars, plumber, width)
        if fold is not None:
            folds[chars.number - 1] = fold
            sure = sure or _has_two_pages(chars, fold, width, height)
    return folds if sure else {}


def is_wide(width: float, height: float) -> bool:
    """Tell a sheet that may hold two pages from one that is too narrow.

    Parameters
    ----------
    width, height : float
        Of the sheet as shown, in points.

    Returns
    -------
    bool
        True where it is wider than high by a fifth.

    Examples
    --------
    >>> is_wide(1190, 842), is_wide(595, 842)
    (True, False)
    """
    return width > _WIDE * height


def halves(width: float, height: float, fold: float) -> list[Box]:
    """Give the parts of a sheet that are read one after the other.

    Parameters
    ----------
    width, height : float
        Of the sheet, in points.
    fold : float
        Where it is folded.

    Returns
    -------
    list of tuple of float
        Edges of its left and its right half.

    Examples
    --------
    >>> halves(800, 600, 400)
    [(0.0, 0.0, 400, 600), (400, 0.0, 800, 600)]
    """
    return [(0.0, 0.0, fold, height), (fold, 0.0, width, height)]


def order_pages(pages: Sequence[Sequence[str]]) -> list[int]:
    """Say in which order pages follow each other: a booklet has the last one beside the first.

    Parameters
    ----------
    pages : sequence of sequence of str
        Lines of each page as it lies.

    Returns
    -------
    list of int
        Places of the pages in the order of their printed numbers, where these count on without a
        gap; else as they lie. One page may lack its number, as a cover does.

    Examples
    --------
    >>> order_pages(
    ...     [["四", "- 4 -"], ["一", "- 1 -"], ["二", "- 2 -"], ["三", "- 3 -"]]
    ... )
    [1, 2, 3, 0]
    """
    numbers = [page_number(lines) for lines in pages]
    known = sorted(number for number in numbers if number is not None)
    usual = list(range(len(pages)))
    if len(known) < 2 or len(known) < len(pages) - 1:
        return usual
    missing = sorted(set(range(known[0], known[-1] + 1)) - set(known))
    # The one page without a number fills the gap in the count, or comes before it.
    free = missing or [known[0] - 1]
    if len(set(known)) < len(known) or len(missing) > len(pages) - len(known):
        return usual
    counted = [free[0] if number is None else number for number in numbers]
    return sorted(usual, key=counted.__getitem__)


def _find_band(
    chars: PageChars, plumber: Callable[[], Any], width: float
) -> float | None:
    """Middle of the band without print that a sheet may be folded in."""
    boxes = chars.boxes
    printed = boxes[:, [0, 2]]
    if not len(printed) or _blank_middle(printed, width) is None:
        return None
    page = plumber().pages[chars.number - 1]
    edges = [(float(e["x0"]), float(e["x1"])) for e in page.edges]
    page.close()
    ruled = np.array(edges, dtype=float).reshape(-1, 2)
    return _blank_middle(np.vstack([printed, ruled]), width)


def _blank_middle(spans: NDArray[np.float64], width: float) -> float | None:
    """Middle of the widest gap between spans that reaches into the middle of the sheet."""
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    reached = np.concatenate([[0.0], np.maximum.accumulate(spans[:, 1])])
    begins = np.append(spans[:, 0], width)
    low, high = width * (0.5 - _MIDDLE / 2), width * (0.5 + _MIDDLE / 2)
    gaps = [
        (b - a, a, b)
        for a, b in zip(reached.tolist(), begins.tolist(), strict=True)
        if b - a >= _BAND * width and a < high and b > low
    ]
    if not gaps:
        return None
    _, a, b = max(gaps)
    # In the very middle where that is free: tables of both halves then lie alike.
    return float(min(max(width / 2, a), b))


def _has_two_pages(chars: PageChars, fold: float, width: float, height: float) -> bool:
    """Tell whether both sides of a fold have running text, or each a number of a page."""
    sides = [chars.lines_in(box) for box in halves(width, height, fold)]
    n_prose = [sum(_PROSE.search(line) is not None for line in side) for side in sides]
    numbers = [page_number(side) for side in sides]
    differ = None not in numbers and numbers[0] != numbers[1]
    if min(n_prose) >= _LEAST_LINES or differ:
        return True
    # A page of tables beside one of text begins as far from its edge.
    left = chars.boxes[:, 0]
    margins = [
        float(side.min())
        for side in (left[left < fold], left[left >= fold])
        if len(side)
    ]
    alike = len(margins) > 1 and abs(margins[1] - fold - margins[0]) <= _SAME_MARGIN
    return max(n_prose) >= _LEAST_LINES and alike
