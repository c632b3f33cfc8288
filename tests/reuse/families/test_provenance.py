"""Kinds of families: one row of the table of rules at a time."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.families.facts import measure_spread
from textmine.reuse.families.provenance import label_families

# Ten provinces and five sectors of twenty and forty agencies.
CORPUS = {"province": np.full(10, 20.0), "agency_type": np.full(5, 40.0)}
SPREAD: dict[str, Any] = {
    "n_chars": 80,
    "n_reports": 12,
    "n_agencies": 12,
    "mandated_share": 0.0,
    "stock_share": 0.0,
    "n_province": 8,
    "top_province_share": 0.2,
    "top_province": 0,
    "top_province_name": "云岭省",
    "n_agency_type": 4,
    "top_agency_type_share": 0.3,
    "top_agency_type": 0,
    "top_agency_type_name": "教育",
    "n_years": 2,
    "year_share": 0.1,
}
ONE_PROVINCE = {"n_province": 1, "top_province_share": 1.0}
ONE_SECTOR = {"n_agency_type": 1, "top_agency_type_share": 1.0}


def label(**facts: Any) -> pd.Series:
    return label_families(pd.DataFrame([SPREAD | facts]), CORPUS).iloc[0]


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, "national"),
        ({"mandated_share": 0.6}, "mandated"),
        ({"mandated_share": 0.4, "n_chars": 40}, "mandated"),
        ({"mandated_share": 0.4, "n_chars": 80}, "national"),
        ({"stock_share": 0.7}, "stock"),
        ({"n_agencies": 1, "n_reports": 3}, "self"),
        ({"n_agencies": 2}, "peer"),
        ({"n_agencies": 3}, "peer"),
        (
            {"n_agencies": 2, "n_chars": 25, "mandated_share": 0.2, "stock_share": 0.2},
            "stock",
        ),
        (ONE_PROVINCE, "regional"),
        (ONE_SECTOR, "sectoral"),
        (ONE_PROVINCE | {"n_agencies": 2}, "peer"),
        (ONE_PROVINCE | {"n_agencies": 3}, "regional"),
        (ONE_PROVINCE | ONE_SECTOR, "regional"),
        ({"n_chars": 25}, "stock"),
    ],
)
def test_the_first_rule_that_applies_says_the_kind(
    facts: dict[str, Any], kind: str
) -> None:
    found = label(**facts)
    assert found["kind"] == kind
    assert 0 <= found["probability"] <= 1


def test_one_province_is_no_source_where_all_agencies_are_of_it() -> None:
    corpus = CORPUS | {"province": np.array([50.0])}
    found = label_families(pd.DataFrame([SPREAD | ONE_PROVINCE]), corpus)
    assert found["kind"].tolist() == ["national"]


def test_reasons_name_the_facts() -> None:
    found = label(**ONE_PROVINCE, mandated_share=0.25, year_share=0.8)
    assert found["reasons"] == (
        "12 reports of 12 agencies in 2 years; official wording covers 25 %; "
        "all in one province (云岭省); 4 types; in at least 75 % of a year's reports"
    )


def test_agencies_count_once_however_often_they_hold_a_family() -> None:
    family, agency = np.zeros(4, dtype=np.int64), np.array([0, 0, 0, 1])
    found = measure_spread(family, agency, np.array([5, 5, 5, 7]), 2)
    assert (found.n.tolist(), found.top.tolist()) == ([2, 0], [5, -1])
    assert found.top_share[0] == 0.5
    assert np.isnan(found.top_share[1])
