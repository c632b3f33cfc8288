"""Find boilerplate in texts with an estimator that fits into scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from textmine.errors import FrameError, NotFittedError
from textmine.reuse.ground.fingerprints import hash_runs
from textmine.reuse.ground.stream import read_stream
from textmine.text.spans import make_spans, share


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
