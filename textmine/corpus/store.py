"""Frames on disk: csv that opens in Excel, and parquet; the same frame gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from textmine.errors import FrameError, ReadError
from textmine.schema import make_frame

FORMATS = ("csv", "parquet")


def save_frames(
    frames: Mapping[str, pd.DataFrame], folder: str | Path, formats: Iterable[str] = FORMATS
) -> list[Path]:
    """Write frames as ``NAME.csv`` (UTF-8 with BOM) and ``NAME.parquet``.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames by name; column order is kept.
    folder : str or Path
        Made if it is not there.
    formats : iterable of {"csv", "parquet"}
        What to write.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    FrameError
        If a format is unknown.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [f.name for f in save_frames({"failures": make_frame("failures", [])}, folder)]
    ['failures.csv', 'failures.parquet']
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    wanted = list(formats)
    if unknown := set(wanted) - set(FORMATS):
        raise FrameError(f"format {sorted(unknown)[0]!r} is unknown; expected csv or parquet")
    written = []
    for name, frame in frames.items():
        if "csv" in wanted:
            written.append(target / f"{name}.csv")
            frame.to_csv(written[-1], index=False, encoding="utf-8-sig", lineterminator="\n")
        if "parquet" in wanted:
            written.append(target / f"{name}.parquet")
            frame.to_parquet(written[-1], index=False)
    return written


def load_frame(name: str, folder: str | Path) -> pd.DataFrame:
    """Read back a frame that ``save_frames`` wrote.

    Parameters
    ----------
    name : str
        Name of a frame of the contract.
    folder : str or Path
        Where it lies; parquet is preferred to csv.

    Returns
    -------
    pandas.DataFrame
        The frame with the contract's dtypes.

    Raises
    ------
    ReadError
        If there is neither file.
    """
    base = Path(folder)
    if (base / f"{name}.parquet").is_file():
        return make_frame(name, pd.read_parquet(base / f"{name}.parquet"))
    if (base / f"{name}.csv").is_file():
        text = pd.read_csv(
            base / f"{name}.csv", encoding="utf-8-sig", dtype="str", keep_default_na=False
        )
        return make_frame(name, text.replace("", pd.NA))
    raise ReadError(
        f"{base}: no {name}.parquet and no {name}.csv; run textmine mine into this folder first"
    )
