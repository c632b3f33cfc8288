"""Where a report names its agency: every place is found, the surest first, offices taken off."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.header.candidates import find_candidates, make_candidate, strip_inner

WHOLE = """临泽川市商务局2020年政府信息公开年度报告
本报告由临泽川市商务局办公室编制。
如有疑问，请与青榆县档案局联系（地址：湖滨路）。
全年平稳。
临泽川市水利局
2021年1月28日"""


def found(text, lines=()):
    return [(one.name, one.rule) for one in find_candidates(text, list(lines))]


def test_all_places_are_looked_at_and_the_surest_is_first():
    candidates = find_candidates(WHOLE, [], year=2020)
    assert [(one.name, one.rule) for one in candidates] == [
        ("临泽川市商务局", "preamble"),
        ("青榆县档案局", "contact"),
        ("临泽川市水利局", "signature"),
    ]
    sure = [one.confidence for one in candidates]
    assert sure == sorted(sure, reverse=True)
    assert all(0 < one <= 1 for one in sure)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("本报告由临泽川市商务局牵头编制。", "preamble"),
        ("临泽川市商务局关于公布《年度报告》的通知", "notice"),
        ("发布机构：临泽川市商务局\n", "publisher"),
        ("索引号|发布机构|日期\n001|临泽川市商务局|2021-01-02\n", "publisher"),
        ("来源：临泽川市商务局发布日期：2021-01-02", "publisher"),
        ("发文机关：临泽川市商务局成文日期：2021-01-02", "publisher"),
        ("【发布机构】临泽川市商务局【字体】大", "publisher"),
        ("填报单位（盖章）：临泽川市商务局\n", "publisher"),
        ("年度报告\n单位：临泽川市商务局\n", "publisher"),
        ("受理机构：临泽川市商务局办公室\n", "publisher"),
        ("全年平稳。\n临泽川市商务局（公章）\n2021年1月3日", "signature"),
        ("全年平稳。\n（临泽川市商务局）\n2021年1月3日", "signature"),
        ("全年平稳。\n临泽川市商务局办公室\n2021年1月3日", "signature"),
        ("全年平稳。\n临泽川市商务局编制", "signature"),
        ("请与临泽川市商务局（以下简称我局）联系。", "contact"),
        ("2020年，临泽川市商务局把公开当作服务的窗口。", "body"),
        ("根据《条例》要求，2020年，临泽川市商务局继续开展公开工作。", "body"),
        ("截至2020年12月31日，临泽川市商务局主动公开信息九条。", "body"),
        ("2020年度临泽川市商务局坚持公开为常态。", "body"),
    ],
)
def test_each_wording_is_known_by_its_rule(text, rule):
    assert found(text) == [("临泽川市商务局", rule)]


@pytest.mark.parametrize("marks", ["()", "（）"])
def test_a_second_name_in_brackets_does_not_cut_the_subject(marks):
    name = f"平水经济技术开发区{marks[0]}青榆区{marks[1]}商务局"
    text = f"2020年，{name}政府信息公开工作在管委会领导下开展。"
    assert [c.name for c in find_candidates(text, [])] == [name]


def test_a_line_of_the_head_counts_only_if_it_names_the_place():
    assert found("正文。" * 10, ["临泽川市商务局"]) == [
        ("临泽川市商务局", "line of the head")
    ]
    assert found("正文。" * 10, ["商务局"]) == []


def test_a_signature_is_surer_with_its_date():
    dated = find_candidates("正文。\n临泽川市商务局\n2021年1月28日", [])
    glued = find_candidates("正文。\n临泽川市商务局2021年1月28日", [])
    alone = find_candidates("正文。\n临泽川市商务局\n附件一览", [])
    assert [one.name for one in (*dated, *glued, *alone)] == ["临泽川市商务局"] * 3
    assert dated[0].confidence == glued[0].confidence > alone[0].confidence


def test_a_cell_in_another_column_is_not_who_published():
    assert found("发布机构|标题\n—|临泽川市商务局\n") == []


def test_a_citation_behind_the_first_heading_is_hidden_too():
    cited = (
        "依据《云岭省人民政府办公厅关于政府信息公开工作年度报告有关事项的通知》编制。"
    )
    assert found(f"一、总体情况\n{cited}\n" + "正文。" * 10, ["2020年年报"]) == []


def test_what_stands_over_and_over_gives_no_more_names():
    form = "柳荫坡镇人民政府"
    for text in ("按" * 8000, "《" * 8000, f"青禾县{form}与" * 700, "公开" * 4000):
        assert len(find_candidates(text, [text], titled=[form])) <= 2


def fuller(titled, preamble="", contact="", last=""):
    text = f"年报\n{preamble}\n一、总体情况\n全年平稳。\n六、其他\n{contact}\n{last}"
    found = find_candidates(text, ["年报", preamble], year=2020, titled=[titled])
    return [(one.name, one.rule) for one in found if one.name != titled]


@pytest.mark.parametrize(
    ("titled", "preamble", "full"),
    [
        (
            "柳荫坡镇",
            "青禾县柳荫坡镇人民政府对2020年工作进行了总结。",
            "青禾县柳荫坡镇人民政府",
        ),
        (
            "柳荫坡镇政府",
            "现将青禾县柳荫坡镇人民政府工作报告如下。",
            "青禾县柳荫坡镇人民政府",
        ),
        (
            "北桥街道",
            "临泽川市青榆区北桥街道办事处全年平稳。",
            "临泽川市青榆区北桥街道办事处",
        ),
        ("县教育局", "2020年，洛溪县教育局认真工作。", "洛溪县教育局"),
        ("水务局", "今年是洛溪县水务局成立之年。", "洛溪县水务局"),
        ("青榆区第三小学", "临泽川市青榆区第三小学", "临泽川市青榆区第三小学"),
        ("望江学校", "云桐县望江学校编制本报告。", "云桐县望江学校"),
    ],
)
def test_a_fuller_form_is_found_in_any_sentence_of_the_head(titled, preamble, full):
    assert full in dict(fuller(titled, preamble))


def test_a_fuller_form_is_found_where_to_ask_and_in_the_signature():
    full = "青禾县柳荫坡镇人民政府"
    asked = f"如有疑问，请与{full}党政办联系（电话：0000）。"
    assert (full, "contact") in fuller("柳荫坡镇", contact=asked)
    assert (full, "signature") in fuller("柳荫坡镇", last=f"{full}\n2021年1月3日")


@pytest.mark.parametrize(
    ("titled", "preamble"),
    [
        ("柳荫坡镇", "柳荫坡镇位于青禾县东北部。"),
        ("柳荫坡镇", "按照青禾县柳荫坡镇人民政府关于报送年报的通知要求，编制本报告。"),
        ("柳荫坡镇", "青禾县柳荫坡镇人民政府与洛溪县柳荫坡镇人民政府一同报告。"),
        ("县教育局", "在云澜市教育局的指导下开展工作。"),
        ("馆", "2020年，青禾县图书馆开放。"),
    ],
)
def test_what_is_no_fuller_form_completes_nothing(titled, preamble):
    assert fuller(titled, preamble) == []


@pytest.mark.parametrize(
    "text", ["", "\n\n", "全年平稳，没有收到申请。", "由编制。", "与联系。"]
)
def test_a_text_that_names_nobody_gives_nothing(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("name", "outer"),
    [
        ("临泽川市商务局办公室", "临泽川市商务局"),
        ("临泽川市商务局政策法规科", "临泽川市商务局"),
        ("临泽川市人民政府办公室", "临泽川市人民政府办公室"),
        ("临泽川市商务局", "临泽川市商务局"),
        ("", ""),
    ],
)
def test_inner_offices_are_taken_off_but_not_that_of_a_government(name, outer):
    assert strip_inner(name) == outer


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["临泽川市", "商务局", "办公室", "科", "中心", "镇"]),
        max_size=6,
    )
)
def test_what_is_left_begins_the_name_and_nothing_more_comes_off(words):
    name = "".join(words)
    left = strip_inner(name)
    assert name.startswith(left)
    assert strip_inner(left) == left


def test_a_candidate_knows_what_its_name_says():
    candidate = make_candidate("临泽川市商务局", "preamble", 0.9, year=2020)
    assert candidate.agency.agency_type == "商务局"
    assert candidate.agency.region == "临泽川市"


def test_who_published_stands_below_the_label_in_a_list():
    head = (
        "• 索引号\n  QY001/2014-00002\n• 发布机构\n  青榆县水利局\n• 文号\n"
        + "一、概述\n全年平稳。\n" * 20
    )
    assert ("青榆县水利局", "publisher") in found(head)


@pytest.mark.parametrize("line", ["青榆县公共资源交易中心", "临泽川市商务局编"])
def test_a_line_of_the_head_names_who_made_the_report(line):
    rows = ["年度报告", line, "全年平稳。"]
    names = found("年度报告\n" + "全年平稳。\n" * 20, rows)
    assert [name for name, rule in names if rule == "line of the head"] == [
        line.removesuffix("编")
    ]


def test_a_sentence_of_the_head_that_is_a_name_only_says_whose_the_report_is():
    """Also of a town whose name begins with the short name of a county elsewhere."""
    text = "现将我乡2014年政府信息公开工作报告公开如下。柏乡坪乡人民政府。\n"
    body = "一、概述\n（一）成立领导小组。专题研究工作。\n"
    names = found(text + body * 9, [text.strip()])
    assert names == [("柏乡坪乡人民政府", "sentence of the head")]


def test_whom_a_letter_is_sent_to_heads_no_report():
    names = found("全年平稳。\n" * 20, ["临泽川市商务局：", "现报告如下。"])
    assert "临泽川市商务局" not in dict(names)


def test_a_name_that_begins_like_a_joining_word_keeps_it():
    text = "邮箱：a@b.cn，和平县水务局联系电话：0000。"
    assert found(text, [text])[0] == ("和平县水务局", "contact")


def test_what_the_agency_asks_of_another_is_no_line_of_contact():
    assert found("2020年，我局向青榆县财政局提出经费申请。") == []
    # Where an applicant was sent is no contact; where readers may ask is one.
    assert found("已告知申请人向青榆县财政局提出。") == []
    assert found("已告知其向青榆县财政局提出。") == []
    assert found("2020年，可以向青榆县财政局提出申请。") == [
        ("青榆县财政局", "contact")
    ]


def test_the_office_of_a_commission_signs_for_itself():
    office = "临泽川市国防动员委员会办公室"
    assert found(f"全年平稳。\n{office}\n2021年1月3日") == [(office, "signature")]


def test_the_section_of_a_cooperative_is_no_part_of_its_name():
    assert strip_inner("青禾县供销合作社联合社综合股") == "青禾县供销合作社联合社"


def test_thousands_of_links_cost_no_more_than_lines_of_text():
    # The lines of links are left out, and empty ones stay.
    text = "公开信息\n" + "上一篇\n" * 20_000 + "全年平稳。"
    found(text)
    start = time.process_time()
    assert found(text) == []
    # It takes some hundredths; five seconds, where each empty line is begun with anew.
    assert time.process_time() - start < 1
