import pytest

from textmine.header.dates import last_year_in
from textmine.header.titles import (
    clean_name,
    find_flat_title,
    find_title,
    find_titles,
    head_lines,
    name_in_path,
    own_titles,
)


def title_of(text: str) -> str:
    title = find_title(head_lines(text)) or find_flat_title(text)
    return title.agency if title else ""


@pytest.mark.parametrize(
    "text",
    [
        "标 题 | 临泽川市商务局2014年政府信息公开工作年度报告 | |\n索引号 | 1 | |\n一、概述\n",
        "标题: 临泽川市商务局2014年政府信息公开工作年度报告\n一、概述\n",
        "临泽川市商务局2014年政府信息公开工作年度报告解读 2014年，商务局特向社会公布如下。",
        "1、临泽川市商务局年度信息公开工作报告 一、概述政务信息公开是重要举措。",
        "临泽川市商务局（投资促进局）2014年政府信息公开工作年度报告\n一、概述\n",
    ],
)
def test_titles_in_rows_and_in_text_without_lines(text):
    assert title_of(text) == "临泽川市商务局"


def test_the_first_sentence_of_a_preamble_is_no_title():
    assert (
        find_flat_title("现公布临泽川市商务局2014年政府信息公开工作年度报告。") is None
    )


def test_a_customs_area_reports_for_its_customs():
    assert clean_name("淮安海关关区2020年", "") == "淮安海关"


def test_joint_titles_name_both():
    text = "临泽川市青榆区人民政府、青榆经济开发区管委会2020年政府信息公开年度报告\n一、概述\n"
    assert title_of(text) == "临泽川市青榆区人民政府、青榆经济开发区管委会"


@pytest.mark.parametrize(
    "also",
    [
        "检务公开暨",
        "司法公开暨",
        "法定主动公开内容暨",
        "暨",
        "政府信息与",
        "信息公开和",
    ],
)
def test_what_else_a_report_is_on_is_no_part_of_the_name(also):
    assert clean_name(f"石家庄市第三医院2021年{also}", "政府") == "石家庄市第三医院"


@pytest.mark.parametrize("verb", ["编制", "现向社会公布", "向社会公布", "特发布"])
def test_verbs_behind_a_name_are_no_part_of_it(verb):
    assert clean_name(f"石家庄市第三医院{verb}2021年", "") == "石家庄市第三医院"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            "青榆经济技术开发区管理\n委员会2020年政府信息\n公开工作年度报告",
            "青榆经济技术开发区管理委员会",
        ),
        (
            "国家税务总局云澜市税务局\n第二稽查局2020年政府信息公开\n工作年度报告",
            "国家税务总局云澜市税务局第二稽查局",
        ),
        ("云岭省商务厅\n商务厅2020年政府信息公开工作年度报告", "云岭省商务厅"),
        ("临泽川市人民政府\n商务局2020年政府信息公开工作年度报告", "商务局"),
        (
            "临泽川市人民政府\n办公室2020年政府信息公开工作年度报告",
            "临泽川市人民政府办公室",
        ),
    ],
)
def test_a_name_that_begins_on_the_line_above(text, agency):
    assert title_of(text + "\n一、总体情况\n") == agency


def test_a_letter_that_sends_a_report_names_whose_it_is():
    text = "关于报送梧溪农场有限公司2020年信息公开年度报告的函\n一、总体情况\n"
    assert title_of(text) == "梧溪农场有限公司"


@pytest.mark.parametrize("given", ["公布", "印发", "转发", "报送"])
def test_the_title_of_a_notice_names_whose_report_it_gives(given):
    whose = "青榆县卫生和计划生育局"
    text = f"青榆县人民政府办公室关于{given}{whose}2017年政府信息公开年度报告的通知\n一、概述\n"
    assert title_of(text) == whose


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("青榆县特种设备检验所2014年政府信息公开情况", "青榆县特种设备检验所"),
        ("青榆县林场信息公开情况（2018年度）", "青榆县林场"),
        ("青榆县环境保护局年度信息公开情况(2)", "青榆县环境保护局"),
        ("青榆区人民法院2013年司法公开工作年度报告", "青榆区人民法院"),
        ("青榆县人民检察院2019年检务公开年度报告", "青榆县人民检察院"),
        ("青榆县第一中学2016年校务公开工作总结", "青榆县第一中学"),
    ],
)
def test_titles_without_the_usual_words(line, agency):
    assert find_title([line]).agency == agency


@pytest.mark.parametrize(
    "line",
    ["二、主动公开政府信息情况", "2014年政府信息公开情况", "青榆县水利局信息公开情况"],
)
def test_headings_are_no_titles(line):
    assert find_title([line]) is None


def test_the_word_for_a_year_will_do_on_the_first_line_only():
    line = "青榆县水利局年度信息公开情况"
    assert find_title([line]).agency == "青榆县水利局"
    assert find_title(["工作动态", line]) is None


def test_a_row_of_the_sites_table_begins_no_title():
    table = "发布机构县政府办公室公文时效有效\n索引号bgs01\n"
    title = "县政府办2022年度政府信息公开工作年度报告\n一、概述\n"
    assert title_of(table + title) == title_of(title)


@pytest.mark.parametrize("of", ["环境", "企业", "财务"])
def test_on_what_a_company_reports_is_no_part_of_its_name(of):
    text = f"白鹭滩自来水有限公司2018年度{of}信息公开工作报告\n一、概述\n"
    assert title_of(text) == "白鹭滩自来水有限公司"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            "国家税务总局\n洛溪县税务局\n2021年政府信息公开工作年度报告",
            "国家税务总局洛溪县税务局",
        ),
        ("青禾县\n北桥街道办事处\n2020年政府信息公开年度报告", "青禾县北桥街道办事处"),
        # The first of two bodies; three and more are the menu of a site.
        (
            "青禾县科技局\n青禾县知识产权局\n2021年政府信息公开工作年度报告",
            "青禾县科技局",
        ),
        (
            "青禾县水利局\n青禾县科技局\n青禾县商务局\n2021年政府信息公开工作年度报告",
            "",
        ),
        (
            "国家统计局\n洛溪调查队\n2020年政府信息公开年度报告",
            "国家统计局洛溪调查队",
        ),
        (
            "青禾县档案局\n青禾县地方志编纂中心\n2020年政府信息公开年度报告",
            "青禾县档案局",
        ),
        (
            "青禾县人民政府\n青禾县商务局政府信息公开\n2021年政府信息公开年度报告",
            "青禾县商务局",
        ),
        ("临泽川市人民政府主办\n商务局2016年政府信息公开工作年度报告", "商务局"),
        ("青禾县人民政府\n现将我局2014年政府信息公开情况报告如下", ""),
        (
            "青禾县柳荫坡镇党委、政府2013年党务政务公开工作总结",
            "青禾县柳荫坡镇党委、政府",
        ),
    ],
)
def test_lines_above_a_title(text, agency):
    assert title_of(text + "\n一、总体情况\n") == agency


def test_a_name_on_its_own_line_is_known_as_such():
    lines = ["青禾县人民政府", "2021年政府信息公开", "工作年度报告"]
    titles = find_titles(lines)
    assert {title.above for title in titles if title.agency} == {True}
    assert not find_titles(["青禾县水利局2021年政府信息公开年度报告"])[0].above


@pytest.mark.parametrize(
    ("behind", "year"),
    [
        ("（2020年度）", "2020"),
        ("（2020年1月1日—2020年12月31日）", "2020"),
        ("（2020年1月—12月）", "2020"),
        ("2020年度", "2020"),
        ("发布时间：2021-01-19", ""),
        ("2021年1月19日", ""),
        ("二〇二一年元月", ""),
        ("2021-01-19", ""),
        ("青商〔2021〕3号", ""),
        ("索引号：2021-00031", ""),
    ],
)
def test_the_year_behind_a_title_is_no_day_and_no_number(behind, year):
    title = find_title(["临泽川市商务局政府信息公开工作年度报告" + behind])
    found = last_year_in(title.text) if title else None
    assert str(found or "") == year


def test_links_to_other_reports_above_the_title_are_none_of_it():
    lines = [
        "青禾县财政局2020年政府信息公开工作年度报告",
        "青禾县水利局2020年政府信息公开工作年度报告",
        "2021年政府信息公开工作年度报告",
    ]
    own = own_titles(find_titles(lines))
    assert {(title.agency, title.line) for title in own} == {("", 2)}
    # A notice and its report name one agency.
    notice = ["青禾县水利局2020年政府信息公开报告", "水利局2020年政府信息公开年度报告"]
    assert len(own_titles(find_titles(notice))) == len(find_titles(notice))


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("03-柳荫坡镇2018年年报", "柳荫坡镇"),
        ("2019临泽川市商务局（定稿）", "临泽川市商务局"),
        ("青禾县_商务局_2020", "青禾县商务局"),
        ("附件1：青禾县版权局信息公开年报盖章版", "青禾县版权局"),
        ("商务局2020", ""),
        ("2020年度政府信息公开工作年度报告", ""),
        ("新建文件夹", ""),
    ],
)
def test_names_of_files(part, name):
    assert name_in_path(part) == name
