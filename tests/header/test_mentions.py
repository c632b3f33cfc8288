"""Whom a report speaks of as its own agency: the words around its name, and those of others."""

import pytest

from textmine.header.choice import choose_subject
from textmine.header.mentions import (
    count_mentions,
    count_subjects,
    count_towns,
    name_that_opens,
)
from textmine.header.read import read_header

REST = """
一、概述
{own}主动公开信息87条。
二、依申请公开情况
未收到申请。
五、存在的主要问题及改进情况
一是更新慢，二是内容少。下一步{own}将加强培训。
"""
AGENCIES = [
    ("青榆县民政局", "我局"),
    ("和平县水务局", "我局"),
    ("临泽川市统计局", "我局"),
    ("柳荫坡镇人民政府", "我镇"),
    ("临泽川市红石街道办事处", "我街道"),
    ("青榆县公共资源交易中心", "我中心"),
    ("青榆县第二人民医院", "我院"),
]
OWN = [
    "结合{name}工作实际，编制本报告。",
    "按照上级通知要求，结合{name}政府信息公开工作开展情况，编制本年度报告。",
    "根据《条例》第五十条规定，{name}编制本报告。",
    "本报告是{name}按照《条例》要求编制的。",
    "依据《条例》和{name}2015年政府信息公开工作情况编制。",
    "现将{name}政府信息公开2015年度情况公布如下。",
    "现就{name}2015年信息公开工作总结如下：",
    "先后制定了《{name}信息公开制度》《{name}信息发布管理办法》等制度。",
    "同时修订完善了《{name}关于审核把关的意见》。",
    "《{name}2015年政府信息公开年度报告》可以下载。",
    "信息公开工作开展以来，{name}2015年虽然取得了成效，但仍有不足。",
    "没有收到针对{name}的行政复议。",
    "没有发生因{name}政府信息公开申请行政复议、提起行政诉讼的情况。",
    "本年报由{name}负责解释。",
    "登录{name}网站查询。",
    "一、总体情况{name}高度重视。",
    "（一）{name}成立了领导小组。",
    "自条例施行以来，{name}高度重视。",
    "{name}（以下简称“我们”）2015年做好公开。",
    "文中使用的“我们”系指{name}。",
    "首页 > {name} > 年度报告",
    "今年度{name}主动公开信息17条，均在县政府网站公布。",
    "2015年，{name}没有依申请公开事项。及时在县政府网站公开信息。",
    "成立了由主要负责人任组长的{name}政府信息公开工作领导小组。",
    "1名工作人员承担{name}政府信息公开工作。",
    "本报告内容主要为{name}2015年度的政府信息公开工作情况。",
    "本报告的电子版可从{name}网站政府信息公开栏目（网址见首页）下载。",
    "在{name}网站首页设置了专栏。",
    "（二）依申请公开：2015年{name}信息公开申请办理有9件。",
]
OTHERS = [
    "认真贯彻《柏川市民政局关于加强信息公开的意见》。",
    "按照《柏川市民政局信息公开制度》，制定了本局制度。",
    "会同柏川市民政局制定了《柏川市民政局专项资金管理办法》。",
    "我局向柏川市民政局提出经费申请。",
    "2015年，柏川市民政局对我局进行了考核。",
    "2015年，柏川市民政局组织的培训均派人参加。",
    "2015年，柏川市民政局下发了办法。",
    "在柏川市民政局的领导下，积极工作。",
    "通过柏川市民政局网站公开信息。",
    "柏川市民政局的考核中名列第一。",
    "柏川市民政局、柏川市水利局等部门依法公开信息。",
    "柏川市民政局是牵头单位，我局是配合单位。",
    "督促柏川市民政局按时公开。",
    "没有收到针对柏川市人民政府的行政复议。",
    "联合红石街道、银行网点公开信息，张贴海报。",
    "按照柏川市民政局信息公开领导小组的部署。",
    "打造新版重庆市民政局政务网站。",
    "主办单位：柏川市民政局信息公开科。",
]


@pytest.mark.parametrize("words", OWN)
def test_an_agency_is_known_by_the_words_around_its_name(words):
    read = {
        name: read_header(words.format(name=name) + REST.format(own=own)).agency
        for name, own in AGENCIES
    }
    assert read == {name: name for name, _ in AGENCIES}


@pytest.mark.parametrize("words", OTHERS)
def test_what_others_do_makes_nobody_the_agency(words):
    assert read_header(words + REST.format(own="我局")).agency == ""
    assert choose_subject(words + "我局公开信息九条。", 2015) is None


def test_every_place_where_the_own_agency_is_named_counts():
    text = (
        "结合青榆县民政局实际，建立《青榆县民政局公开制度》，参照《青榆县水利局公开制度》。"
        "\n对青榆县民政局提起的诉讼0件。"
    )
    assert count_mentions(text) == {"青榆县民政局": 2}
    text = text.replace("，参照《青榆县水利局公开制度》", "")
    assert count_mentions(text) == {"青榆县民政局": 3}


def test_the_name_of_a_title_that_leaves_out_its_place_is_completed_by_what_it_made():
    text = "区建设局2008年政府信息公开年度报告\n制订了《城川区建设局公开办法》，{}公开信息。"
    assert read_header(text.format("我局")).agency == "城川区建设局"
    assert read_header(text.format("全年")).agency == "城川区建设局"
    other = text.replace("城川区建设局", "城川区水务局")
    assert read_header(other.format("我局")).agency == ""


def test_where_nothing_says_what_kind_of_body_it_is_one_mention_is_not_enough():
    once = "青榆县民政局成立领导小组。\n"
    assert choose_subject(once, 2015) is None
    twice = once + "没有收到针对青榆县民政局的行政复议。"
    assert choose_subject(twice, 2015).name == "青榆县民政局"
    assert choose_subject(twice + "本报告由青榆县水利局解释。", 2015) is None


def test_a_shorter_form_counts_for_the_longer_one():
    text = "我局公开。对柏川市青榆区民政局的复议0件，对青榆区民政局的诉讼0件。对青榆区水利局的诉讼0件。"
    assert choose_subject(text, 2015).name == "柏川市青榆区民政局"


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("2014年，霜桥乡没有收取费用，各乡镇配合。", {"霜桥乡": 1}),
        ("我乡公开。霜桥乡信息公开存在的问题；霜桥乡将改进。", {"霜桥乡": 2}),
        ("现将我乡情况公布，全乡配合。", {}),
        ("对霜桥乡考核。", {}),
        ("因乡村振兴任务重，公开较少。", {}),
    ],
)
def test_towns_that_open_a_clause_are_counted(text, towns):
    assert count_towns(text) == towns


def test_a_report_of_a_town_is_of_the_one_town_it_speaks_of():
    text = "我乡公开信息九条。\n霜桥乡信息公开存在的主要问题是更新慢。"
    chosen = choose_subject(text, 2015)
    assert (chosen.name, chosen.rule) == ("霜桥乡人民政府", "town")
    assert choose_subject(text + "青石乡公开三条。", 2015) is None
    assert choose_subject(text.replace("我乡", "我局"), 2015) is None


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ("青榆县民政局依托网站公开", "青榆县民政局"),
        ("青榆县民政局办公室负责公开", "青榆县民政局"),
        ("青榆县人民政府办公室负责公开", "青榆县人民政府办公室"),
        ("青榆县高新区管理委员会公开", "青榆县高新区管理委员会"),
        ("青榆县统计局公开", "青榆县统计局"),
        ("和平县民政局公开", "和平县民政局"),
        ("青榆县供销合作社公开", "青榆县供销合作社"),
        ("青榆县供销合作社联合社公开", "青榆县供销合作社联合社"),
        ("青石街道、银行公开", ""),
        ("及时在县政府网站公开", ""),
        ("由青榆县民政局公开", ""),
        ("青榆县公开信息九条", ""),
        ("", ""),
    ],
)
def test_a_name_ends_where_it_is_whole(run, name):
    assert name_that_opens(run) == name


def test_only_clauses_on_disclosure_count_for_subjects():
    text = "青榆县民政局召开会议。青榆县民政局公开信息九条。青榆县水利局对我局公开情况进行检查。"
    assert count_subjects(text) == {"青榆县民政局": 1}


@pytest.mark.parametrize(
    "sentence",
    [
        "推进政府信息公开工作是青榆县水务局转变职能、建设服务型机关的一项重要工作。",
        "做好政务公开是青榆县水务局加强自身建设的重要举措。",
        "信息公开既是青榆县水务局接受监督的有效途径。",
    ],
)
def test_for_whom_disclosure_is_a_task_of_weight(sentence):
    assert count_mentions(sentence) == {"青榆县水务局": 1}


def test_no_agency_in_what_is_a_task_for_all():
    assert count_mentions("公开工作是各级政府转变职能的一项重要工作。") == {}


def test_a_zone_with_a_second_name_in_brackets_goes_on_with_its_committee():
    run = "青榆高新区（海洋科技城）管委会办公室制定了清单"
    assert name_that_opens(run) == "青榆高新区（海洋科技城）管委会办公室"
    assert name_that_opens(run.replace("办公室", "")) == run[:15]


@pytest.mark.parametrize(
    "run",
    [
        "上海市紧扣中心任务，公开信息",
        "接受临泽川市教育局检查",
        "樟树市发展和改革委员会会同我局开展公开",
    ],
)
def test_what_opens_a_clause_and_is_no_name(run):
    assert "紧扣" not in name_that_opens(run)
    assert "接受" not in name_that_opens(run)
    assert "我局" not in name_that_opens(run)


def test_a_branch_is_named_to_its_end():
    name = "临泽川市生态环境局青榆分局"
    assert name_that_opens(f"{name}工作实际") == name
    assert name_that_opens("临泽川市生态环境局各分局工作") == "临泽川市生态环境局"


@pytest.mark.parametrize(
    "words",
    [
        "承担青榆县公安局政府信息公开工作。",
        "成立了青榆县公安局政务公开领导小组。",
    ],
)
def test_what_one_place_says_plainly_is_enough(words):
    assert choose_subject(words, 2015).name == "青榆县公安局"


def test_a_bare_title_says_of_which_rank_the_place_is():
    text = (
        "区民政局2015年政府信息公开年度报告\n一、概述\n{}网站公开信息，我局无申请。\n"
    )
    own = read_header(text.format("在城川区民政局"))
    assert (own.agency, own.level) == ("城川区民政局", "county")
    # The bureau above is of another rank.
    assert read_header(text.format("在临泽川市民政局")).agency == ""
    assert read_header(text.format("在临泽川市民政局网站首页，")).agency == ""


def test_a_verb_before_the_name_in_a_preamble_is_no_part_of_it():
    text = "根据规定，制定了青榆县教育局2019年度政府信息公开年度报告。\n一、总体情况\n无。\n"
    assert read_header(text).agency == "青榆县教育局"


def test_a_body_of_a_rank_is_of_the_place_whose_site_it_uses():
    text = "一、总体情况\n2021年，{}民政局在{}公开信息。{}民政局无申请。我局将改进。\n"
    read = read_header(text.format("市", "樟树市人民政府门户网站", "市"))
    assert (read.agency, read.level) == ("樟树市民政局", "county")
    assert read.evidence["agency"] == ("rank and site", 0.5)
    # Of another rank, of two places, or named once: nobody.
    sites = "樟树市人民政府网站、丰城市政府网"
    assert read_header(text.format("区", "樟树市人民政府网站", "区")).agency == ""
    assert read_header(text.format("市", sites, "市")).agency == ""
    assert read_header(text.format("市", "樟树市政府网站", "区")).agency == ""
