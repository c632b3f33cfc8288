"""Official wording that every report must carry: statutes, notices, the form."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.fingerprints import BLOCK, hash_runs
from textmine.reuse.stream import Stream, read_stream

LEAST = 9
_SIEVE_BITS = 20


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
        Least length of a run shared with the wording, in normalised characters.

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
    known = read_stream([t for t in references if t])
    parts = [hash_runs(known.codes[a:b], least) for a, b in zip(known.bounds[:-1], known.bounds[1:], strict=True)]
    # Tables by code point make equal runs equal only when both streams hash alike: mix() is fixed, so they do.
    wanted = np.unique(np.concatenate([*parts, np.empty(0, dtype=np.uint64)]))
    marked = np.zeros(len(stream.codes), dtype=bool)
    if not len(wanted) or len(stream.codes) < least:
        return marked
    sieve = np.zeros(1 << _SIEVE_BITS, dtype=bool)
    sieve[_slot(wanted)] = True
    hits = []
    for start in range(0, len(stream.codes) - least + 1, 16 * BLOCK):
        hashes = hash_runs(stream.codes[start : start + 16 * BLOCK + least - 1], least)
        near = np.flatnonzero(sieve[_slot(hashes)])
        hits.append(start + near[np.isin(hashes[near], wanted)])
    place = np.concatenate(hits)
    text = np.searchsorted(stream.bounds, place, side="right")
    place = place[stream.bounds[text] >= place + least]
    for shift in range(least):
        marked[place + shift] = True
    return marked


def _slot(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Top bits of the hashes, as an index into the sieve."""
    return (hashes >> np.uint64(64 - _SIEVE_BITS)).view(np.int64)
