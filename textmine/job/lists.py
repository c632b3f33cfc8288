"""What a user brings to a run besides reports: which were to be expected, and people's verdicts.

Both outlive the run: the frames ``expected`` and ``verdicts`` of the results can be given to the
next one, and ``add`` takes them over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from textmine.errors import ReadError, warn
from textmine.header.folder import id_of_agency
from textmine.io.columns import LOOKED_AT, check_cell, doubt_columns
from textmine.job.rows import read_rows
from textmine.resources.columns import field_of
from textmine.schema import make_frame

Table = str | Path | pd.DataFrame
_EXPECTED = ["agency_id", "agency", "year", "every_year"]
_JUDGED = ["judged", "check", "report_id", "family_id"]


@dataclass(frozen=True, eq=False)
class Lists:
    """What was given besides reports.

    Parameters
    ----------
    expected : pandas.DataFrame
        Columns agency_id, agency, year: reports that should be there; without a year, one of every
        year of the corpus.
    verdicts : pandas.DataFrame
        Columns of the frame ``verdicts``: what people said of checks and of shared passages.
    """

    expected: pd.DataFrame = field(default_factory=lambda: make_frame("expected", []))
    verdicts: pd.DataFrame = field(default_factory=lambda: make_frame("verdicts", []))


def read_lists(expected: Table | None = None, verdicts: Table | None = None) -> Lists:
    """Read what is given besides reports, and check it before any work begins.

    Parameters
    ----------
    expected : str, Path or DataFrame, optional
        A csv, tsv or xlsx, or a frame: column agency (as printed) or agency_id, and year if wanted;
        also under their Chinese names (机关, 年份 …: ``resources/columns.toml``).
    verdicts : str, Path or DataFrame, optional
        Columns verdict and either report_id and check, or family_id; note and by if wanted.

    Returns
    -------
    Lists
        Empty frames for what is not given.

    Raises
    ------
    ReadError
        Naming the file, and the column or row that is wrong.

    Examples
    --------
    >>> given = read_lists(pd.DataFrame({"agency": ["云溪县水利局"], "year": [2021]}))
    >>> given.expected[["agency", "year"]].values.tolist()
    [['云溪县水利局', 2021]]
    """
    return Lists(_expected(expected), _verdicts(verdicts))


def match_expected(given: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Tell which of the expected reports are held.

    Parameters
    ----------
    given : pandas.DataFrame
        :attr:`Lists.expected`.
    reports : pandas.DataFrame
        Columns report_id, agency, agency_id, year.

    Returns
    -------
    pandas.DataFrame
        Frame ``expected``, one row an agency and year: agency_id, agency, year, state (``held`` or
        ``missing``), reports (ids joined by ``|``), every_year (the list names no year).

    Examples
    --------
    >>> given = read_lists(pd.DataFrame({"agency": ["云溪县水利局"]})).expected
    >>> held = pd.DataFrame(
    ...     {
    ...         "report_id": ["r1"],
    ...         "agency": ["某局"],
    ...         "agency_id": ["x:某局"],
    ...         "year": [2020],
    ...     }
    ... )
    >>> match_expected(given, held)[["year", "state"]].values.tolist()
    [[2020, 'missing']]
    """
    known = reports.dropna(subset=["year"])
    years = sorted({int(year) for year in known["year"]})
    held = _HeldReports(known)
    rows = []
    for key, agency, asked in given[["agency_id", "agency", "year"]].to_numpy():
        is_open = pd.isna(asked)
        for year in years if is_open else [int(asked)]:
            found = held.find(key, agency, year)
            state = "held" if found else "missing"
            rows.append((key, agency, year, state, "|".join(found), is_open))
    columns = ["agency_id", "agency", "year", "state", "reports", "every_year"]
    return make_frame("expected", pd.DataFrame(rows, columns=columns).drop_duplicates())


class _HeldReports:
    """Reports by agency and year: by identity first, else by name."""

    def __init__(self, reports: pd.DataFrame) -> None:
        self._by_id: dict[tuple[str, int], list[str]] = {}
        self._by_name: dict[tuple[str, int], list[tuple[str, str]]] = {}
        columns = ["report_id", "agency_id", "agency", "year"]
        for report_id, agency_id, agency, year in reports[columns].to_numpy():
            self._by_id.setdefault((agency_id, int(year)), []).append(report_id)
            named = self._by_name.setdefault((agency, int(year)), [])
            named.append((agency_id, report_id))

    def find(self, agency_id: str, agency: str, year: int) -> list[str]:
        """Reports of an agency; of the same name in another place it is another agency."""
        found = self._by_id.get((agency_id, year))
        if found or not agency:
            return found or []
        named = self._by_name.get((agency, year), [])
        return [
            report_id
            for other, report_id in named
            if not (_has_place(agency_id) and _has_place(other))
        ]


def _has_place(agency_id: str) -> bool:
    """Whether an identity says which place its agency is of: it begins with the code of it."""
    return agency_id[:1].isdigit()


def match_verdicts(
    given: pd.DataFrame, checks: Iterable[pd.DataFrame], families: pd.DataFrame
) -> pd.DataFrame:
    """Tell whether verdicts still meet what they were given on.

    Parameters
    ----------
    given : pandas.DataFrame
        :attr:`Lists.verdicts`.
    checks : iterable of DataFrame
        Parts of the frame ``checks``: report_id, check, status.
    families : pandas.DataFrame
        Columns family_id, kind; the id of a family is that of its text, in every run.

    Returns
    -------
    pandas.DataFrame
        Frame ``verdicts``: judged (report_id, or family_id where check is empty), check, verdict,
        note, by, found (outcome of the check or kind of the family now) and state: ``stands``,
        ``changed`` (was given on another outcome), ``gone``.
    """
    asked = set(zip(given["judged"], given["check"], strict=True))
    outcomes: dict[tuple[str, str], set[str]] = {}
    for part in checks:
        for report, check, status in part[["report_id", "check", "status"]].to_numpy():
            if (report, check) in asked:
                outcomes.setdefault((report, check), set()).add(str(status))
    kinds = dict(zip(families["family_id"], families["kind"], strict=True))
    found, states = [], []
    for judged, check, before in given[["judged", "check", "found"]].to_numpy():
        outcome = sorted(outcomes.get((judged, check), ()))
        now = "|".join(outcome) if check else str(kinds.get(judged, ""))
        found.append(now)
        states.append(
            "gone" if not now else "stands" if before in ("", now) else "changed"
        )
    return make_frame("verdicts", given.assign(found=found, state=states))


def _expected(given: Table | None) -> pd.DataFrame:
    """Expected reports, with the identity of their agencies."""
    if given is None:
        return Lists().expected
    table, what = _take(given, "expected", _EXPECTED)
    if not {"agency", "agency_id"} & set(table.columns):
        raise ReadError(
            f"{what}: no column agency (机关) or agency_id; found {', '.join(table.columns)}"
        )
    text = table.reindex(columns=_EXPECTED, fill_value="")
    # Given back from a run: years that come with further reports are expected too.
    text.loc[text["every_year"] == "True", "year"] = ""
    ids: list[str] = []
    for key, agency in text[["agency_id", "agency"]].to_numpy():
        if not key and not agency:
            raise ReadError(f"{what}: row {len(ids) + 1} names no agency")
        ids.append(key or id_of_agency(agency))
    years = [_year(year, k, what) for k, year in enumerate(text["year"], start=1)]
    known = text.assign(agency_id=ids, year=pd.array(years, dtype="Int64"))
    told = known.assign(state="", reports="", every_year=known["year"].isna())
    return make_frame("expected", told.drop_duplicates())


def _verdicts(given: Table | None) -> pd.DataFrame:
    """Verdicts, each on one check of a report or on one family."""
    if given is None:
        return Lists().verdicts
    columns = list(make_frame("verdicts", []).columns)
    every = [*columns, "report_id", "family_id"]
    table, what = _take(given, "verdicts", every)
    if "verdict" not in table.columns:
        raise ReadError(
            f"{what}: no column verdict (判定); found {', '.join(table.columns)}"
        )
    text = table.reindex(columns=every, fill_value="")
    judged: list[str] = []
    for one, check, report, family in text[_JUDGED].to_numpy():
        named = {one, report, family} - {""}
        mixed = family if check else report
        if len(named) != 1 or mixed:
            raise ReadError(
                f"{what}: row {len(judged) + 1} judges no one thing; expected report_id and check,"
                " or family_id"
            )
        judged.append(named.pop())
    return make_frame("verdicts", text.assign(judged=judged)[columns])


def _take(given: Table, what: str, fields: Sequence[str]) -> tuple[pd.DataFrame, str]:
    """Rows of a table as text, with the contract's names of columns, and how to call it."""
    if isinstance(given, pd.DataFrame):
        table = given
    else:
        file = Path(given).expanduser()
        what = file.name
        if not file.is_file():
            raise ReadError(f"{file}: no such file; check the path")
        table = read_rows(file)
    heads = [str(column).strip() for column in table.columns]
    names = [field if (field := field_of(head)) in fields else head for head in heads]
    table = table.set_axis(names, axis="columns")
    if not table.columns.is_unique:
        raise ReadError(
            f"{what}: a column stands twice; found {', '.join(table.columns)}"
        )
    text = table.astype("object").where(table.notna(), "").astype("str")
    # A cell that a spreadsheet would run stands behind an apostrophe in frames of this library.
    text = text.apply(lambda column: column.str.strip().str.removeprefix("'"))
    for line in doubt_columns(heads, text.head(LOOKED_AT).to_numpy().tolist(), fields):
        warn(f"{what}: {line}")
    return text, what


def _year(written: str, row: int, what: str) -> int | None:
    """A year in any writing, or none."""
    return int(check_cell("year", written, f"{what}: row {row}")) if written else None
