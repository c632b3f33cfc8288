"""Rates that tables determine."""

from __future__ import annotations

import pytest

from tests.quality.claims.told import told_checks

# Of 40 new applications and 5 carried over 40 were done: 18 granted (45%), 3 in part (7.5%),
# 7 denied, 9 not available, 2 refused, 1 closed otherwise. Of 5 reviews 1 was corrected.


def rates(text: str, section: str = "applications") -> list[str]:
    """Status of each rate of a text."""
    checks = told_checks(text, section)
    return checks.loc[checks["check"] == "claim_rate", "status"].tolist()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        # Of those received, or of the new ones.
        ("收到申请40件，办结40件，办结率88.9%。", ["PASS"]),
        ("收到申请40件，办结40件，办结率100%。", ["PASS"]),
        ("收到申请40件，办结40件，办结率98.9%。", ["FAIL"]),
        ("依申请公开办结率98.9%。", ["FAIL"]),
        ("予以公开18件，公开率45%。", ["PASS"]),
        ("予以公开18件，公开率34%。", ["FAIL"]),
        # What could not be given may be left out, or was not (21 of 31, 18 of 28).
        ("予以公开18件，公开率67.7%。", ["PASS"]),
        ("予以公开18件，公开率64.3%。", ["PASS"]),
        ("办结率和公开率分别为88.9%和52.5%。", ["PASS", "PASS"]),
        ("办结率和公开率分别为88.9%和25.5%。", ["PASS", "UNCERTAIN"]),
        ("答复率、办结率均达到88.9%。", ["PASS", "PASS"]),
        # About, at least
        ("申请办结率近九成。", ["PASS"]),
        ("申请办结率达85%以上。", ["PASS"]),
        ("申请办结率约75%。", ["UNCERTAIN"]),
        # Of what was due, or of what is not known.
        ("予以公开18件，公开率100%。", ["UNCERTAIN"]),
        ("公开率34%。", ["UNCERTAIN"]),
        ("收到申请50件，办结率98.9%。", ["UNCERTAIN"]),
        ("依申请公开办结率97.6%。", ["UNCERTAIN"]),  # 40 of 41 that were due
        ("依申请公开办结率86.4%。", ["FAIL"]),
        ("办结率98.9%。", ["UNCERTAIN"]),
        ("答复率98.9%，满意率99%。", ["UNCERTAIN"]),
        ("办理率98.9%。", ["UNCERTAIN"]),
        ("政府信息公开工作考核优秀，办结率98.9%。", ["UNCERTAIN"]),
        ("政府信息公开答复率98.9%。", ["UNCERTAIN"]),
    ],
)
def test_a_rate_is_compared_with_what_its_cells_make(
    text: str, status: list[str]
) -> None:
    assert rates(text) == status


@pytest.mark.parametrize(
    "text",
    [
        # Of another matter, time or body, of a part, or of what no table counts.
        "建议提案办结率98.9%。",
        "受理热线工单120件，办结率98.9%。",
        "按时办结率98.9%。",
        "公开率、满意率双双达到98%。",
        "2021年办结率98.9%。",
        "全县收到申请208件，办结率98.9%。",
        "其中征地类申请12件，办结率98.9%。",
        "办结率98.9%的单位有5个。",
        "主动公开率98.9%。",
        "满意率98.9%。",
        "依申请公开满意率98.9%。",
        "申请及时率98.9%。",
        "依申请公开率98.9%。",
        "政府信息公开率98.9%。",
    ],
)
def test_what_is_no_rate_of_the_tables_is_not_compared(text: str) -> None:
    assert rates(text) == []


@pytest.mark.parametrize(
    ("text", "section", "status"),
    [
        ("行政复议5件，纠错率20%。", "review", ["PASS"]),
        ("行政复议5件，纠错率25%。", "review", ["PASS"]),
        ("行政复议5件，纠错率40%。", "review", ["FAIL"]),
        ("行政复议纠错率40%。", "review", ["FAIL"]),
        ("行政复议纠错率40%。", "overview", []),
    ],
)
def test_reviews_are_those_about_information(
    text: str, section: str, status: list[str]
) -> None:
    assert rates(text, section) == status


def test_a_rate_points_to_its_words() -> None:
    text = "工作平稳。依申请公开办结率98.9%，成效明显。"
    row = told_checks(text).query("check == 'claim_rate'").iloc[0]
    assert text[row["start"] : row["end"]] == "依申请公开办结率98.9%"
    assert row["found"] == "98.9%" and "88.9%" in row["expected"]


def test_a_blank_cell_determines_no_rate() -> None:
    checks = told_checks("依申请公开办结率98.9%。", t3_23=None)
    assert "claim_rate" not in set(checks["check"])
