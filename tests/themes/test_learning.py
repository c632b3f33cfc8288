from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from textmine.text.words import Segmenter
from textmine.themes import learning
from textmine.themes.groups.clusters import nearest
from textmine.themes.groups.stability import Said, Stability
from textmine.themes.learning import (
    LearningSettings,
    choose_view,
    find_groups,
    group_sentences,
    learn_themes,
)
from textmine.themes.selection import Selection, find_speakers, select_sentences
from textmine.themes.sentences import split_sentences
from textmine.themes.vectors.features import SentenceFeatures

SEGMENTER = Segmenter()
SETTINGS = LearningSettings(4, "spectral", {}, segmenter=SEGMENTER)
# Three groups of sentences that share features within and none between.
GROUP = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0])


def blocks() -> csr_matrix:
    """Rows of length 1: each group has two features of its own in other shares."""
    rows = np.zeros((len(GROUP), 6))
    for i, k in enumerate(GROUP):
        angle = np.pi / 4 + 0.05 * (i - 5)
        rows[i, [2 * k, 2 * k + 1]] = np.cos(angle), np.sin(angle)
    return csr_matrix(rows)


@pytest.fixture(scope="module")
def sentences(write_reports) -> pd.DataFrame:
    return split_sentences(write_reports(16, 0.0)[0])


@pytest.fixture(scope="module")
def selection(sentences: pd.DataFrame) -> Selection:
    return select_sentences(sentences, 5000, SEGMENTER)


@pytest.fixture(scope="module")
def said(sentences: pd.DataFrame, selection: Selection) -> Said:
    return find_speakers([sentences], selection)


def same_grouping(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one[:, None] == one, other[:, None] == other)


def test_blocks_that_share_nothing_are_the_groups() -> None:
    assert same_grouping(group_sentences(blocks(), 3), GROUP)


def test_a_space_has_as_many_dimensions_as_groups_and_directions_of_length_one() -> (
    None
):
    grouping = find_groups(blocks(), 3)
    assert grouping.space.axes.shape == (6, 3)
    np.testing.assert_allclose(np.linalg.norm(grouping.directions, axis=1), 1.0)
    found = nearest(grouping.space.project(blocks()), grouping.directions)
    assert same_grouping(found, GROUP)


def test_the_order_of_the_rows_changes_no_group() -> None:
    turned = np.arange(len(GROUP))[::-1]
    assert same_grouping(group_sentences(blocks()[turned], 3), GROUP[turned])


def test_words_alone_are_compared_only_where_they_give_themes_found_again(
    selection: Selection, said: Said
) -> None:
    assert choose_view(selection, said, SETTINGS).words is selection.weights
    # Said by one agency alone nothing can be left out, so nothing shows that words are enough.
    alone = Said(said.sentence, np.zeros_like(said.agency))
    assert choose_view(selection, alone, SETTINGS).words is None


@pytest.mark.parametrize(
    "changes",
    [{"seeds": {"培训": ["业务培训"]}}, {"method": "hdbscan"}, {"n_themes": 1}],
)
def test_seeds_other_methods_and_a_single_theme_take_the_concepts(
    selection: Selection, said: Said, changes: dict[str, object]
) -> None:
    settings = dataclasses.replace(SETTINGS, **changes)
    assert choose_view(selection, said, settings).words is None


@pytest.mark.parametrize(
    ("agreement", "familiarity", "takes_words"),
    [
        (0.7, 8.0, True),  # another genre, whose words the concepts do not know
        (0.7, 12.0, False),  # this genre
        (0.3, 8.0, False),  # words that give no themes at all
        (0.9, 20.0, True),  # words that are enough, whatever the concepts know
    ],
)
def test_concepts_that_do_not_know_the_texts_give_way_to_words(
    monkeypatch: pytest.MonkeyPatch,
    selection: Selection,
    said: Said,
    agreement: float,
    familiarity: float,
    takes_words: bool,
) -> None:
    found = Stability(np.zeros((3, 4)), np.full(3, agreement))
    monkeypatch.setattr(learning, "resample_stability", lambda *_, **__: found)
    monkeypatch.setattr(SentenceFeatures, "tell_familiarity", lambda *_: familiarity)
    assert (choose_view(selection, said, SETTINGS).words is not None) == takes_words


def test_themes_are_numbered_by_the_characters_of_their_sentences(
    sentences: pd.DataFrame, selection: Selection
) -> None:
    themes = learn_themes(sentences, selection, SETTINGS)
    assert themes.theme.tolist() == [0, 1, 2, 3]
    assert themes.titles == {}
    assert themes.overlap.shape == (0, 4)
    assert 0 <= themes.floor <= 1
    assert len(themes.points) == len(selection.distinct)
    near = nearest(
        themes.points[selection.learned].astype(np.float64), themes.prototypes
    )
    sizes = np.bincount(near, selection.rows["text"].str.len(), 4)
    assert (np.diff(sizes) <= 0).all()


def test_seeded_themes_come_first_under_their_names(
    sentences: pd.DataFrame, selection: Selection
) -> None:
    seeds = {"网站": ["门户网站栏目检索"], "培训": ["业务培训，培训班"]}
    settings = dataclasses.replace(SETTINGS, seeds=seeds)
    themes = learn_themes(sentences, selection, settings)
    assert themes.titles == {0: "网站", 1: "培训"}
    assert themes.n_themes == 4
    points = themes.view.weigh(["门户网站栏目检索", "业务培训"], ["", ""], SEGMENTER)
    assert nearest(themes.space.project(points), themes.prototypes).tolist() == [0, 1]


def test_subsamples_are_drawn_as_often_as_asked(
    sentences: pd.DataFrame, selection: Selection
) -> None:
    themes = learn_themes(
        sentences, selection, dataclasses.replace(SETTINGS, n_resamples=2)
    )
    assert themes.overlap.shape == (2, 4)
    assert themes.agreement.shape == (2,)
    # Planted themes with words of their own are found again.
    assert (themes.agreement > 0.8).all()
