"""Is a text an annual report on disclosure: its words, its title, and a report below it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.header.titles import Title, find_flat_title, find_title, head_lines
from textmine.resources.load import load_toml
from textmine.resources.pages import form_heading
from textmine.schema import MOST_STATEMENTS
from textmine.text.numbers.numbering import match_marker

# Courts and schools publish the like of their own affairs; the last is a heading of the form.
_GENRE = re.compile(
    r"(?:政府信息|信息|主动|依申请|[政检警狱院校厂]务|司法)公开|主要问题[及和与]改进(?:情况|措施)"
)
_TITLE = re.compile(
    r"(?:信息|[政检警狱院校厂]务|司法)公开[^\n，。；]{0,12}(?:年度|工作)[^\n，。；]{0,6}(?:报告|年报)"
)
_OWN_TITLE = re.compile(
    rf"^(?!关于|第[一二三四五六七八九十]+条)[^《]*(?:{_TITLE.pattern})$"
)
# Characters at the head of a text in which its title stands.
_HEAD = 600
# Least times that a text without the title names disclosure, alone and in 1,000 characters: the
# sparsest reports (of utilities, on their services) have 1.6, work reports of governments 0.1.
_LEAST_NAMED, _LEAST_DENSE = 2, 1.5
# A text so short needs to name it once only.
_SHORT = 300
# Characters of narrative below which a page that holds something else (a link, pictures) is no
# report: what stands there is a caption.
_LEAST_BESIDE = 40
_REPORT = re.compile("年度?报告|年报")
# Characters of a title that a message shows.
_SHOWN = 40
# Lines of the head among which the title of another paper is looked for.
_TITLE_LINES = 12

# A text of several reports: so many titles, each with so many headings of the form below it. Other
# reports that a page names have none.
_LEAST_REPORTS, _LEAST_HEADINGS = 2, 3
# Of a table of reports that is read as text, each cell is a line.
_CELLS = re.compile(r"[\n\t|;\"“”]")
_FIRST_HEADING = re.compile(r"(?m)^[^\w\n]{0,3}(?:一|1)[、.．]")

# Lines of the head among which the title of a paper that speaks of reports is looked for: behind
# the line of the site, the name of the page and the box of its number, issuer and dates.
_PAPER_LINES = 8
# Characters of a title over several lines.
_WIDEST = 80


def check_genre(
    text: str, source: str, metadata: Mapping[str, str] | None = None
) -> None:
    r"""Refuse a text that is no annual report on the disclosure of government information.

    Parameters
    ----------
    text : str
        Normalised text.
    source : str
        Named in the message.
    metadata : mapping, optional
        Metadata of the document; the title of a page counts.

    Raises
    ------
    ReadError
        If the text hardly speaks of disclosure, or is another paper of the same column of a site:
        a guide, a catalogue, a rule, a notice, a budget.

    Examples
    --------
    >>> check_genre("各位代表：现在我代表政府向大会报告工作。" * 20, "speech.txt")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: speech.txt: no report on disclosure (信息公开 named 0 times in 400
    characters); ...
    >>> check_genre(
    ...     "某局政府信息公开指南\n为便利公众获取政府信息，编制本指南。", "guide.txt"
    ... )
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: guide.txt: a guide (某局政府信息公开指南), no annual report; take it
    out of the folder
    """
    name = Path(source).name
    page_title = dict(metadata or {}).get("title", "")
    other = _paper_alike(text, page_title)
    if other is None:
        titled = _TITLE.search(text[:_HEAD]) is not None
        other = None if titled else _other_paper(text, page_title)
        other = other or _made_paper(text, page_title) or _held(text)
        if titled and other is None:
            return
    if other:
        kind, title = other
        raise ReadError(
            f"{name}: {kind} ({title}), no annual report; take it out of the folder"
        )
    named = len(_GENRE.findall(text))
    dense = named / max(1, len(text)) * 1000
    if (named >= _LEAST_NAMED and dense >= _LEAST_DENSE) or (
        named and len(text) < _SHORT
    ):
        return
    raise ReadError(
        f"{name}: no report on disclosure (信息公开 named {Counted(named):time} in "
        f"{Counted(len(text)):character}); expected a 政府信息公开工作年度报告, take the file "
        "out of the folder"
    )


def check_content(n_narrative: int, n_cells: int, source: str, hint: str) -> None:
    """Refuse a text in which there is a title and no report.

    Parameters
    ----------
    n_narrative, n_cells : int
        Characters of narrative, and cells of statutory tables.
    source : str
        Named in the message.
    hint : str
        What the file holds instead, as its reader saw it.

    Raises
    ------
    ReadError
        Saying what to do.

    Examples
    --------
    >>> check_content(0, 0, "a.html", "holds only a link to P1.pdf: download that")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: a.html: a title and no report: holds only a link to P1.pdf:
    download that
    """
    least = _LEAST_BESIDE if hint else 1
    if n_narrative >= least or (n_cells and not hint):
        return
    name = Path(source).name
    if n_cells:
        raise ReadError(f"{name}: tables and no report: {hint}")
    told = hint or "open it, and save the page or file that shows the text"
    raise ReadError(f"{name}: a title and no report: {told}")


def check_form(text: str, n_sections: int, n_cells: int, source: str) -> None:
    r"""Refuse a text that speaks of disclosure, but of no agency's own: a piece of news, a study.

    Parameters
    ----------
    text : str
        Normalised text.
    n_sections, n_cells : int
        Sections of the form behind the preamble, and cells of statutory tables.
    source : str
        Named in the message.

    Raises
    ------
    ReadError
        If it has neither of them, no title of a report, and speaks nowhere as a report does.

    Examples
    --------
    >>> check_form(
    ...     "某部28日公布2015年信息公开工作，网民说信息公开更快了。", 0, 0, "a.txt"
    ... )
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: a.txt: no report on disclosure (no title, section or table of one,
    and no 我局 or 本报告); take it out of the folder
    """
    if n_sections or n_cells or find_title(head_lines(text)) or find_flat_title(text):
        return
    if not re.search(load_toml("genres.toml")["speaks"]["pattern"], text):
        raise ReadError(
            f"{Path(source).name}: no report on disclosure (no title, section or table of one, and"
            " no 我局 or 本报告); take it out of the folder"
        )


def check_filled(
    agency: str, year: int | None, states: Collection[str], source: str
) -> None:
    """Refuse the form itself: tables without a number, of nobody and of no year.

    Parameters
    ----------
    agency : str
        Whose report it is; empty where the text names nobody.
    year : int, optional
        The year that it reports on.
    states : collection of str
        States of the cells of its tables.
    source : str
        Named in the message.

    Raises
    ------
    ReadError
        Saying what to do.

    Examples
    --------
    >>> check_filled("", None, {"EMPTY"}, "form.docx")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: form.docx: the blank form, not filled in; take it out of the folder
    """
    if states and not agency and year is None and not set(states) & {"VALUE", "ZERO"}:
        raise ReadError(
            f"{Path(source).name}: the blank form, not filled in; take it out of the folder"
        )


def check_amount(n_problems: int, n_measures: int, source: str) -> None:
    """Refuse a text with more statements than a report can have: what is made of many, or to harm.

    Parameters
    ----------
    n_problems, n_measures : int
        Statements of either kind.
    source : str
        Named in the message.

    Raises
    ------
    ReadError
        Saying what to do.

    Examples
    --------
    >>> check_amount(3, 9_000, "all.txt")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: all.txt: 3 problems and 9,000 measures; a report has at most 500
    statements of either kind: split the file if it holds several reports
    """
    if max(n_problems, n_measures) > MOST_STATEMENTS:
        raise ReadError(
            f"{Path(source).name}: {Counted(n_problems):,problem} and"
            f" {Counted(n_measures):,measure}; a report has at most"
            f" {Counted(MOST_STATEMENTS):statement} of either kind: split the file if it holds"
            " several reports"
        )


def check_single(text: str, source: str) -> None:
    r"""Refuse a text of several reports one below the other: all would go by the first one's name.

    Parameters
    ----------
    text : str
        Normalised text.
    source : str
        Named in the message.

    Raises
    ------
    ReadError
        If two titles of different agencies or years each have a whole report below them.

    Examples
    --------
    >>> parts = "一、总体情况\n二、主动公开情况\n五、存在的主要问题\n"
    >>> titles = [
    ...     "洛溪县档案局2021年政府信息公开年报\n",
    ...     "洛溪县水务局2021年政府信息公开年报\n",
    ... ]
    >>> check_single(parts.join([*titles, ""]), "all.txt")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: all.txt: 2 reports in one file (洛溪县档案局2021年政府信息公开年报,
    洛溪县水务局2021年政府信息公开年报); save each by itself
    """
    if len(_FIRST_HEADING.findall(text)) < _LEAST_REPORTS:
        return
    # Few lines speak of a report, and of most texts they name one.
    spoken = (line for line in text.split("\n") if "报" in line)
    titles = (
        _title_with_agency(cell) for line in spoken for cell in _CELLS.split(line)
    )
    if len({title.text for title in titles if title}) < _LEAST_REPORTS:
        return
    # Below each title that is another than the one before, which headings follow.
    reports: list[tuple[str, set[str]]] = []
    for line in _CELLS.split(text):
        if title := _title_with_agency(line):
            if not reports or reports[-1][0] != title.text:
                reports.append((title.text, set()))
        elif reports and (found := form_heading().match(line)):
            reports[-1][1].add(found[1])
    whole = [title for title, headings in reports if len(headings) >= _LEAST_HEADINGS]
    if len(set(whole)) >= _LEAST_REPORTS:
        shown = ", ".join(title[:_SHOWN] for title in whole[:2])
        more = " …" if len(whole) > 2 else ""
        raise ReadError(
            f"{Path(source).name}: {Counted(len(whole)):report} in one file ({shown}{more}); "
            "save each by itself"
        )


def _title_with_agency(cell: str) -> Title | None:
    """Title of a report that names its agency, where a line or a cell holds one."""
    # Most are no title: only one that speaks of a report is looked at.
    bare = "".join(cell.split()) if "报" in cell else ""
    title = find_title([bare]) if bare and _REPORT.search(bare) else None
    return title if title and title.agency else None


def _paper_alike(text: str, page_title: str) -> tuple[str, str] | None:
    """Kind and title of a paper that speaks of reports and gives none; None for any other text."""
    alike = load_toml("genres.toml")["alike"]
    lines = head_lines(text)
    titles = _page_titles(page_title)
    # The report that a notice gives stands below it with a title of its own.
    is_titled = _has_own_title([*lines, *titles])
    # A title may be set over two lines or three: 某办公室 / 关于…年度报告 / 有关事项的通知.
    first = lines[:_PAPER_LINES]
    wide = ("".join(first[k : k + n]) for n in (2, 3) for k in range(len(first)))
    for line in [*first, *titles, *(line for line in wide if len(line) <= _WIDEST)]:
        for paper in alike["papers"]:
            if is_titled and not paper.get("lists"):
                continue
            limits = alike | paper
            if len(text) <= limits["longest"] and re.fullmatch(paper["title"], line):
                n_titles = len({found[1] for found in form_heading().finditer(text)})
                gives = re.search(limits["gives"], text) is not None
                if not gives and n_titles <= limits["most_titles"]:
                    return str(paper["en"]), line[:_SHOWN]
    return None


def _has_own_title(lines: list[str]) -> bool:
    """Tell whether one of some lines is the title of a report."""
    return any(_OWN_TITLE.search(line) for line in lines)


def _made_paper(text: str, page_title: str) -> tuple[str, str] | None:
    """Kind and words of a paper that says in its head what it is: 编制本指南."""
    words = load_toml("genres.toml")
    made, head = words["made"], text[: words["made"]["head"]]
    found = re.search(made["pattern"], head)
    if found is None or re.search(words["alike"]["gives"], head):
        return None
    if _has_own_title([*head_lines(text), *_page_titles(page_title)]):
        return None
    return str(made["en"][found[1]]), found[0]


def _held(text: str) -> tuple[str, str] | None:
    """Kind and words of a paper that holds again and again what no report does: its articles."""
    is_titled = _has_own_title(head_lines(text))
    for paper in load_toml("genres.toml")["holds"]:
        found = re.findall(paper["pattern"], text)
        counts = not (is_titled and paper.get("unless_titled"))
        if counts and len(found) >= paper["least"]:
            return str(paper["en"]), ", ".join(dict.fromkeys(map(str.strip, found)))
    return None


def _other_paper(text: str, page_title: str) -> tuple[str, str] | None:
    """Kind and title of another paper of the column; None for a report, or where no title tells."""
    lines = head_lines(text)
    if find_title(lines) is not None:
        return None
    words = load_toml("genres.toml")["papers"]
    for line in [*lines[:_TITLE_LINES], *_page_titles(page_title)]:
        # （三）公开目录、公开指南的编制情况 is a part of a report whose title is lost.
        if _REPORT.search(line) or match_marker(line):
            continue
        for paper in words:
            if re.fullmatch(paper["title"], line):
                return str(paper["en"]), line[:_SHOWN]
    return None


def _page_titles(page_title: str) -> list[str]:
    """The title of a page; what stands behind a mark in it is the name of the site."""
    parts = re.split(r"[_|]", re.sub(r"\s", "", page_title))
    return [part for part in parts if part][:1]
