"""Traditional script: telling it, and mapping it to simplified characters one for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from textmine.resources.regions import gazetteer
from textmine.text.characters import code_points

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
"""Chinese characters, for a class of a pattern."""
# A simplified text may quote one or two traditional characters (a name, a stamp).
MIN_TRADITIONAL = 3
# A title has few characters that only one script uses, and none of the other script.
_MIN_OF_LINE = 2


# Full-width digits, letters and the marks of numbers; other marks stay wide. A lone surrogate,
# which no file and no other library takes, is written as what cannot be read.
_PLAIN = {0xFF10 + k: chr(ord("0") + k) for k in range(10)}
_PLAIN |= {0xFF21 + k: chr(ord("A") + k) for k in range(26)}
_PLAIN |= {0xFF41 + k: chr(ord("a") + k) for k in range(26)}
_PLAIN |= {ord("％"): "%", ord("．"): ".", ord("－"): "-"}
_PLAIN |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def _any_of(codes: Iterable[int]) -> re.Pattern[str]:
    """Pattern of one of some characters."""
    return re.compile(f"[{re.escape(''.join(map(chr, codes)))}]")


_WIDE = _any_of(_PLAIN)
# What script is judged in: a sentence, a line, or what private marks set apart.
_SENTENCE = re.compile("[^\n。\ue000-\uf8ff]+")

_HAN = range(0x3400, 0xA000)


@cache
def _only_simplified() -> frozenset[str]:
    """Characters that only the simplified script uses."""
    traditional = simplified_table()
    return frozenset(
        a for a, b in _converted("s2t") if a != b and ord(a) not in traditional
    )


def _converted(kind: str) -> Iterator[tuple[str, str]]:
    """Each Chinese character, and what OpenCC makes of it."""
    from opencc import OpenCC

    han = [chr(code) for code in _HAN]
    return zip(han, OpenCC(kind).convert("\n".join(han)).split("\n"), strict=True)


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
    return _script_of(*_count(text))


def _script_of(n_trad: int, n_simp: int) -> str:
    """Tell the script by the number of characters that only one of them uses."""
    return "trad" if n_trad > n_simp and n_trad >= MIN_TRADITIONAL else "simp"


def _count(text: str) -> tuple[int, int]:
    """Characters of a text that only the traditional, and only the simplified script uses."""
    codes = code_points(text)
    scripts = _scripts()
    found = scripts[np.minimum(codes, len(scripts) - 1)]
    return int(np.count_nonzero(found == 1)), int(np.count_nonzero(found == 2))


def simplify(text: str) -> tuple[str, str]:
    r"""Write a text in the simplified script, line by line where it has both.

    Parameters
    ----------
    text : str
        Any Chinese text.

    Returns
    -------
    text, script : str
        The text, as long as it was, and the script of most of it. A line in the traditional script
        among others is changed alone; names of places keep the characters that they are written
        with in the simplified script too (乾安县).

    Examples
    --------
    >>> simplify("乾安縣信息公開報告")
    ('乾安县信息公开报告', 'trad')
    >>> simplify("信息公開工作年度報告\n公开信息，认真办理申请，开展培训。")[0].split(
    ...     "\n"
    ... )[0]
    '信息公开工作年度报告'
    """
    n_trad, n_simp = _count(text)
    script = _script_of(n_trad, n_simp)
    if script == "trad":
        return _write_simplified(text), script
    if not n_trad:
        return text, script
    lines = [_simplify_line(line) for line in text.split("\n")]
    return "\n".join(lines), script


def spell_plain(text: str) -> str:
    """Write a text in half-width letters and digits and in the simplified script.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        As long as the text, character by character; the text itself where nothing is to change. A
        sentence that has no fewer simplified than traditional characters only quotes, and stays.

    Examples
    --------
    >>> spell_plain("依申請公開１２件"), spell_plain("乾安县公开")
    ('依申请公开12件', '乾安县公开')
    """
    if _to_change().search(text) is None:
        return text
    # A long text has few of them: a table for all its characters would cost more than the search.
    narrow = _WIDE.sub(lambda found: _PLAIN[ord(found[0])], text)
    if _traditional().search(narrow) is None:
        return narrow
    return _SENTENCE.sub(_plain_sentence, narrow)


def _plain_sentence(found: re.Match[str]) -> str:
    """A sentence in the simplified script, if most of what tells is traditional."""
    sentence = found[0]
    if _traditional().search(sentence) is None:
        return sentence
    n_trad, n_simp = _count(sentence)
    if n_trad <= n_simp:
        return sentence
    return _write_simplified(sentence)


@cache
def _to_change() -> re.Pattern[str]:
    """One character that a plain text may lack."""
    return _any_of((*_PLAIN, *simplified_table()))


@cache
def _traditional() -> re.Pattern[str]:
    """One character that only the traditional script uses."""
    return _any_of(simplified_table())


def _simplify_line(line: str) -> str:
    """Change a line that is in the traditional script; one that only quotes a character stays."""
    n_trad, n_simp = _count(line)
    if n_trad < _MIN_OF_LINE or n_trad <= n_simp:
        return line
    return _write_simplified(line)


def _write_simplified(text: str) -> str:
    """Change every character but those that the official names of places keep."""
    simple = text.translate(simplified_table())
    for wrong, name in _protected_names().items():
        if wrong in simple:
            simple = re.sub(wrong, partial(_spell_place, text, name), simple)
    return simple


def _spell_place(text: str, name: str, found: re.Match[str]) -> str:
    """Give a place its official characters, where the text had them: 乾縣, but 若干縣."""
    spelt = zip(name, found[0], text[found.start() : found.end()], strict=True)
    is_name = all(new in (simple, old) for new, simple, old in spelt)
    return name if is_name else found[0]


@cache
def _protected_names() -> dict[str, str]:
    """Names of counties and above that the table of characters would change, as it writes them."""
    table = simplified_table()
    names = {place.name for place in gazetteer().places}
    changed = {name.translate(table): name for name in sorted(names)}
    return {
        wrong: name
        for wrong, name in changed.items()
        if wrong != name and wrong not in names
    }


@cache
def _scripts() -> NDArray[np.uint8]:
    """For each code point: 1 if only the traditional, 2 if only the simplified script has it.

    The last entry stands for all code points from there on: they belong to both.
    """
    scripts = np.zeros(_HAN[-1] + 2, dtype=np.uint8)
    scripts[list(simplified_table())] = 1
    scripts[[ord(c) for c in _only_simplified()]] = 2
    return scripts


@cache
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
    return {ord(a): b for a, b in _converted("t2s") if a != b and len(b) == 1}
