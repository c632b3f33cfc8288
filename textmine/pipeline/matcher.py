"""Phrases found over characters, wherever the borders of words lie."""

from __future__ import annotations

from collections.abc import Iterable

import ahocorasick
from spacy.tokens import Doc, Span

from textmine.errors import FrameError


class CharacterMatcher:
    """Find phrases in a ``Doc`` by their characters.

    spaCy's ``PhraseMatcher`` compares words: it misses 政府信息公开条例 inside
    《中华人民共和国政府信息公开条例》 where the segmenter cuts otherwise. This one does not.

    Examples
    --------
    >>> from textmine.pipeline.build import load_pipeline
    >>> matcher = CharacterMatcher()
    >>> matcher.add("law", ["政府信息公开条例"])
    >>> doc = load_pipeline()("按照《中华人民共和国政府信息公开条例》执行。")
    >>> [(span.label_, doc.text[a:b]) for span, a, b in matcher.find(doc)]
    [('law', '政府信息公开条例')]
    """

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._automaton: ahocorasick.Automaton | None = None

    def add(self, label: str, phrases: Iterable[str]) -> None:
        """Add phrases under a label; a phrase of two labels keeps the last.

        Parameters
        ----------
        label : str
            Label of the spans found.
        phrases : iterable of str
            The phrases.

        Raises
        ------
        FrameError
            If a phrase is no text, or empty.
        """
        for phrase in phrases:
            if not isinstance(phrase, str) or not phrase:
                raise FrameError(f"CharacterMatcher.add: {phrase!r} is no phrase")
            self._labels[phrase] = label
        self._automaton = None

    def find(self, doc: Doc) -> list[tuple[Span, int, int]]:
        """Find all phrases, the longest where several begin together.

        Parameters
        ----------
        doc : spacy.tokens.Doc
            The document.

        Returns
        -------
        list of (Span, int, int)
            The span of the tokens that hold the phrase, and its own first character and end.
        """
        if not self._labels:
            return []
        found = []
        for last, phrase in self._ready().iter_long(doc.text):
            start, end = last + 1 - len(phrase), last + 1
            span = doc.char_span(
                start, end, label=self._labels[phrase], alignment_mode="expand"
            )
            if span is not None:
                found.append((span, start, end))
        return found

    def __call__(self, doc: Doc) -> list[Span]:
        """Give the spans alone, as spaCy's matchers do with ``as_spans=True``."""
        return [span for span, _, _ in self.find(doc)]

    def _ready(self) -> ahocorasick.Automaton:
        """The automaton over all phrases, built when first asked for."""
        if self._automaton is None:
            self._automaton = ahocorasick.Automaton()
            for phrase in self._labels:
                self._automaton.add_word(phrase, phrase)
            self._automaton.make_automaton()
        return self._automaton
