"""Pictures of what was found, cut out of the files that reports were read from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from textmine.errors import ReadError
from textmine.io.isolation.process import FileLimits, cut_isolated
from textmine.places import PageBox, join_lines
from textmine.regular import is_regular, read_regular
from textmine.schema import Report

# Characters of all pictures of one report, so that a page with them opens at once: about 300 cuts
# of a sentence.
MOST_CHARS = 6_000_000

COLUMNS = ("report_id", "start", "end", "page", "picture")


def cut_spans(
    report: Report,
    spans: Iterable[tuple[int, int]],
    *,
    file_limits: FileLimits | None = None,
) -> pd.DataFrame:
    """Cut spans of a report out of the PDF that it was read from.

    Parameters
    ----------
    report : Report
        A report.
    spans : iterable of tuple of int
        Half-open offsets into its text.
    file_limits : FileLimits, optional
        What the file may cost, as for :func:`textmine.read_corpus`: those it was read with.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, start, end, page, picture: a row for each box of each span, ``picture`` a
        ``data:`` address that a page can show; empty for those beyond what one page can carry. No
        rows where the file is no PDF, is gone, or is not the one that was read.

    Examples
    --------
    >>> import numpy as np
    >>> cut_spans(Report("r", "公开", "公开", np.arange(3)), [(0, 2)]).columns.tolist()
    ['report_id', 'start', 'end', 'page', 'picture']
    """
    listed = [(start, end) for start, end in spans if start < end]
    boxes = [
        (start, end, box)
        for start, end in listed
        for box in join_lines(report.place(start, end))
    ]
    limits = file_limits or FileLimits()
    pictures = _cut(report, [box for _, _, box in boxes], limits)
    rows = []
    n_chars = 0
    for (start, end, box), picture in zip(boxes, pictures, strict=False):
        n_chars += len(picture)
        shown = f"data:image/png;base64,{picture}" if n_chars <= MOST_CHARS else ""
        rows.append((report.report_id, start, end, box.page, shown))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _cut(report: Report, boxes: list[PageBox], limits: FileLimits) -> list[str]:
    """Pictures of boxes, none where the file at hand is not the one that was read."""
    path = Path(report.source)
    try:
        if not boxes or not is_regular(path):
            return []
        data = read_regular(path, limits.max_bytes)
        if hashlib.sha256(data).hexdigest() != report.sha256:
            return []
        return cut_isolated(path, boxes, limits=limits)
    except (OSError, ReadError):
        # A file that cannot be shown is as good as gone: what was read from it stands as it is.
        return []
