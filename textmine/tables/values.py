"""One printed cell: its value, its unit, and whether it is blank, zero or not applicable."""

from __future__ import annotations

import re
from functools import lru_cache

from textmine.text.numbers.numerals import parse_number

NOT_APPLICABLE = frozenset(
    {
        *(
            "/",
            "//",
            "／",
            "／／",
            "\\",
            "-",
            "--",
            "－",
            "–",
            "−",
            "—",
            "——",
            "*",
            "＊",
        ),
        *("无", "暂无", "不适用", "不涉及", "N/A", "n/a"),
    }
)
"""What stands in a cell that has no number by nature, or by the writer's choice; also in brackets,
and with a full stop behind it."""

_UNITS = "万元|亿元|元|件|条|个|项|宗|人次|次|份|起|篇|人"
_UNIT = re.compile(rf"({_UNITS})$")
_UNIT_ASIDE = re.compile(rf"[（(]({_UNITS})[)）]$")
# What points from a cell to a note below the table, or is the note.
_NOTE = re.compile(
    r"(?:[（(][^（）()]*[)）]|[\[［〔【](?:注?[\d⁰¹²³⁴-⁹]{0,2}|\*+)[\]］〕】]|注\d{0,2}"
    r"|[①-⑳❶-❿⁰¹²³⁴-⁹*＊#＃†‡]){1,8}$"
)


def is_not_applicable(plain: str) -> bool:
    """Tell whether a cell says that there is nothing to say.

    Parameters
    ----------
    plain : str
        What stands in it, without blanks.

    Returns
    -------
    bool
        True for a stroke, 无, 不适用 and the like.

    Examples
    --------
    >>> is_not_applicable("−"), is_not_applicable("（无）"), is_not_applicable("无。")
    (True, True, True)
    >>> is_not_applicable("0"), is_not_applicable("")
    (False, False)
    """
    return plain.strip("（）()。.") in NOT_APPLICABLE


@lru_cache(maxsize=8192)
def read_cell(raw: str) -> tuple[float | None, str, str]:
    """Read one printed cell.

    Parameters
    ----------
    raw : str
        What stands in the cell.

    Returns
    -------
    tuple
        Value as printed or None, unit printed in the cell or ``""``, state (VALUE ZERO EMPTY NA
        TEXT).

    Examples
    --------
    >>> (
    ...     read_cell("减 6"),
    ...     read_cell("1898468.07元"),
    ...     read_cell(""),
    ...     read_cell("—"),
    ...     read_cell("22（其中修订16件）"),
    ...     read_cell("1204①"),
    ... )
    ((-6.0, '', 'VALUE'), (1898468.07, '元', 'VALUE'), (None, '', 'EMPTY'), (None, '', 'NA'), (22.0,
    '', 'VALUE'), (1204.0, '', 'VALUE'))
    """
    plain = "".join(raw.split())
    if not plain:
        return None, "", "EMPTY"
    if is_not_applicable(plain):
        return None, "", "NA"
    plain = _NOTE.sub("", _UNIT_ASIDE.sub(r"\1", plain)) or plain
    unit = _UNIT.search(plain)
    value = parse_number(plain[: unit.start()] if unit else plain)
    if value is None:
        return None, "", "TEXT"
    return value, unit[1] if unit else "", "ZERO" if value == 0 else "VALUE"
