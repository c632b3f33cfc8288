"""Drafts that are to be traced: their text, or the file that holds it."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from textmine.errors import FrameError
from textmine.intake.columns import mend_half_pairs
from textmine.intake.values import refuse_path, show_value
from textmine.io.isolation.process import FileLimits, read_isolated
from textmine.text.normalize import normalize

STDIN = "-"


def take_draft(given: object) -> str:
    """Take a draft as callers hand it in.

    Parameters
    ----------
    given : str or pathlib.Path
        Its text, or the file that holds it.

    Returns
    -------
    str
        The text.

    Raises
    ------
    FrameError
        If it is neither, or one line with the name of a file, whose letters would be looked for.
    ReadError
        If the file cannot be read.

    Examples
    --------
    >>> take_draft("公开不够及时。")
    '公开不够及时。'
    """
    if isinstance(given, os.PathLike):
        return read_draft(Path(given))
    if not isinstance(given, str):
        raise FrameError(
            f"trace: text is {show_value(given)}; expected a text, or a file as pathlib.Path; of a "
            "report its .text"
        )
    refuse_path(given, what="trace")
    return mend_half_pairs(given)


def read_draft(file: str | Path, *, file_limits: FileLimits | None = None) -> str:
    """Read the cleaned text of a file of any kind, a report or not.

    Parameters
    ----------
    file : str or Path
        The file; ``-`` is standard input.
    file_limits : FileLimits, optional
        Time and memory that reading it may take.

    Returns
    -------
    str
        The text, lines that a page broke joined.

    Raises
    ------
    ReadError
        If the file cannot be read.
    """
    if str(file) != STDIN:
        return normalize(read_isolated(file, limits=file_limits).text).text
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "stdin"
        copy.write_bytes(sys.stdin.buffer.read())
        return normalize(read_isolated(copy, limits=file_limits).text).text
