"""Where the statutory tables lie in a text."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.tables.find import (
    Compact,
    _chain_labels,
    _header_start,
    _is_header,
    find_tables,
)
from textmine.tables.forms import Label, Table, load_table

# Written out: taken from the module, a bound would be tested against itself.
_SPOTS_BACK = 60

STORY = "临泽川市档案局2021年政府信息公开工作年度报告\n一、总体情况\n我局主动公开政府信息。\n"
PROCEEDING = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
REVIEW = (
    "行政复议\t行政诉讼\n未经复议直接起诉\t复议后起诉\n"
    + "\t".join([PROCEEDING] * 3)
    + "\n"
    + "\t".join("100010000000000")
)


def table(number, form, separator="\t"):
    lines = [
        separator.join([label.text, *["0"] * len(label.columns)])
        for label in load_table(number, form).rows
    ]
    return "\n".join(lines)


def test_a_text_without_tables_has_none():
    assert find_tables("") == []
    assert find_tables(STORY) == []


def test_a_label_in_a_sentence_is_no_table():
    assert find_tables("本年新收申请2件，上年结转0件，予以公开1件，部分公开1件。") == []


@pytest.mark.parametrize(
    "prose",
    [
        "行政许可项目17项，处理决定5613件；行政处罚项目214项，处理决定152件，行政强制0件。",
        "没有规章、规范性文件、行政许可、行政处罚和行政强制事项，收费均已公示。",
        "规章2件。\n行政规范性文件制发5件。\n行政许可942件。\n行政处罚37件。",
        "规章1件；规范性文件\n3件；行政许可4件；行政处罚6件\n",
    ],
)
def test_sentences_that_name_the_rows_are_no_table(prose):
    assert find_tables(STORY + "二、主动公开政府信息情况\n" + prose) == []


def test_a_table_may_have_sentence_marks_in_some_cells_and_in_brackets():
    rows = load_table("2", "2021").rows
    lines = [label.text + "\t0（无，见附件。）" * len(label.columns) for label in rows]
    lines[0] += "\t另有，2件"
    lines[2] += "（其中，网上办理1件）"
    (found,) = find_tables(STORY + "\n".join(lines))
    assert len(found.rows) == len(rows)
    # The list numbers of the next rows are no marks.
    (found,) = find_tables(STORY + "二、".join(lines))
    assert len(found.rows) == len(rows)


@pytest.mark.parametrize(("n_prose", "is_table"), [(3, True), (4, False)])
def test_a_table_is_none_where_most_of_its_rows_stand_in_sentences(n_prose, is_table):
    rows = load_table("2", "2021").rows
    lines = [label.text + "\t0" * len(label.columns) for label in rows]
    lines[:n_prose] = [label.text + "2件，下降。" for label in rows[:n_prose]]
    assert bool(find_tables(STORY + "\n".join(lines))) == is_table


def test_results_of_reviews_told_in_a_sentence_are_no_table():
    prose = (
        "行政复议结果维持3件，总计3件；未经复议直接起诉结果维持1件，总计1件；"
        "复议后起诉结果维持2件，总计2件。"
    )
    assert find_tables(STORY + prose) == []


def test_table_three_is_found_with_every_row_in_its_place():
    text = STORY + table("3", "2021") + "\n五、存在的主要问题\n解读少。\n"
    (found,) = find_tables(text)
    assert (found.number, found.form) == ("3", "2021")
    assert [row.label.row for row in found.rows] == list(range(25))
    for row, label in zip(found.rows, load_table("3", "2021").rows, strict=True):
        assert row.start < row.end <= row.stop
        assert text[row.start : row.end] in label.text
        line = text[row.end : row.stop].split("\n")[0]
        assert line.split()[-7:] == ["0"] * 7
    assert "解读少" not in text[found.start : found.end]
    assert "主动公开政府信息" not in text[found.start : found.end]


def test_pipes_are_borders_as_tabs_are():
    by_tab = find_tables(STORY + table("3", "2019"))
    by_pipe = find_tables(STORY + table("3", "2019", "|"))
    assert [(t.number, t.form, len(t.rows)) for t in by_pipe] == [("3", "2019", 23)]
    assert [(t.number, t.form, len(t.rows)) for t in by_tab] == [("3", "2019", 23)]


def test_the_review_table_takes_its_values_and_stops_before_the_next_section():
    text = STORY + REVIEW + "\n五、存在的主要问题及改进情况\n解读少。\n"
    (found,) = find_tables(text)
    assert found.number == "4"
    (row,) = found.rows
    assert row.start == text.index("结果维持")
    assert text[row.start : row.end].endswith("总计")
    assert text[row.end : row.stop].split() == list("100010000000000")
    assert "存在的主要问题" not in text[found.start : found.end]


def test_tables_come_in_order_of_place_and_do_not_overlap():
    header = "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
    text = (
        STORY
        + header
        + table("2", "2021")
        + "\n三、申请\n"
        + table("3", "2021")
        + "\n四、复议\n"
        + REVIEW
    )
    found = find_tables(text)
    assert [t.number for t in found] == ["2", "3", "4"]
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_values_of_table_four_may_have_what_they_count():
    values = "\t".join(f"{value}件" for value in "100010000000000")
    (found,) = find_tables(REVIEW.rpartition("\n")[0] + "\n" + values + "\n五、问题\n")
    assert found.rows[0].stop - found.rows[0].end > len(values)


def test_tables_stand_one_behind_the_other_with_nothing_between():
    text = "\n".join([table("2", "2021"), table("3", "2021"), REVIEW])
    found = find_tables(text)
    assert [(t.number, len(t.rows)) for t in found] == [("2", 6), ("3", 25), ("4", 1)]
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(
    st.text("本年 新|收\t0一、\n", max_size=60), st.sampled_from(["新收", "本年", "0"])
)
@settings(deadline=None, max_examples=60)
def test_a_compact_text_knows_the_place_of_each_character(text, word):
    compact = Compact(text)
    places = [compact.place(at) for at in range(len(compact.text))]
    assert [text[p] for p in places] == list(compact.text)
    assert not set(compact.text) & set(" |\t\n、")
    assert len(compact.find_all(word)) == compact.text.count(word)
    assert all(compact.text[a:b] == word for a, b in compact.find_all(word))


def test_a_word_is_found_two_thousand_times_and_no_more():
    assert len(Compact("规章" * 1999).find_all("规章")) == 1999
    assert len(Compact("规章" * 2100).find_all("规章")) == 2000


@pytest.mark.parametrize("separator", ["\t", "|", "\n\t"])
def test_each_row_ends_where_the_next_label_begins(separator):
    (found,) = find_tables(STORY + table("3", "2019", separator) + "\n五、问题\n无。\n")
    assert all(row.start < row.end <= row.stop for row in found.rows)
    assert all(row.stop <= after.start for row, after in pairwise(found.rows))
    assert found.rows[-1].stop == found.end


def made_table(*labels):
    made = [Label(row, words[0], words, (), ()) for row, words in enumerate(labels)]
    return Table("3", "2019", tuple(made), ())


@pytest.mark.parametrize(
    ("words", "text", "spans"),
    [
        # The spelling that is tried first takes its characters, on either side of the other.
        (("开展", "公开"), "公开展", [(1, 3)]),
        (("公开", "开展"), "公开展", [(0, 2)]),
        (("公开展出", "开展"), "公开展出", [(0, 4)]),
        (("公开",), "不公开，再公开", [(1, 3)]),
    ],
)
def test_a_label_stands_once_where_its_spellings_overlap(words, text, spans):
    chain = _chain_labels(Compact(text), made_table(words))
    assert [(start, end) for start, end, _ in chain] == spans


@given(st.lists(st.sampled_from("甲乙丙丁"), max_size=8))
def test_the_longest_chain_in_official_order_is_chosen(letters):
    words = "甲乙丙丁"
    text = "".join(letters)
    chain = _chain_labels(Compact(text), made_table(*((word,) for word in words)))
    chosen = [word.text for *_, word in chain]
    assert [text[start:end] for start, end, _ in chain] == chosen
    assert chosen == sorted(set(chosen), key=words.index)
    subsets = (c for n in range(5) for c in combinations(letters, n))
    rising = [c for c in subsets if list(c) == sorted(set(c), key=words.index)]
    assert len(chosen) == max(map(len, rising))


def test_a_label_goes_on_from_one_of_the_sixty_before_it_within_four_hundred_characters():
    labels = made_table(("丙",), ("甲",), ("丁",), ("乙",))

    def n_chained(between):
        return len(_chain_labels(Compact("甲丁" + between + "乙"), labels))

    assert n_chained("丙" * (_SPOTS_BACK - 1)) == 3
    assert n_chained("丙" * _SPOTS_BACK) == 2
    assert n_chained("文" * 399) == 3
    assert n_chained("文" * 400) == 2


HEADER = ("申请人情况", "自然人", "总计")


@pytest.mark.parametrize(
    ("line", "is_header"),
    [
        ("总计", True),
        ("申请人情况", True),
        # A short line needs one of the words, a longer one half of its characters in them.
        ("总计" + "文" * 10, True),
        ("总计" + "文" * 11, False),
        ("申请人情况自然人总计" + "文" * 10, True),
        ("申请人情况自然人总计" + "文" * 11, False),
        ("年报", False),
        ("|总 计|" + "文" * 10, True),
    ],
)
def test_a_line_of_the_header_is_made_of_its_words(line, is_header):
    assert _is_header(line, HEADER) is is_header


@pytest.mark.parametrize("separator", ["\t", "|", "\n\t"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("header", "belongs"),
    [
        (["申请人情况"], True),
        (["申请人情况", "自然人\t总计"], True),
        (["我局依法办理申请。"], False),
        (["三、收到和处理政府信息公开申请情况"], False),
    ],
)
def test_a_table_begins_with_the_lines_of_its_header(
    header, belongs, between, separator
):
    above = STORY + between.join(header) + between
    label = load_table("3", "2019").rows[0].text
    # A label that the line breaks in two is one all the same.
    for printed in (label, label[:4] + "\n" + label[4:]):
        text = above + table("3", "2019", separator).replace(label, printed, 1)
        (found,) = find_tables(text)
        assert found.start == text.index(header[0] if belongs else printed)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("甲乙" + "文" * 50 + "甲文乙", [0, 1]),
        ("甲文乙" + "文" * 50 + "甲乙", [53, 54]),
        ("甲" + "文" * 50 + "甲乙", [51, 52]),
        # of two alike the first.
        ("甲乙" + "文" * 50 + "甲乙", [0, 1]),
    ],
)
def test_of_chains_of_one_length_the_tightest_is_chosen(text, places):
    chain = _chain_labels(Compact(text), made_table(("甲",), ("乙",)))
    assert [start for start, *_ in chain] == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        # Two groups are less than two rows, and than one,
        ("丙丁甲乙", [2, 3]),
        ("丙丁甲", [2]),
        # but of two chains of as many rows the one with a group more is taken.
        ("甲乙" + "文" * 9 + "甲乙丙", [11, 12, 13]),
        ("甲乙丙" + "文" * 9 + "甲乙", [0, 1, 2]),
    ],
)
def test_labels_of_groups_only_decide_between_equals(text, places):
    rows = made_table(("甲",), ("乙",)).labels
    groups = tuple(Label(None, word, (word,), (), ()) for word in "丙丁")
    chain = _chain_labels(Compact(text), Table("3", "2019", rows + groups, ()))
    assert [start for start, *_ in chain] == places


@pytest.mark.parametrize(
    ("between", "behind", "is_found"),
    [(0, 0, True), (192, 39, True), (193, 0, False), (0, 40, False)],
)
def test_the_head_of_the_review_table_stands_close_together(between, behind, is_found):
    head = "结果维持" + "文" * between + "结果维持" * 2 + "文" * behind + "总计"
    found = find_tables(STORY + "\n" + head + "\n" + "\t".join("0" * 15) + "\n")
    assert [table.number for table in found] == ["4"] * is_found


@pytest.mark.parametrize(
    "above", ["", "全年受理的行政复议中结果维持的有2件，总计2件。\n"]
)
@pytest.mark.parametrize(
    "behind", ["", "\n全年结果维持2件，总计2件。", "\n结果维持总计结果维持总计"]
)
def test_the_head_of_the_review_table_is_told_from_its_words_around_it(above, behind):
    text = STORY + above + REVIEW + "\n五、存在的主要问题及改进情况" + behind + "\n"
    (found,) = find_tables(text)
    assert text[found.start :].startswith("行政复议\t行政诉讼")
    assert text[found.start : found.end] == REVIEW


@pytest.mark.parametrize(("n", "belongs"), [(90, True), (91, False)])
def test_a_line_above_a_table_is_a_header_up_to_ninety_characters(n, belongs):
    # Whatever stands in it, where it has borders.
    text = f"前文。\n甲\t{'文' * (n - 1)}\n一、本年新收"
    start = _header_start(text, text.index("一、"), "3")
    assert start == (4 if belongs else text.index("一、"))


@pytest.mark.parametrize(
    ("above", "n_lines"),
    [
        # Header words, cells, and blank lines between them; what stands above is none.
        ("申请人情况\n", 1),
        ("\n\n申请人情况\n\n", 1),
        ("说明\t见下\n自然人\t总计\n", 2),
        ("说明|见下\n", 1),
        ("一、总体\t情况\n自然人\n", 1),
        ("二、自然人\n", 0),
        ("无表头\n", 0),
        ("", 0),
    ],
)
def test_a_header_reaches_back_over_its_lines(above, n_lines):
    text = "前文。\n" * bool(above) + above + "一、本年新收"
    start = _header_start(text, text.index("一、本年"), "3")
    lines = [line for line in text[start:].split("\n") if line]
    assert len(lines) == n_lines + 1
    assert not text[start:].startswith("\n")


@pytest.mark.parametrize(
    ("number", "line", "belongs"),
    [
        ("2", "第二十条第（一）项", True),
        ("2", "信息内容", True),
        ("2", "申请人情况", False),
        ("3", "申请人情况", True),
        ("3", "信息内容", False),
        ("4", "行政诉讼", True),
        ("4", "信息内容", False),
    ],
)
def test_each_table_has_header_words_of_its_own(number, line, belongs):
    assert (
        _header_start(f"前文。\n{line}\n规章", len(line) + 5, number) == 4
    ) == belongs


NUMBERS = " ".join("0" * 15)
UPRIGHT = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n维 维 持 持\n"


@pytest.mark.parametrize(
    ("head", "values", "is_found"),
    [
        (UPRIGHT, NUMBERS, True),
        (UPRIGHT, NUMBERS + " 0", True),
        (UPRIGHT, NUMBERS + " 0 0", True),
        (UPRIGHT, NUMBERS[:-2], False),
        (UPRIGHT, NUMBERS.replace(" ", " | "), True),
        (UPRIGHT, "1.5 " + NUMBERS[2:], False),
        # Each word of the header that must stand between is needed.
        (UPRIGHT.replace("维", "文"), NUMBERS, False),
        (UPRIGHT.replace("复议后起诉", ""), NUMBERS, False),
        (UPRIGHT.replace("未经复议直接", ""), NUMBERS, False),
    ],
)
def test_under_upright_cells_fifteen_numbers_in_a_row_are_table_four(
    head, values, is_found
):
    text = f"{STORY}{head}{values}\n五、存在的主要问题\n"
    tables = find_tables(text)
    assert [table.number for table in tables] == ["4"] * is_found
    for table in tables:
        (row,) = table.rows
        assert (
            text[row.end : row.stop].split()
            == values.split()[: 16 if "|" not in values else None]
        )
        assert text[table.start :].startswith("行政复议")
        assert row.label.find == ("结果维持",)


@pytest.mark.parametrize(
    ("n", "values", "is_found"),
    [
        (0, NUMBERS, True),
        (1200, NUMBERS, True),
        (1201, NUMBERS, False),
        # The last number is read whole, or not at all.
        (1200, NUMBERS + "25", True),
        (1200, NUMBERS + ".5", False),
        (1200, NUMBERS + " 3", True),
    ],
)
def test_the_values_of_upright_cells_stand_within_reach(n, values, is_found):
    above = UPRIGHT[UPRIGHT.index("起诉") + 2 :]
    between = "文" * (n - len(above) - len("\n" + NUMBERS))
    text = STORY + UPRIGHT + between + "\n" + values + "\n"
    tables = find_tables(text)
    assert len(tables) == is_found
    for table in tables:
        assert text[table.rows[0].end : table.end].split() == values.split()


def test_the_second_of_two_headers_may_be_the_one_with_values():
    text = STORY + "未经复议直接起诉的没有。\n" + "文" * 1300 + "\n" + UPRIGHT + NUMBERS
    (found,) = find_tables(text)
    assert text[found.start :].startswith("行政复议")


@pytest.mark.parametrize(
    ("behind", "values"),
    [
        # Lines of numbers, blanks and marks go on, up to four Han characters; a longer one ends.
        ("\n1\t2\n3\n五、问题及改进\n4", ["1", "2", "3"]),
        ("\n1\n\n\t\n2\n", ["1", "2"]),
        ("\n无无无无\n1", ["无无无无", "1"]),
        ("\n无无无无无\n1", []),
        ("\n1\n\n\n五、问题及改进", ["1"]),
        ("", []),
    ],
)
def test_the_values_of_table_four_end_with_the_next_words(behind, values):
    text = STORY + "\t".join([PROCEEDING] * 3) + behind
    (found,) = find_tables(text)
    (row,) = found.rows
    assert text[row.end : row.stop].split() == values
    assert found.end == row.stop
    assert not text[: row.stop].endswith("\n")


@pytest.mark.parametrize(
    ("behind", "rest"),
    [
        # Cells of the last row stand on its line, or one a line behind it.
        ("\t0\t0\n12\n13", "\t0\t0"),
        ("续 3\n12", "续 3"),
        ("|||\n12", "|||"),
        (
            "\n1\n\t减2\n/\n—\n无\n-3.5万元\n4件\n\n5\n四、其他",
            "\n1\n\t减2\n/\n—\n无\n-3.5万元\n4件\n\n5",
        ),
        ("\n1 2\n", ""),
        ("\n说明", ""),
        ("", ""),
    ],
)
def test_the_last_row_ends_with_its_last_cell(behind, rest):
    rows = load_table("2", "2021").rows
    lines = [label.text + "\t0" * len(label.columns) for label in rows]
    lines[-1] = rows[-1].text + behind
    text = STORY + "\n".join(lines)
    (found,) = find_tables(text)
    row = found.rows[-1]
    assert text[row.end : row.stop] == rest
    assert found.end == row.stop


def test_a_label_that_the_line_tears_ends_on_its_last_line():
    """The cells of the last row stand on the line on which its label ends."""
    rows = load_table("2", "2021").rows
    lines = [label.text + "\t0" * len(label.columns) for label in rows]
    label = rows[-1].text
    for k in range(1, len(label)):
        lines[-1] = f"{label[:k]}\n{label[k:]}\t7\n12\n"
        (found,) = find_tables(STORY + "\n".join(lines))
        assert (STORY + "\n".join(lines))[: found.end].endswith("\t7")


@pytest.mark.parametrize(("number", "n_rows"), [("2", 3), ("3", 8)])
def test_so_many_rows_make_a_table(number, n_rows):
    rows = load_table(number, "2021").rows
    for n in (n_rows - 1, n_rows):
        lines = [label.text + "\t0" * len(label.columns) for label in rows[:n]]
        found = find_tables(STORY + "\n".join(lines))
        assert [len(table.rows) for table in found] == [n] * (n == n_rows)


def test_of_two_forms_the_one_with_more_of_its_labels_is_taken():
    for form in ("2019", "2021"):
        for number in ("2", "3"):
            (found,) = find_tables(STORY + table(number, form))
            assert (found.number, found.form) == (number, form)


def test_a_sentence_in_words_of_the_header_is_no_part_of_it():
    said = "引发行政复议11件（结果维持7件、结果纠正2件、其他结果1件、尚未审结1件）。\n"
    text = said + REVIEW
    (found,) = find_tables(text)
    assert found.start >= len(said)
