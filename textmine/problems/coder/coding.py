"""How coders write their result: categories, probabilities and evidence beside the statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import FrameError
from textmine.intake.frames import take_frame
from textmine.problems.coder.codebook import Codebook

_SPACE = re.compile(r"\s+")
CODED = ("categories", "probabilities", "evidence")


def clean_statements(texts: Sequence[str] | pd.Series) -> list[str]:
    """Take statements as plain strings, missing ones as ``""``.

    Parameters
    ----------
    texts : sequence of str or Series
        Problem statements.

    Returns
    -------
    list of str
        Without white space at wraps and ends.

    Raises
    ------
    FrameError
        If a single string is given, or an entry is neither text nor missing; the message names the
        row.

    Examples
    --------
    >>> clean_statements(["人手 不足", None])
    ['人手不足', '']
    """
    if isinstance(texts, str):
        raise FrameError(
            "got one string where a sequence of statements is expected; put it in a list: [text]"
        )
    out = []
    for row, text in enumerate(texts):
        if isinstance(text, str):
            out.append(_SPACE.sub(" " if text.isascii() else "", text).strip())
        elif text is None or text is pd.NA or (isinstance(text, float) and np.isnan(text)):
            out.append("")
        else:
            raise FrameError(
                f"statements, row {row}: got {type(text).__name__} {text!r}; expected text"
            )
    return out


def add_codes(
    frame: pd.DataFrame,
    codebook: Codebook,
    labels: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    evidence: Sequence[Sequence[str]],
) -> pd.DataFrame:
    """Add the coder's three columns to a copy of a frame.

    Parameters
    ----------
    frame : pandas.DataFrame
        Statements, column text; other columns are kept.
    codebook : Codebook
        Gives the keys (the columns of the arrays) and the version.
    labels, probabilities : ndarray of shape (n_statements, n_categories)
        Decisions and their probabilities.
    evidence : sequence of lists of str
        The words that decided, for each label given: by statement, then category.

    Returns
    -------
    pandas.DataFrame
        With categories (keys joined by ``|``), probabilities (``key:0.87`` joined by ``|``, same
        order) and evidence (``key:word,word`` joined by ``|``); ``attrs["codebook_version"]`` names
        the codebook.

    Raises
    ------
    FrameError
        If there is no column text.
    """
    frame = take_frame(frame, ["text"], what="problems")
    keys = codebook.keys
    rows, columns = np.nonzero(labels)
    given = [keys[j] for j in columns.tolist()]
    sure = probabilities[rows, columns].tolist()
    shown = [f"{key}:{p:.2f}" for key, p in zip(given, sure, strict=True)]
    words = [f"{key}:{','.join(found)}" for key, found in zip(given, evidence, strict=True)]
    sizes = labels.sum(axis=1).tolist()
    out = frame.copy()
    for name, parts in zip(CODED, (given, shown, words), strict=True):
        out[name] = pd.Series(_join(parts, sizes), index=frame.index, dtype="str")
    out.attrs["codebook_version"] = codebook.version
    return out


def join_rows(labels: NDArray[np.bool_], codebook: Codebook) -> list[str]:
    """Write a truth table as cells of labels.

    Parameters
    ----------
    labels : ndarray of shape (n_statements, n_categories)
        True where the category was given.
    codebook : Codebook
        Gives the keys.

    Returns
    -------
    list of str
        Keys joined by ``|``.
    """
    keys = codebook.keys
    return _join([keys[j] for j in np.nonzero(labels)[1].tolist()], labels.sum(axis=1).tolist())


def _join(parts: list[str], sizes: list[int]) -> list[str]:
    """Join consecutive parts, as many for each cell as ``sizes`` says."""
    at = iter(parts)
    return [next(at) if n == 1 else "|".join(islice(at, n)) for n in sizes]


def label_matrix(labels: Sequence[str | Sequence[str]], codebook: Codebook) -> NDArray[np.bool_]:
    """Turn labels into a truth table.

    Parameters
    ----------
    labels : sequence of str or of sequences of str
        Keys joined by ``|``, or lists of keys.
    codebook : Codebook
        Gives the columns.

    Returns
    -------
    ndarray of shape (n_statements, n_categories)
        True where the category was given.

    Raises
    ------
    CodebookError
        If a key is unknown; the message names the row.

    Examples
    --------
    >>> from textmine.problems.coder.codebook import load_codebook
    >>> int(label_matrix(["content|staffing", ["other"]], load_codebook()).sum())
    3
    """
    place = {key: j for j, key in enumerate(codebook.keys)}
    matrix = np.zeros((len(labels), len(place)), dtype=bool)
    known: dict[str, list[int]] = {}  # few cells differ, and each is checked once
    for i, cell in enumerate(labels):
        joined = cell if isinstance(cell, str) else "|".join(cell)
        if joined not in known:
            keys = codebook.parse_labels(joined, where=f"labels, row {i}")
            known[joined] = [place[key] for key in keys]
        matrix[i, known[joined]] = True
    return matrix
