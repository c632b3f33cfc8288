"""The explainable coder: categories by cue rules, with the words that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from textmine.english import Counted
from textmine.errors import CodebookError, NotFittedError, warn
from textmine.intake.frames import take_frame
from textmine.intake.values import take_number
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import (
    add_codes,
    clean_statements,
    is_indicator,
    label_matrix,
    read_labels,
    tag_statements,
)
from textmine.problems.coder.cuetable import CueTable, read_cues
from textmine.problems.coder.matches import CueMatch
from textmine.progress import watch
from textmine.resources.load import load_toml
from textmine.stats.labels import match_rows

STRENGTH = {"strong": 0.9, "weak": 0.6, "fallback": 0.06}
"""Probability of a label by the cue that it rests on, as long as no labelled statements say more.

The fallback has no cue: of 2,176 shipped statements in which none speaks, it is right for 134."""
ABSTAIN = 0.3
"""Probability of the likeliest category below which a statement stays uncoded.

The trained coder's; by it a statement without any cue is not coded, and one with a cue is. On the
shipped statements micro F1 0.582, and 0.516 where all others are said to be the fallback category
(``benchmarks/problems_coders.py``, which prints both)."""


class CodebookClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Code problem statements by cue rules; every label comes with the words it rests on.

    Without labelled statements a probability only says how strong the cue is (strong 0.9, weak
    0.6); fitted on labelled statements it is the share of them in which a cue of that category and
    strength was right. Where no cue speaks, nothing is coded: the fallback category then has a
    probability of 0.06, below ``abstain``.

    Parameters
    ----------
    codebook : Codebook, optional
        The shipped one by default.
    cues : mapping, optional
        A cue table as parsed TOML (lists, scope, groups). By default the shipped table for the
        shipped codebook; for your own codebook its categories' ``cues``.
    abstain : float
        A statement whose likeliest category lies below this probability stays uncoded (``""``),
        0.3 by default; 0 codes every statement, by the fallback category where no cue speaks.

    Attributes
    ----------
    codebook_ : Codebook
        The codebook in use.
    table_ : CueTable
        The compiled rules.
    classes_ : ndarray of str
        Category keys; columns of the arrays.

    Examples
    --------
    >>> coder = CodebookClassifier().fit()
    >>> coder.predict(["经办人员变动频繁，栏目更新不及时"])
    ['timeliness|staffing']
    >>> coder.explain("经办人员变动频繁，栏目更新不及时")
    {'timeliness': ['更新', '不及时'], 'staffing': ['人员…变动', '人员…频繁']}
    >>> texts = ["今天天气很好"]
    >>> coder.predict(texts), CodebookClassifier(abstain=0).fit().predict(texts)
    ([''], ['other'])
    """

    def __init__(
        self,
        codebook: Codebook | None = None,
        cues: Mapping[str, Any] | None = None,
        *,
        abstain: float = ABSTAIN,
    ) -> None:
        self.codebook = codebook
        self.cues = cues
        self.abstain = abstain

    def fit(
        self,
        X: Sequence[str] | None = None,
        y: Sequence[str | Sequence[str]] | pd.DataFrame | NDArray[Any] | None = None,
    ) -> Self:  # noqa: N803
        """Compile the rules, and measure them where labelled statements are given.

        Parameters
        ----------
        X : sequence of str, optional
            Statements.
        y : sequence of str or of lists, optional
            Their categories (keys joined by ``|``).

        Returns
        -------
        CodebookClassifier
            Itself.

        Raises
        ------
        CodebookError
            If a rule or a label names an unknown category.
        FrameError
            If ``abstain`` is no number from 0 to 1.
        """
        take_number(self.abstain, "abstain", what="CodebookClassifier", least=0, most=1)
        book = self.codebook if self.codebook is not None else load_codebook()
        shipped = self.codebook is None or self.codebook == load_codebook()
        data = (
            self.cues
            if self.cues is not None
            else load_toml("cues.toml")
            if shipped
            else {}
        )
        table = read_cues(data, book)
        strength = {(key, s): p for key in book.keys for s, p in STRENGTH.items()}
        if X is not None and y is not None:
            X, y = match_rows({"X": X, "y": y})  # noqa: N806
            texts, truth = clean_statements(X), label_matrix(read_labels(y, book), book)
            strength |= _measure(table, book, texts, truth)
        # Nothing is set before all is learned: a fit that fails leaves the coder as it was.
        self.codebook_ = book
        self.table_: CueTable = table
        self.classes_ = np.array(book.keys)
        self.strength_ = strength
        self.indicator_ = y is not None and is_indicator(y)
        return self

    def __sklearn_tags__(self) -> Any:
        """Say what goes in: statements, of which each may have several categories."""
        tags = tag_statements(super().__sklearn_tags__())
        tags.target_tags.required = False
        return tags

    def _fitted(self) -> CueTable:
        """The compiled rules."""
        if not hasattr(self, "table_"):
            raise NotFittedError("CodebookClassifier is not fitted; call fit() first")
        return self.table_

    def _warn_of_mute(self) -> None:
        """Say which categories no cue stands for: no statement can be coded as theirs."""
        spoken = {key for cue in self._fitted().cues for key in cue.categories}
        spoken.add(self.codebook_.fallback)
        mute = [key for key in self.codebook_.keys if key not in spoken]
        if mute:
            warn(
                f"CodebookClassifier: {Counted(len(mute)):category has|categories have} no cues, "
                f"so that nothing is coded as {', '.join(mute)}; give each cues = [...] in the "
                "codebook, or train ProblemClassifier(codebook=...) on statements coded by hand"
            )

    def _read(self, text: str) -> _Reading:
        """What the cues of a statement say; all else is told of it."""
        best, matches = _decide(self._fitted(), self.codebook_, text)
        likeliest = max((self.strength_[cell] for cell in best.items()), default=0.0)
        return _Reading(best, matches, likeliest >= self.abstain)

    def predict_proba(self, X: Sequence[str] | pd.Series) -> NDArray[np.float64]:  # noqa: N803
        """Strength of the best cue for each category; without any cue, that of the fallback alone.

        Parameters
        ----------
        X : sequence of str
            Statements.

        Returns
        -------
        ndarray of shape (n_statements, n_categories)
            Between 0 and 1.
        """
        self._fitted()
        return self._probabilities([self._read(text) for text in clean_statements(X)])

    def _probabilities(self, read: Sequence[_Reading]) -> NDArray[np.float64]:
        """Strengths of statements, of shape (n_statements, n_categories)."""
        place = {key: j for j, key in enumerate(self.classes_)}
        out = np.zeros((len(read), len(place)))
        for i, reading in enumerate(read):
            for key, strength in reading.best.items():
                out[i, place[key]] = self.strength_[key, strength]
        return out

    def predict(self, X: Sequence[str] | pd.Series) -> list[str] | NDArray[np.int64]:  # noqa: N803
        """Categories of each statement.

        Parameters
        ----------
        X : sequence of str
            Statements.

        Returns
        -------
        list of str, or ndarray of shape (n_statements, n_categories)
            Keys joined by ``|``; ``""`` for an empty statement and where no cue speaks. A table of
            0 and 1 where the coder was fitted on one.

        Warns
        -----
        TextmineWarning
            If a category has no cues.
        """
        self._warn_of_mute()
        said = [self._read(text).said for text in clean_statements(X)]
        if self.indicator_:
            return self._label_matrix(said).astype(np.int64)
        return [self.codebook_.join_labels(best) for best in said]

    def _label_matrix(self, said: Sequence[Mapping[str, str]]) -> NDArray[np.bool_]:
        """Categories of statements as a table of shape (n_statements, n_categories)."""
        keys = self.codebook_.keys
        rows = [[key in best for key in keys] for best in said]
        return np.array(rows, dtype=np.bool_).reshape(len(rows), len(keys))

    def explain(self, text: str) -> dict[str, list[str]]:
        """Words that speak for each category of a statement.

        Parameters
        ----------
        text : str
            A statement.

        Returns
        -------
        dict
            Category to its cues in order of place (``…`` where other words stand between); ``[]``
            for the fallback, ``{}`` where nothing is coded.
        """
        read = self._read(clean_statements([text])[0])
        keys = [key for key in self.codebook_.keys if key in read.said]
        return {key: read.words(key) for key in keys}

    def predict_frame(
        self, frame: pd.DataFrame, *, progress: bool | None = None
    ) -> pd.DataFrame:
        """Code a frame of statements.

        Parameters
        ----------
        frame : pandas.DataFrame
            Column text; others are kept (e.g. item_id, report_id).
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        pandas.DataFrame
            A copy with columns categories, probabilities, evidence added.

        Raises
        ------
        FrameError
            If there is no column text.
        """
        frame = take_frame(frame, ["text"], what="problems")
        self._warn_of_mute()
        texts = clean_statements(frame["text"])
        shown = watch(texts, len(texts), "coding", "statement", show=progress)
        read = [self._read(text) for text in shown]
        labels = self._label_matrix([reading.said for reading in read])
        keys = self.codebook_.keys
        given = zip(*np.nonzero(labels), strict=True)
        evidence = [read[i].words(keys[j]) for i, j in given]
        found = labels, self._probabilities(read), evidence
        return add_codes(frame, self.codebook_, *found)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the cues of a statement say.

    ``best`` is the best strength of each category's cues; it is coded only where the likeliest of
    them is likely enough.
    """

    best: dict[str, str]
    matches: list[CueMatch]
    is_coded: bool

    @property
    def said(self) -> dict[str, str]:
        """Categories that are given, none where the coder abstains."""
        return self.best if self.is_coded else {}

    def words(self, key: str) -> list[str]:
        """Cues of a category in order of place, each once."""
        own = [m.text for m in self.matches if key in m.cue.categories]
        return list(dict.fromkeys(own))


def _decide(
    table: CueTable, codebook: Codebook, text: str
) -> tuple[dict[str, str], list[CueMatch]]:
    """Category to the best strength of its cues, and the matches."""
    matches = table.find(text)
    best: dict[str, str] = {}
    for match in matches:
        for key in match.cue.categories:
            if best.get(key) != "strong":
                best[key] = match.cue.strength
    fallback = codebook.fallback
    if fallback and len(best) > 1:
        best.pop(fallback, None)
    if fallback and not best and text:
        best[fallback] = "fallback"
    return best, matches


def _measure(
    table: CueTable, codebook: Codebook, texts: list[str], truth: NDArray[np.bool_]
) -> dict[tuple[str, str], float]:
    """How often each strength was right, smoothed towards what it is without being measured."""
    if len(texts) != len(truth):
        raise CodebookError(
            f"got {Counted(len(texts)):statement} and {Counted(len(truth)):label}; one each"
        )
    right: dict[tuple[str, str], list[int]] = {}
    for i, text in enumerate(texts):
        for key, strength in _decide(table, codebook, text)[0].items():
            tally = right.setdefault((key, strength), [0, 0])
            tally[0] += int(truth[i, codebook.keys.index(key)])
            tally[1] += 1
    return {
        (key, strength): (hits + 2 * STRENGTH[strength]) / (n + 2)
        for (key, strength), (hits, n) in right.items()
    }
