"""What a page without a report holds instead, and what to do about it: one line."""

from __future__ import annotations

import re
from typing import Any

from textmine.english import Counted

_FILE = re.compile(r"(?i)\.(?:pdf|docx?|wps|ofd|xlsx?|zip|rar)(?:$|[?#])")
_REPORT = re.compile(r"(?:信息|政务)公开.{0,12}(?:报告|年报)|年报|年度报告")
_REFRESH = re.compile(r"(?i)url\s*=\s*['\"]?([^'\";]+)")
_MOVED = re.compile(r"(?<![\w$])location(?:\.href)?\s*=\s*['\"]([^'\"]+)")
_ICON = re.compile(
    r"(?i)logo|icon|gif|qr|ewm|weixin|weibo|share|jiathis|banner|dangzheng"
)
# A page that lists reports names two at least.
_LEAST_LISTED = 2


def hint_of(page: Any) -> str:
    """Say what a page holds that shows no report.

    Parameters
    ----------
    page : LexborHTMLParser
        The parsed page.

    Returns
    -------
    str
        E.g. ``"holds only a link to P1.pdf: download that"``; empty where nothing is seen.

    Examples
    --------
    >>> from selectolax.lexbor import LexborHTMLParser
    >>> hint_of(LexborHTMLParser("<h1>某局年报</h1><a href='/P1.pdf'>附件</a>"))
    'holds only a link to P1.pdf: download that'
    """
    for find in (_target, _frames, _files, _list, _embedded, _pictures):
        hint = find(page)
        if hint:
            return hint
    return ""


def _target(page: Any) -> str:
    """A redirect, by the head of the page or by a script."""
    for meta in page.css("meta[http-equiv]"):
        if (meta.attributes.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.search(meta.attributes.get("content") or "")
            if match:
                return f"only forwards to {match[1].strip()}: save that page"
    scripts = " ".join(script.text() or "" for script in page.css("script"))
    match = _MOVED.search(scripts) if len(scripts) < 5000 else None
    return f"only forwards to {match[1]}: save that page" if match else ""


def _frames(page: Any) -> str:
    """A set of frames: each is a page of its own."""
    sources = [f.attributes.get("src") or "" for f in page.css("frame")]
    named = ", ".join(source for source in sources if source)
    return (
        f"only a set of frames ({named}): save the page in the frame with the report"
        if named
        else ""
    )


def _files(page: Any) -> str:
    """Links to files."""
    links = [a.attributes.get("href") or "" for a in page.css("a[href]")]
    found = list(dict.fromkeys(_name(link) for link in links if _FILE.search(link)))
    shown = ", ".join(found[:3]) + (" …" if len(found) > 3 else "")
    if not found:
        return ""
    return f"holds only {'a link' if len(found) == 1 else 'links'} to {shown}: download that"


def _list(page: Any) -> str:
    """A list of reports."""
    named = [a.text(strip=True) for a in page.css("a")]
    reports = [name for name in named if len(name) >= 10 and _REPORT.search(name)]
    if len(reports) < _LEAST_LISTED:
        return ""
    return f"a list of {Counted(len(reports)):report} ({reports[0][:30]} …): open and save each"


def _embedded(page: Any) -> str:
    """A document or a page shown inside this one."""
    for element in page.css("iframe, embed, object"):
        source = element.attributes.get("src") or element.attributes.get("data") or ""
        if source and not source.startswith(("about:", "javascript:", "data:")):
            return f"shows {_name(source)} inside the page: download that"
    return ""


def _pictures(page: Any) -> str:
    """Pictures of the report's pages."""
    sources = [img.attributes.get("src") or "" for img in page.css("img")]
    n = sum(bool(source) and not _ICON.search(source) for source in sources)
    if not n:
        return ""
    return f"{Counted(n):picture}, no text: OCR (save the pictures; pip install textmine[ocr])"


def _name(link: str) -> str:
    """Name of the file that a link leads to."""
    path = re.split(r"[?#]", link)[0].rstrip("/")
    return path.rpartition("/")[2] or link
