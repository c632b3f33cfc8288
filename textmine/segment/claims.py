"""Numbers that the narrative states, and what they count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from textmine.resources.load import load_toml
from textmine.resources.quantities import find_topic, quantity_rules, spell
from textmine.schema import Claim
from textmine.text.numbers.amounts import amount_pattern, read_amount

_CLAUSE_END = re.compile(r"[，,。；;：:！!？?\n、]")
_SENTENCE_END = re.compile(r"[。！!？?\n]")
_MOST_BEHIND = 60
"""Characters behind a number that are looked at, where no mark ends its clause before."""
_SHORT_CLAUSE = 13
"""Characters, mark included, of a clause that may say when or where for the next one
(自2008年条例施行以来，); a longer one is a statement of its own. Chosen by hand."""
_CUES = ("before", "after", "zero", "unless", "listed", "narrow")
_TOGETHER = "outcomes_together"
_RECEIVING = re.compile("收到|受理|接收")
_LONGEST_LINK = 12
"""Characters between 收到 and a number of what its topic says; others are not searched."""
_ORDINAL_LEADS = frozenset("第每〔[号")
_LINK = re.compile(
    r"^(?:其中|共|共计|合计|总计|分别|为|有|达|计|累计|全年|本年度|[（(])*$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number can count: units; words ahead of it, behind it, for zero, and against it.

    Short words say it behind a claim of its list (``listed``), or make a claim of the head of its
    list one of itself (``narrow``).
    """

    id: str
    units: frozenset[str]
    zero_word: str
    behind: frozenset[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    zero: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    listed: re.Pattern[str] | None
    narrow: re.Pattern[str] | None


@cache
def _quantities() -> tuple[Quantity, ...]:
    """Quantities in order of precedence."""

    def compiled(patterns: list[str]) -> re.Pattern[str] | None:
        return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None

    return tuple(
        Quantity(
            q["id"],
            frozenset(q["units"]),
            q.get("zero_word", ""),
            frozenset(q.get("behind", [])),
            *(compiled(q.get(k, [])) for k in _CUES),
        )
        for q in quantity_rules().values()
    )


@cache
def _quantities_in(unit: str) -> tuple[Quantity, ...]:
    """Quantities that are counted in a unit, in order of precedence."""
    return tuple(q for q in _quantities() if unit in q.units)


@cache
def _quantities_behind(
    quantity: str, unit: str, *, parts: bool
) -> tuple[Quantity, ...]:
    """Quantities in a unit that may be listed behind a claim of another."""
    rules = quantity_rules()
    return tuple(
        q
        for q in _quantities_in(unit)
        if q.listed and quantity in q.behind and ("part" in rules[q.id]) == parts
    )


def find_claims(report_id: str, text: str, spans: list[tuple[int, int]]) -> list[Claim]:
    """Find the numbers a narrative states: what was disclosed, applications, reviews, fees.

    Parameters
    ----------
    report_id : str
        Goes into each claim.
    text : str
        Normalised text of the report.
    spans : list of (int, int)
        Stretches of narrative, outside tables.

    Returns
    -------
    list of Claim
        In order of place; a claim of none (未收到, 零报告) has value 0. ``approximate`` is True for
        余, 约, 不足, 左右 and their like, for 3至5件, and where 万, 千 or 百 leaves the last digits
        unsaid.

    Examples
    --------
    >>> text = "全年收到政府信息公开申请十二件。未发生行政复议。主动公开信息1.2万余条。"
    >>> [
    ...     (c.quantity, c.value, c.approximate)
    ...     for c in find_claims("r1", text, [(0, len(text))])
    ... ]
    [('received_applications', 12.0, False), ('reviews', 0.0, False), ('disclosed_items', 12000.0,
    True)]
    """
    claims: list[Claim] = []
    for start, end in spans:
        numbers = [m for m in amount_pattern().finditer(text, start, end) if _counts(m)]
        bounds = [start, *(m.end() for m in numbers)]
        last = None
        for m, floor in zip(numbers, bounds, strict=False):
            claim = (
                _read_listed(report_id, m, floor, last, parts=True)
                or _read_claim(report_id, text, m, (floor, end))
                or _read_listed(report_id, m, floor, last, parts=False)
                or _read_topic(report_id, m, (start, floor))
            )
            if claim:
                claims.append(claim)
                last = claim
        claims += _zero_claims(report_id, text, (start, end), numbers)
    return sorted(claims, key=lambda c: (c.start, c.end, c.quantity))


def _counts(m: re.Match[str]) -> bool:
    """A number that counts: no ordinal, no date, no single 一 before a measure word of speech."""
    before = m.string[m.start() - 1 : m.start()]
    return before not in _ORDINAL_LEADS and not (
        m["number"] in "一两" and m["unit"] in "个次项起条期"
    )


def _read_claim(
    report_id: str, text: str, m: re.Match[str], bounds: tuple[int, int]
) -> Claim | None:
    """Name what a number counts by the words around it; None where nothing fits."""
    floor, end = bounds
    cuts = [c.end() for c in _CLAUSE_END.finditer(text, floor, m.start())]
    clause = cuts[-1] if cuts else floor
    if len(cuts) > 1 and _LINK.match(text[clause : m.start()]):
        clause = cuts[-2]
    elif cuts and _LINK.match(text[clause : m.start()]):
        clause = floor
    ahead = text[clause : m.start()]
    if _change().search(ahead):
        return None
    most = min(end, m.end() + _MOST_BEHIND)
    stop = _CLAUSE_END.search(text, m.end(), most)
    behind = text[m.end() : stop.start() if stop else most]
    named = _name_quantity(m["unit"], ahead, behind)
    amount = read_amount(m) if named else None
    if named is None or amount is None:
        return None
    start = clause + named[1]
    quantity = _narrowed(named[0], ahead)
    start = start if quantity == named[0] else clause
    if named[0] in _outcomes():
        # 予以公开和部分公开合计39件
        joint = _joint().search(text, floor, m.start())
        if joint:
            quantity, start, clause = _TOGETHER, joint.start(), joint.start()
    before = max((cut for cut in [floor, *cuts] if cut < clause), default=clause)
    if text[clause - 1 : clause] not in "，," or clause - before > _SHORT_CLAUSE:
        before = clause
    # 市本级收到…, 上半年，收到…: whose number it is belongs to the claim.
    scope = _scope().search(text, before, start)
    return Claim(
        report_id,
        quantity,
        amount.value,
        m["unit"],
        amount.is_rough,
        scope.start() if scope else start,
        m.end(),
    )


def _read_listed(
    report_id: str, m: re.Match[str], floor: int, last: Claim | None, *, parts: bool
) -> Claim | None:
    """Name what a number counts that stands behind a claim of its list: 行政复议5件，维持3件.

    ``parts``: by what is nothing but a part of a list (国家秘密), or by all else.
    """
    text = m.string
    if last is None:
        return None
    behind = _quantities_behind(last.quantity, m["unit"], parts=parts)
    if not behind or _SENTENCE_END.search(text, last.end, m.start()):
        return None
    if not _ends_its_clause(m):
        return None
    cuts = [c.end() for c in _CLAUSE_END.finditer(text, floor, m.start())]
    first = cuts[-1] if cuts else floor
    first += len(text[first : m.start()]) - len(text[first : m.start()].lstrip("（("))
    ahead = text[first : m.start()]
    for q in behind:
        amount = read_amount(m) if q.listed and q.listed.search(ahead) else None
        if amount:
            rough = amount.is_rough
            return Claim(
                report_id, q.id, amount.value, m["unit"], rough, first, m.end()
            )
    return None


def _ends_its_clause(m: re.Match[str]) -> bool:
    """Whether nothing follows a number in its clause: 维持3件投诉 says behind what is counted."""
    following = m.string[m.end() : m.end() + 1]
    return not following or following in "）)（(" or bool(_CLAUSE_END.match(following))


def _read_topic(
    report_id: str, m: re.Match[str], bounds: tuple[int, int]
) -> Claim | None:
    """Name what a number counts where what stands before says it: 依申请公开方面，受理19件."""
    text, (start, floor) = m.string, bounds
    if m["unit"] not in _received().units or not _ends_its_clause(m):
        return None
    if not _RECEIVING.search(text, max(floor, m.start() - _LONGEST_LINK), m.start()):
        return None
    clause = _topic_says().search(text, floor, m.start())
    if clause is None:
        return None
    first = clause.start()
    amount = read_amount(m) if find_topic(text, start, first) else None
    if amount is None:
        return None
    quantity = _received().id
    rough = amount.is_rough
    return Claim(report_id, quantity, amount.value, m["unit"], rough, first, m.end())


def _narrowed(quantity: str, ahead: str) -> str:
    """Give the part of a quantity that a clause names: 本机关不掌握相关信息无法提供1件."""
    for q in _parts_of(quantity):
        if q.narrow and q.narrow.search(ahead):
            return q.id
    return quantity


@cache
def _parts_of(quantity: str) -> tuple[Quantity, ...]:
    """Parts of lists that a quantity heads."""
    rules = quantity_rules()
    return tuple(
        q
        for q in _quantities()
        if "part" in rules[q.id] and quantity in rules[q.id]["heads"]
    )


@cache
def _outcomes() -> frozenset[str]:
    """Quantities that may be counted together."""
    return frozenset(load_toml("quantities.toml")["together"]["names"])


@cache
def _joint() -> re.Pattern[str]:
    """Several outcomes, up to their number."""
    return re.compile(f"{spell('<joint>')}$")


@cache
def _received() -> Quantity:
    """What is counted where a topic alone says of what."""
    return next(q for q in _quantities() if q.id == "received_applications")


@cache
def _topic_says() -> re.Pattern[str]:
    """A clause that counts what its topic says, up to its number."""
    resource = load_toml("quantities.toml")
    lead, says = resource["sure"]["lead"], resource["topic"]["says"]
    return re.compile(rf"(?:(?<=[，,。；;：:\n])|^)(?:{lead})*{says}$")


@cache
def _change() -> re.Pattern[str]:
    """Words right ahead of a number that make it a change: 较去年减少80件 is no level."""
    return re.compile(load_toml("quantities.toml")["change"]["pattern"])


@cache
def _scope() -> re.Pattern[str]:
    """Words that point to another period or another body."""
    return re.compile(load_toml("quantities.toml")["scope"]["pattern"])


# The clauses around numbers are those of the form and of families of reports: they come again.
@lru_cache(maxsize=8192)
def _name_quantity(unit: str, ahead: str, behind: str) -> tuple[str, int] | None:
    """Name what a number counts, and where in the clause ahead of it that is said."""
    for q in _quantities_in(unit):
        if q.unless and q.unless.search(ahead + behind):
            continue
        found = q.before.search(ahead) if q.before else None
        if found:
            return q.id, found.start()
        if q.after and q.after.match(behind):
            return q.id, len(ahead)
    return None


def _zero_claims(
    report_id: str, text: str, span: tuple[int, int], numbers: list[re.Match[str]]
) -> list[Claim]:
    """Claims of none, where the sentence gives no number for the same thing."""
    out = []
    for q in _quantities():
        if q.zero is None or text.find(q.zero_word, *span) < 0:
            continue
        for m in q.zero.finditer(text, *span):
            if any(m.start() <= n.start() < m.end() + 4 for n in numbers) or (
                "\n" in m[0] or (q.unless and q.unless.search(m[0]))
            ):
                continue
            out.append(Claim(report_id, q.id, 0.0, "", False, m.start(), m.end()))
    return out
