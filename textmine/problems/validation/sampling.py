"""Which statements to code by hand: a stratified sample, or those the coder is least sure of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.stats.groups import group_labels
from textmine.stats.labels import rows_by_label


@check_arguments
def draw_sample(
    problems: pd.DataFrame, n: int, *, by: Sequence[str] = (), seed: int = 0
) -> pd.DataFrame:
    """Draw a random sample, each stratum with its share.

    Parameters
    ----------
    problems : pandas.DataFrame
        Statements, with the columns named in ``by``.
    n : int
        Statements to draw (all, if there are fewer).
    by : sequence of str
        Columns that make the strata, e.g. ``("level", "year")``; none: simple random sample.
        Statements without a value are a stratum of their own.
    seed : int
        Of the draw.

    Returns
    -------
    pandas.DataFrame
        Rows of ``problems`` in their order, index kept, with columns ``weight`` (how many
        statements of its stratum each drawn one stands for) and ``probability`` (1 / weight) added.

    Raises
    ------
    FrameError
        If a column is missing or n is below 1.

    References
    ----------
    Cochran 1977, Sampling Techniques (3rd ed.), ch. 5 (proportional allocation, largest
    remainders).

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"text": list("甲乙丙丁"), "level": ["city", "city", "county", "county"]}
    ... )
    >>> sorted(draw_sample(frame, 2, by=["level"])["level"])
    ['city', 'county']
    """
    if n < 1:
        raise FrameError(f"sample size is {n}; expected at least 1")
    problems = take_frame(problems, list(by), what="problems")
    keys = [group_labels(problems[c]) for c in by]
    groups = pd.Series(
        list(zip(*keys, strict=True)) if keys else [()] * len(problems),
        index=problems.index,
        dtype="object",
    )
    places, names = pd.factorize(groups, sort=True)
    sizes = np.bincount(places, minlength=len(names))
    quota = sizes * min(n, len(problems)) / max(len(problems), 1)
    take = np.floor(quota).astype(np.int64)
    rest = min(n, len(problems)) - int(take.sum())
    take[np.argsort(-(quota - take), kind="stable")[:rest]] += 1
    draw = np.random.default_rng(seed)
    chosen: list[int] = []
    rows = rows_by_label(problems.index)
    for k, size in enumerate(take):
        stratum = rows[places[rows] == k]
        chosen += draw.choice(stratum, size=int(size), replace=False).tolist()
    order = np.sort(np.array(chosen, dtype=np.int64))
    out = problems.iloc[order].copy()
    out["weight"] = sizes[places[order]] / take[places[order]]
    out["probability"] = 1.0 / out["weight"]
    return out


@runtime_checkable
class Unsure(Protocol):
    """A coder that says how probable each category is."""

    def predict_proba(self, X: Any) -> Any:
        """Probability of each category, a row a statement."""


@check_arguments
def draw_uncertain(problems: pd.DataFrame, coder: Unsure, n: int) -> pd.DataFrame:
    """Draw the statements whose labels the coder is least sure of (active sampling).

    Use them for training only, never to estimate shares or error: they are not a random sample,
    and ``corrected_shares`` refuses them. For both at once take :func:`draw_next`.

    Parameters
    ----------
    problems : pandas.DataFrame
        Column text.
    coder : ProblemClassifier
        Trained; or any other coder with ``predict_proba``, and ``thresholds_`` unless a category is
        given from 0.5 on.
    n : int
        Statements to draw.

    Returns
    -------
    pandas.DataFrame
        Rows of ``problems``, the most uncertain first, same wording once, with column
        ``uncertainty`` (0–1: nearness of the nearest category to its threshold).

    Raises
    ------
    FrameError
        If there is no column text.

    References
    ----------
    Lewis & Gale 1994, SIGIR (uncertainty sampling).

    Examples
    --------
    >>> from textmine.problems import ProblemClassifier
    >>> frame = pd.DataFrame({"text": ["专职人员不足", "各方面还要使劲"]})
    >>> len(draw_uncertain(frame, ProblemClassifier().fit(), 1))
    1
    """
    problems = take_frame(problems, ["text"], what="problems")
    distinct = problems[
        problems["text"].fillna("").astype("str").str.strip() != ""
    ].drop_duplicates("text")
    probabilities = coder.predict_proba(distinct["text"])
    thresholds = getattr(coder, "thresholds_", 0.5)
    gap = np.abs(np.asarray(probabilities) - thresholds).min(axis=1, initial=1.0)
    out = distinct.assign(uncertainty=np.round(1.0 - gap, 6))
    return out.sort_values("uncertainty", ascending=False, kind="stable").head(n)
