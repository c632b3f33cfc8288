"""Does a report's measures answer its problems: matching, coverage, mirrors, concreteness, done or planned."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from textmine.errors import FrameError
from textmine.problems.answers.similarity import compare_groups, content_pairs, vectorize
from textmine.problems.coder.coding import clean_statements
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, check_columns, make_frame

MIN_SCORE = 0.2
MIN_FURTHER = 0.36
ORDER_WEIGHT = 0.2
MIRROR_SHARE = 0.65
PARALLEL = 1.25
_Item = tuple[str, str, str]
_Row = tuple[str, str, str, float, str]
_NEEDED = ("item_id", "report_id", "text")


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
    rows: list[_Row] = []
    asked, told = _columns(problems), _columns(measures)
    for (at, answers), alike in zip(groups, tables, strict=True):
        scores = (1 - ORDER_WEIGHT) * alike + ORDER_WEIGHT * _order(alike)
        pairs = assign(
            scores, _parallel(alike) * ORDER_WEIGHT, min_score=min_score, min_further=MIN_FURTHER
        )
        rows += _rows([asked[i] for i in at], [told[j] for j in answers], scores, pairs)
    return make_frame("responses", pd.DataFrame(rows, columns=list(FRAMES["responses"])))


def _prepare(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Check a frame of items and put it in report order, with clean texts."""
    check_columns(frame, _NEEDED, what=what)
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
    a, b = (np.arange(n) + 0.5) / max(n, 1), (np.arange(m) + 0.5) / max(m, 1)
    return np.asarray((1.0 - np.abs(a[:, None] - b[None, :])) * (alike > 0), dtype=np.float64)


def _parallel(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 on the diagonal where two lists of one length run parallel (their diagonal is more alike than the rest)."""
    n, m = alike.shape
    if n == m and n and np.trace(alike) / n > PARALLEL * alike.mean():
        return np.eye(n)
    return np.zeros((n, m))


def assign(
    scores: NDArray[np.float64], bonus: NDArray[np.float64], *, min_score: float, min_further: float
) -> list[tuple[int, int]]:
    """Choose pairs: the best one-to-one assignment, then every row's and every column's own best partner.

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
    chosen = np.zeros(scores.shape, dtype=bool)
    left, right = linear_sum_assignment(-(scores + bonus))
    chosen[left, right] = (scores + bonus)[left, right] >= min_score
    alone = ~np.asarray(chosen.any(axis=1))[:, None] | ~np.asarray(chosen.any(axis=0))[None, :]
    best = np.zeros(scores.shape, dtype=bool)
    best[np.arange(scores.shape[0]), scores.argmax(axis=1)] = True
    best[scores.argmax(axis=0), np.arange(scores.shape[1])] = True
    chosen |= best & (scores >= np.where(alone, min_score, min_further))
    return [(int(i), int(j)) for i, j in np.argwhere(chosen)]


def _columns(frame: pd.DataFrame) -> list[_Item]:
    """Items as plain tuples: item_id, report_id, text."""
    return list(zip(*(frame[name].tolist() for name in _NEEDED), strict=True))


def _rows(
    problems: list[_Item],
    measures: list[_Item],
    scores: NDArray[np.float64],
    pairs: list[tuple[int, int]],
) -> list[_Row]:
    """Write the rows of one report."""
    rows: list[_Row] = []
    for i, (problem_id, report_id, text) in enumerate(problems):
        own = [j for a, j in pairs if a == i]
        for j in own:
            state = "mirrored" if is_mirror(text, measures[j][2]) else "concrete"
            rows.append(
                (report_id, problem_id, measures[j][0], round(float(scores[i, j]), 4), state)
            )
        if not own:
            best = round(float(scores[i].max()), 4) if scores.shape[1] else 0.0
            rows.append((report_id, problem_id, "", best, "uncovered"))
    return rows


def is_mirror(problem: str, measure: str) -> bool:
    """Whether a measure only turns the problem's words round and adds nothing to check.

    Parameters
    ----------
    problem, measure : str
        The two texts.

    Returns
    -------
    bool
        True if at least 0.65 of the measure's content (character pairs without stock words) stands
        in the problem and it names neither who, nor when, nor how many.

    Examples
    --------
    >>> is_mirror("业务培训不足", "进一步加强业务培训")
    True
    >>> is_mirror("业务培训不足", "每季度举办一次业务培训")
    False
    """
    content = content_pairs(measure)
    if any(judge_concreteness(measure)[name] for name in ("who", "when", "how_many")):
        return False
    said = set(content_pairs(problem))
    known = set("".join(said))
    hits = sum(p in said or (len(p) == 2 and set(p) <= known) for p in content)
    return not content or hits / len(content) >= MIRROR_SHARE


@cache
def _checks() -> dict[str, re.Pattern[str]]:
    """The patterns of concreteness."""
    return {
        name: re.compile("|".join(p))
        for name, p in load_toml("responses.toml")["concreteness"].items()
    }


def judge_concreteness(measure: str) -> dict[str, bool]:
    """What a measure names that could be checked later.

    Parameters
    ----------
    measure : str
        A measure.

    Returns
    -------
    dict
        who, what (the instrument), when, how_many: True where named.

    References
    ----------
    Doran 1981, Management Review 70(11): 35–36 (SMART); 国办公开办函〔2021〕30号.

    Examples
    --------
    >>> [k for k, v in judge_concreteness("由办公室牵头，每季度培训不少于一次").items() if v]
    ['who', 'when', 'how_many']
    """
    return {name: bool(pattern.search(measure)) for name, pattern in _checks().items()}


def is_retrospective(text: str) -> bool:
    """Whether a measure tells of an improvement already made, and not of a plan.

    Parameters
    ----------
    text : str
        A measure.

    Returns
    -------
    bool
        True if more clauses speak of what is done than of what is to be done.

    References
    ----------
    政府信息公开条例 art. 50 (四): 存在的主要问题及改进情况.

    Examples
    --------
    >>> is_retrospective("本年度已增设两个专栏"), is_retrospective("下一步将增设专栏")
    (True, False)
    """
    words = load_toml("responses.toml")
    clauses = [c for c in re.split(r"[，。；！？,;\n]", text) if c]
    done = sum(any(w in c for w in words["done"]) or c.endswith("了") for c in clauses)
    plan = sum(any(w in c for w in words["plan"]) for c in clauses)
    return bool(done > plan)


def judge_measures(measures: pd.DataFrame) -> pd.DataFrame:
    """Judge each measure: what it names, and whether it is done or planned.

    Parameters
    ----------
    measures : pandas.DataFrame
        Columns item_id, report_id, text.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, item_id, who, what, when, how_many, concreteness (0–4), retrospective.

    Raises
    ------
    FrameError
        If a column is missing.
    """
    check_columns(measures, _NEEDED, what="measures")
    texts = clean_statements(measures["text"])
    judged = [judge_concreteness(text) for text in texts]
    out = measures[["report_id", "item_id"]].reset_index(drop=True)
    for name in ("who", "what", "when", "how_many"):
        out[name] = pd.Series([row[name] for row in judged], dtype="bool")
    out["concreteness"] = pd.Series([sum(row.values()) for row in judged], dtype="int64")
    out["retrospective"] = pd.Series([is_retrospective(text) for text in texts], dtype="bool")
    return out


def score_responses(responses: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Turn matches into scores of reports.

    Parameters
    ----------
    responses : pandas.DataFrame
        From :func:`match_responses`.
    measures : pandas.DataFrame
        The measures that were matched.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores`` (report_id, scope ``problems``, score, value, n, ci_low, ci_high): coverage
        (problems with a measure), orphan_rate (measures without a problem), mirror_rate (matches
        that only mirror), concreteness (mean 0–4) and retrospective_share; value is NaN where n is
        0.

    References
    ----------
    政府信息公开条例 art. 50 (四).
    """
    check_columns(responses, ("report_id", "problem_id", "measure_id", "state"), what="responses")
    judged = judge_measures(measures)
    matched = responses[responses["state"] != "uncovered"]
    reports = pd.unique(pd.concat([responses["report_id"], judged["report_id"]], ignore_index=True))
    orphan = ~judged["item_id"].isin(matched["measure_id"])
    by = {
        "coverage": (_count(matched, "problem_id"), _count(responses, "problem_id")),
        "orphan_rate": (_count(judged[orphan], "item_id"), _count(judged, "item_id")),
        "mirror_rate": (
            matched[matched["state"] == "mirrored"].groupby("report_id").size(),
            matched.groupby("report_id").size(),
        ),
        "concreteness": (
            judged.groupby("report_id")["concreteness"].sum(),
            _count(judged, "item_id"),
        ),
        "retrospective_share": (
            _count(judged[judged["retrospective"]], "item_id"),
            _count(judged, "item_id"),
        ),
    }
    rows = []
    for report_id in reports:
        for score, (hits, counts) in by.items():
            n = int(counts.get(report_id, 0))
            value = float(hits.get(report_id, 0)) / n if n else np.nan
            rows.append(
                dict(
                    zip(
                        FRAMES["scores"],
                        (report_id, "problems", score, value, n, np.nan, np.nan),
                        strict=True,
                    )
                )
            )
    return make_frame("scores", rows)


def _count(frame: pd.DataFrame, column: str) -> pd.Series:
    """Distinct values of a column in each report."""
    return frame.groupby("report_id")[column].nunique()
