"""The ways to copy, each on a small text whose outcome can be told beforehand."""

import re
from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from textmine.simulation import operators as ops

TEXTS = st.text("槐沟村清单，。；、12", max_size=60)
SEEDS = st.integers(0, 999)


@given(TEXTS)
def test_clauses_joined_give_the_text_and_hold_one_mark_at_most(text):
    clauses = ops.split_clauses(text)
    assert "".join(clauses) == text
    for clause in clauses:
        assert clause
        assert not re.search("[，。；]", clause[:-1])


def test_both_slots_are_filled_wherever_they_stand():
    template = f"{ops.YEAR}年，{ops.AGENCY}公开清单，{ops.AGENCY}核对"
    filled = ops.fill_slots(template, ops.Holder("槐沟镇人民政府", 2022))
    assert filled == "2022年，槐沟镇人民政府公开清单，槐沟镇人民政府核对"
    assert ops.fill_slots("没有空位", ops.Holder("槐沟镇人民政府", 2022)) == "没有空位"


@given(TEXTS, SEEDS)
def test_swapped_numbers_keep_their_length_and_all_else_stays(text, seed):
    swapped = ops.swap_numbers(Random(seed), text)
    assert re.sub(r"\d", "9", swapped) == re.sub(r"\d", "9", text)
    # A drawn number begins with no zero, so that it has as many digits when read as a number.
    assert not re.search(r"(?<!\d)0", swapped)


def test_numbers_are_truly_drawn_anew():
    drawn = {ops.swap_numbers(Random(seed), "收到申请1234件") for seed in range(20)}
    assert len(drawn) > 10


@given(st.integers(1, 8), SEEDS)
def test_changed_clauses_are_a_part_of_the_old_ones_with_fresh_ones_between(
    count, seed
):
    text = "".join(f"第{i}句，" for i in range(count))
    changed = ops.change_clauses(Random(seed), text, lambda: "新句")
    assert changed != text
    kept = [clause for clause in ops.split_clauses(changed) if clause != "新句，"]
    # What is kept of the source stands in its old order, the last clause with it.
    assert kept == [c for c in ops.split_clauses(text) if c in kept]
    assert kept[-1] == f"第{count - 1}句，"


@given(SEEDS)
def test_another_order_keeps_clauses_and_the_marks_between_them(seed):
    text = "清淤完工，村民验收；张贴公示。"
    other = ops.reorder(Random(seed), text)
    assert other != text
    assert re.findall("[，；。]", other) == ["，", "；", "。"]
    bodies = re.split("[，；。]", other)
    assert Counter(bodies) == Counter(["清淤完工", "村民验收", "张贴公示", ""])


def test_what_has_no_other_order_stays_as_it_is():
    assert ops.reorder(Random(1), "清淤完工。") == "清淤完工。"
    assert ops.reorder(Random(1), "照办，照办。") == "照办，照办。"
    assert ops.reorder(Random(1), "") == ""


def test_synonyms_work_both_ways_and_at_rate_zero_not_at_all():
    there = ops.swap_synonyms(Random(0), "逐条核对台账", rate=1.0)
    assert there == "逐项核实账册"
    assert ops.swap_synonyms(Random(0), there, rate=1.0) == "逐条核对台账"
    assert ops.swap_synonyms(Random(0), there, rate=0.0) == there


@given(TEXTS, SEEDS)
def test_edits_leave_punctuation_alone(text, seed):
    edited = ops.edit_characters(Random(seed), text, 0.9)
    assert re.findall("[，。；、]", edited) == re.findall("[，。；、]", text)
    assert ops.edit_characters(Random(seed), text, 0.0) == text


@given(TEXTS, TEXTS, SEEDS)
def test_a_merge_holds_both_sources_whole_and_in_order(first, second, seed):
    stretches = ops.merge(Random(seed), first, second)
    assert "".join(text for source, text in stretches if source == 0) == first
    assert "".join(text for source, text in stretches if source == 1) == second
    assert all(text for _, text in stretches)
