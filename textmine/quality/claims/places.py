"""Where a claim stands: its sentence and its clause; and whose report it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from textmine.resources.quantities import find_topic
from textmine.text.numbers.amounts import Amount
from textmine.text.sentences import sentence_at

NARROW_MARKS = re.compile(r"[，,。；;：:！!？?\n（）()、]")
"""What ends a clause that holds a number: 、 too."""
WIDE_MARKS = re.compile(r"[，,。；;：:！!？?\n（）()]")
"""What ends a clause that may hold a list: 复议、诉讼案件8件."""
CLAUSE_END = r"(?=[，,。；;、：:！!？?\n）)]|$)"
"""Pattern of the place where a clause ends that holds a share, a rate or a change."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a claim stands: its line up to the sentence, the sentence, its place in it.

    Parameters
    ----------
    ahead : str
        What stands in its line before its sentence.
    sentence : str
        Its sentence.
    start, end : int
        Where in the sentence it begins and ends.
    section : str
        Label of its section, where it is known.
    topic : str
        What the sentence before, or the heading above, says that it is about (依申请公开情况).
    """

    ahead: str
    sentence: str
    start: int
    end: int
    section: str = ""
    topic: str = ""

    @property
    def words(self) -> str:
        """The clause of the claim, with what other marks than those of clauses divide."""
        first, last = self.cut(WIDE_MARKS)
        return self.sentence[first:last]

    def without(self, first: int, last: int) -> Surroundings:
        """Leave out some words of the sentence that end where the claim goes on, or before it."""
        n = last - first
        return replace(
            self,
            sentence=self.sentence[:first] + self.sentence[last:],
            start=self.start - n if self.start >= last else min(self.start, first),
            end=self.end - n,
        )

    def cut(self, marks: re.Pattern[str]) -> tuple[int, int]:
        """Give the bounds of the clause around the claim, as these marks cut it."""
        cuts = [m.end() for m in marks.finditer(self.sentence, 0, self.start)]
        stop = marks.search(self.sentence, self.end)
        return cuts[-1] if cuts else 0, stop.start() if stop else len(self.sentence)


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number that a narrative states, and where.

    Parameters
    ----------
    report_id : str
        Whose narrative it stands in.
    report : int
        Place of that report in the grid.
    amount : Amount
        The number as written: cases, 元, or hundredths of a whole.
    start, end : int
        Where in the report its words begin and end.
    place : Surroundings
        Its sentence.
    """

    report_id: str
    report: int
    amount: Amount
    start: int
    end: int
    place: Surroundings

    @property
    def sentence(self) -> tuple[str, int]:
        """Report, and where in it the sentence begins."""
        return self.report_id, self.start - self.place.start


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose report it is.

    Parameters
    ----------
    names : tuple of str
        The forms of the agency's name, the longest first.
    area : str
        What a government calls its region (县): its numbers are those of 全县. Empty for others.
    year : int or None
        The year that the report is on.
    form : str
        The form of its tables: 2014, 2019, 2021 or nothing.
    """

    names: tuple[str, ...]
    area: str
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
            _area_of(agency),
            None if year is None or pd.isna(year) else int(year),
            str(report.get("form") or ""),
        )


def _area_of(agency: str) -> str:
    """What a government calls its region, by the last character of its place."""
    place = agency.removesuffix("政府").removesuffix("人民")
    return place[-1:] if place != agency else ""


class Stretch(NamedTuple):
    """A stretch of a narrative: where in its report it begins, its text, label of its section."""

    start: int
    text: str
    section: str

    def around(self, first: int, last: int) -> Surroundings:
        """Give the sentence of some words, by where in the text they begin and end."""
        begin, end = sentence_at(self.text, first)
        return Surroundings(
            self.text[self.text.rfind("\n", 0, begin) + 1 : begin],
            self.text[begin:end],
            first - begin,
            last - begin,
            self.section,
            find_topic(self.text, 0, begin),
        )


class ClaimPlaces:
    """The stretches of the reports' narratives, to find a claim in."""

    def __init__(self, frame: pd.DataFrame | None) -> None:
        self._stretches: dict[str, list[Stretch]] = {}
        if frame is not None:
            frame = frame if "section" in frame else frame.assign(section="")
            names = ("report_id", "start", "text", "section")
            columns = (frame[name].tolist() for name in names)
            for rid, start, text, section in zip(*columns, strict=True):
                stretch = Stretch(int(start), str(text), str(section))
                self._stretches.setdefault(rid, []).append(stretch)
        for stretches in self._stretches.values():
            stretches.sort()

    def __iter__(self) -> Iterator[tuple[str, Stretch]]:
        """Give each stretch with its report; a frame may hold one twice."""
        for report_id, stretches in self._stretches.items():
            for stretch in dict.fromkeys(stretches):
                yield report_id, stretch

    def around(self, claim: Mapping[Any, Any]) -> Surroundings:
        """Give the sentence of a claim; its own text where the narrative does not hold it."""
        words = str(claim["text"])
        stretches = self._stretches.get(claim["report_id"], [])
        at = bisect_right(stretches, claim["start"], key=lambda s: s.start) - 1
        if at >= 0:
            first = claim["start"] - stretches[at].start
            last = first + len(words)
            if stretches[at].text[first:last] == words:
                return stretches[at].around(first, last)
        return Surroundings("", words, 0, len(words))
