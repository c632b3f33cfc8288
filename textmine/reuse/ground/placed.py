"""Where the reports that were mined stand on the pages of their files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from textmine.schema import make_frame

PLACES = "places"


def gather_places(sources: Sequence[Any]) -> pd.DataFrame:
    """Gather the lines and cells of the reports of some corpora.

    Parameters
    ----------
    sources : sequence
        What was mined, in that order. A corpus (anything with a method ``frame``) knows the places
        of its reports, a frame or list of texts knows none. A report of a later source replaces
        that of an earlier one.

    Returns
    -------
    pandas.DataFrame
        Frame ``places``, empty where no report has fixed pages.

    Examples
    --------
    >>> gather_places([pd.DataFrame({"report_id": ["a"], "text": ["公开"]})]).empty
    True
    """
    replaced: set[str] = set()
    tables = []
    for source in reversed(sources):
        if callable(getattr(source, "frame", None)):
            places = source.frame(PLACES)
            tables.append(places[~places["report_id"].isin(replaced)])
        replaced |= _ids_of(source)
    filled = [table for table in reversed(tables) if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else make_frame(PLACES, [])


def _ids_of(source: Any) -> set[str]:
    """Reports of a source; a list of texts has no names that another could bear."""
    reports = getattr(source, "reports", source)
    is_table = isinstance(reports, pd.DataFrame) and "report_id" in reports
    return set(reports["report_id"].astype("str")) if is_table else set()
