"""Recurring phrases, themes with their terms."""

import numpy as np
import pandas as pd

from textmine import plot


def _themes(n_themes: int, n_terms: int = 9) -> pd.DataFrame:
    rows = [
        {
            "theme": t,
            "label": f"主题{t}",
            "rank": r + 1,
            "term": f"词{t}之{r}",
            "weight": 1.0 / (r + 1),
            "stability": 0.9,
        }
        for t in range(n_themes)
        for r in range(n_terms)
    ]
    return pd.DataFrame(rows)


def _phrases(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "phrase": [f"短语{i:03d}" for i in range(n)],
            "df_reports": range(n),
            "df_agencies": [i // 2 for i in range(n)],
            "kind": ["stock", "mandated", "", "discretionary"] * (n // 4),
        }
    )


def test_themes_show_their_foremost_terms_in_order() -> None:
    ax = plot.themes(_themes(3), terms=4, ax=plot.sheet())
    texts = [text.get_text() for text in ax.texts]
    assert [text for text in texts if text.startswith("词1")] == [
        "词1之0",
        "词1之1",
        "词1之2",
        "词1之3",
    ]
    assert texts.count("0.90") == 3
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "1 主题0",
        "2 主题1",
        "3 主题2",
    ]


def test_many_themes_are_cut_with_a_note() -> None:
    ax = plot.themes(_themes(30), top=5, lang="en", ax=plot.sheet())
    assert "25 more not shown" in [text.get_text() for text in ax.texts]


def test_unknown_stability_is_a_dash() -> None:
    ax = plot.themes(_themes(1).assign(stability=np.nan), ax=plot.sheet())
    assert "–" in [text.get_text() for text in ax.texts]


def test_phrases_most_widespread_on_top() -> None:
    ax = plot.phrases(_phrases(40), top=10, ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()][:2] == [
        "短语039",
        "短语038",
    ]
    assert any("30" in text.get_text() for text in ax.texts)


def test_the_numbers_of_themes_are_named_in_both_languages() -> None:
    ax = plot.themes(_themes(2), ax=plot.sheet())
    assert "稳定性 stability" in [text.get_text() for text in ax.texts]
