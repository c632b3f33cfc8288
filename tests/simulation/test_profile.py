"""Settings of a simulated corpus: their defaults, their ranges, their two ready-made profiles."""

import pytest

from textmine.errors import TextmineError
from textmine.simulation.profile import OPERATORS, PLANTED_KINDS, SimulationProfile


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"share": 0.61}, "share is 0.61"),
        ({"share": -0.1}, "share is -0.1"),
        ({"share": float("nan")}, "share is nan"),
        ({"missing": 0.95}, "missing is 0.95"),
        ({"themes": 21}, "themes is 21"),
        ({"n_provinces": 25}, "n_provinces is 25"),
        ({"n_provinces": 0}, "n_provinces is 0"),
        ({"years_per_agency": 0}, "years_per_agency is 0"),
        ({"lengths": (50, 20)}, "lengths is (50, 20)"),
        ({"length": (0, 20)}, "length is (0, 20)"),
        ({"edit_rates": ()}, "edit_rates is ()"),
        ({"edit_rates": (0.1, 1.0)}, "edit_rates is (0.1, 1.0)"),
        ({"frequencies": (1,)}, "frequencies is (1,)"),
        ({"frequencies": ("most",)}, "frequencies is ('most',)"),
        ({"operators": {"copy": 1.0}}, "operators names copy"),
        ({"kinds": ("galactic",)}, "kinds names galactic"),
        ({"operators": {"verbatim": 2.0, "slot": -1.0}}, "operators weighs slot -1.0"),
        ({"operators": {"verbatim": float("nan")}}, "operators weighs verbatim nan"),
        ({"operators": {"verbatim": float("inf")}}, "operators weighs verbatim inf"),
        ({"frequencies": ()}, "frequencies is empty"),
        ({"kinds": ()}, "kinds is empty"),
        ({"operators": {"verbatim": 0.0}}, "all operators have weight 0"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_name(settings, named):
    with pytest.raises(TextmineError) as refused:
        SimulationProfile(**settings)
    assert named in str(refused.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"share": 0.0},
        {"share": 0.6},
        {"missing": 0.9},
        {"themes": 20},
        {"n_provinces": 24},
        {"n_provinces": 1},
        {"lengths": (40, 40)},
        {"frequencies": (2,)},
        {"frequencies": ("all",)},
    ],
)
def test_the_ends_of_a_range_belong_to_it(settings):
    profile = SimulationProfile(**settings)
    assert {name: getattr(profile, name) for name in settings} == settings


def test_by_default_every_way_and_every_kind_is_planted_evenly():
    profile = SimulationProfile()
    assert set(profile.operators) == set(OPERATORS)
    assert len(set(profile.operators.values())) == 1
    assert profile.kinds == PLANTED_KINDS


def test_operators_without_weight_are_allowed_where_nothing_is_copied():
    profile = SimulationProfile(share=0.0, operators={"verbatim": 0.0})
    assert profile.share == 0.0


def test_the_control_plants_nothing_and_can_be_set_besides():
    profile = SimulationProfile.control(themes=4, dirt=False)
    assert (profile.share, profile.stock, profile.contradictions) == (0.0, 0.0, 0.0)
    assert not profile.mandated
    assert (profile.themes, profile.dirt) == (4, False)
    # What is set goes before what the profile brings along.
    assert SimulationProfile.control(stock=2.0).stock == 2.0


def test_the_open_world_is_what_its_description_says():
    profile = SimulationProfile.open_world()
    assert (profile.outside, profile.early, profile.chain) == (0.25, 0.1, 0.3)
    assert (profile.missing, profile.leftover) == (0.1, 0.3)
    assert SimulationProfile.open_world(missing=0.0).missing == 0.0


@pytest.mark.parametrize(
    "make", [SimulationProfile.control, SimulationProfile.open_world]
)
def test_unknown_settings_of_a_ready_made_profile_are_refused(make):
    with pytest.raises(TextmineError, match="settings names colour; known are .*share"):
        make(colour=1)


def test_nothing_need_be_named_where_nothing_is_copied():
    assert SimulationProfile(share=0.0, kinds=(), frequencies=()).kinds == ()
