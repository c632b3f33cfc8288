"""Read a corpus's manifest.csv: what its maker knows about each file overrides what is inferred."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from textmine.errors import ReadError
from textmine.io.plain import decode
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
_ALIASES = {"type": "agency_type", "file": "path", "filename": "path", "date": "published"}
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


def read_manifest(folder: str | Path) -> dict[Path, dict[str, str]]:
    """Read ``manifest.csv`` of a folder.

    Parameters
    ----------
    folder : str or Path
        The folder that holds the manifest; the paths in it are relative to this folder.

    Returns
    -------
    dict of Path to dict
        ``folder / path`` to the filled cells of the columns agency, agency_id, region, region_code,
        province, level, agency_type, year, published and url (any subset; ``type`` is taken as
        ``agency_type``; the same ``agency_id`` joins agencies); other columns are ignored. Empty if the folder has no manifest.

    Raises
    ------
    ReadError
        Naming the row and the column that is wrong.

    Examples
    --------
    >>> read_manifest("no such folder")
    {}
    """
    root = Path(folder)
    file = root / "manifest.csv"
    if not file.is_file():
        return {}
    text, _ = decode(file.read_bytes(), str(file))
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
        return _read_rows(reader, root, str(file))
    except csv.Error as error:
        raise ReadError(f"{file}: line {reader.line_num} is not CSV ({error})") from None


def _read_rows(reader: csv.DictReader[str], root: Path, file: str) -> dict[Path, dict[str, str]]:
    """Check each row and file it under its path."""
    rows: dict[Path, dict[str, str]] = {}
    for row in reader:
        where = f"{file}: line {reader.line_num}"
        cells = {
            key: value.strip()
            for key, value in row.items()
            if isinstance(value, str) and value.strip()
        }
        if not cells:
            continue
        if row.get(None) is not None:
            raise ReadError(f"{where}: more cells than columns; quote cells that hold a comma")
        if "path" not in cells:
            raise ReadError(f"{where}, column path: empty; expected the file's path below {root}")
        path = root / cells["path"].replace("\\", "/")
        if path in rows:
            raise ReadError(f"{where}, column path: {cells['path']} is listed twice; keep one row")
        rows[path] = {
            name: check_cell(name, cells[name], where) for name in COLUMNS if name in cells
        }
    return rows


def check_cell(column: str, value: str, where: str) -> str:
    """Bring a cell into the form the frames use."""
    if column == "year":
        match = re.fullmatch(r"((?:19|20)\d\d)(?:\.0|年度?)?", value)
        if not match:
            raise ReadError(f"{where}, column year: {value!r}; expected a year such as 2020")
        return match[1]
    if column == "level":
        level = _LEVEL_WORDS.get(value.removesuffix("级"), _LEVEL_WORDS.get(value, value.lower()))
        if level not in LEVELS:
            raise ReadError(
                f"{where}, column level: {value!r}; expected one of {', '.join(LEVELS)}"
            )
        return level
    if column == "published":
        match = _DATE.match(value)
        if not match or not (1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31):
            raise ReadError(
                f"{where}, column published: {value!r}; expected a date such as 2021-01-29"
            )
        return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    return value
