"""The null keeps section and length: what sections of these labels and lengths share by chance."""

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.judge.null import Null
from textmine.reuse.mine import mine_reuse

FORMULAIC = "".join(chr(0x4E00 + i) for i in range(40))


def corpus(n: int, *, own: int = 300, seed: int = 0) -> pd.DataFrame:
    """Reports of unrelated agencies whose section ``overview`` alone holds one common formula."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        length = own * (1 + i % 4)
        for section, fixed, size in (
            ("overview", FORMULAIC, 20),
            ("problems", "", length),
        ):
            text = fixed + "".join(map(chr, rng.integers(0x5E00, 0x8E00, size=size)))
            rows.append(
                {
                    "report_id": f"r{i}",
                    "section": section,
                    "start": 0 if section == "overview" else 2 * own,
                    "text": text,
                    "agency": f"a{i}",
                    "province": f"p{i % 7}",
                    "agency_type": f"t{i % 5}",
                }
            )
    return pd.DataFrame(rows)


def null_of(rows: pd.DataFrame) -> tuple[Null, dict[str, int]]:
    mined = mine_reuse(rows, edited=False, references=[]).mined
    return Null(mined), mined.number_of


def test_the_formula_of_a_section_is_expected_there_only() -> None:
    rows = corpus(40)
    pair = pd.DataFrame(
        {
            "report_id": ["x", "y"],
            "agency": ["x", "y"],
            "section": "problems",
            "province": "q",
            "agency_type": "u",
            "start": 0,
            "text": [
                FORMULAIC + "甲" * 3 + rows["text"][1][:17],
                FORMULAIC + "乙" * 20,
            ],
        }
    )
    null, number = null_of(
        pd.concat(
            [
                rows,
                pair,
                pair.assign(
                    report_id=["v", "w"], agency=["v", "w"], section="overview"
                ),
            ]
        )
    )
    moved = null.compare(number["x"], number["y"])
    usual = null.compare(number["v"], number["w"])
    assert moved.containment == usual.containment > 0.5
    assert null.expect(usual) > 0.5
    assert null.expect(moved) < 0.05, (
        "chance does not put the formula of one section into another"
    )
    assert null.p_value(moved.containment - null.expect(moved)) < 0.01
    assert null.p_value(usual.containment - null.expect(usual)) > 0.05


def test_expectation_falls_with_the_length_of_the_section_that_shares_nothing() -> None:
    null, number = null_of(corpus(60))
    short = null.compare(number["r0"], number["r4"])
    long = null.compare(number["r3"], number["r7"])
    assert short.size < long.size
    assert null.expect(short) == pytest.approx(short.containment, rel=0.05)
    assert null.expect(long) == pytest.approx(long.containment, rel=0.05)


def test_cells_sum_to_what_the_reports_share() -> None:
    null, number = null_of(corpus(30))
    pair = null.compare(number["r1"], number["r2"])
    assert (
        pair.cells[:, 4].sum()
        == round(pair.containment * pair.size)
        == len(FORMULAIC) - 7
    )


def test_unrelated_pairs_have_p_values_as_chance_gives_them() -> None:
    null, _ = null_of(corpus(120))
    fresh = Null(null.mined, seed=1)
    p = np.array([null.p_value(c.containment - null.expect(c)) for c in fresh.sample])
    assert (
        abs(float(np.mean([c.containment - null.expect(c) for c in fresh.sample])))
        < 0.01
    )
    for alpha in (0.05, 0.2, 0.5):
        assert (p <= alpha).mean() <= alpha + 0.03


def test_one_report_leaves_nothing_to_expect() -> None:
    null, number = null_of(corpus(1))
    pair = null.compare(number["r0"], number["r0"])
    assert pair.containment == 1
    assert np.isnan(null.expect(pair))
