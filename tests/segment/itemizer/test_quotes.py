import pytest

from tests.segment.itemizer.sure import marginals, read, words
from textmine.segment.itemizer.decoder import decode
from textmine.segment.itemizer.labels import LABELS
from textmine.segment.itemizer.tokens import find_tokens


def test_what_is_quoted_is_the_problem_and_the_rest_its_answer():
    text = "针对更新慢的问题，按周更新，专人负责；针对内容少的问题，补充内容。"
    labels = ("O", "B-M", "O", "B-M", "B-M", "O", "B-P", "O", "B-M")
    assert [(role, text) for role, text, _ in read(text, *labels)] == [
        ("P", "更新慢"), ("M", "按周更新，专人负责"), ("P", "内容少"), ("M", "补充内容"),
    ]  # fmt: skip


def test_a_lack_behind_what_concerns_people_is_no_answer():
    found = read("针对企业关心的问题，解读不够。", "O", "I-P", "I-P", "B-P")
    assert [(role, text) for role, text, _ in found][-1] == ("P", "解读不够")


@pytest.mark.parametrize(
    ("label", "counts"),
    [("上年度问题整改情况", False), ("改进措施", False), ("存在的主要问题", True)],
)
def test_what_was_told_before_is_answered_and_not_counted_again(label, counts):
    text = f"内容少。\n{label}：\n针对更新慢的问题，按周更新。"
    found = read(text, "B-P", "L", "T", "B-P", "O", "B-M")
    quoted = [("P", "更新慢")] if counts else []
    assert [(r, t) for r, t, _ in found] == [
        ("P", "内容少"),
        *quoted,
        ("M", "按周更新"),
    ]


@pytest.mark.parametrize(
    ("quoted", "counts"),
    [
        ("目录更新慢", False),
        ("更新慢", False),
        # A word in common is not the same problem.
        ("更新不全", True),
        ("热线难打", True),
    ],
)
def test_what_takes_up_a_problem_stated_before_is_answered_and_not_counted_again(
    quoted, counts
):
    text = f"栏目目录更新慢。针对{quoted}的问题，按周做。"
    found = read(text, "B-P", "O", "B-P", "O", "B-M")
    again = [("P", quoted)] if counts else []
    wanted = [("P", "栏目目录更新慢"), *again, ("M", "按周做")]
    assert [(role, stated) for role, stated, _ in found] == wanted


def test_of_quotes_that_follow_one_another_one_taken_up_again_tells_of_all():
    text = "目录更新慢，群众办事难找。针对目录更新慢的问题，按周做；针对查阅不便的问题，设点。"
    labels = "B-P B-P O B-P O B-M O B-P O B-M"
    found = read(text, *labels.split())
    stated = [role + words for role, words, _ in found]
    assert stated == ["P目录更新慢", "P群众办事难找", "M按周做", "M设点"]


def test_what_reads_like_a_plan_quotes_no_problem():
    text = "全面整改。针对查出来的问题，制定方案。"
    labels = ["B-M", *["I-M"] * (len(find_tokens(text)) - 1)]
    assert [role for role, _, _ in read(text, *labels)] == ["M"]


def test_quotes_that_follow_one_another_are_all_of_last_year_or_none():
    text = "针对更新慢的问题，按周更新；针对内容少的问题，补充内容。"
    labels = ["O", "Q", "O", "B-Y", "O", "B-P", "O", "B-M"]
    probable = marginals(*labels)
    probable[5, LABELS.index("Q")] = 0.4
    found = decode(find_tokens(text), probable)
    assert "P" not in [s.role for s in found]


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        # This year's problem has a measure, whether it is planned or done.
        ("O B-P O B-M", [("P", "更新慢"), ("M", "按周更新")]),
        ("O B-P O B-Y", [("P", "更新慢"), ("M", "按周更新")]),
        # Last year's is none of this year's; what was done about it is of last year.
        ("O Q O B-Y", [("Y", "按周更新")]),
        ("O Q O B-M", [("M", "按周更新")]),
        ("O Q O O", [("M", "按周更新")]),
    ],
)
def test_a_quote_and_its_answer(labels, wanted):
    found = read("针对更新慢的问题，按周更新。", *labels.split())
    assert [(role, stated) for role, stated, _ in found] == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        ("针对更新慢的问题，下一步，按周更新。", "O B-P O T B-M", ["更新慢", "按周更新"]),
        # The answer ends with its sentence though the model reads on.
        ("针对更新慢的问题，按周更新。补充内容。", "O B-P O B-M I-M", ["更新慢", "按周更新", "补充内容"]),
        ("针对更新慢的问题，按周更新；补充内容。", "O B-P O B-M I-M", ["更新慢", "按周更新", "补充内容"]),
        # Quotes apart from one another are each judged by themselves.
        (
            "针对更新慢的问题，按周更新。全年平稳，运行有序。针对内容少的问题，补充内容。",
            "O Q O B-Y O O O B-P O B-M",
            ["按周更新", "内容少", "补充内容"],
        ),
        # A measure that goes on quotes nothing.
        ("全面整改。针对查出来的情况，制定方案。", "B-M I-M I-M I-M I-M", ["全面整改。针对查出来的情况，制定方案"]),
        ("针对以上不足，按周更新。", "T B-M I-M", ["按周更新"]),
        ("针对以上不足，按周更新。", "O O B-M", ["按周更新"]),
    ],
)  # fmt: skip
def test_what_surrounds_a_quote(text, labels, wanted):
    assert words(text, *labels.split()) == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # What leads on is no part of an answer or of an item that its sibling tells.
        ("针对更新慢的问题，为此，按周更新。", "O B-P O T B-M", ["P更新慢", "M按周更新"]),
        ("针对更新慢的问题，为此，按周更新。", "O B-P O O B-M", ["P更新慢", "M按周更新"]),
        ("针对更新慢的问题，为此，按周更新。", "O B-P O T O", ["P更新慢", "M按周更新"]),
        ("一是为此，按月核对。二是多公开。", "T O B-M", ["M按月核对", "M多公开"]),
        # An answer is of last year where more than half of it is done.
        ("针对更新慢的问题，按周更新，常核对。", "O Q O B-Y O", ["M按周更新，常核对"]),
        ("针对更新慢的问题，按周更新，常核对。", "O Q O B-Y I-Y", ["Y按周更新，常核对"]),
        # The words that open and close a quote state nothing, whatever the model says.
        ("针对更新慢、内容少的问题，按周更新。", "B-M B-P I-P O B-M", ["P更新慢、内容少", "M按周更新"]),
        ("针对更新慢、内容少的问题，按周更新。", "O B-P I-P I-P B-M", ["P更新慢、内容少", "M按周更新"]),
        # Behind the answer, what went on with it begins anew.
        (
            "针对更新慢的问题，按周更新。常核对，多公开。",
            "O B-P O B-M I-M I-M",
            ["P更新慢", "M按周更新", "M常核对，多公开"],
        ),
        # An answer that states lacks for more than its half is none; half is not more.
        ("针对更新慢的问题，解读不够，内容太少。", "O I-P I-P B-P O", ["P更新慢", "M解读不够，内容太少"]),
        ("针对更新慢的问题，解读不够，内容太少，下一步。", "O I-P I-P B-P I-P O", ["P更新慢的问题", "P解读不够，内容太少"]),
    ],
)  # fmt: skip
def test_quotes_and_what_leads_on(text, labels, wanted):
    found = read(text, *labels.split())
    assert [role + stated for role, stated, _ in found] == wanted


@pytest.mark.parametrize(("of_year", "role"), [(0.5, "M"), (0.6, "Y")])
def test_an_answer_that_is_half_done_is_planned(of_year, role):
    probable = marginals("O", "Q", "O", "O")
    probable[3] = 0.0
    probable[3, LABELS.index("B-Y")] = of_year
    probable[3, LABELS.index("B-M")] = 1 - of_year
    found = decode(find_tokens("针对更新慢的问题，按周更新。"), probable)
    assert [s.role for s in found] == [role]


@pytest.mark.parametrize(("of_lack", "roles"), [(0.5, ["P", "M"]), (0.6, ["P", "P"])])
def test_an_answer_that_is_half_a_lack_is_one(of_lack, roles):
    probable = marginals("O", "B-P", "O", "O")
    probable[3] = 0.0
    probable[3, LABELS.index("B-P")] = of_lack
    probable[3, LABELS.index("B-M")] = 1 - of_lack
    found = decode(find_tokens("针对更新慢的问题，解读不够。"), probable)
    assert [s.role for s in found] == roles
