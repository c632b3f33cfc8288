"""What can be counted of each family: sizes, spread over places and sectors, years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.dtypes import text_array
from textmine.reuse.families.gather import Passages, count_groups
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.standing import find_standing
from textmine.reuse.ground.texts import Texts

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Attributes of reports over which the spread of a family tells its kind.
SPREAD_OVER = ("province", "agency_type")


@dataclass(frozen=True, slots=True)
class Spread:
    """How families spread over one attribute.

    Parameters
    ----------
    n : numpy.ndarray of shape (n_families,)
        Number of distinct known values.
    top_share : numpy.ndarray of shape (n_families,)
        Share of the units that have the commonest value; NaN where nothing is known.
    top : numpy.ndarray of shape (n_families,)
        Code of the commonest value; −1 where nothing is known.
    """

    n: Ints
    top_share: Floats
    top: Ints


def measure_spread(family: Ints, unit: Ints, value: Ints, n: int) -> Spread:
    """Count over how many values the units (agencies) of each family spread.

    Parameters
    ----------
    family, unit, value : numpy.ndarray of shape (m,)
        A row per passage: its family, its unit, the unit's value (negative: unknown, not counted).
    n : int
        Number of families.

    Returns
    -------
    Spread
        Each unit counts once in a family, however often it holds a passage.

    Examples
    --------
    >>> s = measure_spread(
    ...     np.array([0, 0, 0]), np.array([0, 1, 2]), np.array([5, 5, 7]), 1
    ... )
    >>> int(s.n[0]), round(float(s.top_share[0]), 2), int(s.top[0])
    (2, 0.67, 5)
    """
    known = value >= 0
    table = pd.DataFrame(
        {"family": family[known], "unit": unit[known], "value": value[known]}
    )
    groups = table.drop_duplicates().groupby(["family", "value"], sort=True)
    sizes = groups.size().reset_index(name="size")
    # Of two values that are equally common the lower code counts.
    by = ["family", "size", "value"]
    best = sizes.sort_values(by, ascending=[True, False, True], kind="stable")
    best = best.drop_duplicates("family")
    total = np.bincount(sizes["family"], weights=sizes["size"], minlength=n)
    top, top_share = np.full(n, -1, dtype=np.int64), np.full(n, np.nan)
    top[best["family"]] = best["value"]
    top_share[best["family"]] = best["size"] / total[best["family"]]
    return Spread(np.bincount(sizes["family"], minlength=n), top_share, top)


def describe_families(
    passages: Passages,
    texts: Texts,
    report: Ints,
    mandated: NDArray[np.bool_],
    stock: NDArray[np.bool_],
) -> pd.DataFrame:
    """Count what there is to know of each family.

    Parameters
    ----------
    passages : Passages
        All passages.
    texts : Texts
        The texts mined.
    report : numpy.ndarray of shape (n_passages,)
        Report of each passage.
    mandated, stock : numpy.ndarray of bool, shape (n_chars,)
        Characters of the stream covered by official and by common political wording.

    Returns
    -------
    pandas.DataFrame
        A row a family, in order of family number: example (the passage that stands for it),
        n_chars, n_reports, n_agencies, mandated_share, stock_share; for ``x`` in province,
        agency_type: n_x, top_x_share, top_x (code, −1 unknown), top_x_name; in_one_home (of
        families of no known province whether just one county or city is known to hold it),
        home_name; first_year, last_year, n_years, year_share (greatest share of a year's reports
        that hold the family), of_one_report (whether several reports of one agency and year hold it
        and nobody else: versions of one).
    """
    family, n = passages.family, passages.n_families
    agency = texts.codes("agency")[report]
    example = _choose_examples(passages)
    facts: dict[str, Any] = {
        "example": example,
        "n_chars": passages.end[example] - passages.start[example],
        "n_reports": count_groups(family, report, n),
        "n_agencies": count_groups(family, agency, n),
        "mandated_share": _typical_share(passages, mandated),
        "stock_share": _typical_share(passages, mandated, stock),
    }
    for x in SPREAD_OVER:
        s = measure_spread(family, agency, texts.codes(x)[report], n)
        facts |= {f"n_{x}": s.n, f"top_{x}_share": s.top_share, f"top_{x}": s.top}
        facts[f"top_{x}_name"] = text_array(texts.names(x)[s.top])
    # Where a province is known it says more; of most families one is.
    is_open = (facts["n_province"] == 0)[family]
    rows = (family[is_open], agency[is_open], report[is_open])
    facts |= _describe_homes(*rows, n, texts)
    table = pd.DataFrame(facts | _describe_years(family, n, report, texts))
    several = (table["n_reports"] > 1) & (table["n_reports"] == table.pop("n_dated"))
    one = (table["n_agencies"] == 1) & (table["n_years"] == 1)
    return table.assign(of_one_report=several & one)


def _choose_examples(passages: Passages) -> Ints:
    """Passage that stands for each family: of median length, first by rank."""
    length = passages.end - passages.start
    order = np.lexsort((passages.start, length, passages.family))
    size = np.bincount(passages.family, minlength=passages.n_families)
    family_start = np.cumsum(size) - size
    middle: Ints = order[family_start + size // 2]
    return middle


def _typical_share(passages: Passages, *masks: NDArray[np.bool_]) -> Floats:
    """Share of each family that any mask covers: upper quartile of its passages.

    The upper one, for edits break known wording here and there.
    """
    covered = _count_covered(passages, masks) / (passages.end - passages.start)
    order = np.lexsort((covered, passages.family))
    size = np.bincount(passages.family, minlength=passages.n_families)
    family_start = np.cumsum(size) - size
    # Three quarters of the way through the family, rounded up.
    upper = -(-3 * (size - 1) // 4)
    quartile: Floats = covered[order][family_start + upper]
    return quartile


def _count_covered(passages: Passages, masks: Sequence[NDArray[np.bool_]]) -> Ints:
    """Characters of each passage that any mask covers, some stretch of the stream at a time."""
    start, end = passages.start, passages.end
    counts = np.zeros(len(passages), dtype=np.int64)
    low = 0
    while low < len(passages):
        high = int(np.searchsorted(start, start[low] + batch_sizes().painted))
        begin, stop = int(start[low]), int(end[low:high].max())
        marked = np.logical_or.reduce([mask[begin:stop] for mask in masks])
        before = np.append(0, np.cumsum(marked))
        counts[low:high] = (
            before[end[low:high] - begin] - before[start[low:high] - begin]
        )
        low = high
    return counts


def _describe_homes(
    family: Ints, agency: Ints, report: Ints, n: int, texts: Texts
) -> dict[str, NDArray[Any]]:
    """Whether just one county or city is known to hold a family of no known province; which."""
    standing = find_standing(texts.reports, texts.codes("agency_type"))
    homes = measure_spread(family, agency, standing.home[report], n)
    names = np.array([*standing.names, ""], dtype=object)
    return {"in_one_home": homes.n == 1, "home_name": text_array(names[homes.top])}


def _describe_years(
    family: Ints, n: int, report: Ints, texts: Texts
) -> dict[str, NDArray[Any]]:
    """First and last year, their number, and the greatest share of a year's reports."""
    year_of = (
        texts.reports["year"]
        .astype("Float64")
        .to_numpy(dtype=np.float64, na_value=np.nan)
    )
    seen = pd.DataFrame({"family": family, "year": year_of[report], "report": report})
    seen = seen.dropna().drop_duplicates()
    held = seen.groupby(["family", "year"], sort=True).size().reset_index(name="n_held")
    n_reports = held["year"].map(pd.Series(year_of).value_counts())
    held = held.assign(share=held["n_held"] / n_reports)
    table = held.groupby("family").agg(
        first=("year", "min"),
        last=("year", "max"),
        n=("year", "size"),
        share=("share", "max"),
        dated=("n_held", "sum"),
    )
    table = table.reindex(range(n))
    return {
        "first_year": table["first"].to_numpy(),
        "last_year": table["last"].to_numpy(),
        "n_years": table["n"].fillna(0).to_numpy(dtype=np.int64),
        "year_share": table["share"].fillna(0.0).to_numpy(),
        "n_dated": table["dated"].fillna(0).to_numpy(dtype=np.int64),
    }
