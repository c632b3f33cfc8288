"""Groups of rows: how the values of a column become labels."""

from __future__ import annotations

import pandas as pd

UNKNOWN = "(unknown)"


def group_labels(values: pd.Series) -> pd.Series:
    """Write group values as text; years without a decimal point, missing ones as ``(unknown)``."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    text = values.astype("string").fillna("").astype(str)
    return text.mask(text.str.strip() == "", UNKNOWN)
