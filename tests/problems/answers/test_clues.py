from dataclasses import fields, replace

import numpy as np
import pytest

from textmine.problems.answers.clues import (
    OF_LINKS,
    OF_NONE,
    OF_PLACES,
    ItemPlaces,
    Sizes,
    find_clues,
    name_problems,
)
from textmine.problems.answers.pairs import Likeness, Senses


def alike(values):
    return Likeness(**{field.name: values for field in fields(Likeness)})


def no_senses(n, m):
    return Senses(np.zeros((m, 1), dtype=bool), np.zeros((n, 1), dtype=bool))


def short(n, m):
    """Sizes of items that say one thing each."""
    return Sizes(np.ones(n), np.ones(m))


def clues(problems, measures, words=None):
    n, m = len(problems), len(measures)
    like = alike(np.zeros((m, n)) if words is None else words)
    places = ItemPlaces(np.array(problems), np.array(measures))
    return find_clues(like, no_senses(n, m), short(n, m), places, np.zeros((m, n)))


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
    found = find_clues(
        alike(np.ones((2, 1))), no_senses(1, 2), short(1, 2), empty, np.zeros((2, 1))
    )
    assert not found.told.any()
    assert not found.of_none[:, OF_NONE.index("before")].any()
    assert found.of_none[:, OF_NONE.index("single_problem")].all()
    # As on most pages.
    assert found.of_places[..., OF_PLACES.index("behind")].all()


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


def by_name(found):
    """Clues of pairs and of measures by their names."""
    links = dict(zip(OF_LINKS, np.moveaxis(found.of_links, -1, 0), strict=True))
    none = dict(zip(OF_NONE, np.moveaxis(found.of_none, -1, 0), strict=True))
    return links, none


def test_every_clue_of_two_measures_and_two_problems():
    words, topic = (
        np.array([[0.5, 0.0], [0.25, 0.75]]),
        np.array([[0.0, 0.0], [1.0, 0.5]]),
    )
    like = replace(alike(words), topic=topic)
    places = ItemPlaces(np.array([10, 30]), np.array([5, 40]))
    found = find_clues(
        like,
        no_senses(2, 2),
        Sizes(np.array([2.0, 3.0]), np.array([0.0, 4.0])),
        places,
        np.zeros((2, 2)),
    )
    links, none = by_name(found)
    wanted = {
        "words": words, "topic": topic, "distance": [[0, 0.5], [0.5, 0]], "same_place": np.eye(2),
        "best_words_for_measure": np.eye(2), "best_words_for_problem": np.eye(2),
        "best_topic_for_problem": [[0, 0], [1, 1]],
    }  # fmt: skip
    for name, values in wanted.items():
        np.testing.assert_allclose(links[name], values, err_msg=name)
    wanted = {
        "any": [1, 1], "single_problem": [0, 0], "few_words": [1, 0.25], "last": [0, 1],
        "strange_words": [0.5, 0.25], "strange_topic": [1, 0], "before": [1, 0], "equal": [1, 1],
    }  # fmt: skip
    for name, values in wanted.items():
        np.testing.assert_allclose(none[name], values, err_msg=name)
    stands = dict(zip(OF_PLACES, np.moveaxis(found.of_places, -1, 0), strict=True))
    wanted = {
        "measures": [[2, 2]] * 2, "problems": [[2, 2]] * 2, "size_of_measure": [[0, 0], [4, 4]],
        "size_of_problem": [[2, 3]] * 2, "apart": [[0, 0.5], [0.5, 0]],
        "ahead": [[0, -0.5], [0.5, 0]], "last": [[0, 0], [1, 1]], "behind": [[0, 0], [1, 1]],
    }  # fmt: skip
    assert set(wanted) == set(OF_PLACES)
    for name, values in wanted.items():
        np.testing.assert_allclose(stands[name], values, err_msg=name)


@pytest.mark.parametrize(("n_measures", "n_problems"), [(1, 1), (3, 1), (1, 3), (3, 2)])
def test_place_tells_only_among_several(n_measures, n_problems):
    like = alike(np.full((n_measures, n_problems), 0.5))
    empty = ItemPlaces(np.zeros(0, dtype=int), np.zeros(0, dtype=int))
    senses = no_senses(n_problems, n_measures)
    named = np.zeros((n_measures, n_problems))
    sizes = short(n_problems, n_measures)
    found = find_clues(like, senses, sizes, empty, named)
    links, none = by_name(found)
    several = float(n_problems > 1)
    for j in range(n_measures):
        for i in range(n_problems):
            apart = abs((j + 0.5) / n_measures - (i + 0.5) / n_problems)
            assert links["distance"][j, i] == pytest.approx(apart * several)
    assert (links["best_words_for_measure"] == several).all()
    assert (links["best_words_for_problem"] == float(n_measures > 1)).all()
    assert (links["best_topic_for_problem"] == float(n_measures > 1)).all()
    assert not links["same_place"].any() and not none["equal"].any()
    assert (none["single_problem"] == 1 - several).all()


def test_what_is_named_counts_beside_turns():
    places = ItemPlaces(np.array([0, 20]), np.array([10, 30]))
    named = np.array([[0.0, 1.0], [0.0, 0.0]])
    like, senses = alike(np.zeros((2, 2))), no_senses(2, 2)
    told = find_clues(like, senses, short(2, 2), places, named).told
    assert told.tolist() == [[1, 1], [0, 1]]


def test_a_name_must_stand_half_in_a_problem_and_be_more_than_one_pair():
    def named(lead):
        return name_problems([lead, ""], ["栏目更新不快", "档案移交偏晚"]).tolist()

    # 栏目, 目更, 更新, 新排, 排版: three of five; 栏目, 目排, 排版, 版面: one of four.
    assert named("针对栏目更新排版的问题，") == [[1, 0], [0, 0]]
    assert named("针对栏目排版面的问题，") == [[0, 0], [0, 0]]
    assert named("针对栏目的问题，") == [[0, 0], [0, 0]]
    # 栏目, 目排: just half.
    assert named("针对栏目排的问题，") == [[1, 0], [0, 0]]


def test_one_problem_or_one_measure_has_a_place_too():
    before = OF_NONE.index("before")
    assert clues([20], [10, 30]).of_none[:, before].tolist() == [1, 0]
    assert clues([20, 40], [10]).of_none[:, before].tolist() == [1]
