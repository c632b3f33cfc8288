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
    """Where a claim stands: its line up to the sentence, the sentence, its place in it.

    ``section`` is the label of the section, where it is known.
    """

    ahead: str
    sentence: str
    start: int
    end: int
    section: str = ""

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
        self._stretches: dict[str, list[tuple[int, str, str]]] = {}
        if frame is not None:
            frame = frame if "section" in frame else frame.assign(section="")
            names = ("report_id", "start", "text", "section")
            columns = (frame[name].tolist() for name in names)
            for rid, start, text, section in zip(*columns, strict=True):
                stretch = (int(start), str(text), str(section))
                self._stretches.setdefault(rid, []).append(stretch)
        for stretches in self._stretches.values():
            stretches.sort()

    def around(self, claim: Mapping[Any, Any]) -> Surroundings:
        """Give the sentence of a claim; its own text where the narrative does not hold it."""
        words = str(claim["text"])
        stretches = self._stretches.get(claim["report_id"], [])
        at = bisect_right(stretches, claim["start"], key=lambda s: s[0]) - 1
        first = claim["start"] - stretches[at][0] if at >= 0 else 0
        _, text, section = stretches[at] if at >= 0 else (0, "", "")
        if text[first : first + len(words)] != words:
            return Surroundings("", words, 0, len(words))
        last = first + len(words)
        begin, end = sentence_at(text, first)
        line = text.rfind("\n", 0, begin) + 1
        return Surroundings(
            text[line:begin],
            text[begin:end],
            first - begin,
            last - begin,
            section,
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
        ``whole``: the number of the agency and its year; ``part``: a part of it; ``listed``: its
        clause counts nothing else, but only its neighbours can tell of which applications or cases;
        empty where the words may mean something else.

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
    first, last = _cut(place, _MARKS if number else _WIDE_MARKS)
    if number and not _goes_on(place.sentence[:first]):
        # 复议、诉讼案件8件: what stands before 、 belongs to it.
        first = _cut(place, _WIDE_MARKS)[0]
    if last - first > _LONGEST:
        return ""
    ahead = place.sentence[:first]
    where = _look_elsewhere(rule, place, first, last, owner)
    if where == "elsewhere":
        return ""
    names = "|".join(map(re.escape, owner.names))
    if not number:
        if quantity not in _with_none() or where:
            return ""
        clause = _bare(place.sentence[first:last], names)
        return "whole" if _shape(quantity, "none", owner).fullmatch(clause) else ""
    before = place.sentence[first : number.start()]
    clause = _bare(f"{before}#{place.sentence[number.end() : last]}", names)
    clause = re.sub("^(?:其中|含|包括|包含|另有|还有|另)[，：]?", "", clause)
    for kind in ("sure", "bare"):
        if not rule.get(kind):
            continue
        found = _shape(quantity, kind, owner).fullmatch(clause)
        if not found:
            continue
        if found["restricted"]:
            return "" if where else "part"
        if kind == "bare" and not _is_about(rule, place, ahead, last):
            return "listed"
        return "listed" if where else "whole"
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


def _is_about(
    rule: Mapping[str, Any], place: Surroundings, ahead: str, last: int
) -> bool:
    """Whether a sentence is about the object that a clause leaves unsaid, and no other."""
    passed = re.sub(_word("passes"), "", ahead)
    said = load_toml("quantities.toml")["sure"]["sections"].get(place.section, "")
    return bool(
        re.search(rule["about"], said + place.sentence[:last])
        and not re.search(rule.get("other") or _word("other"), passed)
    )


def _look_elsewhere(
    rule: Mapping[str, Any], place: Surroundings, first: int, last: int, owner: Owner
) -> str:
    """Tell whether a sentence speaks of another time, another body or a plan, or of a part.

    Returns ``elsewhere``, ``part`` or nothing. A clause that names the report's year, or the
    agency, takes back what was said ahead of another: 2021年收到5件，2022年收到8件.
    """
    ahead = re.sub(_word("passes"), "", place.sentence[:first])
    for name in owner.names:
        ahead = ahead.replace(name, "")
    clause = place.sentence[first:last]
    opened = re.sub("^其中[，：]?", "", clause)
    is_dated = bool(re.match(_word("told"), opened)) or (
        owner.year is not None and opened.startswith(f"{owner.year}年")
    )
    is_ours = bool(re.search(_word("ours"), clause)) or any(
        name in clause for name in owner.names
    )
    of_time, of_body = (re.search(_word(w), ahead) for w in ("time", "body"))
    if (of_time and not is_dated) or (of_body and not is_ours):
        return "elsewhere"
    # 全系统收到213件，其中我局收到46件: a part of another's number is the whole of the own one.
    is_whole_again = (of_time and is_dated) or (of_body and is_ours)
    before = re.split(r"[，,；;]", ahead.rstrip("，,、：:（("))[-1]
    behind = _BRACKET.match(place.sentence[last:])
    inside = behind[1] if behind else ""
    # 自然人38件，法人或其他组织8件: applicants beside applicants are a list.
    is_list = rule.get("among") == "applicants" and amount_pattern().search(before)
    if re.search(_word("channel"), before) and not is_list:
        return "elsewhere"
    added = re.sub(_word("passes"), "", inside)
    if (
        re.search(f"{_word('part')}|{_word('time')}|{_word('body')}|含|包括", added)
        and "其中" not in inside[:2]
    ):
        return "elsewhere"
    # 收到申请52件，均为2021年收到
    explained = re.match(
        r"，(?:均|全部|都|皆)?[为是系属][^，。；]*", place.sentence[last:]
    )
    later = inside + (explained[0] if explained else "")
    if explained and re.search(
        f"{_word('part')}|{_word('time')}|{_word('body')}", explained[0]
    ):
        return "elsewhere"
    if re.search(_word("apart"), place.sentence[last:]):
        return "elsewhere"
    if not is_dated and _is_of_other_year(place, ahead, clause, later, owner):
        return "elsewhere"
    if is_dated and any(y != owner.year for y in _years(clause + later, owner)):
        return "elsewhere"
    if re.match("其中|含|包括|包含", clause) or re.search(_word("part"), ahead):
        return "" if is_whole_again else "part"
    return ""


def _is_of_other_year(
    place: Surroundings, ahead: str, clause: str, later: str, owner: Owner
) -> bool:
    """Whether the nearest year that was told, in the sentence or its line, is not the report's."""
    years = _years(ahead + clause + later, owner)
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


def _years(words: str, owner: Owner) -> set[int | None]:
    """Years that words name, without those between which applications were carried over."""
    words = re.sub(_word("passes"), "", words)
    if owner.year is not None:
        words = re.sub(f"{owner.year - 1}年度?(?=结转|转入|遗留)", "", words)
        words = re.sub(
            f"(?:结转|转入?|延|留)(?:至|到|待)?{owner.year + 1}年", "", words
        )
    return {read_year(m[1]) for m in _YEAR.finditer(words)}


@cache
def quantity_rules() -> dict[str, Mapping[str, Any]]:
    """Quantities of the resource by id."""
    return {q["id"]: q for q in load_toml("quantities.toml")["quantity"]}


@cache
def _with_none() -> frozenset[str]:
    """Quantities with clauses of zero."""
    return frozenset(q for q, rule in quantity_rules().items() if "none" in rule)


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
    wordings = quantity_rules()[quantity][kind]
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
