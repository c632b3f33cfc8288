"""Changes that the narrative states (较上年增长25%), against the year before's report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame, take_reports
from textmine.quality.cells import CELL_COLUMNS, make_grid
from textmine.quality.claims.check import judge_claims
from textmine.quality.claims.clauses import is_last_year
from textmine.quality.claims.judged import Ground, JudgedClaim, group_by_sentence
from textmine.quality.claims.lists import is_sure
from textmine.quality.claims.places import CLAUSE_END
from textmine.quality.claims.precision import AROUND, FAR_OFF
from textmine.quality.claims.ratios import ROUGH_PLACE, WHOLE
from textmine.quality.claims.readings import plain_at
from textmine.quality.identities import TOLERANCE
from textmine.quality.years import find_consecutive, is_explained
from textmine.resources.load import load_pattern, load_toml
from textmine.schema import frame_columns, make_frame
from textmine.stats.groups import find_versions
from textmine.text.numbers.amounts import amount_pattern, read_amount
from textmine.text.numbers.numerals import last_place, parse_number
from textmine.text.numbers.steps import find_steps
from textmine.text.sentences import sentence_at

_TOLD = re.compile(r"(?<=\d[件宗份起条][，,（(])")
"""Where a number with its mark has just been told: 收到申请160件，由上年的135件增加到160件."""


@dataclass(frozen=True, slots=True)
class StatedChange:
    """A change that a sentence states.

    Parameters
    ----------
    report_id : str
        Whose narrative it stands in.
    by : float
        By how much, below 0 where it is less: in cases, or in hundredths of the year before.
    is_share : bool
        Whether it is in hundredths.
    room : float
        How far off it may be, in the same unit.
    start, end : int
        Where in the report its words begin and end.
    after : int
        Where in the report the number ends that changed.
    sentence : int
        Where in the report its sentence begins.
    """

    report_id: str
    by: float
    is_share: bool
    room: float
    start: int
    end: int
    after: int
    sentence: int


@dataclass(frozen=True, slots=True)
class _Step:
    """A number of the year before, and the one of this year.

    ``is_same``: whether the tables of both years count it alike.
    """

    name: str
    before: float
    now: float
    is_same: bool

    def by(self, *, is_share: bool) -> float:
        """How much more it is now, in hundredths of the year before or in cases."""
        more = self.now - self.before
        return more / self.before * WHOLE if is_share else more

    def __str__(self) -> str:
        """As ``expected`` shows it."""
        return f"{self.name} {self.before:g}→{self.now:g}"


@check_arguments
def check_changes(
    claims: pd.DataFrame,
    tables: pd.DataFrame,
    reports: pd.DataFrame,
    narrative: pd.DataFrame,
) -> pd.DataFrame:
    """Compare the changes that narratives state with the agency's report of the year before.

    收到申请50件，较上年增长25% says two things: 50, which ``check_claims`` compares, and 40 a year
    ago. The change is compared where its number surely is its cell's, and the report of the year
    before is there: with every reading of the quantity in it, and with the numbers that its
    narrative gives. So is a change from the one number to the other (由上年的40件增加到50件).
    It passes where one gives the change, up to 1 in its last digit; it FAILS
    where none does, both tables count alike, and what was carried over is what the year before
    left: both count the same bodies. It is UNCERTAIN where a year has several reports, or where
    either narrative tells of figures put right.

    Parameters
    ----------
    claims, tables, reports, narrative : DataFrame
        The frames of these names; ``reports`` needs ``agency`` and ``year``.

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``, named ``claim_change``, with a row for each change that can be compared:
        ``expected`` shows both years, ``evidence`` names the earlier report.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    This library's own rule: growth is told against the published number of the year before.

    Examples
    --------
    >>> cell = {
    ...     "table": "3",
    ...     "row_label": "",
    ...     "column_label": "",
    ...     "column": 6,
    ...     "state": "VALUE",
    ... }
    >>> cells = [
    ...     {
    ...         **cell,
    ...         "report_id": year,
    ...         "row": row,
    ...         "value": value,
    ...         "start": 0,
    ...         "end": 1,
    ...     }
    ...     for year, value in (("2021", 40), ("2022", 50))
    ...     for row, value in ((0, value), (1, 0), (23, value), (24, 0))
    ... ]
    >>> text = "收到政府信息公开申请50件，同比增长52%"
    >>> claim = {"report_id": "2022", "quantity": "received_applications", "value": 50}
    >>> claim |= {
    ...     "unit": "件",
    ...     "approximate": False,
    ...     "start": 0,
    ...     "end": 13,
    ...     "text": text[:13],
    ... }
    >>> reports = pd.DataFrame(
    ...     {"report_id": ["2021", "2022"], "agency": "甲局", "year": [2021, 2022]}
    ... )
    >>> checks = check_changes(
    ...     make_frame("claims", [claim]),
    ...     make_frame("tables", cells),
    ...     reports.assign(agency="甲局"),
    ...     pd.DataFrame({"report_id": ["2022"], "start": [0], "text": [text]}),
    ... )
    >>> checks[["status", "found"]].values.tolist()
    [['FAIL', '+52%']]
    """
    claims = take_frame(claims, frame_columns("claims"), what="claims")
    reports = take_reports(reports, ["agency", "year"])
    needed = ["report_id", "start", "text"]
    narrative = take_frame(narrative, needed, what="narrative")
    earlier_of = _earlier_of(reports)
    told = narrative[narrative["report_id"].isin(list(earlier_of))]
    changes = list(_find_changes(told, _years_of(reports)))
    # Few reports tell of a change: the tables of the others are not looked at.
    later = {change.report_id for change in changes}
    here = [*later, *(earlier_of[report_id] for report_id in later)]
    claims, tables, known, narrative = (
        frame[frame["report_id"].isin(here)]
        for frame in (
            claims,
            take_frame(tables, CELL_COLUMNS, what="tables"),
            reports,
            narrative,
        )
    )
    if not changes:
        return make_frame("checks", [])
    grid = make_grid(tables, known)
    near = _claims_near(claims, changes)
    ground = Ground.of(grid, known, narrative)
    beside = group_by_sentence(judge_claims(near, ground))
    years_before = _YearsBefore(ground, claims, earlier_of)
    revised = is_explained(grid, narrative, "revised")
    doubtful = {one for ids in find_versions(reports) for one in ids}
    doubtful |= set(np.array(grid.report_ids, object)[revised])
    rows = []
    for change in changes:
        claims_near = beside.get((change.report_id, change.sentence), [])
        row = _judge(change, claims_near, years_before)
        if row:
            rows.append(_excused(row, doubtful, earlier_of[change.report_id]))
    return ground.to_frame(rows)


def _earlier_of(reports: pd.DataFrame) -> dict[str, str]:
    """Report of the year before, of each report whose agency has one."""
    ids = reports["report_id"].astype(str).to_numpy(object)
    earlier, later = find_consecutive(reports)
    return dict(zip(ids[later], ids[earlier], strict=True))


class _YearsBefore:
    """What the reports of the year before say of a quantity, in cells and in words."""

    def __init__(
        self, ground: Ground, claims: pd.DataFrame, earlier_of: Mapping[str, str]
    ) -> None:
        at = ground.at
        self._earlier_of = earlier_of
        self._before = {
            at[later]: at[earlier]
            for later, earlier in earlier_of.items()
            if later in at and earlier in at
        }
        self._sums = ground.sums
        columns = (claims["report_id"], claims["quantity"], claims["value"])
        self._told: dict[tuple[str, str], set[float]] = {}
        for report_id, quantity, value in zip(*columns, strict=True):
            if pd.notna(value):
                self._told.setdefault((report_id, quantity), set()).add(float(value))

    def id_of(self, report_id: str) -> str:
        """Report of the year before."""
        return self._earlier_of[report_id]

    def steps(self, claim: JudgedClaim) -> list[_Step]:
        """Give each reading of the year before, to the number stated now; none where blank."""
        sums = self._sums[claim.quantity]
        now = {r.name for r in plain_at(sums, claim.report)}
        readings = plain_at(sums, self._before[claim.report])
        if not all(r.known for r in readings):
            return []
        return [
            _Step(r.name, r.value, claim.value, is_same=r.name in now) for r in readings
        ]

    def is_continued(self, claim: JudgedClaim) -> bool:
        """Whether what was carried over is what the year before left."""
        left = plain_at(self._sums["carried_forward"], self._before[claim.report])
        taken = plain_at(self._sums["carried_over"], claim.report)
        if not left or not taken or not (left[0].known and taken[0].known):
            return False
        return abs(left[0].value - taken[0].value) < TOLERANCE

    def told(self, claim: JudgedClaim) -> list[_Step]:
        """Give each number that the narrative of the year before tells, to the one stated now."""
        numbers = self._told.get((self.id_of(claim.report_id), claim.quantity), set())
        return [_Step("", n, claim.value, is_same=True) for n in sorted(numbers)]


def _judge(
    change: StatedChange, near: list[JudgedClaim], years_before: _YearsBefore
) -> dict[str, Any] | None:
    """Judge one change beside the claims of its sentence; None where nothing can be said of it."""
    changed = [one for one in near if one.end == change.after]
    if len(changed) != 1:
        # 复议、诉讼各5件，较上年增加2件: each of them, or both?
        return None
    claim = changed[0]
    if claim.quantity not in _words()["of"] or not is_sure(claim, near):
        return None
    # Nothing grows from none by a share.
    steps = [s for s in years_before.steps(claim) if s.before or not change.is_share]
    told = [s for s in years_before.told(claim) if s.before or not change.is_share]
    match = next((s for s in steps if _fits(change, s)), None)
    if not steps or (match is None and any(_fits(change, s) for s in told)):
        return None
    if match:
        status, evidence = "PASS", f"is {match.name}"
    elif not all(s.is_same for s in steps):
        status, evidence = "UNCERTAIN", "the tables of the two years count otherwise"
    elif not years_before.is_continued(claim):
        status, evidence = "UNCERTAIN", "what was carried over does not meet either"
    else:
        status, evidence = "FAIL", "is no change of these cells"
    return {
        "report_id": change.report_id,
        "check": "claim_change",
        "status": status,
        "expected": "; ".join(dict.fromkeys(map(str, steps))),
        "found": f"{change.by:+g}{'%' if change.is_share else ''}",
        "start": change.start,
        "end": change.end,
        "evidence": f"{evidence}, against {years_before.id_of(claim.report_id)}",
    }


def _fits(change: StatedChange, step: _Step) -> bool:
    """Whether a change is that of a quantity."""
    off = step.by(is_share=change.is_share) - change.by
    return abs(off) <= change.room + TOLERANCE


def _excused(row: dict[str, Any], doubtful: set[str], earlier: str) -> dict[str, Any]:
    """Take back a FAIL where the numbers of either year may have been put right."""
    if row["status"] != "FAIL" or not doubtful & {row["report_id"], earlier}:
        return row
    words = "; figures were put right, or a year has several reports"
    return row | {"status": "UNCERTAIN", "evidence": row["evidence"] + words}


def _claims_near(claims: pd.DataFrame, changes: list[StatedChange]) -> pd.DataFrame:
    """Claims that stand in the sentences of changes, up to these."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for change in changes:
        report_id = change.report_id
        first[report_id] = min(change.sentence, first.get(report_id, change.sentence))
        last[report_id] = max(change.end, last.get(report_id, 0))
    here = claims[claims["report_id"].isin(list(first))]
    within = here["start"] >= here["report_id"].map(first)
    return here[within & (here["end"] <= here["report_id"].map(last))]


def _years_of(reports: pd.DataFrame) -> dict[str, int]:
    """Year of each report, 0 where it is not known."""
    years = pd.to_numeric(reports["year"], errors="coerce").fillna(0).astype(int)
    return dict(zip(reports["report_id"].astype(str), years.tolist(), strict=True))


def _find_changes(
    narrative: pd.DataFrame, years: Mapping[str, int]
) -> Iterator[StatedChange]:
    """Find the changes that narratives state, and what goes on with them (增加10件，增长25%)."""
    texts = narrative["text"].astype(str)
    columns = (narrative["report_id"], narrative["start"], texts)
    # A frame may hold a stretch twice.
    for report_id, start, text in dict.fromkeys(zip(*columns, strict=True)):
        yield from _find_led(report_id, int(start), text, years[report_id])
        if not load_pattern("quantities.toml", "growth", "against").search(text):
            continue
        for m in _pattern("stem").finditer(text):
            if m["year"] and int(m["year"]) != years[report_id] - 1:
                continue
            sentence = int(start) + sentence_at(text, m.start())[0]
            after = int(start) + m.start()
            yield from _go_on(report_id, int(start), m, (after, sentence))


def _go_on(
    report_id: str, at: int, found: re.Match[str] | None, place: tuple[int, int]
) -> Iterator[StatedChange]:
    """Give a change and what goes on with it, of the number and in the sentence of a place."""
    while found:
        by, is_share, room = _read_change(found)
        span = (at + found.start("by"), at + found.end())
        yield StatedChange(report_id, by, is_share, room, *span, *place)
        found = _pattern("on").match(found.string, found.end())


def _find_led(report_id: str, at: int, text: str, year: int) -> Iterator[StatedChange]:
    """Find the changes from a number of the year before: 由上年的135件增加到160件."""
    for end, step in find_steps(text, 0, len(text)).items():
        number = amount_pattern().match(text, step.end)
        amount = read_amount(number) if number else None
        if amount is None or amount.is_rough or not is_last_year(step, year):
            continue
        # What was told before has changed, else what the step leads to.
        after = at + (step.start - 1 if _TOLD.match(text, step.start) else end)
        sentence = at + sentence_at(text, step.start)[0]
        by, span = amount.value - step.before, (at + step.start, at + end)
        yield StatedChange(report_id, by, False, 0.0, *span, after, sentence)
        on = _pattern("on").match(text, end)
        yield from _go_on(report_id, at, on, (after, sentence))


def _read_change(m: re.Match[str]) -> tuple[float, bool, float]:
    """Read by how much, whether in hundredths, and how far off it may be."""
    if m["same"]:
        return 0.0, True, FAR_OFF * WHOLE
    if m["count"]:
        # Cases are counted.
        value, room = float(m["count"]), 0.0
    elif m["percent"]:
        # Adjusted and cut numbers are 1 off in the last digit.
        value, room = float(m["percent"]), last_place(m["percent"])
    elif m["times"]:
        # 增长两倍 is said of three times as much, and of twice.
        value, room = (parse_number(m["times"]) or 0.0) * WHOLE, WHOLE
    else:
        tenths = parse_number(m["tenths"]) or 0.0
        value, room = tenths * 10.0 + (5.0 if m["five"] else 0.0), ROUGH_PLACE
    if m["around"] or m["about"]:
        room = max(AROUND * value, room)
    return value if m["more"] else -value, not m["count"], room


def _words() -> dict[str, Any]:
    """Patterns of changes."""
    words: dict[str, Any] = load_toml("quantities.toml")["growth"]
    return words


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Pattern of a change behind its number (``stem``), or behind another change (``on``)."""
    words = _words()
    return re.compile(
        rf"[，,、（(]{{0,2}}(?P<by>{words[kind]}"
        rf"(?:{words['way']}{words['number']}|(?P<same>{words['same']}))){CLAUSE_END}"
    )
