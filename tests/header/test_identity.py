import pytest

from textmine.header.agency import parse_agency
from textmine.header.identity import identify, is_rare, places_of
from textmine.header.institutions import body_of
from textmine.resources.successors import successions


def agency_id(name: str, **context: str) -> str:
    return identify(parse_agency(name), **context).agency_id


@pytest.mark.parametrize(
    "names",
    [
        (
            "文登区司法局",
            "威海市文登区司法局",
            "山东省威海市文登区司法局",
            "文登市司法局",
        ),
        ("邹平县市场监督管理局", "邹平市市场监管局", "滨州市邹平市市场监督管理局"),
        ("石家庄市商务局", "河北省石家庄市商务局", "石家庄市商务局（口岸办公室）"),
        ("尚志市亚布力镇人民政府", "哈尔滨市尚志市亚布力镇政府", "亚布力镇人民政府"),
        ("深圳市公安局龙华分局", "深圳市龙华区公安局"),
        ("应急管理部", "中华人民共和国应急管理部"),
    ],
)
def test_one_agency_under_all_its_names(names):
    assert len({agency_id(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("福州市鼓楼区司法局", "徐州市鼓楼区司法局"),
        ("石家庄市国家税务局", "石家庄市地方税务局"),
        ("石家庄市国家税务局", "国家税务总局石家庄市税务局"),
        ("淮安市商务局", "淮安经济技术开发区商务局"),
        ("宿州市第一人民医院", "宿州市第二人民医院"),
        ("青榆区商务局", "望溪区商务局"),
        ("石家庄市人民政府", "石家庄市人民政府办公室"),
    ],
)
def test_agencies_that_are_two(one, other):
    assert agency_id(one) != agency_id(other)


def test_an_ambiguous_place_stays_open_until_the_province_is_known():
    agency = parse_agency("鼓楼区司法局")
    open_one = identify(agency)
    assert open_one.region_code == "" and len(open_one.open_places) == 4
    assert "福建省福州市鼓楼区" in places_of(open_one, agency.found)
    assert identify(agency, province="福建省").agency_id == "350102:司法局"


def test_a_place_without_a_code_is_known_by_its_names():
    assert agency_id("临泽川市青榆区商务局") == "临泽川市/青榆区:商务局"
    assert identify(parse_agency("")).agency_id == ""


def test_a_common_town_needs_its_county():
    assert identify(parse_agency("太平镇人民政府")).region_code == ""
    assert (
        identify(parse_agency("太平镇人民政府"), county="120116").region_code
        == "120116105"
    )
    assert not is_rare("太平镇")


def test_a_town_that_is_no_more_is_known_by_county_and_name():
    assert agency_id("凉州区柳荫坡镇人民政府") == "620602/柳荫坡镇:政府"


def test_a_district_is_bound_by_its_city():
    agency = parse_agency("深圳市公安局龙华分局")
    assert agency.provinces == ("广东省",)
    # No 龙港区 lies in 深圳市: its province is the city's, never that of another 龙港区.
    assert parse_agency("深圳市龙港区教育局").provinces == ("广东省",)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("宿州市第一人民医院", "医院"),
        ("北方工业大学", "高校"),
        ("石家庄市第二中学", "学校"),
        ("荆州水务有限公司", "国有企业"),
        ("石家庄市信息中心", "事业单位"),
        ("应急管理部", "应急管理局"),
        ("上海市人民政府", "省政府"),
        ("长江水利委员会", "水利委员会"),
        ("石家庄市星际事务局", "其他部门"),
    ],
)
def test_types_of_institutions_and_unlisted_bodies(name, kind):
    assert parse_agency(name).agency_type == kind


def test_branches_of_the_centre_have_a_place():
    agency = parse_agency("国家粮食和物资储备局黑龙江局")
    assert (agency.region, agency.level, agency.agency_type) == (
        "黑龙江省",
        "province",
        "粮食局",
    )


def test_the_crosswalk_speaks_of_bodies_as_they_are_identified():
    names = {name for s in successions() for name in (s.earlier, s.later)}
    assert {name for name in names if body_of(name) != name} == set()


@pytest.mark.parametrize(
    ("names", "agency_id"),
    [
        # The place printed before says where a zone lies, not a county it is called like.
        (["新乡市平原示范区管委会"], "410700/平原示范区:管委会"),
        (["平原示范区管委会"], "平原示范区:管委会"),
        # A name that only begins like a county's.
        (["松山湖高新区管委会"], "松山湖高新区:管委会"),
        (["安庆市望江湖旅游度假区管委会"], "340800/望江湖旅游度假区:管委会"),
        (
            ["江北新区管委会", "南京江北新区管委会", "南京市江北新区管理委员会"],
            "320100/江北新区:管委会",
        ),
        (["两江新区管委会", "重庆两江新区管理委员会"], "500157:管委会"),
        (["金普新区民政局", "大连金普新区民政局"], "210213:民政局"),
        (["苏州高新区管委会", "苏州市高新区管委会"], "320500/高新区:管委会"),
        (["白银市平川经济开发区管委会"], "620403/经济开发区:管委会"),
    ],
)
def test_a_zone_is_the_same_however_its_city_is_written(names, agency_id):
    assert {identify(parse_agency(name)).agency_id for name in names} == {agency_id}


@pytest.mark.parametrize(
    "name",
    [
        "洛溪县水利局、应急管理局",
        "洛溪县水利局洛溪县应急管理局",
        "洛溪县水利局和洛溪县应急管理局",
        "洛溪县水利局与应急管理局",
    ],
)
def test_joint_bodies_are_known_by_the_first(name):
    agency = parse_agency(name)
    assert (agency.places, agency.agency_type) == (("洛溪县",), "水利局")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("洛溪县发展和改革局", "发展和改革局"),
        ("洛溪县教育局洛溪县第一中学", "第一中学"),
        ("洛溪县工业和信息化局", "工业和信息化局"),
    ],
)
def test_a_body_of_two_tasks_and_a_school_are_not_joint(name, body):
    assert parse_agency(name).body == body


def test_a_name_that_went_from_a_prefecture_to_a_county_goes_by_its_year():
    ids = {year: agency_id_in("巢湖市财政局", year) for year in (2009, 2010, 2015)}
    assert ids == {2009: "341400:财政局", 2010: "341400:财政局", 2015: "340181:财政局"}


def agency_id_in(name: str, year: int) -> str:
    return identify(parse_agency(name, year=year)).agency_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # A zone's committee, named or not, with its second name or without.
        ("天津经济技术开发区", "天津经济技术开发区管理委员会"),
        ("温州高新区（经开区）管委会", "温州高新区管委会"),
        ("荣成市人民政府石岛管理区管委会", "荣成市石岛管理区管委会"),
        # A government with its office, and a prefecture's office.
        ("鹿城区人民政府及办公室", "鹿城区人民政府"),
        ("鹿城区人民政府（含办公室）", "鹿城区政府"),
        ("兴安盟行署外事办公室", "兴安盟外事办公室"),
        ("兴安盟行署", "兴安盟行政公署"),
        # A school of a city, and bodies of the centre in short.
        ("福建省莆田第二中学", "莆田市第二中学"),
        ("安监总局", "国家安全生产监督管理总局"),
        ("质检总局", "国家质量监督检验检疫总局"),
    ],
)
def test_names_of_one_agency_have_one_id(one, other):
    assert identify(parse_agency(one)) == identify(parse_agency(other))


@pytest.mark.parametrize("name", ["中山大学", "中山医院", "江南大学", "逸夫小学"])
def test_an_institution_called_like_a_place_lies_in_none(name):
    agency = parse_agency(name)
    assert (agency.places, agency.level) == ((), "")
    assert identify(agency).agency_id == name


def test_a_university_of_a_city_is_still_placed():
    assert parse_agency("苏州大学").places == ("苏州",)
    assert parse_agency("中山市第一中学").places == ("中山市",)
    assert parse_agency("鹿城区人民政府办公室").agency_type == "政府办"
