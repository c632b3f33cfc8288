"""Vectors and matrices that carry labels: brought into one order, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from textmine.errors import FrameError
from textmine.intake.values import take_array

Array = NDArray[np.float64]
Rows = Any
"""What holds a row for each case: a Series, a frame, a list, an array."""


def has_labels(index: pd.Index) -> bool:
    """Tell whether an index names something: 0, 1, 2 … is what pandas counts where nobody named."""
    return not index.equals(pd.RangeIndex(len(index)))


def align_vectors(vectors: Mapping[str, ArrayLike]) -> list[Array]:
    """Bring vectors into the order of the first that carries labels.

    Parameters
    ----------
    vectors : mapping of str to array_like of shape (n,)
        By the name they have in messages. A Series with an index of its own carries labels;
        vectors without are taken as they stand, if none carries any.

    Returns
    -------
    list of numpy.ndarray of float64
        In the order given.

    Raises
    ------
    FrameError
        If labels are repeated or differ, or only some of several vectors carry any.

    Examples
    --------
    >>> a = pd.Series([1, 2], index=["甲局", "乙局"])
    >>> b = pd.Series([20, 10], index=["乙局", "甲局"])
    >>> [x.tolist() for x in align_vectors({"a": a, "b": b})]
    [[1.0, 2.0], [10.0, 20.0]]
    """
    indices = {
        name: vector.index if isinstance(vector, pd.Series) else None
        for name, vector in vectors.items()
    }
    labels = common_labels(indices)
    if labels is None:
        return [take_array(vector, name) for name, vector in vectors.items()]
    return [
        take_array(pd.Series(vector).reindex(labels), name)
        for name, vector in vectors.items()
    ]


def match_rows(rows: Mapping[str, Rows]) -> list[Rows]:
    """Bring what belongs together row by row into one order, as far as it carries labels.

    Other than :func:`align_vectors` it takes what has no labels as it stands: statements cut out of
    a frame keep its labels, a list or array of their codes has none.

    Parameters
    ----------
    rows : mapping of str to Series, DataFrame or anything else
        By the name they have in messages.

    Returns
    -------
    list
        In the order given; those with labels in the order of the first that has any.

    Raises
    ------
    FrameError
        If labels differ, or are repeated and stand in another order.

    Examples
    --------
    >>> said = pd.Series(["更新慢", "人员少"], index=["a", "b"])
    >>> codes = pd.Series(["staffing", "timeliness"], index=["b", "a"])
    >>> match_rows({"X": said, "y": codes})[1].tolist()
    ['timeliness', 'staffing']
    """
    indices = {
        name: row.index
        for name, row in rows.items()
        if isinstance(row, pd.Series | pd.DataFrame)
    }
    named = [index for index in indices.values() if has_labels(index)]
    if not named:
        return list(rows.values())
    # 0, 1, 2 … are labels where the other side holds the same numbers in another order.
    labelled = {
        name: index
        for name, index in indices.items()
        if has_labels(index) or set(index) == set(named[0])
    }
    labels = _agreed(labelled)
    if labels is None:
        return list(rows.values())
    return [
        row.reindex(labels) if name in labelled else row for name, row in rows.items()
    ]


def rows_by_label(index: pd.Index) -> NDArray[np.int64]:
    """Places of rows in order of their labels, so that what is drawn by chance hangs on these.

    Parameters
    ----------
    index : pandas.Index
        Labels of the rows.

    Returns
    -------
    numpy.ndarray of int64
        As the rows stand where labels are repeated or have no order.

    Examples
    --------
    >>> rows_by_label(pd.Index(["c", "a", "b"])).tolist()
    [1, 2, 0]
    """
    if not index.is_unique:
        return np.arange(len(index))
    try:
        return np.asarray(index.argsort(), dtype=np.int64)
    except TypeError:
        return np.arange(len(index))


def common_labels(indices: Mapping[str, pd.Index | None]) -> pd.Index | None:
    """Find the labels that several indices have in common, in the order of the first that has any.

    Parameters
    ----------
    indices : mapping of str to pandas.Index or None
        By the name they have in messages; None, or 0, 1, 2 …, for what carries no labels.

    Returns
    -------
    pandas.Index or None
        None where nothing carries labels, or all that do have the same in the same order.

    Raises
    ------
    FrameError
        If labels are repeated or differ, or only some carry any.
    """
    labelled = {
        name: index
        for name, index in indices.items()
        if index is not None and has_labels(index)
    }
    if not labelled:
        return None
    first, labels = next(iter(labelled.items()))
    bare = [name for name in indices if name not in labelled]
    # Scalars and columns of the same frame come without a name of their own.
    if bare:
        raise FrameError(
            f"{first} carries labels ({_some(labels)}) and {', '.join(bare)} none, so that nothing "
            "says which belong together; give both the same index, or neither"
        )
    return _agreed(labelled)


def _agreed(labelled: Mapping[str, pd.Index]) -> pd.Index | None:
    """The labels of all, in the order of the first; None where the same stand in the same order."""
    (first, labels), *others = labelled.items()
    if all(index.equals(labels) for _, index in others):
        return labels if labels.is_unique else None
    for name, index in labelled.items():
        if not index.is_unique:
            twice = index[index.duplicated()][:3]
            raise FrameError(
                f"{name}: label {_some(twice)} stands twice; labels must be unique"
            )
    for name, index in others:
        if set(index) != set(labels):
            differing = labels.symmetric_difference(index)
            raise FrameError(
                f"{first} and {name} do not have the same labels: {_some(differing)} only in one; "
                "reindex one to the other's"
            )
    return labels


def _some(labels: pd.Index) -> str:
    """A few labels for a message."""
    return ", ".join(map(str, labels[:3])) + (" …" if len(labels) > 3 else "")
