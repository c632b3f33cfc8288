"""Numbers that the narrative states, and what they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from textmine.resources.load import load_pattern, load_toml
from textmine.resources.quantities import (
    find_topic,
    quantity_of_topic,
    quantity_rules,
    spell,
)
from textmine.schema import Claim
from textmine.text.numbers.amounts import amount_pattern, read_amount
from textmine.text.numbers.respective import NamedNumber, find_respective
from textmine.text.numbers.steps import NumberStep, find_steps, starts_step

_CLAUSE_END = re.compile(r"[，,。；;：:！!？?\n、]")
_CUTS = 3
"""Ends of clauses ahead of a number that are looked at: of its own clause, and of two before."""
_NEAR = 120
"""Characters ahead of a number in which these mostly stand; farther ones cost more."""
_SENTENCE_END = re.compile(r"[。！!？?\n]")
_MOST_BEHIND = 60
"""Characters behind a number that are looked at, where no mark ends its clause before."""
_SHORT_CLAUSE = 13
"""Characters, mark included, of a clause that may say when or where for the next one
(自2008年条例施行以来，); a longer one is a statement of its own. Chosen by hand."""
_CUES = ("before", "after", "zero", "unless", "listed", "narrow", "trails")
_TOGETHER = "outcomes_together"
_RECEIVED = "received_applications"
_DISPUTES = ("reviews", "lawsuits")
_REVIEWS_AND = re.compile("(?:行政)?复议(?:申请|案件)?[、和及与或](?:提起)?$")
_NEITHER = re.compile("复议(?:申请|案件)?[和及与或](?:提起)?(?:行政)?诉讼")
"""Reviews and lawsuits; of both together a number is that of neither, but for 0."""
_SECTION = "applications"
"""The section that is about nothing but applications: 收到5件 needs no object there."""
_LONGEST_SAYING = 24
"""Characters of a clause that leaves to its topic what it counts; longer ones are not searched."""
_OTHER_REACH = 48
"""Characters ahead of such a clause in which another object may stand; chosen by hand."""
_OPENING = re.compile(r"\s*(?:其中|另有|还有|另|有|共)?[，：:]?")
_ORDINAL_LEADS = frozenset("第每〔[号")
_LINK = re.compile(
    r"^(?:其中|共|共计|合计|总计|分别|为|有|达|计|累计|全年|本年度|[（(])*$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number can count: units; words ahead of it, behind it, for zero, and against it.

    Short words say it beside a claim of its list, before the number (``listed``) or behind it
    (``trails``), or make a claim of the head of its list one of itself (``narrow``).
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
    trails: re.Pattern[str] | None


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
def _quantities_behind(quantity: str, unit: str) -> tuple[Quantity, ...]:
    """Quantities in a unit that may be listed behind a claim of another, mere parts first."""
    rules = quantity_rules()
    behind = [q for q in _quantities_in(unit) if quantity in q.behind]
    return tuple(sorted(behind, key=lambda q: "part" not in rules[q.id]))


@cache
def _quantities_among(unit: str) -> tuple[Quantity, ...]:
    """Quantities in a unit that are parts of applications, whatever stands ahead of them."""
    rules = quantity_rules()
    kinds = load_toml("quantities.toml")["lists"]["applications"]
    among = [q for q in _quantities_in(unit) if rules[q.id].get("among") in kinds]
    return tuple(among)


def find_claims(
    report_id: str,
    text: str,
    spans: list[tuple[int, int]],
    *,
    sections: Sequence[str] = (),
) -> list[Claim]:
    """Find the numbers a narrative states: what was disclosed, applications, reviews, fees.

    Parameters
    ----------
    report_id : str
        Goes into each claim.
    text : str
        Normalised text of the report.
    spans : list of (int, int)
        Stretches of narrative, outside tables.
    sections : sequence of str
        Label of the section of each stretch, where they are known: in that of applications 收到5件
        counts these.

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
    labels = sections or [""] * len(spans)
    for (start, end), section in zip(spans, labels, strict=True):
        numbers = [m for m in amount_pattern().finditer(text, start, end) if _counts(m)]
        levels = [m for m in numbers if not starts_step(text, m.start(), m.end())]
        bounds = [start, *(m.end() for m in levels)]
        names = find_respective(text, start, end)
        steps = find_steps(text, start, end)
        last = None
        for m, floor in zip(levels, bounds, strict=False):
            cuts, behind = _last_cuts(m, floor), _behind(m, end)
            first = _opens(m, cuts[-1] if cuts else floor)
            beside = _beside(m, last) + _headless(m, (start, first), section)
            several = _read_respective(report_id, m, names.get(m.end(), ()), beside)
            claim = (
                several[-1]
                if several
                else _read_step(report_id, m, steps[m.end()], floor)
                if m.end() in steps
                else (
                    _read_trailed(report_id, m, first, behind, beside)
                    or _read_listed(report_id, m, first, beside)
                    or _read_claim(report_id, m, floor, cuts, behind)
                    or _read_topic(report_id, m, (start, first), section)
                )
            )
            if claim:
                claims += several or [claim, *_both_none(text, claim)]
                last = claim
        claims += _zero_claims(report_id, text, (start, end), numbers)
    return sorted(claims, key=lambda c: (c.start, c.end, c.quantity))


def _both_none(text: str, claim: Claim) -> list[Claim]:
    """Give the claim of none of the other beside that of one: 行政复议、行政诉讼0件."""
    if claim.quantity not in _DISPUTES or claim.value:
        return []
    near = max(0, claim.start - _NEAR)
    if _NEITHER.search(text, claim.start, claim.end):
        start = claim.start
    elif both := _REVIEWS_AND.search(text, near, claim.start):
        start = both.start()
    else:
        return []
    other = _DISPUTES[claim.quantity == "reviews"]
    return [claim._replace(quantity=other, start=start)]


def _last_cuts(m: re.Match[str], floor: int) -> list[int]:
    """Give the last places ahead of a number where a clause ends, three where there are."""
    text, near = m.string, max(floor, m.start() - _NEAR)
    cuts = [c.end() for c in _CLAUSE_END.finditer(text, near, m.start())]
    if len(cuts) < _CUTS and near > floor:
        cuts = [c.end() for c in _CLAUSE_END.finditer(text, floor, m.start())]
    return cuts[-_CUTS:]


def _counts(m: re.Match[str]) -> bool:
    """A number that counts: no ordinal, no date, no single 一 before a measure word of speech."""
    before = m.string[max(0, m.start() - 2) : m.start()]
    is_speech = m["number"] in "一两" and m["unit"] in "个次项起条期"
    # 行政复议两起 counts, 两起一伏 does not.
    is_case = m["unit"] == "起" and before in ("复议", "诉讼")
    return before[-1:] not in _ORDINAL_LEADS and (is_case or not is_speech)


def _read_claim(
    report_id: str, m: re.Match[str], floor: int, cuts: list[int], behind: str
) -> Claim | None:
    """Name what a number counts by the words around it; None where nothing fits."""
    text = m.string
    clause = opened = cuts[-1] if cuts else floor
    if cuts and _LINK.match(text[clause : m.start()]):
        # 3件无法提供，有2件按信访处理: what stands behind the number before is its own.
        clause = cuts[-2] if len(cuts) > 1 else clause if behind else floor
    ahead = text[clause : m.start()]
    # 较去年减少80件 is no level, 每日更新6条 is one of each day.
    if any(
        load_pattern("quantities.toml", key, "pattern").search(ahead)
        for key in ("change", "each")
    ):
        return None
    named = _name_quantity(m["unit"], ahead, behind) or _asked(m["unit"], ahead)
    if named is None or _is_of_contacts(text, clause, ahead):
        return None
    if _is_property(text, clause, named[0]):
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
    crossed = _SENTENCE_END.search(text, start, m.start())
    if crossed and (crossed[0] != "\n" or find_topic(text, floor, opened)):
        # （一）行政复议情况。共5件: named by the sentence before, and stands in its own.
        start = before = opened
    # 市本级收到…, 上半年，收到…: whose number it is belongs to the claim.
    scope = load_pattern("quantities.toml", "scope", "pattern").search(
        text, before, start
    )
    # 上年没有结转 points nowhere.
    passes = load_pattern("quantities.toml", "sure", "passes")
    if scope and passes.match(text, scope.start()):
        scope = None
    return _make_claim(report_id, quantity, m, scope.start() if scope else start)


def _make_claim(
    report_id: str, quantity: str, m: re.Match[str], start: int
) -> Claim | None:
    """Make a claim of a number and what it counts; None where it cannot be told (三四件)."""
    amount = read_amount(m)
    if amount is None:
        return None
    rough = amount.is_rough
    return Claim(report_id, quantity, amount.value, m["unit"], rough, start, m.end())


def _read_step(
    report_id: str, m: re.Match[str], step: NumberStep, floor: int
) -> Claim | None:
    """Name what a number counts that another led to: 申请由上年的135件增加到160件."""
    cuts = [c.end() for c in _CLAUSE_END.finditer(m.string, floor, step.start)]
    clause = cuts[-1] if cuts else floor
    name = m.string[clause : step.start]
    named = _name_quantity(m["unit"], name, "")
    asked = _applications().search(name)
    if asked and (named is None or asked.start() < named[1]):
        # 依申请公开 is none of what was disclosed.
        named = _RECEIVED, asked.start()
    return _make_claim(report_id, named[0], m, clause + named[1]) if named else None


def _read_listed(
    report_id: str, m: re.Match[str], first: int, beside: Sequence[Quantity]
) -> Claim | None:
    """Name what a number counts that stands in a list: 行政复议5件，维持3件."""
    if not beside or not _ends_its_clause(m):
        return None
    ahead = m.string[first : m.start()]
    listed = (q.id for q in beside if q.listed and q.listed.search(ahead))
    quantity = next(listed, "")
    return _make_claim(report_id, quantity, m, first) if quantity else None


def _beside(m: re.Match[str], last: Claim | None) -> tuple[Quantity, ...]:
    """Quantities that a number may count by its list, where its sentence holds a claim ahead."""
    if last is None or _SENTENCE_END.search(m.string, last.end, m.start()):
        return ()
    return _quantities_behind(last.quantity, m["unit"])


def _headless(
    m: re.Match[str], bounds: tuple[int, int], section: str
) -> tuple[Quantity, ...]:
    """Quantities that a number may count without a head: by its section (applications) or topic."""
    start, first = bounds
    topic = quantity_of_topic(find_topic(m.string, start, first))
    if topic in _DISPUTES:
        # 行政诉讼：结果维持4件
        return _quantities_behind(topic, m["unit"])
    if section != _SECTION or _is_of_other(m.string, start, first):
        return ()
    return _quantities_among(m["unit"])


def _is_of_other(text: str, start: int, at: int) -> bool:
    """Whether another object than information stands shortly ahead of a clause."""
    other = load_pattern("quantities.toml", "sure", "other")
    return other.search(text, max(start, at - _OTHER_REACH), at) is not None


def _ends_its_clause(m: re.Match[str]) -> bool:
    """Whether nothing follows a number in its clause: 维持3件投诉 says behind what is counted."""
    following = m.string[m.end() : m.end() + 1]
    return not following or following in "）)（(" or bool(_CLAUSE_END.match(following))


def _behind(m: re.Match[str], end: int) -> str:
    """Give what stands behind a number in its clause."""
    most = min(end, m.end() + _MOST_BEHIND)
    stop = _CLAUSE_END.search(m.string, m.end(), most)
    return m.string[m.end() : stop.start() if stop else most]


def _read_respective(
    report_id: str,
    m: re.Match[str],
    named: Sequence[NamedNumber],
    beside: Sequence[Quantity],
) -> list[Claim]:
    """Name what a number counts behind several names: 复议、诉讼分别为3件、1件, 复议、诉讼各1件."""
    part = _part_of_all(named)
    quantities = [
        _quantity_named(one.name.removesuffix(part) + part, m["unit"], beside)
        for one in named
    ]
    if not all(quantities) or (len(named) > 1 and not _are_apart(quantities, m)):
        return []
    # 各1件 is one number of several names: the claim of each begins at its own.
    starts = [one.start if len(named) > 1 else m.start() for one in named]
    claims = (
        _make_claim(report_id, quantity, m, start)
        for quantity, start in zip(quantities, starts, strict=True)
    )
    return [claim for claim in claims if claim]


def _part_of_all(named: Sequence[NamedNumber]) -> str:
    """Give the part that the last name of a list says of all: 行政复议、行政诉讼维持."""
    shared = load_pattern("quantities.toml", "lists", "shared")
    found = shared.search(named[0].last) if named else None
    return found["part"] if found else ""


def _quantity_named(name: str, unit: str, beside: Sequence[Quantity]) -> str:
    """Give what a name of a list counts; empty where nothing fits."""
    listed = (q.id for q in beside if q.listed and q.listed.search(name))
    counted = _name_quantity(unit, name, "")
    return next(listed, counted[0] if counted else "")


def _are_apart(quantities: list[str], m: re.Match[str]) -> bool:
    """Whether each of several names counts a thing of its own, and all are of one list.

    商业秘密、个人隐私各1件 are two of one thing; 复议、诉讼维持各1件 counts no reviews.
    """
    kinds = {quantity_rules()[quantity].get("among") for quantity in quantities}
    is_each_own = len(set(quantities)) == len(quantities)
    return is_each_own and len(kinds) == 1 and _ends_its_clause(m)


def _read_trailed(
    report_id: str,
    m: re.Match[str],
    first: int,
    behind: str,
    beside: Sequence[Quantity],
) -> Claim | None:
    """Name what a number counts that opens its clause: 2件涉及国家秘密, 5件予以公开."""
    if not behind.strip("的 ") or not _OPENING.fullmatch(m.string, first, m.start()):
        return None
    trailed = (q.id for q in beside if q.trails and q.trails.search(behind))
    named = _name_quantity(m["unit"], "", behind)
    quantity = next(trailed, named[0] if named else "")
    return _make_claim(report_id, quantity, m, first) if quantity else None


def _opens(m: re.Match[str], floor: int) -> int:
    """Where the clause of a number begins that is cut at a place: behind what opens there."""
    ahead = m.string[floor : m.start()]
    return m.start() - len(ahead.lstrip("（("))


def _read_topic(
    report_id: str, m: re.Match[str], bounds: tuple[int, int], section: str
) -> Claim | None:
    """Name what a number counts where what stands before says it: 依申请公开方面，受理19件."""
    text, (start, first) = m.string, bounds
    if m.start() - first > _LONGEST_SAYING or not _ends_its_clause(m):
        return None
    quantity = quantity_of_topic(find_topic(text, start, first))
    if not quantity and section == _SECTION:
        quantity = "" if _is_of_other(text, start, first) else _RECEIVED
    if not quantity or m["unit"] not in quantity_rules()[quantity]["units"]:
        return None
    says = _says(quantity).fullmatch(text, first, m.start())
    return _make_claim(report_id, quantity, m, first) if says else None


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
def _says(quantity: str) -> re.Pattern[str]:
    """A clause that counts what its topic says, up to its number."""
    resource = load_toml("quantities.toml")
    lead, says = resource["sure"]["lead"], resource["topic"]["says"][quantity]
    return re.compile(rf"\s*(?:{lead})*{says}")


@cache
def _applications() -> re.Pattern[str]:
    """Words for applications, ahead of what leads from a number of them to another."""
    return re.compile(spell(load_toml("quantities.toml")["step"]["applications"]))


def _is_of_contacts(text: str, clause: int, ahead: str) -> bool:
    """Whether a clause without an object follows a number of letters: 来信71件，办结71件."""
    if "申请" in ahead or "公开" in ahead:
        return False
    near = max(0, clause - _OTHER_REACH)
    contacts = load_pattern("quantities.toml", "contacts", "pattern")
    return contacts.search(text, near, clause) is not None


def _is_property(text: str, clause: int, quantity: str) -> bool:
    """Whether an outcome is one of the properties of documents: 依申请公开33条、不予公开1条."""
    words = load_toml("quantities.toml")["properties"]
    near = max(0, clause - _NEAR)
    pattern = load_pattern("quantities.toml", "properties", "pattern")
    return quantity in words["not"] and bool(pattern.search(text, near, clause))


def _asked(unit: str, ahead: str) -> tuple[str, int] | None:
    """Read a clause that counts applications by itself: 依申请公开3次."""
    units = load_toml("quantities.toml")["asked"]["units"]
    pattern = load_pattern("quantities.toml", "asked", "pattern")
    is_all = unit in units and pattern.fullmatch(ahead)
    return (_RECEIVED, ahead.index("依申请公开")) if is_all else None


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
