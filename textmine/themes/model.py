"""Themes: what the reports talk about, learned from sentences of which each wording counts once."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import xxhash
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator

from textmine.errors import FrameError, NotFittedError, TextmineWarning
from textmine.schema import NarrativeSource, make_frame
from textmine.text.words import Segmenter
from textmine.themes.arrays import Floats, Ints
from textmine.themes.factors import Factors, assign, fit_hdbscan, fit_nmf, strongest
from textmine.themes.labels import label_themes
from textmine.themes.near_duplicates import is_copy
from textmine.themes.sentences import split_sentences
from textmine.themes.stability import resample_stability
from textmine.themes.tfidf import WordStream, WordWeights, read_words

METHODS = ("nmf", "hdbscan")
MIN_SENTENCES = 2  # a word that stands in one sentence joins nothing
SPARE = 4  # so many times max_sentences are looked at, since copies fall away


class ThemeModel(BaseEstimator):  # type: ignore[misc]
    """Themes of a corpus by non-negative matrix factorisation of its distinct sentences.

    Copied text makes no theme: numbers and own names aside, every wording counts once, however many
    reports carry it, and an edited copy is not learned from. The same input gives the same themes
    on every run (deterministic start ``nndsvda``).

    Parameters
    ----------
    n_themes : int, default 12
        Number of themes; ``choose_n_themes`` helps to choose. Not used by ``hdbscan``.
    method : {"nmf", "hdbscan"}
        ``hdbscan`` finds dense groups of sentences and their number by itself, and leaves the rest
        without a theme.
    n_terms : int, default 10
        Terms listed for each theme.
    max_sentences : int, default 5000
        Distinct sentences to learn from at most: a fixed sample (lowest hashes), so that more
        reports change little. All sentences then get their theme.
    n_resamples : int, default 5
        Half samples of the reports for the stability of each theme; 0 leaves it out.
    segmenter : Segmenter, optional
        Default: the genre's.

    Attributes
    ----------
    themes_ : pandas.DataFrame
        Frame ``themes``: theme (from 0, largest first), label, rank (from 1), term, weight,
        stability.
    shares_ : pandas.DataFrame
        Frame ``theme_shares``: report_id, theme, share of the characters with a theme; NaN if a
        report has none.
    sentences_ : pandas.DataFrame
        Every sentence with its place, theme (−1: none) and strength (0–1).
    n_distinct_ : int
        Distinct sentences of the corpus.
    stability_ : float
        Mean adjusted Rand index between the themes of the whole and of half samples.
    labels_ : list of str
        Label of each theme.

    References
    ----------
    Lee, D. & Seung, S. (1999). Learning the parts of objects by non-negative matrix factorization.
    Nature 401:788-791. Boutsidis, C. & Gallopoulos, E. (2008). SVD based initialization. Pattern
    Recognition 41(4):1350-1362. Schofield, A., Thompson, L. & Mimno, D. (2017). Quantifying the
    effects of text duplication on semantic models. EMNLP.

    Examples
    --------
    >>> said = [
    ...     "政策解读形式单一。政策解读图解不多。解读视频和图解偏少。",
    ...     "人员培训不够。业务培训次数偏少。人员流动快，业务培训跟不上。",
    ... ]
    >>> model = ThemeModel(n_themes=2).fit(pd.DataFrame({"report_id": ["a", "b"], "text": said}))
    >>> model.shares_["share"].tolist()
    [1.0, 0.0, 0.0, 1.0]
    """

    def __init__(
        self,
        n_themes: int = 12,
        *,
        method: str = "nmf",
        n_terms: int = 10,
        max_sentences: int = 5000,
        n_resamples: int = 5,
        segmenter: Segmenter | None = None,
    ) -> None:
        self.n_themes = n_themes
        self.method = method
        self.n_terms = n_terms
        self.max_sentences = max_sentences
        self.n_resamples = n_resamples
        self.segmenter = segmenter

    def fit(
        self, narrative: pd.DataFrame | NarrativeSource, exclude: pd.DataFrame | None = None
    ) -> ThemeModel:
        """Learn the themes of a corpus, or of rows chosen from it (problems, one section …).

        Parameters
        ----------
        narrative : pandas.DataFrame or NarrativeSource
            Columns ``report_id``, ``text``; ``section``, ``start`` and metadata are used if there.
        exclude : pandas.DataFrame, optional
            Stretches to leave out (``report_id``, ``start``, ``end``), e.g. ``reuse.passages``:
            themes and shares are then of what the reports say in words of their own.

        Returns
        -------
        ThemeModel
            Itself.

        Raises
        ------
        FrameError
            If columns are missing, a parameter is unknown, or there are fewer distinct sentences
            than themes.
        """
        if self.method not in METHODS or self.n_themes < 1:
            expected = f"n_themes of at least 1 and a method of {', '.join(METHODS)}"
            raise FrameError(
                f"ThemeModel: n_themes={self.n_themes}, method={self.method!r}; expected {expected}"
            )
        texts = narrative if isinstance(narrative, pd.DataFrame) else narrative.narrative
        sentences = split_sentences(texts, exclude=exclude)
        distinct = sentences[~sentences["key"].duplicated()]
        stream = read_words(distinct["text"].tolist(), self.segmenter or Segmenter())
        chosen = _choose(distinct["key"], self.max_sentences)
        self.weights_ = WordWeights(stream.take(np.sort(chosen)), MIN_SENTENCES)
        matrix = self.weights_.weigh(stream)
        learned = _useful(matrix, chosen)[: self.max_sentences]
        learned.sort()
        self._check_enough(len(learned), matrix.shape[1], n_sentences=len(sentences))
        if texts["report_id"].nunique() == 1:
            message = "ThemeModel: one report only; its themes are its own topics, not a corpus's"
            warnings.warn(message, TextmineWarning, stacklevel=2)
        factors = self._factorise(matrix[learned], distinct["text"].iloc[learned])
        self.components_, self.n_distinct_ = factors.components, len(distinct)
        owners = pd.factorize(distinct["report_id"].iloc[learned])[0].astype(np.int64)
        stability, self.stability_ = self._measure_stability(matrix[learned], owners)
        self._name(stream, learned, factors, stability)
        strengths = assign(matrix, self.components_)
        strengths[learned] = factors.strengths
        self.sentences_ = _place(sentences, distinct["key"], strengths)
        self.shares_ = _shares(texts, self.sentences_, len(self.components_))
        return self

    def predict(self, narrative: pd.DataFrame | NarrativeSource) -> pd.DataFrame:
        """Give the sentences of other texts their theme.

        Parameters
        ----------
        narrative : pandas.DataFrame or NarrativeSource
            Columns as for ``fit``.

        Returns
        -------
        pandas.DataFrame
            Columns as ``sentences_``.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        self._check_fitted()
        texts = narrative if isinstance(narrative, pd.DataFrame) else narrative.narrative
        sentences = split_sentences(texts)
        distinct = sentences[~sentences["key"].duplicated()]
        stream = read_words(distinct["text"].tolist(), self.segmenter or Segmenter())
        return _place(
            sentences, distinct["key"], assign(self.weights_.weigh(stream), self.components_)
        )

    def examples(self, n: int = 3) -> pd.DataFrame:
        """Most typical sentences of each theme, edited copies of each other once.

        Parameters
        ----------
        n : int, default 3
            Sentences a theme.

        Returns
        -------
        pandas.DataFrame
            Columns theme, rank (from 1), report_id, section, start, end, text, strength, n_reports
            (in how many reports the wording stands).

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        self._check_fitted()
        frame = self.sentences_[self.sentences_["theme"] >= 0]
        frame = frame.assign(n_reports=frame.groupby("key")["report_id"].transform("nunique"))
        frame = frame.drop_duplicates("key").sort_values(
            ["theme", "typical", "report_id", "start"],
            ascending=[True, False, True, True],
            kind="stable",
        )
        best = [group.head(10 * n) for _, group in frame.groupby("theme")]
        frame = pd.concat([group[~is_copy(group["key"].tolist())] for group in best] or [frame])
        frame = frame.assign(rank=frame.groupby("theme").cumcount() + 1)
        columns = [
            "theme",
            "rank",
            "report_id",
            "section",
            "start",
            "end",
            "text",
            "strength",
            "n_reports",
        ]
        return frame.loc[frame["rank"] <= n, columns].reset_index(drop=True)

    def _check_enough(self, useful: int, n_words: int, *, n_sentences: int) -> None:
        """Complain if there is too little to learn from."""
        needed = self.n_themes if self.method == "nmf" else 3
        if min(useful, n_words) < needed:
            raise FrameError(
                f"ThemeModel: {useful} distinct sentences (of {n_sentences} with copies) "
                f"hold two of the words that recur ({n_words}), "
                f"too few for {needed} themes; lower n_themes or give more texts"
            )

    def _factorise(self, matrix: csr_matrix, texts: pd.Series) -> Factors:
        """Learn the themes; number them by the characters of their sentences, largest first."""
        if self.method == "nmf":
            factors = fit_nmf(matrix, self.n_themes)
        else:
            factors = fit_hdbscan(matrix, max(5, matrix.shape[0] // 100))
        theme = strongest(factors.strengths)[0]
        size = np.bincount(
            theme[theme >= 0], texts.str.len().to_numpy()[theme >= 0], len(factors.components)
        )
        by = np.argsort(-size, kind="stable")
        return Factors(factors.components[by], factors.strengths[:, by])

    def _measure_stability(self, matrix: csr_matrix, owners: np.ndarray) -> tuple[Floats, float]:
        """Stability of each theme, and of all; unknown for the alternative method."""
        if self.method != "nmf" or self.n_resamples < 1:
            return np.full(len(self.components_), np.nan), float("nan")
        return resample_stability(
            matrix, owners, self.components_, n_resamples=self.n_resamples, n_terms=self.n_terms
        )

    def _name(self, stream: WordStream, learned: Ints, factors: Factors, stability: Floats) -> None:
        """Label the themes and list their terms."""
        words = [stream.sentence(i) for i in learned.tolist()]
        self.labels_ = label_themes(words, strongest(factors.strengths)[0], len(factors.components))
        terms, rows = self.weights_.terms, []
        for theme, weights in enumerate(factors.components.round(9)):
            best = sorted(
                np.flatnonzero(weights > 0).tolist(), key=lambda j: (-weights[j], terms[j])
            )
            for rank, j in enumerate(best[: self.n_terms], 1):
                row = {"theme": theme, "label": self.labels_[theme], "rank": rank, "term": terms[j]}
                rows.append(
                    {**row, "weight": weights[j].round(6), "stability": stability[theme].round(6)}
                )
        self.themes_ = make_frame("themes", rows)

    def _check_fitted(self) -> None:
        """Complain before ``fit``."""
        if not hasattr(self, "components_"):
            raise NotFittedError("ThemeModel: not fitted; call fit(narrative) first")


def _choose(keys: pd.Series, size: int) -> Ints:
    """Sentences that may be learned from: no edited copies, lowest hashes first."""
    hashes = np.array([xxhash.xxh3_64_intdigest(key.encode()) for key in keys], np.uint64)
    by = np.argsort(hashes, kind="stable")[: SPARE * size]
    return by[~is_copy(keys.iloc[by].tolist())]


def _useful(matrix: csr_matrix, chosen: Ints) -> Ints:
    """Rows with at least two words: one alone (a run-in heading) ties nothing together."""
    return chosen[matrix.getnnz(axis=1)[chosen] > 1]


def _place(sentences: pd.DataFrame, keys: pd.Series, strengths: Floats) -> pd.DataFrame:
    """Give every sentence, copies included, what its wording has."""
    at = pd.Index(keys).get_indexer(sentences["key"])
    theme, share = strongest(strengths)
    typical = strengths.max(axis=1) * share if strengths.shape[1] else share
    return sentences.assign(
        theme=theme[at], strength=share[at].round(6), typical=typical[at].round(6)
    )


def _shares(texts: pd.DataFrame, sentences: pd.DataFrame, n_themes: int) -> pd.DataFrame:
    """Frame ``theme_shares``: every report with every theme."""
    known = sentences[sentences["theme"] >= 0]
    size = (
        known["text"]
        .str.len()
        .groupby([known["report_id"], known["theme"]])
        .sum()
        .unstack(fill_value=0)
    )
    size = size.reindex(
        index=pd.unique(texts["report_id"].astype("str")), columns=range(n_themes), fill_value=0
    )
    total = size.sum(axis=1)
    share = size.div(total.where(total > 0), axis=0).rename_axis(index="report_id", columns="theme")
    return make_frame("theme_shares", share.reset_index().melt("report_id", value_name="share"))
