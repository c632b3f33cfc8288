"""Which official form a table 3 is of: the forms of 2019 and 2021 part in its last rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROWS_2019 = 23
"""Rows of table 3 in the 2019 form; the 2021 form splits (六)其他处理 and has two more."""
LAST_ROWS = 2
"""总计 and 结转下年度 end the table: one that reaches neither was not read whole."""
ONLY_2021 = "逾期"
"""In the labels of two rows that the 2021 form alone has: 逾期不补正, 逾期未缴费."""


def tell_forms(
    last_row: NDArray[np.int64],
    has_late_row: NDArray[np.bool_],
    said: NDArray[np.str_],
) -> NDArray[np.str_]:
    """Tell the form of each report's table 3 by its rows, and where these do not tell as said.

    Layouts lag behind the years: the table goes before what is known of the report.

    Parameters
    ----------
    last_row : numpy.ndarray of int, shape (n_reports,)
        Last official row, from 0; -1 without a table.
    has_late_row : numpy.ndarray of bool, shape (n_reports,)
        Whether a row's label holds ``ONLY_2021``.
    said : numpy.ndarray of str, shape (n_reports,)
        Form that is known otherwise.

    Returns
    -------
    numpy.ndarray of str, shape (n_reports,)
        ``2019``, ``2021``, or what is said.

    Examples
    --------
    The second table was cut off, but has a row that only the 2021 form has:

    >>> last, late = np.array([22, 22, -1]), np.array([False, True, False])
    >>> tell_forms(last, late, np.array(["2021", "2021", "2019"])).tolist()
    ['2019', '2021', '2019']
    """
    is_newer = (last_row >= ROWS_2019) | has_late_row
    is_older = last_row >= ROWS_2019 - LAST_ROWS
    by_row = np.where(is_newer, "2021", np.where(is_older, "2019", ""))
    return np.where(by_row != "", by_row, said)
