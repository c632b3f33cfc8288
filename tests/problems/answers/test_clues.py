from dataclasses import fields

import numpy as np
import pytest

from textmine.problems.answers.clues import (
    OF_NONE,
    ItemPlaces,
    find_clues,
    name_problems,
)
from textmine.problems.answers.pairs import Likeness


def alike(values):
    return Likeness(**{field.name: values for field in fields(Likeness)})


def clues(problems, measures, words=None):
    n, m = len(problems), len(measures)
    like = alike(np.zeros((m, n)) if words is None else words)
    places = ItemPlaces(np.array(problems), np.array(measures))
    return find_clues(like, np.ones(m), places, np.zeros((m, n)))


def test_pairs_need_a_second_problem_behind_a_measure():
    assert clues([0, 20], [10, 30]).told.tolist() == [[1, 0], [0, 1]]
    assert clues([0, 20], [10, 15, 30]).told.tolist() == [[1, 0], [0, 0], [0, 1]]
    assert not clues([0, 10], [20, 30]).told.any()
    assert clues([10, 30], [0, 20, 40]).told.tolist() == [[0, 0], [1, 0], [0, 1]]


def test_measures_before_all_problems_are_told():
    column = OF_NONE.index("before")
    assert clues([20, 30], [0, 40]).of_none[:, column].tolist() == [1, 0]


def test_without_places_nothing_is_said_of_place():
    empty = ItemPlaces(np.zeros(0, dtype=int), np.zeros(0, dtype=int))
    found = find_clues(alike(np.ones((2, 1))), np.ones(2), empty, np.zeros((2, 1)))
    assert not found.told.any()
    assert not found.of_none[:, OF_NONE.index("before")].any()
    assert found.of_none[:, OF_NONE.index("single_problem")].all()


@pytest.mark.parametrize(
    ("lead", "place"),
    [
        ("二是针对栏目设置不合理的问题，", 1),
        ("关于档案移交偏晚，", 0),
        ("围绕上述问题，", None),
        ("下一步，我局将", None),
        ("针对宣传不到位的情况，", None),
    ],
)
def test_what_a_lead_names(lead, place):
    named = name_problems([lead], ["档案移交偏晚", "栏目设置不合理"])
    assert named.sum() == (place is not None)
    assert place is None or named[0, place] == 1
