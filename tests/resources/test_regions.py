import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.resources.regions import gazetteer, known_areas


@pytest.mark.parametrize(
    ("name", "level", "province"),
    [
        ("石家庄市", "city", "河北省"),
        ("樟树市", "county", "江西省"),
        ("大兴安岭地区", "city", "黑龙江省"),
        ("恩施土家族苗族自治州", "city", "湖北省"),
        ("浦东新区", "county", "上海市"),
        ("上海市", "province", "上海市"),
        ("道县", "county", "湖南省"),
    ],
)
def test_level_and_province(name, level, province):
    assert {(place.level, place.province) for place in gazetteer().named(name)} == {
        (level, province)
    }


def test_a_name_can_stand_for_several_places():
    assert len(gazetteer().named("鼓楼区")) == 4


def test_years_decide_between_old_and_new_divisions():
    assert {place.level for place in gazetteer().named("巢湖市", year=2007)} == {"city"}
    assert {place.level for place in gazetteer().named("巢湖市", year=2020)} == {
        "county"
    }
    assert {place.level for place in gazetteer().named("巢湖市")} == {"county"}


def test_places_that_were_renamed_are_still_found():
    assert gazetteer().named("静海县")[0].last_year == 2014
    assert gazetteer().named("静海区")[0].last_year is None


def test_places_as_of_today():
    assert gazetteer().named("龙港市")[0].province == "浙江省"
    assert {p.province for p in gazetteer().named("钱塘区")} == {"浙江省"}
    assert gazetteer().named("胡杨河市")[0].level == "county"
    assert known_areas()["雄安新区"].province == "河北省"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("文登市", "文登区"),
        ("邹平县", "邹平市"),
        ("大同县", "云州区"),
        ("莱城区", "莱芜区"),
    ],
)
def test_a_renamed_place_keeps_one_code(old, new):
    assert (
        gazetteer().named(old)[0].region_code == gazetteer().named(new)[0].region_code
    )


def test_a_place_merged_with_others_keeps_its_own_code():
    assert gazetteer().named("港闸区")[0].region_code == "320611"


def test_short_names():
    assert [place.name for place in gazetteer().named("延边", short=True)] == [
        "延边朝鲜族自治州"
    ]
    assert gazetteer().longest_at("淮安海关", short=True) == "淮安"


def test_no_placeholders_among_the_places():
    names = {place.name for place in gazetteer().places}
    assert not names & {"市辖区", "县", "市", "省直辖县级行政区划", ""}
    assert all(
        place.province in names and (not place.city or place.city in names)
        for place in gazetteer().places
    )


def test_two_characters_inside_a_word_are_no_place():
    assert gazetteer().find("要求公开县级目录") == []
    assert gazetteer().find("永州市道县") == [(0, 3, "永州市"), (3, 5, "道县")]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="淮安市海道县公开区鼓楼上京a ", max_size=40))
def test_found_names_lie_in_the_text(text):
    found = gazetteer().find(text)
    assert all(text[start:end] == name for start, end, name in found)
    assert all(a[1] <= b[0] for a, b in zip(found, found[1:], strict=False))
