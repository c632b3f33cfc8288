import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.header.read import read_header

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
BODY = "\n一、总体情况\n{year}年，我局公开信息36条。\n"


def agency_of(text):
    return read_header(text).agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("临泽川市商务局2020年政府信息公开工作年度报告", "临泽川市商务局"),
        ("临泽川市商务局\n2020年政府信息公开工作年度报告", "临泽川市商务局"),
        ("临泽川市商务局2020年度信息公开工作\n年度报告", "临泽川市商务局"),
        ("临泽川市商务局关于2020年度政府信息公开工作情况的报告", "临泽川市商务局"),
        ("临泽川市商务局政府信息公开年报（2020年度）", "临泽川市商务局"),
        (
            "临泽川市滨湖新区管委会\n政府信息公开工作2020年度报告",
            "临泽川市滨湖新区管委会",
        ),
        ("2020年柳荫坡镇人民政府信息公开工作年度报告", "柳荫坡镇人民政府"),
        ("临泽川市2020年政府信息公开工作年度报告", "临泽川市人民政府"),
        ("柳荫坡镇2020年政府信息公开工作年度报告", "柳荫坡镇人民政府"),
        ("北桥街道2020年政府信息公开工作年度报告", "北桥街道办事处"),
        (
            "首页 > 青禾县卫健委信息公开年报\n青禾县卫计委2016年度政府信息公开年度报告",
            "青禾县卫计委",
        ),
        ("# **临泽川市商务局2020年政府信息公开工作年度报告**", "临泽川市商务局"),
        ("1、1临泽川市商务局2020年度政府信息公开工作报告", "临泽川市商务局"),
    ],
)
def test_titles(text, agency):
    header = read_header(text + BODY.format(year=2020))
    assert header.agency == agency
    assert header.evidence["agency"][0].startswith("title")


@pytest.mark.parametrize(
    ("text", "agency", "rule"),
    [
        ("本报告由临泽川市商务局办公室汇总编制。", "临泽川市商务局", "preamble"),
        (
            "现公布临泽川市商务局2020年政府信息公开工作年度报告。",
            "临泽川市商务局",
            "preamble",
        ),
        (
            "根据要求，临泽川市商务局编制了2020年年度报告。",
            "临泽川市商务局",
            "preamble",
        ),
        ("本溪市商务局编制了2020年年度报告。", "本溪市商务局", "preamble"),
        (
            "特向社会公开2020年临泽川市商务局信息公开年度报告。",
            "临泽川市商务局",
            "preamble",
        ),
        (
            "如有疑问，请与临泽川市商务局综合科联系（地址：湖滨路1号）。",
            "临泽川市商务局",
            "contact",
        ),
        (
            "如有疑问，请联系：临泽川市商务局办公室（电话：0000）。",
            "临泽川市商务局",
            "contact",
        ),
        ("索引号 | 发布机构 |\n001 | 临泽川市商务局 |", "临泽川市商务局", "publisher"),
        (
            "信息来源：临泽川市商务局 发布日期：2021-01-03",
            "临泽川市商务局",
            "publisher",
        ),
    ],
)
def test_other_places_of_the_name(text, agency, rule):
    header = read_header(text + BODY.format(year=2020))
    assert (header.agency, header.evidence["agency"][0]) == (agency, rule)


@pytest.mark.parametrize(
    ("text", "agency", "rule"),
    [
        ("梧川理工大学2019—2020学年信息公开工作年度报告", "梧川理工大学", "title"),
        ("梧川理工大学\n信息公开工作年度报告\n（2020年度）", "梧川理工大学", "title"),
        ("2020年云渚监狱信息公开工作年度报告\n来源：云岭省司法厅", "云渚监狱", "title"),
        (
            "信息公开2020年度报告\n本报告由洛溪师范学院编制。",
            "洛溪师范学院",
            "preamble",
        ),
        (
            "学院2020年信息公开工作年度报告\n根据要求，洛溪师范学院编制了2020年报告。",
            "洛溪师范学院",
            "preamble",
        ),
    ],
)
def test_institutions_whose_place_no_list_has(text, agency, rule):
    header = read_header(text + "\n一、总体情况\n公开信息36条。\n")
    assert (header.agency, header.year) == (agency, 2020)
    assert header.evidence["agency"][0] == rule
    assert header.evidence["agency"][1] < 0.97


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("按照《办法》要求，望澜大学学校办公室结合实际，编制发布本报告。", "望澜大学"),
        ("现编制2020—2021学年望澜大学信息公开工作报告。", "望澜大学"),
        ("如有疑问，请联系望澜大学信息公开办公室（电话：1234567）。", "望澜大学"),
        ("2020年，青淮市水务集团有限公司严格贯彻条例。", "青淮市水务集团有限公司"),
        (
            "现将望屿区澄江街道办事处2020年政府信息公开工作情况公布如下。",
            "望屿区澄江街道办事处",
        ),
        ("2、主要内容：洛溪县水务局2020年政府信息公开工作情况。", "洛溪县水务局"),
        ("海关总署（本级机关）2020年政府信息公开工作年度报告", "海关总署"),
        ("渚州海关2020年海关政府信息公开年度报告", "渚州海关"),
    ],
)
def test_sentences_that_name_the_agency(text, agency):
    assert agency_of(f"{text}\n一、概述\n公开信息36条。\n") == agency


def test_a_text_that_lost_its_lines_names_its_agency_behind_the_heading():
    text = "一、总体情况 2020年度，青淮中环水务有限公司在市里的指导下公开信息542条。"
    header = read_header(text)
    assert (header.agency, header.evidence["agency"]) == (
        "青淮中环水务有限公司",
        ("body", 0.55),
    )


def test_the_office_of_an_institution_is_no_part_of_its_name():
    title = "{}\n关于2020年信息公开工作的年度报告\n一、概述\n"
    assert agency_of(title.format("望澜学院学校办公室")) == "望澜学院"
    assert agency_of(title.format("青禾县商务局办公室")) == "青禾县商务局办公室"


def test_an_institution_signs_with_a_date():
    text = "一、总体情况\n2020年，公开信息36条。\n洛溪师范学院\n"
    assert agency_of(text + "2021年1月20日") == "洛溪师范学院"
    assert agency_of(text + "版权所有") == ""


def test_a_second_name_in_brackets_is_passed_over():
    text = "现发布《临泽川市民族事务委员会（宗教事务局）2020年政府信息公开年度报告》。\n一、总体情况\n我委公开信息36条。"
    assert agency_of(text) == "临泽川市民族事务委员会"


def test_signature():
    header = read_header(
        "一、总体情况\n2020年，我局公开信息36条。\n临泽川市商务局\n2021年1月20日\n"
    )
    assert (header.agency, header.published) == ("临泽川市商务局", "2021-01-20")
    assert header.evidence["agency"] == ("signature", 0.85)


def test_a_fuller_form_completes_the_title():
    text = "滨湖区建设署2020年政府信息公开工作年度报告\n来源：临泽川市滨湖区建设署\n一、总体情况\n"
    header = read_header(text)
    assert header.agency == "临泽川市滨湖区建设署"
    assert header.evidence["agency"][0] == "title, completed from publisher"


@pytest.mark.parametrize(
    "place",
    [
        "青禾县柳荫坡镇人民政府对2020年政府信息公开工作进行了总结，现报告如下：\n一、总体情况\n",
        "一、总体情况\n无。\n如有疑问，请与青禾县柳荫坡镇人民政府党政办联系，电话：1234567。",
        "一、总体情况\n我镇公开信息36条。\n青禾县柳荫坡镇人民政府\n2021年1月8日",
    ],
)
def test_a_town_is_named_in_full_where_its_report_does(place):
    header = read_header("柳荫坡镇2020年政府信息公开工作年度报告\n" + place)
    assert (header.agency, header.level) == ("青禾县柳荫坡镇人民政府", "township")
    assert header.agency_id == "青禾县/柳荫坡镇:政府"


def test_the_old_name_in_the_title_stands():
    text = "青禾县卫计委2016年政府信息公开年度报告\n来源：青禾县卫健委\n一、总体情况\n"
    assert agency_of(text) == "青禾县卫计委"


@pytest.mark.parametrize(
    "text",
    [
        "2020年，我局公开信息36条。",
        "商务局2020年政府信息公开工作年度报告\n来源：商务局\n一、总体情况\n2020年，我局公开信息36条。",
        "市商务局2020年政府信息公开工作年度报告\n一、总体情况\n",
        "现公布2020年度我局政府信息公开工作年度报告。",
        "本年报根据《中华人民共和国公开办法》以及各单位信息公开年度报告编制。",
        "来源：临泽川市人民政府\n2020年政府信息公开年度报告\n一、总体情况\n我局公开信息36条，我局没有申请。",
    ],
)
def test_no_agency_is_made_up(text):
    assert agency_of(text) == ""


def test_type_and_level_are_inferred_where_the_text_says_so():
    header = read_header("一、总体情况\n2020年，我镇公开信息36条，我镇没有收到申请。")
    assert (header.agency, header.level, header.agency_type) == (
        "",
        "township",
        "镇政府",
    )
    header = read_header(
        "商务局2020年政府信息公开工作年度报告\n一、总体情况\n我局按照县委、县政府部署开展工作。"
    )
    assert (header.agency, header.level, header.agency_type) == ("", "county", "商务局")


def test_government_that_calls_itself_our_county():
    text = "本报告可在临泽川市人民政府网站下载。\n一、总体情况\n我市公开信息36条，我市没有申请。"
    assert (
        agency_of(text.replace("临泽川市", "樟树市") + "樟树市各部门")
        == "樟树市人民政府"
    )


def test_the_office_of_a_government_signs_for_it():
    text = "如有疑问，请与樟树市人民政府办公室联系。\n一、总体情况\n我市公开信息36条，我市没有申请。"
    assert agency_of(text) == "樟树市人民政府"
    assert (
        agency_of("樟树市人民政府办公室2020年政府信息公开年度报告\n一、总体情况\n我办")
        == "樟树市人民政府办公室"
    )


def test_province_of_an_ambiguous_place_by_the_places_named():
    text = "鼓楼区司法局2020年政府信息公开年度报告\n一、总体情况\n按福州市和福建省的部署工作。"
    header = read_header(text)
    assert (header.province, header.evidence["province"][0]) == (
        "福建省",
        "places named in the text",
    )
    assert read_header(text.replace("福州市和福建省", "上级")).province == ""


def test_a_bare_name_of_the_manifest_is_placed():
    """Bureaus of several places that a manifest calls 民政局 were one agency."""
    bare = "民政局2021年政府信息公开工作年度报告\n一、总体情况\n我局……"
    full = "槐汀县" + bare
    for text, override, expected in (
        (bare, {"agency": "民政局", "region": "槐汀县"}, "槐汀县:民政局"),
        (bare, {"agency": "县民政局", "region": "槐汀县"}, "槐汀县:民政局"),
        (bare, {"agency": "民政局", "region": "南京市鼓楼区"}, "320106:民政局"),
        (bare, {"agency": "人民政府", "region": "槐汀县"}, "槐汀县:政府"),
        # Without a region the name that the report bears says where; a region that is no place not.
        (full, {"agency": "民政局"}, "槐汀县:民政局"),
        (full, {"agency": "水利局"}, "水利局"),
        (bare, {"agency": "民政局", "region": "华东"}, "民政局"),
        (bare, {"agency": "民政局"}, "民政局"),
        # A body of the centre has its seat there, a branch of it works there.
        (bare, {"agency": "教育部", "region": "北京市"}, "中央:教育局"),
        (
            bare,
            {"agency": "国家税务局", "region": "槐汀县", "level": "county"},
            "槐汀县:国税局",
        ),
        (bare, {"agency": "民政局", "agency_id": "own:1", "region": "槐汀县"}, "own:1"),
    ):
        header = read_header(text, override=override)
        assert header.agency_id == expected, override
        assert header.agency == override["agency"]


def test_override_and_confidence():
    header = read_header(
        "柳荫坡镇2020年政府信息公开工作年度报告",
        override={
            "agency": "青禾县柳荫坡镇人民政府",
            "province": "云岭省",
            "year": "2019",
            "url": "x",
        },
    )
    assert (header.agency, header.province, header.year) == (
        "青禾县柳荫坡镇人民政府",
        "云岭省",
        2019,
    )
    assert header.region == "柳荫坡镇" and header.level == "township"
    assert header.evidence["year"] == ("manifest", 1.0)
    assert header.confidence == 1.0
    assert read_header("2020年，我局公开信息。").confidence == 0.0


@pytest.mark.parametrize(
    "title",
    [
        "望澜学院2019-2020学年信息公开工作年度报告-望澜学院信息公开网",
        "云岭省教育门户 - 望澜学院2020年信息公开工作年度报告",
        "信息公开年报_望澜学院2020年信息公开年报_云岭省教育厅",
    ],
)
def test_the_page_s_title_among_names_of_sites(title):
    header = read_header(
        "一、总体情况\n2020年，学校公开信息36条。", metadata={"title": title}
    )
    assert (header.agency, header.evidence["agency"]) == (
        "望澜学院",
        ("page title", 0.85),
    )


def test_names_outside_the_text_are_the_last_resort():
    text = "一、总体情况\n2020年，我局公开信息36条。"
    title = "临泽川市商务局2020年政府信息公开年度报告_部门_某政府网"
    assert read_header(text, metadata={"title": title}).evidence["agency"] == (
        "page title",
        0.88,
    )
    assert read_header(text, metadata={"publisher": "临泽川市商务局"}).evidence[
        "agency"
    ] == (
        "page metadata",
        0.55,
    )
    named = read_header(text, filename="临泽川市商务局2019年政府信息公开年报.docx")
    assert (named.agency, named.evidence["agency"], named.year) == (
        "临泽川市商务局",
        ("file name", 0.5),
        2020,
    )


def test_empty_text():
    header = read_header("")
    assert (header.agency, header.year, header.evidence) == ("", None, {})


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                "临泽川市商务局",
                "2020年",
                "政府信息公开",
                "工作年度报告",
                "\n",
                "由",
                "编制",
                "。",
                "请与",
                "联系",
                "一、",
                "我局",
                "来源：",
                "|",
                "县人民政府",
                "办公室",
                "（",
                "）",
                " ",
                "二〇二一年一月三日",
                "鼓楼区",
            ]
        ),
        max_size=25,
    )
)
def test_any_head_is_read_without_an_exception(pieces):
    header = read_header("".join(pieces))
    assert set(header.evidence) <= {
        "agency",
        "agency_id",
        "region",
        "region_code",
        "year_conflict",
        "province",
        "level",
        "agency_type",
        "year",
        "published",
    }
    # What is left open or contradicted is in the evidence with confidence 0.
    assert all(
        getattr(header, name) for name, (_, sure) in header.evidence.items() if sure
    )
    assert not header.agency or not header.agency.startswith(("我", "本", "由"))


@pytest.mark.parametrize(
    ("text", "agency", "year", "level"),
    [
        (
            "标题：【图解年报】青禾县商务局2020年政府信息公开工作年度报告",
            "青禾县商务局",
            2020,
            "county",
        ),
        (
            "2018年度政府信息公开年度报告 云澜市财政局 2019.03\n本报告由云澜市财政局编制。",
            "云澜市财政局",
            2018,
            "city",
        ),
        (
            "现公布国家税务总局云澜市税务局（以下称“云澜市税务局”，下同）2021年政府信息公开工作年度报告。"
            "如有疑问，请与云澜市税务局政务公开工作领导小组办公室联系（地址：新桥路1号）。",
            "国家税务总局云澜市税务局",
            2021,
            "city",
        ),
        (
            "数据的统计期限自2020年1月1日起至12月31日止。如有疑问，请与本单位联系，"
            "地址：青禾县柳荫坡乡人民政府党政综合办公室，电话：1234567。",
            "青禾县柳荫坡乡人民政府",
            2020,
            "township",
        ),
        (
            "市民政局2016年度政府信息公开工作年度报告\n一、概述\n我局认真公开信息。",
            "",
            2016,
            "city",
        ),
    ],
)
def test_heads_with_tags_short_forms_and_addresses(text, agency, year, level):
    header = read_header(text)
    assert (header.agency, header.year, header.level) == (agency, year, level)


def test_a_given_type_is_written_as_an_inferred_one():
    text = "青禾县人民政府2020年政府信息公开工作年度报告\n一、总体情况\n"
    header = read_header(text, override={"agency_type": "人民政府"})
    assert header.agency_type == read_header(text).agency_type == "县政府"
    assert header.evidence["agency_type"] == ("manifest", 1.0)


@pytest.mark.shared
def test_gold_of_the_reports_beside_the_project():
    if not SHARED.is_dir():
        pytest.skip("the shared reports are not there")
    from textmine.io.folders import find_files
    from textmine.io.readers import read_document
    from textmine.text.normalize import normalize

    files = {
        path.stem: path
        for path in find_files(SHARED)[0]
        if path.suffix in (".txt", ".pdf")
    }
    right = {"agency": [0, 0], "year": [0, 0], "level": [0, 0]}
    for gold_file in ("dev/gold.jsonl", "gold/seeds.jsonl", "gold/real.jsonl"):
        for line in (SHARED / gold_file).read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            header = read_header(
                normalize(read_document(files[gold["id"]]).text).text,
                filename=files[gold["id"]].name,
            )
            for name, counts in right.items():
                if gold.get(name):
                    counts[0] += getattr(header, name) == gold[name]
                    counts[1] += 1
    assert all(n_right >= 0.98 * n for n_right, n in right.values()), right


@pytest.mark.parametrize("verb", ["编制的", "负责编制", "撰写的"])
def test_the_place_before_a_street_stands_where_the_first_section_says_who_wrote(verb):
    text = "北桥街道政府信息公开工作年度报告\n一、总体情况\n"
    text += f"特向社会公开2021年度由青榆区北桥街道{verb}政府信息公开年度报告。\n我街道公开九条，我街道无申请。"
    assert read_header(text).agency == "青榆区北桥街道办事处"
    other = text.replace("青榆区北桥", "青榆区南桥")
    assert read_header(other).agency == "北桥街道办事处"


@pytest.mark.parametrize(("day", "sure"), [("2015-03-15", 0.5), ("2016-03-15", 0.95)])
def test_a_day_before_the_end_of_the_year_covered_is_doubtful(day, sure):
    text = f"洛溪县财政局2015年政府信息公开工作年度报告\n发布时间：{day}\n一、概述"
    assert read_header(text).evidence["published"] == ("publish line", sure)


GOVERNMENT = "青禾县人民政府"
OFFICE = "青禾县人民政府办公室"


@pytest.mark.parametrize(
    "head",
    [
        f"{GOVERNMENT}\n2021年政府信息公开工作年度报告\n",
        f"2021年政府信息公开工作年度报告\n发布机构：{OFFICE}\n",
        f"2021年政府信息公开工作年度报告\n来源：{GOVERNMENT}\n",
        f"{OFFICE}\n首页\n2021年政府信息公开工作年度报告\n",
        "2021年政府信息公开工作年度报告\n来源：青禾县融媒体中心\n",
        "2021年政府信息公开工作年度报告\n发布机构：青禾县大数据局\n",
    ],
)
def test_who_runs_the_site_is_nobodys_agency(head):
    text = head + "一、总体情况\n2021年公开信息36条，更新栏目九个。\n"
    own = "没有收到申请，我局没有收费。\n青禾县水利局\n2022年1月9日\n"
    if GOVERNMENT + "\n" not in head:
        assert read_header(text).agency == ""
    assert read_header(text + "我局没有收费。\n").agency == ""
    assert read_header(text + own).agency == "青禾县水利局"


@pytest.mark.parametrize(
    ("head", "body", "agency"),
    [
        (
            f"{GOVERNMENT}\n2021年政府信息公开工作年度报告\n",
            "我县公开36条。",
            GOVERNMENT,
        ),
        (f"{GOVERNMENT}\n2021年政府信息公开工作年度报告\n", "公开36条。", GOVERNMENT),
        (f"发布机构：{GOVERNMENT}\n", "我县公开36条，各乡镇配合。", GOVERNMENT),
        (
            f"发布机构：{GOVERNMENT}\n",
            "全县各部门公开36条，县政府各部门配合。",
            GOVERNMENT,
        ),
        (
            "发布机构：青禾县大数据局\n",
            "县大数据局公开36条。县大数据局无收费。",
            "青禾县大数据局",
        ),
    ],
)
def test_a_site_that_is_the_agencys_own(head, body, agency):
    assert read_header(f"{head}一、总体情况\n{body}\n").agency == agency


@pytest.mark.parametrize("own", ["我局", "分局"])
def test_what_the_preamble_fits_the_report_to(own):
    text = f"结合临泽川市生态环境局青禾分局工作实际，编制本报告。\n一、概述\n{own}公开9条。"
    assert agency_of(text) == "临泽川市生态环境局青禾分局"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            "联系方式：临泽川市医疗保障局，滨江大道19号，电话0000。",
            "临泽川市医疗保障局",
        ),
        ("如有疑问，请联系临泽川市医疗保障局办公室。", "临泽川市医疗保障局"),
        ("咨询单位：临泽川市医疗保障局（电话：0000）", "临泽川市医疗保障局"),
        (
            "2021年，在区委、区政府领导和区公开办指导下，青榆区水利局严格落实《条例》。",
            "青榆区水利局",
        ),
    ],
)
def test_whom_to_ask_and_who_is_led(text, agency):
    body = "\n一、总体情况\n2021年，我局公开信息36条。\n"
    assert agency_of(f"2021年政府信息公开工作年度报告\n{text}{body}") == agency


def test_a_bureau_that_says_our_county_is_no_government():
    text = "2021年政府信息公开工作年度报告\n2021年，我县推进公开。我县投入资金。樟树市、樟树市。\n"
    signed = "一、总体情况\n公开9条。\n青禾县民政局\n2022年1月9日\n"
    assert agency_of(text + signed) == "青禾县民政局"
    kept = text + "本报告由青禾县政务服务局编制。\n一、总体情况\n我县公开9条。\n"
    assert agency_of(kept) != "青禾县政务服务局"


def test_an_office_that_says_our_bureau():
    text = "2012年政府信息公开报告\n一、概述\n我局公开9条。\n{}\n2013年1月9日\n"
    assert agency_of(text.format("青禾县扶贫开发办公室")) == "青禾县扶贫开发办公室"
    for other in (OFFICE, "青禾县创建工作领导小组办公室"):
        assert agency_of(text.format(other)) == ""


def test_pages_before_and_after_are_of_others():
    text = "2021年政府信息公开工作年度报告\n一、总体情况\n我局公开9条。\n"
    links = "上一篇：青禾县财政局2021年政府信息公开工作年度报告\n"
    assert agency_of(text + links) == ""
    listed = "青禾县财政局2020年政府信息公开工作年度报告\n青禾县水利局2020年政府信息公开工作年度报告\n"
    read = read_header(listed + text + "青禾县民政局\n2022年1月9日\n")
    assert (read.agency, read.year) == ("青禾县民政局", 2021)
    assert "year_conflict" not in read.evidence


def test_a_menu_of_agencies_names_none():
    menu = "青禾县财政局\n青禾县水利局\n青禾县民政局\n"
    text = menu + "2021年政府信息公开工作年度报告\n一、总体情况\n我局公开9条。\n"
    assert agency_of(text) == ""
    assert agency_of(text + "青禾县水利局\n2022年1月9日\n") == "青禾县水利局"


TEXT = (
    "2021年政府信息公开工作年度报告\n一、总体情况\n{own}公开信息九条，{own}没有收费。\n"
)


@pytest.mark.parametrize(
    ("own", "filename", "folders", "agency"),
    [
        ("我局", "青禾县民政局2021.txt", (), "青禾县民政局"),
        ("我镇", "3-柳荫坡镇2021年年报.txt", (), "柳荫坡镇人民政府"),
        ("我局", "a.txt", ("青禾县民政局", "2021年"), "青禾县民政局"),
        ("我局", "a.txt", ("青禾县", "民政局"), "青禾县民政局"),
        ("我局", "青禾县2021.txt", ("民政局",), ""),
        ("我县", "青禾县2021.txt", (), "青禾县人民政府"),
        ("我校", "a.txt", ("青禾县教育局", "2021年"), ""),
        ("我局", "a.txt", ("青禾县人民政府",), ""),
        ("我局", "a.txt", ("青禾县民政局", "下属单位"), ""),
        ("本机关", "a.txt", ("青禾县民政局",), ""),
    ],
)
def test_what_files_and_folders_are_called(own, filename, folders, agency):
    read = read_header(TEXT.format(own=own), filename=filename, folders=folders)
    assert read.agency == agency
    assert not agency or read.evidence["agency"][1] <= 0.5


def test_the_text_goes_before_the_folder():
    text = TEXT.format(own="我局") + "青禾县水利局\n2022年1月9日\n"
    assert read_header(text, folders=("青禾县民政局",)).agency == "青禾县水利局"


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("2021年政府信息公开工作年度报告_青禾县民政局门户网站", "青禾县民政局"),
        ("2021年政府信息公开工作年度报告_青禾县人民政府网站", ""),
        ("2021年政府信息公开工作年度报告_中国网", ""),
    ],
)
def test_the_name_of_the_site_in_a_pages_title(title, agency):
    assert (
        read_header(TEXT.format(own="我局"), metadata={"title": title}).agency == agency
    )


def test_a_branch_whose_place_no_list_has_is_of_no_level():
    text = (
        "国家统计局洛溪调查队2021年政府信息公开工作年度报告\n一、总体情况\n公开9条。\n"
    )
    read = read_header(text)
    assert (read.agency_type, read.level) == ("调查队", "")
    whole = text.replace("洛溪调查队", "")
    assert read_header(whole).level == "national"


def test_the_day_of_release_behind_a_title_is_not_the_year_covered():
    text = "青禾县水务局\n政府信息公开年度报告\n发布时间：2021-01-19\n一、总体情况\n公开9条。\n"
    read = read_header(text)
    assert read.year == 2020
    assert read.evidence["year"][1] <= 0.5


@pytest.mark.parametrize(
    "host",
    [
        "版权所有 青禾县商务局",
        "主办单位：青禾县商务局",
        "承办 青禾县商务局",
    ],
)
def test_who_hosts_a_page_signs_nothing(host):
    text = TEXT.format(own="我局").replace("\n", "\n更新栏目九个。\n" * 9, 1)
    assert agency_of(text + host + "\n") == ""


@pytest.mark.parametrize(
    "word", ["来源：本站", "本办法自公布之日起施行。", "本部门没有收费。"]
)
def test_words_that_are_not_the_agencys_own(word):
    text = f"2021年政府信息公开工作年度报告\n{word}\n一、总体情况\n公开9条。\n"
    signed = text + "青禾县林业局\n2022年1月24日\n"
    assert agency_of(signed) == "青禾县林业局"


@pytest.mark.parametrize(
    "last",
    [
        "青禾县林业局办公室 2022年1月24日印发",
        "青禾县林业局 2022.1.24",
        "青禾县林业局2022-01-24",
        "青禾县林业局2022年1月24日",
    ],
)
def test_a_day_glued_to_a_signature(last):
    read = read_header(TEXT.format(own="我局") + last + "\n")
    assert read.agency == "青禾县林业局"
    assert read.evidence["agency"] == ("signature", 0.85)


def test_a_site_lists_like_reports_below():
    text = TEXT.format(own="我镇") + "相关链接：\n"
    other = "青禾县{}2021年政府信息公开工作年度报告\n"
    assert agency_of(text + other.format("北桥镇") + other.format("石臼镇")) == ""
    # What follows a label with its own title is no list.
    kept = TEXT.format(own="我局") + "下一篇：无\n青禾县林业局\n2022年1月24日\n"
    assert agency_of(kept) == "青禾县林业局"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("洛溪海关现公布2021年政府信息公开工作年度报告。", "洛溪海关"),
        ("如有疑问请联系洛溪海关办公室。", "洛溪海关"),
        ("根据通知精神，洛溪师范学院对照清单编制本报告。", "洛溪师范学院"),
        ("咨询部门：青禾县卫生健康局政工科　咨询电话：0791", "青禾县卫生健康局"),
    ],
)
def test_further_words_around_a_name(text, agency):
    title = "2021年政府信息公开工作年度报告\n"
    assert agency_of(f"{title}{text}\n一、总体情况\n公开信息九条。\n") == agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            "如有疑问，请与青禾县人民政府信息公开工作办公室联系。\n一、概述\n我县公开9条。我县无收费。",
            "青禾县人民政府",
        ),
        (
            "结合开发区管委会工作情况撰写。请与青禾经济开发区综合办公室联系（地址：1号）。\n一、概述\n公开9条。",
            "青禾经济开发区管理委员会",
        ),
        (
            "一、概述\n我局公开9条，我局无收费。\n本报告解释权归青禾县商务局。",
            "青禾县商务局",
        ),
        ("中共青禾县委宣传部\n一、概述\n我部公开9条。", "中共青禾县委宣传部"),
    ],
)
def test_offices_committees_and_who_explains(text, agency):
    assert agency_of(f"2014年政府信息公开报告\n{text}\n") == agency


@pytest.mark.parametrize("head", ["{}\n2022年信息公开工作年度报告\n", "来源：{}\n"])
@pytest.mark.parametrize(
    ("above", "own", "agency"),
    [
        ("青禾县教育局", "我校", "青禾县第一中学"),
        ("青禾县教育局", "学校", "青禾县第一中学"),
        ("青禾县卫生健康委员会", "我院", "青禾县中医院"),
        ("青禾县城市管理局", "公司", "青禾县自来水公司"),
        ("临泽川市生态环境局", "我分局", "临泽川市生态环境局青禾分局"),
    ],
)
def test_a_bureau_puts_the_reports_of_its_schools_on_its_site(head, above, own, agency):
    text = head.format(above) + f"一、概述\n2022年，{own}公开9条，{own}没有收费。\n"
    assert agency_of(text) == ""
    assert agency_of(f"{text}{agency}\n2023年1月9日\n") == agency


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("临泽川市公安局青禾分局", "我分局"),
        ("青禾县扶贫开发办公室", "我局"),
        ("青禾县机关事务服务中心", "我局"),
        ("青禾县第一中学", "学校"),
    ],
)
def test_a_name_above_its_title_fits(name, own):
    text = f"{name}\n2022年信息公开年度报告\n一、概述\n2022年，{own}公开9条，{own}没有收费。\n"
    assert agency_of(text) == name


def test_the_office_of_a_zones_committee_signs_for_it():
    text = "2021年政府信息公开工作年度报告\n一、概述\n管委会公开9条。\n"
    signed = text + "青禾经济开发区管委会办公室\n2022年1月3日\n"
    assert agency_of(signed) == "青禾经济开发区管委会"


def test_the_issuer_of_a_notice_on_reports_is_not_the_agency():
    text = (
        "根据《条例》、《云岭省政务公开办公室关于做好2023年政府信息公开工作年度报告的通知》"
        "要求编制。\n我市残疾人工作信息共400条。"
    )
    assert read_header(text).agency == ""


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        (
            "本报告由临泽川市人民政府政务公开办公室综合市政府、各区县政府和各部门情况编制。",
            "临泽川市人民政府",
        ),
        (
            "本报告由临泽川市人民政府办公室汇总各乡镇、各部门年度报告编制而成。",
            "临泽川市人民政府",
        ),
        # Its own report.
        (
            "本报告由临泽川市人民政府办公室编制。",
            "临泽川市人民政府办公室",
        ),
        (
            "本报告由临泽川市人民政府办公室综合本办2020年情况编制。",
            "临泽川市人民政府办公室",
        ),
    ],
)
def test_an_office_that_puts_all_reports_together_writes_for_the_government(
    opening, agency
):
    text = f"{opening}统计期限为2020年1月1日至12月31日。\n一、概述\n全年平稳。"
    assert read_header(text).agency == agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            "如有疑问，请与临泽川市残疾人联合会联系（电话：1234567）。\n一、总体情况\n"
            "公开我市残疾人工作信息9条。",
            "临泽川市残疾人联合会",
        ),
        (
            "现公布本机关年度报告。\n一、总体情况\n2021年，青榆县司法局认真落实要求。\n"
            "按照我县部署，公开信息9条。",
            "青榆县司法局",
        ),
        # A government speaks so again and again, and its office keeps the site.
        (
            "如有疑问，请与青榆县档案局联系（电话：1234567）。\n一、总体情况\n"
            "我县各部门公开信息9条，我县网站改版。",
            "",
        ),
        (
            "如有疑问，请与青榆县政务服务局联系（电话：1234567）。\n一、总体情况\n"
            "我县公开信息9条。",
            "",
        ),
    ],
)
def test_a_bureau_that_speaks_of_its_place_in_passing(text, agency):
    assert read_header(text).agency == agency


@pytest.mark.parametrize(
    ("text", "agency", "level"),
    [
        ("海关总署2010年海关信息公开工作年度报告\n一、概述\n", "海关总署", "national"),
        (
            "2023年，国家国际发展合作署以服务大局为要，做好信息公开。\n一、总体情况\n",
            "国家国际发展合作署",
            "national",
        ),
        ("安监总局发布2010年政府信息公开年度报告\n", "安监总局", "national"),
    ],
)
def test_bodies_of_the_centre(text, agency, level):
    header = read_header(text)
    assert (header.agency, header.level) == (agency, level)


def test_the_centre_that_a_sentence_further_in_speaks_of_is_not_the_agency():
    text = "我局认真工作。\n2023年，国家国际发展合作署以通知部署工作。\n一、总体情况\n"
    assert read_header(text).agency == ""


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("本报告由青榆区统计局编制。", "青榆区统计局"),
        ("由青榆区统计局、青榆区经济社会调查队编制的年度报告。", "青榆区统计局"),
        (
            "如有疑问，请与青榆区统计局、青榆区社会调查队办公室联系（电话：123）。",
            "青榆区统计局",
        ),
        (
            "本报告按照2018年青榆区统计局、青榆区调查队（以下简称局队）信息公开工作开展情况编制。",
            "青榆区统计局",
        ),
        (
            "本报告由临泽川市人民政府信息公开工作领导小组办公室汇总各部门情况编制而成。",
            "临泽川市人民政府",
        ),
        ("本报告由临泽川市人民政府信息公开办编制。", "临泽川市人民政府"),
        ("今天是\n2018年市招商局政府信息公开年度报告", ""),
        ("到七个县（市）检查了政务公开工作。", ""),
        ("交通运输部海事局2015年政府信息公开工作年度报告", "交通运输部海事局"),
    ],
)
def test_bureaus_that_count_and_offices_of_disclosure_are_told(text, agency):
    header = read_header(f"{text}\n一、概述\n公开信息36条。\n")
    assert header.agency.partition("、")[0] == agency


def test_the_number_of_a_record_is_no_second_title():
    text = (
        "索引号|757/2018-00024|分类|信息公开年报\n青禾县商务局2017年政府信息公开年报\n"
    )
    header = read_header(text + "一、概述\n公开信息36条。\n")
    assert header.year == 2017
    assert "year_conflict" not in header.evidence
