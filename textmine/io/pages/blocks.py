"""Lay an HTML page out as lines: what a browser would show, tables as rows, with their nodes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from textmine.io.rows import GridCell, is_layout, lay_out, raise_digits, write_rows
from textmine.resources.load import load_toml
from textmine.resources.pages import form_heading

# Fields of forms whose values are shown as they are.
_SHOWN_INPUTS = ("text", "number", "tel")
_SKIPPED = frozenset(load_toml("pages.toml")["tags"]["skipped"])
_INLINE = frozenset(load_toml("pages.toml")["tags"]["inline"])
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_PRE = re.compile(r"(?i)white-space\s*:\s*(?:pre|break-spaces)")
# Elements that are said to be tables, and their cells, whatever their tags.
_TABLE_ROLES = ("table", "grid", "treegrid")
_CELL_ROLES = ("cell", "gridcell", "columnheader", "rowheader")
# Elements above a text that may say that its line ends are shown.
_PRE_DEPTH = 4
# Characters of a button that may be a heading; the longest title of the form has 22.
_LONGEST_HEADING = 40
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WRAP_IN_SOURCE = re.compile(
    r"(?<=[\u2e80-\u9fff，。；：、）》”])[ \t]*[\n\r][ \t\n\r]*(?=[\u2e80-\u9fff，。；：、（《“])"
)


@dataclass(slots=True)
class Block:
    """One line of a page, or one table.

    Parameters
    ----------
    text : str
        What is shown; a table is a block of lines.
    node : LexborNode
        The element it stands in.
    n_linked : int
        Characters that are part of links.
    """

    text: str
    node: Any
    n_linked: int = 0


def find_blocks(root: Any, *, hidden: bool = False) -> list[Block]:
    """Lay out all that is visible below an element.

    Parameters
    ----------
    root : LexborNode
        E.g. the page's body.
    hidden : bool, default False
        Whether elements that are set not to be shown are laid out too.

    Returns
    -------
    list of Block
        In order; blocks without text are left out.
    """
    return _Layout(hidden=hidden).run(root)


class _Layout:
    """Walks the page without recursion, for pages nested thousands deep."""

    def __init__(self, *, hidden: bool) -> None:
        self.hidden = hidden
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.open: list[Any] = []
        self.n_links = self.n_linked = self.n_raised = 0

    def run(self, root: Any) -> list[Block]:
        """Visit every node on entering and on leaving it."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self.leave(node)
            elif self.enter(node):
                stack.append((node, True))
                stack.extend(
                    (child, False)
                    for child in reversed(list(node.iter(include_text=True)))
                )
        self.flush(root)
        return self.blocks

    def enter(self, node: Any) -> bool:
        """Take the text of a node, and say whether its children are to be visited."""
        tag = node.tag
        if tag == "-text":
            self.take_text(node)
            return False
        if (tag in _SKIPPED and not _is_heading(node)) or (
            not self.hidden and is_hidden(node)
        ):
            return False
        if tag in ("br", "hr"):
            self.flush(self.open[-1] if self.open else node)
            return False
        is_table = tag == "table" or node.attributes.get("role") in _TABLE_ROLES
        if is_table and (rows := table_rows(node)) is not None:
            self.flush(node)
            if text := write_rows(rows):
                self.blocks.append(Block(text, node))
            return False
        if tag == "a":
            self.n_links += 1
        elif tag == "sup":
            self.n_raised += 1
        elif tag not in _INLINE:
            self.flush(self.open[-1] if self.open else node)
            self.open.append(node)
        return True

    def leave(self, node: Any) -> None:
        """Close a line at the end of a block."""
        if node.tag == "a":
            self.n_links -= 1
        elif node.tag == "sup":
            self.n_raised -= 1
        elif node.tag not in _INLINE:
            self.flush(node)
            self.open.pop()

    def take_text(self, node: Any) -> None:
        """Take a text; line by line where the page shows its line ends."""
        text = node.text_content or ""
        if "\n" not in text.strip() or not _keeps_lines(node):
            self.take(text)
            return
        first, *others = text.splitlines()
        self.take(first)
        for line in others:
            self.flush(self.open[-1] if self.open else node)
            # As it stands: tabs and blanks in it part columns.
            self.pieces.append(line)

    def take(self, text: str) -> None:
        """Add text to the line, blanks as a browser shows them."""
        text = _SPACE.sub(" ", _WRAP_IN_SOURCE.sub("", text))
        self.pieces.append(raise_digits(text) if self.n_raised else text)
        if self.n_links:
            self.n_linked += len(text.strip())

    def flush(self, node: Any) -> None:
        """End the line."""
        text = "".join(self.pieces).strip(" ")
        if text.strip():
            self.blocks.append(Block(text, node, self.n_linked))
        self.pieces, self.n_linked = [], 0


def _is_heading(node: Any) -> bool:
    """Tell a button that opens a section of the report, and is its heading, from all others."""
    if node.tag != "button":
        return False
    text = node.text(strip=True)
    return len(text) <= _LONGEST_HEADING and form_heading().match(text) is not None


def _keeps_lines(node: Any) -> bool:
    """Tell whether the line ends of a text are shown: in pre, or by a style."""
    above = node.parent
    for _ in range(_PRE_DEPTH):
        if above is None:
            break
        if above.tag == "pre" or _PRE.search(above.attributes.get("style") or ""):
            return True
        above = above.parent
    return False


def is_hidden(node: Any) -> bool:
    """Tell whether an element is set not to be shown.

    Parameters
    ----------
    node : LexborNode
        Any element.

    Returns
    -------
    bool
        True for the attribute ``hidden`` and for ``display: none`` in its style.
    """
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def table_rows(table: Any) -> list[list[str]] | None:
    """Read a table of data.

    Parameters
    ----------
    table : LexborNode
        A ``table`` element, or one whose role is that of a table.

    Returns
    -------
    list of list of str, or None
        The grid; None for a table that only arranges the page: it holds a table, running text, or a
        single cell.
    """
    if len(table.css("table")) > 1 or table.attributes.get("role") == "presentation":
        return None
    if table.tag != "table" and table.css("table"):
        return None
    rows = [
        [
            _grid_cell(cell)
            for cell in row.iter()
            if _is_cell(cell) and not is_hidden(cell)
        ]
        for row in table.css("tr" if table.tag == "table" else "[role=row]")
        if not is_hidden(row)
    ]
    texts = [cell.text for row in rows for cell in row if cell.text.strip()]
    if is_layout(texts) or sum(len(row) for row in rows) < 2:
        return None
    return lay_out(rows)


def _is_cell(element: Any) -> bool:
    """Tell a cell of a table by its tag, or by its role."""
    return element.tag in ("td", "th") or element.attributes.get("role") in _CELL_ROLES


def lay_out_tables(text: str) -> str:
    """Replace tables in HTML that stand in plain text or Markdown by their rows.

    Parameters
    ----------
    text : str
        Text with ``<table>`` elements, as converters of scans write it.

    Returns
    -------
    str
        The text with rows of tab-separated cells.

    Examples
    --------
    >>> lay_out_tables("表<table><tr><td>规章</td><td>0</td></tr></table>完").split()
    ['表', '规章', '0', '完']
    """
    from selectolax.lexbor import LexborHTMLParser

    def rows(match: re.Match[str]) -> str:
        table = LexborHTMLParser(match[0]).css_first("table")
        grid = table_rows(table) if table is not None else None
        return "\n" + write_rows(grid) if grid else match[0]

    return re.sub(r"(?is)<table\b.*?</table>", rows, text)


def _grid_cell(cell: Any) -> GridCell:
    """Text and spans of a cell."""
    pieces: list[str] = []
    stack = [(cell, False)]
    while stack:
        node, raised = stack.pop()
        if node.tag == "-text":
            piece = _SPACE.sub(" ", _WRAP_IN_SOURCE.sub("", node.text_content or ""))
            pieces.append(raise_digits(piece) if raised else piece)
        elif node.tag == "textarea":
            pieces.append(node.text() or "")
        elif node.tag == "input":
            # A form that was filled in and saved shows its numbers so.
            shown = (node.attributes.get("type") or "text").lower() in _SHOWN_INPUTS
            pieces.append(node.attributes.get("value") or "" if shown else "")
        elif node.tag not in _SKIPPED and (node is cell or not is_hidden(node)):
            raised = raised or node.tag == "sup"
            inside = reversed(list(node.iter(include_text=True)))
            stack.extend((child, raised) for child in inside)
    text = re.sub(r"(?<=[\u2e80-\u9fff]) (?=[\u2e80-\u9fff])", "", "".join(pieces))
    aria = "" if cell.tag in ("td", "th") else "aria-"
    return GridCell(text, _span(cell, f"{aria}colspan"), _span(cell, f"{aria}rowspan"))


def _span(cell: Any, name: str) -> int:
    """Read a span; anything but a number counts as one."""
    value = (cell.attributes.get(name) or "").strip()
    return (
        max(1, int(value))
        if value.isascii() and value.isdigit() and len(value) < 4
        else 1
    )
