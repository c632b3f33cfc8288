"""Bodies of a page that no style shows: in scripts, text areas, frames, hidden elements."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

_HAN = re.compile(r"[\u4e00-\u9fff]")
# A body holds so many Chinese characters at least; menus and captions in scripts hold fewer.
_LEAST_BODY = 150
# Marks that prose has and lists of names have not.
_PROSE = re.compile(r"[，。；]")
_LEAST_MARKS = 4  # marks
_STRING = re.compile(
    r"\"((?:[^\"\\\n]|\\.){200,})\"|'((?:[^'\\\n]|\\.){200,})'|`((?:[^`\\]|\\.){200,})`",
    re.DOTALL,
)
# How scripts write a text that they show: its characters, or its bytes, as numbers or in base64.
_PERCENT = re.compile(r"%u[0-9a-fA-F]{4}|(?:%[0-9a-fA-F]{2}){3}")
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "", "b": "", "f": ""}
# Characters of scripts that are searched: a site's own scripts are linked, not written out.
_MAX_SCRIPT = 3_000_000


def find_hidden_bodies(page: Any) -> list[str]:
    """Find what a page holds as its body without showing it.

    Parameters
    ----------
    page : LexborHTMLParser
        The parsed page.

    Returns
    -------
    list of str
        HTML of each body that reads like prose, the longest first: values of text areas and of
        ``srcdoc``, strings in scripts, ``noscript`` and ``template``, elements set not to be shown.

    Examples
    --------
    >>> from selectolax.lexbor import LexborHTMLParser
    >>> prose = "公开信息九条，答复申请三件；召开会议两次。" * 10
    >>> page = LexborHTMLParser(f"<textarea>&lt;p&gt;{prose}&lt;/p&gt;</textarea>")
    >>> find_hidden_bodies(page)[0][:6]
    '<p>公开信'
    """
    found = dict.fromkeys(body for body in _candidates(page) if _is_body(body))
    return sorted(found, key=lambda body: -_size(body))


def _candidates(page: Any) -> Iterator[str]:
    """Everything that a body may be kept in."""
    for area in page.css("textarea"):
        yield html.unescape(area.text() or "")
    for element in page.css("input[type=hidden], iframe[srcdoc], [data-content]"):
        for name in ("value", "srcdoc", "data-content"):
            yield html.unescape(element.attributes.get(name) or "")
    for element in page.css("noscript, template, xmp"):
        inner = element.html or ""
        yield inner[inner.find(">") + 1 :] if inner else ""
    for element in page.css("[style], [hidden]"):
        if "hidden" in element.attributes or "none" in (
            element.attributes.get("style") or ""
        ):
            yield element.html or ""
    for element in page.css("[style*=hidden]"):
        yield element.html or ""
    for script in page.css("script"):
        yield from _strings(script.text() or "")


def _strings(script: str) -> Iterator[str]:
    """Long strings of a script, with their escapes resolved."""
    for match in _STRING.finditer(script[:_MAX_SCRIPT]):
        text = next(group for group in match.groups() if group is not None)
        if "\\" in text or _HAN.search(text):
            yield _unescape(text)
        elif _PERCENT.search(text):
            yield _decode_percent(text)
        elif _BASE64.fullmatch(text):
            yield _decode_base64(text)


def _decode_percent(text: str) -> str:
    """What ``escape`` or ``encodeURIComponent`` of a script wrote: %u4e00, or %E4%B8%80."""
    return unquote(_PERCENT_U.sub(lambda found: chr(int(found[1], 16)), text))


def _decode_base64(text: str) -> str:
    """A text in base64; nothing where it holds something else, such as a picture."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except ValueError:
        return ""


def _unescape(text: str) -> str:
    r"""Resolve the escapes of a string in a script: ``\u4e00``, ``\"``, ``\/``."""
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return _ESCAPE.sub(_resolve, text)


def _resolve(match: re.Match[str]) -> str:
    """One escape."""
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _PLAIN.get(match[3], match[3])


def _is_body(text: str) -> bool:
    """Tell whether a text reads like the body of a report."""
    plain = re.sub(r"<[^>]*>", "", text)
    return (
        len(_HAN.findall(plain)) >= _LEAST_BODY
        and len(_PROSE.findall(plain)) >= _LEAST_MARKS
    )


def _size(text: str) -> int:
    """Chinese characters of a body without its tags."""
    return len(_HAN.findall(re.sub(r"<[^>]*>", "", text)))
