"""Places at the start of a name: the larger first, none made of the words of a body."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.header.places import branch_of_centre, branch_place, split_places
from textmine.resources.load import load_rows, load_toml
from textmine.resources.regions import gazetteer, known_areas


def texts(name):
    return [step.text for step in split_places(name, None)]


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("云岭省临泽川市商务局", ["云岭省", "临泽川市"]),
        ("临泽川市青榆区北桥街道办事处", ["临泽川市", "青榆区", "北桥街道"]),
        ("青榆县柳荫坡镇人民政府", ["青榆县", "柳荫坡镇"]),
        ("青榆县人民政府柳荫坡镇", ["青榆县", "柳荫坡镇"]),
        ("临泽川市", ["临泽川市"]),
        ("石城市绿化园林局", ["石城市"]),
        ("临泽川市经济开发区管理委员会", ["临泽川市经济开发区"]),
        ("泠县粮食局", ["泠县"]),
        ("泠县信息产业办公室", ["泠县"]),
        ("泠县公用事业管理局", ["泠县"]),
        ("青榆区城区街道", ["青榆区", "城区街道"]),
        ("城区街道办事处", ["城区街道"]),
        ("团山河团场", ["团山河团场"]),
    ],
)
def test_places_that_no_list_has_go_by_their_suffix(name, places):
    assert texts(name) == places


@pytest.mark.parametrize(
    "name",
    [
        "",
        "商务局",
        "市场监督管理局",
        "我市商务局",
        "全县教育局",
        "城市管理局",
        "县城市管理局",
        "地区行署",
        "由县信息产业办公室",
        "到市公用事业管理局",
        "在县政府网站",
        "及时在县政府",
        "各县信息产业办公室",
    ],
)
def test_words_with_a_suffix_in_them_are_no_places(name):
    assert texts(name) == []


@pytest.mark.parametrize(
    "name",
    [
        "现将青榆县民政局",
        "下一步我镇",
        "通过省交通运输厅",
        "没有发生因青榆县民政局",
        "结合平水经济开发区管理委员会",
    ],
)
def test_words_of_the_sentence_before_a_name_make_no_place(name):
    assert texts(name) == []


def test_no_listed_place_holds_a_word_that_says_there_is_none():
    words = load_toml("agencies.toml")["places"]["words"]
    listed = {place.name for place in gazetteer().places} | set(known_areas())
    for row in load_rows("townships.csv"):
        listed |= set(row["townships"].split())
    assert not [name for name in listed if any(word in name for word in words)]


def test_levels_go_by_the_suffix_and_by_the_place_around():
    steps = split_places("云岭省临泽川市青榆市柳荫坡镇人民政府", None)
    # A 市 within a prefecture is one of the level of a county.
    assert [step.level for step in steps] == ["province", "city", "county", "township"]
    assert not any(step.zone or step.short for step in steps)
    (zone,) = split_places("临泽川市高新区管理委员会", None)
    assert zone.zone
    assert zone.level == "county"


def test_a_listed_place_knows_its_province_also_where_it_is_written_short():
    full, short = (
        split_places("石家庄市商务局", None)[0],
        split_places("石家庄海关", None)[0],
    )
    assert (full.short, short.short) == (False, True)
    assert full.provinces == short.provinces == ("河北省",)
    assert split_places("临泽川市商务局", None)[0].provinces == ()


parts = st.lists(
    st.sampled_from(["云岭省", "临泽川市", "青榆区", "北桥街道", "商务局", "市", "我"])
)


@settings(deadline=None)
@given(parts)
def test_steps_follow_each_other_from_the_start_of_the_name(words):
    name = "".join(words)
    at = 0
    for step in split_places(name, None):
        assert at < step.end <= len(name)
        # Only a government may stand between a county and its town.
        assert name[at : step.end].removeprefix("人民政府") == step.text
        at = step.end


def test_a_branch_works_in_the_county_that_its_name_ends_with():
    steps = split_places("临泽川市", None)
    branch = branch_place("生态环境局青榆分局", steps, None)
    assert branch is not None
    assert (branch.text, branch.level, branch.zone) == ("青榆", "county", False)
    zone = branch_place("公安局高新区分局", steps, None)
    assert zone is not None
    assert zone.zone


@pytest.mark.parametrize(
    "name", ["生态环境局", "司法分局", "星际事务局青榆分局", "分局", ""]
)
def test_what_names_no_county_is_no_branch_of_one(name):
    assert branch_place(name, split_places("临泽川市", None), None) is None


def test_a_branch_of_the_centre_needs_a_listed_place_and_its_ending():
    assert branch_of_centre("黑龙江局", ("办",)) is None
    assert branch_of_centre("云岭局", ("局",)) is None
    found = branch_of_centre("黑龙江监管局", ("局", "监管局"))
    assert found is not None
    assert (found.text, found.level, found.end) == ("黑龙江", "province", 3)


@pytest.mark.parametrize(
    "text", ["调整充实了县人民政府", "我们的市商务局", "这是县教育局"]
)
def test_a_sentence_is_no_place(text):
    assert split_places(text, None) == []


@pytest.mark.parametrize(
    "name",
    [
        "接受临泽川市教育局",
        "一年来全镇人民政府",
        "一是在乡人民政府",
        "其中市政府",
        "但镇人民政府",
    ],
)
def test_words_of_a_sentence_begin_no_place(name):
    assert split_places(name, None) == []


def test_a_listed_town_may_begin_with_such_a_word():
    assert [s.text for s in split_places("其中口乡人民政府", None)] == ["其中口乡"]


def test_a_town_called_like_a_county_is_no_office_of_it():
    for name in ("新县镇", "新县镇人民政府"):
        (town,) = split_places(name, None)
        assert (town.text, town.level) == ("新县镇", "township")
    assert split_places("新县乡镇企业局", None)[0].level == "county"
    assert [s.level for s in split_places("新县沙窝镇", None)] == ["county", "township"]
