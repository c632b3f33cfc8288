"""By what sentences are compared: n-grams with concepts, or, where words alone tell, with words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from textmine.text.words import Segmenter
from textmine.themes.phrases.tokens import mask_names
from textmine.themes.vectors.features import SentenceFeatures
from textmine.themes.vectors.words import WordWeights, read_words


@dataclass(frozen=True, slots=True)
class View:
    """How sentences become rows of a matrix.

    Parameters
    ----------
    features : SentenceFeatures
        N-grams, concepts and vectors of words.
    words : WordWeights, optional
        Words beside the n-grams, as long as they are, in place of concepts and vectors.
    """

    features: SentenceFeatures
    words: WordWeights | None = None

    def weigh(
        self, keys: Sequence[str], texts: Sequence[str], segmenter: Segmenter
    ) -> csr_matrix:
        """Weigh sentences.

        Parameters
        ----------
        keys, texts : sequence of str
            What they say, and as they stand.
        segmenter : Segmenter
            What splits into words, where words count.

        Returns
        -------
        scipy.sparse.csr_matrix of shape (n_sentences, n_features)
            Rows of length 1, or empty.
        """
        if self.words is None:
            return self.features.weigh(keys)
        grams = self.features.weigh(keys, with_genre=False)
        words = self.words.weigh(read_words(texts, segmenter))
        both: csr_matrix = hstack([grams, words], format="csr")
        return normalize(both) if len(keys) else both

    def weigh_frame(self, sentences: pd.DataFrame, segmenter: Segmenter) -> csr_matrix:
        """Weigh the sentences of a frame.

        Parameters
        ----------
        sentences : pandas.DataFrame
            Columns ``key`` and ``text``; ``agency`` and ``region`` are used if there.
        segmenter : Segmenter
            What splits into words, where words count.

        Returns
        -------
        scipy.sparse.csr_matrix of shape (n_sentences, n_features)
            As ``weigh``.
        """
        # Without words nobody asks how they stand.
        texts = [] if self.words is None else list(mask_names(sentences))
        return self.weigh(sentences["key"].tolist(), texts, segmenter)
