"""Text that knows where it is printed: a string with the boxes of its lines and cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textmine.places import Region


class Printed(str):
    r"""A string whose stretches stand in boxes on pages.

    Joined with other text it keeps them, so that tables can be laid out as strings; whatever else
    is done to it gives a plain string.

    Parameters
    ----------
    text : str
        The text.
    regions : tuple of Region
        Where its stretches stand.

    Examples
    --------
    >>> cell = Printed("规章", (Region(0, 2, 1, (70.0, 100.0, 150.0, 120.0)),))
    >>> row = join_printed("\t", ["", cell + "。", "3"])
    >>> row, row.regions[0].start, row.regions[0].end
    ('\t规章。\t3', 1, 3)
    """

    regions: tuple[Region, ...]

    def __new__(cls, text: str, regions: tuple[Region, ...] = ()) -> Printed:
        """Make it of text and regions."""
        printed = super().__new__(cls, text)
        printed.regions = regions
        return printed

    @classmethod
    def in_box(
        cls, text: str, page: int, box: tuple[float, float, float, float]
    ) -> Printed:
        """Text of which any part stands for the whole box."""
        return cls(text, (Region(0, len(text), page, rounded(box)),))

    def __add__(self, other: str) -> Printed:
        return join_printed("", [self, other])

    def __radd__(self, other: str) -> Printed:
        return join_printed("", [other, self])


def join_printed(separator: str, parts: Iterable[str]) -> Printed:
    """Join texts, and keep where each stands.

    Parameters
    ----------
    separator : str
        What stands between two of them.
    parts : iterable of str
        Texts; those that are not :class:`Printed` stand nowhere.

    Returns
    -------
    Printed
        The whole.
    """
    listed = list(parts)
    if not any(isinstance(part, Printed) for part in listed):
        return Printed(separator.join(listed))
    return Printed(separator.join(listed), tuple(_shifted(listed, len(separator))))


def _shifted(parts: list[str], gap: int) -> Iterator[Region]:
    """Regions of parts by their place in the whole."""
    at = 0
    for part in parts:
        for region in part.regions if isinstance(part, Printed) else ():
            yield region._replace(start=region.start + at, end=region.end + at)
        at += len(part) + gap


def rounded(box: Iterable[float]) -> tuple[float, float, float, float]:
    """Edges to a tenth of a point: finer than any print, and short to write."""
    x0, y0, x1, y1 = (round(float(edge), 1) for edge in box)
    return x0, y0, x1, y1
