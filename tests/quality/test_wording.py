"""Disclosure measures: each counted by hand on sentences of our own, and robust to any text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.quality import disclosure, wording
from textmine.resources.load import load_toml
from textmine.schema import FRAMES


def frame(*texts: str, **columns: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"report_id": f"r{i}", "text": text, **columns}
            for i, text in enumerate(texts)
        ]
    )


def scores(*texts: str, **columns: str) -> dict[str, float]:
    found = disclosure(frame(*texts, **columns))
    found = found[(found["report_id"] == "r0") & (found["scope"] == "report")]
    return dict(zip(found["score"], found["value"], strict=True))


def test_clauses_end_at_commas_not_at_full_stops_only() -> None:
    text = "栏目更新不够勤，解读形式比较单一。"
    assert scores(text)["readability_clause"] == (7 + 8) / 2
    assert scores("一二三、四五六。")["readability_clause"] == 6


@pytest.mark.parametrize(
    ("text", "n_chars", "n_clauses"),
    [
        ("公开12,345条", 8, 1),
        ("每日9:30开馆,接待3人", 11, 2),
        ("见www.a.cn/x?id=3。更新慢", 14, 2),
        ("更新慢：“内容少。”渠道单一（专人少；）", 13, 3),
        ("，。（）\n", 0, 0),
    ],
)
def test_a_mark_within_a_number_or_a_link_ends_no_clause(
    text: str, n_chars: int, n_clauses: int
) -> None:
    found = disclosure(frame(text)).set_index("score")
    row = found.loc["readability_clause"]
    assert row["n"] == n_clauses
    if n_clauses:
        assert row["value"] == pytest.approx(n_chars / n_clauses)


def test_a_mark_within_a_link_ends_no_sentence() -> None:
    text = "本局公开见www.a.cn/x?id=3及县志。更新慢。"
    found = disclosure(frame(text, agency="临泽川市档案局")).set_index("score")
    assert found.loc[
        ["self_reference", "readability_function_words"], "n"
    ].tolist() == [2, 2]
    assert found.loc["self_reference", "value"] == 0.5


def test_function_words_are_a_mean_over_sentences() -> None:
    both = scores("我局已经公开目录。群众满意。")["readability_function_words"]
    first, second = scores("我局已经公开目录。"), scores("群众满意。")
    assert second["readability_function_words"] == 0
    assert both == pytest.approx(first["readability_function_words"] / 2)
    assert 0 < first["readability_function_words"] < 1


def test_readability_is_the_mean_of_z_scores_over_the_reports() -> None:
    texts = [
        "更新慢，解读少。",
        "我局虽然已经较为全面地公开了各类信息并且不断完善有关的目录和指南。",
        "栏目共十个，均已更新。",
    ]
    found = disclosure(frame(*texts)).set_index("score").loc["readability", "value"]
    assert found.mean() == pytest.approx(0)
    assert found.iloc[1] == max(found)
    assert np.isnan(scores(texts[0])["readability"])


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("印发《临泽川市公开指南》和《临泽川市公开指南》。", 1),
        ("依据云办〔2021〕30号文件，2021年3月5日起施行。", 2),
        ("采购金额12.5万元，较上年增长4.2%，培训3次、42人次。", 4),
        ("大力推进公开，不断提升水平。", 0),
    ],
)
def test_specificity_counts_distinct_expressions(text: str, expressions: int) -> None:
    n_chars = sum(c.isalnum() for c in text)
    assert scores(text)["specificity"] == pytest.approx(100 * expressions / n_chars)


def test_hard_information_leaves_dates_and_document_numbers_out() -> None:
    assert (
        scores("依据云办〔2021〕30号文件，2021年3月5日起施行。")["hard_information"]
        == 0
    )
    assert scores("公开120条，占比40%。")["hard_information"] > 0.3


def test_hedges_slogans_and_their_absence() -> None:
    vague = scores("坚持公开为常态、不公开为例外，进一步加大力度。")
    plain = scores("档案室周三开放，来人登记即可查阅。")
    assert vague["slogans"] == pytest.approx(100 * 2 / 20)
    assert vague["hedging"] > 0
    assert plain["slogans"] == plain["hedging"] == 0


def test_self_reference_by_name_place_and_pronoun() -> None:
    text = "临泽川市设窗口三个。商务局开讲座。我局答复来信。各级部门加强学习。"
    named = scores(text, agency="临泽川市商务局", region="临泽川市")
    assert named["self_reference"] == 3 / 4
    assert scores(text)["self_reference"] == 1 / 4


def test_set_phrases_of_all_and_whole_are_no_self_reference() -> None:
    assert (
        scores("动员全社会参与。学习二中全会精神。面向全市场主体。")["self_reference"]
        == 0
    )
    assert scores("全市开设窗口。本机关答复来信。")["self_reference"] == 1


def test_lengths_by_section_and_balance() -> None:
    rows = pd.DataFrame(
        {
            "report_id": "r0",
            "section": ["overview", "problems"],
            "text": ["公开十条。", "更新不勤。"],
        }
    )
    found = disclosure(rows)
    lengths = found[found["score"] == "length"].set_index("scope")["value"]
    assert lengths.to_dict() == {"report": 8, "overview": 4, "problems": 4}
    assert found.set_index("score").loc["section_balance", "value"] == pytest.approx(1)


def test_stretches_of_one_report_count_together_and_order_is_kept() -> None:
    rows = pd.DataFrame(
        {"report_id": ["b", "a", "b"], "text": ["公开十条。", "无。", "更新不勤。"]}
    )
    found = disclosure(rows)
    assert found["report_id"].drop_duplicates().tolist() == ["b", "a"]
    assert (
        found[found["report_id"] == "b"].set_index("score").loc["length", "value"] == 8
    )


def test_frames_errors_and_nothing_to_count() -> None:
    found = disclosure(frame("。\n  ", ""))
    assert list(found.columns) == list(FRAMES["scores"])
    assert found.loc[found["score"] != "length", "value"].isna().all()
    assert disclosure(pd.DataFrame({"report_id": [], "text": []})).empty
    with pytest.raises(FrameError, match="text"):
        disclosure(pd.DataFrame({"report_id": ["r"]}))


def test_word_lists_name_nothing_twice() -> None:
    table = load_toml("disclosure.toml")
    for words in (
        table["hedges"]["words"],
        table["slogans"]["phrases"],
        table["function_words"]["adverbs"],
        table["function_words"]["conjunctions"],
    ):
        assert len(words) == len(set(words))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.text("我局公开《》〔2021〕30号件。，\n x的和", max_size=30),
        min_size=1,
        max_size=3,
    )
)
def test_any_text_gives_shares_and_densities(texts: list[str]) -> None:
    found = disclosure(frame(*texts)).set_index("score")["value"]
    for name in ("hard_information", "readability_function_words", "self_reference"):
        assert found.loc[[name]].dropna().between(0, 1).all()
    assert (
        found.loc[["specificity", "hedging", "slogans", "readability_clause"]].dropna()
        >= 0
    ).all()


def test_readability_of_two_reports_is_one_spread_above_and_below_the_mean() -> None:
    """The spread is that of the reports at hand, not an estimate of others' (divided by n)."""
    easy, hard = "更新慢。解读少。", "我局已经较为全面地公开了各类信息。"
    found = disclosure(frame(easy, hard)).set_index("score").loc["readability"]
    assert found["value"].tolist() == pytest.approx([-1.0, 1.0])
    assert found["n"].tolist() == [2, 2]


def test_densities_are_per_hundred_characters() -> None:
    found = scores("有关科室进一步努力。")
    # 有关, 进一步 and 努力 of nine characters; two numbers of six words.
    assert found["hedging"] == pytest.approx(100 * 3 / 9)
    assert scores("公开120条，占比40%。")["hard_information"] == pytest.approx(2 / 6)


@pytest.mark.parametrize(
    ("text", "n"),
    [
        # Right at the begin, and one right behind another.
        ("《甲类办法》印发", 1),
        ("印发《甲类办法》《乙类办法》", 2),
        ("3次42人次", 2),
    ],
)
def test_specific_expressions_stand_anywhere(text: str, n: int) -> None:
    n_chars = sum(c.isalnum() for c in text)
    assert scores(text)["specificity"] == pytest.approx(100 * n / n_chars)


def test_balance_is_the_entropy_of_the_lengths() -> None:
    def balance(*texts: str) -> float:
        sections = [f"s{k}" for k in range(len(texts))]
        rows = pd.DataFrame({"report_id": "r0", "section": sections, "text": texts})
        return float(
            disclosure(rows).set_index("score").loc["section_balance", "value"]
        )

    # One part in four, three in four; a section of nothing is none.
    expected = -(0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(2)
    assert balance("公开。", "更新不够勤快。") == pytest.approx(expected)
    assert balance("公开。", "更新不够勤快。", "。") == pytest.approx(expected)
    assert np.isnan(balance("公开。", "。"))


def test_an_own_name_has_two_characters() -> None:
    text = "档办开讲座。当局表示欢迎。"
    own = {"region": "临泽川市"}
    assert scores(text, agency="临泽川市档办", **own)["self_reference"] == 1 / 2
    assert scores(text, agency="临泽川市局", **own)["self_reference"] == 0


def test_what_tokens_are_is_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "MOST_KINDS", 2)
    kinds = wording._Kinds()
    for token, kind in (("公开", 1), ("。", 0), ("、", 0), ("公开", 1), ("较", 7)):
        assert kinds[token] == kind
        assert len(kinds) <= 2
