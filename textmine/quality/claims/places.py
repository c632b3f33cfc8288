"""Where a claim stands: its sentence and its clause; and whose report it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.resources.quantities import find_topic
from textmine.text.sentences import sentence_at

NARROW_MARKS = re.compile(r"[，,。；;：:！!？?\n（）()、]")
"""What ends a clause that holds a number: 、 too."""
WIDE_MARKS = re.compile(r"[，,。；;：:！!？?\n（）()]")
"""What ends a clause that may hold a list: 复议、诉讼案件8件."""


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

    def cut(self, marks: re.Pattern[str]) -> tuple[int, int]:
        """Give the bounds of the clause around the claim, as these marks cut it."""
        cuts = [m.end() for m in marks.finditer(self.sentence, 0, self.start)]
        stop = marks.search(self.sentence, self.end)
        return cuts[-1] if cuts else 0, stop.start() if stop else len(self.sentence)


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
            find_topic(text, 0, begin),
        )
