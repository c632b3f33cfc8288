"""Shares of categories corrected for the coder's error, with intervals that know of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import CodebookError
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import label_matrix
from textmine.schema import check_columns

METHODS = ("confusion", "rogan-gladen", "ppi")
MIN_LABELLED = 30
SEED = 0
COLUMNS = (
    "group",
    "category",
    "uncorrected",
    "share",
    "n",
    "n_labelled",
    "ci_low",
    "ci_high",
    "method",
)


def corrected_shares(
    coded: pd.DataFrame,
    labelled: pd.DataFrame,
    *,
    by: str | None = None,
    method: str = "confusion",
    codebook: Codebook | None = None,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Estimate the share of statements with each category, corrected for the coder's error.

    ``confusion`` is for a random sample of these very statements coded by hand: the share is
    ``q · ppv + (1 − q) · fom``, with q the share that the coder gives, ppv how often it is right
    there, and fom how often the category was missed where the coder gave none. ``rogan-gladen`` is
    for labels from elsewhere (e.g. the shipped statements): it carries over sensitivity and
    specificity only, ``(q + sp − 1) / (se + sp − 1)``. Intervals are quantiles of Jeffreys
    posteriors of all three rates at once (95 %, 4,000 draws, always the same ones). ``ppi``
    (prediction-powered inference) needs a random sample of these statements too: the coder's share
    on all plus the mean of truth − coder on the hand-coded ones, with a normal interval; it assumes
    no shape of the error, but needs a sample in which errors of both kinds occur (prefer
    ``confusion`` for rare categories).

    Parameters
    ----------
    coded : pandas.DataFrame
        All statements as the coder sees them: column categories (and ``by``, ``cluster``).
    labelled : pandas.DataFrame
        Statements coded by hand too: columns categories (the coder's) and truth (by hand), and
        ``by`` where given.
    by : str, optional
        Column of ``coded`` that groups. A group with fewer than 30 hand-coded statements borrows
        sensitivity and specificity from all of them (its method then reads rogan-gladen).
    method : {"confusion", "rogan-gladen", "ppi"}
        See above.
    codebook : Codebook, optional
        The shipped one by default.
    cluster : str, optional
        Column (e.g. report_id) whose statements go together: widens the interval by the design
        effect.

    Returns
    -------
    pandas.DataFrame
        Columns group (``"all"`` without ``by``), category, uncorrected, share, n, n_labelled,
        ci_low, ci_high, method. Share is NaN where the coder is no better than chance.

    Raises
    ------
    FrameError
        If a column is missing.
    CodebookError
        If the method or a label is unknown, or nothing was coded by hand.

    References
    ----------
    Tenenbein 1970, JASA 65: 1350–1361 (double sampling); Rogan & Gladen 1978, American Journal of
    Epidemiology 107: 71–76; Lang & Reiczigel 2014, Preventive Veterinary Medicine 113: 13–22
    (intervals for both rates estimated); Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023,
    Science 382: 669–674 (prediction-powered inference).

    Examples
    --------
    >>> coded = pd.DataFrame({"categories": ["staffing"] * 30 + ["content"] * 70})
    >>> hand = pd.DataFrame(
    ...     {
    ...         "categories": ["staffing"] * 20 + ["content"] * 40,
    ...         "truth": ["staffing"] * 15 + ["content"] * 45,
    ...     }
    ... )
    >>> table = corrected_shares(coded, hand).set_index("category")
    >>> table.loc["staffing", ["uncorrected", "share"]].tolist()
    [0.3, 0.225]
    """
    if method not in METHODS:
        raise CodebookError(f"unknown method {method!r}; choose one of {', '.join(METHODS)}")
    codebook = codebook if codebook is not None else load_codebook()
    groups = [c for c in (by, cluster) if c is not None]
    check_columns(coded, ["categories", *groups], what="coded")
    check_columns(labelled, ["categories", "truth"], what="labelled")
    if labelled.empty:
        raise CodebookError(
            "labelled: no statement; hand-code a sample first (problems.sheets draws one)"
        )
    said = label_matrix(_cells(labelled["categories"]), codebook)
    true = label_matrix(_cells(labelled["truth"]), codebook)
    machine = label_matrix(_cells(coded["categories"]), codebook)
    names = coded[by].astype("str") if by is not None else pd.Series("all", index=coded.index)
    own = (
        labelled[by].astype("str")
        if by is not None and by in labelled
        else pd.Series("all", index=labelled.index)
    )
    draw = np.random.default_rng(SEED)
    rows: list[list[object]] = []
    for name in sorted(names.unique()):
        here = np.asarray(names == name)
        mine = np.asarray(own == name)
        chosen = method if by is None or mine.sum() >= MIN_LABELLED else "rogan-gladen"
        use = np.ones(len(labelled), dtype=bool) if chosen == "rogan-gladen" else mine
        effect = (
            _design_effects(machine[here], coded.loc[here, cluster])
            if cluster is not None
            else None
        )
        for j, key in enumerate(codebook.keys):
            hits, n = int(machine[here, j].sum()), int(here.sum())
            table = _table(said[use, j], true[use, j])
            shrink = 1.0 if effect is None else float(effect[j])
            estimate = _ESTIMATES[chosen](hits, n, table)
            low, high = _interval(chosen, (hits / shrink, n / shrink), table, draw)
            rows.append([name, key, hits / n, estimate, n, int(use.sum()), low, high, chosen])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _cells(column: pd.Series) -> Sequence[str]:
    """Cells of labels as text."""
    return column.fillna("").astype("str").tolist()


def _table(said: NDArray[np.bool_], true: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Hits, false alarms, misses, correct rejections."""
    return (
        int((said & true).sum()),
        int((said & ~true).sum()),
        int((~said & true).sum()),
        int((~said & ~true).sum()),
    )


def _confusion(hits: int, n: int, table: tuple[int, int, int, int]) -> float:
    """Double-sampling estimate; a rate without cases counts as 0."""
    tp, fp, fn, tn = table
    q = hits / n
    return q * tp / max(tp + fp, 1) + (1 - q) * fn / max(fn + tn, 1)


def _rogan_gladen(hits: int, n: int, table: tuple[int, int, int, int]) -> float:
    """Rogan and Gladen's estimate, kept within 0–1."""
    tp, fp, fn, tn = table
    se, sp = tp / max(tp + fn, 1), tn / max(fp + tn, 1)
    if se + sp <= 1:
        return float("nan")
    return float(np.clip((hits / n + sp - 1) / (se + sp - 1), 0, 1))


def _ppi(hits: int, n: int, table: tuple[int, int, int, int]) -> float:
    """Prediction-powered estimate, kept within 0–1: the coder's share on all, and its mean error on the hand-coded."""
    _, fp, fn, _ = table
    return float(np.clip(hits / n + (fn - fp) / max(sum(table), 1), 0, 1))


_ESTIMATES = {"confusion": _confusion, "rogan-gladen": _rogan_gladen, "ppi": _ppi}


def _ppi_interval(
    counts: tuple[float, float], table: tuple[int, int, int, int]
) -> tuple[float, float]:
    """Normal interval; half an error of each kind is added to the spread, so that none seen does not mean none."""
    tp, fp, fn, tn = table
    hits, n = counts
    m = tp + fp + fn + tn
    q, error = hits / n, (fn - fp) / m
    wrong = (fp + fn + 1) / (m + 1)
    half = 1.96 * np.sqrt(q * (1 - q) / n + max(wrong - error**2, 0.0) / m)
    low, high = np.clip([q + error - half, q + error + half], 0, 1)
    return float(low), float(high)


def _interval(
    method: str,
    counts: tuple[float, float],
    table: tuple[int, int, int, int],
    draw: np.random.Generator,
) -> tuple[float, float]:
    """Quantiles of the share when all rates are drawn from their Jeffreys posteriors (normal for ``ppi``)."""
    if method == "ppi":
        return _ppi_interval(counts, table)
    tp, fp, fn, tn = table
    size = 4000
    q = draw.beta(counts[0] + 0.5, counts[1] - counts[0] + 0.5, size)
    if method == "confusion":
        share = q * draw.beta(tp + 0.5, fp + 0.5, size) + (1 - q) * draw.beta(
            fn + 0.5, tn + 0.5, size
        )
    else:
        se, sp = draw.beta(tp + 0.5, fn + 0.5, size), draw.beta(tn + 0.5, fp + 0.5, size)
        able = se + sp > 1
        if not able.any():
            return 0.0, 1.0
        share = np.clip((q[able] + sp[able] - 1) / (se[able] + sp[able] - 1), 0, 1)
    low, high = np.quantile(share, [0.025, 0.975])
    return float(low), float(high)


def _design_effects(machine: NDArray[np.bool_], clusters: pd.Series) -> NDArray[np.float64]:
    """How much wider each share's variance is than that of as many independent statements (at least 1)."""
    codes, names = pd.factorize(clusters)
    n, m = len(codes), len(names)
    share = machine.mean(axis=0)
    if m < 2:
        return np.ones(machine.shape[1])
    residual = np.zeros((m, machine.shape[1]))
    np.add.at(residual, codes, machine - share)
    variance = m / (m - 1) * (residual**2).sum(axis=0) / n**2
    plain = np.maximum(share * (1 - share) / n, 1e-12)
    return np.asarray(np.clip(variance / plain, 1.0, n), dtype=np.float64)
