"""Places in a report where its agency is named: title, preamble, contact, signature, lines of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product

from textmine.io.agency import is_institution, parse_agency
from textmine.resources.load import load_toml

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_YEAR = r"(?:(?:19|20)\d\d|二[〇零○OoО0][〇零○OoО0一二三][〇零○OoО0一二三四五六七八九])"
_CORE = (
    rf"(?P<gov>政府|政务)?(?:信息|政务)(?:主动)?公开(?:[及与和]?政务公开)?(?:工作)?(?:{_YEAR}年?)?(?:年度)?(?:工作)?(?:情况)?的?"
    r"(?:年度)?(?:工作)?(?:情况)?的?(?:年度)?(?P<end>报告书?|年报|总结)"
)
_TITLE = re.compile(rf"^[^{_HAN}\d]*(?P<who>[^。；;，,>|]{{0,45}}?){_CORE}(?P<after>[^。；，,]{{0,25}})$")
_STATED = re.compile(rf"(?:^|[，,。；;：:\s《“（(>])(?P<who>[^，,。；;：:\s《“>]{{2,45}}?){_CORE}")
_WRITTEN_BY = re.compile(
    r"由([^，,。；;：:（(\s]{3,40}?)(?:负责|牵头|具体)?(?:结合|综合|根据|汇总|汇编|编制|编写|组织|统计|依据|撰写|按照|制作)"
)
_WRITES = re.compile(r"(?:^|[，,。；;\s])([^，,。；;：:（(\s]{3,30}?)(?:组织)?(?:编制|撰写|编写|制作)(?:了|并|完成)")
_CONTACT = re.compile(
    r"(?:与|向|和|同|联系|咨询|致电|拨打)[：:]?([^，,。；;：:（(\s、]{3,40}?)"
    r"(?:联系|反映|反馈|咨询|提出|索取|[（(。，,](?:联系)?(?:地址|电话|通[信讯]|邮编|联系人))"
)
_SUBJECT = re.compile(
    rf"(?:^|[。\n])\s*(?:[（(][一二三1-9][)）].{{0,12}}?。)?(?:{_YEAR}年度?(?:以?来)?[，,])?([{_HAN}]{{4,30}}?)"
    r"(?=认真|高度|严格|坚持|积极|全面|紧紧|深入|按照|在|以|共|主动|围绕|始终|不断|切实|根据|扎实|进一步|持续|政府信息公开|政务公开)"
)
_LEAD = re.compile(
    r"^.*(?:公布|发布|公开(?!局|办)|编制|撰写|形成|制作|印发|下发|依据|根据|作出|发表|关于|现将|特将|结合|报告|现就|以下是|如下是)(?:了|的|本)?"
    r"|^(?:现|将|就|为|是|特|本|兹|由)"
)
_DROP = re.compile(
    rf"[（(]?{_YEAR}\s?[-—~至]?\s?(?:{_YEAR})?(?:年度|年|度)?[)）]?|^(?:关于|公布|发布|印发|标题|名称|题目)[：:]?|(?:关于|的|对|在|年度|度|发布|公布)$|[《》“”\"'\s【】\[\]#*]"
)
_CHROME = re.compile(
    r"[>＞»→]|当前位置|您的位置|您现在|首页|附件|\.(?:docx?|pdf|wps|xlsx?|html?)\b|上一[篇条]|下一[篇条]|相关|：\S*年报$"
)
_HEADING = re.compile(r"^(?:一|1)[、.．，]\S")


@dataclass(frozen=True, slots=True)
class Title:
    """A report's title and the agency that it names (empty if it names none)."""

    text: str
    agency: str
    line: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name of an agency, where it was read, and how far that is trusted."""

    name: str
    rule: str
    confidence: float


def head_lines(text: str, *, n_lines: int = 60) -> list[str]:
    r"""Lines of a report up to its first section heading, without blanks.

    Parameters
    ----------
    text : str
        Normalised text.
    n_lines : int
        Look no further than so many lines.

    Returns
    -------
    list of str
        Non-empty lines; the heading is left out.

    Examples
    --------
    >>> head_lines("临泽县商务局\n2020 年年度报告\n一、总体情况\n无")
    ['临泽县商务局', '2020年年度报告']
    """
    lines: list[str] = []
    for line in text[:8000].split("\n"):
        squeezed = re.sub(r"\s", "", line)
        if _HEADING.match(squeezed.lstrip("#*")) and "一、" in squeezed[:4]:
            break
        if squeezed:
            lines.append(squeezed)
        if len(lines) == n_lines:
            break
    return lines


def find_title(lines: list[str]) -> Title | None:
    """Find the title, on one line or over up to three.

    Parameters
    ----------
    lines : list of str
        Lines of the head.

    Returns
    -------
    Title or None
        The first title that names an agency or a year, with the name as printed.

    Examples
    --------
    >>> find_title(["临泽县商务局", "2020年政府信息公开", "工作年度报告"]).agency
    '临泽县商务局'
    """
    titles: list[Title] = []
    for n, k in product((1, 2, 3), range(len(lines))):
        joined = "".join(lines[k : k + n])
        if len(joined) <= 80 and not any(_CHROME.search(line) for line in lines[k : k + n]):
            match = _TITLE.match(joined)
            if match:
                titles.append(_make_title(match, joined, lines, k, n))
    ranked = sorted(titles, key=lambda title: not (title.agency and re.search(_YEAR, title.text)))
    return next((t for t in ranked if t.agency), next((t for t in ranked if re.search(_YEAR, t.text)), None))


def _make_title(match: re.Match[str], joined: str, lines: list[str], k: int, n: int) -> Title:
    """Take the agency from the title's line, or from the line above it."""
    name = clean_name(match["who"], match["gov"] or "")
    text = joined
    if not name and k and not _CHROME.search(lines[k - 1]) and len(lines[k - 1]) <= 30:
        above = clean_name(lines[k - 1], "")
        name = above if is_agency(above) else ""
    if not re.search(_YEAR, text) and k + n < len(lines):
        following = re.fullmatch(rf"[（(—-]*{_YEAR}年?度?[)）—-]*", lines[k + n])
        text += following[0] if following else ""
    in_brackets = re.search(r"[（(]([^（()）]{4,30})[)）]", match["after"])
    if not name and in_brackets and is_agency(in_brackets[1]):
        name = in_brackets[1]
    return Title(text, name if is_agency(name, strict=False) else "", k)


def clean_name(who: str, gov: str) -> str:
    """Strip year and connecting words from the part of a title that names the agency.

    Parameters
    ----------
    who : str
        Text before 信息公开.
    gov : str
        ``政府`` or ``政务`` where it stood before 信息公开; it belongs to the name after 人民.

    Returns
    -------
    str
        The name, possibly empty.

    Examples
    --------
    >>> clean_name("2008年张义镇人民", "政府")
    '张义镇人民政府'
    """
    name = who
    for _ in range(3):
        name = _DROP.sub("", name)
    if name.endswith("人民") and gov == "政府":
        name += "政府"
    return name.strip("，。：:、-—_·")


def is_agency(name: str, *, strict: bool = True) -> bool:
    """Tell whether a text is the name of an agency, or of a place that has a government.

    Parameters
    ----------
    name : str
        Text without blanks.
    strict : bool
        Without a place, accept only the endings of names that are safe in running text.

    Returns
    -------
    bool
        False for 我局 and other words for oneself.

    Examples
    --------
    >>> is_agency("临泽县商务局"), is_agency("我局"), is_agency("各项工作")
    (True, False, False)
    """
    if not 2 <= len(name) <= 40 or not re.fullmatch(rf"[{_HAN}（）()·“”]+", name) or re.match("[我本各该全]", name):
        return False
    agency = parse_agency(name)
    if agency.level == "national":
        return len(name) > 2
    if not agency.places:
        return is_institution(name, strict=strict)
    tail = name[name.rfind(agency.places[-1]) + len(agency.places[-1]) :] if agency.places[-1] in name else name
    return not tail or is_institution(tail, strict=strict)


def find_candidates(text: str, lines: list[str]) -> list[Candidate]:
    """Names of agencies in the preamble, the contact line, the signature and the lines of the site, best first.

    Parameters
    ----------
    text : str
        Normalised text.
    lines : list of str
        Lines of the head.

    Returns
    -------
    list of Candidate
        Names as printed, inner offices that sign for their agency taken off.

    Examples
    --------
    >>> find_candidates("本报告由临泽县商务局办公室编制。", ["本报告由临泽县商务局办公室编制。"])[0].name
    '临泽县商务局'
    """
    head = "\n".join(lines) or text[:1500]
    tail = text[-3000:] if len(text) > 3000 else text
    found: list[Candidate] = []
    for where, pattern, rule, confidence in (
        (head, _WRITTEN_BY, "preamble", 0.95),
        (head, _WRITES, "preamble", 0.9),
        (head, _STATED, "preamble", 0.93),
        (text[:1500], _STATED, "preamble", 0.9),
        (head, _CONTACT, "contact", 0.9),
        (tail, _CONTACT, "contact", 0.85),
    ):
        for match in pattern.finditer(where):
            name = _name_in(match)
            if is_agency(name):
                found.append(Candidate(name, rule, confidence))
    found += _signatures(text)
    found += [Candidate(name, "publisher", 0.6) for name in _publishers(text[:3000])]
    for match in _SUBJECT.finditer(text[:4000]):
        if is_agency(match[1]) and parse_agency(match[1]).places:
            found.append(Candidate(match[1], "body", 0.55))
    return found


def _name_in(match: re.Match[str]) -> str:
    """Take the name out of a match, without verbs before it and inner offices after it."""
    groups = match.groupdict()
    if "who" not in groups:
        return strip_inner(clean_name(match[1], ""))
    return strip_inner(clean_name(_LEAD.sub("", clean_name(groups["who"], groups["gov"] or "")), ""))


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
    endings = load_toml("agencies.toml")["endings"]
    agency = parse_agency(name)
    if not name.endswith(tuple(endings["inner"])) or (agency.agency_type and not name.endswith(agency.agency_type)):
        return name
    for cut in range(len(name) - 2, 3, -1):
        outer, inner = name[:cut], name[cut:]
        if outer.endswith(tuple(endings["outer"])) and len(inner) <= 12 and inner != "公室":
            return outer
    return name


def _signatures(text: str) -> list[Candidate]:
    """Names that stand alone on one of the last lines; surer with a date below."""
    lines = [squeezed for line in text[-1500:].split("\n") if (squeezed := re.sub(r"\s", "", line))][-14:]
    found = []
    for k, line in enumerate(lines):
        day = re.search(r"日期?$|^\d{4}|^二[〇零○0]", lines[k + 1]) is not None if k + 1 < len(lines) else False
        glued = re.sub(rf"{_YEAR}年.{{1,3}}月.{{1,3}}日$", "", line)
        if is_agency(glued) and len(glued) >= 4:
            found.append(Candidate(glued, "signature", 0.85 if day or glued != line else 0.6))
    return found


def _publishers(head: str) -> list[str]:
    """Names behind 发布机构 and similar labels, on the line or in the row below."""
    found = []
    for match in _publisher_line().finditer(head):
        name = re.sub(r"\s", "", match[1])
        if is_agency(name, strict=False):
            found.append(name)
    rows = [[cell.strip() for cell in re.split(r"[|\t]", line)] for line in head.split("\n")]
    labels: list[str] = load_toml("agencies.toml")["labels"]["publisher"]
    for upper, lower in zip(rows, rows[1:], strict=False):
        for k, cell in enumerate(upper):
            if cell in labels and len(upper) == len(lower) and is_agency(lower[k], strict=False):
                found.append(lower[k])
    return found


@cache
def _publisher_line() -> re.Pattern[str]:
    """Compile the labels before the name of who published."""
    labels = "|".join(load_toml("agencies.toml")["labels"]["publisher"])
    return re.compile(rf"(?:{labels})[】\]]?\s{{0,3}}[：:|\t ]{{1,6}}([{_HAN}（）()]{{2,40}})")
