"""Which of the names in a report is the name of its agency, and its fullest form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from textmine.header.agency import Agency, is_agency
from textmine.header.candidates import Candidate, make_candidate
from textmine.header.identity import identify
from textmine.header.institutions import bare_type, body_of, institution_types
from textmine.header.mentions import (
    RANK_ENDS,
    count_by_site,
    count_mentions,
    count_subjects,
    count_towns,
    names_in_path,
)
from textmine.header.places import zone_stem
from textmine.header.proper import is_proper
from textmine.resources.load import load_pattern, load_toml
from textmine.resources.regions import gazetteer

# Not 来源：本站, 本办法, 本部门, 本会议.
_OWN_WORD = re.compile(
    r"[我本](?:街道|管委会|公司|分局|[局委办厅署院队会馆社所站校司部镇乡县市区省旗中](?<!本站))"
    r"(?!(?<=本办)法|(?<=部)门|(?<=会)议)"
)
_OFFICE_OF_GOVERNMENT = re.compile(
    "(?:(?<=政府)|(?<=管委会)|(?<=委员会))(?:信息公开|政务公开|电子政务)?(?:工作)?办公[室厅]$"
)
_TOWNS = ("镇", "乡", "街道")
_PLACES = tuple("省市县区旗镇乡")
ABOVE = "title, line above"
"""Where a name stands on a line of its own above the title."""
IN_FILE = "words of the file name"
"""Where the name of the file holds a name, but no title."""
IN_FOLDER = "name of a folder"
"""Where a folder of the file is called after an agency."""
SITE = "name of the site"
"""Where the title of the page names the site that it is of."""
_TITLES = ("title", ABOVE, "page title")
_TEXT = ("preamble", "contact", "signature", "body")
# Where the name of a site may stand: any page of it has them.
_OF_SITE = (ABOVE, "publisher", "page metadata", SITE, "line of the head", IN_FILE)
# How often a report speaks as a government does before a site's name is believed to be its own.
_TWICE = 2
_OFFICES = ("办", "办公室", "办公厅", "办事处")
# What schools, hospitals, companies and branches call themselves, and where their name opens a
# clause; what the bodies are called that put their reports on a site.
_BELOW_A_BUREAU = ("校", "院", "公司", "分局", "馆", "站", "学校", "医院", "学院")
_INSTITUTIONS = re.compile(
    r"(?:[。；，\n]|年)(学校|医院|学院|公司)(?=[^，。；：\n]{2})"
)
_BUREAUS = ("局", "厅", "委", "委员会", "办公室")
# How often a report names the body that keeps sites before it is believed to be its own: once as
# publisher, once as where documents may be read. By hand.
_NAMED_AGAIN = 3
# Bodies of one rank, whose words for themselves are mixed up; offices that are none of their own.
_RANKS = ("局", "委", "办", "厅")
# Words for itself of a bureau, which no government's office uses.
_BUREAU_WORDS = ("局", "委", "厅")
_BODIES = ("局", "委", "委员会", "办", "办公室", "厅", "联合会", "残联", "供销社")
_NO_BODIES = ("小组办公室", "委员会办公室", "公开办公室", "公开办", "镇办", "街道办")
# Confidence of a name that does not fit the report's word for itself. By hand.
_OTHER_RANK = 0.6
# Where a name counts though no place in it is known, if it is one of its own; not behind 来源,
# where other sites and papers stand.
_NAMING = (*_TITLES, *_TEXT, "file name", IN_FILE)
# Where a name without its place says of what type, and of which rank, the agency is.
_HINTS = ("publisher", "preamble")
# Confidence at most: by judgement, below that of a name with a listed place (0.97), and at the
# level of what is known by its suffix only (0.7).
_PLACELESS, _UNKNOWN_END = 0.85, 0.7
# Of a name that only opens sentences: nothing says that it is the agency's, but that no other does.
_SUBJECT = 0.5
# A government or committee that is written out by the place alone.
_WRITTEN_OUT = 0.8
_COMMITTEE = re.compile(
    r"(?:(?:[。，；\n]|\d年)\s*[我本]?|(?:结合|根据|立足)(?:我|本|开发区|高新区|园区|新区)?)管委会(?!办|网)"
)
# A name completed from another place of the report is not surer than this.
_COMPLETED = 0.95
# Ends of names that fit what a report calls its agency, where the word itself is not the end.
_ENDS = {
    "局": ("局", "分局"),
    "分局": ("分局",),
    "院": ("院",),
    "校": ("校", "大学", "学院", "中学", "小学"),
    "中": ("中心", "中学"),
    "公司": ("公司", "集团"),
    "委": ("委", "会"),
    "会": ("委", "会"),
}
# Weights of the parts that name an agency, where they name two bodies of one kind: a sentence
# copied with a neighbour's name in it falls to a dated signature, or to two weaker parts.
_VOTES = {
    "title": 4.0,
    ABOVE: 4.0,
    "page title": 3.0,
    "signature": 3.0,
    "preamble": 2.5,
    "notice": 2.5,
    "contact": 2.5,
    "file name": 2.0,
    IN_FILE: 2.0,
    "publisher": 1.5,
    "page metadata": 1.5,
    "line of the head": 1.5,
}
# Of a signature with no date below it, and of every other place where a name stands.
_UNDATED, _ELSEWHERE = 1.5, 1.0
_DATED = 0.85  # confidence of a signature with a date below
# What is noted: names where a report names itself.
_SELF = (*_TITLES, "preamble", "contact", "signature", "file name")
# Most confidence in a name that one of these contradicts. Chosen by hand.
_CONTRADICTED = 0.7


def choose(
    candidates: list[Candidate], text: str, year: int | None
) -> Candidate | None:
    """Choose the agency's name among all that the report holds.

    Parameters
    ----------
    candidates : list of Candidate
        The surest place of a name first.
    text : str
        Normalised text.
    year : int or None
        Year of the report.

    Returns
    -------
    Candidate or None
        The first one that names a place or a body of the centre and fits how the report calls its
        agency (我局, 我镇 …), in its fullest form; else the government of the place that a report
        of 我县 names most; None where nothing is sure.
    """
    called, n_called = _called(text)
    likely = [c for c in candidates if not _is_of_site(c, candidates, text)]
    chosen = _first_fitting(likely, called, year)
    if chosen is None:
        # 我市残疾人工作: said once, by a body that speaks as no government does.
        passing = called in _PLACES and n_called == 1 and not _governs_by_word(text)
        chosen = _of_another_rank(likely, called, is_aside=passing)
    if chosen is None and n_called >= 2:
        chosen = _government_of_place(text, called, year)
    if chosen and called in _BUREAU_WORDS and n_called >= _TWICE:
        chosen = _bureau_of_place(chosen, likely, called, text)
    if chosen is None:
        return None
    if not called and _combines(text):
        chosen = _government_of_office(chosen, year)
        candidates = [_government_of_office(c, year) for c in candidates]
    return _with_committee(
        _fuller(chosen, _and_mentioned(chosen, candidates, text), year), text
    )


def choose_subject(
    text: str, year: int | None, candidates: Sequence[Candidate] = ()
) -> Candidate | None:
    """Choose the one agency that a text without head and signature speaks of.

    Parameters
    ----------
    text : str
        Normalised text.
    year : int or None
        Year of the report.
    candidates : sequence of Candidate
        Names that the report holds; a title that names the body only says of what type it is.

    Returns
    -------
    Candidate or None
        The name that opens clauses most often, if it is one only and fits how the report calls its
        agency; else the one that stands where a report names its own agency, else the town that
        a report of 我乡 speaks of, or 市民政局 with the city on whose site it publishes.

    Examples
    --------
    >>> choose_subject("青榆县民政局公开信息九条，我局无申请。", 2020).name
    '青榆县民政局'
    """
    called, _ = _called(text)
    titled = _types_in_titles(candidates)
    hints = [c for c in candidates if c.rule in _HINTS]
    hinted = {bare_type(c.name) for c in hints} - {""}
    ranks = _ranks([c for c in candidates if c.rule in (*_TITLES, *_HINTS)])
    ways = [(count_subjects, "subject"), (count_mentions, "mentioned")]
    if called in _TOWNS:
        ways.append((count_towns, "town"))
    if called in _BUREAU_WORDS:
        ways.append((_often_by_site, "rank and site"))
    for count, rule in ways:
        counts = {
            make_candidate(name, rule, _SUBJECT, year=year): n
            for name, n in count(text).items()
        }
        if called in _PLACES:
            counts = _by_government(counts, year)
        fitting = {
            candidate: n
            for candidate, n in counts.items()
            if _fits(candidate.agency, called)
            and (not titled or candidate.agency.agency_type in titled)
            and _is_of_rank(candidate.agency, ranks)
        }
        # Others that are named would fit as well where nothing says what kind of body it is.
        sure = called or titled or rule == "subject" or _is_only(counts)
        if not sure:
            # 来源：区卫计局 says what kind of body it is, if not where.
            fitting = {
                c: n for c, n in fitting.items() if c.agency.agency_type in hinted
            }
        best = _most_named(fitting)
        if best:
            return _whole(best, [], year)
    return None


def choose_of_folder(
    around: Sequence[Candidate], text: str, candidates: Sequence[Candidate]
) -> Candidate | None:
    """Choose the agency that a folder is called after, where the text does not contradict it.

    Parameters
    ----------
    around : sequence of Candidate
        Names of the folders.
    text : str
        Normalised text.
    candidates : sequence of Candidate
        Names that the report holds; a title that names the body only says of what type it is.

    Returns
    -------
    Candidate or None
        The name, where the report's word for itself or its bare title says that it is of that kind.

    Examples
    --------
    >>> folder = make_candidate("青榆县民政局", IN_FOLDER, 0.4)
    >>> choose_of_folder([folder], "我局公开信息九条。", []).name
    '青榆县民政局'
    >>> choose_of_folder([folder], "我校公开信息九条。", [])
    """
    called, _ = _called(text)
    titled = _types_in_titles(candidates)
    for candidate in around:
        agency = candidate.agency
        fits = bool(called) and _fits(agency, called)
        governs = _governs(agency) and called not in _PLACES
        if agency.agency_type in titled or (fits and not governs and not titled):
            return _whole(candidate, [], None)
    return None


def _ranks(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Ranks of the places that bare names are of: 市 and 州 of 市民政局, none of 民政局."""
    bare = (c.name for c in candidates if not c.agency.places)
    ranks = {name[0] for name in bare if bare_type(name) and name[0] in RANK_ENDS}
    return tuple(end for rank in sorted(ranks) for end in RANK_ENDS[rank])


def _is_of_rank(agency: Agency, ranks: tuple[str, ...]) -> bool:
    """Tell whether the last place of a name ends as those of a rank do; of a zone nothing tells."""
    if not ranks or not agency.places or agency.zone:
        return True
    return agency.places[-1].endswith(ranks)


def _often_by_site(text: str) -> dict[str, int]:
    """Names put together of rank and site, where the body opens more than one clause."""
    return {name: n for name, n in count_by_site(text).items() if n >= _TWICE}


def _types_in_titles(candidates: Iterable[Candidate]) -> set[str]:
    """Types of body that the titles of a report name."""
    return {bare_type(c.name) for c in candidates if c.rule in _TITLES} - {""}


def _by_government(
    counts: Mapping[Candidate, int], year: int | None
) -> dict[Candidate, int]:
    """Count the office of a government or committee for it, where the report says 我县 or 我区."""
    total: Counter[Candidate] = Counter()
    for candidate, n in counts.items():
        total[_government_of_office(candidate, year)] += n
    return dict(total)


def _is_only(counts: Mapping[Candidate, int]) -> bool:
    """Tell whether one name alone is mentioned, and more than once."""
    return len(counts) == 1 and sum(counts.values()) > 1


def _most_named(counts: Mapping[Candidate, int]) -> Candidate | None:
    """Take the name that is said most, a shorter form of it counted with it; None of two."""
    total = {
        whole: sum(n for part, n in counts.items() if whole.name.endswith(part.name))
        for whole in counts
    }
    most = max(total.values(), default=0)
    best = [c for c, n in total.items() if n == most]
    return best[0] if len(best) == 1 else None


def _and_mentioned(
    chosen: Candidate, candidates: list[Candidate], text: str
) -> list[Candidate]:
    """Add what the text calls the body in full where the name chosen is a short one: 侨联.

    Also the branch of a body of the centre (国家税务总局某县税务局), and names in the site's path.
    """
    body = chosen.agency.body
    place = chosen.name.removesuffix(body)
    full = [place + name for name in _full_forms(body) if place + name in text]
    heads: list[str] = load_toml("agencies.toml")["national"]["prefixes"]
    full += [h + chosen.name for h in heads if h + chosen.name in text]
    full += names_in_path(text)
    return [*candidates, *(make_candidate(n, "mentioned", _SUBJECT) for n in full)]


@cache
def _full_forms(body: str) -> tuple[str, ...]:
    """Longer names with which a body is listed, and which its own abbreviates."""
    own = body_of(body) if body else ""
    names = (name for name in institution_types() if body_of(name) == own)
    return tuple(name for name in names if _abbreviates(body, name))


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether a name holds another character by character: 发展和改革局 holds 发改局."""
    rest = iter(long)
    return 0 < len(short) < len(long) and all(character in rest for character in short)


def _with_committee(zone: Candidate, text: str) -> Candidate:
    """Write out the committee of a bare zone whose report says what 管委会 did."""
    bare = zone.agency.agency_type == "管委会" and zone.name.endswith(zone.agency.zone)
    if not (bare and zone.agency.zone and _COMMITTEE.search(text)):
        return zone
    sure = min(zone.confidence, _WRITTEN_OUT)
    return make_candidate(zone.name + "管理委员会", zone.rule, sure)


def _called(text: str) -> tuple[str, int]:
    """Give the word by which a report mostly calls its agency, 局 of 我局, and how often."""
    own = Counter(_OWN_WORD.findall(text)).most_common(1)
    return (own[0][0][1:], own[0][1]) if own else ("", 0)


def _first_fitting(
    candidates: list[Candidate], called: str, year: int | None
) -> Candidate | None:
    """Take the first name that says where it is and fits the word for oneself."""
    titled = _types_in_titles(candidates)
    for candidate in candidates:
        agency = candidate.agency
        if not (agency.places or agency.level == "national"):
            if _names_itself(candidate, called):
                return replace(
                    candidate, confidence=min(candidate.confidence, _PLACELESS)
                )
            continue
        if candidate.rule in _TITLES:
            # A name whose end no list has may be a phrase after all.
            sure = 1.0 if is_agency(candidate.name, strict=False) else _UNKNOWN_END
            return replace(candidate, confidence=min(candidate.confidence, sure))
        if _fits(agency, called) or agency.agency_type in titled:
            own = settle_neighbours(candidate, candidates)
            return _government_of_office(own, year) if called in _PLACES else own
    return None


def _of_another_rank(
    candidates: Sequence[Candidate], called: str, *, is_aside: bool
) -> Candidate | None:
    """Take the one bureau, commission or office that says plainly that it is its report.

    An office for the poor says 我局 as a bureau does, where its report was copied from one's; and
    bureaus too say 我县, but for those that put the reports of a whole county together. Where that
    is said only in passing, whom to ask and whose work is told of count too.
    """
    if called not in (*_RANKS, *_PLACES):
        return None
    keepers = tuple(load_toml("agencies.toml")["labels"]["keepers"])
    plain = [
        c
        for c in candidates
        if _is_told(c, is_aside=is_aside)
        and c.agency.places
        and not _governs(c.agency)
        and c.name.endswith(_BODIES)
        and not c.name.endswith(_NO_BODIES)
        and not (called in _PLACES and any(word in c.agency.body for word in keepers))
    ]
    ids = {identify(c.agency).agency_id for c in plain}
    if len(ids) != 1:
        return None
    return replace(plain[0], confidence=_OTHER_RANK)


def _bureau_of_place(
    chosen: Candidate, candidates: Sequence[Candidate], called: str, text: str
) -> Candidate:
    """Take the bureau that the text names where its title names the place alone: 某市…年度报告.

    A system that prints the title for all bodies of a place writes no body into it; the report
    says 我局 then, and speaks as no government does.
    """
    agency = chosen.agency
    alone = chosen.rule in _TITLES and _governs(agency) and not agency.body
    if not alone or _governs_by_word(text):
        return chosen
    own = (
        c
        for c in candidates
        if c.rule in _TEXT
        and c.agency.places[-1:] == agency.places[-1:]
        and c.name.endswith(_BODIES)
        and not _governs(c.agency)
        and _fits(c.agency, called)
    )
    return next(own, chosen)


def _is_told(candidate: Candidate, *, is_aside: bool) -> bool:
    """Tell whether a name stands where a report says plainly whose it is."""
    if candidate.rule in ("contact", "body"):
        return is_aside
    plainly = candidate.rule in ("preamble", "signature")
    return plainly and candidate.confidence >= _DATED


def _is_of_site(
    candidate: Candidate, candidates: Sequence[Candidate], text: str
) -> bool:
    """Tell whether a government's name is likely that of the site: where any page may name it.

    A portal prints the government that runs it above a title, as publisher and in its last lines;
    and as publisher the office for data or the media centre that keeps it. So does a bureau with
    the reports of its schools and branches.
    """
    if not _is_loose(candidate):
        return False
    if not _governs(candidate.agency):
        keeps = candidate.rule != ABOVE and _runs_sites(candidate.agency, text)
        return keeps or _is_above(candidate, text)
    if candidate.rule != ABOVE:
        return not _speaks_for_place(text)
    called, _ = _called(text)
    if called == "办":
        return not candidate.name.endswith(_OFFICES)
    if called:
        return not _fits(candidate.agency, called)
    # Where the report has no word for itself, another body that it names plainly is its own.
    named = (c.agency for c in candidates if c.rule in _TEXT and not _is_loose(c))
    return any(agency.places and not _governs(agency) for agency in named)


def _is_loose(candidate: Candidate) -> bool:
    """Tell whether a name stands where that of a site may, too."""
    undated = candidate.rule == "signature" and candidate.confidence < _DATED
    return undated or candidate.rule in _OF_SITE


def _governs(agency: Agency) -> bool:
    """Tell whether a body is the government of a county or more, or its office."""
    own = not agency.body or agency.agency_type == "政府办"
    return own and agency.level in ("county", "city", "province") and not agency.zone


def _is_above(candidate: Candidate, text: str) -> bool:
    """Tell whether a bureau has only put the report of a school, a hospital or a branch there."""
    called, _ = _called(text)
    if not called:
        # 学校制定了制度，医院公开了收费标准: they seldom say 我校 and 我院.
        words = Counter(_INSTITUTIONS.findall(text)).most_common(1)
        called = words[0][0] if words and words[0][1] >= _TWICE else ""
    below = called in _BELOW_A_BUREAU
    is_branch = candidate.name.endswith("分局")
    return below and candidate.name.endswith(_BUREAUS) and not is_branch


def _runs_sites(agency: Agency, text: str) -> bool:
    """Tell whether a body keeps sites, and a report does not call it by name again and again."""
    keepers = tuple(load_toml("agencies.toml")["labels"]["keepers"])
    if not any(word in agency.body for word in keepers):
        return False
    own = body_of(agency.body)
    names = {agency.body, *(n for n in institution_types() if body_of(n) == own)}
    # A name within another is not counted twice.
    pattern = "|".join(sorted(names, key=lambda name: (-len(name), name)))
    return len(re.findall(pattern, text)) < _NAMED_AGAIN


def _speaks_for_place(text: str) -> bool:
    """Tell whether a report speaks as a government does: 我县, 各乡镇, 全市各部门."""
    called, _ = _called(text)
    if called and called != "办":
        return called in _PLACES
    return _governs_by_word(text)


def _governs_by_word(text: str) -> bool:
    """Tell whether the words of governments stand in a text more than once."""
    pattern = _of_governments()
    return sum(1 for _ in islice(pattern.finditer(text), _TWICE)) == _TWICE


def _combines(text: str) -> bool:
    """Tell whether a report puts those of a whole place together: 综合市政府、各区县和各部门 …."""
    pattern = load_pattern("agencies.toml", "self", "combines")
    return pattern.search(text, 0, _PLACES_WITHIN) is not None


@cache
def _of_governments() -> re.Pattern[str]:
    """Compile the words with which governments speak of what is theirs."""
    return re.compile("|".join(load_toml("agencies.toml")["self"]["governments"]))


def _government_of_office(candidate: Candidate, year: int | None) -> Candidate:
    """Name the government whose office signs, or is to be asked, where the report says 我县."""
    government = _OFFICE_OF_GOVERNMENT.sub("", candidate.name)
    if government == candidate.name:
        return candidate
    # 某区人民政府政府办公室: the government is named twice.
    government = government.replace("人民政府政府", "人民政府")
    return make_candidate(government, candidate.rule, candidate.confidence, year=year)


def _names_itself(candidate: Candidate, called: str) -> bool:
    """Tell whether a name without a known place says which body it is, where that counts."""
    fits = candidate.rule not in _TEXT or _fits(candidate.agency, called)
    return candidate.rule in _NAMING and fits and is_proper(candidate.name)


def _fits(agency: Agency, called: str) -> bool:
    """Tell whether a report that calls its agency 我局, 我镇 … can be of this agency."""
    name = agency.name
    if called in _TOWNS:
        return agency.level == "township"
    if called in ("县", "市", "区", "省", "旗"):
        governs = agency.agency_type.endswith(("政府", "政府办", "管委会"))
        return governs or name.endswith(("市", "县", "区", "省"))
    if called in ("队", "部"):
        return True
    if called in ("厅", "署", "馆", "社", "所", "站", "司", *_ENDS):
        return name.endswith((*_ENDS.get(called, (called,)), "分局"))
    return True


_PLACES_WITHIN = 3000
"""Characters at the beginning whose places are counted; by hand."""


def _government_of_place(text: str, suffix: str, year: int | None) -> Candidate | None:
    """Name the government of a place that calls itself 我县 … by the place that is named most."""
    if suffix not in tuple("省市县区旗"):
        return None
    counts = Counter(
        name
        for *_, name in gazetteer().find(text[:_PLACES_WITHIN])
        if name.endswith(suffix)
    )
    best = counts.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    rule = f"self-reference 我{suffix}, place named in the text"
    return make_candidate(f"{best[0][0]}人民政府", rule, 0.6, year=year)


def _fuller(
    chosen: Candidate, candidates: list[Candidate], year: int | None
) -> Candidate:
    """Complete a name: a bare place by its government, and by the places above where printed."""
    whole = _in_full(_whole(chosen, candidates, year), candidates)
    agency = whole.agency
    longer = [other for other in candidates if _completes(other.agency, agency)]
    if not longer:
        return whole
    best = max(longer, key=lambda other: len(other.agency.places))
    best = _in_full(_whole(best, candidates, year), candidates)
    rule = f"{chosen.rule}, completed from {best.rule}"
    return Candidate(best.name, rule, min(whole.confidence, _COMPLETED), best.agency)


def _in_full(short: Candidate, candidates: list[Candidate]) -> Candidate:
    """Write a body in full where the report does: 某县退役军人局 as 某县退役军人事务局."""
    longer = [c for c in candidates if _spells_out(c.agency, short.agency)]
    branch = [c for c in candidates if _is_branch(c.agency, short.agency)]
    if branch:
        longer = branch
    if not longer:
        return short
    best = max(longer, key=lambda other: len(other.agency.body))
    rule = f"{short.rule}, written out in {best.rule}"
    return Candidate(best.name, rule, min(short.confidence, _COMPLETED), best.agency)


def _spells_out(other: Agency, agency: Agency) -> bool:
    """Tell whether another name is this one with its body unabbreviated."""
    same_place = other.places == agency.places and bool(agency.places)
    same_body = bool(agency.body) and body_of(other.body) == body_of(agency.body)
    # 发改局 stands in 发展和改革局; 供销联社 does not in 供销合作社.
    return same_place and same_body and _abbreviates(agency.body, other.body)


def _is_branch(other: Agency, agency: Agency) -> bool:
    """Tell whether another name is this one with the body of the centre that it belongs to."""
    head = other.name.removesuffix(agency.name)
    heads: list[str] = load_toml("agencies.toml")["national"]["prefixes"]
    return bool(agency.places) and head != other.name and head in heads


def _completes(other: Agency, agency: Agency) -> bool:
    """Tell whether another name is this one with more of the places above it."""
    n, n_other = len(agency.places), len(other.places)
    if not n:
        # Without a place only the very name, and never that of a body of the centre, whose own
        # branch it may be: 黍原调查队 of 国家统计局黍原调查队.
        branch = other.level == "national" and other.name.endswith(agency.name)
        very = n_other > 0 and other.body == agency.body
        return agency.level != "national" and (very or branch)
    if other.body == agency.name and n_other:
        return True
    same_place = n_other > n and other.places[-n:] == agency.places
    same_place = same_place or (n_other == n and _zone_within(other, agency))
    return same_place and body_of(other.body) == body_of(agency.body)


def _zone_within(other: Agency, agency: Agency) -> bool:
    """Tell whether another name is that of the same zone behind a place that no list has."""
    around = other.zone.removesuffix(agency.zone) if agency.zone else ""
    return around not in ("", other.zone) and around.endswith(_PLACES)


def _whole(
    candidate: Candidate, candidates: list[Candidate], year: int | None
) -> Candidate:
    """Write out the government of a bare place: 柳荫坡镇 as 柳荫坡镇人民政府."""
    agency, name, sure = candidate.agency, candidate.name, candidate.confidence
    bare = bool(agency.places) and name.endswith(agency.places[-1])
    if bare and agency.agency_type == "管委会":
        # 某开发区 is printed in full elsewhere: 某开发区管理委员会.
        offices = (name + "管理委员会", name + "管委会")
        full = next((c for c in candidates if c.name in offices), candidate)
        return replace(candidate, name=full.name, agency=full.agency)
    if bare:
        office = "办事处" if agency.agency_type == "街道办事处" else "人民政府"
        sure = min(sure, _WRITTEN_OUT)
        return make_candidate(name + office, candidate.rule, sure, year=year)
    if re.search(r"(?<!人民)政府$", name):
        long = name.removesuffix("政府") + "人民政府"
        printed = any(other.name.endswith(long) for other in candidates)
        if printed or agency.level == "township":
            return make_candidate(long, candidate.rule, sure, year=year)
    if agency.town and name.endswith(agency.town + "办"):
        return make_candidate(name + "事处", candidate.rule, sure, year=year)
    return candidate


def settle_neighbours(chosen: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """Take the name that most parts of a report give, among bodies of the chosen one's kind.

    Parameters
    ----------
    chosen : Candidate
        The first name that fits.
    candidates : sequence of Candidate
        All names that the report holds, the surest place of a name first.

    Returns
    -------
    Candidate
        The chosen one, unless another place's body of that kind has more weight.

    Examples
    --------
    >>> left = make_candidate("霜岭县水利局", "preamble", 0.93)
    >>> own = make_candidate("洛溪县水利局", "signature", 0.85)
    >>> settle_neighbours(left, [left, own]).name
    '洛溪县水利局'
    """
    rivals = [c for c in candidates if _are_neighbours(c.agency, chosen.agency)]
    if not rivals:
        return chosen
    first = [chosen, *rivals]
    votes = [_votes_for(one, candidates) for one in first]
    return first[votes.index(max(votes))]


def doubt_neighbours(
    chosen: Candidate, candidates: Sequence[Candidate]
) -> tuple[Candidate, str]:
    """Lower the confidence of a name that another part contradicts, and say which one.

    Parameters
    ----------
    chosen : Candidate
        The agency of the report.
    candidates : sequence of Candidate
        All names that the report holds.

    Returns
    -------
    tuple of (Candidate, str)
        E.g. with ``"preamble 霜岭县水利局"``; the same one and nothing where no neighbour is named.

    Examples
    --------
    >>> own = make_candidate("洛溪县水利局", "signature", 0.85)
    >>> left = make_candidate("霜岭县水利局", "preamble", 0.93)
    >>> doubt_neighbours(own, [left, own])[1]
    'preamble 霜岭县水利局'
    """
    named = [
        c
        for c in candidates
        if c.rule in _SELF and _are_neighbours(c.agency, chosen.agency)
    ]
    told = ", ".join(dict.fromkeys(f"{c.rule} {c.name}" for c in named))
    if not told:
        return chosen, ""
    return replace(chosen, confidence=min(chosen.confidence, _CONTRADICTED)), told


def _votes_for(one: Candidate, candidates: Sequence[Candidate]) -> float:
    """Weight of all places that name an agency, in whatever form."""
    rules = {
        c.rule: c.confidence
        for c in candidates
        if c.name == one.name or _are_one(c.agency, one.agency)
    }
    return sum(
        _UNDATED
        if rule == "signature" and sure < _DATED
        else _VOTES.get(rule, _ELSEWHERE)
        for rule, sure in rules.items()
    )


def _are_neighbours(a: Agency, b: Agency) -> bool:
    """Tell whether two bodies are of one kind and of two places that do not hold one another."""
    alike = a.agency_type == b.agency_type and bool(a.agency_type)
    placed = bool(a.places) and bool(b.places)
    return alike and placed and not (_are_one(a, b) or _share_place(a, b))


def _are_one(a: Agency, b: Agency) -> bool:
    """Tell whether two names are of one agency as far as they say."""
    same_kind = a.agency_type == b.agency_type
    return same_kind and (
        identify(a).agency_id == identify(b).agency_id or _are_same_places(a, b)
    )


def _are_same_places(a: Agency, b: Agency) -> bool:
    """Tell whether the last places of two names may be one: 洛溪县 within 临泽川市洛溪县."""
    short, long = sorted((a.places, b.places), key=len)
    return bool(short) and long[-len(short) :] == short


def _share_place(a: Agency, b: Agency) -> bool:
    """Tell whether one lies in the other, or a name was cut: 溪县 of 洛溪县, 洛溪 for 洛溪县."""
    if a.places[-1] in b.places[:-1] or b.places[-1] in a.places[:-1]:
        return True
    codes = [{place.region_code for place in one.found} for one in (a, b)]
    if a.places[-1] == b.places[-1]:
        return not all(codes) or bool(codes[0] & codes[1])
    short, long = sorted((zone_stem(a.places[-1]), zone_stem(b.places[-1])), key=len)
    # 文登市 and 文登区 are one place at two times.
    return long.startswith(short) or long.endswith(short) or bool(codes[0] & codes[1])
