"""Is a text an annual report on disclosure: its words, its title, and a report below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.header.titles import find_title, head_lines
from textmine.resources.load import load_toml
from textmine.schema import MOST_STATEMENTS

# Courts and schools publish the like of their own affairs; the last is a heading of the form.
_GENRE = re.compile(
    r"(?:政府信息|信息|主动|依申请|[政检警狱院校厂]务|司法)公开|主要问题[及和与]改进(?:情况|措施)"
)
_TITLE = re.compile(
    r"(?:信息|[政检警狱院校厂]务|司法)公开[^\n，。；]{0,12}(?:年度|工作)[^\n，。；]{0,6}(?:报告|年报)"
)
_OWN_TITLE = re.compile(rf"^(?!关于)[^《]*(?:{_TITLE.pattern})$")
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

# Lines of the head among which the title of a paper that speaks of reports is looked for: behind
# the line of the site and the name of the page.
_PAPER_LINES = 4


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
    other = _paper_alike(text)
    if other is None:
        if _TITLE.search(text[:_HEAD]) is not None:
            return
        other = _other_paper(text, page_title)
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


def _paper_alike(text: str) -> tuple[str, str] | None:
    """Kind and title of a paper that speaks of reports and gives none; None for any other text."""
    alike = load_toml("genres.toml")["alike"]
    if len(text) > alike["longest"] or re.search(alike["gives"], text):
        return None
    words = load_toml("pages.toml")["patterns"]
    title = re.compile(f"{words['form_number']}({words['form_title']})")
    lines = head_lines(text)
    # The report that a notice gives stands below it with a title of its own.
    is_titled = any(_OWN_TITLE.search(line) for line in lines)
    for line in lines[:_PAPER_LINES]:
        for paper in alike["papers"]:
            if is_titled and not paper.get("lists"):
                continue
            if re.fullmatch(paper["title"], line):
                n_titles = len({found[1] for found in title.finditer(text)})
                if n_titles <= paper.get("most_titles", alike["most_titles"]):
                    return str(paper["en"]), line[:_SHOWN]
    return None


def _other_paper(text: str, page_title: str) -> tuple[str, str] | None:
    """Kind and title of another paper of the column; None for a report, or where no title tells."""
    lines = head_lines(text)
    if find_title(lines) is not None:
        return None
    words = load_toml("genres.toml")["papers"]
    # What stands behind a mark in the title of a page is the name of the site.
    parts = re.split(r"[_|]", re.sub(r"\s", "", page_title))
    titles = [part for part in parts if part][:1]
    for line in [*lines[:_TITLE_LINES], *titles]:
        if _REPORT.search(line):
            continue
        for paper in words:
            if re.fullmatch(paper["title"], line):
                return str(paper["en"]), line[:_SHOWN]
    return None
