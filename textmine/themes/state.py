"""What a fitted model knows, and the frames that tell it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.schema import make_frame
from textmine.text.words import Segmenter
from textmine.themes.arrays import Bools, Floats, Ints
from textmine.themes.groups.assignment import (
    MIN_MARGIN,
    Nearness,
    is_near,
    measure_nearness,
)
from textmine.themes.naming import label_themes, weigh_terms
from textmine.themes.selection import Selection
from textmine.themes.vectors.space import Space
from textmine.themes.vectors.view import View

STABILITIES = {
    "theme": "int64",
    "stability": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
}
INTERVAL = (0.025, 0.975)  # quantiles of the subsamples: an interval of 95 %


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes as prototypes in a space: several prototypes may make one theme.

    Parameters
    ----------
    sentences : pandas.DataFrame
        All sentences of the corpus, copies included.
    selection : Selection
        The distinct ones and those learned from.
    view : View
        How a sentence is weighed.
    space : Space
        How it is placed.
    prototypes : numpy.ndarray of shape (n_prototypes, n_dimensions)
        Directions of length 1.
    theme : numpy.ndarray of int64
        Theme of each prototype, from 0 without gaps.
    floor : float
        Strength below which a sentence has no theme.
    points : numpy.ndarray of shape (n_distinct, n_dimensions)
        The distinct sentences in the space.
    titles : dict of int to str
        Labels given by hand or by seeds.
    overlap : numpy.ndarray of shape (n_resamples, n_themes)
        Jaccard index of each theme's sentences in subsamples; NaN for themes changed by hand.
    agreement : numpy.ndarray of shape (n_resamples,)
        Adjusted Rand index in subsamples.
    """

    sentences: pd.DataFrame
    selection: Selection
    view: View
    space: Space
    prototypes: Floats
    theme: Ints
    floor: float
    points: NDArray[np.float32]
    titles: dict[int, str]
    overlap: Floats
    agreement: Floats

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return int(self.theme.max(initial=-1)) + 1


@dataclass(frozen=True, slots=True)
class Described:
    """The frames of a fitted model (see ``ThemeModel``)."""

    themes: pd.DataFrame
    shares: pd.DataFrame
    sentences: pd.DataFrame
    stabilities: pd.DataFrame
    labels: list[str]
    terms: list[list[str]]


def renumber(themes: Themes, order: Ints) -> Themes:
    """Give the themes other numbers.

    Parameters
    ----------
    themes : Themes
        With one prototype a theme or several.
    order : numpy.ndarray of int64
        The present number of the theme that is to be the first, second …

    Returns
    -------
    Themes
        The same themes.
    """
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    theme = number[themes.theme]
    by = np.argsort(theme, kind="stable")
    titles = {int(number[k]): title for k, title in themes.titles.items()}
    return replace(
        themes,
        prototypes=themes.prototypes[by],
        theme=theme[by],
        titles=titles,
        overlap=themes.overlap[:, order],
    )


def describe(
    themes: Themes, reports: NDArray[np.object_], *, n_terms: int, segmenter: Segmenter
) -> Described:
    """Name the themes and give every sentence its own.

    Parameters
    ----------
    themes : Themes
        What was learned.
    reports : numpy.ndarray of str
        All reports, also those without a sentence.
    n_terms : int
        Terms listed for each theme.
    segmenter : Segmenter
        What splits into words.

    Returns
    -------
    Described
        Frames.
    """
    selection = themes.selection
    near = measure_nearness(
        themes.points.astype(np.float64), themes.prototypes, themes.theme
    )
    learned = selection.learned
    close = near.strength[learned] >= themes.floor
    theme = np.where(close, near.theme[learned], -1)
    weights = weigh_terms(
        selection.weights.weigh(selection.stream), theme, themes.n_themes
    )
    weights = weights.round(6)
    ranked = _rank_terms(weights, selection.weights.terms)
    labels = label_themes(selection.rows, theme, ranked, segmenter=segmenter)
    labels = [themes.titles.get(k, label) for k, label in enumerate(labels)]
    terms = [best[:n_terms] for best in ranked]
    sentences = place_sentences(
        themes.sentences, selection.distinct, near, themes.floor, terms
    )
    stabilities = _summarise(themes)
    return Described(
        themes=_themes_frame(
            terms, labels, weights, selection.weights.column, stabilities
        ),
        shares=tell_shares(share_of_characters(sentences, reports, themes.n_themes)),
        sentences=sentences,
        stabilities=stabilities,
        labels=labels,
        terms=terms,
    )


def place_sentences(
    sentences: pd.DataFrame,
    distinct: pd.DataFrame,
    near: Nearness,
    floor: float,
    terms: list[list[str]],
) -> pd.DataFrame:
    """Give every sentence, copies included, what its wording has.

    Parameters
    ----------
    sentences : pandas.DataFrame
        All sentences.
    distinct : pandas.DataFrame
        Their distinct wordings.
    near : Nearness
        Of the distinct ones.
    floor : float
        Strength below which a sentence has no theme.
    terms : list of lists of str
        Terms of each theme.

    Returns
    -------
    pandas.DataFrame
        With theme, nearest, strength and margin.
    """
    keys = distinct["key"].tolist()
    chosen = is_near(near, floor, _says_term(keys, near, terms))
    at = pd.Index(keys).get_indexer(pd.Index(sentences["key"]))
    return sentences.assign(
        theme=np.where(chosen, near.theme, -1)[at],
        nearest=near.theme[at],
        strength=near.strength[at].round(6),
        margin=near.margin[at].round(6),
    )


def share_of_characters(
    sentences: pd.DataFrame, reports: NDArray[np.object_], n_themes: int
) -> pd.DataFrame:
    """Share of each theme in the characters of a report that have one.

    Parameters
    ----------
    sentences : pandas.DataFrame
        report_id, text, theme.
    reports : numpy.ndarray of str
        Rows wanted.
    n_themes : int
        Columns wanted.

    Returns
    -------
    pandas.DataFrame of shape (n_reports, n_themes)
        NaN for a report without any.
    """
    known = sentences[sentences["theme"] >= 0]
    by = [known["report_id"], known["theme"]]
    size = known["text"].str.len().groupby(by).sum().unstack(fill_value=0)
    size = size.reindex(index=reports, columns=range(n_themes), fill_value=0)
    total = size.sum(axis=1)
    share = size.div(total.where(total > 0), axis=0)
    return share.rename_axis(index="report_id", columns="theme")


def tell_shares(share: pd.DataFrame) -> pd.DataFrame:
    """Lay shares out as the frame ``theme_shares``, by report, then theme.

    Parameters
    ----------
    share : pandas.DataFrame of shape (n_reports, n_themes)
        As :func:`share_of_characters` gives them.

    Returns
    -------
    pandas.DataFrame
        Every report with every theme.
    """
    n_reports, n_themes = share.shape
    rows = {
        "report_id": np.repeat(share.index.to_numpy(), n_themes),
        "theme": np.tile(np.arange(n_themes), n_reports),
        "share": share.to_numpy(np.float64).ravel(),
    }
    return make_frame("theme_shares", pd.DataFrame(rows))


def _says_term(keys: list[str], near: Nearness, terms: list[list[str]]) -> Bools:
    """Tell which sentences say a term of their theme; asked only where the margin is small."""
    out = np.zeros(len(keys), np.bool_)
    for i in np.flatnonzero((near.margin < MIN_MARGIN) & (near.theme >= 0)).tolist():
        out[i] = any(term in keys[i] for term in terms[near.theme[i]])
    return out


def _rank_terms(weights: Floats, words: list[str]) -> list[list[str]]:
    """Words of each theme, heaviest first; ``words`` are in code-point order, so ties are too."""
    ranked = []
    for row in weights:
        best = np.argsort(-row, kind="stable")
        ranked.append([words[j] for j in best[row[best] > 0].tolist()])
    return ranked


def _themes_frame(
    terms: list[list[str]],
    labels: list[str],
    weights: Floats,
    column: dict[str, int],
    stabilities: pd.DataFrame,
) -> pd.DataFrame:
    """Frame ``themes``."""
    stability = stabilities["stability"].tolist()
    rows = [
        {
            "theme": k,
            "label": labels[k],
            "rank": rank,
            "term": term,
            "weight": weights[k, column[term]],
            "stability": stability[k],
        }
        for k, best in enumerate(terms)
        for rank, term in enumerate(best, 1)
    ]
    return make_frame("themes", rows)


def _summarise(themes: Themes) -> pd.DataFrame:
    """Stability of each theme with the interval of its subsamples."""
    n = themes.n_themes
    frame = pd.DataFrame({"theme": np.arange(n), "stability": np.nan})
    frame["ci_low"], frame["ci_high"] = np.nan, np.nan
    if len(themes.overlap):
        low, high = np.quantile(themes.overlap, INTERVAL, axis=0)
        frame["stability"] = themes.overlap.mean(axis=0).round(6)
        frame["ci_low"], frame["ci_high"] = low.round(6), high.round(6)
    return frame.astype(STABILITIES)
