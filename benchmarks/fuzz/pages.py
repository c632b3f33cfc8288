"""Web pages, web archives, answers of a site's interface, OFD and PDF pages, all damaged."""

from __future__ import annotations

import base64
import json
import re
import zlib
from random import Random
from typing import Any

from benchmarks.fuzz import hostile, packed, trees
from benchmarks.fuzz.office import tree

_PROSE = "2020年，我局通过门户网站公开信息120条，办理留言38件；组织培训2次。"
_HTML = trees.load("page.html")
_HTML_TAGS = (
    *(
        "div",
        "p",
        "span",
        "table",
        "tr",
        "td",
        "th",
        "a",
        "br",
        "hr",
        "script",
        "style",
        "iframe",
    ),
    *(
        "textarea",
        "noscript",
        "template",
        "title",
        "meta",
        "select",
        "option",
        "svg",
        "math",
        "b",
    ),
    *(
        "frameset",
        "ul",
        "li",
        "h1",
        "pre",
        "input",
        "object",
        "xmp",
        "plaintext",
        "form",
        "tbody",
    ),
)
_HTML_ATTRIBUTES = (
    *(
        "colspan",
        "rowspan",
        "style",
        "class",
        "id",
        "hidden",
        "charset",
        "content",
        "name",
        "href",
    ),
    *("src", "srcdoc", "data-content", "value", "role", "type", "http-equiv"),
)
_CHARSETS = ("utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "big5")

_OFD_NAME = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_OFD_PAGE = trees.load("ofd_page.xml")
_OFD_DOCUMENT = trees.load("ofd_document.xml")
_OFD_ROOT = trees.load("ofd_root.xml")
_OFD_TAGS = (
    *(
        "ofd:TextObject",
        "ofd:TextCode",
        "ofd:PathObject",
        "ofd:AbbreviatedData",
        "ofd:Layer",
    ),
    *("ofd:Page", "ofd:Pages", "ofd:DocRoot", "ofd:Content"),
)
_OFD_ATTRIBUTES = (
    "Boundary",
    "Size",
    "CTM",
    "X",
    "Y",
    "DeltaX",
    "DeltaY",
    "BaseLoc",
    "ID",
)
_ANSWER = {
    "code": 0,
    "data": {
        "title": "临泽川市商务局2020年政府信息公开工作年度报告",
        "pubDate": "2021-01-28",
        "source": "临泽川市商务局",
        "content": f"<p>一、总体情况</p><p>{_PROSE * 7}</p>",
        "files": [{"name": "年报.docx", "url": "/a/年报.docx"}, None, 3.5],
    },
}
_DRAWN = (
    "BT /F 12 Tf 72 720 Td (2020 report) Tj 0 -20 Td [(one) -200 (two)] TJ ET\n"
    "50 600 m 250 600 l S 50 560 m 250 560 l S 50 600 m 50 560 l S\n"
    "150 600 m 150 560 l S 250 600 m 250 560 l S\n"
    "BT /F 10 Tf 60 580 Td (12) Tj 100 0 Td (0) Tj ET\n"
)
_PDF = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate 0 /Resources"
    " << /Font << /F 3 0 R >> /XObject << /X 6 0 R >> >> /Contents 5 0 R >>",
    _DRAWN,
    "/X Do BT /F 9 Tf 72 500 Td (form) Tj ET\n",
    "<< /Title (report) /Author (agency) >>",
)
_FORM = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >>"
_STREAMS = {5: "", 6: _FORM}
_PDF_TOKEN = re.compile(
    r"/\w+|\d+ 0 R|-?\d+(?:\.\d+)?|<<|>>|\[|\]|\([^)]*\)|[A-Za-z*']+|\s+|."
)
_PDF_WORDS = (
    *(
        "/Kids",
        "/Parent",
        "/Count",
        "/Type",
        "/Page",
        "/Pages",
        "/MediaBox",
        "/Rotate",
        "/Filter",
    ),
    *(
        "/FlateDecode",
        "/Length",
        "/Image",
        "/Form",
        "/Encrypt",
        "/ObjStm",
        "/XRef",
        "/ToUnicode",
    ),
    *(
        "BT",
        "ET",
        "q",
        "Q",
        "cm",
        "Do",
        "Tj",
        "TJ",
        "Tf",
        "Td",
        "re",
        "f",
        "S",
        "l",
        "m",
        "W",
        "n",
    ),
    *(
        "null",
        "true",
        "<<",
        ">>",
        "[",
        "]",
        "<FEFF4E00>",
        "(\\377)",
        "endobj",
        "stream",
        "obj",
    ),
)


def html(rng: Random) -> bytes:
    """A page in some encoding, declared or not."""
    markup = trees.mutate(rng, tree(_HTML), _HTML_TAGS, _HTML_ATTRIBUTES).write()
    if rng.random() < 0.1:
        markup = markup.replace(
            "utf-8", rng.choice(("gb2312", "undefined", "x", "utf-7", "")), 1
        )
    data = markup.encode(rng.choice(_CHARSETS), "replace")
    return hostile.damage(rng, data) if rng.random() < 0.2 else data


def mht(rng: Random) -> bytes:
    """A web archive."""
    page = trees.mutate(rng, tree(_HTML), _HTML_TAGS, _HTML_ATTRIBUTES).write().encode()
    coding = rng.choice(("8bit", "base64", "quoted-printable", "x-uue", "7bit"))
    body = base64.b64encode(page) if coding == "base64" else page
    charset = rng.choice(
        ("utf-8", "gb2312", "undefined", "none", "''", '"utf-8"; x', "idna")
    )
    head = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\n'
        f"Content-Type: text/html; charset={charset}\nContent-Transfer-Encoding: {coding}\n\n"
    )
    data = head.encode() + body + b"\n--B--\n"
    return hostile.damage(rng, data) if rng.random() < 0.5 else data


def answer(rng: Random) -> bytes:
    """A JSON answer."""
    value = json.dumps(_changed(rng, _ANSWER), ensure_ascii=rng.random() < 0.3)
    if rng.random() < 0.05:
        depth = rng.choice((50, 5_000))
        value = "[" * depth + value + "]" * depth
    if rng.random() < 0.2:
        value = f"jQuery1_2({value});"
    data = value.encode("utf-8", "surrogatepass")
    return hostile.damage(rng, data) if rng.random() < 0.2 else data


def ofd(rng: Random) -> bytes:
    """An OFD file."""
    page, document, root = _OFD_PAGE, _OFD_DOCUMENT, _OFD_ROOT
    where = rng.random()
    if where < 0.8:
        page = trees.mutate(rng, tree(page), _OFD_TAGS, _OFD_ATTRIBUTES).write()
    elif where < 0.9:
        document = trees.mutate(rng, tree(document), _OFD_TAGS, _OFD_ATTRIBUTES).write()
    else:
        root = trees.mutate(rng, tree(root), _OFD_TAGS, _OFD_ATTRIBUTES).write()
    members: dict[str, str | bytes] = {
        "OFD.xml": root,
        "Doc_0/Document.xml": document,
        "Doc_0/Pages/1.xml": page,
    }
    return packed.mutate(rng, members)


def pdf(rng: Random) -> bytes:
    """A PDF whose tokens are exchanged, its table of places right most of the time."""
    bodies = [_exchanged(rng, body) if rng.random() < 0.4 else body for body in _PDF]
    written = [
        _object(rng, number, body) for number, body in enumerate(bodies, start=1)
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(written, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(written) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 7 0 R >>\n" % size
    data += head + lines + trailer + b"startxref\n%d\n%%%%EOF" % len(data)
    return hostile.damage(rng, data) if rng.random() < 0.15 else data


def _object(rng: Random, number: int, body: str) -> bytes:
    """An object of a PDF; what is drawn is a stream, packed or not."""
    content = body.encode("utf-8", "replace")
    if number not in _STREAMS:
        return content
    filters = rng.choice(
        (
            "",
            "",
            "/Filter /FlateDecode",
            "/Filter /ASCIIHexDecode",
            "/Filter /LZWDecode",
        )
    )
    if "Flate" in filters:
        content = zlib.compress(content * rng.choice((1, 1, 1, 500)))
    length = hostile.number(rng) if rng.random() < 0.05 else str(len(content))
    head = f"<< {_STREAMS[number]} {filters} /Length {length} >>\nstream\n".encode(
        "utf-8", "replace"
    )
    return head + content + b"\nendstream"


def _exchanged(rng: Random, body: str) -> str:
    """Exchange, drop and repeat some tokens."""
    tokens = _PDF_TOKEN.findall(body)
    for _ in range(rng.choice((1, 1, 2, 4))):
        if not tokens:
            return body
        at = rng.randrange(len(tokens))
        kind = rng.randrange(5)
        if kind == 0:
            tokens[at] = hostile.number(rng)
        elif kind == 1:
            tokens[at] = f"{rng.randint(0, 9)} 0 R"
        elif kind == 2:
            tokens[at] = f" {rng.choice(_PDF_WORDS)} "
        elif kind == 3:
            del tokens[at]
        else:
            tokens[at : at + 1] = tokens[at : at + 4] * rng.choice((2, 3, 200))
    return "".join(tokens)


def _changed(rng: Random, value: Any) -> Any:
    """Change one place of a JSON value."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        key = rng.choice(list(value))
        changed = {**value, key: _changed(rng, value[key])}
        if rng.random() < 0.1:
            changed[hostile.text(rng)] = changed.pop(key)
        return changed
    if isinstance(value, list) and value and rng.random() < 0.8:
        at = rng.randrange(len(value))
        return [*value[:at], _changed(rng, value[at]), *value[at + 1 :]]
    drawn = (
        None,
        True,
        10**400,
        1e308,
        float("nan"),
        "",
        [],
        {},
        [value] * 3,
        {"title": value},
    )
    return hostile.text(rng) if rng.random() < 0.4 else rng.choice(drawn)
