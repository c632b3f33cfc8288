"""What the reports of one folder say of each other: a fuller name tells what a short one means."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.english import Counted
from textmine.errors import ReadError, warn
from textmine.header.agency import parse_agency
from textmine.header.identity import identify
from textmine.header.institutions import institution_types
from textmine.header.titles import name_in_path, without_words_of_files
from textmine.regular import decode_saved, read_regular
from textmine.resources.columns import field_of
from textmine.resources.regions import Place, code_prefix, gazetteer
from textmine.resources.townships import towns_named
from textmine.schema import Report

CROSSWALK = "crosswalk.csv"
MANIFEST = "manifest"
"""Rule of what a manifest says of a report."""
_LISTED = ("agency_type", "level", "region", "region_code", "province")
_BY_ANOTHER = "manifest, of another report of the agency"
# An agency may have moved, or been raised to another level, between two of its reports.
_SURE_OF_ANOTHER = 0.9
# A crosswalk has some 60 bytes for each pair of agencies: this is one of more than half a million.
_MOST_BYTES = 50_000_000
_FULLER = "fuller name in another report of the folder"
_SAME_NAME = "the same name in the folder, whose report tells its place"
_NAMED = "name of the folder"
# Confidence where a folder tells: another report prints the place, or only the context does.
_SURE = {_FULLER: 0.9, _NAMED: 0.9, _SAME_NAME: 0.6}
_APART = "one of several places of that name"
# What is no name in a folder's: numbers, years and marks; and the years alone.
_NO_NAME = re.compile(r"\d+(?:年度?)?|[^\u3400-\u9fff]|年报|年度报告")
_LATIN = re.compile("[A-Za-z]")
_YEARS = re.compile(r"\d+(?:年度?)?")
_OF_A_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?(?:年?报|年度报告)?")
# A second report of a year that puts the first right: 2021更正.txt.
_PUT_RIGHT = re.compile("更正|修正|修订|更新|重发|补发")


def name_of_folders(parts: Sequence[str]) -> str:
    """Take the name of an agency off the nearest folder that is called after more than a year.

    Parameters
    ----------
    parts : sequence of str
        Folders of a file, the nearest last.

    Returns
    -------
    str
        The name; a body without its place is completed by the place that the folder around is
        called after. Empty where they name no agency.

    Examples
    --------
    >>> name_of_folders(["年报", "青榆县", "民政局", "2020年"])
    '青榆县民政局'
    >>> name_of_folders(["青榆县民政局", "下属单位"])
    ''
    """
    # Beyond one called otherwise (data, corpus) lies whoever gathers the reports.
    kept = list(takewhile(_is_called_after, reversed(parts)))
    names = [left for part in kept if (left := without_words_of_files(part))]
    if not names:
        return ""
    nearest, *outer = names
    if nearest in institution_types() and outer:
        # The folder around is called after a place only: 洛溪县/财政局.
        around = parse_agency(outer[0])
        whole = bool(around.places) and outer[0].endswith(around.places[-1])
        return outer[0] + nearest if whole else ""
    return name_in_path(nearest)


def _is_called_after(part: str) -> bool:
    """Tell whether a folder is called after years or in Chinese, and not in Latin letters."""
    return _LATIN.search(part) is None


@dataclass(frozen=True, slots=True)
class _Known:
    """An agency of a folder: who it is, and the places that its name prints."""

    agency_id: str
    region_code: str
    province: str
    places: tuple[str, ...]


def settle_identities(
    reports: Sequence[Report], texts: Mapping[str, str] | None = None
) -> list[Report]:
    """Give reports whose place is open the identity that their folders tell.

    Parameters
    ----------
    reports : sequence of Report
        Reports of one reading, any number of folders.
    texts : mapping of str to str, optional
        Report to what tells its text from others (a digest), where reports come without texts.

    Returns
    -------
    list of Report
        The reports in their order. An open place is that of its folder's name, else that of the one
        agency of the folder with the same body and a name that ends in the same places, if no year
        of both is reported twice. Agencies whose name fits several places stay apart between
        folders that differ in more than years, and where two reports are of one year.

    Examples
    --------
    >>> import numpy as np
    >>> def report(name, agency, agency_id):
    ...     return Report(
    ...         name, "", "", np.zeros(1, int), agency=agency, agency_id=agency_id
    ...     )
    >>> short = report("a", "青榆区商务局", "青榆区:商务局")
    >>> full = report("b", "临泽川市青榆区商务局", "临泽川市/青榆区:商务局")
    >>> [r.agency_id for r in settle_identities([short, full])]
    ['临泽川市/青榆区:商务局', '临泽川市/青榆区:商务局']
    """
    texts = texts or {r.report_id: "".join(r.text.split()) for r in reports}
    placed = [_by_folder_name(r) if _is_ambiguous(r) else r for r in reports]
    folders: dict[str, list[Report]] = defaultdict(list)
    for report in placed:
        if report.agency_id:
            folders[_folder_of(report)].append(report)
    settled: dict[str, Report] = {}
    for group in folders.values():
        if any(_is_open(report) for report in group):
            settled |= {r.report_id: r for r in _settle_folder(group, texts)}
    joined = [settled.get(report.report_id, report) for report in placed]
    return fill_listed(_keep_apart(joined, texts))


def fill_listed(reports: Sequence[Report]) -> list[Report]:
    """Give the reports of an agency what a manifest says of others of its reports.

    Type, level, region, its code and province are those of the agency, so that a manifest that
    lists some of its files speaks of all; else the years of one agency would lie in two groups.

    Parameters
    ----------
    reports : sequence of Report
        Settled reports.

    Returns
    -------
    list of Report
        The same, what they lacked filled where every report of the agency that says anything says
        the same. Agencies whose name fits several places may be several, and stay as they are.

    Warns
    -----
    TextmineWarning
        If something was filled.
    """
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    listed: set[tuple[str, str]] = set()
    sure = [report for report in reports if report.agency_id]
    if any(_is_listed(report, name) for report in sure for name in _LISTED):
        sure = [report for report in sure if not _is_ambiguous(report)]
    for report in sure:
        for name in _LISTED:
            key = (report.agency_id, name)
            said[key] |= {getattr(report, name)} - {""}
            listed |= {key} if _is_listed(report, name) else set()
    told = {key: next(iter(said[key])) for key in listed if len(said[key]) == 1}
    filled: dict[str, Report] = {}
    names: set[str] = set()
    for report in sure:
        lacking = [name for name in _LISTED if not getattr(report, name)]
        keys = {name: (report.agency_id, name) for name in lacking}
        found: dict[str, Any] = {
            name: told[key] for name, key in keys.items() if key in told
        }
        if found:
            rules = dict.fromkeys(found, (_BY_ANOTHER, _SURE_OF_ANOTHER))
            evidence = report.evidence | rules
            filled[report.report_id] = replace(report, **found, evidence=evidence)
            names |= set(found)
    if filled:
        n_agencies = len({report.agency_id for report in filled.values()})
        warn(
            f"{Counted(len(filled)):report} of {Counted(n_agencies):agency|agencies} got "
            f"{', '.join(name for name in _LISTED if name in names)} from what is listed of other "
            "reports of the same agency"
        )
    return [filled.get(report.report_id, report) for report in reports]


def _is_listed(report: Report, name: str) -> bool:
    """Tell whether a manifest says a field of a report."""
    return report.evidence.get(name, ("", 0.0))[0] == MANIFEST


def _folder_of(report: Report) -> str:
    """Folder of a report; folders of years are one: 2021/a.txt and 2022/b.txt."""
    parts = Path(report.source).parent.parts
    return "/".join(part for part in parts if not _OF_A_YEAR.fullmatch(part))


def _is_ambiguous(report: Report) -> bool:
    """Tell whether the name of an open agency fits several places."""
    any_zone = parse_agency(report.agency, year=report.year).is_any_zone
    return _is_open(report) and (any_zone or len(_candidates(report)) > 1)


def _is_unlisted_town(report: Report) -> bool:
    """Tell whether a report is of a town whose county neither its name nor a list tells."""
    agency = parse_agency(report.agency, year=report.year)
    return _is_open(report) and bool(agency.town) and agency.places == (agency.town,)


def taken_for_one(reports: pd.DataFrame) -> dict[str, int]:
    """Name the agencies of several reports whose name fits several places, and told apart by none.

    Parameters
    ----------
    reports : pandas.DataFrame
        Columns agency, agency_id, region_code, province and year, settled.

    Returns
    -------
    dict
        Name as printed to the number of its reports.

    Examples
    --------
    >>> rows = [
    ...     ("鼓楼区司法局", "鼓楼区:司法局", "", "", year) for year in (2020, 2021)
    ... ]
    >>> names = ["agency", "agency_id", "region_code", "province", "year"]
    >>> taken_for_one(pd.DataFrame(rows, columns=names))
    {'鼓楼区司法局': 2}
    """
    found: dict[str, int] = {}
    unclear = reports[(reports["region_code"] == "") & (reports["agency_id"] != "")]
    for agency_id, group in unclear.groupby("agency_id", sort=True):
        name, province = str(group["agency"].iloc[0]), str(group["province"].iloc[0])
        year = group["year"].iloc[0]
        at = None if pd.isna(year) else int(year)
        # An id that a manifest gives is not the one of the name.
        agency = parse_agency(name, year=at)
        own = identify(agency, province=province).agency_id
        several = agency.is_any_zone or len(_fitting(name, at, province)) > 1
        if len(group) > 1 and own == agency_id and several:
            found[name] = len(group)
    return found


def _candidates(report: Report) -> list[Place]:
    """Places that the name of an agency fits."""
    return _fitting(report.agency, report.year, report.province)


def _fitting(name: str, year: int | None, province: str) -> list[Place]:
    """Places that a name fits; of a town the counties that have one."""
    agency = parse_agency(name, year=year)
    places: Iterable[Place] = agency.found
    if agency.town:
        within = tuple(code_prefix(place.region_code) for place in agency.found)
        towns = towns_named(agency.town, within=within)
        places = [town.county for town in towns if town.county]
    kept = [p for p in places if province in ("", p.province)]
    return list({place.region_code: place for place in kept}.values())


def _by_folder_name(report: Report) -> Report:
    """Place an agency by the places that its folders are called after."""
    names = [_NO_NAME.sub("", part) for part in Path(report.source).parent.parts]
    told = [found for name in names if (found := _places_called(name))]
    agency = parse_agency(report.agency, year=report.year)
    fits = [
        place
        for place in _candidates(report)
        if all(any(p.name in (*place.above, place.name) for p in one) for one in told)
    ]
    if told and len(fits) == 1:
        county = fits[0].region_code if agency.town else ""
        who = identify(replace(agency, found=(fits[0],)), county=county)
        return _adopt(report, who.agency_id, who.region_code, fits[0].province, _NAMED)
    last = names[-1] if names else ""
    whole = parse_agency(last + report.agency, year=report.year)
    if last and not told and whole.places == (last, *agency.places):
        # A county or a city that no list has: 洛溪县/城关镇人民政府2021.txt.
        who = identify(whole, province=report.province)
        return _adopt(report, who.agency_id, who.region_code, "", _NAMED)
    return report


def _places_called(name: str) -> list[Place]:
    """Places with whose full name a folder's begins, or whose short name it is."""
    full = gazetteer().longest_at(name)
    return gazetteer().named(full) if full else gazetteer().named(name, short=True)


def _keep_apart(reports: list[Report], texts: Mapping[str, str]) -> list[Report]:
    """Tell agencies apart whose one name fits several places, where they may be several."""
    groups: dict[str, dict[str, list[Report]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        if _is_ambiguous(report) or _is_unlisted_town(report):
            folder = _YEARS.sub("", Path(report.source).parent.as_posix())
            groups[report.agency_id][folder].append(report)
    apart: dict[str, Report] = {}
    for folders in groups.values():
        everywhere = [report for group in folders.values() for report in group]
        # A town that no list has may be one wherever it lies, but not twice in a year.
        sure = not _is_ambiguous(everywhere[0])
        twice = not sure or _collide(everywhere, everywhere, texts)
        several = len(folders) > 1 and twice
        for folder, group in folders.items():
            collide = not sure and _collide(group, group, texts)
            for report in group:
                if collide or several:
                    own = report.report_id if collide else folder
                    apart[report.report_id] = _set_apart(report, own)
    return [apart.get(report.report_id, report) for report in reports]


def _collide(
    some: Sequence[Report], others: Sequence[Report], texts: Mapping[str, str]
) -> bool:
    """Tell whether a year is reported twice: not by copies, nor by a report put right."""
    by_year: dict[int, set[str]] = defaultdict(set)
    for report in {r.report_id: r for r in (*some, *others)}.values():
        if report.year and not _PUT_RIGHT.search(report.source or report.report_id):
            by_year[report.year].add(texts.get(report.report_id, report.report_id))
    return any(len(found) > 1 for found in by_year.values())


def _set_apart(report: Report, own: str) -> Report:
    """Mark the identity of an agency with its folder or report."""
    place, _, body = report.agency_id.partition(":")
    mark = re.sub("[:/]+", "·", own)
    evidence = report.evidence | {"agency_id": (_APART, 0.5)}
    return replace(report, agency_id=f"{place}@{mark}:{body}", evidence=evidence)


def _is_open(report: Report) -> bool:
    """Tell whether a report's agency could be known better."""
    given = _is_listed(report, "agency_id")
    return bool(report.agency_id) and not report.region_code and not given


def _settle_folder(reports: list[Report], texts: Mapping[str, str]) -> Iterable[Report]:
    """Settle the open reports of one folder."""
    by_body: dict[str, dict[str, _Known]] = defaultdict(dict)
    by_id: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        body = report.agency_id.partition(":")[2]
        places = parse_agency(report.agency, year=report.year).places
        known = _Known(report.agency_id, report.region_code, report.province, places)
        by_body[body].setdefault(report.agency_id, known)
        by_id[report.agency_id].append(report)
    for report in reports:
        if not _is_open(report):
            continue
        body = report.agency_id.partition(":")[2]
        own = by_body[body][report.agency_id]
        fuller = [other for other in by_body[body].values() if _tells(other, own)]
        if len(fuller) != 1:
            continue
        one, same = fuller[0], by_id[report.agency_id]
        if not _collide(same, by_id[one.agency_id], texts):
            rule = _FULLER if len(one.places) > len(own.places) else _SAME_NAME
            yield _adopt(report, one.agency_id, one.region_code, one.province, rule)


def _tells(other: _Known, own: _Known) -> bool:
    """Tell whether a name has the same last places, and says more of where they lie."""
    n = len(own.places)
    if other.agency_id == own.agency_id or not n or other.places[-n:] != own.places:
        return False
    same_province = not own.province or other.province in ("", own.province)
    return same_province and (len(other.places) > n or bool(other.region_code))


def _adopt(
    report: Report, agency_id: str, code: str, province: str, rule: str
) -> Report:
    """Give a report the identity that its folder tells."""
    sure = min(report.evidence.get("agency", ("", 1.0))[1], _SURE[rule])
    evidence = dict(report.evidence)
    evidence["agency_id"] = (rule, sure)
    evidence.pop("region_code", None)
    if code:
        evidence["region_code"] = (rule, sure)
    if province and not report.province:
        evidence["province"] = (rule, sure)
    return replace(
        report,
        agency_id=agency_id,
        region_code=code,
        province=report.province or province,
        evidence=evidence,
    )


def read_crosswalk(file: Path) -> dict[str, str]:
    """Read the user's own list of agencies that are one.

    Parameters
    ----------
    file : Path
        A CSV with the columns ``earlier`` and ``later`` (原机关, 现机关): names of agencies as
        printed, or their ids.

    Returns
    -------
    dict
        Id of the earlier agency to that of the later one; empty where there is no such file.

    Raises
    ------
    ReadError
        Naming the column or the row that is wrong.

    Examples
    --------
    >>> read_crosswalk(Path("no such file"))
    {}
    """
    if not file.is_file():
        return {}
    data = read_regular(file, _MOST_BYTES)
    rows = csv.DictReader(io.StringIO(decode_saved(data)))
    rows.fieldnames = [field_of(name) for name in rows.fieldnames or []]
    missing = {"earlier", "later"} - set(rows.fieldnames)
    if missing:
        raise ReadError(
            f"{file}: no column {sorted(missing)[0]!r}; expected the columns earlier and later"
        )
    pairs: dict[str, str] = {}
    for row in rows:
        earlier, later = ((row[name] or "").strip() for name in ("earlier", "later"))
        if not earlier or not later:
            raise ReadError(
                f"{file}: line {rows.line_num}: a cell is empty; expected two agencies"
            )
        pairs[id_of_agency(earlier)] = id_of_agency(later)
    return pairs


def id_of_agency(name: str) -> str:
    """Give the id of an agency.

    Parameters
    ----------
    name : str
        Its id, or its name as printed.

    Returns
    -------
    str
        As in the frame ``reports``: code of the region and body.

    Examples
    --------
    >>> id_of_agency("x:教育局")
    'x:教育局'
    """
    return name if ":" in name else identify(parse_agency(name)).agency_id


def apply_crosswalk(reports: Sequence[Report], pairs: dict[str, str]) -> list[Report]:
    """Give the reports of an earlier agency the identity of the one that the user joins it with.

    Parameters
    ----------
    reports : sequence of Report
        Reports.
    pairs : dict
        As :func:`read_crosswalk` gives them.

    Returns
    -------
    list of Report
        The reports in their order; the evidence of those joined names the crosswalk.
    """
    if not pairs:
        return list(reports)
    out = []
    for report in reports:
        last, seen = report.agency_id, {report.agency_id}
        while last in pairs and pairs[last] not in seen:
            last = pairs[last]
            seen.add(last)
        evidence = report.evidence | {"agency_id": (CROSSWALK, 1.0)}
        changed = last != report.agency_id
        out.append(
            replace(report, agency_id=last, evidence=evidence) if changed else report
        )
    return out
