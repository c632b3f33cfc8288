import pytest

from textmine.header.candidates import make_candidate
from textmine.header.choice import choose, choose_subject
from textmine.header.read import read_header


def chosen(names: list[tuple[str, str]], text: str = "") -> tuple[str, str]:
    candidate = choose(
        [make_candidate(name, rule, 0.9) for name, rule in names], text, 2020
    )
    return (candidate.name, candidate.rule) if candidate else ("", "")


def test_the_fullest_form_of_the_same_agency_is_taken():
    names = [
        ("北桥街道", "title"),
        ("青榆区北桥街道办事处", "preamble"),
        ("临泽川市青榆区北桥街道办事处", "contact"),
        ("临泽川市青榆区南桥街道办事处", "signature"),
    ]
    assert chosen(names) == (
        "临泽川市青榆区北桥街道办事处",
        "title, completed from contact",
    )


def test_another_body_of_the_place_completes_nothing():
    names = [("青榆区商务局", "title"), ("临泽川市青榆区财政局", "preamble")]
    assert chosen(names) == ("青榆区商务局", "title")


def test_a_name_without_a_place_is_completed_by_the_very_name_only():
    assert (
        chosen([("望澜监狱", "title"), ("云岭省望澜监狱", "preamble")])[0]
        == "云岭省望澜监狱"
    )
    assert (
        chosen([("望澜监狱", "title"), ("云岭省青榆监狱", "preamble")])[0] == "望澜监狱"
    )
    assert (
        chosen([("望江学校", "title"), ("云桐县望江学校", "contact")])[0]
        == "云桐县望江学校"
    )
    assert chosen([("商务部", "title"), ("云岭省商务厅", "preamble")])[0] == "商务部"


def test_a_name_must_fit_what_the_report_calls_itself():
    names = [("临泽川市商务局", "preamble"), ("临泽川市信息中心", "contact")]
    assert (
        chosen(names, "我中心公开信息九条，我中心没有申请。")[0] == "临泽川市信息中心"
    )
    assert chosen(names, "我局公开信息九条。")[0] == "临泽川市商务局"


def test_a_bare_street_office_is_written_out():
    assert chosen([("北桥街道办", "title")])[0] == "北桥街道办事处"


def test_a_title_without_its_place_tells_the_type_of_the_name_that_has_one():
    names = [("区卫健局", "title"), ("临泽川市青榆区卫生健康委员会", "publisher")]
    assert (
        chosen(names, "我局公开信息九条，我局没有申请。")[0]
        == "临泽川市青榆区卫生健康委员会"
    )
    names = [("区卫健局", "title"), ("临泽川市青榆区财政委员会", "publisher")]
    assert chosen(names, "我局公开信息九条，我局没有申请。")[0] == ""


def test_a_name_of_its_own_needs_no_place_in_the_title_and_is_less_sure():
    named = make_candidate("望澜监狱", "title", 0.97)
    listed = make_candidate("樟树市商务局", "title", 0.97)
    unknown = make_candidate("樟树市粮库", "title", 0.97)
    sure = [choose([one], "", 2020).confidence for one in (listed, named, unknown)]
    assert sure == sorted(sure, reverse=True) and len(set(sure)) == 3


def test_a_name_without_a_place_counts_by_where_it_stands():
    assert chosen([("云岭日报社", "publisher")]) == ("", "")
    assert chosen([("云岭财经学院", "preamble")])[0] == "云岭财经学院"
    assert chosen([("云岭财经学院", "preamble")], "我局公开，我局没有申请。") == (
        "",
        "",
    )
    assert chosen([("第三实验小学", "title")]) == ("", "")


def test_a_bare_zone_is_written_out_as_it_is_printed():
    zone = "平水经济技术开发区"
    committee = zone + "管理委员会"
    assert chosen([(zone, "title"), (committee, "signature")])[0] == committee
    assert chosen([(zone, "title")])[0] == zone


@pytest.mark.parametrize(
    ("office", "own", "government"),
    [
        ("柳荫坡乡人民政府办公室", "我乡", "柳荫坡乡人民政府"),
        ("樟树市人民政府信息公开办公室", "我市", "樟树市人民政府"),
        ("樟树市人民政府办公室", "我办", "樟树市人民政府办公室"),
    ],
)
def test_the_office_to_be_asked_stands_for_a_place_that_speaks_of_itself(
    office, own, government
):
    assert chosen([(office, "contact")], f"{own}公开信息九条，{own}没有申请。")[0] == (
        government
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("一、总体情况\n2020年，青榆县民政局依托网站公开信息九条。", "青榆县民政局"),
        ("2024年，按照县里要求，青榆县民政局不断规范政务公开。", "青榆县民政局"),
        ("国家税务总局青榆县税务局2022年公开信息九条。", "国家税务总局青榆县税务局"),
        ("青榆县高新区管理委员会公开信息九条。", "青榆县高新区管理委员会"),
        # Of what others do nothing is taken, nor of two that are named as often.
        ("青榆县审计局对我局进行了检查。我局公开信息九条。", ""),
        ("青榆县民政局公开信息九条，青榆县水利局公开信息两条。", ""),
        ("青榆县公开信息九条。", ""),
        ("根据青榆县民政局《关于公开的通知》要求，公开信息九条。", ""),
        ("各镇公开信息九条，现将我乡公开情况说明如下。", ""),
        # A hospital is nobody's 我局.
        ("青榆县医院公开信息九条。我局无申请。", ""),
        ("青榆县民政局公开一条，青榆县医院公开两条，我局无申请。", "青榆县民政局"),
    ],
)
def test_a_page_without_its_head_is_of_the_one_agency_that_it_speaks_of(text, name):
    subject = choose_subject(text, 2020)
    assert (subject.name if subject else "") == name


def test_a_name_that_is_said_more_often_goes_before_another():
    text = "青榆县水利局公开一条。青榆县民政局公开一条，2020年，青榆县民政局发布两条。"
    assert choose_subject(text, 2020).name == "青榆县民政局"
    assert choose_subject(text, 2020).confidence == 0.5


@pytest.mark.parametrize(
    ("title", "printed", "name"),
    [
        ("青榆县发改局", "青榆县发展和改革局", "青榆县发展和改革局"),
        ("青榆县残联", "青榆县残疾人联合会", "青榆县残疾人联合会"),
        ("青榆县政府办", "青榆县人民政府办公室", "青榆县人民政府办公室"),
        ("青榆高新区管委会", "青榆高新区管理委员会", "青榆高新区管理委员会"),
        # Not the same place, not the same body, not the same word shortened.
        ("青榆县发改局", "临泽川市发展和改革局", "青榆县发改局"),
        ("青榆县发改局", "青榆县水利局", "青榆县发改局"),
        ("青榆县供销联社", "青榆县供销合作社", "青榆县供销联社"),
        # What is written out already stays.
        ("青榆县发展和改革局", "青榆县发改局", "青榆县发展和改革局"),
    ],
)
def test_a_short_name_is_written_out_where_the_report_does(title, printed, name):
    found, rule = chosen([(title, "title"), (printed, "signature")])
    assert found == name
    assert rule == ("title, written out in signature" if name == printed else "title")


def test_a_branch_of_the_centre_is_completed_by_its_whole_name():
    names = [("望澜调查队", "title"), ("国家统计局望澜调查队", "preamble")]
    assert chosen(names)[0] == "国家统计局望澜调查队"


@pytest.mark.parametrize("own", ["管委会", "我管委会", "2013年管委会"])
def test_the_committee_of_a_bare_zone_is_written_out_where_it_tells_what_it_did(own):
    zone = "平水经济技术开发区"
    text = f"一、概况\n{own}公开信息九条。"
    assert chosen([(zone, "title")], text)[0] == zone + "管理委员会"
    assert chosen([(zone, "title")], "一、概况\n管委会网站公开九条。")[0] == zone
    assert chosen([("平水经济技术开发区商务局", "title")], text)[0].endswith("商务局")


def test_a_short_name_is_written_out_where_the_body_of_the_text_does():
    text = "一、概述青榆县归侨侨眷联合会高度重视，公开信息九条。"
    assert chosen([("青榆县侨联", "title")], text) == (
        "青榆县归侨侨眷联合会",
        "title, written out in mentioned",
    )
    other = text.replace("青榆县", "望澜县")
    assert chosen([("青榆县侨联", "title")], other) == ("青榆县侨联", "title")


@pytest.mark.parametrize(
    ("title", "fuller"),
    [
        ("西站开发区管委会", "塔湖县西站开发区管委会"),
        ("石笋风景名胜区管委会", "望岫区石笋风景名胜区管委会"),
        ("经济开发区管理委员会", "定川市经济开发区管理委员会"),
    ],
)
def test_a_zone_is_completed_by_the_unlisted_place_before_it(title, fuller):
    assert chosen([(title, "title"), (fuller, "contact")])[0] == fuller
    assert chosen([(title, "title")], f"首页 > {fuller} > 年报\n")[0] == fuller
    other = f"{fuller[:3]}东站开发区管委会"
    assert chosen([(title, "title"), (other, "contact")])[0] == title


@pytest.mark.parametrize(
    "text",
    [
        "结合国家税务总局青榆县税务局政府信息公开工作撰写。",
        "来源：国家税务总局青榆县税务局\n我局公开信息。",
    ],
)
def test_a_branch_is_named_with_the_body_of_the_centre_where_the_text_does(text):
    names = [("青榆县税务局", "title")]
    assert chosen(names, text)[0] == "国家税务总局青榆县税务局"
    assert chosen(names, text.replace("青榆县", "云桐县"))[0] == "青榆县税务局"
    assert chosen(names, "国家税务总局的要求都已落实。")[0] == "青榆县税务局"


@pytest.mark.parametrize("office", ["办公室", "政务公开办公室"])
def test_of_a_zone_s_report_the_committee_is_the_agency_not_its_office(office):
    text = f"一、概述\n青榆经济技术开发区管委会{office}负责公开。\n我区公开九条，我区无申请。"
    assert choose_subject(text, 2013).name == "青榆经济技术开发区管委会"


@pytest.mark.parametrize("source", ["区卫计局", "区卫生和计划生育局"])
def test_a_source_without_its_place_tells_which_body_is_meant(source):
    text = "2015年，枣坪区卫生和计划生育局整合网站，公开信息。"
    hint = [make_candidate(source, "publisher", 0.6)]
    found = choose_subject(text, 2015, hint)
    assert found.name == "枣坪区卫生和计划生育局"
    other = [make_candidate("区财政局", "publisher", 0.6)]
    assert choose_subject(text, 2015, other) is None
    assert choose_subject(text, 2015) is None


@pytest.mark.parametrize(
    ("own", "more", "agency"),
    [
        ("我局", "", "柏川市统计局"),
        # A government speaks so, or nothing is said.
        ("我市", "", "柏川市人民政府"),
        ("我局", "全市各部门、各乡镇报送了年度报告。", "柏川市人民政府"),
    ],
)
def test_a_title_of_the_place_alone_yields_to_the_bureau_of_the_text(own, more, agency):
    text = (
        "柏川市2010年政府信息公开工作年度报告\n"
        "如有疑问，请与柏川市统计局办公室联系（电话：12345）。\n"
        f"一、概述\n{more}{own}公开信息9条，{own}没有收费。{more}\n"
    )
    assert read_header(text).agency == agency
