from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.words import Segmenter
from textmine.themes.groups.assignment import Nearness
from textmine.themes.narrative import name_reports
from textmine.themes.selection import select_sentences
from textmine.themes.sentences import split_sentences
from textmine.themes.state import (
    Themes,
    describe,
    place_sentences,
    renumber,
    share_of_characters,
)
from textmine.themes.vectors.features import SentenceFeatures
from textmine.themes.vectors.space import Space
from textmine.themes.vectors.view import View

SEGMENTER = Segmenter()
TRAINING = ("业务培训和专职人员都少", "专职人员少于业务培训需要")
COLUMNS = ("栏目更新与网站检索较慢", "网站检索不便且栏目更新迟")
OTHER = "其余另说另议"


@pytest.fixture(scope="module")
def themes() -> Themes:
    """Three prototypes of two themes in a plane that is set by hand: training lies along the first
    axis, columns along the second."""
    texts = pd.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "text": ["。".join(TRAINING), "。".join([*COLUMNS, TRAINING[0]]), OTHER],
        }
    )
    sentences = split_sentences(texts)
    selection = select_sentences(sentences, 100, SEGMENTER)
    features = SentenceFeatures(selection.keys)
    place = {
        **dict.fromkeys(TRAINING, [0.9, 0.1]),
        **dict.fromkeys(COLUMNS, [0.1, 0.9]),
    }
    points = [place.get(key, [0.2, 0.1]) for key in selection.distinct["key"]]
    return Themes(
        sentences=sentences,
        selection=selection,
        view=View(features),
        space=Space(np.zeros((len(features.idf), 2))),
        prototypes=np.array([[1.0, 0.0], [0.0, 1.0], [0.8, -0.6]]),
        theme=np.array([0, 1, 0]),
        floor=0.5,
        points=np.array(points, dtype=np.float32),
        titles={1: "栏目"},
        overlap=np.array([[0.8, np.nan], [0.6, np.nan]]),
        agreement=np.array([0.9, 0.7]),
    )


def test_several_prototypes_make_one_theme(themes: Themes) -> None:
    assert themes.n_themes == 2
    none = dataclasses.replace(themes, theme=np.array([], dtype=np.int64))
    assert none.n_themes == 0


def test_numbers_move_with_all_that_hangs_on_them(themes: Themes) -> None:
    turned = renumber(themes, np.array([1, 0]))
    assert turned.theme.tolist() == [0, 1, 1]
    np.testing.assert_array_equal(turned.prototypes, themes.prototypes[[1, 0, 2]])
    assert turned.titles == {0: "栏目"}
    np.testing.assert_array_equal(turned.overlap, themes.overlap[:, [1, 0]])
    np.testing.assert_array_equal(turned.points, themes.points)


@settings(deadline=None)
@given(order=st.permutations(range(4)))
def test_the_inverse_order_takes_the_numbers_back(order: list[int]) -> None:
    blank = Themes(
        *[None] * 4,  # type: ignore[arg-type]
        prototypes=np.eye(4),
        theme=np.arange(4),
        floor=0.0,
        points=np.zeros((0, 4), np.float32),
        titles={0: "甲", 3: "丁"},
        overlap=np.arange(4.0)[None, :],
        agreement=np.zeros(1),
    )
    there = renumber(blank, np.array(order))
    assert there.overlap[0].tolist() == [float(k) for k in order]
    back = renumber(there, np.argsort(order))
    np.testing.assert_array_equal(back.prototypes, blank.prototypes)
    np.testing.assert_array_equal(back.overlap, blank.overlap)
    assert back.titles == blank.titles


def test_copies_have_what_their_wording_has() -> None:
    distinct = pd.DataFrame({"key": ["远处的话", "近处的话", "两可的话", "两可培训"]})
    near = Nearness(
        theme=np.array([0, 1, 0, 0]),
        strength=np.array([0.2, 0.8, 0.7, 0.7]),
        margin=np.array([0.2, 0.5, 0.001, 0.001]),
    )
    said = ["近处的话", "远处的话", "两可的话", "近处的话", "两可培训"]
    placed = place_sentences(
        pd.DataFrame({"key": said}), distinct, near, 0.5, [["培训"], ["栏目"]]
    )
    # Too weak; and where two themes are as near, only who says a term of it has the theme.
    assert placed["theme"].tolist() == [1, -1, -1, 1, 0]
    assert placed["nearest"].tolist() == [1, 0, 0, 1, 0]
    assert placed["strength"].tolist() == [0.8, 0.2, 0.7, 0.8, 0.7]


def test_shares_are_of_characters_and_of_what_has_a_theme() -> None:
    sentences = pd.DataFrame(
        {
            "report_id": ["a", "a", "a", "b", "c"],
            "text": ["三个字", "一", "不算的话", "四字的话", "没有"],
            "theme": [0, 2, -1, 2, -1],
        }
    )
    share = share_of_characters(
        sentences, np.array(["b", "a", "c", "d"], dtype=object), 3
    )
    assert share.index.tolist() == ["b", "a", "c", "d"]
    assert share.loc["a"].tolist() == [0.75, 0.0, 0.25]
    assert share.loc["b"].tolist() == [0.0, 0.0, 1.0]
    assert share.loc[["c", "d"]].isna().all(axis=None)


def test_frames_of_themes_made_by_hand(themes: Themes) -> None:
    reports = name_reports(themes.sentences)
    told = describe(themes, reports, n_terms=2, segmenter=SEGMENTER)
    assert told.labels[1] == "栏目"
    assert set(told.terms[0]) == {"业务培训", "专职人员"}
    assert len(told.terms[1]) == 2
    assert all(term in said for term in told.terms[1] for said in COLUMNS)
    theme_of = dict(zip(told.sentences["key"], told.sentences["theme"], strict=True))
    assert [theme_of[key] for key in (*TRAINING, *COLUMNS, OTHER)] == [0, 0, 1, 1, -1]
    shares = told.shares.set_index(["report_id", "theme"])["share"]
    assert (shares["a", 0], shares["a", 1]) == (1.0, 0.0)
    own = len(TRAINING[0])  # the last sentence of the report, without a full stop
    whole = own + sum(len(key) + 1 for key in COLUMNS)
    assert shares["b", 0] == pytest.approx(own / whole)
    assert np.isnan(shares["c", 0])
    assert told.themes["rank"].tolist() == [1, 2, 1, 2]


def test_stability_is_the_mean_of_the_subsamples_and_unknown_without_them(
    themes: Themes,
) -> None:
    reports = name_reports(themes.sentences)
    told = describe(themes, reports, n_terms=2, segmenter=SEGMENTER).stabilities
    assert told["stability"].iloc[0] == pytest.approx(0.7)
    assert (told["ci_low"].iloc[0], told["ci_high"].iloc[0]) == (0.605, 0.795)
    assert told.iloc[1, 1:].isna().all()
    never = dataclasses.replace(themes, overlap=np.zeros((0, 2)))
    told = describe(never, reports, n_terms=2, segmenter=SEGMENTER).stabilities
    assert told["theme"].tolist() == [0, 1]
    assert told[["stability", "ci_low", "ci_high"]].isna().all(axis=None)
