"""Totals of the narrative against the parts listed after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import pandas as pd

from textmine.quality.cells import format_number
from textmine.resources.load import load_toml
from textmine.schema import check_columns, make_frame
from textmine.text.numerals import NUMBER, parse_number

TOLERANCE = 1e-6
NEARLY_ALL = 0.9
"""Share of the total from which a list after 其中 is taken to be meant as whole."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its unit in a sentence; ``rough`` where 余, 多, 近, 约 stand beside it."""

    value: float
    unit: str
    rough: bool
    start: int
    end: int


def check_breakdowns(narrative: pd.DataFrame) -> pd.DataFrame:
    """Check totals of the narrative against the parts that follow them in the same sentence.

    A breakdown is a number with a unit, then 其中, 分别, 分为, 包括 or a bracket, then at least two
    numbers that share a unit. The sum up to a semicolon, a new turn (其余, 结转, 按…分) or the end
    of the sentence may equal the total, or the sum of the numbers before (新收 8 件，结转 1
    件，其中 …). A mismatch is UNCERTAIN, not FAIL, where a number is approximate (余, 多, 近, 约),
    where the list is open (等, 主要, 如), or where parts after 其中 fall clearly short of the
    total: fewer than three, or less than nine tenths of it.

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
    check_columns(narrative, ["report_id", "text"], what="narrative")
    starts = (
        narrative["start"] if "start" in narrative.columns else pd.Series(0, index=narrative.index)
    )
    rows = []
    for rid, start, text in zip(narrative["report_id"], starts, narrative["text"], strict=True):
        for sentence in re.finditer(r"[^。！？\n]+", str(text)):
            shift = int(start) + sentence.start()
            for row in _judge_sentence(sentence[0]):
                rows.append(
                    {
                        **row,
                        "report_id": rid,
                        "start": row["start"] + shift,
                        "end": row["end"] + shift,
                    }
                )
    return make_frame("checks", rows)


def _judge_sentence(sentence: str) -> Iterator[dict[str, Any]]:
    """Judge each breakdown of one sentence: behind 其中 and the like, or in a bracket right behind a total."""
    words = list(_pattern("words").finditer(sentence))
    brackets = (
        [m.span() for m in _pattern("bracket").finditer(sentence)]
        if "（" in sentence or "(" in sentence
        else []
    )
    if not words and not brackets:
        return
    counts = _counts(sentence)
    for i, mark in enumerate(words):
        inside = next((b for b in brackets if b[0] < mark.start() < b[1]), None)
        stop = (
            inside[1] if inside else words[i + 1].start() if i + 1 < len(words) else len(sentence)
        )
        plain = [
            c for c in counts if not any(b[0] < c.start < b[1] for b in brackets if b != inside)
        ]
        before = [c for c in plain if c.end <= mark.start()]
        yield from _judge(
            sentence, mark[0], before, [c for c in plain if mark.end() <= c.start and c.end <= stop]
        )
    for start, end in brackets:
        if not any(start < mark.start() < end for mark in words):
            before = [c for c in counts if c.end == start]
            yield from _judge(sentence, "（", before, [c for c in counts if start < c.start < end])


def _judge(
    sentence: str, mark: str, before: list[Count], listed: list[Count]
) -> Iterator[dict[str, Any]]:
    """Compare the parts with the totals before them; nothing where this is no breakdown."""
    parts = [c for c in listed if c.unit == listed[0].unit]
    if not before or len(parts) < 2:
        return
    sums = list(accumulate(part.value for part in parts))
    ends = [
        i
        for i in range(len(parts))
        if i == len(parts) - 1 or _restarts(sentence, parts[i].end, parts[i + 1].start)
    ]
    same = [c for c in before if c.unit == parts[0].unit]
    totals = {c.value for c in same or before[-1:]} | {sum(c.value for c in same)}
    hit = next((i for i in ends if any(abs(sums[i] - total) < TOLERANCE for total in totals)), None)
    whole = next((i for i in ends if i > 0), None) if hit is None else hit
    if whole is None or (hit is None and (not same or ends[0] == 0)):
        return
    total = same[-1] if same else before[-1]
    value = total.value if hit is None else sums[hit]
    span = total.start, parts[whole].end
    status, why = (
        ("PASS", "parts add up")
        if hit is not None
        else _mismatch(
            sentence[span[0] : span[1] + 2],
            _pattern("open").fullmatch(mark) is not None,
            total,
            parts[: whole + 1],
        )
    )
    shown = "+".join(format_number(part.value) for part in parts[: whole + 1])
    yield {
        "check": "breakdown",
        "status": status,
        "expected": f"{shown}={format_number(sums[whole])}",
        "found": format_number(value),
        "start": span[0],
        "end": span[1],
        "evidence": why,
    }


def _mismatch(words: str, is_open: bool, total: Count, parts: list[Count]) -> tuple[str, str]:
    """Say how sure it is that a total and its parts contradict each other."""
    found = sum(part.value for part in parts)
    if total.rough or any(part.rough for part in parts):
        return "UNCERTAIN", "do not add up, but a number is approximate"
    if found < total.value and _pattern("partial").search(words):
        return "UNCERTAIN", "parts fall short, but the list is open"
    if found < total.value and is_open and (len(parts) < 3 or found < NEARLY_ALL * total.value):
        return "UNCERTAIN", "parts fall short; 其中 may introduce some of them only"
    return "FAIL", f"parts {'fall short of' if found < total.value else 'exceed'} the total"


def _counts(sentence: str) -> list[Count]:
    """Numbers with a unit; changes (增加 5 件), ordinals (第 5 次) and shares (各 2 件) are left out."""
    out = []
    for m in _pattern("count").finditer(sentence):
        value = parse_number(m["number"])
        if value is not None and value >= 0 and not _pattern("change").match(m["number"]):
            out.append(
                Count(value, m["unit"], bool(m["about"] or m["more"]), m.start("number"), m.end())
            )
    return out


def _restarts(sentence: str, start: int, end: int) -> bool:
    """Whether a new division or matter begins between two counts."""
    return _pattern("restart").search(sentence, start, end) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compile a pattern of the resource."""
    words = load_toml("quantities.toml")["breakdown"]
    if name == "count":
        about = r"(?:(?P<about>约|近|超过?|逾|达?到?近)\s*)?(?<![第各\d.])"
        return re.compile(
            rf"{about}(?P<number>{NUMBER})\s*(?P<more>[余多])?\s*(?P<unit>[{words['units']}])"
        )
    if name == "change":
        return re.compile("[+＋\\-－–—−减增下]")
    if name == "words":
        return re.compile(rf"{words['open']}|{words['closed']}")
    if name == "bracket":
        return re.compile("[（(][^（()）]*[)）]")
    return re.compile(words[name])
