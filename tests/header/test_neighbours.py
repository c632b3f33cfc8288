import pytest

from textmine.header.candidates import Candidate, make_candidate
from textmine.header.choice import doubt_neighbours, settle_neighbours
from textmine.header.read import Header, read_header

LEFT, OWN = "霜岭县水利局", "洛溪县水利局"
DATED = f"\n{OWN}\n2023年1月18日\n"


def header(preamble: str, signature: str = "", filename: str = "") -> Header:
    text = f"2022年政府信息公开工作年度报告\n{preamble}\n一、总体情况\n我局公开信息120条。\n"
    return read_header(text + "全年平稳。\n" * 9 + signature, filename=filename)


def named(name: str, rule: str, sure: float = 0.9) -> Candidate:
    return make_candidate(name, rule, sure)


@pytest.mark.parametrize(
    "preamble",
    [
        f"现公布{LEFT}2022年度政府信息公开工作报告。",
        f"本报告由{LEFT}编制。",
        f"如有疑问，请与{LEFT}办公室联系（电话：0999-123456）。",
    ],
)
def test_a_neighbours_name_left_in_the_preamble_falls_to_the_signature(preamble):
    read = header(preamble, DATED)
    assert (read.agency, read.agency_id) == (OWN, "洛溪县:水利局")
    assert read.confidence <= 0.7
    assert LEFT in read.evidence["agency_conflict"][0]


def test_one_weaker_voice_is_noted_and_two_of_them_decide():
    preamble = f"现公布{LEFT}2022年度政府信息公开工作报告。"
    read = header(preamble, filename=f"{OWN}2022年政府信息公开年报.txt")
    assert (read.agency, read.confidence) == (LEFT, 0.7)
    assert read.evidence["agency_conflict"] == (f"file name {OWN}", 0.0)
    both = header(preamble, f"\n{OWN}\n", f"{OWN}2022年政府信息公开年报.txt")
    assert both.agency == OWN


def test_a_title_keeps_its_agency_and_the_signature_is_noted():
    text = f"{OWN}2022年政府信息公开工作年度报告\n一、总体情况\n" + "全年平稳。\n" * 9
    read = read_header(text + f"{LEFT}\n2023年1月18日\n")
    assert (read.agency, read.confidence) == (OWN, 0.7)
    assert read.evidence["agency_conflict"] == (f"signature {LEFT}", 0.0)


@pytest.mark.parametrize(
    "other",
    [
        "临泽川市洛溪县水利局",  # a fuller form
        "溪县水利局",  # a name that was cut
        "洛溪县教育局",  # another body of the place
        "洛溪县人民政府",
        "水利部",
    ],
)
def test_other_forms_and_other_bodies_are_no_neighbours(other):
    own = named(OWN, "preamble")
    assert settle_neighbours(own, [own, named(other, "signature")]) == own
    assert doubt_neighbours(own, [own, named(other, "signature")]) == (own, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("临泽川市公安局青榆分局", "临泽川市公安局"),
        ("文登市司法局", "威海市文登区司法局"),
        ("青螺高新区管委会", "青螺高新技术产业开发区管理委员会"),
    ],
)
def test_a_branch_an_old_name_and_a_zone_written_otherwise_are_no_neighbours(
    one, other
):
    own = named(one, "preamble")
    assert settle_neighbours(own, [own, named(other, "signature")]) == own


def test_two_districts_of_one_name_in_two_cities_are_neighbours():
    own = named("福州市鼓楼区司法局", "signature", 0.85)
    left = named("南京市鼓楼区司法局", "preamble")
    assert settle_neighbours(left, [left, own]) == own
