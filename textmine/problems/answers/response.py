"""Do a report's measures answer its problems: who answers what, and the scores of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import check_item_ids, take_frame
from textmine.problems.answers.clues import (
    Clues,
    ItemPlaces,
    Sizes,
    find_clues,
    name_problems,
)
from textmine.problems.answers.judging import is_mirror, judge_measures
from textmine.problems.answers.kinship import Kinship, load_kinship
from textmine.problems.answers.links import load_links
from textmine.problems.answers.pairs import (
    Likeness,
    Senses,
    compare_topics,
    group_by_shape,
    unit_rows,
)
from textmine.problems.answers.purposes import Purposes, load_purposes
from textmine.problems.answers.similarity import compare_pairs, pair_rows
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.coding import clean_statements, label_matrix
from textmine.progress import begin_step, watch_steps
from textmine.schema import FRAMES, MOST_STATEMENTS, make_frame

MIN_SCORE = 0.5
"""Least probability of a link, 0–1: F1 is flat from 0.45 to 0.55 on cases and restated hands left
out."""
MAX_LEAD = 60
"""Characters before a measure in which it may name its problem (针对…问题); longer leads are
sentences of their own. Chosen by hand."""
LAST_YEAR = "last_year"
"""Begin of the rule of measures that answer last year's problems; they answer none of this year."""
_NEEDED = ("item_id", "report_id", "text")
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Stated:
    """A problem or a measure."""

    item_id: str
    report_id: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class ReportClues:
    """The clues of a report, and where its items stand in the two frames.

    Parameters
    ----------
    problems, measures : ndarray of int
        Rows of the frames, in report order.
    clues : Clues
        Of each measure and problem.
    """

    problems: NDArray[np.int64]
    measures: NDArray[np.int64]
    clues: Clues


@check_arguments
def match_responses(
    problems: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    sections: pd.DataFrame | None = None,
    min_score: float = MIN_SCORE,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Match the problems of each report with its measures.

    First what speaks for a link is weighed with how the links of neighbouring measures follow one
    another (:mod:`textmine.problems.answers.alignment`): order of the lists, taking turns,
    针对…问题, then words and categories in common; so far a measure answers one problem or none.
    Then each pair is judged once more by itself
    (:mod:`textmine.problems.answers.links`), so that a measure that answers two problems has a
    link to both, and place alone makes no link where the topic speaks against it; and last with
    what the pairs beside it came to. A measure that speaks of all and of none in particular has
    none.

    Parameters
    ----------
    problems, measures : pandas.DataFrame
        Columns item_id, report_id, text; the order of rows is the order in the report (column order
        decides where it is there); with column start, problems and measures that take turns are
        seen. If problems have categories (of the shipped codebook), those are used, else those of
        the shipped coder. Measures whose rule is ``last_year`` answer none.
    sections : pandas.DataFrame, optional
        Columns report_id, start, text: where given (and measures have start), the words before a
        measure count that name a problem.
    min_score : float
        Least probability of a link, 0–1.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Frame ``responses``: report_id, problem_id, measure_id, score (probability of the link),
        state. State ``mirrored`` is a measure that only turns the problem's words round,
        ``concrete`` one that adds something, ``uncovered`` a problem without a measure
        (measure_id ``""``, score the best that was found).

    Raises
    ------
    FrameError
        If a column is missing, an item_id stands twice, or a report has more than 500 problems or
        measures.

    References
    ----------
    Vogel, Ney & Tillmann 1996, COLING (alignment as a hidden Markov chain); 政府信息公开条例 art.
    50 (四).

    Examples
    --------
    >>> p = pd.DataFrame(
    ...     {
    ...         "item_id": ["p1", "p2"],
    ...         "report_id": "r",
    ...         "text": ["业务培训不足", "栏目更新不及时"],
    ...     }
    ... )
    >>> m = pd.DataFrame(
    ...     {"item_id": ["m1"], "report_id": "r", "text": ["加强业务培训"]}
    ... )
    >>> match_responses(p, m)[["problem_id", "measure_id", "state"]].values.tolist()
    [['p1', 'm1', 'mirrored'], ['p2', '', 'uncovered']]
    """
    problems, measures = _prepare(problems, "problems"), _prepare(measures, "measures")
    if sections is not None:
        sections = take_frame(sections, ["report_id", "start", "text"], what="sections")
    if problems.empty:
        return make_frame("responses", [])
    with watch_steps("answers", 2, show=progress):
        begin_step("statements")
        told = describe_reports(problems, measures, sections=sections)
        begin_step("links")
        scores = load_links().link([report.clues for report in told])
    found = {int(report.problems[0]): k for k, report in enumerate(told)}
    asked, answers = _items(problems), _items(measures)
    asking: dict[Any, Any] = dict(problems.groupby("report_id", sort=False).indices)
    rows: list[dict[str, object]] = []
    for at in asking.values():
        k = found.get(int(at[0]))
        said = [answers[j] for j in told[k].measures] if k is not None else []
        score = scores[k].T if k is not None else np.zeros((len(at), 0))
        pairs = [(int(i), int(j)) for i, j in np.argwhere(score >= min_score)]
        rows += _rows([asked[i] for i in at], said, score, pairs)
    return make_frame(
        "responses", pd.DataFrame(rows, columns=list(FRAMES["responses"]))
    )


def describe_reports(
    problems: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    sections: pd.DataFrame | None = None,
    coder: ProblemClassifier | None = None,
    purposes: Purposes | None = None,
    kinship: Kinship | None = None,
) -> list[ReportClues]:
    """Gather the clues of every report that has problems and measures of its own year.

    Parameters
    ----------
    problems, measures, sections
        As for :func:`match_responses`.
    coder : ProblemClassifier, optional
        A fitted one; the shipped one by default.
    purposes : Purposes, optional
        What measures are for; the shipped table by default.
    kinship : Kinship, optional
        Which words answer which; the shipped one by default.

    Returns
    -------
    list of ReportClues
        In order of the reports' first problems.
    """
    coder = coder if coder is not None else ProblemClassifier().fit()
    leads = _leads(problems, measures, sections)
    both = _rows_of_reports(problems, measures)
    texts = [*problems["text"], *measures["text"]]
    pairs = pair_rows(texts)
    sizes = np.diff(pairs.indptr).astype(np.float64)
    served = (purposes or load_purposes()).weigh(measures["text"].tolist())
    kin = (kinship or load_kinship()).compare(
        measures["text"].tolist(), problems["text"].tolist()
    )
    likeness = _Likening.prepare(
        problems, measures, both, pairs, coder, served=served, kin=kin
    )
    concepts = coder.model_.features.touch_concepts(texts)
    out: dict[int, ReportClues] = {}
    for numbers in _by_shape(both):
        said = np.stack([both[k][0] for k in numbers])
        at = np.stack([both[k][1] for k in numbers])
        own = said + len(problems)
        clues = find_clues(
            likeness.of(numbers, said, at),
            Senses(concepts[own], concepts[at]),
            Sizes(sizes[at], sizes[own]),
            _places(problems, measures, said, at),
            _name_all(leads, texts, said, at),
        )
        for j, k in enumerate(numbers):
            out[k] = ReportClues(at[j], said[j], clues.of_report(j))
    return [out[k] for k in range(len(both))]


def _rows_of_reports(
    problems: pd.DataFrame, measures: pd.DataFrame
) -> list[tuple[Rows, Rows]]:
    """Rows of the measures and of the problems of every report that has both."""
    by_report: dict[Any, Any] = dict(
        _this_year(measures).groupby("report_id", sort=False).groups
    )
    asking: dict[Any, Any] = dict(problems.groupby("report_id", sort=False).indices)
    return [
        (np.asarray(by_report[name]), at)
        for name, at in asking.items()
        if name in by_report
    ]


def _places(
    problems: pd.DataFrame, measures: pd.DataFrame, said: Rows, at: Rows
) -> ItemPlaces:
    """Where problems and measures of some reports stand; nothing where the frames do not say."""
    if "start" not in problems or "start" not in measures:
        none = np.zeros(0, dtype=np.int64)
        return ItemPlaces(none, none)
    asked_at = problems["start"].to_numpy(dtype=np.int64)
    said_at = measures["start"].to_numpy(dtype=np.int64)
    return ItemPlaces(asked_at[at], said_at[said])


def _name_all(
    leads: Sequence[str], texts: Sequence[str], said: Rows, at: Rows
) -> Floats:
    """Which problem the lead of each measure names, for some reports of one shape."""
    named = [
        name_problems([leads[j] for j in of_measures], [texts[i] for i in of_problems])
        for of_measures, of_problems in zip(said.tolist(), at.tolist(), strict=True)
    ]
    return np.stack(named)


def _by_shape(reports: Sequence[tuple[Rows, Rows]]) -> Iterator[list[int]]:
    """Numbers of reports with as many measures and problems as each other, some at a time."""
    shapes = group_by_shape((len(said), len(at)) for said, at in reports)
    for (n_measures, n_problems), numbers in shapes.items():
        step = max(1, PAIRS_AT_ONCE // (n_measures * n_problems))
        for low in range(0, len(numbers), step):
            yield numbers[low : low + step]


PAIRS_AT_ONCE = 1 << 16
"""Pairs of a problem and a measure that are compared in one go, in whole reports: some 100 numbers
each, 50 MB in all."""


@dataclass(frozen=True, slots=True, eq=False)
class _Likening:
    """What statements are compared by: words of each report, and rows of each statement.

    Parameters
    ----------
    words, rare_words : list of ndarray of shape (n_measures, n_problems)
        Of each report, as in :class:`Likeness`.
    n_pairs : ndarray of shape (n_problems + n_measures,)
        Distinct character pairs of content in each problem, then in each measure; at least 1.
    of_problems, of_measures : ndarray of shape (n, n_categories)
        Categories.
    served : ndarray of shape (n_measures, n_categories + 1)
        Purposes of each measure, and last that it has none in particular.
    kin : tuple of ndarray of shape (n, n_dimensions)
        Where measures and problems lie.
    """

    words: list[Floats]
    rare_words: list[Floats]
    n_pairs: Rows
    of_problems: Floats
    of_measures: Floats
    served: Floats
    kin: tuple[Floats, Floats]

    @classmethod
    def prepare(
        cls,
        problems: pd.DataFrame,
        measures: pd.DataFrame,
        reports: list[tuple[Rows, Rows]],
        pairs: sparse.csr_array,
        coder: ProblemClassifier,
        *,
        served: Floats,
        kin: tuple[Floats, Floats],
    ) -> _Likening:
        """Look at all statements.

        ``reports`` holds the rows of measures and of problems; ``pairs`` has a row of character
        pairs of content for each problem, then for each measure.
        """
        texts = [*problems["text"], *measures["text"]]
        rows = [(said + len(problems), at) for said, at in reports]
        of_measures = coder.predict_proba(measures["text"].tolist())
        of_measures *= (measures["text"] != "").to_numpy()[:, None]
        return cls(
            compare_pairs(pairs, rows),
            compare_pairs(coder.model_.features.characters(texts), rows),
            np.maximum(np.diff(pairs.indptr), 1),
            _topics_of_problems(problems, coder),
            of_measures,
            served,
            kin,
        )

    def of(self, numbers: list[int], said: Rows, at: Rows) -> Likeness:
        """How alike the measures and problems of some reports of one shape are."""
        shared = np.stack([self.words[k] for k in numbers])
        # Rows have length 1, so the number of shared pairs is the cosine times both lengths.
        n_said = self.n_pairs[said + len(self.of_problems)]
        longer = np.sqrt(n_said[:, :, None] / self.n_pairs[at][:, None, :])
        topics, asked = self.of_measures[said], self.of_problems[at]
        purposes, no_purpose = self.served[said][..., :-1], self.served[said][..., -1:]
        strongest, of_measure = compare_topics(topics, asked)
        most_served, served_most = compare_topics(purposes, asked)
        along_problems = np.swapaxes(unit_rows(asked), -1, -2)
        return Likeness(
            words=shared,
            rare_words=np.stack([self.rare_words[k] for k in numbers]),
            problem_covered=shared * longer,
            measure_covered=shared / longer,
            topic=unit_rows(topics) @ along_problems,
            strongest_topic=strongest,
            topic_of_measure=of_measure,
            purpose=unit_rows(purposes) @ along_problems,
            strongest_purpose=most_served,
            purpose_of_measure=served_most,
            no_purpose=np.broadcast_to(no_purpose, shared.shape),
            kinship=self.kin[0][said] @ np.swapaxes(self.kin[1][at], -1, -2),
        )


def _prepare(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Check a frame of items and put it in report order, with clean texts."""
    frame = take_frame(frame, _NEEDED, what=what)
    check_item_ids(frame, what=what)
    counts = frame["report_id"].value_counts()
    if len(counts) and counts.iloc[0] > MOST_STATEMENTS:
        raise FrameError(
            f"{what}: report_id {counts.index[0]!r} has {counts.iloc[0]:,} rows; each is compared"
            f" with each of the other frame, and a report has at most {MOST_STATEMENTS}: give each"
            " report an id of its own"
        )
    out = frame.reset_index(drop=True).copy()
    out["text"] = pd.Series(clean_statements(out["text"]), dtype="str")
    return (
        out.sort_values("order", kind="stable", ignore_index=True)
        if "order" in out
        else out
    )


def _this_year(measures: pd.DataFrame) -> pd.DataFrame:
    """Measures that are not reported as done about last year's problems."""
    if "rule" not in measures:
        return measures
    return measures[
        ~measures["rule"].fillna("").astype("str").str.startswith(LAST_YEAR)
    ]


def _topics_of_problems(problems: pd.DataFrame, coder: ProblemClassifier) -> Floats:
    """Categories of problems: 0 and 1 as given, else probabilities; none for an empty text."""
    book = coder.codebook_
    topics = np.zeros((len(problems), len(book.keys)))
    if "categories" in problems:
        cells = [_known(cell, book.keys) for cell in problems["categories"].fillna("")]
        topics = label_matrix(cells, book).astype(np.float64)
    unknown = ~np.asarray(topics.any(axis=1))
    if unknown.any():
        topics[unknown] = coder.predict_proba(problems["text"][unknown].tolist())
    return np.asarray(topics * (problems["text"] != "").to_numpy()[:, None])


def _known(cell: str, keys: tuple[str, ...]) -> list[str]:
    """Categories of a cell that the codebook knows."""
    return [key for key in str(cell).split("|") if key in keys]


def _leads(
    problems: pd.DataFrame, measures: pd.DataFrame, sections: pd.DataFrame | None
) -> list[str]:
    """The words between each measure and the item before it."""
    leads = [""] * len(measures)
    if sections is None or not {"start", "end"} <= set(measures) & set(problems):
        return leads
    ends: dict[str, list[int]] = {}
    for frame in (problems, measures):
        for name, end in zip(frame["report_id"], frame["end"], strict=True):
            ends.setdefault(name, []).append(int(end))
    for of_report in ends.values():
        of_report.sort()
    texts: dict[str, list[tuple[int, str]]] = {}
    columns = (sections[name].tolist() for name in ("report_id", "start", "text"))
    for name, start, text in zip(*columns, strict=True):
        texts.setdefault(name, []).append((start, text))
    places = (measures[name].tolist() for name in ("report_id", "start"))
    for k, (name, start) in enumerate(zip(*places, strict=True)):
        n_before = bisect_right(ends[name], start)
        begin = max(ends[name][n_before - 1] if n_before else 0, start - MAX_LEAD)
        for first, body in texts.get(name, ()):
            if first <= start < first + len(body):
                leads[k] = body[max(begin - first, 0) : start - first]
    return leads


def _items(frame: pd.DataFrame) -> list[_Stated]:
    """Items of a frame, in its order."""
    columns = [frame[name].tolist() for name in _NEEDED]
    return [_Stated(*row) for row in zip(*columns, strict=True)]


def _rows(
    problems: list[_Stated],
    measures: list[_Stated],
    scores: Floats,
    pairs: list[tuple[int, int]],
) -> list[dict[str, object]]:
    """Write the rows of one report; scores of shape (n_problems, n_measures)."""
    answers: dict[int, list[int]] = {}
    for i, j in pairs:
        answers.setdefault(i, []).append(j)
    rows: list[dict[str, object]] = []
    for i, problem in enumerate(problems):
        asked = {"report_id": problem.report_id, "problem_id": problem.item_id}
        for j in answers.get(i, ()):
            state = (
                "mirrored" if is_mirror(problem.text, measures[j].text) else "concrete"
            )
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
    points = judged.groupby("report_id")["concreteness"].sum().to_dict()
    n_matches = matched.groupby("report_id").size().to_dict()
    shares = {
        "coverage": _Share(
            _count(matched, "problem_id"), _count(responses, "problem_id")
        ),
        "orphan_rate": _Share(_count(orphans, "item_id"), n_measures),
        "mirror_rate": _Share(
            mirrored.groupby("report_id").size().to_dict(), n_matches
        ),
        "concreteness": _Share(points, n_measures),
        "retrospective_share": _Share(_count(done, "item_id"), _count(told, "item_id")),
    }
    reports = pd.unique(pd.concat([responses["report_id"], judged["report_id"]]))
    rows = [
        shares[score].row(report_id) | {"score": score}
        for report_id in reports
        for score in shares
    ]
    return make_frame("scores", pd.DataFrame(rows, columns=list(FRAMES["scores"])))


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    """A sum and the count that it is divided by, for each report."""

    total: Mapping[Any, float]
    n: Mapping[Any, int]

    def row(self, report_id: str) -> dict[str, object]:
        """The value of a report, NaN where nothing is counted; these scores have no interval."""
        n = int(self.n.get(report_id, 0))
        value = float(self.total.get(report_id, 0)) / n if n else np.nan
        return {"report_id": report_id, "scope": "problems", "value": value, "n": n}


def _count(frame: pd.DataFrame, column: str) -> dict[Any, int]:
    """Distinct values of a column in each report."""
    return frame.groupby("report_id")[column].nunique().to_dict()
