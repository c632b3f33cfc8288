"""Rows that a line of fixed length broke, also within a number.

Programs that wrap text after so many characters wrap the rows of its tables too: the last cells of
a row, or the last digits of its last number, stand on a line of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.tables.found import FoundRow
from textmine.tables.laying import SUMMED, Field, adds_up

# The rest of a row: up to 14 numbers with borders between them, to the end of the line.
_NUMBER = r"[-+减增]?\d[\d,.]{0,14}"
_REST = re.compile(
    rf"\n([\t|]?)[ \t|]{{0,9}}({_NUMBER}(?: ?[\t|] ?{_NUMBER}){{0,13}})[ \t|]{{0,9}}(?=\n|\Z)"
)
_CELL = re.compile(_NUMBER)
_LEADING = re.compile(r"[1-9]\d*")


def join_rest(text: str, row: FoundRow, fields: Sequence[Field], n: int) -> list[Field]:
    r"""Put the cells of a row together with those on the line below it.

    Parameters
    ----------
    text : str
        Normalised text.
    row : FoundRow
        A row.
    fields : sequence of (int, int)
        The cells on the line of its label.
    n : int
        Columns of the row.

    Returns
    -------
    list of (int, int)
        A cell for each column, the one that was broken with the line end in it; nothing where no
        line of numbers follows, or the whole does not add up as the form's rows do.

    Examples
    --------
    >>> from textmine.tables.forms import load_table
    >>> text = "收到\t40\t2\t0\t0\t0\t0\t4\n2\n"
    >>> row = FoundRow(load_table("3", "2021").rows[0], 0, 2, len(text))
    >>> cells = [(m.start(), m.end()) for m in re.finditer(r"\d+", text[:18])]
    >>> [text[a:b] for a, b in join_rest(text, row, cells, 7)][-2:]
    ['0', '4\n2']
    """
    told = [field for field in fields if field[0] < field[1]]
    if n not in SUMMED or not 0 < len(told) <= n:
        return []
    line_end = text.find("\n", told[-1][1], row.stop)
    rest = _REST.match(text, line_end, row.stop) if line_end >= 0 else None
    if rest is None or text[told[-1][1] : line_end].strip("\t |"):
        return []
    start = rest.start(2)
    below = [(start + m.start(), start + m.end()) for m in _CELL.finditer(rest[2])]
    whole = [*told, *below]
    if len(whole) == n and adds_up(text, whole, n):
        return whole
    # 48 and 0 are 480 where nothing parts them, and only then the row adds up.
    parted = rest[1] or text[told[-1][1] : line_end]
    glued = [*told[:-1], (told[-1][0], below[0][1]), *below[1:]]
    if parted or len(glued) != n or not _LEADING.fullmatch(text[slice(*told[-1])]):
        return []
    if adds_up(text, glued, n) and not (len(told) == n and adds_up(text, told, n)):
        return glued
    return []
