"""What a report cites: the issuers of laws and notices, which are not its own agency."""

from __future__ import annotations

import re
from functools import cache

from textmine.resources.load import load_toml
from textmine.text.script import HAN

# Stands for what was taken out: no Han character, so that no name runs through it.
HIDDEN = "※"
# A title while its issuer is looked for before it.
_TITLE = "◇"
_MARKED = re.compile(r"[《〈]([^《》〈〉]{2,120})[》〉]")
# 《某局2020年政府信息公开工作年度报告》 is the report itself; a form, a notice on it is cited.
_OWN_TITLE = re.compile(r"(?:报告书?|年报|总结)(?:[（(][^（()）]*[)）])?$")
# （国办公开办函〔2019〕60号） behind a title.
_NUMBER = re.compile(rf"(?<={_TITLE})[（(][^（()）]{{0,40}}[)）]")
# Most characters between the word before an issuer and what is cited.
_LONGEST = 120
_BORDERS = r"，,。；;：:\n"
_SHORT_FORM = re.compile(r"[（(]以下[^（()）]{0,40}[)）]")


def hide_citations(text: str) -> str:
    r"""Hide what a text cites, with who issued it.

    Parameters
    ----------
    text : str
        Head or sentences of a report, normalised.

    Returns
    -------
    str
        The text with a mark in place of titles of laws and notices, of their issuers, and of
        those by whose order or guidance the agency works; titles of reports stay.

    Examples
    --------
    >>> hide_citations(
    ...     "按照云岭省政府办公厅《考核办法》（云办〔2019〕2号）要求，临泽川市商务局编制"
    ... )
    '※，临泽川市商务局编制'
    >>> hide_citations("现公布《临泽川市商务局2020年政府信息公开年度报告》。")
    '现公布《临泽川市商务局2020年政府信息公开年度报告》。'
    """
    # Titles stand within titles: 《关于印发〈…格式〉的通知》.
    for _ in range(2):
        text = _MARKED.sub(_hide_title, text)
    text = _NUMBER.sub("", text)
    for pattern in _issuers():
        text = pattern.sub(HIDDEN, text)
    return text.replace(_TITLE, HIDDEN)


def _hide_title(match: re.Match[str]) -> str:
    """Hide a title in marks unless it is that of a report."""
    return match[0] if _OWN_TITLE.search(match[1]) else _TITLE


@cache
def _issuers() -> tuple[re.Pattern[str], ...]:
    """Compile the wordings in which a text names an issuer, in the order they are hidden."""
    words = load_toml("agencies.toml")["citations"]
    before, what, issued, issuer, guided = (
        "|".join(words[key]) for key in ("before", "what", "issued", "issuer", "guided")
    )
    cited = rf"(?:{_TITLE}|{what})"
    # 通知要求, 文件有关规定: the phrase ends where no further word of its kind follows.
    ends = rf"{cited}(?:的?(?:有关|相关|具体|统一)?{cited})*(?![的、和及与等{_TITLE}])"
    within = rf"[^{_BORDERS}]"
    # What stands directly before a title: 省政府办公厅印发的《…》, 国务院办公厅《…》.
    named = rf"(?<![{HAN}、])[{HAN}、]{{0,60}}(?:(?:{issued})的?|{issuer})(?={_TITLE})"
    return (
        re.compile(rf"(?:{before}){within}{{0,{_LONGEST}}}?{ends}"),
        re.compile(named),
        # At the start of a line it is the title of the agency's own notice.
        re.compile(
            rf"(?<=[，,。；;：:{_TITLE}{HIDDEN}])[{HAN}、]{{2,40}}"
            rf"关于{within}{{0,{_LONGEST}}}?的(?:{what})"
        ),
        re.compile(rf"在[^{_BORDERS}{_TITLE}{HIDDEN}]{{2,40}}?(?:{guided})下"),
    )


def without_short_forms(text: str) -> str:
    """Leave out the brackets that say how a report will call what it has just named.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text without them.

    Examples
    --------
    >>> without_short_forms("根据《政府信息公开条例》（以下简称《条例》）要求")
    '根据《政府信息公开条例》要求'
    """
    return _SHORT_FORM.sub("", text) if "以下" in text else text


def without_other_pages(text: str) -> str:
    r"""Leave out the lines in which a site names other pages, before and after or on like matters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with these lines empty.

    Examples
    --------
    >>> without_other_pages("无。\n上一篇：青榆县财政局2021年政府信息公开工作年度报告")
    '无。\n'
    """
    named, lines = _other_pages()
    # Most texts hold none of the words: they are not gone through line by line.
    return lines.sub("", text) if named.search(text) else text


@cache
def _other_pages() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the words for other pages, and the lines that begin with one."""
    words = "|".join(load_toml("agencies.toml")["labels"]["others"])
    # Below a bare label the titles follow, a line each.
    listed = r"(?:\n[^\n。]{4,60}(?:报告|年报|总结)[^\n。]{0,12}(?=\n|\Z)){0,20}"
    label = rf"^[^\S\n]*[【\[<«]?(?:{words})"
    lines = rf"{label}(?:[】\]]?[：:]?[^\S\n]*{listed}$|[^\n]*)"
    return re.compile(words, re.MULTILINE), re.compile(lines, re.MULTILINE)
