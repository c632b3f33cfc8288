"""Which report is that of the year before."""

from types import SimpleNamespace

import pandas as pd

from textmine.reuse.measures.scoring import previous_reports


def test_the_report_of_the_year_before_is_the_same_agencys() -> None:
    reports = pd.DataFrame(
        {
            "line": ["甲", "甲", "甲", "乙", "", ""],
            "year": pd.array([2020, 2021, 2023, 2022, 2020, 2021], dtype="Int64"),
        }
    )
    mined = SimpleNamespace(texts=SimpleNamespace(reports=reports))
    assert previous_reports(mined) == {1: 0}  # type: ignore[arg-type]
    reports["year"] = pd.array([2020, None, 2021, 2021, 2020, 2021], dtype="Int64")
    assert previous_reports(mined) == {2: 0}  # type: ignore[arg-type]
