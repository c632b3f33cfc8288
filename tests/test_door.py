"""The lazy door: a name is loaded when it is asked for, once."""

import sys
import types

import pytest

from textmine.door import open_door

HOMES = {"tanh": "math", "sqrt": "math", "colorsys": "colorsys"}


@pytest.fixture
def package(monkeypatch):
    module = types.ModuleType("invented_package")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


def test_names_are_sorted_and_listed_afresh(package):
    _, listing, names = open_door(package.__name__, HOMES)
    assert names == ["colorsys", "sqrt", "tanh"]
    listing().clear()
    assert listing() == names


def test_nothing_is_loaded_before_it_is_asked_for(package, monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    look_up, _, _ = open_door(package.__name__, HOMES)
    assert "colorsys" not in sys.modules
    assert look_up("colorsys") is sys.modules["colorsys"]


def test_a_name_is_found_in_its_home_and_kept_in_the_package(package):
    look_up, _, _ = open_door(package.__name__, HOMES)
    assert not hasattr(package, "sqrt")
    assert look_up("sqrt")(9) == 3
    assert package.sqrt(16) == 4


def test_an_unknown_name_is_an_attribute_error_that_lists_the_known(package):
    look_up, _, _ = open_door(package.__name__, HOMES)
    with pytest.raises(
        AttributeError, match="'invented_package'.*'cbrt'.*colorsys, sqrt, tanh"
    ):
        look_up("cbrt")
