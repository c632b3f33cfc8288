from itertools import pairwise, product, starmap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from tests.segment.itemizer.sure import marginals, read, words
from textmine.segment.itemizer.decoder import (
    _best_split,
    _is_turned,
    _kind,
    _ListItem,
    _log_roles,
    best_path,
    decode,
)
from textmine.segment.itemizer.labels import LABELS
from textmine.segment.itemizer.tokens import find_tokens

# Written out: taken from the module, a bound would be tested against itself.
FLOOR = 1e-6


@given(
    nps.arrays(
        float,
        st.tuples(st.integers(1, 12), st.just(len(LABELS))),
        elements=st.floats(0, 1),
    )
)
def test_an_inside_always_follows_its_begin(weights):
    path = [LABELS[k] for k in best_path(weights)]
    for before, label in zip(["O", *path], path, strict=False):
        if label.startswith("I-"):
            assert before[2:] == label[2:]


@given(
    nps.arrays(
        float,
        st.tuples(st.integers(1, 3), st.just(len(LABELS))),
        elements=st.floats(0, 1),
    )
)
def test_no_other_path_in_which_insides_follow_their_begins_is_more_probable(weights):
    def may_follow(before, after):
        return after[:2] != "I-" or before in (f"B-{after[2:]}", after)

    def total(path):
        return sum(
            np.log(max(row[LABELS.index(label)], FLOOR))
            for row, label in zip(weights, path, strict=True)
        )

    paths = [
        path
        for path in product(LABELS, repeat=len(weights))
        if all(starmap(may_follow, pairwise(("O", *path))))
    ]
    found = tuple(LABELS[k] for k in best_path(weights))
    assert found in paths
    assert total(found) >= max(map(total, paths)) - 1e-9


def test_an_item_of_a_list_is_one_entry():
    found = read(
        "一是抓培训。每月一次，从严考核；二是抓更新。", "B-M", "B-M", "B-M", "B-M"
    )
    assert found == [
        ("M", "抓培训。每月一次，从严考核", "marker"),
        ("M", "抓更新", "marker"),
    ]


def test_two_lacks_parted_by_a_semicolon_are_two_entries():
    found = read("一是更新慢；内容少。二是渠道窄。", "B-P", "B-P", "B-P")
    assert [text for _, text, _ in found] == ["更新慢", "内容少", "渠道窄"]


def test_an_item_that_the_model_missed_states_what_its_sibling_states():
    found = read("一是按月核对。二是多公开。", "T", "B-M")
    assert [(role, text) for role, text, _ in found] == [
        ("M", "按月核对"),
        ("M", "多公开"),
    ]


def test_problem_and_answer_in_one_item_are_cut():
    found = read(
        "一是更新慢。拟按周更新。二是内容少。拟补充内容。",
        "B-P", "T", "B-M", "B-P", "T", "B-M",
    )  # fmt: skip
    assert [(role, text) for role, text, _ in found] == [
        ("P", "更新慢"), ("M", "按周更新"), ("P", "内容少"), ("M", "补充内容"),
    ]  # fmt: skip


def test_one_of_many_measures_that_reads_like_a_problem_is_a_measure():
    found = read(
        "一是抓培训。二是更新慢的，限期补齐。三是抓考核。", "B-M", "B-P", "B-M", "B-M"
    )
    assert [role for role, _, _ in found] == ["M", "M", "M"]


def test_a_semicolon_in_a_listed_problem_parts_it_even_where_the_model_reads_on():
    found = read("一是更新慢；内容少。二是渠道窄。", "B-P", "I-P", "B-P")
    assert [text for _, text, _ in found] == ["更新慢", "内容少", "渠道窄"]


def test_a_run_is_of_one_kind():
    found = read("一是更新慢。二是照抄说明。三是渠道窄。", "B-P", "B-M", "B-P")
    assert [role for role, _, _ in found] == ["P", "P", "P"]


def test_a_turn_that_leads_into_a_run_tells_its_kind():
    text = "仍有不足：其一，更新慢；其二，解读少。明年将对症下药：其一，凡慢的退回；其二，少的补齐。"
    found = read(text, "A", "B-P", "B-P", "T", "T", "B-P", "B-P")
    assert [role for role, _, _ in found] == ["P", "P", "M", "M"]


def test_siblings_tell_that_an_item_holds_its_answer():
    found = read(
        "1.更新慢。按周更新。2.差异大。结对帮带。3.渠道窄。增设渠道。",
        "B-P", "B-M", "B-M", "I-M", "B-P", "B-M",
    )  # fmt: skip
    assert [(role, text) for role, text, _ in found] == [
        ("P", "更新慢"), ("M", "按周更新"), ("P", "差异大"), ("M", "结对帮带"),
        ("P", "渠道窄"), ("M", "增设渠道"),
    ]  # fmt: skip


def test_a_headline_over_a_list_of_its_own_is_no_entry():
    text = "1.信息发布。一是按周更新；二是补内容。2.政策解读。一是作图解；二是拍视频。"
    found = read(text, "B-M", "B-M", "B-M", "A", "B-M", "B-M")
    assert [text for _, text, _ in found] == ["按周更新", "补内容", "作图解", "拍视频"]


def test_each_line_under_a_lead_is_an_entry():
    found = read(
        "主要问题：\n更新较慢。半月一次。\n内容较少。多为会议。\n",
        "L", "B-P", "B-P", "B-P", "I-P",
    )  # fmt: skip
    assert [text for _, text, _ in found] == [
        "更新较慢。半月一次",
        "内容较少。多为会议",
    ]


def test_lines_of_another_kind_end_the_lines_under_a_lead():
    found = read(
        "主要问题：\n更新慢。\n内容少。\n下一步，\n按周更新。",
        "L",
        "B-P",
        "B-P",
        "T",
        "B-M",
    )
    assert [role for role, _, _ in found] == ["P", "P", "M"]


def test_where_one_comma_of_an_enumeration_parts_all_do():
    text = "仍存在人员流动快，业务联动不顺，解读不够等问题，不断提升水平。"
    found = read(text, "A", "B-P", "I-P", "B-P", "O", "B-P")
    assert [text for _, text, _ in found] == ["人员流动快", "业务联动不顺", "解读不够"]


def test_commas_inside_what_another_mark_parts_part_nothing():
    text = "仍存在设备老化，常登录不上、知晓面不宽等问题。"
    found = read(text, "A", "B-P", "I-P", "B-P", "O")
    assert [text for _, text, _ in found] == ["设备老化，常登录不上", "知晓面不宽"]


def test_a_second_enumeration_behind_the_first_is_read():
    text = "存在更新慢等问题，还有解读不够等现象。"
    found = read(text, "A", "B-P", "O", "A", "B-P", "O")
    assert [text for _, text, _ in found] == ["更新慢", "解读不够"]


def test_a_predicate_behind_the_close_of_a_list_stays():
    found = read("在时效、公开范围等方面还要提高。", "B-P", "I-P", "I-P")
    assert [text for _, text, _ in found] == ["在时效、公开范围等方面还要提高"]


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        (
            "一是要抓培训。二是要抓更新。",
            ("B-M", "I-M", "B-M", "I-M"),
            ["要抓培训", "要抓更新"],
        ),
        ("我局，要抓培训。", ("T", "B-M", "I-M"), ["抓培训"]),
    ],
)
def test_to_must_stays_where_it_opens_a_statement(text, labels, wanted):
    assert [text for _, text, _ in read(text, *labels)] == wanted


@given(st.data())
def test_statements_are_disjoint_and_in_order_whatever_the_model_says(data):
    text = "针对更新慢的问题，按周更新；1.渠道窄。增设。2.内容少。\n主要：\n一、解读少；图解少。\n●慢\n●少"
    tokens = find_tokens(text)
    shape = (len(tokens), len(LABELS))
    weights = data.draw(nps.arrays(float, shape, elements=st.floats(0, 1)))
    reached = -1
    for found in decode(tokens, weights):
        assert reached < found.first <= found.last
        reached = found.last
    assert reached < len(tokens)


@pytest.mark.parametrize(
    ("text", "labels", "rule"),
    [
        ("存在问题：更新慢。", ("L", "B-P"), "label"),
        ("下一步，加强培训。", ("T", "B-M"), "turn"),
        ("仍存在更新慢、内容少等问题。", ("A", "B-P", "B-P", "O"), "list"),
    ],
)
def test_the_rule_says_what_told_it(text, labels, rule):
    assert read(text, *labels)[-1][2] == rule


def test_leads_and_tails_are_left_out():
    found = read("今后要抓培训。", "T", "B-M", "I-M")
    assert [text for _, text, _ in found] == ["抓培训"]


def test_nothing_gives_nothing():
    assert decode([], np.zeros((0, len(LABELS)))) == []


def test_where_semicolons_part_a_sentence_no_comma_does():
    found = read("下一步，抓培训，定期考核；抓更新。", "T", "B-M", "B-M", "B-M")
    assert [text for _, text, _ in found] == ["抓培训，定期考核", "抓更新"]


def test_each_lack_before_等问题_is_an_entry():
    found = read("仍存在更新不及时，解读不够等问题。", "A", "B-P", "I-P", "O")
    assert [text for _, text, _ in found] == ["更新不及时", "解读不够"]


def test_a_turn_does_not_end_in_a_semicolon():
    marks = marginals("T", "T", "B-M")
    marks[1, LABELS.index("B-M")] = 0.05
    tokens = find_tokens("下一步，配齐专人；改造检索。")
    assert [tokens[s.first].text for s in decode(tokens, marks)] == [
        "配齐专人",
        "改造检索",
    ]


def test_a_number_before_a_glued_heading_heads_no_list():
    found = read(
        "五、存在的主要问题及改进措施今年，我局还存在差距，主要有：更新慢，内容少。",
        "A", "A", "A", "A", "O", "B-P", "B-P",
    )  # fmt: skip
    assert [(role, text) for role, text, _ in found] == [
        ("P", "更新慢"),
        ("P", "内容少"),
    ]


@pytest.mark.parametrize(("inner", "kept"), [("B-P", False), ("B-M", True)])
def test_the_last_headline_over_a_list_of_its_like_is_no_entry(inner, kept):
    text = "1、制度欠缺。\n2、队伍薄弱\n一是人手不定。二是本领不够。"
    found = [words for _, words, _ in read(text, "B-P", "B-P", inner, inner)]
    assert found == [
        "制度欠缺",
        *(["队伍薄弱"] if kept else []),
        "人手不定",
        "本领不够",
    ]


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        ("离上级要求还有差距。", "B-P", []),
        ("一是更新慢；二是离上级和群众的要求还有一定距离。", "B-P B-P", ["P更新慢"]),
        ("与群众的期盼仍有不小的差距，热线难打。", "B-P I-P", ["P热线难打"]),
        ("与群众的需要相比还有一定差距，热线难打。", "B-P I-P", ["P热线难打"]),
        ("与群众生产、生活的需要相比还有差距。", "B-P I-P", []),
        # With a lack before it, or a subject of its own, it is part of a problem.
        ("更新慢，离上级要求还有差距。", "B-P I-P", ["P更新慢，离上级要求还有差距"]),
        ("热线接通率离要求还有差距。", "B-P", ["P热线接通率离要求还有差距"]),
        ("集中表现在更新慢。", "B-P B-P", ["P更新慢"]),
        ("集中表现在更新慢。", "B-P I-P", ["P更新慢"]),
        (
            "深度不够，主要表现在栏目少。",
            "B-P I-P I-P",
            ["P深度不够，主要表现在栏目少"],
        ),
        # The claim that leads into a list is no item of it.
        (
            "深度不够，表现在：一是栏目少。二是热线难打。",
            "B-P I-P B-P B-P",
            ["P栏目少", "P热线难打"],
        ),
        (
            "更新慢。深度不够，表现在：一是栏目少。二是热线难打。",
            "B-P B-P I-P B-P B-P",
            ["P更新慢", "P栏目少", "P热线难打"],
        ),
        (
            "更新慢，深度不够：一是栏目少。二是热线难打。",
            "B-P B-P B-P B-P",
            ["P更新慢", "P深度不够", "P栏目少", "P热线难打"],
        ),
    ],
)
def test_what_only_tells_of_a_gap_or_leads_on_is_no_problem(text, labels, wanted):
    found = read(text, *labels.split())
    assert [role + stated for role, stated, _ in found] == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # 为此 parts a problem from its answer, whatever the model says.
        ("更新慢。为此，按周更新。", "B-P I-P I-P", ["P更新慢", "P按周更新"]),
        ("1.更新慢。为此，按周更新。\n2.内容少。", "B-P I-P I-P B-P", ["P更新慢", "M按周更新", "P内容少"]),
        ("1.更新慢。\n2.内容少。对此，多公开。\n3.渠道窄。", "B-P B-P I-P I-P B-P", ["P更新慢", "P内容少", "M多公开", "P渠道窄"]),
        # Of a list of problems none is last year's, or all are.
        ("一是更新慢；二是内容少。", "B-P Q", ["P更新慢", "P内容少"]),
        ("一是更新慢；二是内容少；三是渠道窄。", "B-P B-P Q", ["P更新慢", "P内容少", "P渠道窄"]),
        ("一是更新慢；二是内容少。", "Q Q", []),
    ],
)  # fmt: skip
def test_turns_and_last_years_problems_in_lists(text, labels, wanted):
    found = read(text, *labels.split())
    assert [role + stated for role, stated, _ in found] == wanted


def test_all_that_was_stated_taken_up_again_states_nothing():
    found = read("针对以上不足，我局将按周更新。", "T", "B-P", "T", "B-M")
    assert [(role, text) for role, text, _ in found] == [("M", "按周更新")]


def test_a_heading_of_two_clauses_is_no_entry_with_all_that_follows():
    text = "五、存在的问题\n更新慢。\n六、下一步打算\n按周更新栏目，配齐两名人员。"
    found = read(text, "L", "B-P", "L", "L", "B-M", "B-M")
    assert [(role, words) for role, words, _ in found] == [
        ("P", "更新慢"), ("M", "按周更新栏目"), ("M", "配齐两名人员"),
    ]  # fmt: skip


def test_a_heading_glued_to_its_text_heads_no_list_of_one():
    text = "（一）存在的问题\n更新慢。\n（二）改进措施按周更新栏目，配齐两名人员。"
    found = read(text, "L", "B-P", "B-M", "B-M")
    assert len([role for role, _, _ in found if role == "M"]) == 2


def test_a_basis_before_an_announcement_turns_no_list_into_measures():
    text = "对照要点，还存在以下差距：一是更新要加快，二是内容要丰富。"
    tokens = [t.text for t in find_tokens(text)]
    labels = [
        "T" if k == 0 else "A" if "差距" in t else "O" for k, t in enumerate(tokens)
    ]
    heads = [k for k, t in enumerate(find_tokens(text)) if t.marker]
    for k in range(heads[0], len(tokens)):
        labels[k] = "B-P" if k in heads else "I-P"
    assert {role for role, _, _ in read(text, *labels)} == {"P"}


def test_a_label_of_an_item_stays_out_of_its_problem_where_the_answer_follows():
    text = "一是内容方面：更新慢。改进措施：按周更新。二是队伍方面：人手少。改进措施：增加人手。"
    found = read(text, "L", "B-P", "L", "B-M", "L", "B-P", "L", "B-M")
    assert [words for _, words, _ in found] == [
        "更新慢",
        "按周更新",
        "人手少",
        "增加人手",
    ]


def test_short_items_that_look_like_labels_state_what_they_list():
    text = "存在问题：\n●栏目更新慢\n●图解偏少"
    probable = marginals("L", "L", "L")
    probable[1:, LABELS.index("B-P")] = 0.09
    found = decode(find_tokens(text), probable)
    assert [s.role for s in found] == ["P", "P"]


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # Clauses of three characters are no lacks of their own.
        ("仍存在更新慢，内容少等问题。", ("A", "B-P", "I-P", "O"), ["更新慢，内容少"]),
        # A cause and its effect are one entry, though other commas part.
        (
            "仍存在因人员变动，更新慢，解读不够，渠道窄等问题。",
            ("A", "B-P", "I-P", "I-P", "B-P", "O"),
            ["因人员变动，更新慢", "解读不够", "渠道窄"],
        ),
        # Where the model parts at a mark, nothing parts what stands before it at another.
        (
            "仍存在解读不够、更新不及时、公开不全面等问题。",
            ("A", "B-P", "I-P", "B-P", "O"),
            ["解读不够、更新不及时", "公开不全面"],
        ),
        # Behind its sentence, behind ； and in a list of its own a problem is one.
        ("存在更新慢等问题。解读不够。", ("A", "B-P", "O", "B-P"), ["更新慢", "解读不够"]),
        ("存在更新慢等问题；解读不够。", ("A", "B-P", "O", "B-P"), ["更新慢", "解读不够"]),
        ("存在更新慢等问题，一是解读不够。", ("A", "B-P", "O", "B-P"), ["更新慢", "解读不够"]),
        # Measures behind the close stay.
        ("存在更新慢等问题，将按周更新。", ("A", "B-P", "O", "T", "B-M"), ["更新慢", "按周更新"]),
        # Nothing stands before the begin of the part, also where it ends in a comma.
        ("更新慢，内容少等问题，渠道窄，", ("B-P", "I-P", "O", "B-P"), ["更新慢，内容少"]),
        # No comma before another mark parts, whatever stands behind the close.
        (
            "更新不及时，公开不全面；解读不够等问题一是解读少。",
            ("B-P", "I-P", "I-P", "O", "B-P"),
            ["更新不及时，公开不全面；解读不够", "解读少"],
        ),
        # A stop before the enumeration is no comma of it.
        (
            "经费不足。仍存在更新不及时，解读不够等问题。",
            ("B-P", "A", "B-P", "I-P", "O"),
            ["经费不足", "更新不及时", "解读不够"],
        ),
    ],
)  # fmt: skip
def test_enumerations_that_and_the_like_closes(text, labels, wanted):
    assert words(text, *labels) == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # A semicolon in one sentence says nothing of the next.
        (
            "下一步，抓培训，常考核；抓更新。抓台账，抓督办。",
            ("T", "B-M", "B-M", "B-M", "B-M", "B-M"),
            ["抓培训，常考核", "抓更新", "抓台账", "抓督办"],
        ),
        # The first clause of the part carries on like any other.
        (
            "抓培训，常考核；抓更新。",
            ("B-M", "B-M", "B-M"),
            ["抓培训，常考核", "抓更新"],
        ),
        # Nor one between problems anything of measures.
        (
            "更新慢；内容少，将按周更新，补充内容。",
            ("B-P", "B-P", "T", "B-M", "B-M"),
            ["更新慢", "内容少", "按周更新", "补充内容"],
        ),
        # A marker parts whatever the marks.
        (
            "下一步，抓培训；抓更新，一是抓督办。",
            ("T", "B-M", "B-M", "B-M"),
            ["抓培训", "抓更新", "抓督办"],
        ),
        # One begin with nothing of its role right before it carries on nothing.
        (
            "抓培训，下一步，抓更新；抓督办。",
            ("B-M", "T", "B-M", "B-M"),
            ["抓培训", "抓更新", "抓督办"],
        ),
    ],
)
def test_semicolons_part_within_their_sentence_and_role(text, labels, wanted):
    assert words(text, *labels) == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # Where each item is one sentence, the last ends with its sentence,
        ("1.更新慢。2.内容少。渠道窄。", ("B-P", "B-P", "B-P"), ["更新慢", "内容少", "渠道窄"]),
        # unless the model reads on.
        ("1.更新慢。2.内容少。渠道窄。", ("B-P", "B-P", "I-P"), ["更新慢", "内容少。渠道窄"]),
        # Where the others hold several sentences, so may the last,
        (
            "1.抓更新。按周核对。\n2.抓解读。多作图解。\n",
            ("B-M", "B-M", "B-M", "B-M"),
            ["抓更新。按周核对", "抓解读。多作图解"],
        ),
        # up to as many lines,
        (
            "1.抓更新。按周核对。\n2.抓解读。多作图解。\n抓督办。",
            ("B-M", "B-M", "B-M", "B-M", "B-M"),
            ["抓更新。按周核对", "抓解读。多作图解", "抓督办"],
        ),
        (
            "1.抓更新\n按周核对。\n2.抓解读\n多作图解。\n抓督办。",
            ("B-M", "B-M", "B-M", "B-M", "B-M"),
            ["抓更新\n按周核对", "抓解读\n多作图解", "抓督办"],
        ),
        # but not over what states nothing.
        (
            "1.抓更新。按周核对。\n2.抓解读。以上各项，多作图解。\n",
            ("B-M", "B-M", "B-M", "O", "B-M"),
            ["抓更新。按周核对", "抓解读", "多作图解"],
        ),
        # A marker ends the last item too, of whatever list.
        (
            "一是抓更新。按周核对。二是抓解读。1.多作图解。",
            ("B-M", "B-M", "B-M", "B-M"),
            ["抓更新。按周核对", "抓解读", "多作图解"],
        ),
    ],
)  # fmt: skip
def test_where_the_last_item_of_a_list_ends(text, labels, wanted):
    assert words(text, *labels) == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # A number alone makes one entry of its sentence; 此外 alone makes none.
        ("（一）更新慢，内容少。", ("B-P", "B-P"), ["更新慢，内容少"]),
        ("此外，更新慢，内容少。", ("B-P", "B-P"), ["更新慢", "内容少"]),
        # Alone, measures are parted at a semicolon; in a list they are not.
        ("（一）抓更新；抓解读。", ("B-M", "B-M"), ["抓更新", "抓解读"]),
        ("一是抓更新；抓解读。二是抓督办。", ("B-M", "B-M", "B-M"), ["抓更新；抓解读", "抓督办"]),
        # Problems in a list are parted at 、 where the model parts them.
        ("一是更新慢、内容少。二是渠道窄。", ("B-P", "B-P", "B-P"), ["更新慢", "内容少", "渠道窄"]),
        ("一是更新慢、内容少。二是渠道窄。", ("B-P", "I-P", "B-P"), ["更新慢、内容少", "渠道窄"]),
        ("一是更新慢，内容少。二是渠道窄。", ("B-P", "B-P", "B-P"), ["更新慢，内容少", "渠道窄"]),
        # What only names an aspect, and what leads in, stays out.
        (
            "（一）公开内容方面。更新慢。（二）政策解读方面。图解少。",
            ("B-P", "I-P", "B-P", "I-P"),
            ["更新慢", "图解少"],
        ),
        ("一是下一步，按月核对。二是多公开。", ("T", "O", "B-M"), ["按月核对", "多公开"]),
        # What the model misses its neighbour tells, whole but for a turn that leads in.
        ("一是按月核对，二是多公开。", ("T", "B-M"), ["按月核对", "多公开"]),
        ("一是为此，\n按月核对。二是多公开。", ("T", "O", "B-M"), ["按月核对", "多公开"]),
        ("一是更新慢、内容少。二是渠道窄。", ("O", "O", "B-P"), ["更新慢、内容少", "渠道窄"]),
        # What looks like a label states the whole only where no item states anything.
        ("一是内容方面，更新慢。二是渠道窄。", ("L", "B-P", "L"), ["更新慢", "渠道窄"]),
        # An item that holds nothing else states its aspect.
        (
            "（一）公开内容方面。（二）政策解读方面。图解少。",
            ("B-P", "B-P", "I-P"),
            ["公开内容方面", "图解少"],
        ),
        # Items that take up last year's problems or are frame state nothing.
        ("上年问题：一是更新慢；二是内容少。", ("L", "Q", "Q"), []),
        ("工作说明：一是更新慢；二是内容少。", ("L", "F", "F"), []),
    ],
)  # fmt: skip
def test_what_an_item_of_a_list_states(text, labels, wanted):
    assert words(text, *labels) == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # The last item of problems may hold its answer, the others may not.
        (
            "一是更新慢。二是内容少。三是渠道窄，将增设渠道。",
            ("B-P", "B-P", "B-P", "T", "B-M"),
            [("P", "更新慢"), ("P", "内容少"), ("P", "渠道窄"), ("M", "增设渠道")],
        ),
        # What was done since last year, unless the item plans too.
        ("一是按周更新。二是补了内容。", ("B-Y", "B-Y"), [("Y", "按周更新"), ("Y", "补了内容")]),
        (
            "一是按周更新，常核对。二是补了内容。",
            ("B-Y", "B-M", "B-Y"),
            [("M", "按周更新，常核对"), ("Y", "补了内容")],
        ),
        # A mixed item is what most of its characters are.
        ("（一）栏目更新较慢，改正，内容少。", ("B-P", "B-M", "B-P"), [("P", "栏目更新较慢，改正，内容少")]),
        ("（一）更新慢，立即逐条改正，还少。", ("B-P", "B-M", "B-P"), [("M", "更新慢，立即逐条改正，还少")]),
        # A turn leads into its own list only, up to its stop.
        (
            "下一步。情况如下：一是更新慢；二是内容少。",
            ("T", "O", "B-P", "B-P"),
            [("P", "更新慢"), ("P", "内容少")],
        ),
        (
            "下一步，对症下药，情况：一是更新慢的退回；二是内容少的补齐。",
            ("T", "O", "O", "B-P", "B-P"),
            [("M", "更新慢的退回"), ("M", "内容少的补齐")],
        ),
        # Without a colon nothing leads in.
        (
            "下一步，一是更新慢；二是内容少。",
            ("T", "B-P", "B-P"),
            [("P", "更新慢"), ("P", "内容少")],
        ),
        # A sentence that leads into a list carries no problem on, but may state one.
        (
            "更新慢。补救的办法：1.抓更新。2.抓解读。",
            ("B-P", "I-P", "B-M", "B-M"),
            [("P", "更新慢"), ("M", "抓更新"), ("M", "抓解读")],
        ),
        (
            "更新慢。内容太少：1.抓更新。2.抓解读。",
            ("B-P", "B-P", "B-M", "B-M"),
            [("P", "更新慢"), ("P", "内容太少"), ("M", "抓更新"), ("M", "抓解读")],
        ),
        (
            "更新慢，补救办法：1.抓更新。2.抓解读。",
            ("B-P", "I-P", "B-M", "B-M"),
            [("P", "更新慢，补救办法"), ("M", "抓更新"), ("M", "抓解读")],
        ),
        (
            "更新慢。内容少，补救办法：1.抓更新。2.抓解读。",
            ("B-P", "I-P", "I-P", "B-M", "B-M"),
            [("P", "更新慢"), ("M", "抓更新"), ("M", "抓解读")],
        ),
    ],
)  # fmt: skip
def test_roles_of_a_list(text, labels, wanted):
    assert [(role, stated) for role, stated, _ in read(text, *labels)] == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        ("主要问题：\n更新慢，内容少。\n渠道窄，图解少。", "L B-P B-P B-P B-P", ["更新慢，内容少", "渠道窄，图解少"]),
        # What states nothing at either end of a line stays out.
        ("主要问题：\n其中，更新慢，等等。\n渠道窄。", "L O B-P O B-P", ["更新慢", "渠道窄"]),
        # One line is no list, nor are lines without a lead.
        ("主要问题：\n更新慢，内容少。", "L B-P B-P", ["更新慢", "内容少"]),
        ("主要问题\n更新慢，内容少。\n渠道窄，图解少。", "L B-P B-P B-P B-P", ["更新慢", "内容少", "渠道窄", "图解少"]),
        # A line of both roles, with a turn or with a marker ends the list.
        ("主要问题：\n更新慢，抓更新。\n渠道窄，图解少。", "L B-P B-M B-P B-P", ["更新慢", "抓更新", "渠道窄", "图解少"]),
        ("主要问题：\n更新慢，下一步，内容少。\n渠道窄，图解少。", "L B-P T B-P B-P B-P", ["更新慢", "内容少", "渠道窄", "图解少"]),
    ],
)  # fmt: skip
def test_lines_under_a_lead(text, labels, wanted):
    assert words(text, *labels.split()) == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # Only measures lose what leads in, and a must stays where it opens them.
        ("一是要加强解读。", "B-P I-P", ["要加强解读"]),
        ("全年平稳。要抓培训。", "O B-M I-M", ["要抓培训"]),
        ("全年平稳，要抓培训。", "O B-M I-M", ["抓培训"]),
        ("一是拟抓培训。二是打算抓更新。", "B-M I-M B-M I-M", ["抓培训", "抓更新"]),
        ("拟抓培训。", "B-Y I-Y", ["抓培训"]),
        # What closes a list is left out, never a statement as a whole.
        ("存在更新慢等问题。", "A B-P I-P", ["更新慢"]),
        ("将抓更新等。", "T B-M I-M", ["抓更新"]),
    ],
)
def test_what_stays_out_at_either_end(text, labels, wanted):
    assert words(text, *labels.split()) == wanted


@pytest.mark.parametrize(
    ("text", "labels", "rules"),
    [
        ("更新慢。", "B-P", ["clause"]),
        ("更新慢。内容少，渠道窄。", "B-P B-P B-P", ["clause", "sentence", "clause"]),
        ("更新慢 ，内容少。", "B-P B-P", ["clause", "clause"]),
        ("更新慢；内容少；渠道窄。", "B-P B-P B-P", ["clause", "list", "list"]),
        ("一是更新慢；内容少。", "B-P B-P", ["marker", "list"]),
        ("一是更新慢；内容少。二是渠道窄。", "B-P B-P B-P", ["marker", "marker", "marker"]),
        ("此外，更新慢。", "B-P", ["marker"]),
    ],
)  # fmt: skip
def test_what_told_the_begin_of_each_statement(text, labels, rules):
    assert [rule for _, _, rule in read(text, *labels.split())] == rules


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # What closes an enumeration silences what follows, also behind the first clause of all,
        ("更新慢等问题，解读不够。", "B-P O B-P", ["更新慢"]),
        # but closes nothing where nothing stands before it.
        ("等问题，解读不够。", "O B-P", ["解读不够"]),
        # A clause that is no lack is no entry of its own, nor is a lack that follows one.
        ("仍存在更新不及时，各类栏目等问题。", "A B-P I-P O", ["更新不及时，各类栏目"]),
        ("仍存在各类栏目，更新不及时等问题。", "A B-P I-P O", ["各类栏目，更新不及时"]),
        # Of several in a row each is one.
        (
            "仍存在更新不及时，解读不够，公开不全面等问题。",
            "A B-P I-P I-P O",
            ["更新不及时", "解读不够", "公开不全面"],
        ),
        # Up to the end of a part without a stop semicolons part alone,
        ("下一步，抓培训，常考核；抓更新", "T B-M B-M B-M", ["抓培训，常考核", "抓更新"]),
        # and the first statement of a sentence goes on with none.
        (
            "下一步，抓培训；抓更新。抓台账，常核对；抓督办。",
            "T B-M B-M B-M B-M B-M",
            ["抓培训", "抓更新", "抓台账，常核对", "抓督办"],
        ),
    ],
)  # fmt: skip
def test_where_enumerations_and_semicolons_end(text, labels, wanted):
    assert words(text, *labels.split()) == wanted


LISTED = "1.信息发布。一是按周更新；二是补内容。2.政策解读。"


@pytest.mark.parametrize(
    ("text", "labels", "kept"),
    [
        # The last headline is one where its list opens as that of the headline before it did,
        (LISTED + "一是作图解；二是拍视频。", "B-M " * 6, []),
        # not where that is of another kind, goes on with a count, or is no list at all.
        (LISTED + "①作图解；②拍视频。", "B-M " * 6, ["政策解读"]),
        (LISTED + "二是作图解；三是拍视频。", "B-M " * 6, ["政策解读"]),
        ("1.信息发布。一是按周更新。2.政策解读。二是拍视频。", "B-M " * 4, ["信息发布", "政策解读"]),
        # Or it stands alone on its line, without a stop, over a list of another kind that begins.
        ("1、制度欠缺。\n2、队伍薄弱\n一是人手不定。二是本领不够。", "B-P " * 4, []),
        ("1、制度欠缺。\n2、队伍薄弱，人少\n一是人手不定。二是本领不够。", "B-P B-P I-P B-P B-P", ["队伍薄弱，人少"]),
        ("1、制度欠缺。\n2、队伍薄弱。一是人手不定。二是本领不够。", "B-P " * 4, ["队伍薄弱"]),
        ("1、制度欠缺。\n2、队伍薄弱。\n一是人手不定。二是本领不够。", "B-P " * 4, ["队伍薄弱"]),
        ("1、制度欠缺。\n2、队伍薄弱\n1、人手不定。2、本领不够。", "B-P " * 4, ["队伍薄弱"]),
        ("1、制度欠缺。\n2、队伍薄弱\n二是人手不定。三是本领不够。", "B-P " * 4, ["队伍薄弱"]),
    ],
)  # fmt: skip
def test_which_heads_of_lists_are_entries(text, labels, kept):
    heads = ("信息发布", "政策解读", "队伍薄弱", "队伍薄弱，人少")
    found = words(text, *labels.split())
    assert [head for head in found if head in heads] == kept
    below = ("按周更新", "人手不定"), ("拍视频", "本领不够")
    assert all(any(item in found for item in either) for either in below)


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # Behind a comma or a stop, with one clause or more on either side.
        (
            "1.更新慢。定期更新。2.内容少，图解少，补充内容，常核对。3.渠道窄，人少。",
            "B-P B-M B-P I-P B-M I-M B-P B-P",
            ["P更新慢", "M定期更新", "P内容少，图解少", "M补充内容，常核对", "P渠道窄，人少"],
        ),
        # Where its siblings hold an answer, what reads like a second problem or measure is cut,
        (
            "1.更新慢，按周更新。2.内容少，补充内容。3.渠道窄，增设渠道。4.人手缺，招人。",
            "B-P B-M B-P B-P B-P B-M B-P B-M",
            ["P更新慢", "M按周更新", "P内容少", "M补充内容", "P渠道窄", "M增设渠道", "P人手缺", "M招人"],
        ),
        (
            "1.更新慢，按周更新。2.内容少，补充内容。3.多培训，增设渠道。",
            "B-P B-M B-P B-M B-M B-M",
            ["P更新慢", "M按周更新", "P内容少", "M补充内容", "P多培训", "M增设渠道"],
        ),
        # but a last item of problems alone, whose end is not sure, stays.
        (
            "1.更新慢，按周更新。2.内容少，补充内容。3.渠道窄，增设渠道。4.人手缺，招两人。",
            "B-P B-M B-P B-M B-P B-M B-P B-P",
            ["P更新慢", "M按周更新", "P内容少", "M补充内容", "P渠道窄", "M增设渠道", "P人手缺，招两人"],
        ),
        # Measures of a list are not parted by commas.
        (
            "一是抓更新、抓内容；二是抓渠道，抓解读。",
            "B-M B-M B-M B-M",
            ["M抓更新、抓内容", "M抓渠道，抓解读"],
        ),
        # What the model misses its neighbour tells, whole, before it or behind it.
        (
            "一是更新慢。二是照抄说明，按年公布。三是渠道窄。",
            "B-P O O B-P",
            ["P更新慢", "P照抄说明，按年公布", "P渠道窄"],
        ),
        ("一是照抄说明。二是更新慢。", "O B-P", ["P照抄说明", "P更新慢"]),
        ("一是更新慢。二是照抄说明。", "B-P O", ["P更新慢", "P照抄说明"]),
        # Lines of one role under a lead end where the other begins.
        (
            "主要问题：\n更新慢，较多。\n内容少。\n按周更新。\n补充内容。",
            "L B-P B-P B-P B-M B-M",
            ["P更新慢，较多", "P内容少", "M按周更新", "M补充内容"],
        ),
        (
            "主要问题：\n其中，更新慢，等等。\n渠道窄，内容少，等等。",
            "L O B-P O B-P B-P O",
            ["P更新慢", "P渠道窄，内容少"],
        ),
    ],
)  # fmt: skip
def test_lists_of_problems_with_their_answers(text, labels, wanted):
    found = read(text, *labels.split())
    assert [role + stated for role, stated, _ in found] == wanted


@pytest.mark.parametrize(("odds", "cut"), [(1.5, False), (2.0, True)])
def test_answers_in_a_list_must_be_likelier_than_none_by_a_nat(odds, cut):
    """Two answers that are each 1.5 times as likely as none gain 0.81 nats, 2 times 1.39."""
    text = "一是更新慢，限期补齐。二是内容少，限期补录。三是渠道窄。"
    probable = marginals("B-P", "O", "B-P", "O", "B-P")
    for k in (1, 3):
        probable[k] = 0.01
        probable[k, LABELS.index("I-P")] = 0.3
        probable[k, LABELS.index("B-M")] = 0.3 * odds
    found = decode(find_tokens(text), probable)
    wanted = ["P", "M", "P", "M", "P"] if cut else ["P", "P", "P"]
    assert [s.role for s in found] == wanted


def test_a_part_that_breaks_off_is_read_like_any_other():
    """A lead into a list looks no further back than to the begin of the part."""
    text = "补救办法：1.抓更新。2.更新慢，内容少"
    found = words(text, "L", "B-M", "B-P", "I-P")
    assert found == words(text + "。", "L", "B-M", "B-P", "I-P")
    assert found == ["抓更新", "更新慢，内容少"]


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # Of a list of what was done, the item that reads like a problem is a measure.
        (
            "一是按周更新。二是更新慢的，限期补齐。三是补了内容。",
            "B-Y B-P I-P B-Y",
            ["Y按周更新", "M更新慢的，限期补齐", "Y补了内容"],
        ),
        # Quotes with a word between them are each judged by themselves, those without together.
        (
            "针对更新慢的问题，按周更新；同时，针对内容少的问题，补充内容。",
            "O Q O B-Y O O B-P O B-M",
            ["Y按周更新", "P内容少", "M补充内容"],
        ),
        (
            "针对更新慢、图解少的问题，按周更新；针对内容少的问题，补充内容。",
            "O Q Q O B-Y O I-P O B-Y",
            ["Y按周更新", "Y补充内容"],
        ),
    ],
)
def test_what_was_done_last_year(text, labels, wanted):
    found = read(text, *labels.split())
    assert [role + stated for role, stated, _ in found] == wanted


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # What takes up all that was stated may end the part.
        ("针对以上不足。", "O B-P", []),
        ("针对以上不足，更新慢。", "O B-P I-P", ["更新慢"]),
        # What opens or closes other statements is left whole where it is all of one.
        ("等问题。", "B-P", ["等问题"]),
        ("更新慢。等问题，等。", "B-P B-P I-P", ["更新慢", "等问题"]),
        ("全年平稳，拟。", "O B-M", ["拟"]),
        ("1.更新慢。2.下一步打算", "B-P L L", ["更新慢"]),
        # A marker alone inside an item ends it, and makes no headline of it.
        (
            "1.信息发布。一是按周更新。2.政策解读。",
            "B-M " * 3,
            ["信息发布", "按周更新", "政策解读"],
        ),
        (
            "1.更新慢，较多。一是图解少。2.内容少，不全。",
            "B-P " * 5,
            ["更新慢，较多", "图解少", "内容少，不全"],
        ),
    ],
)
def test_at_the_ends_of_a_part(text, labels, wanted):
    assert words(text, *labels.split()) == wanted


@pytest.mark.parametrize(
    ("text", "labels", "kind"),
    [
        ("更新慢，按周更新。", "B-P B-M", "PM"),
        ("更新慢，按周更新。", "B-P B-Y", "PM"),
        # Where a problem follows, the longer part tells, of two equal ones the problem.
        ("抓更新，内容少。", "B-M B-P", "P"),
        ("多抓更新，内容少。", "B-M B-P", "M"),
        ("更新慢，抓更新，内容少。", "B-P B-M B-P", "P"),
        ("更新慢，抓更新，图解少，抓内容，抓培训。", "B-P B-M B-P B-M B-M", "M"),
        ("按周更新，为此。", "B-Y O", "M"),
        ("为此，常抓。", "O O", ""),
    ],
)
def test_what_an_item_holds(text, labels, kind):
    tokens = find_tokens(text)
    item = _ListItem(0, len(tokens), followed=True, listed=True)
    assert _kind(item, tokens, labels.split()) == kind


@pytest.mark.parametrize(
    ("text", "label", "chance", "turned"),
    [
        ("按条例：1.更新慢。", "T", 0.51, True),
        ("按条例：1.更新慢。", "T", 0.5, False),
        # The nearest that is sure tells, up to the begin of the sentence.
        ("下一步，按条例：1.更新慢。", "T", 0.51, True),
        ("下一步。按条例：1.更新慢。", "T", 0.51, False),
        ("按条例，1.更新慢。", "T", 0.51, False),
        ("1.更新慢。", "T", 0.51, False),
    ],
)
def test_a_turn_before_a_list_is_likelier_than_not(text, label, chance, turned):
    tokens = find_tokens(text)
    head = next(k for k, token in enumerate(tokens) if token.marker)
    probable = np.zeros((len(tokens), len(LABELS)))
    probable[0, LABELS.index(label)] = chance
    assert _is_turned(head, tokens, probable) is turned
    # What announces problems between both is the nearer.
    if head == 2:
        probable[1, LABELS.index("A")] = chance
        assert _is_turned(head, tokens, probable) is False


@pytest.mark.parametrize("label", LABELS)
def test_what_is_neither_fits_into_a_problem_as_well_as_into_a_measure(label):
    (row,) = marginals(label, sure=0.7)
    chance = dict(zip(LABELS, row, strict=True))
    neither = max(chance[other] for other in LABELS if other[1:2] != "-")
    problem = max(chance["B-P"] + chance["I-P"], neither)
    measure = max(sum(chance[f"{b}-{r}"] for b in "BI" for r in "MY"), neither)
    found = np.exp(_log_roles(marginals(label, sure=0.7)))
    assert found[0] == pytest.approx([problem, measure])


@pytest.mark.parametrize(
    ("fits", "split"),
    [
        # P, M or either; cut behind a mark inside, where most of both sides fits; the first of equals.
        ("PPMM", 2), ("PMMM", 1), ("PPPM", 3), ("P--M", 1), ("PPMP", 2), ("PMPP", 1), ("MMMM", 1),
        ("PPPP", 3),
    ],
)  # fmt: skip
def test_an_item_is_cut_where_its_clauses_fit_best(fits, split):
    tokens = find_tokens("内容少，图解少，补充内容，常核对。")
    roles = [[-5.0 if fit == other else -1.0 for other in "MP"] for fit in fits]
    item = _ListItem(0, len(tokens), followed=True, listed=True)
    assert _best_split(item, len(tokens), tokens, roles) == split
