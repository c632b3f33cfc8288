"""How far themes depend on which agencies happen to be in the corpus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from textmine.engine import one_thread
from textmine.progress import watch
from textmine.themes.arrays import Floats, Ints

# Share of the agencies that each subsample keeps: nine tenths, "would a tenth more or fewer
# agencies have given other themes?".
KEPT_SHARE = 0.9
SEED = 0  # of the subsamples: the same figures each time

# From the numbers of some sentences to the group of each, learned from these alone.
GroupRows = Callable[[Ints], Ints]


@dataclass(frozen=True, slots=True)
class Said:
    """Which agency says which learned sentence: one entry a pair, in order of the sentence.

    Parameters
    ----------
    sentence : numpy.ndarray of int64
        Number of the sentence.
    agency : numpy.ndarray of int64
        Number of an agency that says it.
    """

    sentence: Ints
    agency: Ints


@dataclass(frozen=True, slots=True)
class Stability:
    """What subsamples of the agencies keep of the themes.

    Parameters
    ----------
    overlap : numpy.ndarray of shape (n_resamples, n_themes)
        Jaccard index of each theme's sentences with those of its partner in the subsample.
    agreement : numpy.ndarray of shape (n_resamples,)
        Adjusted Rand index between the themes of the sentences.
    """

    overlap: Floats
    agreement: Floats


def match_groups(first: Ints, second: Ints, n_groups: int) -> Floats:
    """Overlap of each group with its partner in another grouping of the same sentences.

    Parameters
    ----------
    first, second : numpy.ndarray of int64
        Group of each sentence, −1 for none.
    n_groups : int
        Groups of the first.

    Returns
    -------
    numpy.ndarray of shape (n_groups,)
        Jaccard index under the best one-to-one matching; 0 without a partner.

    References
    ----------
    Hennig, C. (2007). Cluster-wise assessment of cluster stability. CSDA 52:258-271. Kuhn, H.
    (1955). The Hungarian method for the assignment problem.

    Examples
    --------
    >>> match_groups(np.array([0, 0, 1, 1]), np.array([1, 1, 1, 0]), 2).round(
    ...     2
    ... ).tolist()
    [0.67, 0.5]
    """
    n_second = int(second.max(initial=-1)) + 1
    shared = np.zeros((n_groups, n_second))
    both = (first >= 0) & (second >= 0)
    np.add.at(shared, (first[both], second[both]), 1.0)
    sizes_first = np.bincount(first[first >= 0], minlength=n_groups)
    sizes_second = np.bincount(second[second >= 0], minlength=n_second)
    union = sizes_first[:, None] + sizes_second[None, :] - shared
    overlap = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    rows, columns = linear_sum_assignment(-overlap)
    out = np.zeros(n_groups)
    out[rows] = overlap[rows, columns]
    return out


# On one thread from end to end: each step is too short for more, which only wait for each other.
@one_thread()
def resample_stability(
    said: Said, whole: Ints, group: GroupRows, *, n_resamples: int
) -> Stability:
    """Group the sentences of subsamples of the agencies anew and compare.

    A sentence goes with one of its agencies, drawn anew for each subsample. Were it to stay while
    any of them does, hardly one would ever be left out where agencies share their wording, and any
    grouping would be found again.

    Parameters
    ----------
    said : Said
        Which agencies say the sentences.
    whole : numpy.ndarray of int64
        Theme of each sentence in the whole.
    group : callable
        From the numbers of some sentences to the theme of each, learned from these alone.
    n_resamples : int
        Subsamples, drawn with a fixed seed.

    Returns
    -------
    Stability
        Without rows if no subsample could be drawn (a single agency).

    References
    ----------
    Lange, T. et al. (2004). Stability-based validation of clustering solutions. Neural Computation
    16(6):1299-1323. Hubert, L. & Arabie, P. (1985). Comparing partitions. J. Classification
    2:193-218.
    """
    n_themes = int(whole.max(initial=-1)) + 1
    agencies = np.unique(said.agency)
    n_kept = min(int(np.ceil(KEPT_SHARE * len(agencies))), len(agencies) - 1)
    overlaps, agreements = [], []
    for b in watch(range(n_resamples), n_resamples, "stability", "subsample"):
        rng = np.random.default_rng([SEED, b])
        kept = rng.permutation(agencies)[:n_kept]
        spoken = _draw_speakers(said, rng)
        rows = spoken.sentence[np.isin(spoken.agency, kept)]
        if n_kept < 1 or len(rows) <= n_themes:
            continue
        theirs = group(rows)
        overlaps.append(match_groups(whole[rows], theirs, n_themes))
        agreements.append(adjusted_rand_score(whole[rows], theirs))
    overlap = np.array(overlaps).reshape(len(overlaps), n_themes)
    return Stability(overlap, np.array(agreements))


def _draw_speakers(said: Said, rng: np.random.Generator) -> Said:
    """Keep one agency of each sentence, any of them as likely."""
    mixed = rng.permutation(len(said.sentence))
    sentence, first = np.unique(said.sentence[mixed], return_index=True)
    return Said(sentence, said.agency[mixed][first])
