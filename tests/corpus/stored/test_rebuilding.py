"""Tables of a store lead back to the reports that they were made of."""

from dataclasses import replace

from textmine.corpus.stored.rebuilding import COLUMNS, rebuild
from textmine.corpus.stored.writing import tables_of


def test_parts_come_back_with_their_reports(sample):
    one, *others = sample[:3].parsed
    blank = one.cells[0]._replace(value=None, state="EMPTY")
    reports = [
        replace(
            one, report=replace(one.report, year=None), cells=(blank, *one.cells[1:])
        ),
        *others,
    ]
    tables = tables_of(reports)
    frames = {
        name: tables[name].select(columns).to_pandas()
        for name, columns in COLUMNS.items()
    }
    rebuilt = rebuild(frames, tables["texts"])
    for before, after in zip(reports, rebuilt, strict=True):
        for name in ("sections", "items", "cells", "claims", "narrative"):
            assert getattr(after, name) == getattr(before, name)
        assert after.report.evidence == before.report.evidence
        assert after.report.year == before.report.year
        assert after.report.text == before.report.text
    assert rebuilt[0].report.year is None
    assert rebuilt[0].cells[0].value is None
