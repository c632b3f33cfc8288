"""The itemiser's model: a conditional random field over clause tokens, with calibrated confidence.

    tokens → features → marginals (CRF) → decoder → statements → confidence

The field is trained with python-crfsuite; the file that ships holds one line of JSON (what it is,
the calibration) and crfsuite's own bytes, and is read without pickle.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pycrfsuite
from rapidfuzz.fuzz import ratio

from textmine.errors import AnnotationError, FrameError, NotFittedError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_statements
from textmine.intake.values import show_value, take_whole
from textmine.progress import begin_step, watch, watch_steps
from textmine.resources.load import load_bytes
from textmine.scratch import pause_collection
from textmine.segment.annotated import COUNTED, Part, read_parts
from textmine.segment.itemizer.decoder import FLOOR, Floats, TokenStretch, decode
from textmine.segment.itemizer.features import is_action, is_lack, make_features
from textmine.segment.itemizer.labels import LABELS
from textmine.segment.itemizer.tokens import Token, find_gaps, find_tokens
from textmine.text.normalize import normalize

SHIPPED = "items.model"
_KIND = "textmine items "
FORMAT = f"{_KIND}5"
"""Raised whenever the features change: a field that learned others would read worse, unsaid."""
ALIKE = 90
"""Per cent of likeness from which a found statement counts as the annotated one: the soft match of
the benchmark ``items``."""
MIN_CHARS = 2
"""Characters of the shortest statement: a marker with nothing behind it states nothing."""
LEAST_SEEN = 4
"""Times that a feature must be seen with a label to be weighed: one more or less changes the size
of the file by a sixth, and hands left out by no more than chance (``python -m benchmarks.items
hands`` compares)."""
FITTING_STEPS = 3  # annotated parts, confidence, training
FOLDS = 3
"""A third of the hands is read by a model of another third to calibrate the confidence: with halves
training takes an eighth longer and the error of calibration on cases left out is the same
(``python -m benchmarks.items sets``: 0.030 and 0.032)."""

_ROLE = {"P": "problem", "M": "measure", "Y": "last_year"}
_LABEL = {
    "problem": "P",
    "measure": "M",
    "last_year": "Y",
    "quoted": "Q",
    "cause": "C",
    "announcement": "A",
    "turn": "T",
    "label": "L",
    "frame": "F",
}
_LETTER = re.compile(r"[^\W_]")
_COLUMN = {label: k for k, label in enumerate(LABELS)}
_OPENING = {"B": "W", "I": "V"}
"""Begin and inside of a statement whose own words are still to come: see ``mark_openings``."""
_COLUMN |= {f"{o}-{r}": _COLUMN[f"{b}-{r}"] for b, o in _OPENING.items() for r in _ROLE}


class FoundStatement(NamedTuple):
    """A problem or measure found: role, span, marker in front, what told it, and how surely."""

    role: str
    start: int
    end: int
    marker: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Example:
    """A part made ready: its tokens with features and labels, and its statements."""

    hand: str
    rendered: bool
    text: str
    tokens: list[Token]
    features: list[list[str]]
    labels: list[str]
    stated: list[tuple[str, int, int]]


class ItemModel:
    """Finds problems and measures in the part of a report that states them.

    Parameters
    ----------
    c1, c2 : float
        Weight of the L1 and L2 penalty: the first keeps the file small, the second the weights
        (chosen by cross-validation over hands in the benchmark ``items``).
    max_iterations : int
        Steps of L-BFGS. It stops early, which reads hands left out as well as going on (compare by
        ``python -m benchmarks.items hands``), and trains faster; the fewer steps, the more weight
        the L1 penalty needs to make the file as small.

    Attributes
    ----------
    field_ : bytes
        The trained field, as crfsuite writes it.
    calibration_ : list of float
        Weights of ``_signals`` for the probability that a statement is right.

    References
    ----------
    Lafferty, McCallum and Pereira (2001), Conditional random fields; Okazaki (2007), CRFsuite;
    Platt (1999) for the calibration.

    Examples
    --------
    >>> model = load_model()
    >>> model.predict(["主要问题：一是更新慢；二是内容少。今后，我局将按月更新。"])[
    ...     ["role", "text"]
    ... ]
          role  text
    0  problem   更新慢
    1  problem   内容少
    2  measure  按月更新
    """

    def __init__(
        self, *, c1: float = 0.9, c2: float = 0.02, max_iterations: int = 40
    ) -> None:
        self.c1 = c1
        self.c2 = c2
        self.max_iterations = max_iterations

    def fit(
        self, parts: Iterable[Part] | None = None, *, progress: bool | None = None
    ) -> ItemModel:
        """Train on annotated parts.

        Parameters
        ----------
        parts : iterable of Part, optional
            As :func:`textmine.segment.annotated.read_parts` gives them, of a JSON Lines file of
            your own too; the shipped corpus by default. Give both to add your own to it.
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        ItemModel
            Itself.

        Raises
        ------
        AnnotationError
            If there are fewer than two parts with statements, or what is given are no parts.
        """
        steps = watch_steps("item model", FITTING_STEPS, show=progress)
        # Features are millions of short texts that are kept and have no cycles.
        with steps, pause_collection():
            begin_step("annotated parts")
            given = read_parts() if parts is None else _take_parts(parts)
            examples = [_prepare(part) for part in given]
            if sum(bool(e.stated) for e in examples) < 2:
                raise AnnotationError(
                    "fit: fewer than two parts with statements; expected annotations"
                )
            begin_step("confidence")
            calibration = self._calibrate(examples)
            begin_step("training")
            field = self._train(examples)
        # Nothing is set before all is learned: a fit that fails leaves the model as it was.
        self.calibration_, self.field_ = calibration, field
        self._open()
        return self

    def predict(
        self, texts: Iterable[str], *, progress: bool | None = None
    ) -> pd.DataFrame:
        """Find the statements of problem parts.

        Parameters
        ----------
        texts : iterable of str
            Parts as they stand on the page, heading included where there is one.
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        pandas.DataFrame
            Columns part (place in ``texts``), role, start, end, text, marker, rule, confidence;
            offsets count in the normalised text.
        """
        rows = []
        taken = take_statements(texts, what="texts")
        shown = watch(taken, len(taken), "items", "part", show=progress)
        for number, raw in enumerate(shown):
            clean = normalize(raw)
            gaps = find_gaps(clean.text, raw, clean.offsets)
            for s in self.find(clean.text, 0, len(clean.text), gaps):
                words = clean.text[s.start : s.end]
                rows.append(
                    (
                        number,
                        s.role,
                        s.start,
                        s.end,
                        words,
                        s.marker,
                        s.rule,
                        s.confidence,
                    )
                )
        columns = [
            "part",
            "role",
            "start",
            "end",
            "text",
            "marker",
            "rule",
            "confidence",
        ]
        return pd.DataFrame(rows, columns=columns)

    def find(
        self, text: str, start: int, end: int, gaps: Sequence[int] = ()
    ) -> list[FoundStatement]:
        """Find the statements of a stretch of a normalised text.

        Parameters
        ----------
        text : str
            Normalised text.
        start, end : int
            The part.
        gaps : sequence of int
            Places where normalising took out blanks (``find_gaps``).

        Returns
        -------
        list of FoundStatement
            In order, disjoint.

        Raises
        ------
        FrameError
            If the part is not inside the text, or a gap is no number.
        """
        _check_part(text, start, end, gaps)
        tokens = find_tokens(text, start, end, list(gaps))
        if not tokens:
            return []
        marginals = self.marginals(make_features(tokens))
        sure, probabilities = _sureness(marginals), marginals.tolist()
        out = []
        for stretch in decode(tokens, marginals):
            first, last = tokens[stretch.first], tokens[stretch.last]
            words = text[first.start : last.end]
            # The line of dashes under a table's head states nothing.
            if len(words) < MIN_CHARS or not _LETTER.search(words):
                continue
            marker = (
                text[first.marker.start : first.marker.end].strip()
                if first.marker
                else ""
            )
            out.append(
                FoundStatement(
                    _ROLE[stretch.role],
                    first.start,
                    last.end,
                    marker,
                    stretch.rule,
                    self._confidence(stretch, probabilities, sure),
                )
            )
        return out

    def marginals(self, features: list[list[str]]) -> Floats:
        """Compute the probability of each label at each token.

        Parameters
        ----------
        features : list of list of str
            As ``make_features`` gives them.

        Returns
        -------
        numpy.ndarray of shape (n_tokens, n_labels)
            Columns as in ``LABELS``.
        """
        tagger = self._tagger
        tagger.set(features)
        known = [
            [tagger.marginal(label, i) for label in self._known]
            for i in range(len(features))
        ]
        out: Floats = np.array(known) @ self._folding
        return out

    @check_arguments
    def save(self, path: str | Path) -> None:
        """Write the model to a file: a line of JSON, then the field.

        Parameters
        ----------
        path : str or Path
            The file; ``ItemModel.load`` reads it.
        """
        head = {
            "format": FORMAT,
            "calibration": self.calibration_,
            "labels": list(LABELS),
        }
        line = json.dumps(head, sort_keys=True).encode()
        Path(path).write_bytes(line + b"\n" + self.field_)

    @classmethod
    @check_arguments
    def load(cls, path: str | Path) -> ItemModel:
        """Read a model from a file that ``save`` wrote.

        Parameters
        ----------
        path : str or Path
            The file.

        Returns
        -------
        ItemModel
            Fitted.

        Raises
        ------
        AnnotationError
            If the file holds no model of this format.
        """
        return cls()._restore(Path(path).read_bytes(), str(path))

    def _restore(self, stored: bytes, name: str) -> ItemModel:
        """Take up what a file holds."""
        line, _, field = stored.partition(b"\n")
        try:
            head = json.loads(line)
        except ValueError:
            head = None
        kind = str(head.get("format")) if isinstance(head, dict) else ""
        if kind.startswith(_KIND) and kind != FORMAT:
            raise AnnotationError(
                f"{name}: an item model of another version of textmine, which knows other "
                f"features; fit it again and save it"
            )
        if kind != FORMAT or tuple(head.get("labels", ())) != LABELS or not field:
            raise AnnotationError(
                f"{name}: no item model; expected a file that ItemModel.save wrote"
            )
        self.calibration_, self.field_ = head["calibration"], field
        self._open()
        return self

    def _open(self) -> None:
        """Make the tagger of the trained field."""
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self.field_)
        labels = [label for label in self._tagger.labels() if label in _COLUMN]
        # The tagger takes bytes, and would encode a label each time that it is asked.
        self._known = [label.encode() for label in labels]
        # Which label of the field counts to which of ``LABELS``.
        self._folding = np.zeros((len(labels), len(LABELS)))
        for k, label in enumerate(labels):
            self._folding[k, _COLUMN[label]] = 1.0

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the tagger, which is made anew from the field."""
        return {k: v for k, v in vars(self).items() if k not in _OPENED}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        if "field_" in state:
            self._open()

    def __getattr__(self, name: str) -> Any:
        if name in ("field_", "calibration_", *_OPENED):
            raise NotFittedError(
                "ItemModel: not fitted; call fit, or load_model() for the shipped one"
            )
        raise AttributeError(name)

    def _train(self, examples: Sequence[_Example]) -> bytes:
        """Train a field."""
        trainer = pycrfsuite.Trainer(
            algorithm="lbfgs",
            params={
                "c1": self.c1,
                "c2": self.c2,
                "max_iterations": self.max_iterations,
                "feature.minfreq": LEAST_SEEN,
            },
            verbose=False,
        )
        for example in examples:
            if example.tokens:
                trainer.append(example.features, example.labels)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "field"
            trainer.train(str(path))
            return path.read_bytes()

    def _calibrate(self, examples: Sequence[_Example]) -> list[float]:
        """Weigh what speaks for a statement by whether held-out statements were right."""
        from sklearn.linear_model import LogisticRegression

        signals, right = self._held_out(examples)
        if len(set(right)) < 2:
            return [0.0] * (len(_SIGNALS) + 1)
        found = LogisticRegression(C=1.0, max_iter=1000).fit(
            np.array(signals), np.array(right)
        )
        weights = [*found.coef_[0], found.intercept_[0]]
        return [round(float(w), 4) for w in weights]

    def _held_out(
        self, examples: Sequence[_Example]
    ) -> tuple[list[list[float]], list[bool]]:
        """Signals of the statements that a model finds in unseen hands, and their truth."""
        hands = sorted({e.hand for e in examples})
        fold_of = {hand: k % FOLDS for k, hand in enumerate(hands)}
        # With one hand only, its parts take turns.
        folds = [
            fold_of[e.hand] if len(hands) > 1 else k % FOLDS
            for k, e in enumerate(examples)
        ]
        seen, left_out = (
            [e for e, own in zip(examples, folds, strict=True) if own == fold]
            for fold in (0, 1)
        )
        if not any(e.stated for e in seen):
            return [], []
        helper = ItemModel(c1=self.c1, c2=self.c2, max_iterations=self.max_iterations)
        helper.field_ = helper._train(seen)
        helper._open()
        signals: list[list[float]] = []
        right: list[bool] = []
        for example in left_out:
            if example.tokens and not example.rendered:
                found = helper.marginals(example.features)
                sure, known = _sureness(found), found.tolist()
                for stretch in decode(example.tokens, found):
                    signals.append(_signals(stretch, known, sure))
                    right.append(_is_right(stretch, example))
        return signals, right

    def _confidence(
        self, stretch: TokenStretch, marginals: list[list[float]], sure: float
    ) -> float:
        """Probability that a statement is right: its role and both its borders."""
        *weights, bias = self.calibration_
        signals = _signals(stretch, marginals, sure)
        score = bias + sum(w * s for w, s in zip(weights, signals, strict=True))
        return round(1 / (1 + math.exp(-score)), 4)


_OPENED = ("_tagger", "_known", "_folding")
"""What a model holds of its field once it is opened: made anew from its bytes."""

_SIGNALS = (
    "role",
    "begin",
    "end",
    "whole",
    "weakest",
    "part",
    "listed",
    "measure",
    "length",
)


def _check_part(text: str, start: int, end: int, gaps: Sequence[int]) -> None:
    """Complain of a part that is none; by hand, for this is asked of every section."""
    if not isinstance(text, str):
        raise FrameError(f"find: text is {show_value(text)}; expected a text")
    take_whole(end, "end", what="find", most=len(text))
    take_whole(start, "start", what="find", most=end)
    # By their types, of which there are one or two: gaps may be many.
    if not all(issubclass(kind, int | np.integer) for kind in set(map(type, gaps))):
        raise FrameError(f"find: gaps are {show_value(gaps)}; expected whole numbers")


def _sureness(marginals: Floats) -> float:
    """How surely a part is read: log odds of its labels in the mean."""
    return _log_odds(float(marginals.max(axis=1).mean()))


def _signals(
    stretch: TokenStretch, marginals: list[list[float]], sure: float
) -> list[float]:
    """Log odds of a statement's role, begin, end and of no cut inside; its kind, its length.

    A statement is as sure as the least sure of these, and surer in a part that is read surely.
    """
    begin, inside = _COLUMN[f"B-{stretch.role}"], _COLUMN[f"I-{stretch.role}"]
    own = marginals[stretch.first : stretch.last + 1]
    role = min(token[begin] + token[inside] for token in own)
    cut = max((token[begin] for token in own[1:]), default=0.0)
    after = stretch.last + 1
    goes_on = marginals[after][inside] if after < len(marginals) else 0.0
    told = [_log_odds(p) for p in (role, own[0][begin], 1 - goes_on, 1 - cut)]
    listed = float(stretch.rule == "marker")
    return [
        *told,
        min(told),
        sure,
        listed,
        float(stretch.role != "P"),
        math.log(len(own)),
    ]


def _log_odds(p: float) -> float:
    """Logarithm of the odds, kept finite."""
    p = min(max(p, FLOOR), 1 - FLOOR)
    return math.log(p / (1 - p))


def _is_right(stretch: TokenStretch, example: _Example) -> bool:
    """A statement is right where the hand marked much the same words in the same role."""
    start, end = example.tokens[stretch.first].start, example.tokens[stretch.last].end
    words = example.text[start:end]
    return any(
        role == _ROLE[stretch.role] and a < end and start < b
        and ratio(words, example.text[a:b]) >= ALIKE
        for role, a, b in example.stated
    )  # fmt: skip


def _take_parts(given: Any) -> list[Part]:
    """Annotated parts, or a line on where they come from."""
    is_single = isinstance(given, str) or not isinstance(given, Iterable)
    parts: list[Any] = [given] if is_single else list(given)
    strange = [part for part in parts if not isinstance(part, Part)]
    if strange:
        raise AnnotationError(
            f"fit: got {show_value(strange[0])}; expected annotated parts, as "
            "textmine.segment.annotated.read_parts('own.jsonl') gives them: a part a line, with "
            "id, text and spans (role, start, end)"
        )
    return parts


def _prepare(part: Part) -> _Example:
    """Normalise a part, carry its spans over and label its tokens."""
    clean = normalize(part.text)
    offsets = clean.offsets[:-1]
    spans = [
        (
            s.role,
            int(np.searchsorted(offsets, s.start)),
            int(np.searchsorted(offsets, s.end)),
        )
        for s in part.spans
    ]
    tokens = find_tokens(
        clean.text, gaps=find_gaps(clean.text, part.text, clean.offsets)
    )
    stated = [span for span in spans if span[0] in COUNTED and span[1] < span[2]]
    labels = mark_openings(tokens, label_tokens(tokens, spans))
    # What the layout grammar wrote trains, but says nothing of how often statements are right.
    rendered = part.layout.startswith("rendered")
    features = make_features(tokens)
    return _Example(part.hand, rendered, clean.text, tokens, features, labels, stated)


def label_tokens(
    tokens: Sequence[Token], spans: Iterable[tuple[str, int, int]]
) -> list[str]:
    """Give each token the label of the span that holds most of it.

    Parameters
    ----------
    tokens : sequence of Token
        A part's tokens.
    spans : iterable of (str, int, int)
        Role, start and end of its spans.

    Returns
    -------
    list of str
        A label of ``LABELS`` each; ``O`` outside all spans.

    Examples
    --------
    >>> label_tokens(
    ...     find_tokens("更新慢，内容少。"), [("problem", 0, 3), ("problem", 4, 7)]
    ... )
    ['B-P', 'B-P']
    """
    labels = ["O"] * len(tokens)
    for role, start, end in spans:
        label = _LABEL[role]
        prefix = "B-" if role in COUNTED else ""
        for k, token in enumerate(tokens):
            shared = min(token.end, end) - max(token.start, start)
            if shared > 0 and 2 * shared >= token.end - token.start:
                labels[k] = prefix + label
                prefix = prefix and "I-"
    return labels


def mark_openings(tokens: Sequence[Token], labels: Sequence[str]) -> list[str]:
    """Set apart what opens a statement without stating it yet.

    The field sees one label back: with B and I alone it cannot know whether the action has come
    that an adverbial at the head of a measure waits for. Tokens up to the first that acts (of a
    problem: that states a lack) get labels of their own; the marginals add them to B and I again.

    Parameters
    ----------
    tokens : sequence of Token
        A part's tokens.
    labels : sequence of str
        As ``label_tokens`` gives them.

    Returns
    -------
    list of str
        The same with ``W-`` for ``B-`` and ``V-`` for ``I-`` in the opening of a statement.

    Examples
    --------
    >>> tokens = find_tokens("通过走访，了解需求，补充内容。")
    >>> mark_openings(tokens, ["B-M", "I-M", "I-M"])
    ['W-M', 'V-M', 'I-M']
    """
    out = list(labels)
    for first, label in enumerate(labels):
        if label[:2] != "B-":
            continue
        inside = f"I-{label[2:]}"
        end = first + 1
        while end < len(labels) and labels[end] == inside:
            end += 1
        states = is_lack if label == "B-P" else is_action
        head = next((k for k in range(first, end) if states(tokens[k].text)), first)
        if head > first:
            for k in range(first, head + 1):
                out[k] = _OPENING[out[k][0]] + out[k][1:]
    return out


@cache
def load_model() -> ItemModel:
    """Load the shipped model, once.

    Returns
    -------
    ItemModel
        Trained on the shipped corpus by ``scripts/train_items.py``.
    """
    return ItemModel()._restore(load_bytes(SHIPPED), SHIPPED)


def model_digest() -> str:
    """Give the SHA-256 of the shipped model's file, as the manifest of a run names it."""
    return hashlib.sha256(load_bytes(SHIPPED)).hexdigest()
