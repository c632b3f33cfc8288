import numpy as np

from textmine.problems.coder.features import StatementFeatures
from textmine.problems.coder.ridge import solve_ridge
from textmine.problems.coder.statements import load_statements


def rows(n):
    texts = load_statements()["text"].tolist()[:n]
    matrix = StatementFeatures().fit(texts).transform(texts)
    return matrix, np.random.default_rng(0).normal(size=(n, 2))


def test_left_out_scores_are_exact():
    matrix, target = rows(40)
    whole = solve_ridge(matrix, target, 0.7)
    keep = np.arange(40) != 7
    rest = solve_ridge(matrix[keep], target[keep], 0.7)
    alone = np.asarray(matrix[[7]] @ rest.coef).ravel()
    np.testing.assert_allclose(whole.left_out[7], alone, atol=1e-8)


def test_many_rows_use_folds_and_the_same_weights():
    matrix, target = rows(60)
    exact = solve_ridge(matrix, target, 0.7)
    folded = solve_ridge(matrix, target, 0.7, max_exact=10)
    np.testing.assert_allclose(folded.coef, exact.coef, atol=1e-4)
    # Twelve rows less to learn from at a time: near the exact scores, never the fitted ones.
    gap = np.abs(folded.left_out - exact.left_out).mean()
    fitted_gap = np.abs(matrix @ exact.coef - exact.left_out).mean()
    assert gap < fitted_gap
