"""Whether a clause states the whole number of its agency and year, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from textmine.quality.claims.elsewhere import look_elsewhere
from textmine.quality.claims.places import (
    NARROW_MARKS,
    WIDE_MARKS,
    Owner,
    Surroundings,
)
from textmine.quality.claims.rules import (
    names_other,
    quantities_of_none,
    said_by_section,
    shape_of,
    word,
)
from textmine.resources.load import load_toml
from textmine.resources.quantities import quantity_of_topic, quantity_rules
from textmine.text.numbers.amounts import amount_pattern
from textmine.text.numbers.respective import find_respective
from textmine.text.numbers.steps import NumberStep, find_steps

_COUNTER = re.compile(r"[一二三四五六七八九十\d]{1,3}$")
_CLOSED = re.compile(r"[（(][^（()）]{0,40}[)）]$")
_OPENS = "其中|含|包括|包含|另有|还有|另|分别为|分别是"
_NEXT = 6
"""Characters ahead of a clause and behind it in which its year may stand (2022年，) and a
comparison go on (，较上年)."""
_LONGEST = 60
"""Characters of a clause; a longer one is never sure. Bounds the search, chosen by hand."""


def standing(quantity: str, place: Surroundings, owner: Owner) -> str:
    """Tell what a claim surely counts.

    Parameters
    ----------
    quantity : str
        An id of ``resources/quantities.toml``.
    place : Surroundings
        Where it stands.
    owner : Owner
        Whose report it is.

    Returns
    -------
    str
        ``whole``: the number of the agency and its year; ``part``: a part of it; ``listed``: its
        clause counts nothing else, but only its neighbours can tell of which applications or cases;
        empty where the words may mean something else.

    Examples
    --------
    >>> owner = Owner(("洛溪县财政局",), "", 2022, "2021")
    >>> for text in ("2022年共收到申请5件", "2021年收到申请5件", "收到低保申请5件"):
    ...     standing(
    ...         "received_applications", Surroundings("", text, 0, len(text)), owner
    ...     )
    'whole'
    ''
    ''
    """
    rule = quantity_rules()[quantity]
    if owner.form not in rule.get("sure_form", [owner.form]):
        return ""
    step = find_steps(place.sentence, 0, len(place.sentence)).get(place.end)
    if step:
        if not _leads_here(step, place, owner):
            return ""
        # 申请由上年的135件增加到160件: the clause is of 160件.
        place = place.without(step.start, step.end)
    number = next(
        (
            m
            for m in amount_pattern().finditer(place.sentence, place.start)
            if m.end() == place.end
        ),
        None,
    )
    first, last = place.cut(NARROW_MARKS if number else WIDE_MARKS)
    if number and not _goes_on(place.sentence[:first]):
        # 复议、诉讼案件8件: what stands before 、 belongs to it.
        first = place.cut(WIDE_MARKS)[0]
    if last - first > _LONGEST:
        return ""
    ahead = place.sentence[:first]
    where = look_elsewhere(rule, place, (first, last), owner)
    if where == "elsewhere":
        return ""
    if not number:
        if quantity not in quantities_of_none() or where:
            return ""
        clause = _bare(place.sentence[first:last], owner)
        shape = shape_of(quantity, "none", area=owner.area)
        return "whole" if shape.fullmatch(clause) else ""
    clauses = _clauses_of(quantity, place, number, (first, last), owner)
    for kind in ("sure", "bare", "topical"):
        if not rule.get(kind) or (
            kind == "topical" and quantity_of_topic(place.topic) != quantity
        ):
            continue
        shape = shape_of(quantity, kind, area=owner.area)
        matches = [m for m in map(shape.fullmatch, clauses) if m]
        if len(matches) > 1:
            # 商业秘密、个人隐私各1件 are two of one thing.
            return ""
        if not matches:
            continue
        found = matches[0]
        if found["restricted"]:
            return "" if where else "part"
        if kind != "sure" and not _is_about(rule, place, ahead, last):
            return "listed"
        return "listed" if where else "whole"
    return ""


def _leads_here(step: NumberStep, place: Surroundings, owner: Owner) -> bool:
    """Whether the second of two numbers is surely of the report's year, the first of another."""
    words = load_toml("quantities.toml")["step"]
    if owner.year is None or (
        step.now[:1].isdigit() and not step.now.startswith(str(owner.year))
    ):
        return False
    if step.said:
        return bool(step.now) or is_last_year(step, owner.year)
    first, last = place.cut(WIDE_MARKS)
    clause = place.sentence[max(0, first - _NEXT) : last + _NEXT]
    here = f"{words['here']}|{owner.year}年"
    return bool(step.now) or re.search(here, clause) is not None


def is_last_year(step: NumberStep, year: int) -> bool:
    """Tell whether the first of two numbers is said to be of the year before the report's."""
    last = load_toml("quantities.toml")["step"]["last"]
    return re.fullmatch(f"{last}|{year - 1}年度?", step.said) is not None


def _clauses_of(
    quantity: str,
    place: Surroundings,
    number: re.Match[str],
    bounds: tuple[int, int],
    owner: Owner,
) -> list[str]:
    """Give the clause of a number, as #; of one behind several names a clause for each name."""
    named = find_respective(place.sentence, 0, len(place.sentence)).get(place.end)
    if not named:
        ahead = place.sentence[bounds[0] : number.start()]
        return [_opened(f"{ahead}#{place.sentence[number.end() : bounds[1]]}", owner)]
    # 予以公开、部分公开的水资源信息, 涉及水资源的予以公开、部分公开: the last or the first name may
    # say of what all are.
    ends = [_opened(one, owner) for one in (named[0].first, named[0].last)]
    counted = [_quantity_of(one, owner.area) for one in ends]
    if not all(counted) or _is_limited(quantity, counted[-1]):
        return []
    return [_opened(f"{one.name}#", owner) for one in named]


def _opened(clause: str, owner: Owner) -> str:
    """Leave out of a clause what opens a list (其中), blanks and the agency's own name."""
    return re.sub(f"^(?:{_OPENS})[，：]?", "", _bare(clause, owner))


def _bare(clause: str, owner: Owner) -> str:
    """Leave blanks out of a clause, and the agency's own name."""
    clause = "".join(clause.split())
    # The first that stands there, and of those at one place the longest.
    places = [(clause.find(name), -len(name)) for name in owner.names]
    at, length = min((p for p in places if p[0] >= 0), default=(0, 0))
    return clause[:at] + clause[at - length :]


@lru_cache(maxsize=4096)
def _quantity_of(name: str, area: str) -> str:
    """Give the quantity whose name a name is, and nothing else; empty where it is none's."""
    return next(
        (
            quantity
            for quantity, rule in quantity_rules().items()
            for kind in ("sure", "bare")
            if rule.get(kind)
            and shape_of(quantity, kind, area=area).fullmatch(f"{name}#")
        ),
        "",
    )


def _is_limited(quantity: str, last: str) -> bool:
    """Whether the last name of a list may say which part of them all is counted.

    行政复议、行政诉讼维持分别为3件和1件: three reviews, or three that were upheld?
    """
    rules = quantity_rules()
    heads = rules[last].get("heads", [])
    among = rules[quantity].get("among")
    beside = among and any(rules[head].get("among") == among for head in heads)
    return bool(beside) and quantity not in heads


def _goes_on(ahead: str) -> bool:
    """Whether what stands before 、 is a count of its own (自然人4件、) or numbers a point."""
    if not ahead.endswith("、"):
        return True
    # 予以公开201件（39.0%）、部分公开66件: a bracket belongs to the count before it.
    before = _CLOSED.sub("", ahead[:-1])
    segment = re.split(r"[，,。；;：:、（(]", before)[-1].strip()
    return bool(_COUNTER.match(segment) or amount_pattern().search(segment))


def _is_about(
    rule: Mapping[str, Any], place: Surroundings, ahead: str, last: int
) -> bool:
    """Whether a sentence is about the object that a clause leaves unsaid, and no other."""
    if "about" not in rule:
        # 国家秘密2件: what is left unsaid only the head of its list tells.
        return False
    said = said_by_section(place.section) + place.topic
    if not re.search(rule["about"], place.sentence[:last]):
        # （三）信访事项。收到12件，办结11件: the line has said of what.
        ahead = place.ahead + ahead
    passed = re.sub(word("passes"), "", ahead)
    return bool(
        re.search(rule["about"], said + place.sentence[:last])
        and not names_other(rule, passed)
    )
