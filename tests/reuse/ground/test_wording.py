"""Known wording in the stream: what covers a character, and what does not."""

from __future__ import annotations

import numpy as np

from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.ground.wording import find_wording

# Written out: taken from the module, a bound would be tested against itself.
LEAST_RUN = 9

PHRASE = "全面推进政务公开工作"  # ten characters


def marked(text: str, *wording: str) -> str:
    """Characters of one text that known wording covers."""
    stream = read_stream([text])
    (mask,) = find_wording(stream, wording)
    return "".join(map(chr, stream.codes[mask]))


def test_wording_is_found_whatever_the_punctuation_and_script() -> None:
    assert marked("我局：全面推進“政務公開”工作，成效初显", PHRASE) == PHRASE


def test_numbers_are_left_open() -> None:
    found = marked("今年共发布信息12094条按期办结，再接再厉", "共发布信息3条按期办结")
    assert found == "共发布信息12094条按期办结"


def test_a_run_shorter_than_the_least_is_none() -> None:
    assert marked("我局" + PHRASE[: LEAST_RUN - 1] + "乡镇", PHRASE) == ""
    assert marked("我局" + PHRASE[:LEAST_RUN] + "乡镇", PHRASE) == PHRASE[:LEAST_RUN]


def test_a_run_does_not_go_on_in_the_next_text() -> None:
    # Also where only its last character does.
    for k in (1, 5, LEAST_RUN - 1):
        cut = read_stream([PHRASE[:k], PHRASE[k:LEAST_RUN]])
        assert not find_wording(cut, [PHRASE])[0].any()
    assert not find_wording(read_stream([PHRASE]), [PHRASE[:5], PHRASE[5:]])[0].any()


def test_each_kind_has_a_mask_of_its_own() -> None:
    other = "坚持以人民为中心的思想"
    stream = read_stream([PHRASE + "，" + other])
    one, two = find_wording(stream, [PHRASE], [other])
    assert np.flatnonzero(one).tolist() == list(range(len(PHRASE)))
    assert (one ^ two).all()


def test_nothing_is_known_of_no_wording() -> None:
    masks = find_wording(read_stream([PHRASE, ""]), [], [""])
    assert [mask.tolist() for mask in masks] == [[False] * len(PHRASE)] * 2


def test_batches_do_not_show() -> None:
    stream = read_stream(["甲乙" + PHRASE, PHRASE + "丙", "丁" + PHRASE * 2])
    with use_batch_sizes(BatchSizes(chars=4, cached=3)):
        (parts,) = find_wording(stream, [PHRASE])
    assert parts.tolist() == [False] * 2 + [True] * 20 + [False] * 2 + [True] * 20
