"""Find boilerplate in texts with an estimator that fits into scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from textmine.english import Counted
from textmine.errors import FrameError, NotFittedError, warn
from textmine.intake.frames import take_statements
from textmine.intake.values import take_number, take_whole
from textmine.progress import begin_step, watch_steps
from textmine.reuse.ground.runs import Runs
from textmine.reuse.ground.stream import read_stream
from textmine.stats.groups import number_groups
from textmine.stats.labels import match_rows
from textmine.text.hashes import are_among
from textmine.text.spans import make_spans, share


class BoilerplateDetector(TransformerMixin, BaseEstimator):  # type: ignore[misc]
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

    def __init__(
        self, *, n_chars: int = 13, min_groups: int = 3, threshold: float = 0.5
    ) -> None:
        self.n_chars = n_chars
        self.min_groups = min_groups
        self.threshold = threshold

    def fit(
        self,
        X: Iterable[str],
        y: Any = None,
        *,
        groups: Iterable[Any] | None = None,
        progress: bool | None = None,
    ) -> BoilerplateDetector:
        """Learn which runs many groups hold.

        Parameters
        ----------
        X : iterable of str
            Texts.
        y : ignored
            For scikit-learn.
        groups : iterable, optional
            Group (agency) of each text; by default each text is one. A text of no known group is
            one of its own. A Series is brought into the order of ``X`` by label.
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        BoilerplateDetector
            Itself.

        Raises
        ------
        FrameError
            If a parameter is out of range or ``groups`` is of another length.
        """
        take_whole(self.n_chars, "n_chars", what="BoilerplateDetector", least=1)
        take_whole(self.min_groups, "min_groups", what="BoilerplateDetector", least=1)
        take_number(
            self.threshold, "threshold", what="BoilerplateDetector", least=0, most=1
        )
        X, groups = match_rows({"X": X, "groups": groups})  # noqa: N806
        texts = _as_texts(X)
        labels = pd.Series(
            range(len(texts)) if groups is None else list(groups), dtype="object"
        )
        if len(labels) != len(texts):
            raise FrameError(
                f"BoilerplateDetector: {Counted(len(texts)):text} but "
                f"{Counted(len(labels)):group}; expected one each"
            )
        codes = number_groups(labels)
        self._warn_few(len(set(codes.tolist())))
        with watch_steps("boilerplate", 2, show=progress):
            begin_step("runs of characters")
            stream = read_stream(texts)
            found = Runs.read(stream, stream.bounds, self.n_chars)
            begin_step("who holds them")
            # Distinct pairs of run and group: a group that repeats a run still counts once.
            held = np.unique(
                np.column_stack([found.hash, codes[found.home].astype(np.uint64)]),
                axis=0,
            )
            runs, n = np.unique(held[:, 0], return_counts=True)
        self.runs_: NDArray[np.uint64] = runs[n >= self.min_groups]
        self.n_groups_ = int(codes.max(initial=-1)) + 1
        return self

    def _warn_few(self, n_groups: int) -> None:
        """Say where no run can be boilerplate."""
        if n_groups < self.min_groups:
            warn(
                f"BoilerplateDetector: {Counted(n_groups):group}, but "
                f"min_groups={self.min_groups}: nothing can be boilerplate; give more texts or "
                "lower min_groups"
            )

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
        share counts whole sentences; see ``textmine.reuse.measures.phrases.measure_boilerplate``.
        """
        if not hasattr(self, "runs_"):
            raise NotFittedError(
                "BoilerplateDetector is not fitted: call fit(texts) first"
            )
        stream = read_stream(_as_texts(X))
        found = Runs.read(stream, stream.bounds, self.n_chars)
        start = found.place[are_among(found.hash, self.runs_)]
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

    def transform(self, X: Iterable[str]) -> NDArray[np.float64]:
        """Share of each text that is boilerplate, as a column (for ``FeatureUnion``, ``Pipeline``).

        Parameters
        ----------
        X : iterable of str
            Texts.

        Returns
        -------
        numpy.ndarray of shape (n, 1)
            As :meth:`score_samples`; a DataFrame after ``set_output(transform="pandas")``.

        Raises
        ------
        NotFittedError
            Before ``fit``.

        Examples
        --------
        >>> said = ["未发生因政府信息公开申请行政复议的情况。"] * 3
        >>> BoilerplateDetector().fit(said).transform(said).ravel().tolist()
        [1.0, 1.0, 1.0]
        """
        return self.score_samples(X).reshape(-1, 1)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[Any]:
        """Name the column of ``transform``.

        Parameters
        ----------
        input_features : ignored
            Taken for scikit-learn's sake.

        Returns
        -------
        numpy.ndarray of str
            One name.
        """
        return np.array(["boilerplate_share"], dtype=object)

    def __sklearn_tags__(self) -> Any:
        """Say what goes in: texts."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.allow_nan = True
        return tags


def _as_texts(X: Iterable[str]) -> list[str]:
    """Texts as strings, missing ones empty."""
    return take_statements(X, what="BoilerplateDetector").tolist()
