"""How results change with the settings: shares and ranks counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.judge.sensitivity import COLUMNS, MASKS, describe_variants

MakeCatalogue = Callable[[pd.DataFrame, list[list[str]]], Catalogue]

# Ten characters each.
FERRY, ROAD = "渡口春汛加开夜班轮渡", "山道塌方班车改走旧桥"
OWN = ["果园虫情简报印发到社", "学堂雨棚秋收前修好了", "码头围栏船工自行修补"]


@pytest.fixture
def base(make_catalogue: MakeCatalogue) -> Catalogue:
    """Three agencies: 20 of 20, 10 of 20, and none of 10 characters in passages."""
    texts = [FERRY + ROAD, FERRY + OWN[0], OWN[1]]
    frame = pd.DataFrame({"report_id": list("abc"), "text": texts})
    frame = frame.assign(agency=["甲县教育局", "乙县教育局", "丙县教育局"], year=2021)
    return make_catalogue(frame, [[FERRY], [ROAD]])


def test_shares_are_means_over_reports(base: Catalogue, dtype_names) -> None:
    found = describe_variants([(8, True, base)], base, masks=["none"])
    assert dtype_names(found) == COLUMNS
    row = found.iloc[0]
    assert (row["min_chars"], row["edited"], row["mask"]) == (8, True, "none")
    assert (row["n_families"], row["n_passages"]) == (2, 3)
    assert row["share_shared"] == pytest.approx((1 + 0.5 + 0) / 3)
    # The second family is of one agency.
    assert row["share_between"] == pytest.approx((0.5 + 0.5 + 0) / 3)
    assert row["rank_correlation"] == pytest.approx(1)


def test_masked_characters_count_neither_above_nor_below(base: Catalogue) -> None:
    whole = base.stream.string(0, len(base.stream.codes))
    mandated, stock = (
        np.zeros(len(whole), dtype=np.bool_),
        np.zeros(len(whole), dtype=np.bool_),
    )
    at = whole.find(ROAD)
    mandated[at : at + len(ROAD)] = True
    at = whole.find(OWN[0])
    stock[at : at + len(OWN[0])] = True
    masked = replace(base, mandated=mandated, stock=stock)
    found = describe_variants([(8, True, masked)], masked).set_index("mask")[
        "share_shared"
    ]
    assert found.index.tolist() == list(MASKS)
    # a: 10 of 10; b: 10 of 20, then 10 of 10; c: none of 10.
    assert found.tolist() == pytest.approx([1.5 / 3, 1.5 / 3, 2 / 3])


def test_a_report_that_is_masked_as_a_whole_has_no_share(base: Catalogue) -> None:
    whole = base.stream.string(0, len(base.stream.codes))
    mandated = np.zeros(len(whole), dtype=np.bool_)
    at = whole.find(OWN[1])
    mandated[at : at + len(OWN[1])] = True
    masked = replace(base, mandated=mandated)
    found = describe_variants([(8, True, masked)], masked, masks=["mandated"]).iloc[0]
    assert found["share_shared"] == pytest.approx(1.5 / 2)
    # Two reports are too few for a rank.
    assert np.isnan(found["rank_correlation"])


def test_ranks_turn_where_the_setting_turns_them(
    base: Catalogue, make_catalogue: MakeCatalogue
) -> None:
    frame = base.texts.full_rows().assign(text=list(base.texts.contents))
    # Only what c alone holds, and half of what b holds.
    turned = make_catalogue(frame, [[OWN[1]], [OWN[0]]])
    found = describe_variants([(10, False, turned)], base, masks=["none"]).iloc[0]
    # Shares 0, ½, 1 against 1, ½, 0.
    assert found["rank_correlation"] == pytest.approx(-1)
    nothing = make_catalogue(frame, [])
    constant = describe_variants([(10, False, nothing)], base, masks=["none"]).iloc[0]
    assert constant["share_shared"] == 0 and np.isnan(constant["rank_correlation"])


def test_no_variant_no_row(base: Catalogue) -> None:
    assert list(describe_variants([], base).columns) == list(COLUMNS)
    assert len(describe_variants([], base)) == 0
