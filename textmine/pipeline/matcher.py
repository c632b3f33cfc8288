"""Phrases found over characters, wherever the borders of words lie."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Span

from textmine.errors import FrameError
from textmine.text.longest import LongestFinder


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
        self._finder: LongestFinder | None = None

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
            If a phrase is no text, or empty, or one phrase stands for the list of them.
        """
        if isinstance(phrases, str):
            raise FrameError(
                f"CharacterMatcher.add: {phrases!r} is one string; expected a list: [phrase]"
            )
        given = list(phrases)
        for phrase in given:
            if not isinstance(phrase, str) or not phrase:
                raise FrameError(f"CharacterMatcher.add: {phrase!r} is no phrase")
        self._labels |= dict.fromkeys(given, label)
        self._finder = None

    def find(self, doc: Doc) -> list[tuple[Span, int, int]]:
        """Find phrases from left to right: of several that begin together the longest.

        Parameters
        ----------
        doc : spacy.tokens.Doc
            The document.

        Returns
        -------
        list of (Span, int, int)
            The span of the tokens that hold the phrase, and its own first character and end; no two
            phrases overlap.
        """
        # Built when it is first asked for: phrases may be added one by one.
        self._finder = self._finder or LongestFinder(self._labels)
        found = []
        for hit in self._finder.find(doc.text):
            label = self._labels[hit.string]
            span = doc.char_span(
                hit.start, hit.end, label=label, alignment_mode="expand"
            )
            if span is not None:
                found.append((span, hit.start, hit.end))
        return found

    def __call__(self, doc: Doc) -> list[Span]:
        """Give the spans alone, as spaCy's matchers do with ``as_spans=True``."""
        return [span for span, _, _ in self.find(doc)]
