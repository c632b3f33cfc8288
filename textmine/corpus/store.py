"""Frames on disk: csv and xlsx for spreadsheets, parquet, dta for Stata; same frame, same bytes.

A frame can come in parts, so that one larger than memory is written as it is made: the file is the
same for any parts. A file appears under its name when it is whole, never before.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from textmine.corpus.spreadsheets.workbook import WORKBOOK, read_sheets, write_workbook
from textmine.dtypes import arrow_column, arrow_table, holds_text
from textmine.errors import FrameError, ReadError
from textmine.intake.cells import free_cells, guard_cells, need_openpyxl
from textmine.resources.load import load_toml
from textmine.schema import make_frame

FORMATS = ("csv", "parquet", "xlsx", "dta")
USUAL = ("csv", "parquet")
"""What is written where nothing is said: opens in a spreadsheet, and reads back exactly."""

# Rows of a row group of parquet. A reader takes one at a time into memory: of the longest rows
# (sections, about 2 KB) that is 60 MB.
ROW_GROUP = 1 << 15
# Bytes of the longest text that Stata keeps in a fixed column; longer ones are strL.
_STATA_FIXED = 2045
# ``end`` is a word of Stata's language and cannot name a variable.
_STATA_NAMES = {"end": "_end"}

# Characters of a label of a variable in Stata.
_STATA_LABEL = 80

# What a cell of csv cannot hold without quotes.
_TO_QUOTE = '[",\n\r]'

if TYPE_CHECKING:
    import pyarrow as pa

_Content = TypeVar("_Content")
Parts = Callable[[], Iterator[pd.DataFrame]]
"""Gives the parts of a frame, anew at each call; at least one, if only without rows."""


def save_frames(
    frames: Mapping[str, pd.DataFrame],
    folder: str | Path,
    formats: Iterable[str] = USUAL,
) -> list[Path]:
    """Write frames as files.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames by name; column order is kept.
    folder : str or Path
        Made if it is not there.
    formats : iterable of {"csv", "parquet", "xlsx", "dta"}
        ``NAME.csv`` (UTF-8 with BOM), ``NAME.parquet``, ``NAME.dta`` (Stata 14 and later), and
        ``frames.xlsx``, a workbook with a sheet a frame.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    FrameError
        If a format is unknown.
    OptionalPartError
        If a format needs a package that is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [
    ...         f.name
    ...         for f in save_frames({"failures": make_frame("failures", [])}, folder)
    ...     ]
    ['failures.csv', 'failures.parquet']
    """

    def once(frame: pd.DataFrame) -> Parts:
        return lambda: iter([frame])

    return save_parts(
        {name: once(frame) for name, frame in frames.items()}, folder, formats
    )


def save_parts(
    frames: Mapping[str, Parts], folder: str | Path, formats: Iterable[str] = USUAL
) -> list[Path]:
    """Write frames that come in parts as files.

    Parameters
    ----------
    frames : mapping of str to callable
        For each frame a function that gives its parts one after the other.
    folder : str or Path
        Made if it is not there.
    formats : iterable of {"csv", "parquet", "xlsx", "dta"}
        As in :func:`save_frames`.

    Returns
    -------
    list of Path
        The files written: the same bytes for any parts.

    Raises
    ------
    FrameError
        If a format is unknown.
    OptionalPartError
        If a format needs a package that is not installed.
    """
    wanted = check_formats(formats)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, parts in frames.items():
        for suffix in wanted:
            if suffix in _WRITERS:
                file = target / f"{name}.{suffix}"
                replace_file(file, _WRITERS[suffix], parts)
                written.append(file)
    if "xlsx" in wanted:
        written.append(target / WORKBOOK)
        replace_file(written[-1], write_workbook, frames)
    return written


def check_formats(formats: Iterable[str]) -> tuple[str, ...]:
    """Check that all formats are known and can be written here.

    Parameters
    ----------
    formats : iterable of str
        Names of formats.

    Returns
    -------
    tuple of str
        The formats, each once, in the order of ``FORMATS``.

    Raises
    ------
    FrameError
        If there is none, or one is unknown.
    OptionalPartError
        If openpyxl is missing for xlsx.

    Examples
    --------
    >>> check_formats(["parquet", "csv", "csv"])
    ('csv', 'parquet')
    >>> check_formats("csv")
    ('csv',)
    """
    wanted = {formats} if isinstance(formats, str) else set(formats)
    expected = ", ".join(FORMATS)
    if unknown := wanted - set(FORMATS):
        first = min(map(str, unknown))
        raise FrameError(f"format {first!r} is unknown; expected {expected}")
    if not wanted:
        raise FrameError(f"no format is given; expected one or more of {expected}")
    if "xlsx" in wanted:
        need_openpyxl()
    return tuple(name for name in FORMATS if name in wanted)


def replace_file(
    file: Path, write: Callable[[Path, _Content], None], content: _Content
) -> None:
    """Write a file beside its place and move it there when it is whole.

    Parameters
    ----------
    file : Path
        Where it shall be.
    write : callable
        Writes the content to the path that it is given.
    content : object
        What is written.
    """
    beside = file.with_name(f".{file.name}.part")
    try:
        write(beside, content)
        beside.replace(file)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def load_frame(name: str, folder: str | Path) -> pd.DataFrame:
    """Read back a frame that ``save_frames`` wrote.

    Parameters
    ----------
    name : str
        Name of a frame of the contract.
    folder : str or Path
        Where it lies; parquet is preferred to csv, csv to xlsx and dta.

    Returns
    -------
    pandas.DataFrame
        The frame with the contract's dtypes.

    Raises
    ------
    ReadError
        If there is no file of it.
    """
    base = Path(folder)
    if (base / f"{name}.parquet").is_file():
        return make_frame(name, pd.read_parquet(base / f"{name}.parquet"))
    if (base / f"{name}.csv").is_file():
        text = pd.read_csv(
            base / f"{name}.csv",
            encoding="utf-8-sig",
            dtype="str",
            keep_default_na=False,
        )
        return make_frame(name, free_cells(text))
    if (base / f"{name}.dta").is_file():
        stored = pd.read_stata(base / f"{name}.dta")
        return make_frame(
            name, stored.rename(columns={v: k for k, v in _STATA_NAMES.items()})
        )
    sheets = read_sheets(base / WORKBOOK, name) if (base / WORKBOOK).is_file() else None
    if sheets is not None:
        return make_frame(name, sheets)
    raise ReadError(
        f"{base}: no {name}.parquet, .csv or .dta, and no sheet {name} in {WORKBOOK}; run textmine "
        "mine into this folder first"
    )


def _write_csv(file: Path, parts: Parts) -> None:
    """Write a csv that a spreadsheet opens: UTF-8 with BOM, Unix line ends."""
    with file.open("wb") as stream:
        stream.write(codecs.BOM_UTF8)
        for number, part in enumerate(parts()):
            if number == 0:
                stream.write(_csv_text(part.iloc[:0], header=True))
            for start in range(0, len(part), ROW_GROUP):
                some = guard_cells(part.iloc[start : start + ROW_GROUP])
                stream.write(_csv_lines(some) if some.shape[1] > 1 else _csv_text(some))


def _csv_text(cells: pd.DataFrame, *, header: bool = False) -> bytes:
    """Csv as pandas writes it."""
    text: str = cells.to_csv(index=False, header=header, lineterminator="\n")
    return text.encode("utf-8")


def _csv_lines(cells: pd.DataFrame) -> bytes:
    """Csv of several columns, the same bytes as pandas writes, made column by column.

    pandas makes an object of each cell, which takes four times as long.
    """
    import pyarrow as pa
    from pyarrow import compute

    columns = [_csv_column(cells[name]) for name in cells]
    comma, line_end, nothing = (
        pa.scalar(mark, pa.large_string()) for mark in (",", "\n", "")
    )
    rows = compute.binary_join_element_wise(*columns, comma)
    lines = compute.binary_join_element_wise(rows, nothing, line_end)
    # The characters of all cells of a column of Arrow stand one after the other.
    return bytes(lines.buffers()[2])


def _csv_column(values: pd.Series) -> pa.LargeStringArray:
    """Cells of a column as csv words them, quoted where they must be."""
    import pyarrow as pa
    from pyarrow import compute

    text = pa.large_string()
    if values.dtype == "float64":
        # Equal numbers are worded once; told apart by their bits, for 0.0 equals −0.0.
        numbers, distinct = pd.factorize(values.to_numpy().view("int64"))
        words = [repr(x) if x == x else "" for x in distinct.view("float64").tolist()]
        return pa.array(words, text).take(pa.array(numbers))
    if values.dtype == "bool":
        return pa.array(values.map({True: "True", False: "False"}), text)
    nothing, quote = pa.scalar("", text), pa.scalar('"', text)
    found = arrow_column(values).combine_chunks()
    if not pa.types.is_large_string(found.type):
        return compute.fill_null(found.cast(text), nothing)
    # Most columns say the same few things over and over: each is looked at once.
    encoded = compute.fill_null(found, nothing).dictionary_encode()
    cells = encoded.dictionary
    is_special = compute.match_substring_regex(cells, _TO_QUOTE)
    doubled = compute.replace_substring(cells.filter(is_special), '"', '""')
    quoted = compute.binary_join_element_wise(quote, doubled, quote, nothing)
    return compute.replace_with_mask(cells, is_special, quoted).take(encoded.indices)


def _write_parquet(file: Path, parts: Parts) -> None:
    """Write parquet with row groups of one size, whatever the parts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = (arrow_table(part) for part in parts())
    rest = next(tables)
    with pq.ParquetWriter(file, rest.schema) as writer:
        while True:
            whole = len(rest) // ROW_GROUP * ROW_GROUP
            for start in range(0, whole, ROW_GROUP):
                # Pages end where chunks end: one chunk, so that the bytes do not tell the parts.
                writer.write_table(
                    rest.slice(start, ROW_GROUP).combine_chunks(), ROW_GROUP
                )
            rest = rest.slice(whole)
            table = next(tables, None)
            if table is None:
                break
            rest = pa.concat_tables([rest, table.cast(rest.schema)])
        writer.write_table(rest.combine_chunks(), ROW_GROUP)


def _write_dta(file: Path, parts: Parts) -> None:
    """Write a file for Stata 14 and later; long texts as strL, missing whole numbers as missing."""
    frame = pd.concat(list(parts()), ignore_index=True)
    columns = [str(name) for name in frame]
    # It is written beside its place, under a name with a dot in front.
    labels = _stata_labels(file.name.lstrip(".").partition(".")[0], columns)
    texts = [name for name in columns if holds_text(frame[name])]
    long = [
        _STATA_NAMES.get(name, name)
        for name in texts
        if max((len(text.encode()) for text in frame[name]), default=0) > _STATA_FIXED
    ]
    # Stata has no missing value among whole numbers with a mark of its own; floats have.
    plain = {
        name: "float64" if str(frame[name].dtype) == "Int64" else frame[name].dtype
        for name in columns
    }
    plain |= dict.fromkeys(texts, "object")
    frame.astype(plain).rename(columns=_STATA_NAMES).to_stata(
        file,
        write_index=False,
        version=118,
        convert_strl=long,
        variable_labels=labels,
        # Stata stores when a file was made; the same frame shall give the same bytes.
        time_stamp=pd.Timestamp(2000, 1, 1).to_pydatetime(),
    )


def _stata_labels(frame: str, columns: Iterable[str]) -> dict[str, str]:
    """What the columns of a frame mean, as far as a label of Stata holds it."""
    book = load_toml("dictionary.toml")
    known = book["common"] | book.get(frame, {}).get("columns", {})
    meanings = {name: str(known[name]["en"]) for name in columns if name in known}
    return {
        _STATA_NAMES.get(name, name): text
        if len(text) <= _STATA_LABEL
        else f"{text[: _STATA_LABEL - 1]}…"
        for name, text in meanings.items()
    }


_WRITERS: dict[str, Callable[[Path, Parts], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "dta": _write_dta,
}
