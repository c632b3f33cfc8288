"""Read a corpus's manifest.csv: what its maker knows about each file overrides what is inferred."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from textmine.errors import ReadError
from textmine.io.columns import FIELDS, LOOKED_AT, check_cell, doubt_columns
from textmine.io.document import MAX_BYTES
from textmine.io.plain import decode
from textmine.regular import read_regular
from textmine.resources.columns import field_of

_OTHER_BORDERS = ";\t|，"
_SAID = re.compile(r'(?i)"?sep=([,;\t|])"?\s*')


def read_manifest(
    folder: str | Path, *, report: Callable[[str], None] | None = None
) -> dict[Path, dict[str, str]]:
    """Read ``manifest.csv`` of a folder.

    Parameters
    ----------
    folder : str or Path
        The folder that holds the manifest; the paths in it are relative to this folder.
    report : callable, optional
        Called with one line for each row that is wrong (it is left out, the others hold) and each
        column that is not used and seems to be meant; without it the first wrong row is an error.

    Returns
    -------
    dict of Path to dict
        ``folder / path`` to the filled cells of the columns agency, agency_id, region, region_code,
        province, level, agency_type, year, published and url (any subset, also under their Chinese
        names, ``resources/columns.toml``; the same ``agency_id`` joins agencies); other columns are
        not used. Empty if the folder has no manifest.

    Raises
    ------
    ReadError
        If the file is no table with a column ``path``; without ``report`` also naming the row and
        the column that is wrong.

    Examples
    --------
    >>> read_manifest("no such folder")
    {}
    """
    root = Path(folder)
    file = root / "manifest.csv"
    if not file.is_file():
        return {}
    text, _ = decode(read_regular(file, MAX_BYTES), str(file))
    border, text = _tell_border(text)
    reader = csv.DictReader(io.StringIO(text), delimiter=border, strict=True)
    try:
        heads = [head.strip() for head in reader.fieldnames or []]
        names = [field_of(head) for head in heads]
        if "path" not in names:
            raise ReadError(
                f"{file}: no column 'path' or 路径 (columns found: {', '.join(heads) or 'none'})"
            )
        reader.fieldnames = names
        if report is not None:
            listed = csv.reader(io.StringIO(text), delimiter=border)
            rows = islice(listed, 1, 1 + LOOKED_AT)
            for line in doubt_columns(heads, rows, ("path", *FIELDS)):
                report(f"{file}: {line}")
        return _read_rows(reader, root, str(file), report)
    except csv.Error as error:
        raise ReadError(
            f"{file}: line {reader.line_num} is not CSV ({error})"
        ) from None


def _tell_border(text: str) -> tuple[str, str]:
    """What parts the cells, and the table: spreadsheets set to other languages save ; or tabs.

    Excel also reads a first line that says so (sep=;).
    """
    head, _, rest = text.partition("\n")
    if said := _SAID.fullmatch(head):
        return said[1], rest
    if "," in head:
        return ",", text
    return next((border for border in _OTHER_BORDERS if border in head), ","), text


def _read_rows(
    reader: csv.DictReader[str],
    root: Path,
    file: str,
    report: Callable[[str], None] | None,
) -> dict[Path, dict[str, str]]:
    """Check each row and file it under its path."""
    rows: dict[Path, dict[str, str]] = {}
    for row in reader:
        where = f"{file}: line {reader.line_num}"
        try:
            path, cells = _read_row(row, root, where)
            if path is None:
                continue
            if path in rows:
                said = cells["path"]
                raise ReadError(
                    f"{where}, column path: {said} is listed twice; keep one row"
                )
            rows[path] = {
                name: check_cell(name, cells[name], where)
                for name in FIELDS
                if name in cells
            }
        except ReadError as error:
            if report is None:
                raise
            report(str(error))
    return rows


def _read_row(
    row: dict[str, str], root: Path, where: str
) -> tuple[Path | None, dict[str, str]]:
    """The file that a row speaks of, and its filled cells; no file where all are empty."""
    cells = {
        key: value.strip()
        for key, value in row.items()
        if isinstance(value, str) and value.strip()
    }
    if not cells:
        return None, cells
    # The csv module files what stands beyond the last column under None.
    if row.get(None) is not None:  # type: ignore[call-overload]
        raise ReadError(
            f"{where}: more cells than columns; quote cells that hold a comma"
        )
    if "path" not in cells:
        raise ReadError(
            f"{where}, column path: empty; expected the file's path below {root}"
        )
    return root / cells["path"].replace("\\", "/"), cells
