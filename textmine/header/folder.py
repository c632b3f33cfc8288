"""What the reports of one folder say of each other: a fuller name tells what a short one means."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textmine.errors import ReadError
from textmine.header.agency import parse_agency
from textmine.header.identity import identify
from textmine.regular import read_regular
from textmine.resources.columns import field_of
from textmine.schema import Report

CROSSWALK = "crosswalk.csv"
# A crosswalk has some 60 bytes for each pair of agencies: this is one of more than half a million.
_MOST_BYTES = 50_000_000
_FULLER = "fuller name in another report of the folder"


@dataclass(frozen=True, slots=True)
class _Known:
    """An agency of a folder: who it is, and the places that its name prints."""

    agency_id: str
    region_code: str
    province: str
    places: tuple[str, ...]


def settle_identities(reports: Sequence[Report]) -> list[Report]:
    """Give reports whose place is open the identity of a fuller name in the same folder.

    Parameters
    ----------
    reports : sequence of Report
        Reports of one reading, any number of folders.

    Returns
    -------
    list of Report
        The reports in their order; changed where exactly one agency of the folder has the same body
        and a name that ends in the same places.

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
    folders: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        if report.agency_id:
            folders[Path(report.source).parent.as_posix()].append(report)
    settled: dict[str, Report] = {}
    for group in folders.values():
        if any(_is_open(report) for report in group):
            settled |= {r.report_id: r for r in _settle_folder(group)}
    return [settled.get(report.report_id, report) for report in reports]


def _is_open(report: Report) -> bool:
    """Tell whether a report's agency could be known better."""
    given = report.evidence.get("agency_id", ("", 0.0))[0] == "manifest"
    return bool(report.agency_id) and not report.region_code and not given


def _settle_folder(reports: list[Report]) -> Iterable[Report]:
    """Settle the open reports of one folder."""
    by_body: dict[str, dict[str, _Known]] = defaultdict(dict)
    for report in reports:
        body = report.agency_id.partition(":")[2]
        places = parse_agency(report.agency, year=report.year).places
        known = _Known(report.agency_id, report.region_code, report.province, places)
        by_body[body].setdefault(report.agency_id, known)
    for report in reports:
        if not _is_open(report):
            continue
        body = report.agency_id.partition(":")[2]
        own = by_body[body][report.agency_id]
        fuller = [other for other in by_body[body].values() if _tells(other, own)]
        if len(fuller) == 1:
            yield _adopt(report, fuller[0])


def _tells(other: _Known, own: _Known) -> bool:
    """Tell whether a name has the same last places, and says more of where they lie."""
    n = len(own.places)
    if other.agency_id == own.agency_id or not n or other.places[-n:] != own.places:
        return False
    same_province = not own.province or other.province in ("", own.province)
    return same_province and (len(other.places) > n or bool(other.region_code))


def _adopt(report: Report, known: _Known) -> Report:
    """Give a report the identity of a fuller name."""
    sure = min(report.evidence.get("agency", ("", 1.0))[1], 0.9)
    evidence = dict(report.evidence)
    evidence["agency_id"] = (_FULLER, sure)
    evidence.pop("region_code", None)
    province = report.province or known.province
    if known.region_code:
        evidence["region_code"] = (_FULLER, sure)
    if province and not report.province:
        evidence["province"] = (_FULLER, sure)
    return replace(
        report,
        agency_id=known.agency_id,
        region_code=known.region_code,
        province=province,
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
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:  # as Excel in China saves it
        content = data.decode("gb18030")
    rows = csv.DictReader(io.StringIO(content))
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
