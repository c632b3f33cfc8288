"""Whose place lies in whose, and who is over whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.ground.standing import Standing, find_standing

# agency_id, region, province, level, kind of body.
BODIES = {
    "county": ("洛溪县:政府", "洛溪县", "", "county", "县政府"),
    "bureau": ("洛溪县:水利局", "洛溪县", "", "county", "水利局"),
    "town": ("洛溪县/柳湾镇:政府", "柳湾镇", "", "township", "镇政府"),
    "other county": ("望澜县:政府", "望澜县", "", "county", "县政府"),
    "other town": ("望澜县/柳湾镇:政府", "柳湾镇", "", "township", "镇政府"),
    "province": ("云岭省:水利厅", "云岭省", "云岭省", "province", "水利厅"),
    "city": ("临泽川市:水利局", "临泽川市", "云岭省", "city", "水利局"),
    "city's schools": ("临泽川市:教育局", "临泽川市", "云岭省", "city", "教育局"),
    "there": ("鹤汀县:水利局", "鹤汀县", "云岭省", "county", "水利局"),
    "elsewhere": ("青崖县:水利局", "青崖县", "朔原省", "county", "水利局"),
    "coded city": ("900100:水利局", "甲市", "云岭省", "city", "水利局"),
    "coded government": ("900100:政府", "甲市", "云岭省", "city", "市政府"),
    "coded county": ("900101:水利局", "乙县", "云岭省", "county", "水利局"),
    "coded beyond": ("900201:水利局", "丙县", "云岭省", "county", "水利局"),
    "namesake": ("鼓楼区@甲:教育局", "鼓楼区", "", "county", "教育局"),
    "its government": ("鼓楼区@乙:政府", "鼓楼区", "", "county", "县政府"),
    "nobody": ("", "", "", "", ""),
}
NUMBER = {name: k for k, name in enumerate(BODIES)}


@pytest.fixture(scope="module")
def standing() -> Standing:
    columns = ["agency_id", "region", "province", "level", "agency_type"]
    reports = pd.DataFrame(list(BODIES.values()), columns=columns)
    # Without the rank of the office, as the texts number it.
    kinds = reports["agency_type"].str.replace("[局厅]$", "", regex=True)
    sector = pd.factorize(kinds.where(kinds != ""))[0]
    return find_standing(reports, sector.astype(np.int64))


@pytest.mark.parametrize(
    ("one", "other", "is_over"),
    [
        ("county", "bureau", True),
        ("county", "town", True),
        ("county", "other town", False),
        ("bureau", "county", False),
        ("bureau", "town", False),
        ("county", "county", False),
        ("town", "bureau", False),
        ("province", "city", True),
        ("province", "there", True),
        ("city", "there", True),
        ("city", "elsewhere", False),
        ("city's schools", "there", False),
        ("coded city", "coded county", True),
        ("coded city", "coded beyond", False),
        ("coded government", "coded county", True),
        ("coded government", "coded beyond", False),
        ("coded government", "coded city", True),
        ("its government", "namesake", False),
        ("nobody", "bureau", False),
        ("county", "nobody", False),
    ],
)
def test_who_is_over_whom(
    one: str, other: str, is_over: bool, standing: Standing
) -> None:
    pair = (np.array([NUMBER[name]]) for name in (one, other))
    assert standing.are_over(*pair).tolist() == [is_over]


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ("county", "bureau", True),
        ("bureau", "town", True),
        ("town", "other town", False),
        ("coded city", "coded county", False),
        ("namesake", "its government", False),
        ("nobody", "nobody", False),
    ],
)
def test_whose_home_is_the_same(
    one: str, other: str, is_shared: bool, standing: Standing
) -> None:
    pair = (np.array([NUMBER[name]]) for name in (one, other))
    assert standing.share_home(*pair).tolist() == [is_shared]


def test_homes_have_names(standing: Standing) -> None:
    names = [
        standing.names[k]
        for k in standing.home[[NUMBER["town"], NUMBER["coded county"]]]
    ]
    assert names == ["洛溪县", "900101"]
