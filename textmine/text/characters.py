"""Texts as arrays of the code points of their characters, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def code_points(text: str) -> NDArray[np.uint32]:
    """Give the code point of each character of a text.

    Parameters
    ----------
    text : str
        Any text; one with half a surrogate pair, as broken files have it, too.

    Returns
    -------
    numpy.ndarray of uint32, shape (len(text),)
        Read-only.

    Examples
    --------
    >>> code_points("公开").tolist()
    [20844, 24320]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def spell_codes(codes: NDArray[Any]) -> str:
    """Write the text that code points stand for.

    Parameters
    ----------
    codes : numpy.ndarray of any integers
        Code points.

    Returns
    -------
    str
        As many characters.

    Examples
    --------
    >>> spell_codes(code_points("公开")[::-1])
    '开公'
    """
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
