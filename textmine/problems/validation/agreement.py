"""Agreement of coders: Krippendorff's alpha with MASI distance, kappa per category, bootstrap intervals."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import CodebookError
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.schema import check_columns

Array = NDArray[np.float64]


def masi_distance(a: Iterable[str], b: Iterable[str]) -> float:
    """MASI distance of two sets of labels: ``1 − J·M``.

    J is the Jaccard index; M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they
    overlap, 0 where they are disjoint.

    Parameters
    ----------
    a, b : iterable of str
        Labels.

    Returns
    -------
    float
        0 (equal) to 1 (disjoint); two empty sets are equal.

    References
    ----------
    Passonneau 2006, LREC (Measuring agreement on set-valued items).

    Examples
    --------
    >>> round(masi_distance({"content"}, {"content", "platform"}), 3)
    0.667
    """
    left, right = frozenset(a), frozenset(b)
    if left == right:
        return 0.0
    shared = len(left & right)
    if not shared:
        return 1.0
    monotone = 2 / 3 if left <= right or right <= left else 1 / 3
    return 1.0 - shared / len(left | right) * monotone


def measure_agreement(
    codings: pd.DataFrame,
    codebook: Codebook | None = None,
    *,
    n_boot: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Measure how far coders agree.

    Parameters
    ----------
    codings : pandas.DataFrame
        A row a decision: columns item_id, coder, categories (keys joined by ``|``; empty is "none
        of them"). Items with one coder only are left out.
    codebook : Codebook, optional
        The shipped one by default.
    n_boot : int
        Bootstrap samples (items drawn with replacement) for the intervals.
    seed : int
        Of the bootstrap.
    level : float
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        Columns category, measure, value, n, prevalence, ci_low, ci_high. First ``all`` with
        ``alpha_masi`` and ``same_set`` (share of pairs with equal sets), then each category with
        ``kappa`` (Cohen, mean over pairs of coders), ``alpha`` (nominal) and ``agreement``. n
        counts items; prevalence is the share of decisions with the category; NaN where a category
        is never used. Read alpha: at least 0.80 reliable, 0.667–0.80 tentative.

    Raises
    ------
    FrameError
        If a column is missing.
    CodebookError
        If a label is unknown, a coder coded an item twice, or no item has two coders.

    References
    ----------
    Krippendorff 2018, Content Analysis (4th ed.), ch. 12; Cohen 1960, EPM 20: 37–46.

    Examples
    --------
    >>> rows = [
    ...     ("i1", "A", "content"),
    ...     ("i1", "B", "content"),
    ...     ("i2", "A", "staffing"),
    ...     ("i2", "B", "staffing"),
    ...     ("i3", "A", "other"),
    ...     ("i3", "B", "content"),
    ... ]
    >>> table = measure_agreement(
    ...     pd.DataFrame(rows, columns=["item_id", "coder", "categories"]), n_boot=50
    ... )
    >>> table[["category", "measure", "value"]].head(2).round(2).values.tolist()
    [['all', 'alpha_masi', 0.55], ['all', 'same_set', 0.67]]
    """
    codebook = codebook if codebook is not None else load_codebook()
    items, places, cells = _prepare(codings, codebook)
    draws = np.random.default_rng(seed).multinomial(
        len(items), np.full(len(items), 1 / len(items)), size=n_boot
    )
    weights = np.vstack([np.ones(len(items)), draws.astype(np.float64)])
    sets = sorted(set(cells))
    distance = np.array([[masi_distance(a, b) for b in sets] for a in sets])
    codes = np.array([sets.index(cell) for cell in cells])
    rows = [
        _row("all", "alpha_masi", _alpha(places, codes, distance, weights), len(items), level),
        _row("all", "same_set", _pair_share(places, codes, weights), len(items), level),
    ]
    coder = codings.set_index(["item_id", "coder"]).index
    who = _coders(items, coder)
    for key in codebook.keys:
        given = np.array([int(key in cell) for cell in cells])
        for name, values in _binary(places, given, who, weights).items():
            rows.append(_row(key, name, values, len(items), level, float(given.mean())))
    columns = ["category", "measure", "value", "n", "prevalence", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=columns)


def _prepare(
    codings: pd.DataFrame, codebook: Codebook
) -> tuple[list[str], NDArray[np.int64], list[tuple[str, ...]]]:
    """Items with at least two coders, the item of each decision, and its labels; by item, then coder."""
    check_columns(codings, ("item_id", "coder", "categories"), what="codings")
    doubled = codings.duplicated(["item_id", "coder"])
    if doubled.any():
        first = codings[doubled].iloc[0]
        raise CodebookError(
            f"codings: coder {first['coder']!r} coded item {first['item_id']!r} twice; keep one row"
        )
    counts = codings.groupby("item_id")["coder"].transform("size")
    kept = codings[counts >= 2].sort_values(["item_id", "coder"], kind="stable")
    if kept.empty:
        raise CodebookError(
            "codings: no item was coded by two coders; agreement needs items with two decisions"
        )
    places, items = pd.factorize(kept["item_id"])
    cells = [
        codebook.parse_labels(
            "" if pd.isna(cell) else cell, where=f"codings, item {item!r}, coder {coder!r}"
        )
        for item, coder, cell in zip(
            kept["item_id"], kept["coder"], kept["categories"], strict=True
        )
    ]
    return list(items), places.astype(np.int64), cells


def _coders(items: list[str], decisions: pd.Index) -> NDArray[np.int64]:
    """Number of the coder of each kept decision."""
    kept = sorted((i, c) for i, c in decisions if i in set(items))
    names = sorted({c for _, c in kept})
    return np.array([names.index(c) for _, c in kept], dtype=np.int64)


def _alpha(
    places: NDArray[np.int64], codes: NDArray[np.int64], distance: Array, weights: Array
) -> Array:
    """Krippendorff's alpha for each row of item weights."""
    n_items, n_codes = int(places.max()) + 1, len(distance)
    counts = np.zeros((n_items, n_codes))
    np.add.at(counts, (places, codes), 1.0)
    size = counts.sum(axis=1)
    observed = np.einsum("ij,jk,ik->i", counts, distance, counts) / (size - 1)
    totals = weights @ counts
    n = totals.sum(axis=1)
    expected = np.einsum("bj,jk,bk->b", totals, distance, totals) / (n - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(
            np.where(expected > 0, 1.0 - (weights @ observed) / expected, np.nan), dtype=np.float64
        )


def _pair_share(places: NDArray[np.int64], codes: NDArray[np.int64], weights: Array) -> Array:
    """Share of pairs of decisions on one item that are the same."""
    same = np.ones((int(codes.max()) + 1,) * 2) - np.eye(int(codes.max()) + 1)
    counts = np.zeros((int(places.max()) + 1, len(same)))
    np.add.at(counts, (places, codes), 1.0)
    size = counts.sum(axis=1)
    pairs = size * (size - 1)
    apart = np.einsum("ij,jk,ik->i", counts, same, counts)
    return np.asarray(1.0 - (weights @ apart) / (weights @ pairs), dtype=np.float64)


def _binary(
    places: NDArray[np.int64], given: NDArray[np.int64], who: NDArray[np.int64], weights: Array
) -> dict[str, Array]:
    """Kappa, alpha and agreement of one category."""
    nominal = 1.0 - np.eye(2)
    table = np.full((int(places.max()) + 1, int(who.max()) + 1), np.nan)
    table[places, who] = given
    kappas = []
    for a in range(table.shape[1]):
        for b in range(a + 1, table.shape[1]):
            both = ~np.isnan(table[:, a] + table[:, b])
            if both.any():
                kappas.append(_kappa(table[both, a], table[both, b], weights[:, both]))
    with np.errstate(invalid="ignore"):
        kappa = np.mean(np.vstack(kappas), axis=0)
    return {
        "kappa": kappa,
        "alpha": _alpha(places, given, nominal, weights),
        "agreement": _pair_share(places, given, weights) if given.any() else np.ones(len(weights)),
    }


def _kappa(a: Array, b: Array, weights: Array) -> Array:
    """Cohen's kappa of two 0/1 columns for each row of weights."""
    with np.errstate(invalid="ignore", divide="ignore"):
        n = weights.sum(axis=1)
        seen = weights @ (a == b) / n
        p, q = weights @ a / n, weights @ b / n
        chance = p * q + (1 - p) * (1 - q)
        return np.asarray(
            np.where(chance < 1, (seen - chance) / (1 - chance), np.nan), dtype=np.float64
        )


def _row(
    category: str, measure: str, values: Array, n: int, level: float, prevalence: float = np.nan
) -> list[object]:
    """One row: the value on all items, and the percentile interval of the bootstrap."""
    drawn = values[1:][~np.isnan(values[1:])]
    tail = (1 - level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail]) if len(drawn) else (np.nan, np.nan)
    return [category, measure, float(values[0]), n, prevalence, float(low), float(high)]
