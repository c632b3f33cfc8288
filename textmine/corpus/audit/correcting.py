"""What a reader corrected on the sheet of an audit, taken over into the corpus.

audit → sheet, filled in → correct_items → corpus → tm.mine: all frames, and the page
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from textmine.corpus.audit.auditing import (
    JudgedRow,
    fault_of,
    judged_rows,
    read_sheet,
)
from textmine.corpus.corpus import Corpus
from textmine.corpus.parse import Parsed
from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.schema import Item
from textmine.text.normalize import normalize

BY_HAND = "hand"
"""Rule of an item whose place or role a reader gave."""
_OTHER_ROLE = {"problem": "measure", "measure": "problem"}
_STATING = ("problems", "measures")
"""Sections that what was missed is looked for in first."""
_NEEDED = ("report_id", "item_id", "role", "text", "verdict")


@check_arguments
def correct_items(corpus: Corpus, path: str | Path) -> Corpus:
    r"""Take corrections of items over into the corpus, so that all that is made of it has them.

    Correct all reports of the corpus, or those that a rule which looks at no result names (all of
    a year, all with a doubtful item): corrected where a result surprises, shares lean towards what
    was expected. For shares that stay valid with a few reports corrected see
    ``tm.problems.corrected_shares`` and ``tm.problems.regress``.

    Parameters
    ----------
    corpus : Corpus
        The one that the sheet was drawn from; it stays as it is.
    path : str or Path
        Sheet of :func:`~textmine.corpus.audit.auditing.audit`, filled in, or a table of your own
        with columns report_id, item_id, role, text, verdict (.csv, .xlsx). By verdict: ``right``
        makes an item sure; ``no item`` takes it out; ``wrong role`` makes a problem a measure and
        back; of a ``wrong border`` the cell text says what the item is, of what was ``missed`` too,
        both as the report has it (blanks do not matter). Items without a verdict stay as they are.

    Returns
    -------
    Corpus
        Items of a reader have ``rule`` ``hand`` and confidence 1; their ids go on from the last of
        their report and role, those of others stay.

    Warns
    -----
    UserWarning
        If no row has a verdict.

    Raises
    ------
    FrameError
        Naming the row: a verdict or role is unknown, an item or report is not in the corpus, a text
        is not in its report or that of a wrong border is the one that was read, or two items would
        overlap.

    Examples
    --------
    >>> import tempfile
    >>> from textmine.corpus.reading import read_corpus
    >>> text = "甲县档案局2021年政府信息公开工作年度报告\n五、存在的主要问题\n一是目录更新慢。"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file, sheet = Path(folder, "a.txt"), Path(folder, "sheet.csv")
    ...     n = file.write_text(text, encoding="utf-8")
    ...     head = "report_id,item_id,role,text,verdict"
    ...     row = "a,a#p1,problem,更新慢,wrong border"
    ...     n = sheet.write_text(f"{head}\n{row}\n", encoding="utf-8")
    ...     corpus = correct_items(read_corpus(file), sheet)
    >>> corpus.problems[["item_id", "text"]].values.tolist()
    [['a#p2', '更新慢']]
    """
    name = Path(path).name
    sheet = read_sheet(Path(path))
    missing = [c for c in _NEEDED if c not in sheet]
    if missing:
        raise FrameError(
            f"{name}: missing column {', '.join(missing)}; expected {', '.join(_NEEDED)}"
        )
    verdicts: dict[str, list[_Correction]] = {}
    for verdict in _read_verdicts(sheet, name):
        verdicts.setdefault(verdict.row.report_id, []).append(verdict)
    if not verdicts:
        warn(
            f"{name}: no row has a verdict; fill in the column verdict: nothing was corrected"
        )
    strange = [found for found in verdicts if found not in corpus]
    if strange:
        first = verdicts[strange[0]][0]
        raise FrameError(f"{first.where}: no report {strange[0]!r} in the corpus")
    corrected = (
        _correct(parsed, verdicts[parsed.report.report_id])
        if parsed.report.report_id in verdicts
        else parsed
        for parsed in corpus.parsed
    )
    return Corpus(corrected, corpus.failures)


@dataclass(frozen=True, slots=True)
class _Correction:
    """What a reader says of an item, and where it is written."""

    row: JudgedRow
    text: str
    where: str


def _read_verdicts(sheet: pd.DataFrame, name: str) -> Iterator[_Correction]:
    """Rows with a verdict, each such that it can be carried out."""
    texts = sheet["text"].tolist()
    for row in judged_rows(sheet):
        where = f"{name}, row {row.number}"
        if not row.verdict:
            continue
        if fault := fault_of(row):
            raise FrameError(f"{name}, {fault}")
        yield _Correction(row, str(texts[row.number - 2]), where)


def _correct(parsed: Parsed, verdicts: list[_Correction]) -> Parsed:
    """A report with its items as the reader says."""
    items = {item.item_id: item for item in parsed.items}
    numbers = _last_numbers(items)
    # What is wrong goes first: its place may be that of what is right.
    wrong = {}
    for verdict in verdicts:
        item_id = verdict.row.item_id
        if item_id and item_id not in items:
            raise FrameError(
                f"{verdict.where}: no item {item_id!r} in report {verdict.row.report_id!r}; each "
                "item once, as it was read"
            )
        if verdict.row.verdict == "right":
            items[item_id] = items[item_id]._replace(confidence=1.0)
        elif item_id:
            wrong[item_id] = items.pop(item_id)
    for verdict in verdicts:
        if verdict.row.verdict in ("right", "no item"):
            continue
        old = wrong.get(verdict.row.item_id)
        role = verdict.row.role if old is None else old.role
        if verdict.row.verdict == "wrong role":
            role = _OTHER_ROLE[role]
        others = list(items.values())
        start, end = _find(parsed, verdict, old, others)
        _check_apart(start, end, others, verdict)
        numbers[role[0]] = numbers.get(role[0], 0) + 1
        item_id = f"{verdict.row.report_id}#{role[0]}{numbers[role[0]]}"
        items[item_id] = _make(parsed, item_id, role, start, end)
    ordered = sorted(items.values(), key=lambda item: item.start)
    return replace(
        parsed, items=tuple(item._replace(order=k) for k, item in enumerate(ordered))
    )


def _last_numbers(items: Mapping[str, Item]) -> dict[str, int]:
    """The highest number of an item by the letter of its role."""
    highest: dict[str, int] = {}
    for item_id in items:
        mark = item_id.rpartition("#")[2]
        highest[mark[0]] = max(highest.get(mark[0], 0), int(mark[1:]))
    return highest


def _find(
    parsed: Parsed, verdict: _Correction, old: Item | None, others: list[Item]
) -> tuple[int, int]:
    """Where the text of a row stands in its report: nearest to the item that was read."""
    if verdict.row.verdict == "wrong role" and old is not None:
        return old.start, old.end
    text = parsed.report.text
    wanted = "".join(normalize(verdict.text).text.split())
    if not wanted:
        raise FrameError(
            f"{verdict.where}: no text; write the item as the report has it"
        )
    if old is not None and wanted == "".join(text[old.start : old.end].split()):
        raise FrameError(
            f"{verdict.where}: a wrong border, and the text is still the one that was read; write "
            "the item as it should be"
        )
    spans = [
        match.span() for match in re.finditer(r"\s*".join(map(re.escape, wanted)), text)
    ]
    if not spans:
        raise FrameError(
            f"{verdict.where}: {verdict.text!r} is not in the text of report "
            f"{verdict.row.report_id!r}; copy it from the column part"
        )
    if old is not None:
        place = old.start
        return min(spans, key=lambda span: abs(span[0] - place))
    free = [
        s for s in spans if not any(o.start < s[1] and s[0] < o.end for o in others)
    ]
    stated = [s for s in free if _section_of(parsed, s[0]) in _STATING]
    return [*stated, *free, *spans][0]


def _section_of(parsed: Parsed, place: int) -> str:
    """Label of the section that a character stands in."""
    labels = (s.label for s in parsed.sections if s.start <= place < s.end)
    return next(labels, "")


def _make(parsed: Parsed, item_id: str, role: str, start: int, end: int) -> Item:
    """An item that a reader gave."""
    section = _section_of(parsed, start)
    ends = (
        0,
        0,
        "",
        BY_HAND,
        1.0,
        start,
        end,
    )  # order, depth, marker, rule, confidence
    return Item(parsed.report.report_id, item_id, section, role, *ends)


def _check_apart(
    start: int, end: int, others: list[Item], verdict: _Correction
) -> None:
    """Refuse an item that overlaps another: no word is of two items."""
    for other in others:
        if other.start < end and start < other.end:
            raise FrameError(
                f"{verdict.where}: overlaps {other.item_id}, which the sheet leaves there; call "
                "that no item, or mend its border"
            )
