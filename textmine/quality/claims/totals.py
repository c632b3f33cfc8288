"""Sums over what was just told (二者合计39件), against the numbers and cells that they sum up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from textmine.quality.cells import format_number
from textmine.quality.claims.judged import JudgedClaim, Sentences
from textmine.quality.claims.rules import is_change
from textmine.quality.identities import TOLERANCE
from textmine.resources.load import load_toml
from textmine.text.numbers.amounts import amount_pattern, read_amount
from textmine.text.numbers.numerals import parse_number

LEAST = 2
"""Numbers that a sum has at least."""
MOST = 10
"""Numbers before a sum of which every combination is tried: at most a thousand. Chosen by hand."""


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A sum that a sentence states over numbers before it.

    Parameters
    ----------
    value : float
        The sum.
    count : int
        Over how many numbers; 0 where the words do not tell.
    start, end : int
        Where in the sentence its words begin and end.
    """

    value: float
    count: int
    start: int
    end: int


def check_totals(beside: Sentences) -> list[dict[str, Any]]:
    """Compare the sums that narratives state over what they have just told.

    予以公开14件、部分公开5件，二者合计20件 passes where it is the sum of as many of the numbers
    before it in its sentence, or of their cells. It FAILS where it is neither, and each of these
    numbers is known and is its cell's; any may be meant: 复议5件（维持3件），诉讼2件，两项7件.

    Parameters
    ----------
    beside : dict
        The judged numbers of reports by their sentences, each in the order of the text.

    Returns
    -------
    list of dict
        Rows of frame ``checks``, named ``claim_total``.
    """
    return [
        _judge(total, parts)
        for near in beside.values()
        for total in find_totals(near[0].place.sentence)
        for parts in [parts_of(total, near)]
        if max(LEAST, total.count) <= len(parts) <= MOST
        # 收到申请，共计46件 is a number of its own.
        and not any(c.place.end == total.end and c.status == "PASS" for c in near)
    ]


def find_totals(sentence: str) -> Iterator[StatedTotal]:
    """Find the sums that a sentence states.

    Parameters
    ----------
    sentence : str
        A sentence.

    Yields
    ------
    StatedTotal
        In the order of the sentence; none that is approximate.

    Examples
    --------
    >>> [
    ...     (t.value, t.count)
    ...     for t in find_totals("予以公开14件、部分公开5件，二者合计19件")
    ... ]
    [(19.0, 2)]
    """
    for lead in _pattern().finditer(sentence):
        m = amount_pattern().match(sentence, lead.end())
        amount = read_amount(m) if m else None
        if m is None or amount is None or amount.is_rough:
            continue
        count = LEAST if lead["sum"] else int(parse_number(lead["count"] or "") or 0)
        kinds = ("words", "sum", "plain")
        start = max(lead.start(kind) for kind in kinds)
        yield StatedTotal(amount.value, count, start, m.end())


def parts_of(total: StatedTotal, near: list[JudgedClaim]) -> list[JudgedClaim]:
    """Give the numbers that a sum may go over.

    Parameters
    ----------
    total : StatedTotal
        A sum.
    near : list of JudgedClaim
        The judged numbers of its sentence.

    Returns
    -------
    list of JudgedClaim
        All before it, in their order; none where one of the sentence's numbers is not known.
    """
    known: dict[int, list[JudgedClaim]] = {}
    for claim in near:
        if claim.place.end <= total.start:
            # 予以公开、部分公开各5件: two of one number.
            known.setdefault(claim.place.end, []).append(claim)
    sentence = near[0].place.sentence if near else ""
    ends = [
        m.end()
        for m in amount_pattern().finditer(sentence, 0, total.start)
        if not is_change(m)
    ]
    if not known.keys() >= set(ends):
        return []
    return [claim for end in ends for claim in known[end]]


def _judge(total: StatedTotal, parts: list[JudgedClaim]) -> dict[str, Any]:
    """Judge one sum over the numbers before it."""
    told = [claim.value for claim in parts]
    if _is_sum(total, told):
        status, evidence = "PASS", "is the sum of numbers before it"
    elif _is_sum(total, [claim.cells[0] for claim in parts]):
        status, evidence = "PASS", "is the sum of the cells of numbers before it"
    elif all(claim.is_exact for claim in parts):
        status, evidence = "FAIL", "is no sum of the numbers before it, which hold"
    else:
        status, evidence = "UNCERTAIN", "is no sum of the numbers before it"
    last = told[-(total.count or len(told)) :]
    begin = parts[0].start - parts[0].place.start
    return {
        "report_id": parts[0].report_id,
        "check": "claim_total",
        "status": status,
        "expected": f"{'+'.join(map(format_number, last))}={format_number(sum(last))}",
        "found": format_number(total.value),
        "start": begin + total.start,
        "end": begin + total.end,
        "evidence": evidence,
    }


def _is_sum(total: StatedTotal, numbers: Sequence[float]) -> bool:
    """Whether a sum is that of as many of some numbers as its words say."""
    counts = [total.count] if total.count else range(LEAST, len(numbers) + 1)
    return any(
        abs(sum(some) - total.value) < TOLERANCE
        for count in counts
        for some in combinations(numbers, count)
    )


@cache
def _pattern() -> re.Pattern[str]:
    """Words of a sum over what was told, up to its number."""
    words = load_toml("quantities.toml")["totals"]
    opens = r"(?:(?<=[，,；;、：:（(])|^)"
    return re.compile(
        rf"{opens}(?:(?P<words>{words['stem']})"
        rf"|{words['plus']}[^，,。；;]{{0,24}}[，,](?P<sum>{words['sum']})"
        rf"|(?P<plain>{words['plain']}))(?=[\d一-鿿])"
    )
