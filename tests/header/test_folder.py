import numpy as np
import pytest

from textmine.errors import ReadError
from textmine.header.agency import parse_agency
from textmine.header.folder import apply_crosswalk, read_crosswalk, settle_identities
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
