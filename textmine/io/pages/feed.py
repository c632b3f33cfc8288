"""Read XML with a report as one of its texts: a site's interface, or a feed of one article."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from textmine.io.document import Loaded
from textmine.io.pages.article import lay_out_article

# A text with so many Chinese characters is a report; XML of office files has none so long.
_LEAST_TEXT = 200
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DECLARES = re.compile(r"<!DOCTYPE[^>]{0,500}\[")
# Elements of a feed at most, and how deep one may lie: a feed of a site's news has some thousands.
_MOST_ELEMENTS, _MOST_DEPTH = 50_000, 50


def load_feed(text: str, name: str, max_bytes: int) -> Loaded | None:
    """Read the article of a feed.

    Parameters
    ----------
    text : str
        XML.
    name : str
        How to call the file in a message.
    max_bytes : int
        As for a page.

    Returns
    -------
    Loaded or None
        As :func:`textmine.io.pages.article.lay_out_article`; None where no text of the XML is
        long enough.

    Raises
    ------
    ReadError
        If there are several articles.

    Examples
    --------
    >>> load_feed("<rss><item><title>甲</title></item></rss>", "a.xml", 1000) is None
    True
    """
    # What a head declares itself may unfold without end; one that names its format only may not.
    if "<!ENTITY" in text or _DECLARES.search(text):
        return None
    try:
        # What the head says of the bytes holds no longer.
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text))
    except ElementTree.ParseError:
        return None
    elements = list(root.iter())[: _MOST_ELEMENTS + 1]
    longest = max(len(_HAN.findall(e.text or "")) for e in elements)
    if longest < _LEAST_TEXT or len(elements) > _MOST_ELEMENTS:
        return None
    answer = {"feed": _value(root, _MOST_DEPTH)}
    return lay_out_article(answer, name, "utf-8", max_bytes)


def _value(element: Any, depth: int) -> Any:
    """An element as JSON has it: its text, or its children by their names."""
    if not len(element) or not depth:
        return element.text or ""
    children: dict[str, Any] = {}
    for child in element:
        found = _value(child, depth - 1)
        key = str(child.tag).rpartition("}")[2].lower()
        if key not in children:
            children[key] = found
        elif isinstance(children[key], list):
            children[key].append(found)
        else:
            children[key] = [children[key], found]
    return children
