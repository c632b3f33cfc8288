from textmine.resources.successors import Succession, successions


def find(earlier: str, later: str) -> Succession:
    return next(s for s in successions() if (s.earlier, s.later) == (earlier, later))


def test_the_earlier_run_ends_before_the_later_one_begins():
    change = find("工商局", "市场监管局")
    assert change.holds_for(2017, 2018, "county")
    assert not change.holds_for(2019, 2019, "county")
    assert not change.holds_for(2020, 2021, "county")
    assert not change.holds_for(2009, 2011, "county")


def test_a_change_of_counties_does_not_hold_for_provinces():
    change = find("教育局", "教体局")
    assert change.holds_for(2018, 2019, "county")
    assert not change.holds_for(2018, 2019, "province")


def test_each_change_names_its_document_and_runs_forward():
    assert all(
        s.source and s.from_year <= s.to_year and s.earlier != s.later
        for s in successions()
    )


def test_a_change_says_whether_the_body_goes_on():
    assert {s.how for s in successions()} == {"goes on", "absorbed"}
    assert not find("移民局", "水利局").holds_for(2018, 2019, "county")
