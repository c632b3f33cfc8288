from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from textmine.errors import TextmineError
from textmine.themes.vectors.encoder import encode_sentences


class Encoder:
    """Counts the sentences it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(t), t.count("解"), 1.0] for t in texts])


def test_each_sentence_is_encoded_once(tmp_path: Path) -> None:
    encode, said = Encoder(), ["政策解读", "业务培训少", "更新慢"]
    first = encode_sentences(said[:2], encode, cache=tmp_path)
    encode_sentences(said, encode, cache=tmp_path)
    again = encode_sentences(said[:2], encode, cache=tmp_path)
    assert encode.asked == said
    np.testing.assert_allclose(first, again)


def test_long_work_says_how_long_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    encode_sentences([f"第{i}句" for i in range(100)], Encoder())
    assert "encoding 100 sentences: 32 done" in capsys.readouterr().err


def test_an_encoder_that_gives_other_shapes_is_refused() -> None:
    with pytest.raises(TextmineError, match="one row a sentence"):
        encode_sentences(["更新慢"], lambda texts: [1.0])
