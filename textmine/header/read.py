"""The header of a report: which agency, where, of what level and type, for which year, published when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from textmine.header.agency import Agency, canonical_type, is_agency, parse_agency
from textmine.header.candidates import Candidate, find_candidates
from textmine.header.dates import Found, find_published, find_year
from textmine.header.institutions import agency_type_of, is_institution
from textmine.header.titles import Title, find_title, head_lines
from textmine.resources.load import load_toml
from textmine.resources.regions import gazetteer

FIELDS = ("agency", "region", "province", "level", "agency_type", "year", "published")
_NONE: Found = ("", "", 0.0)
_OWN_WORD = re.compile(r"[我本](?:街道|管委会|[局委办厅署院队会馆社所站校司部镇乡县市区省旗中])")


@dataclass(frozen=True, slots=True)
class Header:
    """What a report says of itself.

    Parameters
    ----------
    agency, region, province, level, agency_type : str
        Empty where the report does not say.
    year : int or None
        The year covered.
    published : str
        ISO date.
    evidence : dict
        For each field that is filled: the rule that read it, and a confidence between 0 and 1.
    """

    agency: str = ""
    region: str = ""
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
    >>> h = read_header("樟树市商务局2020年政府信息公开工作年度报告\n一、总体情况\n我局……")
    >>> h.agency, h.level, h.province, h.year
    ('樟树市商务局', 'county', '江西省', 2020)
    >>> h.evidence["agency"]
    ('title', 0.97)
    """
    meta, given = (
        dict(metadata or {}),
        {k: v for k, v in (override or {}).items() if k in FIELDS and v},
    )
    lines = head_lines(text)
    title = find_title(lines)
    page_title = _page_title(meta)
    found: dict[str, Found] = {
        "year": find_year(
            text,
            title=title.text if title else "",
            page_title=page_title.text if page_title else "",
            filename=filename,
        )
    }
    if "year" in given:
        found["year"] = (given["year"], "manifest", 1.0)
    year = int(found["year"][0]) if found["year"][0] else None
    found["published"] = find_published(text, metadata=meta, year=year)
    if year is None and found["published"][0]:
        found["year"] = find_year("", published=found["published"][0])
    candidates = _candidates(text, lines, (title, page_title), meta.get("publisher", ""), filename)
    found |= _find_agency(text, candidates, year, given.get("agency", ""))
    if "agency_type" in given:
        given["agency_type"] = canonical_type(
            given["agency_type"], found["agency"][0] if "agency" in found else ""
        )
    found |= {name: (value, "manifest", 1.0) for name, value in given.items()}
    values = {name: value for name, (value, _, _) in found.items() if value}
    return Header(
        **{name: value for name, value in values.items() if name != "year"},
        year=int(values["year"]) if "year" in values else None,
        evidence={name: found[name][1:] for name in FIELDS if name in values},
    )


def _page_title(metadata: Mapping[str, str]) -> Title | None:
    """Read the title of the HTML page, without the name of the site."""
    parts = re.split(r"[_|\-–—]", re.sub(r"\s", "", metadata.get("title", "")))
    return find_title([part for part in parts if part][:1]) if parts else None


def _candidates(
    text: str,
    lines: list[str],
    titles: tuple[Title | None, Title | None],
    publisher: str,
    filename: str,
) -> list[Candidate]:
    """List all names an agency may have, the surest place of a name first."""
    named = zip(titles, (("title", 0.97), ("page title", 0.88)), strict=True)
    candidates = [Candidate(title.agency, *rule) for title, rule in named if title and title.agency]
    candidates += find_candidates(text, lines)
    if is_agency(publisher):
        candidates.append(Candidate(publisher, "page metadata", 0.55))
    stem = re.sub(r"\.\w+$", "", filename)
    in_name = find_title([stem]) if stem else None
    if in_name and in_name.agency:
        candidates.append(Candidate(in_name.agency, "file name", 0.5))
    return candidates


def _find_agency(
    text: str, candidates: list[Candidate], year: int | None, given: str
) -> dict[str, Found]:
    """Choose the agency among the candidates and describe it."""
    if given:
        return _describe(text, Candidate(given, "manifest", 1.0), year)
    chosen = _choose(text, candidates, year) or _government_of_place(text)
    if chosen is None:
        return _describe_unnamed(text, candidates, year)
    return _describe(text, _fuller(chosen, candidates, year), year)


def _choose(text: str, candidates: list[Candidate], year: int | None) -> Candidate | None:
    """Take the first candidate that names a place or a body of the centre and fits how the report calls itself."""
    own = Counter(_OWN_WORD.findall(text)).most_common(1)
    for candidate in candidates:
        agency = parse_agency(candidate.name, year=year)
        if not (agency.places or agency.level == "national"):
            continue
        if candidate.rule in ("title", "page title"):
            return candidate
        called = own[0][0][1:] if own else ""
        if _fits(agency, called):
            government = (
                re.sub("(?<=政府)办公[室厅]$", "", candidate.name)
                if called in tuple("省市县区旗")
                else ""
            )
            return Candidate(government or candidate.name, candidate.rule, candidate.confidence)
    return None


def _government_of_place(text: str) -> Candidate | None:
    """Name the government of a place that calls itself 我县, 我市 … by the place that the text names most."""
    own = Counter(_OWN_WORD.findall(text)).most_common(1)
    suffix = own[0][0][1:] if own and own[0][1] >= 2 else ""
    if suffix not in tuple("省市县区旗"):
        return None
    counts = Counter(name for *_, name in gazetteer().find(text[:3000]) if name.endswith(suffix))
    best = counts.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    return Candidate(
        f"{best[0][0]}人民政府", f"self-reference 我{suffix}, place named in the text", 0.6
    )


def _fits(agency: Agency, own: str) -> bool:
    """Tell whether a report that calls its agency 我局, 我镇 … can be of this agency."""
    name = agency.name
    if own in ("局", "厅", "署", "院", "队", "馆", "社", "所", "站", "校", "司"):
        return name.endswith(own) or name.endswith("分局") or own in ("队", "院")
    if own in ("镇", "乡", "街道"):
        return agency.level == "township"
    if own in ("县", "市", "区", "省", "旗"):
        return agency.agency_type.endswith(("政府", "政府办", "管委会")) or name.endswith(
            ("市", "县", "区", "省")
        )
    if own in ("委", "会"):
        return name.endswith(("委", "会"))
    return True


def _fuller(chosen: Candidate, candidates: list[Candidate], year: int | None) -> Candidate:
    """Complete a name by a fuller form of itself: with the places above, or 人民政府 for a bare place."""
    agency = parse_agency(chosen.name, year=year)
    name, confidence = chosen.name, chosen.confidence
    if agency.places and name.endswith(agency.places[-1]) and agency.agency_type != "管委会":
        office = "办事处" if agency.agency_type == "街道办事处" else "人民政府"
        name, confidence = name + office, min(confidence, 0.8)
    elif re.search(r"(?<!人民)政府$", name):
        long = name.removesuffix("政府") + "人民政府"
        name = (
            long
            if any(c.name.endswith(long) for c in candidates) or agency.level == "township"
            else name
        )
    for other in candidates:
        prefix = other.name.removesuffix(name)
        if prefix != other.name and prefix and _is_places(prefix):
            return Candidate(
                other.name, f"{chosen.rule}, completed from {other.rule}", min(confidence, 0.95)
            )
    return Candidate(name, chosen.rule, confidence)


def _is_places(prefix: str) -> bool:
    """Tell whether a prefix consists of names of places."""
    agency = parse_agency(prefix.removesuffix("人民政府"))
    return bool(agency.places) and "".join(agency.places) == prefix.removesuffix("人民政府")


def _describe(text: str, candidate: Candidate, year: int | None) -> dict[str, Found]:
    """Region, province, level and type of a named agency."""
    agency = parse_agency(candidate.name, year=year)
    rule, sure = candidate.rule, candidate.confidence
    found: dict[str, Found] = {"agency": (candidate.name, rule, sure)}
    listed = 0.97 if agency.listed else 0.7
    found["level"] = (
        (agency.level, "name of the agency", min(sure, listed)) if agency.level else _NONE
    )
    found["agency_type"] = (
        (agency.agency_type, "name of the agency", sure) if agency.agency_type else _NONE
    )
    found["region"] = (agency.region, "name of the agency", sure) if agency.region else _NONE
    if len(agency.provinces) == 1:
        found["province"] = (
            agency.provinces[0],
            "gazetteer" if agency.listed else "name of the agency",
            sure,
        )
    elif agency.level != "national":
        found |= _place_by_context(text, agency)
    return found


def _place_by_context(text: str, agency: Agency) -> dict[str, Found]:
    """Find province, and for a town its county, by the places that the text names most."""
    if not agency.provinces and agency.level != "township":
        return {}
    counts: Counter[str] = Counter(name for *_, name in gazetteer().find(text[:4000] + text[-600:]))
    if agency.provinces:
        votes: Counter[str] = Counter()
        for name, n in counts.items():
            if name != agency.region:
                for province in {place.province for place in gazetteer().named(name)} & set(
                    agency.provinces
                ):
                    votes[province] += n
        best = votes.most_common(2)
        clear = best and (len(best) == 1 or best[0][1] > best[1][1])
        return {"province": (best[0][0], "places named in the text", 0.6)} if clear else {}
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ranked = [
        (name, n)
        for name, n in ranked
        if n > 1 or re.search(f"{name}(?:人民)?(?:政府|[区县市]?委|门户|信息)", text)
    ]
    places = [place for name, _ in ranked for place in gazetteer().named(name)]
    county = next((place for place in places if place.level == "county"), None)
    provinces = {place.province for place in places}
    found: dict[str, Found] = {}
    if county is not None:
        found["region"] = (county.name, "places named in the text", 0.6)
        provinces = {place.province for place in gazetteer().named(county.name)} & provinces
    if len(provinces) == 1:
        found["province"] = (provinces.pop(), "places named in the text", 0.6)
    return found


def _describe_unnamed(text: str, candidates: list[Candidate], year: int | None) -> dict[str, Found]:
    """Infer type and level of a report that only says 我局 or 我镇, where that is sure."""
    words = load_toml("agencies.toml")["self"]
    found: dict[str, Found] = {}
    for own in words["words"]:
        if text.count(own["word"]) >= 2 or (own["word"] in text and own["type"]):
            found["level"] = (
                (own["level"], f"self-reference {own['word']}", 0.7) if own["level"] else _NONE
            )
            found["agency_type"] = (
                (own["type"], f"self-reference {own['word']}", 0.7) if own["type"] else _NONE
            )
            break
    bare = next((c for c in candidates if is_institution(re.sub("^[省市县区]", "", c.name))), None)
    if bare is not None:
        stem = re.sub("^[省市县区州旗](?=.{2})", "", bare.name)
        found["agency_type"] = (agency_type_of(stem), bare.rule, min(bare.confidence, 0.7))
    if not found.get("level", _NONE)[0]:
        level = next(
            (
                level
                for level, names in words["masters"].items()
                if any(name in text for name in names)
            ),
            "",
        )
        found["level"] = (level, "masters named in the text", 0.5) if level else _NONE
    if bare is not None and not found["level"][0]:
        level = {"省": "province", "市": "city", "州": "city", "县": "county", "区": "county"}.get(
            bare.name[0], ""
        )
        found["level"] = (
            (level, f"{bare.rule}, {bare.name[0]} without a name", 0.5) if level else _NONE
        )
    return found
