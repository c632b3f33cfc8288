"""Columns of text, whatever pandas keeps them in, and their way to types, Arrow and back.

Since pandas 3 a column of text is ``str``; before, it was ``object``, a dtype that says nothing of
what stands in it. What is asked of a column's kind, and what writes one out, is told here alone, so
that frames and files are the same with either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

_HAS_STR = isinstance(pd.Series([], dtype="str").dtype, pd.StringDtype)
# What parquet says of its writer and of columns of text; both would differ with pandas' version.
_WRITER = "2.2.0"
_TEXT_NAMES = {"pandas_type": "unicode", "numpy_type": "object"}


def holds_text(values: pd.Series) -> bool:
    """Tell whether a column holds strings, and what is missing, alone.

    Parameters
    ----------
    values : pandas.Series
        Any column; one of objects without rows counts as text.

    Returns
    -------
    bool

    Examples
    --------
    >>> (
    ...     holds_text(pd.Series(["公开", None], dtype="object")),
    ...     holds_text(pd.Series([1, "a"])),
    ... )
    (True, False)
    """
    if isinstance(values.dtype, pd.StringDtype):
        return True
    if values.dtype != "object":
        return False
    return values.empty or pd.api.types.infer_dtype(values, skipna=True) == "string"


def as_text(values: pd.Series) -> pd.Series:
    """Write each value as text, what is missing as the empty one.

    Parameters
    ----------
    values : pandas.Series
        Any column.

    Returns
    -------
    pandas.Series of str
        With the same index and name.

    Examples
    --------
    >>> as_text(pd.Series(["公开", None, 2020], dtype="object")).tolist()
    ['公开', '', '2020']
    """
    if isinstance(values.dtype, pd.StringDtype):
        return values.fillna("").astype("str")
    # Filled before it is written: pandas 2 writes what is missing as a word ("nan", "None").
    objects = values.to_numpy(dtype="object", copy=True)
    objects[values.isna().to_numpy(dtype=bool)] = ""
    return pd.Series(objects, values.index, dtype="object", name=values.name).astype(
        "str"
    )


def text_array(values: Any) -> Any:
    """Lay text out as an array for a column.

    ``pandas.array`` with dtype ``str`` means an array of fixed width before pandas 3: every text as
    long as the longest, and NULs at its end lost.

    Parameters
    ----------
    values : sequence of str, numpy.ndarray or pyarrow.ChunkedArray
        Texts, none missing.

    Returns
    -------
    pandas.api.extensions.ExtensionArray or numpy.ndarray of object
        What pandas keeps text in.

    Examples
    --------
    >>> pd.DataFrame({"text": text_array(["公开", ""])})["text"].tolist()
    ['公开', '']
    """
    if _HAS_STR:
        return pd.array(values, dtype="str")
    plain = values.to_pylist() if hasattr(values, "to_pylist") else values
    return np.array(plain, dtype="object")


def lay_out(dtypes: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Lay rows out as a frame, each column made once in its own dtype.

    A frame of rows that is brought to its dtypes afterwards takes ten times as long where it has
    few rows: ``astype`` goes over each column anew.

    Parameters
    ----------
    dtypes : mapping of str to str
        Columns and their dtypes, in order.
    rows : sequence of sequence
        A value for each column; None is a missing number.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> lay_out({"report_id": "str", "year": "Int64"}, [("r1", None)])
      report_id  year
    0        r1  <NA>
    """
    columns: Iterable[Sequence[Any]]
    columns = zip(*rows, strict=True) if rows else ((),) * len(dtypes)
    made = {
        name: _column(values, dtype)
        for (name, dtype), values in zip(dtypes.items(), columns, strict=True)
    }
    return pd.DataFrame(made, copy=False)


def _column(values: Sequence[Any], dtype: str) -> Any:
    """Values as an array of pandas; text is laid out by pyarrow, which asks less of each value."""
    import pyarrow as pa

    if dtype == "str":
        return text_array(pa.array(values, pa.large_string()))
    if dtype == "Int64":
        # Pages of cells: of files without any, all are missing.
        if values and all(value is None for value in values):
            return pd.array([None], dtype="Int64").repeat(len(values))
        return pd.array(values, dtype="Int64")
    # Not by pandas, which reads large uint64 as floats first.
    return np.array(values, dtype=dtype)


def typed_column(values: pd.Series, dtype: str) -> pd.Series:
    """Bring a column to a dtype of the contract; cells of text are read as what they write.

    Parameters
    ----------
    values : pandas.Series
        Values of any kind, or cells as a csv holds them: an empty one is a missing value.
    dtype : {"str", "bool", "int64", "Int64", "float64"}
        What it is to be.

    Returns
    -------
    pandas.Series
        With the same index and name.

    Raises
    ------
    TypeError, ValueError
        If a value does not fit.

    Examples
    --------
    >>> cells = pd.Series(["2020", ""])
    >>> typed_column(cells, "Int64").tolist(), typed_column(cells, "float64").tolist()
    ([2020, <NA>], [2020.0, nan])
    >>> typed_column(pd.Series(["True", "false", ""]), "bool").tolist()
    [True, False, False]
    """
    if dtype == "str":
        return as_text(values)
    if holds_text(values):
        read = _READERS[dtype]
        cells = [read(cell) for cell in as_text(values).tolist()]
        values = pd.Series(cells, values.index, dtype="object", name=values.name)
    typed: pd.Series = values.astype(cast("Any", dtype))
    return typed


def _read_whole(cell: str) -> object:
    """A whole number from its writing, exact beyond what a float holds."""
    if not cell:
        return pd.NA
    try:
        return int(cell)
    except ValueError:
        # A spreadsheet may have written 2020.0; what is broken is told by the dtype.
        number = float(cell)
        return int(number) if number.is_integer() else number


_READERS: dict[str, Callable[[str], object]] = {
    "bool": lambda cell: cell.lower() == "true",
    "int64": _read_whole,
    "Int64": _read_whole,
    "float64": lambda cell: float(cell) if cell else np.nan,
}


def arrow_column(values: pd.Series) -> pa.ChunkedArray:
    """Turn a column into one of Arrow: text as ``large_string``, all else by its dtype.

    Parameters
    ----------
    values : pandas.Series
        A column of a frame.

    Returns
    -------
    pyarrow.ChunkedArray

    Examples
    --------
    >>> arrow_column(pd.Series(["公开"])).type, arrow_column(pd.Series([1.5])).type
    (DataType(large_string), DataType(double))
    """
    import pyarrow as pa

    kind = pa.large_string() if holds_text(values) else None
    column = pa.array(values, type=kind, from_pandas=True)
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def arrow_table(frame: pd.DataFrame) -> pa.Table:
    """Turn a frame into a table of Arrow that leads back to the same frame; its index is left out.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any frame.

    Returns
    -------
    pyarrow.Table
        The same schema, to the byte, with any version of pandas.

    Examples
    --------
    >>> arrow_table(pd.DataFrame({"n": [1], "text": ["公开"]})).schema.types
    [DataType(int64), DataType(large_string)]
    """
    import pyarrow as pa

    columns = [arrow_column(frame[name]) for name in frame]
    bare = pa.Table.from_arrays(columns, names=[str(name) for name in frame])
    # What pandas would store of the frame's columns; from one row, as no value stands in it.
    told = pa.Schema.from_pandas(frame.iloc[:1], preserve_index=False).pandas_metadata
    return bare.replace_schema_metadata(
        {"pandas": json.dumps(_settle(told, bare.schema))}
    )


def _settle(told: dict[str, Any], schema: pa.Schema) -> dict[str, Any]:
    """What pandas stores beside a table, without what depends on its version."""
    import pyarrow as pa

    columns = [
        column | _TEXT_NAMES
        if pa.types.is_large_string(schema.field(k).type)
        else column
        for k, column in enumerate(told["columns"])
    ]
    return told | {"columns": columns, "column_indexes": [], "pandas_version": _WRITER}
