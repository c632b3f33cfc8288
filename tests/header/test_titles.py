import pytest

from textmine.header.titles import clean_name, find_flat_title, find_title, head_lines


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


def test_a_row_of_the_sites_table_begins_no_title():
    table = "发布机构县政府办公室公文时效有效\n索引号bgs01\n"
    title = "县政府办2022年度政府信息公开工作年度报告\n一、概述\n"
    assert title_of(table + title) == title_of(title)


@pytest.mark.parametrize("of", ["环境", "企业", "财务"])
def test_on_what_a_company_reports_is_no_part_of_its_name(of):
    text = f"白鹭滩自来水有限公司2018年度{of}信息公开工作报告\n一、概述\n"
    assert title_of(text) == "白鹭滩自来水有限公司"
