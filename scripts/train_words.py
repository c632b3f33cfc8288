"""Learn the vectors of the genre's words from the project's own texts, and write their file.

Run ``python scripts/train_words.py`` when the statements, the annotated parts or the corpora have
grown; no label is read. The same bytes on every run; a few seconds. Models that were saved with
other vectors must be refused: raise ``FORMAT`` in ``textmine/themes/saving.py``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from textmine.corpus.reading import read_corpus
from textmine.problems.coder.statements import load_statements
from textmine.segment.annotated import read_parts
from textmine.text.words import Segmenter
from textmine.themes.sentences import split_sentences
from textmine.themes.vectors.word_vectors import FILE, learn_word_vectors, pack_vectors

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ("sample", "layouts")


def read_sentences(*, without: frozenset[str] = frozenset()) -> list[str]:
    """Read the distinct sentences of all texts that ship, but for some statements."""
    statements = load_statements()
    kept = ~statements["statement_id"].isin(without)
    parts = [p for p in read_parts() if p.hand.startswith("hand")]
    frames = [
        pd.DataFrame(
            {"report_id": [p.id for p in parts], "text": [p.text for p in parts]}
        )
    ]
    frames += [read_corpus(ROOT / "corpora" / name).narrative for name in CORPORA]
    said = [text for frame in frames for text in split_sentences(frame)["text"]]
    return sorted({*statements.loc[kept, "text"], *said})


def main() -> None:
    """Learn, write, and say what was written."""
    segment = Segmenter()
    found = learn_word_vectors([segment(text) for text in read_sentences()])
    data = pack_vectors(found)
    target = ROOT / "textmine" / "resources" / FILE
    target.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    told = f"{len(found.words)} words, {len(data):,} bytes, sha256 {digest}"
    print(f"{target.name}: {told}")  # noqa: T201


if __name__ == "__main__":
    main()
