"""Sheets for coding by hand: blind double coding, import with checks, adjudication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmine.english import name_some
from textmine.errors import CodebookError
from textmine.intake.arguments import check_arguments
from textmine.intake.cells import (
    SHEETS,
    add_page,
    keep_filled,
    need_openpyxl,
    read_sheet_cells,
    write_csv,
)
from textmine.intake.columns import refuse
from textmine.intake.frames import take_frame
from textmine.problems.coder.codebook import Codebook, load_codebook, split_labels
from textmine.problems.validation.agreement import take_codings

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = ("item_id", "text", "categories", "note")
MAX_SHOWN = 10
"""Faults, or items, that a message lists before it only counts the rest."""
WIDTHS = {"A": 16, "B": 80, "C": 32, "D": 24}
"""Widths of a sheet's columns in characters: the text has room, and all fits a laptop's screen."""
_NO_FILE_NAME = frozenset('\\/:*?"<>|')
"""Characters that Windows refuses in a file's name."""


@check_arguments
def write_sheets(
    sample: pd.DataFrame,
    folder: str | Path,
    *,
    coders: Sequence[str] = ("A", "B"),
    codebook: Codebook | None = None,
    suffix: str = ".xlsx",
    seed: int = 0,
) -> list[Path]:
    """Write one blind sheet a coder: the same statements in an order of its own, nobody's codes.

    Parameters
    ----------
    sample : pandas.DataFrame
        Columns item_id, text.
    folder : str or Path
        Made if it is not there.
    coders : sequence of str
        Names; each becomes a file ``coding_NAME``.
    codebook : Codebook, optional
        Written beside (second sheet in .xlsx, ``codebook.csv`` otherwise).
    suffix : {".xlsx", ".csv"}
        Kind of file.
    seed : int
        Of the orders.

    Returns
    -------
    list of Path
        The files, in the order of the coders.

    Raises
    ------
    FrameError
        If a column is missing, or a coder's sheet is there and has codes.
    CodebookError
        If an item_id stands twice, the suffix is unknown, or there are no or repeated coders.
    OptionalPartError
        If .xlsx is asked for and openpyxl is not installed.
    """
    sample = take_frame(sample, ("item_id", "text"), what="sample")
    if suffix not in SHEETS:
        raise CodebookError(
            f"sheets: unknown kind of file {suffix!r}; expected {' or '.join(SHEETS)}"
        )
    _check_coders(coders)
    _check_items(sample)
    codebook = codebook if codebook is not None else load_codebook()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for coder in coders:
        keep_filled(folder / f"coding_{coder}{suffix}", "categories")
    draw = np.random.default_rng(seed)
    paths = []
    for coder in coders:
        shuffled = sample[["item_id", "text"]].iloc[draw.permutation(len(sample))]
        sheet = shuffled.assign(categories="", note="")
        path = folder / f"coding_{coder}{suffix}"
        _write(sheet, codebook, path)
        paths.append(path)
    return paths


@check_arguments
def read_sheet(
    path: str | Path, *, coder: str = "", codebook: Codebook | None = None
) -> pd.DataFrame:
    """Read a filled sheet and check every cell.

    Parameters
    ----------
    path : str or Path
        A sheet from :func:`write_sheets`, filled in.
    coder : str
        Who coded it; by default from the file's name.
    codebook : Codebook, optional
        The shipped one by default.

    Returns
    -------
    pandas.DataFrame
        Columns item_id, coder, text, categories (in codebook order), note; by item_id.

    Raises
    ------
    CodebookError
        If the file cannot be read, a column is missing, a cell is empty, a label is unknown or an
        item stands twice; all faults are listed with row (as the spreadsheet counts) and column.
    OptionalPartError
        If the sheet is .xlsx and openpyxl is not installed.
    """
    path = Path(path)
    codebook = codebook if codebook is not None else load_codebook()
    sheet = _read(path)
    missing = [column for column in SHEET if column not in sheet and column != "note"]
    if missing:
        raise CodebookError(
            f"{path.name}: missing column {', '.join(missing)}; expected {', '.join(SHEET)}"
        )
    checked = _check_rows(
        sheet["item_id"].tolist(), sheet["categories"].tolist(), codebook
    )
    if checked.faults:
        shown = name_some(checked.faults, "; ", MAX_SHOWN)
        raise CodebookError(f"{path.name}: {shown}")
    name = coder or path.stem.removeprefix("coding_")
    labels = pd.Series(checked.labels, index=sheet.index, dtype="str")
    out = sheet.assign(coder=name, categories=labels)
    out = out[["item_id", "coder", "text", "categories"]].assign(
        note=sheet.get("note", "")
    )
    return out.sort_values("item_id", kind="stable", ignore_index=True)


@check_arguments
def make_adjudication(codings: pd.DataFrame) -> pd.DataFrame:
    """List the statements on which the coders differ, with an empty cell for the decision.

    Parameters
    ----------
    codings : pandas.DataFrame
        Rows of several :func:`read_sheet`, or :func:`code_with`, together: item_id, coder, text,
        categories; a missing cell is no decision.

    Returns
    -------
    pandas.DataFrame
        Columns item_id, text, ``by_CODER`` for each coder, categories (empty, to be filled in).

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> rows = [
    ...     ("i1", "A", "栏目旧", "timeliness"),
    ...     ("i1", "B", "栏目旧", "platform"),
    ...     ("i2", "A", "缺人", "staffing"),
    ...     ("i2", "B", "缺人", "staffing"),
    ... ]
    >>> make_adjudication(
    ...     pd.DataFrame(rows, columns=["item_id", "coder", "text", "categories"])
    ... ).values.tolist()
    [['i1', '栏目旧', 'timeliness', 'platform', '']]
    """
    codings = take_codings(codings, also=["text"])
    twice = codings.duplicated(["item_id", "coder"])
    refuse(codings["item_id"], twice, "codings", "each item once from each coder")
    wide = codings.pivot(index="item_id", columns="coder", values="categories")
    # Who did not code an item differs from nobody; a|b is what another coder writes b, a.
    said = codings["categories"].map(lambda cell: frozenset(split_labels(cell)))
    differ = said.groupby(codings["item_id"]).nunique() > 1
    wide = wide[differ].fillna("")
    texts = codings.drop_duplicates("item_id").set_index("item_id")["text"]
    out = wide.add_prefix("by_").rename_axis(columns=None).reset_index()
    out.insert(1, "text", out["item_id"].map(texts))
    return out.assign(categories="")


@check_arguments
def adjudicate(
    codings: pd.DataFrame, decisions: pd.DataFrame, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Join what the coders agree on with the decisions on the rest.

    Parameters
    ----------
    codings : pandas.DataFrame
        As for :func:`make_adjudication`.
    decisions : pandas.DataFrame
        The filled list: columns item_id, categories.
    codebook : Codebook, optional
        The shipped one by default.

    Returns
    -------
    pandas.DataFrame
        Columns item_id, text, categories, decided (agreed, adjudicated, or single where one coder
        alone coded it), ready for training; by item_id.

    Raises
    ------
    CodebookError
        If an item on which the coders differ has no decision, or a label is unknown; the items are
        named.
    FrameError
        If a column is missing.
    """
    codebook = codebook if codebook is not None else load_codebook()
    decisions = take_frame(decisions, ("item_id", "categories"), what="decisions")
    open_items = make_adjudication(codings)["item_id"]
    given = decisions.drop_duplicates("item_id", keep="last").set_index("item_id")[
        "categories"
    ]
    final: dict[object, str] = {}
    for item, cell in given.fillna("").items():
        labels = codebook.parse_labels(cell, where=f"decisions, item {item!r}")
        final[item] = "|".join(labels)
    undecided = [item for item in open_items if not final.get(item)]
    if undecided:
        named = ", ".join(map(repr, undecided[:MAX_SHOWN]))
        more = " …" if len(undecided) > MAX_SHOWN else ""
        raise CodebookError(
            f"decisions: no categories for item {named}{more}; the coders differ there"
        )
    codings = take_codings(codings, also=["text"])
    n_coders = codings.groupby("item_id")["coder"].nunique()
    out = codings.drop_duplicates("item_id")[["item_id", "text", "categories"]].copy()
    split = out["item_id"].isin(open_items)
    out.loc[split, "categories"] = out.loc[split, "item_id"].map(final)
    several = out["item_id"].map(n_coders) > 1
    out["decided"] = np.where(
        split, "adjudicated", np.where(several, "agreed", "single")
    )
    return out.sort_values("item_id", kind="stable", ignore_index=True)


@dataclass(frozen=True, slots=True)
class _Checked:
    """The cells of a sheet as labels, and what is wrong with them."""

    labels: list[str]
    faults: list[str]


def _check_rows(items: list[str], cells: list[str], codebook: Codebook) -> _Checked:
    """Check every row of a sheet; rows count as in the spreadsheet, whose first holds the names."""
    checked = _Checked([], [])
    first_row: dict[str, int] = {}
    for row, (item, cell) in enumerate(zip(items, cells, strict=True), start=2):
        at_item, at_cell = f"row {row}, column item_id", f"row {row}, column categories"
        if not item:
            checked.faults.append(f"{at_item}: empty")
        elif item in first_row:
            checked.faults.append(
                f"{at_item}: {item!r} stands already in row {first_row[item]}"
            )
        first_row.setdefault(item, row)
        try:
            labels = codebook.parse_labels(cell, where=at_cell)
        except CodebookError as error:
            checked.faults.append(str(error))
            continue
        if not labels:
            checked.faults.append(f"{at_cell}: empty; give at least one category")
        checked.labels.append("|".join(labels))
    return checked


def _check_coders(coders: Sequence[str]) -> None:
    """Coders have different names, and each can stand in a file's name."""
    if not coders or len(set(coders)) != len(coders):
        raise CodebookError(
            f"coders {list(coders)!r}: expected different names, at least one"
        )
    for coder in coders:
        if not coder or coder != coder.strip() or not _NO_FILE_NAME.isdisjoint(coder):
            raise CodebookError(
                f"coder {coder!r} cannot stand in a file's name; use letters, digits, - and _"
            )


def _check_items(sample: pd.DataFrame) -> None:
    """Every statement has an id of its own."""
    doubled = sample["item_id"][sample["item_id"].duplicated()]
    if len(doubled):
        raise CodebookError(
            f"sample: item_id {doubled.iloc[0]!r} stands twice; every item needs an id of its own"
        )


def _write(sheet: pd.DataFrame, codebook: Codebook, path: Path) -> None:
    """Write one sheet, with the codebook beside it."""
    if path.suffix == ".csv":
        write_csv(sheet, path)
        write_csv(codebook.frame(), path.with_name("codebook.csv"))
        return
    need_openpyxl()
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        coding = add_page(book, "coding", sheet)
        add_page(book, "codebook", codebook.frame())
        for letter, width in WIDTHS.items():
            coding.column_dimensions[letter].width = width
        coding.freeze_panes = "A2"
        _add_choices(coding, len(sheet), len(codebook.categories))


def _add_choices(coding: Worksheet, n_rows: int, n_categories: int) -> None:
    """Offer the categories in a list at each cell; several may still be typed."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choices = DataValidation(
        type="list",
        formula1=f"codebook!$B$2:$B${n_categories + 1}",
        allow_blank=True,
        showErrorMessage=False,
        showInputMessage=True,
        promptTitle="categories",
        prompt="从列表选择；多个类目用 、 分开 · choose one, or type several with ; between",
    )
    coding.add_data_validation(choices)
    if n_rows:
        choices.add(f"C2:C{n_rows + 1}")


def _read(path: Path) -> pd.DataFrame:
    """Read a sheet with every cell as text; what was to be coded stays to the last blank."""
    sheet = read_sheet_cells(path, refusal=CodebookError).astype("str")
    for name in sheet.columns.difference(["text"]):
        sheet[name] = sheet[name].str.strip()
    return sheet
