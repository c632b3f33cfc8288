"""Whom a report speaks of as its own agency, where no head, preamble or signature names it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from textmine.header.agency import is_agency
from textmine.header.citations import (
    hide_citations,
    without_other_pages,
    without_short_forms,
)
from textmine.header.dates import YEAR
from textmine.header.institutions import bare_type
from textmine.header.proper import is_phrase, is_placed, opens_otherwise
from textmine.header.titles import CORE
from textmine.resources.load import load_toml
from textmine.resources.regions import gazetteer
from textmine.text.script import HAN

# What may begin with a name: a clause, its number and its year taken off.
# Not 本年报由某局解释.
_YEAR = rf"(?:(?:{YEAR}年度?|[今本全]年度|[今本]年(?=[，,]))(?:以?来)?[，,]?)?"
_BEGIN = rf"(?:[。；;，,：:\n）)《 ]|\d[、.．])\s*{_YEAR}"
# A heading on the line of its text ends at its colon: （二）依申请公开：某局…; not 发布机构：某局.
_HEADING = r"[^。；;，,：:\n]{2,14}(?:公开|情况|方面|管理|建设|保障)[：:]"
_CLAUSE = re.compile(rf"(?:{_BEGIN}|结合)(?!{_HEADING})([{HAN}][^。；;，,\n]{{4,60}})")
_RUN = rf"(?=(?P<run>[{HAN}][^。；;\n]{{3,60}}))"
_SENTENCE = re.compile(r"[^。\n]+")
_ON_DISCLOSURE = re.compile("公开|政务|发布|信息|申请|复议")
_MARKED = re.compile(r"《([^《》]{6,60})》")
_REPORT = re.compile(rf"(?=[政信]){CORE}")
_NOTICE = re.compile("(?:通知|通报|意见|函|要点|格式|批复)$")
_CRUMB = re.compile(r"[>＞»→_|]|(?<!\d)[-–—](?!\d)")
# A path of the site and the first sentences, which tell who works, stand so far up, in characters.
_HEAD = 600
# Fewest and most characters of the name that begins a clause.
_SHORTEST_SUBJECT, _LONGEST_SUBJECT = 4, 30
# What a name that seems whole may go on with: 某县管理委 + 员会, 某县政府 + 办公室, 合作社 + 联社,
# 某局 + 某分局.
_GROWN = re.compile(
    "员?会(?:办公室)?|(?<=政府)办公[室厅]|(?<=[）)])管(?:理委员|委)会(?:办公室)?|(?<=社)联合?社"
    rf"|(?<=局)(?:(?![各及和与等的在])[{HAN}]){{2,8}}?(?:分局|[支大]队)"
)
_TOWN = re.compile(rf"{_BEGIN}(?=([{HAN}]{{1,6}}?(?:乡|镇|街道|苏木)))")

# 市农业农村局 that opens a clause, and the site of the government of its place.
_RANKED = re.compile(
    rf"{_BEGIN}(?=([省市县区州旗])([{HAN}]{{2,12}}?(?:局|委员会|委|办公室|办|厅)))"
)
_PORTAL = re.compile("(?:人民)?政府(?:门户|官方|政务)*网")
RANK_ENDS = {
    "省": ("省", "自治区"),
    "市": ("市", "州", "盟", "地区"),
    "州": ("州",),
    "县": ("县", "旗"),
    "区": ("区",),
    "旗": ("旗",),
}
"""How the places of a rank end: 县民政局 may be that of a banner, 市民政局 no district's."""
_LONGEST_PLACE = 12
"""Characters before a site among which the name of its place is looked for. By hand: but for some
autonomous counties no listed name is longer."""


def count_subjects(text: str) -> dict[str, int]:
    r"""Count the placed names that open a clause on disclosure, for a page whose head is lost.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    dict of str to int
        Names as printed, and in how many clauses.

    Examples
    --------
    >>> count_subjects("一、总体情况\n2020年，临泽川市商务局依托网站公开信息九条。")
    {'临泽川市商务局': 1}
    """
    own = hide_citations("\n" + without_other_pages(text))
    clauses = (run for run in _CLAUSE.finditer(own) if _ON_DISCLOSURE.search(run[1]))
    return dict(Counter(filter(None, map(_own_subject, clauses))))


def count_mentions(text: str) -> dict[str, int]:
    """Count the placed names that stand where a report names its own agency.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    dict of str to int
        Names as printed, and how often: by whose practice the report was written, whose rules
        were made, against whom suits were brought, who opens a sentence on disclosure; what one
        place says plainly (its leading group, whose work it does) counts twice.

    Examples
    --------
    >>> count_mentions(
    ...     "制定了《青榆县民政局信息公开制度》，没有针对青榆县民政局的行政复议。"
    ... )
    {'青榆县民政局': 2}
    """
    lines = "\n" + without_short_forms(without_other_pages(text))
    own = hide_citations(lines)
    titles = map(name_that_opens, _own_titles(lines))
    path = names_in_path(text)
    plain = list(_between_words(lines, "plain"))
    around = _between_words(lines, "around")
    names = [*titles, *path, *around, *plain, *plain, *_subjects(own)]
    return dict(Counter(name for name in names if name))


def count_by_site(text: str) -> dict[str, int]:
    """Count the bodies named by rank that open a clause, with the place whose site is named.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    dict of str to int
        Names put together, and in how many clauses; empty where sites of two places of that rank
        are named, or none.

    Examples
    --------
    >>> count_by_site(
    ...     "2021年，市民政局公开信息9条。市民政局在樟树市人民政府门户网站公开。"
    ... )
    {'樟树市民政局': 2}
    """
    ranked = Counter(match.groups() for match in _RANKED.finditer("\n" + text))
    sites = set(filter(None, (_place_before(text, m) for m in _PORTAL.finditer(text))))
    found: Counter[str] = Counter()
    for (rank, body), n in ranked.items():
        places = [place for place in sites if place.endswith(RANK_ENDS[rank])]
        if len(places) == 1 and bare_type(body):
            found[places[0] + body] += n
    return dict(found)


def _place_before(text: str, site: re.Match[str]) -> str:
    """Name the listed place whose government has a site; empty where none is listed."""
    before = text[max(0, site.start() - _LONGEST_PLACE) : site.start()]
    ends = (before[k:] for k in range(len(before) - 1))
    return next((name for name in ends if gazetteer().named(name)), "")


def names_in_path(text: str) -> list[str]:
    r"""List the placed names in the paths of the site above a report.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    list of str
        Names as printed.

    Examples
    --------
    >>> names_in_path("首页 > 青榆县民政局 > 年度报告\n2020年……")
    ['青榆县民政局']
    """
    crumbs = (crumb for line in text[:_HEAD].split("\n") for crumb in _crumbs(line))
    return [name for name in map(name_that_opens, crumbs) if name]


def count_towns(text: str) -> dict[str, int]:
    """Count the towns that open a clause: of a report of 我乡 the own one is named by its place.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    dict of str to int
        Names of the places, and in how many clauses.

    Examples
    --------
    >>> count_towns("2014年，霜桥乡没有收取费用，各乡镇配合。")
    {'霜桥乡': 1}
    """
    own = hide_citations("\n" + text)
    names = (match[1] for match in _TOWN.finditer(own))
    towns = (n for n in names if is_agency(n) and not opens_otherwise(n))
    return dict(Counter(n for n in towns if not is_phrase(n)))


def _own_titles(text: str) -> Iterator[str]:
    """Titles in 《》 of what the agency made: its rules behind 制定了, and its own report."""
    words = load_toml("agencies.toml")["mentions"]
    for sentence in _SENTENCE.findall(text):
        made = _made().search(sentence)
        for title in _MARKED.finditer(sentence):
            is_rule = title[1].endswith(tuple(words["rules"]))
            # A notice on reports is another's.
            is_report = _REPORT.search(title[1]) and not _NOTICE.search(title[1])
            if is_report or (is_rule and made and made.end() <= title.start()):
                yield title[1]


def _between_words(text: str, kind: str) -> Iterator[str]:
    """Names between the words that stand before and after that of the own agency."""
    for before, after in _around(kind):
        for match in before.finditer(text):
            name = name_that_opens(match["run"])
            if name and after.match(match["run"], len(name)):
                yield name


def _subjects(text: str) -> Iterator[str]:
    """Names that open a clause in one of the first sentences, or in one on disclosure."""
    for sentence in _SENTENCE.finditer(text):
        if sentence.start() < _HEAD or _ON_DISCLOSURE.search(sentence[0]):
            yield from map(_own_subject, _CLAUSE.finditer("\n" + sentence[0]))


def _own_subject(clause: re.Match[str]) -> str:
    """Take the name off the begin of a clause that does not tell what another agency did."""
    name = name_that_opens(clause[1])
    end = clause.start(1) + len(name)
    return "" if _acts_on_others().match(clause.string, end) else name


@cache
def _acts_on_others() -> re.Pattern[str]:
    """Compile what follows the name of another agency: 对…进行检查, 下发的文件, 检查我局."""
    words = load_toml("agencies.toml")["mentions"]
    return re.compile(
        rf"(?:{'|'.join(words['others'])})|[^，。；\n]*?(?:{'|'.join(words['us'])})"
    )


def _crumbs(line: str) -> list[str]:
    """Parts of a path of the site: 首页 > 某县民政局 > 年度报告."""
    parts = _CRUMB.split("".join(line.split()))
    return [part.split("：")[-1] for part in parts] if len(parts) > 1 else []


@cache
def _made() -> re.Pattern[str]:
    """Compile the verbs of who makes rules, unless the rules of others are followed."""
    words = load_toml("agencies.toml")["mentions"]
    follows = "|".join(words["follows"])
    return re.compile(rf"^(?!.*(?:{follows})).*?(?:{'|'.join(words['makes'])})")


@cache
def _around(kind: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Compile the words before and after the name of the own agency."""
    pairs: list[list[str]] = load_toml("agencies.toml")["mentions"][kind]
    return tuple(
        (re.compile(rf"(?:{before}){_RUN}"), re.compile(after))
        for before, after in pairs
    )


@lru_cache(maxsize=4096)
def name_that_opens(run: str) -> str:
    """Take the name of an agency with its place off the begin of a clause.

    Parameters
    ----------
    run : str
        A clause, or the part of it that begins with a name.

    Returns
    -------
    str
        The name as printed; empty where none begins it.

    Examples
    --------
    >>> name_that_opens("临泽川市商务局依托网站公开信息")
    '临泽川市商务局'
    """
    ends = range(_SHORTEST_SUBJECT, min(len(run), _LONGEST_SUBJECT) + 1)
    found = next((run[:end] for end in ends if is_placed(run[:end])), "")
    grown = _GROWN.match(run, len(found))
    if grown and is_placed(run[: grown.end()]):
        found = run[: grown.end()]
    # 联合街道、银行网点: a list of bodies is no name.
    other = "、" in found or is_phrase(found) or opens_otherwise(found)
    return "" if other else found
