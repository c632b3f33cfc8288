"""The year a report covers, and the day it was published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from textmine.resources.load import load_toml
from textmine.text.script import HAN

Found = tuple[str, str, float]
_DIGITS = str.maketrans("〇零○OoО一二三四五六七八九", "000000123456789")
YEAR = r"(?:(?:19|20)\d\d|二[〇零○OoО0][〇零○OoО0一二三][〇零○OoО0一二三四五六七八九])"
"""Pattern of a year; a circle or a letter often stands for 〇."""
_YEAR = rf"(?<!\d){YEAR}"
# Some sites lose 年 and 月 where a page was moved: 自20231月1日, 自201611日起至20161231日止.
_PERIOD = re.compile(
    rf"({_YEAR})年?1月?1日[^。；\n]{{0,8}}?(?:({_YEAR})年?)?12月?(?:31|30)日?"
)
_STATED = re.compile(
    rf"({_YEAR})(?:年度|年|度)?[^。；，：:\n〔]{{0,22}}?(?:信息|政务)公开[^。；，\n]{{0,14}}?(?:报告|年报|情况|总结)"
)
# Where a report states its year: within so many characters, in a sentence, not in a line of titles.
_STATED_WITHIN = 1500
# Characters at the end of a report, and lines of them, among which its date stands. By hand:
# farther in stand others'.
_END_CHARS, _END_LINES = 1500, 15
# Characters at its beginning within which a page names the day of publication. By hand: more gives
# days that the report tells of.
_PUBLISHED_WITHIN = 3000
_FIRST_SECTION = re.compile(r"^\s*[一1][、.．]", re.MULTILINE)
_IN_SENTENCE = re.compile(r"[。，；]|[：:]\s*$")
_YEAR_CHARS = 4  # characters of a year as found
_PLAIN = re.compile(rf"({_YEAR})(?!\d)")
_DATED = re.compile(rf"({_YEAR})年度?(?!\d)")
_CLAUSE_ENDS = "。；\n，、"
# Not 与2020年相比: what a year is compared with is the one before.
_ANY = re.compile(
    rf"(?<![〔\[(（与比较同])({_YEAR})(?:年|年度)(?!\d{{1,2}}月1日)(?!第?\d+号)"
)
_BLANK, _BLANK_IN_LINE = r"\s?", r"[^\S\n]?"
_DAY = r"((?:19|20)\d\d)\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})(?!\d)"
_HAN_DAY = re.compile(
    rf"^({_YEAR})年([一二三四五六七八九十元]{{1,3}})月([一二三四五六七八九十]{{1,3}})日$"
)
_FULL_DAY = re.compile(rf"{YEAR}年.{{1,3}}月(?:.{{1,3}}日)?")
_CLOSING_DAY = re.compile(rf"^{_DAY}日?$")
# A day that opens a line of the head, or is one: （2016年1月15日）, • 2014-03-31, 2012-3-30 某县
# 政府办公室, 2024-01-30 18:26来源：某厅. Not 2020年1月1日至12月31日.
_HEAD_DAY = re.compile(
    rf"^[^\S\n]*[•·*-]?[^\S\n]?[（(]?{_DAY.replace(_BLANK, _BLANK_IN_LINE)}日?[)）]?[^\S\n]*"
    rf"(?:\d{{1,2}}[:：时]\d{{2}}(?:[:：分]\d{{0,2}}秒?)?[^\S\n]*)?"
    rf"(?=[•|\n]|\Z|(?:来源|发布|作者|浏览|点击|访问|字体|【|\[)|(?![{HAN}]*[起至止到施])[{HAN}]{{2,24}}(?:\n|\Z))",
    re.MULTILINE,
)
# A month after governments publish at the latest (31 March, art. 49 of the Regulations).
_SEASON_ENDS = "04-30"


def to_year(text: str) -> int:
    """Read a year written in digits or Chinese numerals.

    Parameters
    ----------
    text : str
        Four characters.

    Returns
    -------
    int
        The year.

    Examples
    --------
    >>> to_year("2020"), to_year("二〇二〇"), to_year("二0一七")
    (2020, 2020, 2017)
    """
    return int(text.translate(_DIGITS))


def last_year_in(text: str) -> int | None:
    """Find the last year a short text names.

    Parameters
    ----------
    text : str
        E.g. a title.

    Returns
    -------
    int or None
        The year, between 2000 and 2039.

    Examples
    --------
    >>> last_year_in("某某局2019-2020年度报告"), last_year_in("年度报告")
    (2020, None)
    """
    years = [to_year(found) for found in _PLAIN.findall(text)]
    return next((year for year in reversed(years) if 2000 <= year <= 2039), None)


@dataclass(frozen=True, slots=True)
class YearReading:
    """A year that one part of a report says, and the weight of that part."""

    year: int
    rule: str
    weight: float
    confidence: float


# Weights of the parts of a report in the vote on its year. No two weaker parts of which one is
# copied from last year (a stale 统计期限, a body of old sentences) outweigh a title; a title that
# both period and statement contradict (a misprint, a notice of the year after) falls.
_WEIGHTS = {
    "title": 3.9,
    "second title": 2.0,
    "preamble": 2.2,
    "period": 2.0,
    "body": 1.6,
    "page title": 1.0,
    "file name": 0.5,
}
# How sure a year is that a part tells; chosen by hand, as the weights.
_CONFIDENCE = {
    "title": 0.97,
    "second title": 0.9,
    "preamble": 0.93,
    "period": 0.97,
    "body": 0.75,
    "page title": 0.9,
    "file name": 0.6,
}
# Where title, period and statement agree, and where one of them contradicts the year taken.
_AGREED, _CONTRADICTED = 0.99, 0.7
# A report is published after the year that it covers: a year that is not over loses so much.
_NOT_OVER = 1.5
# The year before publication gains so much where a formal part names it: with its title alone, a
# report whose rest is copied from last year (5.8) keeps its year.
_JUST_OVER = 2.0
_FORMAL = ("title", "preamble", "period")


def read_years(
    text: str, *, titles: Sequence[str] = (), page_title: str = "", filename: str = ""
) -> list[YearReading]:
    """List what each part of a report says of the year it covers.

    Parameters
    ----------
    text : str
        Normalised text.
    titles : sequence of str
        The titles in the text, the report's own first.
    page_title : str
        Title of the HTML page.
    filename : str
        Name of the file.

    Returns
    -------
    list of YearReading
        The strongest part first.

    Examples
    --------
    >>> text = "现公布2021年政府信息公开年度报告。统计期限自2020年1月1日起至2020年12月31日止。"
    >>> [(r.year, r.rule) for r in read_years(text)]
    [(2021, 'preamble'), (2020, 'period'), (2021, 'body')]
    """
    in_titles = [year for title in titles if (year := last_year_in(title))]
    first = in_titles[0] if in_titles else None
    second = next((year for year in in_titles if year != first), None)
    period = _PERIOD.search(text)
    said = {
        "title": first,
        "second title": second,
        "preamble": _stated_year(text[:_STATED_WITHIN], titles),
        "period": to_year(period[2] or period[1]) if period else None,
        "body": _year_of_body(text),
        "page title": last_year_in(page_title),
        "file name": last_year_in(filename),
    }
    readings = [
        YearReading(year, rule, _WEIGHTS[rule], _CONFIDENCE[rule])
        for rule, year in said.items()
        if year is not None
    ]
    return sorted(readings, key=lambda reading: -reading.weight)


def _stated_year(head: str, titles: Sequence[str]) -> int | None:
    """Year that a sentence of the head states; a title votes once, however often it is printed."""
    squeezed = "".join(head.split())
    first = [(at, at + len(t)) for t in titles if (at := squeezed.find(t)) >= 0]
    section = _FIRST_SECTION.search(head) if first else None
    for match in _STATED.finditer(head, 0, section.start() if section else len(head)):
        begins = head.rfind("\n", 0, match.start()) + 1
        line = head[begins:].partition("\n")[0]
        # A text that has lost its lines has its title in the line of the first sentence.
        end = len("".join(head[: match.end()].split()))
        in_title = any(start < end <= stop for start, stop in first)
        if _IN_SENTENCE.search(line) and not in_title:
            # 2021-2022学年, and a day of publication before it: the last year is meant.
            return last_year_in(match[0])
    return None


def choose_year(readings: list[YearReading], *, published: str = "") -> Found:
    """Let the parts of a report vote on its year.

    Parameters
    ----------
    readings : list of YearReading
        As :func:`read_years` gives them.
    published : str
        ISO date; a year that was not over then loses weight, the year before it gains where a
        title, statement or period names it, and is the last resort.

    Returns
    -------
    tuple of (str, str, float)
        Year or empty, rule, confidence. Title, statement in the preamble, period of the statistics
        and what most sentences say vote; a year that another of the first three contradicts has
        little confidence.

    Examples
    --------
    >>> choose_year([YearReading(2020, "body", 1.6, 0.75)])
    ('2020', 'body', 0.75)
    """
    if not readings:
        last = str(int(published[:4]) - 1) if published else ""
        return (last, "year before publication", 0.5) if last else ("", "", 0.0)
    votes: dict[int, float] = {}
    for reading in readings:
        votes[reading.year] = votes.get(reading.year, 0.0) + reading.weight
    if published:
        day = int(published[:4])
        votes = {y: v - _NOT_OVER * (y >= day) for y, v in votes.items()}
        if any(r.year == day - 1 and r.rule in _FORMAL for r in readings):
            votes[day - 1] += _JUST_OVER
    best = max(readings, key=lambda r: (votes[r.year], r.weight))
    return str(best.year), best.rule, _year_confidence(best, readings)


def _year_confidence(best: YearReading, readings: list[YearReading]) -> float:
    """Confidence of the year taken: by its strongest part, and by what the others say."""
    formal = {r.rule: r.year for r in readings if r.rule in _FORMAL}
    if any(year != best.year for year in formal.values()):
        return _CONTRADICTED
    if {"title", "period"} <= set(formal):
        return _AGREED
    return best.confidence


def year_conflict(readings: list[YearReading], year: int | None) -> str:
    """Say which parts of a report contradict the year taken.

    Parameters
    ----------
    readings : list of YearReading
        As :func:`read_years` gives them.
    year : int or None
        The year taken.

    Returns
    -------
    str
        E.g. ``"period 2020"``; empty where title, statement and period agree or are silent.

    Examples
    --------
    >>> text = "现公布2021年政府信息公开年度报告。统计期限自2020年1月1日起至2020年12月31日止。"
    >>> year_conflict(read_years(text), 2021)
    'period 2020'
    """
    printed = ("title", "second title", "preamble", "period")
    others = [r for r in readings if r.rule in printed and r.year != year]
    return ", ".join(f"{r.rule} {r.year}" for r in others) if year is not None else ""


def _year_of_body(text: str) -> int | None:
    """Year that most sentences speak of; sentences that open with a year count twice."""
    counts: Counter[int] = Counter()
    told = 0
    # Each 年 is found first: few stand in a report, and each pattern would try every character.
    at = text.find("年", _YEAR_CHARS)
    while at >= 0:
        start = at - _YEAR_CHARS
        # A year of which only plans are told is the one after: 2025年，我镇将从两方面改进.
        planned = _planned().match(text, start) if start >= told else None
        if planned:
            told = planned.end()
            counts[to_year(text[start:at]) - 1] += 1
        else:
            day = _is_day(text, start)
            named = _ANY.match(text, start) is not None
            opens = _DATED.match(text, start) is not None and _opens(text, start)
            if (named or opens) and not day:
                counts[to_year(text[start:at])] += named + opens
        at = text.find("年", at + 1)
    usual = {year: n for year, n in counts.items() if 2003 <= year <= 2039}
    return max(usual, key=lambda year: (usual[year], year), default=None)


def _is_day(text: str, start: int) -> bool:
    """Tell whether a place is that of a day at the end of a line: of a signature or a release."""
    day = _FULL_DAY.match(text, start)
    if day is None:
        return False
    end = text.find("\n", day.end())
    return not text[day.end() : end if end >= 0 else len(text)].strip("）) \u3000印发")


def _opens(text: str, start: int) -> bool:
    """Tell whether a place opens a line or a clause, blanks aside."""
    at = start
    while at and text[at - 1].isspace() and text[at - 1] != "\n":
        at -= 1
    return not at or text[at - 1] in _CLAUSE_ENDS


def last_lines(text: str, n_lines: int) -> list[str]:
    r"""Last lines of a report without blanks, where it is signed and dated.

    Parameters
    ----------
    text : str
        Normalised text.
    n_lines : int
        How many.

    Returns
    -------
    list of str
        Those that are not empty among the last 1,500 characters, the last line first.

    Examples
    --------
    >>> last_lines("特此报告。\n\n临泽川市商务局\n2021 年 1 月 29 日\n", 2)
    ['2021年1月29日', '临泽川市商务局']
    """
    # From behind, and no further than asked: a report may end with a table of a cell a line.
    squeezed = (
        "".join(line.split()) for line in reversed(text[-_END_CHARS:].split("\n"))
    )
    return list(islice(filter(None, squeezed), n_lines))


def find_published(
    text: str, *, metadata: dict[str, str] | None = None, year: int | None = None
) -> Found:
    r"""Find the day a report was published.

    Parameters
    ----------
    text : str
        Normalised text.
    metadata : dict, optional
        Metadata of the page; ``published`` is used.
    year : int, optional
        Year covered, by which the season of publication is known.

    Returns
    -------
    tuple of (str, str, float)
        ISO date or empty, rule, confidence. The line of the site goes before the page's metadata,
        these before a day that opens a line of the head, and all before the date under the
        signature, but where that is of the year in which the report is due and theirs after the
        season: a page that moved is dated anew. Dates whose digits were lost are not guessed.

    Examples
    --------
    >>> find_published("某局2016年年报\n发布时间：2017-03-30 11:28")
    ('2017-03-30', 'publish line', 0.95)
    >>> find_published("特此报告。\n二〇二一年一月二十九日")
    ('2021-01-29', 'signature', 0.85)
    """
    dated = list(_publish_line().finditer(text[:_PUBLISHED_WITHIN]))
    # 公文生成日期 stands above 发布日期 in the box of some sites, and is that of their record.
    dated.sort(key=lambda found: "生成" in found[0])
    line = dated[0] if dated else None
    day = _iso(*line.groups()[-3:]) if line else ""
    rule, confidence = "publish line", 0.95
    if (
        not day
        and metadata
        and (match := re.search(_DAY, metadata.get("published", "")))
    ):
        day, rule, confidence = _iso(*match.groups()), "page metadata", 0.9
    opening = _opening_day(text) if not day else ""
    # In a text without sections the day of the signature stands in the head too.
    if opening and opening != _closing_day(text):
        day, rule, confidence = opening, "line of the head", 0.8
    if not day or _is_after_season(day, year):
        signed = _closing_day(text)
        if not day or (signed and not _is_after_season(signed, year) and signed < day):
            day, rule, confidence = signed, "signature", 0.85
    if not day:
        return "", "", 0.0
    return day, rule, confidence


def _opening_day(text: str) -> str:
    """Read a date that opens a line of the head: what stands above the first section."""
    first = _FIRST_SECTION.search(text, 0, _PUBLISHED_WITHIN)
    end = first.start() if first else min(len(text), _PUBLISHED_WITHIN)
    match = _HEAD_DAY.search(text, 0, end)
    return _iso(*match.groups()) if match else ""


def _is_after_season(day: str, year: int | None) -> bool:
    """Whether a day comes after those on which reports on a year are published."""
    return year is not None and day > f"{year + 1}-{_SEASON_ENDS}"


def _closing_day(text: str) -> str:
    """Read a date that stands on a line of its own near the end."""
    for line in last_lines(text, _END_LINES):
        if match := _CLOSING_DAY.match(line):
            return _iso(*match.groups())
        if match := _HAN_DAY.match(line):
            return _iso(
                str(to_year(match[1])), str(_count(match[2])), str(_count(match[3]))
            )
    return ""


def _count(text: str) -> int:
    """Read 一 to 三十一, 元 as one."""
    tens, _, ones = text.replace("元", "一").rpartition("十")
    base = "一二三四五六七八九"
    value = (base.find(tens) + 1 if tens else 1) * 10 if "十" in text else 0
    return value + (base.find(ones) + 1 if ones else 0)


def _iso(year: str, month: str, day: str) -> str:
    """Write a date in ISO form, or nothing if there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


@cache
def _planned() -> re.Pattern[str]:
    """Compile what is planned for a year; 将…纳入 tells of what was done."""
    words: dict[str, list[str]] = load_toml("agencies.toml")["planned"]
    led = rf"(?:(?:{'|'.join(words['led'])})[^。；，,\n]{{0,30}}[，,])?"
    done = rf"(?![^。；，,\n]{{0,30}}(?:{'|'.join(words['done'])}))"
    plans = "|".join((*words["plans"], f"将(?:{'|'.join(words['will'])}){done}"))
    return re.compile(rf"({_YEAR})年?度?[，,]?{led}[^。；，,\n]{{0,16}}?(?:{plans})")


@cache
def _publish_line() -> re.Pattern[str]:
    """Compile the labels before a date of publication, the surest first."""
    labels: list[str] = load_toml("agencies.toml")["labels"]["published"]
    spaced = "|".join(r"\s?".join(label) for label in labels)
    # 归档时间 and the like are days of the page, not of the report.
    own = "(?<!归档)(?<!打印)(?<!访问)(?<!抓取)(?<!采集)(?<!下载)"
    return re.compile(rf"{own}(?:{spaced})[】\]]?\s{{0,3}}[：:|\s]{{1,6}}{_DAY}")
