"""Lists of a Word 97 file: how their levels are numbered ([MS-DOC] 2.9.131, 2.9.147, 2.9.150)."""

from __future__ import annotations

from dataclasses import dataclass
from struct import unpack_from

from textmine.io.office.numbered import Level, NumberedList, Numbering

_N_LEVELS = 9
"""Levels of a list."""
_LIST_SIZE, _LEVEL_SIZE, _USE_SIZE = 28, 28, 16
"""Bytes of an LSTF, of an LVLF and of an LFO."""
_FORMATS = {
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    10: "ideographDigital",
    11: "japaneseCounting",
    17: "japaneseDigitalTenThousand",
    18: "decimalEnclosedCircle",
    23: "bullet",
    28: "decimalEnclosedCircleChinese",
    30: "ideographTraditional",
    33: "taiwaneseCounting",
    35: "taiwaneseCounting",
    36: "taiwaneseDigital",
    37: "chineseCounting",
    39: "chineseCountingThousand",
    255: "none",
}
"""Formats of numbers (MSONFC, [MS-OSHARED] 2.2.1.3) by the names that DOCX has for them; all others
are written as digits."""


@dataclass(slots=True)
class _Cursor:
    """A place in a stream, which moves on as it is read."""

    data: bytes
    at: int

    def take(self, form: str, size: int) -> tuple[int, ...]:
        """Read whole numbers, then go on by a number of bytes."""
        found = unpack_from(form, self.data, self.at)
        self.at += size
        return found


def read_numbering(table: bytes, lists_at: int, uses_at: int) -> Numbering:
    """Read the lists of a document.

    Parameters
    ----------
    table : bytes
        The table stream.
    lists_at, uses_at : int
        Offsets of PlfLst and PlfLfo in it.

    Returns
    -------
    Numbering
        Lists are named by their number among the uses, from 1, as paragraphs name them.

    Raises
    ------
    struct.error
        If the stream ends before.
    """
    abstract = _read_levels(_Cursor(table, lists_at))
    return Numbering(abstract, _read_uses(_Cursor(table, uses_at)))


def _read_levels(cursor: _Cursor) -> dict[str, dict[int, Level]]:
    """Levels of each list, by its identifier; they stand behind the table of all lists."""
    (n_lists,) = cursor.take("<H", 2)
    heads = [cursor.take("<i22xB", _LIST_SIZE) for _ in range(n_lists)]
    return {
        str(list_id): {
            k: _read_level(cursor) for k in range(1 if flags & 1 else _N_LEVELS)
        }
        for list_id, flags in heads
    }


def _read_level(cursor: _Cursor) -> Level:
    """One level: its first number, its format, and the text around the number."""
    start, code, n_chpx, n_papx = cursor.take("<iB19xBB", _LEVEL_SIZE)
    cursor.at += n_chpx + n_papx
    (length,) = cursor.take("<H", 2)
    units = cursor.take(f"<{length}H", 2 * length)
    # In the pattern, a number of a level stands as a character of that code.
    pattern = "".join(f"%{u + 1}" if u < _N_LEVELS else chr(u) for u in units)
    return Level(_FORMATS.get(code, "decimal"), pattern, start)


def _read_uses(cursor: _Cursor) -> dict[str, NumberedList]:
    """The lists that paragraphs name, and the levels that these begin anew."""
    (n_uses,) = cursor.take("<i", 4)
    heads = [cursor.take("<i8xB", _USE_SIZE) for _ in range(max(n_uses, 0))]
    lists = {}
    for k, (list_id, n_overrides) in enumerate(heads):
        cursor.at += 4
        overrides = {}
        for _ in range(n_overrides):
            start, flags = cursor.take("<iI", 8)
            level, is_start, is_level = flags & 15, flags & 16, flags & 32
            if is_level:
                start = _read_level(cursor).start
            if is_start:
                overrides[level] = start
        lists[str(k + 1)] = NumberedList(str(list_id), overrides)
    return lists
