"""Which printed lines go on in the next one, told from where they stand on their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
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
    return frozenset(
        line.end
        for line, after in pairwise(lines)
        if _goes_on(line, after, columns[line.page], columns[after.page])
    )


def _goes_on(
    line: _PrintedLine,
    after: _PrintedLine,
    beside: Iterable[_PrintedLine],
    beside_after: Iterable[_PrintedLine],
) -> bool:
    """Tell whether a line fills its column and the next one begins where lines of its own do."""
    column = [other for other in beside if line.is_in_column_of(other)]
    column_after = [other for other in beside_after if after.is_in_column_of(other)]
    if len(column) < _MIN_LONG_LINES or not column_after:
        return False
    is_full = line.right >= max(c.right for c in column) - _SHORT_OF * line.width
    left = min(c.left for c in column_after)
    return is_full and after.left < left + _INDENTED * after.width
