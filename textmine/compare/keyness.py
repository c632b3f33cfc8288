"""Which words or phrases one group uses more than another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from textmine.errors import FrameError
from textmine.schema import check_columns
from textmine.stats.discovery import adjust_fdr
from textmine.stats.groups import group_labels

COLUMNS = ("term", "n_a", "n_b", "share_a", "share_b", "log_ratio", "g2", "z", "p_value", "q_value")


def contrast(
    terms: pd.DataFrame,
    *,
    by: str,
    groups: tuple[str, str],
    term: str = "term",
    prior: float = 500.0,
) -> pd.DataFrame:
    """Find the terms that tell two groups of documents apart, counting documents and not copied tokens.

    A term counts once for each document that holds it, so that a template copied in full weighs no
    more than a word. ``z`` is Monroe, Colaresi and Quinn's weighted log-odds with an informative
    Dirichlet prior, here on document counts: y is the number of documents of the group with the
    term, n the sum of y over all terms, and the prior α is proportional to the document frequency
    in both groups, Σα = ``prior``. ``p_value`` takes z as normal; ``q_value`` is Benjamini and
    Hochberg's over the terms.

    Parameters
    ----------
    terms : DataFrame
        One row per document and term (repetitions count once): ``report_id``, ``term`` and the
        column ``by``.
    by : str
        Column that makes the groups.
    groups : tuple of str
        The two values of ``by`` that are compared: a, b.
    term : str
        Column with the term, or phrase, category, family.
    prior : float
        Weight of the prior, in counts; larger shrinks rare terms more.

    Returns
    -------
    pandas.DataFrame
        ``term``, ``n_a``, ``n_b`` (documents with it), ``share_a``, ``share_b`` (of the group's
        documents), ``log_ratio`` (log2 of the ratio of the shares, 0.5 added to each cell), ``g2``
        (of the 2 × 2 table documents with and without it), ``z`` (positive: typical of a),
        ``p_value``, ``q_value``; most typical of a first.

    Raises
    ------
    FrameError
        If a column is missing, a group has no document, or the prior is not positive.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. Political Analysis 16,
    372–403. Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19, 61–74 (G²). Benjamini, Y. & Hochberg, Y. (1995). JRSS B 57,
    289–300.

    Examples
    --------
    >>> terms = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "b", "c", "d"],
    ...         "level": ["city", "city", "county", "county"],
    ...         "term": ["政策解读", "政策解读", "人员兼职", "人员兼职"],
    ...     }
    ... )
    >>> contrast(terms, by="level", groups=("city", "county"))[
    ...     ["term", "n_a", "n_b", "share_a"]
    ... ].values.tolist()
    [['政策解读', 2, 0, 1.0], ['人员兼职', 0, 2, 0.0]]
    """
    check_columns(terms, ["report_id", term, by], what="terms")
    if not prior > 0:
        raise FrameError(f"contrast: the prior is {prior}; expected a positive weight, e.g. 500")
    label = group_labels(terms[by])
    flat = pd.DataFrame(
        {
            "report_id": terms["report_id"].astype(str),
            "term": terms[term].astype(str),
            "group": label,
        }
    )
    flat = flat[flat["group"].isin(groups)].drop_duplicates()
    sizes = flat.groupby("group")["report_id"].nunique().reindex(list(groups), fill_value=0)
    for group, size in sizes.items():
        if not size:
            raise FrameError(
                f"contrast: no document in group {group!r} of {by}; there are {', '.join(sorted(set(label)))}"
            )
    counts = (
        flat.groupby(["term", "group"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=list(groups), fill_value=0)
    )
    n_a, n_b = (counts[g].to_numpy(float) for g in groups)
    docs_a, docs_b = (float(sizes[g]) for g in groups)
    z = log_odds_z(n_a, n_b, prior=prior)
    p_value = 2 * stats.norm.sf(np.abs(z))
    found = pd.DataFrame(
        {
            "term": counts.index.astype(str),
            "n_a": n_a.astype("int64"),
            "n_b": n_b.astype("int64"),
            "share_a": n_a / docs_a,
            "share_b": n_b / docs_b,
            "log_ratio": np.log2((n_a + 0.5) / (docs_a + 1)) - np.log2((n_b + 0.5) / (docs_b + 1)),
            "g2": log_likelihood(n_a, n_b, docs_a, docs_b),
            "z": z,
            "p_value": p_value,
            "q_value": adjust_fdr(p_value),
        }
    )
    return found.sort_values(["z", "term"], ascending=[False, True], ignore_index=True)


def log_odds_z(
    counts_a: ArrayLike, counts_b: ArrayLike, *, prior: float = 500.0
) -> NDArray[np.float64]:
    """Compute z-scores of the log-odds of terms in two groups, with an informative Dirichlet prior.

    δ = ln[(yₐ+α)/(nₐ+α₀−yₐ−α)] − ln[(y_b+α)/(n_b+α₀−y_b−α)], σ² ≈ 1/(yₐ+α) + 1/(y_b+α), z = δ/σ.

    Parameters
    ----------
    counts_a, counts_b : array_like of shape (n_terms,)
        Counts of each term.
    prior : float
        α₀; each term's α is its share of the pooled counts × α₀.

    Returns
    -------
    numpy.ndarray of shape (n_terms,)
        Positive where the term is typical of a; 0 where no term is left to compare with.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. Political Analysis 16,
    372–403.

    Examples
    --------
    政策解读 and 人员兼职 in two groups of ten reports:

    >>> log_odds_z([8, 2], [2, 8], prior=10).round(2).tolist()
    [2.64, -2.64]
    """
    a, b = np.asarray(counts_a, float), np.asarray(counts_b, float)
    pooled = a + b
    alpha = prior * pooled / pooled.sum() if pooled.sum() else np.zeros_like(pooled)
    rest_a, rest_b = a.sum() + prior - a - alpha, b.sum() + prior - b - alpha
    usable = (pooled > 0) & (rest_a > 0) & (rest_b > 0)
    z: NDArray[np.float64] = np.zeros(pooled.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log((a + alpha) / rest_a) - np.log((b + alpha) / rest_b)
        np.divide(delta, np.sqrt(1 / (a + alpha) + 1 / (b + alpha)), out=z, where=usable)
    return z


def log_likelihood(
    n_a: ArrayLike, n_b: ArrayLike, docs_a: float, docs_b: float
) -> NDArray[np.float64]:
    """Compute Dunning's G² of terms from the documents with and without them in two groups.

    Parameters
    ----------
    n_a, n_b : array_like of shape (n_terms,)
        Documents with the term.
    docs_a, docs_b : float
        Documents of the groups.

    Returns
    -------
    numpy.ndarray of shape (n_terms,)
        G² = 2 Σ O ln(O/E) over the four cells; chi-squared with one degree of freedom where
        documents are independent.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19.

    Examples
    --------
    >>> log_likelihood([8], [2], 10, 10).round(2).tolist()
    [7.71]
    """
    a, b = np.asarray(n_a, float), np.asarray(n_b, float)
    held, missed = a + b, docs_a + docs_b - a - b
    cells = [
        (a, docs_a * held),
        (b, docs_b * held),
        (docs_a - a, docs_a * missed),
        (docs_b - b, docs_b * missed),
    ]
    g2: NDArray[np.float64] = 2.0 * np.sum(
        [special.rel_entr(o, e / (docs_a + docs_b)) for o, e in cells], axis=0
    )
    return g2
