"""Vectors and matrices go by their labels, and what is unknown is equal to nothing.

Every public function that takes several of them, with an example: in any order of rows it gives the
same, and where labels differ it refuses. What takes frames alone is gone through, function by
function, in ``test_doors_fuzz``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textmine as tm
from textmine import compare, problems
from textmine.errors import FrameError

N = 12
NAMES = [f"机关{i:02d}" for i in range(N)]
RNG = np.random.default_rng(13)
TEXTS = pd.Series(
    [f"{matter}{fault}" for fault in ("不够及时", "力量不足", "形式单一") for matter in
     ("栏目更新", "专职人员", "政策解读", "业务培训")], index=NAMES,
)  # fmt: skip
LABELS = pd.Series(
    ["timeliness", "staffing", "interpretation", "content"] * 3, index=NAMES
)
COUNTS = pd.Series(RNG.integers(1, 9, N).astype(float), index=NAMES)
CHANCES = pd.Series(RNG.random(N).round(3), index=NAMES)
YES = pd.Series(RNG.integers(0, 2, N).astype(float), index=NAMES)
GROUPS = pd.Series(["甲", "乙", "丙"] * 4, index=NAMES)
MATRIX = pd.DataFrame(RNG.random((N, N)), index=NAMES, columns=NAMES)
STATEMENTS = pd.DataFrame({"item_id": NAMES, "text": TEXTS}, index=NAMES)


@dataclass(frozen=True)
class Case:
    """A public function of arguments whose rows belong together."""

    name: str
    function: Callable[..., Any]
    arguments: dict[str, Any] = field(default_factory=dict)


def _fit_coder(X: pd.Series, y: pd.Series) -> Any:
    return tm.ProblemClassifier().fit(X, y).predict_proba(TEXTS)


def _fit_cues(X: pd.Series, y: pd.Series) -> Any:
    return np.ravel(list(tm.CodebookClassifier().fit(X, y).strength_.values()))


def _fit_boilerplate(X: pd.Series, groups: pd.Series) -> Any:
    detector = tm.BoilerplateDetector(n_chars=4, min_groups=2).fit(X, groups=groups)
    return detector.score_samples(TEXTS)


def _validate(X: pd.Series, y: pd.Series) -> Any:
    return problems.cross_validate(X, y, alphas=(1.0,), n_folds=2)[1]


def _draw_next(problems_: pd.DataFrame, probabilities: pd.DataFrame) -> Any:
    return problems.draw_next(problems_, probabilities, 4).sort_index()


def _regress(response: pd.DataFrame, predictor: pd.DataFrame) -> Any:
    return compare.mrqap(response, {"x": predictor}, n_permutations=49)


def _within(similarity: pd.DataFrame, groups: pd.Series) -> Any:
    return compare.within_between(similarity, groups, n_permutations=49)


TWO = pd.DataFrame({"p": CHANCES, "q": CHANCES.to_numpy()[::-1]})
CASES = (
    Case("compare.jensen_shannon", compare.jensen_shannon, {"p": COUNTS, "q": CHANCES}),
    Case("compare.log_likelihood", lambda a, b: compare.log_likelihood(a, b, 20, 30),
         {"a": COUNTS, "b": YES}),
    Case("compare.log_odds_z", compare.log_odds_z, {"counts_a": COUNTS, "counts_b": YES}),
    Case("compare.wilson", lambda k, n: np.array(compare.wilson(k, n)),
         {"k": COUNTS, "n": COUNTS + YES}),
    Case("compare.jeffreys", lambda k, n: np.array(compare.jeffreys(k, n)),
         {"k": COUNTS, "n": COUNTS + YES}),
    Case("compare.mrqap", _regress, {"response": MATRIX, "predictor": MATRIX.T ** 2}),
    Case("compare.within_between", _within, {"similarity": MATRIX, "groups": GROUPS}),
    Case("problems.score_labels", problems.score_labels,
         {"truth": LABELS, "found": LABELS.where(YES > 0, "content")}),
    Case("problems.cross_validate", _validate, {"X": TEXTS, "y": LABELS}),
    Case("problems.measure_calibration", problems.measure_calibration,
         {"truth": YES > 0, "probabilities": CHANCES}),
    Case("problems.watch_share", lambda truth, said: problems.watch_share(truth, said, np.ones(40)),
         {"truth": YES, "said": 1 - YES}),
    Case("problems.draw_next", _draw_next, {"problems_": STATEMENTS, "probabilities": TWO}),
    Case("ProblemClassifier.fit", _fit_coder, {"X": TEXTS, "y": LABELS}),
    Case("CodebookClassifier.fit", _fit_cues, {"X": TEXTS, "y": LABELS}),
    Case("BoilerplateDetector.fit", _fit_boilerplate, {"X": TEXTS, "groups": GROUPS}),
)  # fmt: skip
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def _moved(value: Any, order: list[int]) -> Any:
    """The same rows in another order; of a square matrix columns too, in one of their own."""
    if isinstance(value, pd.DataFrame) and value.shape == (N, N):
        return value.iloc[order, order[::-1]]
    return value.iloc[order]


def _same(a: Any, b: Any) -> None:
    if isinstance(a, pd.DataFrame):
        pd.testing.assert_frame_equal(a, b)
    else:
        np.testing.assert_allclose(a, b)


@EACH
@settings(max_examples=4)
@given(order=st.permutations(range(N)))
def test_what_goes_with_the_first_may_come_in_any_order(
    case: Case, order: list[int]
) -> None:
    first, *others = case.arguments
    moved = {name: _moved(case.arguments[name], order) for name in others}
    given_ = {first: case.arguments[first]}
    _same(case.function(**given_, **moved), case.function(**case.arguments))


@EACH
def test_other_labels_are_refused(case: Case) -> None:
    if case.name == "compare.jensen_shannon":
        pytest.skip(
            "two distributions need not know the same categories: one counts 0 there"
        )
    last = list(case.arguments)[-1]
    other = case.arguments[last].rename(index={NAMES[3]: "别处的机关"})
    if other.shape == (N, N):
        other = other.rename(columns={NAMES[3]: "别处的机关"})
    with pytest.raises(FrameError, match="别处的机关|same labels"):
        case.function(**case.arguments | {last: other})


@EACH
def test_labels_that_stand_twice_are_refused(case: Case) -> None:
    last = list(case.arguments)[-1]
    twice = case.arguments[last].rename(index={NAMES[3]: NAMES[4]})
    with pytest.raises(FrameError, match="twice|same labels"):
        case.function(**case.arguments | {last: twice})


@given(
    st.lists(
        st.sampled_from(["甲", "乙", "", None, "(unknown)"]), min_size=2, max_size=8
    )
)
def test_what_is_unknown_is_equal_to_nothing(values: list[str | None]) -> None:
    made = compare.same(pd.Series(values, dtype="object")).to_numpy()
    unknown = np.array([value not in ("甲", "乙") for value in values])
    assert np.isnan(made[unknown]).all() and np.isnan(made[:, unknown]).all()
    assert (np.diag(made)[~unknown] == 1).all()


@settings(max_examples=20)
@given(st.permutations(range(8)))
def test_texts_of_unknown_agencies_are_no_group(order: list[int]) -> None:
    # Two agencies hold the sentence, or one and six of which nothing is known.
    said = pd.Series(["进一步加强组织领导"] * 8, index=list("abcdefgh"))
    groups = pd.Series(["甲局", "乙局", "", None, "", None, "", None], index=said.index)
    detector = tm.BoilerplateDetector(n_chars=4, min_groups=8).fit(
        said, groups=groups.iloc[order]
    )
    assert detector.n_groups_ == 8


@settings(max_examples=10)
@given(st.permutations(range(9)), st.booleans())
def test_permutations_are_drawn_alike_in_any_order(
    order: list[int], stratified: bool
) -> None:
    frame = pd.DataFrame(
        {
            "level": ["city", "county", "town"] * 3,
            "n": [3, 1, 4, 1, 5, 9, 2, 6, 5],
            "province": [
                "云岭省",
                "云岭省",
                "",
                "东屿省",
                None,
                "东屿省",
                "云岭省",
                "",
                "东屿省",
            ],
        }
    )
    strata = {"strata": "province"} if stratified else {}
    asked: dict[str, Any] = {
        "value": "n",
        "by": "level",
        "n_permutations": 99,
        **strata,
    }
    _same(
        compare.permutation_test(frame.iloc[order], **asked),
        compare.permutation_test(frame, **asked),
    )
