"""Names of themes: terms and phrases that stand in one theme and not in the others."""

from __future__ import annotations

from dataclasses import dataclass

import ahocorasick
import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from textmine.text.words import Segmenter
from textmine.themes.arrays import Floats, Ints
from textmine.themes.phrases.mine import spell_whole
from textmine.themes.phrases.tokens import SLOTS, mask_names, mask_numbers, read_tokens

# Share of a label's sentences that must lie in its theme: others lack the phrase.
MIN_SHARE = 0.5
# Sentences of a theme that must hold its label's phrase.
MIN_SENTENCES = 2
# Words and terms of a phrase at most in a label: longer ones are sentences.
MAX_WORDS = 5
# Terms of a theme that may serve as labels where no phrase does.
N_CANDIDATES = 30


@dataclass(frozen=True, slots=True)
class _Counts:
    """Sentences of each theme that hold each candidate.

    Parameters
    ----------
    names : list of str
        The candidates.
    holds : numpy.ndarray of shape (n_themes, n_candidates)
        Sentences of the theme with the candidate.
    size : numpy.ndarray of shape (n_themes,)
        Sentences of the theme.
    """

    names: list[str]
    holds: Floats
    size: Floats


def weigh_terms(weights: csr_matrix, theme: Ints, n_themes: int) -> Floats:
    """Weigh words by how much more they stand in a theme than in the others.

    Parameters
    ----------
    weights : scipy.sparse.csr_matrix of shape (n_sentences, n_words)
        TF-IDF weights, rows of length 1.
    theme : numpy.ndarray of int64
        Theme of each sentence, −1 for none.
    n_themes : int
        Number of themes.

    Returns
    -------
    numpy.ndarray of shape (n_themes, n_words)
        Mean weight in the theme less that in all other sentences, at least 0; rows of length 1,
        or zeros.
    """
    out = np.zeros((n_themes, weights.shape[1]))
    total, n = np.asarray(weights.sum(axis=0)).ravel(), weights.shape[0]
    for k in range(n_themes):
        inside = np.flatnonzero(theme == k)
        if not len(inside):
            continue
        own = np.asarray(weights[inside].sum(axis=0)).ravel()
        rest = (total - own) / max(n - len(inside), 1)
        out[k] = np.maximum(own / len(inside) - rest, 0.0)
    length = np.linalg.norm(out, axis=1, keepdims=True)
    scaled: Floats = np.divide(out, length, out=np.zeros_like(out), where=length > 0)
    return scaled


def label_themes(
    sentences: pd.DataFrame,
    theme: Ints,
    terms: list[list[str]],
    *,
    segmenter: Segmenter,
    n_phrases: int = 3,
) -> list[str]:
    """Label each theme with whole phrases that its sentences have and others lack.

    Parameters
    ----------
    sentences : pandas.DataFrame
        Column ``text``; ``agency`` and ``region`` are used if there.
    theme : numpy.ndarray of int64
        Theme of each sentence, −1 for none.
    terms : list of lists of str
        Terms of each theme, best first: labels where phrases are too few.
    segmenter : Segmenter
        What splits into words.
    n_phrases : int, default 3
        Phrases in a label.

    Returns
    -------
    list of str
        Phrases joined by 、 for each theme; empty for a theme without sentences and terms.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19(1):61-74: a phrase scores by its sentences in the theme × the log
    of its rate there over its rate elsewhere.

    Examples
    --------
    >>> said = [
    ...     "政策解读形式单一。",
    ...     "政策解读形式单一，",
    ...     "业务培训偏少。",
    ...     "业务培训偏少；",
    ... ]
    >>> terms = [["政策解读"], ["业务培训", "偏少"]]
    >>> frame, theme = pd.DataFrame({"text": said}), np.array([0, 0, 1, 1])
    >>> label_themes(frame, theme, terms, segmenter=Segmenter(), n_phrases=1)
    ['政策解读形式单一', '业务培训偏少']
    """
    phrases = spell_whole(read_tokens(sentences, segmenter), max_words=MAX_WORDS)
    plain = [
        phrase
        for phrase in phrases
        if not any(mark in phrase for mark in SLOTS.values())
    ]
    candidates = list(
        dict.fromkeys(plain + [t for best in terms for t in best[:N_CANDIDATES]])
    )
    masked = [
        mask_numbers(t, keep=segmenter.term_pattern) for t in mask_names(sentences)
    ]
    counts = _count(masked, theme, candidates, len(terms))
    return ["、".join(_pick(counts, k, terms[k], n_phrases)) for k in range(len(terms))]


def _count(
    masked: list[str], theme: Ints, candidates: list[str], n_themes: int
) -> _Counts:
    """Count the sentences of each theme that hold each candidate."""
    size = np.bincount(theme[theme >= 0], minlength=n_themes).astype(np.float64)
    holds = np.zeros((n_themes, len(candidates)))
    if not candidates:
        return _Counts(candidates, holds, size)
    automaton = ahocorasick.Automaton()
    for i, name in enumerate(candidates):
        automaton.add_word(name, i)
    automaton.make_automaton()
    for k, text in zip(theme.tolist(), masked, strict=True):
        if k >= 0:
            found = {i for _, i in automaton.iter(text)}
            holds[k, sorted(found)] += 1
    return _Counts(candidates, holds, size)


def _pick(counts: _Counts, k: int, terms: list[str], n_phrases: int) -> list[str]:
    """Best phrases of one theme, none a part of another; terms where they are too few."""
    here = counts.holds[k]
    elsewhere = counts.holds.sum(axis=0) - here
    n_rest = counts.size.sum() - counts.size[k]
    rate_here = here / max(counts.size[k], 1.0)
    rate_elsewhere = (elsewhere + 0.5) / (n_rest + 1.0)
    length = np.sqrt([len(name) for name in counts.names])
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(
            here > 0, here * np.log(rate_here / rate_elsewhere) * length, 0.0
        )
    own = (
        (here >= MIN_SENTENCES) & (here >= MIN_SHARE * (here + elsewhere)) & (score > 0)
    )
    ranked = sorted(
        np.flatnonzero(own).tolist(), key=lambda i: (-score[i], counts.names[i])
    )
    chosen: list[str] = []
    for name in [*(counts.names[i] for i in ranked), *terms]:
        if not any(name in other or other in name for other in chosen):
            chosen.append(name)
        if len(chosen) == n_phrases:
            break
    return chosen
