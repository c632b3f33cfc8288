"""Where text stands on the pages of a file: boxes in points from the upper left corner.

Pages count from 1. A box is ``x0, y0, x1, y1``: left, upper, right and lower edge in points (1/72
inch), from the upper left corner of the page as a viewer shows it, rotated pages included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Lines of one column lie closer below each other than this many times their height: 1.5 to 2 is
# usual for print, and a blank line between paragraphs makes 3.
_NEXT_LINE = 3.0

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box on a page.

    Parameters
    ----------
    page : int
        From 1.
    x0, y0, x1, y1 : float
        Left, upper, right and lower edge, in points from the upper left corner.

    Examples
    --------
    >>> str(PageBox(2, 70.0, 99.96, 120.5, 112.0))
    '2:70.0,100.0,120.5,112.0'
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def __str__(self) -> str:
        return f"{self.page}:{self.x0:.1f},{self.y0:.1f},{self.x1:.1f},{self.y1:.1f}"

    def join(self, other: PageBox) -> PageBox:
        """Give the least box over two of one page."""
        corners = min(self.x0, other.x0), min(self.y0, other.y0)
        return PageBox(
            self.page, *corners, max(self.x1, other.x1), max(self.y1, other.y1)
        )


class Region(NamedTuple):
    """A stretch of a file's text that stands in one box: a printed line, or a cell of a table.

    Parameters
    ----------
    start, end : int
        Half-open offsets in the text as read; an empty cell is an empty stretch.
    page : int
        From 1.
    box : tuple of float
        As of :class:`PageBox`.
    edges : tuple of float
        Left edge of each character, and right edge of the last; empty where any part of the stretch
        stands for the whole box, as in a cell.
    """

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Regions of one file, in the order of its text.

    Parameters
    ----------
    start, end, page : numpy.ndarray of shape (n,)
        As of :class:`Region`.
    box : numpy.ndarray of shape (n, 4)
        Boxes.
    first_edge : numpy.ndarray of shape (n + 1,)
        Where the edges of each begin in ``edges``.
    edges : numpy.ndarray of float32
        The edges of all.

    Examples
    --------
    >>> line = Region(
    ...     0, 4, 1, (70.0, 100.0, 110.0, 112.0), (70.0, 80.0, 90.0, 100.0, 110.0)
    ... )
    >>> [str(place) for place in Regions.of([line]).find(np.array([1, 2]))]
    ['1:80.0,100.0,100.0,112.0']
    """

    start: Ints
    end: Ints
    page: Ints
    box: NDArray[np.float32]
    first_edge: Ints
    edges: NDArray[np.float32]

    @classmethod
    def of(cls, regions: Iterable[Region | Sequence[Any]]) -> Regions:
        """Lay regions out as arrays."""
        rows = sorted(
            (Region(*row) for row in regions), key=lambda row: (row.start, row.end)
        )
        start, end, page = (
            np.array([row[:3] for row in rows], np.int64).reshape(-1, 3).T
        )
        box = np.array([row.box for row in rows], dtype=np.float32).reshape(-1, 4)
        first_edge = np.cumsum([0, *(len(row.edges) for row in rows)])
        edges = np.array([edge for row in rows for edge in row.edges], dtype=np.float32)
        return cls(start, end, page, box, first_edge, edges)

    def __len__(self) -> int:
        return len(self.start)

    def find(self, places: Ints) -> list[PageBox]:
        """Find the boxes that characters stand in.

        Parameters
        ----------
        places : numpy.ndarray of shape (n,)
            Offsets of characters in the text as read, ascending.

        Returns
        -------
        list of PageBox
            One for each line or cell, in the order of the text.
        """
        if not len(self) or not len(places):
            return []
        filled = np.flatnonzero(self.end > self.start)
        at = np.searchsorted(self.start[filled], places, side="right") - 1
        row = (
            filled[np.maximum(at, 0)]
            if len(filled)
            else np.zeros(len(places), dtype=np.int64)
        )
        inside = (at >= 0) & (places < self.end[row])
        rows, first = np.unique(row[inside], return_index=True)
        within = places[inside]
        last = np.append(first[1:], len(within))[: len(first)] - 1
        spans = zip(
            rows.tolist(), within[first].tolist(), within[last].tolist(), strict=True
        )
        return [self._cut(*span) for span in spans]

    def find_empty(self, place: int) -> list[PageBox]:
        """Find the box of an empty cell at an offset of the text as read."""
        rows = np.flatnonzero((self.start == place) & (self.end == place))
        return [self._cut(int(row), 0, -1) for row in rows[:1]]

    def _cut(self, row: int, first: int, last: int) -> PageBox:
        """Box of some characters of a region."""
        x0, y0, x1, y1 = (round(float(edge), 1) for edge in self.box[row])
        edges = self.edges[self.first_edge[row] : self.first_edge[row + 1]]
        if len(edges):
            start = int(self.start[row])
            x0, x1 = (
                round(float(edges[k]), 1) for k in (first - start, last - start + 1)
            )
        return PageBox(int(self.page[row]), x0, y0, x1, y1)


def join_lines(places: Iterable[PageBox]) -> list[PageBox]:
    """Join the boxes of lines that stand below each other in one column.

    Parameters
    ----------
    places : iterable of PageBox
        In the order of the text.

    Returns
    -------
    list of PageBox
        One for each column and page, and for each cell beside another.

    Examples
    --------
    >>> lines = [
    ...     PageBox(1, 70, 100, 500, 112),
    ...     PageBox(1, 50, 120, 300, 132),
    ...     PageBox(2, 50, 70, 90, 82),
    ... ]
    >>> [str(place) for place in join_lines(lines)]
    ['1:50.0,100.0,500.0,132.0', '2:50.0,70.0,90.0,82.0']
    """
    joined: list[PageBox] = []
    last: PageBox | None = None
    for place in places:
        if last is not None and _is_next_line(last, place):
            joined[-1] = joined[-1].join(place)
        else:
            joined.append(place)
        last = place
    return joined


def _is_next_line(above: PageBox, below: PageBox) -> bool:
    """Tell whether a line is the next one of the same column, or the rest of the same line."""
    height = max(above.y1 - above.y0, below.y1 - below.y0)
    step = below.y0 - above.y0
    meet = min(above.x1, below.x1) > max(above.x0, below.x0)
    goes_on = abs(step) < height / 2 and abs(below.x0 - above.x1) < height
    return above.page == below.page and (
        meet and 0 <= step < _NEXT_LINE * height or goes_on
    )


def write_places(places: Iterable[PageBox]) -> str:
    """Write boxes as the column ``box`` has them: ``page:x0,y0,x1,y1``, parted by blanks.

    Parameters
    ----------
    places : iterable of PageBox
        In the order of the text.

    Returns
    -------
    str
        Empty where there are none.

    Examples
    --------
    >>> write_places([PageBox(1, 50, 100, 500, 132), PageBox(2, 50, 70, 90, 82)])
    '1:50.0,100.0,500.0,132.0 2:50.0,70.0,90.0,82.0'
    """
    return " ".join(map(str, places))


def read_places(box: str) -> list[PageBox]:
    """Read what :func:`write_places` wrote.

    Parameters
    ----------
    box : str
        A value of the column ``box``.

    Returns
    -------
    list of PageBox
        The boxes.

    Examples
    --------
    >>> read_places("2:50.0,70.0,90.0,82.0")
    [PageBox(page=2, x0=50.0, y0=70.0, x1=90.0, y1=82.0)]
    """
    return list(_read(box))


def _read(box: str) -> Iterator[PageBox]:
    """One box after the other."""
    for part in box.split():
        page, _, corners = part.partition(":")
        x0, y0, x1, y1 = map(float, corners.split(","))
        yield PageBox(int(page), x0, y0, x1, y1)


def locate(frame: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Say of each row of a frame on which page and where its span stands.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns report_id, start, end.
    places : pandas.DataFrame
        Frame ``places`` of the same reports.

    Returns
    -------
    pandas.DataFrame
        The frame with columns ``page`` and ``box``, missing and empty where the file has no pages.
        Where a span ends within a line, its edge there is told by the share of characters.

    Examples
    --------
    >>> line = {"report_id": ["a"], "start": [0], "end": [10], "page": [3]}
    >>> line |= {"x0": [70.0], "y0": [100.0], "x1": [170.0], "y1": [112.0]}
    >>> spans = pd.DataFrame({"report_id": ["a", "b"], "start": [5, 5], "end": [7, 7]})
    >>> locate(spans, pd.DataFrame(line))["box"].tolist()
    ['3:120.0,100.0,140.0,112.0', '']
    """
    lines = {name: rows for name, rows in places.groupby("report_id", sort=False)}
    pages: list[int | None] = []
    boxes: list[str] = []
    spans = zip(frame["report_id"], frame["start"], frame["end"], strict=True)
    arrays: dict[str, _PlacedLines] = {}
    for report_id, start, end in spans:
        if report_id not in lines:
            pages.append(None)
            boxes.append("")
            continue
        if report_id not in arrays:
            arrays[report_id] = _PlacedLines.of(lines[report_id])
        found = join_lines(arrays[report_id].cut(int(start), int(end)))
        pages.append(found[0].page if found else None)
        boxes.append(write_places(found))
    index = frame.index
    page, box = (
        pd.Series(pages, index, dtype="Int64"),
        pd.Series(boxes, index, dtype="str"),
    )
    return frame.assign(page=page, box=box)


def locate_parts(
    frames: Iterable[pd.DataFrame], places: Iterable[pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    """Locate the rows of a frame that comes in parts, as :func:`locate` those of the whole.

    Lines of many files are far more than fits into memory; of those in parts only the parts are
    held that the frame has come to.

    Parameters
    ----------
    frames : iterable of DataFrame
        Parts of a frame, in order of the report ids.
    places : iterable of DataFrame
        Parts of the frame ``places``, in the same order; any cuts.

    Yields
    ------
    pandas.DataFrame
        The parts, located; where there are no lines as they are.

    Examples
    --------
    >>> spans = pd.DataFrame({"report_id": ["a", "b"], "start": [5, 5], "end": [7, 7]})
    >>> [len(part) for part in locate_parts([spans[:1], spans[1:]], [])]
    [1, 1]
    """
    coming = iter(places)
    known: list[pd.DataFrame] = []
    for frame in frames:
        if len(frame):
            first, last = frame["report_id"].iloc[0], frame["report_id"].iloc[-1]
            left = (part[part["report_id"] >= first] for part in known)
            known = [part for part in left if len(part)]
            while not known or known[-1]["report_id"].iloc[-1] <= last:
                more = next(coming, None)
                if more is None:
                    break
                known += [more] if len(more) else []
        yield locate(frame, pd.concat(known, ignore_index=True)) if known else frame


@dataclass(frozen=True, slots=True, eq=False)
class _PlacedLines:
    """Lines and cells of one report."""

    start: Ints
    end: Ints
    page: Ints
    box: NDArray[np.float64]

    @classmethod
    def of(cls, rows: pd.DataFrame) -> _PlacedLines:
        """Take them from the frame ``places``."""
        start, end, page = (
            rows[name].to_numpy(np.int64) for name in ("start", "end", "page")
        )
        return cls(
            start, end, page, rows[["x0", "y0", "x1", "y1"]].to_numpy(np.float64)
        )

    def cut(self, start: int, end: int) -> Iterator[PageBox]:
        """Boxes of a span, cut by proportion where it ends within a line."""
        touches = (self.start < end) & (self.end > start)
        same = (self.start == start) & (self.end == end)
        for row in np.flatnonzero(touches | same):
            x0, y0, x1, y1 = self.box[row].tolist()
            size = max(int(self.end[row] - self.start[row]), 1)
            scale = (x1 - x0) / size
            left = x0 + scale * max(start - int(self.start[row]), 0)
            right = x1 - scale * max(int(self.end[row]) - end, 0)
            yield PageBox(int(self.page[row]), left, y0, right, y1)
