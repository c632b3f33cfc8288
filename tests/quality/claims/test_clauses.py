"""Which clauses surely state the whole number of their agency and year."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.quality.claims.told import BUREAU, COUNTY
from textmine.quality.claims.clauses import standing
from textmine.quality.claims.places import ClaimPlaces, Owner
from textmine.segment.claims import find_claims


def kinds(text: str, owner: Owner = BUREAU) -> dict[str, str]:
    """Standing of every claim of a text, by quantity; the last one of each counts."""
    narrative = pd.DataFrame({"report_id": ["r1"], "start": [7], "text": [text]})
    held = ClaimPlaces(narrative)
    found = {}
    whole = "这是前文七字\n" + text
    for claim in find_claims("r1", whole, [(7, len(whole))]):
        words = whole[claim.start : claim.end]
        row = {"report_id": "r1", "start": claim.start, "text": words}
        found[claim.quantity] = standing(claim.quantity, held.around(row), owner)
    return found


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("2022年，洛溪县财政局共收到政府信息公开申请41件。", "received_applications"),
        ("我局全年收到政府信息公开申请41件。", "received_applications"),
        ("全年收到41件政府信息公开申请，均按期答复。", "received_applications"),
        ("收到申请，共5件。", "received_applications"),
        ("收到申请46件，上年结转2件，结转下年度3件。", "carried_forward"),
        ("收到申请46件，予以公开29件、不予公开6件。", "denied"),
        ("全年未发生行政复议和行政诉讼。", "lawsuits"),
        ("未收到政府信息公开申请，未发生因政府信息公开引起的行政复议、行政诉讼情况。", "reviews"),
        ("本年度收到政府信息公开申请为零。", "received_applications"),
        ("作出行政处罚决定17件。", "penalties"),
        ("制定规范性文件6件，废止规范性文件2件。", "normative_abolished"),
        ("发生行政复议3件、行政诉讼2件。", "reviews"),
        ("政府信息公开行政复议、行政诉讼分别为3件和2件。", "lawsuits"),
        ("政府信息公开行政复议：0件；行政诉讼：1件。", "lawsuits"),
        ("收到政府信息公开申请由上年的52件减少到46件。", "received_applications"),
        ("政府信息公开申请量由2021年的32件上升至46件。", "received_applications"),
        ("政府信息公开申请从32件增至今年的46件。", "received_applications"),
        ("2022年，收到政府信息公开申请由32件增加到46件。", "received_applications"),
        ("收到政府信息公开申请由32件增加到46件，同比增长43.8%。", "received_applications"),
        ("收到政府信息公开申请由2018年的32件增加到2022年的46件。", "received_applications"),
        ("信息公开行政复议、行政诉讼各3件。", "reviews"),
        ("（一）信息公开行政复议情况。全年共发生3件。", "reviews"),
        ("收到申请46件，还有3件跨年办理。", "carried_forward"),
    ],
)  # fmt: skip
def test_words_of_the_lists_alone_are_sure(text: str, quantity: str) -> None:
    assert kinds(text)[quantity] == "whole"


@pytest.mark.parametrize(
    "text",
    [
        # Another time,
        "2021年共收到政府信息公开申请52件。",
        "二〇二一年共收到政府信息公开申请52件。",
        "上年度收到政府信息公开申请52件。",
        "去年工作平稳。收到政府信息公开申请52件。",
        "自条例施行以来，累计收到政府信息公开申请520件。",
        "收到政府信息公开申请52件，均为2021年收到。",
        "收到政府信息公开申请由2018年的12件增加到52件。",
        "收到政府信息公开申请由2020年的12件增加到2021年的52件。",
        "收到政府信息公开申请由12件增加到52件。",
        "今年优化了平台，收到政府信息公开申请由12件增加到52件。",
        "今年上半年收到政府信息公开申请由上年的12件增加到52件。",
        # a part,
        "网上收到政府信息公开申请由上年的12件增加到52件。",
        "涉及土地的政府信息公开申请由上年的12件增加到52件。",
        "收到政府信息公开申请46件，其中予以公开52件。",
        "通过信函方式，收到政府信息公开申请52件。",
        "收到政府信息公开申请52件（含上年结转1件）。",
        "通过信函方式收到申请为零，未收到网上申请公开。",
        "重复申请不予处理2件。",
        "因属于国家秘密不予公开1件。",
        "答复申请信息不存在3件。",
        # another body,
        "全市共收到申请268件，办结52件。",
        "全系统收到申请213件。结转下年度9件。",
        "各部门收到申请213件，结转下年度9件。",
        "全县共收到政府信息公开申请52件。",
        "全县收到政府信息公开申请由上年的12件增加到52件。",
        "各乡镇信息公开行政复议、行政诉讼各3件。",
        "县民政局工作扎实，收到政府信息公开申请52件。",
        "市局机关收到申请30件。",
        "县司法局作为复议机关，发生行政复议3件。",
        "办理行政复议案件120件。",
        # another matter,
        "收到行政复议申请52件，其中信息公开类3件。",
        "予以公开、部分公开的水质信息分别为52条、3条。",
        "全年制发公文204件，依申请公开21件，不予公开150件。",
        "许可申请由上年的12件增加到52件，收到申请事项由上年的3件增加到52件。",
        "涉及土地的信息公开行政复议、行政诉讼各3件。",
        "办理人大建议53件均予以公开。",
        "公布行政处罚典型案例12起。",
        "公示行政处罚信息12条，公示行政处罚决定12件。",
        "合法性审核规范性文件22件，清理规范性文件38件，起草规范性文件7件。",
        "办理行政应诉案件35件。",
        "受理行政复议、诉讼案件8件。",
        # no instance of a bad thing.
        "全年未发生行政诉讼败诉情况。",
        "没有被纠正的行政复议案件。",
        "未出现逾期答复政府信息公开申请的情形。",
        "没有不按规定公开规范性文件的情况。",
    ],
)
def test_what_may_count_something_else_is_not(text: str) -> None:
    found = kinds(text)
    assert found
    # What only its neighbours can tell is not sure of itself.
    assert set(found.values()) <= {"", "listed"} or found == {
        "received_applications": "whole",
        "granted": "listed",
    }


def test_a_region_is_the_whole_of_its_government_alone() -> None:
    text = "全县共收到政府信息公开申请52件。"
    assert kinds(text, COUNTY) == {"received_applications": "whole"}
    assert kinds(text, BUREAU) == {"received_applications": ""}
    town = Owner(("洛溪县青石镇人民政府",), "镇", 2022, "2021")
    assert kinds(text, town) == {"received_applications": ""}


def test_what_is_restricted_is_a_part() -> None:
    assert kinds("对违法排污、私自取水的17件行政处罚决定，七日内上网。") == {
        "penalties": "part"
    }


def test_a_report_without_a_year_says_nothing_sure_beside_one() -> None:
    owner = Owner.of({"agency": "洛溪县财政局", "region": "洛溪县", "year": pd.NA})
    assert owner.year is None
    assert kinds("2022年收到申请52件。", owner) == {"received_applications": ""}
    assert kinds("全年收到申请52件。", owner) == {"received_applications": "whole"}
