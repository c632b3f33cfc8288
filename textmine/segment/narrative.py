"""The narrative of a report: what is left without headings, tables and the site around it."""

from __future__ import annotations

import re

from textmine.schema import Section
from textmine.segment.items import heading_length, outside, trim_tail
from textmine.tables.found import FoundTable

_LINE = re.compile(r"[^\n]+\n?")


def find_narrative(
    text: str, sections: list[Section], tables: list[FoundTable]
) -> list[tuple[str, int, int]]:
    r"""Give the stretches of narrative, section by section.

    Parameters
    ----------
    text : str
        Normalised text.
    sections : list of Section
        As found by ``find_sections``.
    tables : list of FoundTable
        Tables found in the text.

    Returns
    -------
    list of (label, start, end)
        In order, disjoint, without blanks at either end. Of the preamble only paragraphs with
        sentences count: lines of the site (navigation, publication line) are no narrative.
        Signature and date are left out.

    Examples
    --------
    >>> from textmine.segment.sections import find_sections
    >>> text = "临泽县财政局年报\n一、总体情况\n全年平稳。\n二、存在问题\n更新慢。\n2021年1月5日"
    >>> [
    ...     (label, text[a:b])
    ...     for label, a, b in find_narrative(text, find_sections("r1", text, []), [])
    ... ]
    [('overview', '全年平稳。'), ('problems', '更新慢。')]
    """
    out = []
    for section in sections:
        start = section.start + heading_length(text, section)
        end = trim_tail(text, start, section.end)
        for a, b in outside(tables, start, end):
            for c, d in _without_table_lines(text, a, b):
                parts = (
                    _with_sentences(text, c, d)
                    if section.label == "preamble"
                    else [(c, d)]
                )
                out += [(section.label, *_strip(text, x, y)) for x, y in parts]
    return [(label, a, b) for label, a, b in out if a < b]


def _without_table_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Leave out lines of other tables (attachments, metadata)."""
    parts = []
    for m in _LINE.finditer(text, start, end):
        if "\t" in m[0].strip() or m[0].count("|") >= 2:
            parts.append((start, m.start()))
            start = m.end()
    return [*parts, (start, end)]


def _with_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines that hold a sentence."""
    return [
        m.span()
        for m in _LINE.finditer(text, start, end)
        if "。" in m[0] or "；" in m[0]
    ]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blanks at both ends."""
    body = text[start:end]
    return start + len(body) - len(body.lstrip()), start + len(body.rstrip())
