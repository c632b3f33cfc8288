"""Two languages: reasons and evidence in Chinese too, words of pictures that can be switched."""

from __future__ import annotations

import html
import re
from functools import cache

from textmine.dossier.view import Words
from textmine.plot.names import category_names
from textmine.resources.bodies import agency_types
from textmine.resources.load import load_toml

_TEXT = re.compile(r"(<text\b[^>]*>)([^<]*)(</text>)")
_CUT = "…"
_NUMBER = r"[\d,]+"
_MEASURED = re.compile(r"([\d,.]+) ([A-Za-z]+)")
"""A number with its unit, as :class:`textmine.english.Counted` prints it."""
_PLACE = re.compile(r"\{\w+(?::,?(?P<noun>[a-z| ]*))?\}")


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


def say_refusal(reason: str) -> Words:
    """Give the reason of a failure in Chinese and in English.

    Parameters
    ----------
    reason : str
        As the frame ``failures`` holds it: a file's name, a colon, and clauses; those that it does
        not know stay as they are.

    Returns
    -------
    tuple of str
        Chinese, English.

    Examples
    --------
    >>> say_refusal("年报.pdf: protected by a password; save a copy without it")[0]
    '年报.pdf：有密码保护；请去除密码后另存'
    """
    first, *others = reason.split("; ")
    name, colon, clause = first.partition(": ")
    place, what = _in_chinese(name, "places"), _in_chinese(clause, "clauses")
    said = f"{place}：{what}"
    if not colon or (place, what) == (name, clause):
        said = _in_chinese(first, "clauses")
    chinese = "；".join([said, *(_in_chinese(clause, "clauses") for clause in others)])
    return chinese, reason


def _in_chinese(words: str, table: str) -> str:
    """A clause, or what it names, in Chinese; as it is where it is not known."""
    things, units = _things()
    if words in things:
        return things[words]
    if (found := _MEASURED.fullmatch(words)) and found[2].removesuffix("s") in units:
        return f"{found[1]} {units[found[2].removesuffix('s')]}"
    if words in units:
        return units[words]
    for pattern, chinese in _refusals()[table]:
        if found := pattern.fullmatch(words):
            return chinese.format(
                *(_in_chinese(part, table) for part in found.groups())
            )
    return words


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
    marked = iter(_mark_all([found[2] for found in _TEXT.finditer(svg)]))
    return _TEXT.sub(lambda found: found[1] + next(marked) + found[3], svg)


def _mark_all(texts: list[str]) -> list[str]:
    """Mark the languages in the texts of a picture; a long one is broken into several."""
    marked: list[str] = []
    while len(marked) < len(texts):
        ahead = texts[len(marked) :]
        lines = next(filter(None, (_break(ahead, *pair) for pair in _pairs())), [])
        marked += lines or [_split(ahead[0])]
    return marked


def _break(texts: list[str], zh: str, en: str) -> list[str]:
    """Mark the lines into which a pair is broken; none where the first texts are not these."""
    if not f"{zh} {en}".startswith(texts[0] or " "):
        return []
    lines = []
    for words in texts:
        rest = f"{zh} {en}".strip()
        if not rest.startswith(words.strip() or " ") and not words.startswith(rest):
            return []
        # As much of the Chinese, then of the English, as stands on this line.
        first = words[: len(zh)].strip()
        then = words[len(first) :].strip()[: len(en)].strip()
        behind = words[words.find(then, len(first)) + len(then) :] if then else ""
        line = _mark("zh", first) + _mark("en", then, behind=bool(first))
        lines.append(line + _split(behind))
        zh, en = zh[len(first) :].strip(), en[len(then) :].strip()
        if not zh and not en:
            # In one text they are told like any others.
            return lines if len(lines) > 1 else []
    return []


def _mark(language: str, words: str, *, behind: bool = False) -> str:
    """Words of one language; ``behind`` the other's, with a blank where both are shown."""
    if not words:
        return ""
    gap = '<tspan class="both"> </tspan>' if behind else ""
    return f'{gap}<tspan class="{language}">{words}</tspan>'


def _split(words: str) -> str:
    """Mark the languages in one text of a picture."""
    if not words:
        return ""
    for pattern in _counted():
        found = pattern.search(words)
        if found:
            span = _span(found["zh"], found["en"], found["en"])
            return _split(words[: found.start()]) + span + _split(words[found.end() :])
    for zh, en in _pairs():
        start = words.find(f"{zh} ")
        if start < 0:
            continue
        rest = words[start + len(zh) + 1 :]
        before = words[:start]
        if rest.startswith(en):
            return _split(before) + _span(zh, en, en) + _split(rest[len(en) :])
        # The English may have been cut: what stands before the ellipsis is how it begins.
        cut = rest.split(_CUT)[0]
        if rest.startswith(cut + _CUT) and en.startswith(cut):
            after = _split(rest[len(cut) + 1 :])
            return _split(before) + _span(zh, cut + _CUT, en) + after
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
def _refusals() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """Patterns of what reasons of failures say and where, and how to say it in Chinese."""
    rows = load_toml("refusals.toml")
    slots = {re.escape("{}"): "(.+?)", re.escape("{#}"): f"({_NUMBER}(?: [a-z]+)?)"}
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for table in ("clauses", "places"):
        found[table] = []
        # The one with the most words of its own first.
        by_words = sorted(rows[table], key=lambda row: -len(row[0].replace("{}", "")))
        for english, chinese in by_words:
            pattern = re.escape(english)
            for slot, what in slots.items():
                pattern = pattern.replace(slot, what)
            found[table].append((re.compile(pattern, re.DOTALL), chinese))
    return found


@cache
def _things() -> tuple[dict[str, str], dict[str, str]]:
    """What clauses name, and units of numbers, in Chinese."""
    rows = load_toml("refusals.toml")
    return dict(rows["things"]), dict(rows["units"])


@cache
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of English wording and what they are in Chinese."""
    rows = load_toml("dossier.toml")["chinese"]
    return [(re.compile(row["pattern"]), row["zh"]) for row in rows]


def _plain(words: object) -> str:
    """Words as a picture's text writes them: quotation marks stay."""
    return html.escape(str(words), quote=False)


@cache
def _counted() -> list[re.Pattern[str]]:
    """Patterns of what pictures say with a number in it, in both languages."""
    words = load_toml("plot.toml")["words"].values()
    pairs = [(_plain(zh), _plain(en)) for zh, en in words if "{" in zh]
    return [
        re.compile(f"(?P<zh>{_pattern(zh)}) (?P<en>{_pattern(en)})") for zh, en in pairs
    ]


def _pattern(words: str) -> str:
    """Pattern of words with numbers, as :class:`textmine.english.Counted` prints them."""
    pieces, at = [], 0
    for place in _PLACE.finditer(words):
        one, _, many = (place["noun"] or "").partition("|")
        noun = f" (?:{one}|{many or one + 's'})" if one else ""
        pieces += [re.escape(words[at : place.start()]), _NUMBER + noun]
        at = place.end()
    return "".join([*pieces, re.escape(words[at:])])


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
        (_plain(zh), _plain(en)) for zh, en in pairs if zh != en and "{" not in zh
    }
    return sorted(distinct, key=lambda pair: (-len(pair[0]), -len(pair[1]), pair))
