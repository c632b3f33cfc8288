"""Pages shown inside a page, as browsers save them beside it: the report may stand in one."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from textmine.regular import is_regular, is_there

_SOURCE = re.compile(
    rb"(?i)<i?frame\b[^>]{0,2000}?\ssrc\s*=\s*"
    rb"(?:\"([^\">]{1,500})\"|'([^'>]{1,500})'|([^\s>\"']{1,500}))"
)
# Frames of a page that are looked at: those that hold advertisements are as many again.
_MAX_FRAMES = 20


def find_frame_files(data: bytes, page: Path) -> list[Path]:
    """Find the files beside a saved page that it shows in frames.

    Parameters
    ----------
    data : bytes
        Content of the page.
    page : Path
        Where it lies.

    Returns
    -------
    list of Path
        Files below the page's folder, each once; what lies elsewhere, or on the net, is left out.
        Of a page in an archive all that it names there: reading says which are missing.

    Examples
    --------
    >>> find_frame_files(b'<iframe src="http://a.example/b.html">', Path("a.html"))
    []
    """
    found: dict[Path, None] = {}
    is_packed = not is_there(page) and any(map(is_regular, page.parents))
    for match in _SOURCE.finditer(data):
        named = next(group for group in match.groups() if group is not None)
        # In names of files a mark of the address is a mark of the name; its query is not kept.
        place = unquote(_name(named)).partition("?")[0].strip()
        parts = Path(place).parts
        if not parts or ":" in place or "\x00" in place or ".." in parts:
            continue
        file = page.parent / Path(*parts)
        inside = not Path(place).is_absolute() and file != page
        if inside and (is_packed or is_regular(file)):
            found[file] = None
        if len(found) >= _MAX_FRAMES:
            break
    return list(found)


def _name(named: bytes) -> str:
    """A file's name as the page writes it: in UTF-8, or in the encoding of older pages."""
    try:
        return named.decode("utf-8")
    except UnicodeDecodeError:
        return named.decode("gb18030", "replace")
