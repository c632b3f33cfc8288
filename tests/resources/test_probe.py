"""Provinces of some 250 agencies of FY2019–2025: a province may stay open, but is never wrong."""

import tomllib
from pathlib import Path

import pytest

from textmine.header.agency import parse_agency
from textmine.header.read import read_header

PROBE = tomllib.loads(
    (Path(__file__).parent / "probe.toml").read_text(encoding="utf-8")
)
NAMES = [
    (name, province) for province, names in PROBE["names"].items() for name in names
]
# Names of places that several provinces have (巴州区 is in one only, 友好区 too): found or open.
LEAST_FOUND = 0.97


def province_of(name: str) -> str:
    title = (
        f"{name}2022年政府信息公开工作年度报告\n一、总体情况\n2022年公开信息九条。\n"
    )
    return read_header(title).province


@pytest.mark.parametrize("name", [name for name, _ in NAMES])
def test_every_name_is_read_as_an_agency(name):
    title = (
        f"{name}2022年政府信息公开工作年度报告\n一、总体情况\n2022年公开信息九条。\n"
    )
    assert read_header(title).agency == name


def test_no_province_is_wrong_and_few_stay_open():
    found = {name: province_of(name) for name, _ in NAMES}
    assert {
        n: found[n] for n, province in NAMES if found[n] not in ("", province)
    } == {}
    assert sum(map(bool, found.values())) / len(NAMES) >= LEAST_FOUND


@pytest.mark.parametrize("name", PROBE["open"]["names"])
def test_what_is_ambiguous_stays_open(name):
    assert province_of(name) == ""
    assert parse_agency(name).level in ("county", "township")
