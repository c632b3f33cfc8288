"""How coders write their result: categories, probabilities and evidence beside the statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.english import Counted
from textmine.errors import CodebookError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame, take_statements
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
    given = take_statements(texts, what="statements").tolist()
    return [_SPACE.sub(" " if text.isascii() else "", text).strip() for text in given]


def read_labels(
    labels: Sequence[str | Sequence[str]] | pd.Series | pd.DataFrame | NDArray[Any],
    codebook: Codebook,
) -> list[str | Sequence[str]]:
    """Take labels in any usual shape.

    Parameters
    ----------
    labels : sequence of str or of lists, or indicator of shape (n_statements, n_categories)
        Keys joined by ``|``, lists of keys, or a table of 0 and 1 with a column a category.
    codebook : Codebook
        Gives the order of the columns.

    Returns
    -------
    list of str or of lists
        One entry a statement.

    Raises
    ------
    CodebookError
        If a table has other columns than the codebook categories, or values beside 0 and 1; if
        labels are numbers.

    Examples
    --------
    >>> from textmine.problems.coder.codebook import load_codebook
    >>> book = load_codebook()
    >>> read_labels(np.eye(len(book.keys), dtype=int)[:2], book) == [
    ...     [k] for k in book.keys[:2]
    ... ]
    True
    """
    if is_indicator(labels):
        table = np.asarray(getattr(labels, "toarray", lambda: labels)())
        keys = np.array(codebook.keys)
        if table.shape[1] != len(keys) or not np.isin(table, (0, 1)).all():
            raise CodebookError(
                f"labels: a table of shape {table.shape}; expected 0 and 1 in "
                f"{Counted(len(keys)):column}, one a category: {', '.join(keys)}"
            )
        return [keys[row.astype(bool)].tolist() for row in table]
    given = list(labels)
    for row, cell in enumerate(given):
        if isinstance(cell, bool | int | np.integer):
            raise CodebookError(
                f"labels, row {row}: {cell!r}; expected keys of the codebook joined by |, or a "
                "table of 0 and 1 with a column a category (label_matrix makes one)"
            )
    return given


def is_indicator(labels: object) -> bool:
    """Tell a table of 0 and 1 from a list of labels.

    Parameters
    ----------
    labels : object
        What was given as y.

    Returns
    -------
    bool
        Whether it has rows and columns.
    """
    return getattr(labels, "ndim", 1) == 2


def tag_statements(tags: Any) -> Any:
    """Say in scikit-learn's tags of a coder that it takes strings and gives several labels.

    Parameters
    ----------
    tags : sklearn.utils.Tags
        Those of a classifier.

    Returns
    -------
    sklearn.utils.Tags
        The same object.
    """
    tags.input_tags.string = True
    tags.input_tags.two_d_array = False
    tags.input_tags.allow_nan = True
    tags.target_tags.multi_output = True
    tags.classifier_tags.multi_label = True
    return tags


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
    words = [
        f"{key}:{','.join(found)}" for key, found in zip(given, evidence, strict=True)
    ]
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
    return _join(
        [keys[j] for j in np.nonzero(labels)[1].tolist()], labels.sum(axis=1).tolist()
    )


def _join(parts: list[str], sizes: list[int]) -> list[str]:
    """Join consecutive parts, as many for each cell as ``sizes`` says."""
    at = iter(parts)
    return [next(at) if n == 1 else "|".join(islice(at, n)) for n in sizes]


@check_arguments
def label_matrix(
    labels: Sequence[str | Sequence[str]], codebook: Codebook
) -> NDArray[np.bool_]:
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
