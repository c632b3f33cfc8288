"""Read .doc and .wps: converted to DOCX by LibreOffice where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from textmine.errors import OptionalPartError, ReadError

_TIMEOUT_S = 120
_USUAL_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def load(data: bytes, name: str, max_bytes: int) -> tuple[str, str, dict[str, str]]:
    """Read a .doc or .wps file; some of them are DOCX or HTML under an old suffix.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for what it unpacks to.

    Returns
    -------
    text, encoding, metadata
        As for DOCX or HTML.

    Raises
    ------
    OptionalPartError
        If LibreOffice is not installed.
    ReadError
        If the file cannot be converted.
    """
    if data.startswith(b"PK\x03\x04"):
        from textmine.io.word import load as load_docx

        return load_docx(data, name, max_bytes)
    if re.match(rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<\?xml|mime-version:)", data):
        from textmine.io.html import load as load_html

        return load_html(data, name, max_bytes)
    return load_old(data, name, max_bytes)


def load_old(data: bytes, name: str, max_bytes: int) -> tuple[str, str, dict[str, str]]:
    """Convert with LibreOffice, then read the DOCX.

    Parameters
    ----------
    data, name, max_bytes
        As for ``load``.

    Returns
    -------
    text, encoding, metadata
        As for DOCX.

    Raises
    ------
    OptionalPartError, ReadError
        As for ``load``.
    """
    program = find_soffice()
    if not program:
        raise OptionalPartError(
            f"{name}: an old Office file; install LibreOffice (libreoffice.org, or apt install libreoffice-writer), "
            "or save the file as .docx"
        )
    from textmine.io.word import load as load_docx

    with tempfile.TemporaryDirectory() as folder:
        converted = _convert(program, data, Path(folder), name)
        return load_docx(converted, name, max_bytes)


def find_soffice() -> str:
    """Find LibreOffice.

    Returns
    -------
    str
        Path of the program, or ``""``.
    """
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), "")


def _convert(program: str, data: bytes, folder: Path, name: str) -> bytes:
    """Run LibreOffice on a copy, with a profile of its own so that an open window does not interfere."""
    source = folder / "report.doc"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "docx", "--outdir"]
    try:
        subprocess.run([*command, str(folder), str(source)], capture_output=True, timeout=_TIMEOUT_S, check=True)
        return (folder / "report.docx").read_bytes()
    except (OSError, subprocess.SubprocessError):
        raise ReadError(f"{name}: LibreOffice could not convert it; open it and save it as .docx") from None
