"""The numbers of an invented agency: identities of the form, and years that continue."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.simulation.numbers import N_ROWS, draw_tables, form_of

LEVELS = ("province", "city", "county", "township")
seeds = st.integers(0, 10**6)
forms = st.sampled_from(tuple(N_ROWS))


@settings(max_examples=50, deadline=None)
@given(seeds, st.sampled_from(LEVELS), forms)
def test_applications_that_come_in_are_settled_or_carried_on(seed, level, form):
    grid = draw_tables(Random(seed), level, form, None).table3
    assert [len(row) for row in grid] == [7] * N_ROWS[form]
    assert grid[1] == [0.0] * 7  # nothing is carried over where there is no year before
    for row in grid:
        assert min(row) >= 0
        assert row[6] == sum(row[:6])
    for column in zip(*grid, strict=True):
        assert column[0] + column[1] == column[-2] + column[-1]
        assert column[-2] == sum(column[2:-2])


@settings(max_examples=50, deadline=None)
@given(seeds, st.sampled_from(LEVELS))
def test_each_total_of_table_4_is_the_sum_of_its_four_outcomes(seed, level):
    row = draw_tables(Random(seed), level, "2021", None).table4
    assert len(row) == 15
    for at in (0, 5, 10):
        assert row[at + 4] == sum(row[at : at + 4])


@settings(max_examples=50, deadline=None)
@given(seeds, forms, forms)
def test_the_next_year_takes_over_what_was_carried_on(seed, form, next_form):
    rng = Random(seed)
    before = draw_tables(rng, "province", form, None)
    after = draw_tables(rng, "province", next_form, before)
    assert after.table3[1] == before.table3[-1]


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_documents_in_force_are_those_of_last_year_with_the_new_less_the_repealed(seed):
    rng = Random(seed)
    before = draw_tables(rng, "county", "2021", None)
    after = draw_tables(rng, "county", "2021", before)
    made, repealed, in_force = after.table2["行政规范性文件"]
    assert in_force == before.table2["行政规范性文件"][2] + made - repealed
    assert in_force >= 0


def test_numbers_reach_what_the_rules_speak_of():
    """The rules above would hold of nothing but zeros too."""
    rng = Random(0)
    before = draw_tables(rng, "province", "2021", None)
    carried, repealed, in_force = [], [], []
    for _ in range(60):
        after = draw_tables(rng, "province", "2021", before)
        carried.append(after.table3[-1][6])
        repealed.append(after.table2["行政规范性文件"][1])
        in_force.append(after.table2["行政规范性文件"][2])
        before = after
    assert max(carried) > 0
    assert sum(n > 0 for n in repealed) > 10
    # As much is repealed as to come near what is there: one more would be less than nothing.
    assert min(in_force) < 10 < max(in_force)


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_a_change_in_words_says_the_same_as_its_number(seed):
    tables = draw_tables(Random(seed), "city", "2019", None)
    for label in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制"):
        change = int(tables.table2[label][1])
        text = tables.printed.get((label, 1))
        if change == 0:
            assert text is None
            continue
        assert int(text.lstrip("+-增减－")) == abs(change)
        # A fall is always marked; a rise may stand without a mark.
        assert (text[0] in "-减－") == (change < 0)


@pytest.mark.parametrize("year", [2019, 2020])
def test_no_agency_is_ahead_of_the_form(year):
    assert {form_of(Random(seed), year) for seed in range(50)} == {"2019"}


def test_a_few_agencies_lag_behind_with_the_new_form():
    used = [form_of(Random(seed), 2021) for seed in range(2000)]
    # 3 in 100 lag: 60 expected of 2000, with a standard deviation below 8.
    assert 30 < used.count("2019") < 90
    assert used.count("2019") + used.count("2021") == 2000
