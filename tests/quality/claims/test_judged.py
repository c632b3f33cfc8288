"""One claim against its readings: what passes, what fails, what is in doubt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.quality.claims.told import statuses, verdict
from textmine.resources.load import load_toml


def test_none_claimed_is_compared_with_the_widest_reading_only() -> None:
    assert verdict("lawsuits", 0, "未发生行政诉讼")[0] == "FAIL"
    assert verdict("lawsuits", 0, "未发生行政诉讼", t4_14=0)[0] == "PASS"
    assert verdict("reviews", 0, "未发生行政复议")[0] == "FAIL"


@pytest.mark.parametrize(
    ("value", "text", "status"),
    [
        (40, "收到申请40余件", "PASS"),
        (30, "收到申请30余件", "FAIL"),
        (50, "收到申请近50件", "PASS"),
        (42, "收到申请约42件", "PASS"),
        (100, "收到申请近100件", "FAIL"),
        (46, "收到申请46多件", "UNCERTAIN"),
        (50, "收到申请50件", "PASS"),
        (70, "收到申请70件", "UNCERTAIN"),
        # 余 and 多 reach to the next number as round, that one not included; none is below it.
        (39, "收到申请39余件", "UNCERTAIN"),
        (36, "收到申请36多件", "UNCERTAIN"),
        (41, "收到申请41余件", "UNCERTAIN"),
        # 近 and 约 reach a tenth to either side: from 40.5 to 49.5, from 36 to 44.
        (44, "收到申请近44件", "PASS"),
        (51, "收到申请约51件", "UNCERTAIN"),
        (36, "收到申请约36件", "UNCERTAIN"),
        (37, "收到申请约37件", "PASS"),
        # Without a word: half a step below, a step above.
        (60, "收到申请60件", "UNCERTAIN"),
        (30, "收到申请30件", "UNCERTAIN"),
        (41, "收到申请41件", "UNCERTAIN"),
        (39, "收到申请39件", "UNCERTAIN"),
    ],
)
def test_approximate_claims_pass_in_their_range_and_fail_far_from_it(
    value: float, text: str, status: str
) -> None:
    assert verdict("received_applications", value, text, about=True)[0] == status


@pytest.mark.parametrize(
    "text",
    [
        "市本级收到申请12件",
        "累计收到申请90件",
        "其中收到网上申请3件",
        "上年收到申请38件",
        "近三年收到申请38件",
        "申请比以前增加12件",
    ],
)
def test_words_of_another_scope_make_it_uncertain(text: str) -> None:
    status, words = verdict("received_applications", 12, text)
    assert status == "UNCERTAIN"
    assert "another scope" in words


def test_words_about_another_number_of_the_clause_do_not_count() -> None:
    # 多 of 多种, 近 of 近年.
    text = "近年通过多种渠道收到申请约50件"
    assert verdict("received_applications", 50, text, True, t3_0=46.0)[0] == "PASS"
    assert verdict("received_applications", 50, text, True, t3_0=58.0)[0] != "PASS"


@pytest.mark.parametrize(
    ("quantity", "value", "text", "status"),
    [
        # 45 = 新收 + 结转, 40 were done and 5 carried on.
        ("completed", 45, "全部按期答复45件", "UNCERTAIN"),
        ("completed", 40, "全部按期答复40件", "PASS"),
        ("reviews", 4, "发生行政复议4件", "UNCERTAIN"),
        ("reviews", 4, "审结行政复议4件", "PASS"),
        ("reviews", 5, "发生行政复议5件", "PASS"),
        ("lawsuits", 2, "发生行政诉讼2件", "PASS"),
    ],
)
def test_a_reading_that_leaves_something_out_must_be_named(
    quantity: str, value: float, text: str, status: str
) -> None:
    assert verdict(quantity, value, text)[0] == status


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(
        [
            q["id"]
            for q in load_toml("quantities.toml")["quantity"]
            if any(reading["table"] != "S" for reading in q.get("equals", []))
        ]
    ),
    st.floats(0, 1e9, allow_nan=False),
    st.booleans(),
    st.text("收到申请0件其中", max_size=8),
)
def test_a_claim_of_unknown_wording_or_of_a_part_cannot_fail(
    quantity: str, value: float, about: bool, text: str
) -> None:
    status, _ = verdict(quantity, value, text, about)
    assert status != "FAIL" or (not about and "其中" not in text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("收到申请70余件。", "FAIL"),
        ("收到申请超过70件。", "FAIL"),
        # More than thirty may be forty; a quarter off is none.
        ("收到申请超过30件。", "UNCERTAIN"),
        ("收到申请30余件。", "FAIL"),
        ("收到申请50余件。", "UNCERTAIN"),
        ("收到申请不足30件。", "FAIL"),
        ("收到申请20至30件。", "UNCERTAIN"),
    ],
)
def test_an_approximate_number_fails_a_quarter_off(text: str, status: str) -> None:
    assert statuses(text)["received_applications"] == status
