"""Coded statements as what is counted: which report names which category."""

from __future__ import annotations

import pandas as pd

from textmine.intake.frames import take_frame

CODES = "categories"
"""Column of the frame ``problems``: keys of the codebook, joined by ``|``; empty for none."""
SEPARATOR = "|"


def list_codes(values: pd.Series) -> pd.Series:
    """Split cells of codes.

    Parameters
    ----------
    values : pandas.Series
        Codes joined by ``|``; empty or missing where there is none.

    Returns
    -------
    pandas.Series of list of str
        In order; ``[""]`` where there is none.

    Examples
    --------
    >>> list_codes(pd.Series(["content | staffing", None])).tolist()
    [['content', 'staffing'], ['']]
    """
    cells = values.astype("string").fillna("").astype("str")
    split = [[code.strip() for code in cell.split(SEPARATOR)] for cell in cells]
    return pd.Series(split, index=values.index, name=values.name, dtype="object")


VALUES = (("item", "value"), ("score", "value"), ("theme", "share"))
"""Columns in which frames name a thing, and say how much of it a report has."""


def spread_codes(coded: pd.DataFrame, *, what: str) -> pd.DataFrame:
    """Say of each report with coded statements which of all categories it names.

    Parameters
    ----------
    coded : pandas.DataFrame
        A row a statement: report_id, categories.
    what : str
        How to call it in messages.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, item (a category that any report names), value (1 or 0), as
        :func:`textmine.compare.profile` counts them: a report whose statements have no category
        names none, and stays in the denominator.

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> coded = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "a", "b"],
    ...         "categories": ["content|staffing", "content", ""],
    ...     }
    ... )
    >>> spread_codes(coded, what="problems").values.tolist()
    [['a', 'content', 1.0], ['a', 'staffing', 1.0], ['b', 'content', 0.0], ['b', 'staffing', 0.0]]
    """
    coded = take_frame(coded, ["report_id", CODES], what=what)
    named = coded[["report_id"]].assign(item=list_codes(coded[CODES])).explode("item")
    said = pd.crosstab(named["report_id"], named["item"].astype("str")).clip(upper=1)
    said = said.drop(columns="", errors="ignore").astype("float64")
    wide = said.rename_axis(columns=None).reset_index()
    rows = wide.melt("report_id", var_name="item", value_name="value")
    return rows.sort_values(["report_id", "item"], ignore_index=True)


def rename_values(values: pd.DataFrame, item: str, value: str) -> pd.DataFrame:
    """Bring the names under which reports have values of several things to one pair.

    Parameters
    ----------
    values : pandas.DataFrame
        Columns item and value, as of phrases; score and value, as of the frame ``scores``; or theme
        and share, as of ``theme_shares``.
    item, value : str
        Their names from here on.

    Returns
    -------
    pandas.DataFrame
        The same where it has these already, or none of them.

    Examples
    --------
    >>> shares = pd.DataFrame({"report_id": ["a"], "theme": 0, "share": 0.5})
    >>> list(rename_values(shares, "item", "value"))
    ['report_id', 'item', 'value']
    """
    named = set(values.columns)
    if {item, value} <= named:
        return values
    found = next((pair for pair in VALUES if named.issuperset(pair)), None)
    if found is None:
        return values
    return values.rename(columns=dict(zip(found, (item, value), strict=True)))
