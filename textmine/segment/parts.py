"""All parts of one report's text, found in the one order in which they depend on each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textmine.schema import Cell, Claim, Item, Section
from textmine.segment.claims import find_claims
from textmine.segment.items import find_items
from textmine.segment.narrative import find_narrative
from textmine.segment.sections import find_sections
from textmine.tables.find import find_tables
from textmine.tables.parse import parse_tables

Stretch = tuple[str, int, int]
"""Label of a section, start and end of a stretch of its narrative."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands in a text; every span lies in it."""

    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    cells: tuple[Cell, ...]
    claims: tuple[Claim, ...]
    narrative: tuple[Stretch, ...]


def find_parts(report_id: str, text: str, gaps: Sequence[int] = ()) -> Parts:
    r"""Find sections, items, cells, claims and narrative of a report.

    Parameters
    ----------
    report_id : str
        Goes into each part.
    text : str
        Normalised text.
    gaps : sequence of int
        Places where normalising took out blanks (``textmine.segment.itemizer.tokens.find_gaps``).

    Returns
    -------
    Parts
        Each in the order of the text.

    Examples
    --------
    >>> text = "五、存在的主要问题及改进情况\n一是更新慢；二是内容少。"
    >>> [text[i.start : i.end] for i in find_parts("r1", text).items]
    ['更新慢', '内容少']
    """
    tables = find_tables(text)
    sections = find_sections(report_id, text, tables)
    narrative = find_narrative(text, sections, tables)
    # Numbers in tables are cells, not claims of the narrative.
    spans = [(start, end) for _, start, end in narrative]
    labels = [label for label, *_ in narrative]
    claims = find_claims(report_id, text, spans, sections=labels)
    return Parts(
        sections=tuple(sections),
        items=tuple(find_items(report_id, text, sections, tables, gaps=gaps)),
        cells=tuple(parse_tables(report_id, text, tables)),
        claims=tuple(claims),
        narrative=tuple(narrative),
    )
