"""Code a file of problem statements."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from textmine.errors import ReadError
from textmine.io.plain import decode
from textmine.job.coder import trained_coder


def classify_file(path: str | Path, out: str | Path) -> pd.DataFrame:
    """Code the statements of a file and write them as csv.

    Parameters
    ----------
    path : str or Path
        One statement a line, or a csv with a column ``text``.
    out : str or Path
        The csv to write (UTF-8 with BOM): the columns of the input, categories, probabilities,
        evidence.

    Returns
    -------
    pandas.DataFrame
        What was written.

    Raises
    ------
    ReadError
        If the file cannot be read, is empty, is a csv without a column ``text``, or would be
        written over.
    """
    target = Path(out)
    if target.resolve() == Path(path).resolve():
        raise ReadError(f"{out}: is the file of statements; give another file for the result")
    coded = trained_coder().predict_frame(read_statements(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    coded.to_csv(target, index=False, encoding="utf-8-sig", lineterminator="\n")
    return coded


def read_statements(path: str | Path) -> pd.DataFrame:
    """Read statements, one a line or from a csv's column ``text``.

    Parameters
    ----------
    path : str or Path
        A ``.csv`` file, or a text file in any encoding that reports are read in.

    Returns
    -------
    pandas.DataFrame
        At least the column ``text``; lines without text are left out of a text file.

    Raises
    ------
    ReadError
        Naming what is missing, and the row where a statement is empty.
    """
    name = Path(path).name
    try:
        text, _ = decode(Path(path).read_bytes(), name)
    except OSError as error:
        raise ReadError(
            f"{path}: cannot be read ({error.strerror}); check path and permissions"
        ) from None
    if not text.strip():
        raise ReadError(
            f"{name}: empty file; expected one statement a line, or a csv with a column 'text'"
        )
    if Path(path).suffix.lower() != ".csv":
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return pd.DataFrame({"text": pd.Series(lines, dtype="str")})
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or "text" not in rows[0]:
        found = ", ".join(map(str, rows[0])) if rows else "no rows"
        raise ReadError(f"{name}: expected a csv with a column 'text'; found {found}")
    for number, row in enumerate(rows, start=2):
        if not (row["text"] or "").strip():
            raise ReadError(
                f"{name}: row {number}, column 'text' is empty; fill it or delete the row"
            )
    return pd.DataFrame(rows).astype("str")
