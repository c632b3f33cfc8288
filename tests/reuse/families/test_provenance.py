"""Kinds of families: one row of the table of rules at a time."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from textmine.reuse.families.facts import measure_spread
from textmine.reuse.families.provenance import label_families

# Written out: taken from the module, a bound would be tested against itself.
SHORT = 30

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
    "in_one_home": False,
    "home_name": "洛溪县",
    "n_years": 2,
    "year_share": 0.1,
    "of_one_report": False,
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


def test_what_no_second_province_has_is_not_national() -> None:
    corpus = CORPUS | {"province": np.array([50.0])}
    found = label_families(pd.DataFrame([SPREAD | ONE_PROVINCE]), corpus)
    # Nor surely the province's: the corpus has no other one.
    assert found["kind"].tolist() == ["regional"]
    assert found["probability"].tolist() == [pytest.approx((1 - np.exp(-3)) / 2)]


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


@pytest.mark.parametrize(
    ("facts", "kind", "probability"),
    [
        ({}, "national", 1 - np.exp(-12 / 4)),
        ({"n_agencies": 100}, "national", 1 - np.exp(-100 / 4)),
        # As sure as official wording covers it, and a half at least.
        ({"mandated_share": 0.8}, "mandated", 0.8),
        ({"mandated_share": 0.3, "n_chars": 39}, "mandated", 0.5),
        ({"stock_share": 0.6}, "stock", 0.6),
        ({"n_agencies": 1}, "self", 1.0),
        # The longer it is, the surer few copied it.
        ({"n_agencies": 2}, "peer", 1 - np.exp(-80 / 20) / 2),
        ({"n_agencies": 3, "n_chars": 40}, "peer", 1 - np.exp(-40 / 20) / 2),
        # A set phrase, the surer the shorter.
        ({"n_chars": 24}, "stock", 1 - 24 / (2 * SHORT)),
    ],
)
def test_how_sure_a_kind_is(
    facts: dict[str, Any], kind: str, probability: float
) -> None:
    found = label(**facts)
    assert (found["kind"], found["probability"]) == (kind, pytest.approx(probability))


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        # 0.3 of it official and 27.3 characters left over, or 28.
        ({"mandated_share": 0.3, "n_chars": 39}, "mandated"),
        ({"mandated_share": 0.3, "n_chars": 40}, "national"),
        (
            {"mandated_share": 0.29, "n_chars": 30},
            "stock" if SHORT > 30 else "national",
        ),
        ({"mandated_share": 0.59}, "national"),
        ({"stock_share": 0.59}, "national"),
        # Short and partly official: few may share it without copying.
        ({"n_agencies": 2, "n_chars": SHORT - 1, "mandated_share": 0.1}, "stock"),
        ({"n_agencies": 2, "n_chars": SHORT - 1}, "peer"),
        ({"n_agencies": 2, "n_chars": SHORT, "mandated_share": 0.1}, "peer"),
        ({"n_agencies": 4}, "national"),
        ({"n_chars": SHORT}, "national"),
        # Nine of ten in one province bind, less do not.
        ({"n_agencies": 10, "top_province_share": 0.9}, "regional"),
        ({"n_agencies": 10, "top_province_share": 0.89}, "national"),
        ({"n_agencies": 10, "top_agency_type_share": 0.9}, "sectoral"),
        # Of both the one that chance would give more rarely: a province is a tenth, a sector a fifth.
        (ONE_SECTOR | {"n_agencies": 10, "top_province_share": 0.9}, "regional"),
    ],
)
def test_where_one_kind_ends_and_another_begins(
    facts: dict[str, Any], kind: str
) -> None:
    assert label(**facts)["kind"] == kind


@pytest.mark.parametrize(
    ("n_agencies", "share"), [(3, 1.0), (5, 1.0), (10, 0.9), (30, 1.0)]
)
def test_chance_is_hypergeometric_times_the_values_that_there_are(
    n_agencies: int, share: float
) -> None:
    facts = ONE_PROVINCE | {"n_agencies": n_agencies, "top_province_share": share}
    drawn = min(round(n_agencies * share), 20)
    chance = stats.hypergeom(200, 20, drawn).pmf(drawn) * 10
    assert chance < 0.2
    found = label(**facts)
    assert (found["kind"], found["probability"]) == (
        "regional",
        pytest.approx(1 - chance),
    )


def test_unknown_places_bind_nobody() -> None:
    unknown = {"n_province": 0, "top_province": -1, "top_province_share": np.nan}
    assert label(**unknown, n_agencies=5)["kind"] == "national"
    # Of one county it is that county's, and nothing more is known.
    near = label(**unknown, n_agencies=5, in_one_home=True)
    assert near["kind"] == "regional"
    assert "; all in one place (洛溪县)" in near["reasons"]
    assert near["probability"] == pytest.approx((1 - np.exp(-5 / 4)) / 2)
    assert label(**unknown, n_agencies=3, in_one_home=True)["kind"] == "peer"
    rows = pd.DataFrame([SPREAD | ONE_PROVINCE | {"n_agencies": 5}])
    assert label_families(rows, {})["kind"].tolist() == ["regional"]
    # A third in one province, of which there are few, is what chance gives often.
    pair = {"province": np.array([10.0, 10.0])}
    three = pd.DataFrame([SPREAD | ONE_PROVINCE | {"n_agencies": 3}])
    assert label_families(three, pair)["kind"].tolist() == ["peer"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"n_years": 1}, "12 reports of 12 agencies; 8 provinces; 4 types"),
        ({"n_years": 1, "n_province": 0}, "12 reports of 12 agencies; 4 types"),
        ({"n_years": 1, "year_share": 0.3}, "12 reports of 12 agencies; 8 provinces; 4 types; in at least 30 % of a year's reports"),
        ({"n_years": 1, "year_share": 0.75}, "12 reports of 12 agencies; 8 provinces; 4 types; in at least 75 % of a year's reports"),
        ({"n_years": 1, "year_share": 1.0}, "12 reports of 12 agencies; 8 provinces; 4 types; in at least 75 % of a year's reports"),
        ({"n_years": 1, "year_share": 0.29}, "12 reports of 12 agencies; 8 provinces; 4 types"),
        ({"n_years": 1, "year_share": 0.5, "n_reports": 3}, "3 reports of 12 agencies; 8 provinces; 4 types"),
        ({"n_years": 1, "year_share": 0.5, "n_reports": 4}, "4 reports of 12 agencies; 8 provinces; 4 types; in at least 30 % of a year's reports"),
        ({"n_chars": 20}, "12 reports of 12 agencies in 2 years; 8 provinces; 4 types; short set phrase"),
    ],
)  # fmt: skip
def test_reasons_in_full(facts: dict[str, Any], words: str) -> None:
    assert label(**facts)["reasons"] == words


def test_reasons_say_where_only_versions_of_one_report_hold_a_family():
    one = {"n_reports": 2, "n_agencies": 1, "n_years": 1, "of_one_report": True}
    assert "versions of one report" in label(**one)["reasons"]
    assert "versions" not in label(**one, mandated_share=1.0)["reasons"]
    assert "versions" not in label(**{**one, "of_one_report": False})["reasons"]
