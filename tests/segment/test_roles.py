from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.roles import (
    find_admitted,
    find_stated,
    is_done,
    is_turn,
    pattern,
    states_problems,
)


def test_a_pattern_is_compiled_once_whether_written_as_one_or_as_many() -> None:
    assert isinstance(pattern("turn"), re.Pattern)
    assert pattern("list", "said") is pattern("list", "said")
    with pytest.raises(KeyError):
        pattern("turn", "no such entry")


@pytest.mark.parametrize(
    "clause",
    [
        "针对上述问题，",
        "下一步，",
        "2021年我局将多办培训",
        "今后，我们将",
        "为此，我局将",
    ],
)
def test_clauses_that_answer_or_plan_are_turns(clause: str) -> None:
    assert is_turn(clause, 0, len(clause))


@pytest.mark.parametrize("clause", ["栏目更新慢", "全年平稳，下一步多办培训", ""])
def test_a_turn_stands_at_the_begin_of_the_clause(clause: str) -> None:
    assert not is_turn(clause, 0, len(clause))


def test_a_turn_may_not_reach_beyond_the_stretch() -> None:
    text = "针对上述问题，多办培训"
    assert is_turn(text, 0, 6)
    assert not is_turn(text, 0, 4)


@pytest.mark.parametrize(
    ("measure", "done"),
    [
        ("已完成网站改版", True),
        ("修订了公开指南", True),
        ("完善公开指南", False),
        ("将举办培训3次", False),
        ("举办培训3次", True),
    ],
)
def test_done_is_told_from_planned(measure: str, done: bool) -> None:
    assert is_done(measure) is done


def test_stated_problems_begin_with_their_sentence() -> None:
    text = "全年平稳。但工作仍存在更新慢的情形。"
    assert find_stated(text, 0, len(text)) == (text.index("但"), "problem")


def test_plans_begin_with_the_clause_that_turns_and_problems_go_before_them() -> None:
    text = "全年平稳，下一步，我局将多办培训。"
    assert find_stated(text, 0, len(text)) == (text.index("下"), "measure")
    both = "全年平稳。下一步，我局将多办培训。人手不足。"
    assert find_stated(both, 0, len(both)) == (both.index("人"), "problem")


@settings(deadline=None)
@given(
    st.text(alphabet="全年平稳。，\n下一步存在", max_size=20),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_what_is_stated_lies_in_the_stretch(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = find_stated(text, start, end)
    assert states_problems(text, start, end) is (found is not None)
    assert found is None or start <= found[0] < end


@pytest.mark.parametrize(
    ("text", "start", "begin"),
    [
        # The sentence begins behind a stop, with its line, or with the stretch.
        ("全年平稳。工作仍存在更新慢的情形。", 0, 5),
        ("全年平稳\n工作仍存在更新慢的情形。", 0, 5),
        ("全年平稳。但\n工作仍存在更新慢的情形。", 0, 7),
        ("全年平稳\n好。工作仍存在更新慢的情形。", 0, 7),
        ("工作仍存在更新慢的情形。", 0, 0),
        ("全年平稳工作仍存在更新慢的情形。", 2, 2),
        ("平稳。全年工作仍存在更新慢的情形。", 5, 5),
    ],
)
def test_where_the_sentence_that_states_problems_begins(
    text: str, start: int, begin: int
) -> None:
    assert find_stated(text, start, len(text)) == (begin, "problem")


@pytest.mark.parametrize(
    "text",
    [
        # Lists of the parts of a report.
        "全文包括概述、主动公开情况、依申请公开情况、存在的主要问题和改进措施等部分。",
        "本报告由基本情况概述，主动公开政府信息的情况，复议诉讼情况，存在不足及下一步打算组成。",
        "报告内容分为七个方面：1.概况；2.公开情况；3.收费及减免情况；4.存在的问题。",
        "年报（含概述、政府信息主动公开情况、收费情况、存在的主要问题及改进情况）如下。",
        # Questions that a reader may have, and problems of others that were solved.
        "如对本报告存在任何疑问，请与局办公室联系。",
        "若有什么问题，敬请来电。",
        "领导小组多次开会，研究解决公开工作中存在的困难和问题。",
        "对检查发现的问题及时督促整改。",
        "及时回应群众关心的热点问题。",
        "本报告反映了全街公开工作的成效和存在的不足。",
        "不存在收费及减免情况。",
        # 主要, 重要, 需要 and 会议 plan nothing.
        "2015年，我局主要通过网站公开信息。",
        "2015年，公开工作中，我局需要公开的均已公开。",
        "2015年，全局会议三次。",
        # Titles of papers, problems put right, and parts that are counted.
        "按照《省政府关于政务公开若干问题的意见》和要求，结合本局实际，编制本报告。",
        "每月自查一次，及时对问题进行整改，确保网站安全。",
        "对发现的不足立即予以纠正，栏目运行平稳。",
        "我乡定期检查，以便及时发现问题，及时改进。",
        "每季排查栏目问题并限期改正。",
        "对存在的不足逐项落实。",
        "由工作情况，主动公开情况，存在问题及打算，附表等八部分组成。",
        # What a report rests on.
        "全年平稳，结合我镇工作实际情况，编制本报告。",
    ],
)
def test_what_speaks_of_problems_and_states_none(text: str) -> None:
    assert find_stated(text, 0, len(text)) is None


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        # Behind such a sentence, problems are found; and in one that only looks like it.
        (
            "全文包括概述、公开情况、复议情况和存在的问题。但更新不及时的问题仍有发生。",
            23,
        ),
        ("依申请公开情况、主动公开意识都有不足。", 0),
        ("仍存在公开不及时的问题、内容不全的问题、解读少的问题。", 0),
        ("自查发现存在以下问题：更新慢。", 0),
        ("仍存在一些需要解决的问题。", 0),
    ],
)
def test_problems_stated_beside_such_words(text: str, begin: int) -> None:
    assert find_stated(text, 0, len(text)) == (begin, "problem")


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("全年未发生复议。但还存在更新慢等问题。", 8),
        ("无。\n总之，公开工作与群众要求还有差距，更新较慢。", 3),
        ("无。目前存在的主要问题有，一是宣传少；二是更新慢。", 2),
        ("公开工作面临人手不足的困难。", 0),
    ],
)
def test_a_sentence_says_in_so_many_words_that_there_are_problems(text, begin):
    assert find_admitted(text, 0, len(text)) == begin


@pytest.mark.parametrize(
    "text",
    [
        "对检查中存在的问题逐项落实。",
        "未发现存在违规问题，不存在应公开而未公开的问题。",
        "申请材料存在问题的，一次告知补正。",
        "没有存在失泄密问题，是否存在问题由专人核查。",
        "申请人反映的困难都已答复。",
        "如对本年报存在任何疑问，请与办公室联系。",
        "全文包括概述、复议情况、存在问题及打算等部分。",
    ],
)
def test_such_words_of_applications_and_readers_admit_nothing(text):
    assert find_admitted(text, 0, len(text)) is None
