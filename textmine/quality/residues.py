"""What copying leaves behind in the narrative: another place's name, another year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from textmine.dtypes import as_text
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import refuse
from textmine.intake.frames import take_frame, take_reports
from textmine.progress import watch
from textmine.resources.load import load_toml
from textmine.resources.regions import gazetteer
from textmine.schema import make_frame
from textmine.text.leftovers import (
    acts_as_own,
    find_stale_plans,
    find_told_years,
    is_cited,
    leftover_patterns,
    opens_with_year,
    speaks_as_own,
    stands_for_own,
)
from textmine.text.longest import LongestFinder
from textmine.text.names import is_own
from textmine.text.sentences import sentence_at

_REASONS = {"foreign name": "foreign_name", "stale year": "stale_year"}
_RESIDUE = ("report_id", "start", "end", "text", "reason", "source")
_EQUALS = (("县", "区", "旗"), ("镇", "乡", "街道"))
"""Ends of the names of places of one level; a 市 may be of either of two."""
_ZONE = re.compile("开发区|新区|园区|管理区|示范区|高新区|林区|矿区")
_PLAN = "a plan for the year that the report is on"
LEAST_NAME = 3
"""Characters of a name that can be told: two (和平, 新华) are mostly words."""
DOUBTFUL = 3
"""Sentences that tell of another year, while none names the report's own, from which rather that
one is in doubt: a report misdated from its title. Chosen by hand."""
SHOWN = 80
"""Characters of a sentence given as evidence."""


@check_arguments
def check_residues(
    narrative: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    residue: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Find names of other places and stale years in the narrative.

    A sentence that opens with an earlier year than the report's, at most three back, and tells of
    the work done in it is a stale year, unless it names the own year as well, compares, plans,
    carries on or speaks of a document of that year; so is one that plans for the own year, which
    is over. A place of another province is a foreign name, unless the sentence tells of a visit,
    an exchange, an example; so is any other county in a formula that says whose the report is
    (在某县委、县政府的领导下). Certain (FAIL) is a year of which only its own report tells so (how
    much was published, how the work went), a plan for the own year, a place in the stead of the
    own one (推动某市政务公开) or in such a formula, and what stands in a passage that the report of
    that year, or of the agency named, holds as well, unless the sentences beside cite it or look
    back; all else is UNCERTAIN. A sentence ends at 。！？ or with its line.

    Parameters
    ----------
    narrative : pandas.DataFrame
        Frame ``narrative``.
    reports : pandas.DataFrame
        Frame ``reports``; the places of its agencies are known besides the gazetteer's.
    residue : pandas.DataFrame, optional
        Columns report_id, start, end, text, reason, source: what ``reuse.residue()`` found inside
        reused passages. What the whole sentence explains is left out.
    places : pandas.DataFrame, optional
        Columns region and province: the places of the whole corpus, where ``reports`` is a part.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``, with rows only where something was found (``foreign_name``,
        ``stale_year``).

    Raises
    ------
    FrameError
        If a column is missing, or ``residue`` gives another reason than ``foreign name`` and
        ``stale year``.

    References
    ----------
    国办公开办函〔2021〕30号 (四): 内容雷同、敷衍塞责.

    Examples
    --------
    >>> reports = pd.DataFrame(
    ...     {
    ...         "report_id": ["r"],
    ...         "agency": ["临泽川市档案局"],
    ...         "region": ["临泽川市"],
    ...         "province": ["云岭省"],
    ...         "year": [2022],
    ...     }
    ... )
    >>> text = pd.DataFrame(
    ...     {"report_id": ["r"], "start": [0], "text": ["2020年，我局公开信息12条。"]}
    ... )
    >>> check_residues(text, reports)[["check", "expected", "found"]].values.tolist()
    [['stale_year', '2022', '2020']]
    """
    narrative = take_frame(narrative, ["report_id", "start", "text"], what="narrative")
    named = ["agency", "region", "province"]
    reports = take_reports(reports, [*named, "year"], what="reports")
    reports = reports.assign(**{name: as_text(reports[name]) for name in named})
    if places is not None:
        places = take_frame(places, ["region", "province"], what="places")
    if residue is not None:
        residue = take_frame(residue, _RESIDUE, what="residue")
        unknown = ~residue["reason"].isin(list(_REASONS))
        refuse(residue["reason"], unknown, "residue", " or ".join(_REASONS))
    known = reports.set_index("report_id").to_dict("index")
    names = _Names(_places(reports if places is None else places))
    left = _by_report(residue)
    rows = []
    stretches = zip(
        narrative["report_id"], narrative["start"], narrative["text"], strict=True
    )
    by_report: dict[str, list[tuple[int, str]]] = {}
    for report_id, start, text in stretches:
        if report_id in known:
            by_report.setdefault(report_id, []).append((start, text))
    shown = watch(
        by_report.items(), len(by_report), "residues", "report", show=progress
    )
    for report_id, texts in shown:
        own = known[report_id]
        found = [
            row | {"start": row["start"] + start, "end": row["end"] + start}
            for start, text in texts
            for row in _find(_Stretch(start, text, own, left.get(report_id, [])), names)
        ]
        _doubt_year(found, own, [text for _, text in texts])
        rows += [row | {"report_id": report_id} for row in found]
    return _in_order(make_frame("checks", rows), reports)


def _places(reports: pd.DataFrame) -> dict[str, set[str]]:
    """Provinces of each place that an agency of the corpus belongs to, as far as known."""
    places: dict[str, set[str]] = {}
    both = zip(as_text(reports["region"]), as_text(reports["province"]), strict=True)
    for region, province in both:
        if len(region) >= LEAST_NAME:
            places.setdefault(region, set()).update({province} if province else ())
    return places


def _by_report(residue: pd.DataFrame | None) -> dict[str, list[dict[Any, Any]]]:
    """What was left inside reused passages, by report."""
    found: dict[str, list[dict[Any, Any]]] = {}
    for row in [] if residue is None else residue.to_dict("records"):
        found.setdefault(row["report_id"], []).append(row)
    return found


def _in_order(checks: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Checks in the order of the reports and of the text, each place once."""
    once = checks.drop_duplicates(["report_id", "check", "start"])
    rank = {report_id: k for k, report_id in enumerate(reports["report_id"])}
    ranked = once.assign(_rank=once["report_id"].map(rank))
    ordered = ranked.sort_values(["_rank", "start"], kind="stable", ignore_index=True)
    return ordered.drop(columns="_rank")


class _Names:
    """Names of places: the gazetteer's, and those of the corpus's agencies."""

    def __init__(self, places: dict[str, set[str]]) -> None:
        self.places = places
        self.words = frozenset(load_toml("residues.toml")["name"]["words"])
        self._own = LongestFinder(places)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Names in a text: place, end, name."""
        passed_over = self.words | self.places.keys()
        found = [hit for hit in gazetteer().find(text) if hit[2] not in passed_over]
        found += [(hit.start, hit.end, hit.string) for hit in self._own.find(text)]
        return found

    def goes_on(self, text: str, end: int) -> bool:
        """Tell whether the name ends within a longer word (东方市场, 平安县域)."""
        return bool(leftover_patterns()["name goes_on"].match(text, end))

    def provinces(self, name: str) -> set[str]:
        """Provinces that a place of this name lies in."""
        listed = {place.province for place in gazetteer().named(name)}
        return listed | self.places.get(name, set())


@dataclass(frozen=True)
class _Stretch:
    """A stretch of the narrative of a report, and what reuse found left in that report.

    Parameters
    ----------
    start : int
        Where it begins in the report.
    text : str
        Its text.
    own : dict
        Row of the report.
    left : list of dict
        Rows of ``residue`` of that report.
    """

    start: int
    text: str
    own: dict[Any, Any]
    left: list[dict[Any, Any]]

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """The agency and its place."""
        return tuple(str(self.own[x]) for x in ("agency", "region") if self.own[x])

    @cached_property
    def sources(self) -> dict[tuple[str, int], tuple[int, str]]:
        """End and source of what was left, by reason and start within the stretch."""
        return {
            (row["reason"], row["start"] - self.start): (
                row["end"] - self.start,
                # What is missing in a file of a table comes back as no string.
                row["source"] if isinstance(row["source"], str) else "",
            )
            for row in self.left
            if 0 <= row["start"] - self.start < len(self.text)
        }


def _find(stretch: _Stretch, names: _Names) -> Iterator[dict[str, Any]]:
    """Stale years and foreign names of a stretch of narrative."""
    yield from _names_left(stretch)
    yield from _places_named(stretch, names)
    if pd.isna(stretch.own["year"]):
        return
    year = int(stretch.own["year"])
    for start, sentence in find_stale_plans(stretch.text, year):
        yield {
            "check": "stale_year",
            "status": "FAIL",
            "expected": str(year + 1),
            "found": str(year),
            "start": start,
            "end": start + 4,
            "evidence": f"{_PLAN}: {_evidence(sentence, '')}",
        }
    for told in find_told_years(stretch.text, year, stretch.own_names):
        _, source = stretch.sources.get(("stale year", told.start), (0, ""))
        is_certain = told.is_alone and (told.is_work or bool(source))
        yield {
            "check": "stale_year",
            "status": "FAIL" if is_certain else "UNCERTAIN",
            "expected": str(year),
            "found": str(told.year),
            "start": told.start,
            "end": told.start + 4,
            "evidence": _evidence(told.sentence, source, f"of {told.year} "),
        }


def _names_left(stretch: _Stretch) -> Iterator[dict[str, Any]]:
    """Names that reuse found, where the whole sentence does not explain them."""
    for (reason, start), (end, source) in stretch.sources.items():
        if reason != "foreign name":
            continue
        if acts_as_own(stretch.text, start, end, stretch.own_names):
            evidence = _evidence(_sentence(stretch.text, start), source)
            # The passage alone does not show that the report gives it as another's words.
            cited = is_cited(stretch.text, start, end)
            if not source:
                name = stretch.text[start:end]
                evidence = f"in a shared passage, though in none of {name}: {evidence}"
            elif cited:
                evidence = f"the text beside may cite it: {evidence}"
            status = "FAIL" if source and not cited else "UNCERTAIN"
            yield _foreign_name(stretch, start, end, status, evidence)


def _places_named(stretch: _Stretch, names: _Names) -> Iterator[dict[str, Any]]:
    """Places of other provinces that the sentence does not explain.

    And counties and towns of the own one, or of one unknown, in a formula that says whose the
    report is.
    """
    text, own = stretch.text, stretch.own
    unless = leftover_patterns()["name unless"]
    for start, end, name in names.find(text):
        if names.goes_on(text, end):
            continue
        # Without a province of its own, no place can be told to be another's.
        is_near = not own["province"] or _is_own(name, own, names)
        if is_near and not _is_equal(name, own):
            continue
        formula = speaks_as_own(text, start, end, stretch.own_names)
        if is_near and not formula:
            continue
        sentence = _sentence(text, start)
        as_own = formula or stands_for_own(text, start, end, stretch.own_names)
        if as_own or not unless.search(sentence):
            status = "FAIL" if as_own else "UNCERTAIN"
            yield _foreign_name(stretch, start, end, status, _evidence(sentence, ""))


def _is_own(name: str, own: dict[Any, Any], names: _Names) -> bool:
    """The report's own name, a place of its province, or a name that cannot be told."""
    if len(name) < LEAST_NAME or is_own(name, own):
        return True
    provinces = names.provinces(name)
    return not provinces or own["province"] in provinces or "" in provinces


def _is_equal(name: str, own: dict[Any, Any]) -> bool:
    """Whether a name is of another county or town than the report's, not above or below it.

    A county that became a district, and a zone, share a beginning or a place with another.
    """
    region = str(own["region"])
    kinds = [
        next((k for k, ends in enumerate(_EQUALS) if one.endswith(ends)), None)
        for one in (name, region)
    ]
    return (
        len(name) >= LEAST_NAME
        and kinds[0] is not None
        and kinds[0] == kinds[1]
        and region in str(own["agency"])
        and name[:2] != region[:2]
        and not _ZONE.search(name + region)
        and not is_own(name, own)
    )


def _foreign_name(
    stretch: _Stretch, start: int, end: int, status: str, evidence: str
) -> dict[str, Any]:
    """Row of a name."""
    return {
        "check": "foreign_name",
        "status": status,
        "expected": stretch.own["region"] or stretch.own["agency"],
        "found": stretch.text[start:end],
        "start": start,
        "end": end,
        "evidence": evidence,
    }


def _sentence(text: str, at: int) -> str:
    """The sentence that a character stands in."""
    first, last = sentence_at(text, at)
    return text[first:last]


def _evidence(sentence: str, source: str, of_year: str = "") -> str:
    """The beginning of the sentence, and whose report says the same."""
    shown = sentence.strip()[:SHOWN]
    return f"also in the report {of_year}of {source}: {shown}" if source else shown


def _doubt_year(
    found: list[dict[str, Any]], own: dict[Any, Any], texts: list[str]
) -> None:
    """Take back what is certain of a year that the report is on throughout, or says it is on.

    A plan for the report's year says nothing of the year that it is on: where nothing else names
    it, the report may be on the year before.
    """
    told = Counter(row["found"] for row in found if row["check"] == "stale_year")
    patterns = leftover_patterns()
    rest = [patterns["year plan"].sub("", text) for text in texts]
    plans = str(own["year"]) in told
    if plans:
        # A report that plans for its own year may be misdated, unless it tells of that year too.
        is_on_it = any(opens_with_year(text, int(own["year"])) for text in texts)
        period = patterns["year period"]
        spoken = {m["year"] for text in texts for m in period.finditer(text)}
        is_on_it = is_on_it or str(own["year"]) in spoken
    else:
        is_on_it = any(f"{own['year']}年" in text for text in rest)
    if not told or is_on_it:
        return
    said = (patterns["year period"], patterns["year title"])
    doubtful = {m["year"] for text in texts for p in said for m in p.finditer(text)}
    doubtful |= {year for year, n in told.items() if n >= DOUBTFUL}
    doubtful |= {str(own["year"])} | (set(told) if plans else set())
    for row in found:
        if row["check"] == "stale_year" and row["found"] in doubtful:
            row["status"] = "UNCERTAIN"
            row["evidence"] = f"nothing done in {own['year']}: {row['evidence']}"
