"""Boilerplate in texts: what is common among a year's, and an estimator for scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from textmine.errors import FrameError, NotFittedError
from textmine.reuse.ground.batches import cut_batches
from textmine.reuse.ground.columns import mark_new
from textmine.reuse.ground.fingerprints import first_equal, hash_runs, is_among
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.judge.sentences import Sentences, find_sentences
from textmine.text.spans import make_spans, share

PHRASE = 8
"""Characters of a phrase: about the four words of Lang & Stice-Lawrence (2015)."""
LOW, HIGH, REPEATS = 0.30, 0.75, 5.0
"""A phrase is boilerplate from this share of the year's reports, the form from that share on, and
boilerplate too where a report that holds it repeats it as often on average. Lang & Stice-Lawrence
(2015), appendix A.2."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class BoilerplateDetector(BaseEstimator):  # type: ignore[misc]
    """Tell boilerplate from own words: text that many groups of the fitted texts hold.

    Parameters
    ----------
    n_chars : int, default 13
        Length of the runs compared, in normalised characters.
    min_groups : int, default 3
        A run is boilerplate if at least this many groups (agencies) hold it.
    threshold : float, default 0.5
        A text is boilerplate if such runs cover at least this share of it.

    Attributes
    ----------
    runs_ : numpy.ndarray of uint64, shape (n_runs,)
        Hashes of the boilerplate runs, ascending.
    n_groups_ : int
        Groups seen.

    Examples
    --------
    >>> form = "未发生因政府信息公开申请行政复议、提起行政诉讼的情况。"
    >>> texts = ["镇东。" + form, "河西共办理三件。" + form, form + "另有说明。"]
    >>> detector = BoilerplateDetector(min_groups=3).fit(texts)
    >>> detector.predict([form, "本年度新开设了三处阅览点，方便群众查阅。"]).tolist()
    [True, False]
    """

    def __init__(self, *, n_chars: int = 13, min_groups: int = 3, threshold: float = 0.5) -> None:
        self.n_chars = n_chars
        self.min_groups = min_groups
        self.threshold = threshold

    def fit(
        self, X: Iterable[str], y: Any = None, *, groups: Iterable[Any] | None = None
    ) -> BoilerplateDetector:
        """Learn which runs many groups hold.

        Parameters
        ----------
        X : iterable of str
            Texts.
        y : ignored
            For scikit-learn.
        groups : iterable, optional
            Group (agency) of each text; by default each text is one.

        Returns
        -------
        BoilerplateDetector
            Itself.

        Raises
        ------
        FrameError
            If a parameter is out of range or ``groups`` is of another length.
        """
        if self.n_chars < 1 or self.min_groups < 1 or not 0 <= self.threshold <= 1:
            raise FrameError(
                f"BoilerplateDetector: n_chars={self.n_chars}, min_groups={self.min_groups}, "
                f"threshold={self.threshold}; expected n_chars and min_groups from 1, "
                "threshold in 0–1"
            )
        texts = _as_texts(X)
        labels = list(range(len(texts))) if groups is None else list(groups)
        if len(labels) != len(texts):
            raise FrameError(
                f"BoilerplateDetector: {len(texts)} texts but {len(labels)} groups; "
                "expected one each"
            )
        codes = pd.factorize(pd.Series(labels, dtype="object"), use_na_sentinel=False)[0]
        hashes, home = self._runs(texts)
        # Distinct pairs of run and group: a group that repeats a run still counts once.
        held = np.unique(np.column_stack([hashes, codes[home].astype(np.uint64)]), axis=0)
        runs, n = np.unique(held[:, 0], return_counts=True)
        self.runs_: NDArray[np.uint64] = runs[n >= self.min_groups]
        self.n_groups_ = int(codes.max(initial=-1)) + 1
        return self

    def score_samples(self, X: Iterable[str]) -> NDArray[np.float64]:
        """Share of each text's normalised characters that boilerplate runs cover.

        Parameters
        ----------
        X : iterable of str
            Texts.

        Returns
        -------
        numpy.ndarray of shape (n,)
            0–1; 0 for texts shorter than a run.

        Raises
        ------
        NotFittedError
            Before ``fit``.

        References
        ----------
        M. Lang & L. Stice-Lawrence (2015), Journal of Accounting and Economics 60, 110–135, whose
        share counts whole sentences; see ``textmine.reuse.judge.measures.measure_boilerplate``.
        """
        if not hasattr(self, "runs_"):
            raise NotFittedError("BoilerplateDetector is not fitted: call fit(texts) first")
        stream = read_stream(_as_texts(X))
        hashes, place = self._inside(stream.codes, stream.bounds)
        start = place[np.isin(hashes, self.runs_)]
        texts = make_spans(stream.bounds[:-1], stream.bounds[1:])
        return share(texts, make_spans(start, start + self.n_chars))

    def predict(self, X: Iterable[str]) -> NDArray[np.bool_]:
        """Tell which texts are boilerplate.

        Parameters
        ----------
        X : iterable of str
            Texts.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True where boilerplate covers at least ``threshold`` of a text.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        covered = self.score_samples(X)
        return np.asarray((covered >= self.threshold) & (covered > 0), dtype=np.bool_)

    def _runs(self, texts: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Hashes of the runs of texts, and the text of each."""
        stream = read_stream(texts)
        hashes, place = self._inside(stream.codes, stream.bounds)
        return hashes, np.searchsorted(stream.bounds, place, side="right") - 1

    def _inside(
        self, codes: NDArray[Any], bounds: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Hashes and places of the runs that lie in one text."""
        hashes = hash_runs(codes, self.n_chars)
        place = np.arange(len(hashes))
        if not len(place):
            return hashes, place
        end_of_text = bounds[np.searchsorted(bounds, place, side="right")]
        inside = place + self.n_chars <= end_of_text
        return hashes[inside], place[inside]


def _as_texts(X: Iterable[str]) -> list[str]:
    """Texts as strings, missing ones empty."""
    if isinstance(X, str):
        raise FrameError("BoilerplateDetector: got one string; expected a list or column of texts")
    return ["" if t is None or t != t else str(t) for t in X]


def boilerplate_shares(
    texts: Sequence[str], groups: Sequence[int]
) -> tuple[Floats, NDArray[np.int64]]:
    """Share of each text in sentences with a phrase common in its group, and its characters."""
    stream = read_stream(texts)
    sentences = find_sentences(stream, texts, np.arange(len(texts)))
    return share_common(stream.codes, stream.bounds, sentences, np.asarray(groups, np.int64))


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Runs of ``PHRASE`` characters inside sentences: hash, sentence and document of each."""

    hash: NDArray[np.uint64]
    sentence: Ints
    document: Ints

    def take(self, where: NDArray[Any]) -> _Phrases:
        """Some of them."""
        return _Phrases(self.hash[where], self.sentence[where], self.document[where])


@dataclass(frozen=True, slots=True)
class _Held:
    """Phrases by group of documents: how many documents hold each, how often it stands in all.

    ``most`` is how often it stands in the document that repeats it most. Sorted by hash and group.
    """

    hash: NDArray[np.uint64]
    group: Ints
    holders: Ints
    times: Ints
    most: Ints

    @classmethod
    def nothing(cls) -> _Held:
        """None at all."""
        counts = np.zeros(0, dtype=np.int64)
        return cls(np.zeros(0, dtype=np.uint64), counts, counts, counts, counts)

    def take(self, where: NDArray[Any]) -> _Held:
        """Some of them."""
        columns = (self.hash, self.group, self.holders, self.times, self.most)
        return _Held(*(column[where] for column in columns))


def share_common(
    codes: NDArray[Any], bounds: Ints, sentences: Sentences, group: Ints
) -> tuple[Floats, Ints]:
    """Share of each document in sentences with a phrase that is common in its group.

    A phrase that a share of a group's documents hold is held by that share at least of those of
    some batch, and one that repeats five times on average does so in some document. So what may be
    common is gathered batch by batch, and then counted over all: no more is held than a batch.
    """
    n_documents = len(group)
    n_of_group = np.bincount(group, minlength=1)
    batches = list(cut_batches(bounds))
    parts = [_Held.nothing()]
    for batch in batches:
        here = np.bincount(group[batch.start : batch.stop], minlength=len(n_of_group))
        # Most phrases stand once and fall away; of few documents one may be share enough.
        held = _count_held(_phrases(codes, sentences, batch), group, once=LOW * here <= 1)
        # A little less than the bound: a share must not be lost to the last bit of a product.
        often = held.holders >= LOW * here[held.group] - 1e-9
        parts.append(held.take(often | (held.most >= REPEATS)))
    if len(batches) > 1:
        known = np.unique(np.concatenate([part.hash for part in parts]))
        parts = [_Held.nothing()]
        for batch in batches:
            phrases = _phrases(codes, sentences, batch)
            parts.append(_count_held(phrases.take(is_among(phrases.hash, known)), group))
    common = _choose_common(parts, n_of_group)
    size = np.diff(sentences.bounds)
    marked = np.zeros(len(size), dtype=bool)
    for batch in batches:
        phrases = _phrases(codes, sentences, batch)
        for number in np.unique(group[batch.start : batch.stop]).tolist():
            of_group = phrases.take(group[phrases.document] == number)
            is_common = is_among(of_group.hash, common.hash[common.group == number])
            marked[of_group.sentence[is_common]] = True
    total = np.bincount(sentences.owner, weights=size, minlength=n_documents)
    hit = np.bincount(sentences.owner, weights=size * marked, minlength=n_documents)
    return np.where(total > 0, hit / np.maximum(total, 1), np.nan), total.astype(np.int64)


def _phrases(codes: NDArray[Any], sentences: Sentences, batch: range) -> _Phrases:
    """Phrases inside the sentences of some documents."""
    first, last = np.searchsorted(sentences.owner, [batch.start, batch.stop])
    bounds = sentences.bounds[first : last + 1]
    low, high = (int(bounds[0]), int(bounds[-1])) if last > first else (0, 0)
    hashes = hash_runs(codes[low:high], PHRASE)
    sentence = np.repeat(np.arange(first, last), np.diff(bounds))
    inside = sentence[: len(hashes)] == sentence[PHRASE - 1 :]
    home = sentence[: len(hashes)][inside]
    return _Phrases(hashes[inside], home, sentences.owner[home])


def _count_held(phrases: _Phrases, group: Ints, once: NDArray[np.bool_] | None = None) -> _Held:
    """Count in how many documents of each group a phrase stands, and how often.

    With ``once``, phrases that stand once in all are left out but in the groups that it marks.
    """
    kind = first_equal(phrases.hash).astype(np.int64)
    document = phrases.document
    if once is not None:
        again = (np.bincount(kind, minlength=1) > 1)[kind]
        kept = again | once[group[document]]
        kind, document = kind[kept], document[kept]
    # Documents of a group get numbers next to each other, so that sorting one number sorts by
    # phrase, group and document.
    by_group = np.argsort(group, kind="stable")
    rank = np.empty(len(group), dtype=np.int64)
    rank[by_group] = np.arange(len(group))
    pairs = np.sort(kind * len(group) + rank[document])
    start = np.flatnonzero(mark_new(pairs))
    times = np.diff(np.append(start, len(pairs)))
    kind, place = np.divmod(pairs[start], len(group))
    number = group[by_group[place]]
    key = np.flatnonzero(mark_new(kind) | mark_new(number))
    if not len(key):
        return _Held.nothing()
    return _Held(
        phrases.hash[kind[key]],
        number[key],
        np.diff(np.append(key, len(start))),
        np.add.reduceat(times, key),
        np.maximum.reduceat(times, key),
    )


def _choose_common(parts: Sequence[_Held], n_of_group: Ints) -> _Held:
    """Choose the phrases that are boilerplate in a group, by their counts in all batches."""
    hashes = np.concatenate([part.hash for part in parts])
    number = np.concatenate([part.group for part in parts])
    order = np.lexsort((number, hashes))
    hashes, number = hashes[order], number[order]
    start = np.flatnonzero(mark_new(hashes) | mark_new(number))
    if not len(start):
        return _Held.nothing()
    holders, times = (
        np.add.reduceat(np.concatenate(columns)[order], start)
        for columns in zip(*((part.holders, part.times) for part in parts), strict=True)
    )
    share = holders / n_of_group[number[start]]
    repeats = times / holders
    common = (share < HIGH) & ((share >= LOW) | (repeats >= REPEATS)) & (holders > 1)
    found = _Held(hashes[start], number[start], holders, times, times)
    return found.take(common)
