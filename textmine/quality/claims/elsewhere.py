"""Whether the words around a number are of another time, another body, a plan or a part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from textmine.intake.columns import read_year
from textmine.quality.claims.places import Owner, Surroundings
from textmine.quality.claims.rules import word
from textmine.text.numbers.amounts import amount_pattern

_BRACKET = re.compile(r"[（(]([^（）()]*)")
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})(?=年)"
)


def look_elsewhere(
    rule: Mapping[str, Any], place: Surroundings, clause: tuple[int, int], owner: Owner
) -> str:
    """Tell whether a sentence speaks of another time, another body or a plan, or of a part.

    A clause that names the report's year, or the agency, takes back what was said ahead of
    another: 2021年收到5件，2022年收到8件.

    Parameters
    ----------
    rule : mapping
        The quantity of the claim, as ``quantity_rules`` gives it.
    place : Surroundings
        Where the claim stands.
    clause : (int, int)
        Where in the sentence its clause begins and ends.
    owner : Owner
        Whose report it is.

    Returns
    -------
    str
        ``elsewhere``, ``part`` or nothing.

    Examples
    --------
    >>> owner = Owner(("洛溪县财政局",), "", 2022, "2021")
    >>> for text in ("2022年，收到申请5件", "2021年，收到申请5件", "其中，收到申请5件"):
    ...     place = Surroundings("", text, text.index("收"), len(text))
    ...     look_elsewhere({}, place, (text.index("收"), len(text)), owner)
    ''
    'elsewhere'
    'part'
    """
    first, last = clause
    ahead = re.sub(word("passes"), "", place.sentence[:first])
    for name in owner.names:
        ahead = ahead.replace(name, "")
    words = place.sentence[first:last]
    opened = re.sub("^其中[，：]?", "", words)
    is_dated = bool(re.match(word("told"), opened)) or (
        owner.year is not None and opened.startswith(f"{owner.year}年")
    )
    is_ours = bool(re.search(word("ours"), words)) or any(
        name in words for name in owner.names
    )
    of_time, of_body = (re.search(word(w), ahead) for w in ("time", "body"))
    of_body = of_body or _region_before(place.ahead + ahead, owner)
    if (of_time and not is_dated) or (of_body and not is_ours):
        return "elsewhere"
    if _is_by_channel(rule, ahead):
        return "elsewhere"
    behind = place.sentence[last:]
    bracket = _BRACKET.match(behind)
    inside = bracket[1] if bracket else ""
    # 收到申请52件，均为2021年收到
    explained = re.match(r"，(?:均|全部|都|皆)?[为是系属][^，。；]*", behind)
    explanation = explained[0] if explained else ""
    if _is_limited_behind(inside, explanation) or re.search(word("apart"), behind):
        return "elsewhere"
    later = inside + explanation
    if not is_dated and _is_of_other_year(place, ahead, words, later, owner):
        return "elsewhere"
    if is_dated and any(y != owner.year for y in _years(words + later, owner)):
        return "elsewhere"
    # 全系统收到213件，其中我局收到46件: a part of another's number is the whole of the own one.
    is_whole_again = (of_time and is_dated) or (of_body and is_ours)
    is_part = re.match("其中|含|包括|包含", words) or re.search(word("part"), ahead)
    return "part" if is_part and not is_whole_again else ""


def _region_before(ahead: str, owner: Owner) -> re.Match[str] | None:
    """Find a number of a region ahead that is not the agency's own: 全县共受理268件，办结260件."""
    regions = re.finditer(word("region"), ahead)
    # 各部门 are a government's own.
    own = (None, owner.area) if owner.area else ()
    return next((m for m in regions if m["area"] not in own), None)


def _is_by_channel(rule: Mapping[str, Any], ahead: str) -> bool:
    """Whether the clause before says by which channel or from whom they came."""
    before = re.split(r"[，,；;]", ahead.rstrip("，,、：:（("))[-1]
    if rule.get("among") == "channels":
        return False
    # 自然人38件，法人或其他组织8件: applicants beside applicants are a list.
    is_list = rule.get("among") == "applicants" and amount_pattern().search(before)
    return bool(re.search(word("channel"), before) and not is_list)


def _is_limited_behind(inside: str, explanation: str) -> bool:
    """Whether a bracket, or a clause that explains, says of which part, time or body it is."""
    limits = f"{word('part')}|{word('time')}|{word('body')}"
    added = re.sub(word("passes"), "", inside)
    if re.search(f"{limits}|含|包括", added) and "其中" not in inside[:2]:
        return True
    return re.search(limits, explanation) is not None


def _is_of_other_year(
    place: Surroundings, ahead: str, clause: str, later: str, owner: Owner
) -> bool:
    """Whether the nearest year that was told, in the sentence or its line, is not the report's."""
    years = _years(ahead + clause + later, owner)
    if any(year != owner.year for year in years):
        return True
    if years or re.search(word("told"), ahead + clause):
        return False
    # 2021年，… 。收到申请5件: the sentence before has said of when.
    line = re.sub(word("passes"), "", place.ahead)
    named = list(_YEAR.finditer(line))
    told = max((m.end() for m in re.finditer(word("told"), line)), default=-1)
    past = max((m.end() for m in re.finditer("去年|上年|上一年", line)), default=-1)
    if named and named[-1].end() > told:
        if read_year(named[-1][1]) != owner.year:
            return True
        told = named[-1].end()
    return past > told


def _years(words: str, owner: Owner) -> set[int | None]:
    """Years that words name, without those between which applications were carried over."""
    words = re.sub(word("passes"), "", words)
    if owner.year is not None:
        words = re.sub(f"{owner.year - 1}年度?(?=结转|转入|遗留)", "", words)
        words = re.sub(
            f"(?:结转|转入?|延|留)(?:至|到|待)?{owner.year + 1}年", "", words
        )
    return {read_year(m[1]) for m in _YEAR.finditer(words)}
