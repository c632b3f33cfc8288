"""Directions: names of pairs, chances that add up, and regressions on hand-made values."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from textmine.reuse.judge import direction
from textmine.reuse.judge.direction import (
    UNNAMED,
    Calibrated,
    Chances,
    DirectionModel,
    Logistic,
    curve_values,
    find_shared_rows,
    hold_back,
    is_same_agency,
    join_chances,
    joined_by,
    judge_pairs,
    load_model,
    name_pair,
    pair_chances,
    share_templates,
    weigh_gifts,
)
from textmine.reuse.judge.evidence import FEATURES
from textmine.reuse.judge.holders import Holders
from textmine.stats.lines import BY_ID
from textmine.stats.moments import Moments

REPORT = {
    "agency": "临泽川市教育局",
    "region": "临泽川市",
    "province": "云岭省",
    "level": "city",
    "agency_type": "教育局",
}


@pytest.mark.parametrize(
    ("changes", "relation"),
    [
        ({}, "same_agency"),
        (
            {"agency": "云岭省教育厅", "region": "云岭省", "level": "province"},
            "vertical",
        ),
        # Of another province, another level is but another place.
        (
            {"agency": "丙", "region": "临江省", "province": "临江省", "level": "x"},
            "same_sector",
        ),
        ({"agency": "临泽川市水利局", "agency_type": "水利局"}, "same_place"),
        (
            {"agency": "鹤汀县水利局", "region": "鹤汀县", "agency_type": "水利局"},
            "other",
        ),
        ({"agency": "鹤汀县", "region": "", "agency_type": ""}, "other"),
    ],
)
def test_pairs_are_named_by_what_joins_them(
    changes: dict[str, str], relation: str
) -> None:
    one, other = pd.Series(REPORT), pd.Series(REPORT | changes)
    assert name_pair(one, other) == name_pair(other, one) == relation


@pytest.mark.parametrize(
    ("years", "relation"),
    [
        ((2021, 2021), "same_year"),
        ((2021, 2020), "cross_year"),
        ((2021, pd.NA), "same_agency"),
        ((pd.NA, pd.NA), "same_agency"),
        ((None, None), "same_agency"),
    ],
)
def test_versions_of_one_report_are_no_other_year(years, relation) -> None:
    one, other = (REPORT | {"year": year} for year in years)
    assert name_pair(one, other) == relation


def test_what_is_unknown_is_never_the_same() -> None:
    nobody = pd.Series(dict.fromkeys(REPORT, ""))
    assert not is_same_agency(nobody, nobody)
    assert name_pair(nobody, nobody) == "other"


def test_a_place_that_was_renamed_is_the_same_place() -> None:
    facts = {"province": "云岭省", "level": "county"}
    bodies = ({"agency_type": "水利局"}, {"agency_type": "财政局"})
    a, b = (facts | body for body in bodies)
    county = a | {"agency": "洛溪县水利局", "region": "洛溪县", "region_code": "900101"}
    district = b | {"agency": "洛溪区财政局", "region": "洛溪区"}
    assert name_pair(county, district) == "other"
    assert name_pair(county, district | {"region_code": "900101"}) == "same_place"
    assert name_pair(county | {"region_code": ""}, district | {"region_code": ""}) == (
        "other"
    )


def test_a_line_says_by_what_its_reports_are_joined() -> None:
    old = pd.Series({"line": "新局", "joined_by": "", "agency_id": "旧局"})
    new = pd.Series({"line": "新局", "joined_by": "reform 2018", "agency_id": "新局"})
    other = pd.Series({"line": "别局", "joined_by": "", "agency_id": "别局"})
    assert is_same_agency(old, new)
    assert joined_by(old, new) == "reform 2018"
    assert joined_by(new, new) == BY_ID
    assert joined_by(old, other) == ""


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.99), st.integers(0, 3)), max_size=15))
def test_joined_chances_are_one_less_the_product_of_misses(
    rows: list[tuple[float, int]],
) -> None:
    chance = np.array([p for p, _ in rows], dtype=np.float64)
    group = np.array([k for _, k in rows], dtype=np.int64)
    expected = [1 - np.prod(1 - chance[group == k]) for k in range(4)]
    assert join_chances(chance, group, 4).tolist() == pytest.approx(expected)


def test_a_sure_chance_stays_finite() -> None:
    joined = join_chances(np.array([1.0, 1.0]), np.array([0, 0]), 2)
    assert joined[0] == pytest.approx(1.0) and joined[1] == 0


def test_a_regression_weighs_values_by_their_names() -> None:
    model = Logistic(-1.0, {"near": 2.0, "far": -3.0})
    values = pd.DataFrame({"far": [0.0, 1.0, 0.0], "near": [0.5, 0.0, 0.0]})
    assert model.predict(values).tolist() == pytest.approx(
        [0.5, expit(-4.0), expit(-1.0)]
    )
    with pytest.raises(KeyError):
        model.predict(values.rename(columns={"far": "else"}))


def test_the_fitted_regressions_know_the_features_that_are_weighed() -> None:
    model = load_model()
    assert set(FEATURES) <= set(model.other.weights) & set(model.same.weights)
    summary = Chances(*(np.zeros(0, dtype=np.int64) for _ in range(5)), 1).summarise()
    for part in (model.pair_other, model.pair_same, model.tie):
        assert set(summary.columns) <= set(part.regression.weights)
        assert set(curve_values(np.array([0.5])).columns) == set(part.curve.weights)


def test_what_is_surer_stays_surer_after_calibration() -> None:
    said = np.linspace(0.001, 0.999, 500)
    for part in (load_model().pair_other, load_model().pair_same, load_model().tie):
        corrected = part.curve.predict(curve_values(said))
        assert (np.diff(corrected) > 0).all()
        assert corrected[0] < 0.05 and corrected[-1] > 0.9


def test_a_curve_corrects_what_a_regression_says() -> None:
    said = Logistic(0.0, {"near": 1.0})
    values = pd.DataFrame({"near": [-3.0, 0.25, 2.0]})
    straight = Calibrated(said, Logistic(0.0, {"log_p": 1.0, "log_rest": 1.0}))
    assert straight.predict(values).tolist() == pytest.approx(
        expit([-3.0, 0.25, 2.0]).tolist()
    )
    # With half the weight on the rest what is sure becomes less so, what is doubtful hardly moves.
    meek = Calibrated(said, Logistic(0.0, {"log_p": 1.0, "log_rest": 0.5}))
    low, _, high = (meek.predict(values) - straight.predict(values)).tolist()
    assert -0.01 < low < 0 and high < -0.1


CHANCES = Chances(
    question=np.array([0, 0, 2]),
    forth=np.array([0.5, 0.2, 0.9]),
    back=np.array([0.1, 0.3, 0.0]),
    size=np.array([30.0, 10.0, 50.0]),
    wide=np.array([False, True, True]),
    n=3,
)


def test_families_are_summarised_by_question() -> None:
    found = CHANCES.summarise()
    assert expit(found["best"])[[0, 2]].tolist() == pytest.approx([0.5, 0.9])
    assert expit(found["best_back"])[0] == pytest.approx(0.3)
    # (30 · 0.5 + 10 · 0.2) / 40; 1 − 0.5 · 0.8.
    assert expit(found["mean"])[0] == pytest.approx(0.425)
    assert expit(found["joint"])[0] == pytest.approx(0.6)
    assert found["families"].tolist() == pytest.approx([np.log(2), 0.0, 0.0])
    assert found["wide"].tolist() == [0.25, 0.0, 1.0]
    assert CHANCES.count().tolist() == [2, 0, 1]
    assert np.isfinite(found.to_numpy()).all(), "also where no family speaks"


def test_turning_asks_for_the_other_way() -> None:
    turned = CHANCES.turn().summarise()
    assert turned["best"].tolist() == CHANCES.summarise()["best_back"].tolist()
    assert CHANCES.turn().turn().forth.tolist() == CHANCES.forth.tolist()


def test_shared_families_are_found_for_each_pair() -> None:
    family, report = np.array([0, 0, 1, 1, 2]), np.array([4, 7, 4, 9, 7])
    zeros = np.zeros(5, dtype=np.int64)
    holders = Holders(family, report, zeros, zeros, Moments(*2 * [zeros + 2020.0]))
    found = find_shared_rows(holders, np.array([[7, 4], [7, 9], [4, 9]]))
    rows = np.column_stack([found.pair, found.a, found.b]).tolist()
    assert rows == [[0, 1, 0], [2, 2, 3]]
    assert len(find_shared_rows(holders, np.empty((0, 2), dtype=np.int64)).pair) == 0


def test_offices_of_unknown_provinces_are_not_in_one() -> None:
    city = {"agency": "甲市教育局", "region": "", "province": "", "level": "city"}
    county = {"agency": "乙县教育局", "region": "", "province": "", "level": "county"}
    both = [one | {"agency_type": "教育局"} for one in (city, county)]
    assert name_pair(*both) == "same_sector"
    assert name_pair(*(one | {"province": "云岭省"} for one in both)) == "vertical"


@pytest.mark.parametrize(
    ("forth", "back", "wide", "told", "sure"),
    [
        # The likelier way, from one half on; of two equally likely ones the first.
        (0.5, 0.2, 0, "a_to_b", 0.5),
        (0.1, 0.8, 9, "b_to_a", 0.8),
        (0.6, 0.6, 0, "a_to_b", 0.6),
        # Else a template, where more than half of the characters is widely held,
        (0.49, 0.2, 6, "common template", 0.31),
        (0.45, 0.45, 9, "common template", 0.1),
        (0.49, 0.2, 5, "undetermined", np.nan),
        (0.0, 0.0, 0, "undetermined", np.nan),
    ],
)
@pytest.mark.parametrize("same", [False, True])
def test_what_is_said_of_a_pair(
    monkeypatch, forth: float, back: float, wide: int, told: str, sure: float, same
) -> None:
    """Ten characters of two families, some of them widely held; no template of one agency."""
    none = np.zeros(2)
    size = np.array([wide, 10.0 - wide])
    chances = Chances(
        none.astype(int), none + 1, none, size, np.array([True, False]), 1
    )
    monkeypatch.setattr(direction, "pair_chances", lambda *_: chances)
    monkeypatch.setattr(
        direction, "share_templates", lambda *_: np.array([wide / max(size.sum(), 1)])
    )
    monkeypatch.setattr(
        direction,
        "weigh_pairs",
        lambda asked, *_: np.array([forth if asked is chances else back]),
    )
    code = np.array([4, 4 if same else 5])
    monkeypatch.setattr(
        direction, "number_agencies", lambda _: SimpleNamespace(code=code)
    )
    monkeypatch.setattr(direction, "_are_near", lambda *_: np.array([False]))
    evidence = SimpleNamespace(mined=SimpleNamespace(texts=None))
    found = judge_pairs(evidence, np.array([[0, 1]])).iloc[0]
    if same and told == "common template":
        told, sure = "undetermined", np.nan
    assert found["direction"] == told
    assert found["p_direction"] == pytest.approx(sure, nan_ok=True)


def test_of_a_template_of_which_no_family_tells_there_is_no_probability(
    monkeypatch,
) -> None:
    """Two pairs that share a template: one family says something of the second, none of the first.

    What the regressions give without any family is the share of such pairs they were fitted to.
    """
    one = np.zeros(1)
    chances = Chances(one.astype(int) + 1, one + 0.1, one, one + 9, one == 0, 2)
    evidence = SimpleNamespace(mined=SimpleNamespace(texts=None))
    for name, told in {
        "pair_chances": lambda *_: chances,
        "share_templates": lambda *_: np.ones(2),
        "number_agencies": lambda _: SimpleNamespace(code=np.array([0, 1, 2])),
        "_are_near": lambda *_: np.array([False, False]),
    }.items():
        monkeypatch.setattr(direction, name, told)
    found = judge_pairs(evidence, np.array([[0, 1], [0, 2]]))
    assert found["direction"].tolist() == 2 * ["common template"]
    assert np.isnan(found["p_direction"][0])
    assert 0.5 < found["p_direction"][1] < 1


def test_a_family_of_one_character_counts_as_one() -> None:
    none = np.zeros(1)
    one = Chances(none.astype(int), none + 0.5, none, none + 1.0, none == 0, 1)
    assert expit(one.summarise()["mean"])[0] == pytest.approx(0.5)
    assert one.share_wide().tolist() == [1.0]


def made(rows: list[tuple[int, int, float]]) -> SimpleNamespace:
    """Evidence of holders (family, agency, time), each a report and a passage of its own."""
    family, agency, time = (np.array(column) for column in zip(*rows, strict=True))
    number = np.arange(len(rows))
    holders = Holders(family, number.copy(), agency, number, Moments(time, time))
    start = 100 * number
    passages = SimpleNamespace(start=start, end=start + 20 + number)
    nobody = np.zeros(len(rows), dtype=bool)
    return SimpleNamespace(
        holders=holders,
        mined=SimpleNamespace(passages=passages),
        weigh=lambda source, copier: pd.DataFrame(
            {"x": 1.0 * (source + copier), "names_source": 0.0}
        ),
        names_source=lambda source, copier: nobody[copier],
        are_outdone=lambda source, copier: nobody[copier],
        are_sayable=lambda source, copier, named: ~nobody[copier],
    )


def fixed(p: float) -> SimpleNamespace:
    return SimpleNamespace(predict=lambda values: np.full(len(values), p))


MODEL = DirectionModel(fixed(0.3), fixed(0.6), *(fixed(0.5) for _ in range(3)))  # type: ignore[arg-type]


def test_an_agency_gives_itself_nothing_backwards() -> None:
    evidence = made([(0, 1, 2020.1), (0, 1, 2020.1), (0, 1, 2021.1), (0, 2, 2021.2)])
    pairs = [(0, 2), (2, 0), (0, 1), (1, 0), (0, 3), (3, 0)]
    source, copier = np.array(pairs).T
    chance = weigh_gifts(evidence, source, copier, MODEL)  # type: ignore[arg-type]
    # Of two agencies the later may have given what a name gives away.
    assert chance.tolist() == [0.6, 0.0, 0.0, 0.0, 0.3, 0.3]
    none = np.empty(0, dtype=np.int64)
    assert weigh_gifts(evidence, none, none, MODEL).tolist() == []  # type: ignore[arg-type]


def test_of_an_agencys_report_of_no_year_nobody_can_say_that_it_was_the_later() -> None:
    evidence = made([(0, 1, 2020.1), (0, 1, np.inf), (0, 2, np.inf)])
    source, copier = np.array([(0, 1), (1, 0), (0, 2)]).T
    chance = weigh_gifts(evidence, source, copier, MODEL)  # type: ignore[arg-type]
    assert chance.tolist() == [0.0, 0.0, 0.3]


def test_who_is_outdone_gave_nothing_but_where_the_copy_names_him() -> None:
    evidence = made([(0, 1, 2020.1), (0, 2, 2021.1), (0, 3, 2022.1)])
    evidence.are_outdone = lambda source, copier: source == 0
    source, copier = np.array([[0, 2], [1, 2], [0, 1]]).T
    weighed = weigh_gifts(evidence, source, copier, MODEL)  # type: ignore[arg-type]
    assert weighed.tolist() == [0.0, 0.3, 0.0]
    evidence.weigh = lambda source, copier: pd.DataFrame(
        {"names_source": 1.0 * (copier == 2)}
    )
    weighed = weigh_gifts(evidence, source, copier, MODEL)  # type: ignore[arg-type]
    assert weighed.tolist() == [0.3, 0.3, 0.0]


def test_of_a_template_pairs_say_what_ties_say() -> None:
    rows = [(0, agency, 2020.1 + agency) for agency in range(3)]
    evidence = made([*rows, (0, 0, 2024.1)])
    evidence.are_sayable = lambda source, copier, named: named
    pairs = np.array([[0, 1], [0, 3]])
    found = pair_chances(evidence, pairs, MODEL)  # type: ignore[arg-type]
    # Two agencies may both have it from above; one keeps its own.
    assert (found.question.tolist(), found.forth.tolist()) == ([1], [0.6])
    for named in (0, 1):
        evidence.names_source = lambda _, copier, named=named: copier == named
        found = pair_chances(evidence, pairs, MODEL)  # type: ignore[arg-type]
        assert (found.question.tolist(), found.forth.tolist()) == ([0, 1], [0.3, 0.6])


@pytest.mark.parametrize("way", [(0, 1), (1, 0)])
def test_of_what_is_not_sayable_one_way_a_pair_says_nothing(
    way: tuple[int, int],
) -> None:
    evidence = made([(0, agency, 2020.1 + agency) for agency in range(3)])
    evidence.are_sayable = lambda source, copier, named: (
        (source != way[0]) | (copier != way[1])
    )
    pairs = np.array([[0, 1], [0, 2]])
    found = pair_chances(evidence, pairs, MODEL)  # type: ignore[arg-type]
    assert found.question.tolist() == [1]


def test_what_an_agency_held_the_year_before_no_other_gave_it() -> None:
    # Agency 1 has it in two years, agency 2 before and between.
    evidence = made([(0, 2, 2020.1), (0, 1, 2021.1), (0, 1, 2022.1), (0, 3, 2021.2)])
    pairs = np.array([[0, 1], [0, 2], [3, 2], [1, 2]])
    found = pair_chances(evidence, pairs, MODEL)  # type: ignore[arg-type]
    assert found.forth.tolist() == [0.3, 0.0, 0.0, 0.6]
    # A name that was left behind may have come from the later one.
    assert found.back.tolist() == [0.3, 0.3, 0.3, 0.0]


def test_the_share_of_templates_is_of_characters() -> None:
    rows = [(0, agency, 2020.1 + agency) for agency in range(3)]
    evidence = made([*rows, *((1, agency, 2020.1 + agency) for agency in range(4))])
    evidence.holders.report[3:] = [0, 1, 2, 3]
    pairs = np.array([[0, 1], [2, 3], [3, 4]])
    # Twenty characters of three agencies, twenty-three of four; of the last two nothing.
    found = share_templates(evidence, pairs)  # type: ignore[arg-type]
    assert found.tolist() == pytest.approx([23 / 43, 1.0, 0.0])


def test_a_family_of_four_agencies_is_a_wide_one() -> None:
    narrow = [(0, agency, 2020.1 + agency) for agency in range(3)]
    wide = [(1, agency, 2020.1 + agency) for agency in range(4)]
    evidence = made([*narrow, *wide])
    evidence.holders.report[3:] = [0, 1, 2, 3]
    found = pair_chances(evidence, np.array([[0, 1]]), MODEL)  # type: ignore[arg-type]
    assert found.wide.tolist() == [False, True]
    # The shorter of both passages counts.
    assert found.size.tolist() == [20.0, 23.0]
    assert (found.forth.tolist(), found.back.tolist()) == ([0.3, 0.3], [0.3, 0.3])


def test_how_far_the_surest_family_lies_over_each_knot() -> None:
    found = CHANCES.summarise()
    names = [name for name in found if name.startswith("best_over_")]
    assert names == [f"best_over_{knot}" for knot in (-2.0, -0.5, 0.5, 2.0)]
    # An even chance has log-odds of 0, nine in ten of log 9.
    assert found[names].iloc[0].tolist() == pytest.approx([2.0, 0.5, 0.0, 0.0])
    odds = np.log(9)
    assert found[names].iloc[2].tolist() == pytest.approx(
        [odds + 2, odds + 0.5, odds - 0.5, odds - 2]
    )


def test_the_surest_family_of_a_question_is_that_of_either_way() -> None:
    none = np.zeros(3)
    forth, back = np.array([0.2, 0.4, 0.1]), np.array([0.3, 0.0, 0.6])
    many = Chances(np.array([0, 0, 2]), forth, back, none + 20, none > 0, 3)
    assert many.surest().tolist() == [0.4, 0.0, 0.6]


def test_reports_of_nearly_one_day_name_nobody_unless_a_name_was_left() -> None:
    rows = [(0, 1, 2020.010), (0, 2, 2020.012), (0, 3, 2020.013), (0, 4, 2021.011)]
    holders = made(rows).holders
    source, copier = np.array([(0, 1), (0, 2), (0, 3)]).T
    chance, none = np.array([0.8, 0.8, 0.8]), np.zeros(3, dtype=bool)
    held = hold_back(holders, source, copier, none, chance)
    assert held.tolist() == [UNNAMED, 0.8, 0.8]
    # What lies below stays, and so does what a name says.
    assert hold_back(holders, source, copier, none, chance / 2).tolist() == 3 * [0.4]
    assert hold_back(holders, source, copier, ~none, chance).tolist() == 3 * [0.8]
