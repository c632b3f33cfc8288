"""The header of a report: which agency, where, of what level and type, for which year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from textmine.header.agency import Agency, canonical_type, is_agency, parse_agency
from textmine.header.candidates import (
    Candidate,
    find_candidates,
    make_candidate,
    strip_office,
)
from textmine.header.choice import (
    ABOVE,
    IN_FILE,
    IN_FOLDER,
    SITE,
    choose,
    choose_of_folder,
    choose_subject,
    doubt_neighbours,
)
from textmine.header.context import Where, find_place, obeys_a_city
from textmine.header.dates import (
    Found,
    choose_year,
    find_published,
    read_years,
    year_conflict,
)
from textmine.header.folder import name_of_folders
from textmine.header.identity import identify, places_of
from textmine.header.institutions import bare_type, is_institution
from textmine.header.proper import says_which
from textmine.header.titles import (
    Title,
    best_title,
    find_flat_title,
    find_title,
    find_titles,
    head_lines,
    name_in_path,
    own_titles,
)
from textmine.resources.load import load_toml
from textmine.schema import META

# What parts a page's title from the name of its site; not the stroke in 2021-2022学年.
_SITE = re.compile(r"[_|]|(?<!\d)[-–—]|[-–—](?!\d)")
# What follows the agency in the name of its site.
_OF_SITE = re.compile(r"(?:官方|政府|政务|门户)*(?:网站?|信息网)$")
# The rank before a bare name: 县民政局.
_RANK = re.compile("^[省市县区旗州盟]")
_NONE: Found = ("", "", 0.0)
# Confidences are chosen by hand: they put what is read in order, no count of errors gave them, and
# the lowest of agency and year is that of the report. A name's says where it was read:
_CONFIDENCE = {
    "title": 0.97,
    ABOVE: 0.95,  # a site's name may stand there
    "page title": 0.88,  # a site may name itself there
    "page metadata": 0.55,  # who put the page there may be another
    SITE: 0.5,  # another's report may lie on it
    "file name": 0.5,  # whoever collected the files named them
    IN_FILE: 0.45,
    IN_FOLDER: 0.4,  # what lies in a folder may be of those below the one it is called after
}
# What follows from a listed place, and from a place known by its suffix only.
_LISTED, _UNLISTED = 0.97, 0.7
_BY_CONTEXT = 0.6  # a province that only other reports or the folder tell
_DOUBTFUL = 0.5  # a day of publication that lies before the year's end
# Of a report that names no agency: by its word for itself or a bare 民政局, and by less.
_INFERRED, _GUESSED = 0.7, 0.5
_LEVEL_OF_RANK = {
    "省": "province",
    "市": "city",
    "州": "city",
    "县": "county",
    "区": "county",
}
"""What a rank without a name says: 市民政局 is a city's."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a report says of itself.

    Parameters
    ----------
    agency, region, province, level, agency_type : str
        Empty where the report does not say.
    agency_id, region_code : str
        Who the agency is whatever its name is written like, and the code of its region.
    year : int or None
        The year covered.
    published : str
        ISO date.
    evidence : dict
        For each field that is filled: the rule that read it, and a confidence between 0 and 1.
        A place left open is there with its candidates and confidence 0; so are parts that
        contradict the year (``year_conflict``), and a neighbour's name (``agency_conflict``).
    """

    agency: str = ""
    agency_id: str = ""
    region: str = ""
    region_code: str = ""
    province: str = ""
    level: str = ""
    agency_type: str = ""
    year: int | None = None
    published: str = ""
    evidence: dict[str, tuple[str, float]] = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        """The weaker confidence of agency and year; 0 where one is missing."""
        return min(self.evidence.get(name, ("", 0.0))[1] for name in ("agency", "year"))


def read_header(
    text: str,
    *,
    filename: str = "",
    folders: Sequence[str] = (),
    metadata: Mapping[str, str] | None = None,
    override: Mapping[str, str] | None = None,
) -> Header:
    r"""Read agency, place, level, type, year and date of a report.

    The agency is taken from the title, else the preamble, the contact line, the signature, the
    publisher named by the site; a fuller form of the same name found elsewhere is preferred.

    Parameters
    ----------
    text : str
        Normalised text, simplified script.
    filename : str
        Name of the file; used for the year, and for an agency where nothing else names one.
    folders : sequence of str
        Names of its folders, the nearest last; the last resort for an agency.
    metadata : mapping, optional
        Metadata of the document, e.g. ``title`` and ``published`` of a page.
    override : mapping, optional
        Row of the manifest; its values stand, with confidence 1; types are written as inferred ones
        (商务厅 as 商务局).

    Returns
    -------
    Header
        Values with the rule that read each, and its confidence.

    Examples
    --------
    >>> h = read_header(
    ...     "樟树市商务局2020年政府信息公开工作年度报告\n一、总体情况\n我局……"
    ... )
    >>> h.agency, h.level, h.province, h.year
    ('樟树市商务局', 'county', '江西省', 2020)
    >>> h.evidence["agency"]
    ('title', 0.97)
    """
    meta, given = (
        dict(metadata or {}),
        {k: v for k, v in (override or {}).items() if k in META and v},
    )
    text, lines, found_titles = _without_links(text)
    title = best_title(found_titles) or find_flat_title(text)
    titles = [t.text for t in (title, *found_titles) if t]
    page_title = _page_title(meta)
    in_page = page_title.text if page_title else ""
    published = find_published(text, metadata=meta)
    readings = read_years(text, titles=titles, page_title=in_page, filename=filename)
    told = choose_year(readings, published=published[0])
    dated = (given["year"], "manifest", 1.0) if "year" in given else told
    year = int(dated[0]) if dated[0] else None
    # Once the year is known, a date after the season yields to that of the signature.
    published = find_published(text, metadata=meta, year=year)
    found = _settle_dates(dated, published)
    candidates = _candidates(text, lines, (title, page_title), meta, filename, year)
    around = _made({IN_FOLDER: name_of_folders(folders)}, year)
    found |= _find_agency(text, candidates, around, year, given)
    if "agency_type" in given:
        name = found["agency"][0] if "agency" in found else ""
        given["agency_type"] = canonical_type(given["agency_type"], name)
    found |= {name: (value, "manifest", 1.0) for name, value in given.items()}
    return _make_header(found, year, year_conflict(readings, year))


def _without_links(text: str) -> tuple[str, list[str], list[Title]]:
    """Text and lines of the head without the titles of other reports, and its own titles."""
    lines = head_lines(text)
    every = find_titles(lines)
    own = own_titles(every)
    links = {lines[title.line] for title in every if title not in own}
    if not links:
        return text, lines, own
    kept = (line for line in text.split("\n") if "".join(line.split()) not in links)
    return "\n".join(kept), [line for line in lines if line not in links], own


def _make_header(found: dict[str, Found], year: int | None, conflict: str) -> Header:
    """Values and the rule that read each; what is open or contradicted is told of at 0."""
    values = {name: value for name, (value, _, _) in found.items() if value}
    evidence = {name: found[name][1:] for name in META if name in values}
    if conflict:
        evidence["year_conflict"] = (conflict, 0.0)
    if "conflict" in values:
        evidence["agency_conflict"] = (values.pop("conflict"), 0.0)
    if "open" in values:
        evidence["region_code"] = (f"open: {values.pop('open')}", 0.0)
    values.pop("year", None)
    return Header(**values, year=year, evidence=evidence)


def _settle_dates(year: Found, published: Found) -> dict[str, Found]:
    """Year and date of release; no report is published before the year it covers is over."""
    told = int(year[0]) if year[0] else None
    if told is not None and published[0] and int(published[0][:4]) <= told:
        published = (published[0], published[1], _DOUBTFUL)
    return {"year": year, "published": published}


def _page_title(metadata: Mapping[str, str]) -> Title | None:
    """Read the title of the HTML page, without the names of site and column around it."""
    parts = _SITE.split("".join(metadata.get("title", "").split()))
    return best_title(
        [title for part in parts if part for title in find_titles([part])]
    )


def _site(metadata: Mapping[str, str]) -> str:
    """Read the agency whose site a page is of, from the page's title: 某年报_某局门户网站."""
    for part in _SITE.split("".join(metadata.get("title", "").split())):
        name = _OF_SITE.sub("", part)
        if is_agency(name) and says_which(name) and not find_titles([part]):
            return name
    return ""


def _candidates(
    text: str,
    lines: list[str],
    titles: tuple[Title | None, Title | None],
    metadata: Mapping[str, str],
    filename: str,
    year: int | None,
) -> list[Candidate]:
    """List all names an agency may have, the surest place of a name first."""
    stem = re.sub(r"\.\w+$", "", filename)
    in_name = find_title([stem]) if stem else None
    publisher = metadata.get("publisher", "")
    title, page_title = (strip_office(t.agency) if t else "" for t in titles)
    rule = ABOVE if titles[0] and titles[0].above else "title"
    outside = {
        "page metadata": publisher if is_agency(publisher) else "",
        SITE: _site(metadata),
        "file name": in_name.agency if in_name else "",
        IN_FILE: "" if in_name and in_name.agency else name_in_path(stem),
    }
    titled = [name for name in dict.fromkeys((title, page_title)) if name]
    return [
        *_made({rule: title, "page title": page_title}, year),
        *find_candidates(text, lines, year=year, titled=titled),
        *_made(outside, year),
    ]


def _made(names: Mapping[str, str], year: int | None) -> list[Candidate]:
    """Make candidates of the names that are there, by the rule that read them."""
    return [
        make_candidate(name, rule, _CONFIDENCE[rule], year=year)
        for rule, name in names.items()
        if name
    ]


def _find_agency(
    text: str,
    candidates: list[Candidate],
    around: list[Candidate],
    year: int | None,
    given: Mapping[str, str],
) -> dict[str, Found]:
    """Choose the agency among the candidates, else among those of its folders, and describe it."""
    if given.get("agency"):
        name = given["agency"]
        named = make_candidate(name, "manifest", 1.0, year=year)
        own = choose(candidates, text, year)
        chosen: Candidate | None = _with_place(named, own, given, year)
    else:
        chosen = (
            choose(candidates, text, year)
            or choose_subject(text, year, candidates)
            or choose_of_folder(around, text, candidates)
        )
    if chosen is None:
        return _describe_unnamed(text, candidates)
    if chosen.rule == "manifest":
        return _describe(text, chosen, given)
    chosen, conflict = doubt_neighbours(chosen, candidates)
    return _describe(text, chosen, given) | {"conflict": (conflict, "", 0.0)}


def _with_place(
    named: Candidate, own: Candidate | None, given: Mapping[str, str], year: int | None
) -> Candidate:
    """Give a bare name (民政局) its place, or all bureaus of that name would be one agency.

    The manifest's region says which place it is, else the name that the report itself bears.
    """
    bare = _RANK.sub("", named.name)
    is_national = named.agency.level == "national"
    is_local = given.get("level", "national") != "national"
    is_bare = not named.agency.places and is_institution(bare)
    if not is_bare or (is_national and not is_local):
        return named
    full = [given["region"] + bare] if given.get("region") else []
    full += [own.name] if own and own.name.endswith(bare) else []
    for name in full:
        agency = parse_agency(name, year=year)
        # Beside the places the same body is left, of a government none: the region was a place.
        if agency.places and agency.body in ("", bare):
            return replace(named, agency=agency)
    return named


def _describe(
    text: str, candidate: Candidate, given: Mapping[str, str]
) -> dict[str, Found]:
    """Region, province, level, type and identity of a named agency."""
    agency, rule, sure = candidate.agency, candidate.rule, candidate.confidence
    by_name = "name of the agency"
    listed = _LISTED if agency.listed else _UNLISTED
    found: dict[str, Found] = {"agency": (candidate.name, rule, sure)}
    # 某市 below another 市 is one of county level.
    level = "county" if obeys_a_city(text, agency) else agency.level
    level = "" if agency.is_far else level
    for name, value, confidence in (
        ("level", level, min(sure, listed)),
        ("agency_type", agency.agency_type, sure),
        ("region", agency.region, sure),
    ):
        found[name] = _as_found(value, by_name, confidence)
    where = find_place(text, agency)
    if len(agency.provinces) == 1:
        by = "gazetteer" if agency.listed else by_name
        found["province"] = (agency.provinces[0], by, sure)
    elif where.province:
        found["province"] = (where.province, where.rule, _BY_CONTEXT)
    return found | _identity(agency, where, given, sure)


def _identity(
    agency: Agency, where: Where, given: Mapping[str, str], sure: float
) -> dict[str, Found]:
    """Tell who the agency is; the candidates where its place stays open."""
    province = given.get("province", "") or where.province
    county = where.county.region_code if where.county else ""
    who = identify(agency, province=province, county=county)
    rule = where.rule or "name of the agency"
    confidence = min(sure, _BY_CONTEXT) if where.rule else sure
    found: dict[str, Found] = {"agency_id": (who.agency_id, rule, confidence)}
    if who.region_code:
        found["region_code"] = (who.region_code, rule, confidence)
    elif len(who.open_places) > 1:
        found["open"] = (places_of(who, () if agency.town else agency.found), "", 0.0)
    return found


def _describe_unnamed(text: str, candidates: list[Candidate]) -> dict[str, Found]:
    """Infer type and level of a report that only says 我局 or 我镇, where that is sure."""
    found = _by_word_for_itself(text)
    bare = next(
        (c for c in candidates if is_institution(re.sub("^[省市县区]", "", c.name))),
        None,
    )
    if bare is not None:
        sure = min(bare.confidence, _INFERRED)
        found["agency_type"] = _as_found(bare_type(bare.name), bare.rule, sure)
    if not found.get("level", _NONE)[0]:
        found["level"] = _level_of_masters(text)
    if bare is not None and not found["level"][0]:
        rank = bare.name[0]
        rule = f"{bare.rule}, {rank} without a name"
        found["level"] = _as_found(_LEVEL_OF_RANK.get(rank, ""), rule, _GUESSED)
    return found


def _by_word_for_itself(text: str) -> dict[str, Found]:
    """Level and type by the word that a report has for its own agency; empty where it has none."""
    for own in load_toml("agencies.toml")["self"]["words"]:
        word = own["word"]
        if text.count(word) >= 2 or (word in text and own["type"]):
            rule = f"self-reference {word}"
            return {
                "level": _as_found(own["level"], rule, _INFERRED),
                "agency_type": _as_found(own["type"], rule, _INFERRED),
            }
    return {}


def _level_of_masters(text: str) -> Found:
    """Level by the party and government whose orders a report names."""
    masters: dict[str, list[str]] = load_toml("agencies.toml")["self"]["masters"]
    level = next(
        (key for key, names in masters.items() if any(n in text for n in names)), ""
    )
    return _as_found(level, "masters named in the text", _GUESSED)


def _as_found(value: str, rule: str, sure: float) -> Found:
    """Give what was found, or nothing where it is empty."""
    return (value, rule, sure) if value else _NONE
