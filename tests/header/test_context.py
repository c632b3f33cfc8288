from textmine.header.agency import parse_agency
from textmine.header.context import find_place


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


def test_an_ambiguous_district_goes_by_the_places_around_it():
    assert where("鼓楼区司法局", "按徐州市的部署。")[0] == "江苏省"
    assert where("鼓楼区司法局", "按上级部署。")[0] == ""
