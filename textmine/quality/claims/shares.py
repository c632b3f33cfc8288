"""Shares that the narrative states (予以公开480件，占39.7%), against the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from textmine.quality.claims.elsewhere import look_elsewhere
from textmine.quality.claims.judged import Ground, JudgedClaim, Sentences
from textmine.quality.claims.lists import MOST_TELLING, is_sure
from textmine.quality.claims.places import CLAUSE_END, WIDE_MARKS, StatedNumber
from textmine.quality.claims.ratios import (
    WHOLE,
    Ratio,
    is_off,
    is_sound,
    match_ratio,
    read_share,
    row_of,
    share_words,
)
from textmine.quality.claims.readings import (
    CellSums,
    ClaimReading,
    plain_at,
    readings_together,
)
from textmine.quality.claims.rules import (
    is_change,
    names_other,
    names_together,
    said_by_section,
    shape_of,
)
from textmine.quality.claims.totals import find_totals, parts_of
from textmine.quality.identities import TOLERANCE
from textmine.resources.load import load_pattern, load_toml
from textmine.resources.quantities import quantity_rules, spell
from textmine.text.numbers.amounts import amount_pattern, read_amount

_LEADS = re.compile(r"占|[（(](?=\d)")
"""Where a share may begin: few places, at which alone it is looked for."""
_ALIKE = frozenset({"新收", "新收+结转", "总计"})
"""Which applications a reading counts, as the end of its name says."""


@dataclass(frozen=True, slots=True)
class StatedShare(StatedNumber):
    """A share that a sentence states.

    Parameters
    ----------
    report_id, report, amount, start, end, place
        As in ``StatedNumber``, in hundredths of the whole.
    whole : str
        What its words call the whole: a key of [share.wholes], or nothing.
    """

    whole: str


@dataclass(frozen=True, slots=True)
class SharedPart:
    """What a share is a share of.

    Parameters
    ----------
    among : str
        Of which kind of list the part is one: outcomes, applicants …
    readings : tuple of ClaimReading
        What it may be, best first: the number beside the share, or cells.
    is_sure : bool
        Whether it surely counts what the cells count, whatever the other shares say.
    is_stated : bool
        Whether its number is told.
    """

    among: str
    readings: tuple[ClaimReading, ...]
    is_sure: bool
    is_stated: bool


def check_shares(beside: Sentences, ground: Ground) -> list[dict[str, Any]]:
    """Compare the shares that narratives state with those of the cells.

    A share is that of the number right before it (予以公开480件，占39.7%), which must be its
    cell's, or of what its own clause names (予以公开占39.7%). It passes where one of the readings
    of the part over one of those of the whole gives it, up to 1 in its last digit: parts are
    adjusted to make up a hundred. It FAILS where none does, no number told before in its line does
    either, and it is told what the whole is: by its words (占办结总数的), by the head of its list,
    or by another share of the list that holds.

    Parameters
    ----------
    beside : dict
        The judged numbers of these reports, by their sentences.
    ground : Ground
        What the reports count and tell.

    Returns
    -------
    list of dict
        Rows of frame ``checks``, named ``claim_share``.
    """
    found: dict[tuple[str, int], list[tuple[StatedShare, SharedPart]]] = {}
    for share in _find_shares(ground):
        near = beside.get(share.sentence, [])
        part = _part_before(share, near) or _part_named(share, ground)
        if part:
            found.setdefault(share.sentence, []).append((share, part))
    return [
        row
        for sentence, shares in found.items()
        for row in _judge_shares(shares, beside.get(sentence, []), ground.sums)
    ]


def _find_shares(ground: Ground) -> Iterator[StatedShare]:
    """Find the shares that the narratives of the reports state."""
    for report_id, report, stretch in ground.stretches():
        for lead in _LEADS.finditer(stretch.text):
            begin = lead.start() if lead[0] == "占" else lead.end()
            m = _pattern().match(stretch.text, begin)
            if m is None:
                continue
            yield StatedShare(
                report_id,
                report,
                read_share(m),
                stretch.start + m.start(),
                stretch.start + m.end(),
                stretch.around(*m.span()),
                whole=next((name for name in _wholes() if m[f"of_{name}"]), ""),
            )


def _part_before(share: StatedShare, near: list[JudgedClaim]) -> SharedPart | None:
    """Give the number right before a share, where it surely is its cell's."""
    behind = load_pattern("quantities.toml", "share", "behind")
    for claim in near:
        between = share.place.sentence[claim.place.end : share.place.start]
        if claim.place.end > share.place.start or not behind.fullmatch(between):
            continue
        if sum(one.place.end == claim.place.end for one in near) > 1:
            # 予以公开、部分公开各5件，占10%: each of them, or both?
            return None
        among = quantity_rules()[claim.quantity].get("among", "")
        if among not in _shared() or not (claim.is_exact and claim.standing):
            return None
        # 予以公开21件，占办结总数的54.7%: so many do not equal a cell by chance.
        is_told = share.whole in _named() and claim.value >= MOST_TELLING
        same = [r for r in claim.readings if abs(r.value - claim.value) < TOLERANCE]
        return SharedPart(among, tuple(same[:1]), is_told or is_sure(claim, near), True)
    return _total_before(share, near)


def _total_before(share: StatedShare, near: list[JudgedClaim]) -> SharedPart | None:
    """Give the sum right before a share (两项合计19件，占63.3%), where it and its parts hold."""
    sentence = share.place.sentence
    behind = load_pattern("quantities.toml", "share", "behind")
    for total in find_totals(sentence):
        if not behind.fullmatch(sentence, total.end, max(total.end, share.place.start)):
            continue
        parts = parts_of(total, near)[-total.count :]
        kinds = {quantity_rules()[part.quantity].get("among", "") for part in parts}
        is_held = all(part.is_exact and part.standing for part in parts)
        told = sum(part.value for part in parts)
        if len(kinds) > 1 or not is_held or abs(told - total.value) > TOLERANCE:
            continue
        for among in kinds & _shared().keys():
            reading = ClaimReading(
                "+".join(p.readings[0].name for p in parts), told, True, 0.0
            )
            return SharedPart(
                among, (reading,), all(is_sure(p, near) for p in parts), True
            )
    return None


def _part_named(share: StatedShare, ground: Ground) -> SharedPart | None:
    """Give the cells of what the clause of a share names, where it surely names them."""
    place, owner = share.place, ground.owners[share.report]
    first, last = place.cut(WIDE_MARKS)
    before = re.sub(r"\s|^其中", "", place.sentence[first : place.start])
    quantity = _named_part(re.sub(f"{_words()['named']}$", "", before))
    if not quantity:
        return None
    rule = quantity_rules()[quantity]
    ahead = place.sentence[:first]
    if look_elsewhere(rule, place, (first, last), owner):
        return None
    if names_other(rule, place.ahead + ahead):
        return None
    said = said_by_section(place.section) + place.ahead + place.sentence[: place.end]
    readings = (
        readings_together(ground.sums, share.report, names_together(before))
        if "sums" in rule
        else plain_at(ground.sums[quantity], share.report)
    )
    return SharedPart(rule["among"], tuple(readings), "申请" in said, False)


def _judge_shares(
    shares: list[tuple[StatedShare, SharedPart]],
    near: list[JudgedClaim],
    sums: CellSums,
) -> Iterator[dict[str, Any]]:
    """Judge the shares of one sentence, each beside the others."""
    ratios = [_ratios(share, part, sums) for share, part in shares]
    # A share in tens or without decimals is met by one of many ratios by chance.
    holding = {
        part.among
        for (share, part), ways in zip(shares, ratios, strict=True)
        if share.amount.place < 1 and match_ratio(share.amount, ways)
    }
    for (share, part), ways in zip(shares, ratios, strict=True):
        if not ways:
            continue
        row = partial(row_of, share, "claim_share", ways)
        match = match_ratio(share.amount, ways)
        is_told = part.is_sure and (
            share.whole in _named() or part.among in _headed(share, near)
        )
        if not part.is_sure and part.among not in holding:
            continue
        if match:
            yield row("PASS", f"is {match.name}")
        elif match_ratio(share.amount, _ratios_told(share, part, sums)):
            continue
        elif not all(is_off(way.value, share.amount) for way in ways):
            yield row("UNCERTAIN", "approximate, and rounds to no share")
        elif not is_sound(part.among, share.report, sums):
            yield row("UNCERTAIN", "the cells do not add up themselves")
        elif is_told or part.among in holding:
            yield row("FAIL", "is no share of these cells")
        elif part.is_stated:
            yield row("UNCERTAIN", "may be a share of something else")


def _ratios(share: StatedShare, part: SharedPart, sums: CellSums) -> list[Ratio]:
    """Give each reading of the part over each of the whole; none where a cell is blank."""
    wholes = _wholes_of(share, part, sums)
    if not all(r.known for r in (*part.readings, *wholes)):
        return []
    return [
        Ratio(f"{p.name}/{w.name}", p.value / w.value * WHOLE)
        for w in wholes
        for p in part.readings
        if w.value > 0 and p.value <= w.value and _is_alike(p, w)
    ]


def _is_alike(part: ClaimReading, whole: ClaimReading) -> bool:
    """Whether part and whole count the same applications: new ones, or those that were done."""
    names = [
        one.name.rpartition(" ")[2].replace("办理结果", "") for one in (part, whole)
    ]
    return names[0] == names[1] or not set(names) <= _ALIKE


def _wholes_of(
    share: StatedShare, part: SharedPart, sums: CellSums
) -> list[ClaimReading]:
    """Give what the whole of a share may be, each number once."""
    names = _named().get(share.whole) or _shared()[part.among]
    wholes = [r for name in names for r in plain_at(sums[name], share.report)]
    return list({(w.name, w.value): w for w in wholes}.values())


def _ratios_told(share: StatedShare, part: SharedPart, sums: CellSums) -> list[Ratio]:
    """Give the part over all else that may be its whole: numbers told before in the line too."""
    text = share.place.ahead + share.place.sentence[: share.place.start]
    told = (read_amount(m) for m in amount_pattern().finditer(text))
    numbers = {amount.value for amount in told if amount and amount.value}
    numbers |= {w.value for w in _wholes_of(share, part, sums)}
    return [
        Ratio("", p.value / n * WHOLE)
        for p in part.readings
        for n in sorted(numbers)
        if p.value < n
    ]


def _headed(share: StatedShare, near: list[JudgedClaim]) -> set[str]:
    """Kinds of lists whose whole is told ahead in the sentence, and holds.

    收到申请46件，回收问卷30份，自然人占90%: what is counted between may be the whole.
    """
    place = share.place
    ahead = [
        c for c in near if c.place.end <= place.start and c.is_exact and c.standing
    ]
    known = {claim.place.end for claim in ahead}
    # 两项合计21件 counts nothing of its own: neither 两项 nor 21件.
    known |= {
        end for t in find_totals(place.sentence) for end in range(t.start, t.end + 1)
    }
    unknown = [
        m.start()
        for m in amount_pattern().finditer(place.sentence, 0, place.start)
        if m.end() not in known and not is_change(m)
    ]
    last = max(unknown, default=-1)
    heads = {claim.quantity for claim in ahead if claim.place.end > last}
    return {among for among, names in _shared().items() if heads & set(names)}


@cache
def _named_part(clause: str) -> str:
    """Quantity that a clause names and nothing else; empty where it names none."""
    for name, rule in quantity_rules().items():
        if rule.get("among") in _shared() and "bare" in rule:
            shape = shape_of(name, "bare")
            if shape.fullmatch(f"{clause}#"):
                return name
    return ""


def _words() -> dict[str, Any]:
    """Patterns of shares."""
    words: dict[str, Any] = load_toml("quantities.toml")["share"]
    return words


@cache
def _wholes() -> dict[str, Mapping[str, Any]]:
    """What words call the whole of a share."""
    return dict(_words()["wholes"])


@cache
def _named() -> dict[str, list[str]]:
    """Quantities that a whole is which words name."""
    return {name: list(whole["is"]) for name, whole in _wholes().items() if whole["is"]}


def _shared() -> dict[str, list[str]]:
    """Quantities that the whole of a part may be, by its list."""
    of: dict[str, list[str]] = _words()["of"]
    return of


@cache
def _pattern() -> re.Pattern[str]:
    """Pattern of a share, up to the end of its clause."""
    wholes = "|".join(
        f"(?P<of_{name}>{spell(whole['words'])})" for name, whole in _wholes().items()
    )
    stem = _words()["stem"].replace("<whole>", f"(?:{wholes})?")
    return re.compile(rf"(?:{stem}|(?<=[（(])){share_words()}{CLAUSE_END}")
