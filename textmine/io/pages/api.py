"""Read what a site's interface answers: JSON with the report as one of its strings."""

from __future__ import annotations

import json
import re
from typing import Any

from textmine.io.document import Loaded
from textmine.io.pages.article import lay_out_article
from textmine.io.plain import decode
from textmine.io.text_files.plain_text import load as load_text


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    r"""Read a JSON answer, also one wrapped in a call (JSONP).

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        As for a page.

    Returns
    -------
    Loaded
        The longest text of the answer, laid out as a page where it is HTML; title, date and
        publisher from the strings beside it.

    Raises
    ------
    ReadError
        If the answer holds no text, or several reports.

    Examples
    --------
    >>> answer = (
    ...     '{"title": "某局信息公开年报", "content": "<p>'
    ...     + "公开信息九条。" * 40
    ...     + '</p>"}'
    ... )
    >>> load(answer.encode(), "a.json", 10**6).text.split("\n")[0]
    '某局信息公开年报'
    """
    text, encoding = decode(data, name)
    answer = _parse(text)
    if answer is None:
        return load_text(data, name, max_bytes)
    return lay_out_article(answer, name, encoding, max_bytes)


def _parse(text: str) -> Any:
    """Parse JSON, with or without a call around it; None if it is neither."""
    wrapped = re.fullmatch(r"\s*[\w$.]{1,60}\s*\((.*)\)\s*;?\s*", text, re.DOTALL)
    for candidate in (text, wrapped[1] if wrapped else ""):
        try:
            answer = json.loads(candidate) if candidate else None
        except (ValueError, RecursionError):
            continue
        if isinstance(answer, dict | list):
            return answer
    return None
