import re
import string
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.edit import trace
from textmine.text.normalize import (
    _continues,
    _is_heading,
    _split_inline_headings,
    _wrap_width,
    join_wraps,
    normalize,
)
from textmine.text.script import simplified_table

NUMERALS = "甲乙丙丁戊己庚辛"
LINES = st.lists(
    st.one_of(
        st.text(
            "公开信息工作制度，。；：、 \t\u3000\u00a0０１２ab\u200b—-", max_size=60
        ),
        st.sampled_from(
            [
                "一、总体情况",
                "（一）改进措施",
                "规章\t0\t0\t0",
                "- 5 -",
                "| 规章 | 0 |",
                "二是更新慢；",
                "第 3 页",
            ]
        ),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("全年公开 283 条，其中 网站 100 条。", "全年公开283条，其中网站100条。"),
        ("Ｗｏｒｄ　２０２０年", "Word 2020年"),
        ("公\u200b开\u00a0信\u2002息", "公开信息"),
        (
            "信息公开工作质量不断提高，制度更加健全，着力\n\n提升服务水平，方便群众。",
            None,
        ),
        ("**一是**加强培训。", "一是加强培训。"),
        ("## 三、收到和处理情况", "三、收到和处理情况"),
        ("正文[bookmark: _GoBack]继续", "正文继续"),
        ("向群众公开各类信\n- 5 -\n息。", "向群众公开各类信息。"),
    ],
)
def test_cleaning(raw, clean):
    if clean is None:
        clean = raw.replace("\n", "")
    assert normalize(raw).text == clean


def test_page_mark_between_two_halves_of_a_sentence_leaves_no_trace():
    raw = "各单位主动公开的意识明显增强，公开内容更加贴近群众的实际需\n— 3 —\n求，办事更加方便。"
    assert (
        normalize(raw).text
        == "各单位主动公开的意识明显增强，公开内容更加贴近群众的实际需求，办事更加方便。"
    )


def test_fixed_width_lines_are_joined_but_paragraphs_are_not():
    width = 38
    first = (
        "全市各级机关坚持把公开作为日常工作来抓，逐项梳理应当公开的事项，明确责任科室和时限要求，"
        * 4
    )
    second = (
        "各部门结合实际细化目录，按季度核对栏目更新情况，发现空白栏目及时补齐并通报，"
        * 4
    )
    lines = [p[k : k + width] for p in (first, second) for k in range(0, len(p), width)]
    lines[len(first) // width] = lines[len(first) // width][:-1] + "。"
    clean = normalize("\n".join(lines)).text
    assert clean.count("\n") == 1
    assert clean.split("\n")[0].endswith("。")


def test_headings_and_markers_are_never_joined():
    raw = "一、总体情况\n全年工作平稳推进，制度逐步健全，渠道不断拓宽，群众较为满意\n"
    raw += "二、主动公开政府信息情况\n（一）公开内容"
    assert normalize(raw).text.split("\n")[0] == "一、总体情况"
    assert "\n二、主动公开政府信息情况\n（一）" in normalize(raw).text


def test_inline_headings_get_a_line_of_their_own():
    raw = "一、总体情况 本年度公开工作有序推进，全年公开信息两百条。 二、主动公开政府信息情况 详见附表，共三类。"
    assert re.findall(r"^[一二]、[^\n]+", normalize(raw).text, re.MULTILINE) == [
        "一、总体情况",
        "二、主动公开政府信息情况",
    ]


@pytest.mark.parametrize(
    ("behind", "is_split"),
    [
        ("公开" * 20, True),
        # Running text shows within twelve characters; a row of numbers is none.
        ("1" * 11 + "条" + "公" * 20, True),
        ("1" * 12 + "条" + "公" * 20, False),
        # A line of more than thirty characters, its own seven among them.
        ("公" * 24, True),
        ("公" * 23, False),
    ],
)
def test_a_heading_is_split_from_running_text_only(behind, is_split):
    found = _split_inline_headings(trace("一、总体情况 " + behind)).text
    assert found == "一、总体情况" + ("\n" if is_split else " ") + behind


def test_traditional_script_and_pinyin():
    n = normalize("現(xiàn)將(jiāng)本鎮(zhèn)信息公開(kāi)情況報告如下")
    assert (n.text, n.script) == ("现将本镇信息公开情况报告如下", "trad")
    assert normalize("本镇信息公开（试行）情况").script == "simp"


@pytest.mark.parametrize(("n_ends", "kept"), [(1, 1), (2, 2), (3, 2), (6, 2)])
def test_of_several_empty_lines_one_is_kept(n_ends, kept):
    text = normalize("公开信息。" + "\n" * n_ends + "更新较慢。").text
    assert text == "公开信息。" + "\n" * kept + "更新较慢。"


def test_cells_are_kept():
    raw = "规章\t0\t\t 3 \n\t空格\n\t\n|规章|0||"
    assert normalize(raw).text == "规章\t0\t\t3\n\t空格\n\t\n|规章|0||"


@settings(deadline=None, max_examples=150)
@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_every_character_knows_its_source(lines, end):
    raw = end.join(lines)
    n = normalize(raw)
    assert len(n.offsets) == len(n.text) + 1
    assert n.offsets[-1] == len(raw)
    assert (np.diff(n.offsets) >= 0).all()
    table = simplified_table()
    for char, place in zip(n.text, n.offsets, strict=False):
        source = raw[place]
        assert (
            char in ("\n", " ", source)
            or source.translate(table) == char
            or ord(source) > 0x2E80
            or source.isspace()
        )


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_normalised_the_same_way_twice_with_a_rising_map(raw):
    n = normalize(raw)
    assert len(n.offsets) == len(n.text) + 1
    assert (np.diff(n.offsets) >= 0).all()
    assert n.offsets[-1] == len(raw)
    again = normalize(raw)
    assert again.text == n.text
    assert (again.offsets == n.offsets).all()


@given(st.text("abc一二", max_size=30), st.data())
def test_edits_keep_the_map(source, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(source)), max_size=6)))
    edits = [
        (a, b, data.draw(st.text("xy", max_size=2)))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    edited = trace(source).replace(edits)
    assert len(edited.offsets) == len(edited.text) + 1
    kept = [
        (c, p)
        for c, p in zip(edited.text, edited.offsets, strict=False)
        if c not in "xy"
    ]
    assert all(source[p] == c for c, p in kept)


def test_radicals_become_characters():
    assert normalize("⻓期坚持⾯向⻋辆管理⼈员").text == "长期坚持面向车辆管理人员"


def test_narrow_marks_between_characters_become_wide():
    assert normalize(
        "一是更新慢;二是内容少,解读不够:见附件1,234条,http://a.b/c"
    ).text == ("一是更新慢；二是内容少，解读不够：见附件1,234条，http://a.b/c")


def test_a_closing_mark_or_a_cut_marker_joins_lines():
    assert (
        normalize("主要是：渠道偏窄\n；图解偏少等。").text
        == "主要是：渠道偏窄；图解偏少等。"
    )
    assert normalize("一是更新慢；二\n是内容少。").text == "一是更新慢；二是内容少。"


def test_a_line_with_a_trailing_pipe_is_no_table():
    text = normalize(
        "公开12条，都已归档，未收到申请。 五、存在的主要问题 我局更新慢。 附件：表.doc |"
    ).text
    assert "\n五、存在的主要问题\n我局更新慢。" in text


def wrapped(*widths):
    """Lines of so many columns."""
    return ["文" * (width // 2) + "a" * (width % 2) for width in widths]


@pytest.mark.parametrize(
    ("widths", "limit"),
    [
        ([60] * 8, 60),
        ([60] * 7, None),
        # Short lines do not count, lines of tables neither (below).
        ([60] * 8 + [39] * 20, 60),
        ([60] * 7 + [39], None),
        ([60] * 7 + [40], 60),
        ([110] * 8, 110),
        ([111] * 8, None),
        # Six of ten stop between six columns short of the limit and four beyond it.
        ([60] * 4 + [54] * 2 + [53] * 4, 60),
        ([60] * 5 + [53] * 5, None),
        ([50] * 8 + [60] * 8 + [64] * 4, 60),
        ([50] * 8 + [60] * 8 + [65] * 4, None),
    ],
)
def test_a_fixed_width_is_where_most_long_lines_stop(widths, limit):
    assert _wrap_width(wrapped(*widths)) == limit
    bordered = [line[:-1] + mark for line in wrapped(*widths) for mark in "\t|"]
    assert _wrap_width(bordered) is None


def test_rare_characters_take_four_columns():
    """Lines of ten have forty columns, which is long; one that fills the width is told by them."""
    assert _wrap_width(["𠮷" * 10] * 8) == 40
    assert _wrap_width(["𠮷" * 9] * 8) is None
    assert _continues("𠮷" * 10, "文", 46)
    assert not _continues("𠮷" * 10, "文", 47)


OPEN = "为进一步规范信息公开工作，着力提升服务水平"
AFTER = "方便群众办事，减少跑动次数"


@pytest.mark.parametrize(
    ("line", "after", "goes_on"),
    [
        (OPEN, AFTER, True),
        # Each of these takes one of what it needs away: length, a mark in the line, a character at
        # its end, a mark and a character in what follows, and that this opens no paragraph.
        (OPEN[-19:], AFTER, False),
        (OPEN[-20:], AFTER, True),
        (OPEN.replace("，", "文"), AFTER, False),
        (OPEN + "）", AFTER, False),
        (OPEN + "2", AFTER, False),
        (OPEN + "，", AFTER, True),
        (OPEN + "。", AFTER, False),
        (OPEN, AFTER.replace("，", "文"), False),
        (OPEN, "2" + AFTER, False),
        (OPEN, "）" + AFTER, True),
        (OPEN, "（一）" + AFTER, False),
        (OPEN, "下一步，我局将" + AFTER, False),
        # A mark that closes opens no line.
        ("文", "，" + AFTER, True),
        ("栏目更新慢；二", "是解读少。", True),
        ("栏目更新慢二", "是解读少。", False),
    ],
)
def test_what_an_open_line_needs_to_go_on(line, after, goes_on):
    assert _continues(line, after, None) is goes_on


@pytest.mark.parametrize("border", ["\t", "|"])
def test_a_row_of_a_table_is_joined_to_no_line(border):
    assert join_wraps(trace(f"{OPEN}\n{AFTER}")).text == OPEN + AFTER
    for rows in (f"{OPEN}\n{AFTER}{border}1", f"1{border}{OPEN}\n{AFTER}"):
        assert join_wraps(trace(rows)).text == rows


@pytest.mark.parametrize(
    ("line", "after", "goes_on"),
    [
        ("向群众公开各类信", "息", True),
        ("向群众公开各类信2", "息", False),
        ("向群众公开各类信", "2息", False),
        ("向群众公开各类信。", "息", False),
        ("向群众公开各类信，", "，息", True),
        ("向群众公开各类信", "下一步，我局将改进", False),
    ],
)
def test_a_page_cuts_short_lines_too(line, after, goes_on):
    assert _continues(line, after, None, page=True) is goes_on
    assert not _continues(line, after.strip("，"), None)


@pytest.mark.parametrize(("columns", "goes_on"), [(34, True), (33, False)])
def test_a_line_that_fills_the_width_goes_on(columns, goes_on):
    (line,) = wrapped(columns)
    assert _continues(line, "文", 40) is goes_on


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        # A numbered line below fifty columns is a heading, unless a mark shows that it is a sentence.
        ("一、" + "文" * 22 + "a", True),
        ("一、" + "文" * 23, False),
        ("一、" + "文" * 10 + "，" + "文" * 11 + "a", False),
        ("文" * 20, False),
    ],
)
def test_a_short_numbered_line_is_a_heading(line, is_heading):
    assert _is_heading(line) is is_heading


def test_a_line_end_that_is_known_to_stand_in_a_paragraph_goes():
    """Where the print is known the number of characters does not matter."""
    lines = ["我局2021年主要采", "取了3条措施"]
    raw = "\n".join(lines)
    assert normalize(raw).text == raw
    assert normalize(raw, {len(lines[0])}).text == "".join(lines)


def test_a_short_line_that_fills_its_column_in_print_is_no_heading():
    raw = "一、主动\n公开情况"
    assert normalize(raw).text == raw
    assert normalize(raw, {4}).text == "一、主动公开情况"


def test_only_the_line_ends_that_are_known_are_joined():
    lines = ["我局2021年主要采", "取了3条措施", "共3条"]
    raw = "\n".join(lines)
    assert normalize(raw, {len(lines[0])}).text == lines[0] + lines[1] + "\n" + lines[2]


def test_a_page_mark_tells_of_the_lines_beside_it_alone():
    raw = "主动公开目录\n依申请公开目录\n向群众公开各类信\n- 5 -\n息。"
    joined = "主动公开目录\n依申请公开目录\n向群众公开各类信息。"
    assert normalize(raw).text == joined


def test_known_line_ends_do_not_join_paragraphs_and_list_marks():
    for above, below in (
        ("全年公开信息90条。", "取了3条措施"),
        ("主要措施", "1.加强培训。"),
    ):
        raw = f"{above}\n{below}"
        assert normalize(raw, {len(above)}).text == raw


def test_a_heading_amid_text_that_a_wrap_broke_is_a_heading_again():
    raw = (
        "全年召开专题会议3次，传达学习上级文件，建立了四项制度。 二、主动\n"
        "公开政府信息情况 2011年，我局主动公开信息112条，其中法规文件15条。"
    )
    text = normalize(raw, {raw.index("\n")}).text
    assert "\n二、主动公开政府信息情况2011年" in text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        # One blank is kept between two of letters, digits and signs, none beside other characters.
        ("文A B文", "文A B文"),
        ("A  B", "A B"),
        ("文A 3", "文A 3"),
        ("A -3 +5", "A -3 +5"),
        ("A 文 B", "A文B"),
        ("A - B", "A -B"),
        ("- B", "-B"),
        (" A B ", "A B"),
        ("A\n B", "A\nB"),
        ("A （B）", "A（B）"),
        ("é A", "éA"),
        ("A é", "Aé"),
    ],
)
def test_a_blank_parts_two_latin_words_or_numbers_only(raw, clean):
    assert normalize(raw).text == clean


def test_of_a_run_of_blanks_the_first_is_kept_in_the_map():
    assert normalize("A   B").offsets.tolist() == [0, 1, 4, 5]


def test_every_compatibility_character_becomes_its_plain_twin():
    """Radicals and ideographs of another place in the code are characters like any other."""
    wide = {chr(ord(c) + 0xFEE0) for c in map(chr, range(0x21, 0x7F))}
    ideographs = {chr(code) for code in range(0xF900, 0xFB00)}
    radicals = {chr(code) for code in range(0x2F00, 0x2FD6)}
    for char in sorted(ideographs | radicals):
        twin = unicodedata.normalize("NFKC", char)
        # A single traditional character is only quoted, and stays.
        assert normalize(char).text in (twin, twin.translate(simplified_table()))
    changed = {char for char in wide if normalize(f"文{char}文").text[1:2] != char}
    assert {chr(ord(char) - 0xFEE0) for char in changed} == {
        *string.digits,
        *string.ascii_letters,
        *"%+-./|#*",
    }
    assert normalize("a：b；1，2").text == "a：b；1，2"


def test_what_stands_before_a_joined_line_tells_how_it_goes_on():
    """A short line is amid running text where the line before it went on in it."""
    short, behind = "审核，发布", "三个环节都有专人，责任到岗"
    assert normalize(f"{short}\n{behind}").text == f"{short}\n{behind}"
    lines = [OPEN, short, behind]
    assert normalize("\n".join(lines)).text == "".join(lines)


def test_in_a_fixed_width_each_line_is_judged_by_itself():
    """A paragraph that ends short, without a stop, ends there."""
    full = [f"各级机关坚持把公开作为日常工作来抓{k}逐项梳理事项" for k in NUMERALS]
    paragraph = [*full, "明确责任科室"]
    lines = [*paragraph, *full]
    assert normalize("\n".join(lines)).text == "".join(paragraph) + "\n" + "".join(full)


@pytest.mark.parametrize("marker", ["（三）", "3.", "十二、"])
def test_a_marker_with_nothing_behind_it_is_the_end_of_a_sentence(marker):
    line = "文" * 20
    assert _continues(line, marker, 40)
    assert not _continues(line, marker + "文", 40)


def test_a_report_in_one_cell_has_its_headings_on_lines_of_their_own():
    cell = (
        "为做好公开，现报告如下。 一、主动公开情况 全年公开信息33条，张贴91期。 二、申请情况 无。"
        + (" 三、存在的主要问题 公开栏内容过于笼统，群众看不明白，更新也慢。" * 2)
    )
    text = normalize(f"| 发布单位 | 青坂乡 | {cell} |").text
    assert "\n一、主动公开情况\n全年" in text and "\n二、申请情况\n无。" in text
    # A cell of a hundred characters holds running text.
    heading = "二、主动公开政府信息情况"
    for size, is_split in ((100, True), (99, False)):
        behind = "公" * (size - 44 - len(heading))
        row = f"| {'文' * 40} {heading} {behind} | 0 | 0 |"
        assert (f"\n{heading}\n" in normalize(row).text) is is_split
    row = "| 三、本年度办理结果 | 一、予以公开 | 0 | 0 | 本年新收政府信息公开申请数量 |"
    assert "\n" not in normalize(row).text


@pytest.mark.parametrize("mark", ["Page 12 - 2017年报\nP. 12", "Page 3", "P.4"])
def test_marks_of_a_book_to_leaf_through_leave_no_trace(mark):
    text = f"二是部门之间观望，牵头的说不清，往往拖到\n{mark}\n过了时限才发。"
    assert (
        normalize(text).text == "二是部门之间观望，牵头的说不清，往往拖到过了时限才发。"
    )


def test_numbered_stretches_of_a_site_for_documents_are_joined():
    sentence = (
        "全年主动公开信息五百零八条，其中空气日报三百六十六条，环评审批五十七条。"
    )
    whole = sentence * 6
    cuts = [0, 70, 150, len(whole)]
    stretches = [f"{k}、{whole[a:b]}" for k, (a, b) in enumerate(pairwise(cuts), 1)]
    assert normalize("\n".join(stretches)).text == whole
    closed = [f"{k}、{sentence * 2}" for k in (1, 2, 3)]
    assert normalize("\n".join(closed)).text.count("\n") == 2
    short = ["1、更新慢", "2、内容少", "3、渠道单一"]
    assert normalize("\n".join(short)).text.count("\n") == 2
    assert normalize("\n".join(["1、总结", *stretches[1:]])).text.count("\n") == 2


def test_the_first_page_of_a_book_may_be_all_that_names_the_report():
    title = "青榆县信访局2022年政府信息公开工作年度报告"
    assert normalize(f"Page 8 - {title}\nP. 8\n四、行政复议").text.startswith(
        f"{title}\n"
    )
    assert normalize(f"正文。\nPage 9 - {title}\n四、行政复议").text == (
        "正文。\n四、行政复议"
    )


def stretches(*texts):
    """Lines as a site for documents shows them, each behind its number."""
    return "\n".join(f"{k}、{text}" for k, text in enumerate(texts, 1))


@pytest.mark.parametrize(
    ("texts", "is_joined"),
    [
        # Two are enough; a stretch has sixty characters with its number, but for the last one.
        (("文" * 58, "字。"), True),
        (("文" * 57, "字。"), False),
        (("文" * 58, "文" * 58, "字。"), True),
        (("文" * 58, "文" * 57, "字。"), False),
        (("文" * 80,), False),
        # More of them are cut than end with a stop.
        (("文" * 58, "文" * 57 + "。", "字。"), False),
        (("文" * 58, "文" * 57 + "。", "文" * 58, "字。"), True),
        (("文" * 58, "文" * 57 + "。", "文" * 57 + "；", "字。"), False),
    ],
)
def test_stretches_are_long_and_most_are_cut_amid_a_sentence(texts, is_joined):
    raw = stretches(*texts)
    whole = "".join(texts)
    assert (normalize(raw).text.replace("\n", "") == whole) is is_joined
    assert (normalize(raw).text.count("\n") == 0) is (is_joined or len(texts) == 1)


def test_stretches_count_from_one_without_a_gap():
    long = "文" * 58
    for numbers in ((2, 3), (1, 3), (1, 1), (0, 1)):
        raw = "\n".join(f"{k}、{long}" for k in numbers)
        assert normalize(raw).text == raw
    raw = f"1、{long}\n没有编号的一行"
    assert normalize(raw).text == raw


def test_of_a_joined_line_the_last_eighty_characters_tell_how_it_goes_on():
    """A mark that stands further back tells nothing of what follows."""
    short, behind = "审核发布", "三个环节都有专人，责任到岗"
    for n_behind, is_joined in ((79, True), (80, False)):
        first = "甲，" + "文" * n_behind
        text = normalize(f"{first}\n{short}\n{behind}", {len(first)}).text
        assert text == first + short + ("" if is_joined else "\n") + behind


def test_a_heading_in_the_last_cell_of_a_row_stays_there():
    """What stands before it tells, in a short text and at the head of a long one."""
    row = "规章\t二、主动公开政府信息情况 " + "公" * 40
    for behind in ("", "\n" + "全年公开信息。" * 100):
        assert normalize(row + behind).text == row.replace(" ", "") + behind
