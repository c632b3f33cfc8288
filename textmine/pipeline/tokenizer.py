"""A spaCy tokenizer on the project's segmenter: private, and the same words in every process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_words_and_spaces, registry
from spacy.vocab import Vocab

from textmine.text.words import Segmenter


class JiebaTokenizer:
    """Split a text into a ``Doc`` of words with jieba's dictionary and the genre's lexicon.

    Parameters
    ----------
    vocab : spacy.vocab.Vocab
        The pipeline's vocabulary.
    engine : {"rjieba", "jieba"}
        Both give the same words.
    segmenter : Segmenter, optional
        Splits instead, with terms of its own; it goes with the pipeline to disk.

    Examples
    --------
    >>> [t.text for t in JiebaTokenizer(Vocab())("收到依申请公开12件。")]
    ['收到', '依申请公开', '12', '件', '。']
    """

    def __init__(
        self, vocab: Vocab, engine: str = "rjieba", segmenter: Segmenter | None = None
    ) -> None:
        self.vocab = vocab
        self._own = segmenter
        self._segment = segmenter or Segmenter(engine)
        self.engine = self._segment.engine

    def __call__(self, text: str) -> Doc:
        """Split one text."""
        words, spaces = get_words_and_spaces(self._segment.cut(text), text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def __reduce__(self) -> tuple[Any, ...]:
        return JiebaTokenizer, (self.vocab, self.engine, self._own)

    def to_bytes(self, **kwargs: Any) -> bytes:
        """Serialise the settings; the dictionary belongs to the package."""
        usual = {"engine": self.engine}
        settings = usual if self._own is None else self._own.settings()
        return json.dumps(settings).encode("utf-8")

    def from_bytes(self, data: bytes, **kwargs: Any) -> JiebaTokenizer:
        """Take over settings that ``to_bytes`` gave."""
        settings = json.loads(data.decode("utf-8"))
        self._segment = Segmenter(**settings)
        self.engine = self._segment.engine
        self._own = self._segment if len(settings) > 1 else None
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Write the settings to a file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **kwargs: Any) -> JiebaTokenizer:
        """Read settings that ``to_disk`` wrote."""
        return self.from_bytes(Path(path).read_bytes())

    def pipe(self, texts: Iterable[str]) -> Iterable[Doc]:
        """Split many texts, one after the other."""
        return map(self, texts)


@registry.tokenizers("textmine.JiebaTokenizer.v1")  # type: ignore[untyped-decorator]
def make_tokenizer(engine: str = "rjieba") -> Callable[[Language], JiebaTokenizer]:
    """Give the factory that spaCy's configuration names.

    Parameters
    ----------
    engine : {"rjieba", "jieba"}
        Which segmenter.

    Returns
    -------
    callable
        Takes the pipeline, gives its tokenizer.
    """

    def make(nlp: Language) -> JiebaTokenizer:
        return JiebaTokenizer(nlp.vocab, engine)

    return make
