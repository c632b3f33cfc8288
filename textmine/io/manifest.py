"""Read a corpus's manifest.csv: what its maker knows about each file overrides what is inferred."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from textmine.errors import ReadError
from textmine.io.document import MAX_BYTES
from textmine.io.plain import decode
from textmine.regular import read_regular
from textmine.schema import LEVELS

COLUMNS = (
    "agency",
    "agency_id",
    "region",
    "region_code",
    "province",
    "level",
    "agency_type",
    "year",
    "published",
    "url",
)
# How alike (difflib's ratio) a column must be to one that is used to be taken for a slip of the
# pen: "agancy" is 0.83 alike to "agency", "note" 0.5 to "date". Chosen by hand.
ALIKE = 0.75
_ALIASES = {
    "type": "agency_type",
    "file": "path",
    "filename": "path",
    "date": "published",
}
_LEVEL_WORDS = {
    "国家": "national",
    "中央": "national",
    "省": "province",
    "自治区": "province",
    "直辖市": "province",
    "市": "city",
    "地级市": "city",
    "州": "city",
    "县": "county",
    "区": "county",
    "县级市": "county",
    "乡": "township",
    "镇": "township",
    "街道": "township",
}
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$")


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
        column that seems misspelt; without it the first wrong row is an error.

    Returns
    -------
    dict of Path to dict
        ``folder / path`` to the filled cells of the columns agency, agency_id, region, region_code,
        province, level, agency_type, year, published and url (any subset; ``type`` is taken as
        ``agency_type``; the same ``agency_id`` joins agencies); other columns are ignored. Empty if
        the folder has no manifest.

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
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        names = [
            _ALIASES.get(name.strip().lower(), name.strip().lower())
            for name in reader.fieldnames or []
        ]
        if "path" not in names:
            raise ReadError(
                f"{file}: no column 'path' (columns found: {', '.join(names) or 'none'})"
            )
        reader.fieldnames = names
        if report is not None:
            for line in _suspect_columns(names):
                report(f"{file}: {line}")
        return _read_rows(reader, root, str(file), report)
    except csv.Error as error:
        raise ReadError(
            f"{file}: line {reader.line_num} is not CSV ({error})"
        ) from None


def _suspect_columns(names: list[str]) -> Iterator[str]:
    """Columns that stand twice, or are nearly called as one that is used."""
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"column {name!r} stands twice; the last one is used"
        if name not in (*COLUMNS, "path"):
            near = difflib.get_close_matches(
                name, (*COLUMNS, *_ALIASES), n=1, cutoff=ALIKE
            )
            if near:
                yield f"column {name!r} is not used; is {near[0]!r} meant?"


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
                for name in COLUMNS
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


def check_cell(column: str, value: str, where: str) -> str:
    """Bring a cell into the form the frames use."""
    if column == "year":
        match = re.fullmatch(r"((?:19|20)\d\d)(?:\.0|年度?)?", value)
        if not match:
            raise ReadError(
                f"{where}, column year: {value!r}; expected a year such as 2020"
            )
        return match[1]
    if column == "level":
        level = _LEVEL_WORDS.get(
            value.removesuffix("级"), _LEVEL_WORDS.get(value, value.lower())
        )
        if level not in LEVELS:
            raise ReadError(
                f"{where}, column level: {value!r}; expected one of {', '.join(LEVELS)}"
            )
        return level
    if column == "published":
        match = _DATE.match(value)
        try:
            day = date(*map(int, match.groups())) if match else None
        except ValueError:  # the 31st of February
            day = None
        if day is None:
            raise ReadError(
                f"{where}, column published: {value!r}; expected a date such as 2021-01-29"
            )
        return day.isoformat()
    return value
