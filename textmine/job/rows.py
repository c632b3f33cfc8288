"""Rows of the tables that a user brings (csv, tsv, parquet, first sheet of a workbook), as text."""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from pathlib import Path

import pandas as pd

from textmine.errors import OptionalPartError, ReadError
from textmine.intake.cells import find_separator
from textmine.io.document import MAX_BYTES
from textmine.io.plain import decode
from textmine.regular import read_regular

TABLES = (".csv", ".tsv", ".xlsx", ".parquet")
"""Suffixes of tables."""


def read_rows(file: Path) -> pd.DataFrame:
    """Read the rows of a table.

    Parameters
    ----------
    file : Path
        A csv or tsv in any encoding that reports are read in, a workbook or a parquet file.

    Returns
    -------
    pandas.DataFrame
        As many rows and columns as it has, all cells as text.

    Raises
    ------
    ReadError
        If it cannot be read, is empty or no table.
    OptionalPartError
        If it is a workbook and the part that reads these is not installed.
    """
    if file.suffix.lower() == ".xlsx":
        return _read_workbook(file)
    if file.suffix.lower() == ".parquet":
        return _read_parquet(file)
    text = read_text(file, expected="a table whose first row names its columns")
    is_tabbed = file.suffix.lower() == ".tsv"
    separator = "\t" if is_tabbed else find_separator(text.partition("\n")[0])
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
        # every cell would move a column to the left.
        raise ReadError(
            f"{file.name}: rows have more fields than the head ({len(table.columns)}); put a"
            " cell that contains the separator in quotation marks, drop separators at the end of"
            " rows"
        )
    return pd.DataFrame(table)


def read_text(file: Path, *, expected: str) -> str:
    """Decode a text file.

    Parameters
    ----------
    file : Path
        In any encoding that reports are read in.
    expected : str
        What an empty file should have held, for the message.

    Returns
    -------
    str
        Its text.

    Raises
    ------
    ReadError
        If it cannot be read, or is empty.
    """
    try:
        data = read_regular(file, MAX_BYTES)
    except OSError as error:
        raise ReadError(
            f"{file}: cannot be read ({error.strerror}); check path and permissions"
        ) from None
    # Told before decoding, which would ask for a report.
    if not data.removeprefix(BOM_UTF8).strip():
        raise ReadError(f"{file.name}: empty file; expected {expected}")
    return decode(data, file.name)[0]


def _read_workbook(file: Path) -> pd.DataFrame:
    """Read the first sheet of a workbook."""
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


def _read_parquet(file: Path) -> pd.DataFrame:
    """Read a parquet file: numbers as they are written, a missing value as nothing."""
    try:
        table = pd.read_parquet(io.BytesIO(read_regular(file, MAX_BYTES)))
    except OSError as error:
        # The reader's own errors are of this class too, without a cause that the system names.
        cause = error.strerror or str(error).partition("\n")[0]
        raise ReadError(
            f"{file}: cannot be read ({cause}); check path and permissions"
        ) from None
    except (ValueError, NotImplementedError) as error:
        raise ReadError(f"{file.name}: is no parquet file ({error})") from None
    missing = table.isna()
    return pd.DataFrame(table.astype("object").mask(missing, "").astype("str"))
