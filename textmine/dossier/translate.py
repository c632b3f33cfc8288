"""Two languages: reasons and evidence in Chinese too, words of pictures that can be switched."""

from __future__ import annotations

import re
from functools import cache

from markupsafe import escape

from textmine.dossier.view import Words
from textmine.plot.names import category_names
from textmine.resources.bodies import agency_types
from textmine.resources.load import load_toml

_TEXT = re.compile(r"(<text\b[^>]*>)([^<]*)(</text>)")
_CUT = "…"


def in_both(text: str) -> Words:
    """Give a reason or a piece of evidence in Chinese and in English.

    Parameters
    ----------
    text : str
        As the frames hold it; parts it does not know stay as they are.

    Returns
    -------
    tuple of str
        Chinese, English.

    Examples
    --------
    >>> in_both("9 reports of 6 agencies in 3 years; 3 provinces")[0]
    '6 个机关的 9 份报告，跨 3 年；3 个省份'
    """
    chinese = text
    for pattern, replacement in _phrases():
        chinese = pattern.sub(replacement, chinese)
    return (chinese.replace("; ", "；"), text) if chinese != text else (text, text)


def split_languages(svg: str) -> str:
    """Mark the two languages in a picture's words, so that the page's switch shows one of them.

    Parameters
    ----------
    svg : str
        A picture drawn in both languages.

    Returns
    -------
    str
        The same, ``法定格式 mandated`` as two spans; an English word that was cut for want of room
        is whole where it stands alone.

    Examples
    --------
    >>> svg = split_languages("<text>法定格式 mandated</text>")
    >>> (
    ...     '<tspan class="zh">法定格式</tspan>' in svg,
    ...     '<tspan class="en">mandated</tspan>' in svg,
    ... )
    (True, True)
    """
    return _TEXT.sub(lambda found: found[1] + _split(found[2]) + found[3], svg)


def _split(words: str) -> str:
    """Mark the languages in one text of a picture."""
    for zh, en in _pairs():
        start = words.find(f"{zh} ")
        if start < 0:
            continue
        rest = words[start + len(zh) + 1 :]
        before = words[:start]
        if rest.startswith(en):
            return before + _span(zh, en, en) + rest[len(en) :]
        # The English may have been cut: what stands before the ellipsis is how it begins.
        cut = rest.split(_CUT)[0]
        if rest.startswith(cut + _CUT) and en.startswith(cut):
            return before + _span(zh, cut + _CUT, en) + rest[len(cut) + 1 :]
    return words


def _span(zh: str, shown: str, en: str) -> str:
    """Spans of a word: Chinese, the blank between, English; a cut one beside the whole one."""
    plain = f'<tspan class="zh">{zh}</tspan><tspan class="both"> </tspan>'
    if shown == en:
        return f'{plain}<tspan class="en">{en}</tspan>'
    return (
        f'{plain}<tspan class="both">{shown}</tspan><tspan class="en-only">{en}</tspan>'
    )


@cache
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of English wording and what they are in Chinese."""
    rows = load_toml("dossier.toml")["chinese"]
    return [(re.compile(row["pattern"]), row["zh"]) for row in rows]


@cache
def _pairs() -> list[tuple[str, str]]:
    """Words that pictures write in both languages, escaped, longer ones first."""
    tables = load_toml("plot.toml")
    pairs = [
        (words[0], words[1])
        for table in tables.values()
        if isinstance(table, dict)
        for words in table.values()
        if isinstance(words, list) and len(words) == 2
    ]
    measures = load_toml("measures.toml").values()
    pairs += [(measure["zh"], measure["en"]) for measure in measures]
    pairs += list(agency_types().items())
    chinese, english = category_names("zh"), category_names("en")
    pairs += [(chinese[key], english[key]) for key in chinese]
    distinct = {
        (str(escape(zh)), str(escape(en)))
        for zh, en in pairs
        if zh != en and "{" not in zh
    }
    return sorted(distinct, key=lambda pair: (-len(pair[0]), -len(pair[1]), pair))
