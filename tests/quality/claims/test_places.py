"""Where a claim stands, and whose report it is."""

from __future__ import annotations

import pandas as pd

from tests.quality.claims.told import BUREAU
from textmine.quality.claims.places import (
    NARROW_MARKS,
    WIDE_MARKS,
    ClaimPlaces,
    Owner,
    Surroundings,
)


def test_a_claim_outside_the_narrative_is_its_own_sentence() -> None:
    claim = {"report_id": "r1", "start": 3, "text": "收到申请5件"}
    own = Surroundings("", "收到申请5件", 0, 6)
    assert ClaimPlaces(None).around(claim) == own
    elsewhere = pd.DataFrame({"report_id": ["r1"], "start": [3], "text": ["别的文字"]})
    assert ClaimPlaces(elsewhere).around(claim) == own


def test_a_claim_is_found_in_its_stretch_with_the_line_ahead() -> None:
    text = "前一行。\n去年平稳。收到申请5件，均已办结。"
    frame = pd.DataFrame(
        {"report_id": ["r1"], "start": [9], "text": [text], "section": ["overview"]}
    )
    claim = {"report_id": "r1", "start": 9 + text.index("收到"), "text": "收到申请5件"}
    assert ClaimPlaces(frame).around(claim) == Surroundings(
        "去年平稳。", "收到申请5件，均已办结。", 0, 6, "overview"
    )


def test_a_clause_ends_at_its_marks() -> None:
    text = "其中复议、诉讼8件，均已办结"
    place = Surroundings("", text, text.index("诉讼"), text.index("，"))
    assert text[slice(*place.cut(NARROW_MARKS))] == "诉讼8件"
    assert text[slice(*place.cut(WIDE_MARKS))] == place.words == "其中复议、诉讼8件"


def test_a_government_has_a_region() -> None:
    names = {"洛溪县人民政府": "县", "青石镇政府": "镇", "洛溪县财政局": ""}
    assert {name: Owner.of({"agency": name}).area for name in names} == names


def test_an_agency_goes_by_its_name_with_less_and_less_of_its_place() -> None:
    report = {
        "agency": "洛溪县财政局",
        "region": "洛溪县",
        "year": 2022,
        "form": "2021",
    }
    assert Owner.of(report) == BUREAU
    assert Owner.of({"agency": None, "year": None}) == Owner((), "", None, "")
