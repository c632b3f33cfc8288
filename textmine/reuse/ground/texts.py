"""The texts to mine: one table whatever is handed in, in an order that depends on names only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import xxhash
from numpy.typing import NDArray

from textmine.errors import FrameError
from textmine.schema import META, NarrativeSource, check_columns
from textmine.stats.lines import agency_keys, join_agencies

_OFFICE = r"(?<=..)(?:厅|局|委员会|委|办公室|办)$"
_HALF = re.compile("[\ud800-\udfff]")
COLUMNS = ("report_id", "section", "start", *META)
_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Contents(Sequence[str]):
    """Strings in an order, decoded when asked for; the column that they stand in is not copied.

    Parameters
    ----------
    column : pyarrow.LargeStringArray
        The strings, in any order.
    order : numpy.ndarray of shape (n,)
        Place of each in the column.

    Examples
    --------
    >>> c = Contents.of(pd.Series(["公开", None, "信息"])).sort(np.array([2, 0]))
    >>> len(c), list(c), c[1], c[:1]
    (2, ['信息', '公开'], '公开', ['信息'])
    """

    column: pa.LargeStringArray
    order: NDArray[np.int64]

    @classmethod
    def of(cls, values: pd.Series) -> Contents:
        """Of a column in its order; what is missing is empty."""
        column = pa.chunked_array(pa.array(_strings(values)))
        whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        return cls(whole, np.arange(len(whole)))

    def sort(self, order: NDArray[np.int64]) -> Contents:
        """Those at some places, in another order."""
        return Contents(self.column, self.order[order])

    def join(self, other: Contents) -> Contents:
        """These followed by others."""
        column = pa.concat_arrays([self.column, other.column])
        return Contents(column, np.append(self.order, len(self.column) + other.order))

    def take(self, where: NDArray[np.int64]) -> list[str]:
        """Decode those at some places."""
        found: list[str] = self.column.take(pa.array(self.order[where])).to_pylist()
        return found

    def lengths(self) -> NDArray[np.int64]:
        """Length of each."""
        return np.asarray(compute.utf8_length(self.column), dtype=np.int64)[self.order]

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        found = self.take(np.atleast_1d(np.arange(len(self))[at]))
        return found if isinstance(at, slice) else found[0]

    def __iter__(self) -> Iterator[str]:
        for low in range(0, len(self), _AT_ONCE):
            yield from self[low : low + _AT_ONCE]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Rows of text, sorted by year and a fixed random rank of agency and report, so that input order never matters.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns report_id, section, start and ``META``; RangeIndex.
    contents : Contents
        The text of each row.
    report : numpy.ndarray of int32, shape (len(rows),)
        Number of the report, ascending.
    reports : pandas.DataFrame
        Columns report_id, ``META``, and ``line`` and ``joined_by`` as :func:`join_agencies` gives
        them; one row a report, in order of number.
    successors : bool
        Whether agencies are one with those that they took over from.
    """

    rows: pd.DataFrame
    contents: Contents
    report: NDArray[np.int32]
    reports: pd.DataFrame
    successors: bool = True

    def values(self, column: str) -> pd.Series:
        """Values of a column of ``reports``; agency types without the office's rank: 教育厅 and 教育局 are 教育."""
        values = self.reports[column]
        return values.str.replace(_OFFICE, "", regex=True) if column == "agency_type" else values

    def codes(self, column: str) -> NDArray[np.int64]:
        """Number the values of a column of ``reports``, −1 where unknown; agencies default to the report."""
        values = self.values("line" if column == "agency" else column)
        if column == "agency":
            values = values.where(values != "", self.reports["report_id"])
        elif column != "year":
            values = values.where(values != "", pd.NA)
        return np.asarray(pd.factorize(values, sort=True)[0], dtype=np.int64)

    def names(self, column: str) -> NDArray[np.str_]:
        """Values that the codes of a column stand for, with a last entry for −1."""
        values = self.values(column).astype("str").fillna("")
        return np.append(np.sort(values[values != ""].unique().astype("str")), "")


def read_texts(source: NarrativeSource | pd.DataFrame, *, successors: bool = True) -> Texts:
    """Read the texts of a corpus or of any frame of texts.

    Parameters
    ----------
    source : NarrativeSource or pandas.DataFrame
        A corpus (its ``narrative`` is taken), or a frame with columns report_id and text, and if
        known section, start (offset of the text in its report), agency, region, province, level,
        agency_type, year, published.
    successors : bool
        Whether agencies are one with those that they took over from.

    Returns
    -------
    Texts
        Reports without any text are kept if the corpus lists them.

    Raises
    ------
    FrameError
        If report_id or text is missing, or the source is of another type.

    Examples
    --------
    >>> t = read_texts(pd.DataFrame({"report_id": ["b", "a"], "text": ["公开", None]}))
    >>> sorted(t.reports["report_id"]), list(t.contents).count("")
    (['a', 'b'], 1)
    """
    if isinstance(source, pd.DataFrame):
        frame = source
    elif isinstance(source, NarrativeSource):
        frame = source.narrative
    else:
        raise FrameError(
            f"mine_reuse: got {type(source).__name__}; expected a corpus or a frame with columns report_id and text"
        )
    check_columns(frame, ["report_id", "text"], what="texts to mine for reuse")
    rows = pd.DataFrame({column: _column(frame, column) for column in COLUMNS})
    return sort_texts(rows, Contents.of(frame["text"]), successors=successors)[0]


def sort_texts(
    rows: pd.DataFrame, contents: Contents, *, successors: bool = True
) -> tuple[Texts, NDArray[np.int64]]:
    """Sort rows of text by year (those of unknown year last) and a fixed random rank of agency and report.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns as in ``Texts.rows``, in any order of rows.
    contents : Contents
        Text of each row.
    successors : bool
        Whether agencies are one with those that they took over from.

    Returns
    -------
    texts : Texts
        The rows sorted.
    order : numpy.ndarray of shape (len(rows),)
        Place of each sorted row in ``rows``.
    """
    reports = rows.drop_duplicates("report_id")[["report_id", *META]]
    # The rank goes by who the agency is, so that no way of writing its name changes the order.
    agency = agency_keys(reports)
    agency = agency.where(agency != "", reports["report_id"])
    reports = reports.assign(a=_rank(agency), r=_rank(reports["report_id"]))
    reports = reports.sort_values(
        ["year", "a", "r", "report_id"], kind="stable", na_position="last"
    )
    reports = reports.drop(columns=["a", "r"]).reset_index(drop=True)
    lines = join_agencies(reports, successors=successors)
    reports = reports.assign(line=lines["line"], joined_by=lines["joined_by"])
    number = pd.Series(np.arange(len(reports), dtype=np.int32), index=reports["report_id"])
    report: NDArray[np.int32] = number.reindex(rows["report_id"]).to_numpy().astype(np.int32)
    order = np.lexsort((rows["start"], report))
    return Texts(
        rows.iloc[order].reset_index(drop=True),
        contents.sort(order),
        report[order],
        reports,
        successors,
    ), order


def _column(frame: pd.DataFrame, column: str) -> pd.Series:
    """Take a column in its dtype, or its default where the frame has none."""
    if column in ("start", "year"):
        if column not in frame:
            filled: pd.Series = pd.Series(
                0 if column == "start" else pd.NA, index=range(len(frame)), dtype="Int64"
            )
        else:
            filled = (
                pd.to_numeric(frame[column], errors="coerce").astype("Int64").reset_index(drop=True)
            )
        return filled.fillna(0).astype("int64") if column == "start" else filled
    if column not in frame:
        return pd.Series("", index=range(len(frame)), dtype="str")
    return _strings(frame[column]).reset_index(drop=True)


def _strings(values: pd.Series) -> pd.Series:
    """Values as strings, what is missing as empty ones."""
    try:
        return values.astype("str").fillna("")
    except UnicodeEncodeError:
        # Half of a surrogate pair is no character and no column can hold it; offsets stay as they
        # are.
        return (
            values.map(lambda x: _HALF.sub("\ufffd", x) if isinstance(x, str) else x)
            .astype("str")
            .fillna("")
        )


def _rank(names: pd.Series) -> NDArray[np.uint64]:
    """Fixed random rank of each name."""
    return np.fromiter(
        (xxhash.xxh3_64_intdigest(n.encode("utf-8", "surrogatepass")) for n in names), np.uint64
    )
