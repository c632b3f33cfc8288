"""What the neighbours of a claim say of it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.quality.claims.told import (
    REPORTS,
    claims,
    statuses,
    tables,
    told_checks,
)
from textmine.quality import check_claims


def test_a_smaller_claim_may_be_a_part_but_the_largest_stands() -> None:
    both = claims(
        ("received_applications", 41, "收到申请41件", False),
        ("received_applications", 7, "申请7件", False),
    )
    assert check_claims(both, tables(), REPORTS)["status"].tolist() == [
        "FAIL",
        "UNCERTAIN",
    ]
    none = claims(
        ("received_applications", 40, "收到申请40件", False),
        ("received_applications", 0, "未收到申请", False),
    )
    assert check_claims(none, tables(), REPORTS)["status"].tolist() == ["PASS", "FAIL"]


def test_a_smaller_claim_of_another_quantity_or_report_is_no_part() -> None:
    rows = claims(
        ("received_applications", 60, "收到申请60件", False),
        ("reviews", 7, "发生行政复议7件", False),
        ("received_applications", 60, "收到申请60件", False),
    )
    found = check_claims(rows, tables(), REPORTS)
    assert found["status"].tolist() == ["FAIL"] * 3
    both = pd.concat([rows, rows.iloc[:1].assign(report_id="r2", value=7.0)])
    two = pd.DataFrame({"report_id": ["r2", "r1"], "form": ["2021", "2021"]})
    more = pd.concat([tables(), tables().assign(report_id="r2")])
    found = check_claims(both, more, two)
    assert found["status"].tolist() == ["FAIL"] * 4
    assert found["report_id"].tolist() == ["r2", "r1", "r1", "r1"]


def test_only_a_sure_claim_excuses_another_as_its_part() -> None:
    received = ("received_applications", 30, "收到政府信息公开申请33件", False)
    received = (received[0], 33, *received[2:])
    other = ("received_applications", 156, "受理低保申请156件", False)
    found = check_claims(claims(received, other), tables(), REPORTS)
    assert found["status"].tolist() == ["FAIL", "UNCERTAIN"]


@pytest.mark.parametrize(
    ("text", "quantity", "status"),
    [
        # The head of a list, or its other parts, tell what it counts: 18, 3, 7, 9, 2 and 1.
        ("收到申请40件，其中予以公开12件。", "granted", "FAIL"),
        ("收到申请40件，其中予以公开18件。", "granted", "PASS"),
        ("予以公开18件，部分公开30件。", "partly_granted", "FAIL"),
        ("部分公开3件，予以公开30件。", "granted", "UNCERTAIN"),
        ("部分公开3件，不予公开7件，予以公开50件。", "granted", "FAIL"),
        # Five were carried over: of the new ones 14 may have been granted.
        ("收到申请40件，其中予以公开14件。", "granted", "UNCERTAIN"),
        # Two outcomes put together, and one taken apart.
        ("予以公开18件，不予公开16件。", "denied", "UNCERTAIN"),
        ("部分公开3件，不予公开7件，予以公开12件，另有主动公开6件。", "granted", "UNCERTAIN"),
        # A list may be headed by another number, or by what is said of a neighbour.
        ("收到申请40件，其中网上30件，予以公开2件。", "granted", "UNCERTAIN"),
        ("收到申请40件，涉及土地的占六成，其中予以公开2件。", "granted", "UNCERTAIN"),
        ("收到申请40件，其中土地类予以公开9件、部分公开30件。", "partly_granted", "UNCERTAIN"),
        ("张某等人申请12件，予以公开2件。", "granted", "UNCERTAIN"),
        # What was carried over is no new application; those that are not answered yet wait.
        ("上年结转申请5件，已办结4件。", "completed", "UNCERTAIN"),
        ("收到申请40件，已答复36件。", "completed", "UNCERTAIN"),
        ("收到申请40件，已答复30件。", "completed", "FAIL"),
        ("上年结转15件，新收40件。", "carried_over", "FAIL"),
        ("查询申请受理32件，办结30件。", "completed", "UNCERTAIN"),
        ("收到申请40件，召开会议12次，办结30件。", "completed", "FAIL"),
        # Ahead of what they count, and a list with its names first.
        ("收到申请40件：18件予以公开，30件部分公开。", "partly_granted", "FAIL"),
        ("收到申请40件，予以公开、部分公开分别为18件、30件。", "partly_granted", "FAIL"),
        # Each of several has so many.
        ("收到申请40件，予以公开、部分公开各18件。", "granted", "PASS"),
        ("收到申请40件，予以公开、部分公开各18件。", "partly_granted", "FAIL"),
        ("收到申请40件，予以公开18件、部分公开和不予公开各4件。", "denied", "FAIL"),
        ("信息公开行政复议、行政诉讼各5件。", "reviews", "PASS"),
        ("信息公开行政复议、行政诉讼各5件。", "lawsuits", "FAIL"),
        ("信息公开行政复议、行政诉讼分别各有9件。", "reviews", "FAIL"),
        # The first name, or the last, may say of which part all are; so may what stands ahead of them.
        ("涉及土地的信息公开行政复议、行政诉讼各9件。", "lawsuits", "UNCERTAIN"),
        ("涉及土地的行政复议、行政诉讼分别为9件和8件。", "lawsuits", "UNCERTAIN"),
        ("信息公开行政复议、行政诉讼维持分别为9件和8件。", "reviews_upheld", "UNCERTAIN"),
        ("上年信息公开行政复议、行政诉讼各9件。", "reviews", "UNCERTAIN"),
        ("2021年信息公开行政复议、行政诉讼各9件。", "lawsuits", "UNCERTAIN"),
        ("各乡镇信息公开行政复议、行政诉讼各9件。", "lawsuits", "UNCERTAIN"),
        ("收到申请40件，土地类、规划类予以公开各9件。", "granted", "UNCERTAIN"),
        ("收到申请40件，其中土地类予以公开、部分公开各9件。", "partly_granted", "UNCERTAIN"),
        # Of two disputes, the last one named.
        ("因信息公开引发行政复议5件，其中维持1件。", "reviews_upheld", "FAIL"),
        ("因信息公开引发行政复议5件，其中维持4件。", "reviews_upheld", "UNCERTAIN"),
        ("信息公开行政复议5件、行政诉讼9件。", "lawsuits", "FAIL"),
        ("以县政府为被申请人的行政复议9件，维持8件。", "reviews_upheld", "UNCERTAIN"),
        # The report's year and its agency take back what was said of others.
        ("2021年收到申请33件，2022年收到申请28件。", "received_applications", "FAIL"),
        ("全县系统收到申请33件，其中我局收到28件。", "received_applications", "FAIL"),
        ("全县系统收到申请40件，其中我局收到28件。", "received_applications", "UNCERTAIN"),
        ("各乡镇收到申请12件，本单位收到28件。", "received_applications", "UNCERTAIN"),
        ("行政复议8件，均与政府信息公开无关。", "reviews", "UNCERTAIN"),
    ],
)  # fmt: skip
def test_a_list_counts_what_its_neighbours_tell(
    text: str, quantity: str, status: str
) -> None:
    assert statuses(text)[quantity] == status


def test_a_section_says_what_its_sentences_are_about() -> None:
    text = "全年行政复议9件。"
    assert statuses(text)["reviews"] == "UNCERTAIN"
    assert statuses(text, "review")["reviews"] == "FAIL"


OUTCOMES = {"予以公开": ("granted", 2), "部分公开": ("partly_granted", 3), "无法提供": ("not_available", 12), "不予处理": ("not_processed", 15)}  # fmt: skip
"""Names of outcomes, what they count, and a row of table 3 that alone has any."""


@settings(max_examples=40, deadline=None)
@given(
    names=st.lists(
        st.sampled_from(sorted(OUTCOMES)), min_size=2, max_size=4, unique=True
    ),
    n=st.integers(1, 30),
    joined=st.sampled_from(["、", "和", "以及"]),
    words=st.sampled_from(["各", "各有", "分别各", "均各为"]),
    wrong=st.booleans(),
)
def test_each_of_several_names_is_compared(
    names: list[str], n: int, joined: str, words: str, wrong: bool
) -> None:
    """True ones pass, every one; of the others one whose cell is another number fails."""
    held = {f"t3_{row}": 0.0 for row in (*range(2, 19), 22)}
    held |= {f"t3_{OUTCOMES[name][1]}": float(n) for name in names}
    if wrong:
        held[f"t3_{OUTCOMES[names[0]][1]}"] = n + 40.0
    total = sum(held.values())
    text = f"收到申请{total:.0f}件，{joined.join(names)}{words}{n}件。"
    checks = told_checks(
        text, "applications", t3_0=total, t3_1=0, t3_23=total, t3_24=0, **held
    )
    found = dict(zip(checks["check"], checks["status"], strict=True))
    statuses_of = [found[f"claim_{OUTCOMES[name][0]}"] for name in names]
    assert statuses_of == ["FAIL" if wrong else "PASS"] + ["PASS"] * (len(names) - 1)


@settings(max_examples=40, deadline=None)
@given(
    before=st.integers(0, 99),
    now=st.integers(50, 99),
    said=st.sampled_from(["上年的", "去年同期的", "2021年度", "由来的", ""]),
    name=st.sampled_from(
        ["收到政府信息公开申请", "政府信息公开申请量", "我局受理申请"]
    ),
    way=st.sampled_from(["增加到", "大幅上升至", "减少为2022年的"]),
    is_true=st.booleans(),
)
def test_the_second_of_two_numbers_is_compared(
    before: int, now: int, said: str, name: str, way: str, is_true: bool
) -> None:
    """A true one never fails; a wrong one does where its words say that it is of the year."""
    text = f"{name}由{said}{before}件{way}{now}件，均已办结。"
    # Further off than the first number, which else may be a part of the cell.
    total = float(now if is_true else now + 300)
    checks = told_checks(text, "applications", t3_0=total, t3_1=0, t3_23=total, t3_24=0)
    found = checks["status"].tolist()
    is_told = "2022" in way or said in ("上年的", "去年同期的", "2021年度")
    if said == "由来的":
        assert "FAIL" not in found
    elif is_true:
        assert found == ["PASS"]
    else:
        assert found == ["FAIL" if is_told else "UNCERTAIN"]
