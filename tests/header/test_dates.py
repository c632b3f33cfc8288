import pytest

from textmine.header.dates import (
    choose_year,
    find_published,
    last_lines,
    last_year_in,
    read_years,
    to_year,
    year_conflict,
)


def find_year(text, *, title="", titles=(), published="", **names):
    named = [title, *titles] if title else list(titles)
    return choose_year(read_years(text, titles=named, **names), published=published)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2020", 2020),
        ("二〇二一", 2021),
        ("二○一九", 2019),
        ("二0一七", 2017),
        ("二零零八", 2008),
    ],
)
def test_years_in_digits_and_numerals(text, year):
    assert to_year(text) == year


def test_last_year_of_a_title():
    assert last_year_in("临泽川市商务局2019-2020年度报告") == 2020
    assert last_year_in("编号12020和20201") is None


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        (
            "统计期限自2019年1月1日起至2019年12月31日止。",
            "某局2019年年报",
            ("2019", "title", 0.99),
        ),
        (
            "统计期限自2018年1月1日至12月31日。",
            "某局2019年年报",
            ("2019", "title", 0.7),
        ),
        ("统计期限自2019年1月1日起至2019年12月31日止。", "", ("2019", "period", 0.97)),
        (
            "现将我局2014年政府信息公开情况报告如下。2015年我局将继续努力。",
            "",
            ("2014", "preamble", 0.93),
        ),
        (
            "2016年累计发布信息20条。2016年度没有申请。2017年将加强培训。",
            "",
            ("2016", "body", 0.75),
        ),
        # What is planned for a year tells of the one before, unless 将 says what was done.
        ("2025年，我镇将从两方面改进。", "", ("2024", "body", 0.75)),
        (
            "截至2013年12月31日公开信息九条。2014年，我们将重点做好培训。",
            "",
            ("2013", "body", 0.75),
        ),
        ("2020年，我局将信息公开纳入考核。", "", ("2020", "body", 0.75)),
        (
            "2019年，某镇公开信息九条。\n五、问题\n2020年，针对上述不足，我镇将建立台账。",
            "",
            ("2019", "body", 0.75),
        ),
        ("2020年，我局将推进公开作为重点工作。", "", ("2020", "body", 0.75)),
        ("全年没有收到申请。", "", ("", "", 0.0)),
    ],
)
def test_year_of_the_report(text, title, found):
    assert find_year(text, title=title) == found


def test_numbers_of_documents_are_no_years_of_the_report():
    text = "按照国办公开办函〔2019〕60号，2022年公开信息40条，2022年没有申请。"
    assert find_year(text)[0] == "2022"


def test_last_resorts():
    assert find_year("", page_title="某局2018年年报")[:2] == ("2018", "page title")
    assert find_year("", filename="商务局2018年报.docx")[:2] == ("2018", "file name")
    assert find_year("", published="2021-01-20")[:2] == (
        "2020",
        "year before publication",
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("年报\n发布时间：2021-01-29 10:22 来源：某局", ("2021-01-29", "publish line")),
        ("年报\n发布日期:2021/1/9", ("2021-01-09", "publish line")),
        ("| 公开日期： | 2015-08-03 10:13 |", ("2015-08-03", "publish line")),
        ("无\n临泽川市商务局\n2021年1月29日\n", ("2021-01-29", "signature")),
        ("无\n临泽川市商务局\n二〇二一年十二月三十一日", ("2021-12-31", "signature")),
        ("无\n201611日\n2017112", ("", "")),
        ("无\n2021年13月40日", ("", "")),
        ("2021年1月29日，我局召开会议。", ("", "")),
    ],
)
def test_published(text, found):
    assert find_published(text)[:2] == found


def test_metadata_of_the_page_go_before_the_signature():
    found = find_published(
        "无\n2021年2月1日", metadata={"published": "2021-01-29T10:00:00"}
    )
    assert found == ("2021-01-29", "page metadata", 0.9)


@pytest.mark.parametrize(
    ("site", "signed", "found"),
    [
        # A page that moved is dated anew; the report was signed in its season.
        ("2022-11-03", "2022年1月10日", ("2022-01-10", "signature")),
        ("2024-05-09", "2022年1月10日", ("2022-01-10", "signature")),
        ("2022-05-01", "2022年4月30日", ("2022-04-30", "signature")),
        # In the season the site's date holds, and no signature outside it takes its place.
        ("2022-04-30", "2022年1月10日", ("2022-04-30", "publish line")),
        ("2022-11-03", "2022年6月1日", ("2022-11-03", "publish line")),
        ("2022-11-03", "", ("2022-11-03", "publish line")),
    ],
)
def test_a_page_dated_after_the_season_yields_to_the_signature(site, signed, found):
    text = f"发布时间：{site}\n特此报告。\n{signed}"
    assert find_published(text, year=2021)[:2] == found


def test_a_stale_period_does_not_beat_statement_and_body():
    text = (
        "现编制2021年政府信息公开年度报告。统计期限自2020年1月1日起至2020年12月31日止。\n"
        "2021年，我局公开信息九条。2021年没有申请。"
    )
    assert find_year(text) == ("2021", "preamble", 0.7)
    assert year_conflict(read_years(text), 2021) == "period 2020"


_FORMAL = (
    "现公布某局{y}年度政府信息公开工作报告。统计期限自{y}年1月1日起至{y}年12月31日止。"
)


@pytest.mark.parametrize(
    ("title", "rest", "year"),
    [
        # A misprint, and the year of publication, in a title that all else contradicts.
        (2012, _FORMAL.format(y=2022), "2022"),
        (2023, _FORMAL.format(y=2022), "2022"),
        (2012, "统计期限自2022年1月1日起至2022年12月31日止。", "2022"),
        # All but the title copied from last year: the day of publication says which is right.
        (2022, _FORMAL.format(y=2021) + "2021年，我局公开信息九条。", "2022"),
        # A stale period beside a title and a body that agree.
        (
            2022,
            "统计期限自2021年1月1日起至2021年12月31日止。2022年，我局公开。",
            "2022",
        ),
    ],
)
@pytest.mark.parametrize("lines", ["\n", " "])
def test_a_title_votes_once(title, rest, year, lines):
    title = f"某局{title}年政府信息公开工作年度报告"
    text = lines.join((title, "发布日期：2023-01-20", rest, "一、总体情况"))
    assert find_year(text, title=title, published="2023-01-20")[0] == year
    assert year_conflict(read_years(text, titles=[title]), int(year))


def test_a_report_that_is_published_years_late_keeps_its_year():
    title, day = "某局2019年政府信息公开工作年度报告", "2022-06-20"
    for text in (_FORMAL.format(y=2019), "统计期限自2020年1月1日至2020年12月31日。"):
        assert find_year(text, title=title, published=day)[0] == "2019"
    assert find_year("2019年，我局公开信息。", published=day)[0] == "2019"


def test_a_range_of_years_ends_with_the_one_that_is_reported():
    text = "现公布某校2021—2022学年信息公开工作年度报告。\n一、概述\n"
    assert find_year(text)[0] == "2022"
    assert find_year("2014-03-10 现将某局2013年信息公开情况总结如下。")[0] == "2013"


def test_what_a_section_says_of_an_older_report_is_no_statement_of_the_year():
    title = "某局2011年政府信息公开工作年度报告"
    text = f"{title}\n一、概述\n我局完成了2010年信息公开年度报告。"
    assert year_conflict(read_years(text, titles=[title]), 2011) == ""


def test_the_report_goes_before_the_notice_that_publishes_it():
    titles = ["某局2020年政府信息公开工作报告", "某局2019年政府信息公开工作报告"]
    text = "统计期限为2019年1月1日至2019年12月31日。"
    assert find_year(text, titles=titles)[0] == "2019"
    assert find_year("", titles=titles[:1], published="2021-01-20")[0] == "2020"


def test_last_lines_are_the_few_that_are_not_empty_from_the_end():
    text = "甲\n\n乙 局\n \n2021 年\n"
    assert last_lines(text, 2) == ["2021年", "乙局"]
    assert last_lines(text, 9) == ["2021年", "乙局", "甲"]
    assert last_lines("甲\n" + "\n" * 1500 + "乙", 9) == ["乙"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        # The year of a signature is that of release.
        ("截至去年底公开9条。\n青禾县司法局\n2020年1月15日\n", ""),
        ("截至去年底公开9条。\n二〇二〇年一月十五日印发\n", ""),
        ("2020年1月15日，我局召开会议。", "2020"),
        # What is compared with, and what is planned.
        ("与2020年相比增加。2021年公开9条。比2020年多。", "2021"),
        ("2012年公开9条。\n七、2013年重点工作安排\n2013年我们要加强培训。", "2012"),
        ("2018年公开9条。\n2019年，我们将聚焦问题。", "2018"),
    ],
)
def test_years_of_release_of_comparisons_and_of_plans_do_not_count(text, year):
    assert find_year(text)[0] == year


@pytest.mark.parametrize(
    "line",
    [
        "（2021年1月15日）",
        "• 2021-01-15",
        "2021-1-15 临泽川市商务局办公室",
        "2021-01-15 18:26 来源：临泽川市商务局",
        "2021-01-15 发布：临泽川市商务局 点击数：",
        "- 2021年01月15日 10时35分",
        "2021/01/15 03:00:37",
    ],
)
def test_a_day_without_a_label_below_the_title(line):
    text = f"临泽川市商务局2020年年报\n{line}\n本报告已公布。\n一、概述\n2021-02-03\n"
    assert find_published(text, year=2020) == ("2021-01-15", "line of the head", 0.8)


@pytest.mark.parametrize(
    "line",
    [
        "2021年1月1日至2021年12月31日",
        "2021年1月15日起施行",
        "2020\n年\n1\n月\n1\n日至",
        "截至2021年1月15日",
        "2021年1月15日，我局召开会议。",
        "联系电话：2021-01-15-3",
        "归档时间：2021/1/15 12:33",
        "打印时间：2021-01-15",
    ],
)
def test_other_days_in_the_head_are_none_of_publication(line):
    assert find_published(f"某局2020年年报\n{line}\n一、概述\n无。")[0] == ""


def test_a_label_goes_before_the_archive_and_before_a_bare_day():
    text = "归档时间：2024/2/27\n2023-01-01\n某局年报\n发布时间：2019-02-11\n一、概述"
    assert find_published(text)[:2] == ("2019-02-11", "publish line")


def test_the_day_of_release_goes_before_that_of_the_record():
    box = "公文生成日期：2012-03-31\n发布日期：2012-01-19\n某局年报\n"
    assert find_published(box)[0] == "2012-01-19"
    assert find_published("生成日期：2012-03-31\n某局年报\n")[0] == "2012-03-31"


@pytest.mark.parametrize(
    "period",
    [
        "自2016年1月1日起至2016年12月31日止",
        "自201611日起至20161231日止",
        "为20161月1日至12月31日",
        "自20161月1日起至201612月31日",
    ],
)
def test_a_period_that_lost_its_words_is_read(period):
    readings = read_years(f"某局年报\n数据统计期限{period}。\n")
    assert choose_year(readings)[:2] == ("2016", "period")


def test_a_number_beside_days_is_no_period():
    assert not read_years("编号20160101，1日至12日受理30日。")
