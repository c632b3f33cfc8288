"""Read text and Markdown; pages and tables in HTML that stand in them are laid out."""

from __future__ import annotations

import re

from textmine.io.document import Loaded
from textmine.io.dumps import lay_out_dumps
from textmine.io.plain import decode_unchecked


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Pass text and Markdown through.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Not used: text does not unpack.

    Returns
    -------
    Loaded
        Text with tables in HTML as rows; a whole page as :func:`textmine.io.pages.html.load`.

    Raises
    ------
    ReadError
        If the bytes are no text.

    Examples
    --------
    >>> loaded = load("一、总体情况".encode("gbk"), "a.txt", 1000)
    >>> loaded.text, loaded.encoding
    ('一、总体情况', 'gb18030')
    """
    # Whoever loads a file checks its text, whatever it was made from.
    text, encoding = decode_unchecked(data, name)
    if re.match(r"(?i)\s*(?:<!doctype html|<html\b)", text):
        from textmine.io.pages.html import load as load_page

        return load_page(data, name, max_bytes)
    if "</table>" in text:
        from textmine.io.pages.blocks import lay_out_tables

        text = lay_out_tables(text)
    return Loaded(lay_out_dumps(text), encoding)
