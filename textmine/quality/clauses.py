"""Whether a clause states the whole number of its agency and year, and nothing else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from textmine.intake.columns import read_year
from textmine.resources.load import load_toml
from textmine.text.numbers.amounts import amount_pattern
from textmine.text.sentences import sentence_at

_MARKS = re.compile(r"[，,。；;：:！!？?\n（）()、]")
_WIDE_MARKS = re.compile(r"[，,。；;：:！!？?\n（）()]")
_COUNTER = re.compile(r"[一二三四五六七八九十\d]{1,3}$")
_BRACKET = re.compile(r"[（(]([^（）()]*)")
_LONGEST = 60
"""Characters of a clause; a longer one is never sure. Bounds the search, chosen by hand."""
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})(?=年)"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a claim stands: its line up to the sentence, the sentence, its place in it."""

    ahead: str
    sentence: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """The clause of the claim, with what other marks than those of clauses divide."""
        first, last = _cut(self, _WIDE_MARKS)
        return self.sentence[first:last]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose report it is: the forms of its name, whether it is a government, its year."""

    names: tuple[str, ...]
    is_government: bool
    year: int | None
    form: str

    @classmethod
    def of(cls, report: Mapping[Any, Any]) -> Owner:
        """Read a row of the frame ``reports``, which may lack columns."""
        agency, region, year = (report.get(k) for k in ("agency", "region", "year"))
        agency = agency if isinstance(agency, str) else ""
        names = {agency} if agency else set()
        if agency and isinstance(region, str) and agency.startswith(region):
            # 洛溪县财政局 also goes by 县财政局 and 财政局.
            names |= {agency[len(region) - 1 :], agency[len(region) :]}
        return cls(
            tuple(sorted((n for n in names if len(n) > 1), key=len, reverse=True)),
            agency.endswith("政府"),
            None if year is None or pd.isna(year) else int(year),
            str(report.get("form") or ""),
        )


class ClaimPlaces:
    """The stretches of the reports' narratives, to find a claim in."""

    def __init__(self, frame: pd.DataFrame | None) -> None:
        self._stretches: dict[str, list[tuple[int, str]]] = {}
        if frame is not None:
            columns = (frame["report_id"], frame["start"], frame["text"].astype(str))
            for rid, start, text in zip(*(c.tolist() for c in columns), strict=True):
                self._stretches.setdefault(rid, []).append((int(start), text))
        for stretches in self._stretches.values():
            stretches.sort()

    def around(self, claim: Mapping[Any, Any]) -> Surroundings:
        """Give the sentence of a claim; its own text where the narrative does not hold it."""
        words = str(claim["text"])
        stretches = self._stretches.get(claim["report_id"], [])
        at = bisect_right(stretches, claim["start"], key=lambda s: s[0]) - 1
        first = claim["start"] - stretches[at][0] if at >= 0 else 0
        text = stretches[at][1] if at >= 0 else ""
        if text[first : first + len(words)] != words:
            return Surroundings("", words, 0, len(words))
        last = first + len(words)
        begin, end = sentence_at(text, first)
        line = text.rfind("\n", 0, begin) + 1
        return Surroundings(
            text[line:begin], text[begin:end], first - begin, last - begin
        )


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
        ``whole``: the number of the agency and its year; ``part``: a part of it; empty where the
        words may mean something else.

    Examples
    --------
    >>> owner = Owner(("洛溪县财政局",), False, 2022, "2021")
    >>> for text in ("2022年共收到申请5件", "2021年收到申请5件", "收到低保申请5件"):
    ...     standing(
    ...         "received_applications", Surroundings("", text, 0, len(text)), owner
    ...     )
    'whole'
    ''
    ''
    """
    rule = _rules()[quantity]
    if rule.get("sure_form", owner.form) != owner.form:
        return ""
    number = next(
        (
            m
            for m in amount_pattern().finditer(place.sentence, place.start)
            if m.end() == place.end
        ),
        None,
    )
    first, last = _cut(place, _MARKS if number else _WIDE_MARKS)
    if number and not _goes_on(place.sentence[:first]):
        # 复议、诉讼案件8件: what stands before 、 belongs to it.
        first = _cut(place, _WIDE_MARKS)[0]
    if last - first > _LONGEST:
        return ""
    ahead = place.sentence[:first]
    if _is_elsewhere(place, first, last, owner):
        return ""
    names = "|".join(map(re.escape, owner.names))
    if not number:
        if quantity not in _with_none():
            return ""
        clause = _bare(place.sentence[first:last], names)
        return "whole" if _shape(quantity, "none", owner).fullmatch(clause) else ""
    before = place.sentence[first : number.start()]
    clause = _bare(f"{before}#{place.sentence[number.end() : last]}", names)
    for kind in ("sure", "bare"):
        if not rule.get(kind):
            continue
        found = _shape(quantity, kind, owner).fullmatch(clause)
        if found and (kind == "sure" or _is_about(rule["about"], place, ahead, last)):
            return "part" if found["restricted"] else "whole"
    return ""


def _cut(place: Surroundings, marks: re.Pattern[str]) -> tuple[int, int]:
    """Give the bounds of the clause around a claim."""
    cuts = [m.end() for m in marks.finditer(place.sentence, 0, place.start)]
    stop = marks.search(place.sentence, place.end)
    return cuts[-1] if cuts else 0, stop.start() if stop else len(place.sentence)


def _bare(clause: str, names: str) -> str:
    """Leave blanks out of a clause, and the agency's own name."""
    clause = re.sub(r"\s", "", clause)
    return re.sub(names, "", clause, count=1) if names else clause


def _goes_on(ahead: str) -> bool:
    """Whether what stands before 、 is a count of its own (自然人4件、) or numbers a point."""
    if not ahead.endswith("、"):
        return True
    segment = re.split(r"[，,。；;：:、（(]", ahead[:-1])[-1].strip()
    return bool(_COUNTER.match(segment) or amount_pattern().search(segment))


def _is_about(about: str, place: Surroundings, ahead: str, last: int) -> bool:
    """Whether a sentence is about the object that a clause leaves unsaid, and no other."""
    passed = re.sub(_word("passes"), "", ahead)
    return bool(
        re.search(about, place.sentence[:last])
        and not re.search(_word("other"), passed)
    )


def _is_elsewhere(place: Surroundings, first: int, last: int, owner: Owner) -> bool:
    """Whether a sentence speaks of another time, another body, a part or a plan."""
    ahead = re.sub(_word("passes"), "", place.sentence[:first])
    for name in owner.names:
        ahead = ahead.replace(name, "")
    if re.search(_word("elsewhere"), ahead):
        return True
    before = re.split(r"[，,；;]", ahead.rstrip("，,、：:（("))[-1]
    behind = _BRACKET.match(place.sentence[last:])
    inside = behind[1] if behind else ""
    if re.search(_word("channel"), before):
        return True
    if re.search(f"{_word('elsewhere')}|含|包括", inside) and "其中" not in inside[:2]:
        return True
    # 收到申请52件，均为2021年收到
    explained = re.match(
        r"，(?:均|全部|都|皆)?[为是系属][^，。；]*", place.sentence[last:]
    )
    later = inside + (explained[0] if explained else "")
    if explained and re.search(_word("elsewhere"), explained[0]):
        return True
    clause = place.sentence[first:last]
    years = _years(ahead + clause + later)
    if any(year != owner.year for year in years):
        return True
    if years or re.search(_word("told"), ahead + clause):
        return False
    # 2021年，… 。收到申请5件: the sentence before has said of when.
    line = re.sub(_word("passes"), "", place.ahead)
    named = list(_YEAR.finditer(line))
    told = max((m.end() for m in re.finditer(_word("told"), line)), default=-1)
    past = max((m.end() for m in re.finditer("去年|上年|上一年", line)), default=-1)
    if named and named[-1].end() > told:
        if read_year(named[-1][1]) != owner.year:
            return True
        told = named[-1].end()
    return past > told


def _years(words: str) -> set[int | None]:
    """Years that words name."""
    words = re.sub(_word("passes"), "", words)
    return {read_year(m[1]) for m in _YEAR.finditer(words)}


@cache
def _rules() -> dict[str, Mapping[str, Any]]:
    """Quantities of the resource by id."""
    return {q["id"]: q for q in load_toml("quantities.toml")["quantity"]}


@cache
def _with_none() -> frozenset[str]:
    """Quantities with clauses of zero."""
    return frozenset(q for q, rule in _rules().items() if "none" in rule)


def _word(name: str) -> str:
    """Pattern of the resource."""
    return f"(?:{load_toml('quantities.toml')['sure'][name]})"


def _shape(quantity: str, kind: str, owner: Owner) -> re.Pattern[str]:
    """Pattern of the clauses that surely state a quantity."""
    return _compiled_shape(quantity, kind, owner.is_government)


@cache
def _compiled_shape(quantity: str, kind: str, is_government: bool) -> re.Pattern[str]:
    """Compile lead, wordings and tail; what names a region is a government's alone."""
    words = load_toml("quantities.toml")["sure"]
    wordings = _rules()[quantity][kind]
    if kind == "none":
        wordings = [words[name] for name in wordings]
    lead = words["lead"] + (f"|{words['government']}" if is_government else "")
    pattern = "|".join(f"(?:{_spell(w)})" for w in wordings)
    return re.compile(
        rf"(?:{lead})*(?P<restricted>{words['restricted']})?(?:{lead})*(?:{pattern})"
        rf"{words['tail']}"
    )


def _spell(wording: str) -> str:
    """Put the patterns of [sure.parts] in the place of their names."""
    parts = load_toml("quantities.toml")["sure"]["parts"]
    while found := re.search("<([a-z]+)>", wording):
        wording = wording.replace(found[0], f"(?:{parts[found[1]]})")
    return wording
