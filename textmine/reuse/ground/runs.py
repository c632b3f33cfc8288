"""Runs of characters that lie inside texts, sentences or reports, with their hashes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.columns import Columns, unroll
from textmine.reuse.ground.fingerprints import hash_runs
from textmine.reuse.ground.stream import Stream


@dataclass(frozen=True, slots=True, eq=False)
class Runs(Columns):
    """Runs inside spans that lie side by side, in the order of the stream.

    Parameters
    ----------
    place : numpy.ndarray of int64, shape (n,)
        Where each starts in the stream.
    home : numpy.ndarray of int64, shape (n,)
        Number of its span.
    hash : numpy.ndarray of uint64, shape (n,)
        Hash of its characters.
    """

    place: NDArray[np.int64]
    home: NDArray[np.int64]
    hash: NDArray[np.uint64]

    @classmethod
    def read(cls, stream: Stream, bounds: NDArray[np.int64], length: int) -> Runs:
        """Read the runs of some characters that no bound cuts.

        Parameters
        ----------
        stream : Stream
            Texts.
        bounds : numpy.ndarray of int64, shape (n_spans + 1,)
            Ascending places of the stream: span ``k`` lies between ``bounds[k]`` and
            ``bounds[k + 1]``.
        length : int
            Characters of a run.

        Returns
        -------
        Runs
            One for every place of a span that has ``length`` characters from there on.

        Examples
        --------
        >>> from textmine.reuse.ground.stream import read_stream
        >>> stream = read_stream(["公开", "信息公开"])
        >>> runs = Runs.read(stream, stream.bounds, 2)
        >>> runs.place.tolist(), runs.home.tolist(), bool(runs.hash[0] == runs.hash[3])
        ([0, 2, 3, 4], [0, 1, 1, 1], True)
        """
        n_runs = np.maximum(np.diff(bounds) - (length - 1), 0)
        place = unroll(bounds[:-1], n_runs)
        home = np.repeat(np.arange(len(n_runs)), n_runs)
        hashes = hash_runs(stream.codes[bounds[0] : bounds[-1]], length)
        return cls(place, home, hashes[place - bounds[0]])
