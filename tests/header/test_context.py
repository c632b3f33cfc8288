import pytest

from textmine.header.agency import parse_agency
from textmine.header.context import find_place, obeys_a_city
from textmine.header.read import read_header


def where(name: str, text: str) -> tuple[str, str]:
    found = find_place(text, parse_agency(name))
    return found.province, found.county.name if found.county else ""


def test_a_town_lies_in_the_county_that_the_text_names():
    assert where("太平镇人民政府", "滨海新区政务网") == ("天津市", "滨海新区")
    assert where("太平镇人民政府", "政务网") == ("", "")


def test_two_counties_with_such_a_town_leave_it_open():
    assert where("太平镇人民政府", "滨海新区和昌图县的做法") == ("", "")


def test_a_rare_name_is_its_only_bearer():
    assert where("亚布力镇人民政府", "无") == ("黑龙江省", "尚志市")


def test_a_zone_called_like_a_county_lies_there_only_if_the_text_says_so():
    name = "平川经济开发区管委会"
    assert where(name, "按照白银市的部署公开。") == ("甘肃省", "平川区")
    assert where(name, "按照上级部署公开。") == ("", "")
    # The place printed before goes before what the text names.
    assert where("新乡市平原示范区管委会", "平原县的做法") == ("", "")


def test_an_ambiguous_district_goes_by_the_places_around_it():
    assert where("鼓楼区司法局", "按徐州市的部署。")[0] == "江苏省"
    assert where("鼓楼区司法局", "按上级部署。")[0] == ""


@pytest.mark.parametrize(
    "text",
    [
        "根据条例和维川市、临泽川市政府办公室有关通知精神编制。",
        "按照省、维川市政府的工作安排编制。",
        "落实省委、省政府和维川市委的部署。",
    ],
)
def test_a_city_that_obeys_another_is_of_county_level(text):
    assert obeys_a_city(text, parse_agency("临泽川市民政局"))
    assert (
        read_header(f"临泽川市民政局2015年政府信息公开年度报告\n{text}").level
        == "county"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("按照省、临泽川市政府的工作安排编制。", "临泽川市民政局"),
        ("根据省政府和全市政府系统会议的要求。", "临泽川市民政局"),
        ("向维川市、临泽川市的同行学习。", "临泽川市民政局"),
        ("按照省、维川市政府的工作安排编制。", "临泽县民政局"),
        ("按照省、赣州市政府的工作安排编制。", "石家庄市民政局"),
    ],
)
def test_what_makes_no_city_one_of_county_level(text, name):
    assert not obeys_a_city(text, parse_agency(name))
