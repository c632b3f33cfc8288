"""What a copier forgot to change: a name or a year that its sentence tells as one's own.

Words alone prove nothing: every report names others and other years. What they rule out is told
here, for whoever knows more (who else holds the same words) and for whoever knows no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from textmine.resources.load import load_toml
from textmine.text.sentences import find_clauses, find_sentences, sentence_at

YEARS_BACK = 3
"""A year further back than this is history, not what was left of a copied report."""
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")


@dataclass(frozen=True, slots=True)
class ToldYear:
    """An earlier year that a sentence tells of as if it were the report's own.

    Parameters
    ----------
    start : int
        Where its four digits begin.
    year : int
        The year.
    sentence : str
        The sentence.
    is_work : bool
        Whether it says what only a report on that year says: its period, what was counted in it,
        how its work went.
    is_deed : bool
        Whether it is a deed (印发, 成立, 获评), which may be told in any later year.
    is_self : bool
        Whether the agency says it of itself, and not of its place.
    is_alone : bool
        Whether no sentence beside it opens with another year and counts something in it, as where
        years are told in a row, or says that it looks back (今年转入维护, 分两年完成, 更正如下);
        always of the report's period or title.
    """

    start: int
    year: int
    sentence: str
    is_work: bool
    is_deed: bool
    is_self: bool
    is_alone: bool


def find_told_years(text: str, year: int, names: Iterable[str]) -> Iterator[ToldYear]:
    """Find the sentences of a report that tell of an earlier year as if it were its own.

    A sentence that names the report's own year as well, or a third one, that compares, plans,
    carries on or speaks of a document of that year is none of them.

    Parameters
    ----------
    text : str
        A stretch of the report.
    year : int
        The report's year.
    names : iterable of str
        The agency's own names: 2020年，某局公开… says as much as 2020年，我局公开….

    Yields
    ------
    ToldYear
        In order, one a sentence at most.

    Examples
    --------
    >>> told = find_told_years("2020年，我局公开信息12条。", 2022, ())
    >>> [(one.year, one.is_work) for one in told]
    [(2020, True)]
    >>> list(find_told_years("2020年，我局公开12条，2022年公开20条。", 2022, ()))
    []
    """
    back = range(year - YEARS_BACK, year)
    # Most stretches name no earlier year: looking for the few digits spares their sentences.
    if not any(f"{one}年" in text for one in back):
        return
    spans = find_sentences(text)
    opened = [_opening_year(text[first:last]) for first, last in spans]
    for k, (first, last) in enumerate(spans):
        sentence = text[first:last]
        if len(set(_YEAR.findall(sentence))) != 1:
            continue
        told = _read(sentence, tuple(names))
        if told is None or told.year not in back:
            continue
        near = (*range(max(k - 1, 0), k), *range(k + 1, min(k + 2, len(spans))))
        is_alone = is_said_of_report(sentence) or not any(
            opened[x] not in (0, told.year) or _looks_back(text[slice(*spans[x])])
            for x in near
        )
        yield replace(told, start=first + told.start, is_alone=is_alone)


def is_said_of_report(sentence: str) -> bool:
    """Tell whether a sentence says on which year its report is, by its period or its title.

    Parameters
    ----------
    sentence : str
        A sentence.

    Returns
    -------
    bool
        True where it does.

    Examples
    --------
    >>> is_said_of_report("现公布我局2020年政府信息公开工作年度报告。")
    True
    """
    patterns = leftover_patterns()
    return any(patterns[f"year {x}"].search(sentence) for x in ("period", "title"))


def find_stale_plans(text: str, year: int) -> Iterator[tuple[int, str]]:
    """Find the sentences that plan for the report's own year, which is over when it is written.

    Parameters
    ----------
    text : str
        A stretch of the report.
    year : int
        The report's year.

    Yields
    ------
    tuple of int and str
        Where the year stands, and the sentence.

    Examples
    --------
    >>> list(find_stale_plans("2022年，我局将进一步充实栏目。", 2022))
    [(0, '2022年，我局将进一步充实栏目。')]
    """
    # Few stretches plan so: a glance spares their sentences.
    if not re.search(f"{year}年[，,]?[我本].{{1,2}}将", text):
        return
    plan = leftover_patterns()["year plan"]
    for first, last in find_sentences(text):
        m = plan.search(text[first:last])
        if m and int(m["year"]) == year:
            yield first + m.start("year"), text[first:last]


def opens_with_year(text: str, year: int) -> bool:
    """Tell whether a sentence of a text opens with a year, and plans nothing for it.

    Parameters
    ----------
    text : str
        A stretch of the report.
    year : int
        The year.

    Returns
    -------
    bool
        True where one does.

    Examples
    --------
    >>> [
    ...     opens_with_year(text, 2022)
    ...     for text in ("2022年，我局增设栏目。", "2022年，我局将增设栏目。")
    ... ]
    [True, False]
    """
    patterns = leftover_patterns()
    for first, last in find_sentences(text):
        m = patterns["year head"].match(text[first:last])
        is_on_it = m is not None and int(m["year"]) == year
        if is_on_it and not patterns["year intends"].search(text[first:last]):
            return True
    return False


def tells_of(text: str, year: int, names: Iterable[str]) -> bool:
    """Tell whether a sentence of a text speaks of a year as that of the work it reports.

    Parameters
    ----------
    text : str
        A passage.
    year : int
        The year asked for.
    names : iterable of str
        Names of the agency whose passage it is.

    Returns
    -------
    bool
        True where one does.

    Examples
    --------
    >>> tells_of("2020年，我局公开信息12条。", 2020, ())
    True
    >>> tells_of("与2020年相比，公开信息更多。", 2020, ())
    False
    """
    sentences = (text[first:last] for first, last in find_sentences(text))
    found = (_read(sentence, tuple(names)) for sentence in sentences)
    return any(told is not None and told.year == year for told in found)


def acts_as_own(text: str, start: int, end: int, own: Iterable[str]) -> bool:
    """Tell whether a name acts in its sentence as only the report's own would.

    It opens its clause as the one who acts, or stands where the own place belongs, no word of the
    clause makes another name a matter of course, and its sentence does not name the own one.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        The name in it.
    own : iterable of str
        The report's own names.

    Returns
    -------
    bool
        True where it does.

    Examples
    --------
    >>> text = "望澜川市财政局逐项整改，会同望澜川市教育局抽查。"
    >>> [acts_as_own(text, a, a + 7, ["临泽川市"]) for a in (0, 14)]
    [True, False]
    """
    sentence, start, end = _in_sentence(text, start, end)
    if not _is_unexplained(sentence, start, end, own):
        return False
    if _is_in_own_place(sentence, start, end):
        return True
    patterns = leftover_patterns()
    acts = patterns[_acts_pattern(sentence[start:end], own)]
    leads = patterns["name lead"].search(sentence[:start])
    return bool(leads and acts.match(sentence[end:]))


def speaks_as_own(text: str, start: int, end: int, own: Iterable[str]) -> bool:
    """Tell whether a place stands in a formula by which a report says whose it is.

    在某县委、县政府的领导下, 请与某县…联系, 由某县…编制本报告.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        The name in it.
    own : iterable of str
        The report's own names.

    Returns
    -------
    bool
        True where it does, and the sentence does not name the own one as well.

    Examples
    --------
    >>> text = "在望澜县委、县政府的坚强领导下，公开工作稳步推进。"
    >>> speaks_as_own(text, 1, 4, ["临泽县"])
    True
    """
    sentence, start, end = _in_sentence(text, start, end)
    around = sentence[:start] + "\n" + sentence[end:]
    if any(name and name in around for name in own):
        return False
    before, after = sentence[:start], sentence[end:]
    patterns = leftover_patterns()
    said = [
        kind
        for kind in ("led", "asked", "by", "compiled", "plans", "site")
        if patterns[f"formula {kind}_before"].search(before)
        and patterns[f"formula {kind}_after"].match(after)
    ]
    # 今后，某县将继续与我县共建…: what another plans, beside oneself.
    return bool(said) and (
        said != ["plans"] or _is_unexplained(sentence, start, end, own)
    )


def stands_for_own(text: str, start: int, end: int, own: Iterable[str]) -> bool:
    """Tell whether a place stands where the own one belongs (推动某市政务公开).

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        The name in it.
    own : iterable of str
        The report's own names.

    Returns
    -------
    bool
        True where it does, and no word of its clause makes another a matter of course.

    Examples
    --------
    >>> stands_for_own("推动望澜川市政务公开再上台阶", 2, 6, ["临泽川市"])
    True
    """
    sentence, start, end = _in_sentence(text, start, end)
    return _is_in_own_place(sentence, start, end) and _is_unexplained(
        sentence, start, end, own
    )


def is_unexplained(text: str, start: int, end: int, own: Iterable[str]) -> bool:
    """Tell whether nothing around a name makes another's a matter of course.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        The name in it.
    own : iterable of str
        The report's own names.

    Returns
    -------
    bool
        False where a word of its clause explains it (会同, 学习), or where its sentence speaks of
        the own agency as well.

    Examples
    --------
    >>> text = "会同望澜川市财政局抽查。望澜川市教育局抽查。"
    >>> [is_unexplained(text, a, a + 7, ["临泽川市"]) for a in (2, 12)]
    [False, True]
    """
    return _is_unexplained(*_in_sentence(text, start, end), own)


def is_cited(text: str, start: int, end: int) -> bool:
    """Tell whether what stands beside a sentence gives its words as those of another agency.

    The sentence before, or the same one before a colon, tells of a visit, an example, a paper that
    quotes; or the sentence after draws on it (据此, 照此办法).

    Parameters
    ----------
    text : str
        A stretch of the report.
    start, end : int
        The name of the other agency in it.

    Returns
    -------
    bool
        True where it does.

    Examples
    --------
    >>> text = "派人跟班，带回一条做法。望澜川市财政局每月逐项公布明细。"
    >>> is_cited(text, 12, 19)
    True
    """
    spans = find_sentences(text)
    k = next((k for k, (a, b) in enumerate(spans) if a <= start < b), None)
    if k is None:
        return False
    patterns = leftover_patterns()
    first, last = spans[k]
    opened = text[first:start].rpartition("：")[0]
    before = text[slice(*spans[k - 1])] if k else ""
    after = text[slice(*spans[k + 1])] if k + 1 < len(spans) else ""
    cites = patterns["name cites"]
    return bool(
        cites.search(opened)
        or cites.search(before)
        or patterns["name draws_on"].search(text[end:last] + after)
    )


def share_said(text: str, what: str) -> float:
    """Share of a passage in sentences that say what makes its words no single agency's.

    Parameters
    ----------
    text : str
        A passage.
    what : {"ordered", "quoted", "joint", "whole_place"}
        That a body above asked for what they tell, that they quote a law, a paper from above or
        who speaks for the country, that several did it together, or that the whole place or those
        who govern it did.

    Returns
    -------
    float
        0–1, by characters.

    Examples
    --------
    >>> text = "按照市政府办公室统一部署，逐项自查。每周开箱一次，逐条登记。"
    >>> round(share_said(text, "ordered"), 2)
    0.6
    >>> share_said("与县公安局联合印发《通告》，全文上网。", "joint")
    1.0
    """
    said_so = leftover_patterns()[f"said {what}"]
    spans = find_sentences(text)
    total = sum(b - a for a, b in spans)
    said = sum(b - a for a, b in spans if said_so.search(text[a:b]))
    return said / total if total else 0.0


@cache
def leftover_patterns() -> dict[str, re.Pattern[str]]:
    """Patterns of the resource, by table and name."""
    return {
        f"{table} {name}": re.compile(pattern)
        for table, patterns in load_toml("residues.toml").items()
        for name, pattern in patterns.items()
        if isinstance(pattern, str)
    }


def _looks_back(sentence: str) -> bool:
    """Whether a sentence says that the one beside it tells of another year on purpose."""
    return bool(leftover_patterns()["year beside"].search(sentence))


def _opening_year(sentence: str) -> int:
    """Year that a sentence opens with, 0 where it opens with none or counts nothing in it."""
    m = leftover_patterns()["year head"].match(sentence)
    counts = m and re.search(r"\d", _YEAR.sub("", sentence))
    return int(m["year"]) if m and counts else 0


def _read(sentence: str, names: tuple[str, ...]) -> ToldYear | None:
    """Read the year that a sentence reports on."""
    patterns = leftover_patterns()
    for said in ("year period", "year title"):
        if m := patterns[said].search(sentence):
            return _told(m, sentence, is_work=True, is_self=True)
    if patterns["year unless"].search(sentence):
        return None
    for m in patterns["year head"].finditer(sentence):
        rest = sentence[m.end() :]
        is_self = bool(patterns["year self"].match(rest)) or any(
            name and rest.startswith(name) for name in names
        )
        if not (is_self or patterns["year subject"].match(rest)):
            continue
        work = patterns["year work"].match(rest)
        # Deeds count where they are what was done; an honour is told again wherever it stands.
        is_deed = bool(
            patterns["year deeds"].search(work[0] if work else rest)
            or patterns["year honours"].search(rest)
        )
        is_work = bool(work) and not is_deed
        return _told(m, sentence, is_work=is_work, is_deed=is_deed, is_self=is_self)
    return None


def _told(
    m: re.Match[str],
    sentence: str,
    *,
    is_work: bool,
    is_self: bool,
    is_deed: bool = False,
) -> ToldYear:
    """What a sentence tells, where the year was found by a pattern."""
    start, year = m.start("year"), int(m["year"])
    return ToldYear(start, year, sentence, is_work, is_deed, is_self, is_alone=True)


def _in_sentence(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Give the sentence of a name, and where in it the name stands."""
    first, last = sentence_at(text, start)
    return text[first:last], start - first, end - first


def _is_in_own_place(sentence: str, start: int, end: int) -> bool:
    """Whether a name stands where the own one belongs."""
    patterns = leftover_patterns()
    before = patterns["name own"].search(sentence[:start])
    return bool(before and patterns["name own_after"].match(sentence[end:]))


def _is_unexplained(sentence: str, start: int, end: int, own: Iterable[str]) -> bool:
    """Whether neither the clause explains the name nor the sentence names the own one too."""
    # The name itself may contain the own one: what stands around it counts.
    around = sentence[:start] + "\n" + sentence[end:]
    if any(name and name in around for name in own):
        return False
    patterns = leftover_patterns()
    if patterns["name beside"].search(around):
        return False
    inside = ((a, b) for a, b in find_clauses(sentence) if a <= start < b)
    a, b = next(inside, (0, len(sentence)))
    return not patterns["name unless"].search(
        sentence[a:start] + "\n" + sentence[end:b]
    )


def _acts_pattern(name: str, own: Iterable[str]) -> str:
    """Which pattern tells that a name acts: of a place, an agency of the own place, another."""
    if name.endswith(("省", "市", "县", "区", "旗", "州", "盟")):
        return "name place_acts"
    is_near = any(one and name.startswith(one) for one in own)
    return "name acts_near" if is_near else "name acts"
