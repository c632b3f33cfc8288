"""Run LibreOffice, which alone reads old workbooks, Word 95 and some other old Office files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from textmine.errors import OptionalPartError, ReadError

_TIMEOUT_S = 120  # of LibreOffice, its start included; set by hand
_USUAL_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def convert(data: bytes, name: str, kind: str) -> bytes:
    """Convert a file with LibreOffice.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    kind : {"docx", "xlsx"}
        What is wanted.

    Returns
    -------
    bytes
        The document or the workbook.

    Raises
    ------
    OptionalPartError
        If LibreOffice is not installed.
    ReadError
        If the file cannot be converted.
    """
    program = find_soffice()
    if not program:
        part = "calc" if kind == "xlsx" else "writer"
        raise OptionalPartError(
            f"{name}: an old Office file; install LibreOffice (libreoffice.org, or apt install"
            f" libreoffice-{part}), or save the file as .{kind}"
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _convert(program, data, Path(folder), name, kind)


def find_soffice() -> str:
    """Find LibreOffice.

    Returns
    -------
    str
        Path of the program, or ``""``.
    """
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next(
        (place for place in _USUAL_PLACES if Path(place).is_file()), ""
    )


def _convert(program: str, data: bytes, folder: Path, name: str, kind: str) -> bytes:
    """Run LibreOffice on a copy, with a profile of its own: an open window does not interfere."""
    source = folder / ("report.xls" if kind == "xlsx" else "report.doc")
    target = folder / f"report.{kind}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", kind, "--outdir", str(folder)]
    try:
        finished = _run([program, profile, *convert, str(source)])
    except OSError as error:
        raise ReadError(
            f"{name}: LibreOffice does not start ({error.strerror}); check {program}"
        ) from None
    if not finished:
        raise ReadError(
            f"{name}: LibreOffice took more than {_TIMEOUT_S} s; open it and save it as .{kind}"
        )
    if not target.is_file():
        raise ReadError(
            f"{name}: LibreOffice could not convert it (damaged, or protected by a password); "
            f"open it and save it as .{kind}"
        )
    return target.read_bytes()


def _run(command: list[str]) -> bool:
    """Run a program to its end, or end it with all that it started once its time is over."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        process.wait(_TIMEOUT_S)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and its children: soffice is only the starter of the program that works."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(process.pid)],
            capture_output=True,
            check=False,
        )
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
