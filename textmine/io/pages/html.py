"""Read HTML: trafilatura says where the report stands, the page gives every line and table."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from textmine.errors import ReadError
from textmine.io.document import Loaded
from textmine.io.pages.blocks import Block, find_blocks
from textmine.io.pages.hidden import find_hidden_bodies
from textmine.io.pages.hints import hint_of
from textmine.io.plain import decode
from textmine.resources.load import load_pattern, load_toml
from textmine.resources.pages import form_heading

_CHARSET = re.compile(
    rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]{0,80}?encoding=[\"']([\w-]+)"
)
_ENOUGH = 0.9  # share of the page's weight that the container of the report must hold
_SHORT_PAGE = 400  # characters; below it a page may be a notice of an error or a move
_MAX_DEPTH = 500  # ancestors looked at; set by hand, far beyond any page
_MAX_NESTED = 20_000  # open elements; deeper pages are refused as damaged
_NESTING_TAG = re.compile(
    r"(?i)<(/?)(?!(?:p|li|t[dhr]|d[td]|option|tbody|thead|tfoot|col|colgroup|[bh]r|img|input|meta"
    r"|link|wbr|area|base|embed|source|track|param|r[tbp])\b)[a-z]"
)
_MAX_TRAFILATURA = 2_000_000  # characters; a longer page goes by the blocks alone
# Titles of the form, with their numbers, that a page must have beyond those it shows for what it
# hides to be read: one or two without prose below them may be a menu that folds out.
_LEAST_TITLES = 3
_HIDING = re.compile(
    r"(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*;?|\shidden(?=[\s>=])"
)
_SOURCE = re.compile(r"(?i)\s*<(?:!doctype html|html\b)")
_MARKS = re.compile("[，。；]")
_LEAST_MARKS = 2  # marks of a line that reads like prose
# Characters of a line, above which trafilatura's can be told apart: shorter ones recur in menus.
_LEAST_MATCHED = 8
# What a title or a table of the form counts among the prose, in characters: with few words beside
# them they still hold a report together, and in a long one they weigh nothing (by hand).
_FORM_WEIGHT = 20
# Share of the prose that trafilatura must find, to be followed at all.
_TRUSTED = 0.3
# Share of a line's characters in links: from the first on it belongs to the site, up to the second
# a line with marks is prose.
_LINKED, _HARDLY_LINKED = 0.8, 0.3
# Characters of a line above the report that can be its title or of its site.
_LONGEST_HEAD = 400
# Characters at the top of a page in which a site says that it has no such page.
_ERROR_HEAD = 200
# Characters of prose or tables below which a page is searched for a body that it does not show: the
# shortest reports of small towns have some 200.
_LEAST_PROSE = 60
_LINE_TAGS = frozenset(
    ("p", "span", "font", "strong", "b", "h1", "h2", "h3", "h4", "li", "em", "u")
)
# Two copies of a report: lines of so many characters, so many of them, most of which stand twice.
_LONG_LINE = 20
_LEAST_COPIED = 4  # lines
_COPIED_SHARE = 0.7  # of the long lines


def load(data: bytes, name: str, max_bytes: int, *, declared: str = "") -> Loaded:
    """Read an HTML page: the report without the site around it, tables in their place.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Not used: an HTML page does not unpack.
    declared : str
        Encoding that the carrier of the page declares; the page's own declaration goes before.

    Returns
    -------
    Loaded
        Raw text, encoding of the file, and ``title``, ``published``, ``publisher`` as the page
        states them.

    Raises
    ------
    ReadError
        If the page is an error page, or shows no text without running its scripts.
    """
    from selectolax.lexbor import LexborHTMLParser

    found = _CHARSET.search(data[:4096])
    html, encoding = decode(
        data,
        name,
        declared=(found[1] or found[2]).decode("ascii") if found else declared,
    )
    if not re.search(r"<[a-zA-Z!/]", html):
        return Loaded(html, encoding)
    _refuse_deep_nesting(html, name)
    page = LexborHTMLParser(html)
    source = page.body.text() if page.body is not None else ""
    if _SOURCE.match(source):
        # Saved from the browser's view of the source: what it shows is the page.
        _refuse_deep_nesting(source, name)
        html, page = source, LexborHTMLParser(source)
    metadata = _metadata(page)
    title = metadata.get("title", "")
    blocks = find_blocks(page.body) if page.body is not None else []
    chosen = _choose(blocks, html)
    if page.body is not None and _HIDING.search(html):
        # Tabs, pages, "read more": the report is there, and its parts are not shown at once.
        opened = find_blocks(page.body, hidden=True)
        more = _n_titles(opened) - _n_titles(chosen)
        if more > 0:
            whole = _choose(opened, _HIDING.sub(" ", html))
            said = _n_prose(whole) - _n_prose(chosen)
            if more >= _LEAST_TITLES or said >= _LEAST_PROSE:
                chosen = whole
    if _n_prose(chosen) < _LEAST_PROSE:
        # Nothing that is shown reads like a report: it may be kept where no style shows it.
        hidden = _hidden_text(page, chosen, name)
        if hidden:
            return Loaded(hidden, encoding, metadata)
        metadata["hint"] = hint_of(page)
    _refuse_error_page(blocks, title, name, metadata.get("hint", ""))
    known = {key: value for key, value in metadata.items() if value}
    return Loaded(_join(_without_copy(chosen)), encoding, known)


def _n_titles(blocks: list[Block]) -> int:
    """How many titles of the form open a line."""
    lines = (line for b in blocks for line in b.text.split("\n"))
    return len({found[1] for found in map(form_heading().match, lines) if found})


def _n_prose(blocks: list[Block]) -> int:
    """Characters of the blocks that read like prose, or are rows of a table."""
    return sum(
        len(_key(block.text))
        for block in blocks
        if "\t" in block.text or _has_marks(block.text)
    )


def _has_marks(text: str) -> bool:
    """Tell whether a text is marked like prose."""
    return len(_MARKS.findall(text)) >= _LEAST_MARKS


def _hidden_text(page: Any, shown: list[Block], name: str) -> str:
    """Text of the longest hidden body, below the title that the page shows; empty without one."""
    from selectolax.lexbor import LexborHTMLParser

    bodies = find_hidden_bodies(page)
    if not bodies:
        return ""
    _refuse_deep_nesting(bodies[0], name)
    inner = LexborHTMLParser(f"<html><body>{_shown(bodies[0])}</body></html>")
    blocks = find_blocks(inner.body) if inner.body is not None else []
    head = [
        b
        for b in shown
        if _search("title_line", b.text) or _search("site_line", b.text)
    ]
    known = {_key(block.text) for block in blocks}
    return _join([*(b for b in head if _key(b.text) not in known), *blocks])


def _shown(body: str) -> str:
    """A body without the style that hides its outermost element."""
    return re.sub(
        r"(?i)^(<[^>]*?)(?:\sstyle\s*=\s*(?:\"[^\"]*\"|'[^']*')|\shidden(?=[\s>=]))",
        r"\1",
        body,
        count=1,
    )


def _without_copy(blocks: list[Block]) -> list[Block]:
    """Keep one of two visible copies of a report: pages for screens and for telephones in one."""
    keys = [_key(block.text) for block in blocks]
    long = [k for k, key in enumerate(keys) if len(key) >= _LONG_LINE]
    again: dict[str, int] = {}
    seconds = []
    for k in long:
        if keys[k] in again:
            seconds.append(k)
        else:
            again[keys[k]] = k
    if len(seconds) < _COPIED_SHARE * len(again) or len(again) < _LEAST_COPIED:
        return blocks
    # The second copy begins where its first long line does, at the same distance after its title.
    first = again[keys[seconds[0]]]
    start = seconds[0] - (first - _first_like(keys, first))
    return [b for k, b in enumerate(blocks) if k < start or keys[k] not in keys[:start]]


def _first_like(keys: list[str], at: int) -> int:
    """Place of the title above a line, or of the line itself."""
    return next((k for k in range(at, -1, -1) if _search("title_line", keys[k])), at)


def _refuse_deep_nesting(html: str, name: str) -> None:
    """Refuse pages that open ever more elements: parsing takes the square of the depth."""
    depth = 0
    for match in _NESTING_TAG.finditer(html) if html.count("<") > _MAX_NESTED else ():
        depth = max(0, depth + (-1 if match[1] else 1))
        if depth > _MAX_NESTED:
            raise ReadError(
                f"{name}: elements nested more than {_MAX_NESTED} deep, a damaged page; download it"
                " again"
            )


def _metadata(page: Any) -> dict[str, str]:
    """Title, date and publisher from the head of the page."""
    named: dict[str, str] = {}
    for meta in page.css("meta"):
        key = (
            meta.attributes.get("name") or meta.attributes.get("property") or ""
        ).lower()
        named.setdefault(key, (meta.attributes.get("content") or "").strip())
    found = {
        key: next((named[n] for n in names if named.get(n)), "")
        for key, names in load_toml("pages.toml")["meta"].items()
    }
    title = page.css_first("title")
    found["title"] = found["title"] or (
        title.text(strip=True) if title is not None else ""
    )
    return {key: value for key, value in found.items() if value}


def _refuse_error_page(blocks: list[Block], title: str, name: str, hint: str) -> None:
    """Refuse pages that only say that there is no page, or that need scripts to show anything."""
    text = "".join(block.text for block in blocks)
    n_chars = len(re.sub(r"\s", "", text))
    if n_chars < _SHORT_PAGE and (
        _search("error", title) or _search("error", text.strip()[:_ERROR_HEAD])
    ):
        raise ReadError(
            f"{name}: an error page of a site ({(title or text.strip())[:30]!r}), not a report;"
            " download it again"
        )
    if hint and n_chars < _SHORT_PAGE and not _search("title_line", text):
        raise ReadError(f"{name}: no report in the page: {hint}")
    if not n_chars:
        raise ReadError(
            f"{name}: the page shows no text without its scripts; save it from the browser once it"
            " is loaded"
        )


def _choose(blocks: list[Block], html: str) -> list[Block]:
    """Keep the blocks of the element with the report, and title and site lines before it."""
    weights = _weigh_by_trafilatura(blocks, html) or _weigh_by_sentences(blocks)
    weights |= {
        k: _FORM_WEIGHT
        for k, block in enumerate(blocks)
        if not block.n_linked and _is_of_form(block)
    }
    total = sum(weights.values())
    if not total:
        return blocks
    container = _smallest_container(blocks, weights, _ENOUGH * total)
    if container is None:
        return blocks
    inside = _inside(blocks, container)
    marked = [k for k in range(len(blocks)) if weights.get(k) and inside[k]]
    first, last = marked[0], marked[-1]
    chosen = []
    for k, block in enumerate(blocks):
        is_linked = block.n_linked >= _LINKED * len(block.text.strip())
        if inside[k]:
            keep = first <= k <= last or not is_linked
        else:
            keep = k < first and not is_linked and _is_head(block.text)
        if keep:
            chosen.append(block)
    return chosen


def _is_of_form(block: Block) -> bool:
    """Tell whether a line is a title of the form, or a table one of its tables."""
    if "\t" in block.text:
        return _search("form_table", block.text)
    return _search("form_title_line", block.text.strip())


def _is_head(line: str) -> bool:
    """Tell whether a line above the report is its title, or says what site it is of."""
    if len(line) >= _LONGEST_HEAD or _search("path", line):
        return False
    return _search("title_line", line) or _search("site_line", line)


def _weigh_by_trafilatura(blocks: list[Block], html: str) -> dict[int, int]:
    """Weigh each block by what trafilatura takes for content; nothing where that is little."""
    if len(html) > _MAX_TRAFILATURA:
        return {}
    from trafilatura import extract

    body = extract(
        html,
        include_tables=False,
        include_comments=False,
        favor_recall=True,
        deduplicate=False,
    )
    keys = map(_key, (body or "").split("\n"))
    wanted = Counter(key for key in keys if len(key) >= _LEAST_MATCHED)
    weights = {}
    for k, block in enumerate(blocks):
        key = _key(block.text)
        if wanted[key] > 0:
            wanted[key] -= 1
            weights[k] = len(key)
    sentences = sum(_weigh_by_sentences(blocks).values())
    return weights if sum(weights.values()) >= _TRUSTED * sentences else {}


def _weigh_by_sentences(blocks: list[Block]) -> dict[int, int]:
    """Weigh the blocks that read like prose by their characters; tables only where nothing does.

    The notes in table 3 are longer than the words of a short report.
    """
    weights = {
        k: len(_key(block.text))
        for k, block in enumerate(blocks)
        if _has_marks(block.text) and block.n_linked < _HARDLY_LINKED * len(block.text)
    }
    prose = {k: weight for k, weight in weights.items() if "\t" not in blocks[k].text}
    return prose or weights


def _smallest_container(
    blocks: list[Block], weights: dict[int, int], enough: float
) -> int | None:
    """Id of the deepest element that holds enough of the weight; none on pages nested too deep."""
    held: Counter[int] = Counter()
    depth: dict[int, int] = {}
    lines: set[int] = set()
    for k, weight in weights.items():
        chain: list[int] = []
        node = blocks[k].node
        while node is not None and len(chain) < _MAX_DEPTH:
            chain.append(node.mem_id)
            if node.tag in _LINE_TAGS:
                lines.add(node.mem_id)
            node = node.parent
        for level, key in enumerate(reversed(chain)):
            held[key] += weight
            depth[key] = level
    # A single paragraph that has nearly all the prose still stands in an element with the tables.
    whole = [key for key, weight in held.items() if weight >= enough]
    containers = (k for k in whole if k not in lines)
    return max(containers, key=depth.__getitem__, default=next(iter(whole), None))


def _inside(blocks: list[Block], container: int) -> list[bool]:
    """Tell for each block whether it stands in the container."""
    known: dict[int, bool] = {container: True}
    answers = []
    for block in blocks:
        path = []
        node = block.node
        while node is not None and node.mem_id not in known:
            path.append(node.mem_id)
            node = node.parent
        answer = known[node.mem_id] if node is not None else False
        known.update(dict.fromkeys(path, answer))
        answers.append(answer)
    return answers


def _join(blocks: list[Block]) -> str:
    """Write the blocks as lines."""
    return "\n".join(block.text for block in blocks) + "\n"


def _search(pattern: str, text: str) -> bool:
    """Tell whether one of the patterns for pages occurs in a text."""
    return load_pattern("pages.toml", "patterns", pattern).search(text) is not None


def _key(line: str) -> str:
    """Bring a line into a form in which two readings of the same page agree."""
    return re.sub(r"[\s\u200b\ufeff|-]", "", line)
