from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import CodebookError
from textmine.problems.coder.codebook import Category, Codebook
from textmine.problems.coder.cuetable import CueTable, expand, read_cues
from textmine.problems.coder.matches import Cue

BOOK = Codebook(
    "1",
    (
        Category("slow", "慢", "late", cues=("拖延",)),
        Category("few", "少", "too little"),
    ),
)


def table(
    *patterns: str, gap: int = 3, scope: dict[str, list[str]] | None = None
) -> CueTable:
    cues = [
        Cue(words, ("slow",), "strong") for p in patterns for words in expand(p, {})
    ]
    return CueTable(cues, scope or {}, gap=gap)


def said(cues: CueTable, text: str) -> list[str]:
    return [match.text for match in cues.find(text)]


def test_words_of_a_cue_stand_in_order_near_each_other_in_one_clause() -> None:
    cues = table("更新~慢", gap=3)
    assert said(cues, "更新很慢") == ["更新…慢"]
    assert said(cues, "更新实在太慢") == ["更新…慢"]  # three characters between
    assert said(cues, "更新实在是太慢") == []
    assert said(cues, "慢更新") == []
    assert said(cues, "更新，慢") == []


def test_of_two_first_words_the_nearer_is_taken() -> None:
    (match,) = table("更新~慢").find("更新更新慢")
    assert match.spans == ((2, 4), (4, 5))


def test_a_cue_of_three_words_needs_each_near_the_one_before() -> None:
    cues = table("栏目~更新~慢", gap=1)
    assert said(cues, "栏目的更新太慢") == ["栏目…更新…慢"]
    assert said(cues, "栏目们的更新太慢") == []


def test_matches_come_in_order_of_place() -> None:
    cues = table("慢", "拖")
    assert [(m.start, m.end) for m in cues.find("拖了又慢")] == [(0, 1), (3, 4)]
    assert cues.find("") == cues.find("及时") == []


def test_conceded_and_denied_cues_do_not_count() -> None:
    scope = {"concede": ["虽然"], "turn": ["但"], "deny": ["不是"]}
    cues = table("慢", "拖", scope=scope)
    assert said(cues, "虽然慢，但拖") == ["拖"]
    assert said(cues, "不是慢") == []
    assert said(cues, "虽然慢") == ["慢"]


def test_a_table_that_has_been_used_can_be_sent_to_another_process() -> None:
    cues = table("更新~慢")
    before = said(cues, "更新慢")
    assert said(pickle.loads(pickle.dumps(cues)), "更新慢") == before == ["更新…慢"]


def test_equal_cues_are_kept_once() -> None:
    assert len(table("慢", "(慢|拖)", "慢").cues) == 2


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("慢", [("慢",)]),
        ("(太)?慢", [("太慢",), ("慢",)]),
        (
            "(更新|发布)~{late}",
            [("更新", "慢"), ("更新", "迟"), ("发布", "慢"), ("发布", "迟")],
        ),
        ("不{late}", [("不慢",), ("不迟",)]),
    ],
)
def test_patterns_expand_to_all_their_words(
    pattern: str, expected: list[tuple[str, ...]]
) -> None:
    assert expand(pattern, {"late": ["慢", "迟"]}) == expected


@pytest.mark.parametrize(
    "pattern", ["", "慢~", "(慢", "慢)", "(慢)?", "{late", "{gone}"]
)
def test_malformed_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(CodebookError, match="here: pattern"):
        expand(pattern, {"late": ["慢"]}, where="here")


WORDS = st.lists(
    st.text(alphabet="更新慢迟", min_size=1, max_size=2), min_size=1, max_size=3
)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3))
def test_a_pattern_of_choices_expands_to_their_product(slots: list[list[str]]) -> None:
    expanded = expand("~".join(f"({'|'.join(words)})" for words in slots), {})
    size = 1
    for words in slots:
        size *= len(words)
    assert len(expanded) == size
    for sequence in expanded:
        assert all(word in words for word, words in zip(sequence, slots, strict=True))


def test_a_table_read_from_data_takes_the_words_of_the_codebook_too() -> None:
    data = {
        "version": "3",
        "gap": 2,
        "lists": {"late": ["慢"]},
        "group": [{"categories": ["few"], "strong": ["条目~少"], "weak": ["{late}"]}],
    }
    cues = read_cues(data, BOOK)
    assert (cues.version, cues.gap) == ("3", 2)
    found = {
        (m.text, m.cue.categories, m.cue.strength)
        for m in cues.find("条目少；慢；拖延")
    }
    assert found == {
        ("条目…少", ("few",), "strong"),
        ("慢", ("few",), "weak"),
        ("拖延", ("slow",), "strong"),
    }


def test_a_word_of_the_codebook_that_the_table_has_keeps_the_tables_meaning() -> None:
    cues = read_cues({"group": [{"categories": ["few"], "weak": ["拖延"]}]}, BOOK)
    assert [(c.categories, c.strength) for c in cues.cues] == [(("few",), "weak")]


def test_a_group_of_an_unknown_category_is_refused_with_its_number() -> None:
    with pytest.raises(CodebookError, match="own.toml, group 1.*quick"):
        read_cues({"group": [{"categories": ["quick"]}]}, BOOK, source="own.toml")


def test_a_table_without_cues_matches_nothing() -> None:
    assert CueTable((), {}).find("栏目更新慢") == []


SLOW = {"categories": ["slow"], "strong": ["更新"]}


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"group": [SLOW | {"strong": "更新"}]}, "group 1: strong must be a list"),
        (
            {"group": [SLOW | {"categories": "slow"}]},
            "group 1: categories must be a list",
        ),
        ({"group": [SLOW | {"weak": [3]}]}, "group 1: weak must be a list"),
        (
            {"group": [SLOW, SLOW | {"stong": ["栏目"]}]},
            "group 2 has unknown field 'stong'",
        ),
        ({"groups": [SLOW]}, "cues.toml has unknown field 'groups'"),
        ({"group": [{"strong": ["更新"]}]}, "group 1 has no category"),
        ({"group": [{"categories": [], "weak": ["更新"]}]}, "group 1 has no category"),
        ({"group": [{"hide": ["更新"]}]}, "group 1 has no category"),
        ({"group": SLOW}, "group must be a list of tables"),
        ({"group": [["更新"]]}, "group 1 is .'更新'.; expected a table"),
        ({"gap": "x", "group": [SLOW]}, "gap is 'x'; expected a whole number from 0"),
        ({"gap": -1}, "gap is -1; expected"),
        ({"gap": 2.5}, "gap is 2.5; expected"),
        ({"lists": {"lack": "不足"}}, "lists: lack must be a list"),
        ({"lists": ["不足"]}, "lists is .'不足'.; expected a table of lists"),
        ({"scope": {"deny": "不是"}}, "scope: deny must be a list"),
        ({"scope": {"denied": ["不是"]}}, "scope has unknown field 'denied'"),
        ("cues.toml", "cues.toml is 'cues.toml'; expected a table"),
    ],
)
def test_a_slip_in_a_table_is_named_in_place_of_passed_over(data, named) -> None:
    with pytest.raises(CodebookError, match=named):
        read_cues(data, BOOK)


def test_a_group_without_categories_may_hide() -> None:
    hides = {"categories": [], "hide": ["更新换代"]}
    cues = read_cues({"group": [SLOW, hides]}, BOOK)
    assert said(cues, "设备更新换代") == []
    assert said(cues, "设备更新") == ["更新"]
