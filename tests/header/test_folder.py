from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from textmine.errors import ReadError, TextmineWarning
from textmine.header.agency import parse_agency
from textmine.header.folder import (
    apply_crosswalk,
    name_of_folders,
    read_crosswalk,
    settle_identities,
    taken_for_one,
)
from textmine.header.identity import identify
from textmine.schema import Report


def report(agency: str, source: str = "a/x.txt", **more: str) -> Report:
    who = identify(parse_agency(agency))
    parts = {"agency_id": who.agency_id, "region_code": who.region_code} | more
    return Report(
        f"{source}{agency}",
        "",
        "",
        np.zeros(1, int),
        agency=agency,
        source=source,
        **parts,
    )


def ids(*reports: Report) -> list[str]:
    return [r.agency_id for r in settle_identities(reports)]


def test_a_fuller_name_in_the_folder_tells_which_place_is_meant():
    assert set(ids(report("鼓楼区司法局"), report("福州市鼓楼区司法局"))) == {
        "350102:司法局"
    }
    short, full = report("青榆区司法局"), report("云岭省临泽川市青榆区司法局")
    assert set(ids(short, full)) == {"云岭省/临泽川市/青榆区:司法局"}


def test_two_fuller_names_tell_nothing():
    both = (report("福州市鼓楼区司法局"), report("徐州市鼓楼区司法局"))
    assert ids(report("鼓楼区司法局"), *both)[0] == "鼓楼区:司法局"


def dated(agency: str, source: str, year: int, text: str = "") -> Report:
    made = report(agency, source)
    return replace(made, report_id=source, year=year, text=text or source, evidence={})


def test_folders_named_by_places_tell_which_place_is_meant():
    for one, other in (
        ("福建省/福州市", "江苏省/南京市"),
        ("福建/福州2021", "江苏/南京"),
    ):
        both = (
            dated("鼓楼区教育局", f"{one}/a.txt", 2021),
            dated("鼓楼区教育局", f"{other}/b.txt", 2022),
        )
        assert ids(*both) == ["350102:教育局", "320106:教育局"]
    # A province that has two of them leaves it open.
    assert ids(dated("鼓楼区教育局", "江苏/a.txt", 2021)) == ["鼓楼区:教育局"]
    towns = (
        dated("城关镇人民政府", "洛溪县/a.txt", 2021),
        dated("城关镇人民政府", "清源县/b.txt", 2022),
    )
    assert ids(*towns) == ["洛溪县/城关镇:政府", "清源县/城关镇:政府"]


def test_one_name_in_two_folders_is_two_agencies_and_in_folders_of_years_one():
    apart = ids(
        dated("鼓楼区教育局", "甲批/a.txt", 2021),
        dated("鼓楼区教育局", "乙批/b.txt", 2022),
    )
    assert apart == ["鼓楼区@甲批:教育局", "鼓楼区@乙批:教育局"]
    years = ids(
        dated("鼓楼区教育局", "2021年度/a.txt", 2021),
        dated("鼓楼区教育局", "2022年度/b.txt", 2022),
    )
    assert years == ["鼓楼区:教育局"] * 2
    # A place that no list has is known by its name alone.
    assert (
        ids(
            dated("青榆区教育局", "甲批/a.txt", 2021),
            dated("青榆区教育局", "乙批/b.txt", 2022),
        )
        == ["青榆区:教育局"] * 2
    )


def test_two_reports_of_one_year_are_of_two_agencies():
    three = [
        dated("城关镇人民政府", f"{k}.txt", y)
        for k, y in ((1, 2021), (2, 2021), (3, 2022))
    ]
    assert len(set(ids(*three))) == 3
    # Copies, and a report that puts the first right, are no second agency's.
    copy = [dated("城关镇人民政府", f"{k}.txt", 2021, "同") for k in (1, 2)]
    assert set(ids(*copy)) == {"城关镇:政府"}
    right = [dated("城关镇人民政府", name, 2021) for name in ("1.txt", "1更正.txt")]
    assert set(ids(*right)) == {"城关镇:政府"}


def test_a_fuller_name_of_the_same_year_is_another_agency():
    full = dated("洛溪县城关镇人民政府", "1.txt", 2021)
    short = [dated("城关镇人民政府", f"{k}.txt", k) for k in (2021, 2022)]
    assert ids(full, *short) == ["洛溪县/城关镇:政府", "城关镇:政府", "城关镇:政府"]
    assert set(ids(full, short[1])) == {"洛溪县/城关镇:政府"}


def test_a_name_of_no_known_place_is_taken_for_one_and_told():
    rows = [dated("鼓楼区教育局", f"{k}.txt", k) for k in (2021, 2022)]
    rows += [dated("青榆区教育局", f"b{k}.txt", k) for k in (2021, 2022)]
    rows += [dated("福州市鼓楼区司法局", f"c{k}.txt", k) for k in (2021, 2022)]
    names = ("agency", "agency_id", "region_code", "province", "year")
    frame = pd.DataFrame([[getattr(r, n) for n in names] for r in rows], columns=names)
    assert taken_for_one(frame) == {"鼓楼区教育局": 2}
    given = frame.assign(agency_id=["x:教育局"] * 2 + list(frame["agency_id"][2:]))
    assert taken_for_one(given) == {}


def test_another_folder_and_another_body_tell_nothing():
    assert (
        ids(report("鼓楼区司法局"), report("福州市鼓楼区司法局", "b/x.txt"))[0]
        == "鼓楼区:司法局"
    )
    assert (
        ids(report("鼓楼区司法局"), report("福州市鼓楼区财政局"))[0] == "鼓楼区:司法局"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_crosswalk_as_spreadsheets_save_it(tmp_path, encoding):
    file = tmp_path / "crosswalk.csv"
    file.write_text("earlier, later\n1:甲局,2:乙局\n", encoding=encoding)
    assert read_crosswalk(file) == {"1:甲局": "2:乙局"}


def test_a_crosswalk_with_chinese_heads(tmp_path):
    file = tmp_path / "crosswalk.csv"
    file.write_text("原机关,现机关\n1:甲局,2:乙局\n", encoding="utf-8")
    assert read_crosswalk(file) == {"1:甲局": "2:乙局"}


def test_a_crosswalk_joins_what_the_user_knows(tmp_path):
    file = tmp_path / "crosswalk.csv"
    file.write_text("earlier,later\n青榆区工务局,青榆区建设署\n", encoding="utf-8")
    pairs = read_crosswalk(file)
    old, new = apply_crosswalk([report("青榆区工务局"), report("青榆区建设署")], pairs)
    assert old.agency_id == new.agency_id == "青榆区:建设署"
    assert old.evidence["agency_id"] == ("crosswalk.csv", 1.0)


@pytest.mark.parametrize(
    ("text", "match"), [("a,b\n", "no column"), ("earlier,later\n某局,\n", "line 2")]
)
def test_a_crosswalk_that_cannot_be_read_says_why(tmp_path, text, match):
    file = tmp_path / "crosswalk.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=match):
        read_crosswalk(file)


def listed(source: str, agency_id: str = "洛溪县:教育局", **given: str) -> Report:
    """A report of an agency of which a manifest gives some fields."""
    made = replace(report("洛溪县教育局", source), agency_id=agency_id)
    return replace(made, **given, evidence=dict.fromkeys(given, ("manifest", 1.0)))


def inferred(source: str, agency_id: str = "洛溪县:教育局", **known: str) -> Report:
    """A report of the same that no manifest lists."""
    made = replace(report("洛溪县教育局", source), agency_id=agency_id)
    return replace(made, **known, evidence={})


def test_what_a_manifest_says_of_some_reports_is_said_of_all_of_the_agency():
    some = listed("2020", province="岚海省", level="county", agency_type="教育局")
    other = inferred("2021", level="county")
    with pytest.warns(
        TextmineWarning, match="^1 report of 1 agency got agency_type, province from"
    ):
        same, filled = settle_identities([some, other])
    assert same == some
    told = (filled.province, filled.level, filled.agency_type, filled.region)
    assert told == ("岚海省", "county", "教育局", "")
    assert filled.evidence["province"][0].startswith("manifest, of another report")
    assert "level" not in filled.evidence


@pytest.mark.parametrize(
    "others",
    [
        # Another agency; another report that says otherwise, by a manifest or by its text.
        [inferred("2021", agency_id="洛溪县:财政局")],
        [inferred("2021"), listed("2022", province="云岭省")],
        [inferred("2021"), inferred("2022", province="云岭省")],
        # No agency known.
        [inferred("2021", agency_id="")],
    ],
)
def test_nothing_is_filled_where_something_speaks_against_it(others, recwarn):
    reports = [listed("2020", province="岚海省"), *others]
    assert [r.province for r in settle_identities(reports)] == [
        r.province for r in reports
    ]
    assert not recwarn


def test_agencies_that_may_be_several_are_not_filled():
    """A name that fits several places is taken for one agency, and may be two."""
    told = replace(
        report("鼓楼区司法局", "a/2020.txt", agency_type="department"),
        evidence={"agency_type": ("manifest", 1.0)},
    )
    other = report("鼓楼区司法局", "a/2021.txt")
    assert [r.agency_type for r in settle_identities([told, other])] == [
        "department",
        "",
    ]


def test_without_a_manifest_nothing_is_taken_from_other_reports():
    reports = [inferred("2020", province="岚海省"), inferred("2021")]
    assert [r.province for r in settle_identities(reports)] == ["岚海省", ""]


def test_folders_of_years_are_one_folder():
    short = dated("柳荫坡镇人民政府", "x/2022/a.txt", 2022)
    full = dated("临泽川市青榆区柳荫坡镇人民政府", "x/2021年/b.txt", 2021)
    assert len(set(ids(short, full))) == 1
    elsewhere = dated("临泽川市青榆区柳荫坡镇人民政府", "y/b.txt", 2021)
    assert len(set(ids(short, elsewhere))) == 2


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ((), ""),
        (("2020",), ""),
        (("青榆区民政局", "2020年", "年报"), "青榆区民政局"),
        (("青榆区", "民政局"), "青榆区民政局"),
        (("年报", "民政局"), ""),
        (("青榆区商务局", "民政局"), ""),
        (("青榆区民政局", "乡镇"), ""),
        (("青榆区民政局", "corpus", "2020"), ""),
    ],
)
def test_agencies_that_folders_are_called_after(parts, name):
    assert name_of_folders(parts) == name


def test_zones_without_a_name_are_kept_apart():
    here = dated("高新区管委会", "x/a.txt", 2021)
    there = dated("高新区管委会", "y/b.txt", 2020)
    assert len(set(ids(here, there))) == 2
    again = dated("高新区管委会", "x/b.txt", 2020)
    assert len(set(ids(here, again))) == 1


def test_a_town_that_no_list_has_reports_once_a_year():
    here = dated("柳荫坡镇人民政府", "x/a.txt", 2021)
    same = dated("柳荫坡镇人民政府", "y/b.txt", 2021)
    before = dated("柳荫坡镇人民政府", "y/b.txt", 2020)
    assert len(set(ids(here, same))) == 2
    assert len(set(ids(here, before))) == 1
    # Two of one folder are a report and one put right; a name that says more is of one place.
    assert len(set(ids(here, dated("柳荫坡镇人民政府", "x/b.txt", 2021)))) == 1
    full = [dated("青榆区柳荫坡镇人民政府", f"{f}/a.txt", 2021) for f in "xy"]
    assert len(set(ids(*full))) == 1
