"""Edits of a text keep the way back to its source."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.edit import code_table, trace


def test_a_source_maps_to_itself():
    traced = trace("甲局")
    assert traced.text == "甲局"
    assert traced.offsets.tolist() == [0, 1, 2]


def test_a_replacement_points_at_the_start_of_what_it_replaces():
    traced = trace("共12件").replace([(1, 3, "一十二")])
    assert traced.text == "共一十二件"
    assert traced.offsets.tolist() == [0, 1, 1, 1, 3, 4]


def test_an_insertion_points_at_its_place():
    traced = trace("甲乙").replace([(1, 1, "，")])
    assert traced.text == "甲，乙"
    assert traced.offsets.tolist() == [0, 1, 1, 2]


def test_edits_one_after_the_other_still_lead_to_the_first_source():
    traced = trace("公 开 12 件").sub(re.compile(" "), "").sub(re.compile("件"), "条")
    assert traced.text == "公开12条"
    assert traced.offsets.tolist() == [0, 2, 4, 5, 7, 8]


def test_the_replacement_of_sub_is_literal_or_a_function():
    digits = re.compile(r"(\d)")
    assert trace("第1条").sub(digits, r"\1").text == r"第\1条"
    assert trace("第1条").sub(digits, lambda m: str(int(m[1]) + 1)).text == "第2条"


def test_no_edit_gives_the_same_object():
    traced = trace("公开")
    assert traced.replace([]) is traced
    assert traced.sub(re.compile("无"), "") is traced


def test_translate_exchanges_once_and_keeps_the_map():
    # Swapped, not chained: neither letter may end up as what it just became.
    traced = trace("abca").translate(code_table({ord("a"): "b", ord("b"): "a"}))
    assert traced.text == "bacb"
    assert traced.offsets.tolist() == [0, 1, 2, 3, 4]


@given(
    st.text("甲乙ab", max_size=60),
    st.dictionaries(st.sampled_from("甲乙ab"), st.sampled_from("甲乙abc")),
)
@settings(deadline=None)
def test_translate_is_that_of_str(source, changes):
    table = {ord(old): new for old, new in changes.items()}
    assert trace(source).translate(code_table(table)).text == source.translate(table)


def test_translate_with_a_long_table_is_that_of_str():
    # Beside characters in front of, amid and behind those of the table.
    source = "".join(map(chr, range(0x4E00, 0x4E00 + 60))) + "a\U00020000"
    table = {code: chr(code + 0x100) for code in range(0x4E00, 0x4E00 + 60, 2)}
    assert trace(source).translate(code_table(table)).text == source.translate(table)


@given(st.text("甲乙 ab1", max_size=40), st.sampled_from(["", "丙", "丙丁戊"]))
@settings(deadline=None)
def test_sub_is_that_of_re_and_untouched_characters_keep_their_places(source, new):
    pattern = re.compile("[ a]+")
    traced = trace(source).sub(pattern, new)
    assert traced.text == pattern.sub(new, source)
    assert len(traced.offsets) == len(traced.text) + 1
    assert traced.offsets[-1] == len(source)
    assert (np.diff(traced.offsets) >= 0).all()
    kept = [
        (c, p)
        for c, p in zip(traced.text, traced.offsets, strict=False)
        if c not in "丙丁戊"
    ]
    assert all(source[p] == c for c, p in kept)


def test_a_table_of_nothing_exchanges_nothing():
    assert code_table({}).tolist() == [0]
    assert trace("\x00甲").translate(code_table({})).text == "\x00甲"
