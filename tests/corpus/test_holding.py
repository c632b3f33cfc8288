"""Reports in memory: their frames are made once, parts of them are theirs."""

import pandas as pd

from textmine.corpus.holding import HeldInMemory


def test_a_frame_is_made_once(sample):
    held = HeldInMemory(sample.parsed)
    assert held.frame("items") is held.frame("items")


def test_some_of_the_reports_have_their_rows_only(sample):
    part = HeldInMemory(sample.parsed).pick([2, 0])
    ids = [p.report.report_id for p in part.parsed]
    assert ids == sample.reports["report_id"].iloc[[2, 0]].tolist()
    assert part.frame("items")["report_id"].unique().tolist() == ids
    problems = part.frame("problems")
    every = sample.problems
    rows = [every[every["report_id"] == name] for name in ids]
    pd.testing.assert_frame_equal(problems, pd.concat(rows, ignore_index=True))


def test_what_is_in_memory_lies_together(sample):
    held = HeldInMemory(sample.parsed)
    assert list(held.parts()) == [held]
