from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from textmine.errors import TextmineError, TextmineWarning
from textmine.themes.vectors.encoder import PROBE, encode_sentences


class Encoder:
    """Counts the sentences it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.asked += [text for text in texts if text != PROBE]
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
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "encoding 100 sentences, timing the first 32"
    assert told[1].startswith("encoding 100 sentences: 32 done, ")
    assert told[1].endswith("s left")


def test_few_sentences_are_not_worth_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    encode_sentences(["更新慢"], Encoder())
    assert capsys.readouterr().err == ""


def test_another_encoder_has_a_cache_of_its_own(tmp_path: Path) -> None:
    said = ["政策解读", "业务培训少"]
    encode_sentences(said, Encoder(), cache=tmp_path)
    other = encode_sentences(
        said, lambda texts: [[1.0, len(t)] for t in texts], cache=tmp_path
    )
    np.testing.assert_allclose(other, [[0, -1], [0, 1]])
    assert len(list(tmp_path.glob("vectors_*.npz"))) == 2


def test_what_was_encoded_before_an_interruption_is_kept(tmp_path: Path) -> None:
    said = [f"第{i}句" for i in range(100)]

    class Stopped(Encoder):
        def __call__(self, texts: list[str]) -> np.ndarray:
            if len(self.asked) >= 64:
                raise KeyboardInterrupt
            return super().__call__(texts)

    with pytest.raises(KeyboardInterrupt):
        encode_sentences(said, Stopped(), cache=tmp_path)
    encode = Encoder()
    encode_sentences(said, encode, cache=tmp_path)
    assert encode.asked == said[64:]


def test_a_broken_cache_is_made_anew(tmp_path: Path) -> None:
    said = ["政策解读", "业务培训少"]
    first = encode_sentences(said, Encoder(), cache=tmp_path)
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(file.read_bytes()[:40])
    with pytest.warns(TextmineWarning, match="holds no vectors"):
        again = encode_sentences(said, Encoder(), cache=tmp_path)
    np.testing.assert_allclose(first, again)
    assert list(tmp_path.iterdir()) == [file]


def test_the_same_sentence_twice_is_asked_for_once() -> None:
    encode = Encoder()
    assert len(encode_sentences(["更新慢", "更新慢", "培训少"], encode)) == 3
    assert encode.asked == ["更新慢", "培训少"]


def test_an_encoder_that_gives_other_shapes_is_refused() -> None:
    with pytest.raises(TextmineError, match="one row a sentence"):
        encode_sentences(["更新慢"], lambda texts: [1.0])
    with pytest.raises(TextmineError, match="one row a sentence"):
        encode_sentences(["更新慢"], lambda texts: [["很长"]])
    with pytest.raises(TextmineError, match="finite"):
        encode_sentences(["更新慢"], lambda texts: [[float("nan")]])
