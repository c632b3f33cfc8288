import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.header.agency import canonical_type, is_agency, parse_agency
from textmine.header.identity import identify
from textmine.header.institutions import agency_type_of


@pytest.mark.parametrize(
    ("name", "region", "province", "level", "agency_type"),
    [
        ("樟树市商务局", "樟树市", "江西省", "county", "商务局"),
        ("石家庄市商务局", "石家庄市", "河北省", "city", "商务局"),
        ("大兴安岭地区气象局", "大兴安岭地区", "黑龙江省", "city", "气象局"),
        ("道县文化广电新闻出版局", "道县", "湖南省", "county", "文广新局"),
        ("烟台市芝罘区城市管理局", "芝罘区", "山东省", "county", "城管局"),
        ("凉州区柳荫坡镇人民政府", "柳荫坡镇", "甘肃省", "township", "镇政府"),
        (
            "桦甸市人民政府北桥街道办事处",
            "北桥街道",
            "吉林省",
            "township",
            "街道办事处",
        ),
        ("恩施州教育局", "恩施州", "湖北省", "city", "教育局"),
        ("上海市商务委员会", "上海市", "上海市", "province", "商务局"),
        ("上海市浦东新区人民政府", "浦东新区", "上海市", "county", "区政府"),
        (
            "广西壮族自治区水利厅",
            "广西壮族自治区",
            "广西壮族自治区",
            "province",
            "水利局",
        ),
        ("国家税务总局淮安市税务局", "淮安市", "江苏省", "city", "税务局"),
        ("宿迁市自然资源和规划局宿城分局", "宿城区", "江苏省", "county", "自然资源局"),
        ("江苏省人民政府办公厅", "江苏省", "江苏省", "province", "政府办"),
        (
            "淮安经济技术开发区管理委员会",
            "淮安经济技术开发区",
            "江苏省",
            "county",
            "管委会",
        ),
    ],
)
def test_listed_places(name, region, province, level, agency_type):
    agency = parse_agency(name)
    assert (agency.region, agency.provinces, agency.level, agency.agency_type) == (
        region,
        (province,),
        level,
        agency_type,
    )
    assert agency.listed


@pytest.mark.parametrize(
    ("name", "places", "level"),
    [
        ("云岭省临泽川市商务局", ("云岭省", "临泽川市"), "city"),
        ("临泽川市青禾县教育局", ("临泽川市", "青禾县"), "county"),
        ("临泽川市城市管理局", ("临泽川市",), "city"),
        ("青禾县卫生监督所", ("青禾县",), "county"),
        ("青禾县水管站", ("青禾县",), "county"),
        ("柳荫坡镇人民政府", ("柳荫坡镇",), "township"),
        ("北桥街道", ("北桥街道",), "township"),
    ],
)
def test_places_that_no_list_has_are_read_by_their_suffix(name, places, level):
    agency = parse_agency(name)
    assert (agency.places, agency.level, agency.listed) == (places, level, False)


@pytest.mark.parametrize(
    "name", ["商务局", "市场监督管理局", "城市管理局", "乡村振兴局", "住房和城乡建设局"]
)
def test_words_with_a_suffix_of_a_place_in_them_are_no_places(name):
    assert parse_agency(name).places == ()


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("本溪市科学技术局", ("本溪市",)),
        ("临泽川市民政局", ("临泽川市",)),
        ("临泽川市民族宗教事务局", ("临泽川市",)),
        ("临泽川市市场监督管理局", ("临泽川市",)),
        ("金平县民族宗教事务局", ("金平县",)),
    ],
)
def test_names_that_begin_like_other_words(name, places):
    assert is_agency(name) and parse_agency(name).places == places


def test_a_county_raised_to_a_city_keeps_its_level_and_province():
    agency = parse_agency("海安市住建局")
    assert (agency.region, agency.level, agency.provinces) == (
        "海安市",
        "county",
        ("江苏省",),
    )


def test_an_ambiguous_name_gives_all_its_provinces():
    assert len(parse_agency("鼓楼区司法局").provinces) == 3
    assert parse_agency("福州市鼓楼区司法局").provinces == ("福建省",)


def test_bodies_of_the_centre():
    assert parse_agency("商务部").level == "national"
    assert parse_agency("国家税务总局").level == "national"


def test_types_fold_full_and_short_names():
    assert (
        agency_type_of("卫生和计划生育委员会") == agency_type_of("卫计委") == "卫计委"
    )
    assert agency_type_of("建筑工务署") == "建筑工务署"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("临泽川市商务局", True),
        ("商务局", True),
        ("我局", False),
        ("各县区", False),
        ("工作情况", False),
        ("a局", False),
        ("", False),
    ],
)
def test_is_agency(name, expected):
    assert is_agency(name) is expected


@settings(deadline=None, max_examples=150)
@given(
    st.text(
        alphabet="省市县区镇乡街道局委办政府人民淮安临泽川州旗分开发城国家税务总部中心海关",
        max_size=24,
    )
)
def test_any_name_is_parsed_into_parts_of_itself(name):
    agency = parse_agency(name)
    assert agency.name == name
    assert agency.level in ("", "national", "province", "city", "county", "township")


@pytest.mark.parametrize(
    ("value", "agency", "kind"),
    [
        ("商务厅", "云岭省商务厅", "商务局"),
        ("商务委员会", "", "商务局"),
        ("水务局", "", "水务局"),
        ("镇人民政府", "柳荫坡镇人民政府", "镇政府"),
        ("自治区人民政府", "", "省政府"),
        ("人民政府", "青禾县人民政府", "县政府"),
        ("人民政府", "青禾县人民政府办公室", "人民政府"),
        ("人民政府", "", "人民政府"),
        ("街道办", "", "街道办事处"),
        ("星际事务", "", "星际事务"),
    ],
)
def test_types_given_by_hand_are_written_as_inferred_ones(value, agency, kind):
    assert canonical_type(value, agency) == kind


def test_types_in_the_sample_agree_with_the_names(root):
    rows = list(
        csv.DictReader(
            (root / "corpora" / "sample" / "manifest.csv").open(encoding="utf-8")
        )
    )
    assert len(rows) > 20
    for row in rows:
        assert (
            canonical_type(row["agency_type"], row["agency"])
            == parse_agency(row["agency"]).agency_type
        )


def test_words_behind_the_centre_s_name_make_no_body_of_it():
    assert not is_agency("中国特色社会主义思想")
    assert is_agency("国家税务总局") and is_agency("国家粮食和物资储备局黑龙江局")


@pytest.mark.parametrize(
    "body", ["图书馆", "医院", "中学", "气象站", "水产技术推广站", "妇幼保健站"]
)
def test_an_institution_s_bare_word_makes_a_place_of_what_stands_before_it(body):
    agency = parse_agency(f"洛溪县{body}")
    assert (agency.places, agency.level, agency.body) == (("洛溪县",), "county", body)


@pytest.mark.parametrize("name", ["社区医院", "山区学校", "城市医院", "洛溪市中心"])
def test_words_before_an_institution_that_are_no_places(name):
    assert parse_agency(name).places == ()


def test_a_zone_without_a_name_of_its_own_is_called_by_its_place():
    assert parse_agency("樟树市经济开发区").region == "樟树市经济开发区"
    assert parse_agency("樟树市平水经济开发区").region == "平水经济开发区"


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("枕河镇中心卫生院", "township"),
        ("枕河乡中心小学", "township"),
        ("枕河街道社区卫生服务中心", "township"),
        ("枕河镇司法所", "township"),
        ("青榆县卫生院", "county"),
        ("枕河镇中学生报社", ""),
    ],
)
def test_hospitals_schools_and_stations_lie_in_their_town(name, level):
    assert parse_agency(name).level == level


@pytest.mark.parametrize(
    ("name", "region", "agency_type"),
    [
        ("石家庄市公安局长安区分局", "长安区", "公安局"),
        ("临泽川市公安局青榆区分局", "青榆区", "公安局"),
        ("临泽川市生态环境局青榆分局", "青榆", "生态环境局"),
    ],
)
def test_the_district_within_the_name_of_a_branch(name, region, agency_type):
    agency = parse_agency(name)
    assert (agency.region, agency.agency_type) == (region, agency_type)
    assert (agency.places[0], agency.level) == (name[: name.find("市") + 1], "county")


def test_a_league_names_its_place_within():
    agency = parse_agency("共青团青禾县委员会")
    assert (agency.name, agency.region) == ("共青团青禾县委员会", "青禾县")
    assert (agency.level, agency.agency_type) == ("county", "团委")
    assert parse_agency("共青团青禾县委").body == agency.body


def test_a_body_of_the_partys_committee_is_one():
    assert is_agency("中共青禾县委宣传部")
    assert parse_agency("中共青禾县委宣传部").agency_type == "党委部门"


def test_a_city_whose_name_ends_as_a_prefectures_does():
    assert parse_agency("明州市水利局").places == ("明州市",)
    assert parse_agency("明州市青榆区水利局").places == ("明州市", "青榆区")


def test_a_zone_without_its_name_is_none_in_running_text():
    assert not is_agency("开发区管委会")
    assert is_agency("开发区管委会", strict=False)
    assert is_agency("青禾经济开发区管委会")
    assert parse_agency("高新区管委会").is_any_zone
    assert not parse_agency("临泽川市高新区管委会").is_any_zone


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("淮安海关", "淮安市"),
        ("石家庄海关", "石家庄市"),
        ("中华人民共和国淮安海关", "淮安市"),
        ("淮安铁路监督管理局", "淮安市"),
        ("黄埔海关", ""),
    ],
)
def test_a_body_called_after_its_seat_is_not_that_of_the_place(name, region):
    agency = parse_agency(name)
    assert (agency.region, agency.level, agency.is_seated) == (region, "", True)
    plain = name.removeprefix("中华人民共和国")
    identity = identify(agency)
    assert (identity.region_code, identity.agency_id) == ("", plain)
    assert is_agency(name)


@pytest.mark.parametrize("name", ["淮安市商务局", "海关总署", "淮安市人民政府"])
def test_other_bodies_are_of_their_place(name):
    assert not parse_agency(name).is_seated
