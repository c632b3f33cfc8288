"""Sentences as spans of the stream, and batches of whole reports."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textmine.reuse.ground.batches import BatchSizes, cut_batches, use_batch_sizes
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.judge.sentences import find_sentences, split_sentences

TEXTS = st.lists(st.text(alphabet="公开a 。；\n，", max_size=12), max_size=6)


@given(TEXTS)
def test_spans_hold_what_the_sentences_say(texts: list[str]) -> None:
    stream = read_stream(texts)
    found = find_sentences(stream, texts, np.arange(len(texts)))
    said = [read_stream([sentence]) for text in texts for sentence in split_sentences(text)]
    spans = stream.strings(found.bounds[:-1], found.bounds[1:])
    assert spans == [one.string(0, len(one.codes)) for one in said]
    owners = [i for i, text in enumerate(texts) for _ in split_sentences(text)]
    assert found.owner.tolist() == owners


def test_a_place_lies_in_the_sentence_that_is_not_empty() -> None:
    texts = ["公开。", "。", "慢"]
    found = find_sentences(read_stream(texts), texts, np.array([0, 1, 2]))
    assert found.bounds.tolist() == [0, 2, 2, 3]
    assert found.at(np.array([0, 1, 2])).tolist() == [0, 0, 2]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(1, 30))
def test_batches_hold_each_report_once_and_no_more_than_asked(
    sizes: list[int], n_chars: int
) -> None:
    bounds = np.append(0, np.cumsum(sizes))
    with use_batch_sizes(BatchSizes(painted=n_chars)):
        batches = list(cut_batches(bounds))
    assert [number for batch in batches for number in batch] == list(range(len(sizes)))
    for batch in batches:
        assert len(batch) == 1 or bounds[batch.stop] - bounds[batch.start] <= n_chars
