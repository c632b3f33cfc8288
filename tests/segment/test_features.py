from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.features import MAX_WORD, is_label, is_lack, make_features
from textmine.segment.tokens import Token, find_tokens


def token(text: str, mark: str = "。") -> Token:
    return Token(0, len(text), text, None, mark)


def having(features: list[str], start: str) -> list[str]:
    return [f for f in features if f.startswith(start)]


def test_words_enter_by_their_ends_and_pairs_and_whole_if_short() -> None:
    (features,) = make_features([token("更新慢")])
    assert {"p1=更", "p2=更新", "p3=更新慢", "s1=慢", "s2=新慢", "更新", "新慢"} <= set(
        features
    )
    assert "w=更新慢" in features
    (features,) = make_features([token("慢" * (MAX_WORD + 1))])
    assert not having(features, "w=")


def test_markers_tell_how_they_carry_on_their_run() -> None:
    features = make_features(find_tokens("一是更新慢；二是内容少；四是人手缺。"))
    assert [having(f, "mk=") for f in features] == [
        ["mk=is:first"],
        ["mk=is:cont"],
        ["mk=is:jump"],
    ]


def test_a_marker_of_one_that_comes_again_opens_another_list() -> None:
    features = make_features(
        find_tokens("一是更新慢；二是内容少。一是多培训；二是增人手。")
    )
    assert [having(f, "mk=")[0] for f in features] == [
        "mk=is:first",
        "mk=is:cont",
        "mk=is:again",
        "mk=is:cont",
    ]


def test_marks_before_and_behind_and_the_edges_of_the_part() -> None:
    first, second = make_features([token("更新慢", "，"), token("内容少", "。\n")])
    assert {"pm=^", "m=，", "-1edge", "-2edge", "2edge"} <= set(first)
    assert {"pm=，", "m=.n", "1edge", "2edge", "-2edge"} <= set(second)
    assert "1edge" not in first and "-1edge" not in second
    assert "1p内容" in first and "-1s新慢" in second


def test_what_stands_before_a_but_is_praise() -> None:
    first, second = make_features([token("全年平稳", "，"), token("但更新慢")])
    assert "praise=True" in first
    assert "praise=False" in second


def test_labels_are_short() -> None:
    assert is_label("存在的主要问题")
    assert is_label("下一步改进措施")
    assert not is_label("更新慢")
    assert not is_label("各科室在报送信息的时候常常遇到这样那样一时难以解决的问题")


def test_lacks() -> None:
    assert is_lack(token("更新不及时"))
    assert is_lack(token("解读有待加强"))
    assert not is_lack(token("渠道畅通"))


PIECES = st.sampled_from(
    ["一是", "二是", "更新慢", "我局将", "下一步", "，", "。", "；", "\n", "：", "但"]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_every_token_has_its_features_and_one_event(text: str) -> None:
    tokens = find_tokens(text)
    features = make_features(tokens)
    assert len(features) == len(tokens)
    assert all(len(having(f, "ev=")) == len(having(f, "sp=")) == 1 for f in features)


@pytest.mark.parametrize(
    ("text", "expected", "other"),
    [
        ("进一步严格执行公示办法", {"verb"}, {"basis", "quality"}),
        ("不断提高公开水平", {"verb", "quality"}, {"basis"}),
        ("按照县里的统一要求", {"basis"}, {"verb", "quality"}),
        ("更好地为居民服务", {"service"}, {"verb", "basis"}),
        ("更新不及时", set(), {"quality", "basis", "service"}),
    ],
)
def test_clauses_are_told_by_verb_quality_basis_and_service(text, expected, other):
    (features,) = make_features([token(text, "。\n")])
    found = {f[2:] for f in features if f.startswith("c=")}
    assert expected <= found
    assert not other & found
