import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.schema import CORE_LABELS, LABELS
from textmine.segment.items import find_items
from textmine.segment.narrative import find_narrative
from textmine.segment.sections import find_sections, label_heading
from textmine.tables.find import find_tables
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
        ("一、概述", "overview"),
        ("一、基本情况", "overview"),
        ("二、政府信息主动公开情况", "disclosure"),
        ("五、因政府信息公开被申请行政复议、提起行政诉讼情况", "review"),
        ("八、需要说明的其他事项", "other"),
        ("四、政府信息公开收费及减免情况", "extra"),
    ],
)
def test_heading_variants(heading, label):
    assert label_heading(heading)[0] == label


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
    ],
)
def test_headings_inside_flattened_text(text, headings):
    found = find_sections("r", text, [])
    assert [s.heading for s in found if s.status == "found"] == headings
