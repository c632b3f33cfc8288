"""How shares and probabilities are printed: never as 0 or as all where they are neither."""

from __future__ import annotations

import pandas as pd

# What sums of shares miss 0 or 1 by, in parts of 1: rounding of floats, not a finding.
NOISE = 9  # decimals


def show_share(value: float, digits: int = 0) -> str:
    """Print a share in per cent; a dash where it is not known.

    Parameters
    ----------
    value : float
        0–1, or missing.
    digits : int, default 0
        Decimals of the percentage.

    Returns
    -------
    str
        E.g. ``37%``; ``<1%`` and ``>99%`` for what would be printed as nothing, or as all.

    Examples
    --------
    >>> [show_share(value) for value in (0.374, 0.0, 0.002, 0.998, 1.0)]
    ['37%', '0%', '<1%', '>99%', '100%']
    >>> show_share(0.0004, digits=1)
    '<0.1%'
    """
    if pd.isna(value):
        return "–"
    return _within(round(float(value), NOISE) * 100, digits, 100) + "%"


def show_fraction(value: float, digits: int = 2) -> str:
    """Print a number from 0 to 1, as probabilities and p are; a dash where it is not known.

    Parameters
    ----------
    value : float
        0–1, or missing.
    digits : int, default 2
        Decimals.

    Returns
    -------
    str
        E.g. ``0.94``; ``<0.01`` and ``>0.99`` for what would be printed as 0 or 1.

    Examples
    --------
    >>> [show_fraction(value) for value in (0.937, 0.001, 0.9997, 1.0)]
    ['0.94', '<0.01', '>0.99', '1.00']
    """
    return "–" if pd.isna(value) else _within(float(value), digits, 1)


def _within(value: float, digits: int, whole: int) -> str:
    """Print a value between 0 and a whole; one that is neither is not printed as either."""
    least = 10.0**-digits
    printed = f"{value:.{digits}f}"
    if value > 0 and float(printed) == 0:
        return f"<{least:.{digits}f}"
    if value < whole and float(printed) == whole:
        return f">{whole - least:.{digits}f}"
    return printed
