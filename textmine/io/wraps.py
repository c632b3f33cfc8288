"""Which printed lines go on in the next one, told from where they stand on their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from textmine.places import Region

# Characters that a line may stop short of the edge of its column: a word or number that did not
# fit, and a mark that may not open a line takes one more along.
_SHORT_OF = 2.0
# Characters by which a line is indented at least: paragraphs of reports begin two in.
_INDENTED = 1.0
# Characters of the lines that tell where a column ends: shorter ones are headings and ends of
# paragraphs. A column must have three of them, for one alone says nothing of its edge.
_LONG, _MIN_LONG_LINES = 20, 3
# Long lines of all pages that are looked at for a page that has too few: some thirty pages.
_MOST_LONG_LINES = 1000


@dataclass(frozen=True, slots=True)
class _PrintedLine:
    """A line of a page: where its text ends, its edges, and the width of its characters."""

    end: int
    page: int
    left: float
    right: float
    width: float
    n_chars: int

    @classmethod
    def of(cls, region: Region) -> _PrintedLine:
        """Take from the region of a line what tells a wrap."""
        left, _, right, _ = region.box
        widths = [b - a for a, b in pairwise(region.edges) if b > a]
        width = median(widths) if widths else right - left
        return cls(region.end, region.page, left, right, width, len(region.edges) - 1)

    def is_in_column_of(self, other: _PrintedLine) -> bool:
        """Tell whether two lines stand above each other rather than beside each other."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        narrower = min(self.right - self.left, other.right - other.left)
        return shared > narrower / 2


def find_wraps(regions: Sequence[Region]) -> frozenset[int]:
    """Find the lines that go on in the next one.

    Such a line reaches the edge of its column, and the one behind it is not indented. Widths of
    characters differ in print, so that the number of characters does not tell this.

    Parameters
    ----------
    regions : sequence of Region
        Lines and cells of a file, in the order of its text.

    Returns
    -------
    frozenset of int
        Offsets, in the text as read, of the ends of these lines.

    Examples
    --------
    >>> def line(start: int, left: float, n_chars: int) -> Region:
    ...     edges = tuple(left + 10.0 * k for k in range(n_chars + 1))
    ...     box = (left, 0.0, edges[-1], 12.0)
    ...     return Region(start, start + n_chars, 1, box, edges)
    >>> paragraph = [
    ...     line(0, 90, 28),
    ...     line(29, 70, 30),
    ...     line(60, 70, 30),
    ...     line(91, 70, 4),
    ... ]
    >>> sorted(find_wraps(paragraph))
    [28, 59, 90]
    """
    lines = [_PrintedLine.of(region) for region in regions if region.edges]
    columns: dict[int, list[_PrintedLine]] = defaultdict(list)
    for line in lines:
        if line.n_chars >= _LONG:
            columns[line.page].append(line)
    everywhere = [line for page in columns.values() for line in page][:_MOST_LONG_LINES]
    return frozenset(
        line.end
        for line, after in pairwise(lines)
        if _goes_on(
            line,
            after,
            _lines_of(line, columns[line.page], everywhere),
            _lines_of(after, columns[after.page], everywhere),
        )
    )


def _lines_of(
    line: _PrintedLine, page: list[_PrintedLine], everywhere: list[_PrintedLine]
) -> list[_PrintedLine]:
    """Long lines of the column of a line; of all pages where its own, as the last, has too few."""
    column = [other for other in page if other.is_in_column_of(line)]
    if len(column) >= _MIN_LONG_LINES:
        return column
    return [other for other in everywhere if other.is_in_column_of(line)]


def _goes_on(
    line: _PrintedLine,
    after: _PrintedLine,
    column: Sequence[_PrintedLine],
    column_after: Sequence[_PrintedLine],
) -> bool:
    """Tell whether a line fills its column and the next one begins where lines of its own do."""
    if len(column) < _MIN_LONG_LINES or not column_after:
        return False
    is_full = line.right >= max(c.right for c in column) - _SHORT_OF * line.width
    left = min(c.left for c in column_after)
    return is_full and after.left < left + _INDENTED * after.width
