from textmine.header.candidates import make_candidate
from textmine.header.choice import choose


def chosen(names: list[tuple[str, str]], text: str = "") -> tuple[str, str]:
    candidate = choose([make_candidate(name, rule, 0.9) for name, rule in names], text, 2020)
    return (candidate.name, candidate.rule) if candidate else ("", "")


def test_the_fullest_form_of_the_same_agency_is_taken():
    names = [
        ("北桥街道", "title"),
        ("青榆区北桥街道办事处", "preamble"),
        ("临泽川市青榆区北桥街道办事处", "contact"),
        ("临泽川市青榆区南桥街道办事处", "signature"),
    ]
    assert chosen(names) == ("临泽川市青榆区北桥街道办事处", "title, completed from contact")


def test_another_body_of_the_place_completes_nothing():
    names = [("青榆区商务局", "title"), ("临泽川市青榆区财政局", "preamble")]
    assert chosen(names) == ("青榆区商务局", "title")


def test_a_name_must_fit_what_the_report_calls_itself():
    names = [("临泽川市商务局", "preamble"), ("临泽川市信息中心", "contact")]
    assert chosen(names, "我中心公开信息九条，我中心没有申请。")[0] == "临泽川市信息中心"
    assert chosen(names, "我局公开信息九条。")[0] == "临泽川市商务局"


def test_a_bare_street_office_is_written_out():
    assert chosen([("北桥街道办", "title")])[0] == "北桥街道办事处"


def test_a_title_without_its_place_tells_the_type_of_the_name_that_has_one():
    names = [("区卫健局", "title"), ("临泽川市青榆区卫生健康委员会", "publisher")]
    assert chosen(names, "我局公开信息九条，我局没有申请。")[0] == "临泽川市青榆区卫生健康委员会"
    names = [("区卫健局", "title"), ("临泽川市青榆区财政委员会", "publisher")]
    assert chosen(names, "我局公开信息九条，我局没有申请。")[0] == ""
