"""Rates that the narrative states and tables determine (办结率97.1%), against the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

from textmine.quality.claims.elsewhere import look_elsewhere
from textmine.quality.claims.judged import Ground, JudgedClaim, Sentences
from textmine.quality.claims.places import (
    CLAUSE_END,
    WIDE_MARKS,
    Owner,
    StatedNumber,
)
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
    add_readings,
    first_at,
)
from textmine.quality.claims.rules import names_other, said_by_section
from textmine.resources.load import load_toml
from textmine.resources.quantities import spell

RATE = "率"
"""Ends every rate: a text without it is not searched."""
_HEADS = frozenset({"received_applications", "new_applications", "completed"})


@dataclass(frozen=True, slots=True)
class StatedRate(StatedNumber):
    """A rate that a sentence states.

    Parameters
    ----------
    report_id, report, amount, start, end, place
        As in ``StatedNumber``, in hundredths.
    rule : mapping
        What it is a rate of: one of [[rates]].
    is_named : bool
        Whether its words, or those of a rate in its list, say of what it is.
    """

    rule: Mapping[str, Any]
    is_named: bool


def check_rates(beside: Sentences, ground: Ground) -> list[dict[str, Any]]:
    """Compare the rates that narratives state with what the cells make of them.

    A rate passes where one of its parts over one of its wholes gives it (办结 over 新收, or over
    新收 and 上年结转), up to 1 in its last digit. It FAILS where none does, and its clause names
    nothing else, in a sentence of this agency and year about applications (or 信息公开 for 纠错率)
    whose numbers ahead of it hold, where its words or those numbers say of what it is. 100% of what
    was due or can be given contradicts nothing, nor does what was done over fewer than were
    received, as those may be what was due.

    Parameters
    ----------
    beside : dict
        The judged numbers of these reports, by their sentences.
    ground : Ground
        What the reports count and tell.

    Returns
    -------
    list of dict
        Rows of frame ``checks``, named ``claim_rate``.
    """
    rows = (
        _judge(rate, beside.get(rate.sentence, []), ground.sums)
        for rate in _find_rates(ground)
        if _is_ours(rate, ground.owners[rate.report])
    )
    return [row for row in rows if row]


def _find_rates(ground: Ground) -> Iterator[StatedRate]:
    """Find the rates that the narratives of the reports state."""
    object_of_all = load_toml("quantities.toml")["rate"]["object"]
    for report_id, report, stretch in ground.stretches():
        if RATE not in stretch.text:
            continue
        for names in _pattern().finditer(stretch.text):
            for rule, m in _read_names(names):
                object_ = rule.get("object", object_of_all)
                yield StatedRate(
                    report_id,
                    report,
                    read_share(m),
                    stretch.start + names.start(),
                    stretch.start + m.end(),
                    stretch.around(names.start(), m.end()),
                    rule=rule,
                    is_named=re.search(object_, names["names"]) is not None,
                )


def _read_names(
    names: re.Match[str],
) -> Iterator[tuple[Mapping[str, Any], re.Match[str]]]:
    """Give each rate that is named, and its number: 办结率、公开率分别为97.1%和61.8%."""
    text, words = names.string, load_toml("quantities.toml")["rate"]
    numbers: list[re.Match[str]] = []
    at = names.end()
    while m := _number().match(text, at):
        numbers.append(m)
        joined = _joined().match(text, m.end())
        if joined is None or not names["how"]:
            break
        at = joined.end()
    told = re.split(words["joined"], names["names"])
    if len(numbers) == 1 and (names["how"] != "分别" or len(told) == 1):
        numbers *= len(told)
    rules = [rule for name in told if (rule := _rule_of(name)) is not None]
    # 公开率、满意率双双达到98%: of what else than applications?
    if len(told) == len(rules) == len(numbers):
        yield from zip(rules, numbers, strict=True)


def _is_ours(rate: StatedRate, owner: Owner) -> bool:
    """Whether a rate is one of this agency, of its year, and of what the tables count."""
    rule, place = rate.rule, rate.place
    ahead = place.sentence[: place.start]
    region = load_toml("quantities.toml")["rate"]["region"]
    regions = re.findall(region, place.sentence[: place.end])
    if any(region[-1] != owner.area for region in regions):
        return False
    if look_elsewhere({}, place, place.cut(WIDE_MARKS), owner):
        return False
    said = said_by_section(place.section) + place.topic
    if not re.search(rule.get("about", ""), said + place.sentence[: place.end]):
        return False
    return not names_other(rule, place.ahead + ahead)


def _judge(
    rate: StatedRate, near: list[JudgedClaim], sums: CellSums
) -> dict[str, Any] | None:
    """Judge one rate; None where no cell determines it."""
    ways = list(_ratios(rate, sums))
    if not ways:
        return None
    heads = [
        c for c in near if c.quantity in _HEADS and c.place.end <= rate.place.start
    ]
    match = match_ratio(rate.amount, ways)
    if match:
        status, evidence = "PASS", f"is {match.name}"
    elif not all(is_off(way.value, rate.amount) for way in ways):
        status, evidence = "UNCERTAIN", "approximate, and rounds to no rate"
    elif _may_be_of_fewer(rate, sums):
        status, evidence = "UNCERTAIN", "may be of what was due, or can be given"
    elif not is_sound("outcomes", rate.report, sums):
        status, evidence = "UNCERTAIN", "the cells do not add up themselves"
    elif (
        rate.rule.get("beside")
        and not rate.is_named
        and not (any(c.is_exact and c.quantity in rate.rule["beside"] for c in near))
    ):
        status, evidence = "UNCERTAIN", "may be a rate of something else"
    elif any(not (head.is_exact and head.standing) for head in heads):
        status, evidence = "UNCERTAIN", "the numbers before it are not the table's"
    else:
        status, evidence = "FAIL", "is no rate of these cells"
    return row_of(rate, "claim_rate", ways, status, evidence)


def _may_be_of_fewer(rate: StatedRate, sums: CellSums) -> bool:
    """Whether a rate may be of those alone that were due, of which no cell tells the number."""
    if rate.rule.get("all") and rate.amount.value == WHOLE:
        return True
    if not rate.rule.get("due"):
        return False
    parts, wholes = _cells_of(rate, sums)
    counts = ((int(p.value), int(w.value)) for p in parts for w in wholes)
    fewer = [Ratio("", p / n * WHOLE) for p, w in counts if p for n in range(p, w)]
    return match_ratio(rate.amount, fewer) is not None


def _cells_of(
    rate: StatedRate, sums: CellSums
) -> tuple[list[ClaimReading], list[ClaimReading]]:
    """Give the parts and the wholes that cells count."""
    found = (
        [_read_cells(spec, rate.report, sums) for spec in rate.rule[of]]
        for of in ("parts", "wholes")
    )
    parts, wholes = ([r for r in readings if r] for readings in found)
    return parts, wholes


def _ratios(rate: StatedRate, sums: CellSums) -> Iterator[Ratio]:
    """Give each of the parts over each of the wholes, and over what is left of the first."""
    rule, report = rate.rule, rate.report
    parts, wholes = _cells_of(rate, sums)
    if not all(r.known for r in (*parts, *wholes)):
        return
    for whole in [*wholes, *_left_out(wholes[:1], rule.get("less", []), report, sums)]:
        for part in parts:
            if part.value <= whole.value and whole.value > 0:
                name = f"{part.name}/{whole.name}"
                yield Ratio(name, part.value / whole.value * WHOLE)


def _left_out(
    wholes: list[ClaimReading], less: list[str], report: int, sums: CellSums
) -> Iterator[ClaimReading]:
    """Give a whole without some of its quantities: what was published of what could be."""
    found = (_read_cells(name, report, sums) for name in less)
    # Two quantities may have the same cells: 无法提供, and 信息不存在 in the newer form.
    parts = list({r.name: r for r in found if r and r.known and r.value}.values())
    for whole in wholes:
        for n in range(1, len(parts) + 1):
            for left in combinations(parts, n):
                name = "-".join([whole.name, *(r.name for r in left)])
                value = whole.value - sum(r.value for r in left)
                yield ClaimReading(name, value, True, 0.0)


def _read_cells(spec: str, report: int, sums: CellSums) -> ClaimReading | None:
    """Add up readings that the resource names (quantity, or quantity:reading, joined by &)."""
    readings = []
    for one in spec.split(" & "):
        quantity, _, name = one.partition(":")
        held = [s for s in sums[quantity] if not name or s.name == name]
        found = first_at(held, report)
        if found is None:
            return None
        readings.append(found)
    return add_readings(readings)


# Names come again as reports do.
@lru_cache(maxsize=4096)
def _rule_of(name: str) -> Mapping[str, Any] | None:
    """Give the rate that a name names and nothing else."""
    resource = load_toml("quantities.toml")
    lead, limit = resource["sure"]["lead"], resource["rate"]["limit"]
    for rule in resource["rates"]:
        subject = spell(rule.get("subject", resource["rate"]["subject"]))
        shape = rf"(?:{lead})*{subject}(?:{lead}|{limit})*(?:{rule['words']})"
        if re.fullmatch(shape, "".join(name.split())):
            found: Mapping[str, Any] = rule
            return found
    return None


@cache
def _pattern() -> re.Pattern[str]:
    """Names of rates from the beginning of their clause, up to their number."""
    words = load_toml("quantities.toml")["rate"]
    name = r"[^，,。；;：:！!？?\n（()）%％、\d]{1,24}率"
    opens = r"(?:(?<=[，,。；;：:！!？?\n（(])|^)\s*"
    return re.compile(
        rf"{opens}(?P<names>{name}(?:{words['joined']}{name})*)"
        rf"(?P<how>分别|{words['together']})?{words['stem']}(?=[\d约近超不低高])"
    )


@cache
def _joined() -> re.Pattern[str]:
    """What may stand between two numbers of one list."""
    return re.compile(f"[，,]|{load_toml('quantities.toml')['rate']['joined']}")


@cache
def _number() -> re.Pattern[str]:
    """A rate's number, with the words that make it approximate."""
    return re.compile(rf"{share_words()}(?:{CLAUSE_END}|(?=[和与及]|以及))")
