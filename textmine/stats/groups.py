"""Groups of rows: how the values of a column become labels."""

from __future__ import annotations

import pandas as pd

from textmine.dtypes import as_text
from textmine.errors import FrameError
from textmine.intake.columns import mend_column
from textmine.stats.lines import agency_keys

UNKNOWN = "(unknown)"
"""How missing and empty values are shown."""


def group_labels(values: pd.Series) -> pd.Series:
    """Write group values as text; years without a decimal point, missing ones as ``(unknown)``."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    text = as_text(mend_column(values))
    return text.mask(text.str.strip() == "", UNKNOWN)


def cluster_labels(frame: pd.DataFrame, cluster: str | None = None) -> pd.Series:
    """Say which rows belong together: those of one agency.

    Parameters
    ----------
    frame : pandas.DataFrame
        report_id, and where known agency_id or agency.
    cluster : str, optional
        Column to go by instead.

    Returns
    -------
    pandas.Series of str
        The agency; a report of no known agency, and every report of a frame without agencies,
        stands for itself.

    Raises
    ------
    FrameError
        If the column is not there.

    Examples
    --------
    >>> frame = pd.DataFrame({"report_id": ["a", "b"], "agency": ["甲局", ""]})
    >>> cluster_labels(frame).tolist()
    ['甲局', '(report) b']
    """
    if cluster is not None and cluster not in frame:
        have = ", ".join(map(str, frame.columns))
        raise FrameError(f"no column {cluster!r} to take clusters from; the frame has {have}")
    keys = agency_keys(frame) if cluster is None else frame[cluster].astype("string").fillna("")
    keys = keys.astype("str").str.strip()
    if "report_id" in frame:
        alone = "(report) " + frame["report_id"].astype("str")
    else:
        alone = pd.Series([f"(row) {i}" for i in range(len(frame))], index=frame.index)
    return keys.where(keys != "", alone).astype("str")
