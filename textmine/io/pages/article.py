"""Find the article among the strings of a site's answer, and lay it out as a page."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.bundles.grouped import LEAST_TITLES
from textmine.io.bundles.tables import KNOWN, ROW
from textmine.io.document import Loaded
from textmine.io.text_files.dumps import is_escaped
from textmine.resources.load import load_toml

_TITLE_KEYS = ("title", "name", "doctitle", "articletitle", "subject", "标题", "名称")
_SOURCE_KEYS = ("source", "agency", "publisher", "unit", "org", "来源", "机构")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DAY = re.compile(r"^(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
# Characters of a title: shorter ones are names of columns, longer ones summaries.
_TITLE_LENGTH = range(4, 81)
# A string with so many Chinese characters is a text, not a name or a summary.
_LEAST_TEXT = 200
# Keys of the text of a piece: a line of OCR, a page, a block of a converter.
_PIECE_KEYS = (
    *("text", "words", "content", "table_body", "html"),
    *("md", "markdown", "value", "insert", "data"),
)
# Pieces of a report that is told in pieces, at least.
_LEAST_PIECES = 2
# Objects from a piece down to its text: {"data": {"text": …}}.
_DEEPEST_TEXT = 3
# Values that are visited: an answer with a list of a site's pages has some thousands.
_MAX_VALUES = 200_000


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One string of the answer: its key, its text and the object that it stands in."""

    key: str
    text: str
    parent: int

    @property
    def n_han(self) -> int:
        """Number of Chinese characters."""
        return len(_HAN.findall(self.text))


def lay_out_article(answer: Any, name: str, encoding: str, max_bytes: int) -> Loaded:
    r"""Lay the longest text of an answer out as a page.

    Parameters
    ----------
    answer : dict or list
        What a site's interface, or a feed, says.
    name : str
        How to call the file in a message.
    encoding : str
        Of the file.
    max_bytes : int
        As for a page.

    Returns
    -------
    Loaded
        Text laid out as a page where it is HTML; title, date and publisher from the strings beside
        it.

    Raises
    ------
    ReadError
        If the answer holds no text, or several reports.

    Examples
    --------
    >>> answer = {
    ...     "title": "某局信息公开年报",
    ...     "content": "<p>" + "公开信息九条。" * 40 + "</p>",
    ... }
    >>> lay_out_article(answer, "a.json", "utf-8", 10**6).text.split("\n")[0]
    '某局信息公开年报'
    """
    known: dict[str, str] = {}
    is_row = isinstance(answer, dict) and ROW in answer
    if is_row:
        known = {f"column {k}": str(v) for k, v in answer.get(KNOWN, {}).items()}
        answer = answer[ROW]
    leaves = list(_leaves(answer))
    if pieces := _find_pieces(answer, name):
        told = {piece.strip() for piece in pieces}
        leaves = [leaf for leaf in leaves if leaf.text not in told]
        leaves.append(
            _Leaf("content", _join(pieces), leaves[-1].parent if leaves else 0)
        )
    texts = [leaf for leaf in leaves if leaf.n_han >= _LEAST_TEXT]
    if not texts:
        raise ReadError(_without_text(leaves, name))
    parents = {leaf.parent for leaf in texts}
    titled = [leaf for leaf in leaves if leaf.parent in parents and _is_title(leaf)]
    if len(parents) > 1 and len({leaf.text for leaf in titled}) > 1:
        raise ReadError(
            f"{name}: a list of {Counted(len(parents)):text} in one answer; save each report by "
            "itself"
        )
    whole = dict.fromkeys(filter(None, map(_title_of_report, texts)))
    if len(whole) > 1 and not is_row:
        raise ReadError(_says_several(name, whole))
    best = max(texts, key=lambda leaf: leaf.n_han)
    beside = [leaf for leaf in leaves if leaf.parent == best.parent]
    laid = _lay_out(best, beside, name, encoding, max_bytes)
    return laid._replace(metadata={**laid.metadata, **known})


def _says_several(name: str, titles: Collection[str]) -> str:
    """Say that an answer holds several reports, and the title of one."""
    first = next(iter(titles)) if isinstance(titles, dict) else min(titles)
    return (
        f"{name}: {Counted(len(titles)):report} in one answer ({first} …); save each by "
        "itself"
    )


def _title_of_report(leaf: _Leaf) -> str:
    """The title of a text that is a whole report; empty for a summary, or a part."""
    words = load_toml("pages.toml")["patterns"]
    titles = {found[0] for found in re.finditer(words["form_title"], leaf.text)}
    named = re.search(rf"[^\n<>。，]{{0,60}}?{words['title_line']}", leaf.text)
    return named[0].strip() if named and len(titles) >= LEAST_TITLES else ""


def _lay_out(
    best: _Leaf, beside: list[_Leaf], name: str, encoding: str, max_bytes: int
) -> Loaded:
    """Write title, day and text as a page, so that one reader lays out all tables."""
    from textmine.io.pages.html import load as load_page

    title = next((leaf.text for leaf in beside if _is_title(leaf)), "")
    day = next((leaf.text for leaf in beside if _DAY.match(leaf.text)), "")
    source = next((leaf.text for leaf in beside if _is_key(leaf, _SOURCE_KEYS)), "")
    text = html.unescape(best.text) if is_escaped(best.text) else best.text
    # Plain text as it stands: tabs part the columns of its tables.
    body = text if "<" in text else f"<pre>{html.escape(text)}</pre>"
    head = f"<title>{html.escape(title)}</title>"
    line = f"<p>发布时间：{html.escape(day)}</p>" if day else ""
    page = (
        f"<html><head><meta charset='utf-8'>{head}</head><body>"
        f"<h1>{html.escape(title)}</h1>{line}<div>{body}</div></body></html>"
    )
    shown = load_page(page.encode("utf-8", "replace"), name, max_bytes)
    publisher = {"publisher": source} if _HAN.search(source) else {}
    return Loaded(shown.text, encoding, {**publisher, **shown.metadata})


def _leaves(answer: Any) -> Iterator[_Leaf]:
    """Strings of an answer in their order, without recursion."""
    stack: list[tuple[str, Any, int]] = [("", answer, 0)]
    n = 0
    while stack and n < _MAX_VALUES:
        key, value, parent = stack.pop()
        n += 1
        if isinstance(value, str):
            yield _Leaf(key.lower(), value.strip(), parent)
        elif isinstance(value, dict):
            stack += [(str(k), v, n) for k, v in reversed(value.items())]
        elif isinstance(value, list):
            stack += [(key, v, parent) for v in reversed(value)]


def _find_pieces(answer: Any, name: str) -> list[str]:
    """A report told in pieces: the longest list of texts, or of objects with one text each.

    Nothing where no list has enough text; of objects with titles each is a report. Two lists that
    are whole reports are two of them.
    """
    best: list[str] = []
    whole: set[str] = set()
    stack = [answer]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
            told = [piece for piece in map(_text_of, value) if piece]
            if len(told) >= _LEAST_PIECES and not any(map(_is_titled, value)):
                best = max(best, told, key=lambda pieces: sum(map(len, pieces)))
                title = _title_of_report(_Leaf("content", _join(told), 0))
                whole.update(filter(None, [title]))
    if len(whole) > 1:
        raise ReadError(_says_several(name, whole))
    return best if len(_HAN.findall("".join(best))) >= _LEAST_TEXT else []


def _join(pieces: list[str]) -> str:
    """Pieces one below the other; as HTML where some are."""
    if any(piece == "\n" for piece in pieces):
        # Line ends that stand as pieces of their own part the others.
        return "".join(pieces)
    if not any("</table>" in piece or "</p>" in piece for piece in pieces):
        return "\n".join(pieces)
    return "".join(p if "<" in p else f"<p>{html.escape(p)}</p>" for p in pieces)


def _text_of(value: Any) -> str:
    """The text of a piece."""
    # Editors keep the text of a block one or two objects below it.
    for _ in range(_DEEPEST_TEXT):
        if isinstance(value, dict):
            value = next((value[key] for key in _PIECE_KEYS if value.get(key)), "")
    if isinstance(value, list) and all(map(_is_line_of_cells, value)):
        return "\n".join("\t".join(map(_clean, row)) for row in value)
    return value if isinstance(value, str) else ""


def _is_line_of_cells(row: Any) -> bool:
    """Tell whether a value is a row of a table: a list of texts."""
    return isinstance(row, list) and all(isinstance(cell, str) for cell in row)


def _clean(cell: str) -> str:
    """A cell on one line."""
    return " ".join(cell.split())


def _is_titled(value: Any) -> bool:
    """Tell whether an object has a title."""
    keys = value if isinstance(value, dict) else ()
    return any(str(key).lower().endswith(_TITLE_KEYS) for key in keys)


def _is_key(leaf: _Leaf, keys: tuple[str, ...]) -> bool:
    """Tell whether a string stands under a key that holds one of these words."""
    return bool(leaf.text) and any(word in leaf.key for word in keys)


def _is_title(leaf: _Leaf) -> bool:
    """Tell whether a string is a title by its key and its length."""
    return leaf.key.endswith(_TITLE_KEYS) and len(leaf.text) in _TITLE_LENGTH


def _without_text(leaves: list[_Leaf], name: str) -> str:
    """Say what an answer holds instead of a report."""
    titles = [leaf.text for leaf in leaves if _is_title(leaf) and "公开" in leaf.text]
    if len(titles) > 1:
        return (
            f"{name}: a list of {Counted(len(titles)):report} ({titles[0][:30]} …); open and "
            "save each"
        )
    links = [
        leaf.text
        for leaf in leaves
        if re.search(r"(?i)\.(?:pdf|docx?|wps|ofd)$", leaf.text)
    ]
    if links:
        return f"{name}: holds only a link to {links[0]}: download that"
    return (
        f"{name}: an answer of a site without a text in it; save the page of the report"
    )
