"""Sums over what was just told."""

from __future__ import annotations

import pytest

from tests.quality.claims.told import told_checks
from textmine.quality.claims.totals import find_totals

# 40 were received and 5 carried over; 18 were granted, 3 in part, 7 denied.


def totals(text: str) -> list[str]:
    """Status of each sum of a text about applications."""
    checks = told_checks(text, "applications")
    return checks.loc[checks["check"] == "claim_total", "status"].tolist()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("予以公开18件、部分公开3件，二者合计21件。", ["PASS"]),
        ("予以公开18件、部分公开3件，二者合计24件。", ["FAIL"]),
        ("予以公开18件；部分公开3件；不予公开7件；以上三项共计28件。", ["PASS"]),
        ("予以公开18件；部分公开3件；不予公开7件；以上三项共计27件。", ["FAIL"]),
        ("收到申请40件，加上上年结转5件，共45件。", ["PASS"]),
        ("收到申请40件，加上上年结转5件，共54件。", ["FAIL"]),
        ("收到申请40件，上年结转5件，合计46件。", ["FAIL"]),
        # A change is none of the numbers.
        ("予以公开由上年的12件增至18件，部分公开3件，二者合计21件。", ["PASS"]),
        # Each of two has so many.
        ("予以公开18件、部分公开和不予公开各3件，三项合计24件。", ["PASS"]),
        ("予以公开18件、部分公开和不予公开各3件，合计24件。", ["PASS"]),
        ("予以公开18件、部分公开和不予公开各3件，合计21件。", ["PASS"]),
        ("予以公开18件、部分公开和不予公开各3件，三项合计21件。", ["UNCERTAIN"]),
        # Of any of the numbers, or of their cells,
        ("收到申请40件，予以公开18件、部分公开3件，加起来21件。", ["PASS"]),
        ("予以公开17件、部分公开3件，二者合计21件。", ["PASS"]),
        # or doubtful, where one is none of its cell.
        ("予以公开16件、部分公开3件，二者合计25件。", ["UNCERTAIN"]),
        # None where a number is not known, or the sum is approximate.
        ("咨询12件，予以公开18件，二者合计24件。", []),
        ("予以公开18件、部分公开3件，二者合计20余件。", []),
        # A number of its own is none.
        ("收到申请40件，上年结转5件，共计40件申请已办结。", []),
        ("予以公开18件，二者合计24件。", []),
    ],
)
def test_a_sum_is_compared_with_what_it_sums_up(text: str, status: list[str]) -> None:
    assert totals(text) == status


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("复议2件，诉讼1件，两项加起来4件", [(4, 2)]),
        ("甲3件，乙2件，上述各项合计5件", [(5, 0)]),
        ("甲3件，连同乙2件，总计5件", [(5, 2)]),
        ("共计5件，二者占六成", [(5, 0)]),
        ("办理两项申请5件", []),
    ],
)
def test_the_words_tell_over_how_many(text: str, wanted: list[tuple[int, int]]) -> None:
    assert [(int(t.value), t.count) for t in find_totals(text)] == wanted


def test_a_sum_points_to_its_words() -> None:
    text = "工作平稳。予以公开18件、部分公开3件，二者合计24件。"
    checks = told_checks(text, "applications").query("check == 'claim_total'").iloc[0]
    assert text[checks["start"] : checks["end"]] == "二者合计24件"
    assert checks["expected"] == "18+3=21"
