from textmine.resources.regions import gazetteer
from textmine.resources.townships import towns_named


def test_a_town_lies_in_the_county_of_its_code():
    (town,) = towns_named("亚布力镇")
    assert town.county is not None
    assert (town.county.name, town.county.province) == ("尚志市", "黑龙江省")


def test_a_common_name_is_bound_by_what_lies_above():
    assert len(towns_named("城关镇")) > 50
    assert {town.county.province for town in towns_named("城关镇", within=("61",))} == {
        "陕西省"
    }
    assert towns_named("没有这个镇") == ()


def test_every_county_of_a_town_is_listed():
    towns = towns_named("兴隆镇")
    assert all(gazetteer().coded(town.code[:6]) is not None for town in towns)
