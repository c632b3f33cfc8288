"""Vectors of the genre's words: words that are said beside the same words lie near each other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from textmine.resources.load import load_bytes
from textmine.themes.arrays import Floats
from textmine.themes.vectors.space import fit_space

FILE = "models/word_vectors.npz"
"""Below the resources; written by ``scripts/train_words.py``."""
N_DIMENSIONS = 50
"""Of a vector. Hands left out in turn, 50 did better than 30, 100 and 200."""
LETTERS = (2, 4)
"""Shortest and longest word, in characters: single characters mean too much, longer words are rare
and hold shorter ones."""
MIN_SENTENCES = 3
"""Sentences that a word must stand in to have a vector."""
SMOOTHING = 0.75
"""Power of the frequency of a word's company: rare company would else count most (Levy, Goldberg &
Dagan 2015)."""
STRENGTH = 0.5
"""Power of the singular values in the vectors (the same)."""
_STEPS = 127
"""Coordinates are kept in whole steps, from −127 to 127: a quarter of the bytes."""


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Words and what they mean.

    Parameters
    ----------
    words : list of str
        In code-point order.
    directions : numpy.ndarray of shape (n_words, n_dimensions)
        Of length 1.
    idf : numpy.ndarray of shape (n_words,)
        How much a word tells: the logarithm of how seldom it is said.
    """

    words: list[str]
    directions: Floats
    idf: Floats

    @property
    def vectors(self) -> Floats:
        """What a word adds to the vector of its sentence."""
        return self.directions * self.idf[:, None]


def learn_word_vectors(
    sentences: Sequence[Sequence[str]], n_dimensions: int = N_DIMENSIONS
) -> WordVectors:
    """Learn vectors from which words stand in one sentence more often than chance has it.

    Positive pointwise mutual information of the words of a sentence, reduced to few dimensions.
    The first dimension is left out: it says how common a word is, not what it means.

    Parameters
    ----------
    sentences : sequence of sequences of str
        Words of each sentence, in any order.
    n_dimensions : int
        Dimensions at most; fewer words give fewer.

    Returns
    -------
    WordVectors
        Of the words of two to four characters in at least three sentences.

    References
    ----------
    Church, K. & Hanks, P. (1990). Word association norms, mutual information, and lexicography.
    Computational Linguistics 16(1):22-29. Levy, O., Goldberg, Y. & Dagan, I. (2015). Improving
    distributional similarity with lessons learned from word embeddings. TACL 3:211-225. Mu, J. &
    Viswanath, P. (2018). All-but-the-top: simple and effective postprocessing for word
    representations. ICLR.

    Examples
    --------
    >>> said = [["更新", "滞后"], ["更新", "迟缓"], ["培训", "偏少"], ["培训", "不多"]]
    >>> found = learn_word_vectors(said * 3, 2)
    >>> at = [found.words.index(word) for word in ("滞后", "迟缓", "偏少")]
    >>> alike = found.directions[at] @ found.directions[at[0]]
    >>> bool(alike[1] > 0.9 > alike[2])
    True
    """
    words, holds = _count_words(sentences)
    df = np.asarray(holds.sum(axis=0)).ravel()
    idf = np.log((1 + holds.shape[0]) / (1 + df)) + 1.0
    n = min(n_dimensions + 1, len(words))
    if n < 2:  # no dimension is left
        return WordVectors(words, np.zeros((len(words), 1)), idf)
    associations = _associate(holds)
    # The matrix is symmetric: a projection on an axis is its singular value times the word's
    # coordinate, whatever the sign of the axis.
    points = fit_space(associations, n).project(associations)
    lengths = np.linalg.norm(points, axis=0)
    scaled = points / np.where(lengths > 0, lengths, 1.0) ** (1 - STRENGTH)
    return WordVectors(words, normalize(scaled[:, 1:]), idf)


def pack_vectors(found: WordVectors) -> bytes:
    """Write vectors as bytes.

    Parameters
    ----------
    found : WordVectors
        As learned.

    Returns
    -------
    bytes
        An ``npz`` archive of plain arrays; the same bytes for the same vectors.
    """
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        words=np.array("\n".join(found.words)),
        directions=np.rint(found.directions * _STEPS).astype(np.int8),
        idf=found.idf.astype(np.float32),
    )
    return buffer.getvalue()


def unpack_vectors(data: bytes) -> WordVectors:
    """Read vectors back.

    Parameters
    ----------
    data : bytes
        From :func:`pack_vectors`.

    Returns
    -------
    WordVectors
        As learned, but for the rounding.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        return WordVectors(
            words=str(kept["words"]).split("\n"),
            directions=normalize(kept["directions"].astype(np.float64)),
            idf=kept["idf"].astype(np.float64),
        )


@cache
def load_word_vectors() -> WordVectors:
    """Read the vectors that ship, learned from the project's own texts.

    Returns
    -------
    WordVectors
        Some ten thousand words.
    """
    return unpack_vectors(load_bytes(FILE))


def _count_words(sentences: Sequence[Sequence[str]]) -> tuple[list[str], csr_matrix]:
    """Words that are common enough, and which sentence holds which."""
    least, most = LETTERS
    said = [
        {word for word in sentence if least <= len(word) <= most and word.isalpha()}
        for sentence in sentences
    ]
    count: dict[str, int] = {}
    for some in said:
        for word in some:
            count[word] = count.get(word, 0) + 1
    words = sorted(word for word, n in count.items() if n >= MIN_SENTENCES)
    number = {word: j for j, word in enumerate(words)}
    pairs = [
        (i, number[word])
        for i, some in enumerate(said)
        for word in sorted(some)
        if word in number
    ]
    row, column = np.array(pairs, np.int64).reshape(-1, 2).T
    shape = (len(said), len(words))
    return words, csr_matrix((np.ones(len(pairs)), (row, column)), shape=shape)


def _associate(holds: csr_matrix) -> csr_matrix:
    """Positive pointwise mutual information of words that stand in one sentence."""
    together = holds.T @ holds
    together.sort_indices()  # sums have the same last bits in whatever order the sentences come
    together = together.tocoo()
    apart = together.row != together.col
    row, column, n = together.row[apart], together.col[apart], together.data[apart]
    n_words = holds.shape[1]
    company = np.bincount(row, n, n_words)
    smooth = company**SMOOTHING
    smooth *= company.sum() / max(smooth.sum(), 1.0)
    # Both ways smoothed, so that the matrix stays symmetric.
    chance = np.sqrt(company[row] * smooth[column] * company[column] * smooth[row])
    gain = np.log(n * company.sum() / chance)
    kept = gain > 0
    return csr_matrix((gain[kept], (row[kept], column[kept])), shape=(n_words, n_words))
