"""One call runs every check, and leaves nothing out that the single ones find."""

import pandas as pd

import textmine as tm
from textmine.quality import (
    check_breakdowns,
    check_claims,
    check_residues,
    check_tables,
    check_years,
)


def test_one_call_is_all_of_them(sample):
    reports, tables, narrative = map(sample.frame, ("reports", "tables", "narrative"))
    single = pd.concat(
        [
            check_tables(tables, reports),
            check_claims(sample.frame("claims"), tables, reports, narrative=narrative),
            check_breakdowns(narrative),
            check_years(tables, reports, narrative=narrative),
            check_residues(narrative, reports),
        ],
        ignore_index=True,
    )
    found = tm.check(sample)
    assert set(found["check"].str.split("_").str[0]) >= {
        "t3",
        "t4",
        "claim",
        "breakdown",
        "years",
    }
    pd.testing.assert_frame_equal(found, single)


def test_an_empty_corpus_has_nothing_to_check(sample):
    assert len(tm.check(sample[:0])) == 0
