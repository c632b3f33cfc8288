"""Boilerplate, on texts whose values can be counted by hand."""

import numpy as np
import pytest

from tests.reuse.measures.told import FORM, OWN
from textmine.reuse.ground.sentences import cut_sentences
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.measures.phrases import Boilerplate, _Spread, boilerplate_shares


def shares_of(texts: list[str]) -> Boilerplate:
    """Of texts that are a document each, all of one year."""
    stream = read_stream(texts)
    numbers = np.arange(len(texts))
    return boilerplate_shares(
        stream, cut_sentences(texts, stream), numbers, [2020] * len(texts)
    )


def test_the_band_of_boilerplate_counts_sentences_between_its_two_bounds() -> None:
    shares = shares_of([FORM + OWN[0], FORM + OWN[1], OWN[2] * 2, OWN[3]])
    assert shares.size.tolist() == [22, 22, 12, 6]
    assert shares.band.tolist() == pytest.approx([16 / 22, 16 / 22, 0, 0])
    assert shares_of([FORM + o for o in OWN]).band.tolist() == [0, 0, 0, 0]


def test_a_document_without_a_character_has_no_share() -> None:
    shares = shares_of([FORM + OWN[0], "。\n", FORM + OWN[1]])
    assert shares.size.tolist() == [22, 0, 22]
    assert np.isnan(shares.published).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("share", "of_all", "holders", "repeats", "is_of"),
    [
        # Boilerplate from 60 % of the group on; the form beyond 80 %, or from 75 % of all on.
        (0.6, 0.1, 3, 1.0, "boilerplate band"),
        (0.59, 0.1, 3, 1.0, "band"),
        (0.8, 0.1, 4, 1.0, "boilerplate"),
        (0.81, 0.1, 4, 1.0, "boilerplate form"),
        (0.2, 0.75, 2, 1.0, "form"),
        (0.2, 0.74, 2, 1.0, ""),
        # In the band from 30 % on, below 75 %, or said five times by each that holds it.
        (0.3, 0.1, 2, 1.0, "band"),
        (0.29, 0.1, 2, 1.0, ""),
        (0.74, 0.1, 3, 1.0, "boilerplate band"),
        (0.75, 0.1, 3, 9.0, "boilerplate"),
        (0.1, 0.1, 2, 5.0, "band"),
        (0.1, 0.1, 2, 4.9, ""),
        # What one document alone holds is none of them.
        (1.0, 1.0, 1, 9.0, ""),
        (0.5, 1.0, 1, 9.0, ""),
    ],
)
def test_how_common_boilerplate_and_the_form_are(
    share: float, of_all: float, holders: int, repeats: float, is_of: str
) -> None:
    columns = (np.array([x]) for x in (share, of_all, holders, repeats))
    spread = _Spread(*columns)
    found = {
        "boilerplate": spread.is_boilerplate,
        "form": spread.is_form,
        "band": spread.is_in_band,
    }
    assert [name for name, marked in found.items() if marked.item()] == [
        name for name in found if name in is_of.split()
    ]
