from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from textmine.text.words import Segmenter
from textmine.themes.naming import label_themes, weigh_terms


def test_a_label_is_what_the_theme_has_and_the_others_lack() -> None:
    said = [
        "公开工作中政策解读形式单一。",
        "存在政策解读形式单一的问题。",
        "政策解读形式单一，公开工作待加强。",
        "业务培训次数偏少，公开工作受影响。",
        "存在业务培训次数偏少的问题。",
        "业务培训次数偏少。",
    ]
    frame, theme = pd.DataFrame({"text": said}), np.array([0, 0, 0, 1, 1, 1])
    labels = label_themes(
        frame, theme, [["解读"], ["培训"]], segmenter=Segmenter(), n_phrases=1
    )
    assert labels == ["政策解读形式单一", "业务培训次数偏少"]


def test_terms_stand_in_where_phrases_are_too_few_and_parts_are_left_out() -> None:
    frame = pd.DataFrame({"text": ["政策解读少。", "培训。"]})
    labels = label_themes(
        frame,
        np.array([0, -1]),
        [["政策解读", "解读", "图解"], []],
        segmenter=Segmenter(),
    )
    assert labels == ["政策解读、图解", ""]


def test_terms_weigh_by_their_difference_to_the_other_themes() -> None:
    weights = csr_matrix([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 1.0]])
    terms = weigh_terms(weights, np.array([0, 0, 1]), 3)
    np.testing.assert_allclose(terms, [[0, 1, 0], [0, 0, 1], [0, 0, 0]])
