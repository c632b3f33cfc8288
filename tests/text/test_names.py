"""Whose name it is."""

import pandas as pd
import pytest

from textmine.text.names import is_own

OWN = {"agency": "临泽川市教育局", "region": "临泽川市", "province": "云岭省"}


@pytest.mark.parametrize(
    "name",
    [
        "临泽川市教育局",
        "教育局",
        "临泽川",
        "云岭省",
        "云岭省临泽川市",
        "临泽川市教育局办公室",
    ],
)
def test_parts_and_longer_forms_of_the_own_names_are_own(name):
    assert is_own(name, OWN)


@pytest.mark.parametrize("name", ["临泽川市财政局", "桐屿县", "云岭省桐屿县", "财政局"])
def test_other_bodies_and_places_are_not(name):
    assert not is_own(name, OWN)


def test_a_report_without_names_owns_none():
    assert not is_own("桐屿县", {"agency": "", "region": "", "province": ""})


def test_a_row_of_a_frame_does_as_a_mapping():
    assert is_own("临泽川市", pd.DataFrame([OWN]).iloc[0])
