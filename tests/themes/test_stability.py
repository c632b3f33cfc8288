from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from textmine.errors import FrameError
from textmine.themes.choice import choose_n_themes
from textmine.themes.labels import label_themes
from textmine.themes.stability import match_terms, resample_stability


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 5), st.integers(1, 8), st.integers(0, 99))
def test_a_solution_matches_itself_in_any_order(n_themes: int, n_terms: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    themes = rng.random((n_themes, 12)) + 0.01
    assert (
        match_terms(themes, themes[rng.permutation(n_themes)], n_terms).tolist() == [1.0] * n_themes
    )


def test_other_terms_do_not_match() -> None:
    one = np.eye(4)[:2]
    assert match_terms(one, np.eye(4)[2:], 1).tolist() == [0.0, 0.0]
    assert match_terms(one, one[:1], 1).tolist() == [1.0, 0.0]


def blocks(n: int, n_themes: int) -> tuple[csr_matrix, np.ndarray]:
    """Sentences of themes that share no word, owners turn by turn."""
    rng = np.random.default_rng(0)
    matrix = np.zeros((n, 5 * n_themes))
    for i in range(n):
        k = i % n_themes
        matrix[i, 5 * k : 5 * k + 5] = rng.random(5) + 0.2
    return csr_matrix(matrix), np.arange(n) // 3


def test_clear_themes_are_stable_and_noise_is_not() -> None:
    matrix, owners = blocks(120, 4)
    themes = np.kron(np.eye(4), np.ones(5))
    overlap, agreement = resample_stability(matrix, owners, themes, n_resamples=4, n_terms=5)
    assert overlap.tolist() == [1.0] * 4
    assert agreement == pytest.approx(1.0)
    noise = csr_matrix(np.random.default_rng(1).random((120, 20)))
    unstable, _ = resample_stability(
        noise, owners, np.random.default_rng(2).random((4, 20)), n_resamples=4, n_terms=5
    )
    assert unstable.mean() < 0.7


def test_one_report_has_no_halves() -> None:
    matrix, _ = blocks(12, 2)
    overlap, agreement = resample_stability(
        matrix, np.zeros(12, np.int64), np.eye(2, 10), n_resamples=3, n_terms=2
    )
    assert np.isnan(overlap).all()
    assert np.isnan(agreement)


def test_the_planted_number_of_themes_is_chosen() -> None:
    words = [
        ["政策解读", "图解", "动漫", "吹风会", "问答", "案例"],
        ["业务培训", "兼职", "轮岗", "队伍", "授课", "考试"],
        ["门户网站", "栏目", "检索", "页面", "客户端", "死链"],
        ["答复书", "补正", "受理", "送达", "败诉", "举证"],
    ]
    rng = np.random.default_rng(3)
    texts = [
        "。".join("，".join(rng.permutation(words[(i + j) % 4])[:4]) for j in range(8)) + "。"
        for i in range(24)
    ]
    frame = pd.DataFrame({"report_id": [f"r{i}" for i in range(24)], "text": texts})
    out = choose_n_themes(frame, candidates=[2, 4, 7], n_resamples=3)
    assert out.loc[out["chosen"], "n_themes"].tolist() == [4]
    with pytest.raises(FrameError, match="no candidates"):
        choose_n_themes(frame, candidates=[])


def test_labels_leave_out_parts_of_each_other_and_empty_themes() -> None:
    said = [["政策解读", "形式"], ["政策解读", "形式"], ["", "政策解读"]]
    labels = label_themes(said, np.array([0, 0, -1]), 2)
    assert labels == ["政策解读形式", ""]
