"""Seeds: short runs, chosen alike in every text, from which edited copies are found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.engine import map_threads
from textmine.reuse.ground.columns import Columns, begins, first_and_last, gather_table
from textmine.reuse.ground.fingerprints import gather_repeated, hash_runs, index_dtype
from textmine.reuse.ground.stream import Stream, row_batches, within

# Reports of lowest rank that a seed is linked to. More find more edits and cost more: at 8, of 400
# planted texts 97 % of the characters of copies with 10 % edits were found, whether 2 or 400 held
# them.
PARTNERS = 8

# Those that a seed is linked to which stands in more reports than PARTNERS: a set phrase. Links of
# such seeds are the bulk of all, and two are enough for a line. Chosen by hand for speed.
COMMON_PARTNERS = 2

# Bits that the characters of a seed carry together: 5 Chinese characters, 10 or 11 Latin letters.
# Fewer, and chance brings seeds together; more, and every edit breaks more of them.
SEED_BITS = 46.0

# Least and most characters of a seed, however little or much the script tells.
SHORTEST, LONGEST = 5, 14

# Characters at the beginning of the corpus that tell how much one character says.
_SAMPLE = 1 << 20

# Characters up to which every seed is used; beyond, a half, a quarter, ... so that memory grows
# more slowly than the corpus ...
DENSE = 1 << 23

# ... and at least one in 2 ** 3, below which copies of a few lines would have no seed in line.
SPARSEST = 3

# The bits of the hash that choose seeds: neither the lowest, which split keys among tables, nor the
# highest, which give places in them.
_CHOOSING_BITS = np.uint64(40)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which seeds to use.

    Parameters
    ----------
    length : int
        Characters of a seed.
    halvings : int
        Use one in 2 ** halvings seeds, the same ones everywhere.
    """

    length: int
    halvings: int

    @classmethod
    def choose(cls, stream: Stream) -> Plan:
        """Choose the length of seeds by what a character tells, and their share by the size.

        All up to 8 million characters, then half, a quarter, and an eighth beyond 33 million.

        Examples
        --------
        >>> from textmine.reuse.ground.stream import read_stream
        >>> Plan.choose(read_stream(["the quick brown fox jumps over the lazy dog"]))
        Plan(length=10, halvings=0)
        """
        counts = np.bincount(stream.codes[:_SAMPLE])
        share = counts[counts > 0] / counts.sum()
        # Shannon entropy of a character; one bit at least, else nothing could be divided by it.
        bits = float(-(share * np.log2(share)).sum())
        length = int(np.clip(round(SEED_BITS / max(bits, 1.0)), SHORTEST, LONGEST))
        n_dense = max(len(stream.codes) - 1, 0) // DENSE
        return cls(length, min(n_dense.bit_length(), SPARSEST))


@dataclass(frozen=True, slots=True, eq=False)
class Seeds(Columns):
    """Seeds of a stream, in its order.

    Each is kept where the first ``PARTNERS`` + 1 reports that hold it do so first. What is known of
    a text never depends on what follows.

    Parameters
    ----------
    place : numpy.ndarray of shape (n,)
        Where the seed starts; ascending.
    hash : numpy.ndarray of uint64, shape (n,)
        Hash of the seed.
    """

    place: NDArray[Any]
    hash: NDArray[np.uint64]

    @classmethod
    def empty(cls) -> Seeds:
        """Of no text."""
        return cls(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.uint64))

    @classmethod
    def read(cls, stream: Stream, plan: Plan, start: int) -> Seeds:
        """Read the seeds of the texts from a place on."""
        wide = index_dtype(len(stream.codes))

        def read(span: tuple[int, int]) -> Seeds:
            low, high = span
            hashes = hash_runs(stream.codes[low:high], plan.length)
            one_in = np.uint64((1 << plan.halvings) - 1)
            chosen = (hashes >> _CHOOSING_BITS) & one_in == 0
            # A run that crosses the border of a text is none.
            ends = stream.bounds[within(stream.bounds, low + 1, high + 1)] - low
            for back in range(1, plan.length):
                at = ends - back
                chosen[at[(at >= 0) & (at < len(hashes))]] = False
            where = np.flatnonzero(chosen)
            return cls((where + low).astype(wide), hashes[where])

        spans = row_batches(stream.bounds, start)
        return gather_table(map_threads(read, spans), cls.empty())

    def until(self, cut: int) -> Seeds:
        """Those of the first ``cut`` characters, where a text ends there."""
        return self.take(within(self.place, 0, cut))


@dataclass(frozen=True, slots=True, eq=False)
class Ranking(Columns):
    """Seeds that stand more than once, equal ones together, each in the order of the stream.

    Parameters
    ----------
    seed : numpy.ndarray of shape (n,)
        Number of the seed.
    rank : numpy.ndarray of shape (n,)
        The number of reports that hold the same seed before this one's report.
    is_first : numpy.ndarray of bool, shape (n,)
        Whether it is the first of its report.
    """

    seed: NDArray[Any]
    rank: NDArray[np.int32]
    is_first: NDArray[np.bool_]

    @classmethod
    def of(cls, hashes: NDArray[np.uint64], report: NDArray[np.int32]) -> Ranking:
        """Rank seeds by the reports that hold them.

        Parameters
        ----------
        hashes : numpy.ndarray of uint64, shape (n,)
            Hashes of seeds in the order of the stream.
        report : numpy.ndarray of int32, shape (n,)
            Report of each, ascending.

        Examples
        --------
        >>> seen = np.array([5, 9, 5, 5], dtype=np.uint64) << np.uint64(60)
        >>> found = Ranking.of(seen, np.array([0, 0, 1, 1], dtype=np.int32))
        >>> found.seed.tolist(), found.rank.tolist(), found.is_first.tolist()
        ([0, 2, 3], [0, 1, 1], [True, True, False])
        """
        seed = gather_repeated(hashes)
        kind, holder = hashes[seed], report[seed]
        head, last = first_and_last(begins(kind))
        is_first = begins(kind, holder)
        # Reports are counted through all kinds, less those counted before each kind began.
        rank = np.cumsum(is_first, dtype=np.int32)
        rank -= np.repeat(rank[head], last - head + 1)
        return cls(seed, rank, is_first)
