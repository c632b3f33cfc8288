"""Tables that tell a report in pieces: a section in each column, or a few rows to each report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from textmine.resources.columns import field_of
from textmine.resources.load import load_toml

Row = dict[str, Any]

# A text with so many titles of the form is a whole report, and a report told row by row has as many
# rows: a row with a section or a paragraph has one title.
LEAST_TITLES = 3
# Fields that say whose a report is.
_OWN = ("agency", "agency_id", "year", "report_id", "url")


def with_sections(row: Row) -> Row:
    r"""Make one text of the sections of a row.

    Parameters
    ----------
    row : dict
        Cells by the heads of their columns; sections under their titles, in a list of objects with
        title and text, or in an object.

    Returns
    -------
    dict
        With the whole text as ``content``; the row itself where it has no three sections.

    Examples
    --------
    >>> row = {
    ...     "年份": 2021,
    ...     "一、总体情况": "平稳。",
    ...     "五、存在的主要问题": "慢。",
    ...     "六、其他": "无。",
    ... }
    >>> row |= {"二、主动公开": "36条。"}
    >>> with_sections(row)["content"].split("\n")[:2]
    ['一、总体情况', '平稳。']
    """
    own = {head: cell for head, cell in row.items() if _is_section(head, cell)}
    if len(own) >= LEAST_TITLES:
        rest = {head: cell for head, cell in row.items() if head not in own}
        return {**rest, "content": "\n".join(f"{h}\n{cell}" for h, cell in own.items())}
    for head, cell in row.items():
        parts = list(_parts_of(cell))
        if len(parts) >= LEAST_TITLES:
            rest = {key: value for key, value in row.items() if key != head}
            return {**rest, "content": "\n".join(parts)}
    return row


def join_rows(rows: Sequence[Row]) -> list[Row]:
    r"""Join the rows of each report, where a table has a section or a paragraph in each row.

    Parameters
    ----------
    rows : sequence of dict
        Cells by the heads of their columns.

    Returns
    -------
    list of dict
        A row for each run of rows that agree in what stands the same for many rows on end (agency,
        year, number of the report): these cells, and the sections by their titles, or the text.
        Nothing where no column does.

    Examples
    --------
    >>> rows = [{"id": k, "段": n, "text": f"第{n}段"} for k in "ab" for n in range(3)]
    >>> join_rows(rows)[0]
    {'id': 'a', 'content': '第0段\n第1段\n第2段'}
    """
    heads = rows[0] if rows else ()
    columns = {head: _filled([row.get(head) for row in rows]) for head in heads}
    n_chars = {head: sum(map(_length, cells)) for head, cells in columns.items()}
    told = max(n_chars, key=lambda head: n_chars[head], default="")
    others = [head for head in columns if head != told]
    heading = next((head for head in others if _is_headings(columns[head])), "")
    keys = [h for h in others if h != heading and _tells(h, columns[h])]
    if not keys:
        return []
    joined: dict[tuple[str, ...], Row] = {}
    for k, row in enumerate(rows):
        own = {key: columns[key][k] for key in keys}
        one = joined.setdefault(tuple(map(str, own.values())), own)
        head = str(row.get(heading) or "").strip() or "content"
        text = row.get(told)
        if isinstance(text, str) and text.strip():
            one[head] = f"{one[head]}\n{text}" if head in one else text
    return list(joined.values())


def _filled(cells: list[Any]) -> list[Any]:
    """A column with the cells filled that were merged: written in the first row of each report."""
    n_blank = sum(1 for cell in cells if cell is None or cell == "")
    if 2 * n_blank < len(cells):
        return cells
    filled: list[Any] = []
    for cell in cells:
        is_blank = cell is None or cell == ""
        filled.append(filled[-1] if is_blank and filled else cell)
    return filled


def _length(cell: Any) -> int:
    """Characters of a cell that is a text."""
    return len(cell) if isinstance(cell, str) else 0


def _tells(head: Any, cells: Sequence[Any]) -> bool:
    """Tell whether a column says whose a row is: filled, with rows enough to each of its values.

    It changes once in as many rows as a report has at least; numbers of paragraphs, which begin
    anew with each report, change with every row. Agency and year tell it in any order.
    """
    if any(cell is None or cell == "" for cell in cells):
        return False
    n_runs = 1 + sum(1 for a, b in pairwise(cells) if a != b)
    if field_of(head) in _OWN:
        n_runs = len(set(map(str, cells)))
    return n_runs * LEAST_TITLES <= len(cells)


def _is_headings(cells: Sequence[Any]) -> bool:
    """Tell a column whose cells are titles of the form, at least half of them."""
    titles = [c for c in cells if isinstance(c, str) and _heading().match(c.strip())]
    return len(titles) * 2 >= len(cells) and len(set(titles)) >= LEAST_TITLES


def _is_section(head: Any, cell: Any) -> bool:
    """Tell whether a head is a title of the form, and its cell a text."""
    is_text = isinstance(cell, str) and bool(cell.strip())
    return is_text and _heading().match(str(head).strip()) is not None


def _parts_of(cell: Any) -> Iterator[str]:
    """Title and text of each section that a list of objects, or an object, holds."""
    if isinstance(cell, dict):
        for head, text in cell.items():
            if _is_section(head, text):
                yield f"{head}\n{text}"
    for part in cell if isinstance(cell, list) else ():
        texts = list(part.values()) if isinstance(part, dict) else []
        strings = [text for text in texts if isinstance(text, str) and text.strip()]
        at = next(
            (k for k, s in enumerate(strings) if _heading().match(s.strip())), None
        )
        if at is not None:
            yield "\n".join([strings.pop(at), *strings])


@cache
def _heading() -> re.Pattern[str]:
    """Compile how a heading of the form begins, with or without its number."""
    words = load_toml("pages.toml")["patterns"]
    return re.compile(f"(?:{words['form_number']})?(?:{words['form_title']})")
