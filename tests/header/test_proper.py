"""Names that no gazetteer knows: a name of its own is told from a kind of body and from a phrase."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.header.institutions import institution_types
from textmine.header.proper import (
    begins_name,
    is_named_institution,
    is_phrase,
    is_placed,
    is_proper,
    is_titled,
    opens_otherwise,
    says_which,
)

OWN = [
    "梧川理工大学",
    "望澜博物馆",
    "梧川大学附属第二医院",
    "临汐航道管理处",
    "云渚监狱",
    "霞渚供电公司",
    "松涛林业局",
    "云澜外国语学校",
    "澄溪地震监测中心站",
    "澜浦海关",
    # 东, 新 and the like alone make no kind of body.
    "汐东师范学院",
    "渚南建设投资集团有限公司",
    "澜新小学",
]
KINDS = [
    "第三实验小学",
    "市疾病预防控制中心",
    "疾病预防控制中心",
    "自来水公司",
    "公共交通集团有限公司",
    "中心医院",
    "管理委员会",
    "畜牧水产局",
    "森林公安局",
    "领导小组办公室",
    "学院",
    "东大学",
    "到中心医院",
    "",
]
PHRASES = [
    "全面推进",
    "关于做好",
    "各部门",
    "我局",
    "本单位",
    "信息公开工作",
    "近年",
    "重点领域",
]


@pytest.mark.parametrize("name", OWN)
def test_a_name_of_its_own(name):
    assert is_titled(name) and is_proper(name) and says_which(name)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_of_body_does_not_say_which(name):
    assert not is_proper(name) and not says_which(name)


@pytest.mark.parametrize("name", PHRASES)
def test_a_phrase_is_no_name(name):
    assert (
        not is_titled(name) and not is_proper(name) and not is_named_institution(name)
    )


@pytest.mark.parametrize("name", ["青禾县残联", "青禾县国有林场", "临泽川市青榆区粮库"])
def test_behind_a_place_any_end_is_a_name(name):
    assert is_titled(name) and says_which(name)


def test_running_text_allows_fewer_ends():
    assert is_named_institution("云岭财经职业学院")
    assert not is_named_institution("政策研究室")
    assert not is_named_institution("霞渚管理局")


@settings(deadline=None)
@given(st.sampled_from(sorted(institution_types())))
def test_a_listed_body_never_says_which(kind):
    assert not is_proper(kind)


@settings(deadline=None)
@given(st.text(alphabet="云汐第三市人民大学院局各推进（）、一", max_size=12))
def test_what_is_proper_stays_so_with_a_second_name(name):
    assert not is_proper(name) or is_proper(f"{name}（望澜局）")


@pytest.mark.parametrize("name", ["统计局", "青榆县统计局", "青榆县发展改革和统计局"])
def test_a_body_whose_name_holds_a_word_of_phrases_is_no_phrase(name):
    assert not is_phrase(name)
    assert is_phrase("加强" + name)
    assert is_phrase("统计")


@pytest.mark.parametrize(
    ("name", "placed"),
    [
        ("青榆县民政局", True),
        ("青榆县第二人民医院", True),
        ("青榆县公共资源交易中心", True),
        ("青榆县中心", False),
        ("青榆县", False),
        ("柳荫坡镇", False),
        ("民政局", False),
        ("公共资源交易中心", False),
        ("青榆县公开情况", False),
    ],
)
def test_a_placed_name_is_more_than_its_place(name, placed):
    assert is_placed(name) is placed


@pytest.mark.parametrize(
    ("name", "otherwise"),
    [
        ("由青榆县民政局", True),
        ("会同青榆县民政局", True),
        ("结合青榆县第二人民医院", True),
        ("和平县民政局", False),
        ("和吉镇人民政府", False),
        ("经济管理学院", False),
        ("青榆县民政局", False),
    ],
)
def test_a_word_before_a_name_is_told_from_a_name_that_begins_with_it(name, otherwise):
    assert opens_otherwise(name) is otherwise


@pytest.mark.parametrize(
    "name",
    [
        "青禾县人民政府现将我局",
        "青禾县人民政府现公布青禾县公路局",
        "临泽川市人民政府主办发改委",
        "中文名本机关办公室",
    ],
)
def test_what_a_sentence_or_a_site_adds_makes_no_name(name):
    assert not is_titled(name)
    assert is_titled("临泽川市自治州办公室")


def test_a_name_broken_over_two_lines():
    assert begins_name("青禾县", "北桥街道办事处")
    assert begins_name("国家统计局", "青禾县调查队")
    assert not begins_name("青禾县人民政府", "青禾县水利局")
    assert not begins_name("青禾县", "青禾县水利局")
    assert not begins_name("国家统计局", "调查队")
