"""What a number may stand for, by how it is written."""

from __future__ import annotations

import pytest

from textmine.quality.claims.precision import amount_of, window_of


@pytest.mark.parametrize(
    ("value", "text", "about", "window"),
    [
        (40, "40件", False, (40, 40)),
        (40, "40余件", True, (40, 50)),
        (41, "41多件", True, (41, 42)),
        (40, "近40件", True, (36, 44)),
        (40, "40件", True, (35, 50)),
        (40, "40件左右", True, (36, 44)),
        (40, "不足40件", True, (30, 40)),
        (40, "40件以内", True, (30, 40)),
        (40, "40件以上", True, (40, 50)),
        (1.25, "1.25万元", False, (12450, 12600)),
        (2, "2万元", False, (15000, 30000)),
        (1.5, "1.5元", False, (1.45, 1.6)),
        (3, "3亿余元", True, (3e8, 4e8)),
        (1.5, "1.5亿余元", True, (1.5e8, 1.6e8)),
        (20, "20余万元", True, (2e5, 3e5)),
        (20, "20万余元", True, (2e5, 2.1e5)),
        (120, "120.00万元", False, (1199950, 1200100)),
        (0.3, "0.3万元", True, (2500, 4000)),
        (0.3, "约0.3万元", True, (2500, 3500)),
        (1200, "1,200万元", True, (11995000, 12010000)),
        (12.3456, "12.3456万元", False, (123456, 123456)),
        (3, "3千元", False, (2500, 4000)),
        (0, "0万元", True, (0, 0)),
        # Where the text does not say the number, the number itself does.
        (1.25, "万元", False, (12450, 12600)),
        (40, "件", True, (35, 50)),
    ],
)
def test_what_a_claim_may_stand_for(
    value: float, text: str, about: bool, window: tuple[float, float]
) -> None:
    unit = text.lstrip("约0123456789.,余千")
    unit = unit.replace("余", "") if unit.endswith("元") else ""
    claim = {"value": value, "unit": unit, "approximate": about, "text": text}
    if text == "3千元":
        claim |= {"value": 3000.0}
    amount = amount_of(claim)
    assert window_of(amount) == pytest.approx(window, abs=1e-5)
