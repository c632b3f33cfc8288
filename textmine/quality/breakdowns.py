"""Totals of the narrative against the parts listed after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.quality.cells import format_number
from textmine.resources.load import load_pattern, load_toml
from textmine.schema import make_frame
from textmine.text.numbers.amounts import UP_TO, lead_pattern, read_sense, tail_pattern
from textmine.text.numbers.numerals import NUMBER, last_place, parse_number
from textmine.text.sentences import find_sentences

TOLERANCE = 1e-6
"""Difference of two sums that is rounding (1.2万 + 0.3万), in the unit of the numbers."""
NEARLY_ALL = 0.9
"""Share of the total from which a list after 其中 is taken to be meant as whole; below it a
mismatch is UNCERTAIN. Chosen on the 58 totals of the hand count named below."""
FEW_PARTS = 3
"""Parts after 其中 below which the list is taken to name examples only."""
EXAMPLE_ROOM = 2
"""Characters behind the last part in which 等 or 余 still speaks of the list."""


@dataclass(frozen=True, slots=True)
class SpokenCount:
    """A number with its unit in a sentence; ``rough`` where it is approximate (约5件, 1.2万件)."""

    value: float
    unit: str
    rough: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A division in a sentence: the word that opens it, counts before, counts listed after."""

    mark: str
    opens: int
    before: list[SpokenCount]
    listed: list[SpokenCount]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status of the frame ``checks``, and why."""

    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Division:
    """What is taken for a division: its opening word, totals, parts and words ahead of these."""

    mark: str
    totals: list[SpokenCount]
    parts: list[SpokenCount]
    labels: list[str]


@check_arguments
def check_breakdowns(narrative: pd.DataFrame) -> pd.DataFrame:
    """Check totals of the narrative against the parts that follow them in the same sentence.

    A breakdown is a number with a unit, then 其中, 分别, 分为 or a bracket, then at least two
    numbers that share a unit. What is of another time, a change or an average (比上年多6件) is no
    part, and ends the list. The sum of the first parts may equal the total, or the sum of the
    numbers before (新收 8 件，结转 1 件，其中 …): two divisions may follow one another
    (自然人4件，法人2件，网上1件). A mismatch is UNCERTAIN, not FAIL, where a number is approximate
    (余, 约, 1.2万), where the list is open (等, 主要, 如), where 分别 may hand out a number to each
    of several, where parts after 其中 or in a bracket fall clearly short of the total (after 其中:
    fewer than three; less than nine tenths of it), or where they exceed it and may overlap:
    neither 分别为 nor kinds of which each case has one (自然人, 法人; 予以公开, 不予公开). Parts in
    other units count where they make the sum right (信息40条，其中动态36条、文件4件), and leave in
    doubt a list that falls short without them. A list
    that only names some (包括, 含, 下设) is no breakdown where it does not add up. A sentence ends
    at 。！？ or with its line; a semicolon inside it ends the sum alone.

    Parameters
    ----------
    narrative : DataFrame
        ``report_id``, ``text`` and, where known, ``start`` (offset of the text in the report).

    Returns
    -------
    pandas.DataFrame
        Frame ``checks`` with ``breakdown`` rows in the order of the text: ``expected`` is the sum
        as written out, ``found`` the total, ``start`` and ``end`` the span from the total to the
        last part, ``evidence`` its words.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    This library's own rule: in a hand count, 53 of 58 totals in published reports equal their own
    breakdown.

    Examples
    --------
    >>> text = "全年主动公开信息131条，其中工作动态62条，通知公告38条，政策文件27条。"
    >>> checks = check_breakdowns(pd.DataFrame({"report_id": ["r1"], "text": [text]}))
    >>> checks[["status", "expected", "found"]].values.tolist()
    [['FAIL', '62+38+27=127', '131']]
    """
    is_placed = "start" in getattr(narrative, "columns", ())
    needed = ["report_id", "text", *(["start"] if is_placed else [])]
    narrative = take_frame(narrative, needed, what="narrative")
    starts = narrative["start"] if is_placed else pd.Series(0, index=narrative.index)
    columns = (narrative["report_id"], starts, narrative["text"].astype(str))
    stretches = zip(*(column.tolist() for column in columns), strict=True)
    rows = []
    for report_id, start, text in stretches:
        for first, last in find_sentences(text):
            # Few sentences hold what may open a breakdown: the others are not looked at closely.
            if not _pattern("opening").search(text, first, last):
                continue
            shift = int(start) + first
            for row in _judge_sentence(text[first:last]):
                place = {"start": row["start"] + shift, "end": row["end"] + shift}
                rows.append(row | place | {"report_id": report_id})
    return make_frame("checks", rows)


def _judge_sentence(sentence: str) -> Iterator[dict[str, Any]]:
    """Judge each breakdown of one sentence."""
    for breakdown in _find_breakdowns(sentence):
        row = _judge(sentence, breakdown)
        if row is not None:
            yield row


def _find_breakdowns(sentence: str) -> Iterator[Breakdown]:
    """Find what may be breakdowns: behind 其中 and the like, or in a bracket behind a total."""
    words = list(_pattern("words").finditer(sentence))
    has_bracket = "（" in sentence or "(" in sentence
    brackets = (
        [m.span() for m in _pattern("bracket").finditer(sentence)]
        if has_bracket
        else []
    )
    if not words and not brackets:
        return
    counts = _find_counts(sentence)
    for i, word in enumerate(words):
        inside = next((b for b in brackets if _lies_in(word.start(), b)), None)
        if inside:
            stop = inside[1]
        else:
            stop = words[i + 1].start() if i + 1 < len(words) else len(sentence)
        # Numbers in other brackets explain a part, they are none.
        others = [b for b in brackets if b != inside]
        plain = [c for c in counts if not any(_lies_in(c.start, b) for b in others)]
        yield Breakdown(
            mark=word[0],
            opens=word.end(),
            before=[c for c in plain if c.end <= word.start()],
            listed=[c for c in plain if word.end() <= c.start and c.end <= stop],
        )
    for bracket in brackets:
        if not any(_lies_in(word.start(), bracket) for word in words):
            yield Breakdown(
                mark="（",
                opens=bracket[0] + 1,
                before=[c for c in counts if c.end == bracket[0]],
                listed=[c for c in counts if _lies_in(c.start, bracket)],
            )


def _lies_in(place: int, bracket: tuple[int, int]) -> bool:
    """Whether a place stands between the two marks of a bracket."""
    return bracket[0] < place < bracket[1]


def _judge(sentence: str, breakdown: Breakdown) -> dict[str, Any] | None:
    """Compare the parts with the totals before them; None where this is no breakdown."""
    parts, labels = _parts(sentence, breakdown)
    if not breakdown.before or len(parts) < 2:
        return None
    same_unit = [c for c in breakdown.before if c.unit == parts[0].unit]
    # 收到50件，比上年增长25件，其中…: the parts divide the 50, unless they add up to the change.
    levels = [c for c in same_unit if not _is_change(sentence, c)]
    total = (levels or same_unit or breakdown.before)[-1]
    # 新收 8 件，结转 1 件，其中 …: the parts may divide one total, or all of them together.
    totals = {c.value for c in same_unit or [total]}
    totals.add(sum(c.value for c in levels))
    sums = list(accumulate(part.value for part in parts))
    ends = _ends(sentence, parts)
    # What adds up somewhere is divided there, whatever follows.
    adding = (i for i in [*ends, *range(1, len(parts))] if _is_one_of(sums[i], totals))
    last = next(adding, None)
    if last is None and same_unit:
        # 信息340条，其中动态330条、文件4件、解读6篇: each kind is counted in its own unit.
        counted = _counted_on(sentence, breakdown, parts)
        whole = list(accumulate(part.value for part in counted))
        at = next((i for i, value in enumerate(whole) if _is_one_of(value, totals)), 0)
        if at:
            parts, sums, last = counted, whole, at
    if last is not None:
        verdict, found = Verdict("PASS", "parts add up"), sums[last]
    else:
        # Another unit, or a turn right behind the first part: most likely no division at all.
        if not levels or ends[0] == 0 or _is_one_of(sums[0], {total.value}):
            return None
        if _pattern("loose").search(labels[0]):
            return None
        last, found = ends[0], total.value
        verdict = _mismatch(
            sentence,
            _Division(breakdown.mark, levels, parts[: last + 1], labels[: last + 1]),
        )
        if len(counted) > len(parts) and found > sums[last]:
            verdict = Verdict(
                "UNCERTAIN", "parts fall short, but some have another unit"
            )
    shown = "+".join(format_number(part.value) for part in parts[: last + 1])
    return {
        "check": "breakdown",
        "status": verdict.status,
        "expected": f"{shown}={format_number(sums[last])}",
        "found": format_number(found),
        "start": total.start,
        "end": parts[last].end,
        "evidence": verdict.reason,
    }


def _is_change(sentence: str, count: SpokenCount) -> bool:
    """Whether a count says by how much there was more or less than before: 比上年增长25件."""
    clause = re.split("[，,；;（(]", sentence[: count.start])[-1]
    against = load_pattern("quantities.toml", "growth", "against")
    change = load_pattern("quantities.toml", "change", "pattern")
    return bool(against.search(clause) and change.search(clause))


def _parts(sentence: str, breakdown: Breakdown) -> tuple[list[SpokenCount], list[str]]:
    """Parts of one unit, and the words ahead of each, up to what is no part (比上年多6件)."""
    parts = [c for c in breakdown.listed if c.unit == breakdown.listed[0].unit]
    labels = _labels(sentence, breakdown.opens, parts)
    nearest = (re.split("[，,、；;：:]", label)[-1] for label in labels)
    # 分别增长20条、3条: changes of what stands before.
    aside = (i for i, label in enumerate(nearest) if _pattern("aside").search(label))
    end = next(aside, len(parts))
    return parts[:end], labels[:end]


def _counted_on(
    sentence: str, breakdown: Breakdown, parts: list[SpokenCount]
) -> list[SpokenCount]:
    """All parts of a list, whatever they are counted in, up to a turn or what is no part."""
    listed = [c for c in breakdown.listed if c.start >= parts[0].start]
    labels = _labels(sentence, breakdown.opens, listed)
    for i, (label, count) in enumerate(zip(labels, listed, strict=True)):
        nearest = re.split("[，,、；;：:]", label)[-1]
        turns = i and _pattern("restart").search(
            sentence, listed[i - 1].end, count.start
        )
        if turns or _pattern("aside").search(nearest):
            return listed[:i]
    return listed


def _ends(sentence: str, parts: list[SpokenCount]) -> list[int]:
    """Numbers of the parts after which the list may end: before a new turn, and the last one."""
    turns = [
        i
        for i, (part, following) in enumerate(pairwise(parts))
        if _pattern("restart").search(sentence, part.end, following.start)
    ]
    return [*turns, len(parts) - 1]


def _labels(sentence: str, start: int, parts: list[SpokenCount]) -> list[str]:
    """Words ahead of each part, from the end of the count before it."""
    bounds = [start, *(part.end for part in parts)]
    return [
        sentence[floor : part.start] for floor, part in zip(bounds, parts, strict=False)
    ]


def _is_exclusive(mark: str, labels: list[str]) -> bool:
    """Whether no case can count in two parts of a list."""
    if mark.startswith("分"):
        return True
    kinds = load_toml("quantities.toml")["breakdown"]["exclusive"]
    return any(all(re.search(kind, label) for label in labels) for kind in kinds)


def _is_one_of(value: float, totals: set[float]) -> bool:
    """Whether a sum is one of the totals, but for rounding."""
    return any(abs(value - total) < TOLERANCE for total in totals)


def _mismatch(sentence: str, division: _Division) -> Verdict:
    """Say how sure it is that a total and its parts contradict each other."""
    mark, total, parts = division.mark, division.totals[-1], division.parts
    if mark == "分别" or (len(division.totals) > 1 and mark.startswith("分别")):
        return Verdict("UNCERTAIN", "分别 may give each its own number")
    found = sum(part.value for part in parts)
    falls_short = found < total.value
    if total.rough or any(part.rough for part in parts):
        return Verdict("UNCERTAIN", "do not add up, but a number is approximate")
    words = sentence[total.start : parts[-1].end + EXAMPLE_ROOM]
    if falls_short and _pattern("partial").search(words):
        return Verdict("UNCERTAIN", "parts fall short, but the list is open")
    if falls_short and not sentence[parts[-1].end :].strip():
        # Not even a full stop: of what was copied or cut more parts may have stood there.
        return Verdict("UNCERTAIN", "parts fall short, but the text may break off")
    is_open = _pattern("open").fullmatch(mark) is not None
    few = len(parts) < FEW_PARTS and is_open
    clearly_short = few or found < NEARLY_ALL * total.value
    if falls_short and (is_open or mark == "（") and clearly_short:
        opening = "其中" if is_open else "a bracket"
        return Verdict(
            "UNCERTAIN", f"parts fall short; {opening} may introduce some of them only"
        )
    if not falls_short and not _is_exclusive(mark, division.labels):
        return Verdict("UNCERTAIN", "parts exceed the total, but may overlap")
    return Verdict(
        "FAIL", f"parts {'fall short of' if falls_short else 'exceed'} the total"
    )


def _find_counts(sentence: str) -> list[SpokenCount]:
    """Find numbers with a unit; 增加 5 件, 第 5 次 and 各 2 件 are none."""
    counts = []
    for m in _pattern("count").finditer(sentence):
        value = parse_number(m["number"])
        if value is None or value < 0 or _pattern("change").match(m["number"]):
            continue
        rough = bool(read_sense(m)) or last_place(m["number"]) > 1
        counts.append(SpokenCount(value, m["unit"], rough, m.start("number"), m.end()))
    return counts


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compile a pattern of the resource."""
    words = load_toml("quantities.toml")["breakdown"]
    if name == "count":
        return re.compile(
            rf"{lead_pattern()}\s*(?P<range>(?<=\d{UP_TO}))?(?<![第各\d.])(?P<number>{NUMBER})"
            rf"\s*(?P<more>[余多])?\s*"
            rf"(?P<unit>[{words['units']}]){tail_pattern()}"
        )
    if name == "change":
        return re.compile("[+＋\\-－–—−减增下]")
    if name == "words":
        return re.compile(rf"{words['open']}|{words['closed']}")
    if name == "opening":
        return re.compile(rf"[（(]|{words['open']}|{words['closed']}")
    if name == "bracket":
        return re.compile("[（(][^（()）]*[)）]")
    return re.compile(words[name])
