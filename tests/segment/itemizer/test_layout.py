import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.segment.itemizer.layout import (
    find_lines,
    find_quotes,
    find_rows,
    find_siblings,
)
from textmine.segment.itemizer.tokens import find_tokens

# Written out: taken from the module, a bound would be tested against itself.
MAX_QUOTED = 8


def quotes(text):
    tokens = find_tokens(text)
    return [
        (
            text[tokens[q.first].start : tokens[q.close - 1].end],
            text[tokens[q.close + 1].start : tokens[q.end - 1].end],
        )
        for q in find_quotes(tokens)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "针对更新慢的问题，按周更新，专人负责。再看。",
            [("更新慢", "按周更新，专人负责")],
        ),
        (
            "针对图解、视频偏少等问题，增加图解；针对答复慢的情况，限时答复。",
            [("图解、视频偏少", "增加图解"), ("答复慢", "限时答复")],
        ),
        ("针对上述问题，我局将加强培训。", []),
        ("针对检查中发现的问题，限期整改。", []),
        ("针对性措施：加强培训。", []),
        ("针对更新慢。的问题，按周更新。", []),
        ("针对更新慢的问题", []),
    ],
)
def test_quotes(text, wanted):
    assert quotes(text) == wanted


def test_bullets_on_lines_that_follow_each_other_are_a_run():
    tokens = find_tokens("问题：\n●更新慢\n●图解少\n措施：\n●按周更新\n●增加图解")
    assert find_siblings(tokens) == {1: 2, 4: 5}


def test_a_run_ends_where_the_count_breaks():
    tokens = find_tokens("1.更新慢。2.图解少。1.按周更新。3.其他。")
    assert find_siblings(tokens) == {0: 1}


@given(st.text(alphabet="更新慢。；，：\n一是二1.针对的问题●", max_size=40))
def test_lines_hold_every_token_once(text):
    tokens = find_tokens(text)
    held = [k for line in find_lines(tokens) for k in range(line.first, line.last + 1)]
    assert held == list(range(len(tokens)))
    for quote in find_quotes(tokens):
        assert quote.first < quote.close < quote.end <= len(tokens)


@pytest.mark.parametrize("n", [MAX_QUOTED, MAX_QUOTED + 1])
def test_a_quote_has_so_many_clauses_and_no_more(n):
    quoted = "、".join(["更新慢"] * n)
    found = quotes(f"针对{quoted}的问题，按周更新。")
    assert found == ([(quoted, "按周更新")] if n == MAX_QUOTED else [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # An answer of one clause ends with its sentence or at ；, or with the part.
        ("针对更新慢的问题，按周更新。再看。", [("更新慢", "按周更新")]),
        ("针对更新慢的问题，按周更新；再看", [("更新慢", "按周更新")]),
        ("针对更新慢的问题，按周更新，再看", [("更新慢", "按周更新，再看")]),
        ("针对更新慢的问题，", []),
        ("针对更新慢的问题，\n按周更新。", [("更新慢", "按周更新")]),
        # Nothing is quoted over a marker, without a clause, or where no comma closes it.
        ("针对更新慢；一是内容少的问题，按周更新。", []),
        ("针对的问题，按周更新。", []),
        ("针对更新慢的问题：按周更新。", []),
        # What stands inside an answer opens no quote of its own.
        (
            "针对更新慢的问题，按周更新，针对内容少的问题，补充内容。",
            [("更新慢", "按周更新，针对内容少的问题，补充内容")],
        ),
    ],
)  # fmt: skip
def test_where_quotes_and_answers_end(text, wanted):
    assert quotes(text) == wanted


@pytest.mark.parametrize(
    ("text", "siblings"),
    [
        # Bullets go on on the next line, not in the same one nor the one after.
        ("●更新慢，较多\n●图解少", {0: 2}),
        ("●更新慢\n其他\n●图解少", {}),
        ("●更新慢\n●图解少\n●人手缺", {0: 1, 1: 2}),
        # Lists of several kinds each have their own count.
        ("1.更新慢。一是图解少。2.人手缺。二是渠道窄。", {0: 2, 1: 3}),
        ("二是更新慢。三是图解少。五是人手缺。", {0: 1}),
    ],
)
def test_which_markers_go_on_with_a_run(text, siblings):
    assert find_siblings(find_tokens(text)) == siblings


def cells(text):
    """The cells of each line, with the numbers of their columns."""
    tokens = find_tokens(text)
    return [
        [
            (cell.column, text[tokens[cell.first].start : tokens[cell.last].end])
            for cell in row
        ]
        for row in find_rows(tokens)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "如下：\n问题|措施\n更新慢，内容少|勤更新",
        "如下：\n问题\t措施\n更新慢，内容少\t勤更新\n",
        "如下：\n| 问题 | 措施 |\n| 更新慢，内容少 | 勤更新 |\n",
    ],
)
def test_rows_are_cut_at_bars_and_tabs(text):
    assert cells(text) == [
        [(0, "如下")],
        [(0, "问题"), (1, "措施")],
        [(0, "更新慢，内容少"), (1, "勤更新")],
    ]


@pytest.mark.parametrize(
    "row", ["|  | 人手少 | 增人 |", "\t人手少\t增人", "| | 人手少 | 增人"]
)
def test_an_empty_cell_keeps_its_column(row):
    head = "| 序号 | 问题 | 措施 |" if "|" in row else "序号\t问题\t措施"
    assert cells(f"如下：\n{head}\n{row}")[-1] == [(1, "人手少"), (2, "增人")]
