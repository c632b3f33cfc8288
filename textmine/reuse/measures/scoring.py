"""What several measures need: rows of the frame ``scores``, the report of the year before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue
from textmine.schema import make_frame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def previous_reports(mined: Catalogue) -> dict[int, int]:
    """Map reports to the same agency's report of the year before, both by number."""
    reports = mined.texts.reports
    known = reports[(reports["line"] != "") & reports["year"].notna()]
    rows = zip(known.index, known["line"], known["year"], strict=True)
    number = {(agency, int(year)): int(i) for i, agency, year in rows}
    followers = sorted(number.items(), key=lambda item: item[1])
    return {
        now: number[agency, year - 1]
        for (agency, year), now in followers
        if (agency, year - 1) in number
    }


def share_of(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Say what each part is of its whole, missing where there is nothing to be a part of."""
    share: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def score_rows(
    mined: Catalogue, name: str, values: Floats, sizes: Ints
) -> pd.DataFrame:
    """Make rows of the frame ``scores`` for the reports that have a value."""
    has = np.flatnonzero(~np.isnan(values))
    names = mined.texts.reports["report_id"].array[has]
    return make_score_rows(names, name, values[has], sizes[has])


def make_score_rows(
    names: Any, score: str | NDArray[np.str_], values: Floats, sizes: Ints
) -> pd.DataFrame:
    """Make rows of the frame ``scores`` for reports of these names."""
    rows = {
        "report_id": names,
        "scope": "report",
        "score": score,
        "value": values,
        "n": sizes,
        "ci_low": np.nan,
        "ci_high": np.nan,
    }
    return make_frame("scores", pd.DataFrame(rows))
