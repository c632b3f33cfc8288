"""Traditional script: telling it, and mapping it to simplified characters one for one."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

# A simplified text may quote one or two traditional characters (a name, a stamp).
MIN_TRADITIONAL = 3


@cache
def _tables() -> tuple[dict[int, str], frozenset[str], frozenset[str]]:
    """Table traditional → simplified, and the characters that only one of the scripts uses."""
    from opencc import OpenCC

    han = [chr(c) for c in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    joined = "\n".join(han)
    simple = OpenCC("t2s").convert(joined).split("\n")
    classic = OpenCC("s2t").convert(joined).split("\n")
    table = {ord(a): b for a, b in zip(han, simple, strict=True) if a != b and len(b) == 1}
    only_trad = frozenset(chr(c) for c in table)
    only_simp = frozenset(
        a for a, b in zip(han, classic, strict=True) if a != b and a not in only_trad
    )
    return table, only_trad, only_simp


def find_script(text: str) -> str:
    """Tell the script of a text by the characters that only one script uses.

    Parameters
    ----------
    text : str
        Any Chinese text.

    Returns
    -------
    str
        ``"trad"`` or ``"simp"`` (also where nothing tells).

    Examples
    --------
    >>> find_script("臨澤縣政府信息公開工作年度報告")
    'trad'
    >>> find_script("临泽县政府信息公开工作年度报告")
    'simp'
    """
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    scripts = _scripts()
    _, n_trad, n_simp = np.bincount(scripts[codes[codes < len(scripts)]], minlength=3).tolist()
    return "trad" if n_trad > n_simp and n_trad >= MIN_TRADITIONAL else "simp"


@cache
def _scripts() -> NDArray[np.uint8]:
    """For each code point: 1 if only the traditional, 2 if only the simplified script has it."""
    _, only_trad, only_simp = _tables()
    scripts = np.zeros(0xA000, dtype=np.uint8)
    scripts[[ord(c) for c in only_trad]] = 1
    scripts[[ord(c) for c in only_simp]] = 2
    return scripts


def simplified_table() -> dict[int, str]:
    """Give the table for ``str.translate`` from traditional to simplified, one character for one.

    Returns
    -------
    dict
        Code point to character (OpenCC's character dictionary).

    Examples
    --------
    >>> "信息公開".translate(simplified_table())
    '信息公开'
    """
    return _tables()[0]
