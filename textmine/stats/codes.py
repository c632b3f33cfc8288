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
