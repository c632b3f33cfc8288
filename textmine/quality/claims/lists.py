"""A second look at claims, beside what else their sentence and their report count.

予以公开5件 behind 其中, or where no word says of what, counts what the table counts where the head
of its list, or its other parts, do. It may still count otherwise: two outcomes put together or
one taken apart, or the new applications alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from textmine.quality.claims.judged import (
    SOMETHING_ELSE,
    JudgedClaim,
    group_by_sentence,
)
from textmine.quality.claims.readings import CellSums, first_at
from textmine.quality.claims.rules import is_change, list_words
from textmine.quality.identities import TOLERANCE
from textmine.resources.quantities import quantity_rules
from textmine.text.numbers.amounts import amount_pattern, read_amount

MOST_TELLING = 10
"""From this number on one part of a list that equals its cell tells what the list counts; smaller
ones agree by chance. Chosen by hand."""
_BY_ITS_LIST = "exact, and equals no reading; what stands beside it does"
_DISPUTES = ("reviews", "lawsuits")
_DIVIDED = frozenset({"applicants", "disputes", "flow", None})
"""Kinds of lists whose numbers are no parts of one: what is no list, or divides in its own way."""
_RECEIVED = {"received_applications", "new_applications"}


@dataclass(frozen=True, slots=True)
class _Part:
    """A claim as a part of what its sentence counts.

    ``beside`` are all claims of the sentence, itself among them; ``ahead`` those before it.
    """

    claim: JudgedClaim
    beside: list[JudgedClaim]
    ahead: list[JudgedClaim]

    @property
    def among(self) -> str | None:
        """Of which kind of list it is a part: outcomes, applicants or reviews."""
        return _among(self.claim)

    @property
    def is_reason(self) -> bool:
        """Whether it is nothing but a part of a list (国家秘密): of its statement's alone."""
        return "part" in quantity_rules()[self.claim.quantity]

    def heads(self) -> list[JudgedClaim]:
        """Give the claims ahead of which it may be a part, and that hold."""
        names = quantity_rules()[self.claim.quantity].get("heads", [])
        ahead = self.statement() if self.is_reason else self.ahead
        return [one for one in ahead if one.is_exact and one.quantity in names]

    def others(self) -> list[JudgedClaim]:
        """Give the other parts of its list that equal their cells."""
        begin, end = self.statement_span() if self.is_reason else (0, None)
        return [
            one
            for one in self.beside
            if self.among
            and one.is_exact
            and one.key != self.claim.key
            and _among(one) == self.among
            and one.place.start >= begin
            and (end is None or one.place.end <= end)
        ]

    def statement(self) -> list[JudgedClaim]:
        """Give the claims ahead of it in its statement."""
        begin, _ = self.statement_span()
        return [one for one in self.ahead if one.place.start >= begin]

    def statement_span(self) -> tuple[int, int]:
        """Where its statement begins and ends in its sentence: ； parts statements."""
        place = self.claim.place
        begin = max(place.sentence.rfind(mark, 0, place.start) for mark in "；;") + 1
        ends = [place.sentence.find(mark, place.end) for mark in "；;"]
        return begin, min((e for e in ends if e >= 0), default=len(place.sentence))

    def known_ends(self) -> set[int]:
        """Where the numbers of the sentence end of which it is known what they count."""
        return {one.place.end for one in self.beside if one.standing or one.is_exact}

    def is_done_of_another(self) -> bool:
        """Whether something else was received ahead: 查询申请受理42件，办结42件."""
        known, place = self.known_ends(), self.claim.place
        return any(
            m.end() not in known
            and re.search(list_words()["received"], place.sentence[: m.start()])
            for m in amount_pattern().finditer(place.sentence, 0, place.start)
        )

    def has_unknown_before(self, first: int) -> bool:
        """Whether numbers stand before it, from a place on, of which nothing is known."""
        known, place = self.known_ends(), self.claim.place
        before = amount_pattern().finditer(place.sentence, first, place.start)
        # 较上年增加12件 is a change, and heads nothing.
        return any(m.end() not in known and not is_change(m) for m in before)


def judge_lists(claims: list[JudgedClaim], sums: CellSums) -> list[JudgedClaim]:
    """Look again at the parts of lists, beside what else their sentence counts.

    Parameters
    ----------
    claims : list of JudgedClaim
        Judged by themselves, in the order of the text.
    sums : CellSums
        Readings of every quantity in all reports.

    Returns
    -------
    list of JudgedClaim
        In the same order.
    """
    sentences = group_by_sentence(claims)
    nth = dict.fromkeys(sentences, 0)
    judged = []
    for claim in claims:
        beside, k = sentences[claim.sentence], nth[claim.sentence]
        nth[claim.sentence] += 1
        judged.append(_judge_part(_Part(claim, beside, beside[:k]), sums))
    return judged


def excuse_parts(claims: list[JudgedClaim]) -> list[JudgedClaim]:
    """Take back a FAIL where the report claims more of the quantity: it may be a part.

    Parameters
    ----------
    claims : list of JudgedClaim
        Of whole reports.

    Returns
    -------
    list of JudgedClaim
        In the same order.
    """
    largest: dict[tuple[str, str], float] = {}
    for claim in claims:
        if claim.standing == "whole" or claim.is_exact:
            largest[claim.key] = max(claim.value, largest.get(claim.key, 0.0))

    def is_excused(claim: JudgedClaim) -> bool:
        is_smaller = 0 < claim.value < largest.get(claim.key, 0)
        return claim.status == "FAIL" and is_smaller

    evidence = "equals no reading, but may be a part of a larger claim"
    return [
        replace(claim, status="UNCERTAIN", evidence=evidence)
        if is_excused(claim)
        else claim
        for claim in claims
    ]


def is_sure(claim: JudgedClaim, beside: list[JudgedClaim]) -> bool:
    """Tell whether a claim that equals its cell does not do so by chance.

    Parameters
    ----------
    claim : JudgedClaim
        A claim.
    beside : list of JudgedClaim
        All claims of its sentence, itself among them, in the order of the text.

    Returns
    -------
    bool
        Whether its clause, or what stands beside it, says that it counts what the cell counts.
    """
    if not claim.is_exact or claim.standing not in ("whole", "listed"):
        return False
    part = _Part(claim, beside, beside[: beside.index(claim)])
    return not _counts_a_part(part) and (claim.standing == "whole" or _is_told(part))


def _judge_part(part: _Part, sums: CellSums) -> JudgedClaim:
    """Give a claim as its neighbours have it."""
    claim = part.claim
    is_open = claim.standing == "listed" and claim.evidence == SOMETHING_ELSE
    if not (is_open or claim.status == "FAIL"):
        return claim
    why = _counts_otherwise(part, sums)
    if claim.status == "FAIL" and why:
        evidence = f"equals no reading, but {why}"
        return replace(claim, status="UNCERTAIN", evidence=evidence)
    if is_open and not why and _is_told(part):
        return replace(claim, status="FAIL", evidence=_BY_ITS_LIST)
    return claim


def _among(claim: JudgedClaim) -> str | None:
    """Of which kind of list the quantity of a claim is a part."""
    among: str | None = quantity_rules()[claim.quantity].get("among")
    return among


def _is_told(part: _Part) -> bool:
    """Whether the neighbours of a part tell what its list counts."""
    if part.among is None:
        return False
    claim = part.claim
    named = {one.quantity for one in part.ahead}
    words = list_words()["disputes"]
    if named.issuperset(_DISPUTES) and not re.search(words, claim.text):
        # 行政复议5件、行政诉讼3件，维持2件: of which of the two?
        return False
    heads, others = part.heads(), part.others()
    about = quantity_rules()[claim.quantity].get("about", "")
    if part.among == "disputes" and re.search(about, claim.place.sentence):
        # 信息公开行政复议4件、行政诉讼5件
        return bool(others)
    enough = len(others) > 1 or any(one.value >= MOST_TELLING for one in others)
    # 收到46件，其中网上30件，予以公开12件: another number may head the list.
    return enough or (
        bool(heads)
        and not _is_headed_between(heads[-1], part)
        and (not part.is_reason or _may_hold(heads[-1], claim))
    )


def _may_hold(head: JudgedClaim, claim: JudgedClaim) -> bool:
    """Whether a head may hold a part: 不予处理4件，信访投诉33件 is about something else."""
    between = claim.place.sentence[head.place.end : claim.place.end]
    opens = re.search(list_words()["opens"], between) is not None
    return opens or claim.value <= head.value


def _is_headed_between(head: JudgedClaim, part: _Part) -> bool:
    """Whether something stands between a head and a part that may head the list itself."""
    first, place = head.place.end, part.claim.place
    if part.has_unknown_before(first):
        return True
    # 收到46件，涉及征地的占六成，其中予以公开12件; but the words of 信访类3件 are its own.
    between = place.sentence[first : place.start]
    for one in part.beside:
        if one.standing and first <= one.place.start and one.place.end <= place.start:
            between = between.replace(
                place.sentence[one.place.start : one.place.end], ""
            )
    return re.search(list_words()["between"], between) is not None


def _counts_otherwise(part: _Part, sums: CellSums) -> str:
    """Say how a claim may be true though it equals no cell; empty where it cannot."""
    return (
        _counts_a_part(part)
        or _counts_some_applications(part)
        or _counts_less(part)
        or _counts_more(part, sums)
    )


def _counts_a_part(part: _Part) -> str:
    """Say of what else in its sentence a claim may count a part."""
    statement = part.statement()
    if part.among and any(
        _among(one) == part.among and not one.standing for one in statement
    ):
        # 土地类予以公开10件、部分公开2件
        return "may count what the part beside it counts"
    names = quantity_rules()[part.claim.quantity].get("heads", [])
    # 审理信息公开复议45件，维持30件；纠正9件: ； does not end what the head is of.
    headed = [one for one in statement if one.quantity in names] or [
        one for one in part.ahead if one.quantity in names
    ]
    if headed and not (headed[-1].is_exact or headed[-1].standing):
        # 以市政府为被申请人的行政复议12件，维持9件
        return "may count a part of what its head counts"
    if part.among not in _DIVIDED and part.has_unknown_before(part.statement_span()[0]):
        # 张某等人申请12件，予以公开3件
        return "may count a part of another number"
    return ""


def _counts_some_applications(part: _Part) -> str:
    """Say whether a claim may count the new applications alone, or those carried over."""
    name = part.claim.quantity
    if name == "completed" and part.is_done_of_another():
        return "may count what was done of another number"
    if name == "completed" and _is_of_the_new(part.claim):
        return "may count the new applications alone"
    statement = part.statement()
    is_left_over = statement and statement[-1].quantity == "carried_over"
    is_received = _RECEIVED & {one.quantity for one in part.ahead}
    if is_left_over and name != "new_applications" and not is_received:
        return "may count what was carried over alone"
    return ""


def _counts_less(part: _Part) -> str:
    """Say whether a claim and another number of its sentence are a cell's together."""
    value, cells = part.claim.value, part.claim.cells
    if not 0 < value < max(cells):
        return ""
    known = part.known_ends()
    written = (
        read_amount(m)
        for m in amount_pattern().finditer(part.claim.place.sentence)
        if m.end() not in known
    )
    numbers = {a.value for a in written if a and a.value}
    if any(abs(value + n - c) < TOLERANCE for n in numbers for c in cells if n < c):
        return "may have been taken apart"
    return ""


def _counts_more(part: _Part, sums: CellSums) -> str:
    """Say whether an outcome may be that of some applications, or several outcomes together."""
    if part.among not in ("outcomes", *_DISPUTES) or len(part.claim.counts) > 1:
        return ""
    value, cells = part.claim.value, part.claim.cells
    heads, others = part.heads(), part.others()
    carried = max((max(one.cells) - one.cells[0] for one in heads), default=0.0)
    is_new_alone = heads and all(one.value == one.cells[0] for one in heads)
    if is_new_alone and not others and any(abs(value - c) <= carried for c in cells):
        return "may count the new applications alone"
    told = {name for one in [*others, part.claim] for name in one.counts}
    report = part.claim.report
    firsts = [
        first_at(sums[name], report)
        for name, rule in quantity_rules().items()
        if rule.get("among") == part.among and "equals" in rule and name not in told
    ]
    # Two quantities may have the same cells: 无法提供, and 信息不存在 in the newer form.
    untold = {one.name: one.value for one in firsts if one is not None}
    together = _sums_of([n for n in untold.values() if n])
    if any(abs(cells[0] + more - value) < TOLERANCE for more in together):
        return "may put several outcomes together"
    return ""


def _is_of_the_new(claim: JudgedClaim) -> bool:
    """Whether so many may have been completed of the new applications."""
    cells = {reading.name: reading.value for reading in claim.readings}
    if "办理结果总计" not in cells or "新收+结转" not in cells:
        return False
    total = cells["办理结果总计"]
    carried = cells["新收+结转"] - cells["新收"]
    return total - carried <= claim.value < total


def _sums_of(numbers: list[float]) -> set[float]:
    """Give the sums of some of a few numbers, each at most once."""
    sums: set[float] = set()
    for n in numbers:
        sums |= {n} | {n + more for more in sums}
    return sums
