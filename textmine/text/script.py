"""Traditional script: telling it, and mapping it to simplified characters one for one."""

from __future__ import annotations

from functools import cache


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
    only_simp = frozenset(a for a, b in zip(han, classic, strict=True) if a != b and a not in only_trad)
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
    _, only_trad, only_simp = _tables()
    used = set(text)
    marks_trad, marks_simp = used & only_trad, used & only_simp
    n_trad = sum(text.count(c) for c in marks_trad)
    n_simp = sum(text.count(c) for c in marks_simp)
    return "trad" if n_trad > n_simp and n_trad >= 3 else "simp"


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
