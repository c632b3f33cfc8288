"""What becomes of a problem from one year to the next.

It is repeated, restated or dropped, and may be reported as improved; others are new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from textmine.intake.arguments import check_arguments
from textmine.intake.columns import refuse
from textmine.intake.frames import check_item_ids, take_frame
from textmine.problems.answers.judging import is_done
from textmine.problems.answers.similarity import (
    NOT_CONTENT,
    Vectors,
    compare_groups,
    drop_stock,
    soft_cosine,
    vectorize,
)
from textmine.problems.coder.coding import clean_statements
from textmine.progress import watch
from textmine.schema import make_frame
from textmine.stats.groups import warn_left_out
from textmine.stats.lines import BY_ID, agency_keys, find_merged, join_agencies

# Chosen on the sample corpus with planted persistence (gold/persistence.jsonl).
MIN_RESTATED = 0.52
"""Least similarity of a restated problem, 0–1: lower takes another problem for the same one."""
VERBATIM = 0.95
"""Least share of the wording in common that counts as the same wording."""
MAX_RESTATED = 0.99
"""Most that a restated problem scores, so that 1 means the same wording only."""
MIN_COMMON, COMMON_WEIGHT = 0.6, 0.9
"""From this share of wording in common on, it counts too, by this factor: a few words changed."""
MIN_COMMON_CONTENT = 0.65
"""Least share of the wording in common, stock words aside, without which that of the whole counts
for nothing: 队伍建设有待加强 and 制度建设有待加强 share how it is said, not what. Of 30 such pairs
21 were said to be restated without it, 8 with it (0.75: 8, but 4 of 1,122 simulated states are
lost)."""
MIN_IMPROVED = 0.4
"""Least likeness of a problem and what is reported done about it; lower than between problems,
for a report of improvement names what was done and rarely what was wrong."""
_YEAR = re.compile(
    r"(?:20\d\d|[二2][〇○零0][一二三0-9][〇○零一二三四五六七八九0-9])年度?"
)
_NEEDED = ("item_id", "agency", "year", "text")
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _YearPair:
    """Two consecutive years of an agency: the rows of the later and of the earlier problems."""

    new: NDArray[np.int64]
    old: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _FollowedProblems:
    """Problems in the order of their frame, and the years that are compared.

    Lists: taking rows of a frame costs more than all the rest.

    Parameters
    ----------
    items, agencies, keys, lines, reforms : list of str
        Of each problem its id; its agency as printed, as the other frames call it, and followed
        over reforms; the reform by which that goes on as another.
    reported_in : list of int
        Year of each.
    reports : list of str, optional
        Report of each, where that is known.
    plain : list of str
        Wording of each without punctuation and years.
    vectors : Vectors
        What each is about.
    years : list of _YearPair
        Years that follow one another.
    """

    items: list[str]
    agencies: list[str]
    keys: list[str]
    lines: list[str]
    reforms: list[str]
    reported_in: list[int]
    reports: list[str] | None
    plain: list[str]
    vectors: Vectors
    years: list[_YearPair]


Versions = list[list[int]]
"""Places of a year's problems, those together that its report, or several versions of it, name."""


@check_arguments
def match_years(
    problems: pd.DataFrame,
    *,
    min_similarity: float = MIN_RESTATED,
    successors: bool = True,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Follow each agency's problems from one year to the next.

    Years count as consecutive where both have problems and one follows the other; the first year of
    an agency has nothing to be compared with and gives no row.

    Parameters
    ----------
    problems : pandas.DataFrame
        Columns item_id, agency, year, text, and where known report_id, agency_id and level; with
        categories (of the shipped codebook) where coded, else their cues are used. Rows without
        agency, year or words are left out. What a report says twice in the same words, or several
        reports of one year name (a corrected one), is one problem, whichever names it; what
        bodies that became one had in common is dropped by none of them if it stays.
    min_similarity : float
        Least similarity of a restated problem, 0–1.
    successors : bool
        Whether an agency is followed over the reforms in which another took over from it.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Frame ``persistence``: agency (as printed in the later year), item_id, year,
        earlier_item_id, earlier_year, state, similarity, agency_id, joined_by (``agency_id``, or
        the reform by which the two years are of one agency), report_id (of the later year, where
        problems say theirs; of a dropped one empty if that year has several). ``verbatim`` repeats
        the wording
        (punctuation and years aside), ``restated`` the matter, ``new`` has no forerunner
        (earlier_item_id ``""``), ``dropped`` no successor (item_id ``""``). Similarity is 1 for the
        same wording, else the soft cosine; of new and dropped ones the best that was found.

    Raises
    ------
    FrameError
        If a column is missing, an item_id stands twice, or problems stand among items of
        another role.

    Warns
    -----
    TextmineWarning
        If rows without agency, year or words are left out.

    References
    ----------
    政府信息公开条例 art. 50 (四); Cohen, Malloy & Nguyen 2020, Journal of Finance
    75: 1371–1415 (repetition as default).

    Examples
    --------
    >>> texts = ["专职人员不足", "栏目更新慢", "专职人员不足。", "答复文书不规范"]
    >>> frame = pd.DataFrame(
    ...     {"item_id": list("abcd"), "agency": "临泽川市水利局", "text": texts}
    ... )
    >>> frame["year"] = [2020, 2020, 2021, 2021]
    >>> match_years(frame)[["item_id", "earlier_item_id", "state"]].values.tolist()
    [['c', 'a', 'verbatim'], ['d', '', 'new'], ['', 'b', 'dropped']]
    """
    frame = _prepare(_only_problems(problems), "problems")
    if frame.empty:
        return make_frame("persistence", [])
    followed = _follow(frame, successors=successors)
    years = followed.years
    pairs = [(pair.new, pair.old) for pair in years]
    tables = compare_groups(followed.vectors, pairs)
    versions = _find_versions(followed, min_similarity)
    shown = watch(
        zip(years, tables, strict=True), len(years), "years", "year", show=progress
    )
    rows: list[dict[str, object]] = []
    for pair, alike in shown:
        base = _describe_pair(followed, pair)
        found = _match_pair(followed, pair, alike, versions, min_similarity)
        stated = _reports_of(followed, pair)
        rows += [base | row | {"report_id": stated[row["item_id"]]} for row in found]
    return make_frame("persistence", rows)


def _follow(frame: pd.DataFrame, *, successors: bool) -> _FollowedProblems:
    """Say of each problem whose it is, in which words, and which years are compared."""
    joined = join_agencies(frame, successors=successors)
    merged = find_merged(frame) if successors else {}
    texts = frame["text"].tolist()
    return _FollowedProblems(
        items=frame["item_id"].tolist(),
        agencies=frame["agency"].tolist(),
        keys=agency_keys(frame).tolist(),
        lines=joined["line"].tolist(),
        reforms=_reforms_of(joined, merged),
        reported_in=frame["year"].tolist(),
        reports=frame["report_id"].tolist() if "report_id" in frame else None,
        plain=[_plain(text) for text in texts],
        vectors=vectorize(texts, _categories(frame), idf=True),
        years=_consecutive(frame, joined["line"], merged),
    )


def _find_versions(followed: _FollowedProblems, least: float) -> dict[bytes, Versions]:
    """Put together what each year names more than once, by the bytes of the year's rows."""
    # By all their rows: bodies that became one begin with those of the first of them.
    told = {rows.tobytes(): rows for y in followed.years for rows in (y.new, y.old)}
    lines, plain = followed.lines, followed.plain
    once = {key: _tell_once(rows, lines, plain) for key, rows in told.items()}
    return once | _match_versions(followed, told, least)


def _describe_pair(followed: _FollowedProblems, pair: _YearPair) -> dict[str, object]:
    """Say whose two years are, and by what they are of one agency."""
    later, earlier = pair.new[0], pair.old[0]
    return {
        "agency": followed.agencies[later],
        "agency_id": followed.keys[later],
        "year": followed.reported_in[later],
        "earlier_year": followed.reported_in[earlier],
        "joined_by": _joined_by(followed.keys, followed.reforms, pair),
    }


def _reports_of(followed: _FollowedProblems, pair: _YearPair) -> dict[object, str]:
    """The later year's report by its problems; by none, for those dropped, if it is one alone."""
    if followed.reports is None:
        return defaultdict(str)
    stated = {followed.items[i]: followed.reports[i] for i in pair.new}
    several = len(set(stated.values())) > 1
    return stated | {"": "" if several else followed.reports[pair.new[0]]}


def _match_pair(
    followed: _FollowedProblems,
    pair: _YearPair,
    alike: Table,
    versions: dict[bytes, Versions],
    least: float,
) -> list[dict[str, object]]:
    """Match the problems of two years by how alike what they say is, and their words."""
    plain, items = followed.plain, followed.items
    score = _score(alike, [plain[i] for i in pair.new], [plain[j] for j in pair.old])
    told = versions[pair.new.tobytes()], versions[pair.old.tobytes()]
    names = [items[i] for i in pair.new], [items[j] for j in pair.old]
    bodies = [followed.lines[j] for j in pair.old]
    return _rows(*names, score, told, bodies, least)


def _reforms_of(joined: pd.DataFrame, merged: dict[str, dict[str, str]]) -> list[str]:
    """Reform by which each row's agency goes on as another, alone or with others; or nothing."""
    into = {k: reform for earlier in merged.values() for k, reform in earlier.items()}
    ends = zip(joined["joined_by"], joined["line"], strict=True)
    return [reform or into.get(line, "") for reform, line in ends]


def _consecutive(
    frame: pd.DataFrame, line: pd.Series, merged: dict[str, dict[str, str]]
) -> list[_YearPair]:
    """Years of an agency, and of those it succeeded, that follow one another.

    The first year of one that several became follows on the last of each of them.
    """
    places: dict[Any, Any] = dict(frame.groupby([line, frame["year"]]).indices.items())
    pairs = []
    for (agency, year), at in places.items():
        before = [agency] if (agency, year - 1) in places else [*merged.get(agency, {})]
        old = [places[one, year - 1] for one in before if (one, year - 1) in places]
        pairs += [_YearPair(at, np.concatenate(old))] if old else []
    return pairs


def _tell_once(rows: NDArray[np.int64], lines: list[str], plain: list[str]) -> Versions:
    """Put together what a body says twice in one year in the same words."""
    groups: dict[tuple[str, str], list[int]] = {}
    for k, i in enumerate(rows.tolist()):
        groups.setdefault((lines[i], plain[i]), []).append(k)
    return list(groups.values())


def _match_versions(
    followed: _FollowedProblems, told: dict[bytes, NDArray[np.int64]], least: float
) -> dict[bytes, Versions]:
    """Match what several reports of one year name."""
    report, lines, plain = followed.reports, followed.lines, followed.plain
    if report is None:
        return {}
    found: dict[bytes, Versions] = {}
    for key, rows in told.items():
        reports = list(dict.fromkeys(report[i] for i in rows))
        # Bodies that became one reported on the year before by themselves: no versions.
        if len(reports) < 2 or len({lines[i] for i in rows}) > 1:
            continue
        places = [[k for k, i in enumerate(rows) if report[i] == r] for r in reports]
        by_report = [
            [[at[k] for k in group] for group in _tell_once(rows[at], lines, plain)]
            for at in places
        ]
        groups = by_report[0]
        for later in by_report[1:]:
            one, other = (
                rows[[group[0] for group in each]] for each in (later, groups)
            )
            pairs = [(one, other)]
            (alike,) = compare_groups(followed.vectors, pairs)
            score = _score(alike, [plain[i] for i in one], [plain[j] for j in other])
            same = _assign(score, least)
            for i, j in same.items():
                groups[j] += later[i]
            groups += [group for i, group in enumerate(later) if i not in same]
        found[key] = groups
    return found


def _score(alike: Table, new: list[str], old: list[str]) -> Table:
    """Likeness of every new and old problem: 1 for one wording, else the matter or the words."""
    wording = np.array([[_wording(a, b) for b in old] for a in new])
    matter = np.minimum(alike, MAX_RESTATED)
    near = (wording >= MIN_COMMON) & (wording < VERBATIM)
    for i, j in np.argwhere(near).tolist():
        if _wording(drop_stock(new[i]), drop_stock(old[j])) < MIN_COMMON_CONTENT:
            wording[i, j] = 0.0
    words = COMMON_WEIGHT * wording * (wording >= MIN_COMMON)
    return np.asarray(np.where(wording >= VERBATIM, 1.0, np.maximum(matter, words)))


def _joined_by(keys: list[str], reforms: list[str], pair: _YearPair) -> str:
    """Say by what the reports of two years are of one agency."""
    steps = {reforms[j] for j in pair.old if keys[j] != keys[pair.new[0]]}
    return " | ".join(sorted(steps)) or BY_ID


def _only_problems(items: pd.DataFrame) -> pd.DataFrame:
    """Refuse problems and measures in one frame: a measure would be followed as a problem."""
    if "role" in items:
        role = items["role"].astype("string").fillna("").str.strip()
        is_other = ~role.isin(["", "problem"]) & bool((role == "problem").any())
        expected = "problems only, as items[items['role'] == 'problem']"
        refuse(items["role"], is_other, "problems", expected)
    return items


def _prepare(items: pd.DataFrame, what: str) -> pd.DataFrame:
    """Check the frame; rows that cannot be placed in a year of an agency are left out."""
    items = take_frame(items, _NEEDED, what=what)
    check_item_ids(items, what=what)
    named = items["agency"].fillna("").astype("str").str.strip().ne("")
    text = pd.Series(clean_statements(items["text"]), index=items.index, dtype="str")
    # Of what says nothing any two would be worded alike.
    says = text.map(_plain) != ""
    lacking = {"agency": ~named, "year": items["year"].isna(), "text": ~says}
    warn_left_out(what, lacking)
    known = named & items["year"].notna() & says
    frame = items.assign(text=text)[known].reset_index(drop=True)
    frame["year"] = frame["year"].astype("int64")
    return frame


def _plain(text: str) -> str:
    """The wording without punctuation and years."""
    return NOT_CONTENT.sub("", _YEAR.sub("", text))


def _wording(a: str, b: str) -> float:
    """Share of the wording in common, 0–1."""
    return float(fuzz.ratio(a, b)) / 100.0


def _assign(score: Table, least: float) -> dict[int, int]:
    """Best one-to-one pairs of new and old problems."""
    if not score.size:
        return {}
    left, right = linear_sum_assignment(-np.where(score >= least, score, 0.0))
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return {i: j for i, j in pairs if score[i, j] >= least}


def _rows(
    new: list[str],
    old: list[str],
    score: Table,
    versions: tuple[Versions, Versions],
    bodies: list[str],
    least: float,
) -> list[dict[str, object]]:
    """Write the rows of two years: this year's problems in order, then what was dropped.

    What two bodies had in common before they became one is dropped by neither if it stays.
    """
    rows: list[dict[str, object]] = []
    best = score
    if (len(versions[0]), len(versions[1])) != score.shape:
        best = np.array(
            [[score[np.ix_(a, b)].max() for b in versions[1]] for a in versions[0]]
        )
    pairs = _assign(best, least)
    for i, group in enumerate(versions[0]):
        if i in pairs:
            places = versions[1][pairs[i]]
            # Of several versions the two that are most alike.
            alike = score[np.ix_(group, places)]
            one, other = np.unravel_index(int(alike.argmax()), alike.shape)
            state = "verbatim" if best[i, pairs[i]] == 1.0 else "restated"
            names = new[group[one]], old[places[other]]
            rows.append(_row(*names, state, best[i, pairs[i]]))
        else:
            rows.append(_row(new[group[0]], "", "new", best[i].max()))
    body = [bodies[places[0]] for places in versions[1]]
    for j in sorted(set(range(len(versions[1]))) - set(pairs.values())):
        if any(best[i, j] >= least and body[k] != body[j] for i, k in pairs.items()):
            continue
        name = old[versions[1][j][0]]
        rows.append(_row("", name, "dropped", best[:, j].max()))
    return rows


def _row(item: str, earlier: str, state: str, similarity: float) -> dict[str, object]:
    """One row; the agency and the years are joined to it."""
    return {
        "item_id": item,
        "earlier_item_id": earlier,
        "state": state,
        "similarity": round(float(similarity), 4),
    }


@check_arguments
def find_follow_through(
    problems: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    min_similarity: float = MIN_IMPROVED,
    successors: bool = True,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Find which of last year's problems are reported as improved this year.

    Parameters
    ----------
    problems : pandas.DataFrame
        Columns item_id, agency, year, text (and categories where coded).
    measures : pandas.DataFrame
        What the agencies say they do or did, e.g. ``corpus.measures``: columns item_id, agency,
        year, text and rule. Only those count whose rule says that something is done (``…/done``),
        and activities where a column role names them.
    min_similarity : float
        Least soft cosine, 0–1.
    successors : bool
        As in :func:`match_years`.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        A row for each problem of a year that has a following year in ``measures``: agency,
        earlier_item_id, earlier_year, year, improved_by (item_id or ``""``), similarity.

    Raises
    ------
    FrameError
        If a column is missing.

    Warns
    -----
    TextmineWarning
        If rows without agency, year or words are left out.

    References
    ----------
    政府信息公开条例 art. 50 (四): 存在的主要问题及改进情况.

    Examples
    --------
    >>> old = pd.DataFrame(
    ...     {
    ...         "item_id": ["a"],
    ...         "agency": "临泽川市水利局",
    ...         "year": 2020,
    ...         "text": ["专职人员不足"],
    ...     }
    ... )
    >>> now = pd.DataFrame(
    ...     {
    ...         "item_id": ["x"],
    ...         "agency": "临泽川市水利局",
    ...         "year": 2021,
    ...         "text": ["已增配专职人员两名"],
    ...         "rule": ["marker/done"],
    ...     }
    ... )
    >>> find_follow_through(old, now)["improved_by"].tolist()
    ['x']
    """
    measures = take_frame(measures, ["rule"], what="measures")
    earlier = _prepare(_only_problems(problems), "problems")
    # Of two that improve it as well the first by name is named, in whatever order they come.
    told = _prepare(measures, "measures")
    told = told.sort_values("item_id", kind="stable", ignore_index=True)
    categories = _categories(earlier) or [""] * len(earlier)
    vectors = vectorize(
        [*earlier["text"], *told["text"]], [*categories, *[""] * len(told)]
    )
    both = pd.concat([earlier, told], ignore_index=True)
    line = join_agencies(both, successors=successors)["line"].to_numpy()
    merged = find_merged(both) if successors else {}
    later = {key: one for one, earlier in merged.items() for key in earlier}
    years = _done_by_year(told, line[len(earlier) :])
    named = [earlier[name].tolist() for name in ("agency", "item_id", "year")]
    asked = zip(line[: len(earlier)], *named, strict=True)
    shown = watch(asked, len(earlier), "follow-through", "problem", show=progress)
    rows = []
    for at, (key, agency, item, year) in enumerate(shown):
        done = years.get((key, year + 1), years.get((later.get(key), year + 1)))
        if done is None:
            continue
        alike = soft_cosine(vectors, np.full(len(done), at), done + len(earlier))
        best = float(alike.max(initial=0.0))
        by = ""
        if len(done) and best >= min_similarity:
            by = told["item_id"].iloc[done[int(alike.argmax())]]
        rows.append((agency, item, year, year + 1, by, round(best, 4)))
    columns = [
        "agency",
        "earlier_item_id",
        "earlier_year",
        "year",
        "improved_by",
        "similarity",
    ]
    return pd.DataFrame(rows, columns=columns)


def _categories(frame: pd.DataFrame) -> list[str] | None:
    """Categories of each row; None where nothing is coded."""
    if "categories" not in frame:
        return None
    return frame["categories"].fillna("").astype("str").tolist()


def _done_by_year(told: pd.DataFrame, line: NDArray[Any]) -> dict[Any, Any]:
    """Rows that say what was done, by agency and year: none of a year that tells plans only."""
    done = is_done(told["rule"]).to_numpy(dtype=bool)
    if "role" in told:
        done |= (told["role"] == "activity").to_numpy()
    places = told.groupby([line, "year"]).indices
    return {year: rows[done[rows]] for year, rows in places.items()}
