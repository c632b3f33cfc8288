import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.schema import CORE_LABELS, LABELS
from textmine.segment.items import find_items
from textmine.segment.narrative import find_narrative
from textmine.segment.sections import find_sections, label_heading
from textmine.tables.find import FoundTable, find_tables
from textmine.text.normalize import normalize

TITLES = {
    "overview": "总体情况",
    "disclosure": "主动公开政府信息情况",
    "applications": "收到和处理政府信息公开申请情况",
    "review": "政府信息公开行政复议、行政诉讼情况",
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
}
NUMERALS = "一二三四五六七八九十"


def report(titles, marker="{n}、{t}"):
    """A report with these headings and a sentence under each."""
    parts = ["临泽川市档案局2021年政府信息公开工作年度报告"]
    for n, title in enumerate(titles):
        parts += [
            marker.format(n=NUMERALS[n], k=n + 1, t=title),
            f"本部分共{n + 3}项工作，均已按要求完成并归档。",
        ]
    return "\n".join(parts)


def found(text):
    clean = normalize(text).text
    return {
        s.label: s
        for s in find_sections("r", clean, find_tables(clean))
        if s.status == "found"
    }


@pytest.mark.parametrize(
    "marker",
    [
        "{n}、{t}",
        "{n}.{t}",
        "（{n}）{t}",
        "{k}、{t}",
        "{t}",
        "第{n}、{t}",
        "**{n}、{t}**",
        "### {n}、{t}",
        "{n}、 {t}：",
    ],
)
def test_official_sections_under_any_numbering(marker):
    sections = found(report(TITLES.values(), marker))
    assert [s for s in sections if s in CORE_LABELS] == list(CORE_LABELS)
    assert all(TITLES[label] in sections[label].heading for label in CORE_LABELS)


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("六、工作中存在的困难和不足及改进方向", "problems"),
        ("五、政府信息公开工作存在的主要问题和下一步打算", "problems"),
        ("三、存在不足", "problems"),
        ("四、主要问题与改进措施", "problems"),
        ("七、改进措施", "measures"),
        ("七、2014年重点工作安排", "measures"),
        ("六、下一步工作计划", "measures"),
        ("二、依申请公开政府信息办理情况", "applications"),
        ("三、公民申请政府信息公开情况", "applications"),
        ("三、依申请政务信息公开情况", "applications"),
        ("二、政务信息公开情况", "disclosure"),
        ("一、政务公开情况", "overview"),
        ("一、概述", "overview"),
        ("一、基本情况", "overview"),
        ("二、政府信息主动公开情况", "disclosure"),
        ("五、因政府信息公开被申请行政复议、提起行政诉讼情况", "review"),
        ("八、需要说明的其他事项", "other"),
        ("六、其他", "other"),
        ("七、其它方面", "other"),
        ("一、公开的主要内容", "disclosure"),
        ("四、政府信息公开收费及减免情况", "extra"),
    ],
)
def test_heading_variants(heading, label):
    assert label_heading(heading)[0] == label


@pytest.mark.parametrize(
    "opening", ["第六部分 ", "第六章", "VI、", "Ⅵ ", "六丶", "六 ", "6 ", "【", "〖"]
)
def test_a_title_of_the_form_may_stand_behind_an_odd_ordinal(opening):
    assert label_heading(f"{opening}其他需要报告的事项】") == ("other", True)
    # Of other words, and of a row of table 3, an odd ordinal says nothing.
    assert label_heading(f"{opening}本年新收申请") == ("", False)
    assert label_heading(f"{opening}收费及其他")[1] is False


@pytest.mark.parametrize(
    "row",
    [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        "（一）予以公开",
        "（七）总计",
    ],
)
def test_rows_of_the_table_are_no_headings(row):
    assert label_heading(row) == ("", False)


def test_sub_heading_with_the_words_of_a_section_stays_inside():
    text = "一、总体情况\n（一）组织领导情况\n成立领导小组。\n"
    text += "（二）主动公开政府信息情况\n公开信息12条。\n"
    text += "二、主动公开政府信息情况\n见附表。\n三、存在的主要问题及改进情况\n更新慢。"
    sections = found(text)
    assert sections["disclosure"].heading == "二、主动公开政府信息情况"
    assert (
        "（二）主动公开政府信息情况"
        in text[sections["overview"].start : sections["overview"].end]
    )


def test_sub_headings_of_a_lone_section_stay_inside():
    text = "五、存在的主要问题及改进情况\n（一）存在的主要问题\n一是更新慢。\n（二）改进措施\n一是勤更新。"
    assert list(found(text)) == ["problems"]


@pytest.mark.parametrize(
    "text",
    [
        "四、主动公开政府信息情况\n公开12条。\n五、存在的主要问题2021年，我局公开面偏窄。六、今后改进方向1、扩大公开面。",
        "公开12条，都已归档。 五、存在的主要问题2021年，我局公开面偏窄。 六、今后改进方向1、扩大公开面。",
        "公开12条，都已归档。 五、存在的主要问题 我局公开面偏窄，仍需加力。 六、今后改进方向 扩大公开面。 相关附件：表.doc |",
    ],
)
def test_headings_that_run_on_into_the_text(text):
    sections = found(text)
    assert sections["problems"].heading == "五、存在的主要问题"
    if "。 六" in text:
        assert sections["measures"].heading == "六、今后改进方向"


def test_a_dash_read_for_the_first_numeral():
    text = "\n".join(
        [
            "—、总体情况",
            "平稳。",
            "二、主动公开政府信息情况",
            "12条。",
            "三、存在的主要问题",
            "更新慢。",
        ]
    )
    assert found(text)["overview"].heading == "—、总体情况"


def test_list_of_titles_in_the_preamble_is_not_the_sections():
    text = (
        "全文包括总体情况、主动公开政府信息情况、存在的主要问题及改进情况等。\n"
        + report(TITLES.values())
    )
    assert found(text)["overview"].start > 40


def test_missing_sections_are_named_as_missing():
    text = report([TITLES["overview"], TITLES["problems"]])
    sections = find_sections("r", text, [])
    missing = {s.label for s in sections if s.status == "missing"}
    assert missing == {"disclosure", "applications", "review", "other"}
    assert all(
        s.start == s.end and s.confidence == 0
        for s in sections
        if s.status == "missing"
    )


def test_misnumbered_and_repeated_ordinals():
    text = report(TITLES.values()).replace("四、", "三、").replace("六、", "七、")
    assert set(CORE_LABELS) <= set(found(text))


PIECES = st.sampled_from(
    [f"{n}、{t}" for n, t in zip(NUMERALS, TITLES.values(), strict=False)]
    + [
        "一、本年新收政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0",
        "（一）存在的主要问题",
        "（二）改进措施：",
        "一是更新慢；二是内容少。",
        "下一步，我局将多办培训。",
    ]
    + [
        "存在A，B等问题。",
        "1.多公开。",
        "规章\t0\t0\t0",
        "无。",
        "针对上述问题，",
        "改进措施：",
        "；；，",
        "2022年1月3日",
        "",
        "其一，慢；其二，少。",
    ]
)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.one_of(PIECES, st.text("一二、。；（）是问题改进措施\n\t1.", max_size=30)),
        max_size=14,
    ),
    st.sampled_from(["\n", "", "\n\n"]),
)
def test_any_nesting_gives_valid_parts(pieces, end):
    text = normalize(end.join(pieces)).text
    tables = find_tables(text)
    sections = find_sections("r", text, tables)
    assert all(s.label in LABELS for s in sections)
    assert [s.order for s in sections] == list(range(len(sections)))
    spans = [(s.start, s.end) for s in sections]
    assert all(0 <= a <= b <= len(text) for a, b in spans)
    assert all(p[1] <= q[0] for p, q in zip(spans, spans[1:], strict=False))
    items = find_items("r", text, sections, tables)
    assert len({i.item_id for i in items}) == len(items)
    for i in items:
        assert any(
            s.label == i.section and s.start <= i.start < i.end <= s.end
            for s in sections
        )
    last = {}
    for i in items:
        assert last.get(i.section, 0) <= i.start
        last[i.section] = i.end
    for _, a, b in find_narrative(text, sections, tables):
        assert 0 <= a < b <= len(text)
        assert not any(t.start < b and a < t.end for t in tables)


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (
            "一、总体情况\n按要求做好工作。二、主动公开政府信息情况见附表。三、收到和处理政府信息公开申请情况无。",
            [
                "一、总体情况",
                "二、主动公开政府信息情况",
                "三、收到和处理政府信息公开申请情况",
            ],
        ),
        (
            "一、概述\n全年平稳。五、信息公开工作存在的主要问题及改进措施今年，我局工作有了进展。",
            ["一、概述", "五、信息公开工作存在的主要问题及改进措施"],
        ),
        (
            "二、主动公开政府信息情况\n主要做法：完善目录。一、总体情况说明见官网。",
            ["二、主动公开政府信息情况"],
        ),
        # An ordinal inside a line carries the count on.
        (
            "二、主动公开政府信息情况\n完善目录。二、收到和处理政府信息公开申请情况见官网。",
            ["二、主动公开政府信息情况"],
        ),
    ],
)
def test_headings_inside_flattened_text(text, headings):
    found = find_sections("r", text, [])
    assert [s.heading for s in found if s.status == "found"] == headings


def rows(text):
    """Sections that are there: label, heading, confidence, rule."""
    return [
        (s.label, s.heading, s.confidence, s.rule)
        for s in find_sections("r", text, find_tables(text))
        if s.status != "missing"
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # The form's own title counts most, with its number; words of one's own less, glued least.
        (
            "某局年报\n一、总体情况\n平稳。\n二、存在不足\n更新慢。",
            [
                ("preamble", "", 0.9, "before_first"),
                ("overview", "一、总体情况", 0.99, "official"),
                ("problems", "二、存在不足", 0.9, "words"),
            ],
        ),
        (
            "总体情况\n平稳。\n存在不足\n更新慢。",
            [
                ("overview", "总体情况", 0.95, "official"),
                ("problems", "存在不足", 0.8, "words"),
            ],
        ),
        (
            "一、总体情况2021年，我局做好工作。\n二、存在不足。更新慢，内容少。",
            [
                ("overview", "一、总体情况", 0.99 - 0.1, "official"),
                ("problems", "二、存在不足。", 0.9 - 0.1, "words"),
            ],
        ),
        # Without any heading all is a preamble, and hardly sure.
        ("全年平稳。", [("preamble", "", 0.3, "before_first")]),
        ("", []),
        (" \n一、总体情况\n平稳。", [("overview", "一、总体情况", 0.99, "official")]),
    ],
)
def test_how_sure_a_section_is(text, wanted):
    assert rows(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Titles of one's own count where they carry the numbers on, and only there.
        (
            "一、总体情况\n平稳。\n二、机构设置\n略。\n三、存在不足\n更新慢。\n五、收费\n无。\n四、经费\n无。",
            ["overview 一、总体情况", "extra 二、机构设置", "problems 三、存在不足", "extra 四、经费"],
        ),
        (
            "一、总体情况\n平稳。\n四、机构设置\n略。\n二、存在不足\n更新慢。",
            ["overview 一、总体情况", "problems 二、存在不足"],
        ),
        # A title of one's own before a smaller number of a known one carries nothing on.
        (
            "一、总体情况\n平稳。\n二、机构设置\n略。\n一、存在不足\n更新慢。",
            ["overview 一、总体情况", "problems 一、存在不足"],
        ),
        # One before the same number of a known one does.
        (
            "一、总体情况\n平稳。\n二、经费\n无。\n二、存在不足\n更新慢。",
            ["overview 一、总体情况", "extra 二、经费", "problems 二、存在不足"],
        ),
        # A section of nothing is none of a table of contents where fewer than six follow.
        (
            "一、总体情况\n二、存在不足\n更新慢。\n三、总体情况\n平稳。",
            ["overview 一、总体情况", "problems 二、存在不足"],
        ),
        # Known titles count on by themselves, though their numbers are wrong.
        (
            "一、总体情况\n平稳。\n一、存在不足\n更新慢。\n二、经费\n无。",
            ["overview 一、总体情况", "problems 一、存在不足", "extra 二、经费"],
        ),
        # Where no title is known, those whose numbers rise are the sections.
        (
            "一、机构设置\n略。\n二、经费保障\n无。\n二、车辆\n无。\n三、附则\n略。",
            ["overview 一、机构设置", "extra 二、经费保障", "extra 三、附则"],
        ),
        # What states problems is the section on problems, whatever its title; the last that does.
        (
            "一、机构设置\n略。\n二、经费保障\n无。\n三、要做的事\n一是更新慢，解读不够。下一步，将加强更新。",
            ["overview 一、机构设置", "extra 二、经费保障", "problems 三、要做的事"],
        ),
        # A title has two characters to twenty-six.
        (
            f"一、{'机' * 26}\n略。\n二、{'构' * 27}\n略。\n二、构\n略。\n二、机构\n略。",
            [f"overview 一、{'机' * 26}", "extra 二、机构"],
        ),
        # The titles of a table of contents are not the sections.
        (
            "".join(f"{n}、{t}\n" for n, t in zip(NUMERALS, TITLES.values(), strict=False))
            + report(TITLES.values()).split("\n", 1)[1],
            ["preamble ", *(f"{label} {n}、{t}" for n, (label, t) in zip(NUMERALS, TITLES.items(), strict=False))],
        ),
        # Of a title that comes twice the first counts, unless the second has the marker of the top.
        (
            "一、总体情况\n平稳。\n二、存在不足\n更新慢。\n三、主要问题\n内容少。",
            ["overview 一、总体情况", "problems 二、存在不足"],
        ),
        (
            "1.存在不足\n更新慢。\n一、总体情况\n平稳。\n二、存在不足\n更新慢。\n三、其他需要报告的事项\n无。",
            ["preamble ", "overview 一、总体情况", "problems 二、存在不足", "other 三、其他需要报告的事项"],
        ),
        # Measures under problems are their part; behind another section they stand apart.
        (
            "一、总体情况\n平稳。\n二、存在不足\n更新慢。\n改进措施\n勤更新。",
            ["overview 一、总体情况", "problems 二、存在不足"],
        ),
        # Any numbering may carry the sections; 一、 does where it is there as often.
        (
            "1.概述\n平稳。\n2.存在不足\n更新慢。\n3.其他需要报告的事项\n无。",
            ["overview 1.概述", "problems 2.存在不足", "other 3.其他需要报告的事项"],
        ),
        (
            "一、概述\n（一）存在不足\n更新慢。\n二、依申请公开情况\n（二）改进措施\n无。",
            ["overview 一、概述", "applications 二、依申请公开情况"],
        ),
    ],
)  # fmt: skip
def test_which_headings_are_sections(text, wanted):
    assert [f"{label} {heading}" for label, heading, _, _ in rows(text)] == wanted


def test_what_is_inferred_says_so_and_how_sure_it_is():
    text = (
        "一、机构设置\n略。\n二、要做的事\n一是更新慢，解读不够。下一步，将加强更新。"
    )
    first, last = (s for s in find_sections("r", text, []) if s.status != "missing")
    assert (first.status, first.confidence, first.rule) == (
        "inferred",
        0.5,
        "first_section",
    )
    assert (last.status, last.confidence, last.rule) == ("inferred", 0.4, "statements")


def test_only_the_first_section_is_the_overview_where_none_is_named():
    text = "年报\n一、机构设置\n略。\n二、存在不足\n更新慢。\n三、经费\n无。"
    assert [label for label, *_ in rows(text)] == [
        "preamble",
        "overview",
        "problems",
        "extra",
    ]
    text = "一、存在不足\n更新慢。\n二、机构设置\n略。"
    assert [label for label, *_ in rows(text)] == ["problems", "extra"]


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        # A heading has 42 characters at most, whatever stands around it.
        (f"一、{'工' * 16}存在的问题{'和' * 16}", True),
        (f"一、{'工' * 22}复议{'讼' * 18}", True),
        (f"一、{'工' * 23}复议{'讼' * 18}", False),
        ("一、栏目更新", False),
        ("**五、“存在的主要问题及改进情况”：**", True),
        ("五、", False),
        ("", False),
    ],
)
def test_known_headings(heading, known):
    assert bool(label_heading(heading)[0]) == known
    assert known or label_heading(heading) == ("", False)


def test_a_section_of_the_form_that_is_missing_stands_where_the_form_has_it():
    text = (
        "年报\n二、主动公开政府信息情况\n12条。\n五、存在不足\n更新慢。\n六、经费\n无。"
    )
    found = [(s.label, s.status, s.start) for s in find_sections("r", text, [])]
    second, fifth = text.index("二、"), text.index("五、")
    assert found == [
        ("preamble", "found", 0),
        ("overview", "missing", second),
        ("disclosure", "found", second),
        ("applications", "missing", fifth),
        ("review", "missing", fifth),
        ("problems", "found", fifth),
        ("other", "missing", text.index("六、")),
        ("extra", "found", text.index("六、")),
    ]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        # Numbers carry the sections where they name three more than 一、 does.
        (
            "一、概述\n平稳。\n1.主动公开政府信息情况\n无。\n2.依申请公开情况\n无。\n3.存在不足\n少。\n"
            "4.其他需要报告的事项\n无。",
            ["overview", "disclosure", "applications", "problems", "other"],
        ),
        # One less, and they are parts of what 一、 heads; the form's own titles and the problems count.
        (
            "一、概述\n平稳。\n1.主动公开政府信息情况\n无。\n2.依申请公开情况\n无。\n3.存在不足\n少。",
            ["overview", "disclosure", "problems"],
        ),
        # What numbers name before the first 一、 is not below it.
        (
            "1.概述\n平稳。\n2.主动公开情况\n无。\n3.依申请公开情况\n无。\n一、存在不足\n慢。\n"
            "4.复议诉讼情况\n无。\n二、改进措施\n多。",
            ["overview", "disclosure", "applications", "problems", "review", "measures"],
        ),
        # A heading without a number counts for problems and other matters,
        ("存在不足\n更新慢。\n一、概述\n平稳。\n二、经费\n无。", ["problems", "overview", "extra"]),
        ("1.存在不足\n更新慢。\n一、概述\n平稳。\n二、经费\n无。", ["problems", "overview", "extra"]),
        # not for what is told under other headings, nor where its marker is one of sub-headings.
        ("一、经费\n平稳。\n二、存在不足\n慢。\n概述\n平稳。\n依申请公开情况\n无。", ["overview", "problems"]),
        ("一、概述\n平稳。\n1.依申请公开情况\n无。\n二、存在不足\n更新慢。", ["overview", "problems"]),
        ("一、概述\n平稳。\n（一）存在不足\n更新慢。\n二、依申请公开情况\n无。", ["overview", "applications"]),
        # 第一、 beside 一、 counts, but for measures behind the problems.
        (
            "一、概述\n平稳。\n二、存在不足\n更新慢。\n第三、依申请公开情况\n无。\n第四、改进措施\n多。",
            ["overview", "problems", "applications"],
        ),
        (
            "第一、改进措施\n多。\n一、概述\n平稳。\n二、存在不足\n更新慢。",
            ["measures", "overview", "problems"],
        ),
        # 第一、 carries them where it names one more than 一、, which does where it names as many:
        # under 一、 alone a title of one's own counts.
        (
            "第一、概述\n平稳。\n第二、存在不足\n慢。\n一、依申请公开情况\n无。\n二、经费\n无。",
            ["overview", "problems", "applications"],
        ),
        ("第一、概述\n平稳。\n一、存在不足\n慢。\n二、经费\n无。", ["overview", "problems", "extra"]),
        # Of others that name as many the higher rank carries, before one that never heads sections.
        ("（一）概述\n平稳。\n1.依申请公开情况\n无。", ["overview"]),
        ("1.概述\n平稳。\n①存在不足\n更新慢。", ["overview"]),
        ("①存在不足\n更新慢。\n1.概述\n平稳。", ["preamble", "overview"]),
    ],
)  # fmt: skip
def test_which_numbering_carries_the_sections(text, labels):
    assert [label for label, *_ in rows(text)] == labels


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # The table ends its section; what stands behind it is no part of that,
        ("一、存在不足\n更新慢。\n表\n附注。", [("problems", "一、存在不足\n更新慢。\n", 0.9), ("extra", "\n附注。", 0.3)]),
        # and blanks before or behind it are nothing.
        ("一、存在不足\n更新慢。\n表\n \n", [("problems", "一、存在不足\n更新慢。\n", 0.9)]),
        ("表\n附注。\n一、存在不足\n更新慢。", [("extra", "\n附注。\n", 0.3), ("problems", "一、存在不足\n更新慢。", 0.9)]),
        # Other sections stay as they are.
        (
            "一、概述\n平稳。\n二、存在不足\n表\n慢",
            [("overview", "一、概述\n平稳。\n", 0.9), ("problems", "二、存在不足\n", 0.9), ("extra", "\n慢", 0.3)],
        ),
    ],
)  # fmt: skip
def test_a_section_ends_where_the_statistical_table_begins(text, wanted):
    at = text.index("表")
    for number, cut in (("S", True), ("2", False)):
        table = FoundTable(number, "none", at, at + 1, ())
        sections = [
            s for s in find_sections("r", text, [table]) if s.status != "missing"
        ]
        found = [(s.label, text[s.start : s.end], s.confidence) for s in sections]
        assert (found == wanted) is cut
    behind = [s for s in find_sections("r", text, [table]) if s.rule == "after_table"]
    assert all((s.heading, s.status) == ("", "inferred") for s in behind)


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        # A heading is a line, without cells; blanks, marks and bars at its ends are none of it.
        ("| 二、存在不足 |", "二、存在不足"),
        ("“二、存在不足”", "二、存在不足”"),
        # nor is the dot of a list that a page made of its headings.
        ("  • 二、存在不足", "二、存在不足"),
        ("●二、存在不足", "二、存在不足"),
        ("二、存在不足\t3", None),
        ("二、存在不足|3", None),
        # Or the head of a line up to its first stop or colon, with something behind it,
        ("二、存在不足。更新慢，内容少。", "二、存在不足。"),
        ("二、存在不足：更新慢，内容少。", "二、存在不足："),
        ("二、存在不足。", "二、存在不足。"),
        # or where the text begins as sentences do.
        ("二、存在不足2021年更新慢，内容少", "二、存在不足"),
        ("二、存在不足我局更新慢，内容少", "二、存在不足"),
        # or where a title is whole.
        ("二、存在不足更新慢，内容少", "二、存在不足"),
        ("二、存在不足和更新慢，内容少，人手少，经费也少", None),
        ("存在不足。更新慢，内容少。", None),
        ("（1）存在不足。更新慢，内容少。", None),
        # A line of 48 characters may be one, as may the 44 before a stop that the text goes on from.
        ("二、存在不足" + "”" * 42, "二、存在不足" + "”" * 42),
        ("二、存在不足" + "”" * 43, None),
        ("二、存在不足" + "”" * 40 + "。更新慢", "二、存在不足" + "”" * 40 + "。"),
        ("二、存在不足" + "”" * 41 + "。更新慢", None),
    ],
)
def test_what_of_a_line_is_a_heading(line, heading):
    text = f"一、概述\n平稳。\n{line}\n如前。"
    found = [heading for label, heading, *_ in rows(text) if label == "problems"]
    assert found == ([] if heading is None else [heading])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # The sections behind the one that states problems stay,
        (
            "一、机构\n略。\n二、要做的事\n一是更新慢，解读不够。下一步，将加强更新。\n三、车辆\n无。",
            ["overview", "problems", "extra"],
        ),
        # whose own text states them, not the one before it.
        (
            "一、机构\n略。\n二、要做的事\n更新慢，存在不足。下一步，将加强更新。\n三、车辆使用与管理情况说明\n无。",
            ["overview", "problems", "extra"],
        ),
        # The marker 一、 carries the sections where another names as many.
        ("1.概述\n平稳。\n一、存在不足\n慢。\n1.依申请公开情况\n无。\n二、复议情况\n无。", ["preamble", "problems", "review"]),
    ],
)  # fmt: skip
def test_sections_whose_titles_do_not_tell(text, wanted):
    assert [label for label, *_ in rows(text)] == wanted


def test_how_sure_a_title_of_ones_own_and_one_in_flattened_text_are():
    text = "一、总体情况\n平稳。\n二、机构设置\n略。"
    assert [(rule, sure) for _, _, sure, rule in rows(text)] == [
        ("official", 0.99),
        ("ordinal", 0.9),
    ]
    text = "一、总体情况\n平稳。二、主动公开政府信息情况见附表。"
    assert [sure for _, _, sure, _ in rows(text)] == [0.99, 0.99 - 0.1]


def labels_of(text):
    return [(s.label, s.heading) for s in find_sections("r", text, []) if s.heading]


def test_the_first_of_two_sections_on_disclosure_is_the_overview():
    text = (
        "一、主动公开情况\n全年平稳。\n二、主动公开政府信息情况\n无。\n"
        "三、收到和处理政府信息公开申请情况\n无。\n五、存在的主要问题及改进情况\n更新慢。\n"
    )
    assert labels_of(text)[:2] == [
        ("overview", "一、主动公开情况"),
        ("disclosure", "二、主动公开政府信息情况"),
    ]


def test_the_form_s_titles_go_before_the_parts_of_the_overview():
    text = (
        "- 总体情况\n（一）主动公开情况。公开九条。\n（二）依申请公开情况。无。\n- 主动公开政府信息情况\n"
        "无。\n- 收到和处理政府信息公开申请情况\n无。\n- 存在的主要问题及改进情况\n（一）存在问题\n更新慢。\n"
    )
    assert [label for label, _ in labels_of(text)] == [
        "overview",
        "disclosure",
        "applications",
        "problems",
    ]


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("二、依申请公开及收费情况", "applications"),
        ("三、政府信息依申请公开办理情况和收费及减免情况", "applications"),
        ("三、政府信息公开收费和减免情况", "extra"),
        ("五、工作中的问题", "problems"),
        ("一、政务公开情况", "overview"),
    ],
)
def test_headings_of_other_words(heading, label):
    found = label_heading(heading)[0] or "extra"
    assert found == label


def titles(text):
    """Labels and titles of the sections that are there."""
    clean = normalize(text).text
    sections = find_sections("r", clean, find_tables(clean))
    return [(s.label, s.heading) for s in sections if s.heading]


FLAT = [
    ("overview", "一、概述"),
    ("disclosure", "二、主动公开情况"),
    ("applications", "三、依申请公开政府信息情况"),
    ("review", "四、收费、复议、诉讼情况"),
    ("problems", "五、存在的主要问题及改进措施"),
]


@pytest.mark.parametrize(
    "text",
    [
        "年度报告 {0}我局高度重视。{1}公开信息17条。 {2}本年度未收到申请。{3}未发生。{4}今年公开面偏窄。",
        "年度报告{0}政务公开是大事。{1}全年17条。{2}无。{3}无。{4}公开面偏窄，更新不快。",
        "年度报告{0}公开是大事{1}全年17条{2}未收到申请{3}未发生{4}公开面偏窄，更新不快",
        "{0}高度重视。\n{1}公开信息17条，都在网站。{2}无。\n{3}未发生。{4}更新慢，内容少，人手少。",
    ],
)
def test_headings_glued_to_the_text_before_and_behind(text):
    assert titles(text.format(*(heading for _, heading in FLAT))) == FLAT


def test_numbers_of_a_text_that_has_lost_its_lines():
    headings = [h.replace(h[0], str(n), 1) for n, (_, h) in enumerate(FLAT, start=1)]
    text = "1、青榆县档案局2017年度报告根据条例编制。{0}2017年，我局认真。\n{1}公开64条。{2}无。{3}均为零。{4}目前，更新慢。"
    labels = [label for label, _ in FLAT]
    assert titles(text.format(*headings)) == list(zip(labels, headings, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        # A number that does not carry on, an ordinal, items of another kind.
        "一、总体情况\n{}，本报告还分为三、存在的主要问题情况说明。",
        "一、总体情况\n{}，公开条数五、存在的主要问题及改进情况少。",
        "一、总体情况\n{}，第二、主动公开政府信息情况良好。",
        "一、总体情况\n{}。1、依申请公开情况良好。2、复议诉讼情况未发生。",
    ],
)
def test_what_is_glued_and_does_not_carry_on_is_no_heading(text):
    long = "全年公开信息十二条，内容涉及低保、救助和养老，都已按时在网站与公开栏中发布，群众可以随时查阅"
    assert titles(text.format(long)) == [("overview", "一、总体情况")]


@pytest.mark.parametrize("form", ["{0}：{1}", "【{0}】{1}", "{0}: {1}"])
def test_titles_without_numbers_before_a_colon(form):
    parts = [
        ("disclosure", "主动公开情况", "全年主动公开信息87条。"),
        ("applications", "依申请公开情况", "未收到申请。"),
        ("review", "复议诉讼情况", "未发生。"),
        ("problems", "存在问题", "一是更新慢；二是内容少。"),
        ("measures", "下一步打算", "加强培训。"),
    ]
    text = "年度报告\n" + "\n".join(form.format(*part[1:]) for part in parts)
    assert [label for label, _ in titles(text)] == [label for label, *_ in parts]
    roles = [(i.role, text_of(text, i)) for i in find_items("r", text, *parts_of(text))]
    assert roles[:2] == [("problem", "更新慢"), ("problem", "内容少")]


def text_of(text, item):
    return text[item.start : item.end]


def parts_of(text):
    tables = find_tables(text)
    return find_sections("r", text, tables), tables


def test_a_title_before_a_colon_is_part_of_a_numbered_section():
    text = "一、总体情况\n依申请公开情况：无。\n存在问题：更新慢。\n{}、存在的主要问题\n内容少。"
    assert titles(text.format("二")) == [
        ("overview", "一、总体情况"),
        ("problems", "二、存在的主要问题"),
    ]
    text = "一、总体情况\n依申请公开情况：无。\n存在问题：更新慢。"
    assert titles(text) == [("overview", "一、总体情况"), ("problems", "存在问题：")]


def test_titles_of_two_clauses_and_what_was_published_under_one():
    text = (
        "一、领导重视，将公开工作摆上日程\n开会三次。\n二、采取措施，将公开工作落到实处\n"
        "共主动公开信息73条。\n三、依申请公开等情况\n无。\n四、问题与不足\n更新慢。\n五、下步工作\n加强。"
    )
    assert titles(text) == [
        ("overview", "一、领导重视，将公开工作摆上日程"),
        ("disclosure", "二、采取措施，将公开工作落到实处"),
        ("applications", "三、依申请公开等情况"),
        ("problems", "四、问题与不足"),
        ("measures", "五、下步工作"),
    ]
    quiet = text.replace("共主动公开信息73条", "开会两次")
    assert ("extra", "二、采取措施，将公开工作落到实处") in titles(quiet)
    other = text.replace("三、依申请", "三、主动公开情况\n十条。\n四、依申请")
    assert ("extra", "二、采取措施，将公开工作落到实处") in titles(other)


@pytest.mark.parametrize(
    "line",
    [
        "一、主动公开63条，以涉农政策为主",
        "一、公开工作开展良好，没有不足。",
        "一、领导重视，措施得力，成效明显",
    ],
)
def test_sentences_are_no_titles_of_two_clauses(line):
    assert titles(f"{line}\n如前。\n二、依申请公开情况\n无。") == [
        ("applications", "二、依申请公开情况")
    ]


def test_suits_within_the_section_on_requests_are_its_own_where_no_other_is():
    nested = "（三）因政府信息公开申请行政复议、提起行政诉讼的情况"
    text = f"三、依申请公开政府信息情况\n（一）申请情况\n无\n{nested}\n无\n五、存在问题\n更新慢。"
    assert titles(text) == [
        ("applications", "三、依申请公开政府信息情况"),
        ("review", nested),
        ("problems", "五、存在问题"),
    ]
    own = text.replace("五、存在", "四、复议诉讼情况\n无。\n五、存在")
    assert ("review", "四、复议诉讼情况") in titles(own)
    assert ("review", nested) not in titles(own)


def test_a_title_with_a_dash_above_the_table_of_suits_is_none_of_its_header():
    head = "行政复议\n行政诉讼\n结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n未经复议直接起诉\n复议后起诉\n"
    rest = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n" * 2
    values = "0\n" * 15
    text = f"- 总体情况\n平稳。\n- 政府信息公开行政复议、行政诉讼情况\n{head}{rest}{values}- 其他需要报告的事项\n无。"
    assert [label for label, _ in titles(text)] == ["overview", "review", "other"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("二、依申请公开情况：0件。", ("applications", "二、依申请公开情况：")),
        ("二、复议诉讼情况：没有", ("review", "二、复议诉讼情况：")),
        ("二、主动公开情况:48条", ("disclosure", "二、主动公开情况：")),
        ("二、依申请公开情况：", ("applications", "二、依申请公开情况：")),
        ("二、收费情况：0元。", ("extra", "二、收费情况：0元。")),
    ],
)
def test_a_title_with_its_answer_ends_at_the_colon(line, heading):
    text = f"一、概述\n平稳。\n{line}\n三、存在问题\n更新慢。"
    assert titles(text)[1] == heading


@pytest.mark.parametrize(
    "plan", ["五、下一步工作打算", "五、2016年工作安排", "五、今后工作思路"]
)
def test_plans_stand_in_the_place_of_problems_that_no_section_states(plan):
    text = f"一、概述\n平稳。\n二、依申请公开情况\n无。\n{plan}\n加强培训。"
    assert titles(text)[-1] == ("problems", plan)
    remedies = text.replace(plan, "五、改进措施")
    assert titles(remedies)[-1] == ("measures", "五、改进措施")
    told = text.replace("五、", "四、存在问题\n更新慢。\n五、")
    assert titles(told)[-1] == ("measures", plan)


@pytest.mark.parametrize("done", ["一、主要做法", "一、主要工作", "一、主要做法和成效"])
def test_what_was_done_is_on_disclosure_where_it_says_how_much_was_published(done):
    rest = "\n二、存在不足\n更新慢。"
    assert titles(f"{done}\n全年在网站发布信息45条。{rest}")[0] == ("disclosure", done)
    assert titles(f"{done}：公开名单等信息45条。{rest}")[0] == (
        "disclosure",
        f"{done}：",
    )
    assert titles(f"{done}\n开会两次。{rest}")[0] == ("overview", done)
    own = f"{done}\n发布信息45条。\n二、主动公开情况\n45条。\n三、存在不足\n更新慢。"
    assert titles(own)[0] == ("overview", done)


@pytest.mark.parametrize("title", ["二、公开情况", "二、政府信息公开完成情况"])
def test_short_titles_of_the_section_on_disclosure(title):
    assert ("disclosure", title) in titles(
        f"一、概述\n平稳。\n{title}\n9条。\n三、存在问题\n慢。"
    )


def test_requests_and_suits_in_one_section_are_their_own_where_no_others_are():
    requests, suits = "（四）依申请公开政府信息情况", "（五）复议、诉讼情况"
    text = f"一、概述\n平稳。\n二、主动公开情况\n9条。\n{requests}\n无。\n{suits}\n无。\n三、存在问题\n更新慢。"
    assert titles(text)[2:4] == [("applications", requests), ("review", suits)]
    own = text.replace("三、", "三、依申请公开情况\n无。\n四、")
    assert ("applications", requests) not in titles(own)


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("三、依申请公开政府信息收费情况", "extra"),
        ("三、申请公开政府信息费用情况", "extra"),
        ("三、申请公开政府信息及收费情况", "applications"),
        ("一、政府信息公开的基本情况", "overview"),
        ("一、政府信息公开工作基本情况", "overview"),
        ("二、政府信息公开情况", "disclosure"),
        ("3、其他公开方式", ""),
        ("六、其他应当公开的事项", "other"),
        ("六、其他需要说明的事项", "other"),
    ],
)
def test_headings_on_fees_on_the_whole_and_on_other_matters(heading, label):
    assert label_heading(heading)[0] == label


@pytest.mark.parametrize(
    "contents",
    [
        "内容包括：一、概述；二、主动公开情况；三、依申请公开情况；四、存在的问题。",
        "全文分为一、概述；二、主动公开情况；三、复议诉讼情况；四、存在不足及改进情况。",
        "报告由以下部分组成：一、概述，二、主动公开情况，三、存在的主要问题及改进情况。",
    ],
)
def test_a_list_of_the_sections_in_running_text_opens_none(contents):
    text = (
        f"临泽川市档案局年报。本报告{contents}统计至年底。\n一、概述\n全年平稳。\n"
        "二、主动公开情况\n公开9条。\n三、存在的问题\n更新慢。"
    )
    sections = found(text)
    assert {k: text[s.start : s.end].strip() for k, s in sections.items()} == {
        "preamble": text.split("\n")[0],
        "overview": "一、概述\n全年平稳。",
        "disclosure": "二、主动公开情况\n公开9条。",
        "problems": "三、存在的问题\n更新慢。",
    }


@pytest.mark.parametrize("word", ["其他", "其它"])
def test_a_column_of_applicants_on_a_line_of_its_own_is_no_section(word):
    text = (
        f"三、收到和处理政府信息公开申请情况\n自然人\n|\n{word}\n|\n总计\n|\n0\n"
        f"六、{word}\n无。"
    )
    sections = found(text)
    assert sections["applications"].end == text.index("六、")
    assert sections["other"].heading == f"六、{word}"


def test_sections_numbered_like_their_parts_are_told_by_the_titles_of_the_form():
    text = (
        "（一）总体情况\n全县平稳。\n（一）主动公开方面。发布9条。\n"
        "（二）平台建设方面。改版网站。\n（二）主动公开政府信息的情况\n见表。\n"
        "（五）存在的主要问题及改进情况\n更新慢。"
    )
    sections = found(text)
    assert sections["disclosure"].heading.endswith("主动公开政府信息的情况")
    assert "发布9条" in text[: sections["overview"].end]


def test_how_points_for_work_were_kept_is_no_section_on_problems():
    text = (
        "一、概述\n全年平稳。\n二、《2015年工作要点》落实情况\n"
        "对重大突发事件等热点问题，依法通过网站回应。"
    )
    assert "problems" not in found(text)


@pytest.mark.parametrize(
    "remark", ["（宋体加粗小四号字）", "(黑体三号)", "（文字描述）", "（一级标题）"]
)
def test_what_a_template_says_of_its_type_is_no_part_of_a_heading(remark):
    assert label_heading(f"一、总体情况{remark}") == ("overview", True)
    assert label_heading(f"五、存在的主要问题及改进情况{remark}") == ("problems", True)
