"""Official wording that every report must carry: statutes, notices, the form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.fingerprints import hash_runs
from textmine.reuse.stream import Stream, read_stream, row_batches

LEAST = 9
_SIEVE_BITS = 20
_DIGITS = re.compile(r"\d+")


def load_references(kind: str = "mandated") -> list[str]:
    """Read the reference texts that ship with the package.

    Parameters
    ----------
    kind : {"mandated", "stock"}
        Wording that law, notices and the form prescribe; or names of meetings, doctrines and campaigns, which every
        Chinese official text may carry.

    Returns
    -------
    list of str
        Section titles, table heads and labels of the 2019 and 2021 forms, titles of statutes and notices, articles on
        the annual report, fixed formulas.

    References
    ----------
    政府信息公开条例 (国务院令第711号), articles 49 and 50; 国办公开办函〔2019〕60号; 国办公开办函〔2021〕30号;
    国办函〔2020〕109号.

    Examples
    --------
    >>> "五、存在的主要问题及改进情况" in load_references()
    True
    """
    from textmine.resources.load import load_toml

    folder = resources.files("textmine.resources").joinpath("references")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    entries = [entry for name in names for entry in load_toml(f"references/{name}").values()]
    return [t for entry in entries if entry.get("kind", "mandated") == kind for t in entry["texts"]]


def find_mandated(stream: Stream, references: Iterable[str], least: int = LEAST) -> NDArray[np.bool_]:
    """Mark the characters that official wording covers.

    Parameters
    ----------
    stream : Stream
        Texts.
    references : iterable of str
        Official wording.
    least : int, optional
        Least length of a run shared with the wording, in normalised characters other than digits: numbers and years
        are left open.

    Returns
    -------
    numpy.ndarray of bool, shape (len(stream.codes),)
        True where a run of at least ``least`` characters of a reference text covers the character.

    Examples
    --------
    >>> s = read_stream(["我局按照《中华人民共和国政府信息公开条例》要求，如期公开"])
    >>> m = find_mandated(s, ["《中华人民共和国政府信息公开条例》"])
    >>> s.string(*np.flatnonzero(np.diff(m.astype(int))) + 1)
    '中华人民共和国政府信息公开条例'
    """
    known = read_stream([_DIGITS.sub("", t) for t in references if t])
    parts = [hash_runs(known.codes[a:b], least) for a, b in pairwise(known.bounds.tolist())]
    wanted = np.unique(np.concatenate([*parts, np.empty(0, dtype=np.uint64)]))
    marked = np.zeros(len(stream.codes), dtype=bool)
    if len(wanted):
        sieve = np.zeros(1 << _SIEVE_BITS, dtype=bool)
        sieve[_slot(wanted)] = True
        for low, high in row_batches(stream.bounds):
            rows = stream.bounds[(stream.bounds >= low) & (stream.bounds <= high)] - low
            marked[low:high] = _mark(stream.codes[low:high], rows, wanted, sieve, least)
    return marked


def _mark(
    codes: NDArray[Any], bounds: NDArray[np.int64], wanted: NDArray[np.uint64], sieve: NDArray[np.bool_], least: int
) -> NDArray[np.bool_]:
    """Mark the characters of some texts that wanted runs cover; digits between them are skipped and marked too."""
    letter = np.flatnonzero((codes < ord("0")) | (codes > ord("9")))
    hashes = hash_runs(codes[letter], least)
    near = np.flatnonzero(sieve[_slot(hashes)])
    near = near[np.isin(hashes[near], wanted)]
    first, last = letter[near], letter[near + least - 1]
    inside = last < bounds[np.searchsorted(bounds, first, side="right")] if len(near) else near > 0
    change = np.zeros(len(codes) + 1, dtype=np.int32)
    np.add.at(change, first[inside], 1)
    np.add.at(change, last[inside] + 1, -1)
    return np.cumsum(change[:-1]) > 0


def _slot(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Top bits of the hashes, as an index into the sieve."""
    return (hashes >> np.uint64(64 - _SIEVE_BITS)).view(np.int64)
