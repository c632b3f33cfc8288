from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from textmine.themes.groups.stability import Said, match_groups, resample_stability
from textmine.themes.learning import group_sentences


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.permutations(range(5)))
def test_a_grouping_matches_itself_under_other_numbers(
    groups: list[int], numbers: list[int]
) -> None:
    first = np.array(groups)
    overlap = match_groups(first, np.array(numbers)[first], 5)
    assert all(overlap[k] == (1.0 if k in groups else 0.0) for k in range(5))


def test_what_has_no_group_matches_nothing() -> None:
    assert match_groups(np.array([0, 0, -1]), np.array([-1, -1, 0]), 1).tolist() == [
        0.0
    ]


def blocks(n: int, n_themes: int) -> tuple[csr_matrix, Said]:
    """Sentences of themes that share no feature, agencies turn by turn."""
    rng = np.random.default_rng(0)
    matrix = np.zeros((n, 5 * n_themes))
    for i in range(n):
        k = i % n_themes
        matrix[i, 5 * k : 5 * k + 5] = rng.random(5) + 0.2
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return csr_matrix(matrix), Said(np.arange(n), np.arange(n) // 3)


def test_clear_themes_are_stable_and_noise_is_not() -> None:
    matrix, said = blocks(120, 4)
    found = resample_stability(
        said,
        group_sentences(matrix, 4),
        lambda rows: group_sentences(matrix[rows], 4),
        n_resamples=4,
    )
    assert found.overlap.tolist() == [[1.0] * 4] * 4
    assert found.agreement.tolist() == [1.0] * 4
    noise = csr_matrix(np.random.default_rng(1).random((120, 20)))
    unstable = resample_stability(
        said,
        group_sentences(noise, 4),
        lambda rows: group_sentences(noise[rows], 4),
        n_resamples=4,
    )
    assert unstable.agreement.mean() < 0.8


def test_one_agency_has_no_subsamples() -> None:
    matrix, said = blocks(12, 2)
    alone = Said(said.sentence, np.zeros(12, np.int64))
    found = resample_stability(
        alone,
        group_sentences(matrix, 2),
        lambda rows: group_sentences(matrix[rows], 2),
        n_resamples=3,
    )
    assert found.overlap.shape == (0, 2)
    assert not len(found.agreement)


def test_what_all_agencies_say_is_left_out_as_often_as_what_one_says() -> None:
    """Else any grouping of shared wording is found again, for it is always the same sentences."""
    matrix, _ = blocks(90, 3)
    everybody = Said(np.repeat(np.arange(90), 10), np.tile(np.arange(10), 90))
    sizes: list[int] = []

    def group(rows: np.ndarray) -> np.ndarray:
        sizes.append(len(rows))
        return group_sentences(matrix[rows], 3)

    whole = group_sentences(matrix, 3)
    found = resample_stability(everybody, whole, group, n_resamples=8)
    assert max(sizes) < 90
    assert 75 < np.mean(sizes) < 87
    again = resample_stability(everybody, whole, group, n_resamples=8)
    assert found.agreement.tolist() == again.agreement.tolist()
    assert sizes[:8] == sizes[8:]
