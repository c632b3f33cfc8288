"""What becomes of a problem from one year to the next: repeated, restated, dropped, new, reported improved."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from textmine.errors import FrameError
from textmine.problems.answers.response import is_retrospective
from textmine.problems.answers.similarity import compare_groups, soft_cosine, vectorize
from textmine.problems.coder.coding import clean_statements
from textmine.schema import check_columns, make_frame
from textmine.stats.lines import BY_ID, agency_keys, join_agencies

MIN_RESTATED = 0.52
VERBATIM = 0.95
_MARKS = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]+")
_YEAR = re.compile(r"(?:20\d\d|[二2][〇○零0][一二三0-9][〇○零一二三四五六七八九0-9])年度?")
_NEEDED = ("item_id", "agency", "year", "text")


def match_years(
    problems: pd.DataFrame, *, min_similarity: float = MIN_RESTATED, successors: bool = True
) -> pd.DataFrame:
    """Follow each agency's problems from one year to the next.

    Years count as consecutive where both have problems and one follows the other; the first year of
    an agency has nothing to be compared with and gives no row.

    Parameters
    ----------
    problems : pandas.DataFrame
        Columns item_id, agency, year, text, and where known agency_id and level; with categories
        (of the shipped codebook) where coded, else their cues are used. Rows without agency or year
        are left out.
    min_similarity : float
        Least similarity of a restated problem, 0–1.
    successors : bool
        Whether an agency is followed over the reforms in which another took over from it.

    Returns
    -------
    pandas.DataFrame
        Frame ``persistence``: agency (as printed in the later year), item_id, year,
        earlier_item_id, earlier_year, state, similarity, agency_id, joined_by (``agency_id``, or
        the reform by which the two years are of one agency). ``verbatim`` repeats the wording (punctuation and years aside), ``restated`` the
        matter, ``new`` has no forerunner (earlier_item_id ``""``), ``dropped`` no successor
        (item_id ``""``). Similarity is 1 for the same wording, else the soft cosine; of new and
        dropped ones the best that was found.

    Raises
    ------
    FrameError
        If a column is missing or an item_id stands twice.

    References
    ----------
    政府信息公开条例 art. 50 (四); Cohen, Malloy & Nguyen 2020, Journal of Finance
    75: 1371–1415 (repetition as default).

    Examples
    --------
    >>> texts = ["专职人员不足", "栏目更新慢", "专职人员不足。", "答复文书不规范"]
    >>> frame = pd.DataFrame({"item_id": list("abcd"), "agency": "临泽川市水利局", "text": texts})
    >>> frame["year"] = [2020, 2020, 2021, 2021]
    >>> match_years(frame)[["item_id", "earlier_item_id", "state"]].values.tolist()
    [['c', 'a', 'verbatim'], ['d', '', 'new'], ['', 'b', 'dropped']]
    """
    frame = _prepare(problems)
    if frame.empty:
        return make_frame("persistence", [])
    joined = join_agencies(frame, successors=successors)
    labels = (
        frame["categories"].fillna("").astype("str").tolist() if "categories" in frame else None
    )
    vectors = vectorize(frame["text"].tolist(), labels, idf=True)
    plain = [_plain(text) for text in frame["text"]]
    places: dict[Any, Any] = dict(frame.groupby([joined["line"], frame["year"]]).indices.items())
    groups = [
        (at, places[line, year - 1])
        for (line, year), at in places.items()
        if (line, year - 1) in places
    ]
    ids, agencies, years = (frame[name].tolist() for name in ("item_id", "agency", "year"))
    keys, reforms = agency_keys(frame).tolist(), joined["joined_by"].tolist()
    rows: list[dict[str, object]] = []
    for (new, old), alike in zip(
        groups, compare_groups(vectors, groups, overlap=True), strict=True
    ):
        same = np.array([[_wording(plain[i], plain[j]) for j in old] for i in new])
        score = np.where(
            same >= VERBATIM, 1.0, np.maximum(np.minimum(alike, 0.99), 0.9 * same * (same >= 0.6))
        )
        base = {
            "agency": agencies[new[0]],
            "agency_id": keys[new[0]],
            "year": years[new[0]],
            "earlier_year": years[old[0]],
            "joined_by": _joined_by(keys, reforms, new[0], old),
        }
        both = [ids[i] for i in new], [ids[j] for j in old]
        rows += [{**base, **row} for row in _rows(both, score, _assign(score, min_similarity))]
    return make_frame("persistence", rows)


def _joined_by(keys: list[str], reforms: list[str], new: int, old: NDArray[np.int64]) -> str:
    """Say by what the reports of two years are of one agency."""
    steps = {reforms[j] for j in old if keys[j] != keys[new]}
    return " | ".join(sorted(steps)) or BY_ID


def _prepare(problems: pd.DataFrame) -> pd.DataFrame:
    """Check the frame; rows that cannot be placed in a year of an agency are left out."""
    check_columns(problems, _NEEDED, what="problems")
    doubled = problems["item_id"][problems["item_id"].duplicated()]
    if len(doubled):
        raise FrameError(
            f"problems: item_id {doubled.iloc[0]!r} stands twice; every item needs an id of its own"
        )
    known = (
        problems["agency"].fillna("").astype("str").str.strip().ne("") & problems["year"].notna()
    )
    frame = problems[known].reset_index(drop=True).copy()
    frame["text"] = pd.Series(clean_statements(frame["text"]), dtype="str")
    frame["year"] = frame["year"].astype("int64")
    return frame


def _plain(text: str) -> str:
    """The wording without punctuation and years."""
    return _MARKS.sub("", _YEAR.sub("", text))


def _wording(a: str, b: str) -> float:
    """Share of the wording in common, 0–1."""
    return float(fuzz.ratio(a, b)) / 100.0


def _assign(score: NDArray[np.float64], least: float) -> dict[int, int]:
    """Best one-to-one pairs of new and old problems."""
    if not score.size:
        return {}
    left, right = linear_sum_assignment(-np.where(score >= least, score, 0.0))
    return {int(i): int(j) for i, j in zip(left, right, strict=True) if score[i, j] >= least}


def _rows(
    ids: tuple[list[str], list[str]], score: NDArray[np.float64], pairs: dict[int, int]
) -> list[dict[str, object]]:
    """Write the rows of one pair of years: this year's problems in order, then what was dropped."""
    new, old = ids
    rows: list[dict[str, object]] = []
    for i, item in enumerate(new):
        j = pairs.get(i)
        state = "new" if j is None else "verbatim" if score[i, j] == 1.0 else "restated"
        best = float(score[i].max() if j is None else score[i, j])
        earlier = "" if j is None else old[j]
        rows.append(
            {
                "item_id": item,
                "earlier_item_id": earlier,
                "state": state,
                "similarity": round(best, 4),
            }
        )
    for j in sorted(set(range(len(old))) - set(pairs.values())):
        best = round(float(score[:, j].max()), 4)
        rows.append(
            {"item_id": "", "earlier_item_id": old[j], "state": "dropped", "similarity": best}
        )
    return rows


def find_follow_through(
    problems: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    min_similarity: float = 0.4,
    successors: bool = True,
) -> pd.DataFrame:
    """Find which of last year's problems are reported as improved this year.

    Parameters
    ----------
    problems : pandas.DataFrame
        Columns item_id, agency, year, text (and categories where coded).
    reports : pandas.DataFrame
        What the agencies report: columns item_id, agency, year, text, e.g. measures and activities.
        Only those that tell of something done count.
    min_similarity : float
        Least soft cosine, 0–1.
    successors : bool
        As in :func:`match_years`.

    Returns
    -------
    pandas.DataFrame
        A row for each problem of a year that has a following year in ``reports``: agency,
        earlier_item_id, earlier_year, year, improved_by (item_id or ``""``), similarity.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    政府信息公开条例 art. 50 (四): 存在的主要问题及改进情况.

    Examples
    --------
    >>> old = pd.DataFrame(
    ...     {"item_id": ["a"], "agency": "临泽川市水利局", "year": 2020, "text": ["专职人员不足"]}
    ... )
    >>> now = pd.DataFrame(
    ...     {
    ...         "item_id": ["x"],
    ...         "agency": "临泽川市水利局",
    ...         "year": 2021,
    ...         "text": ["已增配专职人员两名"],
    ...     }
    ... )
    >>> find_follow_through(old, now)["improved_by"].tolist()
    ['x']
    """
    earlier, told = _prepare(problems), _prepare(reports)
    columns = ["agency", "earlier_item_id", "earlier_year", "year", "improved_by", "similarity"]
    labels = [
        *earlier.get("categories", pd.Series([""] * len(earlier))).fillna("").astype("str"),
        *[""] * len(told),
    ]
    vectors = vectorize([*earlier["text"], *told["text"]], labels)
    done = np.array([is_retrospective(text) for text in told["text"]], dtype=bool)
    line = join_agencies(pd.concat([earlier, told], ignore_index=True), successors=successors)[
        "line"
    ]
    lines = line.iloc[len(earlier) :].to_numpy()
    years: dict[Any, Any] = dict(told.groupby([lines, "year"]).indices)
    rows = []
    columns_of = (earlier["item_id"], earlier["agency"], line.iloc[: len(earlier)], earlier["year"])
    for at, (item, agency, key, year) in enumerate(zip(*columns_of, strict=True)):
        if (key, year + 1) not in years:
            continue
        candidates = np.array([i for i in years[key, year + 1] if done[i]], dtype=np.int64)
        alike = soft_cosine(vectors, np.full(len(candidates), at), candidates + len(earlier))
        best = float(alike.max()) if len(alike) else 0.0
        by = told["item_id"].iloc[candidates[int(alike.argmax())]] if best >= min_similarity else ""
        rows.append((agency, item, year, year + 1, by, round(best, 4)))
    return pd.DataFrame(rows, columns=columns)
