import numpy as np

from textmine.problems.coder.clauses import split_clauses


def test_parts_of_statements_with_several_each_wording_once():
    clauses = split_clauses(["解读少、更新慢", "人少", "更新慢，人少；如"])
    assert clauses.texts == ["解读少", "更新慢", "人少"]
    assert clauses.owners.tolist() == [0, 0, 2, 2]
    assert clauses.places.tolist() == [0, 1, 1, 2]


def test_best_part_or_the_whole_where_there_is_one():
    clauses = split_clauses(["解读少、更新慢", "人少"])
    whole = np.array([[0.1, 0.2], [0.5, -0.5]])
    parts = np.array([[0.9, -1.0], [-0.3, 0.4]])
    assert clauses.best(whole, parts).tolist() == [[0.9, 0.4], [0.5, -0.5]]
    # Of neighbours each has its own parts.
    clauses = split_clauses(["解读少、更新慢", "人少、更新慢"])
    best = clauses.best(np.zeros((2, 1)), np.array([[0.2], [-0.3], [-0.5]]))
    assert best.tolist() == [[0.2], [-0.3]]
    assert split_clauses([]).best(whole, parts[:0]).tolist() == whole.tolist()
