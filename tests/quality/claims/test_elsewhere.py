"""Words of another time, another body or a part around a number."""

from __future__ import annotations

import pytest

from tests.quality.claims.told import BUREAU, COUNTY
from textmine.quality.claims.elsewhere import look_elsewhere
from textmine.quality.claims.places import Owner, Surroundings
from textmine.resources.quantities import quantity_rules


def told(text: str, owner: Owner = BUREAU, ahead: str = "") -> str:
    """Where the clause from 收到 to the next comma or bracket speaks of."""
    first = text.index("收到")
    last = min(
        (i for i in (text.find(m, first) for m in "，（") if i > 0), default=len(text)
    )
    place = Surroundings(ahead, text, first, last)
    rule = quantity_rules()["received_applications"]
    return look_elsewhere(rule, place, (first, last), owner)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("2022年，收到申请5件", ""),
        ("2021年，收到申请5件", "elsewhere"),
        ("上半年，收到申请5件", "elsewhere"),
        ("各乡镇，收到申请5件", "elsewhere"),
        ("洛溪县财政局，收到申请5件", ""),
        ("网上渠道，收到申请5件", "elsewhere"),
        ("收到申请5件（含上年结转1件）", "elsewhere"),
        ("收到申请5件（其中网上1件）", ""),
        ("收到申请5件，均为2021年提出", "elsewhere"),
        ("收到申请5件，与政府信息公开无关", "elsewhere"),
        ("其中，收到申请5件", "part"),
        ("2021年结转1件，收到申请5件", ""),
    ],
)
def test_what_stands_around_a_clause_says_of_what_it_speaks(
    text: str, where: str
) -> None:
    assert told(text) == where


def test_a_clause_of_the_own_year_or_agency_takes_back_what_was_said() -> None:
    assert told("2021年平稳，收到申请5件") == "elsewhere"
    assert (
        told("上年收到3件，今年收到申请5件".replace("上年收到", "上年办理"))
        == "elsewhere"
    )
    first = Surroundings("", "上年办理3件，今年收到申请5件", 7, 15)
    rule = quantity_rules()["received_applications"]
    assert look_elsewhere(rule, first, (7, 15), BUREAU) == ""


def test_the_sentence_before_says_of_when() -> None:
    assert told("收到申请5件", ahead="去年工作平稳。") == "elsewhere"
    assert told("收到申请5件", ahead="2022年工作平稳。") == ""
    assert told("收到申请5件", COUNTY, ahead="去年平稳。2022年更好。") == ""
