"""Names of types of agencies."""

from textmine.resources.bodies import agency_types
from textmine.resources.load import load_toml


def test_every_type_of_the_table_has_a_name_of_its_own():
    types = agency_types()
    assert list(types) == list(load_toml("agency_types.toml"))
    assert all(types.values())
    assert types["商务局"] == "Commerce"
