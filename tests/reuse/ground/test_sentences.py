"""Sentences of a stream against a plain split of the texts."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.sentences import cut_sentences
from textmine.reuse.ground.stream import fold, read_stream

TEXTS = st.lists(st.text("公开，。；!？\n 𠀀", max_size=12), max_size=6)


def plain_sentences(texts: list[str]) -> list[tuple[int, str]]:
    """Text and kept characters of each sentence that keeps any."""
    parts = [
        (k, s)
        for k, text in enumerate(texts)
        for s in re.split("[。！!？?；;\n]", text)
    ]
    kept = [(k, "".join(c for c in s if fold(c))) for k, s in parts]
    return [(k, s) for k, s in kept if s]


@given(TEXTS, st.integers(1, 20))
def test_sentences_are_those_of_a_plain_split(texts: list[str], size: int) -> None:
    with use_batch_sizes(BatchSizes(chars=size)):
        stream = read_stream(texts)
        found = cut_sentences(texts, stream)
    contents = stream.strings(found.bounds[:-1], found.bounds[1:])
    assert list(zip(found.text.tolist(), contents, strict=True)) == plain_sentences(
        texts
    )
    assert found.size.sum() == len(stream.codes)


def test_each_place_lies_in_one_sentence() -> None:
    texts = ["公开。及时", "人手不足"]
    stream = read_stream(texts)
    found = cut_sentences(texts, stream)
    places = found.bounds[:-1]
    assert found.at(places).tolist() == [0, 1, 2]
    assert found.at(places + found.size - 1).tolist() == [0, 1, 2]
