"""Which reports are of one agency: by its id, and over the reforms that renamed it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from textmine.resources.load import load_toml
from textmine.resources.successors import Succession, successions

BY_ID = "agency_id"
# Of a region code, which say the county (GB/T 2260); more say the town.
_COUNTY_DIGITS = 6
_TOWN = re.compile(r"(.+?)(?:街道|镇|乡)")
_OF_TOWN = "town"  # what governments of towns and offices of subdistricts are for
# Agency to the one that took over from it, and by which reform.
Links = dict[str, tuple[str, Succession]]


@dataclass(frozen=True, slots=True)
class YearRun:
    """The years of one agency's reports."""

    agency_id: str
    first_year: int
    last_year: int
    level: str

    @property
    def place(self) -> str:
        """Region part of the id."""
        return self.agency_id.partition(":")[0]

    @property
    def body(self) -> str:
        """Body part of the id."""
        return self.agency_id.partition(":")[2]


def agency_keys(frame: pd.DataFrame) -> pd.Series:
    """Name the agency of each row by what joins its reports.

    Parameters
    ----------
    frame : pandas.DataFrame
        Column ``agency_id`` or ``agency``, or neither.

    Returns
    -------
    pandas.Series of str
        The id where it is known, else the name; empty for no agency.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"agency": ["文登区司法局", "某局"], "agency_id": ["371003:司法局", ""]}
    ... )
    >>> agency_keys(frame).tolist()
    ['371003:司法局', '某局']
    """
    keys = pd.Series("", index=frame.index, dtype="str")
    for column in ("agency", "agency_id"):
        if column in frame:
            values = frame[column].astype("object").fillna("").astype("str").str.strip()
            keys = values.where(values != "", keys)
    return keys


def known_agencies(frame: pd.DataFrame) -> pd.Series:
    """Name the agency of each row as :func:`agency_keys` does, for counting: unknown is missing.

    Parameters
    ----------
    frame : pandas.DataFrame
        Column ``agency_id`` or ``agency``, or neither.

    Returns
    -------
    pandas.Series of str
        Missing for no agency: ``nunique`` passes it over.

    Examples
    --------
    >>> ids = pd.DataFrame({"agency_id": ["371003:司法局", "", ""]})
    >>> known_agencies(ids).nunique()
    1
    """
    keys = agency_keys(frame)
    return keys.where(keys != "")


def join_agencies(frame: pd.DataFrame, *, successors: bool = True) -> pd.DataFrame:
    """Number the lines of agencies: an agency with those that it took over from.

    Two agencies of one place are one line where the crosswalk knows the later body as successor of
    the earlier, and the earlier reports end before the later ones begin, in the years of the
    reform. A body that one absorbed that was there before (乡村振兴局, by 农业农村局) stays apart;
    so do several that became one: until then they were several agencies (:func:`find_merged`).

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns agency_id (or agency), and where known year and level; a row a report, or a row
        an item.
    successors : bool
        False joins by the id alone.

    Returns
    -------
    pandas.DataFrame
        In the order of the rows: ``line`` (the id of the line's last agency; empty for no agency)
        and ``joined_by`` (the reforms by which the row's agency belongs to the line; empty where
        it is the line's last).

    References
    ----------
    深化党和国家机构改革方案 (2018); 党和国家机构改革方案 (2023); ``resources/successors.csv``.

    Examples
    --------
    >>> ids = ["371003:工商局", "371003:市场监管局", "371003:司法局"]
    >>> frame = pd.DataFrame(
    ...     {"agency_id": ids, "year": [2018, 2019, 2019], "level": "county"}
    ... )
    >>> join_agencies(frame).values.tolist()[0]
    ['371003:市场监管局', '工商局→市场监管局 (2014–2019)']
    """
    keys = agency_keys(frame)
    links = _links(frame, keys) if successors and "year" in frame else {}
    merged = _merged(links)
    links = {key: link for key, link in links.items() if link[0] not in merged}
    ends = {key: _follow(key, links) for key in links}
    return pd.DataFrame(
        {
            "line": keys.map(lambda key: ends[key][0] if key in ends else key).astype(
                "str"
            ),
            "joined_by": keys.map(
                lambda key: ends[key][1] if key in ends else ""
            ).astype("str"),
        },
        index=frame.index,
    )


def label_agencies(reports: pd.DataFrame) -> pd.Series:
    """Name the agency of each report, so that reports have one name if and only if one agency's.

    Parameters
    ----------
    reports : pandas.DataFrame
        As for :func:`join_agencies`; with the column ``line`` where that is known already.

    Returns
    -------
    pandas.Series of str
        The name that the last report of its line prints, of one renamed the new one; where several
        agencies print that name (民政局), the id. Empty for no agency.

    Examples
    --------
    >>> reports = pd.DataFrame(
    ...     {
    ...         "agency": ["民政局", "民政局", "青榆县经贸局", "青榆县商务局"],
    ...         "agency_id": ["洛溪县:民政局", "望澜县:民政局", "own:1", "own:1"],
    ...         "year": [2020, 2020, 2020, 2021],
    ...     }
    ... )
    >>> label_agencies(reports).tolist()
    ['洛溪县:民政局', '望澜县:民政局', '青榆县商务局', '青榆县商务局']
    """
    known = "line" in reports
    line = reports["line"] if known else join_agencies(reports)["line"]
    printed = agency_keys(reports[reports.columns.intersection(["agency"])])
    frame = pd.DataFrame({"line": line, "name": printed.where(printed != "", line)})
    if "year" in reports:
        frame["year"] = pd.to_numeric(reports["year"], errors="coerce")
        frame = frame.sort_values("year", kind="stable", na_position="first")
    last = frame.drop_duplicates("line", keep="last")
    is_shared = last["name"].duplicated(keep=False)
    names = last["name"].where(~is_shared, last["line"])
    return line.map(dict(zip(last["line"], names, strict=True))).astype("str")


def find_merged(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Name the agencies that came of several: two bodies that became one are no line before.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for :func:`join_agencies`.

    Returns
    -------
    dict
        Id of each such agency to the ids of those that went into it, each with the reform.

    Examples
    --------
    >>> ids = ["371003:工商局", "371003:质监局", "371003:市场监管局"]
    >>> frame = pd.DataFrame(
    ...     {"agency_id": ids, "year": [2018, 2018, 2019], "level": "county"}
    ... )
    >>> list(find_merged(frame)["371003:市场监管局"])
    ['371003:工商局', '371003:质监局']
    """
    return _merged(_links(frame, agency_keys(frame))) if "year" in frame else {}


def _merged(links: Links) -> dict[str, dict[str, str]]:
    """Those of the later agencies that several lead to, with these."""
    earlier: dict[str, dict[str, str]] = defaultdict(dict)
    for key, (later, step) in links.items():
        earlier[later][key] = _reform(step)
    return {later: found for later, found in earlier.items() if len(found) > 1}


def _reform(step: Succession) -> str:
    """Name a reform by its bodies and years."""
    return f"{step.earlier}→{step.later} ({step.from_year}–{step.to_year})"


def _follow(key: str, links: Links) -> tuple[str, str]:
    """Last agency of a line, and the reforms on the way."""
    reforms = []
    while key in links:
        key, step = links[key]
        reforms.append(_reform(step))
    return key, "; ".join(reforms)


def _links(frame: pd.DataFrame, keys: pd.Series) -> Links:
    """Agency to the one that took over from it, where the corpus holds both."""
    links: Links = {}
    for runs in _runs_by_place(frame, keys):
        for step in successions():
            earlier, later = runs.get(step.earlier), runs.get(step.later)
            if earlier is None or later is None or earlier.agency_id in links:
                continue
            if step.holds_for(earlier.last_year, later.first_year, later.level):
                links[earlier.agency_id] = (later.agency_id, step)
    return links


def _runs_by_place(
    frame: pd.DataFrame, keys: pd.Series
) -> Iterator[dict[str, YearRun]]:
    """For each place with several agencies: body to the years of its reports."""
    known = pd.DataFrame(
        {
            "key": keys,
            "year": pd.to_numeric(frame["year"], errors="coerce"),
            "level": frame.get("level", ""),
        }
    )
    known = known[known["key"].str.contains(":", regex=False) & known["year"].notna()]
    spans = known.groupby("key").agg(
        first=("year", "min"), last=("year", "max"), level=("level", "first")
    )
    places: dict[str, dict[str, YearRun]] = defaultdict(dict)
    columns = (
        spans.index,
        spans["first"].astype(int),
        spans["last"].astype(int),
        spans["level"],
    )
    for key, first, last, level in zip(*columns, strict=True):
        run = YearRun(str(key), first, last, str(level))
        places[run.place][run.body] = run
    yield from (runs for runs in places.values() if len(runs) > 1)


def find_twins(reports: pd.DataFrame) -> list[tuple[str, str, str]]:
    """List pairs of agencies that may be one and were not joined.

    Parameters
    ----------
    reports : pandas.DataFrame
        Frame ``reports``.

    Returns
    -------
    list of (str, str, str)
        Name of the one, name of the other, why they were not joined.

    Examples
    --------
    >>> ids = ["鼓楼区:司法局", "350102:司法局", "320106:司法局"]
    >>> names = ["鼓楼区司法局", "福州市鼓楼区司法局", "南京市鼓楼区司法局"]
    >>> reports = pd.DataFrame(
    ...     {"agency": names, "agency_id": ids, "agency_type": "司法局"}
    ... )
    >>> find_twins(reports.assign(year=2020, region="鼓楼区"))[0][:2]
    ('鼓楼区司法局', '南京市鼓楼区司法局')
    """
    table = reports[reports["agency_id"].astype("str") != ""].drop_duplicates(
        "agency_id"
    )
    # Rows are told apart by a number of their own: those of partitions may share one.
    table = table.sort_values("agency_id", ignore_index=True)
    named = dict(zip(table["agency_id"], table["agency"].astype("str"), strict=True))
    last = _last_names(reports)
    return [
        *_namesakes(table),
        *((named[a], named[b], why) for a, b, why in _open_twins(table)),
        *((last[a], last[b], why) for a, b, why in _renamed_twins(reports)),
        *((last[a], last[b], why) for a, b, why in _merged_twins(reports)),
    ]


def find_kin(reports: pd.DataFrame) -> list[tuple[str, str]]:
    """List pairs of agencies of which the one may be the other, or went into it.

    What two of them share may be one agency's own words, carried on: nothing can be said of who
    took it from whom.

    Parameters
    ----------
    reports : pandas.DataFrame
        Frame ``reports``.

    Returns
    -------
    list of (str, str)
        Ids.

    Examples
    --------
    >>> ids = ["371003:工商局", "371003:质监局", "371003:市场监管局"]
    >>> reports = pd.DataFrame({"agency": ids, "agency_id": ids, "agency_type": ids})
    >>> reports = reports.assign(
    ...     year=[2018, 2018, 2019], region="文登区", level="county"
    ... )
    >>> find_kin(reports)[0]
    ('371003:工商局', '371003:市场监管局')
    """
    table = reports[reports["agency_id"].astype("str") != ""].drop_duplicates(
        "agency_id"
    )
    table = table.sort_values("agency_id", ignore_index=True)
    found = (
        _namesakes(table),
        _open_twins(table),
        _renamed_twins(reports),
        _merged_twins(reports),
    )
    return list(dict.fromkeys((a, b) for pairs in found for a, b, _ in pairs))


def _last_names(reports: pd.DataFrame) -> dict[str, str]:
    """Name of each agency as its last report prints it, by its id."""
    dated = reports.assign(_year=pd.to_numeric(reports["year"], errors="coerce"))
    ordered = dated.sort_values("_year", kind="stable")
    return dict(zip(agency_keys(ordered), ordered["agency"].astype("str"), strict=True))


def _namesakes(table: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Agencies of one name that fits several places, told apart by folder or report."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in table["agency_id"].astype("str"):
        place, mark, rest = key.partition("@")
        if mark:
            groups[place, rest.rpartition(":")[2]].append(key)
    for _, ids in sorted(groups.items()):
        for one, other in pairwise(sorted(ids)):
            yield one, other, "their name fits several places"


def _open_twins(table: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Agencies whose place is open, beside those of a place of that name."""
    if table.empty:
        return
    parts = table["agency_id"].astype("str").str.partition(":")
    unclear = ~parts[0].str.match(r"\d")
    # The place by its name: of 350102/柳荫坡镇 the town, of 350102 the region.
    town = parts[0].str.rpartition("/")[2]
    place = town.where(~town.str.match(r"\d"), table["region"])
    keys = [table["region"], place, parts[2]]
    # Most groups are all clear, or all open: they give no pair and are not looked at.
    is_mixed = unclear.groupby(keys).transform("nunique") > 1
    for _, group in table[is_mixed].groupby([key[is_mixed] for key in keys], sort=True):
        for one in group.loc[unclear[group.index], "agency_id"]:
            for other in group.loc[~unclear[group.index], "agency_id"]:
                yield str(one), str(other), "the first name fits several places"


def _renamed_twins(reports: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Agencies of one place and type of which one ends where the other begins."""
    lines = join_agencies(reports)["line"]
    known = reports.assign(
        line=lines, year=pd.to_numeric(reports["year"], errors="coerce")
    )
    known = known[
        known["agency_id"].astype("str").str.match(r"\d") & known["year"].notna()
    ]
    spans = known.groupby("line", sort=True).agg(
        first=("year", "min"),
        last=("year", "max"),
        region=("region", "last"),
        kind=("agency_type", "last"),
    )
    lines_of = spans.index.astype("str").tolist()
    regions, kinds = (spans[x].astype("str").tolist() for x in ("region", "kind"))
    told = [
        _place_and_task(line, region, kind)
        for line, region, kind in zip(lines_of, regions, kinds, strict=True)
    ]
    spans = spans.assign(
        place=[place for place, _ in told], task=[task for _, task in told]
    )
    for _, group in spans[spans["kind"] != ""].groupby(["place", "task"], sort=True):
        ordered = group.sort_values("first")
        names, first, last = ordered.index, ordered["first"], ordered["last"]
        for i in range(len(ordered) - 1):
            if last.iloc[i] < first.iloc[i + 1]:
                why = "same place and type, one after the other, no known reform"
                yield str(names[i]), str(names[i + 1]), why


def _place_and_task(line: str, region: str, kind: str) -> tuple[str, str]:
    """Where an agency is and what it is for, whatever the two are called.

    A town that became a subdistrict keeps its name: it lies in the county whose code its own begins
    with.
    """
    place = line.partition(":")[0]
    task = load_toml("bodies.toml")["same_task"].get(kind, kind)
    stem = _TOWN.fullmatch(region)
    if stem and task == _OF_TOWN:
        return place.partition("/")[0][:_COUNTY_DIGITS], f"{task} {stem[1]}"
    return place, task


def _merged_twins(reports: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Agencies that went into one with others, beside that one."""
    for later, earlier in sorted(find_merged(reports).items()):
        for key, reform in earlier.items():
            yield key, later, f"one of {len(earlier)} that became it: {reform}"
