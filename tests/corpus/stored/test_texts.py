"""Texts come back as they were, whatever stands in them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.stored.texts import read_texts, text_table
from textmine.places import Region, Regions
from textmine.schema import Report

WHOLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(WHOLE, st.text(max_size=20), st.booleans()), max_size=4))
def test_texts_come_back(drawn):
    line = Region(0, 2, 3, (70, 100, 90, 112), (70, 80, 90))
    reports = [
        Report(
            f"r{k}",
            text,
            raw,
            np.arange(len(text) + 1) * 3,
            regions=Regions.of([line][: len(text)]) if has_places else None,
        )
        for k, (text, raw, has_places) in enumerate(drawn)
    ]
    for report, found in zip(reports, read_texts(text_table(reports)), strict=True):
        assert (found["text"], found["raw"]) == (report.text, report.raw)
        np.testing.assert_array_equal(found["offsets"], report.offsets)
        assert (found["regions"] is None) == (report.regions is None)
        if report.regions is not None:
            np.testing.assert_array_equal(found["regions"].box, report.regions.box)
            np.testing.assert_array_equal(found["regions"].edges, report.regions.edges)
