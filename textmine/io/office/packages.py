"""Bring Office files that other programs pack otherwise into the shape that Word gives them.

Names of parts with backslashes, a document in one XML file, the main part under another name,
templates, files with macros, Strict Open XML, documents that carry another document.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterator

from textmine.errors import ReadError
from textmine.io.kinds import FLAT_PACKAGE, find_main_part

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_DOCUMENT = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
_LIKE_DOCUMENT = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template"
    rb"|ms-word\.(?:document|template)\.macroEnabled(?:Template)?)\.main\+xml"
)
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W.encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
"""Names of Strict Open XML (ISO/IEC 29500) and of the transitional one that Word saves."""
# A document within a document, whose part is said to be a document's XML: python-docx would parse
# the archive as such.
_CARRIED = re.compile(
    rb"<(?:Override\b[^>]*\bPartName=\"[^\"]*|Default\b[^>]*\bExtension=\")"
    rb"\.?(?:docx|docm|dotx|zip)\"[^>]*?/?>(?:</(?:Override|Default)>)?",
    re.IGNORECASE,
)
_PLAIN = b'<Default Extension="%s" ContentType="application/octet-stream"/>'
_CARRIED_SUFFIXES = (b"docx", b"docm", b"dotx", b"zip")
_TYPES, _RELATIONS = "[Content_Types].xml", ".rels"


def mend_package(data: bytes, name: str, max_bytes: int) -> bytes:
    """Bring a document in any packing into that which Word saves.

    Parameters
    ----------
    data : bytes
        Content of the file: an archive, or one XML file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for what is unpacked.

    Returns
    -------
    bytes
        The archive; itself where nothing is to be mended.

    Raises
    ------
    ReadError
        If a document in one XML file is damaged.
    """
    if is_flat(data):
        data = _pack(data, name)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if sum(member.file_size for member in archive.infolist()) > 4 * max_bytes:
            # Whoever reads it says so.
            return data
        plain = {member: member.replace("\\", "/").lstrip("/") for member in names}
        types = next((n for n, to in plain.items() if to == _TYPES), "")
        main = find_main_part(names)
        if not types or not main:
            return data
        content = archive.read(types)
        is_usual = not (_LIKE_DOCUMENT.search(content) or _CARRIED.search(content))
        is_usual = is_usual and _STRICT[0][0] not in archive.read(main)
        if is_usual and all(n == to for n, to in plain.items()):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as copy:
            for member, usual in plain.items():
                if not usual.endswith("/"):
                    copy.writestr(usual, _usual(usual, archive.read(member)))
    return out.getvalue()


def is_flat(data: bytes) -> bool:
    """Tell a document that Word saved as one XML file.

    Parameters
    ----------
    data : bytes
        Content of a file.

    Returns
    -------
    bool
        True where its head names a package.

    Examples
    --------
    >>> is_flat(b"PK"), is_flat(b"<pkg:package xmlns:pkg='" + FLAT_PACKAGE + b"'>")
    (False, True)
    """
    return not data.startswith(b"PK") and FLAT_PACKAGE in data[:4096]


def _usual(member: str, content: bytes) -> bytes:
    """A part of a document with the names that python-docx knows."""
    if not member.endswith((".xml", _RELATIONS)):
        return content
    if member == _TYPES and _CARRIED.search(content):
        plain = b"".join(_PLAIN % suffix for suffix in _CARRIED_SUFFIXES)
        content = _CARRIED.sub(b"", content)
        content = re.sub(rb"(<Types\b[^>]*>)", rb"\1" + plain, content, count=1)
    content = _LIKE_DOCUMENT.sub(_DOCUMENT, content)
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    return content


def _pack(data: bytes, name: str) -> bytes:
    """Pack the parts of a document in one XML file."""
    from lxml import etree

    # Nothing that the file declares itself is filled in: it may unfold without end.
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
        parts = list(_parts(root))
    except (etree.XMLSyntaxError, binascii.Error, ValueError):
        raise ReadError(
            f"{name}: damaged, a Word document as XML; open it in Word and save it again"
        ) from None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        types = "".join(
            f'<Override PartName="/{part}" ContentType="{kind}"/>'
            for part, kind, _ in parts
            if not part.endswith(_RELATIONS)
        )
        archive.writestr(
            _TYPES,
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
            f'.relationships+xml"/>{types}</Types>',
        )
        for part, _, content in parts:
            archive.writestr(part, content)
    return out.getvalue()


def _parts(root: object) -> Iterator[tuple[str, str, bytes]]:
    """Name, type and content of each part of a document in one XML file."""
    from lxml import etree

    assert isinstance(root, etree._Element)
    for part in root.iter(f"{_PKG}part"):
        part_name = str(part.get(f"{_PKG}name") or "").lstrip("/")
        kind = str(part.get(f"{_PKG}contentType") or "application/octet-stream")
        inside = part.find(f"{_PKG}xmlData")
        if inside is not None and len(inside):
            yield part_name, _quoted(kind), etree.tostring(inside[0])
        elif (packed := part.find(f"{_PKG}binaryData")) is not None:
            yield part_name, _quoted(kind), base64.b64decode(packed.text or "")


def _quoted(kind: str) -> str:
    """A type that can stand in an attribute."""
    return re.sub(r"[^\w.+/;= -]", "", kind)
