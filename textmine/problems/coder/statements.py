"""The labelled statements that ship with the package."""

from __future__ import annotations

import pandas as pd

from textmine.resources.load import load_rows

COLUMNS = ("statement_id", "text", "categories", "difficulty", "level", "sector", "source_pass")


def load_statements() -> pd.DataFrame:
    """Load the shipped labelled statements.

    How they were made stands in their datasheet, ``statements.md``.

    Returns
    -------
    pandas.DataFrame
        Columns statement_id, text, categories (keys joined by ``|``), difficulty (plain, hard,
        multi), level, sector, source_pass.

    Examples
    --------
    >>> statements = load_statements()
    >>> len(statements) >= 1500
    True
    """
    return pd.DataFrame(list(load_rows("statements.csv")), columns=list(COLUMNS), dtype="str")
