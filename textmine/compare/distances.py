"""How far apart groups are: in what they name, and in what wording they share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import distance

from textmine.compare.sharing import take_groups, warn_of_unknown
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import refuse
from textmine.intake.frames import check_same_run, take_frame
from textmine.stats.groups import UNKNOWN, group_labels, is_unknown
from textmine.stats.labels import align_vectors, has_labels

OVERLAP = {
    "source": "str",
    "target": "str",
    "n_shared": "int64",
    "jaccard": "float64",
    "containment_ab": "float64",
    "containment_ba": "float64",
}


@check_arguments
def jensen_shannon(p: ArrayLike, q: ArrayLike) -> float:
    """Compute the Jensen–Shannon divergence of two distributions, in bits.

    JSD = H(½p + ½q) − ½H(p) − ½H(q), between 0 (equal) and 1 (nothing in common).

    Parameters
    ----------
    p, q : array_like of shape (n_categories,)
        Counts or shares, scaled to sum to 1. Two Series are brought together by label.

    Returns
    -------
    float
        NaN where one of them sums to 0.

    Raises
    ------
    FrameError
        If the lengths differ, or an entry is negative or not known.

    References
    ----------
    Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on
    Information Theory 37, 145–151.

    Examples
    --------
    Problems named by two bureaus: 公开内容, 人员, 时效:

    >>> (
    ...     round(jensen_shannon([5, 3, 0], [5, 3, 0]), 3),
    ...     round(jensen_shannon([4, 0, 0], [0, 2, 2]), 3),
    ... )
    (0.0, 1.0)
    """
    a, b = _spread(p, q)
    if a.shape != b.shape or a.ndim != 1:
        raise FrameError(
            f"jensen_shannon: shapes {a.shape} and {b.shape}; expected lists of one length"
        )
    for name, x in (("p", a), ("q", b)):
        if not (np.isfinite(x) & (x >= 0)).all():
            raise FrameError(
                f"jensen_shannon: {name} holds {x.tolist()}; expected numbers from 0 on"
            )
    if not a.sum() or not b.sum():
        return float("nan")
    # NaN here is the root of what rounding left just below 0.
    return float(np.nan_to_num(distance.jensenshannon(a, b, base=2)) ** 2)


def _spread(p: ArrayLike, q: ArrayLike) -> list[NDArray[np.float64]]:
    """Both over the same categories; of two Series a category that one lacks counts 0 there."""
    if isinstance(p, pd.Series) and isinstance(q, pd.Series) and has_labels(p.index):
        both = p.index.union(q.index)
        unique = p.index.is_unique and q.index.is_unique
        if unique and has_labels(q.index):
            return [x.reindex(both, fill_value=0).to_numpy(float) for x in (p, q)]
    return align_vectors({"p": p, "q": q})


@check_arguments
def profile_distances(profile: pd.DataFrame) -> pd.DataFrame:
    """Compute the Jensen–Shannon divergence between the profiles of every two groups.

    Parameters
    ----------
    profile : DataFrame
        Frame ``profile``; the shares of a group are scaled to sum to 1, so that only the mix
        counts.

    Returns
    -------
    pandas.DataFrame of shape (n_groups, n_groups)
        Symmetric, 0 on the diagonal; NaN where a group names nothing, or one of its shares is
        not known.

    Raises
    ------
    FrameError
        If a column is missing, or a category stands twice in a group.

    References
    ----------
    Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on
    Information Theory 37.

    Examples
    --------
    >>> profile = pd.DataFrame(
    ...     {
    ...         "group": ["商务", "商务", "统计", "统计"],
    ...         "category": ["content", "staffing"] * 2,
    ...         "share": [0.6, 0.0, 0.0, 0.3],
    ...     }
    ... )
    >>> profile_distances(profile).loc["商务", "统计"].item()
    1.0
    """
    profile = take_frame(profile, ["group", "category", "share"], what="profile")
    for name in ("group", "category"):
        # Kept as any other: a table by them would lose what has none.
        unknown = is_unknown(profile[name])
        if unknown.any():
            profile = profile.assign(**{name: profile[name].mask(unknown, UNKNOWN)})
    twice = profile.duplicated(["group", "category"])
    refuse(
        profile["category"], twice, "profile", "each once in a group, of one profile"
    )
    table = profile.pivot_table(
        index="group", columns="category", values="share", aggfunc="sum", fill_value=0.0
    )
    rows = table.to_numpy(float)
    n = len(rows)
    matrix = np.array([[jensen_shannon(a, b) for b in rows] for a in rows])
    distances = pd.DataFrame(
        matrix.reshape(n, n), index=table.index, columns=table.index
    )
    has_gap = profile["share"].isna().groupby(profile["group"]).any()
    known = ~has_gap.reindex(table.index).to_numpy(bool)
    return distances.where(np.outer(known, known))


@check_arguments
def family_overlap(
    passages: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    by: str = "agency",
    exclude: str = "mandated",
) -> pd.DataFrame:
    """Compare the sets of passage families that every two groups hold.

    Parameters
    ----------
    passages : DataFrame
        Frame ``passages``: ``family_id``, ``report_id``, ``kind``.
    reports : DataFrame
        ``report_id`` and the column ``by``.
    by : str
        Column of ``reports`` that makes the groups; of ``agency`` as in :func:`reuse_edges`.
    exclude : str
        Kinds of family left out, joined by ``|``.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``n_shared``, ``jaccard`` = |A∩B| / |A∪B|, ``containment_ab`` =
        |A∩B| / |A|, ``containment_ba``; one row per two groups that share a family, in order.
        Reports whose group is not known are left out.

    Raises
    ------
    FrameError
        If a column is missing, or ``reports`` has none of the reports.

    Warns
    -----
    TextmineWarning
        If reports are left out whose group is not known.

    References
    ----------
    Broder, A. Z. (1997). On the resemblance and containment of documents. SEQUENCES '97, 21–29.

    Examples
    --------
    >>> passages = pd.DataFrame(
    ...     {
    ...         "family_id": ["f1", "f2", "f1"],
    ...         "report_id": ["a", "a", "b"],
    ...         "kind": "peer",
    ...     }
    ... )
    >>> reports = pd.DataFrame(
    ...     {"report_id": ["a", "b"], "agency": ["临泽川市商务局", "南屏州市商务局"]}
    ... )
    >>> family_overlap(passages, reports)[
    ...     ["n_shared", "jaccard", "containment_ab"]
    ... ].values.tolist()
    [[1.0, 0.5, 0.5]]
    """
    passages = take_frame(passages, ["family_id", "report_id", "kind"], what="passages")
    known = take_groups(reports, by).assign(group=lambda f: group_labels(f[by]))
    check_same_run(passages, known, what="passages")
    warn_of_unknown("family_overlap", passages, known, by)
    # Reports of which nothing is known are no group.
    known = known[known["group"] != UNKNOWN]
    kept = passages[~passages["kind"].isin(exclude.split("|"))]
    held = kept.merge(known[["report_id", "group"]], on="report_id")[
        ["family_id", "group"]
    ].drop_duplicates()
    sizes = held.groupby("group")["family_id"].size()
    both = held.merge(held, on="family_id", suffixes=("_a", "_b"))
    both = both[both["group_a"] < both["group_b"]]
    found = both.groupby(["group_a", "group_b"]).size().rename("n_shared").reset_index()
    size_a = found["group_a"].map(sizes).astype("float64")
    size_b = found["group_b"].map(sizes).astype("float64")
    n_shared = found["n_shared"]
    found = found.assign(
        jaccard=n_shared / (size_a + size_b - n_shared),
        containment_ab=n_shared / size_a,
        containment_ba=n_shared / size_b,
    )
    found = found.rename(columns={"group_a": "source", "group_b": "target"})
    return found[list(OVERLAP)].astype(OVERLAP)
