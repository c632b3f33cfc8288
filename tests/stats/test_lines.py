import pandas as pd
import pytest

from textmine.stats.lines import (
    agency_keys,
    find_kin,
    find_merged,
    find_twins,
    join_agencies,
)


def frame(*rows: tuple[str, int]) -> pd.DataFrame:
    ids, years = zip(*rows, strict=True)
    return pd.DataFrame({"agency_id": ids, "year": years, "level": "county"})


def lines(*rows: tuple[str, int], **options: bool) -> list[str]:
    return join_agencies(frame(*rows), **options)["line"].tolist()


def test_a_body_and_what_it_was_called_before_are_one_line():
    rows = [("1:工商局", 2017), ("1:市场监管局", 2019), ("2:工商局", 2018)]
    assert lines(*rows) == ["1:市场监管局", "1:市场监管局", "2:工商局"]
    assert lines(*rows, successors=False) == [name for name, _ in rows]


def test_several_that_became_one_were_several_until_then():
    rows = [("1:工商局", 2017), ("1:质监局", 2018), ("1:市场监管局", 2019)]
    assert lines(*rows) == [name for name, _ in rows]
    assert find_merged(frame(*rows)) == {
        "1:市场监管局": {
            "1:工商局": "工商局→市场监管局 (2014–2019)",
            "1:质监局": "质监局→市场监管局 (2014–2019)",
        }
    }
    assert find_merged(frame(*rows[:1], *rows[2:])) == {}
    assert find_merged(pd.DataFrame({"agency_id": ["1:工商局"]})) == {}
    # The line of one of them that had another name before goes on up to the merger.
    longer = [
        ("1:广电局", 2009),
        ("1:文广新局", 2014),
        ("1:旅游局", 2017),
        ("1:文旅局", 2020),
    ]
    assert lines(*longer) == ["1:文广新局", "1:文广新局", "1:旅游局", "1:文旅局"]


def test_several_that_became_one_are_told():
    rows = [("1:工商局", 2017), ("1:质监局", 2018), ("1:市场监管局", 2019)]
    reports = frame(*rows).assign(region="某县", agency_type="")
    twins = find_twins(reports.assign(agency=["甲", "乙", "丙"]))
    assert [pair[:2] for pair in twins] == [("甲", "丙"), ("乙", "丙")]
    assert twins[0][2] == "one of 2 that became it: 工商局→市场监管局 (2014–2019)"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("移民局", "水利局"), ("法制办", "司法局"), ("乡村振兴局", "农业农村局")],
)
def test_a_body_that_was_absorbed_stays_apart(earlier, later):
    """Also where the older reports of the one that took it in are missing."""
    rows = [(f"1:{earlier}", 2018), (f"1:{later}", 2019), (f"1:{later}", 2024)]
    if earlier == "乡村振兴局":
        rows = [(f"1:{earlier}", 2022), (f"1:{later}", 2024)]
    assert lines(*rows) == [name for name, _ in rows]


def test_a_line_runs_over_several_reforms():
    joined = join_agencies(
        frame(("1:卫生局", 2012), ("1:卫计委", 2015), ("1:卫健局", 2020))
    )
    assert joined["line"].nunique() == 1
    assert (
        joined["joined_by"][0] == "卫生局→卫计委 (2013–2015); 卫计委→卫健局 (2018–2019)"
    )
    assert joined["joined_by"][2] == ""


def test_a_body_that_was_there_before_is_no_successor():
    rows = [("1:乡村振兴局", 2022), ("1:农业农村局", 2021), ("1:农业农村局", 2024)]
    assert lines(*rows) == [name for name, _ in rows]


def test_reports_of_years_outside_the_reform_are_not_joined():
    assert lines(("1:工商局", 2009), ("1:市场监管局", 2010)) == [
        "1:工商局",
        "1:市场监管局",
    ]


def test_names_join_where_no_id_is_known():
    reports = pd.DataFrame({"agency": ["某局", None], "agency_id": ["", "1:司法局"]})
    assert agency_keys(reports).tolist() == ["某局", "1:司法局"]
    assert join_agencies(pd.DataFrame({"report_id": ["a"]}))["line"].tolist() == [""]


@pytest.mark.parametrize(
    ("ids", "years", "n"),
    [
        (["鼓楼区:司法局", "350102:司法局"], [2020, 2021], 1),
        (["鼓楼区:司法局", "350102:财政局"], [2020, 2021], 0),
        (["350102:行政审批局", "350102:政务服务局"], [2019, 2021], 1),
        (["鼓楼区:行政审批局", "鼓楼区:政务服务局"], [2019, 2021], 0),
        (["350102:行政审批局", "350102:政务服务局"], [2019, None], 0),
        (["350102:行政审批局", "350102:政务服务局"], [2020, 2020], 0),
        (["350102:工商局", "350102:市场监管局"], [2018, 2019], 0),
    ],
)
def test_likely_twins(ids, years, n):
    reports = pd.DataFrame(
        {"agency": ids, "agency_id": ids, "year": years, "level": "county"}
    )
    assert len(find_twins(reports.assign(region="鼓楼区", agency_type="同"))) == n


def test_twins_are_named_in_the_order_of_their_years():
    ids = ["350102:行政审批局", "350102:政务服务局"]
    reports = pd.DataFrame({"agency": ids, "agency_id": ids, "year": [2021, 2020]})
    reports = reports.assign(level="county", region="鼓楼区", agency_type="同")
    (twins,) = find_twins(reports)
    assert twins[:2] == (ids[1], ids[0])


def test_reports_of_no_known_year_say_nothing_of_a_succession():
    rows = [("1:工商局", None), ("1:市场监管局", 2019)]
    assert lines(*rows) == [name for name, _ in rows]


def test_each_renaming_of_a_row_of_three_is_told():
    ids = ["350102:甲办", "350102:乙办", "350102:丙办"]
    years = [2016, 2018, 2020]
    reports = pd.DataFrame(
        {"agency": ids, "agency_id": ids, "year": years, "level": "county"}
    )
    twins = find_twins(reports.assign(region="鼓楼区", agency_type="同"))
    assert [(one, other) for one, other, _ in twins] == list(
        zip(ids, ids[1:], strict=False)
    )


def test_the_order_of_the_rows_does_not_change_who_may_be_a_twin():
    # Two begin in the same year: which of them follows the first is told by their ids.
    ids = ["350102:甲办", "350102:乙办", "350102:丙办"]
    reports = pd.DataFrame(
        {"agency": ids, "agency_id": ids, "year": [2016, 2018, 2018]}
    )
    reports = reports.assign(level="county", region="鼓楼区", agency_type="同")
    found = find_twins(reports)
    assert len(found) == 1
    for order in ([2, 1, 0], [1, 2, 0], [0, 2, 1], [1, 0, 2]):
        assert find_twins(reports.iloc[order]) == found


def test_twins_come_in_order_of_their_places_and_names():
    ids = [
        f"{place}:{name}" for place in ("350103", "350102") for name in ("乙办", "甲办")
    ]
    reports = pd.DataFrame({"agency": ids, "agency_id": ids, "year": [2018, 2016] * 2})
    reports = reports.assign(level="county", region="鼓楼区", agency_type="同")
    pairs = [(one, other) for one, other, _ in find_twins(reports)]
    assert pairs == [(ids[3], ids[2]), (ids[1], ids[0])]
    ids = ["1:a办", "1:b办", "1:c办", "1:d办"]
    kinds = pd.DataFrame({"agency": ids, "agency_id": ids, "year": [2016, 2018] * 2})
    kinds = kinds.assign(level="", region="", agency_type=["甲", "甲", "乙", "乙"])
    assert [one for one, *_ in find_twins(kinds)] == ["1:c办", "1:a办"]
    ids = reports["agency"].tolist()
    kinds = reports.assign(agency_type=["乙", "甲", "乙", "乙"])
    assert [one for one, *_ in find_twins(kinds)] == [ids[3]]
    # Of no known kind nothing is said.
    assert find_twins(reports.assign(agency_type="")) == []


def test_the_last_name_of_an_agency_is_the_one_that_is_told():
    ids = ["350102:甲办", "350102:甲办", "350102:乙办"]
    reports = pd.DataFrame(
        {"agency": ["甲", "甲办", "乙办"], "agency_id": ids, "year": [2015, 2016, 2018]}
    )
    (twins,) = find_twins(reports.assign(level="", region="", agency_type="同"))
    assert twins[:2] == ("甲办", "乙办")


@pytest.mark.parametrize(
    ("ids", "regions", "pairs"),
    [
        # An open place beside two known ones of its name; not beside one of another name or body.
        (["鼓楼:甲", "1:甲", "2:甲"], ["鼓楼"] * 3, [(0, 1), (0, 2)]),
        (["鼓楼:甲", "1:甲"], ["鼓楼", "东区"], []),
        (["鼓楼:甲", "1:乙"], ["鼓楼"] * 2, []),
        # All open, or all known: nothing to join.
        (["鼓楼:甲", "某区:甲"], ["鼓楼"] * 2, []),
        (["1:甲", "2:甲"], ["鼓楼"] * 2, []),
        # One agency with several reports is one.
        (["鼓楼:甲", "鼓楼:甲", "1:甲"], ["鼓楼"] * 3, [(0, 2)]),
        (["", "1:甲"], ["鼓楼"] * 2, []),
        (["鼓楼@一:甲", "鼓楼@二:乙"], ["鼓楼"] * 2, []),
    ],
)
def test_an_open_place_may_be_each_known_one_of_its_name(ids, regions, pairs):
    reports = pd.DataFrame({"agency": [f"{k}局" for k in range(len(ids))]})
    reports = reports.assign(agency_id=ids, region=regions, year=2020, agency_type="")
    found = [(one, other) for one, other, _ in find_twins(reports)]
    assert found == [(f"{i}局", f"{j}局") for i, j in pairs]


def test_namesakes_that_are_told_apart_are_named_by_their_ids():
    ids = ["鼓楼@一:甲", "鼓楼@二:甲", "鼓楼@三:乙", "东区@一:乙"]
    reports = pd.DataFrame({"agency": "鼓楼甲", "agency_id": ids, "year": 2020})
    found = find_twins(reports.assign(region=ids, agency_type=""))
    assert found == [(ids[0], ids[1], "their name fits several places")]


def test_runs_of_years_reach_from_the_first_to_the_last_report():
    rows = [("1:工商局", 2018), ("1:工商局", 2012), ("1:市场监管局", 2020)]
    joined = ["1:市场监管局"] * 3
    assert lines(*rows, ("1:市场监管局", 2019)) == [*joined, joined[0]]
    # A report of the later one from the same year as the last of the earlier: both were there.
    assert lines(*rows, ("1:市场监管局", 2018)) == [row[0] for row in rows] + [
        joined[0]
    ]


def test_another_place_takes_nothing_over():
    rows = [("1:工商局", 2018), ("2:市场监管局", 2019)]
    assert lines(*rows) == [name for name, _ in rows]


@pytest.mark.parametrize("index", [[0, 1, 2], [0, 1, 0], [0, 0, 0]])
def test_rows_of_partitions_that_share_a_number_are_told_apart(index):
    ids = ["鼓楼区:司法局", "350102:司法局", "320106:司法局"]
    reports = pd.DataFrame({"agency": ids, "agency_id": ids, "year": 2020})
    reports = reports.assign(level="county", region="鼓楼区", agency_type="同")
    pairs = {twins[:2] for twins in find_twins(reports.set_axis(index))}
    assert pairs == {(ids[0], ids[1]), (ids[0], ids[2])}


@pytest.mark.parametrize("town", ["柳荫坡镇:政府", "洛溪县/柳荫坡镇:政府"])
def test_a_county_is_no_twin_of_its_towns(town):
    """Also where a manifest gives the county as the region of its towns."""
    ids = ["洛溪县:政府", town, "350102/柳荫坡镇:政府", "350102/青石镇:政府"]
    reports = pd.DataFrame({"agency": ids, "agency_id": ids, "year": 2020})
    reports = reports.assign(level="township", region="洛溪县", agency_type="同")
    assert [twins[:2] for twins in find_twins(reports)] == [(town, ids[2])]


def test_reports_of_no_known_agency_have_no_twins():
    reports = pd.DataFrame({"agency": [""], "agency_id": [""], "year": [2020]})
    reports = reports.assign(level="", region="", agency_type="")
    assert find_twins(reports) == []


@pytest.mark.parametrize(
    ("ids", "kinds", "regions", "kin"),
    [
        # One task under two names, one after the other in one place.
        (["900101:水利局", "900101:水务局"], ["水利局", "水务局"], ["洛溪县"] * 2, 1),
        (["900101:水利局", "900102:水务局"], ["水利局", "水务局"], ["洛溪县"] * 2, 0),
        (["900101:水利局", "900101:财政局"], ["水利局", "财政局"], ["洛溪县"] * 2, 0),
        # A town that became a subdistrict; towns of another name, or another county, are others.
        (
            ["900101130:政府", "900101/芦汀街道:政府"],
            ["镇政府", "街道办事处"],
            ["芦汀镇", "芦汀街道"],
            1,
        ),
        (
            ["900101130:政府", "900101/苇汀街道:政府"],
            ["镇政府", "街道办事处"],
            ["芦汀镇", "苇汀街道"],
            0,
        ),
        (
            ["900101130:政府", "900102/芦汀街道:政府"],
            ["镇政府", "街道办事处"],
            ["芦汀镇", "芦汀街道"],
            0,
        ),
    ],
)
@pytest.mark.parametrize(("years", "apart"), [((2019, 2022), 1), ((2019, 2019), 0)])
def test_agencies_that_may_be_one_are_kin(ids, kinds, regions, kin, years, apart):
    reports = pd.DataFrame({"agency": ids, "agency_id": ids, "agency_type": kinds})
    reports = reports.assign(region=regions, level="county", year=years)
    pairs = [tuple(ids)] * kin * apart
    assert find_kin(reports) == pairs
    assert [twins[:2] for twins in find_twins(reports)] == pairs


def test_who_went_into_another_and_namesakes_are_kin():
    ids = ["1:工商局", "1:质监局", "1:市场监管局", "鼓楼@一:甲", "鼓楼@二:甲"]
    reports = pd.DataFrame({"agency": ids, "agency_id": ids, "agency_type": ""})
    reports = reports.assign(region=ids, level="county", year=[2018, 2018, 2019, 1, 1])
    assert set(find_kin(reports)) == {
        (ids[0], ids[2]),
        (ids[1], ids[2]),
        (ids[3], ids[4]),
    }
