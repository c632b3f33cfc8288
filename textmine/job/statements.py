"""Code a file of problem statements."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from textmine.errors import ReadError
from textmine.intake.cells import write_csv
from textmine.intake.values import take_target
from textmine.io.plain import decode
from textmine.job.coder import trained_coder
from textmine.job.rows import TABLES, read_rows, read_text
from textmine.resources.columns import statement_names

STDIN = "-"
"""The name under which a command reads what is piped into it."""
EXPECTED = "one statement a line, or a table with a column 'text'"


def classify_file(path: str | Path, out: str | Path) -> pd.DataFrame:
    """Code the statements of a file and write them as csv.

    Parameters
    ----------
    path : str or Path
        One statement a line, or a table with a column of statements (:func:`read_statements`);
        ``-`` is stdin.
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
    if Path(path).exists() and target.exists() and target.samefile(path):
        raise ReadError(f"{out}: is the input; give another file to write to")
    take_target(out, [".csv"], what="coded statements")
    # The coder sees the statements alone: the other columns are handed on as they are written, and
    # what an earlier run said of the same statements makes room.
    codes = trained_coder().predict_frame(statements[["text"]]).drop(columns="text")
    given = statements.drop(columns=codes.columns, errors="ignore")
    coded = pd.concat([given, codes], axis="columns")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_csv(coded, target)
    return coded


def read_statements(path: str | Path) -> pd.DataFrame:
    """Read statements, one a line or from a column of a table.

    Parameters
    ----------
    path : str or Path
        A ``.csv``, ``.tsv``, ``.xlsx`` or ``.parquet`` table with a column ``text``, ``statement``,
        ``problem``, 文本, 内容, 问题 or 陈述, or a text file in any encoding that reports are read
        in; ``-`` is such a text from stdin.

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
    if file.suffix.lower() in TABLES:
        return _named(read_rows(file), file.name)
    text = (
        decode(sys.stdin.buffer.read(), "stdin")[0]
        if str(path) == STDIN
        else read_text(file, expected=EXPECTED)
    )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and lines[0].lower() in statement_names():
        # A table with one column, saved as text: its head is no statement.
        lines = lines[1:]
    return pd.DataFrame({"text": pd.Series(lines, dtype="str")})


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
