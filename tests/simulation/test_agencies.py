"""Invented agencies: their turns, their levels, and how they speak of themselves."""

from hypothesis import given
from hypothesis import strategies as st

from textmine.resources.load import load_toml
from textmine.simulation.agencies import make_agency

PLACES = load_toml("simulate/places.toml")
KINDS = len(PLACES["agency"])


def test_provinces_take_turns_first_then_types_then_places():
    first, neighbour = make_agency(0, n_provinces=3), make_agency(1, n_provinces=3)
    assert [first.province, neighbour.province] == PLACES["provinces"][:2]
    assert first.sector == neighbour.sector == PLACES["agency"][0]["sector"]
    # After a turn of all provinces the next type begins in the first of them.
    next_type = make_agency(3, n_provinces=3)
    assert next_type.province == first.province
    assert next_type.sector == PLACES["agency"][1]["sector"]
    # After a turn of all types the first comes back, at another place.
    next_place = make_agency(3 * KINDS, n_provinces=3)
    assert (next_place.province, next_place.sector) == (first.province, first.sector)
    assert next_place.name != first.name


@given(st.integers(0, 200_000), st.integers(1, 24))
def test_every_field_agrees_with_the_name(index, n_provinces):
    agency = make_agency(index, n_provinces=n_provinces)
    assert agency.index == index
    assert agency.province in PLACES["provinces"][:n_provinces]
    assert agency.name.endswith(agency.agency_type)
    assert agency.level in ("province", "city", "county", "township")
    if agency.level in ("city", "county", "province"):
        assert agency.name == agency.region + agency.agency_type.removeprefix(
            agency.region
        )
    if agency.level == "city":
        assert agency.region.endswith("市")


@given(st.integers(0, 20_000))
def test_an_agency_speaks_of_itself_by_the_end_of_its_name(index):
    agency = make_agency(index)
    last = {"局": "我局", "厅": "我厅", "处": "我街道"}
    if agency.name[-1] in last:
        assert agency.self_name == last[agency.name[-1]]
    elif agency.name.endswith("镇人民政府") and agency.level == "township":
        assert agency.self_name == "我镇"
    else:
        assert agency.name.endswith("人民政府")
        assert agency.self_name == "我" + agency.region[-1]


def test_only_the_first_of_a_type_in_a_province_is_provincial():
    first_turn, later = range(12 * KINDS), range(12 * KINDS, 36 * KINDS)
    provincial = [i for i in first_turn if make_agency(i).level == "province"]
    assert provincial
    assert all(make_agency(i).region == make_agency(i).province for i in provincial)
    assert all(make_agency(i).level != "province" for i in later)


def test_no_agency_bears_the_stem_of_a_real_place():
    real = set(PLACES["real"])
    # A region is a stem of two or three characters and the kind of place, or a province.
    stems = {make_agency(i).region[:2] for i in range(12 * KINDS * 3)}
    assert stems.isdisjoint(real)


def test_stems_have_two_characters_and_a_third_when_the_pairs_are_used_up():
    near = [make_agency(i) for i in range(12 * KINDS * 2)]
    # A stem and the kind of place.
    assert {len(a.region) for a in near if a.level != "province"} == {3}
    assert len(make_agency(200_000).region) == 4
