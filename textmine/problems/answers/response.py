"""Do a report's measures answer its problems: who answers what, and the scores of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.problems.answers.judging import is_mirror, judge_measures
from textmine.problems.answers.similarity import compare_groups, vectorize
from textmine.problems.coder.coding import clean_statements
from textmine.schema import FRAMES, make_frame

# Chosen on planted pairs (tests/problems/answers/pairs.jsonl and the sample corpus).
MIN_SCORE = 0.2
"""Least score of a match, 0–1: lower joins strangers, higher leaves problems uncovered."""
MIN_FURTHER = 0.36
"""Least score of a second partner: what is matched already needs a better reason for another."""
ORDER_WEIGHT = 0.2
"""Share of a score that the places in the two lists have; the rest is likeness of the texts."""
PARALLEL = 1.25
"""How much more alike than the mean the diagonal of two equal lists is where they run parallel."""
_NEEDED = ("item_id", "report_id", "text")


@dataclass(frozen=True, slots=True)
class _Item:
    """A problem or a measure."""

    item_id: str
    report_id: str
    text: str


@check_arguments
def match_responses(
    problems: pd.DataFrame, measures: pd.DataFrame, *, min_score: float = MIN_SCORE
) -> pd.DataFrame:
    """Match the problems of each report with its measures.

    A pair's score is the soft cosine of the two texts (categories and characters) joined with how
    alike their places in the two lists are. Taken are the best one-to-one assignment (Hungarian
    method) and the best partner of each problem and of each measure, so a problem may have several
    measures and a measure may answer several problems.

    Parameters
    ----------
    problems, measures : pandas.DataFrame
        Columns item_id, report_id, text; the order of rows is the order in the report (column order
        decides where it is there). If problems have categories (of the shipped codebook), those are
        used; else their cues.
    min_score : float
        Least score of a match, 0–1.

    Returns
    -------
    pandas.DataFrame
        Frame ``responses``: report_id, problem_id, measure_id, score, state. State ``mirrored`` is
        a measure that only turns the problem's words round, ``concrete`` one that adds something,
        ``uncovered`` a problem without a measure (measure_id ``""``, score the best that was
        found).

    Raises
    ------
    FrameError
        If a column is missing, or an item_id stands twice.

    References
    ----------
    Kuhn 1955, Naval Research Logistics Quarterly 2: 83–97; 政府信息公开条例 art. 50 (四).

    Examples
    --------
    >>> p = pd.DataFrame(
    ...     {"item_id": ["p1", "p2"], "report_id": "r", "text": ["业务培训不足", "栏目更新不及时"]}
    ... )
    >>> m = pd.DataFrame({"item_id": ["m1"], "report_id": "r", "text": ["加强业务培训"]})
    >>> match_responses(p, m)[["problem_id", "measure_id", "state"]].values.tolist()
    [['p1', 'm1', 'mirrored'], ['p2', '', 'uncovered']]
    """
    problems, measures = _prepare(problems, "problems"), _prepare(measures, "measures")
    if problems.empty:
        return make_frame("responses", [])
    labels = None
    if "categories" in problems:
        labels = [*problems["categories"].fillna("").astype("str"), *[""] * len(measures)]
    vectors = vectorize([*problems["text"], *measures["text"]], labels)
    by_report: dict[Any, Any] = dict(measures.groupby("report_id", sort=False).indices)
    asking: dict[Any, Any] = dict(problems.groupby("report_id", sort=False).indices)
    none = np.zeros(0, dtype=np.int64)
    groups = [(at, by_report.get(name, none)) for name, at in asking.items()]
    tables = compare_groups(vectors, [(at, answers + len(problems)) for at, answers in groups])
    asked, told = _items(problems), _items(measures)
    rows: list[dict[str, object]] = []
    for (at, answers), alike in zip(groups, tables, strict=True):
        scores = (1 - ORDER_WEIGHT) * alike + ORDER_WEIGHT * _order(alike)
        bonus = ORDER_WEIGHT * _parallel(alike)
        pairs = assign(scores, bonus, min_score=min_score, min_further=MIN_FURTHER)
        rows += _rows([asked[i] for i in at], [told[j] for j in answers], scores, pairs)
    return make_frame("responses", pd.DataFrame(rows, columns=list(FRAMES["responses"])))


def _prepare(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Check a frame of items and put it in report order, with clean texts."""
    frame = take_frame(frame, _NEEDED, what=what)
    doubled = frame["item_id"][frame["item_id"].duplicated()]
    if len(doubled):
        raise FrameError(
            f"{what}: item_id {doubled.iloc[0]!r} stands twice; every item needs an id of its own"
        )
    out = frame.reset_index(drop=True).copy()
    out["text"] = pd.Series(clean_statements(out["text"]), dtype="str")
    return out.sort_values("order", kind="stable", ignore_index=True) if "order" in out else out


def _order(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """How alike the places in both lists are, 0–1, for pairs that share anything."""
    n, m = alike.shape
    place_of_problem = (np.arange(n) + 0.5) / max(n, 1)
    place_of_measure = (np.arange(m) + 0.5) / max(m, 1)
    apart = np.abs(place_of_problem[:, None] - place_of_measure[None, :])
    return np.asarray((1.0 - apart) * (alike > 0), dtype=np.float64)


def _parallel(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 on the diagonal where two lists of one length run parallel (it is more alike)."""
    n, m = alike.shape
    if n == m and n and np.trace(alike) / n > PARALLEL * alike.mean():
        return np.eye(n)
    return np.zeros((n, m))


def assign(
    scores: NDArray[np.float64], bonus: NDArray[np.float64], *, min_score: float, min_further: float
) -> list[tuple[int, int]]:
    """Choose pairs: the best one-to-one assignment, then each one's own best partner.

    Parameters
    ----------
    scores, bonus : ndarray of shape (n_left, n_right)
        0–1; the bonus counts for the one-to-one assignment only.
    min_score : float
        Least score in the assignment, and of the best partner of one that it leaves over.
    min_further : float
        Least score of a best partner beyond that.

    Returns
    -------
    list of tuple of int
        (left, right), sorted.

    Examples
    --------
    >>> assign(np.array([[0.9, 0.2], [0.8, 0.6]]), np.zeros((2, 2)), min_score=0.3, min_further=0.7)
    [(0, 0), (1, 0), (1, 1)]
    """
    if not scores.size:
        return []
    total = scores + bonus
    chosen = np.zeros(scores.shape, dtype=bool)
    left, right = linear_sum_assignment(-total)
    chosen[left, right] = total[left, right] >= min_score
    # Whoever is left over takes its best partner for less than one that has a partner already.
    row_alone = ~np.asarray(chosen.any(axis=1))
    column_alone = ~np.asarray(chosen.any(axis=0))
    alone = row_alone[:, None] | column_alone[None, :]
    best = np.zeros(scores.shape, dtype=bool)
    best[np.arange(scores.shape[0]), scores.argmax(axis=1)] = True
    best[scores.argmax(axis=0), np.arange(scores.shape[1])] = True
    chosen |= best & (scores >= np.where(alone, min_score, min_further))
    return [(int(i), int(j)) for i, j in np.argwhere(chosen)]


def _items(frame: pd.DataFrame) -> list[_Item]:
    """Items of a frame, in its order."""
    columns = [frame[name].tolist() for name in _NEEDED]
    return [_Item(*row) for row in zip(*columns, strict=True)]


def _rows(
    problems: list[_Item],
    measures: list[_Item],
    scores: NDArray[np.float64],
    pairs: list[tuple[int, int]],
) -> list[dict[str, object]]:
    """Write the rows of one report."""
    answers: dict[int, list[int]] = {}
    for i, j in pairs:
        answers.setdefault(i, []).append(j)
    rows: list[dict[str, object]] = []
    for i, problem in enumerate(problems):
        asked = {"report_id": problem.report_id, "problem_id": problem.item_id}
        for j in answers.get(i, ()):
            state = "mirrored" if is_mirror(problem.text, measures[j].text) else "concrete"
            score = round(float(scores[i, j]), 4)
            told = {"measure_id": measures[j].item_id, "score": score, "state": state}
            rows.append(asked | told)
        if i not in answers:
            best = round(float(scores[i].max()), 4) if scores.shape[1] else 0.0
            rows.append(asked | {"measure_id": "", "score": best, "state": "uncovered"})
    return rows


@check_arguments
def score_responses(responses: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Turn matches into scores of reports.

    Parameters
    ----------
    responses : pandas.DataFrame
        From :func:`match_responses`.
    measures : pandas.DataFrame
        The measures that were matched; their column rule says what is done already.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores`` (report_id, scope ``problems``, score, value, n, ci_low, ci_high): coverage
        (problems with a measure), orphan_rate (measures without a problem), mirror_rate (matches
        that only mirror), concreteness (mean 0–4) and retrospective_share (n is 0 without a column
        rule); value is NaN where n is 0.

    References
    ----------
    政府信息公开条例 art. 50 (四).
    """
    responses = take_frame(
        responses, ("report_id", "problem_id", "measure_id", "state"), what="responses"
    )
    judged = judge_measures(measures)
    matched = responses[responses["state"] != "uncovered"]
    mirrored = matched[matched["state"] == "mirrored"]
    orphans = judged[~judged["item_id"].isin(matched["measure_id"])]
    told = judged[judged["retrospective"].notna()]
    done = told[told["retrospective"].astype("bool")]
    n_measures = _count(judged, "item_id")
    points = judged.groupby("report_id")["concreteness"].sum()
    n_matches = matched.groupby("report_id").size()
    shares = {
        "coverage": _Share(_count(matched, "problem_id"), _count(responses, "problem_id")),
        "orphan_rate": _Share(_count(orphans, "item_id"), n_measures),
        "mirror_rate": _Share(mirrored.groupby("report_id").size(), n_matches),
        "concreteness": _Share(points, n_measures),
        "retrospective_share": _Share(_count(done, "item_id"), _count(told, "item_id")),
    }
    reports = pd.unique(pd.concat([responses["report_id"], judged["report_id"]], ignore_index=True))
    rows = [
        shares[score].row(report_id) | {"score": score} for report_id in reports for score in shares
    ]
    return make_frame("scores", pd.DataFrame(rows, columns=list(FRAMES["scores"])))


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    """A sum and the count that it is divided by, for each report."""

    total: pd.Series
    n: pd.Series

    def row(self, report_id: str) -> dict[str, object]:
        """The value of a report, NaN where nothing is counted; these scores have no interval."""
        n = int(self.n.get(report_id, 0))
        value = float(self.total.get(report_id, 0)) / n if n else np.nan
        return {"report_id": report_id, "scope": "problems", "value": value, "n": n}


def _count(frame: pd.DataFrame, column: str) -> pd.Series:
    """Distinct values of a column in each report."""
    return frame.groupby("report_id")[column].nunique()
