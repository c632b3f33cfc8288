"""Markers of lists and headings: 一、 （一） 1. ① 一是 第一, 首先."""

from __future__ import annotations

import re
from typing import NamedTuple

CN = "一二三四五六七八九十"
_VALUE = {c: i + 1 for i, c in enumerate(CN)}
_WORDS = {
    "—": 1,
    "–": 1,
    "－": 1,
    "-": 1,
    "首先": 1,
    "其次": 2,
    "再次": 3,
    "最后": 9,
    "另外": 9,
    "此外": 9,
}
_KINDS = (
    (
        "is",
        rf"(?P<is>[{CN}]{{1,3}}(?=[是要])|(?<![\d.])\d{{1,2}}(?=是))"
        "(?:是(?!否|不是)|要(?!求|点|素|么|件))",
    ),
    ("di", rf"第(?P<di>[{CN}]{{1,3}})(?:是|[，,、：:])"),
    (
        "cn",
        rf"(?P<cn>[{CN}]{{1,3}}|[—–－-](?=、))[、.．，,](?![{CN}]{{1,3}}[、季日号月])",
    ),
    (
        "cn_paren",
        rf"[（(\[〔](?P<cn_paren>[{CN}]{{1,3}})[）)\]〕](?:是(?=[^否]))?[、.．:：]?",
    ),
    ("num_paren", r"[（(](?P<num_paren>\d{1,2})[）)][、.．]?"),
    ("num", r"(?P<num>\d{1,2})(?:[、．)）]|\.(?!\d)|[,，](?!\d))"),
    ("circle", r"(?P<circle>[①-⑳㈠-㈩⑴-⒇])[、.]?"),
    ("qi", rf"其(?P<qi>[{CN}])(?:是|[，,、：:])"),
    (
        "lai",
        rf"(?P<lai>[{CN}])(?:来(?=[^自源到年信电函访宾])|则(?=[^，])|者(?=[，,是]))[，,]?",
    ),
    ("word", r"(?P<word>首先|其次|再次|最后|另外|此外)(?:是|[，,：:])?"),
    ("bullet", r"(?P<bullet>[●•▪■◆➢★◇○·→▶►√✓]|—{1,2}|[-–*])(?=[\u4e00-\u9fff])"),
    ("lost", r"(?P<lost>[（(][）)])(?=[\u4e00-\u9fff])"),
)
FIRST = rf"[{CN}（(\[〔①-⑳㈠-㈩⑴-⒇\d第其首再最另此●•▪■◆➢★◇○·→▶►√✓—–－*-]"
# Looked at first: few characters can begin any of these.
_MARKER = re.compile(rf"(?={FIRST})(?:{'|'.join(pattern for _, pattern in _KINDS)})")
_DEPTH = {
    "cn": 0,
    "cn_paren": 1,
    "lost": 1,
    "num": 2,
    "num_paren": 3,
    "circle": 4,
    "bullet": 4,
    "di": 2,
    "is": 5,
    "word": 5,
    "qi": 5,
    "lai": 5,
}


class Marker(NamedTuple):
    """A list marker: its place, kind (``cn`` 一、, ``cn_paren`` （一）, ``is`` 一是 …), number."""

    start: int
    end: int
    kind: str
    value: int

    @property
    def depth(self) -> int:
        """The usual rank of its kind: 0 for 一、 … 5 for 一是."""
        return _DEPTH[self.kind]


def parse_ordinal(numeral: str) -> int:
    """Read the numeral of a marker.

    Parameters
    ----------
    numeral : str
        Chinese digits up to 九十九, Arabic digits, or one circled character.

    Returns
    -------
    int
        Its value; 0 where it has none.

    Examples
    --------
    >>> (
    ...     parse_ordinal("十二"),
    ...     parse_ordinal("二十"),
    ...     parse_ordinal("7"),
    ...     parse_ordinal("③"),
    ... )
    (12, 20, 7, 3)
    """
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    for first, last in (("①", "⑳"), ("⑴", "⒇"), ("㈠", "㈩")):
        if len(numeral) == 1 and first <= numeral <= last:
            return ord(numeral) - ord(first) + 1
    if any(c not in _VALUE for c in numeral) or not numeral:
        return 0
    tens, found, ones = numeral.partition("十")
    if not found:
        return _VALUE[numeral[-1]]
    return 10 * (_VALUE[tens[-1]] if tens else 1) + (_VALUE[ones[0]] if ones else 0)


def match_marker(text: str, pos: int = 0) -> Marker | None:
    """Match a list marker that begins exactly at a place.

    Parameters
    ----------
    text : str
        Normalised text.
    pos : int, default 0
        Where the marker must begin.

    Returns
    -------
    Marker or None
        The marker, or None if none begins there.

    Examples
    --------
    >>> match_marker("（二）改进措施")
    Marker(start=0, end=3, kind='cn_paren', value=2)
    >>> match_marker("一是更新慢").kind
    'is'
    >>> match_marker("2020年") is None
    True
    """
    m = _MARKER.match(text, pos)
    if m is None or m.lastgroup is None:
        return None
    numeral = m[m.lastgroup]
    value = (
        0
        if m.lastgroup in ("lost", "bullet")
        else _WORDS.get(numeral) or parse_ordinal(numeral)
    )
    return Marker(m.start(), m.end(), m.lastgroup, value)
