"""A corpus from a table: one report a row, its text in a column, what is known beside it."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from textmine.corpus.corpus import Corpus
from textmine.corpus.inputs import Failure
from textmine.corpus.parse import Parsed, parse_document
from textmine.corpus.reading import Survey, attempt, warn_of_twins
from textmine.english import with_article
from textmine.errors import FrameError, ReadError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.cells import AS_TEXT, read_csv_text
from textmine.intake.frames import as_pandas
from textmine.io.bundles.tables import FOREIGN, read_workbook
from textmine.io.columns import FIELDS, LOOKED_AT, check_cell, doubt_columns
from textmine.io.document import Document
from textmine.progress import watch
from textmine.resources.columns import field_of, names_of

TableSource = pd.DataFrame | str | os.PathLike[str]
"""A frame, or a file with one. Its cells are judged row by row: a bad one costs one report."""


@check_arguments
def read_table(
    table: TableSource,
    *,
    text: str | None = None,
    report_id: str | None = None,
    progress: bool | None = None,
) -> Corpus:
    r"""Make a corpus of a table with a report in each row.

    Parameters
    ----------
    table : pandas.DataFrame, str or Path
        A frame, or a ``.csv``, ``.tsv``, ``.xlsx``, ``.xls``, ``.ods`` or ``.parquet`` file.
    text : str, optional
        Column with the texts; else the first of ``text``, ``content``, ``fulltext``, 正文,
        全文, 文本, 内容.
    report_id : str, optional
        Column with the ids; else ``report_id``, ``id``, 编号 or 报告编号; without one, rows are
        numbered.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    Corpus
        Its reports in order of their ids, each copy of another left out, lines of a site cut, as by
        :func:`read_corpus`. Columns agency, agency_id, region, region_code, province, level,
        agency_type, year, published and url (also under their Chinese names,
        ``resources/columns.toml``) override what the text says. A row that is no report, or a copy,
        is in ``corpus.failures``, named by its row number (from 1, without the head).

    Raises
    ------
    FrameError
        If there is no column with texts, a column is there twice, or an id is missing or occurs
        twice.
    ReadError
        If the file cannot be read.

    Examples
    --------
    >>> told = "政府信息公开工作年度报告\n一、总体情况\n2021年主动公开政府信息36条。"
    >>> table = pd.DataFrame(
    ...     {"正文": [told], "agency": ["临泽川市档案局"], "年份": ["2021年"]}
    ... )
    >>> corpus = read_table(table)
    >>> corpus.reports[["agency", "year"]].values.tolist()
    [['临泽川市档案局', 2021]]
    """
    table = as_pandas(table)
    if not isinstance(table, pd.DataFrame | str | os.PathLike):
        raise FrameError(
            f"read_table: table is {with_article(type(table).__name__)}; expected a frame or a "
            "file with one (a column alone: its to_frame('text'))"
        )
    frame = table if isinstance(table, pd.DataFrame) else _load(Path(table))
    where = "table" if isinstance(table, pd.DataFrame) else Path(table).name
    frame = frame.rename(columns=str)
    twice = sorted(set(frame.columns[frame.columns.duplicated()]))
    if twice:
        raise FrameError(f"{where}: two columns are called {twice[0]!r}; rename one")
    text_column = _find_column(frame, text, "text", where, needed=True)
    id_column = _find_column(
        frame, report_id, "report_id", where, needed=report_id is not None
    )
    ids = _ids(frame, id_column, where)
    _doubt(frame, [text_column, id_column], where)

    rows = list(zip(ids, frame.to_dict("records"), strict=True))
    shown = watch(rows, len(rows), "reading", "row", show=progress)
    results: list[tuple[str, Parsed | Failure]] = []
    for number, (name, row) in enumerate(shown, start=1):
        source = f"{where}, row {number}"
        parse = partial(_parse, row, text_column, name, source)
        results.append((name, attempt(parse, source, source)))
    results.sort(key=itemgetter(0))
    # Rows of one table speak of each other as files of one folder do.
    survey = Survey()
    parsed = survey.add(result for _, result in results)
    survey.finish()
    corpus = Corpus(survey.settle(parsed), _by_row(survey.failures))
    warn_of_twins(
        corpus.reports,
        joined_by="a column agency_id of the table",
        listed_in="the table",
    )
    return corpus


def _parse(row: Mapping[Any, Any], text: str | None, name: str, source: str) -> Parsed:
    """One row as a report."""
    return parse_document(_content(row[text], source), name, _override(row, source))


def _by_row(failures: pd.DataFrame) -> pd.DataFrame:
    """Failures in order of the rows: row 10 stands behind row 9."""
    numbers = [int(source.rpartition(" ")[2]) for source in failures["source"]]
    return failures.iloc[np.argsort(numbers, kind="stable")]


def _load(path: Path) -> pd.DataFrame:
    """Read a table file with all cells as text."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            return pd.DataFrame(pd.read_parquet(path))
        if suffix in (".xlsx", *FOREIGN):
            book = io.BytesIO(read_workbook(path))
            return pd.DataFrame(pd.read_excel(book, engine="openpyxl", **AS_TEXT))
        if suffix in (".csv", ".tsv"):
            return read_csv_text(path)
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror or error})") from None
    except ImportError:
        raise ReadError(
            f"{path.name}: pip install textmine[excel] to read .xlsx"
        ) from None
    except (ValueError, KeyError, BadZipFile) as error:
        raise ReadError(f"{path.name}: is no table of its kind ({error})") from None
    raise ReadError(
        f"{path.name}: expected a table as .csv, .tsv, .xlsx, .xls, .ods or .parquet"
    )


def _find_column(
    frame: pd.DataFrame, wanted: str | None, field: str, where: str, *, needed: bool
) -> str | None:
    """The column asked for, or the first of the usual ones."""
    alike = [head for head in frame.columns if field_of(head) == field]
    usual = [*names_of(field), *alike]
    found = next(
        (name for name in ([wanted] if wanted else usual) if name in frame.columns),
        None,
    )
    if found is None and needed:
        expected = repr(wanted) if wanted else f"any of {', '.join(usual)}"
        have = ", ".join(frame.columns) or "no columns"
        raise FrameError(f"{where}: no column {expected}; the table has {have}")
    return found


def _doubt(frame: pd.DataFrame, used: list[str | None], where: str) -> None:
    """Say which columns beside text and id are not used and seem to be meant."""
    known = frame.drop(columns=[name for name in used if name is not None])
    looked_at = known.head(LOOKED_AT).astype("object")
    rows = looked_at.where(looked_at.notna(), "").to_numpy().tolist()
    for line in doubt_columns(list(known.columns), rows, FIELDS):
        warn(f"{where}: {line}")


def _ids(frame: pd.DataFrame, column: str | None, where: str) -> list[str]:
    """Ids from a column, or r001, r002 … in order of the rows."""
    if column is None:
        width = max(3, len(str(len(frame))))
        return [f"r{number:0{width}d}" for number in range(1, len(frame) + 1)]
    values = frame[column]
    if pd.api.types.is_float_dtype(values):
        # Whole numbers beside a missing one, as a spreadsheet gives them: 12, not 12.0.
        values = values.convert_dtypes()
    bare = values.isna() | (values.astype("string").fillna("").str.strip() == "")
    if bare.any():
        row = int(bare.to_numpy().argmax()) + 1
        raise FrameError(
            f"{where}: row {row}, column {column}: empty; every report needs an id"
        )
    ids = values.astype("string").str.strip()
    twice = ids[ids.duplicated()]
    if len(twice):
        raise FrameError(f"{where}: column {column}: {twice.iloc[0]!r} occurs twice")
    return [str(name) for name in ids]


def _content(value: Any, source: str) -> Document:
    """The text of a row as a document."""
    if not isinstance(value, str) or not value.strip():
        is_empty = _is_missing(value) or value == ""
        shown = "empty" if is_empty else type(value).__name__
        raise ReadError(f"{source}: the text is {shown}; expected the text of a report")
    # Half a surrogate pair, as some web tools leave it, is no character of any text.
    text = value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(text=text, source=source, sha256=digest, media="text")


def _override(row: Mapping[Any, Any], source: str) -> dict[str, str]:
    """What the other columns know of a report."""
    known = {}
    for column, value in row.items():
        field = field_of(column)
        if field not in FIELDS or _is_missing(value):
            continue
        if isinstance(value, pd.Timestamp):
            value = str(value.year) if field == "year" else value.date().isoformat()
        text = str(value).strip()
        if text:
            known[field] = check_cell(field, text, source)
    return known


def _is_missing(value: Any) -> bool:
    """None, NaN, NA, NaT: what a table has for nothing."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))
