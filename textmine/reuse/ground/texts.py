"""The texts to mine: one table whatever is handed in, in an order that depends on names only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import xxhash
from numpy.typing import NDArray

from textmine.dtypes import arrow_column, as_text
from textmine.intake.columns import mend_column
from textmine.intake.frames import check_single_rows, take_texts
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.stream import within
from textmine.schema import META, NarrativeSource
from textmine.scratch import gather_array
from textmine.stats.lines import agency_keys, join_agencies

# Columns of the rows of text, beside the text itself, and with what is known of their reports.
ROW = ("report_id", "section", "start")
COLUMNS = (*ROW, *META)

# The rank of an office at the end of its type, which must leave two characters of what it does.
_RANK_OF_OFFICE = r"(?<=..)(?:厅|局|委员会|委|办公室|办)$"


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
        column = arrow_column(_strings(values))
        whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        return cls(whole, np.arange(len(whole)))

    @classmethod
    def gather(cls, columns: Iterable[pd.Series]) -> Contents:
        """Of columns one after the other, each let go of before the next is asked for."""
        sizes = [np.zeros(1, dtype=np.int64)]

        def characters() -> Iterator[NDArray[np.uint8]]:
            for values in columns:
                column = cls.of(values).column
                _, offsets, content = column.buffers()
                if not len(column):
                    continue
                ends = np.frombuffer(offsets, dtype=np.int64)[column.offset :][
                    : len(column) + 1
                ]
                sizes.append(np.diff(ends))
                yield np.frombuffer(content or b"", dtype=np.uint8)[ends[0] : ends[-1]]

        content = gather_array(characters(), np.uint8)
        ends = np.cumsum(np.concatenate(sizes))
        n = len(ends) - 1
        buffers = (pa.py_buffer(ends), pa.py_buffer(content))
        return cls(pa.LargeStringArray.from_buffers(n, *buffers), np.arange(n))

    def sort(self, order: NDArray[np.int64]) -> Contents:
        """Those at some places, in another order."""
        return Contents(self.column, self.order[order])

    def join(self, other: Contents) -> Contents:
        """These followed by others."""
        column = pa.concat_arrays([self.column, other.column])
        return Contents(column, np.append(self.order, len(self.column) + other.order))

    def take(self, where: NDArray[np.int64]) -> list[str]:
        """Decode those at some places."""
        _, offsets, content = self.column.buffers()
        ends = np.frombuffer(offsets, dtype=np.int64)[self.column.offset :]
        rows, whole = self.order[where], memoryview(content or b"")
        spans = zip(ends[rows].tolist(), ends[rows + 1].tolist(), strict=True)
        # Straight from the bytes: Arrow would copy them all before.
        return [str(whole[start:end], "utf-8") for start, end in spans]

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
        step = batch_sizes().texts
        for low in range(0, len(self), step):
            yield from self[low : low + step]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Rows of text in an order that never depends on the order of the input.

    They are sorted by year and a fixed random rank of agency and report: earlier years are searched
    without the later ones, and chance, not the alphabet, says who of a year comes first.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns report_id, section, start; RangeIndex.
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
        """Values of a column of ``reports``.

        Agency types stand without the rank of the office: 教育厅 and 教育局 are 教育.
        """
        values = self.reports[column]
        if column == "agency_type":
            return values.str.replace(_RANK_OF_OFFICE, "", regex=True)
        return values

    def codes(self, column: str) -> NDArray[np.int64]:
        """Number the values of a column of ``reports``, −1 where unknown.

        A report whose agency is unknown counts as an agency of its own.
        """
        values = self.values("line" if column == "agency" else column)
        if column == "agency":
            values = values.where(values != "", self.reports["report_id"])
        elif column != "year":
            values = values.where(values != "", pd.NA)
        return np.asarray(pd.factorize(values, sort=True)[0], dtype=np.int64)

    def full_rows(self) -> pd.DataFrame:
        """The rows with what is known of their reports: columns as ``sort_texts`` takes them."""
        known = {name: self.reports[name].array[self.report] for name in META}
        return self.rows.assign(**known)

    def rows_of(self, report: int) -> range:
        """Numbers of the rows of a report, which stand together."""
        rows = within(self.report, report, report + 1)
        return range(rows.start, rows.stop)

    def names(self, column: str) -> NDArray[np.str_]:
        """Values that the codes of a column stand for, with a last entry for −1."""
        values = as_text(self.values(column))
        return np.append(np.sort(values[values != ""].unique().astype("str")), "")


def read_texts(
    source: NarrativeSource | pd.DataFrame, *, successors: bool = True
) -> Texts:
    """Read the texts of a corpus or of any frame of texts.

    Parameters
    ----------
    source : NarrativeSource or pandas.DataFrame
        A corpus (its ``narrative`` is taken), a list or Series of texts, each a report, or a frame
        with columns report_id and text, and if known section, start (offset of the text in its
        report), agency, region, province, level, agency_type, year, published.
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
    frame = take_texts(source, what="mine_reuse")
    check_single_rows(frame, what="mine_reuse")
    rows = pd.DataFrame({column: _column(frame, column) for column in COLUMNS})
    return sort_texts(rows, Contents.of(frame["text"]), successors=successors)[0]


def read_text_parts(parts: Iterable[pd.DataFrame], *, successors: bool = True) -> Texts:
    """Read the texts of a corpus that comes in parts, as :func:`read_texts` does the whole.

    Parameters
    ----------
    parts : iterable of DataFrame
        Columns as for :func:`read_texts`; each part is let go of before the next is asked for, its
        texts lie in a mapped file where a folder for it is in use (:mod:`textmine.scratch`).
    successors : bool
        As for :func:`read_texts`.

    Returns
    -------
    Texts
        The same for any parts.

    Raises
    ------
    FrameError
        As :func:`read_texts`.
    """
    rows, firsts = [], []

    def contents() -> Iterator[pd.Series]:
        for part in parts:
            frame = take_texts(part, what="mine_reuse")
            full = pd.DataFrame({column: _column(frame, column) for column in COLUMNS})
            rows.append(full[list(ROW)])
            firsts.append(_first_rows(full))
            yield frame["text"]

    gathered = Contents.gather(contents())
    whole = pd.concat(rows, ignore_index=True)
    # A report whose rows lie in two parts has two first rows.
    first = _first_rows(pd.concat(firsts, ignore_index=True))
    return _sort(whole, first, gathered, successors=successors)[0]


def sort_texts(
    rows: pd.DataFrame, contents: Contents, *, successors: bool = True
) -> tuple[Texts, NDArray[np.int64]]:
    """Sort rows of text by year, unknown years last, and a fixed random rank of agency and report.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``COLUMNS``, in any order of rows.
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
    return _sort(rows[list(ROW)], _first_rows(rows), contents, successors=successors)


def _first_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The first row of each report: what it says holds, in whatever order the rows come."""
    return rows.sort_values("start", kind="stable").drop_duplicates("report_id")


def _sort(
    rows: pd.DataFrame, first: pd.DataFrame, contents: Contents, *, successors: bool
) -> tuple[Texts, NDArray[np.int64]]:
    """Sort rows of text, of which the first of each report says what is known of it."""
    reports = first[["report_id", *META]]
    # The rank goes by who the agency is, so that no way of writing its name changes the order.
    agency = agency_keys(reports)
    agency = agency.where(agency != "", reports["report_id"])
    reports = reports.assign(
        _agency=_random_rank(agency), _own=_random_rank(reports["report_id"])
    )
    # The name last: two names of one rank would else keep the order of the input.
    by = ["year", "_agency", "_own", "report_id"]
    reports = reports.sort_values(by, kind="stable", na_position="last")
    reports = reports.drop(columns=["_agency", "_own"]).reset_index(drop=True)
    lines = join_agencies(reports, successors=successors)
    reports = reports.assign(line=lines["line"], joined_by=lines["joined_by"])
    number = pd.Series(
        np.arange(len(reports), dtype=np.int32), index=reports["report_id"]
    )
    report: NDArray[np.int32] = (
        number.reindex(rows["report_id"]).to_numpy().astype(np.int32)
    )
    order = np.lexsort((rows["start"], report))
    rows = rows.iloc[order].reset_index(drop=True)
    return Texts(rows, contents.sort(order), report[order], reports, successors), order


def _column(frame: pd.DataFrame, column: str) -> pd.Series:
    """Take a column in its dtype, or its default where the frame has none."""
    if column == "start":
        return _numbers(frame, column, 0).astype("int64")
    if column == "year":
        return _numbers(frame, column, pd.NA)
    if column not in frame:
        return pd.Series("", index=range(len(frame)), dtype="str")
    return _strings(frame[column]).reset_index(drop=True)


def _numbers(frame: pd.DataFrame, column: str, default: object) -> pd.Series:
    """Take a column as integers, what is no number as missing; a default where there is none."""
    if column not in frame:
        return pd.Series(default, index=range(len(frame)), dtype="Int64")
    numbers: pd.Series = pd.to_numeric(frame[column], errors="coerce").astype("Int64")
    return numbers.reset_index(drop=True)


def _strings(values: pd.Series) -> pd.Series:
    """Values as strings, what is missing as empty ones."""
    # Half of a surrogate pair is no character and no column can hold it. One stands for one, so
    # that offsets stay as they are.
    return as_text(mend_column(values))


def _random_rank(names: pd.Series) -> NDArray[np.uint64]:
    """Fixed random rank of each name: the same in every corpus and on every machine."""
    encoded = (name.encode("utf-8", "surrogatepass") for name in names)
    return np.fromiter(map(xxhash.xxh3_64_intdigest, encoded), np.uint64)
