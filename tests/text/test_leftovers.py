"""Names and years that a sentence tells as the report's own."""

from __future__ import annotations

import pytest

from textmine.text.leftovers import (
    acts_as_own,
    find_stale_plans,
    find_told_years,
    is_cited,
    is_unexplained,
    opens_with_year,
    share_said,
    speaks_as_own,
    stands_for_own,
    tells_of,
)

OWN = ("桐屿县商务局", "桐屿县")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2020年，我局公开信息12条。", (2020, "work", "self")),
        ("2021年，桐屿县商务局公开信息12条。", (2021, "work", "self")),
        ("2021年，全县公开信息12条。", (2021, "work", "place")),
        ("2021年，我局印发方案，公开信息12条。", (2021, "deed", "self")),
        ("2021年，我局深入推进政策公开。", (2021, "else", "self")),
        ("报告统计期限为2021年1月1日至12月31日。", (2021, "work", "self")),
        # How the work went is told in its own report; an honour is told again.
        ("2021年，我局公开工作取得成效。", (2021, "work", "self")),
        ("2021年，我局公开工作得到省厅表扬，两例入选。", (2021, "deed", "self")),
        # Four years back is history, and so is what names the own year or a third one.
        ("2018年，我局公开信息12条。", None),
        ("2021年，我局公开信息12条，2022年公开20条。", None),
        ("2020年，我局公开信息12条，2021年公开20条。", None),
        ("与2021年相比，我局公开信息更多。", None),
        ("2021年，霜岭县商务局公开信息12条。", None),
    ],
)
def test_years_that_are_told_as_the_own_one(text, told) -> None:
    found = [
        (
            one.year,
            "work" if one.is_work else "deed" if one.is_deed else "else",
            "self" if one.is_self else "place",
        )
        for one in find_told_years(text, 2022, OWN)
    ]
    assert found == [told] * bool(told)


def test_a_told_year_says_where_it_stands_and_whether_years_are_told_in_a_row() -> None:
    text = "目录已核对。2021年，我局公开12条。"
    (one,) = find_told_years(text, 2022, OWN)
    assert text[one.start : one.start + 4] == "2021" and one.is_alone
    assert one.sentence == "2021年，我局公开12条。"
    for beside in ("2022年，我局公开20条。", "2020年，我局公开9条。"):
        told = [*find_told_years(text + beside, 2022, OWN)]
        assert told and not any(one.is_alone for one in told)
    same = [*find_told_years(text + "2021年，我局答复3件。", 2022, OWN)]
    assert [one.is_alone for one in same] == [True, True]


@pytest.mark.parametrize(
    ("before", "after", "alone"),
    [
        ("目录已核对。", "栏目已核对。", True),
        ("目录编制分两年完成。", "", False),
        ("上年度报告个别数据有误，更正如下。", "", False),
        ("", "今年转入动态维护。", False),
        ("", "本年度报告已上网。", True),
        # Two sentences on, it says nothing of this one.
        ("", "栏目已核对。今年转入动态维护。", True),
    ],
)
def test_a_year_told_on_purpose_is_not_alone(before, after, alone) -> None:
    text = f"{before}2021年，我局梳理公开事项318项。{after}"
    assert [one.is_alone for one in find_told_years(text, 2022, OWN)] == [alone]


@pytest.mark.parametrize(
    ("before", "after", "cited"),
    [
        ("派人到兄弟单位跟班，带回一条。", "", True),
        ("市里的材料刊登两例：", "", True),
        ("", "我局据此试行。", True),
        ("", "该做法已在两镇试行。", True),
        ("目录已核对。", "栏目已核对。", False),
        ("一是更新慢：", "", False),
        # Two sentences before, it says nothing of this one.
        ("派人到兄弟单位跟班。目录已核对。", "", False),
    ],
)
def test_words_that_are_given_as_those_of_another_agency(before, after, cited) -> None:
    text = f"{before}霜岭县商务局坚持每月公开。{after}"
    start = text.index("霜岭县")
    assert is_cited(text, start, start + 6) is cited


@pytest.mark.parametrize(
    ("text", "unexplained"),
    [
        ("霜岭县商务局公布名单。", True),
        ("会同霜岭县商务局公布名单。", False),
        ("与霜岭县商务局在界河两岸共同立牌。", False),
        ("桐屿县商务局、霜岭县商务局公布名单。", False),
        ("桐屿县商务局公布名单。霜岭县商务局公布名单。", True),
    ],
)
def test_names_that_nothing_around_explains(text, unexplained) -> None:
    start = text.index("霜岭县")
    assert is_unexplained(text, start, start + 6, OWN) is unexplained


def test_a_place_outside_all_sentences_is_not_cited() -> None:
    assert not is_cited("。霜岭县", 0, 1)


def test_a_report_tells_of_its_own_year() -> None:
    text = "目录已核对。2021年，我局公开12条。"
    assert tells_of(text, 2021, OWN) and not tells_of(text, 2020, OWN)
    assert not tells_of("自2021年以来，我局公开12条。", 2021, OWN)


@pytest.mark.parametrize(
    ("text", "name", "acts"),
    [
        ("霜岭县商务局将逐项整改。", "霜岭县商务局", True),
        ("（一）平台。下一步，霜岭县商务局将逐项整改。", "霜岭县商务局", True),
        ("本报告由霜岭县商务局办公室编制。", "霜岭县商务局", True),
        ("霜岭县的群众来电较多。", "霜岭县", True),
        ("推动霜岭县政务公开再上台阶。", "霜岭县", True),
        # Not the one who acts; beside the own one; with a reason.
        ("会同霜岭县商务局将栏目核对一遍。", "霜岭县商务局", False),
        ("霜岭县商务局印制的手册已发完。", "霜岭县商务局", False),
        ("霜岭县商务局将与桐屿县商务局互看台账。", "霜岭县商务局", False),
        ("霜岭县商务局将派人来我县核对。", "霜岭县商务局", False),
        ("霜岭县商务局将经验汇编成册。", "霜岭县商务局", False),
        ("霜岭县举办展销会。", "霜岭县", False),
        # What bureaus do all day explains a name right beside it only.
        ("霜岭县民政局为每一笔社会捐赠建立卡片。", "霜岭县民政局", True),
        ("霜岭县财政局将全部政府采购合同上网。", "霜岭县财政局", True),
        ("霜岭县民政局将捐赠书架三十个。", "霜岭县民政局", False),
        ("霜岭县财政局将采购同款系统。", "霜岭县财政局", False),
        # Of the own place, only what a bureau says of itself.
        ("桐屿县财政局将逐项整改。", "桐屿县财政局", True),
        ("桐屿县财政局公布补贴名单。", "桐屿县财政局", False),
        ("霜岭县商务局公布补贴名单。", "霜岭县商务局", True),
    ],
)
def test_names_that_act_as_the_own_one(text, name, acts) -> None:
    start = text.index(name)
    assert acts_as_own(text, start, start + len(name), OWN) is acts


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("借鉴外地做法，推动霜岭县政务公开再上台阶。", True),
        ("推动霜岭县政务公开经验落地。", False),
        ("推动霜岭县政府信息公开平台提速。", False),
        ("霜岭县政务公开再上台阶。", False),
        ("推动霜岭县电商发展。", False),
    ],
)
def test_places_that_stand_for_the_own_one(text, stands) -> None:
    start = text.index("霜岭县")
    assert stands_for_own(text, start, start + 3, OWN) is stands


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("在中共石渚县委、县政府的坚强领导下，我局扎实推进公开。", True),
        ("如对本报告有疑问，请与石渚县水务局办公室联系。", True),
        ("根据规定，石渚县水务局编制本报告。", True),
        ("本报告由石渚县水务局编制。", True),
        ("下一步，石渚县水务局将进一步规范专栏。", True),
        ("本报告电子版可在石渚县政府网站下载。", True),
        # What is said of another as a matter of course.
        ("加强与石渚县水务局联系，通报水情。", False),
        ("涉及石渚县的，请与石渚县水务局联系。", False),
        ("界河整治方案由石渚县水务局编制。", False),
        ("按照要求，石渚县水务局编制了应急预案。", False),
        ("今后，石渚县将继续与我县共同管护界河。", False),
        ("在石渚县委领导下的霜岭县试点经验。", False),
        ("石渚县在市委、市政府领导下率先完成。", False),
    ],
)
def test_formulas_say_whose_a_report_is(text: str, is_own: bool) -> None:
    at = text.index("石渚县")
    said = [
        speaks_as_own(text, start, start + 3, ["霜岭县", "霜岭县水务局"])
        for start in range(at, len(text))
        if text.startswith("石渚县", start)
    ]
    assert any(said) == is_own


@pytest.mark.parametrize(
    ("text", "is_plan"),
    [
        ("2022年，我局将进一步充实栏目。", True),
        ("一是加强培训，2022年我镇将继续举办讲座。", True),
        ("2023年，我局将进一步充实栏目。", False),
        ("2022年，我局将公开作为年度重点。", False),
        ("2022年，我局将加强政策解读作为年度重点。", False),
        ("2022年，我局将健全的制度汇编成册公开。", False),
        ("2022年，我局进一步充实栏目。", False),
    ],
)
def test_a_plan_for_the_reports_own_year_is_stale(text: str, is_plan: bool) -> None:
    assert bool(list(find_stale_plans(text, 2022))) == is_plan


@pytest.mark.parametrize(
    ("ahead", "is_alone"),
    [
        ("2022年，我局健全机制，压实责任。", True),
        ("2022年，我局公开信息20条。", False),
    ],
)
def test_years_told_in_a_row_are_counts(ahead: str, is_alone: bool) -> None:
    (told,) = find_told_years(f"{ahead}2021年，我局公开信息12条。", 2022, ())
    assert told.is_alone == is_alone


def test_a_title_of_another_year_says_what_the_report_is_on() -> None:
    (told,) = find_told_years("现公布我局2021年政府信息公开工作年度报告。", 2022, ())
    assert told.is_work and told.is_alone
    assert not list(find_told_years("2021年政府信息公开年度报告已上网。", 2022, ()))


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("公开有序。2022年，我局增设栏目。", True),
        ("2022年，我局将增设栏目。", False),
        ("2022年，我局要求按月核对。", True),
        ("2021年，我局增设栏目。", False),
        ("与2022年相比更多。", False),
    ],
)
def test_what_is_told_of_a_year_is_no_plan(text: str, opens: bool) -> None:
    assert opens_with_year(text, 2022) == opens


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("按照市政府办公室统一部署，逐项自查。", 1.0),
        ("一是根据省厅关于清理栏目的通知要求，逐项自查。", 1.0),
        ("逐项自查。按照全国政务公开会议精神办理。", 15 / 20),
        # An order of its own, a law, a wish.
        ("按照局党组统一部署，逐项自查。", 0.0),
        ("根据《条例》的要求，逐项自查。", 0.0),
        ("按照市民要的样子，逐项自查。", 0.0),
        ("", 0.0),
    ],
)
def test_how_much_of_a_passage_was_asked_for_from_above(text, share) -> None:
    assert share_said(text, "ordered") == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("《条例》规定，凡不宜公开的应当说明理由。", 1.0),
        # Marks at the border of a passage are cut off.
        ("条例》第五条明确规定：以公开为常态", 1.0),
        ("《关于全面推进政务公开工作的意见》指出，公开是法治政府的特征。", 1.0),
        ("《保密法》规定，涉密的不公开。逐件审查底稿，两人签字。", 15 / 27),
        ("党的二十大报告强调，健全基层群众自治机制。", 1.0),
        ("习近平总书记在考察时指出，要为群众算清账。", 1.0),
        ("根据《条例》第三十二条规定，答复应当说明理由。", 1.0),
        # Who follows a paper tells what he did, and a bureau's rules are its own.
        ("根据《条例》规定，逐件答复申请。", 0.0),
        ("严格执行保密规定，逐件审查底稿。", 0.0),
        ("根据《条例》第三十二条规定，全年共答复申请五件。", 0.0),
        ("根据《条例》第三十二条规定，我局应当答复的都已答复。", 0.0),
        ("按照国务院要求，逐项清理旧文件。", 0.0),
        ("局党组会议强调，稿件由两人核对。", 0.0),
        ("我局制定的审查办法规定，每件公开前由两人核对。", 0.0),
        ("印发公开办法，要求每周更新一次。", 0.0),
    ],
)
def test_how_much_of_a_passage_quotes_a_law(text, share) -> None:
    assert share_said(text, "quoted") == pytest.approx(share)
