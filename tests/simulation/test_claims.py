"""The narrative's numbers, and the one that is made wrong."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.simulation.agencies import make_agency
from textmine.simulation.claims import Facts, draw_claims
from textmine.simulation.numbers import N_ROWS
from textmine.simulation.problems import YearOfProblems
from textmine.simulation.tables import FormTables

SEEDS = st.integers(0, 10**6)
NEW, CARRIED, GRANTED, FOLLOWING = 30.0, 4.0, 29.0, 5.0


def make_facts(*, empty=False):
    """A report on 30 new applications and 4 carried over: 29 granted, 5 carried on."""
    rows = [[0.0] * 7 for _ in range(N_ROWS["2021"])]
    table4 = [0.0] * 15
    if not empty:
        for at, count in (
            (0, NEW),
            (1, CARRIED),
            (2, GRANTED),
            (-2, GRANTED),
            (-1, FOLLOWING),
        ):
            rows[at][0] = rows[at][6] = count
        table4[0] = table4[4] = 7.0
    stated = 0.0 if empty else 12.0
    table2 = {"行政规范性文件": [stated, 0.0, 40.0], "行政许可": [stated]}
    tables = FormTables("2021", table2, rows, table4)
    nothing = YearOfProblems((), (), (), ())
    return Facts("a1_2022", "2023-01-20", make_agency(3), 2022, tables, nothing, "")


def draw(seed, share, *, empty=False, themed=False):
    return draw_claims(
        Random(seed), make_facts(empty=empty), share, ["water"], themed=themed
    )


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.booleans())
def test_what_the_tables_hold_is_stated(seed, themed):
    facts, claims, planted = draw(seed, 0.0, themed=themed)
    assert planted == []
    assert facts == make_facts()
    received, carried, granted, following, reviews = claims["requests"]
    assert "申请30件" in received
    assert re.search(r"上年结转(申请)?4件", carried)
    assert re.search(r"予以公开(的有)?29件", granted)
    assert "结转下年度5件" in following
    assert "行政复议7件" in reviews
    assert "规范性文件12件" in claims["management"][0]
    assert re.search("行政许可(决定)?12件", claims["disclosure"][1])


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_the_parts_of_a_total_add_up(seed):
    _, claims, _ = draw(seed, 0.0)
    match = re.search(
        r"公开信息(\d+)条，分别为\D+(\d+)条、\D+(\d+)条、\D+(\d+)条",
        claims["disclosure"][0],
    )
    total, *parts = map(int, match.groups())
    assert total == sum(parts)


def test_nothing_is_stated_of_what_did_not_happen():
    _, claims, _ = draw(5, 0.0, empty=True)
    assert claims["management"] == []
    assert len(claims["disclosure"]) == 1
    (only,) = claims["requests"]
    assert re.search("没有收到申请|未收到申请", only)


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_one_number_is_made_wrong_and_no_reading_makes_it_right(seed):
    facts, claims, (row,) = draw(seed, 1.0)
    clean = make_facts().tables
    assert row["found"] > row["right"]
    cells = [
        (a, b)
        for old, new in zip(
            [*clean.table3, clean.table4],
            [*facts.tables.table3, facts.tables.table4],
            strict=True,
        )
        for a, b in zip(old, new, strict=True)
        if a != b
    ]
    if row["section"] == "overview":
        assert cells == []
        assert str(int(row["found"])) in "".join(
            s for part in claims.values() for s in part
        )
    else:
        assert cells == [(row["right"], row["found"])]
    if row["check"] == "claim_received_applications":
        assert row["right"] == NEW
        # New, with what was carried over, and settled of both.
        assert row["found"] not in (NEW, NEW + CARRIED, NEW + CARRIED - FOLLOWING)


@pytest.mark.parametrize(
    "check", ["t3_total_col0", "t3_row_sum_row0", "t4_review_total"]
)
def test_a_wrong_cell_breaks_its_identity_and_leaves_the_callers_tables_alone(check):
    given_facts = make_facts()
    results = (
        draw_claims(Random(seed), given_facts, 1.0, ["water"], themed=False)
        for seed in range(99)
    )
    facts = next(facts for facts, _, (row,) in results if row["check"] == check)
    assert given_facts == make_facts()
    broken = {
        "t3_total_col0": facts.tables.table3[-2][0]
        != sum(r[0] for r in facts.tables.table3[2:-2]),
        "t3_row_sum_row0": facts.tables.table3[0][6] != sum(facts.tables.table3[0][:6]),
        "t4_review_total": facts.tables.table4[4] != sum(facts.tables.table4[:4]),
    }
    assert [name for name, is_broken in broken.items() if is_broken] == [check]
