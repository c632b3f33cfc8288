"""The titles of a report, on one line or over several, and the agency that each names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product, takewhile

from textmine.header.agency import is_agency, parse_agency
from textmine.header.dates import YEAR
from textmine.header.proper import begins_name, is_placed, is_titled, says_which
from textmine.resources.load import load_toml
from textmine.text.script import HAN

CORE = (
    r"(?P<gov>政府|政务)?(?:信息|[政检警狱院校厂]务|司法)(?:主动)?公开(?:[及与和]?政务公开)?(?:工作)?"
    rf"(?:{YEAR}年?)?(?:年度)?(?:工作)?(?:情况)?的?"
    r"(?:年度)?(?:工作)?(?:情况)?的?(?:年度)?(?P<end>报告书?|年报|总结)"
)
_TITLE = re.compile(
    rf"^[^{HAN}\d]*(?P<who>[^。；;，,>|]{{0,45}}?)(?=[政信检警狱院校厂司]){CORE}(?P<after>[^。；，,]{{0,25}})$"
)
# 某检验所2014年政府信息公开情况; 某林场信息公开情况（2018年度）; 某局年度信息公开情况(2), where the
# number is that of the page: a title without the word report.
_OF_FACTS = re.compile(
    rf"^[^{HAN}\d]*(?P<who>[^。；;，,>|、]{{2,40}}?)(?=[政信12二年]){YEAR}?年?度?"
    rf"(?P<gov>政府|政务)?信息公开(?:工作)?情况"
    rf"(?P<after>(?:[（(](?:{YEAR}年?度?|\d{{1,2}})[)）])?)$"
)
# The title of a text that has lost its lines: 某局2023年…年度报告 一、总体情况 …
# Not the first sentence of a preamble: 现公布某局2023年…年度报告.
_FLAT = re.compile(
    rf"^[^{HAN}\d]*(?:\d{{1,2}}[、.．])?(?![现将特根按为依就兹遵由]|本(?!溪))"
    rf"(?P<who>[^。；;，,>|\n]{{2,45}}?)(?=[政信检警狱院校厂司]){CORE}(?P<after>)"
)
_TAG = re.compile(r"【?[^【】：:]{1,8}】")
_LABEL = f"(?:{'|'.join(load_toml('agencies.toml')['sentences']['title'])})"
_DROP = re.compile(
    rf"[（(]?{YEAR}\s?[-—~至]?\s?(?:{YEAR})?(?:年度|学年度?|年|度)?[)）]?|^[\d、.．]+|^{_LABEL}[：:]?"
    r"|(?:关于|的|对|在|年度|度|特?发布|特?公布|编制|制作|现?向社会|予以)$|[《》“”\"'\s【】\[\]#*]"
)
# 检务公开暨政府信息公开, 政府信息与政务公开, 2018年度环境信息公开: what else the report is on.
_ALSO = re.compile(
    r"(?:法定主动公开内容|(?:[政党警检审狱校院厂财]务|司法|审判)公开)?暨$|党务[、和与及]?$"
    r"|(?:政府|政务)?信息公开$|(?:政府)?信息(?:公开)?[与和及]$|(?<=[年度])(?:环境|企业|财务)$"
)
# The title of a notice names who gives it and whose report it gives: 某县政府办关于公布某局….
_NOTICE = re.compile(
    r"^.{4,30}?关于(?:公布|印发|发布|报送|转发|上报|公开|做好)(?=.{4})"
)
_SECOND_NAME = re.compile(r"(?<=[\u4e00-\u9fff])[（(][^（()）]*[)）]$")
_CHROME = re.compile(
    r"[>＞»→]|(?:归档|打印|抓取)时间|当前位置|您的位置|您现在|首页|附件|\.(?:docx?|pdf|wps|xlsx?|html?)\b|上一[篇条]"
    r"|下一[篇条]|相关|(?<!标题)：\S*年报$|\d/\d{4}-\d{3}"
)
_HEADING = re.compile(r"^(?:一|1)[、.．，]\S")
_CELLS = re.compile(r"[|\t]")
_WITH_YEAR = re.compile(YEAR)
# The year behind a title: （2020年度）, 2020年1月1日—…; not that of a day of release, a number of a
# document or an index, which the page prints there too.
_YEAR_BEHIND = re.compile(
    rf"[（(【\[—-]*{YEAR}(?:[-—~至]{YEAR})?(?:学?年度?|度)?"
    r"(?:1月(?:1日)?.?[-—~至]|(?![\d./-]|年?[\d元一二三四五六七八九十]{1,3}月))"
)
# Lines of a head at most: a report without headings is not read to its end.
_HEAD_LINES = 60
# Characters in which the head ends, and in which a title without line ends does. By hand.
_HEAD_CHARS, _FLAT_CHARS = 8000, 300
# Longest title, and longest name alone on the line above it, in characters.
_LONGEST, _LONGEST_ABOVE = 80, 30
# Agencies in the titles of a head that make a list of links of it.
_A_LIST = 2
# Lines above a title that hold its name at most: the body of the centre, the place, the body.
_LINES_OF_NAME = 3


_HAN_RUN = re.compile(rf"[{HAN}]+")


@dataclass(frozen=True, slots=True)
class Title:
    """A report's title and the agency that it names (empty if it names none).

    The name may stand on a line of its own above, as that of the site may: ``above``.
    """

    text: str
    agency: str
    line: int
    above: bool = False


def head_lines(text: str) -> list[str]:
    r"""Lines of a report up to its first section heading, without blanks.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    list of str
        Non-empty lines, and the cells of a table's row each as one, sixty at most; the heading is
        left out.

    Examples
    --------
    >>> head_lines("临泽川市商务局\n2020 年年度报告\n一、总体情况\n无")
    ['临泽川市商务局', '2020年年度报告']
    """
    lines: list[str] = []
    for line in text[:_HEAD_CHARS].split("\n"):
        squeezed = "".join(line.split())
        if _HEADING.match(squeezed.lstrip("#*")) and "一、" in squeezed[:4]:
            break
        if squeezed:
            # The title may stand in a row of the page's metadata: 标题 | 某省…年度报告 |
            cells = _CELLS.split(line)
            if len(cells) > 2:
                lines += filter(None, ("".join(cell.split()) for cell in cells))
            else:
                lines.append(squeezed)
        if len(lines) >= _HEAD_LINES:
            break
    return lines[:_HEAD_LINES]


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
    return best_title(find_titles(lines))


def best_title(titles: list[Title]) -> Title | None:
    """Choose the title among all that were found.

    Parameters
    ----------
    titles : list of Title
        As :func:`find_titles` gives them.

    Returns
    -------
    Title or None
        One that names agency and year, else an agency, else a year.

    Examples
    --------
    >>> best_title(
    ...     [Title("2020年年报", "", 0), Title("某局2020年年报", "某局", 1)]
    ... ).line
    1
    """
    dated = [title for title in titles if _WITH_YEAR.search(title.text)]
    both = next((title for title in dated if title.agency), None)
    named = both or next((t for t in titles if t.agency), None)
    return _widen(named, titles) if named else next(iter(dated), None)


def own_titles(titles: list[Title]) -> list[Title]:
    """Leave out the titles of other reports that a site lists above a report.

    Parameters
    ----------
    titles : list of Title
        As :func:`find_titles` gives them.

    Returns
    -------
    list of Title
        Where they name several agencies, those on the last of their lines, else all.

    Examples
    --------
    >>> links = [
    ...     Title("甲县财政局2020年年报", "甲县财政局", 0),
    ...     Title("2021年年报", "", 2),
    ... ]
    >>> links.insert(1, Title("甲县水利局2020年年报", "甲县水利局", 1))
    >>> own_titles(links)
    [Title(text='2021年年报', agency='', line=2, above=False)]
    """
    names = {title.agency for title in titles if title.agency}
    longest = [n for n in names if not any(o != n and o.endswith(n) for o in names)]
    agencies = map(parse_agency, longest)
    placed = {(one.places[-1], one.body) for one in agencies if one.places and one.body}
    if len(placed) < _A_LIST:
        return titles
    last = max(title.line for title in titles)
    return [title for title in titles if title.line == last]


def _widen(title: Title, titles: list[Title]) -> Title:
    """Take the line above to a name that begins on it: 某开发区管理 / 委员会2020年…."""
    whole = says_which(title.agency)
    for wider in titles:
        begins = wider.agency.removesuffix(title.agency)
        if begins == wider.agency or begins.endswith(title.agency):
            continue
        if whole and not begins_name(begins, title.agency):
            continue
        # A government's name above that of its bureau is the site's, but for its own office.
        of_site = begins.endswith("政府") and not title.agency.startswith("办公")
        if not of_site and says_which(wider.agency):
            return wider
    return title


def find_titles(lines: list[str]) -> list[Title]:
    """Find all titles: a notice above its report has one of its own.

    Parameters
    ----------
    lines : list of str
        Lines of the head.

    Returns
    -------
    list of Title
        Those on one line first, then those over two and three.

    Examples
    --------
    >>> lines = [
    ...     "临泽川市商务局2021年政府信息公开工作报告",
    ...     "商务局2020年政府信息公开年度报告",
    ... ]
    >>> sorted({title.text[-15:] for title in find_titles(lines)})
    ['2020年政府信息公开年度报告', '2021年政府信息公开工作报告']
    """
    titles: list[Title] = []
    for n, k in product((1, 2, 3), range(len(lines))):
        joined = "".join(lines[k : k + n])
        if len(joined) <= _LONGEST and "公开" in joined:
            own = lines[k : k + n]
            chrome = any(_CHROME.search(line) for line in own)
            # 发布机构某局公文时效有效: a line of the site's table is no part of a title below.
            chrome = chrome or any(_labels().match(line) for line in own[:-1])
            match = None if chrome else _TITLE.match(joined)
            if match:
                titles.append(_make_title(match, joined, lines, k, n))
    return titles or _titles_of_facts(lines)


@cache
def _far_ends() -> tuple[str, ...]:
    """Load how names of branches of the centre end, whose places need not be listed."""
    return tuple(load_toml("agencies.toml")["national"]["far"])


@cache
def _centre() -> frozenset[str]:
    """Load the bodies of the centre whose branches begin with their names."""
    return frozenset(load_toml("agencies.toml")["national"]["prefixes"])


@cache
def _labels() -> re.Pattern[str]:
    """Compile the labels of the site's table that begin a line."""
    words = load_toml("agencies.toml")["labels"]
    kinds = ("publisher", "published", "other")
    return re.compile("|".join(label for kind in kinds for label in words[kind]))


def _titles_of_facts(lines: list[str]) -> list[Title]:
    """Find titles without the word report: they name agency and year, as headings do not.

    On the first line 年度 will do for a year: no heading stands there.
    """
    matches = ((k, _OF_FACTS.match(line)) for k, line in enumerate(lines))
    titles = [_make_title(m, lines[k], lines, k, 1) for k, m in matches if m]
    named = [title for title in titles if title.agency]
    return [
        title
        for title in named
        if _WITH_YEAR.search(title.text) or (title.line == 0 and "年度" in title.text)
    ]


def find_flat_title(text: str) -> Title | None:
    """Find the title at the start of a text that runs on without line ends.

    Parameters
    ----------
    text : str
        Normalised text.

    Returns
    -------
    Title or None
        A title that names an agency; None where the text begins otherwise.

    Examples
    --------
    >>> text = "临泽川市商务局2023年政府信息公开年度报告图文解读 2023年，商务局公开信息九条。"
    >>> find_flat_title(text).agency
    '临泽川市商务局'
    """
    squeezed = "".join(text[:_FLAT_CHARS].split())
    match = _FLAT.match(squeezed)
    title = _make_title(match, match[0], [match[0]], 0, 1) if match else None
    return title if title and title.agency else None


def _make_title(
    match: re.Match[str], joined: str, lines: list[str], k: int, n: int
) -> Title:
    """Take the agency from the title's line, or from the line above it."""
    name = clean_name(match["who"], match["gov"] or "")
    plain = takewhile(_is_plain, lines[k : k + n - 1])
    alone = list(takewhile(_is_a_line, (clean_name(line, "") for line in plain)))
    if name and name == "".join(alone):
        # Names alone on their lines: they are told as those above a title are.
        name, k, n = "", k + len(alone), n - len(alone)
    up_to_core = joined[: match.start("after")]
    text = up_to_core
    if not _WITH_YEAR.search(text):
        behind = _YEAR_BEHIND.match(match["after"])
        text += behind[0] if behind else ""
    above = "" if name else _name_above(lines[:k])
    name = name or above
    if not _WITH_YEAR.search(text) and k + n < len(lines):
        following = re.fullmatch(rf"[（(—-]*{YEAR}年?度?[)）—-]*", lines[k + n])
        text += following[0] if following else ""
    in_brackets = re.search(r"[（(]([^（()）]{4,30})[)）]", match["after"])
    if not name and in_brackets and is_agency(in_brackets[1]):
        name = in_brackets[1]
    return Title(text, name if is_titled(name) else "", k, bool(above))


def _name_above(lines: list[str]) -> str:
    """Take the name from the lines above a title, which may begin on the line before the last."""
    names: list[str] = []
    # One more is looked at: three bodies one below the other are a list of the site's.
    for line in reversed(lines[-_LINES_OF_NAME - 1 :]):
        whole = len(line) <= _LONGEST_ABOVE and not _CHROME.search(line)
        name = clean_name(line, "") if whole else ""
        if not (_is_a_line(name) or (names and name in _centre())):
            break
        names.append(name)
    above = names[0] if names else ""
    n_joint = 0
    for name in names[1:]:
        if begins_name(name, above):
            above = name + above
        elif _are_joint(name, above):
            above, n_joint = name, n_joint + 1
        else:
            break
    return above if n_joint < _A_LIST else ""


def _is_plain(line: str) -> bool:
    """Tell whether a line holds no part of a title but its name."""
    return "公开" not in line and not _WITH_YEAR.search(line)


def _is_a_line(name: str) -> bool:
    """Tell whether a line above a title is a name: of an agency, or of a placed institution."""
    return is_agency(name) or is_placed(name) or name.endswith(_far_ends())


def _are_joint(first: str, second: str) -> bool:
    """Tell whether two names on lines of their own are of two bodies of one place."""
    bodies = [parse_agency(name) for name in (first, second)]
    # A government's name above that of its bureau is the site's.
    governs = any(one.agency_type.endswith("政府") or not one.body for one in bodies)
    return not governs and bodies[0].places == bodies[1].places != ()


# A name is met again in title, preamble and contact line, and in the reports of other years.
@lru_cache(maxsize=4096)
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
        The name, possibly empty; without a second name in brackets.

    Examples
    --------
    >>> clean_name("2008年张义镇人民", "政府")
    '张义镇人民政府'
    >>> clean_name("临泽川市人民防空办公室（国防动员办公室）2022年", "政府")
    '临泽川市人民防空办公室'
    """
    name = _ALSO.sub("", _TAG.sub("", who))
    given = _NOTICE.sub("", name)
    if given != name and is_agency(_DROP.sub("", given)):
        name = given
    for _ in range(3):
        longer, name = name, _DROP.sub("", name)
        if name == longer:
            break
    name = _SECOND_NAME.sub("", name)
    # 某海关2015年海关政府信息公开: the kind of body again, behind the year.
    again = next(
        (n for n in range(2, len(name) // 2 + 1) if name[-n:] == name[-2 * n : -n]), 0
    )
    name = name[: len(name) - again]
    # 海关总署2010年海关信息公开: the same, of the centre.
    name = name.removesuffix("海关") if name == "海关总署海关" else name
    if name.endswith("海关关区"):
        name = name.removesuffix("关区")
    if name.endswith("人民") and gov == "政府":
        name += "政府"
    return name.strip("，。：:、-—_·")


def name_in_path(part: str) -> str:
    """Take the name of an agency out of what a file or a folder is called.

    Parameters
    ----------
    part : str
        Name of a file without its suffix, or of a folder.

    Returns
    -------
    str
        The name, without the words for a report, its year and its version; empty where what is
        left is no agency, or does not say which.

    Examples
    --------
    >>> name_in_path("03-青榆县民政局2019年年报（盖章版）"), name_in_path("2019年报")
    ('青榆县民政局', '')
    """
    left = without_words_of_files(part)
    return left if is_agency(left) and says_which(left) else ""


def without_words_of_files(part: str) -> str:
    """Leave of a folder's name what it is called after.

    Parameters
    ----------
    part : str
        Name of a folder.

    Returns
    -------
    str
        Its Han characters, without the words for reports and years.

    Examples
    --------
    >>> without_words_of_files("2020年"), without_words_of_files("民政局 2020年报")
    ('', '民政局')
    """
    return "".join(_HAN_RUN.findall(_of_files().sub("", part)))


@cache
def _of_files() -> re.Pattern[str]:
    """Compile years and the words for a report and its version, the longer first."""
    words: list[str] = load_toml("agencies.toml")["labels"]["files"]
    return re.compile("|".join((rf"{YEAR}(?:年度|年(?!报)|度)?", *words)))
