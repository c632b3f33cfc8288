"""Catalogues made by hand: reports, and which phrases in them are passages of one family."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.families.gather import Passages
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.ground.texts import read_texts

MakeCatalogue = Callable[[pd.DataFrame, list[list[str]]], Catalogue]


@pytest.fixture
def make_catalogue() -> MakeCatalogue:
    """Return what makes a catalogue in which every occurrence of a family's phrases is a passage."""

    def make(reports: pd.DataFrame, families: list[list[str]]) -> Catalogue:
        texts = read_texts(reports)
        stream = read_stream(list(texts.contents))
        whole, rows = stream.string(0, len(stream.codes)), []
        for number, phrases in enumerate(families):
            for phrase in phrases:
                start = whole.find(phrase)
                while start >= 0:
                    rows.append((start, start + len(phrase), number))
                    start = whole.find(phrase, start + 1)
        passages = Passages(*np.array(sorted(rows), dtype=np.int64).reshape(-1, 3).T)
        none = np.zeros(len(stream.codes), dtype=np.bool_)
        return Catalogue(texts, stream, passages, none, none.copy(), 8)

    return make
