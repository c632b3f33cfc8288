"""Which sentences repeat others nearly word by word: edited copies count like exact ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from textmine.text.characters import code_points
from textmine.themes.arrays import Bools

# Runs of five characters (two to three words) are rarely shared by chance; 30 % of them shared is
# an edited copy. Chosen on simulated copies (benchmarks/themes_recovery.py): above it, edited
# copies made themes of their own.
GRAM = 5
SHARE = 0.3  # of a sentence's runs
_END = np.uint32(ord("\n"))
_STEP = np.uint64(
    0x9E3779B97F4A7C15
)  # 2⁶⁴ over the golden ratio: spreads the hash's bits


def is_copy(keys: Sequence[str]) -> Bools:
    """Tell which sentences largely repeat the ones before them.

    Parameters
    ----------
    keys : sequence of str
        What the sentences say (``split_sentences``), without line ends.

    Returns
    -------
    numpy.ndarray of bool
        True where at least 30 % of a sentence's runs of five characters stand in earlier ones; a
        sentence of fewer than five characters is no copy.

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. SEQUENCES (shingles,
    containment).

    Examples
    --------
    >>> is_copy(["公众号更新不够及时", "公众号打开慢", "公众号更新不够及时等"]).tolist()
    [False, False, True]
    """
    text = code_points("\n".join(keys))
    places = max(len(text) - GRAM + 1, 0)
    hashes = np.zeros(places, np.uint64)
    inside = np.ones(places, np.bool_)  # no run crosses from one sentence into the next
    for i in range(GRAM):
        part = text[i : i + places]
        hashes = hashes * _STEP + part
        inside &= part != _END
    row = np.cumsum(text == _END)[:places][inside]
    _, first, same = np.unique(hashes[inside], return_index=True, return_inverse=True)
    stands_earlier = row[first[same]] < row
    repeated = np.bincount(row, stands_earlier, minlength=len(keys))
    n_runs = np.bincount(row, minlength=len(keys))
    return (repeated >= SHARE * n_runs) & (repeated > 0)
