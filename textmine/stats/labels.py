"""Vectors and matrices that carry labels: brought into one order, or refused."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from textmine.errors import FrameError
from textmine.intake.values import take_array

Array = NDArray[np.float64]


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
    return [take_array(pd.Series(vector).reindex(labels), name) for name, vector in vectors.items()]


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
        name: index for name, index in indices.items() if index is not None and has_labels(index)
    }
    if not labelled:
        return None
    (first, labels), *others = labelled.items()
    same_order = all(index.equals(labels) for _, index in others)
    bare = [name for name in indices if name not in labelled]
    # Scalars and columns of the same frame come without a name of their own.
    if bare:
        raise FrameError(
            f"{first} carries labels ({_some(labels)}) and {', '.join(bare)} none, so that nothing "
            "says which belong together; give both the same index, or neither"
        )
    if same_order:
        return labels if labels.is_unique else None
    for name, index in labelled.items():
        if not index.is_unique:
            twice = index[index.duplicated()][:3]
            raise FrameError(f"{name}: label {_some(twice)} stands twice; labels must be unique")
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
