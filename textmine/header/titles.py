"""The title of a report, on one line or over several, and the agency it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from textmine.header.agency import is_agency

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
YEAR = r"(?:(?:19|20)\d\d|二[〇零○OoО0][〇零○OoО0一二三][〇零○OoО0一二三四五六七八九])"
CORE = (
    rf"(?P<gov>政府|政务)?(?:信息|政务)(?:主动)?公开(?:[及与和]?政务公开)?(?:工作)?(?:{YEAR}年?)?(?:年度)?(?:工作)?(?:情况)?的?"
    r"(?:年度)?(?:工作)?(?:情况)?的?(?:年度)?(?P<end>报告书?|年报|总结)"
)
_TITLE = re.compile(
    rf"^[^{_HAN}\d]*(?P<who>[^。；;，,>|]{{0,45}}?)(?=[政信]){CORE}(?P<after>[^。；，,]{{0,25}})$"
)
_TAG = re.compile(r"【?[^【】：:]{1,8}】")
_DROP = re.compile(
    rf"[（(]?{YEAR}\s?[-—~至]?\s?(?:{YEAR})?(?:年度|年|度)?[)）]?|^[\d、.．]+|^(?:关于|公布|发布|印发|标题|名称|题目)[：:]?|(?:关于|的|对|在|年度|度|发布|公布)$|[《》“”\"'\s【】\[\]#*]"
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
    >>> head_lines("临泽川市商务局\n2020 年年度报告\n一、总体情况\n无")
    ['临泽川市商务局', '2020年年度报告']
    """
    lines: list[str] = []
    for line in text[:8000].split("\n"):
        squeezed = "".join(line.split())
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
    >>> find_title(["临泽川市商务局", "2020年政府信息公开", "工作年度报告"]).agency
    '临泽川市商务局'
    """
    titles: list[Title] = []
    chrome = [_CHROME.search(line) is not None for line in lines]
    for n, k in product((1, 2, 3), range(len(lines))):
        joined = "".join(lines[k : k + n])
        if len(joined) <= 80 and "公开" in joined and not any(chrome[k : k + n]):
            match = _TITLE.match(joined)
            if match:
                titles.append(_make_title(match, joined, lines, k, n))
    ranked = sorted(titles, key=lambda title: not (title.agency and re.search(YEAR, title.text)))
    return next(
        (t for t in ranked if t.agency), next((t for t in ranked if re.search(YEAR, t.text)), None)
    )


def _make_title(match: re.Match[str], joined: str, lines: list[str], k: int, n: int) -> Title:
    """Take the agency from the title's line, or from the line above it."""
    name = clean_name(match["who"], match["gov"] or "")
    up_to_core = joined[: match.start("after")]
    text = up_to_core if re.search(YEAR, up_to_core) else joined
    if not name and k and not _CHROME.search(lines[k - 1]) and len(lines[k - 1]) <= 30:
        above = clean_name(lines[k - 1], "")
        name = above if is_agency(above) else ""
    if not re.search(YEAR, text) and k + n < len(lines):
        following = re.fullmatch(rf"[（(—-]*{YEAR}年?度?[)）—-]*", lines[k + n])
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
    name = _TAG.sub("", who)
    for _ in range(3):
        name = _DROP.sub("", name)
    if name.endswith("人民") and gov == "政府":
        name += "政府"
    return name.strip("，。：:、-—_·")
