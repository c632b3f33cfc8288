"""An audit of the corpus at hand: draw reports, judge what was found, learn how right it is.

    audit → sheet (xlsx or csv), filled in by a person → read_audit → precision, recall, F1

What the benchmark measures is an average over layouts; a corpus has its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.corpus import Corpus
from textmine.display import show_fraction
from textmine.english import Counted, with_article
from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.cells import (
    SHEETS,
    add_page,
    keep_filled,
    need_openpyxl,
    read_sheet_cells,
    write_csv,
)
from textmine.intake.values import take_target, take_whole
from textmine.progress import begin_step, watch_steps
from textmine.resources.load import load_toml
from textmine.stats.groups import cluster_labels, clustered_by, name_kind
from textmine.stats.lines import agency_keys

VERDICTS = ("right", "wrong border", "wrong role", "no item", "missed")
"""What a row of the sheet may be called. A wrong border is one item found wrongly and one missed; a
wrong role is found wrongly in its own role and missed in the other; ``missed`` is for rows that
the reader adds."""
N_EMPTY = 4
"""Empty rows a report for items that were missed: more can be added."""
_COLUMNS = [
    *("report_id", "agency_id", "part", "item_id", "role"),
    *("text", "confidence", "verdict"),
]
_WIDTHS = (16, 20, 80, 14, 10, 60, 10, 14)
"""Of the columns in a workbook, in characters."""
_ROLES = ("problem", "measure")
_ROWS_SHOWN = 10
"""Rows that one message numbers: a person mends some at a time."""


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What an audit tells.

    Parameters
    ----------
    scores : DataFrame
        Columns role, measure (precision, recall, f1), value, ci_low, ci_high, n_items, n_reports,
        cluster (agency_id, or report_id where no agency is known), n_clusters; intervals are
        Wilson's for shares in clusters, the items of an agency, NaN for several items of one agency
        (percentiles of a bootstrap over reports held the truth in 0.87 to 0.95 of simulated audits
        of 10 to 50 reports at nominal 0.95). NaN where there is no item of a role.
    sentence : str
        For the methods section.
    """

    scores: pd.DataFrame
    sentence: str


@check_arguments
def audit(
    corpus: Corpus,
    *,
    n: int = 50,
    path: str | Path = "audit.xlsx",
    seed: int = 0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Draw reports and write the sheet to judge their items on.

    Parameters
    ----------
    corpus : Corpus
        Its reports are put in order of form, type of agency and confidence, and every k-th is
        drawn, so that each kind is there in its share. Reports of one agency are mostly laid out
        alike: ``read_audit`` keeps them together.
    n : int, default 50
        Reports; all where the corpus holds fewer.
    path : str or Path, default "audit.xlsx"
        A file ending in .xlsx (with drop-downs) or .csv.
    seed : int, default 0
        Where the drawing starts.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        The sheet: columns report_id, agency_id, part (the text that states problems, on a report's
        first row), item_id, role, text, confidence, verdict (to be filled in). Empty rows take what
        was missed.

    Raises
    ------
    FrameError
        If no report has a problem part, the file has another ending, or it is a sheet with
        verdicts.
    OptionalPartError
        If it is .xlsx and openpyxl is not installed.

    Examples
    --------
    >>> audit(Corpus([]))
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: audit: no report with a section on problems; nothing to judge
    """
    take_whole(n, "n", what="audit", least=1)
    path = take_target(path, SHEETS, what="sheets of an audit")
    if path.suffix.lower() == ".xlsx":
        need_openpyxl()
    keep_filled(path, "verdict")
    with watch_steps("audit", 3, show=progress):
        begin_step("sections and items")
        parts = _parts(corpus)
        if parts.empty:
            raise FrameError(
                "audit: no report with a section on problems; nothing to judge"
            )
        begin_step("drawing")
        sheet = _lay_out(_draw(parts, n, seed), corpus.frame("items"))
        begin_step("writing")
        _write(sheet, path)
    return sheet


def _lay_out(drawn: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Give each drawn report its items and empty rows, to be judged."""
    stated = items[
        items["role"].isin(_ROLES) & items["report_id"].isin(drawn["report_id"])
    ]
    shown = ["item_id", "role", "text", "confidence"]
    by_report = dict(iter(stated.groupby("report_id")[shown]))
    blocks = []
    named = ["report_id", "agency_id", "part"]
    for report_id, agency, part in drawn[named].itertuples(index=False, name=None):
        own = by_report.get(report_id, stated.loc[stated.index[:0], shown])
        empty = pd.DataFrame({c: [""] * N_EMPTY for c in ("item_id", "role", "text")})
        block = pd.concat(
            [own.astype({"confidence": "object"}), empty], ignore_index=True
        )
        block["report_id"], block["agency_id"] = report_id, agency
        block["part"] = [part, *[""] * (len(block) - 1)]
        blocks.append(block)
    sheet: pd.DataFrame = pd.concat(blocks, ignore_index=True)
    sheet = sheet.reindex(columns=_COLUMNS)
    sheet["confidence"] = sheet["confidence"].map(
        lambda c: "" if pd.isna(c) else f"{c:.2f}"
    )
    sheet["verdict"] = ""
    return sheet


@check_arguments
def read_audit(path: str | Path) -> AuditResult:
    """Read a sheet that was filled in.

    Parameters
    ----------
    path : str or Path
        As ``audit`` wrote it, the column verdict filled in and saved as .xlsx or .csv, in UTF-8 or
        as Excel in China does; rows without a verdict and without an item are left out. Capitals
        do not matter, and Chinese words stand for the menus' (正确, 边界错误, 角色错误, 不是条目,
        遗漏; 问题, 措施: ``resources/audit.toml``). Without a column agency_id each report stands
        for itself.

    Returns
    -------
    AuditResult
        Scores with intervals, and the sentence.

    Raises
    ------
    FrameError
        Naming the rows: a verdict is missing or unknown, a missed item has no role or report; or
        there is no row of a report.
    """
    name = Path(path).name
    sheet = read_sheet(Path(path))
    missing = [c for c in ("report_id", "item_id", "role", "verdict") if c not in sheet]
    if missing:
        raise FrameError(
            f"{name}: missing column {', '.join(missing)}; expected {_COLUMNS}"
        )
    counts = _count(sheet, name)
    whose = _owners(sheet)
    owner = cluster_labels(whose).set_axis(whose["report_id"])
    counts["cluster"] = counts["report_id"].map(owner)
    rows = []
    for role in _ROLES:
        own = counts[counts["role"] == role]
        sums = own.groupby("cluster", sort=True)[["hits", "found", "true"]].sum()
        table = sums.to_numpy(dtype=np.float64)
        n_items = int(table[:, 1].sum())
        for measure, (hits, sizes) in _parts_of(table).items():
            rows.append((role, measure, *_share(hits, sizes), n_items))
    columns = ["role", "measure", "value", "ci_low", "ci_high", "n_items"]
    scores = pd.DataFrame(rows, columns=columns).assign(
        n_reports=len(whose), cluster=clustered_by(whose), n_clusters=owner.nunique()
    )
    if (scores["value"].notna() & scores["ci_low"].isna()).any():
        one = Counted(1).of(name_kind(clustered_by(whose)))
        warn(f"{name}: one {one} says nothing of others, so there is no interval")
    return AuditResult(scores, _sentence(scores))


def _owners(sheet: pd.DataFrame) -> pd.DataFrame:
    """Each report with its agency, where one of its rows names it."""
    named = sheet.reindex(columns=["report_id", "agency_id"], fill_value="")
    named = named[named["report_id"] != ""]
    # Rows that the reader added need not repeat it: what is named goes before what is empty.
    ordered = named.sort_values(["report_id", "agency_id"], ascending=[True, False])
    return ordered.drop_duplicates("report_id", ignore_index=True)


def _parts(corpus: Corpus) -> pd.DataFrame:
    """Reports with their sections on problems and measures, and what they are drawn by."""
    sections = corpus.frame("sections")
    stating = sections[
        sections["label"].isin(("problems", "measures")) & (sections["text"] != "")
    ]
    part = (
        stating.groupby("report_id")["text"].agg("\n".join).rename("part").reset_index()
    )
    items = corpus.frame("items")
    stated = items[items["role"].isin(_ROLES)]
    sure = stated.groupby("report_id")["confidence"].mean().rename("sure").reset_index()
    reports = corpus.reports
    kinds = reports[["report_id", "form", "agency_type"]].assign(
        agency_id=agency_keys(reports)
    )
    return part.merge(kinds, on="report_id").merge(sure, on="report_id", how="left")


def _draw(parts: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Every k-th report in order of form, type and confidence, from a start drawn by chance."""
    ordered = parts.sort_values(
        ["form", "agency_type", "sure", "report_id"], ignore_index=True
    )
    if len(ordered) <= n:
        return ordered
    step = len(ordered) / n
    start = np.random.default_rng(seed).random() * step
    places = (start + step * np.arange(n)).astype(int)
    return ordered.iloc[places].reset_index(drop=True)


@dataclass(slots=True)
class _Tally:
    """Items of one role in one report: found and right, found, and there."""

    hits: int = 0
    found: int = 0
    true: int = 0


def _count(sheet: pd.DataFrame, name: str) -> pd.DataFrame:
    """Hits, items found and items that are there, for each report and role."""
    reports = sorted(set(sheet["report_id"]) - {""})
    if not reports:
        raise FrameError(f"{name}: no row of a report; fill in a sheet of tm.audit")
    faults = {
        row.number: fault for row in judged_rows(sheet) if (fault := fault_of(row))
    }
    if faults:
        numbers = list(map(str, faults))
        shown = ", ".join(numbers[:_ROWS_SHOWN]) + " …" * (len(numbers) > _ROWS_SHOWN)
        all_of_them = f" ({Counted(len(numbers)):row} to mend: {shown})"
        others = all_of_them if len(numbers) > 1 else ""
        raise FrameError(f"{name}, {next(iter(faults.values()))}{others}")
    tallies = {(report, role): _Tally() for report in reports for role in _ROLES}
    for row in judged_rows(sheet):
        own = tallies[row.report_id, row.role]
        own.hits += row.verdict == "right"
        own.found += row.is_found
        own.true += row.verdict in ("right", "wrong border", "missed")
        if row.verdict == "wrong role":
            tallies[row.report_id, _ROLES[row.role == "problem"]].true += 1
    rows = [(*key, *astuple(tally)) for key, tally in tallies.items()]
    return pd.DataFrame(rows, columns=["report_id", "role", "hits", "found", "true"])


class JudgedRow(NamedTuple):
    """A row of the sheet: its number as the spreadsheet counts, and what stands in it."""

    number: int
    report_id: str
    item_id: str
    role: str
    verdict: str

    @property
    def is_found(self) -> bool:
        """Whether it is of an item that was found, and not added by the reader."""
        return bool(self.item_id)


def judged_rows(sheet: pd.DataFrame) -> Iterator[JudgedRow]:
    """Go through the rows that hold an item or a verdict, in the words of the menus.

    Parameters
    ----------
    sheet : pandas.DataFrame
        As :func:`read_sheet` gives it.

    Yields
    ------
    JudgedRow
        In order of the sheet.
    """
    columns = [sheet[name] for name in ("report_id", "item_id", "role", "verdict")]
    for number, cells in enumerate(zip(*columns, strict=True), 2):
        report_id, item_id, role, verdict = map(str, cells)
        if verdict or item_id:
            role, verdict = _called("role", role), _called("verdict", verdict)
            yield JudgedRow(number, report_id, item_id, role, verdict)


def fault_of(row: JudgedRow) -> str:
    """Say what a row lacks to be counted or carried out; nothing where it is as it can be."""
    where = f"row {row.number}"
    if row.verdict not in VERDICTS or (row.verdict == "missed") == row.is_found:
        expected = ", ".join(VERDICTS[:-1]) if row.is_found else "missed"
        return f"{where}: verdict {row.verdict!r}; expected {expected}"
    if row.role not in _ROLES:
        return f"{where}: role {row.role!r}; expected problem or measure"
    if not row.report_id:
        return f"{where}: no report_id; copy that of its report"
    return ""


def _called(field: str, cell: str) -> str:
    """The word of the menu that a cell stands for; the cell as it is where for none."""
    plain = " ".join(unicodedata.normalize("NFKC", cell).lower().split())
    return _other_words()[field].get(plain, cell)


@cache
def _other_words() -> dict[str, dict[str, str]]:
    """For each of the two columns: word → word of the menu."""
    return {
        field: {
            other: word for word, others in words.items() for other in (word, *others)
        }
        for field, words in load_toml("audit.toml").items()
    }


def _share(
    hits: NDArray[np.float64], sizes: NDArray[np.float64]
) -> tuple[float, float, float]:
    """A share and its 95 % interval by cluster; NaN where there is none."""
    from textmine.stats.shares import clustered_wilson

    some = sizes > 0
    if not some.any():
        return float("nan"), float("nan"), float("nan")
    low, high = clustered_wilson(hits[some, None], sizes[some])
    return float(hits.sum() / sizes.sum()), float(low[0]), float(high[0])


def _parts_of(
    table: NDArray[np.float64],
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """What each measure is a share of, cluster by cluster: how many hold, of how many."""
    hits, found, true = table.T
    both = (hits, (found + true) / 2)
    return {"precision": (hits, found), "recall": (hits, true), "f1": both}


def _sentence(scores: pd.DataFrame) -> str:
    """What the methods section says."""
    first = scores.iloc[0]
    kind = name_kind(str(first["cluster"]))
    n, whose = f"{Counted(first['n_reports']):report}", Counted(1).of(kind)
    if whose != "report":
        n = f"{n} of {Counted(first['n_clusters']):{kind}}"
    told = []
    method = "intervals by Wilson's method for shares in clusters, the items of"
    drawn = f"{method} {with_article(whose)}"
    for role in _ROLES:
        f1 = scores[(scores["role"] == role) & (scores["measure"] == "f1")].iloc[0]
        interval = "–".join(show_fraction(f1[end]) for end in ("ci_low", "ci_high"))
        interval = f"95 % CI {interval}"
        if pd.isna(f1["ci_low"]):
            interval = f"no interval: one {whose}"
        counted = f"{show_fraction(f1['value'])} ({interval})"
        told.append(f"{role}s {'none' if pd.isna(f1['value']) else counted}")
    return (
        f"In a stratified sample of {n} judged by hand, items were found with "
        f"an F1 of {' and '.join(told)}; {drawn}."
    )


def _write(sheet: pd.DataFrame, path: Path) -> None:
    """Write the sheet; in a workbook with drop-downs."""
    if path.suffix.lower() == ".csv":
        write_csv(sheet, path)
        return
    from openpyxl.worksheet.datavalidation import DataValidation

    with pd.ExcelWriter(path, engine="openpyxl") as book:
        page = add_page(book, "audit", sheet)
        letter_of = dict(zip(_COLUMNS, "ABCDEFGH", strict=True))
        for name, width in zip(_COLUMNS, _WIDTHS, strict=True):
            page.column_dimensions[letter_of[name]].width = width
        for name, choices in (("role", _ROLES), ("verdict", VERDICTS)):
            letter = letter_of[name]
            menu = DataValidation(
                type="list", formula1=f'"{",".join(choices)}"', allow_blank=True
            )
            page.add_data_validation(menu)
            menu.add(f"{letter}2:{letter}{len(sheet) + 200}")


def read_sheet(path: Path) -> pd.DataFrame:
    """Read a sheet with every cell as text.

    Parameters
    ----------
    path : Path
        A workbook or csv.

    Returns
    -------
    pandas.DataFrame
        Its columns, without blanks around what stands in a cell.
    """
    sheet = read_sheet_cells(path, refusal=FrameError)
    return pd.DataFrame({name: sheet[name].astype("str").str.strip() for name in sheet})
