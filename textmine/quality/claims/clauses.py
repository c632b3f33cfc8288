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
    quantities_of_none,
    shape_of,
    word,
)
from textmine.resources.load import load_toml
from textmine.resources.quantities import quantity_of_topic, quantity_rules
from textmine.text.numbers.amounts import amount_pattern
from textmine.text.numbers.respective import find_respective

_COUNTER = re.compile(r"[一二三四五六七八九十\d]{1,3}$")
_CLOSED = re.compile(r"[（(][^（()）]{0,40}[)）]$")
_OPENS = "其中|含|包括|包含|另有|还有|另|分别为|分别是"
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
    named = find_respective(place.sentence, 0, len(place.sentence)).get(place.end)
    if named:
        # 行政复议、行政诉讼分别为13件和11件: each clause is a name and its number.
        clause = f"{named.name}#"
        # 予以公开、部分公开的水资源信息: the last name may say of what all are.
        if not _is_named(named.last, owner.area):
            return ""
    else:
        before = place.sentence[first : number.start()]
        clause = f"{before}#{place.sentence[number.end() : last]}"
    clause = re.sub(f"^(?:{_OPENS})[，：]?", "", _bare(clause, owner))
    for kind in ("sure", "bare", "topical"):
        if not rule.get(kind) or (
            kind == "topical" and quantity_of_topic(place.topic) != quantity
        ):
            continue
        shape = shape_of(quantity, kind, area=owner.area)
        found = shape.fullmatch(clause)
        if not found:
            continue
        if found["restricted"]:
            return "" if where else "part"
        if kind != "sure" and not _is_about(rule, place, ahead, last):
            return "listed"
        return "listed" if where else "whole"
    return ""


def _bare(clause: str, owner: Owner) -> str:
    """Leave blanks out of a clause, and the agency's own name."""
    clause = "".join(clause.split())
    # The first that stands there, and of those at one place the longest.
    places = [(clause.find(name), -len(name)) for name in owner.names]
    at, length = min((p for p in places if p[0] >= 0), default=(0, 0))
    return clause[:at] + clause[at - length :]


@lru_cache(maxsize=4096)
def _is_named(name: str, area: str) -> bool:
    """Whether a name is that of a quantity and nothing else."""
    return any(
        shape_of(quantity, kind, area=area).fullmatch(f"{name}#")
        for quantity, rule in quantity_rules().items()
        for kind in ("sure", "bare")
        if rule.get(kind)
    )


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
    said = load_toml("quantities.toml")["sure"]["sections"].get(place.section, "")
    said += place.topic
    if not re.search(rule["about"], place.sentence[:last]):
        # （三）信访事项。收到12件，办结11件: the line has said of what.
        ahead = place.ahead + ahead
    passed = re.sub(word("passes"), "", ahead)
    return bool(
        re.search(rule["about"], said + place.sentence[:last])
        and not re.search(rule.get("other") or word("other"), passed)
    )
