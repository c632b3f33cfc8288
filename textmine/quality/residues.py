"""What copying leaves behind in the narrative: another place's name, another year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
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
from textmine.text.longest import LongestFinder
from textmine.text.names import is_own
from textmine.text.sentences import find_sentences

_REASONS = {"foreign name": "foreign_name", "stale year": "stale_year"}
_RESIDUE = ("report_id", "start", "end", "text", "reason", "source")
LEAST_NAME = 3
"""Characters of a name that can be told: two (和平, 新华) are mostly words."""
YEARS_BACK = 3
"""A year further back than this is history, not what was left of a copied report."""
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

    A sentence that opens with another year than the report's and speaks of the work done in it is a
    stale year, unless it compares, plans or carries on. A place of another province is a foreign
    name, unless the sentence tells of a visit, an exchange, an example. What stands inside a
    passage shared with the place's own report is certain (FAIL), and so is a year at most three
    years back, or a name in the place of the own one (推动某市公开工作); any other name is
    UNCERTAIN. A sentence ends at 。！？ or with its line.

    Parameters
    ----------
    narrative : pandas.DataFrame
        Frame ``narrative``.
    reports : pandas.DataFrame
        Frame ``reports``; the places of its agencies are known besides the gazetteer's.
    residue : pandas.DataFrame, optional
        Columns report_id, start, end, text, reason, source: what was found inside reused passages.
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
    rows = (
        [] if residue is None else [_certain(row) for row in residue.to_dict("records")]
    )
    # What was found inside a reused passage is certain: it is not told twice.
    taken = {(row["report_id"], row["start"]) for row in rows}
    stretches = zip(
        narrative["report_id"], narrative["start"], narrative["text"], strict=True
    )
    shown = watch(stretches, len(narrative), "residues", "text", show=progress)
    for report_id, start, text in shown:
        if report_id not in known:
            continue
        for row in _find(text, known[report_id], names):
            row |= {"start": row["start"] + start, "end": row["end"] + start}
            if (report_id, row["start"]) not in taken:
                rows.append(row | {"report_id": report_id})
    return _in_order(make_frame("checks", rows), reports)


def _places(reports: pd.DataFrame) -> dict[str, str]:
    """Province of each place that an agency of the corpus belongs to."""
    both = zip(as_text(reports["region"]), as_text(reports["province"]), strict=True)
    return {
        region: province
        for region, province in both
        if len(region) >= LEAST_NAME and province
    }


def _in_order(checks: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Checks in the order of the reports and of the text, each place once."""
    once = checks.drop_duplicates(["report_id", "check", "start"])
    rank = {report_id: k for k, report_id in enumerate(reports["report_id"])}
    ranked = once.assign(_rank=once["report_id"].map(rank))
    ordered = ranked.sort_values(["_rank", "start"], kind="stable", ignore_index=True)
    return ordered.drop(columns="_rank")


def _certain(row: dict[Any, Any]) -> dict[str, Any]:
    """A residue inside a reused passage, as a row of ``checks``."""
    return {
        "report_id": row["report_id"],
        "check": _REASONS[row["reason"]],
        "status": "FAIL",
        "expected": "",
        "found": row["text"],
        "start": row["start"],
        "end": row["end"],
        "evidence": f"inside a passage shared with {row['source']}",
    }


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Patterns of the resource."""
    data = load_toml("residues.toml")
    return {
        f"{a} {b}": re.compile(p)
        for a, table in data.items()
        for b, p in table.items()
        if isinstance(p, str)
    }


class _Names:
    """Names of places: the gazetteer's, and those of the corpus's agencies."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places
        self.words = frozenset(load_toml("residues.toml")["name"]["words"])
        self._own = LongestFinder(places)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Names in a text: place, end, name."""
        passed_over = self.words | self.places.keys()
        found = [hit for hit in gazetteer().find(text) if hit[2] not in passed_over]
        found += [(hit.start, hit.end, hit.string) for hit in self._own.find(text)]
        return found

    def provinces(self, name: str) -> set[str]:
        """Provinces that a place of this name lies in."""
        if name in self.places:
            return {self.places[name]}
        return {place.province for place in gazetteer().named(name)}


def _find(text: str, own: dict[Any, Any], names: _Names) -> Iterator[dict[str, Any]]:
    """Stale years and foreign names of a stretch of narrative."""
    # Without a province of its own, no place can be told to be another's.
    if own["province"]:
        for start, end, name in names.find(text):
            if not _is_own(name, own, names):
                yield from _foreign_name(text, start, end, own)
    if pd.isna(own["year"]):
        return
    year = int(own["year"])
    # Most stretches name no earlier year: looking for the few digits spares their sentences.
    if not any(f"{year - back}年" in text for back in range(1, YEARS_BACK + 1)):
        return
    for first, last in find_sentences(text):
        sentence = text[first:last]
        row = _stale_year(sentence, year)
        if row is not None:
            place = {"start": row["start"] + first, "end": row["end"] + first}
            yield row | place | {"evidence": sentence.strip()[:SHOWN]}


def _is_own(name: str, own: dict[Any, Any], names: _Names) -> bool:
    """The report's own name, a place of its province, or a name that cannot be told."""
    if len(name) < LEAST_NAME or is_own(name, own):
        return True
    provinces = names.provinces(name)
    return own["province"] in provinces or "" in provinces


def _foreign_name(
    text: str, start: int, end: int, own: dict[Any, Any]
) -> Iterator[dict[str, Any]]:
    """A foreign name that its sentence does not explain, or that stands in the own one's place."""
    patterns = _patterns()
    first, last = next((a, b) for a, b in find_sentences(text) if a <= start < b)
    sentence = text[first:last]
    before, after = text[first:start], text[end:]
    as_own = patterns["name own"].search(before) or patterns["name own_after"].match(
        after
    )
    if as_own or not patterns["name unless"].search(sentence):
        yield {
            "check": "foreign_name",
            "status": "FAIL" if as_own else "UNCERTAIN",
            "expected": own["region"] or own["agency"],
            "found": text[start:end],
            "start": start,
            "end": end,
            "evidence": sentence.strip()[:SHOWN],
        }


def _stale_year(sentence: str, year: int) -> dict[str, Any] | None:
    """Judge a sentence that opens with a year shortly before the report's."""
    m = _patterns()["year opens"].search(sentence)
    if m is None or _patterns()["year unless"].search(sentence):
        return None
    if not 1 <= year - int(m["year"]) <= YEARS_BACK:
        return None
    return {
        "check": "stale_year",
        "status": "FAIL",
        "expected": str(year),
        "found": m["year"],
        "start": m.start("year"),
        "end": m.end("year"),
    }
