"""Bodies by name: one type and one body, whatever the rank, the prefix or a second name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.header.institutions import (
    OTHER,
    agency_type_of,
    body_of,
    centre_type,
    institution_types,
    is_institution,
    listed_type,
)
from textmine.resources.bodies import agency_types


@pytest.mark.parametrize("rank", ["部", "厅", "局"])
def test_rank_does_not_change_what_a_body_is_for(rank):
    assert agency_type_of(f"应急管理{rank}") == "应急管理局"


@pytest.mark.parametrize("prefix", ["", "政府", "人民政府"])
def test_a_government_before_its_body_is_no_part_of_the_name(prefix):
    assert listed_type(f"{prefix}商务局") == "商务局"


def test_the_words_for_a_government_are_no_keywords():
    assert agency_type_of("人民政府星港事务办公室") == OTHER
    assert agency_type_of("人民政府信息公开办公室") == "政府办"


def test_a_second_name_in_brackets_does_not_count():
    assert agency_type_of("商务局（粮食局）") == "商务局"
    assert agency_type_of("商务局(粮食局)") == "商务局"
    assert body_of("商务局（粮食局）") == body_of("商务局")


def test_no_name_has_no_type_and_a_name_that_nobody_knows_is_another():
    assert agency_type_of("") == agency_type_of("（粮食局）") == ""
    assert agency_type_of("星际事务局") == OTHER
    assert listed_type("星际事务局") == ""


@pytest.mark.parametrize(
    ("name", "strict", "wide"),
    [
        ("星际事务局", True, True),
        ("第三中学", False, True),
        ("局", False, False),
        ("", False, False),
    ],
)
def test_a_name_that_is_not_listed_goes_by_its_ending(name, strict, wide):
    assert is_institution(name) is strict
    assert is_institution(name, strict=False) is wide


listed = st.sampled_from(sorted(institution_types()))


@settings(deadline=None)
@given(listed)
def test_every_listed_name_is_a_body_of_its_type(name):
    kind = institution_types()[name]
    assert is_institution(name)
    assert listed_type(name) == kind
    assert kind in agency_types()


@settings(deadline=None)
@given(listed)
def test_a_body_is_named_by_one_word_that_names_itself(name):
    assert body_of(body_of(name)) == body_of(name)


def test_a_branch_is_what_its_centre_is():
    assert centre_type("国家统计局洛溪调查队") == "调查队"
    assert centre_type("国家统计局云岭调查总队") == "调查总队"
    assert centre_type("国家统计局信息中心") == ""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("云澜海事局", "海事局"),
        ("公安局交通警察支队", OTHER),
        ("云澜环境监管局", OTHER),
        ("云澜认证认可监督管理委员会", OTHER),
    ],
)
def test_a_listed_body_at_the_end_of_a_name(name, kind):
    assert agency_type_of(name) == kind
