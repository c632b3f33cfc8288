"""Read HTML: trafilatura says where the report stands in the page, the page itself gives every line and table of it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from textmine.errors import ReadError
from textmine.io.page import Block, find_blocks
from textmine.io.plain import decode
from textmine.resources.load import load_toml

_CHARSET = re.compile(
    rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]{0,80}?encoding=[\"']([\w-]+)"
)
_ENOUGH = 0.9
_SHORT_PAGE = 400
_MAX_DEPTH = 500
_MAX_NESTED = 20_000
_NESTING_TAG = re.compile(
    r"(?i)<(/?)(?!(?:p|li|t[dhr]|d[td]|option|tbody|thead|tfoot|col|colgroup|[bh]r|img|input|meta|link|wbr|area|base|embed"
    r"|source|track|param|r[tbp])\b)[a-z]"
)
_MAX_TRAFILATURA = 2_000_000


def load(data: bytes, name: str, max_bytes: int) -> tuple[str, str, dict[str, str]]:
    """Read an HTML page: the report without the site around it, tables in their place.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Not used: an HTML page does not unpack.

    Returns
    -------
    text, encoding, metadata
        Raw text, encoding of the file, and ``title``, ``published``, ``publisher`` as the page
        states them.

    Raises
    ------
    ReadError
        If the page is an error page, or shows no text without running its scripts.
    """
    from selectolax.lexbor import LexborHTMLParser

    data = _unpack_mhtml(data)
    found = _CHARSET.search(data[:4096])
    html, encoding = decode(
        data, name, declared=(found[1] or found[2]).decode("ascii") if found else ""
    )
    if not re.search(r"<[a-zA-Z!/]", html):
        return html, encoding, {}
    _refuse_deep_nesting(html, name)
    page = LexborHTMLParser(html)
    metadata = _metadata(page)
    blocks = find_blocks(page.body) if page.body is not None else []
    _refuse_error_page(blocks, metadata.get("title", ""), name)
    return _join(_choose(blocks, html)), encoding, metadata


def _refuse_deep_nesting(html: str, name: str) -> None:
    """Refuse pages that open ever more elements: the time of parsing grows with the square of the depth."""
    depth = 0
    for match in _NESTING_TAG.finditer(html) if html.count("<") > _MAX_NESTED else ():
        depth = max(0, depth + (-1 if match[1] else 1))
        if depth > _MAX_NESTED:
            raise ReadError(
                f"{name}: elements nested more than {_MAX_NESTED} deep, a damaged page; download it again"
            )


def _unpack_mhtml(data: bytes) -> bytes:
    """Take the page out of a web archive (MHTML)."""
    if not re.match(rb"(?i)\s*(?:from|mime-version|content-type):", data):
        return data
    from email import message_from_bytes

    for part in message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else data
    return data


def _metadata(page: Any) -> dict[str, str]:
    """Title, date and publisher from the head of the page."""
    named: dict[str, str] = {}
    for meta in page.css("meta"):
        key = (meta.attributes.get("name") or meta.attributes.get("property") or "").lower()
        named.setdefault(key, (meta.attributes.get("content") or "").strip())
    found = {
        key: next((named[n] for n in names if named.get(n)), "")
        for key, names in load_toml("pages.toml")["meta"].items()
    }
    title = page.css_first("title")
    found["title"] = found["title"] or (title.text(strip=True) if title is not None else "")
    return {key: value for key, value in found.items() if value}


def _refuse_error_page(blocks: list[Block], title: str, name: str) -> None:
    """Refuse pages that only say that there is no page, or that need scripts to show anything."""
    text = "".join(block.text for block in blocks)
    n_chars = len(re.sub(r"\s", "", text))
    if n_chars < _SHORT_PAGE and (_search("error", title) or _search("error", text.strip()[:200])):
        raise ReadError(
            f"{name}: an error page of a site ({(title or text.strip())[:30]!r}), not a report; download it again"
        )
    if not n_chars:
        raise ReadError(
            f"{name}: the page shows no text without its scripts; save it from the browser once it is loaded"
        )


def _choose(blocks: list[Block], html: str) -> list[Block]:
    """Keep the blocks of the element that holds the report, and the title and site lines before it."""
    weights = _weigh_by_trafilatura(blocks, html) or _weigh_by_sentences(blocks)
    total = sum(weights.values())
    if not total:
        return blocks
    inside = _inside(blocks, _smallest_container(blocks, weights, _ENOUGH * total))
    marked = [k for k in range(len(blocks)) if weights.get(k) and inside[k]]
    first, last = marked[0], marked[-1]
    chosen = []
    for k, block in enumerate(blocks):
        linked = block.n_linked >= 0.8 * len(block.text.strip())
        if inside[k]:
            keep = first <= k <= last or not linked
        else:
            keep = (
                k < first
                and not linked
                and not _search("path", block.text)
                and len(block.text) < 400
            )
            keep = keep and (_search("title_line", block.text) or _search("site_line", block.text))
        if keep:
            chosen.append(block)
    return chosen


def _weigh_by_trafilatura(blocks: list[Block], html: str) -> dict[int, int]:
    """Weigh each block by what trafilatura takes for content; nothing if that is little, or the page is huge."""
    if len(html) > _MAX_TRAFILATURA:
        return {}
    try:
        from trafilatura import extract
    except ImportError:
        return {}
    body = (
        extract(
            html, include_tables=False, include_comments=False, favor_recall=True, deduplicate=False
        )
        or ""
    )
    wanted = Counter(key for line in body.split("\n") if len(key := _key(line)) >= 8)
    weights = {}
    for k, block in enumerate(blocks):
        key = _key(block.text)
        if wanted[key] > 0:
            wanted[key] -= 1
            weights[k] = len(key)
    sentences = sum(_weigh_by_sentences(blocks).values())
    return weights if sum(weights.values()) >= 0.3 * sentences else {}


def _weigh_by_sentences(blocks: list[Block]) -> dict[int, int]:
    """Weigh the blocks that read like prose by their characters."""
    prose = {
        k: b
        for k, b in enumerate(blocks)
        if len(re.findall("[，。；]", b.text)) >= 2 and b.n_linked < 0.3 * len(b.text)
    }
    return {k: len(_key(block.text)) for k, block in prose.items()}


def _smallest_container(blocks: list[Block], weights: dict[int, int], enough: float) -> int:
    """Id of the deepest element that holds enough of the weight."""
    held: Counter[int] = Counter()
    depth: dict[int, int] = {}
    for k, weight in weights.items():
        chain: list[int] = []
        node = blocks[k].node
        while node is not None and len(chain) < _MAX_DEPTH:
            chain.append(node.mem_id)
            node = node.parent
        for level, key in enumerate(reversed(chain)):
            held[key] += weight
            depth[key] = level
    return max(
        (key for key, weight in held.items() if weight >= enough), key=lambda key: depth[key]
    )


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
    return re.search(load_toml("pages.toml")["patterns"][pattern], text) is not None


def _key(line: str) -> str:
    """Bring a line into a form in which two readings of the same page agree."""
    return re.sub(r"[\s\u200b\ufeff|-]", "", line)
