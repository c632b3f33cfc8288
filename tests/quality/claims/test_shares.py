"""Shares that a narrative states, beside what their parts and wholes are in the cells."""

from __future__ import annotations

import pytest

from tests.quality.claims.told import told_checks

# Of 40 new applications and 5 carried over 40 were done: 18 granted (45%), 3 in part (7.5%),
# 7 denied (17.5%), 9 not available (22.5%), 2 refused, 1 closed otherwise.


def shares(text: str, section: str = "overview", **cells: float | None) -> list[str]:
    """Status of each share of a text, in its order."""
    checks = told_checks(text, section, **cells)
    return checks.loc[checks["check"] == "claim_share", "status"].tolist()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        # The number before it is of the list, and the whole is told by its words or its head.
        ("收到申请40件，其中予以公开18件，占45%。", ["PASS"]),
        ("收到申请40件，其中予以公开18件，占54%。", ["FAIL"]),
        (
            "收到申请40件，其中予以公开18件（占45.0%）、部分公开3件（7.5%）。",
            ["PASS", "PASS"],
        ),
        (
            "收到申请40件，其中予以公开18件（45.0%）、部分公开3件（5.7%）。",
            ["PASS", "FAIL"],
        ),
        ("予以公开18件，占办结总数的45%。", ["PASS"]),
        ("予以公开18件，占办结总数的55%。", ["FAIL"]),
        # A sum and its share.
        ("收到申请40件，予以公开18件、部分公开3件，两项合计21件，占52.5%。", ["PASS"]),
        ("收到申请40件，予以公开18件、部分公开3件，两项合计21件，占25.5%。", ["FAIL"]),
        ("收到申请40件，予以公开18件、部分公开3件，两项合计24件，占25.5%。", []),
        # Of one number that two have: of which of them, or of both?
        ("收到申请40件，予以公开、部分公开各18件，占90%。", []),
        # Of those received, new or with what was carried over (18/45 = 40%).
        ("收到申请40件，其中予以公开18件，占40%。", ["PASS"]),
        # One in the last digit: parts are adjusted to make up a hundred.
        ("收到申请40件，其中部分公开3件，占8%。", ["PASS"]),
        ("收到申请40件，其中部分公开3件，占7.6%。", ["PASS"]),
        ("收到申请40件，其中部分公开3件，占7.8%。", ["FAIL"]),
        # A clause that names its part.
        ("申请中，予以公开占45.0%，部分公开占7.5%。", ["PASS", "PASS"]),
        ("申请中，予以公开占65.0%，部分公开占7.5%。", ["FAIL", "PASS"]),
        # Without a word of applications another share must hold, to a tenth.
        ("予以公开占65.0%，部分公开占7.5%。", ["FAIL", "PASS"]),
        ("予以公开占65%，部分公开占9%。", []),
        # Tenths and fractions leave room.
        ("收到申请40件，其中予以公开18件，占近五成。", ["PASS"]),
        ("收到申请40件，其中予以公开18件，占一半。", ["PASS"]),
        ("收到申请40件，其中予以公开18件，占六成多。", ["UNCERTAIN"]),
        ("收到申请40件，其中予以公开18件，占九成。", ["FAIL"]),
        ("收到申请40件，其中予以公开18件，占十分之一。", ["FAIL"]),
    ],
)
def test_a_share_is_one_of_the_cells(text: str, status: list[str]) -> None:
    assert shares(text) == status


@pytest.mark.parametrize(
    "text",
    [
        # Of something else,
        "收到申请40件，其中予以公开18件，占征地类申请的60%。",
        "收到申请40件，占全市的12%。",
        "其中网上申请30件，占75%。",
        "收到申请40件，予以公开18件，满意率98%。",
        # of a number told before in its line,
        "抽查20件，予以公开18件，占90%。",
        "本级办理36件。其中予以公开18件，占50%。",
        # beside a number that is no cell's.
        "收到申请40件，其中予以公开20件，占50%。",
        "办理人大建议30件，其中予以公开9件，占30%。",
    ],
)
def test_a_share_of_something_else_is_passed_over(text: str) -> None:
    assert shares(text) == []


def test_a_share_of_a_blank_cell_or_of_cells_that_do_not_add_up_does_not_fail() -> None:
    text = "收到申请40件，其中予以公开18件，占75%。"
    assert shares(text) == ["FAIL"]
    assert shares(text, t3_23=None) == []
    assert shares(text, t3_3=9) == ["UNCERTAIN"]


def test_the_section_tells_that_applications_are_counted() -> None:
    assert shares("予以公开占办结总数的75%。") == []
    assert shares("予以公开占办结总数的75%。", "applications") == ["FAIL"]


def test_a_share_stands_behind_its_number() -> None:
    text = "收到申请40件，其中予以公开18件，占54%。"
    rows = told_checks(text)
    assert rows["check"].tolist()[-1] == "claim_share"
    row = rows.iloc[-1]
    assert text[row["start"] : row["end"]] == "占54%"
    assert (row["expected"], row["found"]) == (
        "予以公开/办理结果总计=45.0%; 予以公开/新收=45.0%; 予以公开/新收+结转=40.0%",
        "54%",
    )
