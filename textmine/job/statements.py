"""Code a file of problem statements."""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from pathlib import Path

import pandas as pd

from textmine.errors import OptionalPartError, ReadError
from textmine.intake.cells import write_csv
from textmine.intake.values import take_target
from textmine.io.document import MAX_BYTES
from textmine.io.plain import decode
from textmine.job.coder import trained_coder
from textmine.regular import read_regular
from textmine.resources.columns import statement_names


def classify_file(path: str | Path, out: str | Path) -> pd.DataFrame:
    """Code the statements of a file and write them as csv.

    Parameters
    ----------
    path : str or Path
        One statement a line, or a table with a column of statements (:func:`read_statements`).
    out : str or Path
        The csv to write (UTF-8 with BOM): the columns of the input, categories, probabilities,
        evidence; what a spreadsheet would run or misread stands behind an apostrophe.

    Returns
    -------
    pandas.DataFrame
        What was written, without the apostrophes.

    Raises
    ------
    ReadError
        If the file cannot be read, is empty, has no column of statements, or would be written
        over by its own result.
    FrameError
        If the name of ``out`` does not end in ``.csv``.
    """
    statements, target = read_statements(path), Path(out)
    if target.exists() and target.samefile(path):
        raise ReadError(f"{out}: is the input; give another file to write to")
    take_target(out, [".csv"], what="coded statements")
    coded = trained_coder().predict_frame(statements)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_csv(coded, target)
    return coded


def read_statements(path: str | Path) -> pd.DataFrame:
    """Read statements, one a line or from a column of a table.

    Parameters
    ----------
    path : str or Path
        A ``.csv``, ``.tsv`` or ``.xlsx`` table with a column ``text``, ``statement``, 文本, 内容,
        问题 or 陈述, or a text file in any encoding that reports are read in.

    Returns
    -------
    pandas.DataFrame
        At least the column ``text``, under this name. Lines without text are left out of a text
        file; rows of a table keep their place, with an empty text where they have none.

    Raises
    ------
    ReadError
        Naming what is missing.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix == ".xlsx":
        return _named(read_workbook(file), file.name)
    text = _read_text(file)
    if suffix in (".csv", ".tsv"):
        return _named(_rows_of(text, file), file.name)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and lines[0].lower() in statement_names():
        # A table with one column, saved as text: its head is no statement.
        lines = lines[1:]
    return pd.DataFrame({"text": pd.Series(lines, dtype="str")})


def _read_text(file: Path) -> str:
    """Decode a text file."""
    try:
        data = read_regular(file, MAX_BYTES)
    except OSError as error:
        raise ReadError(
            f"{file}: cannot be read ({error.strerror}); check path and permissions"
        ) from None
    # Told before decoding, which would ask for a report.
    if not data.removeprefix(BOM_UTF8).strip():
        raise ReadError(
            f"{file.name}: empty file; expected one statement a line, or a table with a column"
            " 'text'"
        )
    return decode(data, file.name)[0]


def parse_rows(file: Path) -> pd.DataFrame:
    """Read the rows of a csv or tsv, all cells as text.

    Parameters
    ----------
    file : Path
        The table, in any encoding.

    Returns
    -------
    pandas.DataFrame
        As many rows and columns as it has.

    Raises
    ------
    ReadError
        If it cannot be read, is empty or no table.
    """
    return _rows_of(_read_text(file), file)


def _rows_of(text: str, file: Path) -> pd.DataFrame:
    """Rows of a csv or tsv, all cells as text."""
    separator = "\t" if file.suffix.lower() == ".tsv" else ","
    try:
        table = pd.read_csv(
            io.StringIO(text.replace("\x00", "")),
            sep=separator,
            dtype="str",
            keep_default_na=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ReadError(f"{file.name}: is no table of its kind ({error})") from None
    if not isinstance(table.index, pd.RangeIndex):
        # Rows with more fields than the head: the reader would take the first for row names, and
        # every statement would move a column to the left.
        raise ReadError(
            f"{file.name}: rows have more fields than the head ({len(table.columns)}); put a"
            " statement that contains the separator in quotation marks, drop separators at the"
            " end of rows"
        )
    return pd.DataFrame(table)


def read_workbook(file: Path) -> pd.DataFrame:
    """Read the first sheet of an Excel file, all cells as text.

    Parameters
    ----------
    file : Path
        The workbook.

    Returns
    -------
    pandas.DataFrame
        As many rows and columns as it has.

    Raises
    ------
    ReadError
        If it cannot be read, or is no workbook.
    OptionalPartError
        If the part that reads workbooks is not installed.
    """
    try:
        return pd.DataFrame(pd.read_excel(file, dtype="str", keep_default_na=False))
    except ImportError:
        raise OptionalPartError(
            f"{file.name}: pip install textmine[excel] to read .xlsx"
        ) from None
    except OSError as error:
        raise ReadError(
            f"{file}: cannot be read ({error.strerror or error}); check path and permissions"
        ) from None
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parts raise
        raise ReadError(f"{file.name}: is no Excel workbook ({error})") from None


def _named(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The same table with its statements under ``text``."""
    columns = [str(column).strip() for column in table.columns]
    found = next(
        (k for k, column in enumerate(columns) if column.lower() in statement_names()),
        None,
    )
    if found is None:
        have = ", ".join(columns) or "no columns"
        expected = ", ".join(statement_names())
        raise ReadError(
            f"{name}: no column of statements (one of {expected}); found {have}"
        )
    if not len(table):
        raise ReadError(
            f"{name}: the table has a head and no rows; expected one statement a row"
        )
    columns[found] = "text"
    if columns.count("text") > 1:
        raise ReadError(
            f"{name}: two columns of statements ({table.columns[found]}, text); keep one"
        )
    out = table.set_axis(columns, axis="columns").fillna("").astype("str")
    return out.assign(text=out["text"].str.strip())
