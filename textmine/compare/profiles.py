"""Profiles: which share of a group's reports names each category."""

from __future__ import annotations

import pandas as pd

from textmine.errors import FrameError
from textmine.schema import check_columns, make_frame
from textmine.stats.groups import group_labels
from textmine.stats.intervals import wilson

UNITS = ("report", "problem")


def profile(
    coded: pd.DataFrame,
    *,
    by: str | None = None,
    codes: str = "categories",
    unit: str = "report",
    level: float = 0.95,
) -> pd.DataFrame:
    """Compute the share of reports, or of problems, that names each category, by group.

    Parameters
    ----------
    coded : DataFrame
        One row per coded statement: ``report_id``, ``codes`` (categories joined by ``|``; empty
        counts in the denominator and names nothing) and the column ``by``.
    by : str, optional
        Column that makes the groups, e.g. ``"agency_type"``, ``"year"``, ``"province"``; None takes
        all as one group.
    codes : str
        Column with the categories.
    unit : {"report", "problem"}
        What is counted. ``"report"``: reports with at least one coded statement are the
        denominator, and copies inside one report count once. ``"problem"``: statements.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    pandas.DataFrame
        Frame ``profile``: ``group``, ``category``, ``share`` (0–1), ``n`` (units in the group),
        ``ci_low``, ``ci_high`` (Wilson), a row for each group and category, also where the share is
        0; groups in order, categories by their share over all groups.

    Raises
    ------
    FrameError
        If a column is missing or the unit is unknown.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA
    22, 209–212.

    Examples
    --------
    >>> coded = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "a", "b"],
    ...         "province": ["云岭省"] * 3,
    ...         "text": ["栏目更新不及时", "专职人员少", "更新滞后"],
    ...         "categories": ["timeliness", "staffing", "timeliness"],
    ...     }
    ... )
    >>> profile(coded, by="province")[["category", "share", "n"]].values.tolist()
    [['timeliness', 1.0, 2], ['staffing', 0.5, 2]]
    """
    if unit not in UNITS:
        raise FrameError(f"profile: no unit {unit!r}; there are {', '.join(UNITS)}")
    check_columns(coded, ["report_id", codes, *([by] if by else [])], what="coded statements")
    group = group_labels(coded[by]) if by else pd.Series("all", index=coded.index)
    unit_id = (
        coded["report_id"].astype(str)
        if unit == "report"
        else pd.Series(range(len(coded)), index=coded.index)
    )
    flat = pd.DataFrame(
        {
            "group": group.to_numpy(),
            "unit": unit_id.to_numpy(),
            "category": coded[codes].fillna("").astype(str).str.split("|").to_numpy(),
        }
    )
    denominators = flat.groupby("group")["unit"].nunique()
    named = flat.explode("category").assign(
        category=lambda f: f["category"].astype(str).str.strip()
    )
    named = named[named["category"] != ""].drop_duplicates()
    totals = named.groupby("category").size().rename("total").reset_index()
    categories = totals.sort_values(["total", "category"], ascending=[False, True])["category"]
    cells = pd.MultiIndex.from_product(
        [denominators.index, categories], names=["group", "category"]
    )
    counts = (
        named.groupby(["group", "category"])
        .size()
        .reindex(cells, fill_value=0)
        .rename("k")
        .reset_index()
    )
    n = counts["group"].map(denominators).astype("int64")
    low, high = wilson(counts["k"], n, level=level)
    return make_frame(
        "profile", counts.assign(share=counts["k"] / n, n=n, ci_low=low, ci_high=high)
    )
