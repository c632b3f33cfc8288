from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine import scratch
from textmine.errors import FrameError, TextmineWarning
from textmine.schema import FRAMES
from textmine.scratch import use_scratch
from textmine.text.words import Segmenter
from textmine.themes.phrases import find_phrase, mark_phrases, mine_phrases
from textmine.themes.phrases.mine import mine_phrase_parts

LINES = [
    "临泽川市水务局全年主动公开政府信息12条。政策解读形式单一，更新不够及时。",
    "云岭县林业局全年主动公开政府信息1,204条，存在政策解读形式单一的问题。",
    "2020年，青柏镇全年主动公开政府信息7条。我镇的政策解读形式单一，群众看不懂。",
    "2019年全年主动公开政府信息85条，但政策解读形式单一。",
]
AGENCIES = ["临泽川市水务局", "云岭县林业局", "青柏镇", "某办"]


def frame(lines: list[str], **columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"report_id": [f"r{i}" for i in range(len(lines))], "text": lines, **columns}
    )


def test_whole_phrases_with_number_slots_and_no_fragments(dtype_names) -> None:
    out = mine_phrases(frame(LINES, agency=AGENCIES))
    assert out["phrase"].tolist() == [
        "全年主动公开政府信息〈数〉条",
        "政策解读形式单一",
    ]
    assert out["df_reports"].tolist() == [4, 4]
    assert list(out.columns) == list(FRAMES["phrases"])
    assert dtype_names(out) == FRAMES["phrases"]


def test_agencies_are_counted_apart_from_reports() -> None:
    texts = frame(LINES, agency=["甲", "甲", "乙", "乙"])
    assert mine_phrases(texts)["df_agencies"].unique().tolist() == [2]
    assert mine_phrases(texts, min_reports=4)["df_reports"].tolist() == [4, 4]
    with pytest.warns(TextmineWarning, match="2 agencies, but min_agencies=3"):
        assert mine_phrases(texts, min_agencies=3).empty


def test_a_missing_agency_is_one_of_its_own() -> None:
    texts = frame(LINES, agency=["", None, "乙", "乙"])
    assert mine_phrases(texts)["df_agencies"].unique().tolist() == [3]


def test_quotation_marks_stay_in_pairs() -> None:
    lines = [
        f"{a}“放管服”改革{b}。"
        for a, b in [("推进", "，"), ("深化", "和治理"), ("围绕", "的部署"), ("抓", "")]
    ]
    assert [
        p for p in mine_phrases(frame(lines))["phrase"] if ("“" in p) != ("”" in p)
    ] == []


def test_a_term_stands_beside_the_verb_that_always_governs_it() -> None:
    lines = [
        f"坚持稳中求进总基调，{x}。"
        for x in ("建好窗口", "用好栏目", "抓紧培训", "管好平台")
    ]
    assert {"稳中求进总基调", "坚持稳中求进总基调"} <= set(
        mine_phrases(frame(lines))["phrase"]
    )


def test_a_preposition_begins_an_expression_only_with_its_partner() -> None:
    lines = [
        f"{x}以公开为常态，{x}在窗口公开。" for x in ("坚持", "做到", "力求", "确保")
    ]
    found = set(mine_phrases(frame(lines))["phrase"])
    assert "以公开为常态" in found
    assert not any(phrase.startswith("在") for phrase in found)


def found_in(*lines: str) -> set[str]:
    return set(mine_phrases(frame(list(lines)))["phrase"])


def test_what_is_said_of_many_things_is_whole_without_an_edge_on_its_left() -> None:
    nouns = ["栏目", "窗口", "意识", "渠道", "经费", "素质"]
    assert "有待加强" in found_in(*(f"公开{noun}有待加强。" for noun in nouns))
    # Behind one thing alone it is a part of it.
    assert "有待加强" not in found_in(*["公开意识有待加强。"] * 6)


def test_an_item_of_an_enumeration_is_whole_and_a_stretch_of_a_longer_one_is_not() -> (
    None
):
    lines = [
        f"{x}办理复议答复、旁听庭审直播、接待来访群众等。"
        for x in ("我局", "全年", "共", "也")
    ]
    found = found_in(*lines)
    assert "旁听庭审直播" in found
    assert "旁听庭审直播、接待来访群众" not in found
    alone = [
        f"旁听庭审直播、{x}。" for x in ("轮流值班", "下乡宣讲", "网上答疑", "上门送件")
    ]
    assert "旁听庭审直播" in found_in(*alone)


def test_what_is_counted_is_whole_without_its_count() -> None:
    lines = [
        f"全年发布各类信息{n}。" for n in ("12条", "8篇", "30余件", "5期", "1,000则")
    ]
    assert "发布各类信息" in " ".join(found_in(*lines))
    assert not any(
        phrase.endswith("月")
        for phrase in found_in(*[f"{n}月3日起公开" for n in "3456"])
    )


def test_what_always_stands_behind_the_same_small_word_is_whole_without_it() -> None:
    owners = ("工作", "机制", "流程", "制度")
    assert "闭环管理" in found_in(*(f"{x}的闭环管理，{x}。" for x in owners))
    assert "仍存在薄弱环节" in found_in(*(f"{x}少，但仍存在薄弱环节。" for x in owners))
    assert "矛盾和困难" in found_in(*(f"{x}有一些矛盾和困难，{x}。" for x in owners))
    # A noun that always stands there is a part: what is behind it is a fragment.
    parts = found_in(*(f"{x}网站闭环管理，{x}。" for x in owners))
    assert "网站闭环管理" in parts
    assert "闭环管理" not in parts


def test_existence_ends_an_expression_only_where_nothing_follows() -> None:
    what = ("差距", "短板", "堵点", "难点", "缺口")
    found = found_in(*(f"全镇公开工作存在{x}。" for x in what))
    assert not any(phrase.endswith("存在") for phrase in found)
    starts = ("差距", "短板", "堵点", "难点", "缺口")
    assert "依然客观存在" in found_in(*(f"{x}依然客观存在。" for x in starts))


def test_negations_and_adverbs_begin_an_expression_that_modals_do_not() -> None:
    lines = [f"{x}未收取信息处理费。" for x in ("全年", "我局", "本年度", "今年")]
    assert "未收取信息处理费" in found_in(*lines)
    lines = [
        f"{x}仍存在薄弱环节，{x}应接受群众监督。"
        for x in ("但", "工作中", "目前", "我局")
    ]
    found = found_in(*lines)
    assert "仍存在薄弱环节" in found
    assert not any(phrase.startswith("应") for phrase in found)


def test_a_word_that_hangs_on_to_others_begins_an_expression_where_it_stands_alone() -> (
    None
):
    starts = ("存在", "解决", "针对", "一些")
    assert "问题和不足" in found_in(*(f"{x}问题和不足，{x}。" for x in starts))
    hanging = ("公开工作", "培训安排", "信息更新", "队伍建设")
    assert "问题和不足" not in found_in(*(f"{x}问题和不足，{x}。" for x in hanging))
    said = [f"{x}更新不够及时，{x}。" for x in ("栏目", "目录", "指南", "信息")]
    assert any(phrase.endswith("不够及时") for phrase in found_in(*said))
    goes_on = [
        f"{x}，不够及时{y}。"
        for x, y in zip("甲乙丙丁", ("更新", "答复", "转办", "上报"), strict=True)
    ]
    assert "不够及时" not in found_in(*goes_on)


def test_kinds() -> None:
    long = "坚持把群众满意作为检验公开成效的标尺"
    lines = [
        f"收到和处理政府信息公开申请情况。{a}放管服改革，{a}。"
        for a in "在和对从由将把被比同跟至"
    ]
    lines[:3] = [line + f"{long}。" for line in lines[:3]]
    kinds = mine_phrases(frame(lines)).set_index("phrase")["kind"].to_dict()
    assert kinds["收到和处理政府信息公开申请情况"] == "mandated"
    assert kinds["放管服改革"] == "stock"
    assert kinds[long] == "discretionary"


@pytest.mark.parametrize("texts", [frame([]), frame([""]), frame([None, "。。"])])
def test_empty_texts_give_an_empty_frame(texts: pd.DataFrame) -> None:
    out = mine_phrases(texts, min_reports=1, min_agencies=1)
    assert out.empty
    assert list(out.columns) == list(FRAMES["phrases"])


def test_bad_input_is_named() -> None:
    with pytest.raises(FrameError, match="missing column text"):
        mine_phrases(pd.DataFrame({"report_id": ["a"]}))
    with pytest.raises(FrameError, match="at least 1"):
        mine_phrases(frame(LINES), min_reports=0)
    with pytest.raises(FrameError, match="phrase is empty"):
        find_phrase(frame(LINES), " ")


def test_input_is_not_changed_and_order_of_rows_does_not_matter() -> None:
    texts = frame(LINES)
    before = texts.copy()
    out = mine_phrases(texts)
    pd.testing.assert_frame_equal(texts, before)
    pd.testing.assert_frame_equal(out, mine_phrases(texts.iloc[::-1]))


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.text(alphabet="政策解读形式单一更新及时的，。12和", max_size=25),
        min_size=1,
        max_size=8,
    )
)
def test_every_phrase_is_found_where_it_was_counted(lines: list[str]) -> None:
    texts = frame(lines)
    for row in mine_phrases(texts, min_reports=1, min_agencies=1).itertuples():
        places = find_phrase(texts, row.phrase)
        assert len(places) >= row.tf
        assert places["report_id"].nunique() >= row.df_reports


SAID_WITH_TERMS = [
    "我局推行双随机、一公开监管。用好12345热线平台受理诉求。",
    "推行双随机、一公开监管，用好12345热线平台受理诉求，共12345条。",
    "今年推行双随机、一公开监管工作。扎实用好12345热线平台受理诉求。",
]
TERMS = ["双随机、一公开", "12345热线"]


def test_own_terms_with_digits_and_marks_are_kept_in_phrases() -> None:
    frame = pd.DataFrame({"report_id": list("abc"), "text": SAID_WITH_TERMS})
    plain = mine_phrases(frame)["phrase"].tolist()
    assert "用好〈数〉热线平台受理诉求" in plain
    own = mine_phrases(frame, segmenter=Segmenter(add_terms=TERMS))
    assert "用好12345热线平台受理诉求" in own["phrase"].tolist()
    found = mark_phrases(frame, ["用好12345热线平台受理诉求", "共〈数〉条"])
    assert found["value"].tolist() == [1.0, 1.0, 1.0, 0.0, 1.0, 0.0]


def test_no_phrase_holds_an_own_stop_word() -> None:
    frame = pd.DataFrame({"report_id": list("abc"), "text": SAID_WITH_TERMS})
    with_stop = Segmenter(add_terms=TERMS, add_stop_words=["平台", "双随机、一公开"])
    phrases = mine_phrases(frame, segmenter=with_stop)["phrase"].tolist()
    assert phrases == ["受理诉求"]
    replaced = Segmenter(add_terms=TERMS, stop_words=["平台", "双随机、一公开"])
    assert mine_phrases(frame, segmenter=replaced)["phrase"].tolist() == phrases


@pytest.mark.parametrize("size", [1, 2, 5])
def test_parts_of_a_corpus_on_disk_give_the_phrases_of_the_whole(
    tmp_path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    said = [
        "我局政策解读形式单一。2021年公开信息12条。",
        "存在政策解读形式单一的问题，业务培训不够。",
        "今年，政策解读形式单一，更新慢；业务培训不够。",
        "业务培训不够，公开信息3条。",
        "本年度业务培训不够，政策解读形式单一。",
    ]
    agencies = ["甲局", "乙局", "甲局", "", "丙局"]
    frame = pd.DataFrame({"report_id": list("abcde"), "agency": agencies, "text": said})
    whole = mine_phrases(frame)
    monkeypatch.setattr(scratch, "LEAST_ON_DISK", 16)
    with use_scratch(tmp_path):
        parts = (frame[k : k + size] for k in range(0, len(frame), size))
        pd.testing.assert_frame_equal(mine_phrase_parts(parts), whole)
    assert {"政策解读形式单一", "业务培训不够"} <= set(whole["phrase"])
    assert not any(tmp_path.iterdir())
