"""Where a report names its agency, titles apart: preamble, contact, signature, site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from textmine.header.agency import Agency, is_agency, parse_agency
from textmine.header.citations import (
    HIDDEN,
    hide_citations,
    without_other_pages,
    without_short_forms,
)
from textmine.header.dates import YEAR, last_lines
from textmine.header.institutions import bare_type, institution_types
from textmine.header.proper import (
    holds_more,
    is_named_institution,
    is_placed,
    opens_otherwise,
)
from textmine.header.titles import CORE, clean_name
from textmine.resources.load import load_toml
from textmine.resources.regions import gazetteer
from textmine.text.script import HAN

# A name, where it was read, how far that is trusted.
_Named = tuple[str, str, float]
_STATED = re.compile(
    rf"[，,。；;：:\s《“（(>](?P<who>[^，,。；;：:\s《“>]{{2,45}}?)(?=[政信]){CORE}"
)
# 公开 … 报告: the words of CORE.
_NEAR = re.compile(r"公开.{0,35}?(?:报告|年报|总结)")
# Most characters from the begin of a name (45) and its CORE to 公开.
_REACH = 55
# Characters within which a report names its agency, by hand: in its first sentences, in the contact
# at its end, as the publisher of the page, as the subject of what it tells; and within which the
# bare type of an institution is its subject. Farther in stand others.
_START, _TAIL, _PUBLISHER, _SUBJECT_WITHIN, _BARE_WITHIN = (
    1500,
    3000,
    3000,
    4000,
    20_000,
)
# Lines at the end among which it may be signed.
_LAST_LINES = 14
_STOPS = ("。", "\n")
_WRITTEN_BY = re.compile(
    rf"由([^，,。；;：:（(\s{HIDDEN}]{{3,40}}?)(?:负责|牵头|具体)?"
    rf"(?:{HIDDEN}|结合|综合(?!局)|根据|汇总|汇编|编制(?!委)|编写|组织(?!部)|统计(?!局|调查)|依据|撰写"
    r"|按照|制作)"
)
_WRITES = re.compile(
    rf"[，,。；;\s]([^，,。；;：:（(\s{HIDDEN}]{{3,30}}?)(?:组织|{HIDDEN})?"
    rf"(?=[编撰制])(?:编制|撰写|编写|制作)(?:了|并|完成|本|{YEAR})"
)
# 特向社会公布由某区某街道编制的年度报告, in the first section.
_BY = re.compile(
    rf"由([{HAN}]{{4,30}}?)(?:负责)?(?:编制|编写|撰写)的?[^，。；\n]{{0,14}}报告"
)
# 某大学学校办公室结合实际，编制发布本报告: other words between the agency and what it does.
_MAKES = re.compile(
    rf"[，,。；;\s{HIDDEN}]([{HAN}]{{3,30}}?)(?:{HIDDEN}|结合|组织|认真|全面|牵头|对照|逐项|梳理|依照)"
    rf"[^。；;\n{HIDDEN}]{{0,40}}?[，,]?(?:编制|撰写|编写)(?:和|并|完成|发布|公布|形成|了|本|{YEAR})"
)
_OWN_BODY = "[我本][局委办厅院校镇乡县市区]"
# Not 我局向某财政局提出: what the agency itself asks of another; nor 告知申请人向某财政局提出:
# where somebody was sent. Told behind the words, each written out, for so they are found sooner.
_TOWARDS = "|".join(
    (
        *(rf"{word}(?<!{_OWN_BODY}.)(?<![人其者].)" for word in "与向和同"),
        *(rf"{word}(?<!{_OWN_BODY}..)" for word in ("联系", "咨询", "致电", "拨打")),
    )
)
_CONTACT = re.compile(
    rf"(?:{_TOWARDS})"
    r"[：:]?([^，,。；;：:（(\s、]{3,40}?)(?=[联反咨提索（(。，,])"
    r"(?:联系|反映|反馈|咨询|提出|索取|[（(。，,](?:联系)?(?:地址|电话|通[信讯]|邮编|联系人))"
)
# 由某统计局、某调查队编制; 请与某统计局、某调查队办公室联系: two that report as one.
_WRITTEN_BY_TWO = re.compile(
    rf"[由按](?:照{YEAR}年?)?([{HAN}]{{4,20}}局)、[{HAN}]{{3,24}}?(?:编制|编写|撰写|信息公开工作)"
)
_CONTACT_OF_TWO = re.compile(
    rf"(?:{_TOWARDS})[：:]?([{HAN}]{{4,20}}局)、[{HAN}]{{3,24}}?(?:联系|反映|咨询|[（(，])"
)
# 联系方式：某局，某路19号，邮编…; 有疑问请联系某办事处。
_WHOM = rf"(?:方式|单位|部门|机构)(?:[：:]|[是为](?=[{HAN}]))"
_ASKED = re.compile(
    rf"(?:联系{_WHOM}|咨询{_WHOM}|请(?:联系|咨询|致电|询问)[：:]?)"
    rf"([{HAN}（）()]{{4,40}}?)(?=[，,。；;、\n]|[（(]?(?:咨询|联系|办公|通[信讯])?(?:电话|地址|邮编|方式|人))"
)
_WORDS = load_toml("agencies.toml")["sentences"]
_DOES = "|".join(_WORDS["does"])
# 某市高新区（某某科技城）商务局: of a name's characters one may be a second name in brackets.
# Most have none, and characters alone are gone through faster.
_LONG_NAME = (
    rf"(?:[{HAN}]{{4,30}}?"
    rf"|(?=[{HAN}]{{0,30}}[（(])(?:[{HAN}]|[（(][{HAN}]{{2,12}}[）)]){{4,30}}?)"
)
_BEFORE_VERB = (
    rf"(?:{YEAR}年度?(?:以?来)?[，,]?)?({_LONG_NAME})"
    rf"(?=[{''.join(sorted({word[0] for word in _WORDS['does']}))}])(?={_DOES})"
)
# A line end may begin a sentence itself: blanks are not followed over it, or the empty lines that
# many links leave would be gone through from each of them.
_BEGIN = r"[。\n][^\S\n]*"
_SUBJECT = re.compile(
    rf"{_BEGIN}(?:[（(][一二三1-9][)）].{{0,12}}?。)?"
    # 根据《条例》要求，2010年，某局继续…; 截至2013年12月31日，某市人民政府主动公开….
    rf"(?:(?:根据|按照|依据|遵照|截[至止]|在)[^。，,；;\n]{{2,30}}[，,])?{_BEFORE_VERB}"
)
# 2021年，在区委、区政府领导和某办指导下，某局严格…: who leads is not who reports.
_LED = re.compile("下[，,]")
_SUBJECT_LED = re.compile(
    rf"{_BEGIN}(?:{YEAR}年度?(?:以?来)?[，,])?在[^。；;\n]{{2,50}}?{_LED.pattern}{_BEFORE_VERB}"
)
# In a text that has lost its lines, behind the first heading: 一、总体情况 2020年，某公司在….
_FLAT_SUBJECT = re.compile(rf"(?:总体情况|概述)[ \t]+{_BEFORE_VERB}")
# 惠泽县柳荫坡镇人民政府关于公布《…年度报告》的通知: the title of a notice.
_NOTICE = re.compile(rf"\n([{HAN}]{{4,30}}?)关于(?=公布|印发|发布|报送|做好|{YEAR})")
# 本年报依据某局2010年政府信息公开工作情况编制; 现将某局2010年政府信息公开工作情况公布如下
_BASED_ON = re.compile(
    rf"(?:依据|根据|就|对|将|：)([{HAN}]{{4,30}}?){YEAR}年?度?(?:政府|政务)?信息公开"
)
# 结合某局某分局工作实际，编制本报告
_FITTED_TO = re.compile(
    rf"结合([{HAN}]{{4,30}}?)的?(?:政府|政务)?(?:信息)?(?:公开)?工作?的?(?:开展)?(?:实际|情况)"
    rf"[，,]?[^。，,\n]{{0,20}}(?:编制|编写|撰写|形成)"
)
# 现将我乡…情况公开如下。柏乡坪乡人民政府。: a sentence of the head that is a name and nothing else.
_WHOLE = re.compile(rf"[。；][^\S\n]*([{HAN}]{{4,30}})(?=[。\n])")
# 审计局2023年没有收取费用: a body without its place.
_BARE = re.compile(rf"[。\n）)][^\S\n]*([{HAN}]{{2,12}}?[局委厅办]){YEAR}年")
_LEAD = re.compile(
    rf"^.*(?:{'|'.join(_WORDS['lead'])})(?:了|的|本)?"
    r"|^(?:现|将|就|为|是|特|本|兹|由)"
)
_RUN_BEFORE = re.compile(rf"[{HAN}]{{2,}}\Z")
# Most characters of the places before a name, and fewest of a title's name that is looked for.
_LONGEST_PLACES, _SHORTEST_TITLED = 18, 3
# Fewest and most characters of a name on a line of its own in the head.
_SHORTEST_LINE, _LONGEST_LINE = 4, 30
# Bodies on lines of their own in the head that make a menu of the site of them.
_A_MENU = 3
# Most characters of a signature: a name, its seal, and the day glued to it.
_LONGEST_SIGNED = 60
# A name that stands more often says no more.
_MOST_FORMS = 40
_ADDRESS = re.compile(rf"地址[：:]\s?([{HAN}]{{4,40}})(?=[，,。；;）)\n])")
_GLUED_DAY = re.compile(
    rf"(?:{YEAR}年.{{1,3}}月.{{1,3}}日|{YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}})(?:印发?|发布|制发)?$"
)
_DAY_BELOW = re.compile(r"日期?$|^\d{4}|^二[〇零○0]")
# Where the own name of an institution counts though no place in it is known.
_NAMING = ("preamble", "contact")
# An office signs for these.
_HOLDERS = tuple(_WORDS["holders"])
_SIGNED_FOR = (*_WORDS["signed_for"], *_HOLDERS)
_DISCLOSURE_OFFICE = re.compile(
    "(?<=人民政府)(?:政府)?(?:信息|政务)公开(?:工作)?(?:领导小组|委员会)?(?:办公室|办)$"
)
_SENTENCE = re.compile("[，,。；;]")
_OFFICE_BESIDE = re.compile(
    r"[（(](?<=[府局会委办院].)[\u4e00-\u9fff、]{1,14}[局办室厅委院][)）]"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name of an agency, where it was read, how far that is trusted, and what the name says."""

    name: str
    rule: str
    confidence: float
    agency: Agency


def make_candidate(
    name: str, rule: str, confidence: float, *, year: int | None = None
) -> Candidate:
    """Make a candidate with its name parsed.

    Parameters
    ----------
    name : str
        Name as printed.
    rule : str
        Where it was read.
    confidence : float
        Between 0 and 1.
    year : int, optional
        Year of the report.

    Returns
    -------
    Candidate
        With its agency.
    """
    return Candidate(name, rule, confidence, parse_agency(name, year=year))


def find_candidates(
    text: str, lines: list[str], *, year: int | None = None, titled: Sequence[str] = ()
) -> list[Candidate]:
    """List the names in preamble, contact line, signature and lines of the site, best first.

    Parameters
    ----------
    text : str
        Normalised text.
    lines : list of str
        Lines of the head.
    year : int, optional
        Year of the report, which decides between old and new divisions.
    titled : sequence of str
        Names that titles give: their fuller forms are looked for.

    Returns
    -------
    list of Candidate
        Names as printed, inner offices that sign for their agency taken off.

    Examples
    --------
    >>> find_candidates(
    ...     "本报告由临泽川市商务局办公室编制。", ["本报告由临泽川市商务局办公室编制。"]
    ... )[0].name
    '临泽川市商务局'
    """
    text = "\n" + _without_asides(text)
    head = "\n" + _without_asides("\n".join(lines)) if lines else text[:_START]
    last = _below_head(last_lines(text, _LAST_LINES)[::-1], lines, text)
    signed = "\n".join(line for line in last if not _SENTENCE.search(line))
    parts = _Windows(hide_citations(head), text[:_START], text[-_TAIL:], signed)
    found = [
        *_in_sentences(parts),
        *_signatures(last),
        *((name, "sentence of the head", 0.7) for name in _whole(parts.head)),
        *((name, "publisher", 0.6) for name in _publishers(text[:_PUBLISHER])),
        *((name, "line of the head", 0.6) for name in _alone(lines)),
        *_in_body(text, parts.start),
        *(form for name in titled for form in _fuller_forms(name, parts, year)),
    ]
    # The surest reading of each name counts; a name is parsed once.
    first = {name: (rule, confidence) for name, rule, confidence in reversed(found)}
    names = dict.fromkeys(name for name, *_ in found)
    return [make_candidate(name, *first[name], year=year) for name in names]


def _without_asides(text: str) -> str:
    """Leave out second names, how a report will call its agency, and titles of other pages."""
    return without_short_forms(_OFFICE_BESIDE.sub("", without_other_pages(text)))


@dataclass(frozen=True, slots=True)
class _Windows:
    """Parts of a report that may name its agency.

    Parameters
    ----------
    head, start, tail : str
        What stands before the first section, citations hidden; the first characters, which reach
        into it; the last ones.
    last : str
        The last lines that are no sentences.
    """

    head: str
    start: str
    tail: str
    last: str


def _in_sentences(parts: _Windows) -> list[_Named]:
    """Names in the sentences of preamble, notice, contact line and address."""
    found: list[_Named] = []
    # Confidences chosen by hand: of two names the one that says more plainly who reports is taken.
    for where, find, rule, confidence in (
        (parts.head, _WRITTEN_BY.finditer, "preamble", 0.95),
        (parts.head, _WRITTEN_BY_TWO.finditer, "preamble", 0.94),
        (parts.head, _WRITES.finditer, "preamble", 0.9),
        (parts.head, _stated, "preamble", 0.93),
        (parts.head, _MAKES.finditer, "preamble", 0.88),
        (parts.head, _NOTICE.finditer, "notice", 0.9),
        (parts.head, _BASED_ON.finditer, "preamble", 0.9),
        (parts.head, _FITTED_TO.finditer, "preamble", 0.88),
        (parts.start, _stated_beyond, "preamble", 0.9),
        (parts.head, _CONTACT.finditer, "contact", 0.9),
        (parts.tail, _CONTACT.finditer, "contact", 0.85),
        (parts.head, _CONTACT_OF_TWO.finditer, "contact", 0.86),
        (parts.head, _ASKED.finditer, "contact", 0.85),
        (parts.tail, _ASKED.finditer, "contact", 0.8),
        (parts.start, _ADDRESS.finditer, "address", 0.7),
    ):
        for match in find(where):
            name = _name_in(match)
            if is_agency(name) or (rule in _NAMING and is_named_institution(name)):
                found.append((name, rule, confidence))
    return found


def _whole(head: str) -> list[str]:
    """Sentences of the head that are the name of an agency with its place, and nothing else."""
    return [name for name in _WHOLE.findall(head) if _stands_alone(name)]


def _in_body(text: str, start: str) -> list[_Named]:
    """Names that are the subject of what a report says of itself."""
    found: list[_Named] = []
    flat = _FLAT_SUBJECT.search(start)
    near = text[:_SUBJECT_WITHIN]
    for match in (
        *_SUBJECT.finditer(near),
        *(_SUBJECT_LED.finditer(near) if _LED.search(near) else ()),
        *([flat] if flat else []),
    ):
        agency = parse_agency(match[1])
        # Of bodies of the centre only the subject of the first words: all reports speak of them.
        central = agency.level == "national" and not match.start()
        placed = is_agency(match[1]) and (bool(agency.places) or central)
        # Of institutions only the first sentences' subject: later ones speak of others too.
        early = match.start() < len(start)
        if opens_otherwise(match[1]):
            continue
        if placed or (early and is_named_institution(match[1])):
            found.append((match[1], "body", 0.55))
    for match in _BY.finditer(start):
        if is_agency(match[1]) and parse_agency(match[1]).places:
            found.append((match[1], "body", 0.5))
    bare = (match[1] for match in _BARE.finditer(text[:_BARE_WITHIN]))
    return found + [(name, "body", 0.5) for name in bare if name in institution_types()]


def _stated(where: str) -> Iterator[re.Match[str]]:
    """Find names before the words for a report; its last words are looked for first, as few."""
    for near in _NEAR.finditer(where):
        yield from _STATED.finditer(where, max(0, near.start() - _REACH), near.end())


def _stated_beyond(where: str) -> Iterator[re.Match[str]]:
    """Find such names where citations are not hidden yet: those of their sentences are."""
    for match in _stated(where):
        yield from _stated(
            hide_citations(_sentence_at(where, match.start() + 1, match.end()))
        )


def _sentence_at(text: str, start: int, end: int) -> str:
    """The sentence in which a stretch lies, with the mark before it."""
    begins = max(text.rfind(mark, 0, start) for mark in _STOPS)
    ends = [at for mark in _STOPS if (at := text.find(mark, end)) >= 0]
    return text[max(0, begins) : min(ends, default=len(text))]


def _fuller_forms(title: str, parts: _Windows, year: int | None) -> list[_Named]:
    """Find a title's name with more places before it: in preamble, contact line or signature."""
    if len(title) < _SHORTEST_TITLED:
        return []
    agency = parse_agency(title, year=year)
    forms, own = _written_forms(agency), agency.places
    found = [
        (name, rule, confidence)
        for window, rule, confidence in (
            (parts.head, "preamble", 0.9),
            (_contact_lines(parts.tail, forms), "contact", 0.85),
            (parts.last, "signature", 0.85),
            # 区民政局 of the title may be named with its place in the first section alone.
            (parts.start if _is_ranked(agency) else "", "body", 0.5),
        )
        for left, form in _before(window, forms)
        if (name := _with_places(left, form, own, year))
    ]
    longest = max((name for name, *_ in found), key=len, default="")
    # Forms that contradict one another say nothing.
    return found if all(longest.endswith(name) for name, *_ in found) else []


def _is_ranked(agency: Agency) -> bool:
    """Tell whether a name has the rank of its place alone before a known body: 区民政局."""
    bare = bare_type(agency.name[1:])
    return not agency.places and agency.name[0] in "省市县区州" and bool(bare)


def _contact_lines(tail: str, forms: tuple[str, ...]) -> str:
    """Sentences on whom to ask that hold one of the forms."""
    found: list[str] = []
    for form in forms:
        at = tail.find(form)
        while at >= 0:
            sentence = _sentence_at(tail, at, at)
            found += (
                [sentence] if any(word in sentence for word in _WORDS["ask"]) else []
            )
            at = tail.find(form, at + len(form))
    return "\n".join(found)


def _written_forms(agency: Agency) -> tuple[str, ...]:
    """Write a title's name as it may stand in a sentence: 柳荫坡镇 with its government."""
    name = agency.name
    stem = re.sub("(?:人民)?政府$|办事处$|办$", "", name) if agency.town else name
    bare = bool(agency.places) and stem.endswith(agency.places[-1])
    if not bare or agency.zone:
        return (name,)
    offices = ("办事处",) if stem.endswith(("街道", "街")) else ("人民政府", "政府")
    return tuple(stem + office for office in offices)


def _before(window: str, forms: tuple[str, ...]) -> list[tuple[str, str]]:
    """List what stands directly before each place where a form is written."""
    found: list[tuple[str, str]] = []
    for form in forms:
        at = window.find(form)
        while at >= 0 and len(found) < _MOST_FORMS:
            run = _RUN_BEFORE.search(window, max(0, at - _LONGEST_PLACES), at)
            if run:
                found.append((run[0], form))
            at = window.find(form, at + 1)
    return found


def _with_places(left: str, form: str, own: tuple[str, ...], year: int | None) -> str:
    """Join a form with the places that end what stands before it; empty where there are none."""
    leads = load_toml("agencies.toml")["fragments"]["leads"]
    best, ends_first = "", 0
    for k in range(len(left) - 1):
        listed = bool(gazetteer().longest_at(left, k))
        begins = k == 0 or left[k - 1] in leads or listed
        if (
            not begins
            or (left[k] in leads and not listed)
            or (best and k >= ends_first)
        ):
            continue
        name = left[k:] + form
        places = parse_agency(name, year=year).places
        n_more = len(places) - len(own)
        before = "".join(places[:n_more])
        # All that stands before is places, but for the rank in 洛溪 + 县教育局.
        whole = len(before) - len(left[k:]) in (0, 1) and name.startswith(before)
        # 望江学校 names 望江 alone, and behind its county only a school.
        inner = "".join(places) == left[k:]
        if inner or (n_more > 0 and places[n_more:] == own and whole):
            # A later start within the first place cuts a verb off it: 现将洛溪县, 联系洛溪县.
            best, ends_first = name, 0 if listed else k + len(places[0])
    return best


def _below_head(last: list[str], lines: list[str], text: str) -> list[str]:
    """Leave the lines of the head out of the last ones of a short text."""
    if not set(lines) & set(last):
        return last
    squeezed = ("".join(line.split()) for line in text.split("\n"))
    printed, in_head = Counter(filter(None, squeezed)), Counter(lines)
    if printed.total() <= in_head.total():
        # A text without headings is all head.
        return last
    return [line for line in last if printed[line] > in_head[line]]


def _alone(lines: list[str]) -> list[str]:
    """Names that stand alone on lines of the head; none where the site lists its agencies there."""
    names = (_name_of_line(line) for line in lines if not line.endswith("："))
    alone = [name for name in names if _stands_alone(name)]
    bodies = {parse_agency(name).body for name in alone}
    return alone if len(bodies) < _A_MENU else []


def _stands_alone(line: str) -> bool:
    """Tell whether a line of the head is the name of an agency with its place, and nothing else."""
    if not _SHORTEST_LINE <= len(line) <= _LONGEST_LINE or holds_more(line):
        return False
    return is_placed(line) or (is_agency(line) and bool(parse_agency(line).places))


@cache
def _line_ends() -> tuple[frozenset[str], re.Pattern[str]]:
    """What follows a name that stands alone (seal, word for who made the report), and its ends."""
    words = load_toml("agencies.toml")["labels"]
    seals, makers = "|".join(words["seal"]), "|".join(words["maker"])
    last = frozenset((*")）：:。", *(maker[-1] for maker in words["maker"])))
    return last, re.compile(rf"[（(](?:{seals})[)）]$|(?:{makers})$|[：:。]$")


def _name_of_line(line: str) -> str:
    """Take the seal, the brackets around it and 编制 behind it off a name on a line of its own."""
    bracketed = line[:1] in "（(" and line[-1:] in "）)"
    inside = line[1:-1] if bracketed else line
    last, ends = _line_ends()
    return ends.sub("", inside) if inside[-1:] in last else inside


def _name_in(match: re.Match[str]) -> str:
    """Take the name out of a match, without verbs before it and inner offices after it."""
    groups = match.groupdict()
    if "who" not in groups:
        # 和平县某局 begins with no 和.
        whole = match.string[match.start() : match.end(1)]
        begun = whole[:1] in _WORDS["joining"] and gazetteer().longest_at(whole)
        return strip_inner(clean_name(whole if begun else match[1], ""))
    # 制定了某县教育局2019年度…报告: no name holds 了.
    who = clean_name(groups["who"].rpartition("了")[2], groups["gov"] or "")
    return strip_inner(
        clean_name(_LEAD.sub("", who), "") if not gazetteer().longest_at(who) else who
    )


def strip_inner(name: str) -> str:
    """Take the inner office off the end of a name, unless it is the office of a government.

    Parameters
    ----------
    name : str
        E.g. ``"石家庄市商务局办公室"``.

    Returns
    -------
    str
        The agency that the office belongs to.

    Examples
    --------
    >>> strip_inner("石家庄市商务局办公室"), strip_inner("宿迁市人民政府办公室")
    ('石家庄市商务局', '宿迁市人民政府办公室')
    """
    # 某市人民政府信息公开办公室 writes the report of the government.
    if _DISCLOSURE_OFFICE.search(name):
        return _DISCLOSURE_OFFICE.sub("", name)
    endings = load_toml("agencies.toml")["endings"]
    body = parse_agency(name).body
    if (
        not name.endswith(tuple(endings["inner"]))
        or not body
        or body in institution_types()
    ):
        return name
    for cut in range(len(name) - 2, 3, -1):
        outer, inner = name[:cut], name[cut:]
        if (
            outer.endswith(tuple(endings["outer"]))
            and len(inner) <= 16
            and inner != "公室"
        ):
            # 某大学 + 学校办公室 or 校长办公室: the school is named twice.
            return strip_inner(re.sub("(?<=大学|学院)学?校$", "", outer))
    return name


def _signed_for(name: str) -> str:
    """Take the office that signs off the name of a bureau, a street, a school, a company."""
    outer = strip_inner(name)
    return outer if outer.endswith(_SIGNED_FOR) else name


def strip_office(name: str) -> str:
    """Take the office that heads its report off the name of a school, hospital or company.

    Parameters
    ----------
    name : str
        Name in a title.

    Returns
    -------
    str
        The institution; any other name as it is: the office of a bureau may report itself.

    Examples
    --------
    >>> strip_office("梧川理工大学校长办公室"), strip_office("石家庄市商务局办公室")
    ('梧川理工大学', '石家庄市商务局办公室')
    """
    if not name.endswith(("办公室", "办")):
        return name
    outer = strip_inner(name)
    return outer if outer.endswith(_HOLDERS) else name


def _signatures(lines: list[str]) -> list[_Named]:
    """Names that stand alone on one of the last lines; surer with a date below."""
    found = []
    for k, line in enumerate(lines):
        if len(line) > _LONGEST_SIGNED:
            continue
        glued = _GLUED_DAY.sub("", line)
        glued_day = glued != line
        glued = _signed_for(_name_of_line(glued))
        named = is_agency(glued) and not holds_more(glued)
        if len(glued) < 4 or not (named or is_named_institution(glued)):
            continue
        day = k + 1 < len(lines) and _DAY_BELOW.search(lines[k + 1]) is not None
        dated = day or glued_day
        # Without a date an institution may be the site's host.
        if named or dated:
            found.append((glued, "signature", 0.85 if dated else 0.6))
    return found


def _publishers(head: str) -> list[str]:
    """Names behind 发布机构 and similar labels, on the line or in the row below."""
    found = []
    for match in _publisher_line().finditer(head):
        name = "".join(match[1].split())
        if is_agency(name, strict=False):
            found.append(_signed_for(name))
    labels = load_toml("agencies.toml")["labels"]["publisher"]
    for match in _publisher_cell().finditer(head):
        begins = head.rfind("\n", 0, match.start()) + 1
        upper, lower = (
            re.split(r"[|\t]", line) for line in [*head[begins:].split("\n", 2), ""][:2]
        )
        column = len(re.findall(r"[|\t]", head[begins : match.start()]))
        if len(upper) == len(lower) > 1 and upper[column].strip() in labels:
            name = lower[column].strip()
            found += [name] if is_agency(name, strict=False) else []
    return found


@cache
def _publisher_line() -> re.Pattern[str]:
    """Compile the labels before the name of who published."""
    words = load_toml("agencies.toml")["labels"]
    labels = "|".join(words["publisher"])
    # Blanks between Han characters are gone: 来源：某局发布日期：2021.
    ends = "|".join((*words["published"], *words["other"], *words["publisher"]))
    name = rf"([{HAN}（）()]{{2,40}}?)(?=[【\[]?(?:{ends})|[^{HAN}（）()]|\Z)"
    # In a list the name stands on the line below its label.
    between = r"(?:[】\]][：:|\s]{0,6}|\s{0,3}[：:|\t ]{1,6}|\n\s{0,6})"
    sealed = rf"(?:[（(](?:{'|'.join(words['seal'])})[)）])?"
    return re.compile(rf"(?:{labels}){sealed}{between}{name}")


@cache
def _publisher_cell() -> re.Pattern[str]:
    """Compile a cell of a table with such a label in it."""
    labels = "|".join(load_toml("agencies.toml")["labels"]["publisher"])
    return re.compile(rf"(?:{labels})[^\S\n]*(?=[|\t\n])")
