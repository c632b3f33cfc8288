"""Which words or phrases one group uses more than another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from textmine.dtypes import text_array
from textmine.english import Counted
from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.progress import show_progress
from textmine.stats.codes import CODES, list_codes
from textmine.stats.discovery import adjust_fdr
from textmine.stats.groups import cluster_labels, clustered_by, group_labels, name_kind
from textmine.stats.labels import align_vectors
from textmine.stats.odds import contrast_odds
from textmine.stats.shares import (
    FEW_TELLING,
    Sides,
    count_telling,
    difference_interval,
    permute_clusters,
    warn_few_clusters,
)

COLUMNS = (
    "term",
    "n_a",
    "n_b",
    "share_a",
    "share_b",
    "difference",
    "ci_low",
    "ci_high",
    "log_ratio",
    "g2",
    "z",
    "p_value",
    "q_value",
    "n_clusters_a",
    "n_clusters_b",
    "n_telling",
)
HALF = 0.5
"""Added to each cell of a ratio, so that it is finite where a group never has the term."""


@check_arguments
def contrast(
    terms: pd.DataFrame,
    *,
    by: str,
    groups: tuple[object, object],
    term: str = "term",
    prior: float = 500.0,
    level: float = 0.95,
    cluster: str | None = None,
    n_permutations: int = 9999,
    seed: int = 0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Find the terms that tell two groups of documents apart, counting documents.

    A term counts once for each document that holds it, so that a template copied in full weighs no
    more than a word. ``z`` is Monroe, Colaresi and Quinn's weighted log-odds with an informative
    Dirichlet prior, here on document counts: y is the number of documents of the group with the
    term, n the sum of y over all terms, and the prior α is proportional to the document frequency
    in both groups, Σα = ``prior``. It ranks and is no test: reports of one agency are not
    independent. ``p_value`` is of the difference of shares, from permutations of whole agencies
    (:func:`textmine.stats.shares.permute_clusters`); ``q_value`` Benjamini and Hochberg's over the
    terms.

    Parameters
    ----------
    terms : DataFrame
        One row per document and term (repetitions count once): ``report_id``, ``term``, the column
        ``by``, and where known ``agency_id`` or ``agency``. A document without any term has a row
        with an empty one, else it is not counted.
    by : str
        Column that makes the groups.
    groups : tuple
        The two values of ``by`` that are compared: a, b; of any type, e.g. ``(2020, 2021)``.
    term : str
        Column with the term, or phrase, category, family; ``"categories"`` holds several in a cell,
        joined by ``|``.
    prior : float
        Weight of the prior, in counts; larger shrinks rare terms more.
    level : float
        Confidence level of the intervals.
    cluster : str, optional
        Column whose values belong together, instead of the agency.
    n_permutations : int
        Number of random permutations.
    seed : int
        Their seed.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        ``term``, ``n_a``, ``n_b`` (documents with it), ``share_a``, ``share_b`` (of the group's
        documents), ``difference`` (share_a − share_b) with ``ci_low``, ``ci_high`` (agencies as
        clusters, :func:`textmine.stats.shares.difference_interval`), ``log_ratio`` (log2 of the
        ratio of the shares, 0.5 added to each cell), ``g2`` (of the 2 × 2 table documents with and
        without it), ``z`` (positive: typical of a), ``p_value``, ``q_value``, ``n_clusters_a``,
        ``n_clusters_b`` (agencies), ``n_telling`` (agencies that the difference rests on,
        :func:`textmine.stats.shares.count_telling`); most typical of a first.

    Raises
    ------
    FrameError
        If a column is missing, the groups are one, a group has no document, the prior is not
        positive or ``n_permutations`` below 1.

    Warns
    -----
    TextmineWarning
        If a group has fewer than 20 agencies; if intervals of terms rest on fewer than five.

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
    terms = take_frame(terms, ["report_id", term, by], what="terms")
    _check_prior(prior, "contrast")
    if term == CODES:
        terms = terms.assign(**{CODES: list_codes(terms[CODES])}).explode(CODES)
    terms = terms.reset_index(drop=True)
    labels = group_labels(terms[by])
    a, b = _two_groups(groups, labels, by)
    documents = pd.DataFrame(
        {
            "report_id": terms["report_id"].astype(str),
            "term": terms[term].astype("string").fillna("").astype(str),
            "group": labels,
            "cluster": cluster_labels(terms, cluster),
        }
    )
    table = _count(documents, a, b)
    clusters = {a: table.n_clusters_a, b: table.n_clusters_b}
    kind = clustered_by(terms, cluster)
    warn_few_clusters("contrast", clusters, kind)
    with show_progress(progress):
        p_value = permute_clusters(
            table.sides, n_permutations=n_permutations, seed=seed
        )
    tested = {"p_value": p_value, "q_value": adjust_fdr(p_value)}
    found = _describe(table, level=level, prior=prior).assign(**tested)[list(COLUMNS)]
    _warn_few_telling(found["n_telling"], kind)
    return found.sort_values(["z", "term"], ascending=[False, True], ignore_index=True)


def _check_prior(prior: float, what: str) -> None:
    """Refuse a prior without weight: the log-odds of a term that one group lacks are infinite."""
    if not prior > 0:
        raise FrameError(
            f"{what}: the prior is {prior}; expected a positive weight, e.g. 500"
        )


def _warn_few_telling(n_telling: pd.Series, cluster: str) -> None:
    """Warn once of terms whose difference rests on few agencies, or what else they go by."""
    n_rough = int((n_telling < FEW_TELLING).sum())
    if n_rough:
        warn(
            f"contrast: the difference of {n_rough} of {Counted(len(n_telling)):term} rests on "
            f"fewer than {Counted(FEW_TELLING):{name_kind(cluster)}} (column n_telling); their "
            "intervals are rough"
        )


@dataclass(frozen=True, slots=True, eq=False)
class _TermTable:
    """Terms, and what the clusters of both groups say of them."""

    terms: list[str]
    sides: Sides

    @property
    def n_clusters_a(self) -> int:
        """Clusters with a document in group a."""
        return int((self.sides.sizes_a > 0).sum())

    @property
    def n_clusters_b(self) -> int:
        """Clusters with a document in group b."""
        return int((self.sides.sizes_b > 0).sum())


def _describe(table: _TermTable, *, level: float, prior: float) -> pd.DataFrame:
    """What is counted of each term, and what follows from the counts without a test."""
    sides = table.sides
    n_a, n_b = sides.counts_a.sum(axis=0), sides.counts_b.sum(axis=0)
    docs_a, docs_b = float(sides.sizes_a.sum()), float(sides.sizes_b.sum())
    low, high = difference_interval(sides, level=level)
    ratio_a, ratio_b = (n_a + HALF) / (docs_a + 1), (n_b + HALF) / (docs_b + 1)
    return pd.DataFrame(
        {
            "term": text_array(table.terms),
            "n_a": n_a.astype("int64"),
            "n_b": n_b.astype("int64"),
            "share_a": n_a / docs_a,
            "share_b": n_b / docs_b,
            "difference": n_a / docs_a - n_b / docs_b,
            "ci_low": low,
            "ci_high": high,
            "log_ratio": np.log2(ratio_a) - np.log2(ratio_b),
            "g2": log_likelihood(n_a, n_b, docs_a, docs_b),
            "z": log_odds_z(n_a, n_b, prior=prior),
            "n_clusters_a": table.n_clusters_a,
            "n_clusters_b": table.n_clusters_b,
            "n_telling": count_telling(sides),
        }
    )


def _two_groups(
    groups: tuple[object, object], labels: pd.Series, by: str
) -> tuple[str, str]:
    """The labels of two groups, each with a document."""
    a, b = group_labels(pd.Series(list(groups))).tolist()
    there = sorted(set(labels))
    if a == b:
        raise FrameError(
            f"contrast: group {a!r} is compared with itself; name two groups of {by}"
        )
    for group in (a, b):
        if group not in there:
            raise FrameError(
                f"contrast: no document in group {group!r} of {by}; there are {', '.join(there)}"
            )
    return a, b


def _count(flat: pd.DataFrame, a: str, b: str) -> _TermTable:
    """Count documents by cluster, group and term, each term of a document once."""
    flat = flat[flat["group"].isin([a, b])]
    flat = flat.drop_duplicates(["report_id", "term", "group"])
    documents = flat.drop_duplicates(["report_id", "group"])
    clusters = pd.Index(sorted(set(flat["cluster"])))
    held = flat[flat["term"] != ""]
    terms = pd.Index(sorted(set(held["term"])))
    counts, sizes = [], []
    for group in (a, b):
        mine = documents[documents["group"] == group]
        row = clusters.get_indexer(pd.Index(mine["cluster"]))
        sizes.append(np.bincount(row, minlength=len(clusters)).astype(np.float64))
        cells = held[held["group"] == group]
        row = clusters.get_indexer(pd.Index(cells["cluster"]))
        column = terms.get_indexer(pd.Index(cells["term"]))
        table = np.zeros((len(clusters), len(terms)))
        np.add.at(table, (row, column), 1.0)
        counts.append(table)
    return _TermTable(
        [str(t) for t in terms], Sides(counts[0], counts[1], sizes[0], sizes[1])
    )


@check_arguments
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

    Raises
    ------
    FrameError
        If a count is negative or not known, or the prior is not positive.

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
    a, b = align_vectors({"counts_a": counts_a, "counts_b": counts_b})
    _check_prior(prior, "log_odds_z")
    if not ((a >= 0) & (b >= 0)).all():
        raise FrameError(
            "log_odds_z: a count is negative or missing; expected counts from 0"
        )
    return contrast_odds(a, b, prior).z


@check_arguments
def log_likelihood(
    n_a: ArrayLike,
    n_b: ArrayLike,
    docs_a: float,
    docs_b: float,
    *,
    correction: str = "none",
) -> NDArray[np.float64]:
    """Compute Dunning's G² of terms from the documents with and without them in two groups.

    Parameters
    ----------
    n_a, n_b : array_like of shape (n_terms,)
        Documents with the term; or its tokens.
    docs_a, docs_b : float
        Documents of the groups; or all their tokens.
    correction : {"none", "williams"}
        ``"williams"`` divides by q ≥ 1, which brings G² of small counts nearer to chi-squared.

    Returns
    -------
    numpy.ndarray of shape (n_terms,)
        G² = 2 Σ O ln(O/E) over the four cells; chi-squared with one degree of freedom where
        documents are independent.

    Raises
    ------
    FrameError
        If the correction is unknown, a group has no document, or a count is not one of its
        documents.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19. Williams, D. A. (1976). Improved likelihood ratio tests for
    complete contingency tables. Biometrika 63, 33-37 (correction).

    Examples
    --------
    >>> log_likelihood([8], [2], 10, 10).round(2).tolist()
    [7.71]
    >>> log_likelihood([8], [2], 10, 10, correction="williams").round(2).tolist()
    [7.17]
    """
    if correction not in ("none", "williams"):
        raise FrameError(
            f"log_likelihood: correction is {correction!r}; choose none or williams"
        )
    a, b = align_vectors({"n_a": n_a, "n_b": n_b})
    for name, counts, docs in (("a", a, docs_a), ("b", b, docs_b)):
        if not (docs > 0 and ((counts >= 0) & (counts <= docs)).all()):
            raise FrameError(
                f"log_likelihood: n_{name} holds counts outside 0 to docs_{name}, which is {docs:g}"
            )
    total = docs_a + docs_b
    held = a + b
    missed = total - held
    cells = [
        (a, docs_a * held),
        (b, docs_b * held),
        (docs_a - a, docs_a * missed),
        (docs_b - b, docs_b * missed),
    ]
    g2: NDArray[np.float64] = 2.0 * np.sum(
        [special.rel_entr(o, e / total) for o, e in cells], axis=0
    )
    if correction == "none":
        return g2
    # A term that all or none of the documents hold has no table to correct.
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = total / docs_a + total / docs_b - 1
        columns = total / held + total / missed - 1
        q = 1 + rows * columns / (6 * total)
    return np.where((held > 0) & (missed > 0), g2 / q, g2)
