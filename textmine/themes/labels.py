"""Names of themes: the phrases that stand in one theme and not in the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from textmine.themes.arrays import Ints


def label_themes(
    words: Sequence[Sequence[str]], theme: Ints, n_themes: int, *, n_phrases: int = 3
) -> list[str]:
    """Label each theme with its most telling words and pairs of neighbouring words, by c-TF-IDF.

    Parameters
    ----------
    words : sequence of sequences of str
        Content words of each sentence in order; ``""`` where something else stands between.
    theme : numpy.ndarray of int64
        Theme of each sentence, −1 for none.
    n_themes : int
        Number of themes.
    n_phrases : int, default 3
        Phrases in a label.

    Returns
    -------
    list of str
        Phrases joined by 、 for each theme; empty for a theme without sentences.

    References
    ----------
    Grootendorst, M. (2022). BERTopic: neural topic modeling with a class-based TF-IDF procedure.
    arXiv:2203.05794: tf(x, c) · ln(1 + A / f(x)), A the mean number of words in a class.

    Examples
    --------
    >>> said = [["政策解读", "图解"], ["政策解读", "视频"], ["培训", "人员"], ["培训", "队伍"]]
    >>> label_themes(said, np.array([0, 0, 1, 1]), 2, n_phrases=1)
    ['政策解读', '培训']
    """
    counts = [Counter[str]() for _ in range(n_themes)]
    for sentence, k in zip(words, theme.tolist(), strict=True):
        if k >= 0:
            counts[k].update(w for w in sentence if w)
            counts[k].update(a + b for a, b in pairwise(sentence) if a and b)
    overall = Counter[str]()
    for count in counts:
        overall.update(count)
    mean = sum(overall.values()) / max(n_themes, 1)
    return [_pick(count, overall, mean, n_phrases) for count in counts]


def _pick(count: Counter[str], overall: Counter[str], mean: float, n_phrases: int) -> str:
    """Best phrases of one theme, none a part of another."""
    scores = {x: tf * np.log(1 + mean / overall[x]) for x, tf in count.items()}
    chosen: list[str] = []
    for phrase in sorted(scores, key=lambda x: (-scores[x] * len(x) ** 0.5, x)):
        if not any(phrase in other or other in phrase for other in chosen):
            chosen.append(phrase)
        if len(chosen) == n_phrases:
            break
    return "、".join(chosen)
